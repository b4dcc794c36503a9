"""Parts of rules that a loop over many states takes one at a time: the rules themselves call them."""

from __future__ import annotations

import math

LARGEST_EXPONENT = 700.0
"""exp() of more than this leaves the range of a double."""


def odds_gain(log_odds: float) -> float:
    """By how much odds grow when exp(log_odds) multiplies them, as a share of themselves.

    log_odds: any number, kept within ±700. Result above -1, or -1 where the odds vanish in rounding.
    Formula: e^c - 1. Why this shape: where many chances move by the same cause, it need be computed once.
    Source: logistic response, Cox (1958).

    >>> odds_gain(0.0)
    0.0
    >>> round(odds_gain(math.log(3.0)), 12)
    2.0
    """
    return math.expm1(max(-LARGEST_EXPONENT, min(LARGEST_EXPONENT, log_odds)))


def with_gain(probability: float, gain: float) -> float:
    """A chance after its odds grew by a share of themselves.

    probability: 0-1. gain: from `odds_gain`. Result 0-1; certain and impossible stay so.
    Formula: p (1 + g) / (1 + p g). Source: logistic response, Cox (1958).

    >>> with_gain(0.5, 2.0)
    0.75
    >>> with_gain(0.0, 2.0), with_gain(1.0, -1.0)
    (0.0, 1.0)
    """
    if probability <= 0.0:
        return 0.0
    if probability >= 1.0:
        return 1.0
    return min(1.0, probability * (1.0 + gain) / (1.0 + probability * gain))


def circumstances(
    tie: float, base_tie: float, stance: float, guardrail: float, grievance_cost: float, tripwire_gain: float,
    entrapment: float, base_entrapment: float, tie_weight: float, stance_weight: float, entrapment_weight: float,
) -> float:  # fmt: skip
    """What circumstances add to a promise, log odds, any sign.

    Arguments and formula as in `commitment.willingness`: all that stands beside logit ρ. Why this shape: effects add
    up on the log-odds scale. Source: see there.

    >>> circumstances(0.5, 0.5, 0.0, 0.5, 0.0, 0.0, 0.2, 0.2, 1.0, 1.5, 0.5)
    0.0
    >>> circumstances(0.75, 0.5, -1.0, 0.5, 0.0, 0.0, 0.2, 0.2, 1.0, 1.5, 0.5)
    -0.5
    """
    return (
        tie_weight * (tie - base_tie)
        + stance_weight * (1.0 - guardrail) * stance
        - grievance_cost
        + tripwire_gain
        - entrapment_weight * (entrapment - base_entrapment)
    )
