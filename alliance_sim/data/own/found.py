"""What is found in a user's own file: figures of states, promises between them, and what was left out and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from ...errors import InputError, Problem

UNITS = {
    "share": "share of GDP",
    "population": "million",
    "military_spending": "billion current USD",
    "military_personnel": "thousand",
    "cinc": "share of the world's capabilities",
}
"""Variables that the importers know, and the units they give them in."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a state, in the unit of `UNITS`; `place` says where in the file it stands."""

    iso3: str
    year: int
    variable: str
    value: float
    place: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """Two states (in the order of their codes) that promised defence in a year, one of them only if `one_sided`."""

    a: str
    b: str
    year: int
    place: str
    one_sided: bool = False


class LeftOut(NamedTuple):
    """Something that was passed over for a reason worth knowing; of all states or years where those are empty."""

    text: str
    iso3: str = ""
    year: int | None = None


@dataclass
class Found:
    """All that a file gave, and what it passed over."""

    source: str
    figures: list[Figure] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    members: list[tuple[str, int]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def years(self) -> list[int]:
        """The years for which there is anything, rising."""
        years = {one.year for one in self.figures} | {one.year for one in self.promises}
        return sorted(years | {year for _, year in self.members})


def without_doubles(figures: list[Figure]) -> list[Figure]:
    """The figures by state, variable and year; two different ones for one of them are an error that names both places.

    Raises InputError.
    """
    kept: dict[tuple[str, str, int], Figure] = {}
    problems = []
    for one in figures:
        before = kept.setdefault((one.iso3, one.variable, one.year), one)
        if before.value != one.value:
            message = (
                f"{one.iso3} has {one.variable} {one.value:g} in {one.year}, and {before.value:g} at {before.place}"
            )
            problems.append(Problem(f"{message}; leave one of the two out of the file", one.place))
    if problems:
        raise InputError(problems)
    return [kept[key] for key in sorted(kept)]
