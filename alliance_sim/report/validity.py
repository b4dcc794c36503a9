"""How far a run leaves what the model was held against: recorded years, recorded spending, default parameters."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from alliance_sim.data.load import countries, figure, figure_texts, members
from alliance_sim.report.odd import changed_parameters
from alliance_sim.studies.spoken import enumerated, named

if TYPE_CHECKING:
    from alliance_sim.results.results import Comparison, Results
    from alliance_sim.scenario import Scenario

INSIDE = "Every year, share and parameter of this run lies inside the range of the recorded data."


def validity(comparison: Comparison) -> list[str]:
    """One sentence for every way in which the run leaves the recorded range; one that says so if it does not."""
    results = comparison.scenario
    found = [_years(results.years), _shares(results), *_asked(results.scenario), _invented(results)]
    return [sentence for sentence in found if sentence] or [INSIDE]


def scenario_validity(scenario: Scenario) -> list[str]:
    """The same as far as a scenario tells it before any run: its years, its downgrades and its parameters."""
    found = [_years(tuple(range(scenario.start, scenario.end + 1))), *_asked(scenario)]
    return [sentence for sentence in found if sentence]


def _asked(scenario: Scenario) -> list[str]:
    return [_downgrades(scenario), _parameters(scenario)]


@cache
def recorded_years() -> tuple[int, int]:
    """First and last year of the recorded defence shares."""
    years = [int(year) for _, variable, year in figure_texts() if variable == "defence_share"]
    return min(years), max(years)


@cache
def largest_recorded_share() -> tuple[str, int, float]:
    """State, year and value (0-1) of the largest defence share of a member of NATO in the data."""
    first, last = recorded_years()
    cells = [
        (cell.value, iso3, year)
        for year in range(first, last + 1)
        for iso3 in members(year)
        if (cell := figure(iso3, "defence_share", year)) is not None
    ]
    share, iso3, year = max(cells)
    return iso3, year, share


def _years(years: tuple[int, ...]) -> str:
    first, last = recorded_years()
    beyond = [year for year in years if not first <= year <= last]
    if not beyond:
        return ""
    few = f"{beyond[0]}" if len(beyond) == 1 else f"{beyond[0]} to {beyond[-1]}"
    return (
        f"{len(beyond)} of {len(years)} years ({few}) lie outside the recorded {first} to {last}: "
        "they are projections that nothing has been able to test."
    )


def _shares(results: Results) -> str:
    iso3, year, record = largest_recorded_share()
    mean = results.state["share"].mean(axis=0)
    above = [state for i, state in enumerate(results.states) if np.nanmax(mean[:, i], initial=0.0) > record]
    if not above:
        return ""
    told = enumerated([named(results, state) for state in above[:3]])
    more = f" and {len(above) - 3} more" if len(above) > 3 else ""
    verb = "spends" if len(above) == 1 else "spend"
    return (
        f"{told}{more} {verb} more than any member of NATO in the data "
        f"({100 * record:.1f} % of GDP, {countries()[iso3].name} in {year})."
    )


def _downgrades(scenario: Scenario) -> str:
    down = [event for event in scenario.events if event.type == "withdrawal" or _steps_down(event)]
    if not down:
        return ""
    return (
        "No member has left the alliance or become a partner in the data, so what follows "
        f"{enumerated([event.id for event in down])} rests on the theory alone."
    )


def _steps_down(event: object) -> bool:
    return getattr(event, "type", "") == "standing" and getattr(event, "to", "member") != "member"


def _parameters(scenario: Scenario) -> str:
    changed = [f"{name} = {value} (default {default})" for name, default, value in changed_parameters(scenario)]
    return f"Parameters differ from their defaults: {enumerated(changed)}." if changed else ""


def _invented(results: Results) -> str:
    invented = [named(results, state) for state in results.states if state not in countries()]
    return f"{enumerated(invented)} are not in the data; their figures are the scenario file's." if invented else ""
