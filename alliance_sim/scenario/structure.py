"""Types, keys and ranges, judged by pydantic; and what of a file is sound, so that no fault hides another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError

from alliance_sim.errors import Problem
from alliance_sim.scenario.events import AnyEvent
from alliance_sim.scenario.faults import id_of, worded
from alliance_sim.scenario.node import Node, Place, trail
from alliance_sim.scenario.schema import ScenarioFile
from alliance_sim.scenario.shape import Loc, fields_of, model_at

ENTRIES_DROPPED_ALONE = ("events", "figures", "standings", "adversaries", "patches", "expect", "parameters", "theory")
"""Sections of which a faulty entry is left out while the others are still checked further."""


@dataclass(frozen=True, slots=True)
class Dated:
    """An event, its number in the file and its node."""

    event: AnyEvent
    index: int
    node: Node

    def place(self, *loc: str | int) -> Place:
        """The place of one of its values."""
        return list(trail(self.node, loc))[-1].place


@dataclass(slots=True)
class Draft:
    """What of a file is well formed: the checks that need the whole go on with this part."""

    file: ScenarioFile
    root: Node
    events: list[Dated] = field(default_factory=list)
    repaired: set[Loc] = field(default_factory=set)
    """Where something faulty is left out or stands in for what was faulty; no further word is said of it."""
    faulty_ids: set[str] = field(default_factory=set)
    """Ids of events that are left out altogether."""

    def faulty(self, *loc: str | int) -> bool:
        """Whether this value, or all that holds it, was faulty."""
        return any(loc[: depth + 1] in self.repaired for depth in range(len(loc)))

    def sound(self, dated: Dated) -> bool:
        """Whether nothing of this event was faulty."""
        return not any(loc[:2] == ("events", dated.index) for loc in self.repaired)

    def node(self, *loc: str | int) -> Node:
        """The node at a location, or the nearest one above it that is written."""
        return list(trail(self.root, loc))[-1]

    def place(self, *loc: str | int) -> Place:
        """The place of a value."""
        return self.node(*loc).place

    def key_place(self, *loc: str | int) -> Place:
        """The place of a key."""
        node = self.node(*loc)
        return node.key_place or node.place


def read_structure(root: Node) -> tuple[Draft, list[Problem]]:
    """The well-formed part of a tree, and a problem for every type, key and range that is wrong."""
    plain = root.plain()
    try:
        return _draft(ScenarioFile.model_validate(plain), root, set()), []
    except ValidationError as failed:
        errors = failed.errors(include_url=False)
    problems = worded(errors, root, plain)
    file, repaired = _sound(plain)
    return _draft(file, root, repaired), problems


def _draft(file: ScenarioFile, root: Node, repaired: set[Loc]) -> Draft:
    section = root.value.get("events")
    written = section.value if section is not None and isinstance(section.value, list) else []
    dropped = {int(loc[1]) for loc in repaired if loc[0] == "events" and len(loc) == 2}
    kept = [(index, node) for index, node in enumerate(written) if index not in dropped]
    events = [Dated(event, index, node) for event, (index, node) in zip(file.events, kept, strict=True)]
    ids = {name for index in dropped if (name := id_of(written[index])) is not None}
    return Draft(file, root, events, repaired, ids)


# --- Going on with what is sound ---


def _sound(plain: dict[str, Any]) -> tuple[ScenarioFile, set[Loc]]:
    """The file with faulty values left out or stood in for, and where; so one fault does not hide the others.

    Two rounds, since what is left out in the first may be required; what is still wrong then is dropped as a whole.
    """
    repaired: set[Loc] = set()
    for _ in range(2):
        for error in _errors(plain):
            _repair(plain, error, repaired)
    units = {_unit(_clean(plain, error["loc"])) for error in _errors(plain)}
    return ScenarioFile.model_validate(_without(plain, units)), repaired | units


def _errors(plain: dict[str, Any]) -> list[Any]:
    try:
        ScenarioFile.model_validate(plain)
    except ValidationError as failed:
        return list(failed.errors(include_url=False))
    return []


def _repair(plain: dict[str, Any], error: Any, repaired: set[Loc]) -> None:
    loc = _clean(plain, error["loc"])
    holder: Any = plain
    for part in loc[:-1] if error["type"] != "missing" else loc:
        holder = holder[part]
    if error["type"] == "missing":
        stand_in = _stand_in(error["loc"], plain)
        if stand_in is not None:
            holder[error["loc"][-1]] = stand_in
            repaired.add((*loc, error["loc"][-1]))
    elif isinstance(holder, dict) and loc:
        del holder[loc[-1]]
        repaired.add(loc)


def _clean(plain: Any, loc: Loc) -> Loc:
    """The location without what pydantic adds to it: an event's type, a union's branch, `[key]`."""
    clean: list[str | int] = []
    for part in loc:
        inside = part in plain if isinstance(plain, dict) else isinstance(plain, list) and isinstance(part, int)
        if inside:
            plain = plain[part]
            clean.append(part)
    return tuple(clean)


def _stand_in(loc: Loc, plain: dict[str, Any]) -> Any:
    """A value that a required field accepts, if one is easily found."""
    info = fields_of(model_at(loc[:-1], plain))[str(loc[-1])]
    if get_origin(info.annotation) is Literal and loc[-1] != "type":
        return get_args(info.annotation)[0]
    return {float: 0.01, int: 1, str: "faulty", bool: False}.get(info.annotation)  # type: ignore[arg-type]


def _unit(loc: Loc) -> Loc:
    """What has to be left out for the rest to be sound."""
    return loc[:2] if loc[0] in ENTRIES_DROPPED_ALONE and len(loc) > 1 else loc[:1]


def _without(plain: dict[str, Any], units: set[Loc]) -> dict[str, Any]:
    kept = {key: value for key, value in plain.items() if (key,) not in units}
    for section in {str(unit[0]) for unit in units if len(unit) > 1 and unit[0] in kept}:
        entries, gone = kept[section], {unit[1] for unit in units if len(unit) > 1 and unit[0] == section}
        if isinstance(entries, dict):
            kept[section] = {key: value for key, value in entries.items() if key not in gone}
        else:
            kept[section] = [value for index, value in enumerate(entries) if index not in gone]
    return kept
