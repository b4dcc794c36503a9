"""What a state spends above its modelled path is carried on in part, and no more than the three numbers say."""

from __future__ import annotations

import numpy as np
import pytest

from alliance_sim.studies.truth.carry import Carry, errors

PATH = np.array([[0.010, 0.020], [0.011, 0.020], [0.012, 0.020], [0.013, 0.020]])
SEEN = np.array([[0.010, 0.020], [0.011, 0.024], [0.012, 0.022]])


def test_a_state_on_its_path_stays_on_it() -> None:
    carry = Carry(0.9, 0.7, 0.2)
    gaps = carry.gaps(PATH, PATH[:3])
    assert (gaps == 0.0).all()
    assert (carry.ahead(PATH, gaps[2], 2) == PATH[3:]).all()


def test_a_gap_that_lasts_fully_and_is_believed_fully_lifts_the_path_to_what_was_reported() -> None:
    carry = Carry(1.0, 1.0, 9.0)
    gap = carry.gaps(PATH, SEEN)[2]
    assert carry.ahead(PATH, gap, 2)[0] == pytest.approx(PATH[3] * SEEN[2] / PATH[2])


def test_a_gap_of_which_nothing_lasts_leaves_the_path() -> None:
    carry = Carry(0.0, 1.0, 9.0)
    assert carry.ahead(PATH, carry.gaps(PATH, SEEN)[2], 2) == pytest.approx(PATH[3:])


def test_news_is_believed_in_part_and_at_most_up_to_the_largest() -> None:
    rise = np.log(0.024 / 0.020)
    assert Carry(1.0, 0.5, 9.0).gaps(PATH, SEEN)[1, 1] == pytest.approx(0.5 * rise)
    assert Carry(1.0, 0.5, 0.1).gaps(PATH, SEEN)[1, 1] == pytest.approx(0.5 * 0.1)


def test_many_paths_at_once_are_each_held_against_the_facts() -> None:
    carry, paths = Carry(), np.stack([PATH, 1.1 * PATH])
    both = carry.gaps(paths, SEEN)
    assert both[0] == pytest.approx(carry.gaps(PATH, SEEN))
    assert both[1] == pytest.approx(carry.gaps(1.1 * PATH, SEEN))


def test_errors_are_those_of_every_forecast_that_could_have_been_made() -> None:
    carry = Carry(0.9, 0.7, 0.2)
    found = errors(PATH, SEEN, carry, 3)
    assert sorted(found) == [1, 2]
    assert found[1].shape == (2, 2)
    forecast = carry.ahead(PATH, carry.gaps(PATH, SEEN[:2])[1], 1)[0]
    assert found[1][1] == pytest.approx(np.log(forecast / SEEN[2]))


def test_an_error_does_not_hang_on_what_came_after_its_origin() -> None:
    carry, other = Carry(), SEEN.copy()
    other[2] *= 3.0
    before, after = errors(PATH, SEEN, carry, 1)[1], errors(PATH, other, carry, 1)[1]
    assert (before[0] == after[0]).all()
    assert (before[1] != after[1]).all()
