"""What matters most, in words and tables: the sensitivity of a study's outcomes as a reader sees it."""

from __future__ import annotations

import csv
import io
import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alliance_sim.studies.sensitivity import SMALL, Index, Indices, Influence, Noise, Sensitivity, block_name
from alliance_sim.studies.spoken import Measure, calendar, decimals_for, enumerated, fixed, measure, step

WIDTH = 80
DECIMALS = 3
"""Of an index, which is a share of the variance; more would be finer than any interval."""

OF = ("difference", "scenario", "baseline")
"""What of a run is looked at: its difference from the run without the events, itself, or that other run."""

NAMED = 3
"""So many factors are named in a sentence; the table has all."""

ONE_WAY = 0.9
"""A factor moves an outcome one way if mu is at least this share of mu*."""


@dataclass(frozen=True)
class Finding:
    """The sensitivity of one outcome.

    Args:
        outcome: its name.
        of: one of `OF`; empty for a function that is no scenario.
        year: the year it was taken in; None for a mean over years.
        found: the indices and how far to believe them.
    """

    outcome: str
    of: str
    year: int | None
    found: Sensitivity

    @property
    def heading(self) -> str:
        """What it is, in a line: `deterrence in 2035, difference from the baseline`."""
        when = "" if not self.of else f" in {calendar(self.year)}" if self.year is not None else ", mean over all years"
        of = {"difference": ", difference from the baseline", "baseline": ", without the events"}.get(self.of, "")
        return f"{self.outcome}{when}{of}"

    @property
    def spoken(self) -> Measure:
        """How the outcome is spoken of; an effect on a share is told in points."""
        return measure(self.outcome) if self.of else Measure(self.outcome, "", "")


@dataclass(frozen=True)
class Findings:
    """The sensitivity of the outcomes of one study.

    Args:
        study: its name.
        digest: of all that can change a number of it.
        source: seeds, data and versions, for the foot of a figure.
        each: the outcomes.
    """

    study: str
    digest: str
    source: str
    each: tuple[Finding, ...]


# --- In words --------------------------------------------------------------------------------------------------------


def text(findings: Findings) -> str:
    """For every outcome a ranking in words, what is chance in it, whether it is settled, and the table."""
    return "\n\n".join(finding_text(finding) for finding in findings.each)


def finding_text(finding: Finding) -> str:
    """One outcome: words, then the table."""
    if not finding.found.indices.varies:
        return f"{finding.heading}\n\n{told(finding)}"
    head, rows = table(finding)
    first = max(len(row[0]) for row in rows)
    wide = (19, 17) if finding.found.design.method == "sobol" else (19, 10, 10)
    lines = [
        " ".join([f"{row[0]:<{first}}", *(f"{cell:>{width}}" for cell, width in zip(row[1:], wide, strict=True))])
        for row in (head, *rows)
    ]
    return "\n".join([finding.heading, "", filled(told(finding)), "", *lines])


def told(finding: Finding) -> str:
    """One outcome in words: the ranking, what is chance in it, and whether it is settled."""
    found = finding.found
    if not found.indices.varies:
        return "It is the same in all samples: no factor moves it."
    ranking = _variance(finding) if found.design.method == "sobol" else _effects(finding)
    return " ".join(filter(None, [ranking, _dropped(found.indices), _chance(found), _settled(found)]))


def filled(words: str) -> str:
    """In lines that break neither `46 %` nor a path."""
    tied = words.replace(" %", "\u00a0%").replace("± ", "±\u00a0")
    return textwrap.fill(tied, WIDTH, break_on_hyphens=False, break_long_words=False).replace("\u00a0", " ")


def _variance(finding: Finding) -> str:
    """The ranking by Sobol' indices."""
    found = finding.found.indices
    first, *others = found.ranked
    whole, alone = first.weight.value, first.first.value
    if found.small(first):
        return "No factor makes more of the variance than chance could."
    told = f"{_percent(whole)} of the variance, next to all of it alone"
    if alone <= first.first.margin:
        told = f"{_percent(whole)} of the variance with what it acts together with, and alone nothing that can be told"
    elif whole - alone > SMALL:
        told = f"{_percent(alone)} of the variance alone and {_percent(whole)} with what it acts together with"
    parts = [f"{first.factor} matters most. It makes {told}.", *_others(found, others, _weights(found))]
    return " ".join([*parts, _interactions(found, finding.found.noise)])


def _weights(found: Indices) -> dict[str, str]:
    return {each.factor: _percent(each.weight.value) for each in found.influences}


def _others(found: Indices, others: Sequence[Influence], sizes: Mapping[str, str]) -> Iterator[str]:
    """The factors behind the first: those that matter with their weights, then those that do not."""
    matter = [each.factor for each in others if not found.small(each)]
    little = [each.factor for each in others if found.small(each)]
    if matter:
        named = [f"{factor} ({sizes[factor]})" for factor in matter[:NAMED]]
        rest = len(matter) - NAMED
        yield f"Then {'come' if len(matter) > 1 else 'comes'} {enumerated([*named, *_more(rest, named)])}."
    if little:
        told = enumerated([*little[:NAMED], *_more(len(little) - NAMED, little)])
        yield f"Hardly anything hangs on {told}." if matter else f"Next to nothing hangs on {told}."


def _more(count: int, named: Sequence[str]) -> list[str]:
    return [f"{count} more"] if count > 0 and named else []


def _interactions(found: Indices, noise: Noise) -> str:
    """What factors make together and none of them alone."""
    alone = math.fsum(influence.first.value for influence in found.influences)
    margin = math.hypot(*(influence.first.margin for influence in found.influences))
    left = 1.0 - alone - (0.0 if math.isnan(noise.means) else noise.means)
    if left <= margin:
        return f"Alone all factors make {_percent(alone)} ± {_percent(margin)}, so interactions are not to be seen."
    told = f"Interactions make about {_percent(left)}"
    clear = [pair for pair in found.pairs if pair.share.value > pair.share.margin]
    if clear:
        most = max(clear, key=lambda pair: pair.share.value)
        told += f", most of all {most.factors[0]} with {most.factors[1]} ({_percent(most.share.value)})"
    return f"{told}."


def _effects(finding: Finding) -> str:
    """The ranking by elementary effects."""
    found, spoken, unordered = finding.found.indices, finding.spoken, finding.found.design.unordered
    first, *others = found.ranked
    if found.small(first):
        return "No factor moves it by more than chance could."
    matter = [influence for influence in found.ranked if not found.small(influence)]
    places = _places(found, spoken.factor)
    sizes = {each.factor: fixed(spoken.factor * each.weight.value, places) for each in found.influences}
    by = f"{sizes[first.factor]} {step(spoken.unit)}".strip()
    told = f"From one end of its range to the other it {_way(first, unordered)} the outcome by {by} on average"
    parts = [f"{first.factor} matters most. {told}.", *_others(found, others, sizes)]
    bent = [each.factor for each in matter if each.spread > each.weight.value]
    if bent:
        named = enumerated([*bent[:NAMED], *_more(len(bent) - NAMED, bent)])
        parts.append(f"What {named} {'do' if len(bent) > 1 else 'does'} hangs on where the others stand.")
    return " ".join(parts)


def _way(influence: Influence, unordered: frozenset[str]) -> str:
    if influence.factor in unordered or abs(influence.mean) < ONE_WAY * influence.weight.value:
        return "moves"
    return "raises" if influence.mean > 0 else "lowers"


def _dropped(found: Indices) -> str:
    if not found.dropped:
        return ""
    count, name = found.blocks + found.dropped, block_name(found.method)
    return f"{found.dropped:,} of {count:,} {name} lack a run and are left out."


def _chance(found: Sensitivity) -> str:
    """What the seeds make of the variance."""
    noise = found.noise
    if noise.replicates < 2 or math.isnan(noise.single):
        return "There is one seed a sample, so what is chance cannot be told."
    if noise.single == 0.0:
        return "Chance plays no part in it."
    return (
        f"Of the variance of single runs {_percent(noise.single)} is chance; of that of the means over"
        f" {noise.replicates} seeds, which the indices are of, {_percent(noise.means)}."
    )


def _settled(found: Sensitivity) -> str:
    """Whether a larger design would give another ranking."""
    state, method = found.convergence, found.design.method
    if not state.known:
        return "Whether the ranking is settled cannot be told from so small a design."
    half, whole = (f"{stage.blocks:,}" for stage in state.stages[-2:])
    if state.settled:
        return (
            f"The ranking is settled: {half} {block_name(method)} give the same as all {whole}, and the 95 % intervals"
            " tell all factors that matter apart."
        )
    groups = [f"{enumerated(group)} apart" for group in _groups(state.tied)]
    doubts = [f"the 95 % intervals do not tell {', nor '.join(groups)}"] if groups else []
    doubts += [
        f"{one} and {other} change places from {half} to {whole}"
        for one, other in state.exchanged
        if (one, other) not in state.tied
    ]
    return f"The ranking is not settled: {'; '.join(doubts)}. Take more {block_name(method)}."


def _groups(tied: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Neighbours that are not told apart, joined to chains.

    >>> _groups([("a", "b"), ("b", "c"), ("e", "f")])
    [['a', 'b', 'c'], ['e', 'f']]
    """
    groups: list[list[str]] = []
    for one, other in tied:
        if groups and groups[-1][-1] == one:
            groups[-1].append(other)
        else:
            groups.append([one, other])
    return groups


def _percent(share: float) -> str:
    """A share as percent; estimates below nothing are told as nothing.

    >>> _percent(0.4567), _percent(-0.01), _percent(0.0004)
    ('46 %', '0 %', 'less than 1 %')
    """
    if share <= 0.0:
        return "0 %"
    return "less than 1 %" if share < 0.005 else f"{100 * share:.0f} %"


# --- Tables ----------------------------------------------------------------------------------------------------------


def table(finding: Finding) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Heads and rows of an outcome's table, a row a factor, the weightiest first."""
    found = finding.found.indices
    if finding.found.design.method == "morris":
        return _morris_table(finding)
    rows: list[tuple[str, ...]] = [(each.factor, _index(each.weight), _index(each.first)) for each in found.ranked]
    return ("share of variance", "with interactions", "alone"), rows


def _index(index: Index) -> str:
    return f"{_decimal(index.value, DECIMALS)} ± {index.margin:.{DECIMALS}f}"


def _decimal(value: float, places: int) -> str:
    """With so many decimals, and without a minus before what rounds to zero.

    >>> _decimal(-0.0001, 3), _decimal(1234.5, 1)
    ('0.000', '1,234.5')
    """
    return f"{round(value, places) + 0.0:,.{places}f}"


def _morris_table(finding: Finding) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    found, spoken = finding.found.indices, finding.spoken
    unit, places = step(spoken.short), _places(found, spoken.factor)
    rows: list[tuple[str, ...]] = []
    for each in found.ranked:
        size, margin, mean, spread = (
            _decimal(spoken.factor * value, places)
            for value in (each.weight.value, each.weight.margin, each.mean, each.spread)
        )
        rows.append((each.factor, f"{size} ± {margin}", mean, spread))
    return (f"change, {unit}" if unit else "change", "mu*", "mu", "sigma"), rows


def _places(found: Indices, factor: float) -> int:
    return decimals_for(factor * found.whole)


# --- Files -----------------------------------------------------------------------------------------------------------

COLUMNS = ("outcome", "of", "year", "method", "blocks", "rank", "factor", "weight", "weight_margin", "first",
           "first_margin", "mu", "sigma")  # fmt: skip


def csv_text(findings: Findings) -> str:
    """All indices, those of the design's growing parts among them: a row for each outcome, part and factor.

    `weight` is the total index (Sobol') or mu* (Morris), with half its 95 % interval; empty where a method has no such
    number. Shares are 0 to 1; effects are in the outcome's own unit.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for finding in findings.each:
        for stage in finding.found.convergence.stages:
            writer.writerows(_rows(finding, stage))
    return written.getvalue()


def _rows(finding: Finding, stage: Indices) -> Iterator[list[Any]]:
    for rank, each in enumerate(stage.ranked, start=1):
        numbers = [each.weight.value, each.weight.margin, each.first.value, each.first.margin, each.mean, each.spread]
        place = [finding.outcome, finding.of, finding.year, stage.method, stage.blocks, rank, each.factor]
        yield [*place, *("" if math.isnan(number) else repr(number) for number in numbers)]


def document(findings: Findings) -> dict[str, Any]:
    """Everything as one JSON document; a number that is not defined is null."""
    return {
        "study": findings.study,
        "digest": findings.digest,
        "outcomes": [finding_document(finding) for finding in findings.each],
    }


def finding_document(finding: Finding) -> dict[str, Any]:
    """One outcome of it."""
    found = finding.found
    return {
        "outcome": finding.outcome,
        "of": finding.of,
        "year": finding.year,
        "method": found.design.method,
        "blocks": found.indices.blocks,
        "dropped": found.indices.dropped,
        "varies": found.indices.varies,
        "factors": [_influence_document(influence) for influence in found.indices.ranked],
        "pairs": [
            {"factors": list(pair.factors), "share": _known(pair.share.value), "margin": _known(pair.share.margin)}
            for pair in found.indices.pairs
        ],
        "noise": {
            "replicates": found.noise.replicates,
            "single_runs": _known(found.noise.single),
            "means": _known(found.noise.means),
        },
        "convergence": {
            "settled": found.convergence.settled,
            "blocks": [stage.blocks for stage in found.convergence.stages],
            "tied": [list(pair) for pair in found.convergence.tied],
            "exchanged": [list(pair) for pair in found.convergence.exchanged],
            "widest_margin": _known(found.convergence.widest),
            "drift": _known(found.convergence.drift),
        },
    }


def _influence_document(influence: Influence) -> dict[str, Any]:
    numbers = {
        "weight": influence.weight.value, "weight_margin": influence.weight.margin, "first": influence.first.value,
        "first_margin": influence.first.margin, "mu": influence.mean, "sigma": influence.spread,
    }  # fmt: skip
    return {"factor": influence.factor, **{name: _known(number) for name, number in numbers.items()}}


def _known(number: float) -> float | None:
    return None if math.isnan(number) else number
