"""Tables with a row for each state (or pair) and year, and named columns: how their columns and cells are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from ...errors import InputError, Problem
from .cells import Row, Sheet

MISSING_CODES = (-9.0, -99.0, -999.0)
"""COW's and ATOP's numbers for "not known"."""


@dataclass(frozen=True, slots=True)
class LongTable:
    """A sheet whose first row names its columns, in lower case."""

    sheet: Sheet
    columns: dict[str, int]

    def rows(self) -> Iterator[Row]:
        """The rows below the header that are not empty."""
        return (row for row in self.sheet.rows[1:] if any(row.cells))

    def has(self, *names: str) -> bool:
        """Whether there is a column for each of these names."""
        return all(name in self.columns for name in names)

    def place(self, row: Row, name: str) -> str:
        """Where a row's cell of a column is."""
        return self.sheet.place(row, self.columns[name])

    def problem(self, row: Row, name: str, message: str) -> Problem:
        """What is wrong with a row's cell of a column."""
        return self.sheet.problem(row, self.columns[name], message)

    def number(self, row: Row, name: str) -> float | None:
        """A row's number in a column; None where it is missing, by code too. Other negative numbers are an error."""
        number = self.sheet.number(row, self.columns[name])
        if number is None or number.value in MISSING_CODES:
            return None
        if number.value < 0.0:
            message = f"{name} {number.value:g} is below 0 and not the code for missing, -9"
            raise InputError([self.problem(row, name, message)])
        return number.value

    def whole(self, row: Row, name: str) -> int:
        """A row's whole number in a column that may not be missing, such as a year or a state's number."""
        number = self.number(row, name)
        if number is None or not number.is_integer():
            raise InputError(
                [self.problem(row, name, f"{name} {row.cell(self.columns[name])!r} is not a whole number")]
            )
        return int(number)


def long_table(sheets: Sequence[Sheet], needed: Sequence[str], what: str) -> LongTable:
    """The table of a file that has these columns; else an error that says which are missing and what there is.

    what: the file that is meant, for the message. Raises InputError.
    """
    tables = [_table(sheet) for sheet in sheets if sheet.rows]
    for table in tables:
        if table.has(*needed):
            return table
    file = sheets[0].file if sheets else "the file"
    there = list(tables[0].columns) if tables else []
    missing = [name for name in needed if name not in there]
    near = {name: get_close_matches(name, there, n=1) for name in missing}
    words = [f"{name!r}" + (f" (there is {near[name][0]!r})" if near[name] else "") for name in missing]
    message = f"no column {', '.join(words)}, so this is not {what}; its columns are {', '.join(there[:12]) or 'none'}"
    raise InputError([Problem(message, f"{file}:1" if there else file)])


def _table(sheet: Sheet) -> LongTable:
    return LongTable(sheet, {name.strip().lower(): column for column, name in enumerate(sheet.rows[0].cells) if name})
