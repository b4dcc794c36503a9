"""What a worker does: one chunk of a sweep, from the values of its samples to the rows of its part.

The rows follow from the study and the chunk alone: engine, threads, process and machine change no bit of them.
"""

from __future__ import annotations

import pickle
import zlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from alliance_sim.errors import AllianceSimError, InputError
from alliance_sim.run import run_one
from alliance_sim.scenario import OUTCOME_NAMES, Scenario, vary
from alliance_sim.scenario.schema import Baseline
from alliance_sim.studies.sweep.chunks import Chunk
from alliance_sim.studies.sweep.rows import ARMS, Block, parquet_bytes, table_of
from alliance_sim.world import World, build_world

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from alliance_sim.studies.sweep.study import Study

    Values = NDArray[np.float64]

Point = Mapping[str, Any]

KEPT_BYTES = 64_000_000
"""Memory of a worker for baselines that samples share."""


@dataclass(frozen=True)
class Job:
    """What all chunks of a sweep have in common.

    digest: the study's. engine: `agents` or `batch`. threads: of the batch engine, in one worker. text_seeds: whether a
    seed is too large for a column of whole numbers. code: digest of the code that planned the sweep; a worker with
    another refuses.
    """

    scenario: Scenario
    digest: str
    outcomes: tuple[str, ...]
    when: str | tuple[int, ...]
    paired: bool
    text_seeds: bool
    engine: str = "agents"
    threads: int = 1
    allow_code: bool = False
    code: str = ""

    @property
    def arms(self) -> tuple[str, ...]:
        """`scenario`, and `baseline` if the sweep is paired."""
        return ARMS if self.paired else ARMS[:1]

    def packed(self) -> bytes:
        """As it is sent: small, so that a chunk costs little to hand over."""
        return zlib.compress(pickle.dumps(self))


class Part(NamedTuple):
    """What a worker gives back: the bytes of a chunk's Parquet file, its rows' runs, and how many of them failed."""

    id: str
    data: bytes
    runs: int
    failed: int


def job_of(study: Study, engine: str = "agents", threads: int = 1, allow_code: bool = False) -> Job:
    """What all chunks of a study have in common."""
    from alliance_sim.results.results import LARGEST_INT64
    from alliance_sim.studies.sweep.designs import samples

    scenario = study.base
    outcomes = tuple(study.outcomes) or scenario.outcomes or OUTCOME_NAMES
    seeds = [point["seed"] for point in samples(study) if "seed" in point] if "seed" in study.factors else []
    return Job(
        scenario=scenario.model_copy(update={"outcomes": outcomes}),
        digest=study.digest(), outcomes=outcomes, paired=study.paired, engine=engine, threads=threads,
        when=study.when if isinstance(study.when, str) else tuple(study.when), allow_code=allow_code,
        text_seeds=max([scenario.seed, *seeds]) + study.replicates > LARGEST_INT64,
    )  # fmt: skip


def run_chunk(
    study: Study, chunk: Chunk, engine: str = "agents", threads: int = 1, allow_code: bool = False
) -> pa.Table:
    """The rows of one chunk of a study: sample, replicate, seed, arm, year, the outcomes, error.

    Ordered by sample, replicate, arm and year. Replicate r of every sample and arm has the scenario's seed + r. A run
    that fails is one row with its error, without year and outcomes.
    """
    from alliance_sim.studies.sweep.designs import samples

    points = samples(study)
    return rows(job_of(study, engine, threads, allow_code), chunk, [points[number] for number in chunk.samples])


def make_part(packed: bytes, chunk: Chunk, points: Sequence[Point]) -> Part:
    """What a worker is called with; the job is unpacked once in a process."""
    from alliance_sim.studies.sweep.sources import code_digest

    job = _unpacked(packed)
    if job.code and job.code != code_digest():
        raise InputError("this worker has another version of alliance-sim than the one that started the sweep")
    blocks = [_block(job, number, chunk.replicates, point) for number, point in zip(chunk.samples, points, strict=True)]
    table = table_of(blocks, job.outcomes, job.text_seeds, {"study": job.digest, "chunk": chunk.id})
    failed = sum(block.failed for block in blocks)
    return Part(chunk.id, parquet_bytes(table), chunk.runs(len(job.arms)), failed)


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> Job:
    job: Job = pickle.loads(zlib.decompress(packed))
    return job


def rows(job: Job, chunk: Chunk, points: Sequence[Point]) -> pa.Table:
    """The rows of a chunk; `points`: path -> value for each of its samples."""
    blocks = [_block(job, number, chunk.replicates, point) for number, point in zip(chunk.samples, points, strict=True)]
    return table_of(blocks, job.outcomes, job.text_seeds, {"study": job.digest, "chunk": chunk.id})


def _block(job: Job, sample: int, replicates: tuple[int, int], point: Point) -> Block:
    """All runs of one sample."""
    count = replicates[1] - replicates[0]
    first = job.scenario.seed + replicates[0]
    try:
        scenario = vary(job.scenario, point, allow_code=job.allow_code)
        first = scenario.seed + replicates[0]
        both = [scenario, scenario.baseline_scenario()][: len(job.arms)]
        lived = [
            _lived(job, one, range(first, first + count), shared=arm == "baseline")
            for arm, one in zip(job.arms, both, strict=True)
        ]
    except Exception as error:
        said = _told(error)
        empty = np.full((len(job.outcomes), count, len(job.arms), 1), np.nan)
        return Block(sample, replicates[0], first, (None,), empty, [[said] * len(job.arms)] * count)
    years, reported = _reported(scenario, job.when, np.stack([values for values, _ in lived], axis=2))
    errors = [list(each) for each in zip(*(errors for _, errors in lived), strict=True)]
    return Block(sample, replicates[0], first, years, reported, errors)


def _reported(scenario: Scenario, when: str | tuple[int, ...], values: Values) -> tuple[tuple[int | None, ...], Values]:
    """The years a study asks for, and the outcomes in them; `values` and result are [outcome, run, arm, year]."""
    if when == "every":
        return tuple(range(scenario.start, scenario.end + 1)), values
    if when == "last":
        return (scenario.end,), values[..., -1:]
    if when == "mean":
        return (None,), _mean(values)[..., None]
    years = tuple(int(year) for year in when)
    found = np.full((*values.shape[:-1], len(years)), np.nan)
    for place, year in enumerate(years):
        if scenario.start <= year <= scenario.end:
            found[..., place] = values[..., year - scenario.start]
    return years, found


def _mean(values: Values) -> Values:
    """Mean over the years in which an outcome is defined, added up year after year."""
    total, count = np.zeros(values.shape[:-1]), np.zeros(values.shape[:-1])
    for year in range(values.shape[-1]):
        defined = ~np.isnan(values[..., year])
        total += np.where(defined, values[..., year], 0.0)
        count += defined
    mean: Values = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return mean


# --- Runs ------------------------------------------------------------------------------------------------------------

Lived = tuple["Values", list[str | None]]
"""Outcomes [outcome, run, year] and each run's error."""

_shared: OrderedDict[tuple[str, range], Lived] = OrderedDict()
_world: list[tuple[str, World]] = []


def _lived(job: Job, scenario: Scenario, seeds: range, shared: bool) -> Lived:
    """The runs of one arm. Samples whose factors do not reach the baseline have one of the same digest, which covers
    all that decides results: its runs are taken from the last time."""
    key = (scenario.digest(), seeds)
    if shared and key in _shared:
        _shared.move_to_end(key)
        return _shared[key]
    lived = _runs(job, _world_of(scenario), seeds)
    if shared:
        _shared[key] = lived
        while len(_shared) > 1 and sum(values.nbytes for values, _ in _shared.values()) > KEPT_BYTES:
            _shared.popitem(last=False)
    return lived


def _world_of(scenario: Scenario) -> World:
    """The first year's world; no event has happened in it, so scenarios that differ in events alone share it."""
    key = scenario.model_copy(update={"events": (), "baseline": Baseline()}).digest()
    if not _world or _world[0][0] != key:
        _world[:] = [(key, build_world(scenario))]
    return replace(_world[0][1], scenario=scenario)


def _runs(job: Job, world: World, seeds: range) -> Lived:
    if job.engine == "batch":
        from alliance_sim.batch.engine import CannotBatchError

        try:
            return _batched(world, seeds, job)
        except CannotBatchError:
            pass  # the agents engine runs it, with the same results
    return _one_by_one(world, seeds, job)


def _batched(world: World, seeds: range, job: Job) -> Lived:
    from alliance_sim.batch.engine import Batch
    from alliance_sim.metrics import OUTCOMES

    batch = Batch(world)
    size = -(-len(seeds) // job.threads)
    parts = batch.chunks(
        seeds, size, job.threads, lambda start, end: batch.pages(end - start, states=False, dyads=False)
    )
    values = np.concatenate([pages.outcomes for _, pages in parts], axis=1)
    names = [list(OUTCOMES)[which] for which in batch.plan.outcomes.tolist()]
    return values[[names.index(name) for name in job.outcomes]], [None] * len(seeds)


def _one_by_one(world: World, seeds: range, job: Job) -> Lived:
    years = world.scenario.end - world.scenario.start + 1
    values = np.full((len(job.outcomes), len(seeds), years), np.nan)
    errors: list[str | None] = [None] * len(seeds)
    for run, seed in enumerate(seeds):
        try:
            record = run_one(world, seed)
        except Exception as error:
            errors[run] = _told(error)
        else:
            for row, name in enumerate(job.outcomes):
                values[row, run] = record.outcomes[name]
    return values, errors


def _told(error: Exception) -> str:
    """A failure as it stands in its row. What the machine is to blame for is raised again: it is no result."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and not isinstance(error, AllianceSimError)):
        raise error
    said = " ".join(str(error).split())[:500]
    return said if isinstance(error, AllianceSimError) else f"{type(error).__name__}: {said}"
