"""A study file: which scenario, what is varied and how, how often, and what is reported. See SCENARIOS, "A study"."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from alliance_sim.errors import Problem, ScenarioError
from alliance_sim.scenario import Scenario
from alliance_sim.scenario.library import read_text

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


def load_study(
    path: str | os.PathLike[str], *, scenario: str | os.PathLike[str] | None = None, allow_code: bool = False
) -> Study:
    """The study of a file.

    Args:
        path: the file. The scenario that it names is a shipped one, or a path from the study's folder on.
        scenario: another scenario file instead, as in the folder of a sweep.
        allow_code: whether the scenario may name rules of the user's own.

    Raises:
        ScenarioError: with every problem of the study, each with its line.
    """
    from alliance_sim.studies.sweep.study_reading import read_study

    file = os.fspath(path)
    place = Path(path)
    if not place.is_file():
        raise ScenarioError(f"{file} is not a file; name a study file, such as study.yaml")
    text = read_text(place, file)
    if isinstance(text, Problem):
        raise ScenarioError([text])
    return read_study(text, file, place, scenario, allow_code)


def is_study(text: str) -> bool:
    """Whether a text looks like a study file: it has a key `study` at the top."""
    return any(line.startswith("study:") for line in text.splitlines())
