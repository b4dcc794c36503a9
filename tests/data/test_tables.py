"""The table files themselves: complete, plain, sourced, and in agreement with one another."""

from __future__ import annotations

import csv
import hashlib
import math
import re
from collections import Counter
from pathlib import Path

import pytest

from alliance_sim import data
from alliance_sim.data import tables

FOLDER = Path(data.__file__).parent
HEADERS = {
    "countries": "iso3 iso2 name aliases cow_code capital latitude_deg longitude_deg place_source place_verified "
    "armed_forces armed_forces_source armed_forces_verified reach_km reach_source reach_verified efficiency "
    "efficiency_source efficiency_verified receptivity receptivity_source receptivity_verified",
    "dyads": "a b capital_km nearest_km distance_source capital_verified nearest_verified land_border "
    "land_border_source land_border_verified",
    "figures": "iso3 year variable value unit source verified note",
    "oz1964": "iso3 gnp_billion_usd defence_share_percent_of_gnp source verified",
    "pacts": "a b kind treaty start_year end_year source verified note",
    "places": "iso3 place latitude_deg longitude_deg source verified",
    "rates": "table name value unit source verified note",
    "sources": "key citation terms",
    "standing": "iso3 start_year end_year standing basis source verified note",
    "troops": "sender host year kind persons source verified note",
}
TABLES = sorted(HEADERS)
SOURCED = [table for table in TABLES if table != "sources"]
MAY_BE_EMPTY = {"aliases", "note", "end_year"}
NUMBERS = re.compile(r"-?\d+(\.\d+)?(e\d+)?")


def table(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def haversine_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Written apart from the conversion: by the angle between the two unit vectors."""
    (p, q), (r, s) = (tuple(map(math.radians, place)) for place in (a, b))
    u = (math.cos(p) * math.cos(q), math.cos(p) * math.sin(q), math.sin(p))
    v = (math.cos(r) * math.cos(s), math.cos(r) * math.sin(s), math.sin(r))
    return 6371.0088 * 2 * math.asin(math.dist(u, v) / 2)


def test_no_table_is_shipped_without_being_known_here() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.csv")) == TABLES


@pytest.mark.parametrize("name", TABLES)
def test_header_and_width(name: str) -> None:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == HEADERS[name].split()
    assert rows
    assert {len(row) for row in rows} == {len(header)}


@pytest.mark.parametrize("name", TABLES)
def test_text_is_plain(name: str) -> None:
    raw = (FOLDER / f"{name}.csv").read_bytes()
    assert raw.endswith(b"\n")
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    for row in table(name):
        assert all(cell == cell.strip() for cell in row.values())
        assert not {cell.casefold() for cell in row.values()} & {"nan", "na", "n/a", "none ", "null", "inf", "-inf"}
        assert all(row[column] for column in row if column not in MAY_BE_EMPTY)


@pytest.mark.parametrize("name", SOURCED)
def test_every_cell_has_a_known_source_and_a_mark(name: str) -> None:
    known = {row["key"] for row in table("sources")}
    for row in table(name):
        sources = [row[column] for column in row if column.endswith("source")]
        marks = [row[column] for column in row if column.endswith("verified")]
        assert sources
        assert set(sources) <= known
        assert set(marks) <= {"0", "1"}
        assert len(marks) >= len(sources)


def test_no_source_is_listed_in_vain() -> None:
    used = {row[column] for name in SOURCED for row in table(name) for column in row if column.endswith("source")}
    assert used == {row["key"] for row in table("sources")}


def test_recalled_and_assumed_sources_are_never_marked_verified() -> None:
    soft = {row["key"] for row in table("sources") if re.search("recalled|assumption", row["citation"])}
    assert "assumption" in soft
    for name in SOURCED:
        for row in table(name):
            for column in row:
                if column.endswith("source") and row[column] in soft:
                    mark = "verified" if column == "source" else column.replace("source", "verified")
                    assert row[mark] == "0", (name, row)


def test_unique_keys() -> None:
    keys = {
        "countries": ("iso3",),
        "dyads": ("a", "b"),
        "figures": ("iso3", "year", "variable"),
        "oz1964": ("iso3",),
        "pacts": ("a", "b", "start_year", "treaty"),
        "places": ("place",),
        "rates": ("table", "name"),
        "sources": ("key",),
        "standing": ("iso3", "start_year"),
        "troops": ("sender", "host", "year", "kind"),
    }
    assert sorted(keys) == TABLES
    for name, columns in keys.items():
        counts = Counter(tuple(row[column] for column in columns) for row in table(name))
        assert max(counts.values()) == 1, (name, counts.most_common(1))


def test_every_code_is_a_state_of_the_data_set() -> None:
    codes = {row["iso3"] for row in table("countries")}
    assert len(codes) == 48
    assert all(re.fullmatch("[A-Z]{3}", code) for code in codes)
    for name in ("figures", "standing"):
        assert {row["iso3"] for row in table(name)} == codes
    for name, pair in (("dyads", "a b"), ("pacts", "a b"), ("troops", "sender host")):
        one, other = pair.split()
        assert {row[column] for row in table(name) for column in (one, other)} <= codes
        assert all(row[one] != row[other] for row in table(name))


def test_names_and_codes_stand_for_one_state_each() -> None:
    texts = [
        text.casefold()
        for row in table("countries")
        for text in (row["iso3"], row["iso2"], row["name"], *filter(None, row["aliases"].split(";")))
    ]
    assert max(Counter(texts).values()) == 1
    assert len({row["cow_code"] for row in table("countries")}) == 48


def test_norway_is_text_and_not_false() -> None:
    (norway,) = [row for row in table("countries") if row["name"] == "Norway"]
    assert (norway["iso3"], norway["iso2"]) == ("NOR", "NO")


def test_figures_are_complete_but_for_iceland() -> None:
    have = {(row["iso3"], row["variable"], int(row["year"])) for row in table("figures")}
    want = {(row["iso3"], name, year) for row in table("countries") for name in data.VARIABLES for year in data.YEARS}
    missing = want - have
    assert have <= want
    assert missing == {("ISL", name, year) for name in ("defence_share", "defence_spending") for year in data.YEARS}


def test_figures_are_plain_numbers_in_their_range() -> None:
    ranges = {
        "gdp": (1, 30_000),
        "gdp_growth": (-35, 30),
        "population": (0.3, 1500),
        "defence_share": (0.2, 40),
        "defence_spending": (0.02, 1000),
    }
    for row in table("figures"):
        low, high = ranges[row["variable"]]
        assert NUMBERS.fullmatch(row["value"])
        assert "e" not in row["value"]
        assert low <= float(row["value"]) <= high, row
    assert len({(row["variable"], row["unit"]) for row in table("figures")}) == len(ranges)


def test_growth_agrees_with_the_levels_of_gdp() -> None:
    value = {(row["iso3"], row["variable"], int(row["year"])): float(row["value"]) for row in table("figures")}
    for iso3, name, year in value:
        if name == "gdp" and year > data.YEARS[0]:
            now, before = value[iso3, "gdp", year], value[iso3, "gdp", year - 1]
            # Levels have four decimals, growth has three: half a unit of each, carried through the ratio.
            allowed = 100 * 0.00005 * (1 / before + now / before**2) + 0.0005 + 1e-9
            assert abs(100 * (now / before - 1) - value[iso3, "gdp_growth", year]) <= allowed, (iso3, year)


def test_sources_of_the_defence_share() -> None:
    member_of_2024 = set(data.members(2024))
    for row in table("figures"):
        if row["variable"].startswith("defence"):
            year, nato = int(row["year"]), row["iso3"] in member_of_2024
            expected = (
                "sipri-milex-2025" if year == 2013 or not nato else "nato-2024-06" if year < 2023 else "nato-2026-07"
            )
            assert row["source"] == expected, row


def test_dyads_are_every_pair_once() -> None:
    codes = sorted(row["iso3"] for row in table("countries"))
    expected = [(a, b) for i, a in enumerate(codes) for b in codes[i + 1 :]]
    assert [(row["a"], row["b"]) for row in table("dyads")] == expected


def test_distances_are_great_circles_between_capitals_and_places() -> None:
    places = {row["iso3"]: [(float(row["latitude_deg"]), float(row["longitude_deg"]))] for row in table("countries")}
    capitals = {code: place[0] for code, place in places.items()}
    for row in table("places"):
        places[row["iso3"]].append((float(row["latitude_deg"]), float(row["longitude_deg"])))
    for row in table("dyads"):
        a, b = row["a"], row["b"]
        nearest = min(haversine_km(p, q) for p in places[a] for q in places[b])
        assert float(row["capital_km"]) == pytest.approx(haversine_km(capitals[a], capitals[b]), abs=0.0501)
        assert float(row["nearest_km"]) == pytest.approx(nearest, abs=0.0501)


def test_standings_follow_one_another_without_gap_or_overlap() -> None:
    seen: dict[str, str] = {}
    for row in table("standing"):
        assert row["standing"] in data.STANDINGS
        if row["iso3"] in seen:
            assert int(row["start_year"]) == int(seen[row["iso3"]]) + 1, row
        seen[row["iso3"]] = row["end_year"]
        assert row["end_year"] == "" or int(row["start_year"]) <= int(row["end_year"])
    assert set(seen.values()) == {""}


def test_pacts_and_troops_make_sense() -> None:
    for row in table("pacts"):
        assert row["a"] < row["b"]
        assert row["end_year"] == "" or int(row["start_year"]) < int(row["end_year"])
    for row in table("troops"):
        assert row["kind"] in {"permanent", "total_with_rotational", "battle_group"}
        assert re.fullmatch(r"\d+", row["persons"])


def test_hashes_are_those_of_the_files() -> None:
    hashes = data.data_hashes()
    assert list(hashes) == [f"{name}.csv" for name in TABLES]
    assert hashes["figures.csv"] == hashlib.sha256((FOLDER / "figures.csv").read_bytes()).hexdigest()
    assert len(set(hashes.values())) == len(TABLES)


def test_hash_changes_with_a_single_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pacts.csv").write_bytes((FOLDER / "pacts.csv").read_bytes() + b"\n")
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    changed = data.data_hashes()
    monkeypatch.undo()
    assert list(changed) == ["pacts.csv"]
    assert changed["pacts.csv"] != data.data_hashes()["pacts.csv"]


def test_the_page_of_sources_tells_of_every_table_and_of_the_licence() -> None:
    page = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    for name in TABLES:
        assert f"{name}.csv" in page
    assert "does **not** cover these figures" in page
    for name in ("figures", "dyads", "standing", "pacts", "troops", "countries"):
        assert re.search(
            rf"## .*{name}\.csv.*\({len(table(name)):,} rows\)|{name}\.csv.*\({len(table(name)):,} rows\)", page
        )
    cells = sum(row["source"] == "sipri-milex-2025" for row in table("figures"))
    assert f"{cells} cells of the SIPRI" in page
