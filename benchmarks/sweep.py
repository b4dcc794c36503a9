"""What a sweep costs besides its runs: writing, beginning samples, and memory.

Run it by `make bench`, or with a number of runs for the last part: `python benchmarks/sweep.py 100000`.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from alliance_sim.scenario import vary
from alliance_sim.studies.sweep import chunks as cutting
from alliance_sim.studies.sweep import work
from alliance_sim.studies.sweep.designs import samples
from alliance_sim.studies.sweep.drive import ready, sweep
from alliance_sim.studies.sweep.keeper import Keeper
from alliance_sim.studies.sweep.rows import parquet_bytes
from alliance_sim.studies.sweep.store import PARTS, open_store
from alliance_sim.studies.sweep.study import Study, load_study
from alliance_sim.studies.sweep.work import Part, job_of, rows
from alliance_sim.world import build_world

STUDY = """\
study: measured
scenario: us-partner-only
design: {{method: grid}}
factors:
  parameters.publicness: [{levels}]
  events.downgrade.year: [2019, 2020, 2021, 2022, 2025]
replicates: {replicates}
when: every
"""


def study(folder: Path, levels: int, replicates: int) -> Study:
    """So many levels of publicness times five years, with yearly outcomes of both arms."""
    path = folder / f"measured-{levels}-{replicates}.yaml"
    numbers = ", ".join(f"{0.06 * level / levels:.6f}" for level in range(levels))
    path.write_text(STUDY.format(levels=numbers, replicates=replicates), encoding="utf-8")
    return load_study(path)


def seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def writing(folder: Path, replicates: int) -> str:
    """Chunk after chunk in one process: seconds in runs, in making bytes, and in waiting for the disk."""
    measured = study(folder, 4, replicates)
    points, pieces = samples(measured), cutting.chunks(measured)
    runs = sum(chunk.runs(2) for chunk in pieces)
    job = ready(job_of(measured, "batch"), runs)
    store = open_store(measured, points, pieces, folder / f"writing-{replicates}", join=False)
    spent = {"runs": 0.0, "bytes": 0.0}
    work._shared.clear()

    def whole() -> None:
        with Keeper(store, None) as keeper:
            for chunk in pieces:
                made: dict[str, Any] = {}
                spent["runs"] += seconds(
                    lambda c=chunk, m=made: m.update(table=rows(job, c, [points[each] for each in c.samples]))  # type: ignore[misc]
                )
                spent["bytes"] += seconds(lambda m=made: m.update(data=parquet_bytes(m["table"])))  # type: ignore[misc]
                keeper.keep(Part(chunk.id, made["data"], 0, 0))

    total = seconds(whole)
    share, waited = 1.0 - spent["runs"] / total, total - spent["runs"] - spent["bytes"]
    size = sum(path.stat().st_size for path in (store.folder / PARTS).iterdir())
    return (
        f"{runs} runs in {len(pieces)} chunks, {replicates} replicates a sample: {total:.1f} s,"
        f" {total / runs * 1e3:.2f} ms a run; writing {share:.1%} (bytes {spent['bytes']:.2f} s, waiting"
        f" for the disk {waited:.2f} s), {size / runs:.0f} bytes a run"
    )


def beginning(folder: Path) -> str:
    """Milliseconds that a sample takes before its first run, in parts."""
    measured = study(folder, 20, 1)
    points, base = samples(measured), measured.base
    job = ready(job_of(measured, "batch"), 1000)
    varied = vary(base, points[0])
    alone = cutting.Chunk("", tuple(range(len(points))), (0, 1))

    def unshared() -> None:
        for number in range(len(points)):
            work._shared.clear()
            work._world.clear()
            rows(job, cutting.Chunk("", (number,), (0, 1)), [points[number]])

    def shared() -> None:
        work._shared.clear()
        work._world.clear()
        rows(job, alone, points)

    parts = {
        "vary": median(seconds(lambda: vary(base, points[1])) for _ in range(20)),
        "build_world": median(seconds(lambda: build_world(varied)) for _ in range(20)),
        "a sample alone, one run an arm": min(seconds(unshared) for _ in range(3)) / len(points),
        "a sample in its chunk, one run an arm": min(seconds(shared) for _ in range(3)) / len(points),
    }
    return "; ".join(f"{name} {value * 1e3:.2f} ms" for name, value in parts.items())


def large(folder: Path, runs: int, workers: int) -> str:
    """A whole sweep with yearly outcomes: time, and the most memory of this process and of its largest worker."""
    measured = study(folder, max(1, runs // 1000), 100)
    taken = seconds(lambda: sweep(measured, folder / "large", workers=workers, engine="batch"))
    own, largest = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    size = sum(path.stat().st_size for path in (folder / "large" / PARTS).iterdir()) / 1e6
    total = len(samples(measured)) * 200
    return (
        f"{total} runs, every year, {workers} processes: {taken:.0f} s with the summary,"
        f" {total / taken:.0f} runs a second;"
        f" memory {own:.0f} MB, largest worker {largest:.0f} MB; {size:.0f} MB of parts"
    )


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        print(f"load {os.getloadavg()[0]:.1f}, {cores} cores")
        for replicates in (200, 20, 1):
            print("writing:", writing(folder, replicates))
        print("beginning:", beginning(folder))
        print("large:", large(folder, runs, cores))


if __name__ == "__main__":
    main()
