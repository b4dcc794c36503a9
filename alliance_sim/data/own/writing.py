"""What is written of a user's own file: a scenario to run or to extend, or a tidy table."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Sequence

from ..load import countries, figure
from .found import UNITS, Figure, Found, Promise

IN_A_SCENARIO = ("share", "population")
"""Variables that `figures` of a scenario knows; the others are for the table only."""

LARGE_DIFFERENCE = 0.0005
"""Half a tenth of a point of GDP: from here on it is said that a file and the package's own figures differ."""

COLUMNS = ("iso3", "year", "variable", "value", "unit", "source", "note")

Row = dict[str, str | int | float]


def table_rows(found: Found) -> list[Row]:
    """Every figure, promise and membership as a row with the keys `COLUMNS`; a promise has both codes in `iso3`."""
    rows: list[Row] = [
        _row(found, one.iso3, one.year, one.variable, one.value, UNITS[one.variable], one.note) for one in found.figures
    ]
    rows += [
        _row(found, f"{one.a}-{one.b}", one.year, "defence_pact", 1, "promise", "one-sided" if one.one_sided else "")
        for one in found.promises
    ]
    return rows + [_row(found, iso3, year, "member", 1, "membership", "") for iso3, year in found.members]


def _row(found: Found, iso3: str, year: int, variable: str, value: float, unit: str, note: str) -> Row:
    return dict(zip(COLUMNS, (iso3, year, variable, value, unit, found.source, note), strict=True))


def table_text(rows: Sequence[Row]) -> str:
    """The rows as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def scenario_text(found: Found, name: str, year: int, start: int, extends: str | None, file: str) -> str:
    """A scenario file with the figures, pacts or members of a year, each with the place where it stands.

    Complete if it `extends` one; else it is for another file to extend. Pacts are events of the year `start`.
    """
    described = textwrap.fill(
        f"Taken from a user's own copy of {found.source}, {file}. These figures are not shipped with alliance-sim and"
        " stay under their owner's terms.",
        110,
        initial_indent="  ",
        subsequent_indent="  ",
    )
    parts = [f"name: {name}", f"title: {year} after {found.source}", f"description: >\n{described}"]
    parts += (
        [f"extends: {extends}"]
        if extends
        else ["# extends: a scenario of the same year, or let another file extend this"]
    )
    parts += _figures([one for one in found.figures if one.year == year and one.variable in IN_A_SCENARIO])
    parts += _members(found.members)
    parts += _pacts([one for one in found.promises if one.year == year], start)
    return "\n".join(parts) + "\n"


def _figures(figures: Sequence[Figure]) -> list[str]:
    if not figures:
        return []
    lines = ["figures:"]
    for iso3 in sorted({one.iso3 for one in figures}):
        own = [one for one in figures if one.iso3 == iso3]
        values = ", ".join(f"{one.variable}: {_value(one)}" for one in own)
        notes = [own[0].note] if own[0].note else []
        lines.append(f"  {iso3}: {{{values}}}    # {', '.join([*notes, own[0].place])}")
    return lines


def _value(one: Figure) -> str:
    return f"{100.0 * one.value:.6g} %" if one.variable == "share" else f"{one.value:.6g}"


def _members(members: Sequence[tuple[str, int]]) -> list[str]:
    return [f"states: [{', '.join(iso3 for iso3, _ in members)}]"] if members else []


def _pacts(promises: Sequence[Promise], start: int) -> list[str]:
    if not promises:
        return []
    lines = [
        "# a run compares with the same years without these pacts; extend this file to keep them in both",
        "events:",
    ]
    for one in promises:
        quoted = json.dumps(("one-sided, " if one.one_sided else "") + one.place, ensure_ascii=False)
        lines += [
            f"  - {{id: pact-{one.a}-{one.b}, year: {start}, type: pact, states: [{one.a}, {one.b}], note: {quoted}}}"
        ]
    return lines


def disagreement(figures: Sequence[Figure]) -> str:
    """How far defence shares differ from the package's own of the same state and year; empty where they hardly do.

    An edition of NATO's tables later than the package's, or another source, shows itself here.
    """
    worst, widest = "", LARGE_DIFFERENCE
    for one in figures:
        own = figure(one.iso3, "defence_share", one.year) if one.iso3 in countries() else None
        if one.variable == "share" and own is not None and abs(one.value - own.value) >= widest:
            widest = abs(one.value - own.value)
            worst = (
                f"{one.iso3} {one.year} has {100 * one.value:.2f} % here, {100 * own.value:.2f} % in the package's data"
                f" ({own.source.split(',')[0]}): another edition or another definition; do not mix them in one series"
            )
    return worst
