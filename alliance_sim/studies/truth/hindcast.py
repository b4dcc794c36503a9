"""Would it have known? From every origin the model is fitted to the years before and held against those after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import InputError
from alliance_sim.studies.truth.calibrate import Fit, calibrate
from alliance_sim.studies.truth.ensemble import outlook
from alliance_sim.studies.truth.history import history, modelled, with_parameters, without_chance
from alliance_sim.studies.truth.priors import FITTED
from alliance_sim.studies.truth.rivals import RIVALS, told
from alliance_sim.studies.truth.scores import Skill, crps, mae, rmse, skill

if TYPE_CHECKING:
    import pandas as pd

    from alliance_sim.studies.truth.shares import Shares

ORIGINS = range(2016, 2024)
"""Years from which one looks ahead."""

AHEAD = 3
"""Most years to look ahead."""

MODEL, UNTOLD = "model", "model, not told"
"""Columns: the model told of what comes from outside, and the same told nothing of the years ahead."""


@dataclass(frozen=True)
class Hindcast:
    """Forecasts of years that were not seen, and what came.

    Args:
        rows: one row a forecast: origin, year, ahead, iso3, actual, low, high (the 90 % band), crps, and one column a
            forecaster; shares 0-1.
        fits: the model's fit at every origin.
    """

    rows: pd.DataFrame
    fits: tuple[Fit, ...]

    @property
    def forecasters(self) -> tuple[str, ...]:
        """The model, the model told nothing, and every rival."""
        return tuple(name for name in (MODEL, UNTOLD, *RIVALS) if name in self.rows)

    def _rows(self, where: Mapping[str, Any]) -> pd.DataFrame:
        """The rows that have these values."""
        rows = self.rows
        for column, value in where.items():
            rows = rows[rows[column] == value]
        return rows

    def errors(self, name: str, **where: Any) -> Any:
        """Errors of a forecaster in points of GDP, of the rows that have these values (`origin=2021`, `ahead=1`)."""
        rows = self._rows(where)
        return 100.0 * (rows[name] - rows["actual"]).to_numpy(dtype=float)

    def rmse(self, name: str, **where: Any) -> float:
        """Root mean square error, points of GDP."""
        return rmse(self.errors(name, **where))

    def mae(self, name: str, **where: Any) -> float:
        """Mean absolute error, points of GDP."""
        return mae(self.errors(name, **where))

    def skill(self, rival: str) -> Skill:
        """The model's skill against a rival over all forecasts, with a bootstrap interval that draws states."""
        return skill(self.errors(MODEL), self.errors(rival), self.rows["iso3"].to_numpy())

    def coverage(self, **where: Any) -> float:
        """Part of the outcomes within the model's 90 % band."""
        rows = self._rows(where)
        return float(((rows["low"] <= rows["actual"]) & (rows["actual"] <= rows["high"])).mean())

    def by_state(self) -> pd.DataFrame:
        """RMSE of every forecaster by state, points of GDP, the model's largest first."""
        import pandas as pd

        codes = sorted(self.rows["iso3"].unique())
        table = {name: [self.rmse(name, iso3=iso3) for iso3 in codes] for name in self.forecasters}
        return pd.DataFrame(table, index=codes).sort_values(MODEL, ascending=False)


def hindcast(
    shares: Shares, origins: Sequence[int] = ORIGINS, names: Sequence[str] = FITTED,
    progress: Callable[[int], None] | None = None,
) -> Hindcast:  # fmt: skip
    """Fit at every origin to the years up to it, look up to three years ahead, and compare.

    names: what is fitted, of `PRIORS`. Each fit starts from the priors. Raises InputError for an origin with less than
    three years before it or none after it, and MissingExtraError without scipy and statsmodels.
    """
    import pandas as pd

    if not origins:
        raise InputError(f"give at least one origin from {shares.first + 2} to {shares.last - 1}")
    parts, fits = [], []
    for origin in origins:
        if not shares.first + 2 <= origin < shares.last:
            raise InputError(f"origin {origin} is not from {shares.first + 2} to {shares.last - 1}")
        fit = calibrate(shares.through(origin), names, starts=1)
        parts.append(_from(shares, fit))
        fits.append(fit)
        if progress is not None:
            progress(1)
    return Hindcast(pd.concat(parts, ignore_index=True), tuple(fits))


def _from(shares: Shares, fit: Fit) -> pd.DataFrame:
    """All forecasts of one origin, with what came."""
    import pandas as pd

    known = shares.through(fit.last)
    end = min(fit.last + AHEAD, shares.last)
    years = np.arange(fit.last + 1, end + 1)
    actual = shares.values[years - shares.first]
    seen = outlook(known, history(end), fit.parameters, fit.carry)
    low, high = seen.band()
    columns = {MODEL: seen.point, UNTOLD: _untold(known, fit, end), "low": low, "high": high}
    columns |= {name: rival(known, len(years), told(known, end)) for name, rival in RIVALS.items()}
    columns |= {"actual": actual, "crps": crps(seen.ensemble, actual)}
    head = {
        "origin": fit.last,
        "year": np.repeat(years, len(known.states)),
        "ahead": np.repeat(years - fit.last, len(known.states)),
        "iso3": np.tile(known.states, len(years)),
    }
    return pd.DataFrame({**head, **{name: np.ravel(values) for name, values in columns.items()}})


def _untold(known: Shares, fit: Fit, end: int) -> Any:
    """The forecast without any input of the years ahead."""
    scenario = with_parameters(without_chance(history(end, known_to=fit.last)), fit.parameters)
    return fit.carry.onward(modelled(scenario, known.states)[0], known.values)
