"""What the model is told from outside, year by year: dated events, GDP and the adversary's spending; nobody's share.

All of it is fixed before anything is fitted. The events are those of the shipped scenario; growth is the IMF's, the
adversary's spending SIPRI's, both from the package's data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim import data
from alliance_sim.data.load import trend_growth
from alliance_sim.errors import MissingExtraError
from alliance_sim.run import run
from alliance_sim.scenario import Scenario, load_scenario
from alliance_sim.scenario.events import BudgetEvent, EconomyEvent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

HISTORY = "nato-2014-2024"
"""The scenario whose dated events the hindcast is told."""

OUTLOOK = "nato-2014-2030"
"""The same with the pledge of 2025, for what comes after the data."""

LAST_FIGURES = data.YEARS[-1]


@cache
def history(end: int, name: str = HISTORY, known_to: int = LAST_FIGURES) -> Scenario:
    """The scenario with GDP and the adversary's spending of every year that is known.

    end: last year simulated. name: the shipped scenario. known_to: last year of which events, growth and the
    adversary's spending are told; after it every economy grows by its mean of the last five known years, and the
    adversary stays as it is. An event of a later year than the data's is told only where `known_to` is the data's last.
    """
    scenario = load_scenario(name)
    told = known_to if known_to < LAST_FIGURES else end
    events = [event for event in scenario.events if event.year <= min(told, end)]
    events += _economies(scenario, end, min(known_to, LAST_FIGURES))
    events += _budgets(scenario, min(end, known_to, LAST_FIGURES))
    kept = {event.id for event in events}
    without = tuple(name for name in scenario.baseline.without if name in kept)
    baseline = scenario.baseline.model_copy(update={"without": without})
    return scenario.model_copy(update={"end": end, "events": tuple(events), "baseline": baseline, "expect": ()})


def _economies(scenario: Scenario, end: int, known_to: int) -> Iterator[EconomyEvent]:
    """Real growth of every state and year: the IMF's, and the five years' mean where it is not known yet."""
    for iso3 in sorted({*scenario.states, *scenario.partners, *scenario.adversaries}):
        for year in range(scenario.start + 1, end + 1):
            known = data.figure(iso3, "gdp_growth", year) if year <= known_to else None
            growth = trend_growth(iso3, known_to) if known is None else known.value
            yield EconomyEvent(
                id=f"gdp-{iso3}-{year}", year=year, type="economy", states=(iso3,), growth=growth, level=None
            )


def _budgets(scenario: Scenario, last: int) -> Iterator[BudgetEvent]:
    for iso3 in scenario.adversaries:
        for year in range(scenario.start + 1, last + 1):
            cell = data.figure(iso3, "defence_share", year)
            if cell is not None:
                yield BudgetEvent(
                    id=f"spending-{iso3}-{year}", year=year, type="budget", state=iso3, share=cell.value, change=None
                )


def with_parameters(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """The scenario with these parameters."""
    return scenario.model_copy(update={"parameters": scenario.parameters.model_copy(update=dict(values))})


def without_chance(scenario: Scenario) -> Scenario:
    """The scenario with nothing drawn: no noise and no crises but those of its events. One run is then the path."""
    quiet = with_parameters(scenario, {"signal_noise": 0.0, "perception_noise": 0.0})
    return quiet.model_copy(update={"theory": quiet.theory.model_copy(update={"crisis": "none"})})


def modelled(scenario: Scenario, states: Sequence[str], seeds: Sequence[int] = (0,)) -> Array:
    """Defence shares that the model gives these states: [seed, year, state], on the compiled engine if it is there."""
    small = scenario.model_copy(update={"outcomes": ("members",)})
    results = run(small, seeds, engine=engine())
    chosen = [results.states.index(iso3) for iso3 in states]
    return np.asarray(results.state["share"][:, :, chosen], dtype=np.float64)


@cache
def engine() -> str:
    """The engine that a fit runs on: the compiled one, or the agents where numba is not installed."""
    from alliance_sim.batch.compile import need_numba

    try:
        need_numba()
    except MissingExtraError:
        return "agents"
    return "batch"


def inputs() -> list[dict[str, Any]]:
    """What is told from outside and where it is from: rows of input, years and source."""
    scenario = load_scenario(HISTORY)
    cell = data.figure("DEU", "gdp_growth", LAST_FIGURES)
    spent = data.figure("RUS", "defence_share", LAST_FIGURES)
    rows = [
        {
            "input": "real growth of every economy",
            "years": f"{scenario.start + 1}-{LAST_FIGURES}",
            "source": "" if cell is None else cell.source,
        },
        {
            "input": "defence share of the adversary (RUS)",
            "years": f"{scenario.start + 1}-{LAST_FIGURES}",
            "source": "" if spent is None else spent.source,
        },
    ]
    rows += [
        {"input": f"{event.type} {event.id}", "years": str(event.year), "source": event.note}
        for event in scenario.events
    ]
    return rows
