"""What the data set knows: figures by state and year, distances, standings, pacts and troops.

Every function reads its table once and hands out frozen records. What is missing is None (or no record), never zero.
A code that the data set does not know is a `DataError` that names the nearest one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from ..errors import DataError
from .records import Cell, Country, Origin, Pact, StandingInterval, Troops
from .tables import citation, data_hashes, rows

__all__ = [
    "STANDINGS",
    "VARIABLES",
    "YEARS",
    "Cell",
    "Country",
    "Pact",
    "StandingInterval",
    "Troops",
    "all_pacts",
    "all_troops",
    "capital_distance_km",
    "countries",
    "data_hashes",
    "dispute_rates",
    "figure",
    "figure_texts",
    "find_state",
    "land_border",
    "members",
    "nearest_distance_km",
    "oz1964",
    "pacts",
    "require_state",
    "standing",
    "standing_intervals",
    "treaty_priors",
    "trend_growth",
    "troops",
]

YEARS = range(2013, 2025)
"""The years for which the data set has figures of states."""

VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        "gdp": "billion USD of 2015",
        "gdp_growth": "share per year",
        "population": "million",
        "defence_share": "share of GDP",
        "defence_spending": "billion USD",
    }
)
"""The variables of `figure` and the units of their values: real GDP, its growth, people, defence share and spending
(the last in current USD)."""

STANDINGS = ("member", "member_outside_command", "partner", "outside")
"""What a state can be to NATO in this data set."""

# Tables hold these in percent, as they are published; inside the package a share is 0-1.
_PERCENT = frozenset({"gdp_growth", "defence_share"})


# --- States ----------------------------------------------------------------------------------------------------------


@cache
def _countries() -> dict[str, Country]:
    return {row[0]: _country(row) for row in rows("countries")}


def _country(row: tuple[str, ...]) -> Country:
    iso3, iso2, name, aliases, cow_code, capital, latitude, longitude, place, place_verified, *rest = row
    columns = ("armed_forces", "reach_km", "efficiency", "receptivity")
    values = rest[0::3]
    marks = zip(("place", *columns), (place, *rest[1::3]), (place_verified, *rest[2::3]), strict=True)
    return Country(
        iso3=iso3,
        iso2=iso2,
        name=name,
        aliases=tuple(alias for alias in aliases.split(";") if alias),
        cow_code=int(cow_code),
        capital=capital,
        latitude=float(latitude),
        longitude=float(longitude),
        armed_forces=values[0] == "1",
        reach_km=float(values[1]),
        efficiency=float(values[2]),
        receptivity=float(values[3]),
        origins=tuple(Origin(column, citation(source), verified == "1") for column, source, verified in marks),
    )


def countries() -> dict[str, Country]:
    """All states of the data set by ISO 3166 alpha-3 code, in the order of their codes (a fresh dict each time)."""
    return dict(_countries())


@cache
def _names() -> dict[str, str]:
    """Every name, code and alias of a state in lower case, and the code it stands for."""
    known = {country.name.casefold(): code for code, country in _countries().items()}
    for code, country in _countries().items():
        known |= {text.casefold(): code for text in (code, *country.aliases)}
    return known


def find_state(text: str) -> str:
    """The alpha-3 code of a state named by code (`NOR`, `NO`), name or common other name, in any case.

    Raises `DataError` with the nearest code and name when no state of the data set is called so.
    """
    wanted = text.strip().casefold()
    short = {country.iso2.casefold(): code for code, country in _countries().items()}
    found = _names().get(wanted) or short.get(wanted)
    if found is None:
        raise _unknown_state(text)
    return found


def _unknown_state(text: str) -> DataError:
    from difflib import get_close_matches

    near = get_close_matches(text.strip().casefold(), _names(), n=1, cutoff=0.6)
    if near:
        code = _names()[near[0]]
        hint = f"did you mean {code} ({_countries()[code].name})?"
    else:
        hint = f"its states are {', '.join(_countries())}"
    return DataError(f"{text!r} is not a state of the data set; {hint}")


def require_state(iso3: str) -> str:
    """Give the code back if it is an alpha-3 code of the data set; else raise `DataError` with the nearest one."""
    if iso3 not in _countries():
        raise _unknown_state(iso3)
    return iso3


# --- Figures ---------------------------------------------------------------------------------------------------------


@cache
def figure_texts() -> dict[tuple[str, str, str], tuple[str, ...]]:
    """Every figure as the table has it (value, unit, source key, mark, note), by state, variable and year."""
    return {(iso3, variable, year): tuple(rest) for iso3, year, variable, *rest in rows("figures")}


def figure(iso3: str, variable: str, year: int) -> Cell | None:
    """One figure of a state in the units of `VARIABLES`, or None where the data set has no such cell.

    Iceland's defence figures are None: it has no armed forces, which is not spending of zero.
    Raises `DataError` for an unknown state or variable.
    """
    require_state(iso3)
    if variable not in VARIABLES:
        raise _unknown_variable(variable)
    row = figure_texts().get((iso3, variable, str(year)))
    if row is None:
        return None
    text, _unit, source, verified, note = row
    return Cell(_number(text, variable), VARIABLES[variable], citation(source), note, verified == "1")


def _number(text: str, variable: str) -> float:
    # "e-2" and not "/ 100": the float nearest to the published decimal, with no second rounding.
    return float(f"{text}e-2" if variable in _PERCENT else text)


def _unknown_variable(variable: str) -> DataError:
    from difflib import get_close_matches

    near = get_close_matches(variable, VARIABLES, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"the variables are {', '.join(VARIABLES)}"
    return DataError(f"{variable!r} is not a variable of the data set; {hint}")


def trend_growth(iso3: str, year: int, window: int = 5) -> float | None:
    """Mean real growth of GDP (share per year) over the `window` years that end with `year`.

    Years outside the data are left out of the mean; None if that leaves no year. Raises `DataError` for an unknown
    state or a window below one year.
    """
    require_state(iso3)
    if window < 1:
        raise DataError(f"a growth trend needs a window of at least 1 year, not {window}")
    known = range(max(year - window + 1, YEARS[0]), min(year, YEARS[-1]) + 1)
    values = [cell.value for past in known if (cell := figure(iso3, "gdp_growth", past)) is not None]
    # fsum, because sum() rounds differently since Python 3.12.
    return math.fsum(values) / len(values) if values else None


# --- Pairs of states -------------------------------------------------------------------------------------------------


@cache
def _dyads() -> dict[tuple[str, str], tuple[float, float, bool]]:
    return {
        (a, b): (float(capital), float(nearest), border == "1")
        for a, b, capital, nearest, _, _, _, border, _, _ in rows("dyads")
    }


def _dyad(a: str, b: str) -> tuple[float, float, bool] | None:
    require_state(a)
    require_state(b)
    return _dyads().get((a, b) if a < b else (b, a))


def capital_distance_km(a: str, b: str) -> float | None:
    """Great-circle distance between two capitals in km, 0 from a state to itself.

    None only if the table lacks the pair. Raises `DataError` for an unknown state.
    """
    pair = _dyad(a, b)
    if pair is None:
        return 0.0 if a == b else None
    return pair[0]


def nearest_distance_km(a: str, b: str) -> float | None:
    """As `capital_distance_km`, but from the nearest of a state's listed places where it has several.

    Only Russia has: without its outer cities (`places.csv`) its capital stands 640 km too far from its neighbours.
    """
    pair = _dyad(a, b)
    if pair is None:
        return 0.0 if a == b else None
    return pair[1]


def land_border(a: str, b: str) -> bool | None:
    """Whether two states share a land border; None for a state and itself. Raises `DataError` for an unknown state."""
    pair = _dyad(a, b)
    return None if pair is None else pair[2]


# --- NATO ------------------------------------------------------------------------------------------------------------


@cache
def standing_intervals() -> dict[str, tuple[StandingInterval, ...]]:
    """Each state's standings toward NATO in order of time, from 1949 on."""
    found: dict[str, tuple[StandingInterval, ...]] = {}
    for iso3, start, end, name, basis, source, verified, note in rows("standing"):
        until = int(end) if end else None
        # The key of the source, not its text: `members` then needs one table only.
        interval = StandingInterval(iso3, int(start), until, name, basis, source, verified == "1", note)
        found[iso3] = (*found.get(iso3, ()), interval)
    return found


def _standing_in(intervals: Iterable[StandingInterval], year: int) -> str:
    for interval in intervals:
        if interval.start <= year and (interval.end is None or year <= interval.end):
            return interval.standing
    return "outside"


def standing(iso3: str, year: int) -> str:
    """What a state is to NATO at the end of a year: one of `STANDINGS`.

    A state is a member from the year in which it accedes. Years before its first entry are `outside`; years after the
    last one known keep it. Raises `DataError` for an unknown state.
    """
    return _standing_in(standing_intervals()[require_state(iso3)], year)


def members(year: int) -> tuple[str, ...]:
    """Codes of the NATO members at the end of a year, those outside the integrated command included, sorted."""
    standings = standing_intervals().items()
    return tuple(sorted(iso3 for iso3, known in standings if _standing_in(known, year).startswith("member")))


# --- Promises and troops ---------------------------------------------------------------------------------------------


@cache
def all_pacts() -> tuple[Pact, ...]:
    """Every bilateral treaty of the data set, ended ones too, sorted by pair."""
    return tuple(
        Pact(a, b, kind, treaty, int(start), int(end) if end else None, citation(source), verified == "1", note)
        for a, b, kind, treaty, start, end, source, verified, note in rows("pacts")
    )


def pacts(year: int) -> tuple[Pact, ...]:
    """Bilateral treaties in force at the end of a year, sorted by pair; NATO's own treaty is not among them."""
    return tuple(pact for pact in all_pacts() if pact.start <= year and (pact.end is None or year < pact.end))


@cache
def all_troops() -> tuple[Troops, ...]:
    """Every count of forces abroad, sorted by sender, host, kind and year."""
    return tuple(
        Troops(sender, host, float(persons), citation(source), verified == "1", kind, int(year), note)
        for sender, host, year, kind, persons, source, verified, note in rows("troops")
    )


def troops(year: int) -> tuple[Troops, ...]:
    """Forces abroad: the latest count at or before `year` for each sender, host and kind.

    `Troops.year` says when it was counted: battle groups and rotational totals are known for a few years only. The
    kinds overlap (see `Troops`) and must not be added.
    """
    latest: dict[tuple[str, str, str], Troops] = {}
    for count in all_troops():
        key = (count.sender, count.host, count.kind)
        if count.year <= year and (key not in latest or count.year > latest[key].year):
            latest[key] = count
    return tuple(latest[key] for key in sorted(latest))


# --- Published rates and Olson & Zeckhauser's table ------------------------------------------------------------------


@cache
def _rates() -> dict[str, dict[str, Cell]]:
    tables: dict[str, dict[str, Cell]] = {}
    for table, name, value, unit, source, verified, note in rows("rates"):
        tables.setdefault(table, {})[name] = Cell(float(value), unit, citation(source), note, verified == "1")
    return tables


def treaty_priors() -> dict[str, Cell]:
    """Share of alliance promises (0-1) honoured when called on, by the study that counted them."""
    return dict(_rates()["treaty_prior"])


def dispute_rates() -> dict[str, Cell]:
    """Militarised disputes per dyad and year, 1950-2010: `contiguous` by land, and `other`."""
    return dict(_rates()["dispute_rate"])


@cache
def _oz1964() -> dict[str, tuple[float, float]]:
    return {iso3: (float(gnp), float(f"{share}e-2")) for iso3, gnp, share, _source, _verified in rows("oz1964")}


def oz1964() -> dict[str, tuple[float, float]]:
    """NATO in 1964 after Olson & Zeckhauser (1966), Table 1: GNP (billion USD) and defence share of GNP (0-1).

    Unverified: recalled, and checked only by what it reproduces (SOURCES.md). Iceland is not in it.
    """
    return dict(_oz1964())
