"""Every value of a scenario and who set it: what `check --resolved` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alliance_sim.scenario.node import Node
from alliance_sim.scenario.schema import Scenario


def resolved(scenario: Scenario) -> list[tuple[str, Any, str]]:
    """Path, value and origin (`file:line:column` or `default`) of every value, in the order of the file format."""
    return [(path, value, scenario.origin(path)) for path, value in _values("", scenario.to_dict())]


def _values(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _values(f"{path}.{key}" if path else key, inner)
    elif isinstance(value, list) and value and all(isinstance(entry, dict) and "id" in entry for entry in value):
        for entry in value:
            yield from _values(f"{path}.{entry['id']}", entry)
    elif path:
        yield path, value


def origins(root: Node) -> dict[str, str]:
    """The place of every value of a tree by its path, lists as wholes, events under their ids."""
    return dict(_origins("", root))


def _origins(path: str, node: Node) -> Iterator[tuple[str, str]]:
    if path:
        yield path, str(node.place)
    if isinstance(node.value, dict):
        for key, inner in node.value.items():
            yield from _origins(f"{path}.{key}" if path else key, inner)
    elif isinstance(node.value, list) and path == "events":
        for entry in node.value:
            if isinstance(entry.value, dict) and "id" in entry.value:
                yield from _origins(f"events.{entry.value['id'].plain()}", entry)
