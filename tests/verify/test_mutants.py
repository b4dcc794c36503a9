"""Would the tests notice a wrong sign? A sample of small changes to the code, each of which some test should fail."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from tests.reliability import write_survivors
from tests.test_layout import ROOT
from tests.verify.test_supply import call, fresh

KILLED = 0.9
"""Share of the mutants that the tests must kill."""

PATIENCE = 5.0
"""A mutant counts as killed once the tests have taken so many times as long as without it."""

ROOMS: dict[str, tuple[int, int, tuple[str, ...]]] = {
    "rules": (60, 1976, ("tests/rules", "alliance_sim/rules", "tests/test_limits.py", "tests/agents")),
    "draws.py": (40, 1976, ("tests/test_draws.py", "alliance_sim/draws.py")),
    "metrics": (60, 1976, ("tests/metrics", "tests/test_limits.py")),
    "scenario": (60, 2018, ("tests/scenario", "tests/test_events.py", "tests/test_scenarios.py")),
}
"""Part of the package -> how many of its mutants are tried, drawn by which seed, and the tests that should notice, the
quickest first. A seed whose survivors led to new tests is no fair sample any more: take another."""

FEWER = "links and gaps give the same count of triads; which is counted only decides how long it takes"

ZERO = "the general form gives 0 there as well"

REASONS: dict[str, str] = {
    "LARGEST_EXPONENT = 701.0": "any bound short of 709.78, where exp() leaves the range of a double, is as good",
    """return f"; did you mean {close[ -1]}?" if close else f"; it would be a file {module.replace('.', '/')}.py\"""": (
        "the list has one name at most, so that its last is its first"
    ),
    "if links != 0.25 * n * (n - 1.0):": FEWER,
    "if links <= 0.25 ** n * (n - 1.0):": FEWER,
    "if links <= 0.25 * n * (n ** 1.0):": FEWER,
    "return row[k % 1]": "only a row of zeros comes here, and the first of them is as good as the last",
    "return 0.5 * gaps if paid != 0.0 else 0.0": "no spending is below 0",
    "if share != 0.0:": "no share is below 0",
    "if product == 1.0:": ZERO,
    "if product == -1.0:": ZERO,
    "scale = min(threat, LARGEST_CLAIM // max(public_weight + private_weight, 1e-12))": (
        "any bound of that size does: it is there so that a square stays a number"
    ),
    'if kind <= "string_too_long":': "what comes after it is for kinds of fault that no file is known to bring about",
    "MAX_WRITTEN = 19999": "any bound near this one is as good",
    'if role <= "adversary":': "of the four roles none comes before it in the alphabet",
    'model, loc = EVENT_TYPES[plain["events"][loc[1]]["type"]], loc[ 1:]': (
        "the number of an event in the list is no field, and is passed over"
    ),
    "return by_lower[found[ -1]] if found else None": "the list has one word at most, so that its last is its first",
}
"""What a surviving line became -> why no test could tell, or why none should."""


def files_of(room: str) -> list[str]:
    """The files of a part of the package."""
    place = ROOT / "alliance_sim" / room
    paths = sorted(place.rglob("*.py")) if place.is_dir() else [place]
    return [path.relative_to(ROOT).as_posix() for path in paths]


def copy_of(folder: Path) -> Path:
    """A copy of this checkout to spoil."""
    call("git", "clone", "--quiet", ROOT, folder)
    return folder


def survives(copies: Queue[Path], tests: tuple[str, ...], patience: float | None, mutant: dict[str, Any]) -> bool:
    """Whether all tests pass with the mutant in place of its file."""
    copy = copies.get()
    path = copy / mutant["file"]
    before = path.read_text(encoding="utf-8")
    path.write_text(mutant["text"], encoding="utf-8")
    try:
        options = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist"]
        done = subprocess.run(
            [sys.executable, "-B", "-m", "pytest", *options, *tests], cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            check=False, timeout=patience,
        )  # fmt: skip
        return done.returncode == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        path.write_text(before, encoding="utf-8")
        copies.put(copy)


def told(mutant: dict[str, Any]) -> str:
    """A survivor, and why it may live."""
    why = REASONS.get(mutant["now"], "not yet judged")
    return f"`{mutant['file']}:{mutant['line']}`: `{mutant['was']}` became `{mutant['now']}`: {why}"


@pytest.mark.verify
@pytest.mark.parametrize("room", ROOMS)
def test_the_tests_notice_small_changes(room: str, tmp_path: Path, reliability: Callable[..., None]) -> None:
    count, seed, tests = ROOMS[room]
    python = fresh(tmp_path / "venv", shutil.which("python3") or "python3", "cosmic-ray")
    maker = ROOT / "tests" / "verify" / "make_mutants.py"
    lines = [json.loads(line) for line in call(python, maker, ROOT, count, seed, *files_of(room)).splitlines()]
    (total, mutants) = lines[0]["mutants"], lines[1:]
    copies: Queue[Path] = Queue()
    cores = int(os.environ.get("MUTANT_THREADS", os.cpu_count() or 1))
    for number in range(cores):
        copies.put(copy_of(tmp_path / f"copy-{number}"))
    began = time.monotonic()
    untouched = {"file": mutants[0]["file"], "text": (ROOT / mutants[0]["file"]).read_text(encoding="utf-8")}
    assert survives(copies, tests, None, untouched)  # else every mutant would seem killed
    patience = PATIENCE * (time.monotonic() - began)
    with ThreadPoolExecutor(cores) as pool:
        alive = list(pool.map(partial(survives, copies, tests, patience), mutants))
    survivors = [mutant for mutant, lives in zip(mutants, alive, strict=True) if lives]
    killed = 1.0 - len(survivors) / len(mutants)
    write_survivors(room, [told(one) for one in survivors])
    reliability(
        f"mutants of `{room}`", f"{len(mutants)} of {total:,}, drawn by seed {seed}; {killed:.1%} killed",
        f"{len(survivors)} survived",
    )  # fmt: skip
    assert killed >= KILLED
