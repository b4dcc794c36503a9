"""One YAML 1.2 document as nodes that know their place; what YAML allows and a scenario must not hold is refused here.

ruamel.yaml scans and parses; the nodes are built from its events with an explicit stack, so that a hostile file can
neither exhaust the stack nor expand without end.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from alliance_sim.errors import Problem
from alliance_sim.scenario.node import Faulty, Node, Place
from alliance_sim.scenario.wording import shown

MAX_DEPTH = 50
MAX_WRITTEN = 20_000
"""Values a file may write out: the parser reads about 40 000 a second, and a check must not take longer than that."""
MAX_EXPANDED = 100_000
"""Values a file may stand for once its aliases are followed."""
MAX_NUMBER = 1000
"""Characters of the longest number that is read; Python itself refuses to print integers beyond 4300 digits."""

UNPRINTABLE = re.compile("[^\x09\x0a\x0d\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONG_ESCAPE = re.compile(r"\\U([0-9a-fA-F]{8})")
# The patterns are those of the core schema, YAML 1.2.2 section 10.3.2: NO, yes, 22:22 and dates stay text.
NULL = re.compile(r"~|null|Null|NULL|")
BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


class UnreadableError(Exception):
    """The document cannot be read further; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_document(text: str, file: str, *, placeless: bool = False) -> tuple[Node | None, list[Problem]]:
    """The text's nodes, or None when it is not YAML at all, and everything wrong with it as YAML.

    `placeless` is for a value of the command line, which has no line.
    """

    def place(mark: Any) -> Place:
        return Place(file) if placeless else Place(file, mark.line + 1, mark.column + 1)

    builder = _Builder(place)
    try:
        _refuse_unprintable(text, file)
        for event in _events(text, place, file):
            builder.feed(event)
    except UnreadableError as stop:
        return None, [*builder.problems, stop.problem]
    return builder.root, builder.problems


def _refuse_unprintable(text: str, file: str) -> None:
    found = UNPRINTABLE.search(text)
    if found:
        place = _place_of(found.start(), text, file)
        raise UnreadableError(
            place.problem(f"control character U+{ord(found.group()):04X} does not belong in a text file; remove it")
        )


def _odd_escape(text: str, file: str) -> Problem | None:
    for found in LONG_ESCAPE.finditer(text):
        if int(found.group(1), 16) > sys.maxunicode:
            return _place_of(found.start(), text, file).problem(f"not valid YAML: {found.group()} is no character")
    return None


def _place_of(offset: int, text: str, file: str) -> Place:
    before = text[:offset]
    return Place(file, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def _events(text: str, place: Callable[[Any], Place], file: str) -> Iterator[Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = place(mark) if mark else Place(file)
        raise UnreadableError(where.problem(_syntax_message(error, mark, text))) from None
    except UnreadableError:
        raise
    except Exception as error:  # the scanner lets ValueError and its kin through on odd escapes; no traceback for those
        raise UnreadableError(_odd_escape(text, file) or Place(file).problem(f"not valid YAML: {error}")) from None


def _syntax_message(error: Any, mark: Any, text: str) -> str:
    lines = text.split("\n")
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    indentation = line[: len(line) - len(line.lstrip())]
    if "\t" in indentation or "\\t" in str(error.problem):
        return "a tab cannot indent YAML; use spaces"
    problem = " ".join(str(error.problem or error.context).split())
    if "found duplicate anchor" in problem or not error.context or not error.context_mark:
        return f"not valid YAML: {problem}"
    return f"not valid YAML: {problem} ({error.context}, line {error.context_mark.line + 1})"


def _refuse_tag(event: Any, where: Place) -> None:
    if event.tag is not None:
        tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
        raise UnreadableError(where.problem(f"tag {shown(tag)} is refused; values here have no tags, so remove it"))


def _refuse_depth(depth: int, where: Place) -> None:
    if depth > MAX_DEPTH:
        raise UnreadableError(where.problem(f"nested more than {MAX_DEPTH} levels deep; a scenario needs about 6"))


@dataclass(slots=True)
class _Open:
    """A list or mapping that is still being read."""

    value: Any
    place: Place
    anchor: str | None
    key: str | None = None
    key_place: Place | None = None
    size: int = 1
    height: int = 1


class _Builder:
    """Builds nodes from parser events; `problems` are those after which reading can go on."""

    def __init__(self, place: Callable[[Any], Place]) -> None:
        self.place = place
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self._stack: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._written = 0
        self._documents = 0

    def feed(self, event: Any) -> None:
        """Take one parser event."""
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            self._start_document(event)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self._open(event, {} if kind == "MappingStartEvent" else [])
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._close()
        elif kind == "AliasEvent":
            self._alias(event)
        elif kind == "ScalarEvent":
            self._scalar(event)

    def _start_document(self, event: Any) -> None:
        where = self.place(event.start_mark)
        self._documents += 1
        if self._documents > 1:
            raise UnreadableError(
                where.problem("a second document starts here; a file holds one scenario, so remove '---'")
            )
        if event.version not in (None, (1, 2)):
            version = ".".join(map(str, event.version))
            raise UnreadableError(
                where.problem(f"%YAML {version} is not supported; scenario files are YAML 1.2, so remove the line")
            )

    def _count(self, where: Place) -> None:
        self._written += 1
        if self._written > MAX_WRITTEN:
            raise UnreadableError(where.problem(f"more than {MAX_WRITTEN} values; a scenario file is far smaller"))

    def _open(self, event: Any, value: Any) -> None:
        where = self.place(event.start_mark)
        self._count(where)
        _refuse_tag(event, where)
        self._refuse_structured_key(where)
        self._stack.append(_Open(value, where, event.anchor))
        _refuse_depth(len(self._stack), where)

    def _refuse_structured_key(self, where: Place) -> None:
        if self._stack and isinstance(self._stack[-1].value, dict) and self._stack[-1].key is None:
            raise UnreadableError(where.problem("a list or a mapping cannot be a key; keys are text"))

    def _close(self) -> None:
        done = self._stack.pop()
        self._add(Node(done.value, done.place, None, done.size, done.height), done.anchor)

    def _alias(self, event: Any) -> None:
        where = self.place(event.start_mark)
        self._count(where)
        self._refuse_structured_key(where)
        if event.anchor not in self._anchors:
            reason = (
                "refers to itself"
                if any(part.anchor == event.anchor for part in self._stack)
                else "has no anchor before it"
            )
            raise UnreadableError(where.problem(f"alias *{event.anchor} {reason}"))
        node = replace(self._anchors[event.anchor], place=where)
        _refuse_depth(len(self._stack) + node.height - 1, where)
        self._add(node, None)

    def _scalar(self, event: Any) -> None:
        where = self.place(event.start_mark)
        self._count(where)
        _refuse_tag(event, where)
        value = self._scalar_value(event, where)
        if self._stack and isinstance(self._stack[-1].value, dict) and self._stack[-1].key is None:
            self._take_key(event, value, where)
        else:
            self._add(Node(value, where), event.anchor)

    def _take_key(self, event: Any, value: Any, where: Place) -> None:
        if event.value == "<<" and event.implicit[0]:
            raise UnreadableError(
                where.problem("merge keys (<<) are not part of YAML 1.2; repeat the values or use `extends`")
            )
        if not isinstance(value, str):
            self.problems.append(where.problem(f"key {shown(event.value)} is not text; quote it if it is meant"))
        self._stack[-1].key, self._stack[-1].key_place = event.value, where

    def _scalar_value(self, event: Any, where: Place) -> Any:
        found = UNPRINTABLE.search(event.value)
        if found:
            self.problems.append(
                where.problem(f"control character U+{ord(found.group()):04X} in {shown(event.value)}; remove it")
            )
            return Faulty(UNPRINTABLE.sub("\ufffd", event.value))
        return self._resolved(event.value, where) if event.implicit[0] else event.value

    def _resolved(self, text: str, where: Place) -> Any:
        if NULL.fullmatch(text):
            return None
        if BOOL.fullmatch(text):
            return text.lower() == "true"
        if INT.fullmatch(text) or FLOAT.fullmatch(text) or NOT_FINITE.fullmatch(text):
            return self._number(text, where)
        return text

    def _number(self, text: str, where: Place) -> Any:
        if len(text) > MAX_NUMBER:
            self.problems.append(
                where.problem(f"a number of {len(text)} digits is too long; {MAX_NUMBER} are the limit")
            )
        elif INT.fullmatch(text):
            return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
        elif NOT_FINITE.fullmatch(text):
            self.problems.append(where.problem(f"{text} is not a finite number"))
        elif float(text) in (float("inf"), float("-inf")):
            self.problems.append(where.problem(f"{shown(text)} is too large for a number"))
        else:
            return float(text)
        return Faulty(text)

    def _add(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = node
        if not self._stack:
            self.root = node
            return
        top = self._stack[-1]
        top.size += node.size
        top.height = max(top.height, node.height + 1)
        if top.size > MAX_EXPANDED:
            raise UnreadableError(
                node.place.problem(f"aliases expand to more than {MAX_EXPANDED} values; write them out")
            )
        if isinstance(top.value, list):
            top.value.append(node)
        else:
            self._add_entry(top, node)

    def _add_entry(self, top: _Open, node: Node) -> None:
        key, where = str(top.key), top.key_place or top.place
        if key in top.value:
            first = top.value[key].key_place
            self.problems.append(
                where.problem(f"key {shown(key)} is already set in line {first.line}; keep one of the two")
            )
        else:
            top.value[key] = replace(node, key_place=where)
        top.key = top.key_place = None
