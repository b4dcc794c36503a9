"""The report of a run: what its results say, and what they rest on."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.report.document import Document, Drawn, Fact, Table
from alliance_sim.report.methods import methods
from alliance_sim.report.odd import changed_parameters
from alliance_sim.report.sources import plain, used_data, used_parameters, used_works
from alliance_sim.report.tables import extra, number
from alliance_sim.report.validity import validity
from alliance_sim.results.folder import read_provenance, read_run
from alliance_sim.scenario.parameters import Parameters
from alliance_sim.studies.compare import FLOORS, difference, drift, first_clear_year, outcome_names, state_changes
from alliance_sim.studies.intervals import estimate
from alliance_sim.studies.spoken import calendar, measure, period, significant, state_name
from alliance_sim.studies.words import answer

if TYPE_CHECKING:
    from alliance_sim.results.results import Comparison
    from alliance_sim.scenario import Scenario

FACTS = ("capability", "deterrence", "spending", "anxiety")
"""Outcomes that stand above everything else."""


def run_document(folder: Path) -> Document:
    """The report of a run's folder.

    Raises ResultsError for a folder that holds no run.
    """
    comparison, provenance = read_run(folder), read_provenance(folder)
    results = comparison.scenario
    scenario = results.scenario
    works = used_works(scenario)
    return Document(
        title=scenario.title or scenario.name,
        about=f"{scenario.name}, {period(results.years[0], results.years[-1])}, {len(results.seeds)} seeds",
        facts=tuple(facts(comparison)),
        paragraphs=tuple(" ".join(part.split()) for part in answer(comparison).split("\n\n")),
        figures=lambda: drawn(comparison),
        tables=tuple(tables(comparison)),
        validity=tuple(validity(comparison)),
        assumptions=assumptions(scenario),
        works=tuple(plain(work) for work in works),
        keys=tuple(work.key for work in works),
        data=tuple(text for _, text in used_data(scenario)),
        methods=methods(comparison, provenance),
        made=made(comparison, provenance),
        commands=(
            shlex.join(["alliance-sim", *provenance["parameters"].get("args", [])]),
            f"alliance-sim rerun {shlex.quote(folder.name)}     # the same bits",
        ),
        details=json.dumps(provenance, indent=2, ensure_ascii=False),
    )


def made(comparison: Comparison, provenance: dict[str, Any]) -> str:
    """Software, Python, digest, seeds and day in one line."""
    scenario, seeds = comparison.scenario.scenario, comparison.scenario.seeds
    return (
        f"alliance_sim {provenance['software']['version']}, Python {provenance['environment']['python']['version']},"
        f" scenario digest {scenario.digest()[:16]}, seeds {seeds[0]} to {seeds[-1]}, made {provenance['created']}"
    )


def facts(comparison: Comparison) -> Iterator[Fact]:
    """The numbers of the last year that a reader wants first; none for a world without a baseline."""
    if comparison.plain:
        return
    results = comparison.scenario
    for name in outcome_names(comparison):
        if name not in FACTS:
            continue
        spoken = measure(name)
        after, before = (
            significant(estimate(arm.outcomes[name][:, -1]).mean * spoken.factor)
            for arm in (results, comparison.baseline)
        )
        words = f"{spoken.phrase}, {calendar(results.years[-1])}; without the events {before}"
        yield Fact(after, spoken.short, words)


def drawn(comparison: Comparison) -> Iterator[Drawn]:
    """Every figure of a run."""
    from alliance_sim.plots import FIGURES, MORE_FIGURES, style

    shown = comparison.scenario if comparison.plain else comparison
    for name, draw in {**FIGURES, **MORE_FIGURES}.items():
        if name == "differences" and comparison.plain:
            continue
        figure = style.figure_of(np.ravel(draw(shown))[0])
        heading = next((text.get_text() for text in figure.texts if text.get_gid() == "title"), name)
        yield Drawn(name, figure, f"{' '.join(heading.split())}. {style.footer_text(shown)}")


def tables(comparison: Comparison) -> Iterator[Table]:
    """Outcomes of the last year, and what became of each member."""
    yield outcome_table(comparison)
    if not comparison.plain:
        yield state_table(comparison)


def outcome_table(comparison: Comparison) -> Table:
    """Every outcome of the last year beside the baseline's, of a plain world beside the first year's."""
    year, seeds = comparison.scenario.years[-1], comparison.scenario.seeds
    first = ("first year", "last year", "drift") if comparison.plain else ("baseline", "scenario", "difference")
    since = () if comparison.plain else ("clear from",)
    note = (
        f"{calendar(year)}; means over {len(seeds)} seeds ({seeds[0]} to {seeds[-1]}) and the interval from the 5th to"
        " the 95th percentile. A star: the interval leaves zero out."
    )
    rows = tuple(_outcome_row(comparison, name, year) for name in outcome_names(comparison))
    head = ("outcome", "unit", *first, "90 % interval", *since)
    return Table("outcomes", "Outcomes", head, rows, frozenset(range(2, len(head))), note)


def _outcome_row(comparison: Comparison, name: str, year: int) -> tuple[str, ...]:
    results, spoken = comparison.scenario, measure(name)
    if comparison.plain:
        before, change = results.outcomes[name][:, 0], drift(results, name, results.years[0], year)
        since: tuple[str, ...] = ()
    else:
        before, change = comparison.baseline.outcomes[name][:, -1], difference(comparison, name, year)
        clear = first_clear_year(comparison, name)
        since = ("–" if clear is None else str(clear),)
    told = [significant(estimate(values).mean * spoken.factor) for values in (before, results.outcomes[name][:, -1])]
    mean, low, high = (significant(value * spoken.factor) for value in (change.mean, change.low, change.high))
    return (name, spoken.short, *told, mean + (" *" if change.direction else ""), f"{low} to {high}", *since)


def state_table(comparison: Comparison) -> Table:
    """Defence spending and danger of each member in the last year, without and with the events."""
    results = comparison.scenario
    rows = tuple(
        (
            f"{state_name(results, change.iso3)} ({change.iso3})"
            + (" *" if abs(change.share.mean) >= FLOORS["share"] else ""),
            *(
                f"{100 * arm[name]:.2f}"
                for name in ("share", "attack_probability")
                for arm in (change.before, change.after)
            ),
        )
        for change in state_changes(comparison, results.years[-1])
    )
    head = ("member", "spending, baseline", "spending, scenario", "danger, baseline", "danger, scenario")
    note = (
        f"{calendar(results.years[-1])}; means over {len(results.seeds)} seeds. Spending: percent of GDP on defence;"
        " danger: chance of being attacked, percent a year. A star: spending changes by"
        f" {100 * FLOORS['share']:g} points or more."
    )
    return Table("states", "State by state", head, rows, frozenset({1, 2, 3, 4}), note)


def assumptions(scenario: Scenario) -> Table:
    """Every parameter that the chosen rules use: meaning, value, unit, status and source."""
    changed = {name for name, _, _ in changed_parameters(scenario)}
    rows = []
    for name in used_parameters(scenario):
        field = Parameters.model_fields[name]
        about = extra(field)
        status = "set by the scenario" if name in changed else str(about["status"])
        value = number(getattr(scenario.parameters, name))
        rows.append((name, str(field.description), value, str(about["unit"]), status, str(about["source"])))
    head = ("parameter", "meaning", "value", "unit", "status", "source")
    return Table("parameters", "Assumptions: every parameter that the rules of this run use", head, tuple(rows))
