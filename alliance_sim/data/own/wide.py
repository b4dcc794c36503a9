"""Defence shares from tables with a column for each year: SIPRI's and NATO's workbooks, or a sheet of theirs as CSV.

Only rows below a heading that says "share of GDP" (or percentage of it) count: NATO puts yearly changes below the
shares in one sheet, with the same names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from ...errors import InputError, Problem
from .cells import Number, Row, Sheet
from .codes import State, state_of_name
from .found import Figure, Found, LeftOut, without_doubles

SHARE = re.compile(
    r"(?:share|percent(?:age)?|(?<![\d ])\s?%)\s+of\s+(?:real )?(?:gdp|gross domestic product)", re.IGNORECASE
)
OTHER = re.compile(
    r"annual real change|us\s?\$|dollars|euros|per capita|national currency|million|government (?:spending|expenditure)"
    r"|personnel|equipment|infrastructure|regional totals",
    re.IGNORECASE,
)
YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0)?\s*(e?)\s*[*¹²]?", re.IGNORECASE)

FEWEST_YEARS = 3
"""Year columns that a table has at least: fewer are a chart's."""

SURELY_SHARE, SURELY_PERCENT = 0.15, 0.4
"""A table whose middle value is below the first has shares (0.02), above the second percent (2)."""

LARGEST = 1.0
"""Of GDP. More is no share: the file has amounts, or its unit was misread."""


@dataclass(frozen=True, slots=True)
class _Value:
    """A number below a share heading, and where it stands."""

    sheet: Sheet
    row: Row
    column: int
    name: str
    year: int
    number: Number
    estimate: bool

    @property
    def place(self) -> str:
        return self.sheet.place(self.row, self.column)


def read_shares(sheets: Sequence[Sheet], source: str, unit: str | None = None) -> Found:
    """Defence shares of GDP (0-1) by state and year.

    unit: `share` or `percent`, where the file does not show by itself which it has. Zero is never a share: a state
    without an army has none, and tables write 0 where they know nothing. Raises InputError, naming cells.
    """
    found = Found(source)
    values = _all_values(sheets)
    factor = _factor(values, unit)
    unknown: dict[str, None] = {}
    for one in values:
        state = state_of_name(one.name, one.year)
        if state is None:
            unknown[one.name] = None
        elif one.number.value == 0.0:
            text = f"{one.place}: {state.iso3} {one.year} is 0, which is read as missing"
            found.left_out.append(LeftOut(text, state.iso3, one.year))
        else:
            found.figures.append(_figure(one, state, factor))
    if unknown:
        text = f"not among the states of the data set: {_some(list(unknown))}"
        found.left_out.append(LeftOut(text))
    found.figures = without_doubles(found.figures)
    return found


def _some(names: Sequence[str], most: int = 6) -> str:
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")


def _figure(one: _Value, state: State, factor: float) -> Figure:
    value = round(
        one.number.value * (0.01 if one.number.percent else factor), 12
    )  # 5.2 % is 0.052, not 0.052 and a bit
    if not 0.0 < value < LARGEST:
        message = (
            f"{one.row.cell(one.column)!r} as {state.iso3}'s share of GDP in {one.year} is not between 0 and 100 %"
        )
        raise InputError([one.sheet.problem(one.row, one.column, f"{message}; if the unit is misread, say --unit")])
    notes = [state.note] if state.note else []
    notes += ["estimate"] if one.estimate or one.number.estimate else []
    return Figure(state.iso3, one.year, "share", value, one.place, ", ".join(notes))


def _factor(values: Sequence[_Value], unit: str | None) -> float:
    """By what a number without a percent sign is multiplied to be a share."""
    if unit is not None:
        return 0.01 if unit == "percent" else 1.0
    plain = [one.number.value for one in values if not one.number.percent and one.number.value != 0.0]
    middle = median(plain) if plain else 0.0
    if SURELY_SHARE <= middle < SURELY_PERCENT or middle > 100.0:
        first = values[0]
        message = f"the middle value is {middle:g}, which can be neither told as a share (0.02) nor as percent (2)"
        raise InputError(
            [first.sheet.problem(first.row, first.column, f"{message}; say --unit share or --unit percent")]
        )
    return 1.0 if middle < SURELY_SHARE else 0.01


def _all_values(sheets: Sequence[Sheet]) -> list[_Value]:
    problems: list[Problem] = []
    values = [one for sheet in sheets for one in _values(sheet, problems, headed=True)]
    if not values and not problems and len(sheets) == 1 and not any(map(_topic, map(_joined, sheets[0].rows))):
        values = list(_values(sheets[0], problems, headed=False))  # a bare table, as one saves a part of a sheet
    if problems:
        raise InputError(problems)
    if not values:
        names = ", ".join(repr(sheet.name) for sheet in sheets if sheet.name)
        message = (
            f"no table of shares of GDP: looked for a heading such as 'Share of GDP' and, below it, a row with at least"
            f" {FEWEST_YEARS} years"
        )
        raise InputError([Problem(message + (f"; its sheets are {names}" if names else ""), sheets[0].file)])
    return values


def _joined(row: Row) -> str:
    return " ".join(cell for cell in row.cells if cell)


def _topic(text: str) -> str | None:
    """What a heading says the rows below it are; `share` only where it names nothing else besides."""
    if OTHER.search(text):
        return "other"
    return "share" if SHARE.search(text) else None


def _values(sheet: Sheet, problems: list[Problem], headed: bool) -> Iterator[_Value]:
    topic = _topic(sheet.name) if headed else "share"
    years: dict[int, tuple[int, bool]] = {}
    for row in sheet.rows:
        header = _years(row)
        if header:
            years = header
        filled = [column for column in years if row.cell(column)]
        if header or not filled:
            topic = (_topic(_joined(row)) or topic) if headed else topic
        elif topic == "share":
            yield from _row_values(sheet, row, {column: years[column] for column in filled}, min(years), problems)


def _years(row: Row) -> dict[int, tuple[int, bool]]:
    """The columns of a header row: their year, and whether it is marked as estimated."""
    matches = {column: YEAR.fullmatch(cell) for column, cell in enumerate(row.cells)}
    found = {column: (int(match[1]), bool(match[2])) for column, match in matches.items() if match}
    return found if len(found) >= FEWEST_YEARS else {}


def _row_values(
    sheet: Sheet, row: Row, columns: dict[int, tuple[int, bool]], first: int, problems: list[Problem]
) -> Iterator[_Value]:
    name = next((cell for cell in row.cells[:first] if cell), "")
    if not name:
        return
    for column, (year, estimate) in columns.items():
        try:
            number = sheet.number(row, column)
        except InputError as error:
            problems += error.problems
            continue
        if number is not None:
            yield _Value(sheet, row, column, name, year, number, estimate)
