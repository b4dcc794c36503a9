"""What came out of a run: arrays by replicate, year and state, and the tidy tables that are made of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from alliance_sim.errors import ResultsError

if TYPE_CHECKING:
    import pandas as pd

    from alliance_sim.scenario import Scenario

Columns = dict[str, NDArray[Any]]

LARGEST_INT64 = 2**63 - 1

STATE_UNITS: dict[str, str] = {
    "gdp": "billion USD (2015)",
    "share": "share of GDP",
    "budget": "billion USD (2015)",
    "capability": "billion USD (2015)",
    "attack_probability": "probability per year",
    "perceived_attack_probability": "probability per year",
    "expected_aid": "billion USD (2015)",
    "spill_in": "billion USD (2015)",
    "pressure": "1",
    "stance": "-1 to 1",
    "guardrail": "0 to 1",
    "readiness": "0 to 1",
    "guarantee": "0 to 1",
    "votes": "0 or 1",
    "anxiety": "share of possible defence",
    "entrapment": "probability per year",
}
"""Unit of each variable of a state and year; written into the Parquet files beside the column."""

DYAD_UNITS: dict[str, str] = {
    "tie": "0 to 1",
    "reliance": "probability",
    "willingness": "probability",
    "aid": "billion USD (2015)",
}
"""Unit of each variable of an ordered pair of states and a year."""


@dataclass(frozen=True)
class Results:
    """Everything that one scenario did over its seeds; NaN means "not defined", never zero.

    Args:
        scenario: the scenario as it was run, resolved.
        seeds: one integer >= 0 for each replicate; any size.
        years: calendar years, rising.
        states: ISO 3166 alpha-3 codes of all states, adversaries included, sorted.
        state: variable -> float64 [replicate, year, state]; units in `STATE_UNITS`.
        outcomes: outcome -> float64 [replicate, year]; units in `alliance_sim.metrics.OUTCOMES`.
        dyads: variable -> float64 [year, i, j], mean over replicates: i relies or receives, j is relied on or gives.
        standing: int8 [replicate, year, state], index into `list(scenario.standings)`; -1 where a state has none.
        changes: what states did to their own standing or pacts: replicate, year, state, what, reason.

    Raises:
        ResultsError: an array does not have the shape that seeds, years and states ask for; all of them are named.
    """

    scenario: Scenario
    seeds: tuple[int, ...]
    years: tuple[int, ...]
    states: tuple[str, ...]
    state: dict[str, NDArray[np.float64]]
    outcomes: dict[str, NDArray[np.float64]]
    dyads: dict[str, NDArray[np.float64]]
    standing: NDArray[np.int8]
    changes: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        problems = [*self._bad_axes(), *self._bad_shapes(), *self._bad_standing()]
        if problems:
            raise ResultsError("results do not fit together: " + "; ".join(problems))

    def _bad_axes(self) -> list[str]:
        bad = [f"seed {seed!r} is not an integer >= 0" for seed in self.seeds if not _is_seed(seed)]
        if not self.seeds or not self.years:
            bad.append(f"{len(self.seeds)} seeds and {len(self.years)} years, at least one of each is needed")
        if list(self.years) != sorted(set(self.years)):
            bad.append(f"years {self.years} are not rising")
        if list(self.states) != sorted(set(self.states)):
            bad.append("states are not sorted or not unique")
        return bad

    def _bad_shapes(self) -> list[str]:
        replicates, years, states = self.shape
        wanted: list[tuple[str, dict[str, NDArray[np.float64]], tuple[int, ...]]] = [
            ("state", self.state, (replicates, years, states)),
            ("outcomes", self.outcomes, (replicates, years)),
            ("dyads", self.dyads, (years, states, states)),
        ]
        return [
            f"{room}[{name!r}] has shape {np.shape(values)}, wanted {shape}"
            for room, arrays, shape in wanted
            for name, values in arrays.items()
            if np.shape(values) != shape
        ]

    def _bad_standing(self) -> list[str]:
        if np.shape(self.standing) != self.shape:
            return [f"standing has shape {np.shape(self.standing)}, wanted {self.shape}"]
        known = len(self.scenario.standings)
        if self.standing.size and not (int(self.standing.min()) >= -1 and int(self.standing.max()) < known):
            return [f"standing holds an index outside -1 to {known - 1}"]
        return []

    @property
    def shape(self) -> tuple[int, int, int]:
        """Numbers of replicates, years and states."""
        return len(self.seeds), len(self.years), len(self.states)

    def index(self, year: int) -> int:
        """Position of a calendar year.

        Raises:
            ResultsError: the year was not simulated; the message gives the years that were.
        """
        if year not in self.years:
            raise ResultsError(f"year {year} was not simulated; the results have {self.years[0]} to {self.years[-1]}")
        return self.years.index(year)

    def standing_names(self) -> NDArray[Any]:
        """Standing of each state by name [replicate, year, state]; empty where a state has none (an adversary)."""
        names = np.array([*self.scenario.standings, ""], dtype=object)
        return names[self.standing.astype(np.intp)]

    def state_columns(self) -> Columns:
        """Columns of the state-year table: replicate, seed, year, iso3, standing, then the variables."""
        replicates, years, states = self.shape
        return {
            "replicate": np.repeat(np.arange(replicates, dtype=np.int64), years * states),
            "seed": np.repeat(_seed_column(self.seeds), years * states),
            "year": np.tile(np.repeat(np.array(self.years, dtype=np.int64), states), replicates),
            "iso3": np.tile(np.array(self.states, dtype=object), replicates * years),
            "standing": self.standing_names().reshape(-1),
            **{name: np.asarray(values).reshape(-1) for name, values in self.state.items()},
        }

    def alliance_columns(self) -> Columns:
        """Columns of the alliance-year table: replicate, seed, year, then the outcomes."""
        replicates, years, _ = self.shape
        return {
            "replicate": np.repeat(np.arange(replicates, dtype=np.int64), years),
            "seed": np.repeat(_seed_column(self.seeds), years),
            "year": np.tile(np.array(self.years, dtype=np.int64), replicates),
            **{name: np.asarray(values).reshape(-1) for name, values in self.outcomes.items()},
        }

    def dyad_columns(self) -> Columns:
        """Columns of the dyad-year table (means over replicates): year, iso3, other, then the variables.

        `iso3` relies or receives, `other` is relied on or gives. A state's row with itself is left out.
        """
        _, years, states = self.shape
        codes = np.array(self.states, dtype=object)
        pairs = ~np.eye(states, dtype=bool)
        kept = np.tile(pairs.reshape(-1), years)
        return {
            "year": np.repeat(np.array(self.years, dtype=np.int64), states * states)[kept],
            "iso3": np.tile(np.repeat(codes, states), years)[kept],
            "other": np.tile(codes, years * states)[kept],
            **{name: np.asarray(values).reshape(-1)[kept] for name, values in self.dyads.items()},
        }

    def state_table(self) -> pd.DataFrame:
        """Tidy table, one row for each replicate, year and state; what is not defined is missing."""
        return _frame(self.state_columns())

    def alliance_table(self) -> pd.DataFrame:
        """Tidy table, one row for each replicate and year, one column for each outcome."""
        return _frame(self.alliance_columns())

    def dyad_table(self) -> pd.DataFrame:
        """Tidy table, one row for each year and ordered pair of different states; means over replicates."""
        return _frame(self.dyad_columns())


@dataclass(frozen=True)
class Comparison:
    """A scenario and what it is compared with, run with the same draws.

    For a plain world, which has no event of its own to leave out, both are the same object and `plain` is true.

    Raises:
        ResultsError: the two do not have the same seeds and years, so they cannot be paired.
    """

    scenario: Results
    baseline: Results

    def __post_init__(self) -> None:
        for axis in ("seeds", "years"):
            ours, theirs = getattr(self.scenario, axis), getattr(self.baseline, axis)
            if ours != theirs:
                raise ResultsError(
                    f"scenario and baseline cannot be paired: {axis} {_span(ours)} against {_span(theirs)}; "
                    "run both with the same start, end, seed and replicates"
                )

    @property
    def plain(self) -> bool:
        """Whether there is nothing to compare with: a world without events of its own."""
        return self.baseline is self.scenario

    @property
    def arms(self) -> dict[str, Results]:
        """What was run: `scenario`, and `baseline` unless the world is plain."""
        return {"scenario": self.scenario} if self.plain else {"scenario": self.scenario, "baseline": self.baseline}


def _is_seed(seed: object) -> bool:
    return isinstance(seed, int) and not isinstance(seed, bool) and seed >= 0


def _seed_column(seeds: tuple[int, ...]) -> NDArray[Any]:
    """Seeds as int64, or as text if one of them is larger: a table must never round a seed."""
    if max(seeds) <= LARGEST_INT64:
        return np.array(seeds, dtype=np.int64)
    return np.array([str(seed) for seed in seeds], dtype=object)


def _frame(columns: Columns) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns)


def _span(axis: tuple[int, ...]) -> str:
    return f"{axis[0]} to {axis[-1]} ({len(axis)})"
