"""A scenario's claims held against its results: what makes a scenario file a test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alliance_sim.errors import ResultsError
from alliance_sim.results.results import Comparison
from alliance_sim.studies.intervals import estimate
from alliance_sim.studies.spoken import calendar, given, measure, together, with_unit

if TYPE_CHECKING:
    from alliance_sim.scenario import Scenario
    from alliance_sim.scenario.schema import Expect


@dataclass(frozen=True, slots=True)
class Verdict:
    """One claim and whether it holds.

    Args:
        scenario: name of the scenario.
        outcome: name of the outcome.
        claim: the claim in words, such as `anxiety in 2021 above baseline`.
        holds: whether it does.
        value: mean over seeds with the events, in the outcome's unit.
        baseline: mean over seeds without them.
    """

    scenario: str
    outcome: str
    claim: str
    holds: bool
    value: float
    baseline: float

    def __str__(self) -> str:
        spoken = measure(self.outcome)
        ours, theirs = together((self.value * spoken.factor, self.baseline * spoken.factor), more=2)
        found = f"{with_unit(ours, spoken.unit)}; baseline {with_unit(theirs, spoken.unit)}"
        return f"{'ok' if self.holds else 'FAILED'}: {self.scenario}: {self.claim} ({found})"


def with_claimed(scenario: Scenario) -> Scenario:
    """The scenario with every outcome measured that it claims something about, asked for under `outcomes` or not."""
    if not scenario.outcomes:
        return scenario
    claimed = (claim.outcome for claim in scenario.expect)
    return scenario.model_copy(update={"outcomes": tuple(dict.fromkeys((*scenario.outcomes, *claimed)))})


def verdicts(comparison: Comparison) -> list[Verdict]:
    """Every claim of the scenario, in the order of the file.

    Raises:
        ResultsError: a claim names a year that was not simulated, or an outcome that was not measured.
    """
    return [_verdict(comparison, claim) for claim in comparison.scenario.scenario.expect]


def _verdict(comparison: Comparison, claim: Expect) -> Verdict:
    position = comparison.scenario.index(claim.year)
    if claim.outcome not in comparison.scenario.outcomes:
        measured = ", ".join(comparison.scenario.outcomes)
        raise ResultsError(f"expect: {claim.outcome} was not measured in this run; there are {measured}")
    value, baseline = (
        estimate(results.outcomes[claim.outcome][:, position]).mean
        for results in (comparison.scenario, comparison.baseline)
    )
    holds = claim.verdict(value, baseline)
    return Verdict(comparison.scenario.scenario.name, claim.outcome, claim_words(claim), holds, value, baseline)


def claim_words(claim: Expect) -> str:
    """A claim in words."""
    bounds = [
        f"{name} {_bound(claim.outcome, getattr(claim, name))}"
        for name in ("above", "below")
        if getattr(claim, name) is not None
    ]
    if claim.between is not None:
        low, high = (_bound(claim.outcome, bound) for bound in claim.between)
        bounds.append(f"between {low} and {high}")
    return f"{claim.outcome} in {calendar(claim.year)} {' and '.join(bounds)}"


def _bound(outcome: str, bound: str | float) -> str:
    """A bound as a reader sees it, shares in percent."""
    if isinstance(bound, str):
        return bound
    spoken = measure(outcome)
    return with_unit(given(bound * spoken.factor), "%" if spoken.unit == "%" else "")
