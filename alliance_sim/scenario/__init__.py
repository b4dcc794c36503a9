"""What does a run start from? Scenario files: read, composed, checked, and what they say as typed values."""

from __future__ import annotations

from alliance_sim.scenario.json_schema import json_schema
from alliance_sim.scenario.library import list_scenarios
from alliance_sim.scenario.load import load_scenario, load_text, vary, with_events
from alliance_sim.scenario.paths import get_path, set_path
from alliance_sim.scenario.remarks import remarks
from alliance_sim.scenario.resolved import resolved
from alliance_sim.scenario.schema import OUTCOME_NAMES, Scenario
from alliance_sim.scenario.template import new_text

__all__ = [
    "OUTCOME_NAMES",
    "Scenario",
    "get_path",
    "json_schema",
    "list_scenarios",
    "load_scenario",
    "load_text",
    "new_text",
    "remarks",
    "resolved",
    "set_path",
    "vary",
    "with_events",
]
