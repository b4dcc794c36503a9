"""A run as tables that users of international relations data know: state-years, alliance-years, directed dyad-years.

States have Correlates of War codes (`ccode`) beside their ISO codes, so that other data sets merge.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.metrics import OUTCOMES
from alliance_sim.results.results import DYAD_UNITS, STATE_UNITS, Comparison, Results

if TYPE_CHECKING:
    import pandas as pd

STATE_YEAR, ALLIANCE_YEAR, DYAD_YEAR = "state-year", "alliance-year", "dyad-year"

UNITS: dict[str, dict[str, str]] = {
    STATE_YEAR: {"ccode": "Correlates of War code", **STATE_UNITS},
    ALLIANCE_YEAR: {name: outcome.unit for name, outcome in OUTCOMES.items()},
    DYAD_YEAR: {
        "ccode1": "Correlates of War code of who relies or receives",
        "ccode2": "Correlates of War code of on whom, or who gives",
        "allied": "share of seeds in which both are members",
        **DYAD_UNITS,
    },
}
"""Unit of each column of each table, where it has one."""


def run_frames(comparison: Comparison) -> dict[str, pd.DataFrame]:
    """The three tables by name, the arms one below the other.

    `ccode` is empty for a state that the data set does not know, and for one that the scenario file gives another name,
    since it then stands for another state.
    """
    makers = {STATE_YEAR: _state_year, ALLIANCE_YEAR: _alliance_year, DYAD_YEAR: _dyad_year}
    return {name: _stacked(comparison, make) for name, make in makers.items()}


def _stacked(comparison: Comparison, make: Callable[[Results], pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    parts = [make(results) for results in comparison.arms.values()]
    for arm, part in zip(comparison.arms, parts, strict=True):
        part.insert(0, "arm", arm)
    return pd.concat(parts, ignore_index=True)


def _state_year(results: Results) -> pd.DataFrame:
    table = results.state_table()
    table.insert(2, "ccode", _codes(results, table["iso3"].tolist()))
    return table


def _alliance_year(results: Results) -> pd.DataFrame:
    return results.alliance_table()


def _dyad_year(results: Results) -> pd.DataFrame:
    """One row for each year and directed dyad: the first state relies on, or receives from, the second."""
    table = results.dyad_table().rename(columns={"iso3": "iso3_1", "other": "iso3_2"})
    first, second = table.pop("iso3_1").tolist(), table.pop("iso3_2").tolist()
    new = {"ccode1": _codes(results, first), "ccode2": _codes(results, second)}
    for place, (name, values) in enumerate(new.items()):
        table.insert(place, name, values)
    table.insert(3, "iso3_1", first)
    table.insert(4, "iso3_2", second)
    table.insert(5, "allied", _allied(results))
    return table


def _allied(results: Results) -> np.ndarray:
    """Share of seeds in which both states of a directed dyad have a vote, in the order of the dyad table."""
    votes = np.nan_to_num(results.state["votes"])
    both = np.einsum("ryi,ryj->yij", votes, votes) / len(results.seeds)
    pairs = ~np.eye(len(results.states), dtype=bool)
    return np.asarray(both[:, pairs].reshape(-1))


def cow_codes(results: Results) -> dict[str, int]:
    """Correlates of War code of each state that has one, by ISO code."""
    from alliance_sim.data.load import countries

    known, found = countries(), {}
    for iso3 in results.states:
        own = results.scenario.figures.get(iso3)
        renamed = own is not None and own.name and iso3 in known and own.name != known[iso3].name
        if iso3 in known and not renamed:
            found[iso3] = known[iso3].cow_code
    return found


def _codes(results: Results, states: list[str]) -> Any:
    """The codes as whole numbers, missing where a state has none."""
    import pandas as pd

    codes = cow_codes(results)
    return pd.array([codes.get(iso3) for iso3 in states], dtype="Int64")
