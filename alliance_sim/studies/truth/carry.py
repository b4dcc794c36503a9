"""From the model's path to a forecast: what a state spends above or below its path is partly carried on.

The model starts in 2014 and is not told what anyone spends. At the year from which one looks ahead the gap between
the reported and the modelled share is known for every state. Part of it is taste (a new government, a doctrine) and
lasts; part is a purchase or a bad year and does not. Three numbers, the same for every state, say how much lasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Carry:
    """How a gap between the reported and the modelled share (log ratio) is carried on.

    Args:
        persistence: part of a gap that is left a year later, 0-1.
        gain: part of a year's news about the gap that is believed, 0-1.
        largest: news beyond this (log ratio a year) is taken as a purchase, not as taste.
    """

    persistence: float = 0.96
    gain: float = 0.64
    largest: float = 0.20

    def gaps(self, modelled: Array, reported: Array) -> Array:
        """What is believed of every state's gap at the end of each reported year: [..., year, state], log ratio.

        The first year's gap is 0, since the model starts from that year's figures. modelled: [..., year, state] of at
        least as many years as reported [year, state]; shares.
        """
        years = len(reported)
        seen = np.log(reported / modelled[..., :years, :])
        believed = np.zeros_like(seen)
        for t in range(1, years):
            before = believed[..., t - 1, :] * self.persistence
            news = np.clip(seen[..., t, :] - before, -self.largest, self.largest)
            believed[..., t, :] = before + self.gain * news
        return believed

    def ahead(self, modelled: Array, gap: Array, origin: int) -> Array:
        """Shares forecast for the years after row `origin` of the path, given the gap there: [..., year, state]."""
        later = modelled[..., origin + 1 :, :]
        left = self.persistence ** np.arange(1, later.shape[-2] + 1)
        return np.asarray(later * np.exp(left[:, None] * gap[..., None, :]))

    def onward(self, modelled: Array, reported: Array) -> Array:
        """Shares forecast for the years after the reported ones: [..., year, state]."""
        return self.ahead(modelled, self.gaps(modelled, reported)[..., -1, :], len(reported) - 1)


def errors(modelled: Array, reported: Array, carry: Carry, horizons: int) -> dict[int, Array]:
    """Errors of forecasts from every reported year to later ones, by years ahead: horizon -> [origin, state].

    Log ratio of forecast to report. `errors[1]` has all one-year forecasts, and so on up to `horizons`.
    """
    gaps, years = carry.gaps(modelled, reported), len(reported)
    found: dict[int, Array] = {}
    for ahead in range(1, min(horizons, years - 1) + 1):
        origins = np.arange(years - ahead)
        forecast = np.log(modelled[origins + ahead]) + carry.persistence**ahead * gaps[origins]
        found[ahead] = forecast - np.log(reported[origins + ahead])
    return found
