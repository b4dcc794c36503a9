"""How good is a forecast? Errors, skill against a rival with its interval, and the worth of a band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

RESAMPLES = 2000
BAND = 0.90
"""Part of the outcomes that a band should hold."""


def rmse(errors: Array) -> float:
    """Root mean square, in the unit of the errors.

    >>> rmse(np.array([3.0, -4.0, 0.0, 0.0]))
    2.5
    """
    return float(np.sqrt(np.mean(np.square(errors))))


def mae(errors: Array) -> float:
    """Mean size, in the unit of the errors.

    >>> mae(np.array([3.0, -4.0, 0.0, 1.0]))
    2.0
    """
    return float(np.mean(np.abs(errors)))


@dataclass(frozen=True)
class Skill:
    """How much smaller an RMSE is than a rival's: 1 - own/rival, with its 90 % interval; above 0 is better.

    Args:
        value: of all forecasts together.
        low: 5th percentile when states are drawn anew.
        high: 95th percentile.
        chance: part of the draws in which the model is no better than the rival.
    """

    value: float
    low: float
    high: float
    chance: float


def skill(own: Array, rival: Array, states: Array) -> Skill:
    """Skill of errors `own` against errors `rival` of the same forecasts; `states` says whose each one is.

    The interval is a bootstrap that draws whole states, since the errors of one state hang together over origins and
    years ahead. The same every time.
    """
    codes, place = np.unique(states, return_inverse=True)
    mine = np.bincount(place, np.square(own))
    theirs = np.bincount(place, np.square(rival))
    drawn = np.random.default_rng(0).integers(len(codes), size=(RESAMPLES, len(codes)))
    skills = 1.0 - np.sqrt(mine[drawn].sum(axis=1) / theirs[drawn].sum(axis=1))
    low, high = np.quantile(skills, [(1 - BAND) / 2, (1 + BAND) / 2])
    value = 1.0 - np.sqrt(mine.sum() / theirs.sum())
    return Skill(float(value), float(low), float(high), float(np.mean(skills <= 0.0)))


def crps(ensemble: Array, outcome: Array) -> Array:
    """Continuous ranked probability score of each forecast, in its unit: 0 is best, a point's is its absolute error.

    ensemble: [member, ...]; outcome: [...]. Mean distance to the outcome, less half that between members.
    Source: Gneiting & Raftery (2007), equation 21.

    >>> crps(np.array([[1.0], [3.0]]), np.array([2.0])).tolist()
    [0.5]
    """
    members = np.sort(ensemble, axis=0)
    count = len(members)
    weights = (2.0 * np.arange(1, count + 1) - count - 1.0).reshape(-1, *[1] * (members.ndim - 1))
    apart = 2.0 * (weights * members).sum(axis=0) / (count * count)
    return np.asarray(np.abs(members - outcome).mean(axis=0) - 0.5 * apart)


def band(ensemble: Array) -> tuple[Array, Array]:
    """Lower and upper end of the 90 % band over the members."""
    low, high = np.quantile(ensemble, [(1 - BAND) / 2, (1 + BAND) / 2], axis=0)
    return np.asarray(low), np.asarray(high)
