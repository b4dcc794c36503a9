"""The facts that the model is held against: the defence shares that members reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alliance_sim import data
from alliance_sim.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FIRST, LAST = 2014, 2024
"""Years for which NATO's tables give every member's share; 2013 is from another source and is left out."""


@dataclass(frozen=True)
class Shares:
    """Reported defence shares.

    Args:
        states: codes of the states, sorted.
        first: first year.
        values: [year, state], share of GDP, 0-1.
    """

    states: tuple[str, ...]
    first: int
    values: Array

    @property
    def last(self) -> int:
        """The last year that is known."""
        return self.first + len(self.values) - 1

    def through(self, year: int) -> Shares:
        """What was known at the end of a year: later figures are not in it, so that nothing can read them.

        Raises InputError for a year outside the data.
        """
        if not self.first <= year <= self.last:
            raise InputError(f"there are no reported shares of {year}; give a year from {self.first} to {self.last}")
        return Shares(self.states, self.first, self.values[: year - self.first + 1].copy())


def reported() -> Shares:
    """The shares of the members of 2024 that have armed forces (31 states), 2014-2024, from the package's data."""
    states = [iso3 for iso3 in data.members(LAST) if data.countries()[iso3].armed_forces]
    cells = [[data.figure(iso3, "defence_share", year) for iso3 in states] for year in range(FIRST, LAST + 1)]
    values = [[float("nan") if cell is None else cell.value for cell in row] for row in cells]
    return Shares(tuple(states), FIRST, np.array(values))
