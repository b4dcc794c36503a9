"""What each event type does to the yearly inputs: one function a type, and its line in `HANDLERS`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import ScenarioError
from alliance_sim.exogenous.draft import Draft
from alliance_sim.exogenous.inputs import Application, Challenge, Treaty
from alliance_sim.rules.crisis import SEVERITIES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def _standing(draft: Draft, event: Any) -> None:
    draft.decide(draft.year(event), event.state, event.to, event.phase_in)


def _withdrawal(draft: Draft, event: Any) -> None:
    draft.decide(draft.year(event), event.state, "outside", event.phase_in)


def _accession(draft: Draft, event: Any) -> None:
    row = draft.year(event) + event.delay
    if event.consent == "vote" and row < len(draft.applications):
        draft.applications[row].append(Application(draft.world.index[event.state]))
    elif event.consent == "granted":
        draft.decide(row, event.state, "member", 0)


def _statement(draft: Draft, event: Any) -> None:
    heard = 1.0 if event.public else draft.parameters.leaked_discount
    draft.say(draft.year(event), event, event.credibility * heard)


def _letters(draft: Draft, event: Any) -> None:
    row, j = draft.year(event), draft.world.index[event.sender]
    for recipient in sorted(event.recipients):
        blame = max(0.0, -event.recipients[recipient])
        i = draft.world.index[recipient]
        draft.letter_pressure[row, i] += draft.parameters.letter_pressure * blame
        draft.voiced[row, i, j] += blame


def _leader(draft: Draft, event: Any) -> None:
    row, j = draft.year(event), draft.world.index[event.state]
    draft.stance[row:, j] = event.stance
    if event.guardrail is not None:
        draft.guardrail[row:, j] = event.guardrail


def _intent(draft: Draft, event: Any) -> None:
    a = draft.rank(event.adversary)
    toward = event.toward or draft.world.states
    for state in toward:
        draft.intent[draft.year(event) :, a, draft.world.index[state]] = event.to


def _economy(draft: Draft, event: Any) -> None:
    for state in event.states:
        i, row = draft.world.index[state], draft.year(event)
        if event.growth is not None:
            draft.growth[row, i] = event.growth
        if event.level is not None:
            draft.level[row, i] *= 1.0 + event.level


def _budget(draft: Draft, event: Any) -> None:
    i, row = draft.world.index[event.state], draft.year(event)
    if event.share is not None:
        draft.budget_share[row, i] = event.share
    if event.change is not None:
        draft.budget_change[row, i] += event.change


def _guideline(draft: Draft, event: Any) -> None:
    draft.pledge(event.year, event)


def _summit(draft: Draft, event: Any) -> None:
    row, p = draft.year(event), draft.parameters
    if event.guideline is not None:
        draft.pledge(event.year, event.guideline)
    if event.readiness is not None:
        gap = np.maximum(0.0, event.readiness - draft.readiness[row]) * p.readiness_delivery
        draft.ready(row, _for(draft.members(row), gap), 1)
    for statement in event.statements:
        heard = 1.0 if statement.public else p.leaked_discount
        draft.say(row, statement, statement.credibility * heard)
    if event.tone is not None:
        draft.tone[row][:, draft.members(row)] += p.statement_weight * event.tone * p.communique_credibility


def _readiness_initiative(draft: Draft, event: Any) -> None:
    """Relative to thirty battalions, squadrons and warships in thirty days."""
    row = draft.year(event)
    units = min(1.0, (event.battalions + event.squadrons + event.warships) / 90.0)
    gain = draft.parameters.readiness_gain * units * min(1.0, 30.0 / event.days)
    until = event.year + 2 if event.by is None else event.by
    draft.ready(row, _for(draft.members(row), np.full(len(draft.world.states), gain)), until - event.year)


def _for(who: list[int], values: Array) -> Array:
    """The values at these positions, 0 elsewhere."""
    chosen = np.zeros_like(values)
    chosen[who] = values[who]
    return chosen


def _deployment(draft: Draft, event: Any) -> None:
    row, sender, host = draft.year(event), draft.world.index[event.from_], draft.world.index[event.to]
    draft.troops[row:, host, sender] += event.troops
    if event.framework:
        _practise(draft, row, (sender, host), draft.parameters.framework_practice)


def _redeployment(draft: Draft, event: Any) -> None:
    row, sender, host = draft.year(event), draft.world.index[event.from_], draft.world.index[event.out_of]
    there = draft.troops[row, host, sender]
    if event.troops > there:
        where = draft.world.scenario.origin(f"events.{event.id}.troops")
        raise ScenarioError(
            f"{where}: event '{event.id}': troops {event.troops} are more than the {there:.0f} that {event.from_} "
            f"has in {event.out_of} in {event.year}; use at most {there:.0f}, or deploy them first"
        )
    draft.troops[row:, host, sender] -= event.troops
    if event.to is not None:
        draft.troops[row:, draft.world.index[event.to], sender] += event.troops


def _host_command(draft: Draft, event: Any) -> None:
    row, i = draft.year(event), draft.world.index[event.state]
    draft.hosting[row:, i] += draft.parameters.hosting_integration
    draft.will[row:, i] += draft.parameters.hosting_commitment


def _exercise(draft: Draft, event: Any) -> None:
    size = 1.0 if event.size is None else event.size / 10_000.0
    taking_part = [draft.world.index[state] for state in event.states]
    _practise(draft, draft.year(event), taking_part, draft.parameters.exercise_practice * size)


def _trade_dispute(draft: Draft, event: Any) -> None:
    pair = [draft.world.index[state] for state in event.states]
    _practise(draft, draft.year(event), pair, -draft.parameters.dispute_cut * event.depth)


def _practise(draft: Draft, row: int, states: Sequence[int], change: float) -> None:
    for i in states:
        for j in states:
            if i != j:
                draft.practised[row, i, j] += change


def _rapprochement(draft: Draft, event: Any) -> None:
    """The state sees less intent, and is less willing to confront the adversary for others."""
    row, i, a = draft.year(event), draft.world.index[event.state], draft.rank(event.adversary)
    draft.seen_intent[row:, a, i] *= 1.0 - event.depth
    draft.will[row:, i] -= draft.parameters.willingness_stance * event.depth


def _crisis(draft: Draft, event: Any) -> None:
    challenge = Challenge(
        draft.rank(event.adversary), draft.world.index[event.target], SEVERITIES.index(event.severity)
    )
    draft.challenges[draft.year(event)].append(challenge)


def _pact(draft: Draft, event: Any) -> None:
    one, other = sorted(draft.world.index[state] for state in event.states)
    draft.treaties[draft.year(event)].append(Treaty(one, other, event.end))


HANDLERS: dict[str, Callable[[Draft, Any], None]] = {
    "standing": _standing,
    "withdrawal": _withdrawal,
    "accession": _accession,
    "statement": _statement,
    "letters": _letters,
    "guideline": _guideline,
    "summit": _summit,
    "readiness_initiative": _readiness_initiative,
    "deployment": _deployment,
    "redeployment": _redeployment,
    "host_command": _host_command,
    "exercise": _exercise,
    "trade_dispute": _trade_dispute,
    "rapprochement": _rapprochement,
    "crisis": _crisis,
    "pact": _pact,
    "leader": _leader,
    "intent": _intent,
    "economy": _economy,
    "budget": _budget,
}
"""What each event type does to the yearly inputs."""
