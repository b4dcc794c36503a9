"""Crises: bounds, directions and worked examples of what a challenge does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_sim.rules import crisis

CHANCE = st.floats(0.0, 1.0)
INSIDE = st.floats(0.001, 0.999)
STOCK = st.floats(0.0, 5000.0)
POWER = st.floats(0.01, 5000.0)
EXPONENT = st.floats(0.1, 8.0)
DOUBT = st.floats(0.0, 10.0)


def in_order(one: float, two: float) -> tuple[float, float]:
    return (one, two) if one <= two else (two, one)


@given(CHANCE, CHANCE, st.floats(0.001, 1.0))
def test_a_hazard_is_a_chance_and_the_base_rate_at_the_reference(attack: float, rate: float, reference: float) -> None:
    assert 0.0 <= crisis.hazard(attack, rate, reference) <= 1.0
    assert crisis.hazard(reference, rate, reference) == pytest.approx(rate)


@given(CHANCE, CHANCE, CHANCE, st.floats(0.001, 1.0))
def test_a_greater_threat_never_lowers_the_hazard(one: float, two: float, rate: float, reference: float) -> None:
    low, high = in_order(one, two)
    assert crisis.hazard(low, rate, reference) <= crisis.hazard(high, rate, reference)


def test_twice_the_attack_probability_is_twice_the_hazard() -> None:
    assert crisis.hazard(0.2, 0.068, 0.1) == pytest.approx(0.136)


@given(CHANCE, st.floats(0.0, 0.8), st.floats(0.0, 0.2))
def test_severity_is_one_of_three_and_rises_with_the_draw(uniform: float, grey: float, major: float) -> None:
    found = crisis.severity(uniform, grey, major)
    assert found in (crisis.GREY_ZONE, crisis.LIMITED, crisis.MAJOR)
    assert found >= crisis.severity(uniform / 2.0, grey, major)


def test_severities_come_in_the_shares_given() -> None:
    draws = [(k + 0.5) / 1000.0 for k in range(1000)]
    found = [crisis.severity(draw, 0.80, 0.03) for draw in draws]
    assert [found.count(level) for level in (0, 1, 2)] == [800, 170, 30]
    assert len(crisis.SEVERITIES) == 3


@given(st.floats(0.0, 0.8), st.floats(0.0, 0.2), *[st.floats(0.0, 10.0)] * 3)
def test_an_expected_size_lies_between_the_least_and_the_greatest(
    grey: float, major: float, small: float, middle: float, large: float
) -> None:
    size = crisis.expected_size(grey, major, small, middle, large)
    assert min(small, middle, large) - 1e-12 <= size <= max(small, middle, large) + 1e-12


def test_the_expected_size_is_the_mean_over_drawn_severities() -> None:
    sizes = (0.005, 0.02, 0.10)
    drawn = [sizes[crisis.severity((k + 0.5) / 1000.0, 0.80, 0.03)] for k in range(1000)]
    assert crisis.expected_size(0.80, 0.03, *sizes) == pytest.approx(sum(drawn) / 1000.0)


@given(CHANCE, DOUBT)
def test_the_grey_zone_never_makes_an_ally_more_willing(willing: float, doubt: float) -> None:
    assert 0.0 <= crisis.honour_chance(willing, True, doubt) <= crisis.honour_chance(willing, False, doubt) == willing


@given(INSIDE, DOUBT, DOUBT)
def test_more_doubt_means_less_honour(willing: float, one: float, two: float) -> None:
    low, high = in_order(one, two)
    assert crisis.honour_chance(willing, True, high) <= crisis.honour_chance(willing, True, low) + 1e-15


@given(st.floats(0.0, 5000.0), STOCK, STOCK, EXPONENT)
def test_holding_is_a_chance(power: float, own: float, arrived: float, exponent: float) -> None:
    assert 0.0 <= crisis.holding_chance(power, own, arrived, exponent) <= 1.0


@given(POWER, STOCK, STOCK, STOCK, EXPONENT)
def test_help_that_arrives_never_makes_a_state_lose(
    power: float, own: float, one: float, two: float, exponent: float
) -> None:
    low, high = in_order(one, two)
    held = [crisis.holding_chance(power, own, arrived, exponent) for arrived in (low, high)]
    assert held[0] <= held[1] + 1e-12


@given(POWER, POWER, POWER, EXPONENT)
def test_a_stronger_adversary_never_makes_holding_likelier(one: float, two: float, own: float, exponent: float) -> None:
    low, high = in_order(one, two)
    assert crisis.holding_chance(high, own, 0.0, exponent) <= crisis.holding_chance(low, own, 0.0, exponent) + 1e-12


def test_equal_forces_hold_half_the_time() -> None:
    assert crisis.holding_chance(3.0, 1.0, 2.0, 4.0) == pytest.approx(0.5)


@given(STOCK, CHANCE)
def test_a_loss_takes_no_more_than_there_is_and_holding_takes_less(stock: float, loss: float) -> None:
    lost, held = (crisis.after_loss(stock, loss, held) for held in (False, True))
    assert 0.0 <= lost <= held <= stock


@given(CHANCE, CHANCE, CHANCE, CHANCE)
def test_deeds_move_belief_in_their_own_direction_and_within_bounds(
    reliance: float, weight: float, gain: float, loss: float
) -> None:
    after_coming = crisis.belief_after_deed(reliance, True, weight, gain, loss)
    after_failing = crisis.belief_after_deed(reliance, False, weight, gain, loss)
    assert 0.0 <= after_failing <= reliance <= after_coming <= 1.0 + 1e-15


@given(CHANCE, st.booleans(), CHANCE, CHANCE, CHANCE, CHANCE)
def test_what_says_more_moves_more(
    reliance: float, came: bool, one: float, two: float, gain: float, loss: float
) -> None:
    low, high = in_order(one, two)
    moves = [abs(crisis.belief_after_deed(reliance, came, says, gain, loss) - reliance) for says in (low, high)]
    assert moves[0] <= moves[1] + 1e-15


def test_failing_costs_more_than_coming_earns_at_the_usual_trust() -> None:
    earned = crisis.belief_after_deed(0.75, True, 1.0, 0.10, 0.30) - 0.75
    lost = 0.75 - crisis.belief_after_deed(0.75, False, 1.0, 0.10, 0.30)
    assert (earned, lost) == (pytest.approx(0.025), pytest.approx(0.225))
