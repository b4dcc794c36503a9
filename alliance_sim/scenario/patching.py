"""Patches and `--set`: single values of a composed tree replaced, by path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from alliance_sim.errors import Problem
from alliance_sim.scenario.composition import event_ids
from alliance_sim.scenario.document import read_document
from alliance_sim.scenario.node import Node, Place
from alliance_sim.scenario.paths import nowhere
from alliance_sim.scenario.schema import STANDINGS, ScenarioFile
from alliance_sim.scenario.wording import did_you_mean, shown

MOST_CHANGES = 200
"""Values that patches and settings may change together."""

NOT_PATCHED = ("extends", "patches", "name")


@dataclass(frozen=True, slots=True)
class Change:
    """One value to be set, and where that was said."""

    path: str
    node: Node
    place: Place


def patch_changes(root: Node, name: str) -> list[Change] | Problem:
    """The changes of a named patch, or the problem that there is none of this name."""
    patches = root.value.get("patches")
    known = patches.value if patches is not None and isinstance(patches.value, dict) else {}
    if name not in known:
        hint = did_you_mean(name, list(known)) or "; the file has no patches"
        return Problem(f"--patch {name}: {shown(name)} is not a patch{hint}")
    return list(_entries(known[name]))


def _entries(patch: Node) -> Iterator[Change]:
    if isinstance(patch.value, dict):
        for path, node in patch.value.items():
            yield Change(path, node, node.key_place or node.place)


def setting_change(setting: str) -> Change | list[Problem]:
    """What `--set path=value` says; the value is read as it would be in a file."""
    place = Place(f"--set {setting}")
    path, equals, text = setting.partition("=")
    if not equals or not path.strip() or not text.strip():
        return [place.problem("write path=value, such as parameters.publicness=0.03")]
    node, problems = read_document(text.strip(), place.file, placeless=True)
    if problems or node is None:
        return problems or [place.problem("has no value")]
    return Change(path.strip(), replace(node, key_place=place), place)


def value_node(value: Any, place: Place) -> Node:
    """A plain value as a node, all of it at one place."""
    if isinstance(value, Mapping):
        return Node({key: value_node(part, place) for key, part in value.items()}, place, place)
    if isinstance(value, list | tuple):
        return Node([value_node(part, place) for part in value], place, place)
    return Node(value, place, place)


def with_changes(root: Node, changes: Iterable[Change]) -> tuple[Node, list[Problem]]:
    """The tree with the changes made, and what is wrong with them; two changes of one value are refused."""
    problems: list[Problem] = []
    done: list[Change] = []
    for count, change in enumerate(changes):
        if count >= MOST_CHANGES:
            problems.append(
                change.place.problem(f"more than {MOST_CHANGES} values are changed; write a scenario instead")
            )
            break
        rival = next((other for other in done if _overlap(change.path, other.path)), None)
        if rival is not None:
            other = "it" if rival.path == change.path else rival.path
            problems.append(
                change.place.problem(
                    f"{change.path} is set twice: {rival.place} sets {other} already; keep one of the two"
                )
            )
            continue
        done.append(change)
        reason = _refused(root, change.path)
        if reason is not None:
            problems.append(change.place.problem(reason))
        else:
            root = _replaced(root, change.path.split("."), change)
    return root, problems


def _overlap(one: str, other: str) -> bool:
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def _refused(root: Node, path: str) -> str | None:
    """Why a path cannot be set: keys of models are checked with the values, the names a file gives are checked here."""
    parts = path.split(".")
    if not all(parts):
        return nowhere(path, 0, [])
    top = [name for name in ScenarioFile.model_fields if name not in NOT_PATCHED]
    if parts[0] not in top:
        return f"{parts[0]} cannot be varied" if parts[0] in NOT_PATCHED else nowhere(path, 0, top)
    if parts[0] == "events":
        return _refused_event(root, path, parts)
    named = {"standings": list(STANDINGS), "adversaries": []}.get(parts[0])
    if named is not None and len(parts) > 1:
        given = root.value.get(parts[0])
        known = list(
            dict.fromkeys([*named, *(given.value if given is not None and isinstance(given.value, dict) else ())])
        )
        return None if parts[1] in known else nowhere(path, 1, known)
    return None


def _refused_event(root: Node, path: str, parts: Sequence[str]) -> str | None:
    if len(parts) < 3:
        return f"path {shown(path)} must name one value of one event, such as events.downgrade.year"
    ids = event_ids(root)
    return (
        None
        if parts[1] in ids
        else nowhere(path, 1, ids)
        if ids
        else f"path {shown(path)} leads nowhere: there are no events"
    )


def _replaced(node: Node, parts: Sequence[str], change: Change) -> Node:
    if not parts:
        return replace(change.node, key_place=change.place)
    if isinstance(node.value, list):
        entries = list(node.value)
        index = next(i for i, entry in enumerate(entries) if _has_id(entry, parts[0]))
        entries[index] = _replaced(entries[index], parts[1:], change)
        return replace(node, value=entries)
    value = dict(node.value) if isinstance(node.value, dict) else {}
    inner = value.get(parts[0], Node({}, change.place, change.place))
    value[parts[0]] = _replaced(inner, parts[1:], change)
    return replace(node, value=value)


def _has_id(entry: Node, name: str) -> bool:
    return isinstance(entry.value, dict) and "id" in entry.value and entry.value["id"].value == name
