"""What comes from outside, year by year? The scenario's events as plain yearly arrays that both engines read.

Nothing in an engine knows what an event is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.exogenous.draft import Draft
from alliance_sim.exogenous.events import HANDLERS
from alliance_sim.exogenous.inputs import Application, Challenge, Exogenous, StandingChange, Treaty

if TYPE_CHECKING:
    from alliance_sim.world import World

__all__ = ["Application", "Challenge", "Exogenous", "StandingChange", "Treaty", "build_exogenous"]


def build_exogenous(world: World) -> Exogenous:
    """The yearly inputs that follow from a world's scenario: its growth trends, its guideline and its events."""
    scenario, n = world.scenario, len(world.states)
    years = scenario.end - scenario.start + 1
    draft = Draft(
        world=world,
        growth=np.tile(world.figures.growth, (years, 1)),
        level=np.ones((years, n)),
        letter_pressure=np.zeros((years, n)),
        voiced=np.zeros((years, n, n)),
        tone=np.zeros((years, n, n)),
        stance=np.tile(world.figures.stance, (years, 1)),
        guardrail=np.tile(world.figures.guardrail, (years, 1)),
        intent=np.tile(world.intent, (years, 1, 1)),
        budget_share=np.full((years, n), np.nan),
        budget_change=np.zeros((years, n)),
        seen_intent=np.ones((years, *world.intent.shape)),
        menace=np.zeros((years, n)),
        readiness=np.tile(world.figures.readiness, (years, 1)),
        will=np.zeros((years, n)),
        hosting=np.zeros((years, n)),
        troops=np.tile(world.troops, (years, 1, 1)),
        practised=np.zeros((years, n, n)),
        guideline=np.zeros(years),
        guideline_aim=np.zeros(years),
        urgency=np.zeros(years),
        standing=[[] for _ in range(years)],
        applications=[[] for _ in range(years)],
        challenges=[[] for _ in range(years)],
        treaties=[[] for _ in range(years)],
    )
    if scenario.alliance.guideline is not None:
        draft.pledge(scenario.start, scenario.alliance.guideline)
    for event in sorted(scenario.events, key=_turn):
        HANDLERS[event.type](draft, event)
    inputs: dict[str, Any] = {
        name: tuple(map(tuple, value)) if isinstance(value, list) else value
        for name, value in vars(draft).items()
        if name != "world"
    }
    return Exogenous(**inputs)


def _turn(event: Any) -> tuple[int, int]:
    """Events by year; within one, standings before what is said to be the members', and an intent toward some states
    after that toward everyone."""
    first = event.type in ("standing", "withdrawal", "accession")
    last = event.type == "intent" and event.toward is not None
    return event.year, 0 if first else 2 if last else 1
