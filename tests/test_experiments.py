"""Experiments: every folder reproduces the numbers of its `expected.csv` within the tolerance stated there.

A folder with a `figure.png` is a study of the package's own: its README holds the table and the sentences that follow
from its numbers. `python -m tests.refresh_experiments` writes them anew after a change of the model.
"""

from __future__ import annotations

import csv
import importlib.util
import re
import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from alliance_sim.studies.sweep.study import load_study

EXPERIMENTS = Path(__file__).parent.parent / "experiments"
FOLDERS = sorted(path.parent for path in EXPERIMENTS.glob("*/replicate.py"))
STUDIES = [folder for folder in FOLDERS if list(folder.glob("*.yaml"))]
REPLICATIONS = [folder for folder in FOLDERS if folder not in STUDIES]
TABLE = re.compile(r"(```text\n(?:.*\n)*?```\n)")

Found = Mapping[str, float]


def module_of(folder: Path) -> Any:
    """The program of an experiment."""
    spec = importlib.util.spec_from_file_location(f"experiment_{folder.name}", folder / "replicate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # a dataclass looks its module up
    spec.loader.exec_module(module)
    return module


@lru_cache
def replicated(folder: Path) -> tuple[Any, Found]:
    """The program of an experiment and the numbers that it finds."""
    module = module_of(folder)
    return module, module.replicate()


def untrue(claims: Mapping[str, Callable[[Found], bool]], found: Found) -> list[str]:
    """Sentences that do not hold of the numbers."""
    return [sentence for sentence, holds in claims.items() if not holds(found)]


def flowing(text: str) -> str:
    return " ".join(text.split())


def compare(found: Found, expected: Path) -> None:
    """Fail where a number is not the expected one, or one of either side has no partner."""
    with expected.open(encoding="utf-8", newline="") as table:
        numbers = {row["quantity"]: (float(row["value"]), float(row["tolerance"])) for row in csv.DictReader(table)}
    assert found.keys() == numbers.keys()
    for quantity, (value, tolerance) in numbers.items():
        assert found[quantity] == pytest.approx(value, abs=tolerance, rel=0), quantity


def test_every_experiment_is_listed_and_complete() -> None:
    listed = (EXPERIMENTS / "README.md").read_text(encoding="utf-8")
    for folder in FOLDERS:
        assert f"`{folder.name}`" in listed
        text = (folder / "README.md").read_text(encoding="utf-8")
        assert all(word in text for word in ("**Claim.**", "**Rebuilt.**", "**Guessed.**", "**Verdict"))


@pytest.mark.parametrize("folder", REPLICATIONS, ids=[folder.name for folder in REPLICATIONS])
def test_an_experiment_gives_its_expected_numbers(folder: Path) -> None:
    compare(replicated(folder)[1], folder / "expected.csv")


# --- Studies of the package's own ------------------------------------------------------------------------------------


def test_the_two_studies_are_there_with_all_that_belongs_to_them() -> None:
    assert [folder.name for folder in STUDIES] == ["partner_only_by_theory", "restoring_deterrence"]
    for folder in STUDIES:
        text = (folder / "README.md").read_text(encoding="utf-8")
        assert "(figure.png)" in text
        assert (folder / "figure.png").is_file()
        studies = re.findall(rf"alliance-sim \w+ experiments/{folder.name}/(\S+\.yaml)", text)
        assert studies
        for study in studies:
            assert load_study(folder / study).description


@pytest.mark.parametrize("folder", STUDIES, ids=[folder.name for folder in STUDIES])
def test_a_study_gives_its_expected_numbers_and_its_readme_says_so(folder: Path) -> None:
    module, found = replicated(folder)
    compare(found, folder / "expected.csv")
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert f"```text\n{module.table(found)}\n```\n" in text
    assert untrue(module.CLAIMS, found) == []
    for sentence in [*module.CLAIMS, *getattr(module, "THOROUGH_CLAIMS", {})]:
        assert sentence in flowing(text), sentence


@pytest.mark.verify
@pytest.mark.parametrize("folder", [folder for folder in STUDIES if (folder / "expected-thorough.csv").exists()])
def test_the_thorough_part_of_a_study_gives_its_expected_numbers(folder: Path) -> None:
    module = module_of(folder)
    found = module.thorough()
    compare(found, folder / "expected-thorough.csv")
    assert untrue(module.THOROUGH_CLAIMS, found) == []


def test_a_number_that_is_wrong_and_a_sentence_that_is_untrue_are_found(tmp_path: Path) -> None:
    expected = tmp_path / "expected.csv"
    expected.write_text("quantity,value,tolerance\nx,1.0,0.01\n", encoding="utf-8")
    compare({"x": 1.005}, expected)
    for found in ({"x": 1.02}, {"y": 1.0}, {"x": 1.0, "y": 1.0}):
        with pytest.raises(AssertionError):
            compare(found, expected)
    assert untrue({"small": lambda found: found["x"] < 1.0, "large": lambda found: found["x"] > 1.0}, {"x": 2.0}) == [
        "small"
    ]
