"""Crises of a year in the compiled engine: who is challenged, who comes, who holds, and what everyone learns."""

from __future__ import annotations

from typing import Any

from alliance_sim import draws
from alliance_sim.batch import layout as at
from alliance_sim.batch.plan import Book, Life, Plan, Work
from alliance_sim.batch.states import (
    defence,
    draw_pair,
    own_strength,
    power_at,
    take_stock,
    threat_by,
    willing_to_help,
)  # fmt: skip
from alliance_sim.rules import commitment, crisis
from alliance_sim.rules import threat as threats

CAME, STAYED_AWAY = 1, 2


def hazard(plan: Plan, p: Any, rank: int, i: int, attack: float) -> float:
    """Chance that an adversary challenges a state this year, given its attack probability."""
    if plan.adversary[at.BORDERS, rank, i] > 0.0:
        return crisis.hazard(attack, p.dispute_rate_contiguous, p.dispute_reference_contiguous)
    return crisis.hazard(attack, p.dispute_rate_other, p.dispute_reference_other)


def base_shock(plan: Plan, p: Any, now: Life, i: int) -> float:
    """Shock that the first year's hazards let a state expect every year: what is usual is no news."""
    if not plan.by_chance:
        return 0.0
    size = crisis.expected_size(p.grey_zone_share, p.major_share, p.grey_zone_shock, p.limited_shock, p.major_shock)
    expected = 0.0
    for rank in range(len(plan.adversaries)):
        for k in range(plan.n):
            if k == i or now.linked[i, k]:
                chance = hazard(plan, p, rank, k, plan.adversary[at.BASE_ATTACK, rank, k])
                expected += chance * size * plan.fixed[at.NEARNESS, i, k]
    return expected


def crises(plan: Plan, p: Any, now: Life, work: Work, book: Book, key: Any, t: int) -> None:
    """Challenges of this year, fought out on the old values, and the marks that they leave."""
    take_stock(plan, p, now, t)
    now.tally[at.CRISES] = 0
    for i in range(plan.n):
        now.mark[at.WATCHED, i] = 0
    for row in range(len(plan.challenged)):
        if plan.challenged[row, 0] == t:
            _add(now, work, plan.challenged[row, 1], plan.challenged[row, 2], plan.challenged[row, 3])
    if t > 0 and plan.by_chance:
        _by_chance(plan, p, now, work, key, t)
    for number in range(now.tally[at.CRISES]):
        _fight(plan, p, now, work, key, t, number)
    for number in range(now.tally[at.CRISES]):
        _take_losses(plan, p, now, work, number)
        if not plan.treaty_believed:
            _remember(plan, p, now, work, number)
    left = threats.fading(1.0, p.shock_half_life)
    for i in range(plan.n):
        if plan.ally[i]:
            _shake(plan, p, now, work, i, left)


def _add(now: Life, work: Work, rank: int, target: int, severity: int) -> None:
    number = now.tally[at.CRISES]
    now.tally[at.CRISES] = number + 1
    work.crisis[number, at.BY], work.crisis[number, at.TARGET] = rank, target
    work.crisis[number, at.SEVERITY], work.crisis[number, at.HELD] = severity, 1
    work.crisis[number, at.CALLED], work.crisis[number, at.HONOURED] = 0, 0
    work.came[number, :] = 0


def _ordered(work: Work, ordered: int, rank: int, i: int) -> bool:
    """Whether an event has brought this year's crisis of the two."""
    for number in range(ordered):  # noqa: SIM110 - numba has no any()
        if work.crisis[number, at.BY] == rank and work.crisis[number, at.TARGET] == i:
            return True
    return False


def _by_chance(plan: Plan, p: Any, now: Life, work: Work, key: Any, t: int) -> None:
    ordered = now.tally[at.CRISES]
    for rank in range(len(plan.adversaries)):
        by = plan.adversaries[rank]
        for i in range(plan.n):
            if plan.ally[i] and not _ordered(work, ordered, rank, i):
                attack = threat_by(plan, p, now, t, i, rank, defence(now, i), False)
                now.toward[at.ATTACKED, i, rank] = attack
                now.mark[at.WATCHED, i] += 1
                chance = hazard(plan, p, rank, i, attack)
                if chance > 0.0 and draw_pair(plan, key, t, draws.CHALLENGE, by, i) < chance:
                    drawn = draw_pair(plan, key, t, draws.SEVERITY, by, i)
                    _add(now, work, rank, i, crisis.severity(drawn, p.grey_zone_share, p.major_share))


def _fight(plan: Plan, p: Any, now: Life, work: Work, key: Any, t: int, number: int) -> None:
    rank, i = work.crisis[number, at.BY], work.crisis[number, at.TARGET]
    arrived = 0.0
    for j in range(plan.n):
        if now.linked[i, j]:
            arrived = _call(plan, p, now, work, key, t, number, j, arrived)
    power = power_at(plan, now, rank, i)
    chance = crisis.holding_chance(power, own_strength(now, i), arrived, p.contest_exponent)
    held = draw_pair(plan, key, t, draws.HOLD, plan.adversaries[rank], i) < chance
    work.crisis[number, at.HELD] = 1 if held else 0


def _call(plan: Plan, p: Any, now: Life, work: Work, key: Any, t: int, number: int, j: int, arrived: float) -> float:
    """One ally is called on; what has arrived after it came or stayed away."""
    i, grey = work.crisis[number, at.TARGET], work.crisis[number, at.SEVERITY] == crisis.GREY_ZONE
    chance = crisis.honour_chance(willing_to_help(plan, p, now, t, j, i), grey, p.grey_zone_doubt)
    if chance <= 0.0:
        return arrived
    came = chance >= 1.0 or draw_pair(plan, key, t, draws.HONOUR, i, j) < chance
    if now.dyad[at.PROMISE, i, j] >= 0.5 * p.prior:
        work.crisis[number, at.CALLED] += 1
        work.crisis[number, at.HONOURED] += 1 if came else 0
        work.came[number, j] = CAME if came else STAYED_AWAY
    if came:
        work.came[number, j] = CAME
        usable = commitment.interoperability(now.dyad[at.TIE, i, j], now.dyad[at.JOINT, i, j], p.interoperability_floor)
        left = plan.fixed[at.HELP_LEFT, i, j]
        arrived += commitment.expected_aid(1.0, usable, now.state[at.READINESS, j], now.state[at.CAPABILITY, j], left)
    return arrived


def _of(severity: int, grey_zone: float, limited: float, major: float) -> float:
    """A quantity by the severity of a crisis."""
    if severity == crisis.GREY_ZONE:
        return grey_zone
    return limited if severity == crisis.LIMITED else major


def _take_losses(plan: Plan, p: Any, now: Life, work: Work, number: int) -> None:
    i, held = work.crisis[number, at.TARGET], work.crisis[number, at.HELD] > 0
    loss = _of(work.crisis[number, at.SEVERITY], 0.0, p.limited_loss, p.major_loss)
    now.state[at.CAPABILITY, i] = crisis.after_loss(now.state[at.CAPABILITY, i], loss, held)
    if loss > 0.0:  # how threatened it is must be seen anew
        now.mark[at.WATCHED, i] = -len(plan.adversaries)
    now.state[at.GDP, i] = crisis.after_loss(now.state[at.GDP, i], 0.1 * loss, held)


def _remember(plan: Plan, p: Any, now: Life, work: Work, number: int) -> None:
    """Everyone tied to an ally that was called remembers what it did, the target most."""
    target = work.crisis[number, at.TARGET]
    weight = _of(work.crisis[number, at.SEVERITY], 0.3, 0.7, 1.0)
    for i in range(plan.n):
        says = weight if i == target else weight * p.witness_weight
        for j in range(plan.n):
            if now.linked[i, j] and work.came[number, j] > 0 and j != target:
                now.dyad[at.RELIANCE, i, j] = crisis.belief_after_deed(
                    now.dyad[at.RELIANCE, i, j], work.came[number, j] == CAME, says, p.deed_gain, p.deed_loss
                )


def _shake(plan: Plan, p: Any, now: Life, work: Work, i: int, left: float) -> None:
    """The year's crises among those that a state has ties with shake it, beyond what is usual."""
    news = -now.state[at.USUAL_SHOCK, i]
    for number in range(now.tally[at.CRISES]):
        target = work.crisis[number, at.TARGET]
        if i == target or now.linked[i, target]:
            size = _of(work.crisis[number, at.SEVERITY], p.grey_zone_shock, p.limited_shock, p.major_shock)
            news += size * plan.fixed[at.NEARNESS, i, target]
    now.state[at.SHOCK, i] = now.state[at.SHOCK, i] * left + news
