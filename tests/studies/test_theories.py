"""One scenario under every theory: who is run, what is compared, where they agree, in numbers, words and a table."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
import pytest

from alliance_sim.errors import ScenarioError
from alliance_sim.results.results import Comparison
from alliance_sim.run import compare_runs
from alliance_sim.scenario import Scenario, load_text
from alliance_sim.scenario.theory import VARIANTS
from alliance_sim.studies.agreement import answer, theories_table
from alliance_sim.studies.compare import difference
from alliance_sim.studies.intervals import Estimate
from alliance_sim.studies.theories import (
    OWN,
    Answer,
    Rival,
    Theories,
    compare_theories,
    document,
    planned_runs,
    rivals,
    theories_text,
    under,
)
from tests.results import made_up

TEXT = made_up.TEXT.replace("replicates: 30", "replicates: 3").replace("end: 2021", "end: 2023")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_text(TEXT)


@pytest.fixture(scope="module")
def study(scenario: Scenario) -> Theories:
    return compare_theories(scenario, outcomes=("capability", "spending", "anxiety"))


def test_each_rule_is_exchanged_for_each_other_variant_once(scenario: Scenario) -> None:
    found = rivals(scenario)
    assert found[0] == Rival()
    assert len(found) == 1 + sum(len(variants) - 1 for variants in VARIANTS.values())
    assert len(set(found)) == len(found)
    for rival in found[1:]:
        theory = under(scenario, rival).theory.model_dump()
        changed = {rule for rule, variant in scenario.theory.model_dump().items() if theory[rule] != variant}
        assert changed == {rival.rule}
        assert theory[rival.rule] == rival.variant


def test_rivals_are_those_of_the_scenario_s_own_theory() -> None:
    other = load_text(TEXT + "theory: {burden: public_good}\n")
    labels = [rival.label for rival in rivals(other)]
    assert "burden=joint_product" in labels
    assert "burden=public_good" not in labels


def test_the_differences_are_those_of_a_comparison_under_that_theory(scenario: Scenario, study: Theories) -> None:
    for one in (study.answers[0], study.answers[3], study.answers[-1]):
        compared = compare_runs(under(scenario, one.rival))
        assert one.differences["spending"] == difference(compared, "spending", 2023)
    assert [one.rival for one in study.answers] == rivals(scenario)


def test_every_planned_run_is_told(scenario: Scenario) -> None:
    done: list[int] = []
    compare_theories(scenario, outcomes=("members",), progress=done.append)
    assert sum(done) == planned_runs(scenario) == 11 * 2 * 3


def test_the_year_and_the_outcomes_are_checked_before_anything_is_run(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alliance_sim.studies.theories.compare_runs", lambda *_, **__: pytest.fail("it ran first"))
    with pytest.raises(ScenarioError, match="--year 2099: made-up runs from 2018 to 2023"):
        compare_theories(scenario, year=2099)
    with pytest.raises(ScenarioError, match="'anxity' is not among the outcomes of made-up; did you mean anxiety"):
        compare_theories(scenario, outcomes=("anxity",))
    with pytest.raises(ScenarioError, match="plain has no events of its own"):
        compare_theories(load_text(made_up.PLAIN))


# --- Agreement, on numbers made up so that they can be checked by hand -----------------------------------------------


def estimate(mean: float, half: float = 0.1) -> Estimate:
    return Estimate(mean, mean - half, mean + half)


def made_up_study(**means: list[float]) -> Theories:
    """Theories a, b, … beside the one as written; each outcome has one mean a theory, the first as written."""
    count = len(next(iter(means.values())))
    own = made_up.comparison()
    labels = [Rival(), *(Rival("burden", f"v{number}") for number in range(1, count))]
    answers = [
        Answer(rival, (), {name: estimate(values[place]) for name, values in means.items()})
        for place, rival in enumerate(labels)
    ]
    return Theories(own, own.scenario.years[-1], tuple(means), tuple(answers))


def test_same_clear_sign_everywhere_is_agreement() -> None:
    found = made_up_study(capability=[-5.0, -4.0, -6.0], anxiety=[1.0, 1.0, 0.05])
    assert found.agreed("capability")
    assert not found.agreed("anxiety")
    assert found.signs("anxiety") == {OWN: 1, "burden=v1": 1, "burden=v2": 0}
    assert (found.dissent("capability"), found.dissent("anxiety")) == ([], ["burden=v2"])


def test_nothing_clear_anywhere_is_no_agreement() -> None:
    found = made_up_study(capability=[0.01, -0.01, 0.0])
    assert not found.agreed("capability")
    assert found.dissent("capability") == []
    assert "No theory sees a clear change in the military capability" in flat(answer(found))


def test_a_tie_goes_to_the_theory_as_written() -> None:
    assert made_up_study(capability=[1.0, -1.0]).dissent("capability") == ["burden=v1"]
    assert made_up_study(capability=[-1.0, 1.0]).dissent("capability") == ["burden=v1"]


def test_the_distance_is_the_mean_gap_relative_to_the_largest_effect() -> None:
    found = made_up_study(capability=[-4.0, -2.0, -4.0], anxiety=[0.5, 1.0, 0.5])
    assert [found.distance(one) for one in found.answers] == [0.0, (2 / 4 + 0.5 / 1) / 2, 0.0]
    assert found.furthest() is found.answers[1]
    assert made_up_study(capability=[1.0, 1.0]).furthest() is None


def test_what_is_not_defined_counts_for_nothing() -> None:
    found = made_up_study(capability=[-4.0, -2.0], honoured_share=[math.nan, math.nan])
    assert found.distance(found.answers[1]) == 0.5
    assert not found.agreed("honoured_share")
    assert "none" in theories_table(found)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_words_say_who_agrees_who_dissents_and_who_is_furthest() -> None:
    said = flat(
        answer(made_up_study(capability=[-5.0, -4.0, -60.0], spending=[9.0, -9.0, 9.0], members=[1.0, 0.0, 1.0]))
    )
    assert "All 3 theories agree: the military capability promised to the alliance is lower, by" in said
    assert "by 4 (burden=v1) to 60 (burden=v2) billion USD." in said
    assert "On the defence spending of the members they do not agree: under 2 it is clearly higher," in said
    assert "but under burden=v1 it is clearly lower." in said
    assert "On the number of members they do not agree" in said
    assert "it does not clearly change" in said
    assert "Furthest from the theory as written is burden=v1" in said
    assert "most of all in the defence spending of the members: -9 instead of 9 billion USD" in said


def test_other_numbers_make_other_words() -> None:
    said = flat(answer(made_up_study(capability=[5.0, 5.0])))
    assert "is higher, by 5 billion USD" in said
    assert "All theories give the same numbers." in said


def test_theories_that_change_nothing_are_named() -> None:
    said = flat(answer(made_up_study(capability=[5.0, 5.0, 6.0])))
    assert "Furthest from the theory as written is burden=v2" in said
    assert said.endswith("The same numbers as written: burden=v1.")


def test_one_seed_is_clear_about_nothing() -> None:
    lone = compare_theories(load_text(TEXT.replace("replicates: 3", "replicates: 1")), outcomes=("spending",))
    assert set(lone.signs("spending").values()) == {0}
    assert "One seed gives no interval" in flat(answer(lone))


def test_the_table_has_a_row_a_theory_and_fits_a_terminal(study: Theories) -> None:
    table = theories_table(study)
    assert max(map(len, table.splitlines())) <= 80
    for one in study.answers:
        assert any(line.startswith(one.rival.label) for line in table.splitlines())
    line = next(line for line in table.splitlines() if line.startswith("burden=fixed_share"))
    assert "*" in line


# --- What is kept ----------------------------------------------------------------------------------------------------


def test_the_file_has_every_theory_outcome_and_year(study: Theories) -> None:
    rows = list(csv.DictReader(io.StringIO(theories_text(study))))
    years, outcomes = 6, len({row["outcome"] for row in rows})
    assert len(rows) == 11 * years * outcomes
    told = [row for row in rows if row["outcome"] == "spending" and row["year"] == "2023"]
    assert [float(row["difference"]) for row in told] == [one.differences["spending"].mean for one in study.answers]
    assert {row["clear"] for row in told} <= {"-1", "0", "1"}
    assert {row["clear"] for row in rows if row["year"] == "2022"} == {""}


def test_the_document_says_the_same(study: Theories) -> None:
    plain = document(study, "there")
    assert plain["seeds"] == [7, 8, 9]
    assert [one["theory"] for one in plain["theories"]] == [one.rival.label for one in study.answers]
    assert plain["theories"][0]["rule"] is None
    for name in study.outcomes:
        assert plain["agreement"][name]["agreed"] is study.agreed(name)
    found = study.furthest()
    assert plain["furthest"] == (found and found.rival.label)


def test_theories_share_their_draws(study: Theories) -> None:
    # GDP follows from draws and data alone here, so it is the same whatever the theory.
    own: Comparison = study.own
    assert np.array_equal(own.scenario.state["gdp"][:, :2], own.baseline.state["gdp"][:, :2])
