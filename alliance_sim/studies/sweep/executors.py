"""Where chunks are run: processes of this machine, Dask's workers, or jobs of a batch system through submitit.

Each is a crew that opens a `concurrent.futures.Executor`, so that a sweep is the same loop everywhere.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from alliance_sim.errors import AllianceSimError, InputError, MissingExtraError
from alliance_sim.workers import processes

CONNECT_SECONDS = 15
"""So long a scheduler may take to answer."""

POLL_SECONDS = 0.2
"""Between two looks at jobs of a batch system."""

JOBS = 64
"""Jobs of a batch system under way at a time, unless `jobs=` says otherwise."""

FORMS = "dask:tcp://HOST:PORT, submitit:FOLDER or submitit:FOLDER?jobs=20&slurm_partition=NAME"


class Crew:
    """Those who run the chunks: an executor of the user's own, which the user made and ends."""

    def __init__(self, given: Executor | None = None, at_once: int = JOBS) -> None:
        self._given, self._at_once = given, at_once

    def open(self) -> Executor:
        """The executor, anew if it was closed. Raises AllianceSimError if it cannot be had."""
        assert self._given is not None
        return self._given

    def room(self) -> int:
        """How many chunks to hand over at a time."""
        return self._at_once

    def close(self, *, at_once: bool) -> None:
        """Let the workers go; at once where nobody waits for what they are doing."""

    def whereabouts(self) -> str:
        """Who the workers are, for a message."""
        return "the executor"


class HereCrew(Crew):
    """This process itself, one chunk after another."""

    def __init__(self) -> None:
        super().__init__(_Here(), at_once=1)

    def whereabouts(self) -> str:
        """This process."""
        return "this process"


class _Here(Executor):
    """Runs what it is handed before it gives the future back."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run it now; an interrupt goes through."""
        future: Future[Any] = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class LocalCrew(Crew):
    """Processes of this machine."""

    def __init__(self, workers: int) -> None:
        super().__init__(at_once=2 * workers)
        self._workers = workers
        self._held: AbstractContextManager[Executor | None] | None = None
        self._pool: Executor | None = None

    def open(self) -> Executor:
        """A pool of fresh processes."""
        if self._pool is None:
            self._held = processes(None, max(2, self._workers))
            self._pool = self._held.__enter__()
        assert self._pool is not None
        return self._pool

    def close(self, *, at_once: bool) -> None:
        """End the processes; at once they are killed, which costs the chunks they were at and nothing else."""
        held, pool, self._held, self._pool = self._held, self._pool, None, None
        if held is None:
            return
        if at_once and isinstance(pool, ProcessPoolExecutor):
            for process in list((pool._processes or {}).values()):
                process.kill()
            pool.shutdown(cancel_futures=True)
        held.__exit__(None, None, None)

    def whereabouts(self) -> str:
        """How many processes."""
        return f"{self._workers} processes of this machine"


class DaskCrew(Crew):
    """Workers of a Dask scheduler, on any machines."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self._client: Any = None

    def open(self) -> Executor:
        """Dask's own executor for the scheduler at the address."""
        if self._client is None:
            if find_spec("distributed") is None:
                raise MissingExtraError("a Dask scheduler needs distributed: pip install 'alliance-sim[cluster]'")
            from distributed import Client

            try:
                client: Any = Client  # which has no types
                self._client = client(self.address, timeout=CONNECT_SECONDS, set_as_default=False)
            except (OSError, TimeoutError, ValueError) as error:
                raise InputError(
                    f"no Dask scheduler answers at {self.address} ({type(error).__name__}); start one with"
                    " `dask scheduler` and workers with `dask worker ADDRESS`"
                ) from None
            if not self._workers():
                sys.stderr.write(
                    f"alliance-sim: the scheduler has no workers yet, so the sweep waits; start some with"
                    f" `dask worker {self.address}`\n"
                )
        executor: Executor = self._client.get_executor(pure=False)
        return executor

    def room(self) -> int:
        """Twice as many chunks as the workers have threads now."""
        return max(2, 2 * sum(int(worker["nthreads"]) for worker in self._workers().values()))

    def _workers(self) -> dict[str, Any]:
        with suppress(Exception):  # a scheduler that does not answer has no workers
            return dict(self._client.scheduler_info(n_workers=-1)["workers"])
        return {}

    def close(self, *, at_once: bool) -> None:  # noqa: ARG002 - the scheduler's workers are not ours to end
        """Leave the scheduler, which forgets what is still under way; its workers stay."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):
                client.close(timeout=CONNECT_SECONDS)

    def whereabouts(self) -> str:
        """How many workers the scheduler has now."""
        return f"{len(self._workers())} workers of {self.address}"


class SubmititCrew(Crew):
    """Jobs of a batch system, one a chunk, through submitit; where there is no batch system, processes."""

    def __init__(self, folder: Path, options: dict[str, str]) -> None:
        given = dict(options)
        super().__init__(at_once=_number("jobs", given.pop("jobs", str(JOBS))))
        self._folder, self._cluster, self._options = folder, given.pop("cluster", None), given
        self._jobs: _Jobs | None = None

    def open(self) -> Executor:
        """Submitit's executor with the standard library's face."""
        if self._jobs is None:
            if find_spec("submitit") is None:
                raise MissingExtraError("a batch system needs submitit: pip install 'alliance-sim[cluster]'")
            import submitit

            try:
                executor = submitit.AutoExecutor(self._folder, cluster=self._cluster)
                executor.update_parameters(**{key: _plain(value) for key, value in self._options.items()})
            except (AssertionError, NameError, RuntimeError, ValueError, TypeError, OSError) as error:
                raise InputError(f"submitit does not take these options: {' '.join(str(error).split())}") from None
            self._jobs = _Jobs(executor.submit)
        return self._jobs

    def close(self, *, at_once: bool) -> None:
        """Cancel the jobs that are not done."""
        jobs, self._jobs = self._jobs, None
        if jobs is not None:
            jobs.shutdown(wait=not at_once, cancel_futures=True)

    def whereabouts(self) -> str:
        """Where the jobs' logs are."""
        return f"jobs with their logs in {self._folder}"


class _Jobs(Executor):
    """Submitit's jobs as futures of the standard library: a thread looks at them and tells."""

    def __init__(self, submit: Callable[..., Any]) -> None:
        self._submit, self._open = submit, True
        self._under_way: list[tuple[Any, Future[Any]]] = []
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a job in."""
        future: Future[Any] = Future()
        self._under_way.append((self._submit(function, *args, **kwargs), future))
        return future

    def _watch(self) -> None:
        while self._open:
            for pair in [pair for pair in list(self._under_way) if pair[0].done()]:
                self._under_way.remove(pair)
                _tell(*pair)
            time.sleep(POLL_SECONDS)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002 - never waits
        """Stop looking, and cancel what is not done."""
        self._open = False
        self._watcher.join(timeout=CONNECT_SECONDS)
        for job, future in self._under_way:
            with suppress(Exception):
                job.cancel(check=False)
            future.cancel()
        self._under_way.clear()


def _tell(job: Any, future: Future[Any]) -> None:
    try:
        result = job.result()
    except Exception as error:
        said = getattr(error, "args", ("",))
        future.set_exception(JobLostError(f"job {job.job_id}: {str(said[0] if said else error).strip()[-300:]}"))
    else:
        future.set_result(result)


class JobLostError(AllianceSimError):
    """A job of a batch system ended without a result."""


def executor_from(text: str) -> Crew:
    """The crew that `--executor` names.

    Raises:
        InputError: it names none; the message shows the forms there are.
    """
    kind, _, rest = text.partition(":")
    if kind == "dask" and "://" in rest:
        return DaskCrew(rest)
    folder, _, options = rest.partition("?")
    if kind == "submitit" and folder:
        return SubmititCrew(Path(folder), dict(parse_qsl(options, keep_blank_values=True)))
    raise InputError(f"--executor {text}: write {FORMS}")


def _number(name: str, text: str) -> int:
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise InputError(f"--executor: {name}={text} is not a number of 1 or more")


def _plain(text: str) -> int | str:
    return int(text) if text.isdecimal() else text
