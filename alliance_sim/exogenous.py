"""What comes from outside, year by year? The scenario's events as plain yearly arrays that both engines read.

Adding an event type means one function here; nothing else in an engine knows what an event is called.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alliance_sim.world import World

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class StandingChange:
    """A decision about a state's standing: which state (position), to which standing, over how many years."""

    state: int
    to: str
    phase_in: int


@dataclass(frozen=True)
class Exogenous:
    """Everything that does not follow from the model, one entry a year from the first to the last.

    growth [t, i]: real growth, share a year. level [t, i]: one-off factor on GDP. guideline [t]: share of GDP in force,
    0 if none.
    guideline_aim [t]: the same while a new guideline is being approached. urgency [t]: 0 when pledged to 1 when due.
    letter_pressure [t, i], voiced [t, i, j]: what letters add that year (j writes to i). tone [t, i, j]: log odds
    that statements
    add to how j's willingness to come to i is seen. stance, guardrail [t, j]: leaders. intent [t, a, i]: adversaries'.
    budget_share [t, i]: defence share set from outside, NaN if none. budget_change [t, i]: points of GDP added.
    standing [t]: decisions taken that year.
    """

    growth: Array
    level: Array
    guideline: Array
    guideline_aim: Array
    urgency: Array
    letter_pressure: Array
    voiced: Array
    tone: Array
    stance: Array
    guardrail: Array
    intent: Array
    budget_share: Array
    budget_change: Array
    standing: tuple[tuple[StandingChange, ...], ...]


def build_exogenous(world: World) -> Exogenous:
    """The yearly inputs that follow from a world's scenario: its growth trends, its guideline and its events."""
    scenario, n = world.scenario, len(world.states)
    years = scenario.end - scenario.start + 1
    draft = _Draft(
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
        standing=[[] for _ in range(years)],
    )
    for event in scenario.events:
        HANDLERS[event.type](draft, event)
    guideline, aim, urgency = _guidelines(world, years)
    return Exogenous(
        growth=draft.growth, level=draft.level, guideline=guideline, guideline_aim=aim, urgency=urgency,
        letter_pressure=draft.letter_pressure, voiced=draft.voiced, tone=draft.tone, stance=draft.stance,
        guardrail=draft.guardrail, intent=draft.intent, budget_share=draft.budget_share,
        budget_change=draft.budget_change, standing=tuple(tuple(decided) for decided in draft.standing),
    )  # fmt: skip


@dataclass
class _Draft:
    """The arrays while events are written into them."""

    world: World
    growth: Array
    level: Array
    letter_pressure: Array
    voiced: Array
    tone: Array
    stance: Array
    guardrail: Array
    intent: Array
    budget_share: Array
    budget_change: Array
    standing: list[list[StandingChange]]

    def year(self, event: Any) -> int:
        """Row of the event's year."""
        return int(event.year - self.world.scenario.start)

    def decide(self, row: int, state: str, to: str, phase_in: int) -> None:
        """Write down a decision about a standing; one after the last year has no row."""
        if row < len(self.standing):
            self.standing[row].append(StandingChange(self.world.index[state], to, phase_in))


def _standing(draft: _Draft, event: Any) -> None:
    draft.decide(draft.year(event), event.state, event.to, event.phase_in)


def _withdrawal(draft: _Draft, event: Any) -> None:
    draft.decide(draft.year(event), event.state, "outside", event.phase_in)


def _accession(draft: _Draft, event: Any) -> None:
    delay = max(event.vetoes.values(), default=0)
    draft.decide(draft.year(event) + delay, event.state, "member", 0)


def _statement(draft: _Draft, event: Any) -> None:
    parameters, j = draft.world.scenario.parameters, draft.world.index[event.speaker]
    heard = 1.0 if event.public else parameters.leaked_discount
    change = parameters.statement_weight * event.tone * event.credibility * heard
    if event.about == draft.world.scenario.alliance.name:
        draft.tone[draft.year(event), :, j] += change
    else:
        draft.tone[draft.year(event), draft.world.index[event.about], j] += change


def _letters(draft: _Draft, event: Any) -> None:
    row, j = draft.year(event), draft.world.index[event.sender]
    for recipient in sorted(event.recipients):
        blame = max(0.0, -event.recipients[recipient])
        i = draft.world.index[recipient]
        draft.letter_pressure[row, i] += draft.world.scenario.parameters.letter_pressure * blame
        draft.voiced[row, i, j] += blame


def _leader(draft: _Draft, event: Any) -> None:
    row, j = draft.year(event), draft.world.index[event.state]
    draft.stance[row:, j] = event.stance
    if event.guardrail is not None:
        draft.guardrail[row:, j] = event.guardrail


def _intent(draft: _Draft, event: Any) -> None:
    a = sorted(draft.world.scenario.adversaries).index(event.adversary)
    toward = event.toward or draft.world.states
    for state in toward:
        draft.intent[draft.year(event) :, a, draft.world.index[state]] = event.to


def _economy(draft: _Draft, event: Any) -> None:
    for state in event.states:
        i, row = draft.world.index[state], draft.year(event)
        if event.growth is not None:
            draft.growth[row, i] = event.growth
        if event.level is not None:
            draft.level[row, i] *= 1.0 + event.level


def _budget(draft: _Draft, event: Any) -> None:
    i, row = draft.world.index[event.state], draft.year(event)
    if event.share is not None:
        draft.budget_share[row, i] = event.share
    if event.change is not None:
        draft.budget_change[row, i] += event.change


def _read_elsewhere(draft: _Draft, event: Any) -> None:
    """Guidelines depend on one another and are laid out together in `_guidelines`."""


def _guidelines(world: World, years: int) -> tuple[Array, Array, Array]:
    """Guideline in force, the one aimed at, and how urgent it is, for every year.

    The first year's guideline presses from 0 in the first year to 1 when due, for what pressed before is in the data.
    A new
    guideline counts from the day it is agreed; states aim at it step by step until it is due.
    """
    scenario = world.scenario
    pledges = [(scenario.start, g.share, g.due) for g in [scenario.alliance.guideline] if g is not None]
    pledges += [(event.year, event.share, event.due) for event in scenario.events if event.type == "guideline"]
    formal, aim, urgency = np.zeros(years), np.zeros(years), np.zeros(years)
    for agreed, share, due in pledges:
        first = agreed - scenario.start
        before = aim[first - 1] if first > 0 else 0.0
        for t in range(first, years):
            done = 1.0 if due <= agreed else min(1.0, (scenario.start + t - agreed) / (due - agreed))
            formal[t], urgency[t] = share, max(urgency[t], done)
            aim[t] = share if before == 0.0 else before + (share - before) * done
    return formal, aim, urgency


HANDLERS: dict[str, Callable[[_Draft, Any], None]] = {
    "standing": _standing,
    "withdrawal": _withdrawal,
    "accession": _accession,
    "statement": _statement,
    "letters": _letters,
    "guideline": _read_elsewhere,
    "leader": _leader,
    "intent": _intent,
    "economy": _economy,
    "budget": _budget,
}
"""What each event type does to the yearly inputs."""
