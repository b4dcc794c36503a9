"""How the compiled engine's cost grows with states, years, runs and threads, and beside it the C kernel's."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

from limit import Kernel, hold_to_engine
from measuring import exponent, shown, table, taking_turns

from alliance_sim import Scenario
from alliance_sim.batch.engine import Batch
from alliance_sim.batch.reduced import reduce_runs
from alliance_sim.scenario import load_text
from alliance_sim.world import World, build_world

STATES, YEARS, RUNS = (16, 32, 64, 128, 200), (10, 20, 40, 80), (100, 400, 1600)

SPAN = 18

BARE = "members"
"""The cheapest outcome, which stands for none where the model alone is timed."""


def made_up(states: int, years: int = SPAN, outcomes: str = "") -> Scenario:
    """An alliance of made-up states around one adversary, with every mechanism."""
    codes = ["".join(chr(65 + rank // base % 26) for base in (676, 26, 1)) for rank in range(states - 1)]
    lines = ["name: made-up", "start: 2018", f"end: {2017 + years}", "alliance: {name: Pact}"]
    lines += ["adversaries: {ZZZ: {intent: 0.3}}", f"states: [{', '.join(codes)}]", f"outcomes: [{outcomes}]"]
    lines += ["figures:"]
    for rank, code in enumerate([*codes, "ZZZ"]):
        gdp = 100 * (1 + rank % 7) if code != "ZZZ" else 60 * states
        place = f"latitude: {rank % 40}, longitude: {rank // 40 * 8}"
        lines.append(f"  {code}: {{gdp: {gdp}, share: 0.02, gdp_growth: '1 %', {place}}}")
    return load_text("\n".join(lines) + "\n")


def engine_alone(world: World, runs: int) -> Callable[[], object]:
    """The engine in one thread, which writes the scenario's outcomes only."""
    batch = Batch(world)
    pages = batch.pages(runs, states=False, dyads=False)
    return lambda: batch.live(range(runs), pages)


def kernel_alone(world: World, runs: int, *wanted: str) -> Callable[[], object]:
    """The C kernel, which writes what is wanted only."""
    kernel = Kernel(world)
    to = kernel.tables(runs)
    return lambda: kernel.live(range(runs), to, wanted)


def states(rounds: int) -> str:
    """A table: cost of a run and of a dyad and year, without and with outcomes, by number of states."""
    kinds = ("engine", "kernel", "engine, outcomes", "kernel, outcomes")
    contenders: dict[str, tuple[int, Callable[[], object]]] = {}
    for n in STATES:
        bare, full = build_world(made_up(n, outcomes=BARE)), build_world(made_up(n))
        many = max(4, 100_000 // n**2)
        hold_to_engine(Kernel(full), 3)
        for kind, task in zip(
            kinds,
            (
                engine_alone(bare, many), kernel_alone(bare, many),
                engine_alone(full, many), kernel_alone(full, many, "outcomes"),
            ),
            strict=True,
        ):  # fmt: skip
            contenders[f"{kind} {n}"] = many, task
    taken = taking_turns(contenders, rounds)
    rows: list[list[object]] = []
    for n in STATES:
        engine, kernel, *outcomes = (taken[f"{kind} {n}"] for kind in kinds)
        each = 1e6 / (SPAN * (n - 1) * (n - 2))
        rows.append([str(n), engine, kernel, f"{engine * each:.1f}", f"{kernel * each:.1f}", *outcomes])
    slopes = [exponent(STATES, [taken[f"{kind} {n}"] for n in STATES]) for kind in kinds]
    rows.append(["exponent", *slopes[:2], None, None, *slopes[2:]])
    heads = ["states", "model, ms a run", "in C", "ns a dyad and year", "in C", "with 21 outcomes, ms a run", "in C"]
    return table(heads, rows)


def years_runs_threads(rounds: int) -> list[str]:
    """Lines: exponents in years and runs, and what threads bring; 33 states and all outcomes."""
    spans = {span: build_world(made_up(33, span)) for span in YEARS}
    world = build_world(made_up(33))
    threads = [k for k in (1, 2, 4, 8, 16, 32) if k <= (os.cpu_count() or 1)]
    contenders: dict[str, tuple[int, Callable[[], object]]] = {}
    contenders |= {f"y{span}": (100, partial(reduce_runs, spans[span], range(100))) for span in YEARS}
    contenders |= {f"r{runs}": (1, partial(reduce_runs, world, range(runs))) for runs in RUNS}
    # timed by the clock on the wall, one thread too
    contenders |= {f"t{k} of 2 threads": (800, partial(reduce_runs, world, range(800), k)) for k in threads}
    taken = taking_turns(contenders, rounds)
    years, runs = [taken[f"y{span}"] for span in YEARS], [taken[f"r{number}"] for number in RUNS]
    wall = {k: taken[f"t{k} of 2 threads"] for k in threads}
    told = [f"{k} {shown(wall[k])} ms ({wall[1] / wall[k]:.2f} ×)" for k in threads]
    return [
        f"- Years: {_listed(YEARS, years)} ms a run; exponent {exponent(YEARS, years):.2f}.",
        f"- Runs: {_listed(RUNS, [one / 1e3 for one in runs])} s in all; exponent {exponent(RUNS, runs):.2f}.",
        f"- Threads: {', '.join(told)} a run.",
    ]


def _listed(sizes: tuple[int, ...], taken: list[float]) -> str:
    return ", ".join(f"{size}: {shown(one)}" for size, one in zip(sizes, taken, strict=True))
