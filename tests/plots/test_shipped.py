"""The figures of a shipped scenario, run for real on a few seeds."""

from __future__ import annotations

import pytest

from alliance_sim.plots import alliance_graph, outcomes, spending, style
from alliance_sim.plots.arms import changed_states
from alliance_sim.plots.graph import mean_tie, snapshot
from alliance_sim.plots.words import wording
from alliance_sim.results.results import Comparison
from alliance_sim.run import compare_runs
from alliance_sim.scenario import load_scenario


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare_runs(load_scenario("us-partner-only"), seeds=(2018, 2019))


def test_the_panels_are_those_that_the_file_lists(comparison: Comparison) -> None:
    listed = comparison.scenario.scenario.outcomes
    assert [panel.get_title(loc="left") for panel in outcomes(comparison)] == [wording(name).title for name in listed]


def test_the_graph_misses_its_hub(comparison: Comparison) -> None:
    scenario = comparison.scenario
    assert changed_states(scenario) == ("USA",)
    before, after = (mean_tie(snapshot(scenario, year), "USA") for year in (scenario.years[0], scenario.years[-1]))
    assert after < before / 2
    shown = alliance_graph(comparison)
    assert f"partner, mean tie with the members {after:.2f}" in shown[1].get_title(loc="left")


def test_every_spender_has_a_row(comparison: Comparison) -> None:
    labels = spending(comparison).get_yticklabels()
    assert len(labels) == 29 + 3 - 1  # members and partners without Iceland


def test_the_footer_names_this_scenarios_content(comparison: Comparison) -> None:
    assert f"us-partner-only @ {comparison.scenario.scenario.digest()[:8]}" in style.footer_text(comparison)
