"""What a sweep would cost, from a short measurement of its own samples."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alliance_sim.studies.sweep import chunks as cutting
from alliance_sim.studies.sweep.chunks import Chunk
from alliance_sim.studies.sweep.designs import samples
from alliance_sim.studies.sweep.drive import ready
from alliance_sim.studies.sweep.rows import parquet_bytes
from alliance_sim.studies.sweep.work import Job, job_of, rows

if TYPE_CHECKING:
    from alliance_sim.studies.sweep.study import Study

SECONDS = 2.0
"""So long the measurement takes at most, but for one sample that takes longer."""

SAMPLES = 24
"""Samples measured at most, spread over the design."""

REPLICATES = 8
"""Replicates of each."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a sweep would take.

    Args:
        study: its name.
        samples: number of samples.
        runs: samples times replicates times arms.
        chunks: number of chunks.
        seconds: about how long, with so many workers that none waits for another.
        workers: for which `seconds` holds.
        bytes: about how large its parts are.
        engine: `agents` or `batch`.
    """

    study: str
    samples: int
    runs: int
    chunks: int
    seconds: float
    workers: int
    bytes: int
    engine: str


def cost(study: Study, engine: str = "auto", workers: int = 1, allow_code: bool = False) -> Cost:
    """Measure a few samples and say what all of them would take; nothing is kept."""
    points, pieces = samples(study), cutting.chunks(study)
    job = job_of(study, engine, allow_code=allow_code)
    runs = sum(chunk.runs(len(job.arms)) for chunk in pieces)
    job = ready(job, runs)
    most = min(REPLICATES, study.replicates)
    rows(job, Chunk("", (0,), (0, 1)), points[:1])  # what a process does once is no part of it
    chosen, sample, run = _times(job, points, most)
    part_bytes, run_bytes = _sizes(job, points, chosen, most)
    # a sample that is cut into several chunks is begun in each of them
    begun = sum(len(chunk.samples) for chunk in pieces)
    return Cost(
        study=study.study, samples=len(points), runs=runs, chunks=len(pieces), engine=job.engine, workers=workers,
        seconds=(begun * sample + runs * run) / min(workers, len(pieces)),
        bytes=int(len(pieces) * part_bytes + runs * run_bytes),
    )  # fmt: skip


def _times(job: Job, points: Sequence[Any], most: int) -> tuple[list[int], float, float]:
    """Samples that were measured, seconds to begin a sample, and seconds a further run."""
    began, once, often, done = time.perf_counter(), 0.0, 0.0, []
    for number in range(0, len(points), -(-len(points) // SAMPLES)):
        once += _seconds(job, number, points, 1)
        often += _seconds(job, number, points, most) if most > 1 else 0.0
        done.append(number)
        if time.perf_counter() - began > SECONDS:
            break
    run = max(0.0, often - once) / len(done) / ((most - 1) * len(job.arms)) if most > 1 else 0.0
    return done, max(0.0, once / len(done) - run * len(job.arms)), run


def _seconds(job: Job, number: int, points: Sequence[Any], replicates: int) -> float:
    started = time.perf_counter()
    rows(job, Chunk("", (number,), (0, replicates)), [points[number]])
    return time.perf_counter() - started


def _sizes(job: Job, points: Sequence[Any], chosen: Sequence[int], most: int) -> tuple[float, float]:
    """Bytes of a part besides its runs, and bytes a run: from a part, and one of half its rows."""
    table = rows(job, Chunk("", tuple(chosen), (0, most)), [points[number] for number in chosen])
    runs = len(chosen) * most * len(job.arms)
    whole, half = len(parquet_bytes(table)), len(parquet_bytes(table.slice(0, table.num_rows // 2)))
    each = max(0.0, 2.0 * (whole - half) / runs)
    return max(0.0, whole - each * runs), each
