"""Executors that behave as bad machines do."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any

Call = Callable[[], Any]


class Unreliable(Executor):
    """Runs a call at once, unless `fate` says otherwise.

    fate: given how many calls there were before and the chunk's id; an exception to end with, `silence`, or None.
    """

    def __init__(self, fate: Callable[[int, str], BaseException | str | None]) -> None:
        self.fate, self.calls = fate, list[str]()

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        chunk = args[1].id
        met = self.fate(len(self.calls), chunk)
        self.calls.append(chunk)
        if isinstance(met, BaseException):
            future.set_exception(met)
        elif met is None:
            future.set_result(function(*args, **kwargs))
        return future


def dead() -> BrokenExecutor:
    return BrokenExecutor("a process of the pool was terminated abruptly")
