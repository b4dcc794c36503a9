"""The ODD description: every element of the protocol, every table, and the scenario it is asked about."""

from __future__ import annotations

import re

from alliance_sim.metrics import OUTCOMES
from alliance_sim.report.odd import changed_parameters, odd
from alliance_sim.scenario import load_scenario, load_text
from alliance_sim.scenario.events import EVENT_TYPES
from alliance_sim.scenario.parameters import Parameters
from alliance_sim.scenario.theory import VARIANTS
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
    schedule = [f"| {place} | `{phase}` |" for place, phase in enumerate(PHASES, start=1)]
    assert [text.find(row) for row in schedule] == sorted(text.find(row) for row in schedule)
    assert -1 not in [text.find(row) for row in schedule]


def test_every_design_concept_is_spoken_of() -> None:
    concepts = [
        "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing",
        "Interaction", "Stochasticity", "Collectives", "Observation",
    ]  # fmt: skip
    assert re.findall(r"^- \*\*(.+?)\.\*\*", odd().split("## 4.")[1].split("## 5.")[0], re.MULTILINE) == concepts


def test_rivals_are_named_with_what_they_say() -> None:
    rows = [(rule, name) for rule, names in VARIANTS.items() for name in names]
    assert [row for row in rows if not re.search(rf"^\| `{row[0]}` \| .+ \| `{row[1]}` \| .+ \|$", odd(), re.M)] == []


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
    assert "from 2018 to 2020, with\n\n- members: POL, USA;\n- partners: none;\n- adversaries: none.\n" in text
    assert "runs under burden `joint_product`, threat `intent_capability`, " in text
