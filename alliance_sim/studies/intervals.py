"""Means and 90 % intervals over seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.90
"""Share of the seeds that an interval holds: from the 5th to the 95th percentile."""

NEGLIGIBLE = 1e-9
"""Relative size below which a difference is rounding, not an effect."""

SLIGHT = 1e-3
"""Relative size below which an effect, however clear, is called hardly a change."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over seeds with its 90 % interval.

    Args:
        mean: mean over the seeds in which the quantity is defined; NaN if there is none.
        low: 5th percentile over seeds; NaN with fewer than two seeds.
        high: 95th percentile over seeds; NaN with fewer than two seeds.
        scale: size of the thing that differs, against which a rounding error is judged.
        floor: size below which an effect, however clear, is hardly a change, in the quantity's own unit.
    """

    mean: float
    low: float
    high: float
    scale: float = 1.0
    floor: float = 0.0

    @property
    def direction(self) -> int:
        """1 or -1 if nearly all seeds agree that it is above or below zero, else 0: no clear change.

        It is clear if the 90 % interval leaves zero out by more than rounding; with one seed nothing is clear.
        """
        return 1 if self.low > self._least else -1 if self.high < -self._least else 0

    @property
    def effect(self) -> int:
        """As `direction`, but 0 too for a change of less than a thousandth of the thing itself, or than `floor`."""
        return 0 if abs(self.mean) < max(SLIGHT * abs(self.scale), self.floor) else self.direction

    @property
    def nothing(self) -> bool:
        """Whether no seed within the interval shows any difference beyond rounding."""
        return abs(self.low) <= self._least and abs(self.high) <= self._least

    @property
    def _least(self) -> float:
        return NEGLIGIBLE * max(abs(self.scale), NEGLIGIBLE)


NOTHING = Estimate(math.nan, math.nan, math.nan)


def estimate(values: NDArray[np.float64], scale: float = 1.0, floor: float = 0.0) -> Estimate:
    """Mean and 90 % interval of one quantity over seeds; seeds in which it is not defined are left out.

    The bounds are seeds' own values, the next one outwards where the percentile falls between two, so that few seeds
    give a wide interval: below 21 seeds it spans all of them.

    Args:
        values: one value for each seed.
        scale: see `Estimate`.
        floor: see `Estimate`.
    """
    known = np.sort(values[~np.isnan(values)])
    if not len(known):
        return NOTHING
    # Equal values have that value as their mean, whatever a division rounds to.
    mean = min(max(math.fsum(known) / len(known), float(known[0])), float(known[-1]))
    if len(known) == 1:
        return Estimate(mean, math.nan, math.nan, scale, floor)
    low = seeds_outside(len(known))
    return Estimate(mean, float(known[low]), float(known[len(known) - 1 - low]), scale, floor)


def seeds_outside(count: int, level: float = LEVEL) -> int:
    """How many of so many seeds lie below the interval, and as many above: the one rule of tables and figures.

    >>> seeds_outside(20), seeds_outside(21), seeds_outside(200), seeds_outside(200, 0.5)
    (0, 1, 9, 49)
    """
    return math.floor((1 - level) / 2 * (count - 1) + NEGLIGIBLE) if count else 0


def bounds(
    values: NDArray[np.float64], level: float = LEVEL
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # fmt: skip
    """Ends of the interval over seeds, which are the first axis, as `estimate` gives them for one quantity.

    level: the share of the seeds that it holds, 0-1. Seeds in which a quantity is not defined are left out; NaN where
    it is defined in none.
    """
    ranked = np.sort(values, axis=0)  # what is not defined comes last
    counts = np.asarray((~np.isnan(values)).sum(axis=0))
    low = np.vectorize(seeds_outside, otypes=[np.intp])(counts, level)
    high = np.maximum(counts - 1 - low, 0)
    lowest, highest = (np.take_along_axis(ranked, place[np.newaxis], axis=0)[0] for place in (low, high))
    return lowest, highest


def clear_from(estimates: Sequence[Estimate]) -> int | None:
    """Position from which on a difference is clear in one direction up to the end; None if it is not so at the end."""
    first = None
    last = estimates[-1].direction if estimates else 0
    for position in reversed(range(len(estimates))):
        if last == 0 or estimates[position].direction != last:
            break
        first = position
    return first
