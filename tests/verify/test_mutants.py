"""Would the tests notice a wrong sign? A sample of small changes to the code, each of which some test should fail."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
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

SEED = 1976
KILLED = 0.9
"""Share of the mutants that the tests must kill."""

PATIENCE = 180
"""Seconds after which a mutant that makes the tests hang counts as killed."""

ROOMS: dict[str, tuple[int, tuple[str, ...]]] = {
    "rules": (150, ("tests/rules", "alliance_sim/rules", "tests/test_limits.py", "tests/agents")),
    "draws.py": (60, ("tests/test_draws.py", "alliance_sim/draws.py")),
    "metrics": (100, ("tests/metrics", "tests/test_limits.py")),
    "scenario": (150, ("tests/scenario", "tests/test_events.py", "tests/test_scenarios.py")),
}
"""Part of the package -> how many of its mutants are tried, and the tests that should notice, the quickest first."""

REASONS: dict[str, str] = {}
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


def survives(copies: Queue[Path], tests: tuple[str, ...], mutant: dict[str, Any]) -> bool:
    """Whether all tests pass with the mutant in place of its file."""
    copy = copies.get()
    path = copy / mutant["file"]
    before = path.read_text(encoding="utf-8")
    path.write_text(mutant["text"], encoding="utf-8")
    try:
        for each in tests:
            command = [
                sys.executable,
                "-B",
                "-m",
                "pytest",
                "-q",
                "-x",
                "-p",
                "no:cacheprovider",
                "-p",
                "no:xdist",
                each,
            ]
            done = subprocess.run(
                command, cwd=copy, env={**os.environ, "PYTHONPATH": str(copy)}, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, check=False, timeout=PATIENCE,
            )  # fmt: skip
            if done.returncode not in (0, 5):
                return False
    except subprocess.TimeoutExpired:
        return False
    finally:
        path.write_text(before, encoding="utf-8")
        copies.put(copy)
    return True


def told(mutant: dict[str, Any]) -> str:
    """A survivor, and why it may live."""
    why = REASONS.get(mutant["now"], "not yet judged")
    return f"`{mutant['file']}:{mutant['line']}`: `{mutant['was']}` became `{mutant['now']}`: {why}"


@pytest.mark.verify
@pytest.mark.parametrize("room", ROOMS)
def test_the_tests_notice_small_changes(room: str, tmp_path: Path, reliability: Callable[..., None]) -> None:
    count, tests = ROOMS[room]
    python = fresh(tmp_path / "venv", shutil.which("python3") or "python3", "cosmic-ray")
    maker = ROOT / "tests" / "verify" / "make_mutants.py"
    lines = [json.loads(line) for line in call(python, maker, ROOT, count, SEED, *files_of(room)).splitlines()]
    (total, mutants) = lines[0]["mutants"], lines[1:]
    copies: Queue[Path] = Queue()
    cores = os.cpu_count() or 1
    for number in range(cores):
        copies.put(copy_of(tmp_path / f"copy-{number}"))
    with ThreadPoolExecutor(cores) as pool:
        alive = list(pool.map(partial(survives, copies, tests), mutants))
    survivors = [mutant for mutant, lives in zip(mutants, alive, strict=True) if lives]
    killed = 1.0 - len(survivors) / len(mutants)
    write_survivors(room, [told(one) for one in survivors])
    reliability(
        f"mutants of `{room}`", f"{len(mutants)} of {total:,}, drawn by seed {SEED}; {killed:.1%} killed",
        f"{len(survivors)} survived",
    )  # fmt: skip
    assert killed >= KILLED
