"""How fast the two engines run the same histories, side by side, and how the batch engine's cost grows.

The contenders take turns, so that a busy moment falls on all of them; medians and ratios are printed. Run it by
`make bench`, or with a number of rounds: `python benchmarks/engines.py 5`.
"""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import mesa
import numpy as np

from alliance_sim import AllianceModel, Scenario, load_scenario
from alliance_sim.batch.engine import Batch, run_batch
from alliance_sim.batch.reduced import reduce_runs
from alliance_sim.run import run
from alliance_sim.scenario import load_text
from alliance_sim.world import build_world

RUNS = 300
"""Runs of the batch engine in one round."""

MILLION = 20_000
"""Runs measured for the projection to a million."""

FIRST = "import sys; from alliance_sim.run import run; from alliance_sim import load_scenario; " + (
    "run(load_scenario('nato-2018'), [0], sys.argv[1])"
)


def made_up(states: int, years: int = 18) -> Scenario:
    """An alliance of made-up states around one adversary, with every mechanism."""
    codes = ["".join(chr(65 + rank // base % 26) for base in (676, 26, 1)) for rank in range(states - 1)]
    lines = ["name: made-up", "start: 2018", f"end: {2017 + years}", "alliance: {name: Pact}"]
    lines += ["adversaries: {ZZZ: {intent: 0.3}}", f"states: [{', '.join(codes)}]", "figures:"]
    for rank, code in enumerate([*codes, "ZZZ"]):
        gdp = 100 * (1 + rank % 7) if code != "ZZZ" else 60 * states
        place = f"latitude: {rank % 40}, longitude: {rank // 40 * 8}"
        lines.append(f"  {code}: {{gdp: {gdp}, share: 0.02, gdp_growth: '1 %', {place}}}")
    return load_text("\n".join(lines) + "\n")


def seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def side_by_side(rounds: int) -> dict[str, float]:
    """Median milliseconds a run of every contender, which take turns."""
    scenario = load_scenario("nato-2018")
    world, plain = build_world(scenario), build_world(made_up(33))
    lean = Batch(world)
    lean.plan = lean.plan._replace(outcomes=lean.plan.outcomes[:0])
    pages = lean.pages(RUNS, states=False, dyads=False)
    full = Batch(world)
    outcomes = full.pages(RUNS, states=False, dyads=False)
    contenders: dict[str, tuple[int, Callable[[], object]]] = {
        "agents engine, 1 process": (4, lambda: run(scenario, range(4))),
        "mesa.batch_run, 2 processes": (16, lambda: mesa_batch_run(16)),
        "batch, 1 thread, all tables": (RUNS, lambda: run_batch(world, range(RUNS), 1)),
        "batch, 2 threads, all tables": (RUNS, lambda: run_batch(world, range(RUNS), 2)),
        "batch, 1 thread, outcomes only": (RUNS, lambda: full.live(range(RUNS), outcomes)),
        "batch, 2 threads, outcomes only": (4 * RUNS, lambda: reduce_runs(world, range(4 * RUNS), 2)),
        "batch, 1 thread, model alone": (RUNS, lambda: lean.live(range(RUNS), pages)),
        "batch, 1 thread, made-up 33 states": (RUNS, lambda: reduce_runs(plain, range(RUNS), 1)),
    }
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, (runs, task) in contenders.items():
            one = seconds(task) / runs * 1e3
            if number:
                taken[name].append(one)
    return {name: median(values) for name, values in taken.items()}


def mesa_batch_run(runs: int) -> None:
    """Mesa's own way to run a model many times, in two processes."""
    given: dict[str, Any] = {"scenario": "nato-2018", "seed": list(range(runs))}
    mesa.batch_run(AllianceModel, given, number_processes=2, data_collection_period=-1, display_progress=False)


def cost(scenario: Scenario, runs: int, threads: int = 1) -> float:
    """Best of three: seconds for so many runs with outcomes reduced as they go."""
    world = build_world(scenario)
    return min(seconds(lambda: reduce_runs(world, range(runs), threads)) for _ in range(3))


def exponent(sizes: Sequence[float], taken: Sequence[float]) -> float:
    """Slope of a line fitted to the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(taken), 1)[0])


def scaling() -> list[str]:
    lines = []
    states = [16, 32, 64, 128, 200]
    bare = []
    for n in states:
        batch = Batch(build_world(made_up(n)))
        batch.plan = batch.plan._replace(outcomes=batch.plan.outcomes[:0])
        runs = max(4, 200_000 // n**2)
        pages = batch.pages(runs, states=False, dyads=False)
        batch.live([0], batch.pages(1, states=False, dyads=False))
        bare.append(min(seconds(lambda b=batch, r=runs, p=pages: b.live(range(r), p)) for _ in range(3)) / runs)  # type: ignore[misc]
    dyads = [one / (18 * (n - 1) * (n - 2)) * 1e9 for n, one in zip(states, bare, strict=True)]
    row = ", ".join(f"{n}: {one * 1e3:.2f} ms, {d:.0f} ns" for n, one, d in zip(states, bare, dyads, strict=True))
    lines.append(f"states, model alone (a run; a dyad-year): {row}; exponent {exponent(states, bare):.2f}")
    full = [cost(made_up(n), max(4, 60_000 // n**2)) / max(4, 60_000 // n**2) for n in states]
    row = ", ".join(f"{n}: {one * 1e3:.2f} ms" for n, one in zip(states, full, strict=True))
    lines.append(f"states, all outcomes: {row}; exponent {exponent(states, full):.2f}")
    years = [10, 20, 40, 80]
    taken = [cost(made_up(33, span), 60) / 60 for span in years]
    row = ", ".join(f"{span}: {one * 1e3:.2f} ms" for span, one in zip(years, taken, strict=True))
    lines.append(f"years: {row}; exponent {exponent(years, taken):.2f}")
    many = [100, 400, 1600]
    taken = [cost(made_up(33), number) for number in many]
    row = ", ".join(f"{number}: {one:.2f} s" for number, one in zip(many, taken, strict=True))
    lines.append(f"runs: {row}; exponent {exponent(many, taken):.2f}")
    pair = [cost(made_up(33), 800, threads) for threads in (1, 2)]
    lines.append(f"threads: 1: {pair[0]:.2f} s, 2: {pair[1]:.2f} s; speed-up {pair[0] / pair[1]:.2f}")
    return lines


def million() -> str:
    """Twenty thousand 18-year runs with every mechanism and outcome, reduced as they go, and the memory they took."""
    world = build_world(load_scenario("us-partner-only", settings=["outcomes=[]"]))
    reduce_runs(world, range(500), 2)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    taken = seconds(lambda: reduce_runs(world, range(MILLION), 2))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (
        f"{MILLION} runs of us-partner-only, 2 threads, all outcomes reduced: {taken:.1f} s; a million would take"
        f" {taken / MILLION * 1e6 / 60:.0f} minutes. Peak memory {before / 1024:.0f} MB after 500 runs,"
        f" {after / 1024:.0f} MB after {MILLION}"
    )


def first_result() -> str:
    """Seconds from the shell to the first result: agents, batch compiled before, batch compiled just now."""

    def start(engine: str, caches: str) -> float:
        environment = {**os.environ, "XDG_CACHE_HOME": caches}
        command = [sys.executable, "-c", FIRST, engine]
        return seconds(lambda: subprocess.run(command, env=environment, check=True, capture_output=True))

    with tempfile.TemporaryDirectory() as caches:
        agents, cold = start("agents", caches), start("batch", caches)
        warm = median(start("batch", caches) for _ in range(3))
    return f"first result: agents {agents:.2f} s, batch warm {warm:.2f} s, batch cold {cold:.1f} s"


def machine() -> str:
    cpu = next((line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")), platform.machine())
    import numba

    load = os.getloadavg()[0]
    return (
        f"{cpu}, {os.cpu_count()} cores, load {load:.1f}; Python {platform.python_version()}, Mesa {mesa.__version__},"
        f" numba {numba.__version__}, numpy {np.__version__}"
    )


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(machine())
    taken = side_by_side(rounds)
    agents = taken["agents engine, 1 process"]
    print(f"{'nato-2018, 33 states, 18 years':38}{'ms a run':>10}{'x agents':>10}")
    for name, one in taken.items():
        print(f"{name:38}{one:10.3f}{agents / one:10.1f}")
    print("\n".join(scaling()))
    print(million())
    print(first_result())


if __name__ == "__main__":
    main()
