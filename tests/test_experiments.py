"""Experiments: every folder reproduces the numbers of its `expected.csv` within the tolerance stated there."""

from __future__ import annotations

import csv
import importlib.util
import sys
from pathlib import Path

import pytest

EXPERIMENTS = Path(__file__).parent.parent / "experiments"
FOLDERS = sorted(path.parent for path in EXPERIMENTS.glob("*/replicate.py"))


def test_every_experiment_is_listed_and_complete() -> None:
    listed = (EXPERIMENTS / "README.md").read_text(encoding="utf-8")
    for folder in FOLDERS:
        assert f"`{folder.name}`" in listed
        text = (folder / "README.md").read_text(encoding="utf-8")
        assert all(word in text for word in ("**Claim.**", "**Rebuilt.**", "**Guessed.**", "**Verdict"))


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_an_experiment_gives_its_expected_numbers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location(f"experiment_{folder.name}", folder / "replicate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)  # a dataclass looks its module up
    spec.loader.exec_module(module)
    found = module.replicate()
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as table:
        expected = {row["quantity"]: (float(row["value"]), float(row["tolerance"])) for row in csv.DictReader(table)}
    assert found.keys() == expected.keys()
    for quantity, (value, tolerance) in expected.items():
        assert found[quantity] == pytest.approx(value, abs=tolerance), quantity
