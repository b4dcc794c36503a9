"""A hundred thousand files that a stranger could write, in as many processes as there are cores."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from tests.fuzz.cases import KINDS
from tests.fuzz.judging import Verdicts, try_many

CASES = 100_000
PART = 2_000
SEED = 1949


def part(number: int, folder: str) -> Verdicts:
    """One part of the cases, in a folder of its own."""
    own = Path(folder) / str(number)
    own.mkdir()
    return try_many(PART, SEED + number, own)


@pytest.mark.verify
def test_a_file_runs_or_is_refused_in_words(tmp_path: Path, reliability: Callable[..., None]) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
        parts = list(pool.map(part, range(CASES // PART), [str(tmp_path)] * (CASES // PART)))
    failures = [failure for verdicts in parts for failure in verdicts.failures]
    ended = sum((verdicts.ended for verdicts in parts), Counter())
    reliability(
        f"scenario and study files ({', '.join(KINDS)})",
        f"{ended.total():,} files: {ended['ran']:,} ran, {ended['refused']:,} refused in words with file and line",
        f"{len(failures)}",
    )
    assert failures == []
    assert ended.total() == CASES
