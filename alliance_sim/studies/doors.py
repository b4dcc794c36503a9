"""A study as a plain model function, for those who sample and analyse with SALib or EMA workbench themselves."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import InputError, MissingExtraError, ResultsError
from alliance_sim.scenario.wording import did_you_mean, shown
from alliance_sim.studies.sensitivity import mean_of_known
from alliance_sim.studies.sweep.chunks import Chunk
from alliance_sim.studies.sweep.designs import point_of, problem
from alliance_sim.studies.sweep.rows import ARMS
from alliance_sim.studies.sweep.work import Job, job_of, rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alliance_sim.studies.sweep.study import Study

    Values = NDArray[np.float64]

__all__ = ["SalibFunction", "ema_model", "problem", "salib_function"]

Point = Mapping[str, Any]

DOORS = ("difference", "scenario")
"""What of the runs a model function gives: their difference from those without the events, or themselves."""


def salib_function(study: Study, outcomes: str | Sequence[str] = (), of: str = "", year: int | None = None) -> Any:
    """The study's model as SALib calls one: samples in, outcomes out; `problem(study)` is what to sample from.

    Args:
        study: whose scenario, factors, replicates and outcomes are taken; its design is not.
        outcomes: one outcome, or several; the study's own if not given.
        of: `difference` or `scenario`; the difference if the study is paired, else the scenario.
        year: the year; the last that the study reports if not given.

    Returns:
        A `SalibFunction`.

    Raises:
        InputError: an outcome, `of` or year that the study does not have.
    """
    return SalibFunction(_model(study, outcomes, of, year), study)


def ema_model(study: Study, outcomes: Sequence[str] = (), of: str = "", year: int | None = None) -> Any:
    """The study's model for EMA workbench: factors are its uncertainties, outcomes its scalar outcomes.

    EMA workbench wants names that Python could have, so `events.downgrade.year` is `events_downgrade_year` there.
    Arguments as for `salib_function`.

    Returns:
        An `ema_workbench.Model`, ready for `perform_experiments`.

    Raises:
        InputError: as `salib_function`.
        MissingExtraError: EMA workbench is not installed.
    """
    model = _model(study, outcomes, of, year)
    workbench = _ema_workbench()
    made = workbench.Model(re.sub(r"\W|_", "", study.study) or "study", function=EmaFunction(model))
    made.uncertainties = [_parameter(workbench, study, path) for path in study.factors]
    made.outcomes = [workbench.ScalarOutcome(name) for name in model.outcomes]
    return made


@dataclass(frozen=True)
class _Model:
    """Runs of single points, averaged over the study's replicates."""

    job: Job
    replicates: int
    outcomes: tuple[str, ...]
    of: str

    def __call__(self, points: Sequence[Point]) -> Values:
        """Mean of each outcome over the replicates, [point, outcome]."""
        table = rows(self.job, Chunk("", tuple(range(len(points))), (0, self.replicates)), points)
        errors = [error for error in table["error"].to_pylist() if error is not None]
        if errors:
            raise ResultsError(f"{len(errors):,} of the runs failed: {errors[0]}")
        first = table["arm"].to_numpy() == ARMS[0]
        found = np.empty((len(points), len(self.outcomes)))
        for column, name in enumerate(self.outcomes):
            values = table[name].to_numpy()
            runs = values[first] - values[~first] if self.of == "difference" else values[first]
            found[:, column] = mean_of_known(runs.reshape(len(points), self.replicates))
        return found


@dataclass(frozen=True)
class SalibFunction:
    """What SALib calls with its samples; it can be pickled, so SALib's own parallel evaluation takes it too."""

    model: _Model
    study: Any

    def __call__(self, samples: Values) -> Values:
        """The outcomes of samples [sample, factor] in the bounds of `problem`: [sample], or [sample, outcome]."""
        found = self.model([point_of(self.study, row) for row in np.atleast_2d(samples)])
        return found[:, 0] if found.shape[1] == 1 else found


@dataclass(frozen=True)
class EmaFunction:
    """What EMA workbench calls with the value of each factor by its path."""

    model: _Model

    def __call__(self, **values: Any) -> dict[str, float]:
        """Outcome -> its mean over the replicates."""
        (found,) = self.model([values])
        return {name: float(value) for name, value in zip(self.model.outcomes, found, strict=True)}


def _model(study: Study, outcomes: str | Sequence[str], of: str, year: int | None) -> _Model:
    job = job_of(study)
    wanted = (outcomes,) if isinstance(outcomes, str) else tuple(outcomes) or job.outcomes
    for name in wanted:
        if name not in job.outcomes:
            raise InputError(
                f"{shown(name)} is not an outcome of {study.study}{did_you_mean(name, list(job.outcomes))}"
            )
    chosen = of or ("difference" if study.paired else "scenario")
    if chosen not in DOORS:
        raise InputError(f"{shown(chosen)} is not one of {', '.join(DOORS)}")
    if chosen == "difference" and not study.paired:
        raise InputError(f"{study.study} is not paired, so it has no difference: set paired: true")
    if year is not None and not study.base.start <= year <= study.base.end:
        raise InputError(
            f"{year} is not a year of {study.base.name}: it lasts from {study.base.start} to {study.base.end}"
        )
    when = (year,) if year is not None else "mean" if study.when == "mean" else "last"
    return _Model(replace(job, when=when, paired=chosen == "difference"), study.replicates, wanted, chosen)


def _parameter(workbench: Any, study: Study, path: str) -> Any:
    """One factor as EMA workbench writes it: a range of numbers, or a choice."""
    factor, name = study.factors[path], re.sub(r"\W", "_", path)
    if isinstance(factor, Sequence):
        return workbench.CategoricalParameter(name, list(factor), variable_name=path)
    kind = workbench.IntegerParameter if isinstance(factor.low, int) else workbench.RealParameter
    return kind(name, factor.low, factor.high, variable_name=path)


def _ema_workbench() -> Any:
    """EMA workbench, silent about optional parts of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import ema_workbench
        except ImportError as error:
            raise MissingExtraError(
                f"this needs EMA workbench, which is not installed ({error.name} is missing):"
                " pip install 'alliance-sim[discovery]'"
            ) from None
    return ema_workbench
