"""Which state a row is about: by COW number and year, or by the name that a table gives it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from ...errors import DataError
from ..load import countries, find_state


class State(NamedTuple):
    """An alpha-3 code and, where the state was then another, what it was."""

    iso3: str
    note: str = ""


class _Era(NamedTuple):
    cow: int
    first: int
    last: int
    iso3: str
    note: str


ERAS = (
    _Era(255, 1990, 9999, "DEU", ""),
    _Era(255, 1, 1945, "DEU", "Germany until 1945"),
    _Era(260, 1949, 1989, "DEU", "West Germany"),
    _Era(315, 1918, 1992, "CZE", "Czechoslovakia"),
    _Era(316, 1993, 9999, "CZE", ""),
    _Era(345, 1918, 2002, "YUG", "Yugoslavia"),
    _Era(345, 2003, 2005, "SCG", "Serbia and Montenegro"),
    _Era(345, 2006, 9999, "SRB", ""),
    _Era(340, 2006, 9999, "SRB", "number of Gleditsch and Ward"),
    _Era(365, 1922, 1991, "RUS", "Soviet Union"),
    _Era(365, 1992, 9999, "RUS", ""),
    _Era(365, 1, 1921, "RUS", "Russian Empire until 1917"),
    _Era(300, 1, 1918, "AUH", "Austria-Hungary"),
)
"""COW numbers whose state was not always the one that bears its code now. East Germany (265) is left out on purpose.

Germany in 1990 has two rows in COW's tables, 260 until October and 255 from then on; the one at the end of the year
counts, as everywhere in this package.
"""

OTHER_NAMES = {
    "slovak republic": "SVK",
    "czech rep.": "CZE",
    "korea, south": "KOR",
    "republic of north macedonia": "MKD",
    "macedonia, fyr": "MKD",
    "bosnia-herzegovina": "BIH",
    "russia/ussr": "RUS",
    "ussr": "RUS",
    "soviet union": "RUS",
    "czechoslovakia": "CZE",
    "yugoslavia": "YUG",
    "german federal republic": "DEU",
    "germany, west": "DEU",
    "west germany": "DEU",
    "ukraine": "UKR",
    "iran, islamic republic of": "IRN",
}
"""Names in SIPRI's and NATO's tables besides those that the data set knows."""

NOTES = {
    "ussr": "Soviet Union",
    "soviet union": "Soviet Union",
    "czechoslovakia": "Czechoslovakia",
    "yugoslavia": "Yugoslavia",
}

_FOOTNOTE = re.compile(r"(?:\s*[\*†‡§#¹²³]+|\s*\((?:[a-z]|\d{1,2})\)|(?<=[a-z])\d{1,2})+$")


@cache
def _by_number() -> dict[int, str]:
    return {country.cow_code: code for code, country in countries().items()}


def state_of_number(number: int, year: int) -> State | None:
    """The state that bore a COW number in a year; None for one that the data set does not have, or had ended.

    >>> state_of_number(260, 1965), state_of_number(345, 1999).iso3, state_of_number(345, 2010).iso3
    (State(iso3='DEU', note='West Germany'), 'YUG', 'SRB')
    >>> state_of_number(260, 1990) is None, state_of_number(255, 1990).iso3
    (True, 'DEU')
    """
    eras = [era for era in ERAS if era.cow == number]
    if eras:
        return next((State(era.iso3, era.note) for era in eras if era.first <= year <= era.last), None)
    iso3 = _by_number().get(number)
    return State(iso3) if iso3 is not None else None


def state_of_code(text: str) -> str:
    """The alpha-3 code of a state that is named by code or name, states that are no more among them.

    Raises DataError with the nearest one.

    >>> state_of_code("yug"), state_of_code("Norway")
    ('YUG', 'NOR')
    """
    code = text.strip().upper()
    return code if code in {era.iso3 for era in ERAS} else find_state(text)


def state_of_name(name: str, year: int) -> State | None:
    """The state that a table calls so, footnote marks aside; None for one that the data set does not have.

    >>> state_of_name("Albania*", 2014).iso3, state_of_name("USSR", 1980), state_of_name("Atlantis", 2014)
    ('ALB', State(iso3='RUS', note='Soviet Union'), None)
    >>> state_of_name("Germany", 1965)
    State(iso3='DEU', note='West Germany')
    """
    plain = _FOOTNOTE.sub("", name.strip()).strip()
    lower = plain.casefold()
    if len(plain) < 4 and not plain.isupper():  # a short word of a footnote is no code
        return None
    if lower in OTHER_NAMES:
        return State(OTHER_NAMES[lower], NOTES.get(lower, ""))
    try:
        iso3 = find_state(plain)
    except DataError:
        return None
    return State(iso3, "West Germany" if iso3 == "DEU" and 1949 <= year < 1990 else "")
