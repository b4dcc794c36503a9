"""Processes that work side by side: an interrupt is answered soon, and none stays."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from alliance_sim.workers import processes, wanted

PATIENCE = 120.0
"""Seconds after which a worker gives up waiting to be told that its work is no longer wanted."""


def until_unwanted(began: Path, ended: Path) -> None:
    """Work on until that is no longer wanted, and say so; a worker that is never told says nothing."""
    began.touch()
    for _ in range(round(PATIENCE / 0.01)):
        if not wanted():
            ended.touch()
            return
        time.sleep(0.01)


def interrupted(began: Path, ended: Path) -> None:
    """Have a process work, and be interrupted as soon as it does."""
    with processes(None, 2) as pool:
        assert pool is not None
        pool.submit(until_unwanted, began, ended)
        while not began.exists():
            time.sleep(0.01)
        raise KeyboardInterrupt


def test_an_interrupt_is_heard_between_two_runs(tmp_path: Path) -> None:
    began, ended = tmp_path / "began", tmp_path / "ended"
    with pytest.raises(KeyboardInterrupt):
        interrupted(began, ended)
    assert ended.exists()


def test_work_is_wanted_until_then() -> None:
    assert wanted()
    with processes(None, 2) as pool:
        assert pool is not None
        assert all(pool.map(_wanted, range(4)))
    assert wanted()


def _wanted(_: int) -> bool:
    return wanted()
