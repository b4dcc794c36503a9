"""How a cause changes a chance: the logit shift that threat, willingness and noise share."""

from __future__ import annotations

import math

from alliance_sim.rules.steps import odds_gain, with_gain


def shift_odds(probability: float, log_odds: float) -> float:
    """A chance after its odds were multiplied by exp(log_odds).

    probability: 0-1. log_odds: any finite number; 0 changes nothing, not even the last bit.
    Formula: p e^c / (1 - p + p e^c), written with expm1 so that c = 0 returns p itself.
    Why this shape: certain (1) and impossible (0) stay so whatever the cause; effects add on the log-odds scale.
    Source: logistic response, Cox (1958).

    >>> shift_odds(0.5, math.log(3.0))
    0.75
    >>> shift_odds(0.0, 5.0), shift_odds(1.0, -5.0)
    (0.0, 1.0)
    """
    return with_gain(probability, odds_gain(log_odds))


def logistic_noise(uniform: float, scale: float) -> float:
    """Noise on log odds, from a uniform draw.

    uniform: strictly between 0 and 1. scale: 0 or more; 0 means no noise.
    Formula: scale · ln(u / (1 - u)), the logistic distribution with median 0 and standard deviation scale·π/√3.
    Why this shape: it needs one draw and lives on the scale on which chances are compared.
    Source: logistic quantile function, Johnson, Kotz & Balakrishnan (1995), chapter 23.

    >>> logistic_noise(0.5, 0.3)
    0.0
    >>> logistic_noise(0.75, 1.0) == math.log(3.0)
    True
    """
    return scale * math.log(uniform / (1.0 - uniform))


def either(first: float, second: float) -> float:
    """Chance that at least one of two independent things happens.

    Both arguments and the result are chances, 0-1. Formula: p + q - p q, written so that q = 0 returns p itself.
    Source: elementary probability; π = 1 - Π (1 - p) over adversaries.

    >>> either(0.5, 0.5)
    0.75
    >>> either(0.3, 0.0)
    0.3
    """
    return first + (1.0 - first) * second
