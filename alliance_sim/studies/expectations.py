"""A scenario's claims held against its results: what makes a scenario file a test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alliance_sim.results.results import Comparison
from alliance_sim.studies.intervals import estimate
from alliance_sim.studies.spoken import significant

if TYPE_CHECKING:
    from alliance_sim.scenario.schema import Expect


@dataclass(frozen=True, slots=True)
class Verdict:
    """One claim and whether it holds.

    Args:
        scenario: name of the scenario.
        claim: the claim in words, such as `anxiety in 2021 above baseline`.
        holds: whether it does.
        value: mean over seeds with the events, in the outcome's unit.
        baseline: mean over seeds without them.
    """

    scenario: str
    claim: str
    holds: bool
    value: float
    baseline: float

    def __str__(self) -> str:
        found = f"{significant(self.value, 5)}; baseline {significant(self.baseline, 5)}"
        return f"{'ok' if self.holds else 'FAILED'}: {self.scenario}: {self.claim} ({found})"


def verdicts(comparison: Comparison) -> list[Verdict]:
    """Every claim of the scenario, in the order of the file.

    Raises:
        ResultsError: a claim names a year that was not simulated.
    """
    return [_verdict(comparison, claim) for claim in comparison.scenario.scenario.expect]


def _verdict(comparison: Comparison, claim: Expect) -> Verdict:
    position = comparison.scenario.index(claim.year)
    value, baseline = (
        estimate(results.outcomes[claim.outcome][:, position]).mean
        for results in (comparison.scenario, comparison.baseline)
    )
    holds = claim.verdict(value, baseline)
    return Verdict(comparison.scenario.scenario.name, claim_words(claim), holds, value, baseline)


def claim_words(claim: Expect) -> str:
    """A claim in words."""
    bounds = [f"{name} {getattr(claim, name)}" for name in ("above", "below") if getattr(claim, name) is not None]
    if claim.between is not None:
        bounds.append(f"between {claim.between[0]} and {claim.between[1]}")
    return f"{claim.outcome} in {claim.year} {' and '.join(bounds)}"
