"""The table of outcomes under the answer: scenario, baseline and paired difference, for a terminal of 80 columns."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass

import numpy as np

from alliance_sim.results.results import Comparison, Results
from alliance_sim.studies.causes import guidelines
from alliance_sim.studies.compare import (
    StateChange,
    difference,
    drift,
    first_clear_year,
    outcome_names,
    outcome_pairing,
    state_changes,
    state_clear_year,
)
from alliance_sim.studies.intervals import Estimate, estimate
from alliance_sim.studies.spoken import calendar, decimals_for, fixed, measure, significant, state_name, together

WIDTH = 80
TENFOLD = 10.0
"""From here on a factor has no decimals."""
MOST_TOLD = 10_000
"""Larger factors are not told exactly: the events' effect is all but the same in every seed."""
SMALLEST_PLAIN = 1e-4
"""Below this an error is written as a power of ten."""


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
    heads = (
        (calendar(told), calendar(years[0]), "drift") if comparison.plain else ("scenario", "baseline", "difference")
    )
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
    star = "*" if line.change.direction and mean != "0" else " "
    bounds = "" if math.isnan(line.change.low) else f" [{low}, {high}]"
    return f"{line.outcome:<{width}} {spoken.short:<6} {left:>8} {right:>8} {mean:>9}{star}{bounds}".rstrip()


def pairing_table(comparison: Comparison, year: int | None = None) -> str:
    """For each outcome how exactly the mean difference is known, and what it would cost without pairing.

    The half-width of its 90 % interval from the pairs and from as many seeds that do not pair; the factor by which
    unpaired runs would have to be more for the same interval; and since when the difference is clear.
    """
    told = comparison.scenario.years[-1] if year is None else year
    names = outcome_names(comparison)
    width = max(map(len, names), default=7)
    head = f"{'':<{width}} {'unit':<6} {'clear from':>10} {'paired':>10} {'unpaired':>10} {'times runs':>10}"
    rows = [_pairing_row(comparison, name, told, width) for name in names]
    count = len(comparison.scenario.seeds)
    legend = (
        f"{calendar(told)}; half the 90 % interval of the mean difference from {count} paired seeds, and from {count}"
        " unpaired ones; times runs: how many times as many unpaired runs give the paired interval; clear from: first"
        " year from which on the difference is clear."
    )
    same = " all: no number does, since every seed gives the same difference."
    legend += same if any(row.endswith(" all") for row in rows) else ""
    return "\n".join([head, *rows, "", textwrap.fill(legend, WIDTH)])


def _pairing_row(comparison: Comparison, name: str, year: int, width: int) -> str:
    spoken, found, first = measure(name), outcome_pairing(comparison, name, year), first_clear_year(comparison, name)
    halves = [_figures(value * spoken.factor) for value in (found.paired, found.unpaired)]
    unit = "points" if spoken.unit == "%" else spoken.short
    since = "-" if first is None else str(first)
    return f"{name:<{width}} {unit:<6} {since:>10} {halves[0]:>10} {halves[1]:>10} {factor_words(found.factor):>10}"


def factor_words(factor: float) -> str:
    """How many times as many unpaired runs, in short.

    >>> factor_words(1.04), factor_words(38.4), factor_words(2e6), factor_words(math.inf), factor_words(math.nan)
    ('1.0', '38', '>10,000', 'all', '-')
    """
    if math.isnan(factor):
        return "-"
    if math.isinf(factor):
        return "all"
    return f">{MOST_TOLD:,}" if factor > MOST_TOLD else f"{factor:,.{1 if factor < TENFOLD else 0}f}"


def _figures(value: float) -> str:
    """Two significant figures, as an error is given; small ones as powers of ten."""
    if math.isnan(value):
        return "-"
    return f"{value:.1e}" if 0 < value < SMALLEST_PLAIN else significant(value, 2)


STATE_HEAD = f"{'':<24}{'attack':>8} {'since':>5} {'spending':>9} {'since':>5} {'bn USD':>10} {'aid':>9}"


def state_table(comparison: Comparison, year: int | None = None) -> str:
    """What the events changed for each state that is a member with and without them, the most endangered first.

    A change whose 90 % interval leaves zero out has a star; attack probability and share in percentage points, each
    with the first year from which on it is clear.
    """
    told = comparison.scenario.years[-1] if year is None else year
    changes = sorted(state_changes(comparison, told), key=lambda change: (-change.attack_probability.mean, change.iso3))
    rows = [_state_row(comparison, change) for change in changes]
    legend = (
        f"{calendar(told)}; changes through the events for members with and without them. attack: its probability a"
        " year, in points of percent; spending: points of GDP, then billion USD of 2015; aid: the capability that"
        " allies are expected to send, billion USD; since: first year from which on the change before it is clear;"
        " * clear at 90 %, and not rounded to 0."
    )
    return "\n".join([STATE_HEAD, *rows, "", textwrap.fill(legend, WIDTH)])


def state_label(results: Results, iso3: str) -> str:
    """Name and code of a state in at most 24 columns; the code is never cut."""
    name = state_name(results, iso3)
    return iso3 if name == iso3 else f"{name[:17]} ({iso3})"


def _state_row(comparison: Comparison, change: StateChange) -> str:
    attack, share = change.attack_probability, change.share
    cells = (
        _starred(100 * attack.mean, attack, 2, 8),
        _since(comparison, "attack_probability", change.iso3, 100 * attack.mean),
        _starred(100 * share.mean, share, 2, 9),
        _since(comparison, "share", change.iso3, 100 * share.mean),
        _starred(change.budget.mean, change.budget, 2, 10),
        _starred(change.expected_aid.mean, change.expected_aid, 0, 9),
    )
    return f"{state_label(comparison.scenario, change.iso3):<24}{''.join(cells)}".rstrip()


def _since(comparison: Comparison, variable: str, iso3: str, value: float) -> str:
    first = None if fixed(value, 2) == "0" else state_clear_year(comparison, variable, iso3)
    return f"{'-' if first is None else first:>5} "


def _starred(value: float, change: Estimate, decimals: int, width: int) -> str:
    """The change with its sign, and a star where it is clear and not rounded to zero."""
    if math.isnan(value):
        return f"{'none':>{width}} "
    if fixed(value, decimals) == "0":
        return f"{0:>{width}.{decimals}f} "
    return f"{value:>+{width},.{decimals}f}{'*' if change.direction else ' '}"


def _legend(comparison: Comparison, year: int) -> str:
    count = len(comparison.scenario.seeds)
    what = (
        f"drift since {calendar(comparison.scenario.years[0])}"
        if comparison.plain
        else "scenario minus baseline, paired by seed"
    )
    spread = "5th to 95th percentile over seeds; * it leaves out 0" if count > 1 else "one seed: no interval"
    text = f"{calendar(year)}; mean of {count} seed{'s' if count > 1 else ''}; {what}; {spread}."
    two = guidelines(comparison, year) if "members_at_guideline" in outcome_names(comparison) else None
    apart = f" members_at_guideline: against {two[0]} and {two[1]}." if two else ""
    rare = [name for name in outcome_names(comparison) if not comparison.plain and _other_seeds(comparison, name, year)]
    seeds = f" {', '.join(rare)}: each number over the seeds in which it is defined." if rare else ""
    return textwrap.fill(f"{text} bn USD: billion USD of 2015.{apart}{seeds}", WIDTH)


def _other_seeds(comparison: Comparison, name: str, year: int) -> bool:
    """Whether levels and difference are means over different seeds, so that the one is not the others' difference."""
    position = comparison.scenario.index(year)
    ours, theirs = (np.isnan(arm.outcomes[name][:, position]) for arm in (comparison.scenario, comparison.baseline))
    return bool(np.any(ours != theirs))
