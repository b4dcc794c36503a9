"""Values of a file that know their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from alliance_sim.errors import Problem


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written; `line` and `column` count from 1 and are None for a command line's `--set`."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)

    def problem(self, message: str) -> Problem:
        """A problem at this place."""
        return Problem(message, self.file, self.line, self.column)


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place; a mapping's nodes also know the place of their key."""

    value: Any
    place: Place
    key_place: Place | None = None
    size: int = 1
    height: int = 1

    def plain(self) -> Any:
        """The value as dicts, lists and scalars, free of this tree."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def trail(root: Node, loc: Sequence[str | int]) -> Iterator[Node]:
    """The nodes along a location, from the root on.

    Parts that have no node, such as those that pydantic adds (an event's type, a union's branch), are skipped.
    """
    yield root
    yield from (node for _, node in steps(root, loc))


def steps(root: Node, loc: Sequence[str | int]) -> Iterator[tuple[str | int, Node]]:
    """The parts of a location that lead somewhere, each with its node."""
    node = root
    for part in loc:
        inner = inner_node(node, part)
        if inner is not None:
            node = inner
            yield part, node


def inner_node(node: Node, part: str | int) -> Node | None:
    """What a node holds under a key, at a position, or as this text; None when it holds no such thing."""
    if isinstance(node.value, dict):
        found = node.value.get(part)
        return found if isinstance(found, Node) else None
    if isinstance(node.value, list) and isinstance(part, int):
        return node.value[part] if part < len(node.value) else None
    if isinstance(node.value, list):  # a state in a list that is sorted when it is read: found by its code
        return next((entry for entry in node.value if entry.value == part), None)
    return None


class Faulty(str):
    """A value already reported as unusable; whoever meets it stays silent."""

    __slots__ = ()
