"""What a study is: its scenario, its factors and how samples of them are chosen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alliance_sim.scenario import Scenario

METHODS = ("grid", "list", "latin_hypercube", "sobol", "morris")
"""Designs: all combinations, given samples, and SALib's samplers."""

WHEN = ("last", "every", "mean")
"""Years that are reported: the last one, each, or the mean over all; a list of years names them."""

REPLICATES = 10
"""Seeds of each sample where a study does not say."""

LEVELS = 4
"""Values that a range has in a grid and in Morris's design where a study does not say (SALib's default)."""


@dataclass(frozen=True, slots=True)
class Range:
    """A factor that takes any value from `low` to `high`; whole numbers if both are."""

    low: float
    high: float

    @property
    def whole(self) -> bool:
        """Whether it takes whole numbers only."""
        return isinstance(self.low, int) and isinstance(self.high, int)


Factor = Range | tuple[Any, ...]
"""What a factor takes: any value of a range, or one of a list."""


@dataclass(frozen=True, slots=True)
class DesignSpec:
    """How samples are chosen.

    Args:
        method: one of `METHODS`.
        samples: how many: points of a latin hypercube, base samples of Sobol' (a power of two converges best),
            trajectories of Morris.
        given: the samples of a list, path -> value.
        seed: of the sampler.
        levels: values of a range in a grid and in Morris's design.
        second_order: whether Sobol' samples also serve second-order indices (twice as many).
    """

    method: str = "grid"
    samples: int | None = None
    given: tuple[Mapping[str, Any], ...] = ()
    seed: int = 0
    levels: int = LEVELS
    second_order: bool = False


@dataclass(frozen=True)
class Study:
    """A checked study.

    Args:
        study: its name.
        base: the scenario that is varied.
        design: how samples are chosen.
        factors: path into the scenario -> what it takes, in the order of the file.
        replicates: seeds of each sample; replicate r has the scenario's seed + r.
        outcomes: what is reported; the scenario's own if empty.
        when: `last`, `every`, `mean`, or years.
        paired: whether each run is also made without the baseline's events, with the same draws.
        text: the file as written.
        description: what it is for.
    """

    study: str
    base: Scenario
    design: DesignSpec
    factors: Mapping[str, Factor]
    replicates: int = REPLICATES
    outcomes: tuple[str, ...] = ()
    when: str | tuple[int, ...] = "last"
    paired: bool = True
    text: str = field(default="", compare=False)
    description: str = ""

    def digest(self) -> str:
        """SHA-256 (hex) of all that can change a number: the scenario and the study without its comments."""
        said = {
            "scenario": self.base.digest(),
            "method": self.design.method,
            "samples": self.design.samples,
            "given": [dict(point) for point in self.design.given],
            "sampler": [self.design.seed, self.design.levels, self.design.second_order],
            "factors": [[path, _plain(factor)] for path, factor in self.factors.items()],
            "replicates": self.replicates,
            "outcomes": list(self.outcomes),
            "when": self.when if isinstance(self.when, str) else list(self.when),
            "paired": self.paired,
        }
        return hashlib.sha256(json.dumps(said).encode("utf-8")).hexdigest()


def _plain(factor: Factor) -> Any:
    return {"low": factor.low, "high": factor.high} if isinstance(factor, Range) else list(factor)
