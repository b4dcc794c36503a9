"""Runs are added up in the order of the seeds, in blocks or not: the same bits as one after another."""

from __future__ import annotations

import numpy as np
import pytest

from alliance_sim.batch import adding


@pytest.mark.parametrize("size", [3, adding.BLOCK, 2 * adding.BLOCK + 5])
def test_dyads_are_added_run_after_run(size: int) -> None:
    runs = np.random.default_rng(3).random((5, size)) * 10.0 ** np.arange(5)[:, None]
    total, expected = np.zeros(size), np.zeros(size)
    adding.add_dyads(total, runs)
    for values in runs:
        expected += values
    assert total.tobytes() == expected.tobytes()


def test_outcomes_that_are_not_defined_do_not_count() -> None:
    values = np.array([[[1.0, np.nan], [3.0, 4.0], [np.nan, 8.0]]])
    count, mean, squares = np.zeros((1, 2)), np.zeros((1, 2)), np.zeros((1, 2))
    low, high = np.full((1, 2), np.inf), np.full((1, 2), -np.inf)
    adding.add_outcomes(values, count, mean, squares, low, high)
    assert count.tolist() == [[2.0, 2.0]]
    assert mean.tolist() == [[2.0, 6.0]]
    assert squares.tolist() == [[2.0, 8.0]]
    assert (low.tolist(), high.tolist()) == ([[1.0, 4.0]], [[3.0, 8.0]])
