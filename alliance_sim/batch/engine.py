"""Many runs of one world in the compiled engine: in chunks, in as many threads as wanted, with the same bits always."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim import draws
from alliance_sim.batch import layout as at
from alliance_sim.batch.beginning import first_life
from alliance_sim.batch.changes import changes
from alliance_sim.batch.compile import Engine, engine, need_numba
from alliance_sim.batch.plan import Life, Plan, build_plan, new_life, new_work, settings
from alliance_sim.metrics import OUTCOMES
from alliance_sim.results.results import DYAD_UNITS, STATE_UNITS, Results
from alliance_sim.rules.chosen import VARIANTS, own_function

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alliance_sim.scenario import Scenario
    from alliance_sim.world import World

CHUNK_BYTES = 12_000_000
"""Memory a thread may fill with dyads before they are added up: few enough to stay near the processor."""

CHUNK = 32
"""Most runs of a chunk."""

CHUNK_OF_ONE = 128
"""Runs of a chunk where one thread adds up dyads as it goes: a chunk costs about as much as half a run."""

ROOM = 64
"""Changes a run may write down before it is run again with more room."""


class CannotBatchError(Exception):
    """The compiled engine cannot run this; the message says why, and the agents engine can."""


@dataclass
class Pages:
    """What a chunk of runs wrote: the arrays of `lives.live`; the chunk begins at `begin` in three of them. together:
    its dyads are added up, with those of the chunks before, on one page."""

    counts: NDArray[Any]
    state: NDArray[Any]
    outcomes: NDArray[Any]
    dyads: NDArray[Any]
    standing: NDArray[Any]
    changes: NDArray[Any]
    begin: int = 0
    together: bool = False


class Batch:
    """A world made ready for the compiled engine.

    Raises CannotBatchError for a rule of the user's own that numba cannot compile, and MissingExtraError without numba.
    """

    def __init__(self, world: World) -> None:
        self.world, self.plan, self.settings = world, build_plan(world), settings(world.scenario)
        self.engine = engine_for(world.scenario)
        self.years = world.scenario.end - world.scenario.start + 1
        self._first: Life | None = None

    @property
    def first(self) -> Life:
        """The first year, weighed once for all runs."""
        if self._first is None:
            first = first_life(self.world, self.plan)
            if self.engine.compiled:
                self.engine.weigh_first_year(self.plan, self.settings, first)
            else:
                sys.stderr.write("alliance-sim: compiling the batch engine, once on this machine (about a minute) …\n")
                sys.stderr.flush()
                with self.engine.alone():
                    self.engine.weigh_first_year(self.plan, self.settings, first)
                    self._live_through([], first, self.pages(0))
            self._first = first
        return self._first

    def _live_through(self, keys: Sequence[int], first: Life, pages: Pages) -> None:
        self.engine.live(
            self.plan, self.settings, first, new_life(self.plan), new_work(self.plan), self.years,
            np.array(keys, dtype=np.uint64), pages.begin, pages.counts, pages.state, pages.outcomes, pages.dyads,
            pages.standing, pages.changes, pages.together,
        )  # fmt: skip

    def pages(self, runs: int, *, states: bool = True, dyads: bool = True, room: int = ROOM) -> Pages:
        """Empty pages for a chunk of runs, with or without states and dyads."""
        n, years, written = self.plan.n, self.years if states else 0, self.years if dyads else 0
        return Pages(
            np.zeros((runs, 2), dtype=np.int64), np.empty((at.RECORDED, runs, years, n)),
            np.empty((len(self.plan.outcomes), runs, self.years)), np.empty((runs, at.RECORDED_DYADS, written, n, n)),
            np.empty((runs, years, n), dtype=np.int8), np.empty((runs, room, at.CHANGE_COLUMNS)),
        )  # fmt: skip

    def live(self, seeds: Sequence[int], pages: Pages) -> Pages:
        """Live through one run for every seed and write it on the pages. Any thread may call it."""
        try:
            self._live_through([draws.seed_key.__wrapped__(seed) for seed in seeds], self.first, pages)
        except Exception as error:
            if not self.world.scenario.own_rules:
                raise
            raise CannotBatchError(f"a rule of your own failed with {type(error).__name__}") from error
        if self.world.scenario.own_rules and pages.counts[:, 1].any():
            raise CannotBatchError("a rule of your own left its range")
        most = int(pages.counts[:, 0].max())
        if most > pages.changes.shape[1]:
            room = np.empty((len(seeds), most, at.CHANGE_COLUMNS))
            # dyads are written already, and may not be added twice
            pages.changes = self.live(seeds, replace(pages, changes=room, dyads=pages.dyads[:, :, :0])).changes
        return pages

    def add_up(self, total: NDArray[Any], runs: NDArray[Any], first: bool) -> None:
        """Add runs to the total one after another, in the order of the seeds, so that chunking cannot change a bit."""
        if first:
            total[:], runs = runs[0], runs[1:]
        self.engine.add_dyads(total.reshape(-1), runs.reshape(len(runs), total.size))

    def chunk(self) -> int:
        """Runs of a chunk, so that a thread's dyads fit `CHUNK_BYTES`."""
        size = at.RECORDED_DYADS * self.years * self.plan.n**2 * 8
        return max(1, min(CHUNK, CHUNK_BYTES // size))

    def chunks(
        self, seeds: Sequence[int], size: int, threads: int, pages: Callable[[int, int], Pages]
    ) -> Iterator[tuple[int, Pages]]:
        """The chunks of all runs in the order of the seeds, with where each begins; a few are under way at a time.

        pages: given a chunk's first and last run, where to write.
        """
        self.first  # noqa: B018 - compiled and weighed before any thread starts
        starts = range(0, len(seeds), size)
        with ThreadPoolExecutor(threads) as pool:
            under_way: deque[tuple[int, Future[Pages]]] = deque()
            for start in starts:
                part = seeds[start : start + size]
                under_way.append((start, pool.submit(self.live, part, pages(start, start + len(part)))))
                if len(under_way) > threads:
                    first, done = under_way.popleft()
                    yield first, done.result()
            for first, done in under_way:
                yield first, done.result()


def engine_for(scenario: Scenario) -> Engine:
    """The compiled loop for a scenario's rules.

    Raises CannotBatchError if numba cannot compile one of them, and MissingExtraError without numba.
    """
    need_numba()
    if not scenario.own_rules:
        return engine()
    own = {rule: own_function(code) for rule, code in scenario.own_rules.items() if rule in VARIANTS}
    try:
        return Engine(own, [f"{rule} {code.name} {code.source}" for rule, code in scenario.own_rules.items()])
    except Exception as error:
        names = ", ".join(f"'{code.name}'" for code in scenario.own_rules.values())
        said = str(error).strip().splitlines()
        raise CannotBatchError(f"{names} cannot be compiled: {said[0] if said else type(error).__name__}") from error


def run_batch(
    world: World, seeds: Sequence[int], threads: int = 1, progress: Callable[[int], None] | None = None,
    chunk: int | None = None,
) -> Results:  # fmt: skip
    """Run a world once for every seed; the results are the agents engine's, to the last bit.

    threads and chunk (runs handed to a thread at a time) change nothing but the time. Raises CannotBatchError and
    MissingExtraError.
    """
    batch = Batch(world)
    n, years, total = batch.plan.n, batch.years, len(seeds)
    whole, together = batch.pages(total, dyads=False, room=0), threads == 1
    dyads = np.zeros((at.RECORDED_DYADS, years, n, n))
    changed: list[dict[str, Any]] = []
    spare: list[Pages] = []

    def pages(start: int, end: int) -> Pages:
        fits = bool(spare) and len(spare[-1].counts) == end - start
        part = spare.pop() if fits else batch.pages(end - start, states=False, dyads=not together)
        if together:
            part.dyads, part.together = dyads[None], True
        part.begin, part.state, part.outcomes, part.standing = start, whole.state, whole.outcomes, whole.standing
        return part

    for start, written in batch.chunks(seeds, chunk or (CHUNK_OF_ONE if together else batch.chunk()), threads, pages):
        if not together:
            batch.add_up(dyads, written.dyads, start == 0)
        for run, count in enumerate(written.counts[:, 0].tolist()):
            found = changes(world, written.changes[run, :count])
            changed += [{"replicate": start + run, **change} for change in found]
        if progress is not None:
            progress(len(written.counts))
        spare.append(written)
    return _results(batch.world, batch.plan, tuple(seeds), whole, dyads, changed)


def _results(
    world: World, plan: Plan, seeds: tuple[int, ...], whole: Pages, dyads: NDArray[Any], changed: list[dict[str, Any]]
) -> Results:
    names = list(OUTCOMES)
    return Results(
        scenario=world.scenario,
        seeds=seeds,
        years=tuple(range(world.scenario.start, world.scenario.end + 1)),
        states=world.states,
        state=dict(zip(STATE_UNITS, whole.state, strict=True)),
        outcomes={names[which]: whole.outcomes[k] for k, which in enumerate(plan.outcomes.tolist())},
        dyads={name: values / len(seeds) for name, values in zip(DYAD_UNITS, dyads, strict=True)},
        standing=whole.standing,
        changes=changed,
    )
