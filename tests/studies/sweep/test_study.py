"""Study files: what they may say, what is made of it, and that every fault is told at once, in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from alliance_sim.errors import ScenarioError
from alliance_sim.studies.sweep.study import Range, Study, load_study

WHOLE = """\
study: how-bad-is-partner-only
scenario: us-partner-only
design: {method: sobol, samples: 1024}      # grid | list | latin_hypercube | sobol | morris
factors:
  parameters.publicness: {low: 0.0, high: 0.06}
  parameters.threat_elasticity: {low: 1, high: 5}
  events.downgrade.year: [2019, 2021, 2025]
  events.downgrade.to: [member, partner, outside]
  theory.burden: [joint_product, public_good, guideline_only]
replicates: 100
outcomes: [deterrence, capability]
when: last                                  # last | every | mean | [2025, 2035]
paired: true
"""
LEAST = "study: s\nscenario: us-partner-only\ndesign: {method: grid}\nfactors: {parameters.publicness: [0.01]}\n"


def read(folder: Path, text: str) -> Study:
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    return load_study(folder / "study.yaml")


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read(folder, text)
    return [str(problem).removeprefix(f"{folder / 'study.yaml'}:") for problem in caught.value.problems]


def test_the_documented_study_is_read_as_it_is_written(tmp_path: Path) -> None:
    study = read(tmp_path, WHOLE)
    assert (study.study, study.base.name, study.replicates) == ("how-bad-is-partner-only", "us-partner-only", 100)
    assert (study.design.method, study.design.samples, study.design.seed) == ("sobol", 1024, 0)
    assert (study.outcomes, study.when, study.paired) == (("deterrence", "capability"), "last", True)
    assert dict(study.factors) == {
        "parameters.publicness": Range(0.0, 0.06),
        "parameters.threat_elasticity": Range(1.0, 5.0),
        "events.downgrade.year": (2019, 2021, 2025),
        "events.downgrade.to": ("member", "partner", "outside"),
        "theory.burden": ("joint_product", "public_good", "guideline_only"),
    }
    assert study.text == WHOLE


def test_what_need_not_be_said_has_its_default(tmp_path: Path) -> None:
    study = read(tmp_path, LEAST)
    assert (study.replicates, study.outcomes, study.when, study.paired) == (10, (), "last", True)


def test_percent_is_read_in_ranges_and_lists(tmp_path: Path) -> None:
    ranged = read(tmp_path, LEAST.replace("[0.01]", "{low: 1 %, high: 5 %}"))
    assert ranged.factors["parameters.publicness"] == Range(0.01, 0.05)
    assert read(tmp_path, LEAST.replace("[0.01]", "[1 %, 0.02]")).factors["parameters.publicness"] == (0.01, 0.02)


def test_a_range_is_whole_where_the_scenario_has_a_whole_number(tmp_path: Path) -> None:
    text = LEAST.replace("parameters.publicness: [0.01]", "events.downgrade.phase_in: {low: 0, high: 6}")
    assert read(tmp_path, text).factors["events.downgrade.phase_in"] == Range(0, 6)
    assert read(tmp_path, text).factors["events.downgrade.phase_in"].whole  # type: ignore[union-attr]


def test_the_scenario_may_stand_beside_the_study(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("name: mine\nextends: us-partner-only\nend: 2025\n", encoding="utf-8")
    assert read(tmp_path, LEAST.replace("us-partner-only", "mine.yaml")).base.end == 2025


def test_comments_and_order_of_lines_change_nothing_that_is_computed(tmp_path: Path) -> None:
    first = read(tmp_path, WHOLE).digest()
    lines = WHOLE.replace("# last | every | mean | [2025, 2035]", "").splitlines()
    assert read(tmp_path, "\n".join([*lines[-4:], *lines[:-4]]) + "\n").digest() == first


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1024", "512"), ("0.06", "0.05"), ("[2019, 2021, 2025]", "[2019, 2021]"), ("100", "99"),
        ("when: last", "when: every"), ("paired: true", "paired: false"), ("us-partner-only\n", "us-withdrawal\n"),
    ],
)  # fmt: skip
def test_what_changes_a_number_changes_the_digest(tmp_path: Path, old: str, new: str) -> None:
    other = WHOLE.replace(old, new)
    if "withdrawal" in new:
        other = "\n".join(line for line in other.splitlines() if "downgrade" not in line) + "\n"
        assert read(tmp_path, other).digest() != read(tmp_path, other.replace("us-withdrawal", "nato-2018")).digest()
        return
    assert read(tmp_path, other).digest() != read(tmp_path, WHOLE).digest()


def test_every_fault_is_told_at_once_in_its_place(tmp_path: Path) -> None:
    text = (
        WHOLE.replace("publicness:", "publicnes:").replace("partner, outside", "partnr").replace("sobol", "sobl")
        .replace("when: last", "when: lst").replace("[deterrence", "[deterrance")
        .replace("low: 1, high: 5", "low: 5, high: 1")
        + "factor: 3\n"
    )  # fmt: skip
    assert faults(tmp_path, text) == [
        "3:18: design.method: 'sobl' is not one of grid, list, latin_hypercube, sobol, morris; did you mean sobol?",
        "5:3: parameters: unknown key 'publicnes'; did you mean publicness?",
        "6:33: parameters.threat_elasticity: low must be below high, and 5 is not below 1",
        "8:33: event 'downgrade': to 'partnr' is not a standing; did you mean partner?",
        "11:11: outcomes: 'deterrance' is not an outcome; did you mean deterrence?",
        "12:7: when: must be last, every, mean or a list of years, not 'lst'",
        "14:1: factor: is not a key of a study; did you mean factors?",
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("study: s\n", "", "study: is missing"),
        ("study: s", "study: a b", "must be a slug of letters, digits and hyphens, not 'a b'"),
        ("us-partner-only", "us-partner-onli", "did you mean us-partner-only?"),
        ("us-partner-only", "gone.yaml", "2:11: scenario: there is no file 'gone.yaml' beside"),
        ("us-partner-only", "x" * 300, "2:11: scenario: 'xxx"),
        ("us-partner-only", "x" * 300 + ".yaml", "2:11: scenario: there is no file 'xxx"),
        ("[0.01]", "{low: 0, high: " + "9" * 400 + "}", "must be a number, not 999"),
        ("{method: grid}", "{method: sobol}", "design.samples: is missing"),
        ("{method: grid}", "{method: sobol, samples: 0}", "must be a whole number from 1"),
        ("{method: grid}", "{method: morris, samples: 4, levels: 5}", "must be even in Morris's design, not 5"),
        (
            "{method: grid}",
            "{method: list, samples: 3}",
            "design.samples: a list has a mapping of path to value for each sample, not 3",
        ),
        (
            "{method: grid}",
            "{method: list, samples: [{parameters.publicness: 0.02}]}",
            "factors: are not needed beside design.samples, which say what is varied; keep one of the two",
        ),
        ("{method: grid}", "grid", "design: must be a mapping, not 'grid'"),
        ("factors: {parameters.publicness: [0.01]}", "", "a study varies something"),
        ("[0.01]", "0.01", "write a range {low: …, high: …} or a list of values, not 0.01"),
        ("[0.01]", "[]", "write a range"),
        ("[0.01]", "[2]", "4:35: parameters.publicness must be at most 0.3, not 2"),
        ("[0.01]", "{low: 0.01}", "parameters.publicness.high: is missing"),
        ("[0.01]}\n", "[0.01]}\nreplicates: 0\n", "replicates: must be a whole number from 1"),
    ],
)
def test_a_fault_is_told_in_plain_words(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert says in "\n".join(faults(tmp_path, LEAST.replace(old, new)))


@pytest.mark.parametrize("hazard", ["- a\n- b\n", "study: [\n", "study: s\nstudy: t\n", "\tstudy: s\n", ""])
def test_what_is_no_study_at_all_is_told_too(tmp_path: Path, hazard: str) -> None:
    assert faults(tmp_path, hazard)


def test_a_year_that_the_scenario_does_not_have(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, LEAST + "when: [2025, 2050]\n")
    assert said.endswith("when: us-partner-only runs from 2018 to 2035, so it has no year 2050")
