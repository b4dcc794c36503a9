"""The report of a study that was swept: how far outcomes range over its samples, and what they answer to."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import ResultsError
from alliance_sim.report import of_sensitivity
from alliance_sim.report.document import Document, Drawn, Fact, Table
from alliance_sim.report.methods import data_told, made_with, parameters_told, rules_told
from alliance_sim.report.of_run import assumptions
from alliance_sim.report.sources import plain, used_data, used_works
from alliance_sim.report.validity import scenario_validity
from alliance_sim.results.provenance import software_version
from alliance_sim.studies.measured import Swept
from alliance_sim.studies.spoken import calendar, enumerated, measure, sentence, significant
from alliance_sim.studies.sweep.dataset import SweepResults, read_sweep
from alliance_sim.studies.sweep.rows import ARMS
from alliance_sim.studies.sweep.store import SCENARIO, STUDY
from alliance_sim.studies.sweep.study import Study, load_study

if TYPE_CHECKING:
    import pandas as pd

    from alliance_sim.plots.responses import Responses

WEAK = 0.3
"""Strength below which an outcome is not said to answer to a factor."""
ALIKE = 0.05
"""Strengths closer than this are not told apart."""


@dataclass(frozen=True)
class Read:
    """A sweep's folder, read: its own account, its study, its rows, and the means of its samples."""

    sweep: SweepResults
    study: Study
    rows: pd.DataFrame
    means: Responses

    @property
    def failed(self) -> int:
        """Runs that failed."""
        return int(self.rows["error"].notna().sum())


def sweep_document(folder: Path) -> Document:
    """The report of a sweep's folder, finished or not.

    Raises ResultsError for a folder that holds no sweep, none of its results yet, or rules of the user's own.
    """
    read = read_folder(folder)
    found = of_sensitivity.findings(Swept(folder, read.study, read.sweep.manifest))
    scenario, manifest = read.study.base, read.sweep.manifest
    works = used_works(scenario)
    return Document(
        title=f"Study {read.study.study}: {scenario.title or scenario.name}",
        about=_about(read),
        facts=tuple(_facts(read)),
        paragraphs=(
            _done(read),
            *(told(read, outcome) for outcome in read.means.outcomes),
            *(of_sensitivity.paragraphs(found) if found is not None else ()),
        ),
        figures=lambda: chain(_drawn(read), of_sensitivity.drawn(found) if found is not None else ()),
        tables=(range_table(read), strength_table(read), *(of_sensitivity.tables(found) if found is not None else ())),
        validity=(*_trust(read), *scenario_validity(scenario)),
        assumptions=assumptions(scenario),
        works=tuple(plain(work) for work in works),
        keys=tuple(work.key for work in works),
        data=tuple(text for _, text in used_data(scenario)),
        methods=_methods(read),
        made=f"alliance_sim {manifest['software']['version']}, study digest {read.study.digest()[:16]},"
        f" made {manifest['created']}",
        commands=(
            f"alliance-sim sweep {shlex.quote(f'{folder.name}/{STUDY}')} --out again",
            *([] if found is None else [f"alliance-sim sensitivity {shlex.quote(folder.name)}"]),
        ),
        details=json.dumps(manifest, indent=2, ensure_ascii=False),
    )


def read_folder(folder: Path) -> Read:
    """A sweep's folder with the means of its samples.

    Raises ResultsError where every run failed, and what `read_sweep` raises.
    """
    sweep = read_sweep(folder)
    study = load_study(folder / STUDY, scenario=folder / SCENARIO)
    rows = sweep.frame()
    if rows["error"].notna().all():
        raise ResultsError(f"{folder}: every run of the sweep failed, so there is nothing to report")
    return Read(sweep, study, rows, _means(sweep, study, rows))


def _means(sweep: SweepResults, study: Study, rows: pd.DataFrame) -> Responses:
    from alliance_sim.plots.arms import credit
    from alliance_sim.plots.responses import Responses

    paired = bool(sweep.manifest["parameters"]["paired"])
    kept = sweep.differences() if paired else rows[rows["error"].isna() & (rows["arm"] == ARMS[0])]
    last = kept["year"].max()
    kept = kept if np.isnan(last) else kept[kept["year"] == last]
    by_sample = kept.groupby("sample")[list(sweep.outcomes)].mean()
    samples = sweep.samples().set_index("sample").loc[by_sample.index]
    when = "mean over all years" if np.isnan(last) else calendar(int(last))
    base = study.base
    note = (
        f"n = {len(by_sample)} samples × {study.replicates} replicates (seeds {base.seed} to"
        f" {base.seed + study.replicates - 1}), means over replicates; scenario {base.name} @ {base.digest()[:8]};"
        f" data: {credit(base)}; alliance_sim {software_version()}"
    )
    return Responses(
        study=study.study,
        factors={name: tuple(samples[name].tolist()) for name in sweep.factors},
        outcomes={name: by_sample[name].to_numpy(dtype=float) for name in sweep.outcomes},
        paired=paired,
        when=when,
        note=note,
    )


def _about(read: Read) -> str:
    count = len(next(iter(read.means.outcomes.values())))
    return (
        f"scenario {read.study.base.name}, {count} samples of {len(read.means.factors)} factors,"
        f" {read.study.replicates} replicates each, {read.means.when}"
    )


def _facts(read: Read) -> Iterator[Fact]:
    for outcome, values in list(read.means.outcomes.items())[:4]:
        spoken = measure(outcome)
        low, high = (significant(value * spoken.factor) for value in (np.nanmin(values), np.nanmax(values)))
        what = "difference from the baseline" if read.means.paired else "mean"
        yield Fact(f"{low} to {high}", spoken.short, f"{spoken.phrase}: {what} over all samples")


def _done(read: Read) -> str:
    failed = f"; {read.failed:,} of its runs failed" if read.failed else ""
    missing = f"; {read.sweep.missing:,} of its chunks have not been run yet" if read.sweep.missing else ""
    design = read.study.design.method.replace("_", " ")
    factors = enumerated(read.means.factors)
    pairing = ", each beside its baseline with the same draws" if read.means.paired else ""
    return f"The study varies {factors} ({design} design){pairing}{failed}{missing}."


def told(read: Read, outcome: str) -> str:
    """One paragraph on an outcome: its range, the sign of its difference, and the factors that it answers to."""
    spoken, values = measure(outcome), read.means.outcomes[outcome]
    known = values[~np.isnan(values)]
    if not len(known):
        return f"{sentence(spoken.phrase)} is defined in no sample."
    low, high = (significant(value * spoken.factor) for value in (known.min(), known.max()))
    unit = "points" if spoken.short == "%" and read.means.paired else spoken.short
    what = "The events change" if read.means.paired else "The samples put"
    between = f"by {low} to {high} {unit}" if read.means.paired else f"between {low} and {high} {unit}"
    parts = [f"{what} {spoken.phrase} {between} ({read.means.when})"]
    if read.means.paired:
        parts.append(f"it is {_sign(known)}")
    return f"{'; '.join(parts)}. {_answers(read, outcome)}"


def _sign(known: np.ndarray) -> str:
    higher, lower, count = int(np.sum(known > 0)), int(np.sum(known < 0)), len(known)
    for side, word in ((higher, "higher"), (lower, "lower")):
        if side == count:
            return f"{word} than in the baseline in all {count} samples"
    return f"higher than in the baseline in {higher}, lower in {lower} of {count} samples"


def _answers(read: Read, outcome: str) -> str:
    strengths = {factor: read.means.strength(outcome, factor) for factor in read.means.factors}
    ranked = sorted(strengths, key=lambda factor: -strengths[factor])
    best = strengths[ranked[0]] if ranked else 0.0
    if best < WEAK:
        return "It answers to none of the factors alone."
    first = [factor for factor in ranked if best - strengths[factor] < ALIKE]
    more = [factor for factor in ranked if factor not in first and strengths[factor] >= WEAK]
    told_first = enumerated(f"{factor} ({strengths[factor]:.2f})" for factor in first)
    told_more = f", then to {enumerated(f'{factor} ({strengths[factor]:.2f})' for factor in more)}" if more else ""
    return f"It answers most to {told_first}{told_more}."


def range_table(read: Read) -> Table:
    """The lowest and the highest sample of each outcome, and the factors of both."""
    factors = read.means.factors
    rows = []
    for outcome, values in read.means.outcomes.items():
        spoken = measure(outcome)
        if np.isnan(values).all():
            continue
        for word, place in (("lowest", int(np.nanargmin(values))), ("highest", int(np.nanargmax(values)))):
            told_value = significant(float(values[place]) * spoken.factor)
            rows.append(
                (f"{outcome}, {word}", spoken.short, told_value, *(_given(each[place]) for each in factors.values()))
            )
    what = "differences from the baseline" if read.means.paired else "levels"
    note = f"{sentence(read.means.when)}; {what}, means over {read.study.replicates} replicates of a sample."
    head = ("outcome", "unit", "value", *factors)
    return Table("ranges", "How far outcomes range", head, tuple(rows), frozenset(range(2, len(head))), note)


def _given(value: object) -> str:
    """A factor's value as a reader would write it: a drawn number with four digits."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def strength_table(read: Read) -> Table:
    """How much of each outcome's movement goes with each factor."""
    rows = tuple(
        (outcome, *(f"{read.means.strength(outcome, factor):.2f}" for factor in read.means.factors))
        for outcome in read.means.outcomes
    )
    note = (
        "0 none, 1 all: of factors with numbers the size of Spearman's rank correlation over samples, of others the"
        " correlation ratio. One factor at a time; alliance-sim sensitivity finds what factors do together."
    )
    head = ("outcome", *read.means.factors)
    return Table("strengths", "What outcomes answer to", head, rows, frozenset(range(1, len(head))), note)


def _drawn(read: Read) -> Iterator[Drawn]:
    from alliance_sim.plots import style
    from alliance_sim.plots.responses import responses

    figure = style.figure_of(responses(read.means)[0, 0])
    yield Drawn("responses", figure, f"What the outcomes of {read.study.study} answer to. {read.means.note}")


def _trust(read: Read) -> Iterator[str]:
    if read.sweep.missing:
        yield f"The study is not complete: {read.sweep.missing:,} chunks are missing."
    if read.failed:
        yield f"{read.failed:,} runs failed and are left out."
    yield "The ranges hold for the factors' chosen bounds; a factor that was not varied is not in them."


def _methods(read: Read) -> str:
    study, manifest = read.study, read.sweep.manifest
    seeds = f"{study.base.seed} to {study.base.seed + study.replicates - 1}"
    count: Any = manifest["parameters"]["samples"]
    pairing = " Each was run with and without the events under the same draws." if read.means.paired else ""
    return (
        f"We varied {enumerated(study.factors)} of the scenario {study.base.name} in {count} samples"
        f" ({study.design.method.replace('_', ' ')} design), each under the seeds {seeds}.{pairing}"
        f" {made_with(manifest)} {rules_told(study.base)} {parameters_told(study.base)} {data_told(study.base)}"
        f" The study's digest is {study.digest()[:16]}."
    )
