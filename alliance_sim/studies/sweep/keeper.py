"""Parts are put on the disk while the next ones are made: a disk makes one wait, and the processor need not."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from alliance_sim.studies.sweep.store import Store
from alliance_sim.studies.sweep.work import Part

MOST_WAITING = 4
"""Parts in memory that are not on the disk yet: all that a power cut can cost besides what is being run."""


class Keeper:
    """Keeps parts in their order, behind the back of what makes them; at its end all are on the disk.

    Args:
        store: where to.
        tell: given the runs of each part that is on the disk.

    Raises ResultsError as `Store.keep` does, at a later part or at the end.
    """

    def __init__(self, store: Store, tell: Callable[[int], object] | None) -> None:
        self._store, self._tell = store, tell
        self._writer = ThreadPoolExecutor(1)
        self._waiting: deque[tuple[int, Future[None]]] = deque()

    def keep(self, part: Part) -> None:
        """Have a part written, and wait where too many are."""
        self._waiting.append((part.runs, self._writer.submit(self._store.keep, part)))
        self._settle(MOST_WAITING)

    def _settle(self, most: int) -> None:
        while len(self._waiting) > most or (self._waiting and self._waiting[0][1].done()):
            runs, written = self._waiting.popleft()
            written.result()
            if self._tell is not None:
                self._tell(runs)

    def __enter__(self) -> Keeper:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._writer.shutdown(wait=True)
        if error is None:
            self._settle(0)
