"""A folder of its own for every test of the command line, with the small made-up scenario in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from alliance_sim.cli import main
from tests.results import made_up


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str


Call = Callable[..., Said]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with `made-up.yaml`: five states, four years, three seeds."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "made-up.yaml").write_text(made_up.TEXT.replace("replicates: 30", "replicates: 3"), encoding="utf-8")
    (tmp_path / "plain.yaml").write_text(made_up.PLAIN.replace("replicates: 30", "replicates: 3"), encoding="utf-8")
    return tmp_path


@pytest.fixture
def call(folder: Path, capfd: pytest.CaptureFixture[str]) -> Call:
    """Run the command line in that folder."""

    def called(*args: str) -> Said:
        status = main(args)
        out, err = capfd.readouterr()
        return Said(status, out, err)

    return called
