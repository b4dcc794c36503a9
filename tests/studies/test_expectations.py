"""A scenario's claims held against results."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alliance_sim.errors import ResultsError, ScenarioError
from alliance_sim.results import Comparison
from alliance_sim.scenario import load_text
from alliance_sim.scenario.schema import SHARE_OUTCOMES
from alliance_sim.studies.expectations import verdicts, with_claimed
from alliance_sim.studies.spoken import MEASURES
from tests.results import made_up


def claiming(claim: str) -> Comparison:
    text = made_up.TEXT.replace("{outcome: anxiety, year: 2021, above: baseline}", claim)
    comparison = made_up.comparison()
    return replace(comparison, scenario=replace(comparison.scenario, scenario=made_up.scenario(text)))


@pytest.mark.parametrize(
    ("claim", "holds", "words"),
    [
        ("{outcome: anxiety, year: 2021, above: baseline}", True, "anxiety in 2021 above baseline"),
        ("{outcome: anxiety, year: 2021, below: baseline}", False, "anxiety in 2021 below baseline"),
        ("{outcome: anxiety, year: 2018, above: baseline}", False, "anxiety in 2018 above baseline"),
        ("{outcome: anxiety, year: 2021, above: 0.4, below: 0.6}", True, "anxiety in 2021 above 40 % and below 60 %"),
        ("{outcome: anxiety, year: 2021, between: [0.51, 0.6]}", False, "anxiety in 2021 between 51 % and 60 %"),
        ("{outcome: anxiety, year: 2021, above: 40 %, below: 0.6}", True, "anxiety in 2021 above 40 % and below 60 %"),
        ("{outcome: anxiety, year: 2021, between: [51 %, 60 %]}", False, "anxiety in 2021 between 51 % and 60 %"),
        ("{outcome: members, year: 2021, below: 3.5}", True, "members in 2021 below 3.5"),
    ],
)
def test_a_claim_is_held_against_the_mean_over_seeds(claim: str, holds: bool, words: str) -> None:
    (verdict,) = verdicts(claiming(claim))
    assert (verdict.holds, verdict.claim) == (holds, words)
    assert str(verdict).startswith("ok: made-up: " if holds else "FAILED: made-up: ")


def test_the_numbers_are_shown() -> None:
    assert "(50 %; baseline 20 %)" in str(verdicts(claiming("{outcome: anxiety, year: 2021, above: 0.1}"))[0])
    said = str(verdicts(claiming("{outcome: capability, year: 2021, above: 100}"))[0])
    assert said == "ok: made-up: capability in 2021 above 100 (1,140 billion USD; baseline 6,000 billion USD)"


@pytest.mark.parametrize("claim", ["above: 40 %", "between: [30 %, 40 %]"])
def test_a_percent_sign_is_for_outcomes_that_are_shares(claim: str) -> None:
    text = made_up.TEXT.replace(
        "{outcome: anxiety, year: 2021, above: baseline}", f"{{outcome: members, year: 2021, {claim}}}"
    )
    with pytest.raises(ScenarioError, match="members is not a share; write the number without a percent sign"):
        made_up.scenario(text)


def test_the_outcomes_that_take_a_percent_sign_are_those_that_are_told_in_percent() -> None:
    assert {name for name, spoken in MEASURES.items() if spoken.unit == "%"} == SHARE_OUTCOMES


def test_a_value_that_is_not_defined_fulfils_no_claim() -> None:
    comparison = claiming("{outcome: anxiety, year: 2021, above: 0.1}")
    comparison.scenario.outcomes["anxiety"][:] = float("nan")
    assert not verdicts(comparison)[0].holds


def test_a_claim_on_a_year_that_was_not_run_is_refused() -> None:
    comparison = made_up.comparison()
    claim = comparison.scenario.scenario.expect[0].model_copy(update={"year": 2050})
    scenario = comparison.scenario.scenario.model_copy(update={"expect": (claim,)})
    comparison = replace(comparison, scenario=replace(comparison.scenario, scenario=scenario))
    with pytest.raises(ResultsError, match="year 2050 was not simulated"):
        verdicts(comparison)


def test_what_is_claimed_is_measured_whether_or_not_it_is_asked_for() -> None:
    scenario = load_text(
        "name: few\nextends: us-partner-only\noutcomes: [spending]\n"
        "expect: [{outcome: crises, year: 2020, above: 0}, {outcome: spending, year: 2020, above: 0}]\n"
    )
    assert with_claimed(scenario).outcomes == ("spending", "crises")
    every = load_text("name: all\nextends: nato-2018\n")
    assert with_claimed(every) is every


def test_a_claim_about_what_was_not_measured_says_what_was() -> None:
    comparison = claiming("{outcome: crises, year: 2021, above: 0}")
    few = {name: values for name, values in comparison.scenario.outcomes.items() if name != "crises"}
    with pytest.raises(ResultsError, match="crises was not measured in this run; there are "):
        verdicts(replace(comparison, scenario=replace(comparison.scenario, outcomes=few)))
