"""All that the data set knows of one state, as rows for people: the command `alliance-sim data`."""

from __future__ import annotations

from collections.abc import Iterator

from .load import (
    VARIABLES,
    YEARS,
    all_pacts,
    all_troops,
    capital_distance_km,
    countries,
    figure_texts,
    find_state,
    land_border,
    standing_intervals,
)
from .tables import citation

Row = dict[str, object]


def describe(iso3: str) -> list[Row]:
    """Rows with the keys variable, year, value, unit, source, verified and note; `iso3` may also be a name.

    Shares are in percent here, as published. Figures by year, then standing toward NATO by year, then what holds for
    the state itself, its land borders, pacts and troops. A cell that is missing has no row.
    Raises `DataError` for an unknown state.
    """
    state = find_state(iso3)
    parts = (_figure_rows, _standing_rows, _country_rows, _border_rows, _pact_rows, _troop_rows)
    return [row for part in parts for row in part(state)]


def _row(variable: str, year: int | None, value: object, unit: str, source: str, verified: bool, note: str = "") -> Row:
    return {
        "variable": variable,
        "year": year,
        "value": value,
        "unit": unit,
        "source": source,
        "verified": verified,
        "note": note,
    }


def _figure_rows(state: str) -> Iterator[Row]:
    for variable in VARIABLES:
        for year in YEARS:
            found = figure_texts().get((state, variable, str(year)))
            if found is not None:
                text, unit, source, verified, note = found
                yield _row(variable, year, float(text), unit, citation(source), verified == "1", note)


def _standing_rows(state: str) -> Iterator[Row]:
    for interval in standing_intervals()[state]:
        last = YEARS[-1] if interval.end is None else interval.end
        note = "; ".join(text for text in (interval.basis, interval.note) if text)
        for year in range(max(interval.start, YEARS[0]), min(last, YEARS[-1]) + 1):
            source = citation(interval.source)
            yield _row("standing", year, interval.standing, "toward NATO at the end of the year", source,
                       interval.verified, note)  # fmt: skip


def _country_rows(state: str) -> Iterator[Row]:
    country = countries()[state]
    units = {"armed_forces": "yes or no", "reach_km": "km", "efficiency": "United States = 1", "receptivity": "0-1"}
    place, *others = country.origins
    where = f"{country.latitude:.4f}, {country.longitude:.4f}"
    yield _row("capital", None, country.capital, "name", place.source, place.verified, where)
    for origin in others:
        value = getattr(country, origin.column)
        yield _row(origin.column, None, value, units[origin.column], origin.source, origin.verified)


def _border_rows(state: str) -> Iterator[Row]:
    for other, country in countries().items():
        if land_border(state, other):
            note = f"{country.name}; capitals {capital_distance_km(state, other):.0f} km apart"
            yield _row("land_border", None, other, "state", citation("geography"), True, note)


def _pact_rows(state: str) -> Iterator[Row]:
    for pact in all_pacts():
        if state in (pact.a, pact.b):
            other = pact.b if state == pact.a else pact.a
            ended = f"ended {pact.end}" if pact.end else ""
            note = "; ".join(text for text in (pact.treaty, ended, pact.note) if text)
            yield _row("pact", pact.start, other, pact.kind, pact.source, pact.verified, note)


def _troop_rows(state: str) -> Iterator[Row]:
    for count in all_troops():
        if state in (count.sender, count.host):
            hosted = state == count.host
            other = f"from {count.sender}" if hosted else f"in {count.host}"
            note = "; ".join(text for text in (other, count.kind, count.note) if text)
            variable = "troops_hosted" if hosted else "troops_abroad"
            yield _row(variable, count.year, count.persons, "persons", count.source, count.verified, note)
