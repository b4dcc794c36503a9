"""Draws: published known answers, pinned values, and independence of everything that must not matter."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_sim import draws

GAMMA = 0x9E3779B97F4A7C15


def test_known_answers_of_splitmix64() -> None:
    """First five outputs for seed 1234567, as published with the reference implementation and on Rosetta Code."""
    published = [
        6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
    ]  # fmt: skip
    assert [draws.splitmix64((1234567 + k * GAMMA) % 2**64) for k in range(5)] == published


def test_pinned_draws_stay_what_they_are() -> None:
    """A change of these values changes every published result; seed 0 and a seed above 2⁴⁰ are among them."""
    usa, pol = draws.actor_key("USA"), draws.actor_key("POL")
    pinned = {
        (0, draws.PERCEPTION, 2018, usa, 0): 0.3003021612146467,
        (2018, draws.SIGNAL, 2019, pol, 0): 0.6696725963922169,
        (2**41 + 7, 3, 2035, usa, pol): 0.9128178176100407,
    }
    for (seed, stream, year, i, j), value in pinned.items():
        assert draws.uniform(draws.seed_key(seed), stream, year, i, j) == value


def test_streams_keep_their_numbers() -> None:
    """A stream that moved would change every published result; two of one number would decide two things at once."""
    numbers = {name: value for name, value in vars(draws).items() if name.isupper() and name != "MASK"}
    assert numbers == {
        "PERCEPTION": 1, "SIGNAL": 2, "CHALLENGE": 3, "SEVERITY": 4, "HONOUR": 5, "HOLD": 6, "STEP_DOWN": 7, "JOIN": 8,
        "PACT": 9, "ACCOMMODATE": 10,
    }  # fmt: skip


@given(st.integers(0, 2**64 - 1), st.integers(1, 2**64 - 1), st.integers(1, 2**64 - 1))
def test_a_long_seed_is_taken_in_by_pieces_of_64_bits(low: int, middle: int, high: int) -> None:
    key = draws.splitmix64(low)
    assert draws.seed_key(low) == key
    key = draws.splitmix64(key ^ middle)
    assert draws.seed_key(low + 2**64 * middle) == key
    key = draws.splitmix64(key ^ high)
    assert draws.seed_key(low + 2**64 * middle + 2**128 * high) == key


def test_the_largest_seed_of_64_bits_is_not_taken_for_another() -> None:
    assert draws.seed_key(2**64 - 1) == draws.splitmix64(2**64 - 1) != draws.seed_key(0)


def test_nobody_is_the_key_zero() -> None:
    assert draws.uniform(5, draws.SIGNAL, 2018) == draws.uniform(5, draws.SIGNAL, 2018, 0, 0)
    assert draws.actor_key("") == 0


@given(
    st.integers(0, 2**80),
    st.integers(1, 20),
    st.integers(1900, 2300),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", max_size=3),
)
def test_every_draw_lies_strictly_between_zero_and_one(seed: int, stream: int, year: int, code: str) -> None:
    draw = draws.uniform(draws.seed_key(seed), stream, year, draws.actor_key(code))
    assert 0.0 < draw < 1.0
    assert math.isfinite(math.log(draw / (1.0 - draw)))


@pytest.mark.parametrize(
    "other", [(1, 1, 2018, 5, 6), (0, 2, 2018, 5, 6), (0, 1, 2019, 5, 6), (0, 1, 2018, 6, 5), (0, 1, 2018, 5, 7)]
)
def test_each_argument_matters(other: tuple[int, int, int, int, int]) -> None:
    seed, *rest = other
    assert draws.uniform(draws.seed_key(0), 1, 2018, 5, 6) != draws.uniform(draws.seed_key(seed), *rest)


def test_seeds_beyond_64_bits_differ_from_their_low_bits() -> None:
    keys = {draws.seed_key(seed) for seed in (7, 7 + 2**64, 7 + 2**65, 7 + 2**128)}
    assert len(keys) == 4


def test_codes_have_different_keys() -> None:
    codes = [a + b + c for a in "ABXYZ" for b in "ABXYZ" for c in "ABXYZ"]
    assert len({draws.actor_key(code) for code in codes}) == len(codes)
