"""Standings and promises in the compiled engine: who moves where, who is tied to whom, what is promised."""

from __future__ import annotations

from typing import Any

from alliance_sim.batch import layout as at
from alliance_sim.batch.plan import Life, Plan
from alliance_sim.batch.states import covered
from alliance_sim.rules import alignment, commitment


def decide_standing(plan: Plan, now: Life, t: int, i: int, to: int, phase_in: int) -> None:
    """Set out from the present standing toward another, over `phase_in` years."""
    now.state[at.FROM_GUARANTEE, i] = now.state[at.GUARANTEE, i]
    now.state[at.FROM_INTEGRATION, i] = now.state[at.INTEGRATION, i]
    now.state[at.FROM_EXERCISES, i] = now.state[at.EXERCISES, i]
    now.mark[at.MOVING_TO, i], now.mark[at.SINCE, i] = to, t
    now.mark[at.PHASE_IN, i], now.mark[at.SETTLED, i] = phase_in, 0


def move_standings(plan: Plan, p: Any, now: Life, t: int) -> None:
    """Take this year's steps, widen the treaty area, and bring ties and promises up to date."""
    moved = 0
    for i in range(plan.n):
        if plan.ally[i]:
            if not now.mark[at.SETTLED, i]:
                _step(plan, now, t, i)
                now.mark[at.MOVED, i] = 1
            if now.state[at.VOTES, i] > 0.0:
                now.mark[at.IN_AREA, i] = 1
            moved += now.mark[at.MOVED, i]
    if moved > 0:
        _renew_promises(plan, p, now)


def _renew_promises(plan: Plan, p: Any, now: Life) -> None:
    for i in range(plan.n):
        if plan.ally[i]:
            for j in range(i + 1, plan.n):
                if plan.ally[j] and (now.mark[at.MOVED, i] or now.mark[at.MOVED, j]):
                    _renew_pair(plan, p, now, i, j)


def _step(plan: Plan, now: Life, t: int, i: int) -> None:
    to, elapsed = now.mark[at.MOVING_TO, i], float(t - now.mark[at.SINCE, i])
    years = float(now.mark[at.PHASE_IN, i])
    now.state[at.GUARANTEE, i] = alignment.phased(
        now.state[at.FROM_GUARANTEE, i], plan.levels[at.LEVEL_GUARANTEE, to], elapsed, years
    )
    now.state[at.INTEGRATION, i] = alignment.phased(
        now.state[at.FROM_INTEGRATION, i], plan.levels[at.LEVEL_INTEGRATION, to], elapsed, years
    )
    now.state[at.EXERCISES, i] = alignment.phased(
        now.state[at.FROM_EXERCISES, i], plan.levels[at.LEVEL_EXERCISES, to], elapsed, years
    )
    if elapsed >= years:
        now.mark[at.STANDING, i], now.mark[at.SETTLED, i] = to, 1
        now.state[at.VOTES, i] = plan.levels[at.LEVEL_VOTES, to]


def _renew_pair(plan: Plan, p: Any, now: Life, i: int, j: int) -> None:
    if now.linked[i, j]:
        promise_each_other(p, now, i, j)
    elif covered(now, i, j):
        form_tie(plan, p, now, i, j)


def form_tie(plan: Plan, p: Any, now: Life, i: int, j: int) -> None:
    """Two states begin to have a tie; all that is in it begins at 0."""
    now.linked[i, j], now.linked[j, i] = True, True
    now.dyad[at.TREATY, i, j], now.dyad[at.TREATY, j, i] = plan.fixed[at.PACT, i, j], plan.fixed[at.PACT, i, j]
    promise_each_other(p, now, i, j)


def promise_each_other(p: Any, now: Life, i: int, j: int) -> None:
    """Bring promise, integration and exercises of two states up to date with their standings."""
    treaty, one, other = now.dyad[at.TREATY, i, j], now.state[at.GUARANTEE, i], now.state[at.GUARANTEE, j]
    now.dyad[at.PROMISE, i, j] = commitment.promise(other, one, treaty, p.prior)
    now.dyad[at.PROMISE, j, i] = commitment.promise(one, other, treaty, p.prior)
    together = commitment.joint_level(_integrated(now, i), _integrated(now, j), treaty, p.pact_integration)
    exercised = commitment.joint_level(
        now.state[at.EXERCISES, i], now.state[at.EXERCISES, j], treaty, p.pact_integration
    )
    now.dyad[at.JOINT, i, j], now.dyad[at.JOINT, j, i] = together, together
    now.dyad[at.EXERCISED, i, j], now.dyad[at.EXERCISED, j, i] = exercised, exercised


def _integrated(now: Life, i: int) -> float:
    level: float = min(1.0, now.state[at.INTEGRATION, i] + now.state[at.HOSTING, i])
    return level
