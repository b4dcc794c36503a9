"""What one run writes down, year by year, before runs are put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.metrics import OUTCOMES
from alliance_sim.results.results import DYAD_UNITS, STATE_UNITS

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Record:
    """One run: state[variable][year, state], outcomes[name][year], dyads[variable][year, i, j], standing[year, state].

    `standing` is an index into the scenario's standings, -1 for an adversary. What a state does not have is NaN.
    `changes`:
    what states decided on themselves, rows of year, state, what, reason.
    """

    state: dict[str, NDArray[np.float64]]
    outcomes: dict[str, NDArray[np.float64]]
    dyads: dict[str, NDArray[np.float64]]
    standing: NDArray[np.int8]
    changes: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def empty(cls, years: int, states: int, outcomes: tuple[str, ...]) -> Record:
        """Room for a run; `outcomes` empty means all of them."""
        return cls(
            {name: np.full((years, states), np.nan) for name in STATE_UNITS},
            {name: np.full(years, np.nan) for name in outcomes or tuple(OUTCOMES)},
            {name: np.zeros((years, states, states)) for name in DYAD_UNITS},
            np.full((years, states), -1, dtype=np.int8),
        )
