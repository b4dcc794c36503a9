"""What pairing is worth: against hand, against two samples that do not pair, and on a scenario of the library."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_sim.run import compare_runs
from alliance_sim.scenario import load_scenario
from alliance_sim.studies.compare import outcome_names, outcome_pairing
from alliance_sim.studies.pairing import NORMAL_90, pairing


def test_by_hand() -> None:
    found = pairing(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 6.0]))
    # variances 1 and 7; the differences 0, 0 and -3 have variance 3
    assert found.seeds == 3
    assert found.factor == pytest.approx(8 / 3)
    assert found.paired == pytest.approx(NORMAL_90 * 1.0)
    assert found.unpaired == pytest.approx(NORMAL_90 * math.sqrt(8 / 3))
    assert found.runs == 8


def test_the_same_difference_in_every_seed_is_worth_any_number_of_runs() -> None:
    values = np.array([1.0, 2.0, 4.0])
    found = pairing(values + 0.1, values)  # 0.1 is not exact: what is left is rounding
    assert (found.paired, found.factor, found.runs) == (0.0, math.inf, math.inf)


def test_where_nothing_varies_there_is_nothing_to_save() -> None:
    found = pairing(np.full(3, 2.0), np.full(3, 1.0))
    assert (found.paired, found.unpaired) == (0.0, 0.0)
    assert math.isnan(found.factor)
    assert math.isnan(found.runs)


def test_arms_that_move_against_each_other_make_pairing_harmful() -> None:
    assert pairing(np.array([1.0, 2.0, 3.0]), np.array([3.0, 2.0, 1.0])).factor == pytest.approx(0.5)


def test_seeds_that_lack_one_side_are_left_out() -> None:
    found = pairing(np.array([1.0, np.nan, 2.0, 3.0, 9.0]), np.array([1.0, 5.0, 2.0, 6.0, np.nan]))
    assert found == pairing(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 6.0]))
    assert math.isnan(pairing(np.array([1.0]), np.array([2.0])).factor)
    assert pairing(np.array([np.nan]), np.array([2.0])).seeds == 0


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=2, max_size=40))
def test_the_order_of_seeds_changes_no_bit(pairs: list[tuple[float, float]]) -> None:
    ours, theirs = (np.array(column) for column in zip(*pairs, strict=True))
    assert repr(pairing(ours, theirs)) == repr(pairing(ours[::-1], theirs[::-1]))


def test_so_many_unpaired_runs_do_tell_the_difference_as_exactly() -> None:
    """The factor against an experiment: many unpaired samples of n times the factor, and how their means scatter."""
    chance = np.random.default_rng(7)
    shared = chance.normal(size=400)
    ours, theirs = shared + 0.5 * chance.normal(size=400), shared + 0.5 * chance.normal(size=400)
    found = pairing(ours, theirs)
    one, other = (chance.choice(values, size=(4000, int(found.runs))) for values in (ours, theirs))
    scatter = float(np.std(one.mean(axis=1) - other.mean(axis=1)))
    assert scatter * NORMAL_90 == pytest.approx(found.paired, rel=0.05)


@pytest.mark.verify
def test_pairing_saves_at_least_half_of_the_runs_on_us_partner_only() -> None:
    """Measured over 200 seeds in 2035: 2.0 (deterrence) to 5.3 (cohesion) times as many unpaired runs."""
    comparison = compare_runs(load_scenario("us-partner-only"), engine="auto", workers=2)
    factors = {name: outcome_pairing(comparison, name, 2035).factor for name in outcome_names(comparison)}
    assert all(factor > 1.5 for factor in factors.values()), factors
