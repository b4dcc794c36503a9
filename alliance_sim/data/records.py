"""What a table row becomes: small frozen records, each of which carries its source and its mark.

`verified` is false for a figure that is recalled or assumed and was not checked against a document.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: its value in `unit`, where it is from, and whether it was checked there."""

    value: float
    unit: str
    source: str
    note: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one column of a country's row is from."""

    column: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Country:
    """A state as the data set knows it.

    `latitude` and `longitude` are those of the capital (degrees); `reach_km` is the distance over which the state's own
    forces lose their strength by a factor e; `efficiency` is military capability bought per dollar at market rates
    (United States 1); `receptivity` (0-1) is how far pressure from the alliance counts at home. A state without
    `armed_forces` has no defence figures: they are missing, not zero.
    """

    iso3: str
    iso2: str
    name: str
    aliases: tuple[str, ...]
    cow_code: int
    capital: str
    latitude: float
    longitude: float
    armed_forces: bool
    reach_km: float
    efficiency: float
    receptivity: float
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class StandingInterval:
    """A state's standing toward NATO at the end of every year from `start` to `end` (None: still)."""

    iso3: str
    start: int
    end: int | None
    standing: str
    basis: str
    source: str
    verified: bool
    note: str


@dataclass(frozen=True, slots=True)
class Pact:
    """A bilateral treaty between `a` and `b` (a < b) from the year it was signed to the year it ended (None: still).

    `kind` is `defence` where at least one side promises to defend the other; other treaties keep their own kind.
    """

    a: str
    b: str
    kind: str
    treaty: str
    start: int
    end: int | None
    source: str
    verified: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Troops:
    """Forces of `sender` on the soil of `host`, counted in `year`.

    Kinds overlap and must not be added: `permanent` is personnel assigned to the country (mostly without rotational
    units), `total_with_rotational` contains `permanent` and everything that rotates through, `battle_group` is a whole
    multinational group under its framework nation, of which the sender provides only a part.
    """

    sender: str
    host: str
    persons: float
    source: str
    verified: bool
    kind: str
    year: int
    note: str = ""
