"""Simulate alliances: member states with budgets and fears on an alliance graph, and dated events that test it.

>>> from alliance_sim import load_scenario
>>> from alliance_sim.run import run
>>> results = run(load_scenario("nato-2018"), seeds=[0])
>>> results.years[0], results.years[-1]
(2018, 2035)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alliance_sim.agents import Adversary, AllianceModel, MemberState
    from alliance_sim.errors import AllianceSimError
    from alliance_sim.metrics import OUTCOMES
    from alliance_sim.results import Comparison, Results
    from alliance_sim.scenario import Scenario, load_scenario

__version__ = "0.1.0"

__all__ = [
    "OUTCOMES",
    "Adversary",
    "AllianceModel",
    "AllianceSimError",
    "Comparison",
    "MemberState",
    "Results",
    "Scenario",
    "load_scenario",
]

_ROOMS = {
    "OUTCOMES": "metrics",
    "Adversary": "agents",
    "AllianceModel": "agents",
    "AllianceSimError": "errors",
    "Comparison": "results",
    "MemberState": "agents",
    "Results": "results",
    "Scenario": "scenario",
    "load_scenario": "scenario",
}


def __getattr__(name: str) -> Any:
    """Fetch a name from its room when it is first asked for, so that importing the package costs nothing."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")
    value = getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
    globals()[name] = value
    return value
