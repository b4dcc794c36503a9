"""The cells of a table file as text (CSV, or the sheets of a workbook), and how a number is read from one."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import NamedTuple

from ...errors import InputError, MissingExtraError, Problem

WORKBOOKS = (".xlsx", ".xlsm")
TEXTS = (".csv", ".tsv", ".txt")

MISSING = {"", ".", "..", "...", ". .", "…", "xxx", "x x x", "-", "–", "—", "n/a", "na", "n.a.", "nan"}
"""How tables write that there is no figure; SIPRI writes `. .` for unknown and `xxx` for a state that did not exist."""

_POINT = re.compile(r"[-+]?(?:\d{1,3}(?:[ ,]\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?")
_COMMA = re.compile(r"[-+]?(?:\d{1,3}(?:[ .]\d{3})+|\d+)(?:,\d+)?")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-"})


class Number(NamedTuple):
    """A number as it is written: with a percent sign or not, marked as an estimate or not."""

    value: float
    percent: bool
    estimate: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells and its number in the file, from 1."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """The text of a column (from 0), empty beyond the end of the row."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of texts. `name` is empty for a text file; `comma` says whether decimals are written with a comma."""

    file: str
    name: str
    rows: tuple[Row, ...]
    comma: bool = False

    def place(self, row: Row, column: int) -> str:
        """Where a cell (column from 0) is, as messages say it: `milex.xlsx, Share of GDP!C12` or `nmc.csv:12:3`."""
        if self.name:
            return f"{self.file}, {self.name}!{_letters(column)}{row.number}"
        return f"{self.file}:{row.number}:{column + 1}"

    def problem(self, row: Row, column: int, message: str) -> Problem:
        """What is wrong with a cell, in its place."""
        return Problem(message, self.place(row, column))

    def number(self, row: Row, column: int) -> Number | None:
        """The number in a cell, None where it is marked as missing. Raises InputError where it is neither."""
        text = row.cell(column).translate(_SPACES).strip()
        if text.casefold() in MISSING:
            return None
        plain = text.rstrip("*")
        percent = plain.endswith("%")
        plain = plain.removesuffix("%").strip()
        estimate = plain.endswith(("e", "E"))
        plain = plain.rstrip("eE").strip()
        if not (_COMMA if self.comma else _POINT).fullmatch(plain):
            decimals = "a decimal comma" if self.comma else "a decimal point"
            message = f"{text!r} is not a number; numbers of this file have {decimals}, a missing one is left empty"
            raise InputError([self.problem(row, column, message)])
        digits = plain.replace(" ", "")
        value = float(digits.replace(".", "").replace(",", ".") if self.comma else digits.replace(",", ""))
        if not isfinite(value):
            raise InputError([self.problem(row, column, f"{text!r} is too large a number")])
        return Number(value, percent, estimate)


def _letters(column: int) -> str:
    """Name of a spreadsheet's column: A, B, … Z, AA."""
    name, left = "", column + 1
    while left:
        left, digit = divmod(left - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def read_sheets(path: str | Path) -> list[Sheet]:
    """Every sheet of a workbook, or the one table of a text file.

    Raises InputError for a file that is missing or of another kind, and MissingExtraError for a workbook where openpyxl
    is not installed.
    """
    file = Path(path)
    if not file.is_file():
        raise InputError([Problem("there is no such file", str(path))])
    if file.suffix.lower() in WORKBOOKS:
        return _workbook(file)
    if file.suffix.lower() in TEXTS:
        return [_text(file)]
    kinds = ", ".join((*WORKBOOKS, *TEXTS))
    raise InputError([Problem(f"{file.suffix or 'no ending'!r} is not read here; save it as {kinds}", str(path))])


def _workbook(file: Path) -> list[Sheet]:
    import pandas as pd

    try:
        frames = pd.read_excel(file, sheet_name=None, header=None, dtype=object, engine="openpyxl")
    except ImportError as error:
        raise MissingExtraError(
            f"{file}: a workbook needs openpyxl: pip install 'alliance-sim[excel]', or save the sheet as CSV"
        ) from error
    except Exception as error:  # whatever a broken archive makes openpyxl raise
        raise InputError([Problem(f"this cannot be read as a workbook: {error}", str(file))]) from error
    return [Sheet(str(file), str(name), _rows(frame.values.tolist())) for name, frame in frames.items()]


def _rows(table: list[list[object]]) -> tuple[Row, ...]:
    return tuple(Row(number, tuple(map(_cell_text, cells))) for number, cells in enumerate(table, start=1))


def _cell_text(value: object) -> str:
    """A cell's text; a whole number without decimals, since spreadsheets keep years as 2014.0."""
    if value is None or value != value:  # not a number is not equal to itself
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _text(file: Path) -> Sheet:
    text = _decoded(file.read_bytes())
    counts = {mark: text.count(mark) for mark in ("\t", ";", ",")}
    delimiter = next((mark for mark in ("\t", ";") if counts[mark] and counts[mark] * 2 > counts[","]), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = tuple(Row(reader.line_num, tuple(cell.strip() for cell in cells)) for cells in reader)
    except csv.Error as error:
        raise InputError([Problem(f"this cannot be read as a table: {error}", f"{file}:{reader.line_num}")]) from error
    return Sheet(str(file), "", rows, comma=delimiter == ";" and _has_decimal_comma(rows))


def _decoded(raw: bytes) -> str:
    """The text of a file: UTF-8, or what spreadsheets save besides."""
    try:
        return raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _has_decimal_comma(rows: tuple[Row, ...]) -> bool:
    """Whether numbers such as 3,16 stand in the cells, and none such as 3.16."""
    cells = [cell for row in rows for cell in row.cells]
    commas = sum(bool(re.fullmatch(r"-?\d+,\d+\s*%?", cell)) for cell in cells)
    points = sum(bool(re.fullmatch(r"-?\d+\.\d+\s*%?", cell)) for cell in cells)
    return commas > points
