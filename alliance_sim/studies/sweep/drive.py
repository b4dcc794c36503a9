"""Running a sweep from its study to its folder, on whatever there is to run it on."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alliance_sim.errors import AllianceSimError, MissingExtraError
from alliance_sim.run import known_engine, say_instead, the_engine
from alliance_sim.studies.sweep import chunks as cutting
from alliance_sim.studies.sweep.chunks import Chunk
from alliance_sim.studies.sweep.designs import samples
from alliance_sim.studies.sweep.dispatch import Dispatch
from alliance_sim.studies.sweep.executors import Crew, HereCrew, LocalCrew, executor_from
from alliance_sim.studies.sweep.keeper import Keeper
from alliance_sim.studies.sweep.sources import code_digest
from alliance_sim.studies.sweep.store import WHOLE, folder_of, open_store
from alliance_sim.studies.sweep.summary import Summary, summarise
from alliance_sim.studies.sweep.work import Job, job_of, rows

if TYPE_CHECKING:
    from alliance_sim.studies.sweep.study import Study

PATIENCE = 600.0
"""Seconds in which at least one chunk must come back before all under way are given out again."""

CHUNKS_OF_PATIENCE = 20
"""Where chunks are slow: so many times the time that one would take alone."""

WORTH_PROCESSES = 6.0
"""A sweep that takes fewer seconds in one process is done before others have started and shared it."""

Progress = Callable[[int], AbstractContextManager[Callable[[int], None] | None]]


def sweep(
    study: Study,
    folder: Path | None = None,
    *,
    executor: Executor | str | None = None,
    workers: int | None = 1,
    threads: int = 1,
    shard: tuple[int, int] | None = None,
    resume: bool = False,
    engine: str = "auto",
    progress: Progress | None = None,
    patience: float = PATIENCE,
    allow_code: bool = False,
) -> Summary:
    """Run a study, or what is missing of it, and keep every chunk as soon as it is done.

    Args:
        study: what to sweep.
        folder: where to; `runs/<study>-<hash>` by default.
        executor: any `concurrent.futures.Executor`, or a text such as `dask:tcp://host:8786`; `workers` if not given.
        workers: processes of this machine; 1 runs in this one, None in as many as it has cores if they are worth
            starting.
        threads: of the batch engine, in each worker.
        shard: (3, 100) runs every hundredth chunk from the third on, and joins a folder that others have begun.
        resume: go on with a folder that is there.
        engine: one of `run.ENGINES`.
        progress: given the number of runs to do, what to tell of those done.
        patience: seconds in which one chunk at least must come back; more where a chunk takes long.
        allow_code: whether rules of the user's own may be run.

    Returns:
        What came of it. Neither executor, workers, threads, shards, engine nor interruptions change a bit of the rows.

    Raises:
        ResultsError: the folder cannot be written, is worked on by another process, or was begun otherwise.
        InputError: the executor or the engine cannot be had.
    """
    points, pieces = samples(study), cutting.chunks(study)
    part = shard or WHOLE
    named = executor_from(executor) if isinstance(executor, str) else executor
    ours = cutting.shard(pieces, part)
    job = job_of(study, known_engine(engine), threads, allow_code)
    store = open_store(study, points, pieces, folder or folder_of(study), join=resume or shard is not None)
    given_up: dict[str, str] = {}
    with store.working(part):
        store.sweep_up(ours)
        missing = store.missing(ours)
        runs = sum(chunk.runs(len(job.arms)) for chunk in missing)
        if missing:
            job = ready(job, runs)
            once = seconds_a_run(job, points)
            crew = _crew(named, workers, once * runs)
            waited = max(patience, CHUNKS_OF_PATIENCE * once * missing[0].runs(len(job.arms)))
            with (progress or _untold)(runs) as tell, Keeper(store, tell) as keeper:
                given_up = Dispatch(crew, job.packed(), points, keeper.keep, waited).run(missing)
    return summarise(store, study.study, ours, len(points), given_up)


def _untold(_: int) -> AbstractContextManager[None]:
    return nullcontext()


def _crew(named: Executor | Crew | None, workers: int | None, seconds: float) -> Crew:
    if named is not None:
        return named if isinstance(named, Crew) else Crew(named)
    if workers is None:
        workers = cores() if seconds > WORTH_PROCESSES else 1
    return HereCrew() if workers <= 1 else LocalCrew(workers)


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ready(job: Job, runs: int) -> Job:
    """The job for the engine that does so many runs soonest, which is compiled now if it has to be.

    Raises:
        MissingExtraError: the batch engine is asked for, and numba is not installed.
    """
    job = replace(job, code=code_digest(), engine=the_engine(job.engine, job.scenario, runs))
    if job.engine == "agents":
        return job
    from alliance_sim.batch.engine import Batch, CannotBatchError
    from alliance_sim.world import build_world

    try:
        batch = Batch(build_world(job.scenario))
        batch.live([job.scenario.seed], batch.pages(1, states=False, dyads=False))
    except MissingExtraError:
        raise
    except CannotBatchError as error:
        say_instead(error)
        return replace(job, engine="agents")
    except AllianceSimError:
        pass  # the scenario as written cannot be run; its samples may, and if not their rows will say why
    return job


def seconds_a_run(job: Job, points: Sequence[Any]) -> float:
    """How long one run of the first sample takes here, with its world, but without what a process does only once."""
    rows(job, Chunk("", (0,), (0, 1)), points[:1])
    started = time.perf_counter()
    rows(job, Chunk("", (0,), (1, 2)), points[:1])
    return (time.perf_counter() - started) / len(job.arms)
