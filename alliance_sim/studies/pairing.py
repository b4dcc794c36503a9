"""What common random numbers are worth: how many unpaired runs would tell a difference as exactly as the paired ones.

Scenario and baseline share every draw, so what chance does to both cancels in their difference. Two separate samples
of n seeds give a difference of variance (Var X + Var Y) / n; the pairs give Var(X - Y) / n. The ratio is the factor by
which unpaired runs would have to be more for the same interval of the mean (Law 2015, Simulation Modeling and Analysis,
on common random numbers).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alliance_sim.studies.intervals import NEGLIGIBLE

Array = NDArray[np.float64]

NORMAL_90 = 1.6448536269514722
"""Standard errors on either side of a mean that hold 90 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """How exactly a mean difference is known, paired and unpaired.

    Args:
        seeds: seeds in which both arms define the quantity.
        paired: half the 90 % interval of the mean difference, from the pairs, in the quantity's unit; NaN below 2.
        unpaired: the same from as many seeds that do not pair.
        factor: how many times as many unpaired runs give the paired interval; below 1 where pairing harms, infinite
            where every seed gives the same difference; NaN where nothing varies at all, or below 2 seeds.
    """

    seeds: int
    paired: float
    unpaired: float
    factor: float

    @property
    def runs(self) -> float:
        """Unpaired seeds in each arm for the same interval; infinite or NaN as the factor is."""
        return math.ceil(self.factor * self.seeds) if math.isfinite(self.factor) else self.factor


def pairing(ours: Array, theirs: Array) -> Pairing:
    """What pairing is worth for one quantity, a value a seed in either arm; seeds without one are left out."""
    both = ~(np.isnan(ours) | np.isnan(theirs))
    one, other = ours[both], theirs[both]
    count = len(one)
    if count < 2:
        return Pairing(count, math.nan, math.nan, math.nan)
    size = float(max(np.abs(one).max(), np.abs(other).max()))
    least = (NEGLIGIBLE * size) ** 2  # what is smaller is rounding
    apart, together = _variance(one) + _variance(other), _variance(one - other)
    apart, together = (value if value > least else 0.0 for value in (apart, together))
    factor = apart / together if together else math.inf if apart else math.nan
    paired, unpaired = (NORMAL_90 * math.sqrt(value / count) for value in (together, apart))
    return Pairing(count, paired, unpaired, factor)


def _variance(values: Array) -> float:
    """Sample variance, in exact sums: the order of seeds changes no bit."""
    mean = math.fsum(values) / len(values)
    return math.fsum((value - mean) ** 2 for value in values.tolist()) / (len(values) - 1)
