"""The Ishigami function, whose Sobol' indices are known: the check that this package's own way gives the right ones.

f(x) = sin x1 + a sin² x2 + b x3⁴ sin x1, with each x uniform between −π and π (Ishigami & Homma 1990). Its indices
follow from integrals (Sobol' & Levitan 1999).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.studies.ranking import Finding
from alliance_sim.studies.sensitivity import Design, Influence, analyse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

A, B = 7.0, 0.1

FIRST = {"x1": 0.3139, "x2": 0.4424, "x3": 0.0}
TOTAL = {"x1": 0.5576, "x2": 0.4424, "x3": 0.2437}
"""The indices as they are published for a = 7 and b = 0.1, to four decimals; `exact` gives all."""

TOLERANCE = 0.01
"""How far an estimate may be from its published value. The tests of SALib allow 0.05."""

SAMPLES = 4096
"""Base samples of the check."""

PROBLEM: dict[str, Any] = {"num_vars": 3, "names": list(FIRST), "bounds": [[-math.pi, math.pi]] * 3}


@dataclass(frozen=True)
class Check:
    """The indices found beside those published.

    Args:
        finding: what was found.
    """

    finding: Finding

    @property
    def widest(self) -> float:
        """The largest difference of an estimate from its published value."""
        return max(
            max(abs(each.first.value - FIRST[each.factor]), abs(each.weight.value - TOTAL[each.factor]))
            for each in self.influences
        )

    @property
    def passed(self) -> bool:
        """Whether every estimate is within the tolerance."""
        return self.widest <= TOLERANCE

    @property
    def influences(self) -> tuple[Influence, ...]:
        """Of x1, x2 and x3."""
        return self.finding.found.indices.influences


def ishigami(points: Values) -> Values:
    """The function at each point [point, x]."""
    first, second, third = points.T
    values: Values = np.sin(first) + A * np.sin(second) ** 2 + B * third**4 * np.sin(first)
    return values


def exact() -> tuple[dict[str, float], dict[str, float]]:
    """First and total indices from the integrals."""
    one = 0.5 * (1.0 + B * math.pi**4 / 5.0) ** 2
    two = A**2 / 8.0
    both = B**2 * math.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    whole = one + two + both
    return (
        {"x1": one / whole, "x2": two / whole, "x3": 0.0},
        {"x1": (one + both) / whole, "x2": two / whole, "x3": both / whole},
    )


def check(samples: int = SAMPLES, seed: int = 0) -> Check:
    """Sample, evaluate and analyse the function as a study would be, with the function in place of the scenario."""
    from alliance_sim.studies.sweep.designs import drawn

    points = drawn("sobol", PROBLEM, samples, seed=seed, second_order=True)
    design = Design("sobol", PROBLEM, points, second_order=True, seed=seed)
    return Check(Finding("ishigami", "", None, analyse(design, ishigami(points))))


def text(found: Check) -> str:
    """The comparison as a table, and whether it holds."""
    lines = [f"{'':<4} {'first':>16} {'published':>10} {'total':>18} {'published':>10}"]
    for each in found.influences:
        first, total = (f"{index.value:.4f} ± {index.margin:.4f}" for index in (each.first, each.weight))
        lines.append(
            f"{each.factor:<4} {first:>16} {FIRST[each.factor]:>10.4f} {total:>18} {TOTAL[each.factor]:>10.4f}"
        )
    verdict = "within" if found.passed else "NOT within"
    return "\n".join(
        [
            f"Ishigami function, a = {A:g}, b = {B:g}: {found.finding.found.indices.blocks:,} base samples",
            "",
            *lines,
            "",
            f"Largest difference {found.widest:.4f}, {verdict} the tolerance of {TOLERANCE}.",
        ]
    )


def document(found: Check) -> dict[str, Any]:
    """The same as one JSON document."""
    from alliance_sim.studies.ranking import finding_document

    return {
        "check": "ishigami",
        "passed": found.passed,
        "tolerance": TOLERANCE,
        "largest_difference": found.widest,
        "published": {"first": FIRST, "total": TOTAL},
        "found": finding_document(found.finding),
    }
