"""Where theories agree and where not, as a table and in words, made of nothing but the numbers."""

from __future__ import annotations

import math
import textwrap

from alliance_sim.studies.intervals import Estimate
from alliance_sim.studies.spoken import (
    calendar,
    decimals_for,
    enumerated,
    fixed,
    measure,
    sentence,
    significant,
    together,
)
from alliance_sim.studies.theories import Answer, Theories

WIDTH = 80
COLUMNS = 3
"""Outcomes beside each other in the table."""
LABEL, CELL = 26, 18


def answer(study: Theories) -> str:
    """The paragraphs: what was compared, where all theories agree, where not and who dissents, who is furthest."""
    apart = [_disagreement(study, name) for name in study.outcomes if not study.agreed(name)]
    parts = [_question(study), _agreement(study), " ".join(apart), _furthest(study)]
    return "\n\n".join(textwrap.fill(part, WIDTH) for part in parts if part)


def _question(study: Theories) -> str:
    results = study.own.scenario
    theory = results.scenario.theory.model_dump()
    own = ", ".join(f"{rule} {variant}" for rule, variant in theory.items())
    seeds = len(results.seeds)
    few = " One seed gives no interval, so nothing is clear; run more." if seeds == 1 else ""
    plural = "" if seeds == 1 else "s"
    return (
        f"{results.scenario.title.rstrip('.')}, under {len(study.answers)} theories: as written ({own}), and with one"
        f" rule at a time exchanged. What the events change by {calendar(study.year)}, {seeds} seed{plural}"
        f" each, paired with the same years without them.{few}"
    )


def _agreement(study: Theories) -> str:
    told = [_agreed(study, name) for name in study.outcomes if study.agreed(name)]
    if not told:
        return f"On no outcome do all {len(study.answers)} theories agree."
    return f"All {len(study.answers)} theories agree: {'; '.join(told)}."


def _agreed(study: Theories, name: str) -> str:
    """`anxiety is higher, by 12.1 (commitment=treaty) to 47.5 (as written) points`."""
    spoken = measure(name)
    ranked = sorted(study.answers, key=lambda answer: abs(answer.differences[name].mean))
    least, most = ranked[0], ranked[-1]
    sizes = together((abs(one.differences[name].mean) * spoken.factor for one in (least, most)), more=2)
    unit = "points" if spoken.unit == "%" else spoken.unit
    verb = "higher" if most.differences[name].direction > 0 else "lower"
    span = f"{sizes[0]} ({least.rival.label}) to {sizes[1]} ({most.rival.label}) {unit}".rstrip()
    return f"{_phrase(name)} is {verb}, by {span if sizes[0] != sizes[1] else f'{sizes[1]} {unit}'.rstrip()}"


def _phrase(name: str) -> str:
    return measure(name).phrase.split(" (")[0]


def _disagreement(study: Theories, name: str) -> str:
    """Who sees what, the most frequent answer first."""
    signs, dissent = study.signs(name), study.dissent(name)
    if not dissent:
        return sentence(f"no theory sees a clear change in {_phrase(name)}.")
    usual = next(sign for label, sign in signs.items() if label not in dissent)
    said = {1: "is clearly higher", -1: "is clearly lower", 0: "does not clearly change"}
    groups = {sign: [label for label in dissent if signs[label] == sign] for sign in (1, -1, 0)}
    others = [f"{enumerated(labels)} it {said[sign]}" for sign, labels in groups.items() if labels]
    most = len(signs) - len(dissent)
    return sentence(
        f"on {_phrase(name)} they do not agree: under {most} it {said[usual]}, but under {', and under '.join(others)}."
    )


def _furthest(study: Theories) -> str:
    found = study.furthest()
    if found is None:
        return "All theories give the same numbers."
    same = [one.rival.label for one in study.answers[1:] if study.distance(one) == 0.0]
    alike = f" The same numbers as written: {enumerated(same)}." if same else ""
    name = max(study.outcomes, key=lambda outcome: _known(study.gap(found, outcome)))
    spoken = measure(name)
    theirs, ours = together((one.differences[name].mean * spoken.factor for one in (found, study.answers[0])), more=2)
    unit = "points" if spoken.unit == "%" else spoken.unit
    how_far, size = significant(study.distance(found), 2), f"{theirs} instead of {ours} {unit}".rstrip()
    return (
        f"Furthest from the theory as written is {found.rival.label} (distance {how_far}; 0 is the same answer), most"
        f" of all in {_phrase(name)}: {size}.{alike}"
    )


def _known(value: float) -> float:
    return -1.0 if math.isnan(value) else value


def theories_table(study: Theories) -> str:
    """A row for each theory, a column for each outcome: the difference with its sign, and below it its interval."""
    names = study.outcomes
    blocks = [_block(study, names[start : start + COLUMNS]) for start in range(0, len(names), COLUMNS)]
    seeds = len(study.own.scenario.seeds)
    spread = "5th to 95th percentile over seeds; * it leaves out 0" if seeds > 1 else "one seed: no interval"
    legend = f"{calendar(study.year)}; scenario minus baseline, paired by seed; mean of {seeds} and below it {spread}."
    return "\n\n".join([*blocks, textwrap.fill(legend, WIDTH)])


def _block(study: Theories, names: tuple[str, ...]) -> str:
    heads = [f"{'':<{LABEL}}{''.join(f'{_cut(name, CELL - 1):>{CELL}}' for name in names)}"]
    heads.append(f"{'':<{LABEL}}{''.join(f'{_unit(name):>{CELL}}' for name in names)}")
    lines = [line for one in study.answers for line in _lines(one, names)]
    return "\n".join(line.rstrip() for line in [*heads, *lines])


def _unit(name: str) -> str:
    short = measure(name).short
    return "points" if short == "%" else short


def _lines(one: Answer, names: tuple[str, ...]) -> list[str]:
    cells = [_cell(one.differences[name], measure(name).factor) for name in names]
    first = f"{_cut(one.rival.label, LABEL - 1):<{LABEL}}{''.join(f'{mean:>{CELL}}' for mean, _ in cells)}"
    return [first, f"{'':<{LABEL}}{''.join(f'{bounds:>{CELL}}' for _, bounds in cells)}"]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _cell(change: Estimate, factor: float) -> tuple[str, str]:
    if math.isnan(change.mean):
        return "none ", ""
    if change.nothing:
        return "0 ", ""
    numbers = [value * factor for value in (change.mean, change.low, change.high)]
    decimals = min(4, decimals_for(numbers[0]))
    mean, low, high = ("none" if math.isnan(value) else fixed(value, decimals) for value in numbers)
    sign = "+" if change.mean > 0 and mean != "0" else ""
    bounds = "" if math.isnan(change.low) else f"{low}…{high} "
    return f"{sign}{mean}{'*' if change.direction and mean != '0' else ' '}", bounds
