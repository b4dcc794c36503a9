"""Will they come, and do we believe it? Willingness and reliance, kept apart (Snyder 1984; Leeds 2003)."""

from __future__ import annotations

import math

from alliance_sim.rules.odds import shift_odds
from alliance_sim.rules.steps import circumstances


def promise(giver_guarantee: float, receiver_guarantee: float, pact: float, prior: float) -> float:
    """Chance that a treaty promise, as written, would be honoured when called on.

    giver_guarantee, receiver_guarantee: how far each one's standing carries the mutual-defence promise, 0-1. pact: 1
    with a
    bilateral treaty between the two, else 0. prior: share of full promises honoured, 0-1. Result 0-1.
    Formula: prior · max(g_j g_i, pact). Why this shape: a promise runs only as far as both standings carry it.
    Source: prior from Leeds (2003) or Berkemeier & Fuhrmann (2018); the product is an assumption.

    >>> promise(1.0, 1.0, 0.0, 0.75)
    0.75
    >>> round(promise(0.1, 1.0, 0.0, 0.75), 6), promise(0.0, 1.0, 1.0, 0.75)
    (0.075, 0.75)
    """
    return prior * max(giver_guarantee * receiver_guarantee, pact)


def joint_level(first: float, second: float, pact: float, pact_level: float) -> float:
    """How far two states' integration, or their exercises, carry both of them.

    first, second: each one's level, 0-1. pact: 1 with a bilateral treaty, else 0. pact_level: what such a treaty
    brings, 0-1.
    Formula: max(√(x_i x_j), pact · pact_level). Why this shape: the less integrated side limits what the two can do
    together.
    Source: geometric mean and pact level assumed.

    >>> joint_level(1.0, 0.25, 0.0, 0.5)
    0.5
    >>> joint_level(0.0, 1.0, 1.0, 0.5)
    0.5
    """
    return max(math.sqrt(first * second), pact * pact_level)


def interoperability(tie: float, integration: float, floor: float) -> float:
    """Share of an ally's power that would be usable on one's soil.

    tie, integration, floor: 0-1. Result: floor to 1.
    Formula: floor + (1 - floor) · integration · tie. Why this shape: common command and practice make forces add up.
    Source: assumed; direction from Hura et al. (2000), RAND MR-1235.

    >>> interoperability(1.0, 1.0, 0.4)
    1.0
    >>> interoperability(0.0, 1.0, 0.4)
    0.4
    """
    return floor + (1.0 - floor) * integration * tie


def expected_aid(reliance: float, usable: float, readiness: float, capability: float, giver_proximity: float) -> float:
    """Capability that a state expects an ally to bring to its defence.

    reliance, usable (from `interoperability`), readiness, giver_proximity (from `proximity`, at the ally's own
    reach): 0-1.
    capability: the ally's stock, billion USD. Result: billion USD of usable capability.
    Formula: r · usable · readiness · K · proximity. Why this shape: help counts if it is willing, fitting, ready, and
    arrives.
    Source: loss of strength with distance, Boulding (1962); form assumed.

    >>> expected_aid(0.75, 1.0, 0.5, 800.0, 0.5)
    150.0
    >>> expected_aid(0.0, 1.0, 1.0, 800.0, 1.0)
    0.0
    """
    return reliance * usable * readiness * capability * giver_proximity


def tripwire(troops: float) -> float:
    """How much troops on an ally's soil bind their sender.

    troops: persons, 0 or more. Result: 0 or more. Formula: ln(1 + troops/1000). Why this shape: the first thousand
    bind most.
    Source: Schelling (1966), chapter 2; log scale assumed.

    >>> tripwire(0.0)
    0.0
    >>> tripwire(1000.0) == math.log(2.0)
    True
    """
    return math.log1p(troops / 1000.0)


def grievance(share: float, guideline: float) -> float:
    """How far a state falls short of the guideline.

    share, guideline: share of GDP, 0-1; no guideline is 0. Result 0-1.
    Formula: max(0, guideline - share) / guideline. Why this shape: relative, so that guidelines of different size
    compare.
    Source: NATO defence investment pledge (Wales 2014); form assumed.

    >>> grievance(0.01, 0.02)
    0.5
    >>> grievance(0.03, 0.02), grievance(0.0, 0.0)
    (0.0, 0.0)
    """
    if guideline <= 0.0:
        return 0.0
    return max(0.0, guideline - share) / guideline


def willingness(
    promised: float, tie: float, base_tie: float, stance: float, guardrail: float, grievance_cost: float,
    tripwire_gain: float, entrapment: float, base_entrapment: float,
    tie_weight: float, stance_weight: float, entrapment_weight: float,
) -> float:  # fmt: skip
    """Chance that a state would come to an ally's defence.

    promised: from `promise`, 0-1. tie, base_tie: now and in the first year, 0-1. stance: its leader's, -1 to 1.
    guardrail: 0-1. grievance_cost: log odds, 0 or more. tripwire_gain: log odds that troops there and commands hosted
    add,
    or friendship with the adversary takes. entrapment, base_entrapment: now and in the
    first year, 0-1.
    The weights are the parameters of the same names, log odds. Result 0-1.
    Formula: logit w = logit ρ + c_t (tie - tie_0) + c_s (1 - guardrail) stance - grievance + tripwire - c_e (e - e_0).
    Why this shape: treaties give the odds, circumstances multiply them.
    Source: Leeds (2003) for ρ; Snyder (1984) for entrapment; Schelling (1966) for the tripwire.

    >>> willingness(0.75, 0.5, 0.5, 0.0, 0.5, 0.0, 0.0, 0.2, 0.2, 1.0, 1.5, 0.5)
    0.75
    >>> round(willingness(0.5, 0.5, 0.5, -1.0, 0.0, 0.0, 0.0, 0.2, 0.2, 1.0, math.log(3.0), 0.5), 9)
    0.25
    """
    change = circumstances(
        tie, base_tie, stance, guardrail, grievance_cost, tripwire_gain, entrapment, base_entrapment, tie_weight,
        stance_weight, entrapment_weight,
    )  # fmt: skip
    return shift_odds(promised, change)


def learning(reliance: float, promised: float, signal: float, rate: float) -> float:
    """What a state believes of an ally after a year of watching it (the default).

    reliance, promised, signal: chances, 0-1 (believed, as the treaty says, as it looks). rate: 0-1. Result 0-1.
    Formula: r + α (signal - r). Why this shape: beliefs follow what is seen, late.
    Source: adaptive expectations, Cagan (1956); reputation in alliances, Crescenzi et al. (2012).

    >>> learning(0.5, 0.75, 1.0, 0.4)
    0.7
    >>> learning(0.5, 0.75, 0.5, 0.4)
    0.5
    """
    return reliance + rate * (signal - reliance)


def treaty(reliance: float, promised: float, signal: float, rate: float) -> float:
    """What a state believes of an ally when it reads the treaty and nothing else.

    Arguments as in `learning`. Formula: promised. Why this shape: reliability is a property of the pact, not of the
    partner.
    Source: Leeds (2003).

    >>> treaty(0.2, 0.75, 0.1, 0.4)
    0.75
    >>> treaty(0.2, 0.0, 0.1, 0.4)
    0.0
    """
    return promised


def deeds_only(reliance: float, promised: float, signal: float, rate: float) -> float:
    """What a state believes of an ally when words and papers teach nothing; only crises do.

    Arguments as in `learning`. Formula: r. Why this shape: talk is cheap.
    Source: Mercer (1996) as the sceptic's position; deeds enter with crises.

    >>> deeds_only(0.2, 0.75, 0.1, 0.4)
    0.2
    >>> deeds_only(1.0, 0.0, 0.0, 1.0)
    1.0
    """
    return reliance


def next_tie(tie: float, exercised: float, mutual_reliance: float, rate: float) -> float:
    """How integrated two states are after a year.

    tie, exercised, mutual_reliance, rate: 0-1 (now, joint exercises, mean of what each believes of the other, share
    of the gap closed).
    Formula: w + α (exercised · reliance - w). Why this shape: ties are slow to build and slow to fade.
    Source: Deutsch et al. (1957) on security communities; form assumed.

    >>> next_tie(0.5, 1.0, 0.75, 0.1)
    0.525
    >>> next_tie(0.5, 0.0, 0.75, 0.1)
    0.45
    """
    return tie + rate * (exercised * mutual_reliance - tie)


VARIANTS = {"learning": learning, "treaty": treaty, "deeds_only": deeds_only}
"""The rules a scenario may name under `theory: {commitment: …}`."""
