"""Paths such as `events.downgrade.year`: what a patch, `--set` or a study varies. Events are found by their `id`."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from alliance_sim.errors import ScenarioError
from alliance_sim.scenario.wording import did_you_mean, shown


def get_path(plain: Mapping[str, Any], path: str) -> Any:
    """The value at a path of a plain scenario (`Scenario.to_dict`).

    Raises `ScenarioError` with the nearest real key when the path leads nowhere.

    >>> get_path({"events": [{"id": "downgrade", "year": 2019}]}, "events.downgrade.year")
    2019
    """
    value: Any = plain
    for depth, key in enumerate(path.split(".")):
        value = _step(value, key, path, depth)
    return value


def set_path(plain: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with the value at a path replaced; the key must exist already.

    Raises `ScenarioError` as `get_path` does.

    >>> set_path({"parameters": {"publicness": 0.02}}, "parameters.publicness", 0.03)
    {'parameters': {'publicness': 0.03}}
    """
    get_path(plain, path)
    changed = copy.deepcopy(dict(plain))
    *front, last = path.split(".")
    holder: Any = changed
    for depth, key in enumerate(front):
        holder = _step(holder, key, path, depth)
    if isinstance(holder, dict):
        holder[last] = value
    else:
        holder[_index(holder, last)] = value
    return changed


def _step(value: Any, key: str, path: str, depth: int) -> Any:
    if isinstance(value, Mapping):
        if key in value:
            return value[key]
        raise leads_nowhere(path, depth, list(value))
    if isinstance(value, list | tuple):
        index = _index(value, key)
        if index is not None:
            return value[index]
        raise leads_nowhere(
            path, depth, [entry["id"] for entry in value if isinstance(entry, Mapping) and "id" in entry]
        )
    raise leads_nowhere(path, depth, [])


def _index(entries: Any, key: str) -> int | None:
    return next((i for i, entry in enumerate(entries) if isinstance(entry, Mapping) and entry.get("id") == key), None)


def leads_nowhere(path: str, depth: int, choices: list[str]) -> ScenarioError:
    """The error of a path whose part number `depth` is not among the `choices` there."""
    return ScenarioError(nowhere(path, depth, choices))


def nowhere(path: str, depth: int, choices: list[str]) -> str:
    """What to say of a path that leads nowhere."""
    parts = path.split(".")
    if not all(parts):
        return f"path {shown(path)} has an empty part; write it like events.downgrade.year"
    where = f"in {'.'.join(parts[:depth])}" if depth else "in a scenario"
    if not choices:
        return f"path {shown(path)} leads nowhere: {'.'.join(parts[:depth])} has no parts"
    fuller = _fuller(parts[0]) if depth == 0 else None
    meant = f"; did you mean {fuller}?" if fuller else did_you_mean(parts[depth], choices)
    return f"path {shown(path)} leads nowhere: no {shown(parts[depth])} {where}{meant}"


def _fuller(name: str) -> str | None:
    """The whole path of a parameter or a rule that was named alone."""
    from alliance_sim.scenario.parameters import Parameters
    from alliance_sim.scenario.theory import VARIANTS

    if name in Parameters.model_fields:
        return f"parameters.{name}"
    return f"theory.{name}" if name in VARIANTS else None
