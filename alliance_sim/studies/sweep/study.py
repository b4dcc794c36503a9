"""A study file: which scenario, what is varied and how, how often, and what is reported."""

from __future__ import annotations

import os
from pathlib import Path

from alliance_sim.errors import Problem, ScenarioError
from alliance_sim.scenario.library import is_file, read_text
from alliance_sim.studies.sweep.kinds import DesignSpec, Factor, Range, Study

__all__ = ["DesignSpec", "Factor", "Range", "Study", "is_study", "load_study"]


def load_study(
    path: str | os.PathLike[str], *, scenario: str | os.PathLike[str] | None = None, allow_code: bool = False
) -> Study:
    """The study of a file.

    Args:
        path: the file. The scenario that it names is a shipped one, or a path from the study's folder on.
        scenario: another scenario file instead, as in the folder of a sweep.
        allow_code: whether the scenario may name rules of the user's own.

    Raises:
        ScenarioError: with every problem of the study, each with its line.
    """
    from alliance_sim.studies.sweep.study_reading import read_study

    file = os.fspath(path)
    place = Path(path)
    if not is_file(place):
        raise ScenarioError(f"{file} is not a file; name a study file, such as study.yaml")
    text = read_text(place, file)
    if isinstance(text, Problem):
        raise ScenarioError([text])
    return read_study(text, file, place, scenario, allow_code)


def is_study(text: str) -> bool:
    """Whether a text looks like a study file: it has a key `study` at the top."""
    return any(line.startswith("study:") for line in text.splitlines())
