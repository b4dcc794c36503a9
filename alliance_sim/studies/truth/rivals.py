"""The forecasts that the model must beat, from "nothing changes" to a state-space model, fitted to the same years."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import MissingExtraError
from alliance_sim.exogenous import build_exogenous
from alliance_sim.rules.threat import proximity
from alliance_sim.studies.truth.history import history
from alliance_sim.world import build_world

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alliance_sim.studies.truth.shares import Shares

    Array = NDArray[np.float64]

THREAT_KM = 1000.0
"""Scale of distance in the panel regression's threat; between 500 and 2000 km its errors differ by 0.002 points."""

ENOUGH_FOR_TREND = 7
"""Years from which on the state-space model may have a damped trend beside its level."""


@dataclass(frozen=True)
class Told:
    """What the panel regression is told, as the model is: threat [year, state], from the first year on."""

    threat: Array


def told(known: Shares, end: int) -> Told:
    """The adversary's intent by year, as in the history scenario, faded with the distance to each state."""
    world = build_world(history(end))
    intent = build_exogenous(world).intent
    threat = np.zeros((len(intent), len(known.states)))
    for k, iso3 in enumerate(known.states):
        i = world.index[iso3]
        for rank, adversary in enumerate(world.adversaries):
            near = proximity(float(world.distance_km[adversary, i]), THREAT_KM)
            threat[:, k] += np.asarray(intent)[:, rank, i] * near
    return Told(threat)


def persistence(known: Shares, years: int, _: Told) -> Array:
    """Next year's share is this year's."""
    return np.tile(known.values[-1], (years, 1))


def linear_trend(known: Shares, years: int, _: Told) -> Array:
    """Each state's straight line through its known years, by least squares."""
    time = np.arange(len(known.values))
    slope, level = np.polyfit(time, known.values, 1)
    ahead = np.arange(len(time), len(time) + years)
    return np.asarray(level + slope * ahead[:, None])


def autoregression(known: Shares, years: int, _: Told) -> Array:
    """Each state's own AR(1) with a constant, by least squares; its slope is kept within 0-1, or it would explode."""
    before, after = known.values[:-1], known.values[1:]
    centred = before - before.mean(axis=0)
    spread = (centred * centred).sum(axis=0)
    slope = np.clip((centred * after).sum(axis=0) / np.maximum(spread, 1e-12), 0.0, 1.0)
    constant = after.mean(axis=0) - slope * before.mean(axis=0)
    return _iterate(known, years, lambda share, _: constant + slope * share)


def panel_regression(known: Shares, years: int, told: Told) -> Array:
    """One regression for all states: share on last year's share and on threat, by least squares."""
    rows = len(known.values)
    lagged, threat = known.values[:-1].ravel(), told.threat[1:rows].ravel()
    design = np.column_stack([np.ones_like(lagged), lagged, threat])
    constant, slope, effect = np.linalg.lstsq(design, known.values[1:].ravel(), rcond=None)[0].tolist()
    return _iterate(known, years, lambda share, t: constant + slope * share + effect * told.threat[t])


def exponential_smoothing(known: Shares, years: int, _: Told) -> Array:
    """Each state's exponential smoothing in state-space form: a level, with a damped trend where AICc prefers it.

    Source: Hyndman et al. (2002), who choose so. Raises MissingExtraError without statsmodels.
    """
    try:
        from statsmodels.tsa.exponential_smoothing.ets import ETSModel
    except ImportError:
        raise MissingExtraError(
            "the hindcast's rivals need statsmodels, which is not installed: pip install 'alliance-sim[study]'"
        ) from None
    shapes: list[dict[str, object]] = [{"trend": None}]
    if len(known.values) >= ENOUGH_FOR_TREND:
        shapes.append({"trend": "add", "damped_trend": True})
    columns = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a short series does not pin every parameter down is known
        for series in 100.0 * known.values.T:
            fitted = [ETSModel(series, error="add", **shape).fit(disp=False) for shape in shapes]
            best = min(fitted, key=_aicc)
            columns.append(np.asarray(best.forecast(years)) / 100.0)
    return np.column_stack(columns)


def _aicc(fitted: Any) -> float:
    """Akaike's criterion for short series; infinite where there are too few years for the parameters."""
    value = float(fitted.aicc)
    return value if np.isfinite(value) and fitted.df_resid > 1 else float("inf")


def _iterate(known: Shares, years: int, following: Callable[[Array, int], Array]) -> Array:
    """Year after year from the last known one; `following` is given the share and the row of the year sought."""
    share, found = known.values[-1], []
    for t in range(len(known.values), len(known.values) + years):
        share = following(share, t)
        found.append(share)
    return np.array(found)


RIVALS: dict[str, Callable[[Shares, int, Told], Array]] = {
    "persistence": persistence,
    "linear trend": linear_trend,
    "AR(1)": autoregression,
    "panel regression": panel_regression,
    "exponential smoothing": exponential_smoothing,
}
"""Every rival: given what is known, the years to look ahead and what is told, shares [year, state]."""
