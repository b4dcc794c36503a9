"""How a number is read from a cell, in files with a decimal point and with a decimal comma."""

from __future__ import annotations

from pathlib import Path

import pytest

from alliance_sim.data.own.cells import Row, Sheet, read_sheets
from alliance_sim.data.own.codes import state_of_name, state_of_number
from alliance_sim.errors import InputError


@pytest.mark.parametrize(
    ("text", "comma", "value"),
    [
        ("1.48", False, 1.48),
        ("1,234.5", False, 1234.5),
        ("12 345", False, 12345.0),
        ("12\u00a0345", False, 12345.0),
        ("\u22120.5", False, -0.5),
        ("5e-05", False, 5e-05),
        ("2.1e", False, 2.1),
        ("2.1 e", False, 2.1),
        ("1.5*", False, 1.5),
        ("3 %", False, 3.0),
        ("1,48", True, 1.48),
        ("1.234,5", True, 1234.5),
        ("1.234", True, 1234.0),
        (". .", False, None),
        ("xxx", False, None),
        ("", False, None),
        ("–", False, None),
    ],
)
def test_a_number_is_read_as_it_is_written(text: str, comma: bool, value: float | None) -> None:
    row = Row(1, (text,))
    number = Sheet("t.csv", "", (row,), comma).number(row, 0)
    assert (None if number is None else number.value) == value


@pytest.mark.parametrize(("text", "comma"), [("1,48", False), ("1.48", True), ("12,34,567", False), ("two", False)])
def test_what_could_be_read_in_two_ways_is_refused(text: str, comma: bool) -> None:
    row = Row(3, ("NOR", text))
    with pytest.raises(InputError, match=r"t\.csv:3:2: .* is not a number"):
        Sheet("t.csv", "", (row,), comma).number(row, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_files_of_any_delimiter_and_encoding_are_read(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(delimiter.join(("Türkiye", "1.5", "2.5")).encode(encoding))
    (sheet,) = read_sheets(path)
    assert sheet.rows[0].cells == ("Türkiye", "1.5", "2.5")
    assert not sheet.comma


def test_a_cell_of_several_lines_is_one_cell_and_lines_are_still_counted(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('"a note\nof two lines",1\nNorway,2\n', encoding="utf-8")
    (sheet,) = read_sheets(path)
    assert sheet.rows[0].cells == ("a note\nof two lines", "1")
    assert sheet.place(sheet.rows[1], 1).endswith("t.csv:3:2")


@pytest.mark.parametrize(
    ("number", "year", "iso3"),
    [
        (255, 1938, "DEU"),
        (255, 1965, None),
        (260, 1965, "DEU"),
        (260, 1990, None),
        (255, 1990, "DEU"),
        (265, 1965, None),
        (315, 1965, "CZE"),
        (316, 1993, "CZE"),
        (345, 1939, "YUG"),
        (345, 2004, "SCG"),
        (345, 2012, "SRB"),
        (340, 2012, "SRB"),
        (365, 1980, "RUS"),
        (220, 1965, "FRA"),
        (160, 1965, None),
    ],
)
def test_a_cow_number_is_the_state_of_its_time(number: int, year: int, iso3: str | None) -> None:
    state = state_of_number(number, year)
    assert (state.iso3 if state else None) == iso3


@pytest.mark.parametrize(
    ("name", "iso3"),
    [
        ("Türkiye", "TUR"),
        ("Turkey", "TUR"),
        ("Albania*", "ALB"),
        ("Luxembourg (1)", "LUX"),
        ("Netherlands2", "NLD"),
        ("Korea, South", "KOR"),
        ("United States of America", "USA"),
        ("* e", None),
        ("NATO Total", None),
        ("no", None),
    ],
)
def test_a_name_is_known_with_its_footnote_marks(name: str, iso3: str | None) -> None:
    state = state_of_name(name, 2020)
    assert (state.iso3 if state else None) == iso3
