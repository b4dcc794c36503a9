"""Threat: bounds, directions and published forms."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_sim.rules import threat

CHANCE = st.floats(0.0, 1.0)
AMOUNT = st.floats(0.0, 1e6)
EXPONENT = st.floats(0.1, 8.0)


@given(AMOUNT, AMOUNT, EXPONENT)
def test_contest_is_a_chance_and_the_two_sides_add_to_one(power: float, defence: float, exponent: float) -> None:
    chance = threat.contest_chance(power, defence, exponent)
    assert 0.0 <= chance <= 1.0
    if power > 0.0 and defence > 0.0:
        assert chance + threat.contest_chance(defence, power, exponent) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize(("exponent", "share"), [(1.0, 2 / 3), (2.0, 4 / 5), (4.0, 16 / 17), (8.0, 256 / 257)])
def test_contest_gives_the_published_shares_at_two_to_one(exponent: float, share: float) -> None:
    assert threat.contest_chance(2.0, 1.0, exponent) == pytest.approx(share, abs=1e-12)


@given(CHANCE, CHANCE, AMOUNT, AMOUNT, AMOUNT, EXPONENT)
def test_more_intent_never_lowers_a_threat(
    a: float, b: float, power: float, defence: float, base: float, m: float
) -> None:
    low, high = sorted((a, b))
    assert threat.intent_capability(low, 0.1, 0.1, power, defence, m) <= threat.intent_capability(
        high, 0.1, 0.1, power, defence, m
    )


@given(CHANCE, AMOUNT, AMOUNT, AMOUNT, EXPONENT)
def test_more_defence_never_raises_a_threat(intent: float, power: float, d1: float, d2: float, m: float) -> None:
    low, high = sorted((d1, d2))
    for rule in threat.VARIANTS.values():
        assert rule(intent, intent, 0.1, power, high, m) <= rule(intent, intent, 0.1, power, low, m)


@given(CHANCE, CHANCE, CHANCE, AMOUNT, AMOUNT, EXPONENT)
def test_every_variant_gives_a_chance(
    intent: float, base: float, attack: float, power: float, defence: float, m: float
) -> None:
    for rule in threat.VARIANTS.values():
        assert 0.0 <= rule(intent, base, attack, power, defence, m) <= 1.0


@given(st.floats(0.0, 20000.0), st.floats(1.0, 1e9))
def test_power_fades_with_distance(distance: float, scale: float) -> None:
    left = threat.proximity(distance, scale)
    assert 0.0 <= left <= 1.0
    assert threat.proximity(distance + 100.0, scale) <= left


def test_power_is_down_to_one_over_e_at_the_scale() -> None:
    assert threat.proximity(1500.0, 1500.0) == pytest.approx(1 / math.e, abs=1e-15)


@given(CHANCE, CHANCE, CHANCE, st.floats(-1.0, 1.0))
def test_perception_stays_a_chance(perceived: float, seen: float, rate: float, shock: float) -> None:
    assert 0.0 <= threat.next_perception(perceived, seen, rate, shock) <= 1.0


@given(CHANCE, st.floats(0.0, 1.0))
def test_perception_of_what_is_believed_already_does_not_move(perceived: float, rate: float) -> None:
    assert threat.next_perception(perceived, perceived, rate, 0.0) == perceived


@given(st.floats(0.1, 50.0))
def test_half_is_left_after_the_half_life(half_life: float) -> None:
    left = threat.fading(1.0, half_life)
    assert left**half_life == pytest.approx(0.5, rel=1e-9)


def test_known_distances() -> None:
    paris, berlin = (48.8589, 2.32), (52.5109, 13.3989)
    assert threat.great_circle_km(*paris, *berlin) == pytest.approx(878.0, abs=5.0)
    assert threat.great_circle_km(*paris, *berlin) == threat.great_circle_km(*berlin, *paris)


@given(st.floats(0.0, 20000.0))
def test_neighbours_touch_and_others_are_never_nearer_than_zero(capital: float) -> None:
    assert threat.territory_distance(capital, 1.0) == 0.0
    assert 0.0 <= threat.territory_distance(capital, 0.0) <= capital
