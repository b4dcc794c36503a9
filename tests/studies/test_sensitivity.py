"""Sensitivity indices: known functions give known indices, chance is told from effect, and doubt is said."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from SALib.sample import morris, sobol

from alliance_sim.errors import InputError
from alliance_sim.studies.sensitivity import Design, analyse, mean_of_known, noise

Function = Callable[[np.ndarray], np.ndarray]


def problem(count: int) -> dict[str, Any]:
    return {"num_vars": count, "names": [f"f{each}" for each in range(count)], "bounds": [[0.0, 1.0]] * count}


def sobol_design(count: int, samples: int, second_order: bool = False, **other: Any) -> Design:
    points = sobol.sample(problem(count), samples, calc_second_order=second_order, seed=np.random.default_rng(1))
    return Design("sobol", problem(count), points, second_order, **other)


def morris_design(count: int, trajectories: int, **other: Any) -> Design:
    points = morris.sample(problem(count), trajectories, num_levels=4, seed=1)
    return Design("morris", problem(count), points, **other)


def weights(design: Design, function: Function) -> list[float]:
    return [influence.weight.value for influence in analyse(design, function(design.points)).indices.influences]


def linear(points: np.ndarray) -> np.ndarray:
    return np.asarray(points @ np.arange(points.shape[1], 0.0, -1.0))


# --- Known answers ---------------------------------------------------------------------------------------------------


def test_a_linear_function_has_first_and_total_indices_of_its_squared_slopes() -> None:
    found = analyse(sobol_design(3, 1024), linear(sobol_design(3, 1024).points)).indices
    for influence, share in zip(found.influences, np.array([9.0, 4.0, 1.0]) / 14.0, strict=True):
        assert influence.weight.value == pytest.approx(share, abs=0.005)
        assert influence.first.value == pytest.approx(share, abs=0.02)
        assert abs(influence.first.value - share) <= influence.first.margin


def test_a_product_is_all_interaction() -> None:
    design = sobol_design(2, 1024, second_order=True)
    found = analyse(design, (design.points[:, 0] - 0.5) * (design.points[:, 1] - 0.5)).indices
    assert [each.first.value for each in found.influences] == pytest.approx([0.0, 0.0], abs=0.03)
    assert [each.weight.value for each in found.influences] == pytest.approx([1.0, 1.0], abs=0.03)
    (pair,) = found.pairs
    assert pair.factors == ("f0", "f1")
    assert pair.share.value == pytest.approx(1.0, abs=0.05)


def test_morris_gives_a_linear_function_its_slopes_exactly() -> None:
    found = analyse(morris_design(3, 8), linear(morris_design(3, 8).points)).indices
    for influence, slope in zip(found.influences, (3.0, 2.0, 1.0), strict=True):
        assert influence.weight.value == pytest.approx(slope, abs=1e-9)
        assert influence.mean == pytest.approx(slope, abs=1e-9)
        assert influence.spread == pytest.approx(0.0, abs=1e-9)


def test_morris_tells_a_direction_and_an_effect_that_hangs_on_others() -> None:
    design = morris_design(3, 16)
    found = analyse(design, -design.points[:, 0] + (design.points[:, 1] - 0.5) * (design.points[:, 2] - 0.5)).indices
    assert found.influences[0].mean == pytest.approx(-1.0)
    assert found.influences[1].spread > found.influences[1].weight.value


@given(scale=st.floats(0.01, 1e6), shift=st.floats(-1e3, 1e3))
def test_sobol_indices_do_not_hang_on_the_unit(scale: float, shift: float) -> None:
    design = sobol_design(2, 16)
    assert weights(design, lambda points: shift + scale * linear(points)) == pytest.approx(weights(design, linear))


# --- The same bits, and seed 0 is a seed -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("make", [sobol_design, morris_design])
def test_intervals_are_the_same_every_time(make: Callable[..., Design], seed: int) -> None:
    design = make(3, 16, seed=seed)
    values = np.sin(9.0 * linear(design.points))
    np.random.seed(1)  # noqa: NPY002 - what others do to numpy's own generator changes nothing
    first = analyse(design, values)
    np.random.seed(2)  # noqa: NPY002
    assert repr(analyse(design, values).indices) == repr(first.indices)  # to the bit, where NaN is NaN


def test_another_seed_moves_the_intervals_and_nothing_else() -> None:
    values = np.sin(9.0 * linear(sobol_design(3, 16).points))
    one, other = (analyse(sobol_design(3, 16, seed=seed), values).indices.influences[0] for seed in (0, 1))
    assert one.weight.value == other.weight.value
    assert one.weight.margin != other.weight.margin


# --- What is missing or does not vary --------------------------------------------------------------------------------


def test_an_outcome_that_does_not_vary_has_no_influences() -> None:
    found = analyse(sobol_design(3, 16), np.full(80, 0.1))
    assert not found.indices.varies
    assert {influence.weight.value for influence in found.indices.influences} == {0.0}


def test_a_block_that_lacks_a_run_is_left_out_and_counted() -> None:
    design = sobol_design(3, 64)
    values = linear(design.points)
    values[7] = math.nan  # in the second block of five
    found = analyse(design, values).indices
    assert (found.blocks, found.dropped) == (63, 1)
    kept = np.delete(np.arange(len(values)), np.arange(5, 10))
    less = Design("sobol", design.problem, design.points[kept])
    assert repr(found.influences) == repr(analyse(less, values[kept]).indices.influences)  # NaN is NaN


def test_replicates_are_averaged_over_those_there_are() -> None:
    rows = np.array([[1.0, 3.0], [2.0, math.nan], [math.nan, math.nan]])
    assert mean_of_known(rows) == pytest.approx([2.0, 2.0, math.nan], nan_ok=True)


def test_too_few_runs_are_an_error_that_says_how_many() -> None:
    with pytest.raises(InputError, match=r"1 of 16 base samples have all their runs, and indices need two at least"):
        analyse(sobol_design(3, 16), np.where(np.arange(80) < 5, 1.0, math.nan))


def test_values_of_another_design_are_an_error() -> None:
    with pytest.raises(InputError, match=r"79 values do not make a sobol design of 3 factors with 80 samples"):
        analyse(sobol_design(3, 16), np.zeros(79))
    with pytest.raises(InputError, match=r"need a design of sobol or morris, not 'grid'"):
        analyse(Design("grid", problem(1), np.zeros((4, 1))), np.zeros(4))


# --- Chance ----------------------------------------------------------------------------------------------------------


def test_noise_is_told_apart_from_a_level_that_all_samples_share() -> None:
    rng = np.random.default_rng(3)
    signal, level, rest = rng.normal(0, 2, (4000, 1)), rng.normal(0, 3, (1, 40)), rng.normal(0, 1, (4000, 40))
    found = noise(signal + level + rest)
    variance = np.array([signal.var(ddof=1), level.var(ddof=1), 1.0])
    assert found.single == pytest.approx((variance[1] + variance[2]) / variance.sum(), rel=0.02)
    assert found.variance == pytest.approx(1.0 / 40, rel=0.02)
    assert found.means == pytest.approx(1.0 / 40 / (variance[0] + 1.0 / 40), rel=0.05)


def test_a_shared_level_alone_leaves_no_noise_in_the_means() -> None:
    runs = np.arange(10.0)[:, None] + np.array([[0.0, 5.0, -2.0]])
    found = noise(runs)
    assert found.means == pytest.approx(0.0, abs=1e-20)
    assert found.single > 0.5


def test_one_replicate_gives_no_noise_and_no_floor() -> None:
    found = analyse(sobol_design(2, 16), linear(sobol_design(2, 16).points))
    assert math.isnan(found.noise.single)
    assert found.indices.floor == 0.0


@pytest.mark.parametrize("make", [sobol_design, morris_design])
def test_a_factor_without_effect_is_not_above_the_floor_that_chance_makes(make: Callable[..., Design]) -> None:
    design = make(3, 256)
    runs = 5.0 * design.points[:, :1] + np.random.default_rng(4).normal(size=(len(design.points), 4))
    found = analyse(design, runs).indices
    first, *others = found.influences
    assert not found.small(first)
    for influence in others:
        assert found.small(influence)
        assert influence.weight.value == pytest.approx(found.floor, rel=0.25)


# --- Convergence -----------------------------------------------------------------------------------------------------


def test_a_clear_ranking_is_settled() -> None:
    found = analyse(sobol_design(3, 256), linear(sobol_design(3, 256).points)).convergence
    assert [stage.blocks for stage in found.stages] == [32, 64, 128, 256]
    assert found.settled
    assert found.drift < 0.05


def test_equal_factors_are_not_told_apart() -> None:
    design = sobol_design(3, 64)
    found = analyse(design, design.points[:, 0] + design.points[:, 1]).convergence
    assert [set(pair) for pair in found.tied] == [{"f0", "f1"}]
    assert not found.settled


def test_a_design_too_small_to_be_halved_settles_nothing() -> None:
    found = analyse(sobol_design(3, 16), linear(sobol_design(3, 16).points)).convergence
    assert not found.known
    assert not found.settled
    assert math.isnan(found.drift)
