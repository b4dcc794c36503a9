"""How do I run it? Many seeds of a scenario, alone or beside its baseline with the same draws."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from alliance_sim.errors import InputError, MissingExtraError
from alliance_sim.results.record import Record
from alliance_sim.results.results import Comparison, Results
from alliance_sim.workers import processes, wanted
from alliance_sim.world import World, build_world

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from alliance_sim.scenario import Scenario

Progress = Callable[[int], None]

ENGINES = ("agents", "batch", "auto")
"""Engines that can run a scenario: states as agents, the same compiled, or whichever is sooner done."""

FEW_RUNS = 5
"""From this many runs on `auto` takes the compiled engine, if this machine has it compiled: loading it takes as long as
two runs of thirty states or ten of five."""

MANY_RUNS = 500
"""From this many runs on `auto` compiles it, which takes less time than the runs would."""

CHUNK = 10
"""Seeds handed to a worker at a time."""


def run(
    scenario: Scenario,
    seeds: Iterable[int] | None = None,
    engine: str = "agents",
    workers: int = 1,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Results:
    """Run a scenario once for every seed.

    seeds: integers of 0 or more; by default the scenario's `replicates` seeds from its `seed` on. engine: one of
    `ENGINES`.
    workers: processes, or threads of the batch engine. progress: told how many runs have just been done. executor: used
    instead of `workers` by the agents engine if given. The results do not depend on engine, workers, executor or the
    order of the states. Raises InputError for seeds or engines that are none, and MissingExtraError where the batch
    engine is asked for and numba is not installed.
    """
    chosen = _seeds(scenario, seeds)
    engine = the_engine(engine, scenario, len(chosen))
    if not chosen or any(seed < 0 for seed in chosen):
        raise InputError(f"seeds must be integers of 0 or more, at least one; got {list(chosen)[:5]}")
    world = build_world(scenario)
    if engine == "batch":
        results = _batched(world, chosen, workers, progress)
        if results is not None:
            return results
    with processes(executor, min(workers, -(-len(chosen) // CHUNK))) as pool:
        return _gather(world, chosen, _records(world, chosen, pool), progress)


def compare_runs(
    scenario: Scenario,
    baseline: Scenario | None = None,
    seeds: Iterable[int] | None = None,
    engine: str = "agents",
    workers: int = 1,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Comparison:
    """Run a scenario and its baseline (by default its own, without its events) with the same seeds, so that they
    pair."""
    other = scenario.baseline_scenario() if baseline is None else baseline
    chosen = _seeds(scenario, seeds)
    engine = the_engine(engine, scenario, len(chosen))  # once, since it may have something to say
    with processes(executor, min(workers, -(-len(chosen) // CHUNK))) as pool:
        first = run(scenario, chosen, engine, workers, progress, pool)
        same = baseline is None and other.events == scenario.events
        return Comparison(first, first if same else run(other, chosen, engine, workers, progress, pool))


def _seeds(scenario: Scenario, seeds: Iterable[int] | None) -> tuple[int, ...]:
    """The seeds asked for, or the scenario's own."""
    return tuple(range(scenario.seed, scenario.seed + scenario.replicates)) if seeds is None else tuple(seeds)


def known_engine(name: str) -> str:
    """The name itself. Raises InputError for an engine that is none."""
    if name not in ENGINES:
        raise InputError(f"engine {name!r} is not one of {', '.join(ENGINES)}")
    return name


def the_engine(asked: str, scenario: Scenario, runs: int) -> str:
    """`agents` or `batch`, whichever `auto` stands for; where that is agents for want of numba, standard error says so.

    Raises InputError for an engine that is none.
    """
    if known_engine(asked) != "auto":
        return asked
    if runs < FEW_RUNS:
        return "agents"
    from alliance_sim.batch.engine import CannotBatchError, engine_for

    try:
        return "batch" if runs >= MANY_RUNS or engine_for(scenario).compiled else "agents"
    except (MissingExtraError, CannotBatchError) as error:
        say_instead(error)
        return "agents"


def _batched(world: World, seeds: tuple[int, ...], threads: int, progress: Progress | None) -> Results | None:
    """The runs from the compiled engine, or None where it cannot run this."""
    from alliance_sim.batch.engine import CannotBatchError, run_batch

    try:
        return run_batch(world, seeds, threads, progress)
    except CannotBatchError as error:
        say_instead(error)
        return None


def say_instead(error: Exception) -> None:
    """Say on standard error why the compiled engine cannot run something, and what does."""
    sys.stderr.write(f"alliance-sim: {error}; the agents engine runs it, with the same results\n")


def run_one(world: World, seed: int) -> Record:
    """One run of a world with one seed in the agents engine."""
    from alliance_sim.agents import AllianceModel

    model = AllianceModel(world, rng=seed, collect=False)
    while model.running:
        model.step()
    return model.history


def _run_chunk(world: World, seeds: Sequence[int]) -> list[Record]:
    return [run_one(world, seed) for seed in seeds if wanted()]


def _records(world: World, seeds: tuple[int, ...], pool: Executor | None) -> Iterator[Record]:
    """The runs in the order of the seeds, however many processes make them."""
    if pool is None:
        yield from (run_one(world, seed) for seed in seeds)
        return
    chunks = [seeds[i : i + CHUNK] for i in range(0, len(seeds), CHUNK)]
    for records in pool.map(_run_chunk, [world] * len(chunks), chunks):
        yield from records


def _gather(world: World, seeds: tuple[int, ...], records: Iterator[Record], progress: Progress | None) -> Results:
    state: dict[str, list[np.ndarray]] = {}
    outcomes: dict[str, list[np.ndarray]] = {}
    dyads: dict[str, np.ndarray] = {}
    standing, changes = [], []
    for replicate, record in enumerate(records):
        for name, values in record.state.items():
            state.setdefault(name, []).append(values)
        for name, values in record.outcomes.items():
            outcomes.setdefault(name, []).append(values)
        for name, values in record.dyads.items():
            # added one run after another, in the order of the seeds, so that chunking cannot change a bit
            dyads[name] = dyads[name] + values if name in dyads else values
        standing.append(record.standing)
        changes += [{"replicate": replicate, **change} for change in record.changes]
        if progress is not None:
            progress(1)
    return Results(
        scenario=world.scenario,
        seeds=seeds,
        years=tuple(range(world.scenario.start, world.scenario.end + 1)),
        states=world.states,
        state={name: np.stack(values) for name, values in state.items()},
        outcomes={name: np.stack(values) for name, values in outcomes.items()},
        dyads={name: values / len(seeds) for name, values in dyads.items()},
        standing=np.stack(standing),
        changes=changes,
    )
