"""Scenario discovery: in which corner of the factors' space the cases of interest lie. PRIM, through EMA workbench.

PRIM (Friedman & Fisher 1999) starts from the box of all samples and peels thin slices off it, each time the slice that
raises the share of cases of interest most. What remains is a rule that a reader can say: "these factors between these
limits". Coverage is the share of all cases that a box holds, density the share of its samples that are cases
(Bryant & Lempert 2010).
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

LEAST_CASES = 10
"""Cases of interest, and cases of no interest, below which no box is looked for."""

CHANCE = 0.05
"""A limit whose quasi-p-value is above this may be an accident of the samples."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Which samples are of interest: those where an outcome is below or above a bound.

    Args:
        outcome: its name.
        above: whether the outcome is to be above the bound, else below.
        bound: in the outcome's own unit (a share, not percent).
    """

    outcome: str
    above: bool
    bound: float

    def __str__(self) -> str:
        return f"{self.outcome}{'>' if self.above else '<'}{self.bound:g}"

    def met(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """For each value, whether it is of interest; what is not defined is not."""
        return values > self.bound if self.above else values < self.bound


@dataclass(frozen=True, slots=True)
class Limit:
    """What a box allows one factor.

    Args:
        factor: its path.
        low: lowest value, inclusive; NaN for a factor of names.
        high: highest value, inclusive; NaN for a factor of names.
        values: the names that a factor of names may have; empty for one of numbers.
        chance: chance of at least so many cases in the box if this limit made no difference (one-sided binomial test,
            Bryant & Lempert 2010). Samples of one design are no independent draws, so it is a guide and no test.
    """

    factor: str
    low: float
    high: float
    values: tuple[str, ...]
    chance: float


@dataclass(frozen=True, slots=True)
class Box:
    """A box on PRIM's way.

    Args:
        coverage: share of all cases of interest that it holds.
        density: share of its samples that are cases of interest.
        mass: share of all samples that it holds.
        limits: of the factors that it limits.
    """

    coverage: float
    density: float
    mass: float
    limits: tuple[Limit, ...]

    @property
    def balance(self) -> float:
        """Harmonic mean of coverage and density."""
        both = self.coverage + self.density
        return 2 * self.coverage * self.density / both if both else 0.0


@dataclass(frozen=True)
class Discovery:
    """What PRIM found.

    Args:
        condition: what makes a case of interest.
        samples: how many there are.
        cases: how many of them are of interest.
        ranges: factor -> lowest and highest value of the samples, for factors of numbers.
        names: factor -> its names, for the others.
        boxes: from the box of all samples on, each smaller, except where slices were pasted on again at the end.
        of: what of the runs was looked at: `difference`, `scenario` or `baseline`; empty if nobody said.
    """

    condition: Condition
    samples: int
    cases: int
    ranges: Mapping[str, tuple[float, float]]
    names: Mapping[str, tuple[str, ...]]
    boxes: tuple[Box, ...]
    of: str = ""

    @property
    def what(self) -> str:
        """What the condition is of, in words: an outcome, or the difference in it."""
        outcome = self.condition.outcome
        return {"difference": f"the difference in {outcome}", "baseline": f"{outcome} of the baseline"}.get(
            self.of, outcome
        )

    @property
    def chosen(self) -> int:
        """Place of the box that holds coverage and density in balance: the highest harmonic mean of the two."""
        return max(range(len(self.boxes)), key=lambda place: (self.boxes[place].balance, -place))

    @property
    def box(self) -> Box:
        """The chosen box."""
        return self.boxes[self.chosen]


def condition_from(text: str, outcomes: Sequence[str]) -> Condition:
    """A condition as it is typed, such as `deterrence<0.6` or `anxiety > 30 %`.

    Args:
        text: name, `<` or `>`, number or percentage.
        outcomes: those there are.

    Raises:
        InputError: it cannot be read, or names no outcome of the study.
    """
    from alliance_sim.scenario.wording import did_you_mean, shown

    found = re.fullmatch(r"\s*(\w+)\s*([<>])\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(%?)\s*", text)
    if found is None:
        raise InputError(f"{shown(text)} is not a condition: write OUTCOME<NUMBER or OUTCOME>NUMBER, percent allowed")
    name, sign, number, percent = found.groups()
    if name not in outcomes:
        raise InputError(f"{shown(name)} is not an outcome of the study{did_you_mean(name, list(outcomes))}")
    return Condition(name, sign == ">", float(number) / (100.0 if percent else 1.0))


def discover(points: pd.DataFrame, values: NDArray[np.float64], condition: Condition) -> Discovery:
    """Look for the box of the factors in which an outcome meets a condition.

    Args:
        points: the samples, a column for each factor; names and truth values stand for choices without order.
        values: the outcome in each sample, NaN where there is none; such samples are left out.
        condition: which samples are of interest.

    Raises:
        InputError: too few samples are of interest, or too few are not.
        MissingExtraError: EMA workbench is not installed.
    """
    known = ~np.isnan(values)
    points, interest = points.loc[known].reset_index(drop=True), condition.met(values[known])
    cases = int(interest.sum())
    if min(cases, len(interest) - cases) < LEAST_CASES:
        raise InputError(
            f"{condition} holds in {cases:,} of {len(interest):,} samples; scenario discovery needs at least"
            f" {LEAST_CASES} in which it holds and {LEAST_CASES} in which it does not (the outcome lies between"
            f" {np.min(values[known], initial=math.inf):.4g} and {np.max(values[known], initial=-math.inf):.4g})"
        )
    names = {factor: _names(points[factor]) for factor in points if not _is_number(points[factor])}
    ranges = {
        str(factor): (float(points[factor].min()), float(points[factor].max()))
        for factor in points
        if factor not in names
    }
    with _ema_workbench() as prim:
        # the lowest threshold there is: it would throw away a trajectory that does not reach it
        found = prim.Prim(_coded(points, names), interest, threshold=1e-9).find_box()
    whole = {str(factor) for factor in points if points[factor].dtype.kind in "iu"}
    boxes = tuple(_box(found, place, names, whole) for place in range(len(found.box_lims)))
    return Discovery(condition, len(interest), cases, ranges, {str(name): each for name, each in names.items()}, boxes)


def _is_number(column: pd.Series[Any]) -> bool:
    return column.dtype.kind in "iuf"


def _names(column: pd.Series[Any]) -> tuple[str, ...]:
    return tuple(sorted({str(value) for value in column}))


def _coded(points: pd.DataFrame, names: Mapping[Any, tuple[str, ...]]) -> pd.DataFrame:
    """The samples as PRIM takes them: all numbers as floats, names as whole numbers that it knows for choices.

    Names themselves would do, but it keeps them in sets, whose order is another one in every process.
    """
    import pandas as pd

    return pd.DataFrame(
        {
            factor: np.array([names[factor].index(str(value)) for value in points[factor]], dtype=object)
            if factor in names
            else points[factor].astype(np.float64)
            for factor in points
        }
    )


def _box(found: Any, place: int, names: Mapping[Any, tuple[str, ...]], whole: set[str]) -> Box:
    row, limits, chances = found.peeling_trajectory.iloc[place], found.box_lims[place], found.qp[place]
    return Box(
        coverage=float(row["coverage"]), density=float(row["density"]), mass=float(row["mass"]),
        limits=tuple(_limit(str(factor), limits[factor], chances[factor], names, whole) for factor in sorted(chances)),
    )  # fmt: skip


def _limit(
    factor: str, limits: pd.Series[Any], chances: Sequence[float], names: Mapping[Any, tuple[str, ...]], whole: set[str]
) -> Limit:
    chance = min(
        (float(each) for each in chances if each >= 0), default=math.nan
    )  # -1 stands at an end that is not limited
    if factor in names:
        allowed = tuple(names[factor][code] for code in sorted(limits.iloc[0]))
        return Limit(factor, math.nan, math.nan, allowed, chance)
    low, high = float(limits.iloc[0]), float(limits.iloc[1])
    if factor in whole:
        low, high = float(math.ceil(low)), float(math.floor(high))
    return Limit(factor, low, high, (), chance)


@contextmanager
def _ema_workbench() -> Iterator[Any]:
    """EMA workbench's PRIM, silent about optional parts of its own and about tomorrow's pandas."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from ema_workbench.analysis import prim
        except ImportError as error:
            raise MissingExtraError(
                f"scenario discovery needs EMA workbench, which is not installed ({error.name} is missing):"
                " pip install 'alliance-sim[discovery]'"
            ) from None
        yield prim
