"""Where states stand: recognisable as geography, apart from one another, and always the same."""

from __future__ import annotations

import itertools

import pytest

from alliance_sim.data.load import countries, members
from alliance_sim.plots.layout import positions

BOX = (6.0, 2.85)
ROOM = (0.34, 0.27)


def nato(*others: str) -> dict[str, tuple[float, float] | None]:
    codes = (*members(2024), "UKR", *others)
    return {code: (countries()[code].longitude, countries()[code].latitude) for code in codes}


def placed(places: dict[str, tuple[float, float] | None]) -> dict[str, tuple[float, float]]:
    return positions(places, *BOX, ROOM)


@pytest.mark.parametrize("others", [(), ("JPN", "AUS", "KOR", "NZL")], ids=["atlantic", "with-the-pacific"])
def test_codes_of_any_two_states_do_not_overlap(others: tuple[str, ...]) -> None:
    points = placed(nato(*others))
    for (one, (x, y)), (two, (u, v)) in itertools.combinations(points.items(), 2):
        # 0.24 × 0.12 inches are the three letters of a code at 6.5 points.
        assert abs(x - u) >= 0.24 or abs(y - v) >= 0.16, f"{one} and {two} overlap"


def test_all_stay_inside_the_box() -> None:
    assert all(0 <= x <= BOX[0] and 0 <= y <= BOX[1] for x, y in placed(nato("JPN")).values())


@pytest.mark.parametrize(
    ("west", "east"), [("USA", "PRT"), ("PRT", "DEU"), ("DEU", "POL"), ("ESP", "ITA"), ("NOR", "EST"), ("GRC", "TUR")]
)
def test_west_is_left_of_east(west: str, east: str) -> None:
    points = placed(nato())
    assert points[west][0] < points[east][0]


@pytest.mark.parametrize(("south", "north"), [("GRC", "ROU"), ("ROU", "POL"), ("POL", "EST"), ("ITA", "NOR")])
def test_south_is_below_north(south: str, north: str) -> None:
    points = placed(nato())
    assert points[south][1] < points[north][1]


def test_order_of_states_does_not_matter() -> None:
    places = nato()
    assert placed(places) == placed(dict(reversed(places.items())))


def test_few_or_unplaced_states_are_no_error() -> None:
    assert placed({}) == {}
    assert len(placed({"AAA": None, "BBB": None, "CCC": (10.0, 50.0)})) == 3
    one, two = placed({"AAA": (10.0, 50.0), "BBB": (10.0, 50.0)}).values()
    assert one != two
