"""What the events did: paired differences between a scenario and its baseline, with 90 % intervals over seeds.

Scenario and baseline share every draw, so the difference within one seed is the events' doing; the interval is taken
over these differences, not over the two levels.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alliance_sim.metrics import OUTCOMES
from alliance_sim.results.results import STATE_UNITS, Comparison, Results
from alliance_sim.studies.intervals import NEGLIGIBLE, Estimate, clear_from, estimate
from alliance_sim.studies.pairing import Pairing, pairing

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One outcome in one year; numbers in the outcome's unit, shares 0-1.

    Args:
        outcome: name of the outcome.
        unit: its unit.
        year: calendar year.
        scenario: mean over seeds with the events.
        baseline: mean over seeds without them; NaN for a plain world.
        difference: mean over seeds of scenario minus baseline, seed by seed; NaN for a plain world.
        low: lower end of the 90 % interval of the difference (of the scenario's own value for a plain world).
        high: upper end of it.
        pairing_factor: how many times as many unpaired runs would tell the mean difference as exactly; see `pairing`.
        clear_from: first year from which on the difference is clear up to the last year; None if it is not.
    """

    outcome: str
    unit: str
    year: int
    scenario: float
    baseline: float
    difference: float
    low: float
    high: float
    pairing_factor: float
    clear_from: int | None


SUMMARY = "summary.csv"
"""The file of a run's folder that holds the rows."""

ROW_KEYS = tuple(Row.__dataclass_fields__)


def rows(comparison: Comparison) -> list[Row]:
    """Every outcome in every year: outcomes in the order of `OUTCOMES`, years rising."""
    return [row for name in outcome_names(comparison) for row in _rows_of(comparison, name)]


def outcome_names(comparison: Comparison) -> list[str]:
    """Outcomes that both arms have, in the order of `OUTCOMES`, the user's own at the end."""
    shared = [name for name in comparison.scenario.outcomes if name in comparison.baseline.outcomes]
    known = list(OUTCOMES)
    return sorted(shared, key=lambda name: known.index(name) if name in OUTCOMES else len(known))


def unit_of(outcome: str) -> str:
    """The outcome's unit; empty for one that is not in `OUTCOMES`."""
    return OUTCOMES[outcome].unit if outcome in OUTCOMES else ""


def _rows_of(comparison: Comparison, name: str) -> list[Row]:
    clear = None if comparison.plain else first_clear_year(comparison, name)
    return [_row(comparison, name, position, clear) for position in range(len(comparison.scenario.years))]


def _row(comparison: Comparison, name: str, position: int, clear: int | None) -> Row:
    ours = comparison.scenario.outcomes[name][:, position]
    level, year, unit = estimate(ours), comparison.scenario.years[position], unit_of(name)
    if comparison.plain:
        return Row(name, unit, year, level.mean, math.nan, math.nan, level.low, level.high, math.nan, None)
    theirs = comparison.baseline.outcomes[name][:, position]
    change, saved = paired(ours, theirs), pairing(ours, theirs)
    return Row(
        name, unit, year, level.mean, estimate(theirs).mean, change.mean, change.low, change.high, saved.factor, clear
    )


def difference(comparison: Comparison, outcome: str, year: int) -> Estimate:
    """Paired difference of one outcome in one year."""
    position = comparison.scenario.index(year)
    ours, theirs = (
        comparison.scenario.outcomes[outcome][:, position],
        comparison.baseline.outcomes[outcome][:, position],
    )
    return paired(ours, theirs)


def outcome_pairing(comparison: Comparison, outcome: str, year: int) -> Pairing:
    """What pairing is worth for one outcome in one year."""
    position = comparison.scenario.index(year)
    return pairing(
        comparison.scenario.outcomes[outcome][:, position], comparison.baseline.outcomes[outcome][:, position]
    )


def drift(results: Results, outcome: str, first: int, last: int) -> Estimate:
    """Change of one outcome between two years of the same run, seed by seed: what a world does by itself."""
    values = results.outcomes[outcome]
    return paired(values[:, results.index(last)], values[:, results.index(first)])


def paired(ours: Array, theirs: Array, floor: float = 0.0) -> Estimate:
    """Difference of two quantities, seed by seed; `floor` as in `Estimate`."""
    return estimate(ours - theirs, scale=_size(theirs), floor=floor)


def _size(values: Array) -> float:
    known = np.abs(values[~np.isnan(values)])
    return float(known.max()) if len(known) else 0.0


def first_clear_year(comparison: Comparison, outcome: str) -> int | None:
    """First year from which on the difference is clear up to the last year; None if it is not clear at the end."""
    years = comparison.scenario.years
    found = clear_from([difference(comparison, outcome, year) for year in years])
    return None if found is None else years[found]


def years_of_effect(comparison: Comparison, outcome: str, direction: int) -> list[int]:
    """Years in which the outcome is clearly, and by more than a trifle, above (1) or below (-1) the baseline."""
    years = comparison.scenario.years
    return [year for year in years if difference(comparison, outcome, year).effect == direction]


def largest_change(comparison: Comparison, outcome: str) -> tuple[int, Estimate] | None:
    """The year in which the outcome is furthest from the baseline, among the years in which it is clear."""
    changes = [(year, difference(comparison, outcome, year)) for year in comparison.scenario.years]
    clear = [change for change in changes if change[1].direction]
    return max(clear, key=lambda change: abs(change[1].mean)) if clear else None


@dataclass(frozen=True, slots=True)
class StateChange:
    """What one state's year became through the events; differences are paired over seeds.

    Args:
        iso3: the state.
        attack_probability: change of the true probability of being attacked, a year.
        share: change of defence spending as a share of GDP, 0-1.
        budget: change of defence spending, billion constant USD.
        expected_aid: change of the aid it can expect, billion constant USD of capability.
        before: means without the events, by the same names.
        after: means with them.
    """

    iso3: str
    attack_probability: Estimate
    share: Estimate
    budget: Estimate
    expected_aid: Estimate
    before: dict[str, float]
    after: dict[str, float]


STATE_CHANGES = ("attack_probability", "share", "budget", "expected_aid")

ATTACK_FLOOR = 0.0005
"""Change of a yearly probability of attack below which it is hardly one: one attack more on one state in 2,000 years,
or 0.3 on 30 states in 20 years, so that in most runs nobody would ever see it."""

SHARE_FLOOR = 0.0001
"""Change of a share of GDP below which it is hardly one: NATO publishes shares in hundredths of a percent, so a smaller
change could not be read in its tables."""

FLOORS = {"attack_probability": ATTACK_FLOOR, "perceived_attack_probability": ATTACK_FLOOR, "share": SHARE_FLOOR}


def state_changes(comparison: Comparison, year: int) -> list[StateChange]:
    """Every state that has a vote in the alliance with and without the events, by code."""
    return [_state_change(comparison, iso3, year) for iso3 in shared_members(comparison, year)]


def shared_members(comparison: Comparison, year: int) -> list[str]:
    """States that have a vote in both arms in that year in most seeds, by code."""
    voting = [_voting(results, year) for results in (comparison.scenario, comparison.baseline)]
    return sorted(voting[0] & voting[1])


def members(results: Results, year: int) -> list[str]:
    """States that have a vote in that year in most seeds, by code."""
    return sorted(_voting(results, year))


def _voting(results: Results, year: int) -> set[str]:
    votes = results.state["votes"][:, results.index(year), :]
    often = np.nan_to_num(votes).mean(axis=0) > 1 / 2
    return {iso3 for iso3, votes_mostly in zip(results.states, often, strict=True) if votes_mostly}


def out_in_every_seed(results: Results, states: Sequence[str], year: int) -> bool:
    """Whether none of these states has a vote in that year in any seed."""
    return all(not np.any(state_values(results, "votes", iso3, year) > 0) for iso3 in states)


def _state_change(comparison: Comparison, iso3: str, year: int) -> StateChange:
    pairs = {name: state_pair(comparison, name, iso3, year) for name in STATE_CHANGES}
    income = estimate(state_values(comparison.baseline, "gdp", iso3, year)).mean
    floors = {**FLOORS, "budget": 0.0 if math.isnan(income) else SHARE_FLOOR * income}
    return StateChange(
        iso3,
        **{name: paired(*pair, floor=floors.get(name, 0.0)) for name, pair in pairs.items()},
        before={name: estimate(pair[1]).mean for name, pair in pairs.items()},
        after={name: estimate(pair[0]).mean for name, pair in pairs.items()},
    )


def state_pair(comparison: Comparison, variable: str, iso3: str, year: int) -> tuple[Array, Array]:
    """One variable of one state in one year, a value for each seed: with the events and without."""
    ours, theirs = (state_values(arm, variable, iso3, year) for arm in (comparison.scenario, comparison.baseline))
    return ours, theirs


def state_clear_year(comparison: Comparison, variable: str, iso3: str) -> int | None:
    """As `first_clear_year`, for one variable of one state that both arms have."""
    years = comparison.scenario.years
    found = clear_from([paired(*state_pair(comparison, variable, iso3, year)) for year in years])
    return None if found is None else years[found]


def state_values(results: Results, variable: str, iso3: str, year: int) -> Array:
    """One variable of one state in one year: a value for each seed."""
    return results.state[variable][:, results.index(year), results.states.index(iso3)]


@dataclass(frozen=True, slots=True)
class StateRow:
    """One variable of one member in one year, as `Row` has an outcome; its unit is that of `STATE_UNITS`."""

    iso3: str
    variable: str
    unit: str
    year: int
    scenario: float
    baseline: float
    difference: float
    low: float
    high: float
    pairing_factor: float
    clear_from: int | None


def state_rows(comparison: Comparison, year: int) -> list[StateRow]:
    """What the events changed for every state that has a vote with and without them, by code."""
    members = shared_members(comparison, year)
    return [_state_row(comparison, iso3, name, year) for iso3 in members for name in STATE_CHANGES]


def _state_row(comparison: Comparison, iso3: str, name: str, year: int) -> StateRow:
    ours, theirs = state_pair(comparison, name, iso3, year)
    change = paired(ours, theirs)
    return StateRow(
        iso3, name, STATE_UNITS[name], year, estimate(ours).mean, estimate(theirs).mean, change.mean, change.low,
        change.high, pairing(ours, theirs).factor, state_clear_year(comparison, name, iso3),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Replacement:
    """How much of the spending that no longer stands behind the guarantee is made up for by the other members.

    Args:
        lost: over states whose guarantee fell, what of guarantee times budget went; billion constant USD a year.
        replaced: extra spending of the other states that are members with and without the events; billion a year.
        share: replaced / lost, 0 = nothing, 1 = all; not defined where nothing was lost.
        departed: the states whose guarantee fell in most seeds, by code.
        certain: whether it fell for them in every seed.
    """

    lost: Estimate
    replaced: Estimate
    share: Estimate
    departed: tuple[str, ...]
    certain: bool


def replacement(comparison: Comparison, year: int) -> Replacement:
    """Lost and replaced spending in one year, seed by seed."""
    common = [iso3 for iso3 in comparison.scenario.states if iso3 in comparison.baseline.states]
    ours, theirs = (_slices(results, common, year) for results in (comparison.scenario, comparison.baseline))
    gone = theirs["guarantee"] * theirs["budget"] - ours["guarantee"] * ours["budget"]
    fell = ours["guarantee"] < theirs["guarantee"]
    lost = np.where(fell, np.maximum(0.0, np.nan_to_num(gone)), 0.0).sum(axis=1)
    stayed = (ours["votes"] > 0) & (theirs["votes"] > 0) & ~fell
    replaced = np.where(stayed, np.nan_to_num(ours["budget"] - theirs["budget"]), 0.0).sum(axis=1)
    share = np.divide(replaced, lost, out=np.full_like(lost, np.nan), where=lost > NEGLIGIBLE)
    scale = float(np.nansum(theirs["budget"][0]))
    often = fell.mean(axis=0)
    departed = tuple(iso3 for iso3, frequency in zip(common, often, strict=True) if frequency > 1 / 2)
    certain = bool(np.all(often[often > 1 / 2] == 1.0))
    return Replacement(estimate(lost, scale), estimate(replaced, scale), estimate(share), departed, certain)


def _slices(results: Results, states: Sequence[str], year: int) -> dict[str, Array]:
    where = [results.states.index(iso3) for iso3 in states]
    return {name: results.state[name][:, results.index(year), :][:, where] for name in ("guarantee", "budget", "votes")}


def contributions(results: Results, year: int) -> dict[str, float]:
    """Share of the capability promised to the alliance (guarantee times stock) that each state brings, 0-1, mean over
    seeds; only states that bring something, the largest first."""
    position = results.index(year)
    promised = np.nan_to_num(results.state["guarantee"][:, position, :] * results.state["capability"][:, position, :])
    total = promised.sum(axis=1, keepdims=True)
    shares = np.divide(promised, total, out=np.zeros_like(promised), where=total > 0).mean(axis=0)
    found = {iso3: float(share) for iso3, share in zip(results.states, shares, strict=True) if share > 0}
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def mean_change(comparison: Comparison, states: Sequence[str], variable: str, year: int) -> StateMean:
    """One variable averaged over some states, with and without the events; the change is paired over seeds."""
    ours, theirs = (_mean_over(arm, states, variable, year) for arm in (comparison.scenario, comparison.baseline))
    change = paired(ours, theirs, FLOORS.get(variable, 0.0))
    return StateMean(change, estimate(theirs).mean, estimate(ours).mean)


@dataclass(frozen=True, slots=True)
class StateMean:
    """A mean over states: its change through the events, its level without and with them, in the variable's unit."""

    change: Estimate
    before: float
    after: float


def _mean_over(results: Results, states: Sequence[str], variable: str, year: int) -> Array:
    values = np.array([state_values(results, variable, iso3, year) for iso3 in states])
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    mean: Array = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return mean


def summary_text(found: Sequence[Row]) -> str:
    """The rows as CSV; numbers in full precision, empty where there is none."""
    text = io.StringIO()
    writer = csv.DictWriter(text, ROW_KEYS, lineterminator="\n")
    writer.writeheader()
    for row in found:
        writer.writerow({key: "" if value is None else value for key, value in plain_row(row).items()})
    return text.getvalue()


def plain_row(row: Row | StateRow) -> dict[str, Any]:
    """The row as JSON has it: numbers as numbers, None where there is none."""
    return without_nan(asdict(row))


def without_nan(plain: dict[str, Any]) -> dict[str, Any]:
    """None instead of every number that is not one, which JSON does not know."""
    return {
        key: None if isinstance(value, float) and not math.isfinite(value) else value for key, value in plain.items()
    }


def document(
    comparison: Comparison, folder: str | None, found: Sequence[Row], states: Sequence[StateRow] | None = None
) -> dict[str, Any]:
    """What `--json` prints: scenario, seeds, years, results folder, the rows, and those of states where given."""
    about = {
        "scenario": comparison.scenario.scenario.name,
        "seeds": list(comparison.scenario.seeds),
        "years": list(comparison.scenario.years),
        "results": folder,
        "rows": [plain_row(row) for row in found],
    }
    return about if states is None else about | {"states": [plain_row(row) for row in states]}
