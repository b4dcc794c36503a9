"""How fast the engines run the same histories, beside other ways to write the model, and how their cost grows.

Prints the section "Speed" of docs/engines.md. Run it by `make bench`; `python benchmarks/engines.py 9` takes more
rounds, and with `docs/engines.md` as second argument the section is written there. The contenders take turns; medians
and ratios are printed. Whatever claims to compute the same is compared with the engine's results before it is timed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import mesa
import numpy as np
from first_and_last import first_result, very_many
from limit import FLAGS, Kernel, NoCompilerError, compiler_version, hold_to_engine
from measuring import machine, table, taking_turns
from numpy_twin import CORE, RECORDED, NumpyTwin
from scaling import BARE, engine_alone, kernel_alone, states, years_runs_threads

from alliance_sim import AllianceModel, load_scenario
from alliance_sim.batch.engine import Batch, run_batch
from alliance_sim.batch.reduced import reduce_runs
from alliance_sim.run import run
from alliance_sim.world import World, build_world

Contenders = dict[str, tuple[int, Callable[[], object]]]

RUNS = 300
"""Runs of a compiled contender in one turn."""

BEGIN, END = "<!-- from here written by benchmarks/engines.py -->", "<!-- to here -->"

AGENTS, MESA = "agents engine, 1 process", "`mesa.batch_run`, 2 processes"
ALONE = ", the model alone"


def world_of(*settings: str) -> World:
    return build_world(load_scenario("nato-2018", settings=list(settings)))


def whole_model(rounds: int) -> str:
    """Every mechanism: both engines, Mesa's own runner and the C kernel."""
    full, bare = world_of("outcomes=[]"), world_of(f"outcomes=[{BARE}]")
    kernel = Kernel(full)
    tables = kernel.tables(RUNS)
    hold_to_engine(kernel, 50)
    contenders: Contenders = {
        AGENTS: (4, lambda: run(full.scenario, range(4))),
        MESA: (64, lambda: mesa_batch_run(full, 64)),
        AGENTS + ALONE: (4, lambda: run(bare.scenario, range(4))),
        MESA + ALONE: (64, lambda: mesa_batch_run(bare, 64)),
        "batch, 1 thread, all tables": (RUNS, lambda: run_batch(full, range(RUNS), 1)),
        "batch, 2 threads, all tables": (2 * RUNS, lambda: run_batch(full, range(2 * RUNS), 2)),
        "C, all tables": (RUNS, lambda: kernel.live(range(RUNS), tables)),
        "batch, 1 thread, all 21 outcomes": (RUNS, engine_alone(full, RUNS)),
        "batch, 2 threads, all 21 outcomes, reduced": (4 * RUNS, lambda: reduce_runs(full, range(4 * RUNS), 2)),
        "C, all 21 outcomes": (RUNS, kernel_alone(full, RUNS, "outcomes")),
        "batch, 2 threads, the model alone, reduced": (4 * RUNS, lambda: reduce_runs(bare, range(4 * RUNS), 2)),
        "batch, 1 thread, the model alone": (RUNS, engine_alone(bare, RUNS)),
        "C, the model alone": (RUNS, kernel_alone(full, RUNS)),
    }
    taken = taking_turns(contenders, rounds)
    limit = {name: taken[f"C, {name.rsplit(', ', 1)[1]}"] for name in taken if name.startswith("batch, 1")}
    rows: list[list[object]] = []
    for name, one in taken.items():
        same = ALONE if ALONE in name else ""
        beside = [taken[AGENTS + same] / one, taken[MESA + same] / one]
        rows.append([name, one, *beside, limit[name] / one if name in limit else None])
    return table(["`nato-2018`", "ms a run", "× agents", "× `mesa.batch_run`", "speed, of C's"], rows)


def core_model(rounds: int) -> str:
    """The core of the model, which the twins have too: the states of every year, and no outcome but one."""
    world = world_of(f"outcomes=[{BARE}]", *CORE)
    twin, kernel, batch = NumpyTwin(world), Kernel(world), Batch(world)
    pages, tables = batch.pages(RUNS, dyads=False), kernel.tables(RUNS)
    hold_to_engine(Kernel(world_of("outcomes=[]", *CORE)))
    check_numpy(world, twin)
    contenders: Contenders = {
        AGENTS: (4, lambda: run(world.scenario, range(4))),
        "numpy twin, a run at a time": (20, lambda: [twin.live(range(seed, seed + 1)) for seed in range(20)]),
        "numpy twin, 100 runs at once": (100, lambda: twin.live(range(100))),
        "batch, 1 thread": (RUNS, lambda: batch.live(range(RUNS), pages)),
        "C": (RUNS, lambda: kernel.live(range(RUNS), tables, ["states"])),
    }
    if find_spec("agentpy"):
        import agentpy_twin

        read = agentpy_twin.read(world)
        check_agentpy(world, agentpy_twin.tables(agentpy_twin.live(read, range(3))))
        contenders = {"AgentPy twin, 1 process": (4, lambda: agentpy_twin.live(read, range(4))), **contenders}
    taken = taking_turns(contenders, rounds)
    rows = [[name, one, one / taken["batch, 1 thread"]] for name, one in taken.items()]
    if not find_spec("agentpy"):
        rows = [
            ["AgentPy twin: not measured, AgentPy is not installed (see benchmarks/agentpy_twin.py)", None, None],
            *rows,
        ]
    return table(["core of `nato-2018`", "ms a run", "batch is … times faster"], rows)


def mesa_batch_run(world: World, runs: int) -> None:
    """Mesa's own way to run a model many times, in two processes."""
    given: dict[str, Any] = {"scenario": [world.scenario], "seed": list(range(runs))}
    mesa.batch_run(AllianceModel, given, number_processes=2, data_collection_period=-1, display_progress=False)


def check_numpy(world: World, twin: NumpyTwin) -> None:
    ours, theirs = run_batch(world, range(20)), twin.live(range(20))
    for name in RECORDED:
        if not np.allclose(ours.state[name], theirs[name], rtol=1e-12, atol=0.0, equal_nan=True):
            sys.exit(f"the numpy twin differs from the engine in {name} by more than rounding; nothing was timed")


def check_agentpy(world: World, theirs: dict[str, Any]) -> None:
    ours = run_batch(world, range(3))
    for name in RECORDED:
        if not np.array_equal(ours.state[name], theirs[name], equal_nan=True):
            sys.exit(f"the AgentPy twin differs from the engine in {name}; nothing was timed")


def section(rounds: int) -> str:
    """The section "Speed", as it stands in docs/engines.md."""
    flags = " ".join(flag for flag in FLAGS if flag not in ("-shared", "-fPIC"))
    return "\n".join(
        [
            f"{machine(compiler_version())} (`{flags}`). Medians of {rounds} rounds; the contenders took turns.",
            "",
            whole_model(rounds),
            "",
            core_model(rounds),
            "",
            states(max(3, rounds // 2)),
            "",
            *years_runs_threads(max(3, rounds // 2)),
            very_many(min(2, os.cpu_count() or 1)),
            first_result(),
        ]
    )


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    try:
        written = section(rounds)
    except NoCompilerError as error:
        sys.exit(f"{error}: the C kernel is what everything is held to; install gcc or name a compiler in CC")
    print(written)
    if len(sys.argv) > 2:
        page = Path(sys.argv[2])
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        page.write_text(f"{before}{BEGIN}\n\n{written}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
