"""Realignment in the agents engine: stepping down, joining with the members' consent, pacts, accommodation."""

from __future__ import annotations

from typing import Any

from alliance_sim import draws
from alliance_sim.agents import ties
from alliance_sim.agents.member_state import MemberState
from alliance_sim.rules import alignment, commitment
from alliance_sim.scenario.parameters import TREATY_PRIORS


def benefit(state: MemberState) -> float:
    """What the state's allies are worth to it: the expected loss that their aid averts, share of GDP."""
    alone = state.threat(state.readiness * state.capability)
    return alignment.security_gain(alone, state.threat(state.defence()), state.model.parameters.attack_loss)


def cost(state: MemberState) -> float:
    """What membership costs the state, share of GDP."""
    p, outside, t = state.model.parameters, state.model.outside, state.model.elapsed
    leaning = p.stance_worth * (1.0 - state.guardrail) * state.stance
    return alignment.membership_cost(
        state.share, outside.guideline_aim[t], state.pressure, state.entrapment, p.entrapment_loss, leaning
    )


def chance_as_member(state: MemberState) -> float:
    """Chance a year that a state without full membership would be attacked if it had it."""
    p, aid = state.model.parameters, 0.0
    prior = TREATY_PRIORS[p.treaty_prior]
    for ally in state.model.states:
        if ally is not state and ally.votes:
            help_left = state.help_left[ally.position]
            promised = commitment.promise(ally.guarantee, 1.0, 0.0, prior)
            aid += commitment.expected_aid(promised, 1.0, ally.readiness, ally.capability, help_left)
    own = state.readiness * state.capability
    return state.threat(own + max(aid, state.expected_aid))


def benefit_of_joining(state: MemberState) -> float:
    """What full membership would be worth to a state that has none, share of GDP."""
    now = state.threat(state.defence())
    return alignment.security_gain(now, chance_as_member(state), state.model.parameters.attack_loss)


def remember_first_year(model: Any) -> None:
    """Keep what membership gives and costs in the first year: against it later years are weighed."""
    for state in model.states:
        _remember_standing(state)
        state.base_relief = [_relief(state, rank) for rank in range(len(model.adversaries))]


def _remember_standing(state: MemberState) -> None:
    """Start to weigh anew from what the standing gives and costs now."""
    state.base_votes = state.votes
    state.base_benefit = benefit(state) if state.votes else benefit_of_joining(state)
    state.base_cost = cost(state) if state.votes else 0.0
    state.streak = dict.fromkeys(state.streak, 0)


def realign(model: Any) -> None:
    """Every state weighs its standing, on the old values; then the decisions are written down."""
    vote_on_applications(model)
    if model.world.scenario.theory.alignment == "frozen":
        return
    for state in model.states:
        if state.votes != state.base_votes:
            _remember_standing(state)
    decided = [step_down(state) if state.votes else join(state) for state in model.states]
    pacts = [pair for state in model.states for pair in wanted_pacts(state)]
    relieved = [accommodate(state) for state in model.states]
    for state, decision in zip(model.states, decided, strict=True):
        if decision is not None:
            state.decide_standing(decision[0], 0)
            model.note(state.iso3, decision[0], decision[1])
    for state, other, reason in pacts:
        seal(state, other)
        model.note(state.iso3, f"pact with {other.iso3}", reason)
    for state, rows in zip(model.states, relieved, strict=True):
        for rank, reason in rows:
            state.accommodation[rank] = model.parameters.accommodation_relief
            model.note(state.iso3, f"accommodates {model.adversaries[rank].iso3}", reason)


def seal(state: MemberState, other: MemberState) -> None:
    """Conclude a bilateral pact between two states that have a tie already."""
    tie = state.model.graph.edges[state.iso3, other.iso3]
    tie["treaty"] = 1.0
    ties.promise_each_other(state, other, tie)


def step_down(state: MemberState) -> tuple[str, str] | None:
    """The standing to which a member steps down this year and why, or None."""
    p = state.model.parameters
    gives, costs = benefit(state), cost(state)
    net = alignment.net_advantage(gives, state.base_benefit, costs, state.base_cost, p.attachment)
    state.streak["leave"] = state.streak["leave"] + 1 if net < 0.0 else 0
    if state.streak["leave"] < p.leaving_patience or not state.settled:
        return None
    chance = alignment.chance_to_act(-net, p.alignment_temperature)
    if state.model.draw(draws.STEP_DOWN, state.key) >= chance:
        return None
    worth, price = gives - state.base_benefit + p.attachment, costs - state.base_cost
    reason = f"left: benefit {worth:.4f} < cost {price:.4f} for {state.streak['leave']} years"
    return alignment.STEP_DOWN.get(state.standing, "outside"), reason


def join(state: MemberState) -> tuple[str, str] | None:
    """The standing to which a non-member rises this year and why, or None; objections are noted."""
    p = state.model.parameters
    gives = benefit_of_joining(state)
    net = -alignment.net_advantage(0.0, gives, 0.0, state.base_benefit, p.attachment)
    state.streak["join"] = state.streak["join"] + 1 if net > 0.0 else 0
    if state.streak["join"] < p.joining_patience or not state.settled:
        return None
    if state.model.draw(draws.JOIN, state.key) >= alignment.chance_to_act(net, p.alignment_temperature):
        return None
    worth, price = gives - state.base_benefit, p.attachment
    wish = f"benefit {worth:.4f} > cost {price:.4f} for {state.streak['join']} years"
    objections = objectors(state)
    if objections:
        state.model.note(state.iso3, "refused", f"wished to join: {wish}; {'; '.join(objections)}")
        return None
    return "member", f"joined: {wish}"


def objectors(candidate: MemberState) -> list[str]:
    """The members that object to a candidate, each with its reason."""
    p = candidate.model.parameters
    risk = TREATY_PRIORS[p.treaty_prior] * chance_as_member(candidate)
    found = []
    for member in candidate.model.states:
        if member.votes and member is not candidate:
            brought = commitment.expected_aid(
                TREATY_PRIORS[p.treaty_prior],
                1.0,
                candidate.readiness,
                candidate.capability,
                member.help_left[candidate.position],
            )
            now = member.threat(member.defence())
            gain = alignment.security_gain(now, member.threat(member.defence() + brought), p.attack_loss)
            against = alignment.objection(gain, risk, p.entrapment_loss)
            if against > p.consent_tolerance:
                found.append(f"{member.iso3} objects: risk {against + gain:.4f} > gain {gain:.4f}")
    return found


def vote_on_applications(model: Any) -> None:
    """Applications that wait for a vote: granted if nobody objects, else asked again next year."""
    model.waiting += [application.state for application in model.outside.applications[model.elapsed]]
    still = []
    for position in model.waiting:
        candidate = model.by_code[model.world.states[position]]
        objections = objectors(candidate)
        if objections:
            still.append(position)
            model.note(candidate.iso3, "refused", "; ".join(objections))
        elif not candidate.votes:
            candidate.decide_standing("member", 0)
            model.note(candidate.iso3, "member", "joined: no member objects")
    model.waiting = still


def wanted_pacts(state: MemberState) -> list[tuple[MemberState, MemberState, str]]:
    """Bilateral pacts that the state and a later one in the order of codes both gain from, and conclude this year."""
    p, found = state.model.parameters, []
    prior = TREATY_PRIORS[p.treaty_prior]
    for other, tie in state.links:
        promised = max(tie["promise"].values())
        if state.position < other.position and promised < 0.5 * prior and state.armed and other.armed:
            gains = pact_gain(state, other, prior), pact_gain(other, state, prior)
            chance = alignment.chance_to_act(min(gains), p.alignment_temperature)
            if min(gains) > 0.0 and state.model.draw(draws.PACT, state.key, other.key) < chance:
                found.append((state, other, f"both gain: {gains[0]:.4f} and {gains[1]:.4f} of GDP"))
    return found


def pact_gain(state: MemberState, other: MemberState, prior: float) -> float:
    """What a pact with another state would bring, less its upkeep and the risk of its wars, share of GDP."""
    p = state.model.parameters
    brought = commitment.expected_aid(prior, 1.0, other.readiness, other.capability, state.help_left[other.position])
    with_pact = state.threat(state.defence() + brought)
    gain = alignment.security_gain(state.threat(state.defence()), with_pact, p.attack_loss)
    upkeep: float = p.pact_cost
    return -alignment.objection(gain, prior * other.attack_probability, p.entrapment_loss) - upkeep


def _relief(state: MemberState, rank: int) -> float:
    """What accommodating an adversary would be worth, share of GDP."""
    p = state.model.parameters
    attack = state.threat_by_adversary(state.defence())[rank]
    return alignment.security_gain(attack, alignment.accommodated(attack, p.accommodation_relief), p.attack_loss)


def accommodate(state: MemberState) -> list[tuple[int, str]]:
    """Adversaries that the state begins to accommodate this year, and why."""
    p, found = state.model.parameters, []
    for rank, adversary in enumerate(state.model.adversaries):
        relief = _relief(state, rank)
        net = -alignment.net_advantage(0.0, relief, 0.0, state.base_relief[rank], p.accommodation_price)
        if state.accommodation[rank] == 0.0 and net > 0.0:
            chance = alignment.chance_to_act(net, p.alignment_temperature)
            if state.model.draw(draws.ACCOMMODATE, state.key, adversary.key) < chance:
                gain = relief - state.base_relief[rank]
                found.append((rank, f"relief {gain:.4f} > price {p.accommodation_price:.4f}"))
    return found
