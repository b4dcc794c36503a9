"""Odds: certain stays certain, nothing changes nothing, effects add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_sim.rules import odds

CHANCE = st.floats(0.0, 1.0)
LOG_ODDS = st.floats(-30.0, 30.0)


@given(CHANCE)
def test_no_change_keeps_every_bit(chance: float) -> None:
    assert odds.shift_odds(chance, 0.0) == chance


@given(CHANCE, st.floats(-1e9, 1e9))
def test_the_result_is_a_chance_however_large_the_shift(chance: float, shift: float) -> None:
    assert 0.0 <= odds.shift_odds(chance, shift) <= 1.0


@given(st.floats(0.01, 0.99), LOG_ODDS, LOG_ODDS)
def test_more_is_more(chance: float, first: float, second: float) -> None:
    low, high = sorted((first, second))
    assert odds.shift_odds(chance, low) <= odds.shift_odds(chance, high) + 1e-15


@given(st.floats(0.05, 0.95), st.floats(-3.0, 3.0), st.floats(-3.0, 3.0))
def test_two_shifts_add(chance: float, first: float, second: float) -> None:
    in_steps = odds.shift_odds(odds.shift_odds(chance, first), second)
    assert in_steps == pytest.approx(odds.shift_odds(chance, first + second), abs=1e-12)


def test_noise_has_the_logistic_quartiles() -> None:
    assert odds.logistic_noise(0.75, 1.0) == -odds.logistic_noise(0.25, 1.0)
    assert odds.logistic_noise(0.9, 0.0) == 0.0


@given(CHANCE, CHANCE)
def test_either_is_at_least_each(first: float, second: float) -> None:
    union = odds.either(first, second)
    assert max(first, second) - 1e-15 <= union <= 1.0 + 1e-15
    assert odds.either(first, 0.0) == first
