"""The phases of a year in the compiled engine: one function for each name in `schedule.PHASES`.

Crises, realignment and record stand in rooms of their own. Each function has a twin of the same name in the agents
engine; tests hold both to the same bits.
"""

from __future__ import annotations

import math
from typing import Any

from alliance_sim import draws
from alliance_sim.batch import layout as at
from alliance_sim.batch.plan import Book, Life, Plan, Work
from alliance_sim.batch.standing import decide_standing, form_tie, move_standings, promise_each_other
from alliance_sim.batch.states import circumstances, defence, draw, in_range, threat
from alliance_sim.rules import burden, commitment, odds, steps
from alliance_sim.rules import threat as threats

OWN_COMMITMENT = len(commitment.VARIANTS)
"""Number of a user's own rule of commitment: it alone can leave 0-1."""


def burden_rule(
    variant: int, share: float, base_share: float, income: float, spill_in: float, public: float, private: float,
    demand: float, guideline: float, pressure: float,
) -> float:  # fmt: skip
    """The scenario's rule of burden; the compiler puts the variants in its place."""
    raise NotImplementedError


def commitment_rule(variant: int, reliance: float, promised: float, signal: float, rate: float) -> float:
    """The scenario's rule of commitment; the compiler puts the variants in its place."""
    raise NotImplementedError


def events(plan: Plan, p: Any, now: Life, work: Work, book: Book, key: Any, t: int) -> None:
    """Leaders, letters and standings of this year."""
    for i in range(plan.n):
        if plan.ally[i]:
            _hear_leaders(plan, now, t, i)
    _carry_out(plan, p, now, t)
    move_standings(plan, p, now, t)
    left = threats.fading(1.0, p.letter_half_life)
    for i in range(plan.n):
        if plan.ally[i]:
            _feel_pressure(plan, p, now, t, i, left)
    if t >= plan.voiced_from:
        _hear_complaints(plan, now, t, left)


def _hear_complaints(plan: Plan, now: Life, t: int, left: float) -> None:
    for i in range(plan.n):
        for j in range(plan.n):
            heard = plan.dyads[at.VOICED, t, i, j] if now.linked[i, j] else 0.0
            now.dyad[at.VOICE, i, j] = left * now.dyad[at.VOICE, i, j] + heard


def _carry_out(plan: Plan, p: Any, now: Life, t: int) -> None:
    """Pacts and standings that events decide this year."""
    for row in range(len(plan.concluded)):
        if plan.concluded[row, 0] == t:
            _conclude(plan, p, now, plan.concluded[row, 1], plan.concluded[row, 2], plan.concluded[row, 3])
    for row in range(len(plan.decided)):
        if plan.decided[row, 0] == t:
            decide_standing(plan, now, t, plan.decided[row, 1], plan.decided[row, 2], plan.decided[row, 3])


def _hear_leaders(plan: Plan, now: Life, t: int, i: int) -> None:
    now.mark[at.MOVED, i] = plan.states[at.SAID_HOSTING, t, i] != now.state[at.HOSTING, i]
    now.state[at.STANCE, i] = plan.states[at.SAID_STANCE, t, i]
    now.state[at.GUARDRAIL, i] = plan.states[at.SAID_GUARDRAIL, t, i]
    now.state[at.READINESS, i] = plan.states[at.SAID_READINESS, t, i]
    now.state[at.WILL, i] = plan.states[at.SAID_WILL, t, i]
    now.state[at.HOSTING, i] = plan.states[at.SAID_HOSTING, t, i]


def _conclude(plan: Plan, p: Any, now: Life, i: int, j: int, end: int) -> None:
    if not now.linked[i, j]:
        form_tie(plan, p, now, i, j)
    treaty = 0.0 if end else 1.0
    now.dyad[at.TREATY, i, j], now.dyad[at.TREATY, j, i] = treaty, treaty
    promise_each_other(p, now, i, j)


def _feel_pressure(plan: Plan, p: Any, now: Life, t: int, i: int, left: float) -> None:
    now.state[at.LETTERS, i] = now.state[at.LETTERS, i] * left + plan.states[at.LETTER_PRESSURE, t, i]
    pledged = p.guideline_pressure * plan.yearly[at.URGENCY, t] if now.state[at.VOTES, i] > 0.0 else 0.0
    now.state[at.PRESSURE, i] = min(1.0, now.state[at.RECEPTIVITY, i] * (pledged + now.state[at.LETTERS, i]))


def growth(plan: Plan, p: Any, now: Life, work: Work, book: Book, key: Any, t: int) -> None:
    """GDP of every state."""
    for i in range(plan.n):
        grown = now.state[at.GDP, i] * (1.0 + plan.states[at.GROWTH, t, i])
        now.state[at.GDP, i] = grown * plan.states[at.LEVEL, t, i]


def perception(plan: Plan, p: Any, now: Life, work: Work, book: Book, key: Any, t: int) -> None:
    """How threatened everyone believes to be."""
    for i in range(plan.n):
        if plan.ally[i]:
            noise = plan.states[at.MENACE, t, i]
            if p.perception_noise > 0.0:
                noise += odds.logistic_noise(draw(plan, key, t, draws.PERCEPTION, i), p.perception_noise)
            seen = odds.shift_odds(threat(plan, p, now, t, i, defence(now, i), True), noise)
            now.state[at.PERCEIVED, i] = threats.next_perception(
                now.state[at.PERCEIVED, i], seen, p.perception_rate, now.state[at.SHOCK, i]
            )


def reliance_and_aid(plan: Plan, p: Any, now: Life, work: Work, book: Book, key: Any, t: int) -> None:
    """What everyone counts on, and how threatened everyone really is with it."""
    for i in range(plan.n):
        if plan.ally[i]:
            _expect_aid(plan, p, now, i)
    for i in range(plan.n):
        if plan.ally[i]:
            _add_up_aid(plan, now, i)
    for i in range(plan.n):
        if plan.ally[i]:
            now.state[at.ATTACK, i] = threat(plan, p, now, t, i, defence(now, i), False)


def _expect_aid(plan: Plan, p: Any, now: Life, i: int) -> None:
    """What each ally would bring; reliance on a state without a tie is 0."""
    for j in range(plan.n):
        usable = commitment.interoperability(now.dyad[at.TIE, i, j], now.dyad[at.JOINT, i, j], p.interoperability_floor)
        now.dyad[at.BROUGHT, i, j] = commitment.expected_aid(
            now.dyad[at.RELIANCE, i, j], usable, now.state[at.READINESS, j], now.state[at.CAPABILITY, j],
            plan.fixed[at.HELP_LEFT, i, j],
        )  # fmt: skip


def _add_up_aid(plan: Plan, now: Life, i: int) -> None:
    aid, spill_in = 0.0, 0.0
    for j in range(plan.n):
        aid += now.dyad[at.BROUGHT, i, j]
        spill_in += now.dyad[at.RELIANCE, i, j] * now.state[at.BUDGET, j]
    now.state[at.AID, i], now.state[at.SPILL_IN, i] = aid, spill_in


def budgets(plan: Plan, p: Any, now: Life, work: Work, book: Book, key: Any, t: int) -> None:
    """Defence shares and spending."""
    for i in range(plan.n):
        share = plan.states[at.ORDERED_SHARE, t, i]
        if math.isnan(share):
            share = _own_share(plan, p, now, t, i) if plan.ally[i] else now.state[at.SHARE, i]
        share = max(0.0, share + plan.states[at.BUDGET_CHANGE, t, i])
        now.state[at.SHARE, i] = share
        now.state[at.BUDGET, i] = share * now.state[at.GDP, i]


def _own_share(plan: Plan, p: Any, now: Life, t: int, i: int) -> float:
    demand = burden.threat_demand(now.state[at.PERCEIVED, i], now.state[at.BASE_PERCEIVED, i], p.threat_elasticity)
    target = burden_rule(
        plan.burden, now.state[at.SHARE, i], now.state[at.BASE_SHARE, i], now.state[at.GDP, i],
        now.state[at.SPILL_IN, i], now.state[at.PUBLIC_WEIGHT, i], now.state[at.PRIVATE_WEIGHT, i], demand,
        plan.yearly[at.AIM, t], now.state[at.PRESSURE, i],
    )  # fmt: skip
    return burden.next_share(
        now.state[at.SHARE, i], in_range(now, target), p.spending_inertia, p.spending_growth_ceiling
    )


def capability(plan: Plan, p: Any, now: Life, work: Work, book: Book, key: Any, t: int) -> None:
    """Stocks of capability."""
    for i in range(plan.n):
        now.state[at.CAPABILITY, i] = burden.next_capability(
            now.state[at.CAPABILITY, i], now.state[at.BUDGET, i], now.state[at.EFFICIENCY, i], p.depreciation
        )


def learning(plan: Plan, p: Any, now: Life, work: Work, book: Book, key: Any, t: int) -> None:
    """Beliefs are decided here and take effect with the new year, so that this year's ties rest on this year's
    trust."""
    _show(plan, p, now, key, t)
    _expect_entrapment(plan, now, work)
    for i in range(plan.n):
        if plan.ally[i]:
            _look_at_willingness(plan, p, now, work, t, i)
            _hear_signals(plan, now, work, t, i)
            _believe(plan, p, now, i)


def _show(plan: Plan, p: Any, now: Life, key: Any, t: int) -> None:
    """Noise through which everyone sees a state's willingness, and what it does to the odds."""
    for i in range(plan.n):
        now.state[at.NOISE, i] = 0.0
        if plan.ally[i] and p.signal_noise > 0.0:
            now.state[at.NOISE, i] = odds.logistic_noise(draw(plan, key, t, draws.SIGNAL, i), p.signal_noise)
        now.state[at.NOISE_GAIN, i] = steps.odds_gain(now.state[at.NOISE, i])


def _expect_entrapment(plan: Plan, now: Life, work: Work) -> None:
    """Chance that a state is called on, of all states at once; nothing is promised to a state without a tie."""
    for i in range(plan.n):
        work.row[i] = 0.0
    for j in range(plan.n):
        if plan.ally[j]:
            attack = now.state[at.ATTACK, j]
            for i in range(plan.n):  # what j may count on from i is promised both ways alike
                work.row[i] = odds.either(work.row[i], now.dyad[at.PROMISE, j, i] * attack)
    for i in range(plan.n):
        if plan.ally[i]:
            now.state[at.ENTRAPMENT, i] = work.row[i]


def _look_at_willingness(plan: Plan, p: Any, now: Life, work: Work, t: int, i: int) -> None:
    """How willing each ally is; loop by loop, so that all but the exponential is done for several at once."""
    for j in range(plan.n):
        work.row[j] = circumstances(plan, p, now, t, j, i)
    for j in range(plan.n):
        if 0.0 < now.dyad[at.PROMISE, i, j] < 1.0:
            work.row[j] = steps.odds_gain(work.row[j])
        else:
            work.row[j] = 0.0
    for j in range(plan.n):
        now.dyad[at.WILLINGNESS, i, j] = steps.with_gain(now.dyad[at.PROMISE, i, j], work.row[j])


def _hear_signals(plan: Plan, now: Life, work: Work, t: int, i: int) -> None:
    """How that willingness looks; a tone that is not even is heard by one state only."""
    for j in range(plan.n):
        work.row[j] = now.state[at.NOISE_GAIN, j]
    if plan.toned[t, i]:
        for j in range(plan.n):
            if plan.dyads[at.TONE, t, i, j] != 0.0:
                work.row[j] = steps.odds_gain(plan.dyads[at.TONE, t, i, j] + now.state[at.NOISE, j])
    for j in range(plan.n):
        now.dyad[at.LEARNT, i, j] = steps.with_gain(now.dyad[at.WILLINGNESS, i, j], work.row[j])


def _believe(plan: Plan, p: Any, now: Life, i: int) -> None:
    for j in range(plan.n):
        learnt = commitment_rule(
            plan.commitment, now.dyad[at.RELIANCE, i, j], now.dyad[at.PROMISE, i, j], now.dyad[at.LEARNT, i, j],
            p.learning_rate,
        )  # fmt: skip
        now.dyad[at.LEARNT, i, j] = learnt if now.linked[i, j] else 0.0
    if plan.commitment == OWN_COMMITMENT:
        for j in range(plan.n):
            in_range(now, now.dyad[at.LEARNT, i, j])


def ties(plan: Plan, p: Any, now: Life, work: Work, book: Book, key: Any, t: int) -> None:
    """Ties on this year's trust; then the new beliefs take effect."""
    for i in range(plan.n):
        for j in range(i):  # from 0 on: numba then knows that no index counts from the end
            if now.linked[i, j]:
                mutual = 0.5 * (now.dyad[at.RELIANCE, i, j] + now.dyad[at.RELIANCE, j, i])
                closer = commitment.next_tie(now.dyad[at.TIE, i, j], now.dyad[at.EXERCISED, i, j], mutual, p.tie_rate)
                tie = max(0.0, min(1.0, closer + plan.dyads[at.PRACTISED, t, j, i]))
                now.dyad[at.TIE, i, j], now.dyad[at.TIE, j, i] = tie, tie
    for i in range(plan.n):
        for j in range(plan.n):
            now.dyad[at.RELIANCE, i, j] = now.dyad[at.LEARNT, i, j]
