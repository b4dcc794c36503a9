"""What an edge of the alliance graph holds for two states, and how it changes."""

from __future__ import annotations

from typing import Any

from alliance_sim.rules import commitment
from alliance_sim.scenario.parameters import TREATY_PRIORS
from alliance_sim.world import World

Tie = dict[str, Any]
"""Attributes of an edge of the alliance graph.

`tie` and `base_tie` 0-1 (now, and when it began); `pact` alliance, bilateral or none; `treaty` 1 with a bilateral
treaty;
`integration` and `exercised` 0-1, of both together. Directed entries are keyed by the code of the one who relies, or
receives:
`reliance`, `promise`, `willingness` (chances), `aid` (billion USD); `voice` (grievance) and `tripwire` by the one who
complains,
or has troops on the other's soil.
"""


def connect(one: Any, other: Any, tie: Tie, world: World) -> None:
    """Fill in what an edge between two states must hold and does not hold yet."""
    pair = (one.iso3, other.iso3)
    for name in ("reliance", "promise", "willingness", "aid", "voice", "tripwire"):
        tie.setdefault(name, dict.fromkeys(pair, 0.0))
    tie.setdefault("tie", 0.0)
    tie.setdefault("base_tie", tie["tie"])
    tie.setdefault("treaty", float(world.pact[one.position, other.position]))
    station(one, other, tie)
    promise_each_other(one, other, tie)


def station(one: Any, other: Any, tie: Tie) -> None:
    """Bring the tripwires of an edge up to date with the troops that each has on the other's soil."""
    troops = one.model.outside.troops[one.model.elapsed]
    tie["tripwire"][one.iso3] = commitment.tripwire(troops[other.position][one.position])
    tie["tripwire"][other.iso3] = commitment.tripwire(troops[one.position][other.position])


def promise_each_other(one: Any, other: Any, tie: Tie) -> None:
    """Bring promise, pact, integration and exercises of an edge up to date with both states' standings."""
    p = one.model.parameters
    prior, pact = TREATY_PRIORS[p.treaty_prior], tie["treaty"]
    covered = one.guarantee * other.guarantee > 0.0
    tie["pact"] = "alliance" if covered else "bilateral" if pact > 0.0 else "none"
    tie["promise"][one.iso3] = commitment.promise(other.guarantee, one.guarantee, pact, prior)
    tie["promise"][other.iso3] = commitment.promise(one.guarantee, other.guarantee, pact, prior)
    together = min(1.0, one.integration + one.hosting), min(1.0, other.integration + other.hosting)
    tie["integration"] = commitment.joint_level(*together, pact, p.pact_integration)
    tie["exercised"] = commitment.joint_level(one.exercises, other.exercises, pact, p.pact_integration)


def renewed(one: Any, other: Any, tie: Tie) -> float:
    """Tie between two states after a year of exercising together, or not, and of what events add or take."""
    mutual = 0.5 * (tie["reliance"][one.iso3] + tie["reliance"][other.iso3])
    closer = commitment.next_tie(tie["tie"], tie["exercised"], mutual, one.model.parameters.tie_rate)
    practised = one.model.outside.practised[one.model.elapsed][one.position][other.position]
    return max(0.0, min(1.0, closer + float(practised)))


def hear_complaints(one: Any, other: Any, tie: Tie, voiced: list[list[float]], fading: float) -> None:
    """Old grievances fade, and this year's letters ([recipient][sender]) add to them."""
    voice, i, j = tie["voice"], one.position, other.position
    voice[one.iso3] = fading * voice[one.iso3] + voiced[j][i]
    voice[other.iso3] = fading * voice[other.iso3] + voiced[i][j]
