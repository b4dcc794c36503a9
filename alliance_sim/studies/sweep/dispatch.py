"""Handing chunks to workers and gathering parts: no wait without end, and a lost chunk is given out again."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from typing import Any

from alliance_sim.errors import InputError
from alliance_sim.studies.sweep.chunks import Chunk
from alliance_sim.studies.sweep.executors import Crew
from alliance_sim.studies.sweep.work import Part, make_part

TRIES = 3
"""So often a chunk is given out before it is given up, and so often in a row all may be silent."""


class Dispatch:
    """Chunks under way with a crew.

    Args:
        crew: those who run them.
        packed: the job that all chunks share, packed.
        points: values of each sample.
        keep: what to do with a part that has come.
        patience: seconds in which at least one of the chunks under way must be done.
    """

    def __init__(
        self, crew: Crew, packed: bytes, points: Sequence[Any], keep: Callable[[Part], None], patience: float
    ) -> None:
        self._crew, self._packed, self._points, self._keep, self._patience = crew, packed, points, keep, patience
        self._waiting: deque[Chunk] = deque()
        self._suspects: deque[Chunk] = deque()
        self._under_way: dict[Future[Part], Chunk] = {}
        self._tries: Counter[str] = Counter()
        self._silent = 0
        self.given_up: dict[str, str] = {}

    def run(self, pieces: Sequence[Chunk]) -> dict[str, str]:
        """Run the chunks; chunk id -> why, for those that were given up."""
        self._waiting.extend(pieces)
        finished = False
        try:
            while self._waiting or self._suspects or self._under_way:
                self._hand_out()
                done, _ = wait(self._under_way, timeout=self._patience, return_when=FIRST_COMPLETED)
                if done:
                    self._gather(done)
                elif self._under_way:
                    self._silence()
            finished = not self.given_up
        finally:
            self._crew.close(at_once=not finished)
        return self.given_up

    def _hand_out(self) -> None:
        """Fill the crew's hands; a chunk in whose company workers died goes alone, so that it drags nobody along."""
        if self._suspects:
            if not self._under_way:
                self._submit(self._suspects.popleft())
            return
        executor = self._crew.open() if self._waiting else None
        room = self._crew.room() if executor else 0
        while self._waiting and not self._suspects and len(self._under_way) < room:
            self._submit(self._waiting.popleft())

    def _submit(self, chunk: Chunk) -> None:
        points = [self._points[number] for number in chunk.samples]
        try:
            future = self._crew.open().submit(make_part, self._packed, chunk, points)
        except BrokenExecutor as error:
            self._lost(chunk, error)
            self._break_up(error)
        else:
            self._under_way[future] = chunk

    def _gather(self, done: set[Future[Part]]) -> None:
        broken: BaseException | None = None
        for future in done:
            chunk = self._under_way.pop(future)
            try:
                part = future.result(timeout=0)
            except InputError:
                raise  # the same for every chunk
            except Exception as error:
                self._lost(chunk, error)
                broken = error if isinstance(error, BrokenExecutor) else broken
            else:
                self._silent = 0
                self._keep(part)
        if broken is not None:
            self._break_up(broken)

    def _break_up(self, error: BaseException) -> None:
        """Workers have died: whatever was under way is lost with them, and others take their place."""
        for chunk in self._forget():
            self._lost(chunk, error)
        self._crew.close(at_once=True)

    def _silence(self) -> None:
        """Nobody has answered for too long: give everything out again, or give up."""
        why = f"no answer in {self._patience:g} s from {self._crew.whereabouts()}"
        self._silent += 1
        for chunk in self._forget():
            self._lost(chunk, TimeoutError(why))
        if self._silent >= TRIES:
            for chunk in (*self._suspects, *self._waiting):
                self.given_up[chunk.id] = why
            self._suspects.clear()
            self._waiting.clear()
        self._crew.close(at_once=True)

    def _forget(self) -> list[Chunk]:
        chunks = list(self._under_way.values())
        for future in self._under_way:
            future.cancel()
        self._under_way.clear()
        return chunks

    def _lost(self, chunk: Chunk, error: BaseException) -> None:
        self._tries[chunk.id] += 1
        if self._tries[chunk.id] >= TRIES:
            said = " ".join(str(error).split())[:300]
            self.given_up[chunk.id] = said if isinstance(error, TimeoutError) else f"{type(error).__name__}: {said}"
        elif isinstance(error, BrokenExecutor):
            self._suspects.append(chunk)
        else:
            self._waiting.append(chunk)
