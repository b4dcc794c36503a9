"""Words are moved apart, and no further than they must."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_sim.plots.labels import beside, spread

HEIGHTS = st.lists(st.floats(-100, 100), max_size=20)


@given(HEIGHTS)
def test_heights_keep_their_order_and_their_distance(values: list[float]) -> None:
    found = spread(values, 1.5)
    order = sorted(range(len(values)), key=lambda index: (values[index], index))
    for lower, upper in itertools.pairwise(order):
        assert found[upper] - found[lower] >= 1.5 - 1e-9


@given(HEIGHTS)
def test_what_is_far_enough_apart_stays_where_it_is(values: list[float]) -> None:
    apart = [2.0 * place + 0.001 * value for place, value in enumerate(values)]
    assert spread(apart, 1.5) == pytest.approx(apart)


def test_a_crowd_opens_about_its_middle() -> None:
    assert spread([5.0, 5.0, 5.0], 1.0) == pytest.approx([4.0, 5.0, 6.0])


def test_labels_of_neighbours_lie_on_nothing_and_inside_the_page() -> None:
    places = [(1.0, 1.0), (1.02, 1.0), (1.0, 1.03), (0.02, 1.98)]
    sizes = [(0.5, 0.1)] * 4
    middles = beside(places, sizes, (2.0, 2.0), places)
    for (x, y), (u, v) in itertools.combinations(middles, 2):
        assert abs(x - u) >= 0.5 - 1e-9 or abs(y - v) >= 0.1 - 1e-9
    for x, y in middles:
        assert 0.25 <= x <= 1.75
        assert 0.05 <= y <= 1.95
        assert not any(abs(x - px) < 0.25 and abs(y - py) < 0.05 for px, py in places)


def test_where_nothing_is_free_the_label_stands_at_its_place() -> None:
    assert beside([(0.1, 0.1)], [(5.0, 5.0)], (1.0, 1.0)) == [(0.1, 0.1)]
