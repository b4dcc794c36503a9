"""Which samples a study takes: combinations and lists as they are, all else drawn by SALib's samplers."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import InputError, MissingExtraError
from alliance_sim.studies.sweep.kinds import Range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from alliance_sim.studies.sweep.study import Factor, Study

    Values = NDArray[np.float64]


def samples(study: Study) -> list[dict[str, Any]]:
    """The samples of a study in order, path -> value; a sample's number is its place.

    Raises MissingExtraError where the design needs SALib and it is not installed.
    """
    if study.design.method == "list":
        return [dict(point) for point in study.design.given]
    if study.design.method == "grid":
        values = [_grid_values(factor, study.design.levels) for factor in study.factors.values()]
        return [dict(zip(study.factors, point, strict=True)) for point in itertools.product(*values)]
    return [point_of(study, row) for row in matrix(study)]


def _grid_values(factor: Factor, levels: int) -> Sequence[Any]:
    """The values of a list, or evenly spaced ones of a range, both ends among them."""
    if not isinstance(factor, Range):
        return factor
    if factor.whole:
        steps = min(levels, int(factor.high - factor.low) + 1)
        return sorted({round(factor.low + (factor.high - factor.low) * step / (steps - 1)) for step in range(steps)})
    return [factor.low + (factor.high - factor.low) * step / (levels - 1) for step in range(levels)]


def problem(study: Study) -> dict[str, Any]:
    """What SALib calls a problem: names and bounds of the factors.

    A range has its own bounds, one of whole numbers up to the number after its last; a list of n values has 0 to n.
    """
    bounds = [_bounds(factor) for factor in study.factors.values()]
    return {"num_vars": len(study.factors), "names": list(study.factors), "bounds": bounds}


def _bounds(factor: Factor) -> list[float]:
    if not isinstance(factor, Range):
        return [0.0, float(len(factor))]
    return [float(factor.low), float(factor.high) + (1.0 if factor.whole else 0.0)]


def matrix(study: Study) -> Values:
    """The samples as SALib drew them [sample, factor], in the bounds of `problem`.

    Raises InputError for a grid or a list, which SALib did not draw, and MissingExtraError without SALib.
    """
    design = study.design
    if design.samples is None:
        raise InputError(
            f"{study.study}: a design by {design.method} is not drawn; take sobol, morris or latin_hypercube"
        )
    return drawn(design.method, problem(study), design.samples, design.seed, design.levels, design.second_order)


def point_of(study: Study, row: Sequence[float] | Values) -> dict[str, Any]:
    """The sample, path -> value, that a row of `matrix` stands for."""
    return {
        path: _value(factor, float(number)) for (path, factor), number in zip(study.factors.items(), row, strict=True)
    }


def _value(factor: Factor, number: float) -> Any:
    if not isinstance(factor, Range):
        return factor[min(max(0, math.floor(number)), len(factor) - 1)]
    return min(max(int(factor.low), math.floor(number)), int(factor.high)) if factor.whole else number


def drawn(
    method: str, problem: dict[str, Any], samples: int, seed: int = 0, levels: int = 4, second_order: bool = False
) -> Values:
    """Samples [sample, factor] of one of SALib's samplers; the same for the same arguments.

    method: `latin_hypercube`, `sobol` or `morris`. problem: as of `problem`. Raises MissingExtraError without SALib.
    """
    import warnings

    try:
        from SALib.sample import latin, morris, sobol
    except ImportError as error:
        raise MissingExtraError(
            f"a design by {method} needs SALib, which is not installed: pip install 'alliance-sim[study]'"
        ) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a power of two converges better is said by `alliance-sim check`
        if method == "sobol":
            found = sobol.sample(problem, samples, calc_second_order=second_order, seed=seed)
        elif method == "morris":
            found = morris.sample(problem, samples, num_levels=levels, seed=seed)
        else:
            found = latin.sample(problem, samples, seed=seed)
    return np.asarray(found, dtype=np.float64)
