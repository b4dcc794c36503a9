"""`sensitivity` as a user meets it: a study in, a ranking in words, a table and figures out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from alliance_sim.cli import sensing
from tests.cli.conftest import Call
from tests.results import made_up

MORRIS = """\
study: matters
scenario: made-up.yaml
design: {method: morris, samples: 6}
factors:
  parameters.publicness: {low: 0.0, high: 0.06}
  events.downgrade.to: [member, partner]
replicates: 2
outcomes: [anxiety, capability]
"""

FACTORS = {"parameters.publicness", "events.downgrade.to"}


@pytest.fixture
def study(folder: Path) -> str:
    (folder / "made-up.yaml").write_text(made_up.TEXT, encoding="utf-8")
    (folder / "matters.yaml").write_text(MORRIS, encoding="utf-8")
    return "matters.yaml"


def test_a_study_is_swept_and_told_in_words_with_table_figures_and_provenance(
    call: Call, folder: Path, study: str
) -> None:
    said = call("sensitivity", study, "--outcome", "anxiety", "--workers", "1", "--out", "found")
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("anxiety in 2021, difference from the baseline\n\nevents.downgrade.to matters most. ")
    assert said.out.endswith("\nResults: found\n")
    assert max(map(len, said.out.splitlines())) <= 80
    names = ["convergence.pdf", "convergence.png", "sensitivity.pdf", "sensitivity.png"]
    assert sorted(path.name for path in (folder / "found" / "figures").iterdir()) == names
    with (folder / "found" / "sensitivity.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert {row["factor"] for row in rows} == FACTORS
    assert {row["outcome"] for row in rows} == {"anxiety"}
    told = json.loads((folder / "found" / "provenance.json").read_text(encoding="utf-8"))["parameters"]
    (swept,) = (folder / "runs").glob("matters-*")
    assert (told["study"], told["sweep"]) == ("matters", f"runs/{swept.name}")


def test_the_folder_of_a_sweep_will_do_and_nothing_is_run_twice(call: Call, folder: Path, study: str) -> None:
    assert call("sweep", study, "--workers", "1", "--out", "swept", "--quiet").status == 0
    before = {path.name: path.stat().st_mtime_ns for path in (folder / "swept" / "parts").iterdir()}
    document = json.loads(call("sensitivity", "swept", "--json", "--no-figures", "--of", "scenario").out)
    assert {path.name: path.stat().st_mtime_ns for path in (folder / "swept" / "parts").iterdir()} == before
    assert [each["outcome"] for each in document["outcomes"]] == ["anxiety", "capability"]
    assert not (folder / document["results"] / "figures").exists()
    assert call("sensitivity", "swept", "--quiet", "--no-figures").out.startswith("runs/sensitivity-matters-")


def test_a_design_that_gives_no_indices_says_what_would(call: Call, folder: Path, study: str) -> None:
    grid = MORRIS.replace("{method: morris, samples: 6}", "{method: grid}")
    (folder / study).write_text(grid, encoding="utf-8")
    said = call("sensitivity", study, "--workers", "1")
    assert (said.status, said.out) == (2, "")
    assert (
        "has a design of method grid: sensitivity indices need one of sobol or morris; of any design, --find"
        in said.err
    )


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--outcome", "anxeity"), "did you mean anxiety?"),
        (("--year", "2050"), "2050"),
        (("--find", "anxiety"), "write OUTCOME<NUMBER or OUTCOME>NUMBER"),
        (("--find", "anxiety<-5"), "holds in 0 of 18 samples"),
    ],
)
def test_what_is_not_there_is_told(call: Call, study: str, args: tuple[str, ...], says: str) -> None:
    said = call("sensitivity", study, "--workers", "1", "--no-figures", *args)
    assert (said.status, said.out) == (2, "")
    assert says in said.err


def test_a_study_is_needed(call: Call) -> None:
    said = call("sensitivity")
    assert said.status == 2
    assert "a study file, or the folder of a sweep" in said.err


def test_the_ishigami_check_passes_and_would_fail(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    said = call("sensitivity", "--check", "ishigami")
    assert said.status == 0
    assert "within the tolerance of 0.01" in said.out
    monkeypatch.setattr("alliance_sim.studies.ishigami.TOLERANCE", 1e-6)
    document = json.loads(call("sensitivity", "--check", "ishigami", "--json").out)
    assert document["passed"] is False
    assert document["largest_difference"] < 0.01
    assert call("sensitivity", "--check", "ishigami").status == sensing.FAILED
