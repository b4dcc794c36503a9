"""The table of outcomes under the answer: scenario, baseline and paired difference, for a terminal of 80 columns."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass

from alliance_sim.results.results import Comparison, Results
from alliance_sim.studies.compare import StateChange, difference, drift, outcome_names, state_changes
from alliance_sim.studies.intervals import Estimate, estimate
from alliance_sim.studies.spoken import decimals_for, fixed, measure, state_name, together

WIDTH = 80


@dataclass(frozen=True, slots=True)
class _Line:
    """One outcome: the two levels that are set against each other, and their difference, inside units."""

    outcome: str
    left: float
    right: float
    change: Estimate


def outcome_table(comparison: Comparison, year: int | None = None) -> str:
    """One line for each outcome, in the units of paper.

    For a plain world the first and the last year are set against each other instead.

    Args:
        comparison: what was run.
        year: the year to show; the last one by default.
    """
    years = comparison.scenario.years
    told = years[-1] if year is None else year
    lines = _drifts(comparison, told) if comparison.plain else _differences(comparison, told)
    heads = (str(told), str(years[0]), "drift") if comparison.plain else ("scenario", "baseline", "difference")
    width = max((len(line.outcome) for line in lines), default=7)
    head = f"{'':<{width}} {'unit':<6} {heads[0]:>8} {heads[1]:>8} {heads[2]:>10} [90 % interval]"
    return "\n".join([head, *(_printed(line, width) for line in lines), "", _legend(comparison, told)])


def _differences(comparison: Comparison, year: int) -> list[_Line]:
    scenario, baseline = comparison.scenario, comparison.baseline
    return [
        _Line(name, _level(scenario, name, year), _level(baseline, name, year), difference(comparison, name, year))
        for name in outcome_names(comparison)
    ]


def _drifts(comparison: Comparison, year: int) -> list[_Line]:
    results = comparison.scenario
    first = results.years[0]
    return [
        _Line(name, _level(results, name, year), _level(results, name, first), drift(results, name, first, year))
        for name in outcome_names(comparison)
    ]


def _level(results: Results, name: str, year: int) -> float:
    return estimate(results.outcomes[name][:, results.index(year)]).mean


def _printed(line: _Line, width: int) -> str:
    """One row: the two levels, and the difference with its interval; a star where it is clear."""
    spoken = measure(line.outcome)
    left, right = together((line.left * spoken.factor, line.right * spoken.factor), more=2)
    finest = decimals_for(max(abs(line.left), abs(line.right)) * spoken.factor) + 2
    change = [value * spoken.factor for value in (line.change.mean, line.change.low, line.change.high)]
    decimals = min(finest, max(map(decimals_for, change)))
    mean, low, high = ("none" if math.isnan(value) else fixed(value, decimals) for value in change)
    star = "*" if line.change.direction else " "
    bounds = "" if math.isnan(line.change.low) else f" [{low}, {high}]"
    return f"{line.outcome:<{width}} {spoken.short:<6} {left:>8} {right:>8} {mean:>9}{star}{bounds}".rstrip()


STATE_HEAD = f"{'':<24}{'attack, % a year':>16} {'spending, % of GDP':>18} {'bn USD':>9} {'aid':>8}"


def state_table(comparison: Comparison, year: int | None = None) -> str:
    """What the events changed for each state that is a member with and without them, the most endangered first.

    A change whose 90 % interval leaves zero out has a star; attack probability and share in percentage points.
    """
    told = comparison.scenario.years[-1] if year is None else year
    changes = sorted(state_changes(comparison, told), key=lambda change: (-change.attack_probability.mean, change.iso3))
    rows = [_state_row(state_label(comparison.scenario, change.iso3), change) for change in changes]
    legend = (
        f"{told}; changes through the events for members with and without them; points of percent for the first two,"
        " billion USD of 2015 for spending and for the capability that allies are expected to send; * clear at 90 %."
    )
    return "\n".join([STATE_HEAD, *rows, "", textwrap.fill(legend, WIDTH)])


def state_label(results: Results, iso3: str) -> str:
    """Name and code of a state in at most 24 columns; the code is never cut."""
    name = state_name(results, iso3)
    return iso3 if name == iso3 else f"{name[:17]} ({iso3})"


def _state_row(label: str, change: StateChange) -> str:
    cells = (
        _starred(100 * change.attack_probability.mean, change.attack_probability, 2, 16),
        _starred(100 * change.share.mean, change.share, 2, 18),
        _starred(change.budget.mean, change.budget, 2, 9),
        _starred(change.expected_aid.mean, change.expected_aid, 0, 8),
    )
    return f"{label:<24}{''.join(cells)}".rstrip()


def _starred(value: float, change: Estimate, decimals: int, width: int) -> str:
    number = "none" if math.isnan(value) else f"{value:+,.{decimals}f}"
    return f"{number:>{width}}{'*' if change.direction else ' '}"


def _legend(comparison: Comparison, year: int) -> str:
    count = len(comparison.scenario.seeds)
    what = (
        f"drift since {comparison.scenario.years[0]}" if comparison.plain else "scenario minus baseline, paired by seed"
    )
    spread = "5th to 95th percentile over seeds; * it leaves out 0" if count > 1 else "one seed: no interval"
    text = f"{year}; mean of {count} seed{'s' if count > 1 else ''}; {what}; {spread}. bn USD: billion USD of 2015."
    return textwrap.fill(text, WIDTH)
