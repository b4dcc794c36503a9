"""Which factors an outcome hangs on: Sobol' and Morris indices of a design's values, through SALib.

Every estimate carries a 95 % interval, is made again on growing halves of the design to see whether the ranking is
settled, and is told beside the share of variance that is chance.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

METHODS = ("sobol", "morris")
CONFIDENCE = 0.95
RESAMPLES, LEAST_RESAMPLES, MOST_DRAWS = 500, 100, 2_000_000
"""Bootstrap resamples of an interval; fewer where all of them together would draw more values than memory is for."""

SMALL = 0.05
"""A factor hardly matters if its weight, interval included, is below this share of the whole: of the outcome's variance
(Sobol'), or of the largest factor's effect (Morris). The threshold of Sarrazin, Pianosi & Wagener 2016."""

STAGES = 4
LEAST_STAGE = {"sobol": 16, "morris": 4}
"""A design is analysed whole, on its half, its quarter and so on, on so many parts, none smaller than this."""

NO_VARIANCE = 1e-12
"""Relative size below which an outcome does not vary."""


@dataclass(frozen=True)
class Design:
    """What SALib sampled.

    Args:
        method: `sobol` or `morris`.
        problem: SALib's: `num_vars`, `names`, `bounds`.
        points: as SALib drew them [sample, factor], in the problem's bounds.
        second_order: whether a Sobol' design has the samples for indices of pairs.
        levels: of a Morris design.
        seed: of the resamples.
        unordered: factors whose values have no order, such as rival theories.
    """

    method: str
    problem: Mapping[str, Any]
    points: Values
    second_order: bool = False
    levels: int = 4
    seed: int = 0
    unordered: frozenset[str] = frozenset()

    @property
    def factors(self) -> tuple[str, ...]:
        """Names of the factors."""
        return tuple(self.problem["names"])

    @property
    def block(self) -> int:
        """Samples that belong together: one base sample with its exchanges, or one trajectory."""
        count = len(self.factors)
        if self.method == "morris":
            return count + 1
        return 2 * count + 2 if self.second_order else count + 2


@dataclass(frozen=True, slots=True)
class Index:
    """An estimate and half the width of its 95 % interval."""

    value: float
    margin: float


@dataclass(frozen=True, slots=True)
class Influence:
    """What one factor does to an outcome.

    Args:
        factor: its path.
        weight: what factors are ranked by. Sobol': the total index, the share of the outcome's variance that would stay
            if all others were known. Morris: mu*, the mean size of the change when the factor moves by its whole range.
        first: Sobol': the share of variance that the factor makes alone. NaN for Morris.
        mean: Morris: mu, as mu* with its sign. NaN for Sobol'.
        spread: Morris: sigma, by how much that change differs from place to place. NaN for Sobol'.
    """

    factor: str
    weight: Index
    first: Index = Index(math.nan, math.nan)
    mean: float = math.nan
    spread: float = math.nan


@dataclass(frozen=True, slots=True)
class Pair:
    """The share of variance that two factors make together and neither makes alone."""

    factors: tuple[str, str]
    share: Index


@dataclass(frozen=True)
class Indices:
    """Indices of one outcome from one design, or from its first part.

    Args:
        method: `sobol` or `morris`.
        blocks: base samples or trajectories that were used.
        dropped: those that were not, for want of a run.
        influences: of the factors, in the order of the problem.
        pairs: of factors, where the design allows them.
        varies: whether the outcome varies at all; all indices are 0 if not.
        floor: weight that a factor without any effect might get from chance that the means over seeds still hold.
    """

    method: str
    blocks: int
    dropped: int
    influences: tuple[Influence, ...]
    pairs: tuple[Pair, ...] = ()
    varies: bool = True
    floor: float = 0.0

    @property
    def ranked(self) -> tuple[Influence, ...]:
        """The influences, the weightiest first."""
        return tuple(sorted(self.influences, key=lambda influence: -influence.weight.value))

    @property
    def whole(self) -> float:
        """What weights are shares of: the variance (1), or the weight of the largest factor in units of the outcome."""
        return 1.0 if self.method == "sobol" else max(influence.weight.value for influence in self.influences)

    def small(self, influence: Influence) -> bool:
        """Whether a factor hardly matters, or no more than chance could make it seem to."""
        weight = influence.weight
        return weight.value + weight.margin < SMALL * self.whole or weight.value - weight.margin <= self.floor


@dataclass(frozen=True, slots=True)
class Noise:
    """What is chance in an outcome.

    Args:
        replicates: seeds of each sample.
        single: share of the variance of single runs, over all samples and seeds, that the seeds make.
        means: share of the variance of the samples' means that the seeds have left in them.
        variance: that part of the variance of the means, in the outcome's unit squared.
    """

    replicates: int
    single: float
    means: float
    variance: float = math.nan

    def floor(self, design: Design) -> float:
        """Weight that a factor without any effect might get: seeds that take another course wherever a factor moves
        look like an effect of that factor.

        Sobol': the total index of such a factor is the noise's share of the variance. Morris: the mean size of the
        difference of two normal errors, over the step that a factor moves.
        """
        if math.isnan(self.variance):
            return 0.0
        if design.method == "sobol":
            return self.means
        step = design.levels / (2.0 * (design.levels - 1))
        return 2.0 * math.sqrt(self.variance / math.pi) / step


@dataclass(frozen=True)
class Convergence:
    """Whether the ranking would stay if the design were larger.

    Args:
        stages: indices on growing parts of the design, each twice the one before; the last is the whole.
        tied: neighbours in the ranking that the intervals do not tell apart.
        exchanged: pairs that the whole design ranks otherwise than its half.
        widest: half the width of the widest interval, as a share of the whole.
        drift: largest change of a weight from the half to the whole, as a share of the whole; NaN without a half.
    """

    stages: tuple[Indices, ...]
    tied: tuple[tuple[str, str], ...]
    exchanged: tuple[tuple[str, str], ...]
    widest: float
    drift: float

    @property
    def known(self) -> bool:
        """Whether the design is large enough to be halved."""
        return len(self.stages) > 1

    @property
    def settled(self) -> bool:
        """Whether the half ranks all factors that matter as the whole does, and intervals tell all neighbours apart."""
        return self.known and not self.tied and not self.exchanged


@dataclass(frozen=True)
class Sensitivity:
    """All that is known of how one outcome hangs on the factors; `indices` are those of the whole design."""

    design: Design
    indices: Indices
    convergence: Convergence
    noise: Noise


def analyse(design: Design, values: Values) -> Sensitivity:
    """The sensitivity of an outcome.

    Args:
        design: what was sampled.
        values: the outcome of each sample, [sample] or [sample, replicate]; NaN where there is none.

    Raises:
        InputError: values and design do not belong together, or too few runs are there.
        MissingExtraError: SALib is not installed.
    """
    if design.method not in METHODS:
        raise InputError(f"sensitivity indices need a design of {' or '.join(METHODS)}, not {design.method!r}")
    runs = np.asarray(values, dtype=np.float64).reshape(len(values), -1)
    if len(runs) != len(design.points) or len(runs) % design.block:
        raise InputError(
            f"{len(runs):,} values do not make a {design.method} design of {len(design.factors)} factors with"
            f" {len(design.points):,} samples in blocks of {design.block}"
        )
    means = mean_of_known(runs)
    blocks = len(means) // design.block
    sizes = [blocks]
    while len(sizes) < STAGES and sizes[0] // 2 >= LEAST_STAGE[design.method]:
        sizes.insert(0, sizes[0] // 2)
    chance = noise(runs)
    stages = tuple(replace(indices(design, means[: size * design.block]), floor=chance.floor(design)) for size in sizes)
    return Sensitivity(design, stages[-1], convergence(stages), chance)


def mean_of_known(runs: Values) -> Values:
    """Mean of each row over what is defined in it; NaN where nothing is."""
    known = ~np.isnan(runs)
    count = known.sum(axis=1)
    total = np.where(known, runs, 0.0).sum(axis=1)
    means: Values = np.divide(total, count, out=np.full(len(runs), np.nan), where=count > 0)
    return means


# --- Indices ---------------------------------------------------------------------------------------------------------


def indices(design: Design, means: Values) -> Indices:
    """Indices of the first blocks of a design; a block that lacks a value is left out.

    Raises:
        InputError: fewer than two blocks are whole.
    """
    rows = means.reshape(-1, design.block)
    kept = ~np.isnan(rows).any(axis=1)
    used, dropped = int(kept.sum()), int((~kept).sum())
    if used < 2:
        raise InputError(
            f"{used} of {len(rows)} {block_name(design.method)} have all their runs, and indices need two at least"
        )
    outcome = rows[kept].reshape(-1)
    points = design.points[: len(means)].reshape(len(rows), design.block, -1)[kept].reshape(len(outcome), -1)
    if np.ptp(outcome) <= NO_VARIANCE * max(1.0, float(np.abs(outcome).max())):
        return _nothing(design, used, dropped)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of resamples that happen to be constant
        found = (_sobol if design.method == "sobol" else _morris)(design, points, outcome)
    return replace(found, blocks=used, dropped=dropped)


def block_name(method: str) -> str:
    """What the blocks of a design are called.

    >>> block_name("morris")
    'trajectories'
    """
    return "base samples" if method == "sobol" else "trajectories"


def _nothing(design: Design, used: int, dropped: int) -> Indices:
    zero = Index(0.0, 0.0)
    none = Influence("", zero, zero) if design.method == "sobol" else Influence("", zero, mean=0.0, spread=0.0)
    influences = tuple(replace(none, factor=factor) for factor in design.factors)
    return Indices(design.method, used, dropped, influences, varies=False)


def need_salib() -> None:
    """Raises MissingExtraError, with the command that installs it, where SALib is not installed."""
    from importlib.util import find_spec

    if find_spec("SALib") is None:
        raise MissingExtraError(
            "sensitivity analysis needs SALib, which is not installed: pip install 'alliance-sim[study]'"
        )


def _generator(design: Design) -> np.random.Generator:
    """Of the resamples. SALib takes a seed of 0 for none, so it is handed a generator."""
    return np.random.default_rng(design.seed)


def resamples(design: Design, outcome: Values) -> int:
    """Number of bootstrap resamples for so many values."""
    return max(LEAST_RESAMPLES, min(RESAMPLES, MOST_DRAWS * design.block // len(outcome)))


def _sobol(design: Design, _: Values, outcome: Values) -> Indices:
    need_salib()
    from SALib.analyze import sobol

    found = sobol.analyze(
        dict(design.problem), outcome, calc_second_order=design.second_order, num_resamples=resamples(design, outcome),
        conf_level=CONFIDENCE, seed=_generator(design),
    )  # fmt: skip
    influences = tuple(
        Influence(
            factor,
            Index(float(found["ST"][place]), float(found["ST_conf"][place])),
            Index(float(found["S1"][place]), float(found["S1_conf"][place])),
        )
        for place, factor in enumerate(design.factors)
    )
    return Indices("sobol", 0, 0, influences, _pairs(design, found) if design.second_order else ())


def _pairs(design: Design, found: Mapping[str, Values]) -> tuple[Pair, ...]:
    names = design.factors
    return tuple(
        Pair((names[one], names[other]), Index(float(found["S2"][one, other]), float(found["S2_conf"][one, other])))
        for one in range(len(names))
        for other in range(one + 1, len(names))
    )


def _morris(design: Design, points: Values, outcome: Values) -> Indices:
    need_salib()
    from SALib.analyze import morris

    found = morris.analyze(
        dict(design.problem), points, outcome, num_resamples=resamples(design, outcome), conf_level=CONFIDENCE,
        num_levels=design.levels, seed=_generator(design),
    )  # fmt: skip
    influences = tuple(
        Influence(
            factor,
            Index(float(found["mu_star"][place]), float(found["mu_star_conf"][place])),
            mean=float(found["mu"][place]),
            spread=float(found["sigma"][place]),
        )
        for place, factor in enumerate(design.factors)
    )
    return Indices("morris", 0, 0, influences)


# --- How much to believe ---------------------------------------------------------------------------------------------


def convergence(stages: tuple[Indices, ...]) -> Convergence:
    """Hold the whole design, the last of the stages, against the ones before it."""
    last = stages[-1]
    whole = last.whole or 1.0
    matter = [influence for influence in last.ranked if not last.small(influence)]
    neighbours = list(pairwise(matter))
    tied = tuple((one.factor, other.factor) for one, other in neighbours if not _apart(one, other))
    widest = max(influence.weight.margin for influence in last.influences) / whole
    if len(stages) < 2:
        return Convergence(stages, tied, (), widest, math.nan)
    half = {influence.factor: influence.weight.value for influence in stages[-2].influences}
    drift = max(abs(influence.weight.value - half[influence.factor]) for influence in last.influences) / whole
    exchanged = tuple((one.factor, other.factor) for one, other in neighbours if half[one.factor] < half[other.factor])
    return Convergence(stages, tied, exchanged, widest, drift)


def _apart(one: Influence, other: Influence) -> bool:
    """Whether two weights differ by more than their intervals, taken as independent."""
    return one.weight.value - other.weight.value > math.hypot(one.weight.margin, other.weight.margin)


def noise(runs: Values) -> Noise:
    """What the seeds add to an outcome, from samples that have all their replicates: [sample, replicate].

    Replicate r has the same seed in every sample. A seed's own level, shared by all samples, shifts their means alike
    and so costs the indices nothing; what remains in them is the seeds' part that differs from sample to sample,
    divided by the number of replicates (two-way analysis of variance, one run a cell).
    """
    full = runs[~np.isnan(runs).any(axis=1)]
    samples, replicates = full.shape
    if replicates < 2 or samples < 2:
        return Noise(replicates, math.nan, math.nan)
    grand, by_sample, by_seed = full.mean(), full.mean(axis=1), full.mean(axis=0)
    rest = full - by_sample[:, np.newaxis] - by_seed + grand
    of_sample = replicates * float(((by_sample - grand) ** 2).sum()) / (samples - 1)
    of_seed = samples * float(((by_seed - grand) ** 2).sum()) / (replicates - 1)
    left = float((rest**2).sum()) / ((samples - 1) * (replicates - 1))
    factors, level = max(0.0, (of_sample - left) / replicates), max(0.0, (of_seed - left) / samples)
    total = factors + level + left
    if level + left <= NO_VARIANCE * total:
        return Noise(replicates, 0.0, 0.0, 0.0)  # what is not rounding is the factors'
    means = min(1.0, left / of_sample) if of_sample else 1.0
    return Noise(replicates, (level + left) / total, means, left / replicates)
