"""Where does a state stand toward the alliance? Moving from one standing to another."""

from __future__ import annotations


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
