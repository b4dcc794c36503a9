"""Means and 90 % intervals over seeds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_sim.studies.intervals import Estimate, bounds, clear_from, estimate


def test_the_interval_leaves_out_five_percent_at_either_end() -> None:
    found = estimate(np.arange(1.0, 202.0))
    assert (found.mean, found.low, found.high) == (101.0, 11.0, 191.0)


def test_a_percentile_between_two_seeds_goes_outwards() -> None:
    found = estimate(np.arange(200.0))  # 5 % of 199 steps are 9.95
    assert (found.low, found.high) == (9.0, 190.0)


@pytest.mark.parametrize("count", [2, 3, 19, 20])
def test_few_seeds_give_their_whole_range(count: int) -> None:
    found = estimate(np.arange(float(count)))
    assert (found.low, found.high) == (0.0, count - 1.0)


def test_one_seed_gives_no_interval_and_nothing_is_clear() -> None:
    found = estimate(np.array([5.0]))
    assert found.mean == 5.0
    assert math.isnan(found.low)
    assert math.isnan(found.high)
    assert found.direction == found.effect == 0


def test_what_is_not_defined_is_left_out() -> None:
    assert estimate(np.array([1.0, np.nan, 3.0])).mean == 2.0
    assert math.isnan(estimate(np.array([np.nan, np.nan])).mean)
    assert estimate(np.array([np.nan])).direction == 0


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60))
def test_the_order_of_seeds_changes_no_bit(values: list[float]) -> None:
    found = estimate(np.array(values))
    assert found == estimate(np.array(values[::-1]))
    assert found.low <= found.high
    assert found.low in values
    assert found.high in values


@pytest.mark.parametrize(
    ("low", "high", "direction"), [(1, 3, 1), (-3, -1, -1), (-1, 3, 0), (0, 3, 0), (-3, 0, 0), (0, 0, 0)]
)
def test_a_change_is_clear_if_its_interval_leaves_zero_out(low: float, high: float, direction: int) -> None:
    assert Estimate(1.0, low, high).direction == direction


def test_rounding_is_no_effect() -> None:
    assert Estimate(1e-12, 1e-13, 1e-11, scale=1.0).direction == 0
    assert Estimate(1e-12, 1e-13, 1e-11, scale=1.0).nothing
    assert Estimate(1e-12, 1e-13, 1e-11, scale=1e-9).direction == 1


def test_a_clear_change_of_less_than_a_thousandth_is_no_effect() -> None:
    slight = Estimate(0.9, 0.8, 1.0, scale=1000.0)
    assert (slight.direction, slight.effect, slight.nothing) == (1, 0, False)
    assert Estimate(1.1, 0.8, 1.4, scale=1000.0).effect == 1


@pytest.mark.parametrize(
    ("directions", "first"),
    [
        ([0, 1, 1], 1),
        ([1, 1, 1], 0),
        ([1, 0, 1], 2),
        ([1, 1, 0], None),
        ([-1, 1, 1], 1),
        ([0, -1, -1], 1),
        ([], None),
    ],
)
def test_clear_from_means_clear_and_stays_so(directions: list[int], first: int | None) -> None:
    assert clear_from([Estimate(d, d - 0.5, d + 0.5) for d in map(float, directions)]) == first


@given(st.lists(st.one_of(st.floats(-1e6, 1e6), st.just(math.nan)), min_size=1, max_size=60))
def test_figures_and_tables_have_one_interval(values: list[float]) -> None:
    column = np.array(values)
    low, high = bounds(np.stack([column, column[::-1]], axis=1))
    told = estimate(column)
    alone = np.count_nonzero(~np.isnan(column)) == 1  # one seed: a figure's band is a line, a table has no interval
    wanted = (told.mean, told.mean) if alone else (told.low, told.high)
    assert np.array_equal([low[0], high[0]], wanted, equal_nan=True)
    assert np.array_equal(low, [low[0]] * 2, equal_nan=True)


def test_a_clear_change_below_the_floor_is_no_effect() -> None:
    assert Estimate(0.004, 0.003, 0.005, scale=0.1, floor=0.005).effect == 0
    assert Estimate(0.004, 0.003, 0.005, scale=0.1, floor=0.003).effect == 1
    assert Estimate(0.004, 0.003, 0.005, scale=0.1, floor=0.005).direction == 1
