"""Crises of a year in the agents engine: who is challenged, who comes, who holds, and what everyone learns from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from alliance_sim import draws
from alliance_sim.agents.adversary import Adversary
from alliance_sim.agents.member_state import MemberState
from alliance_sim.rules import commitment, crisis, threat
from alliance_sim.scenario.parameters import TREATY_PRIORS


@dataclass
class Crisis:
    """One challenge: who, whom, how severe, what allies did, and whether the target held.

    `came` has the allies that promised at least half of what a full treaty does, and whoever came without
    having promised; `called` counts the former.
    """

    adversary: Adversary
    target: MemberState
    severity: int
    came: dict[str, bool] = field(default_factory=dict)
    called: int = 0
    honoured: int = 0
    held: bool = True


def base_shock(model: Any, state: MemberState) -> float:
    """Shock that the first year's hazards let a state expect every year: what is usual is no news."""
    p, near = model.parameters, model.world.nearness[state.position]
    if model.world.scenario.theory.crisis == "none":
        return 0.0
    size = crisis.expected_size(p.grey_zone_share, p.major_share, p.grey_zone_shock, p.limited_shock, p.major_shock)
    expected, watched = 0.0, {state.iso3, *(ally.iso3 for ally, _ in state.links)}
    for adversary in model.adversaries:
        for other in model.states:
            if other.iso3 in watched:
                chance = hazard(model, adversary, other, adversary.base_attack[other.position])
                expected += chance * size * float(near[other.position])
    return expected


def hazard(model: Any, adversary: Adversary, state: MemberState, attack: float) -> float:
    """Chance that the adversary challenges the state this year, given its attack probability."""
    p = model.parameters
    if model.world.distance_km[adversary.position, state.position] == 0.0:
        return crisis.hazard(attack, p.dispute_rate_contiguous, p.dispute_reference_contiguous)
    return crisis.hazard(attack, p.dispute_rate_other, p.dispute_reference_other)


def happen(model: Any) -> list[Crisis]:
    """The crises of this year, fought out on the old values; the first year's own are in the data."""
    by_chance = model.elapsed > 0 and model.world.scenario.theory.crisis != "none"
    crises = [*_ordered(model), *(_by_chance(model) if by_chance else ())]
    for one in crises:
        _fight(model, one)
    return crises


def _ordered(model: Any) -> list[Crisis]:
    by_position = {state.position: state for state in model.states}
    return [
        Crisis(model.adversaries[event.adversary], by_position[event.target], event.severity)
        for event in model.outside.challenges[model.elapsed]
    ]


def _by_chance(model: Any) -> list[Crisis]:
    p, crises = model.parameters, []
    ordered = {(event.adversary, event.target) for event in model.outside.challenges[model.elapsed]}
    attacks = [state.threat_by_adversary(state.defence()) for state in model.states]
    for rank, adversary in enumerate(model.adversaries):
        for state, by_adversary in zip(model.states, attacks, strict=True):
            chance = hazard(model, adversary, state, by_adversary[rank])
            if (rank, state.position) in ordered:
                continue  # an event has brought this year's crisis of the two
            if chance > 0.0 and model.draw(draws.CHALLENGE, adversary.key, state.key) < chance:
                severity = model.draw(draws.SEVERITY, adversary.key, state.key)
                crises.append(Crisis(adversary, state, crisis.severity(severity, p.grey_zone_share, p.major_share)))
    return crises


def _fight(model: Any, one: Crisis) -> None:
    p, target, arrived = model.parameters, one.target, 0.0
    for ally, tie in target.links:
        willing = ally.willing_to_help(target, tie)
        chance = crisis.honour_chance(willing, one.severity == crisis.GREY_ZONE, p.grey_zone_doubt)
        if chance <= 0.0:
            continue
        came = chance >= 1.0 or model.draw(draws.HONOUR, target.key, ally.key) < chance
        promised = tie["promise"][target.iso3] >= 0.5 * TREATY_PRIORS[p.treaty_prior]
        one.called, one.honoured = one.called + promised, one.honoured + (promised and came)
        if promised or came:
            one.came[ally.iso3] = came
        if came:
            usable = commitment.interoperability(tie["tie"], tie["integration"], p.interoperability_floor)
            left = target.help_left[ally.position]
            arrived += commitment.expected_aid(1.0, usable, ally.readiness, ally.capability, left)
    own, power = target.readiness * target.capability, one.adversary.power_at(target.position)
    chance = crisis.holding_chance(power, own, arrived, p.contest_exponent)
    one.held = model.draw(draws.HOLD, one.adversary.key, target.key) < chance


def leave_marks(model: Any, crises: list[Crisis]) -> None:
    """Losses, shocks and beliefs after this year's crises."""
    p = model.parameters
    for one in crises:
        loss = (0.0, p.limited_loss, p.major_loss)[one.severity]
        one.target.capability = crisis.after_loss(one.target.capability, loss, one.held)
        one.target.gdp = crisis.after_loss(one.target.gdp, 0.1 * loss, one.held)
        if model.world.scenario.theory.commitment != "treaty":
            _remember(model, one)
    for state in model.states:
        news = -state.usual_shock
        for one in crises:
            if state is not one.target and one.target.iso3 not in model.graph.adj[state.iso3]:
                continue  # what happens to a state with which one has no tie is no news
            size = (p.grey_zone_shock, p.limited_shock, p.major_shock)[one.severity]
            news += size * float(model.world.nearness[state.position, one.target.position])
        state.shock = threat.fading(state.shock, p.shock_half_life) + news


def _remember(model: Any, one: Crisis) -> None:
    """Everyone tied to an ally that was called remembers what it did, the target most."""
    p, weight = model.parameters, (0.3, 0.7, 1.0)[one.severity]
    for state in model.states:
        for ally, tie in state.links:
            if ally.iso3 in one.came and ally is not one.target:
                says = weight if state is one.target else weight * p.witness_weight
                tie["reliance"][state.iso3] = crisis.belief_after_deed(
                    tie["reliance"][state.iso3], one.came[ally.iso3], says, p.deed_gain, p.deed_loss
                )
