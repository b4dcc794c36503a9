"""The kinds of files that can be imported, by name."""

from __future__ import annotations

from pathlib import Path

from ...errors import InputError
from .atop import read_atop
from .cells import read_sheets
from .found import Found
from .nmc import read_nmc
from .wide import read_shares

KINDS = {
    "sipri": "SIPRI Military Expenditure Database: the workbook, or its sheet 'Share of GDP' as CSV",
    "nato": "NATO, Defence Expenditure of NATO Countries: the workbook, or its table of shares of GDP as CSV",
    "nmc": "COW National Material Capabilities: CSV",
    "atop": "ATOP: dyad-year file, directed or not, or member file, as CSV",
}
"""What can be imported: the name of a kind and the file that it means."""

_SOURCES = {"sipri": "SIPRI Military Expenditure Database", "nato": "NATO, Defence Expenditure of NATO Countries"}


def read_own(
    kind: str,
    path: str | Path,
    year: int | None = None,
    unit: str | None = None,
    gdp: str | Path | None = None,
    alliance: int | None = None,
) -> Found:
    """Read a user's own copy of a data set.

    kind: one of `KINDS`. year: needed for ATOP's member file, and limits its dyads. unit: `share` or `percent`, for
    tables of shares that do not show it. gdp: a table of GDP, for `nmc`. alliance: an `atopid`, for ATOP's member file.
    Raises InputError, naming file, cell and value.
    """
    if kind not in KINDS:
        raise InputError(f"{kind!r} is not a kind of file; the kinds are {', '.join(KINDS)}")
    sheets = read_sheets(path)
    if kind == "nmc":
        return read_nmc(sheets, None if gdp is None else read_sheets(gdp))
    if kind == "atop":
        return read_atop(sheets, alliance, year)
    return read_shares(sheets, _SOURCES[kind], unit)
