"""Alignment: bounds, directions and worked examples of what standing in an alliance is worth."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alliance_sim.rules import alignment

CHANCE = st.floats(0.0, 1.0)
SHARE = st.floats(-0.2, 0.2)
YEARS = st.integers(0, 30)
HEAT = st.floats(1e-5, 1.0)


def in_order(one: float, two: float) -> tuple[float, float]:
    return (one, two) if one <= two else (two, one)


@given(CHANCE, CHANCE, YEARS, YEARS)
def test_a_phased_level_lies_between_the_two_and_arrives(before: float, after: float, elapsed: int, phase: int) -> None:
    now = alignment.phased(before, after, float(elapsed), float(phase))
    assert min(before, after) - 1e-15 <= now <= max(before, after) + 1e-15
    assert alignment.phased(before, after, float(phase), float(phase)) == after


@given(CHANCE, CHANCE, YEARS, st.integers(1, 30))
def test_a_phased_level_never_turns_back(before: float, after: float, elapsed: int, phase: int) -> None:
    steps = [alignment.phased(before, after, float(t), float(phase)) for t in (elapsed, elapsed + 1)]
    assert (steps[1] - steps[0]) * (after - before) >= -1e-15


@given(SHARE, SHARE, HEAT)
def test_a_greater_advantage_is_acted_on_more_surely(one: float, two: float, heat: float) -> None:
    low, high = in_order(one, two)
    assert 0.0 <= alignment.chance_to_act(low, heat) <= alignment.chance_to_act(high, heat) <= 1.0


@given(SHARE, HEAT)
def test_acting_and_its_opposite_are_sure_together(net: float, heat: float) -> None:
    assert alignment.chance_to_act(net, heat) + alignment.chance_to_act(-net, heat) == pytest.approx(1.0)


def test_one_temperature_changes_the_odds_e_fold() -> None:
    chance = alignment.chance_to_act(0.002, 0.002)
    assert chance / (1.0 - chance) == pytest.approx(math.e)


@given(CHANCE, CHANCE, CHANCE)
def test_help_that_lowers_danger_is_worth_something(one: float, two: float, loss: float) -> None:
    safe, exposed = in_order(one, two)
    assert 0.0 <= alignment.security_gain(exposed, safe, loss) <= loss
    assert alignment.security_gain(safe, exposed, loss) <= 0.0


COST = st.tuples(st.floats(0.0, 0.1), st.floats(0.0, 0.1), CHANCE, CHANCE, CHANCE, st.floats(-0.02, 0.02))


@given(COST, CHANCE)
def test_pressure_and_entrapment_make_membership_dearer(case: tuple[float, ...], more: float) -> None:
    share, guideline, pressure, entrapment, loss, leaning = case
    assume(pressure <= more)
    assert alignment.membership_cost(share, guideline, pressure, entrapment, loss, leaning) <= (
        alignment.membership_cost(share, guideline, more, entrapment, loss, leaning) + 1e-15
    )
    assert alignment.membership_cost(share, guideline, pressure, 0.0, loss, leaning) <= (
        alignment.membership_cost(share, guideline, pressure, entrapment, loss, leaning) + 1e-15
    )


@given(COST)
def test_who_meets_the_guideline_is_not_pressed(case: tuple[float, ...]) -> None:
    share, guideline, pressure, entrapment, loss, leaning = case
    assume(share >= guideline)
    assert alignment.membership_cost(share, guideline, pressure, entrapment, loss, leaning) == (
        alignment.membership_cost(share, guideline, 0.0, entrapment, loss, leaning)
    )


def test_a_friendly_leader_makes_membership_cheaper() -> None:
    costs = [alignment.membership_cost(0.01, 0.02, 0.5, 0.2, 0.01, leaning) for leaning in (-0.005, 0.0, 0.005)]
    assert costs == [pytest.approx(0.012), pytest.approx(0.007), pytest.approx(0.002)]


@given(SHARE, SHARE, CHANCE)
def test_in_the_first_year_everyone_prefers_what_it_does(benefit: float, cost: float, attachment: float) -> None:
    assert alignment.net_advantage(benefit, benefit, cost, cost, attachment) == attachment


@given(SHARE, SHARE, SHARE, SHARE, CHANCE, st.floats(0.0, 0.2))
def test_more_benefit_and_less_cost_speak_for_staying(
    benefit: float, base: float, cost: float, base_cost: float, attachment: float, more: float
) -> None:
    now = alignment.net_advantage(benefit, base, cost, base_cost, attachment)
    assert alignment.net_advantage(benefit + more, base, cost, base_cost, attachment) >= now - 1e-15
    assert alignment.net_advantage(benefit, base, cost + more, base_cost, attachment) <= now + 1e-15


@given(SHARE, CHANCE, CHANCE, st.floats(0.0, 0.1))
def test_objections_grow_with_risk_and_shrink_with_gain(gain: float, risk: float, loss: float, more: float) -> None:
    now = alignment.objection(gain, risk, loss)
    assert alignment.objection(gain, min(1.0, risk + more), loss) >= now - 1e-15
    assert alignment.objection(gain + more, risk, loss) <= now + 1e-15


@given(CHANCE, CHANCE, CHANCE)
def test_concessions_lower_intent_and_never_turn_it(intent: float, one: float, two: float) -> None:
    low, high = in_order(one, two)
    assert 0.0 <= alignment.accommodated(intent, high) <= alignment.accommodated(intent, low) <= intent


def test_full_accommodation_leaves_no_intent() -> None:
    assert alignment.accommodated(0.7, 1.0) == 0.0
