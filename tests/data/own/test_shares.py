"""Shares from SIPRI's and NATO's tables: which rows and cells count, in which unit, and what a wrong cell is told."""

from __future__ import annotations

import copy
import sys
from pathlib import Path
from typing import Any

import pytest

from alliance_sim.data.own import Found, read_own
from alliance_sim.errors import InputError, MissingExtraError
from tests.data.own.made import NATO, NATO_AMOUNTS, SIPRI, csv_file, csv_text, workbook


def shares(found: Found) -> dict[tuple[str, int], float]:
    return {(one.iso3, one.year): one.value for one in found.figures}


SIPRI_SHARES = {
    ("CZE", 1967): None,
    ("DEU", 1965): 0.043,
    ("DEU", 1967): None,
    ("FRA", 1964): 0.054,
    ("FRA", 1967): 0.05,
    ("GRC", 1967): 0.043,
    ("ISL", 1965): None,
    ("RUS", 1965): 0.11,
    ("RUS", 1966): None,
    ("YUG", 1966): 0.055,
}


@pytest.mark.parametrize("form", ["xlsx", "csv", "percent signs", "percent numbers", "decimal commas", "bare table"])
def test_sipris_table_gives_the_same_shares_however_it_is_saved(tmp_path: Path, form: str) -> None:
    found = shares(read_own("sipri", sipri_file(tmp_path, form)))
    assert {key: found.get(key) for key in SIPRI_SHARES} == SIPRI_SHARES
    assert len(found) == 4 + 3 + 4 + 1 + 4


def sipri_file(folder: Path, form: str) -> Path:
    def numbers(change: Any) -> list[list[Any]]:
        return [[change(cell) if isinstance(cell, float) else cell for cell in row] for row in SIPRI]

    if form == "xlsx":
        pytest.importorskip("openpyxl")
        amounts = [["Military expenditure in current US$"], ["Country", 1964, 1965, 1966], ["France", 5000, 5100, 5200]]
        return workbook(folder, "milex.xlsx", {"Current US$": amounts, "Share of GDP": SIPRI})
    rows = {
        "csv": SIPRI,
        "percent signs": numbers(lambda cell: f"{100 * cell:.1f}%"),
        "percent numbers": numbers(lambda cell: f"{100 * cell:.1f}"),
        "decimal commas": numbers(lambda cell: f"{100 * cell:.1f}".replace(".", ",")),
        "bare table": SIPRI[3:],
    }[form]
    text = csv_text(rows, ";" if form == "decimal commas" else ",")
    return csv_file(folder, "milex.csv", text)


def test_what_a_state_was_is_noted_and_zero_is_missing(tmp_path: Path) -> None:
    found = read_own("sipri", csv_file(tmp_path, "milex.csv", SIPRI))
    notes = {one.iso3: one.note for one in found.figures}
    assert (notes["DEU"], notes["RUS"], notes["YUG"], notes["FRA"]) == (
        "West Germany",
        "Soviet Union",
        "Yugoslavia",
        "",
    )
    zeros = [one for one in found.left_out if one.iso3 == "ISL"]
    assert [one.year for one in zeros] == [1964, 1965, 1966, 1967]
    assert zeros[0].text.endswith("milex.csv:12:3: ISL 1964 is 0, which is read as missing")
    assert found.left_out[-1].text == "not among the states of the data set: Algeria, German Democratic Republic"


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_natos_shares_are_told_from_the_changes_below_and_from_amounts(tmp_path: Path, form: str) -> None:
    if form == "xlsx":
        pytest.importorskip("openpyxl")
        path = workbook(tmp_path, "nato.xlsx", {"TABLE2": NATO_AMOUNTS, "TABLE3": NATO})
    else:
        path = csv_file(tmp_path, "nato.csv", NATO)
    found = read_own("nato", path)
    assert shares(found)["NOR", 2022] == 0.0148
    assert shares(found)["ALB", 2022] == 0.012
    assert {one.iso3 for one in found.figures} == {"ALB", "NOR", "SVK", "TUR"}
    assert len(found.figures) == 16
    estimates = {one.year for one in found.figures if "estimate" in one.note}
    assert estimates == {2023}
    assert [one.text for one in found.left_out] == ["not among the states of the data set: NATO Europe and Canada"]


def test_a_table_whose_blocks_each_have_a_header_is_read_too(tmp_path: Path) -> None:
    header, shares_block, changes = NATO[3], NATO[5:10], NATO[12:14]
    title = ["Table 3: Core defence expenditure as a share of GDP and annual real change"]
    heads = ["Share of real GDP (%), based on 2021 prices"], ["Annual real change (%), based on 2021 prices"]
    rows = [title, [], heads[0], header, *shares_block, [], heads[1], header, *changes]
    note = ["** These Allies have laws that call for 2% of GDP on defence."]
    found = read_own("nato", csv_file(tmp_path, "nato.csv", [*rows, note]))
    assert shares(found) == shares(read_own("nato", csv_file(tmp_path, "old.csv", NATO)))


def test_a_footnote_about_2_percent_of_gdp_is_no_heading(tmp_path: Path) -> None:
    note = ["** These Allies have laws that call for 2% of GDP on defence."]
    with pytest.raises(InputError, match="no table of shares of GDP"):
        read_own("nato", csv_file(tmp_path, "nato.csv", [note, *NATO_AMOUNTS[1:], ["Annual real change (%)"]]))


def test_a_cell_of_a_workbook_is_named_as_a_spreadsheet_names_it(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    table = copy.deepcopy(NATO)
    table[6][3] = "1.48?"
    path = workbook(tmp_path, "nato.xlsx", {"TABLE3": table})
    with pytest.raises(InputError) as error:
        read_own("nato", path)
    assert str(error.value) == (
        f"{path}, TABLE3!D7: '1.48?' is not a number; numbers of this file have a decimal point, a missing one is left"
        " empty"
    )


@pytest.mark.parametrize(
    ("row", "column", "cell", "said"),
    [
        (6, 3, "1,48", "nato.csv:7:4: '1,48' is not a number; numbers of this file have a decimal point"),
        (6, 3, "14,800", "nato.csv:7:4: '14,800' as NOR's share of GDP in 2022 is not between 0 and 100 %"),
        (6, 3, "-1.48", "nato.csv:7:4: '-1.48' as NOR's share of GDP in 2022 is not between 0 and 100 %"),
        (7, 0, "Norway", "NOR has share 0.018 in 2020, and 0.0198 at"),
    ],
)
def test_a_wrong_cell_is_named_with_its_value(tmp_path: Path, row: int, column: int, cell: str, said: str) -> None:
    table = copy.deepcopy(NATO)
    table[row][column] = cell
    with pytest.raises(InputError) as error:
        read_own("nato", csv_file(tmp_path, "nato.csv", table))
    assert said in str(error.value)


def test_a_unit_that_does_not_show_is_asked_for(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Share of GDP"], ["", 2020, 2021, 2022], ["Norway", 0.2, 0.3, 0.25]]
    path = csv_file(tmp_path, "odd.csv", rows)
    with pytest.raises(InputError, match=r"middle value is 0\.25"):
        read_own("sipri", path)
    assert shares(read_own("sipri", path, unit="share"))["NOR", 2022] == 0.25
    assert shares(read_own("sipri", path, unit="percent"))["NOR", 2022] == 0.0025


def test_a_table_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"amounts.csv: no table of shares of GDP: looked for a heading"):
        read_own("nato", csv_file(tmp_path, "amounts.csv", NATO_AMOUNTS))


def test_a_workbook_without_the_extra_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "milex.xlsx"
    path.write_bytes(b"PK")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'alliance-sim\[excel\]', or save the sheet as CSV"):
        read_own("sipri", path)


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    path = tmp_path / "milex.xlsx"
    path.write_bytes(b"not a workbook")
    with pytest.raises(InputError, match=r"milex.xlsx: this cannot be read as a workbook"):
        read_own("sipri", path)
    with pytest.raises(InputError, match=r"'.xls' is not read here; save it as .xlsx"):
        read_own("sipri", csv_file(tmp_path, "milex.xls", ""))
    with pytest.raises(InputError, match="'cow' is not a kind of file; the kinds are sipri, nato, nmc, atop"):
        read_own("cow", path)
