"""Processes that work side by side, none of which outlives or interrupts the one that started it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnContext, SpawnProcess


class _Worker(SpawnProcess):
    """A process that never hears Ctrl-C: the one that started it decides what an interrupt means."""

    def start(self) -> None:
        """Start it with interrupts blocked, which it inherits; one that comes now is heard right after."""
        if not hasattr(signal, "pthread_sigmask"):  # Windows
            super().start()
            return
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            super().start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Workers(SpawnContext):
    """Fresh processes, started alike on every system: a forked copy of one with threads may hang."""

    Process = _Worker


@contextmanager
def processes(given: Executor | None, workers: int) -> Iterator[Executor | None]:
    """The executor given, or a pool of processes if more than one worker is worth it, or none."""
    if given is not None or workers <= 1:
        yield given
        return
    reader, writer = multiprocessing.Pipe(duplex=False)
    with reader, writer:
        pool = ProcessPoolExecutor(workers, mp_context=_Workers(), initializer=_begin, initargs=(reader,))
        try:
            yield pool
        except BaseException:
            writer.close()
            # waiting, since a pool that nobody holds any more forgets to cancel what is pending
            pool.shutdown(cancel_futures=True)
            raise
        pool.shutdown()


_held: list[Connection] = []
"""In a worker: one, the end of a pipe whose other end is closed when the work is no longer wanted."""


def wanted() -> bool:
    """Whether what this process does is still wanted: asked between two runs, it makes Ctrl-C be answered soon."""
    return not any(held.poll() for held in _held)


def _begin(held: Connection) -> None:
    """Hold the pipe, watch the process that started this worker, and end when it is gone: a killed run leaves none."""
    _held.append(held)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()
