"""ATOP: a pair counts once whatever its direction, a year of 0 is no year, and one-sided promises say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from alliance_sim.data.own import read_own
from alliance_sim.errors import InputError
from tests.data.own.made import DIRECTED, DYADS, MEMBERS, csv_file


def promises(path: Path, year: int | None = None) -> list[tuple[str, str, int, bool]]:
    return [(one.a, one.b, one.year, one.one_sided) for one in read_own("atop", path, year=year).promises]


def test_an_undirected_file_has_each_pair_once(tmp_path: Path) -> None:
    found = promises(csv_file(tmp_path, "dy.csv", DYADS))
    assert found == [("FRA", "USA", 1965, False), ("JPN", "USA", 1965, True), ("FRA", "USA", 1966, False)]


def test_a_directed_file_has_each_pair_twice_and_knows_who_promised(tmp_path: Path) -> None:
    found = promises(csv_file(tmp_path, "ddyr.csv", DIRECTED))
    assert found == [("FRA", "USA", 1965, False), ("JPN", "USA", 1965, True)]


@pytest.mark.parametrize("row", ["7402,740,2,1965,1,0\n", "2740,2,740,1965,1,1\n"])
def test_a_directed_file_with_one_direction_missing_is_refused(tmp_path: Path, row: str) -> None:
    with pytest.raises(InputError, match="in 1965 stands in one direction only"):
        promises(csv_file(tmp_path, "ddyr.csv", DIRECTED.replace(row, "")))


def test_a_promise_in_either_of_two_treaties_counts(tmp_path: Path) -> None:
    second = "2220,2,220,1965,1,0,0,0\n"
    assert promises(csv_file(tmp_path, "dy.csv", DYADS + second), 1965)[0] == ("FRA", "USA", 1965, False)
    first = DYADS.replace("2220,2,220,1965,1,1,0,0", "2220,2,220,1965,1,0,0,0")
    assert promises(csv_file(tmp_path, "dy.csv", first + "2220,2,220,1965,1,1,0,0\n"), 1965)[0][:2] == ("FRA", "USA")


@pytest.mark.parametrize(
    ("year", "members"),
    [(1950, ["FRA", "USA"]), (1965, ["DEU", "FRA", "GRC", "USA"]), (1990, ["DEU", "FRA", "GRC", "USA"])],
)
def test_a_year_of_exit_of_0_means_still_a_member(tmp_path: Path, year: int, members: list[str]) -> None:
    found = read_own("atop", csv_file(tmp_path, "m.csv", MEMBERS), year=year, alliance=3180)
    assert [iso3 for iso3, _ in found.members] == members


def test_a_member_leaves_in_its_year_of_exit(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "m.csv", MEMBERS)
    assert ("ALB", 1967) in read_own("atop", path, year=1967, alliance=3285).members
    assert ("ALB", 1968) not in read_own("atop", path, year=1968, alliance=3285).members


@pytest.mark.parametrize(
    ("text", "year", "alliance", "said"),
    [
        (MEMBERS, 1965, None, "needs --year and --alliance, an atopid; the largest of 1965 are 3180 (4 members)"),
        (MEMBERS, 1965, 9, "alliance 9 has no member of the data set in 1965; alliances of that year: 3180, 3285"),
        (MEMBERS.replace("1955,1968", "1955,1948"), 1965, 3285, "m.csv:9:4: leaves in 1948, before it enters in 1955"),
        ("atopid,member,yrent\n1,2,3\n", 1965, 1, "m.csv:1: no column 'yrexit'"),
        ("mem1,mem2,year\n2,220,1965\n", 1965, None, "m.csv:1: no column 'defense'"),
        (DYADS.replace("2,740", "2,2"), 1965, None, "m.csv:3:3: USA is paired with itself in 1965"),
    ],
)
def test_a_wrong_file_is_told_what_is_wrong(
    tmp_path: Path, text: str, year: int, alliance: int | None, said: str
) -> None:
    with pytest.raises(InputError) as error:
        read_own("atop", csv_file(tmp_path, "m.csv", text), year=year, alliance=alliance)
    assert said in str(error.value)
