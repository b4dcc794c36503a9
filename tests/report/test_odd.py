"""The ODD description: every element of the protocol, every table, and the scenario it is asked about."""

from __future__ import annotations

import re

from alliance_sim.metrics import OUTCOMES
from alliance_sim.report.odd import changed_parameters, odd
from alliance_sim.scenario import load_scenario, load_text
from alliance_sim.scenario.events import EVENT_TYPES
from alliance_sim.scenario.parameters import Parameters
from alliance_sim.schedule import PHASES


def test_the_seven_elements_stand_in_their_order() -> None:
    elements = [
        "Purpose and patterns", "Entities, state variables and scales", "Process overview and scheduling",
        "Design concepts", "Initialization", "Input data", "Submodels",
    ]  # fmt: skip
    assert re.findall(r"^## \d\. (.+)$", odd(), re.MULTILINE) == elements


def test_everything_the_code_has_is_named() -> None:
    text = odd()
    for name in (*Parameters.model_fields, *OUTCOMES, *EVENT_TYPES):
        assert f"`{name}`" in text
    assert ", ".join(PHASES) in text


def test_without_a_scenario_none_is_named() -> None:
    assert "This scenario" not in odd()
    assert "scenario `us-partner-only`" in odd(load_scenario("us-partner-only"))


def test_a_scenario_is_described_by_its_events_and_what_it_changes() -> None:
    scenario = load_text(
        "name: mine\nstart: 2018\nend: 2020\nstates: [USA, POL]\nparameters: {publicness: 0.03}\n"
        "events:\n  - {id: cut, year: 2019, type: standing, state: USA, to: partner}\n"
    )
    assert changed_parameters(scenario) == [("publicness", 0.02, 0.03)]
    text = odd(scenario)
    assert "| `publicness` | 0.02 | 0.03 |" in text
    assert "- 2019: `cut` (standing)" in text
    assert "from 2018 to 2020 with 2 members,\n0 partners and 0 adversaries" in text
