"""Fitting the model's global parameters to reported defence shares: priors, several starts, uncertainty.

The fit compares every forecast that could have been made within the chosen years, from each year to up to three years
later, with what was reported. Nothing later than the last chosen year is in its hands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import InputError, MissingExtraError
from alliance_sim.studies.truth.carry import Carry, errors
from alliance_sim.studies.truth.history import history, modelled, with_parameters, without_chance
from alliance_sim.studies.truth.priors import FITTED, PRIORS, Prior

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alliance_sim.studies.truth.shares import Shares

    Array = NDArray[np.float64]

HORIZONS = 3
"""Years ahead that a fit looks at."""

SCALE = 0.25
"""Error of a forecast, points of GDP, at which a prior weighs as much as one state-year: about that of one year."""

PROFILE_POINTS = 7
LEVEL = 2.706
"""Rise of the deviance at the ends of a 90 % interval: chi-square with one degree of freedom."""


@dataclass(frozen=True)
class Fit:
    """The outcome of a fit.

    Args:
        last: last year whose shares it saw.
        names: what was fitted.
        values: the best values found.
        held: values of what was not fitted.
        spread: standard deviation of each, from the curvature with the priors.
        correlation: of the fitted values, from the same curvature.
        cost: half the sum of squares at the best point.
        rmse: of the forecasts it was fitted to, points of GDP.
        starts: the cost that each start came to.
        bounded: those that lie on a bound.
    """

    last: int
    names: tuple[str, ...]
    values: tuple[float, ...]
    held: dict[str, float]
    spread: tuple[float, ...]
    correlation: Array
    cost: float
    rmse: float
    starts: tuple[float, ...]
    bounded: tuple[str, ...]

    def value(self, name: str) -> float:
        """The best value of a parameter."""
        return self.values[self.names.index(name)]

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters of the model that were fitted or held, those of the carry left out."""
        return {name: value for name, value in self._all().items() if name not in _CARRY}

    @property
    def carry(self) -> Carry:
        """How gaps are carried on."""
        return Carry(**{name: value for name, value in self._all().items() if name in _CARRY})

    def _all(self) -> dict[str, float]:
        return {**self.held, **dict(zip(self.names, self.values, strict=True))}

    @property
    def learnt(self) -> dict[str, float]:
        """Part of each prior's spread that the data took away: 0 where they do not fix the parameter, 1 at most."""
        spreads = dict(zip(self.names, self.spread, strict=True))
        return {name: max(0.0, 1.0 - spread / PRIORS[name].spread) for name, spread in spreads.items()}


_CARRY = tuple(field.name for field in fields(Carry))


def need_scipy() -> Any:
    """scipy.optimize. Raises MissingExtraError, with the command that installs it, where it is not installed."""
    try:
        from scipy import optimize
    except ImportError:
        raise MissingExtraError(
            "a fit needs scipy, which is not installed: pip install 'alliance-sim[study]'"
        ) from None
    return optimize


class Problem:
    """What a fit minimises, as a function of points in the unit cube.

    known: the shares it may see, and nothing later. names: parameters to fit, of `PRIORS`. held: values of others;
    what usually is fitted and neither named nor held stays at its prior's centre, not at the shipped value, which has
    seen all years.
    """

    def __init__(self, known: Shares, names: Sequence[str], held: Mapping[str, float] | None = None) -> None:
        self.known, self.names = known, tuple(names)
        centres = {name: PRIORS[name].value for name in FITTED if name not in names}
        self.held = {**centres, **(held or {})}
        self.priors = [_prior(name) for name in self.names]
        scenario = without_chance(history(known.last, known_to=known.last))

        @cache
        def path(values: tuple[tuple[str, float], ...]) -> Array:
            return np.asarray(modelled(with_parameters(scenario, dict(values)), known.states)[0])

        self._path: Callable[[tuple[tuple[str, float], ...]], Array] = path

    def values(self, point: Array) -> dict[str, float]:
        """The parameters at a point of the unit cube, and those held."""
        at = {p.name: p.low + float(x) * (p.high - p.low) for p, x in zip(self.priors, point, strict=True)}
        return {**self.held, **at}

    def point(self, values: Mapping[str, float]) -> Array:
        """The point of the unit cube at which the parameters are."""
        return np.array([(values[p.name] - p.low) / (p.high - p.low) for p in self.priors])

    def forecasts(self, values: Mapping[str, float]) -> Array:
        """Errors of all forecasts within the known years, points of GDP."""
        own = tuple(sorted((name, value) for name, value in values.items() if name not in _CARRY))
        carry = Carry(**{name: value for name, value in values.items() if name in _CARRY})
        known = self.known.values
        found = errors(self._path(own), known, carry, HORIZONS)
        points = [100.0 * known[ahead:] * np.expm1(found[ahead]) for ahead in found]
        return np.concatenate([part.ravel() for part in points])

    def misfit(self, values: Mapping[str, float]) -> Array:
        """Errors in units of `SCALE`; those of overlapping forecasts share one weight."""
        return np.asarray(self.forecasts(values) / (SCALE * np.sqrt(HORIZONS)))

    def residuals(self, point: Array) -> Array:
        """What least squares makes small: the misfit, and the distance from the priors in their spreads."""
        values = self.values(point)
        away = [(values[p.name] - p.value) / p.spread for p in self.priors]
        return np.concatenate([self.misfit(values), away])

    def solve(self, start: Array) -> Any:
        """Least squares from a start in the unit cube."""
        return need_scipy().least_squares(
            self.residuals, np.clip(start, 0.01, 0.99), bounds=(0.0, 1.0), diff_step=2e-3, xtol=1e-5, ftol=1e-6,
            max_nfev=30,
        )  # fmt: skip


def _prior(name: str) -> Prior:
    if name not in PRIORS:
        raise InputError(f"{name!r} cannot be fitted; what can is {', '.join(PRIORS)}")
    return PRIORS[name]


def calibrate(
    known: Shares, names: Sequence[str] = FITTED, starts: int = 4,
    progress: Callable[[int], None] | None = None, near: Mapping[str, float] | None = None,
) -> Fit:  # fmt: skip
    """Fit parameters to known shares.

    names: what to fit, of `PRIORS`. starts: the first from the priors' centres (or from `near`), the others from a
    Sobol sequence. progress: told after every start. Raises InputError for fewer than three years or an unknown name,
    and MissingExtraError without scipy.
    """
    if len(known.values) < 3:
        raise InputError(f"a fit needs three years or more, and {known.first} to {known.last} are given")
    if not names or len(set(names)) < len(names):
        raise InputError(f"name each parameter to fit once, at least one of {', '.join(PRIORS)}")
    problem = Problem(known, names)
    centre = {prior.name: prior.value for prior in problem.priors}
    solved = []
    for start in [problem.point({**centre, **(near or {})}), *_scattered(len(names), starts - 1)]:
        solved.append(problem.solve(start))
        if progress is not None:
            progress(1)
    return _fit(problem, min(solved, key=lambda one: float(one.cost)), [float(one.cost) for one in solved])


def _scattered(dimensions: int, count: int) -> Array:
    """Points that fill the unit cube evenly; the same every time."""
    if count < 1:
        return np.empty((0, dimensions))
    from scipy.stats import qmc

    need = 1 << (count - 1).bit_length()
    return np.asarray(qmc.Sobol(dimensions, seed=0).random(need)[:count])


def _fit(problem: Problem, best: Any, costs: list[float]) -> Fit:
    values = problem.values(best.x)
    spreads = np.array([prior.spread for prior in problem.priors])
    ranges = np.array([prior.high - prior.low for prior in problem.priors])
    count = len(problem.names)
    slopes = best.jac * (spreads / ranges)  # in units of the priors' spreads
    information = slopes[:-count].T @ slopes[:-count]
    covariance = np.linalg.inv(information + np.eye(count))
    deviation = np.sqrt(np.diag(covariance))
    points = problem.forecasts(values)
    return Fit(
        last=problem.known.last, names=problem.names, values=tuple(values[name] for name in problem.names),
        held=problem.held,
        spread=tuple((deviation * spreads).tolist()), correlation=covariance / np.outer(deviation, deviation),
        cost=float(best.cost), rmse=float(np.sqrt(np.mean(points * points))), starts=tuple(costs),
        bounded=tuple(name for name, x in zip(problem.names, best.x, strict=True) if not 0.005 < x < 0.995),
    )  # fmt: skip


@dataclass(frozen=True)
class Profile:
    """The profile likelihood of one parameter: how much worse the best fit gets when it is held at a value.

    Args:
        name: the parameter.
        values: where it was held.
        deviance: rise of the sum of squared misfits, priors left out, at each value; the others fitted anew.
        low: lower end of the 90 % interval, or the lowest value tried where the data set no limit.
        high: the same above.
        open_below: whether the data set no lower limit within the prior's range.
        open_above: the same above.
    """

    name: str
    values: tuple[float, ...]
    deviance: tuple[float, ...]
    low: float
    high: float
    open_below: bool
    open_above: bool


def profile(known: Shares, fit: Fit, name: str, points: int = PROFILE_POINTS) -> Profile:
    """Hold one parameter at values across its range and fit the others anew each time."""
    others = [other for other in fit.names if other != name]
    prior, best = PRIORS[name], dict(zip(fit.names, fit.values, strict=True))
    grid = sorted({*np.linspace(prior.low, prior.high, points).tolist(), best[name]})
    costs = []
    for value in grid:
        problem = Problem(known, others, {name: value})
        solved = problem.solve(problem.point(best))
        misfit = problem.misfit(problem.values(solved.x))
        costs.append(float(misfit @ misfit))
    deviance = np.array(costs) - min(costs)
    low, high = _limits(np.array(grid), deviance)
    ends = (grid[0] if low is None else low, grid[-1] if high is None else high)
    return Profile(name, tuple(grid), tuple(deviance.tolist()), *ends, low is None, high is None)


def _limits(grid: Array, deviance: Array) -> tuple[float | None, float | None]:
    """Where the deviance crosses the level on either side of its least, by straight lines; None where it does not."""
    least = int(np.argmin(deviance))
    ends: list[float | None] = []
    for side in (range(least, 0, -1), range(least, len(grid) - 1)):
        step = -1 if side.step < 0 else 1
        found = None
        for k in side:
            if deviance[k + step] >= LEVEL > deviance[k]:
                part = (LEVEL - deviance[k]) / (deviance[k + step] - deviance[k])
                found = float(grid[k] + part * (grid[k + step] - grid[k]))
                break
        ends.append(found)
    return ends[0], ends[1]
