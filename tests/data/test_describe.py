"""The rows behind `alliance-sim data NOR`."""

from __future__ import annotations

import json

import pytest

from alliance_sim import data
from alliance_sim.errors import DataError

KEYS = ["variable", "year", "value", "unit", "source", "verified", "note"]


def rows(iso3: str, variable: str) -> list[dict[str, object]]:
    return [row for row in data.describe(iso3) if row["variable"] == variable]


@pytest.mark.parametrize("iso3", sorted(data.countries()))
def test_every_state_can_be_described(iso3: str) -> None:
    described = data.describe(iso3)
    assert all(list(row) == KEYS for row in described)
    assert all(row["source"] and row["unit"] for row in described)
    assert all(isinstance(row["verified"], bool) for row in described)
    assert json.loads(json.dumps(described)) == described
    assert [row["year"] for row in described if row["variable"] == "gdp"] == list(data.YEARS)


def test_a_name_will_do() -> None:
    assert data.describe("norway") == data.describe("NOR")


def test_shares_are_printed_in_percent_as_published() -> None:
    (row,) = [row for row in rows("NOR", "defence_share") if row["year"] == 2018]
    assert (row["value"], row["unit"]) == (1.71529, "percent of GDP")


def test_iceland_has_no_defence_rows() -> None:
    assert rows("ISL", "defence_share") == []
    assert rows("ISL", "defence_spending") == []
    assert [row["value"] for row in rows("ISL", "armed_forces")] == [False]


def test_standing_year_by_year() -> None:
    by_year = {row["year"]: row["value"] for row in rows("MKD", "standing")}
    assert by_year == {year: "partner" if year < 2020 else "member" for year in data.YEARS}
    assert all(row["verified"] == (row["year"] in range(2020, 2025)) for row in rows("MKD", "standing"))


def test_a_partnership_begun_within_the_years_has_no_row_before() -> None:
    assert [row["year"] for row in rows("JPN", "standing")] == list(data.YEARS)
    assert [row["value"] for row in rows("RUS", "standing")] == ["partner"] + ["outside"] * 11


def test_borders_pacts_and_troops() -> None:
    assert [row["value"] for row in rows("NOR", "land_border")] == ["FIN", "RUS", "SWE"]
    assert "417 km" in str(rows("NOR", "land_border")[2]["note"])
    assert [(row["year"], row["value"], row["unit"]) for row in rows("KOR", "pact")] == [(1953, "USA", "defence")]
    hosted = {(row["year"], row["note"]): row["value"] for row in rows("POL", "troops_hosted")}
    assert hosted[2022, "from USA; permanent"] == 462
    assert rows("NOR", "troops_abroad") == []
    assert "in EST; battle_group" in str(rows("GBR", "troops_abroad")[0]["note"])


def test_an_ended_pact_says_so() -> None:
    (row,) = [row for row in rows("NZL", "pact") if row["value"] == "USA"]
    assert "ended 1986" in str(row["note"])


def test_assumptions_are_marked() -> None:
    (row,) = rows("RUS", "efficiency")
    assert row["value"] == 2.5
    assert row["verified"] is False


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(DataError, match=r"did you mean EST \(Estonia\)"):
        data.describe("Estonnia")
