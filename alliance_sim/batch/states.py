"""What a state sees and weighs in the compiled engine: threat, defence, willingness. Plain functions, compiled later.

Every sum runs in the order of the states, as in the agents engine, so that both agree to the last bit.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from alliance_sim import draws
from alliance_sim.batch import layout as at
from alliance_sim.batch.plan import Life, Plan
from alliance_sim.rules import alignment, commitment, odds, steps


def threat_rule(
    variant: int, intent: float, base_intent: float, base: float, power: float, defence: float, m: float
) -> float:
    """The scenario's rule of threat; the compiler puts the variants in its place."""
    raise NotImplementedError


WORD: Any = np.uint64
"""A whole number of 64 bits, in which the compiled draws are made."""


def draw(plan: Plan, key: Any, t: int, stream: int, i: int) -> float:
    """This year's draw of a stream for one state."""
    return draws.uniform(key, WORD(stream), WORD(plan.start + t), plan.keys[i], WORD(0))


def draw_pair(plan: Plan, key: Any, t: int, stream: int, i: int, j: int) -> float:
    """This year's draw of a stream for two states."""
    return draws.uniform(key, WORD(stream), WORD(plan.start + t), plan.keys[i], plan.keys[j])


def in_range(now: Life, value: float) -> float:
    """A rule's value; one outside 0-1, which only a user's own rule can give, is noted."""
    if not 0.0 <= value <= 1.0:
        now.tally[at.FAULTS] = 1
    return value


def power_at(plan: Plan, now: Life, rank: int, i: int) -> float:
    """Power an adversary could bring to bear on a state."""
    return now.state[at.CAPABILITY, plan.adversaries[rank]] * plan.adversary[at.POWER_LEFT, rank, i]  # type: ignore[no-any-return]


def own_strength(now: Life, i: int) -> float:
    """Capability of a state that is ready."""
    return now.state[at.READINESS, i] * now.state[at.CAPABILITY, i]  # type: ignore[no-any-return]


def defence(now: Life, i: int) -> float:
    """Capability a state could count on against an attack, own and allies'."""
    return own_strength(now, i) + now.state[at.AID, i]  # type: ignore[no-any-return]


def threat_by(plan: Plan, p: Any, now: Life, t: int, i: int, rank: int, behind: float, seen: bool) -> float:
    """Chance of being attacked this year by one adversary, behind some defence."""
    intent = alignment.accommodated(plan.toward[at.INTENT, t, rank, i], now.toward[at.ACCOMMODATION, i, rank])
    if seen:
        intent *= plan.toward[at.SEEN, t, rank, i]
    value = threat_rule(
        plan.threat, intent, plan.adversary[at.BASE_INTENT, rank, i], plan.adversary[at.BASE_ATTACK, rank, i],
        power_at(plan, now, rank, i), behind, p.contest_exponent,
    )  # fmt: skip
    return in_range(now, value)


def threat(plan: Plan, p: Any, now: Life, t: int, i: int, behind: float, seen: bool) -> float:
    """Chance of being attacked this year; as it is, or as the state sees it."""
    chance = 0.0
    for rank in range(len(plan.adversaries)):
        chance = odds.either(chance, threat_by(plan, p, now, t, i, rank, behind, seen))
    return chance


def highest_accommodation(plan: Plan, now: Life, i: int) -> float:
    """How far a state accommodates the adversary that it accommodates most."""
    highest = 0.0
    for rank in range(len(plan.adversaries)):
        highest = max(highest, now.toward[at.ACCOMMODATION, i, rank])
    return highest


def take_stock(plan: Plan, p: Any, now: Life, t: int) -> None:
    """What this year's willingness rests on and does not change within the year: shortfalls and leanings."""
    for i in range(plan.n):
        if plan.ally[i]:
            now.state[at.SHORTFALL, i] = commitment.grievance(now.state[at.SHARE, i], plan.yearly[at.GUIDELINE, t])
            leaning = p.willingness_stance * highest_accommodation(plan, now, i)
            now.state[at.CONFRONTING, i] = now.state[at.WILL, i] - leaning


def willing_to_help(plan: Plan, p: Any, now: Life, t: int, j: int, i: int) -> float:
    """Chance that j would come to i's defence; `take_stock` has been called this year."""
    return odds.shift_odds(now.dyad[at.PROMISE, i, j], circumstances(plan, p, now, t, j, i))


def circumstances(plan: Plan, p: Any, now: Life, t: int, j: int, i: int) -> float:
    """What circumstances add to j's promise to come to i's defence, log odds."""
    return steps.circumstances(
        now.dyad[at.TIE, i, j], now.dyad[at.BASE_TIE, i, j], now.state[at.STANCE, j], now.state[at.GUARDRAIL, j],
        p.willingness_grievance * now.dyad[at.VOICE, i, j] * now.state[at.SHORTFALL, i],
        p.willingness_tripwire * plan.dyads[at.TRIPWIRE, t, i, j] + now.state[at.CONFRONTING, j],
        now.state[at.ENTRAPMENT, j], now.state[at.BASE_ENTRAPMENT, j],
        p.willingness_tie, p.willingness_stance, p.willingness_entrapment,
    )  # fmt: skip


def covered(now: Life, i: int, j: int) -> bool:
    """Whether the alliance's promise binds two states to each other."""
    return now.state[at.GUARANTEE, i] * now.state[at.GUARANTEE, j] > 0.0  # type: ignore[no-any-return]
