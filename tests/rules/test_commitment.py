"""Commitment: what is promised, what would be done, what is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_sim.rules import alignment, commitment

CHANCE = st.floats(0.0, 1.0)
LEVEL = st.floats(0.0, 1.0)
STANCE = st.floats(-1.0, 1.0)


def willing(**given: float) -> float:
    circumstances = {
        "promised": 0.75, "tie": 0.5, "base_tie": 0.5, "stance": 0.0, "guardrail": 0.5, "grievance_cost": 0.0,
        "tripwire_gain": 0.0, "entrapment": 0.2, "base_entrapment": 0.2, "tie_weight": 1.0, "stance_weight": 1.5,
        "entrapment_weight": 0.5,
    }  # fmt: skip
    return commitment.willingness(**{**circumstances, **given})


def test_in_the_base_year_willingness_is_the_treaty_prior() -> None:
    assert willing() == 0.75


@given(CHANCE, LEVEL, LEVEL, STANCE, LEVEL)
def test_willingness_is_a_chance(promised: float, tie: float, base: float, stance: float, guardrail: float) -> None:
    assert 0.0 <= willing(promised=promised, tie=tie, base_tie=base, stance=stance, guardrail=guardrail) <= 1.0


@given(STANCE, STANCE)
def test_a_friendlier_leader_is_never_less_willing(one: float, two: float) -> None:
    low, high = sorted((one, two))
    assert willing(stance=low) <= willing(stance=high)


@given(st.floats(-1.0, 0.0), LEVEL, LEVEL)
def test_guardrails_hold_a_hostile_leader(stance: float, one: float, two: float) -> None:
    low, high = sorted((one, two))
    assert willing(stance=stance, guardrail=low) <= willing(stance=stance, guardrail=high)


def test_a_fully_bound_leader_does_not_count() -> None:
    assert willing(stance=-1.0, guardrail=1.0) == willing()


def test_directions_of_the_circumstances() -> None:
    assert willing(tie=0.6) > willing() > willing(tie=0.4)
    assert willing(tripwire_gain=0.3) > willing() > willing(grievance_cost=0.3)
    assert willing(entrapment=0.5) < willing() < willing(entrapment=0.1)


@given(LEVEL, LEVEL, LEVEL, CHANCE)
def test_a_promise_is_at_most_the_prior(giver: float, receiver: float, pact: float, prior: float) -> None:
    assert 0.0 <= commitment.promise(giver, receiver, pact, prior) <= prior


def test_no_promise_no_expected_help() -> None:
    assert commitment.promise(0.0, 1.0, 0.0, 0.75) == 0.0
    assert willing(promised=0.0, stance=1.0, guardrail=0.0) == 0.0


@given(CHANCE, CHANCE, CHANCE, LEVEL)
def test_every_belief_is_a_chance(reliance: float, promised: float, signal: float, rate: float) -> None:
    for rule in commitment.VARIANTS.values():
        assert -1e-15 <= rule(reliance, promised, signal, rate) <= 1.0 + 1e-15


@given(CHANCE, LEVEL)
def test_a_confirmed_belief_does_not_move(reliance: float, rate: float) -> None:
    assert commitment.learning(reliance, 0.1, reliance, rate) == reliance


@given(LEVEL, LEVEL, LEVEL, LEVEL)
def test_ties_stay_between_nothing_and_full(tie: float, exercised: float, mutual: float, rate: float) -> None:
    assert -1e-15 <= commitment.next_tie(tie, exercised, mutual, rate) <= 1.0 + 1e-15


@given(LEVEL, LEVEL, LEVEL)
def test_interoperability_lies_between_its_floor_and_one(tie: float, integration: float, floor: float) -> None:
    assert floor - 1e-15 <= commitment.interoperability(tie, integration, floor) <= 1.0 + 1e-15


@given(st.floats(0.0, 1e6), st.floats(0.0, 1e6))
def test_more_troops_never_bind_less(one: float, two: float) -> None:
    low, high = sorted((one, two))
    assert commitment.tripwire(low) <= commitment.tripwire(high)


@given(SHARE := st.floats(0.0, 0.1), SHARE)
def test_grievance_is_the_relative_shortfall(share: float, guideline: float) -> None:
    grievance = commitment.grievance(share, guideline)
    assert 0.0 <= grievance <= 1.0
    assert (grievance == 0.0) == (share >= guideline)


@given(LEVEL, LEVEL, st.floats(0.0, 20.0), st.floats(0.0, 20.0))
def test_a_standing_in_transition_lies_between_its_ends(
    before: float, after: float, elapsed: float, phase_in: float
) -> None:
    level = alignment.phased(before, after, elapsed, phase_in)
    assert min(before, after) - 1e-15 <= level <= max(before, after) + 1e-15
    if elapsed >= phase_in:
        assert level == after


def test_published_priors() -> None:
    from alliance_sim.scenario.parameters import TREATY_PRIORS

    assert TREATY_PRIORS["leeds_2003"] == pytest.approx(0.75)
    assert TREATY_PRIORS["berkemeier_fuhrmann_2018_defence_pacts"] == pytest.approx(0.41)
