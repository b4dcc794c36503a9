"""Reading scenarios: from a name, a path or a text to a checked `Scenario`, or to every problem at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from alliance_sim.errors import Problem, ScenarioError
from alliance_sim.scenario.assembly import assemble
from alliance_sim.scenario.composition import Composed, compose
from alliance_sim.scenario.faults import MOST_PROBLEMS
from alliance_sim.scenario.library import locate, read_text
from alliance_sim.scenario.node import Node, Place
from alliance_sim.scenario.patching import (
    Change,
    patch_changes,
    setting_change,
    value_node,
    with_changes,
)
from alliance_sim.scenario.schema import Scenario
from alliance_sim.scenario.wording import shown

MOST_PATCHES = 50
MOST_VALUES = 3000
"""Values up to which a file's patches are all tried when it is read; in a larger one only those asked for are."""


def load_scenario(
    name_or_path: str | os.PathLike[str],
    *,
    patches: Iterable[str] = (),
    settings: Iterable[str] = (),
    allow_code: bool = False,
) -> Scenario:
    """The scenario of a shipped name or a file, with patches of that file and settings (`path=value`) applied.

    `allow_code` admits rules of the user's own (`module:function`), looked for beside the file, in the current folder
    and where Python looks; their module is run. Raises `ScenarioError` with every problem of the
    file and of those it extends, in the order of their lines.
    """
    found = locate(name_or_path)
    if isinstance(found, str):
        raise ScenarioError(found)
    path, file = found
    text = read_text(path, file)
    if isinstance(text, Problem):
        raise ScenarioError([text])
    return _load(compose(text, file, path), tuple(patches), tuple(settings), allow_code)


def load_text(
    text: str,
    file: str = "<text>",
    *,
    patches: Iterable[str] = (),
    settings: Iterable[str] = (),
    allow_code: bool = False,
) -> Scenario:
    """As `load_scenario`, from a text; `file` is how messages call it, `extends` starts from the current folder."""
    return _load(compose(text, file, None), tuple(patches), tuple(settings), allow_code)


def vary(scenario: Scenario, values: Mapping[str, Any], *, allow_code: bool = False) -> Scenario:
    """A checked copy with the values at these paths (`events.downgrade.year`) replaced; what a study does.

    Text and lists stand for themselves, `"2 %"` for a share. Raises `ScenarioError` for a path that leads nowhere and
    for a value that the scenario cannot have.
    """
    place = Place(scenario.name)
    root = value_node(scenario.to_dict(), place)
    changes = [
        Change(path, value_node(value, Place(f"{scenario.name}: {path}")), place) for path, value in values.items()
    ]
    changed, problems = with_changes(root, changes)
    folders = tuple(Path(own.folder) for own in scenario.own_rules.values())
    composed = Composed(root=changed, problems=problems, files=[scenario.name], code_folders=folders)
    varied = _checked(composed, changed, allow_code)
    return varied.model_copy(update={"text": scenario.text, "source_files": scenario.source_files})


def with_events(scenario: Scenario, events: Iterable[Mapping[str, Any]], *, allow_code: bool = False) -> Scenario:
    """A checked copy with further events, each written as in a file, which its baseline leaves out like the others.

    Raises `ScenarioError` with every problem, for instance an event that contradicts another or sends too many troops.
    """
    added, plain = [dict(event) for event in events], scenario.to_dict()
    plain["events"] = [*plain["events"], *added]
    plain["baseline"] = {"without": [*scenario.baseline.without, *(event["id"] for event in added)]}
    root = value_node(plain, Place(scenario.name))
    folders = tuple(Path(own.folder) for own in scenario.own_rules.values())
    return _checked(Composed(root=root, files=[scenario.name], code_folders=folders), root, allow_code)


def _load(composed: Composed, patches: tuple[str, ...], settings: tuple[str, ...], allow_code: bool) -> Scenario:
    root = composed.root
    if root is None:
        raise _error(composed.problems, composed)
    changed, problems = with_changes(root, _changes(composed, root, patches, settings))
    composed.problems.extend(problems)
    composed.problems.extend(_faulty_patches(composed, root, set(patches), allow_code))
    return _checked(composed, changed, allow_code)


def _changes(composed: Composed, root: Node, patches: tuple[str, ...], settings: tuple[str, ...]) -> Iterator[Change]:
    for name in patches:
        found = patch_changes(root, name)
        if isinstance(found, Problem):
            composed.problems.append(found)
        else:
            yield from found
    for setting in settings:
        change = setting_change(setting)
        if isinstance(change, Change):
            yield change
        else:
            composed.problems.extend(change)


def _faulty_patches(composed: Composed, root: Node, asked_for: set[str], allow_code: bool) -> Iterator[Problem]:
    """What is wrong with a patch shows when the file is checked, not on the day someone asks for it."""
    patches = root.value.get("patches")
    if patches is None or not isinstance(patches.value, dict):
        return
    if len(patches.value) > MOST_PATCHES:
        yield patches.place.problem(f"more than {MOST_PATCHES} patches; write a study that varies the values instead")
        return
    unpatched = {str(problem) for problem in assemble(composed, root, allow_code)[1]}
    for name in [name for name in patches.value if name not in asked_for and root.size <= MOST_VALUES]:
        found = patch_changes(root, name)
        if isinstance(found, Problem):
            continue
        changed, problems = with_changes(root, found)
        yield from problems
        for problem in assemble(composed, changed, allow_code)[1]:
            if str(problem) not in unpatched:
                yield Problem(f"patch {shown(name)}: {problem.message}", problem.file, problem.line, problem.column)


def _checked(composed: Composed, root: Node, allow_code: bool) -> Scenario:
    scenario, problems = assemble(composed, root, allow_code)
    problems = [*composed.problems, *problems]
    if problems or scenario is None:
        raise _error(problems, composed)
    return scenario


def _error(problems: Iterable[Problem], composed: Composed) -> ScenarioError:
    """Each problem once, file by file and line by line, those of the command line last."""

    def order(problem: Problem) -> tuple[int, int, int]:
        rank = composed.files.index(problem.file) if problem.file in composed.files else len(composed.files)
        return rank, problem.line or 0, problem.column or 0

    ordered = sorted(dict.fromkeys(problems), key=order)
    rest = len(ordered) - MOST_PROBLEMS
    return ScenarioError([*ordered[:MOST_PROBLEMS], *([Problem(f"and {rest} more problems")] if rest > 0 else [])])
