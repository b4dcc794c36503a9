"""The Ishigami function through the package's own way: sampler, analysis, words."""

from __future__ import annotations

import math

import numpy as np
import pytest

from alliance_sim.studies import ishigami


def test_the_published_indices_are_those_of_the_integrals() -> None:
    first, total = ishigami.exact()
    assert first == pytest.approx(ishigami.FIRST, abs=5e-5)
    assert total == pytest.approx(ishigami.TOTAL, abs=5e-5)


def test_the_function_by_hand() -> None:
    points = np.array([[0.0, 0.0, 0.0], [math.pi / 2, math.pi / 2, 1.0], [math.pi / 2, 0.0, 2.0]])
    assert ishigami.ishigami(points).tolist() == pytest.approx([0.0, 1.0 + 7.0 + 0.1, 1.0 + 1.6])


@pytest.mark.parametrize("seed", [0, 7])
def test_indices_are_within_the_tolerance_and_the_intervals_hold_the_truth(seed: int) -> None:
    found = ishigami.check(seed=seed)
    first, total = ishigami.exact()
    assert found.passed
    for each in found.influences:
        assert abs(each.first.value - first[each.factor]) <= max(each.first.margin, 0.002)
        assert abs(each.weight.value - total[each.factor]) <= max(each.weight.margin, 0.002)


def test_a_design_far_too_small_does_not_pass() -> None:
    assert not ishigami.check(samples=16).passed
