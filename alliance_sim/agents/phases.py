"""The phases of a year in the agents engine: one function for each name in `schedule.PHASES`.

All states decide on the old values; then all change.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alliance_sim.agents import crises as challenges
from alliance_sim.agents import realignment as choices
from alliance_sim.agents import ties as edges
from alliance_sim.agents.member_state import MemberState
from alliance_sim.metrics import OUTCOMES, AllianceYear
from alliance_sim.results.results import DYAD_UNITS, STATE_UNITS
from alliance_sim.rules import alignment, commitment, threat

# `model` is the AllianceModel; its class stands above this room's floor and cannot be named here.


def events(model: Any) -> None:
    """Leaders, letters and standings of this year."""
    outside, t = model.outside, model.elapsed
    hosting = [outside.hosting[t][state.position] != state.hosting for state in model.states]
    for state in model.states:
        i = state.position
        state.stance, state.guardrail, state.readiness = (
            outside.stance[t][i],
            outside.guardrail[t][i],
            outside.readiness[t][i],
        )
        state.will, state.hosting = outside.will[t][i], outside.hosting[t][i]
    for treaty in outside.treaties[t]:
        conclude(model, treaty.one, treaty.other, treaty.end)
    for change in outside.standing[t]:
        model.by_code[model.world.states[change.state]].decide_standing(change.to, change.phase_in)
    moved = [state for state, host in zip(model.states, hosting, strict=True) if state.move_standing() or host]
    model.treaty_area = [inside or state.votes for inside, state in zip(model.treaty_area, model.states, strict=True)]
    connect(model, moved)
    for state in model.states:
        state.feel_pressure()
    if t > 0 and outside.troops[t] != outside.troops[t - 1]:
        for state, other, tie in model.pairs():
            edges.station(state, other, tie)
    fading = threat.fading(1.0, model.parameters.letter_half_life)
    for state, other, tie in model.pairs():
        edges.hear_complaints(state, other, tie, outside.voiced[t], fading)


def connect(model: Any, moved: Sequence[MemberState] = ()) -> None:
    """Read the graph into every state's links; `moved` states have new standings, and so new promises."""
    for state in moved:
        _add_ties(model, state)
    for state in model.states:
        around = model.graph.adj[state.iso3]
        state.links = [(model.by_code[iso3], around[iso3]) for iso3 in sorted(around)]
    for state, other, tie in model.pairs():
        if "promise" not in tie:
            edges.connect(state, other, tie, model.world)
        elif state in moved or other in moved:
            edges.promise_each_other(state, other, tie)


def conclude(model: Any, one: int, other: int, end: bool = False) -> None:
    """Form or end a bilateral pact between two states, by position."""
    first, second = (model.by_code[model.world.states[i]] for i in (one, other))
    if not model.graph.has_edge(first.iso3, second.iso3):
        model.graph.add_edge(first.iso3, second.iso3)
        edges.connect(first, second, model.graph.edges[first.iso3, second.iso3], model.world)
    tie = model.graph.edges[first.iso3, second.iso3]
    tie["treaty"] = 0.0 if end else 1.0
    edges.promise_each_other(first, second, tie)


def _add_ties(model: Any, state: MemberState) -> None:
    for other in model.states:
        promised = other is not state and state.guarantee * other.guarantee > 0.0
        if promised and not model.graph.has_edge(state.iso3, other.iso3):
            model.graph.add_edge(state.iso3, other.iso3)


def growth(model: Any) -> None:
    """GDP of every state."""
    for state in model.everyone:
        state.grow()


def perception(model: Any) -> None:
    """How threatened everyone believes to be."""
    perceived = [state.perceive() for state in model.states]
    for state, chance in zip(model.states, perceived, strict=True):
        state.perceived_attack_probability = chance


def reliance_and_aid(model: Any) -> None:
    """What everyone counts on, and how threatened everyone really is with it."""
    counted_on = [state.expect_aid() for state in model.states]
    for state, (aid, spill_in) in zip(model.states, counted_on, strict=True):
        state.expected_aid, state.spill_in = aid, spill_in
    for state in model.states:
        state.attack_probability = state.threat(state.defence())


def budgets(model: Any) -> None:
    """Defence shares and spending."""
    shares = [state.decide_share() for state in model.everyone]
    for state, share in zip(model.everyone, shares, strict=True):
        state.spend(share)


def capability(model: Any) -> None:
    """Stocks of capability."""
    for state in model.everyone:
        state.build_capability()


def crises(model: Any) -> None:
    """Challenges of this year, and the marks that they leave."""
    model.crises = challenges.happen(model)
    challenges.leave_marks(model, model.crises)


def learning(model: Any) -> None:
    """Beliefs are decided here and take effect with the new year, so that this year's ties rest on this year's
    trust."""
    for state in model.states:
        state.public_noise, state.entrapment = state.show(), state.expect_entrapment()
    model.learnt = [state.learn() for state in model.states]


def ties(model: Any) -> None:
    """Ties on this year's trust; then the new beliefs take effect."""
    renewed = [(tie, edges.renewed(state, other, tie)) for state, other, tie in model.pairs()]
    for tie, closer in renewed:
        tie["tie"] = closer
    for state, beliefs in zip(model.states, model.learnt, strict=True):
        for (_, tie), belief in zip(state.links, beliefs, strict=True):
            tie["reliance"][state.iso3] = belief


def realignment(model: Any) -> None:
    """Standings, pacts and concessions that states decide on themselves; they take effect with the new year."""
    choices.realign(model)


def record(model: Any) -> None:
    """Write the year down."""
    for state in model.states:
        state.anxiety = _anxiety(state)
    n, t, history = len(model.everyone), model.elapsed, model.history
    for name in STATE_UNITS:
        history.state[name][t] = [getattr(state, name, float("nan")) for state in model.everyone]
    names = list(model.world.scenario.standings)
    for state in model.states:
        history.standing[t, state.position] = names.index(state.standing)
    dyads = {name: [[0.0] * n for _ in range(n)] for name in DYAD_UNITS}
    for state in model.states:
        _write_dyads(state, {name: table[state.position] for name, table in dyads.items()})
    for name, table in dyads.items():
        history.dyads[name][t] = table
    view = _view(model, dyads)
    for name, values in history.outcomes.items():
        values[t] = OUTCOMES[name].function(view)


def _anxiety(state: MemberState) -> float:
    """Share of the defence that could come, own and allies' at full use, which the state expects not to come."""
    missing, possible = 0.0, state.readiness * state.capability
    for ally, tie in state.links:
        could_come = commitment.expected_aid(1.0, 1.0, ally.readiness, ally.capability, state.help_left[ally.position])
        possible += could_come
        missing += could_come * (1.0 - tie["reliance"][state.iso3])
    return missing / possible if possible > 0.0 else 0.0


def _write_dyads(state: MemberState, rows: dict[str, list[float]]) -> None:
    for other, tie in state.links:
        rows["tie"][other.position] = tie["tie"]
        for name in ("reliance", "willingness", "aid"):
            rows[name][other.position] = tie[name][state.iso3]


def _seen_intent(model: Any) -> list[list[float]]:
    """Intent of each adversary toward each state, as the state sees it after its concessions."""
    seen = model.outside.seen_intent[model.elapsed]
    conceded = {state.position: state.accommodation for state in model.states}
    return [
        [
            alignment.accommodated(intent * seen[rank][i], conceded[i][rank]) if i in conceded else 0.0
            for i, intent in enumerate(adversary.intent)
        ]
        for rank, adversary in enumerate(model.adversaries)
    ]


def _view(model: Any, dyads: dict[str, list[list[float]]]) -> AllianceYear:
    everyone = model.everyone
    return AllianceYear(
        counted=[state.position for inside, state in zip(model.treaty_area, model.states, strict=True) if inside],
        members=[state.position for state in model.states if state.votes],
        largest=model.largest,
        guideline=model.outside.guideline[model.elapsed],
        armed=[getattr(state, "armed", True) for state in everyone],
        guarantee=[getattr(state, "guarantee", 0.0) for state in everyone],
        gdp=[state.gdp for state in everyone],
        share=[state.share for state in everyone],
        budget=[state.budget for state in everyone],
        capability=[state.capability for state in everyone],
        attack_probability=[state.attack_probability for state in everyone],
        spill_in=[getattr(state, "spill_in", 0.0) for state in everyone],
        anxiety=[state.anxiety for state in everyone],
        entrapment=[getattr(state, "entrapment", 0.0) for state in everyone],
        adversaries=[adversary.position for adversary in model.adversaries],
        intent=_seen_intent(model),
        crises=len([one for one in model.crises if one.target.guarantee > 0.0]),
        called=sum(one.called for one in model.crises),
        honoured=sum(one.honoured for one in model.crises),
        expected_aid=[getattr(state, "expected_aid", 0.0) for state in everyone],
        aid=dyads["aid"],
        tie=dyads["tie"],
    )
