"""National Material Capabilities of the Correlates of War project: population, spending, personnel and CINC."""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import InputError, Problem
from .cells import Row, Sheet
from .codes import State, state_of_name, state_of_number
from .found import Figure, Found, LeftOut, without_doubles
from .long import LongTable, long_table

SOURCE = "COW National Material Capabilities (Singer, Bremer & Stuckey 1972)"
WHAT = "COW's National Material Capabilities (a row for each state and year)"

_COLUMNS = {
    "tpop": ("population", 1e-3),
    "milex": ("military_spending", 1e-6),
    "milper": ("military_personnel", 1.0),
    "cinc": ("cinc", 1.0),
}
"""Column -> variable, and what its unit (thousand people, thousand USD, thousand persons) is multiplied by."""

NEVER_ZERO = ("tpop", "milex")
"""Columns in which 0 is read as missing: no state has no people, and a state without an army has no spending."""

FIRST_YEAR_IN_USD = 1914
"""Before this year `milex` is in thousand pounds sterling."""


def read_nmc(sheets: Sequence[Sheet], gdp: Sequence[Sheet] | None = None) -> Found:
    """Figures by state and year; with a table of GDP the defence share too. -9 and empty cells are missing.

    gdp: columns `iso3` (or `ccode`), `year` and `gdp` in billion current USD. Raises InputError, naming cells.
    """
    table = long_table(sheets, ("ccode", "year", "milex", "tpop"), WHAT)
    found = Found(SOURCE)
    problems: list[Problem] = []
    incomes = {} if gdp is None else _incomes(gdp)
    for row in table.rows():
        try:
            year = table.whole(row, "year")
            state = state_of_number(table.whole(row, "ccode"), year)
            if state is not None:
                _read_row(table, row, state, year, found)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    spent = [one for one in found.figures if one.variable == "military_spending"]
    found.figures += [_share(one, incomes[one.iso3, one.year]) for one in spent if (one.iso3, one.year) in incomes]
    found.figures = without_doubles(found.figures)
    return found


def _read_row(table: LongTable, row: Row, state: State, year: int, found: Found) -> None:
    iso3 = state.iso3
    for column, (variable, factor) in _COLUMNS.items():
        number = table.number(row, column) if table.has(column) else None
        if number is None:
            continue
        place = table.place(row, column)
        if number == 0.0 and column in NEVER_ZERO:
            text = f"{place}: {column} of {iso3} {year} is 0, which is read as missing"
            found.left_out.append(LeftOut(text, iso3, year))
        elif column == "milex" and year < FIRST_YEAR_IN_USD:
            text = f"{place}: {column} of {iso3} {year} is in pounds sterling, not USD, and is not read"
            found.left_out.append(LeftOut(text, iso3, year))
        else:
            found.figures.append(Figure(iso3, year, variable, number * factor, place, state.note))


def _incomes(sheets: Sequence[Sheet]) -> dict[tuple[str, int], float]:
    """GDP in billion current USD by state and year."""
    table = long_table(sheets, ("year", "gdp"), "a table of GDP with the columns iso3 (or ccode), year and gdp")
    if not table.has("iso3") and not table.has("ccode"):
        raise InputError([Problem("a table of GDP needs a column iso3 or ccode", table.sheet.file)])
    found = {}
    for row in table.rows():
        year = table.whole(row, "year")
        if table.has("iso3"):
            state = state_of_name(row.cell(table.columns["iso3"]), year)
        else:
            state = state_of_number(table.whole(row, "ccode"), year)
        income = table.number(row, "gdp")
        if income == 0.0:
            raise InputError([table.problem(row, "gdp", "a GDP of 0 cannot be; leave a missing one empty")])
        if state is not None and income is not None:
            found[state.iso3, year] = income
    return found


def _share(spending: Figure, income: float) -> Figure:
    share = spending.value / income
    if share >= 1.0:
        message = f"{spending.iso3} {spending.year}: spending {spending.value:g} exceeds its GDP {income:g}"
        raise InputError([Problem(f"{message}; both must be in billion current USD", spending.place)])
    return Figure(spending.iso3, spending.year, "share", share, spending.place, spending.note)
