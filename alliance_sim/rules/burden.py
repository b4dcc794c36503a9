"""How much does a state spend? Joint products (Sandler), with Olson & Zeckhauser's public good as the special case."""

from __future__ import annotations

import math

LARGEST_CLAIM = 0.95
"""Threat may not raise a + b beyond this share of GDP: the model's utility needs a + b < 1."""


def best_response(income: float, spill_in: float, public_weight: float, private_weight: float) -> float:
    """Defence spending that is best for a state, given what its allies spend.

    income, spill_in: billion USD a year, 0 or more. public_weight a, private_weight b: 0 or more, a + b < 1. Result:
    billion USD.
    Formula: the maximum of (1-a-b) ln(I-q) + a ln(q+S) + b ln q, that is q* = ½(B + √(B² + 4bIS)), B = (a+b)I - (1-a)S.
    Why this shape: defence buys an alliance-wide good (a), which allies' spending replaces, and own benefits (b),
    which it does not.
    Source: Sandler (1977); Sandler & Hartley (2001); b = 0 is Olson & Zeckhauser (1966).

    >>> best_response(100.0, 25.0, 0.3, 0.0)
    12.5
    >>> best_response(100.0, 0.0, 0.02, 0.01)
    3.0
    """
    claim = (public_weight + private_weight) * income - (1.0 - public_weight) * spill_in
    product = 4.0 * private_weight * income * spill_in
    root = math.sqrt(claim * claim + product)
    if claim >= 0.0:
        return 0.5 * (claim + root)
    if product == 0.0:
        return 0.0
    # the same root without subtracting two nearly equal numbers
    return 0.5 * product / (root - claim)


def public_weight_limit(income: float, spending: float, spill_in: float) -> float:
    """Largest weight a of the alliance-wide good with which observed spending can be a best response.

    income: above 0; spending, spill_in: 0 or more; billion USD. Result 0-1.
    Formula: (q + S) / (I + S), where b = 0. Why this shape: more a would ask for more spending than is seen.
    Source: first-order condition of `best_response`.

    >>> public_weight_limit(100.0, 12.5, 25.0)
    0.3
    >>> public_weight_limit(100.0, 0.0, 0.0)
    0.0
    """
    return (spending + spill_in) / (income + spill_in)


def private_weight(income: float, spending: float, spill_in: float, public_weight: float) -> float:
    """Weight b of a state's own benefits with which its observed spending is its best response.

    income: above 0; spending, spill_in: 0 or more; billion USD. public_weight: 0 to `public_weight_limit`. Result: 0
    or more.
    Formula: q (q + (1-a)S - aI) / (I (q+S)). Why this shape: `best_response` solved for b.
    Source: first-order condition of `best_response`.

    >>> private_weight(100.0, 3.0, 0.0, 0.02)
    0.01
    >>> private_weight(100.0, 0.0, 50.0, 0.02)
    0.0
    """
    if spending <= 0.0:
        return 0.0
    surplus = spending + (1.0 - public_weight) * spill_in - public_weight * income
    return max(0.0, spending * surplus / (income * (spending + spill_in)))


def threat_demand(perceived: float, base_perceived: float, elasticity: float) -> float:
    """How many times more defence a state wants than in the first year, because of threat.

    perceived, base_perceived: attack probability a year, 0-1. elasticity: 0 or more. Result: above 0, 1 when nothing
    changed.
    Formula: exp(η (π̂ - π̂0)). Why this shape: each percentage point adds the same per cent.
    Source: Nordhaus, Oneal & Russett (2012), International Organization 66(3): +3 % a point.

    >>> threat_demand(0.1, 0.1, 3.0)
    1.0
    >>> round(threat_demand(0.11, 0.10, 3.0), 4)
    1.0305
    """
    return math.exp(elasticity * (perceived - base_perceived))


def toward_guideline(desired: float, guideline: float, pressure: float) -> float:
    """Defence share a state aims at once the alliance's guideline weighs on it.

    desired, guideline: share of GDP, 0-1. pressure: 0-1. Result: share of GDP.
    Formula: x + pressure · max(0, guideline - x). Why this shape: a guideline lifts those below it and binds nobody
    above it.
    Source: Becker (2024) on the Wales pledge; form assumed.

    >>> toward_guideline(0.01, 0.02, 0.5)
    0.015
    >>> toward_guideline(0.03, 0.02, 0.5)
    0.03
    """
    return desired + pressure * max(0.0, guideline - desired)


def joint_product(
    share: float, base_share: float, income: float, spill_in: float, public_weight: float, private_weight: float,
    threat: float, guideline: float, pressure: float,
) -> float:  # fmt: skip
    """Defence share a state aims at: the best response in joint products, lifted by the guideline (the default).

    share, base_share, guideline: share of GDP (last year's, the first year's, the alliance's). income, spill_in:
    billion USD.
    public_weight, private_weight: of the first year. threat: from `threat_demand`. pressure: 0-1. Result: share of GDP.
    Formula: q*(I, S, aτ, bτ) / I, then `toward_guideline`. Why this shape: threat scales demand for both goods.
    Source: Sandler & Hartley (2001); Nordhaus, Oneal & Russett (2012).

    >>> joint_product(0.03, 0.03, 100.0, 0.0, 0.02, 0.01, 1.0, 0.02, 0.5)
    0.03
    >>> joint_product(0.0, 0.0, 100.0, 50.0, 0.02, 0.0, 1.0, 0.02, 0.5)
    0.01
    """
    scale = min(threat, LARGEST_CLAIM / max(public_weight + private_weight, 1e-12))
    desired = best_response(income, spill_in, public_weight * scale, private_weight * scale) / income
    return toward_guideline(desired, guideline, pressure)


def public_good(
    share: float, base_share: float, income: float, spill_in: float, public_weight: float, private_weight: float,
    threat: float, guideline: float, pressure: float,
) -> float:  # fmt: skip
    """Defence share a state aims at when all defence is one alliance-wide good.

    Arguments as in `joint_product`; private_weight is not used. Result: share of GDP.
    Formula: max(0, aτI - (1-aτ)S) / I, then `toward_guideline`. Why this shape: an ally's dollar is as good as one's
    own.
    Source: Olson & Zeckhauser (1966), Review of Economics and Statistics 48(3).

    >>> public_good(0.1, 0.1, 100.0, 25.0, 0.3, 0.2, 1.0, 0.0, 0.0)
    0.125
    >>> public_good(0.1, 0.1, 10.0, 90.0, 0.3, 0.2, 1.0, 0.0, 0.0)
    0.0
    """
    return joint_product(share, base_share, income, spill_in, public_weight, 0.0, threat, guideline, pressure)


def threat_only(
    share: float, base_share: float, income: float, spill_in: float, public_weight: float, private_weight: float,
    threat: float, guideline: float, pressure: float,
) -> float:  # fmt: skip
    """Defence share a state aims at when it looks at threat and not at allies.

    Arguments as in `joint_product`. Formula: base_share · τ, then `toward_guideline`. Result: share of GDP, at most
    0.95.
    Why this shape: it separates the threat effect from free riding. Source: Nordhaus, Oneal & Russett (2012).

    >>> threat_only(0.02, 0.02, 100.0, 50.0, 0.02, 0.01, 1.5, 0.0, 0.0)
    0.03
    >>> threat_only(0.02, 0.02, 100.0, 0.0, 0.02, 0.01, 1.0, 0.04, 0.5)
    0.03
    """
    return toward_guideline(min(LARGEST_CLAIM, base_share * threat), guideline, pressure)


def guideline_only(
    share: float, base_share: float, income: float, spill_in: float, public_weight: float, private_weight: float,
    threat: float, guideline: float, pressure: float,
) -> float:  # fmt: skip
    """Defence share a state aims at when only the alliance's guideline moves it.

    Arguments as in `joint_product`. Formula: `toward_guideline` from the first year's share. Result: share of GDP.
    Why this shape: it isolates the pledge. Source: Becker (2024).

    >>> guideline_only(0.012, 0.01, 100.0, 50.0, 0.02, 0.01, 9.0, 0.02, 0.5)
    0.015
    >>> guideline_only(0.03, 0.03, 100.0, 50.0, 0.02, 0.01, 9.0, 0.02, 0.5)
    0.03
    """
    return toward_guideline(base_share, guideline, pressure)


def fixed_share(
    share: float, base_share: float, income: float, spill_in: float, public_weight: float, private_weight: float,
    threat: float, guideline: float, pressure: float,
) -> float:  # fmt: skip
    """Defence share a state aims at when nothing changes: last year's.

    Arguments as in `joint_product`. Formula: share. Result: share of GDP.
    Why this shape: the null that every theory must beat. Source: persistence forecast.

    >>> fixed_share(0.017, 0.01, 100.0, 50.0, 0.02, 0.01, 9.0, 0.02, 0.5)
    0.017
    >>> fixed_share(0.0, 0.01, 100.0, 50.0, 0.02, 0.01, 9.0, 0.02, 0.5)
    0.0
    """
    return share


def next_share(share: float, target: float, inertia: float, ceiling: float) -> float:
    """Defence share after a year's move toward the target.

    share, target: share of GDP, 0-1. inertia μ: share of the gap closed, 0-1. ceiling: largest relative rise a year,
    0 or more.
    Formula: share + μ (target - share), at most share · (1 + ceiling); a state that spends nothing is not held by the
    ceiling.
    Why this shape: budgets are incremental, and an administration can absorb only so much.
    Source: Wildavsky (1964) on incremental budgets; ceiling assumed.

    >>> next_share(0.010, 0.020, 0.5, 9.0)
    0.015
    >>> next_share(0.010, 0.020, 0.5, 0.25)
    0.0125
    """
    moved = share + inertia * (target - share)
    if share > 0.0:
        moved = min(moved, share * (1.0 + ceiling))
    return max(0.0, moved)


def initial_capability(budget: float, efficiency: float, depreciation: float, growth: float) -> float:
    """Capability stock that a steadily growing budget has built up.

    budget: billion USD a year, 0 or more. efficiency: capability per dollar, above 0. depreciation δ: 0-1. growth g:
    above -δ.
    Formula: e·q (1+g) / (g + δ). Why this shape: with it the stock grows like the budget and nothing jumps in the
    first year.
    Source: perpetual inventory, Harberger (1978).

    >>> round(initial_capability(10.0, 1.0, 0.1, 0.0), 9)
    100.0
    >>> initial_capability(0.0, 1.0, 0.1, 0.02)
    0.0
    """
    return efficiency * budget * (1.0 + growth) / max(growth + depreciation, 1e-3)


def next_capability(capability: float, budget: float, efficiency: float, depreciation: float) -> float:
    """Capability stock after a year of wear and purchases.

    capability: billion USD, 0 or more; budget: billion USD a year; efficiency: above 0; depreciation: 0-1.
    Formula: (1 - δ) K + e·q. Why this shape: what a budget buys wears out at a steady rate.
    Source: perpetual inventory, as used for military stocks by Ward & Davis (1992).

    >>> next_capability(100.0, 10.0, 1.0, 0.1)
    100.0
    >>> next_capability(100.0, 0.0, 1.0, 0.1)
    90.0
    """
    return (1.0 - depreciation) * capability + budget * efficiency


def arms_reaction(own: float, rival: float, reaction: float, fatigue: float, grievance: float) -> float:
    """How fast a state arms against a rival that arms against it.

    own, rival: spending, any unit. reaction: to the rival's, a year. fatigue: of one's own, a year. grievance:
    spending a year.
    Formula: dx/dt = k y - α x + g. Result: change of own spending a year. Why this shape: fear, cost and standing
    quarrels, linear.
    Source: Richardson (1960), Arms and Insecurity.

    >>> arms_reaction(10.0, 5.0, 0.6, 1.0, 2.0)
    -5.0
    >>> arms_reaction(0.0, 0.0, 0.6, 1.0, 2.0)
    2.0
    """
    return reaction * rival - fatigue * own + grievance


VARIANTS = {
    "joint_product": joint_product,
    "public_good": public_good,
    "threat_only": threat_only,
    "guideline_only": guideline_only,
    "fixed_share": fixed_share,
}
"""The rules a scenario may name under `theory: {burden: …}`."""
