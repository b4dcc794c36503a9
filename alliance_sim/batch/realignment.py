"""Realignment in the compiled engine: stepping down, joining with the members' consent, pacts, accommodation.

What is decided is written down as numbers; `changes.py` puts them into words.
"""

from __future__ import annotations

from typing import Any

from alliance_sim import draws
from alliance_sim.batch import layout as at
from alliance_sim.batch.plan import Book, Life, Plan, Work
from alliance_sim.batch.standing import decide_standing, promise_each_other
from alliance_sim.batch.states import defence, draw, draw_pair, own_strength, threat, threat_by
from alliance_sim.rules import alignment, commitment, odds

STAY, STEP_DOWN, JOIN = 0, 1, 2


def write(now: Life, written: Any, t: int, i: int, what: int, a: float, b: float, c: float) -> None:
    """Write down what happened to a state; rows beyond the room are counted and not kept."""
    row = now.tally[at.WRITTEN]
    if row < len(written):
        written[row, 0], written[row, 1], written[row, 2] = t, i, what
        written[row, 3], written[row, 4], written[row, 5] = a, b, c
    now.tally[at.WRITTEN] = row + 1


def look_around(plan: Plan, p: Any, now: Life, t: int) -> None:
    """How threatened everyone is behind its present defence: every choice of the year is weighed against it. What the
    year's crises have weighed is not weighed again."""
    for i in range(plan.n):
        if plan.ally[i]:
            chance = 0.0
            for rank in range(len(plan.adversaries)):
                if now.mark[at.WATCHED, i] < len(plan.adversaries):
                    now.toward[at.ATTACKED, i, rank] = threat_by(plan, p, now, t, i, rank, defence(now, i), False)
                chance = odds.either(chance, now.toward[at.ATTACKED, i, rank])
            now.state[at.THREATENED, i] = chance


def benefit(plan: Plan, p: Any, now: Life, t: int, i: int) -> float:
    """What the state's allies are worth to it: the expected loss that their aid averts, share of GDP."""
    alone = threat(plan, p, now, t, i, own_strength(now, i), False)
    return alignment.security_gain(alone, now.state[at.THREATENED, i], p.attack_loss)


def cost(plan: Plan, p: Any, now: Life, t: int, i: int) -> float:
    """What membership costs the state, share of GDP."""
    leaning = p.stance_worth * (1.0 - now.state[at.GUARDRAIL, i]) * now.state[at.STANCE, i]
    return alignment.membership_cost(
        now.state[at.SHARE, i], plan.yearly[at.AIM, t], now.state[at.PRESSURE, i], now.state[at.ENTRAPMENT, i],
        p.entrapment_loss, leaning,
    )  # fmt: skip


def chance_as_member(plan: Plan, p: Any, now: Life, t: int, i: int) -> float:
    """Chance a year that a state without full membership would be attacked if it had it."""
    aid = 0.0
    for j in range(plan.n):
        if j != i and plan.ally[j] and now.state[at.VOTES, j] > 0.0:
            promised = commitment.promise(now.state[at.GUARANTEE, j], 1.0, 0.0, p.prior)
            aid += commitment.expected_aid(
                promised, 1.0, now.state[at.READINESS, j], now.state[at.CAPABILITY, j], plan.fixed[at.HELP_LEFT, i, j]
            )
    return threat(plan, p, now, t, i, own_strength(now, i) + max(aid, now.state[at.AID, i]), False)


def benefit_of_joining(plan: Plan, p: Any, now: Life, t: int, i: int) -> float:
    """What full membership would be worth to a state that has none, share of GDP."""
    return alignment.security_gain(now.state[at.THREATENED, i], chance_as_member(plan, p, now, t, i), p.attack_loss)


def remember_standing(plan: Plan, p: Any, now: Life, t: int, i: int) -> None:
    """Start to weigh anew from what the standing gives and costs now."""
    votes = now.state[at.VOTES, i] > 0.0
    now.state[at.BASE_VOTES, i] = now.state[at.VOTES, i]
    gives = benefit(plan, p, now, t, i) if votes else benefit_of_joining(plan, p, now, t, i)
    now.state[at.BASE_BENEFIT, i] = gives
    now.state[at.BASE_COST, i] = cost(plan, p, now, t, i) if votes else 0.0
    now.mark[at.LEAVING, i], now.mark[at.JOINING, i] = 0, 0


def relief(p: Any, now: Life, i: int, rank: int) -> float:
    """What accommodating an adversary would be worth, share of GDP."""
    attack = now.toward[at.ATTACKED, i, rank]
    return alignment.security_gain(attack, alignment.accommodated(attack, p.accommodation_relief), p.attack_loss)


def realignment(plan: Plan, p: Any, now: Life, work: Work, book: Book, key: Any, t: int) -> None:
    """Every state weighs its standing, on the old values; then the decisions are written down."""
    look_around(plan, p, now, t)
    _vote_on_applications(plan, p, now, t, book.changes)
    if plan.frozen:
        return
    for i in range(plan.n):
        if plan.ally[i] and now.state[at.VOTES, i] != now.state[at.BASE_VOTES, i]:
            remember_standing(plan, p, now, t, i)
    for i in range(plan.n):
        now.mark[at.DECIDED, i] = STAY
        if plan.ally[i]:
            if now.state[at.VOTES, i] > 0.0:
                now.mark[at.DECIDED, i] = _step_down(plan, p, now, key, t, i)
            else:
                now.mark[at.DECIDED, i] = _join(plan, p, now, key, t, i, book.changes)
    _want_pacts(plan, p, now, work, key, t)
    for i in range(plan.n):
        if plan.ally[i]:
            _accommodate(plan, p, now, key, t, i)
    _carry_out(plan, p, now, work, t, book.changes)


def _carry_out(plan: Plan, p: Any, now: Life, work: Work, t: int, written: Any) -> None:
    for i in range(plan.n):
        if now.mark[at.DECIDED, i] != STAY:
            _move(plan, now, t, i, written)
    for row in range(now.tally[at.PACTS]):
        i, j = work.pacts[row, 0], work.pacts[row, 1]
        now.dyad[at.TREATY, i, j], now.dyad[at.TREATY, j, i] = 1.0, 1.0
        promise_each_other(p, now, i, j)
        write(now, written, t, i, at.SEALED, work.gains[row, 0], work.gains[row, 1], j)
    for i in range(plan.n):
        for rank in range(len(plan.adversaries)):
            if plan.ally[i] and now.toward[at.RELIEVED, i, rank] > 0.0:
                now.toward[at.ACCOMMODATION, i, rank] = p.accommodation_relief
                write(
                    now, written, t, i, at.ACCOMMODATES, now.toward[at.RELIEVED, i, rank], p.accommodation_price, rank
                )


def _move(plan: Plan, now: Life, t: int, i: int, written: Any) -> None:
    worth, price = now.state[at.WORTH, i], now.state[at.PRICE, i]
    if now.mark[at.DECIDED, i] == STEP_DOWN:
        to = plan.lower[now.mark[at.STANDING, i]]
        decide_standing(plan, now, t, i, to, 0)
        write(now, written, t, i, at.STEPPED_DOWN, worth, price, 1000.0 * to + now.mark[at.LEAVING, i])
    else:
        decide_standing(plan, now, t, i, plan.member, 0)
        write(now, written, t, i, at.JOINED, worth, price, now.mark[at.JOINING, i])


def _step_down(plan: Plan, p: Any, now: Life, key: Any, t: int, i: int) -> int:
    """Whether a member steps down this year; why is kept in WORTH and PRICE."""
    gives, costs = benefit(plan, p, now, t, i), cost(plan, p, now, t, i)
    net = alignment.net_advantage(gives, now.state[at.BASE_BENEFIT, i], costs, now.state[at.BASE_COST, i], p.attachment)
    now.mark[at.LEAVING, i] = now.mark[at.LEAVING, i] + 1 if net < 0.0 else 0
    if now.mark[at.LEAVING, i] < p.leaving_patience or not now.mark[at.SETTLED, i]:
        return STAY
    chance = alignment.chance_to_act(-net, p.alignment_temperature)
    if draw(plan, key, t, draws.STEP_DOWN, i) >= chance:
        return STAY
    now.state[at.WORTH, i] = gives - now.state[at.BASE_BENEFIT, i] + p.attachment
    now.state[at.PRICE, i] = costs - now.state[at.BASE_COST, i]
    return STEP_DOWN


def _join(plan: Plan, p: Any, now: Life, key: Any, t: int, i: int, written: Any) -> int:
    """Whether a non-member rises this year; objections are written down."""
    gives = benefit_of_joining(plan, p, now, t, i)
    net = -alignment.net_advantage(0.0, gives, 0.0, now.state[at.BASE_BENEFIT, i], p.attachment)
    now.mark[at.JOINING, i] = now.mark[at.JOINING, i] + 1 if net > 0.0 else 0
    if now.mark[at.JOINING, i] < p.joining_patience or not now.mark[at.SETTLED, i]:
        return STAY
    if draw(plan, key, t, draws.JOIN, i) >= alignment.chance_to_act(net, p.alignment_temperature):
        return STAY
    now.state[at.WORTH, i], now.state[at.PRICE, i] = gives - now.state[at.BASE_BENEFIT, i], p.attachment
    before = now.tally[at.WRITTEN]
    write(now, written, t, i, at.WISHED, now.state[at.WORTH, i], now.state[at.PRICE, i], now.mark[at.JOINING, i])
    if _objections(plan, p, now, t, i, written) > 0:
        return STAY
    now.tally[at.WRITTEN] = before
    return JOIN


def _objections(plan: Plan, p: Any, now: Life, t: int, i: int, written: Any) -> int:
    """How many members object to a candidate; each is written down with its reason."""
    risk, found = p.prior * chance_as_member(plan, p, now, t, i), 0
    for j in range(plan.n):
        if j != i and plan.ally[j] and now.state[at.VOTES, j] > 0.0:
            brought = commitment.expected_aid(
                p.prior, 1.0, now.state[at.READINESS, i], now.state[at.CAPABILITY, i], plan.fixed[at.HELP_LEFT, j, i]
            )
            after = threat(plan, p, now, t, j, defence(now, j) + brought, False)
            gain = alignment.security_gain(now.state[at.THREATENED, j], after, p.attack_loss)
            against = alignment.objection(gain, risk, p.entrapment_loss)
            if against > p.consent_tolerance:
                found += 1
                write(now, written, t, j, at.OBJECTS, against + gain, gain, 0.0)
    return found


def _vote_on_applications(plan: Plan, p: Any, now: Life, t: int, written: Any) -> None:
    """Applications that wait for a vote: granted if nobody objects, else asked again next year."""
    for row in range(len(plan.applied)):
        if plan.applied[row, 0] == t:
            now.waiting[now.tally[at.WAITING]] = plan.applied[row, 1]
            now.tally[at.WAITING] += 1
    still = 0
    for place in range(now.tally[at.WAITING]):
        i, before = now.waiting[place], now.tally[at.WRITTEN]
        write(now, written, t, i, at.REFUSED, 0.0, 0.0, 0.0)
        if _objections(plan, p, now, t, i, written) > 0:
            now.waiting[still] = i
            still += 1
        else:
            now.tally[at.WRITTEN] = before
            if now.state[at.VOTES, i] <= 0.0:
                decide_standing(plan, now, t, i, plan.member, 0)
                write(now, written, t, i, at.GRANTED, 0.0, 0.0, 0.0)
    now.tally[at.WAITING] = still


def _want_pacts(plan: Plan, p: Any, now: Life, work: Work, key: Any, t: int) -> None:
    """Bilateral pacts that two states both gain from, and conclude this year."""
    now.tally[at.PACTS] = 0
    for i in range(plan.n):
        for j in range(i + 1, plan.n):
            weak = now.dyad[at.PROMISE, i, j] < 0.5 * p.prior  # what is promised is promised both ways alike
            if weak and now.linked[i, j] and plan.armed[i] and plan.armed[j]:
                _want_pact(plan, p, now, work, key, t, i, j)


def _want_pact(plan: Plan, p: Any, now: Life, work: Work, key: Any, t: int, i: int, j: int) -> None:
    if _pact_worth(plan, p, now, i, j, 0.0) <= 0.0 or _pact_worth(plan, p, now, j, i, 0.0) <= 0.0:
        return  # not even perfect safety would be worth the price
    ours = _pact_gain(plan, p, now, t, i, j)
    theirs = _pact_gain(plan, p, now, t, j, i) if ours > 0.0 else 0.0
    if min(ours, theirs) <= 0.0:
        return
    if draw_pair(plan, key, t, draws.PACT, i, j) < alignment.chance_to_act(min(ours, theirs), p.alignment_temperature):
        row = now.tally[at.PACTS]
        work.pacts[row, 0], work.pacts[row, 1] = i, j
        work.gains[row, 0], work.gains[row, 1] = ours, theirs
        now.tally[at.PACTS] = row + 1


def _pact_gain(plan: Plan, p: Any, now: Life, t: int, i: int, j: int) -> float:
    """What a pact with another state would bring."""
    brought = commitment.expected_aid(
        p.prior, 1.0, now.state[at.READINESS, j], now.state[at.CAPABILITY, j], plan.fixed[at.HELP_LEFT, i, j]
    )
    with_pact = threat(plan, p, now, t, i, defence(now, i) + brought, False)
    return _pact_worth(plan, p, now, i, j, with_pact)


def _pact_worth(plan: Plan, p: Any, now: Life, i: int, j: int, with_pact: float) -> float:
    """What it is worth to i to be attacked with another chance, less a pact's upkeep and the risk of j's wars, share
    of GDP."""
    gain = alignment.security_gain(now.state[at.THREATENED, i], with_pact, p.attack_loss)
    return -alignment.objection(gain, p.prior * now.state[at.ATTACK, j], p.entrapment_loss) - p.pact_cost  # type: ignore[no-any-return]


def _accommodate(plan: Plan, p: Any, now: Life, key: Any, t: int, i: int) -> None:
    """Note which adversaries the state begins to accommodate this year."""
    for rank in range(len(plan.adversaries)):
        now.toward[at.RELIEVED, i, rank] = 0.0
        worth = relief(p, now, i, rank)
        base = now.toward[at.BASE_RELIEF, i, rank]
        net = -alignment.net_advantage(0.0, worth, 0.0, base, p.accommodation_price)
        if now.toward[at.ACCOMMODATION, i, rank] == 0.0 and net > 0.0:
            chance = alignment.chance_to_act(net, p.alignment_temperature)
            if draw_pair(plan, key, t, draws.ACCOMMODATE, i, plan.adversaries[rank]) < chance:
                now.toward[at.RELIEVED, i, rank] = worth - base
