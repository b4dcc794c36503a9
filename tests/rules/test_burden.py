"""Burden sharing: published equilibria, calibration, bounds and directions."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alliance_sim.rules import burden

INCOME = st.floats(0.1, 30000.0)
SPILL = st.floats(0.0, 5000.0)
WEIGHT = st.floats(0.0, 0.3)
SHARE = st.floats(0.0, 0.2)


def utility(q: float, income: float, spill_in: float, a: float, b: float) -> float:
    return (1 - a - b) * math.log(income - q) + a * math.log(q + spill_in) + b * math.log(q)


@given(INCOME, SPILL, st.floats(0.001, 0.3), st.floats(0.001, 0.3), st.floats(-0.2, 0.2))
def test_best_response_is_the_maximum_of_the_utility(
    income: float, spill: float, a: float, b: float, away: float
) -> None:
    q = burden.best_response(income, spill, a, b)
    other = q * (1.0 + away)
    assume(0.0 < other < income)
    best = utility(q, income, spill, a, b)
    assert best >= utility(other, income, spill, a, b) - 1e-9 * max(1.0, abs(best))


@given(INCOME, st.floats(0.0005, 0.15), SPILL, WEIGHT)
def test_calibration_puts_a_state_where_the_data_has_it(income: float, share: float, spill: float, a: float) -> None:
    spending = share * income
    weight = min(a, burden.public_weight_limit(income, spending, spill))
    b = burden.private_weight(income, spending, spill, weight)
    assert b >= 0.0
    assert burden.best_response(income, spill, weight, b) == pytest.approx(spending, rel=1e-6)


@given(INCOME, SPILL, SPILL, WEIGHT, st.floats(0.0, 0.1))
def test_more_help_never_raises_own_spending(income: float, one: float, two: float, a: float, b: float) -> None:
    low, high = sorted((one, two))
    assert burden.best_response(income, high, a, b) <= burden.best_response(income, low, a, b) * (1 + 1e-9) + 1e-9


@given(INCOME, SPILL, WEIGHT)
def test_without_own_benefits_it_is_olson_and_zeckhauser(income: float, spill: float, a: float) -> None:
    expected = max(0.0, a * income - (1.0 - a) * spill)
    assert burden.best_response(income, spill, a, 0.0) == pytest.approx(expected, rel=1e-12, abs=1e-9)


@given(INCOME, WEIGHT, WEIGHT)
def test_without_allies_a_state_spends_both_weights(income: float, a: float, b: float) -> None:
    assert burden.best_response(income, 0.0, a, b) == pytest.approx((a + b) * income, rel=1e-12)


def test_a_point_of_threat_adds_three_per_cent() -> None:
    assert burden.threat_demand(0.06, 0.05, 3.0) == pytest.approx(1.03, abs=0.001)


@given(INCOME, SPILL, st.floats(0.001, 0.05), st.floats(0.001, 0.05), st.floats(0.2, 5.0))
def test_threat_scales_the_demand_for_both_goods(
    income: float, spill: float, a: float, b: float, threat: float
) -> None:
    wanted = burden.joint_product(0.02, 0.02, income, spill, a, b, threat, 0.0, 0.0)
    assert wanted == burden.best_response(income, spill, a * threat, b * threat) / income


@given(SHARE, SHARE, INCOME, SPILL, st.floats(0.2, 20.0), SHARE, st.floats(0.0, 1.0))
def test_every_variant_stays_a_share(
    share: float, base: float, income: float, spill: float, threat: float, guideline: float, pressure: float
) -> None:
    a = min(0.02, burden.public_weight_limit(income, base * income, spill))
    b = burden.private_weight(income, base * income, spill, a)
    for rule in burden.VARIANTS.values():
        assert 0.0 <= rule(share, base, income, spill, a, b, threat, guideline, pressure) <= 1.0


@given(SHARE, SHARE, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_pressure_lifts_and_never_lowers(desired: float, guideline: float, one: float, two: float) -> None:
    low, high = sorted((one, two))
    assert (
        desired
        <= burden.toward_guideline(desired, guideline, low)
        <= burden.toward_guideline(desired, guideline, high) + 1e-15
    )


@given(SHARE, SHARE, st.floats(0.0, 1.0), st.floats(0.0, 2.0))
def test_a_budget_moves_toward_its_target_and_not_past_it(
    share: float, target: float, inertia: float, ceiling: float
) -> None:
    moved = burden.next_share(share, target, inertia, ceiling)
    assert min(share, target) - 1e-15 <= moved <= max(share, target) + 1e-15


def test_the_ceiling_does_not_hold_a_state_that_spends_nothing() -> None:
    assert burden.next_share(0.0, 0.02, 0.5, 0.1) == 0.01
    assert burden.next_share(0.001, 0.02, 0.5, 0.1) == 0.001 * 1.1


@given(st.floats(0.01, 500.0), st.floats(0.5, 3.0), st.floats(0.02, 0.3), st.floats(-0.01, 0.08))
def test_a_steady_budget_keeps_the_stock_on_its_path(
    budget: float, efficiency: float, wear: float, growth: float
) -> None:
    stock = burden.initial_capability(budget, efficiency, wear, growth)
    after = burden.next_capability(stock, budget * (1.0 + growth), efficiency, wear)
    assert after == pytest.approx(stock * (1.0 + growth), rel=1e-9)
