"""Where does a state stand toward the alliance? What staying, joining, leaving and accommodating are worth to it."""

from __future__ import annotations

import math

from alliance_sim.rules.steps import LARGEST_EXPONENT

STEP_DOWN = {"member": "partner", "member_outside_command": "partner"}
"""To which standing a member steps down; any other one leaves the alliance."""


def phased(before: float, after: float, elapsed_years: float, phase_in_years: float) -> float:
    """Level of a standing on the way from one to another.

    before, after: 0-1. elapsed_years: since the decision, 0 or more. phase_in_years: 0 (at once) or more. Result:
    between the two.
    Formula: linear in elapsed / phase_in, complete when that many years have passed.
    Why this shape: commands and plans are unwound in steps. Source: France 1966-67; linearity assumed.

    >>> phased(1.0, 0.0, 1.0, 4.0)
    0.75
    >>> phased(1.0, 0.1, 0.0, 0.0), phased(1.0, 0.1, 2.0, 2.0)
    (0.1, 0.1)
    """
    if elapsed_years >= phase_in_years:
        return after
    return before + (after - before) * (elapsed_years / phase_in_years)


def chance_to_act(net: float, temperature: float) -> float:
    """Chance that a state acts on an advantage this year.

    net: advantage as a share of GDP, any sign. temperature: share of GDP at which the odds change e-fold, above 0.
    Result 0-1.
    Formula: 1 / (1 + exp(-net/T)). Why this shape: the larger the advantage the surer the step, and never quite sure.
    Source: quantal response, McKelvey & Palfrey (1995).

    >>> chance_to_act(0.0, 0.002)
    0.5
    >>> chance_to_act(1.0, 0.002), round(chance_to_act(-0.002, 0.002), 6)
    (1.0, 0.268941)
    """
    return 1.0 / (1.0 + math.exp(max(-LARGEST_EXPONENT, min(LARGEST_EXPONENT, -net / temperature))))


def security_gain(chance_without: float, chance_with: float, attack_loss: float) -> float:
    """What a promise of help is worth to a state.

    chance_without, chance_with: attack probability a year, 0-1. attack_loss: share of GDP lost in an attack, 0-1.
    Formula: loss · (π_without - π_with). Result: share of GDP a year. Why this shape: the expected loss that it averts.
    Source: capability aggregation, Morrow (1991); Altfeld (1984).

    >>> round(security_gain(0.3, 0.1, 0.1), 9)
    0.02
    >>> security_gain(0.1, 0.1, 0.5)
    0.0
    """
    return attack_loss * (chance_without - chance_with)


def membership_cost(
    share: float, guideline: float, pressure: float, entrapment: float, entrapment_loss: float, leaning: float
) -> float:
    """What membership costs a state.

    share, guideline: share of GDP. pressure, entrapment: 0-1. entrapment_loss: share of GDP lost in an ally's war, 0-1.
    leaning: what the leader's disposition is worth, share of GDP, any sign. Result: share of GDP a year.
    Formula: pressure · max(0, guideline - share) + loss · entrapment - leaning. Why this shape: budgets, wars of
    others, and taste.
    Source: Altfeld (1984); Snyder (1984) on entrapment; Morrow (1991) on autonomy.

    >>> membership_cost(0.02, 0.02, 0.5, 0.5, 0.01, 0.0)
    0.005
    >>> round(membership_cost(0.01, 0.02, 0.5, 0.0, 0.01, -0.001), 9)
    0.006
    """
    return pressure * max(0.0, guideline - share) + entrapment_loss * entrapment - leaning


def net_advantage(benefit: float, base_benefit: float, cost: float, base_cost: float, attachment: float) -> float:
    """Advantage of staying as one is, given that one chose it in the first year.

    benefit, cost: now and in the first year, share of GDP. attachment: how far things may worsen before they weigh,
    share of GDP.
    Formula: attachment + (benefit - benefit_0) - (cost - cost_0). Why this shape: what a state does in the first year
    is what it
    then preferred, by at least the attachment. Source: revealed preference; inertia of alliances, Walt (1997).

    >>> round(net_advantage(0.02, 0.02, 0.01, 0.01, 0.01), 9)
    0.01
    >>> round(net_advantage(0.00, 0.02, 0.01, 0.01, 0.01), 9)
    -0.01
    """
    return attachment + (benefit - base_benefit) - (cost - base_cost)


def objection(gain: float, candidate_risk: float, entrapment_loss: float) -> float:
    """How strongly a member objects to a candidate.

    gain: security the candidate brings it, share of GDP. candidate_risk: chance a year that the new promise is called
    on, 0-1.
    entrapment_loss: share of GDP. Result: share of GDP; positive means that the risk outweighs the gain.
    Formula: loss · risk - gain. Why this shape: enlargement trades strength for wars of others.
    Source: Snyder (1984); Reiter (2001) on enlargement; form assumed.

    >>> round(objection(0.001, 0.5, 0.01), 9)
    0.004
    >>> objection(0.001, 0.0, 0.01)
    -0.001
    """
    return entrapment_loss * candidate_risk - gain


def accommodated(intent: float, accommodation: float) -> float:
    """An adversary's intent toward a state that accommodates it.

    intent, accommodation: 0-1. Formula: intent · (1 - accommodation). Why this shape: concessions buy restraint in
    proportion.
    Source: Schweller (1994) on bandwagoning; form assumed.

    >>> accommodated(0.4, 0.5)
    0.2
    >>> accommodated(0.4, 0.0)
    0.4
    """
    return intent * (1.0 - accommodation)
