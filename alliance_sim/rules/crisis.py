"""What happens in a crisis? Who challenges, who comes, who prevails, and what everyone believes afterwards."""

from __future__ import annotations

from alliance_sim.rules.odds import shift_odds
from alliance_sim.rules.threat import contest_chance

GREY_ZONE, LIMITED, MAJOR = 0, 1, 2
"""Severities: grey zone (cyber, airspace, sabotage), limited use of force, major attack."""

SEVERITIES = ("grey_zone", "limited", "major")
"""Names of the severities in files and tables, by number."""


def hazard(attack_probability: float, base_rate: float, reference: float) -> float:
    """Chance that an adversary challenges a state this year.

    attack_probability: of this adversary on this state, 0-1. base_rate: disputes a dyad and year, 0-1, for dyads of
    this kind.
    reference: mean attack probability of such dyads in the world the rates were set in, above 0. Result 0-1.
    Formula: min(1, base_rate · p / reference). Why this shape: the record gives the level, the model what moves it.
    Source: base rates 1950-2010, Correlates of War dispute data as given in the data's SOURCES.md.

    >>> hazard(0.1, 0.068, 0.1)
    0.068
    >>> hazard(0.0, 0.068, 0.1), hazard(1.0, 0.5, 0.1)
    (0.0, 1.0)
    """
    return min(1.0, base_rate * attack_probability / reference)


def severity(uniform: float, grey_zone_share: float, major_share: float) -> int:
    """How severe a challenge is, from a uniform draw.

    uniform, grey_zone_share, major_share: 0-1, the shares adding to at most 1. Result: 0 grey zone, 1 limited, 2 major.
    Formula: by cumulative share. Why this shape: most probing stays below the use of force.
    Source: assumed shares; direction from Mazarr (2015) on the grey zone.

    >>> severity(0.5, 0.8, 0.03), severity(0.9, 0.8, 0.03), severity(0.98, 0.8, 0.03)
    (0, 1, 2)
    >>> severity(0.999, 1.0, 0.0)
    0
    """
    if uniform < grey_zone_share:
        return GREY_ZONE
    return LIMITED if uniform < 1.0 - major_share else MAJOR


def expected_size(grey_zone_share: float, major_share: float, grey_zone: float, limited: float, major: float) -> float:
    """Mean of a quantity over the severities of a crisis.

    Shares as in `severity`; the three values in the quantity's own unit. Result in the same unit.
    Formula: the shares' weighted mean. Why this shape: what is expected is no news. Source: expectation.

    >>> expected_size(0.5, 0.25, 0.0, 4.0, 8.0)
    3.0
    >>> expected_size(1.0, 0.0, 2.0, 4.0, 8.0)
    2.0
    """
    return grey_zone_share * grey_zone + (1.0 - grey_zone_share - major_share) * limited + major_share * major


def honour_chance(willingness: float, grey_zone: bool, grey_zone_doubt: float) -> float:
    """Chance that an ally honours its promise in a crisis.

    willingness: 0-1. grey_zone: whether it is a grey-zone crisis. grey_zone_doubt: log odds, 0 or more. Result 0-1.
    Formula: logit w - doubt in the grey zone. Why this shape: an attack that can be denied can be ignored.
    Source: Mazarr (2015); size assumed.

    >>> honour_chance(0.75, False, 1.5)
    0.75
    >>> round(honour_chance(0.5, True, 1.0986122886681098), 9)
    0.25
    """
    return shift_odds(willingness, -grey_zone_doubt) if grey_zone else willingness


def holding_chance(power: float, own: float, arrived: float, exponent: float) -> float:
    """Chance that the challenged state holds.

    power: the adversary's at the state; own: ready capability; arrived: allies' that came; billion USD. exponent:
    above 0.
    Formula: 1 - P^m / (P^m + (own + arrived)^m). Why this shape: the same contest that deters is the one that is
    fought.
    Source: Tullock (1980); Hirshleifer (1989).

    >>> holding_chance(1.0, 1.0, 2.0, 1.0)
    0.75
    >>> holding_chance(0.0, 0.0, 0.0, 1.0)
    1.0
    """
    return 1.0 - contest_chance(power, own + arrived, exponent)


def after_loss(stock: float, loss: float, held: bool) -> float:
    """What is left of capability, or of GDP, after a crisis.

    stock: billion USD, 0 or more. loss: share lost when the state does not hold, 0-1. held: whether it did.
    Formula: K (1 - loss), or half that loss when it held. Why this shape: fighting costs the victor too.
    Source: assumed.

    >>> after_loss(100.0, 0.2, False), after_loss(100.0, 0.2, True)
    (80.0, 90.0)
    >>> after_loss(0.0, 0.2, False)
    0.0
    """
    return stock * (1.0 - (0.5 * loss if held else loss))


def belief_after_deed(reliance: float, came: bool, weight: float, gain: float, loss: float) -> float:
    """What a state believes of an ally after seeing it come, or stay away.

    reliance: 0-1. came: what the ally did. weight: how much the deed says, 0-1 (severity; less for a bystander).
    gain, loss: share of the way to certainty, or to nothing, that one full deed moves, 0-1. Result 0-1.
    Formula: r + w·gain (1 - r) if it came, else r (1 - w·loss). Why this shape: failing costs more than coming earns.
    Source: Crescenzi et al. (2012) on reputation; asymmetry from Slovic (1993) on trust.

    >>> belief_after_deed(0.5, True, 1.0, 0.1, 0.3)
    0.55
    >>> belief_after_deed(0.5, False, 1.0, 0.1, 0.4)
    0.3
    """
    if came:
        return reliance + weight * gain * (1.0 - reliance)
    return reliance * (1.0 - weight * loss)
