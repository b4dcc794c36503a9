"""COW's National Material Capabilities: units, codes for missing, the two Germanies of 1990, and shares from GDP."""

from __future__ import annotations

from pathlib import Path

import pytest

from alliance_sim.data.own import read_own
from alliance_sim.errors import InputError
from tests.data.own.made import NMC, csv_file


def figures(path: Path, gdp: Path | None = None) -> dict[tuple[str, int, str], float]:
    return {(one.iso3, one.year, one.variable): one.value for one in read_own("nmc", path, gdp=gdp).figures}


def test_units_are_million_people_and_billion_dollars(tmp_path: Path) -> None:
    found = figures(csv_file(tmp_path, "nmc.csv", NMC))
    assert found["USA", 1965, "population"] == pytest.approx(194.303)
    assert found["USA", 1965, "military_spending"] == pytest.approx(51.827)
    assert found["FRA", 1965, "military_personnel"] == 557.0
    assert found["FRA", 1965, "cinc"] == 0.03


def test_missing_is_never_zero(tmp_path: Path) -> None:
    read = read_own("nmc", csv_file(tmp_path, "nmc.csv", NMC))
    spent = {one.iso3 for one in read.figures if one.variable == "military_spending" and one.year == 1965}
    assert spent == {"DEU", "FRA", "USA"}  # not YUG (-9), nor ISL and ROU (0)
    assert {one.iso3 for one in read.left_out if "is 0, which is read as missing" in one.text} == {"ISL", "ROU"}
    assert read.left_out[0].text.endswith(
        "nmc.csv:2:4: milex of USA 1910 is in pounds sterling, not USD, and is not read"
    )


def test_germany_in_1990_is_the_one_at_the_end_of_the_year(tmp_path: Path) -> None:
    found = figures(csv_file(tmp_path, "nmc.csv", NMC))
    assert found["DEU", 1990, "population"] == pytest.approx(79.433)
    assert found["DEU", 1965, "population"] == pytest.approx(59.012)


@pytest.mark.parametrize(
    "key", ["iso3,year,gdp\nFRA,1965,100\nUSA,1965,700\n", "ccode,year,gdp\n220,1965,100\n2,1965,700\n"]
)
def test_with_gdp_there_are_shares(tmp_path: Path, key: str) -> None:
    found = figures(csv_file(tmp_path, "nmc.csv", NMC), csv_file(tmp_path, "gdp.csv", key))
    assert found["FRA", 1965, "share"] == pytest.approx(0.05125)
    assert ("DEU", 1965, "share") not in found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "FRA,220,1965,5125000",
            "FRA,220,1965,-5",
            "nmc.csv:4:4: milex -5 is below 0 and not the code for missing, -9",
        ),
        ("FRA,220,1965", "FRA,220,soon", "nmc.csv:4:3: 'soon' is not a number"),
        ("FRA,220,1965", "FRA,,1965", "nmc.csv:4:2: ccode '' is not a whole number"),
        ("FRA,220,1965", "USA,2,1965", "USA has population 48.758 in 1965, and 194.303 at"),
        ("milex,", "mil_ex,", "no column 'milex' (there is 'mil_ex'), so this is not COW's National Material"),
    ],
)
def test_a_wrong_cell_is_named_with_its_value(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        figures(csv_file(tmp_path, "nmc.csv", NMC.replace(old, new)))
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("gdp", "said"),
    [
        ("iso3,year,gdp\nFRA,1965,0\n", "gdp.csv:2:3: a GDP of 0 cannot be"),
        ("iso3,year,gdp\nFRA,1965,5\n", "FRA 1965: spending 5.125 exceeds its GDP 5"),
        ("country,year,gdp\nFRA,1965,5\n", "gdp.csv: a table of GDP needs a column iso3 or ccode"),
        ("iso3,year\nFRA,1965\n", "gdp.csv:1: no column 'gdp'"),
    ],
)
def test_a_wrong_gdp_is_named(tmp_path: Path, gdp: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        figures(csv_file(tmp_path, "nmc.csv", NMC), csv_file(tmp_path, "gdp.csv", gdp))
    assert said in str(error.value)
