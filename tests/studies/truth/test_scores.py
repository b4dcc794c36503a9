"""Scores against numbers that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from alliance_sim.studies.truth.scores import band, crps, mae, rmse, skill

STATES = np.repeat(["DEU", "FRA", "POL", "USA"], 5)


def test_root_mean_square_and_mean_size() -> None:
    errors = np.array([1.0, -1.0, 3.0, -3.0])
    assert rmse(errors) == pytest.approx(np.sqrt(5.0))
    assert mae(errors) == 2.0


def test_the_crps_of_a_point_is_its_absolute_error() -> None:
    assert crps(np.array([[2.0]]), np.array([5.0])) == pytest.approx([3.0])


def test_the_crps_of_a_large_normal_ensemble_is_that_of_the_normal() -> None:
    """At its centre it is (√2 - 1)/√π: Gneiting & Raftery (2007), equation 5."""
    ensemble = np.random.default_rng(1).normal(size=(20_000, 1))
    assert crps(ensemble, np.array([0.0])) == pytest.approx([(np.sqrt(2.0) - 1.0) / np.sqrt(np.pi)], rel=0.02)


def test_skill_is_none_against_oneself_and_half_against_errors_twice_as_large() -> None:
    errors = np.random.default_rng(2).normal(size=len(STATES))
    assert skill(errors, errors, STATES).value == 0.0
    twice = skill(errors, 2.0 * errors, STATES)
    assert (twice.value, twice.low, twice.high, twice.chance) == pytest.approx((0.5, 0.5, 0.5, 0.0))


def test_a_gain_that_one_state_alone_makes_is_not_sure() -> None:
    own, rival = np.ones(len(STATES)), np.ones(len(STATES))
    rival[:5], own[5:] = 4.0, 1.3
    found = skill(own, rival, STATES)
    assert found.value > 0.0
    assert found.low < 0.0 < found.high


def test_the_band_leaves_out_a_twentieth_on_either_side() -> None:
    low, high = band(np.arange(101.0)[:, None])
    assert (low[0], high[0]) == pytest.approx((5.0, 95.0))
