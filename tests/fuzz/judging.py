"""What must come of any file: it runs, or it is refused in words, with the file and a line, soon."""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from alliance_sim.agents import AllianceModel
from alliance_sim.errors import DataError, InputError, Problem
from alliance_sim.scenario import Scenario, list_scenarios, load_scenario
from alliance_sim.studies.sweep.study import is_study, load_study
from alliance_sim.world import build_world
from tests.fuzz.cases import KINDS

SOON = 2.0
"""Seconds of processor time that reading a file may take."""

GROWTH = 500 * 1024
"""KiB by which a process that reads many files may grow."""

SHIPPED = frozenset(f"{name}.yaml" for name, *_ in list_scenarios())

MOST_YEARS = 3
"""Years that a file's world is lived through here; a file may ask for five hundred, and then it may take its time."""


@dataclass
class Verdicts:
    """What became of many files."""

    ended: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """How many files were tried."""
        return self.ended.total()


def judge(text: str, folder: Path) -> str:
    """`ran` or `refused`; raises AssertionError, or whatever else the file brought about, where that is wrong."""
    path = folder / "case.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    started = time.process_time()
    try:
        scenario = load_study(path).base if is_study(text) else load_scenario(path)
    except InputError as error:
        _is_told(error.problems, path)
        return "refused"
    finally:
        took = time.process_time() - started
        assert took < SOON, f"reading took {took:.1f} s"
    return _lived(scenario)


def _is_told(problems: tuple[Problem, ...], path: Path) -> None:
    assert problems
    told = [problem for problem in problems if problem.file is not None]
    assert told, f"no file: {problems}"
    for problem in told:
        assert problem.message.strip(), problem
        assert problem.line is not None or "UTF-8" in problem.message, f"no line: {problem}"
        assert "\n" not in problem.message, problem
        assert problem.file is not None
        # the file itself, or one that it extends
        assert problem.file.startswith(str(path.parent)) or problem.file in SHIPPED, problem


def _lived(scenario: Scenario) -> str:
    try:
        model = AllianceModel(build_world(scenario), rng=scenario.seed, collect=False)
    except DataError as error:  # a figure that neither the data nor the file have
        return "refused" if str(error).strip() else "refused without a word"
    while model.running and model.elapsed < MOST_YEARS:
        model.step()
    shares = model.history.state["share"][: model.elapsed + 1]
    assert ((shares >= 0.0) & (shares <= 1.0)).all(), shares
    return "ran"


def try_many(cases: int, seed: int, folder: Path, kinds: Sequence[str] = tuple(KINDS)) -> Verdicts:
    """Judge as many cases of these kinds in turn; what went wrong is kept with what makes it again."""
    verdicts = Verdicts()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(cases):
        kind = kinds[number % len(kinds)]
        try:
            verdicts.ended[judge(KINDS[kind](Random(f"{seed} {kind} {number}")), folder)] += 1
        except Exception as wrong:
            verdicts.ended["failed"] += 1
            verdicts.failures.append(f"{kind} {number} of seed {seed}: {type(wrong).__name__}: {wrong}")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    if grown > GROWTH:
        verdicts.failures.append(f"memory grew by {grown / 1024:.0f} MiB")
    return verdicts
