"""The two ends of the compiled engine: seconds to the first result of all, and what very many runs take in memory.

Both are measured in processes of their own. Run as a script it is the child that measures memory, and says so in JSON.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from measuring import seconds

SCENARIO = "us-partner-only"

MANY = (500, 5_000, 20_000)
"""Runs measured one after another; the last is the projection to a million."""

FIRST = "import sys; from alliance_sim.run import run; from alliance_sim import load_scenario; " + (
    "run(load_scenario('nato-2018'), [0], sys.argv[1])"
)


def first_result() -> str:
    """Seconds from the shell to the first result: agents, batch compiled before, batch compiled just now."""

    def start(engine: str, caches: str) -> float:
        environment = {**os.environ, "XDG_CACHE_HOME": caches}
        command = [sys.executable, "-c", FIRST, engine]
        return seconds(lambda: subprocess.run(command, env=environment, check=True, capture_output=True))

    with tempfile.TemporaryDirectory() as caches:
        start("agents", caches)
        cold = start("batch", caches)
        turns = [(start("agents", caches), start("batch", caches)) for _ in range(3)]
    agents, warm = (median(values) for values in zip(*turns, strict=True))
    return (
        f"- First result from the shell: agents {agents:.2f} s, batch {warm:.2f} s once compiled, {cold:.0f} s where it"
        " must be compiled first."
    )


def peak() -> float:
    """Most memory this process has held so far, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux's getrusage begins at what the parent held
        line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / (1024**2 if sys.platform == "darwin" else 1024)


def very_many(threads: int) -> str:
    """Many 18-year runs with every mechanism and outcome, reduced as they go, and the memory they took."""
    command = [sys.executable, str(Path(__file__)), str(threads)]
    measured = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    before, after, taken = measured["before"], measured["after"], measured["taken"]
    grown = ", ".join(f"{peak - before:.1f} MB after {runs:,}".replace(",", " ") for runs, peak in after)
    many = f"{MANY[-1]:,}".replace(",", " ")
    return (
        f"- A million 18-year runs of `{SCENARIO}` ({measured['states']} states) with all mechanisms and outcomes,"
        f" reduced as they go: {taken / MANY[-1] * 1e6 / 60:.0f} minutes in {threads} threads, projected from {many}"
        f" measured ({taken:.1f} s).\n"
        f"- Memory: the process held {before:.0f} MB just before the first run (Python, numba and the compiled code);"
        f" its peak rose by {grown} runs."
    )


def child(threads: int) -> None:
    from alliance_sim import load_scenario
    from alliance_sim.batch.engine import Batch
    from alliance_sim.batch.reduced import reduce_runs
    from alliance_sim.world import build_world

    world = build_world(load_scenario(SCENARIO, settings=["outcomes=[]"]))
    batch = Batch(world)
    batch.live([0], batch.pages(1, states=False, dyads=False))  # reads what was compiled
    after, taken, before = [], 0.0, peak()
    for runs in MANY:
        taken = seconds(lambda count=runs: reduce_runs(world, range(count), threads))  # type: ignore[misc]
        after.append((runs, peak()))
    print(json.dumps({"states": len(world.states), "before": before, "after": after, "taken": taken}))


if __name__ == "__main__":
    child(int(sys.argv[1]))
