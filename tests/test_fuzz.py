"""Two thousand files that a stranger could write: each runs, or is refused in words with file and line, soon."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from alliance_sim.errors import Problem, ScenarioError
from tests.fuzz import judging
from tests.fuzz.cases import HAZARDS, KINDS, STUDIES, mutated

CASES = 500
SEED = 9


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_runs_or_is_refused_in_words(kind: str, tmp_path: Path) -> None:
    verdicts = judging.try_many(CASES, SEED, tmp_path, [kind])
    assert verdicts.failures == []
    assert verdicts.cases == CASES
    # cases that all end one way would say little
    assert min(verdicts.ended["ran"], verdicts.ended["refused"]) >= CASES // 50, verdicts.ended


@pytest.mark.parametrize("text", STUDIES)
def test_the_studies_that_are_mutated_are_right_themselves(text: str, tmp_path: Path) -> None:
    assert judging.judge(text, tmp_path) == "ran"


def test_the_same_chance_makes_the_same_case() -> None:
    for make in KINDS.values():
        assert make(Random("5")) == make(Random("5"))
        assert len({make(Random(f"{k}")) for k in range(20)}) > 15
    assert len({mutated(STUDIES[0], Random(k)) for k in range(20)}) > 15
    assert len(set(HAZARDS)) == len(HAZARDS)


@pytest.mark.parametrize(
    ("raised", "wrong"),
    [
        (ScenarioError("no place at all"), "no file"),
        (ScenarioError([Problem("no line", "{folder}/case.yaml")]), "no line"),
        (ScenarioError([Problem("two\nlines", "{folder}/case.yaml", 1, 1)]), "two"),
        (ScenarioError([Problem("elsewhere", "{folder}-b/case.yaml", 1, 1)]), "elsewhere"),
        (KeyError("a traceback"), "KeyError"),
    ],
)
def test_a_bad_end_would_be_noticed(
    raised: Exception, wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(path: Path) -> None:
        if isinstance(raised, ScenarioError):
            at = [
                Problem(p.message, p.file and p.file.replace("{folder}-b", "/b").replace("{folder}", str(path.parent)),
                        p.line, p.column) for p in raised.problems
            ]  # fmt: skip
            raise ScenarioError(at)
        raise raised

    monkeypatch.setattr(judging, "load_scenario", load)
    verdicts = judging.try_many(1, 0, tmp_path, ["YAML hazard"])
    assert verdicts.ended["failed"] == 1
    assert wrong in verdicts.failures[0]
