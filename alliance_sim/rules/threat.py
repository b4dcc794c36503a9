"""How threatened is a state? Intent times projected power against expected defence (Singer 1958; Boulding 1962; Walt
1987)."""

from __future__ import annotations

import math

from alliance_sim.rules.steps import LARGEST_EXPONENT


def great_circle_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Distance between two places on the earth's surface.

    Degrees, north and east positive. Result in km, 0-20016.
    Formula: haversine with the mean earth radius 6371.0088 km. Why this shape: exact on a sphere and stable for near
    places.
    Source: Sinnott (1984), "Virtues of the haversine".

    >>> great_circle_km(10.0, 20.0, 10.0, 20.0)
    0.0
    >>> round(great_circle_km(0.0, 0.0, 0.0, 180.0))
    20015
    """
    north = math.radians(other_latitude - latitude)
    east = math.radians(other_longitude - longitude)
    across = math.cos(math.radians(latitude)) * math.cos(math.radians(other_latitude)) * math.sin(east / 2.0) ** 2
    return 2.0 * 6371.0088 * math.asin(min(1.0, math.sqrt(math.sin(north / 2.0) ** 2 + across)))


def territory_distance(capital_distance_km: float, land_border: float) -> float:
    """Shortest distance between two territories, estimated from what the data hold.

    capital_distance_km: 0 or more. land_border: 1 if the two share one, else 0. Result in km.
    Formula: 0 with a land border, else max(0, 0.84·d - 260).
    Why this shape: a line fitted to measured shortest distances below 3000 km; see the data's SOURCES.md for its error.
    Source: fitted; the measured distances themselves are not free to ship.

    >>> territory_distance(875.0, 1.0)
    0.0
    >>> territory_distance(1000.0, 0.0)
    580.0
    """
    if land_border > 0.0:
        return 0.0
    return max(0.0, 0.84 * capital_distance_km - 260.0)


def proximity(distance_km: float, scale_km: float) -> float:
    """Share of a state's power that is left after a distance.

    distance_km: 0 or more. scale_km: above 0, where 1/e is left. Result 0-1.
    Formula: exp(-d/λ). Why this shape: each further kilometre costs the same share.
    Source: loss-of-strength gradient, Boulding (1962).

    >>> proximity(0.0, 2000.0)
    1.0
    >>> round(proximity(2000.0, 2000.0), 6)
    0.367879
    """
    return math.exp(-distance_km / scale_km)


def contest_chance(power: float, defence: float, exponent: float) -> float:
    """Chance that power prevails over defence.

    power, defence: billion USD of usable capability, 0 or more. exponent: above 0. Result 0-1.
    Formula: P^m / (P^m + D^m), computed from logarithms so that no power overflows.
    Why this shape: only the ratio counts; m says how decisive superiority is.
    Source: Tullock (1980); Hirshleifer (1989).

    >>> round(contest_chance(2.0, 1.0, 1.0), 12), contest_chance(3.0, 3.0, 2.0)
    (0.666666666667, 0.5)
    >>> contest_chance(0.0, 0.0, 1.0), contest_chance(1.0, 0.0, 1.0)
    (0.0, 1.0)
    """
    if power <= 0.0:
        return 0.0
    if defence <= 0.0:
        return 1.0
    advantage = exponent * (math.log(power) - math.log(defence))
    return 1.0 / (1.0 + math.exp(max(-LARGEST_EXPONENT, min(LARGEST_EXPONENT, -advantage))))


def intent_capability(
    intent: float, base_intent: float, base_probability: float, power: float, defence: float, exponent: float
) -> float:
    """Chance per year that an adversary attacks: its intent times its chance to prevail (the default).

    intent, base_intent, base_probability: 0-1 (now, and in the first year). power, defence: billion USD. exponent:
    above 0.
    Formula: intent · P^m / (P^m + D^m). Why this shape: threat needs both, and either at zero is no threat.
    Source: Singer (1958), "Threat-perception and the armament-tension dilemma".

    >>> round(intent_capability(0.3, 0.1, 0.05, 1.0, 2.0, 1.0), 12)
    0.1
    >>> intent_capability(0.0, 0.1, 0.05, 9.0, 1.0, 1.0)
    0.0
    """
    return intent * contest_chance(power, defence, exponent)


def balance_of_power(
    intent: float, base_intent: float, base_probability: float, power: float, defence: float, exponent: float
) -> float:
    """Chance per year that an adversary attacks when only capability counts.

    Arguments as in `intent_capability`; the first year's intent sets the scale and its later changes are ignored.
    Formula: base_intent · P^m / (P^m + D^m). Why this shape: states fear what others can do, not what they say.
    Source: Waltz (1979), chapter 6.

    >>> round(balance_of_power(0.9, 0.3, 0.05, 1.0, 2.0, 1.0), 12)
    0.1
    >>> balance_of_power(0.0, 0.3, 0.05, 1.0, 1.0, 1.0)
    0.15
    """
    return base_intent * contest_chance(power, defence, exponent)


def fixed(
    intent: float, base_intent: float, base_probability: float, power: float, defence: float, exponent: float
) -> float:
    """Chance per year that an adversary attacks, held at the first year's value.

    Arguments as in `intent_capability`. Formula: base_probability. Why this shape: the null against which others are
    read.
    Source: none; it is the null model.

    >>> fixed(0.9, 0.3, 0.05, 9.0, 1.0, 1.0)
    0.05
    >>> fixed(0.0, 0.0, 0.0, 1.0, 1.0, 1.0)
    0.0
    """
    return base_probability


def next_perception(perceived: float, seen: float, rate: float, shock: float) -> float:
    """Perceived attack probability after a year.

    perceived, seen: chance per year, 0-1 (believed, and as it looks this year). rate: 0-1. shock: -1 to 1, from crises.
    Formula: π̂ + α (seen - π̂) + shock, kept within 0-1. Why this shape: beliefs follow facts late, and jump with
    events.
    Source: adaptive expectations, Cagan (1956); shocks: Lyu et al. (2022).

    >>> next_perception(0.1, 0.2, 0.5, 0.0)
    0.15000000000000002
    >>> next_perception(0.2, 0.2, 0.5, 0.9)
    1.0
    """
    return max(0.0, min(1.0, perceived + rate * (seen - perceived) + shock))


def fading(value: float, half_life_years: float) -> float:
    """What is left of a shock, a grievance or a pressure after one year.

    value: any. half_life_years: above 0. Formula: value · 2^(-1/h). Why this shape: the same share is forgotten each
    year.
    Source: exponential decay; about three years for Ukraine in Lyu et al. (2022).

    >>> fading(0.8, 1.0)
    0.4
    >>> fading(0.0, 3.0)
    0.0
    """
    return value * math.exp(-math.log(2.0) / half_life_years)


VARIANTS = {"intent_capability": intent_capability, "balance_of_power": balance_of_power, "fixed": fixed}
"""The rules a scenario may name under `theory: {threat: …}`."""
