"""One scenario under every theory: its own, and each other variant of each rule, one rule at a time.

Each theory runs scenario and baseline with the same seeds and draws, so what is compared across theories is the
paired difference that the events make under each.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from alliance_sim.errors import ScenarioError
from alliance_sim.results.results import Comparison
from alliance_sim.run import CHUNK, compare_runs
from alliance_sim.scenario import Scenario
from alliance_sim.scenario.theory import VARIANTS
from alliance_sim.scenario.wording import did_you_mean, shown
from alliance_sim.studies.compare import ROW_KEYS, Row, difference, plain_row, rows, unit_of, without_nan
from alliance_sim.studies.intervals import Estimate
from alliance_sim.workers import processes

MAIN = ("capability", "deterrence", "spending", "members_at_guideline", "anxiety", "cohesion")
"""Outcomes that are compared where nobody names others."""

OWN = "as written"
"""How the scenario's own theory is called beside its rivals."""


@dataclass(frozen=True, slots=True)
class Rival:
    """A theory: the scenario's own (`rule` empty), or that with one rule exchanged for another variant."""

    rule: str = ""
    variant: str = ""

    @property
    def label(self) -> str:
        """`as written`, or what `--theory` would say: `burden=public_good`."""
        return f"{self.rule}={self.variant}" if self.rule else OWN


@dataclass(frozen=True, slots=True)
class Answer:
    """What one theory says.

    Args:
        rival: the theory.
        rows: every outcome in every year, as a comparison has them.
        differences: outcome -> paired difference in the year reported, in the outcome's unit.
    """

    rival: Rival
    rows: tuple[Row, ...]
    differences: dict[str, Estimate]


@dataclass(frozen=True, slots=True)
class Theories:
    """One scenario under every theory.

    Args:
        own: the comparison under the scenario's own theory.
        year: the year reported.
        outcomes: the outcomes reported.
        answers: one for each theory, the scenario's own first.
    """

    own: Comparison
    year: int
    outcomes: tuple[str, ...]
    answers: tuple[Answer, ...]

    def signs(self, outcome: str) -> dict[str, int]:
        """Theory -> 1 clearly higher, -1 clearly lower, 0 no clear change."""
        return {answer.rival.label: answer.differences[outcome].direction for answer in self.answers}

    def agreed(self, outcome: str) -> bool:
        """Whether every theory sees a clear change of the same sign."""
        signs = set(self.signs(outcome).values())
        return len(signs) == 1 and 0 not in signs

    def dissent(self, outcome: str) -> list[str]:
        """Theories that do not say what most theories say; what the scenario's own says wins a tie."""
        signs = self.signs(outcome)
        counts = {sign: list(signs.values()).count(sign) for sign in signs.values()}
        usual = max(counts, key=lambda sign: (counts[sign], sign == signs[OWN]))
        return [label for label, sign in signs.items() if sign != usual]

    def distance(self, answer: Answer) -> float:
        """How far a theory's answer is from the scenario's own: 0 the same; mean over outcomes of |difference of the
        two means| / largest mean of any theory."""
        gaps = [gap for name in self.outcomes if not math.isnan(gap := self.gap(answer, name))]
        return math.fsum(gaps) / len(gaps) if gaps else 0.0

    def gap(self, answer: Answer, outcome: str) -> float:
        """One outcome's part of `distance`, 0 to 2; NaN where it is not defined."""
        means = [other.differences[outcome].mean for other in self.answers]
        largest = max((abs(mean) for mean in means if not math.isnan(mean)), default=0.0)
        apart = abs(answer.differences[outcome].mean - means[0])
        return apart / largest if largest > 0.0 else 0.0 * apart

    def furthest(self) -> Answer | None:
        """The rival whose answer is furthest from the scenario's own; None if all give the same."""
        found = max(self.answers, key=self.distance)
        return found if self.distance(found) > 0.0 else None


def rivals(scenario: Scenario) -> list[Rival]:
    """The scenario's own theory, then every other variant of every rule."""
    others = [
        Rival(rule, variant)
        for rule, variants in VARIANTS.items()
        for variant in variants
        if variant != getattr(scenario.theory, rule)
    ]
    return [Rival(), *others]


def under(scenario: Scenario, rival: Rival) -> Scenario:
    """The scenario under another theory, all else equal."""
    if not rival.rule:
        return scenario
    theory = scenario.theory.model_copy(update={rival.rule: rival.variant})
    own = {rule: code for rule, code in scenario.own_rules.items() if rule != rival.rule}
    return scenario.model_copy(update={"theory": theory, "own_rules": own})


def planned_runs(scenario: Scenario) -> int:
    """How many runs the whole takes: theories, two arms, seeds."""
    return len(rivals(scenario)) * 2 * scenario.replicates


def compare_theories(
    scenario: Scenario,
    year: int | None = None,
    outcomes: Iterable[str] = (),
    engine: str = "agents",
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Theories:
    """Run a scenario against its baseline under its own theory and each rival.

    Args:
        scenario: one with events of its own.
        year: the year to report; the last one by default.
        outcomes: the outcomes to report; by default those of `MAIN` that the scenario computes.
        engine: engine to run with.
        workers: processes, or threads of the batch engine; they change no bit.
        progress: told how many runs have just been done.

    Raises:
        ScenarioError: the scenario has no events to leave out, an outcome is not computed, or the year not simulated.
    """
    check_comparable(scenario, year)
    named = _outcomes(scenario, tuple(outcomes))
    told = scenario.end if year is None else year
    answers: list[Answer] = []
    own: Comparison | None = None
    with processes(None, min(workers, -(-scenario.replicates // CHUNK))) as pool:
        for rival in rivals(scenario):
            comparison = compare_runs(under(scenario, rival), None, None, engine, workers, progress, pool)
            found = {name: difference(comparison, name, told) for name in named}
            answers.append(Answer(rival, tuple(rows(comparison)), found))
            own = own or comparison  # the first is the theory as written
    assert own is not None
    return Theories(own, told, named, tuple(answers))


def check_comparable(scenario: Scenario, year: int | None) -> None:
    """Raise ScenarioError for a scenario that differs from its baseline in nothing, or a year it does not have."""
    if not scenario.baseline.without:
        raise ScenarioError(
            f"{scenario.name} has no events of its own to compare it without, so theories have nothing to differ about"
        )
    if year is not None and not scenario.start <= year <= scenario.end:
        raise ScenarioError(f"--year {year}: {scenario.name} runs from {scenario.start} to {scenario.end}")


def _outcomes(scenario: Scenario, asked: tuple[str, ...]) -> tuple[str, ...]:
    from alliance_sim.metrics import OUTCOMES

    computed = list(scenario.outcomes or OUTCOMES)
    for name in asked:
        if name not in computed:
            raise ScenarioError(
                f"--outcome {name}: {shown(name)} is not among the outcomes of {scenario.name}"
                f"{did_you_mean(name, computed)}"
            )
    usual = tuple(name for name in MAIN if name in computed) or tuple(computed[: len(MAIN)])
    return tuple(dict.fromkeys(asked)) or usual


COLUMNS = ("theory", "rule", "variant", *ROW_KEYS, "clear")


def theories_text(study: Theories) -> str:
    """theories.csv: every theory, outcome and year, full precision; `clear` is 1, -1 or 0 as in `Estimate.direction`.

    `clear` stands only in the rows of the year and the outcomes that are reported.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    for answer in study.answers:
        about = {"theory": answer.rival.label, "rule": answer.rival.rule, "variant": answer.rival.variant}
        for row in answer.rows:
            cells = {key: "" if value is None else value for key, value in plain_row(row).items()}
            if row.year == study.year and row.outcome in answer.differences:
                cells["clear"] = answer.differences[row.outcome].direction
            writer.writerow(about | cells)
    return text.getvalue()


def document(study: Theories, folder: str | None) -> dict[str, Any]:
    """What `--json` prints: each theory's differences, where theories agree, who dissents, and who is furthest."""
    found = study.furthest()
    return {
        "scenario": study.own.scenario.scenario.name,
        "seeds": list(study.own.scenario.seeds),
        "year": study.year,
        "results": folder,
        "theories": [_plain_answer(study, answer) for answer in study.answers],
        "agreement": {
            name: {
                "agreed": study.agreed(name),
                "signs": study.signs(name),
                "dissent": study.dissent(name),
            }
            for name in study.outcomes
        },
        "furthest": None if found is None else found.rival.label,
    }


def _plain_answer(study: Theories, answer: Answer) -> dict[str, Any]:
    told = {
        name: without_nan({"unit": unit_of(name), "difference": change.mean, "low": change.low, "high": change.high})
        | {"clear": change.direction}
        for name, change in answer.differences.items()
    }
    return {
        "theory": answer.rival.label,
        "rule": answer.rival.rule or None,
        "variant": answer.rival.variant or None,
        "distance": study.distance(answer),
        "differences": told,
    }
