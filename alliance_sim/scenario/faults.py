"""Errors of pydantic's in the reader's words and at the reader's place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from alliance_sim.errors import Problem
from alliance_sim.scenario.events import EVENT_TYPES
from alliance_sim.scenario.node import Faulty, Node, steps, trail
from alliance_sim.scenario.shape import Loc, fields_of, meaning_of, model_at
from alliance_sim.scenario.values import SAID
from alliance_sim.scenario.wording import did_you_mean, shown

MOST_PROBLEMS = 200
"""Problems of one kind that are worded; a file with more is another kind of file."""

TYPE_NAMES = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "string_type": "text",
    "bool_type": "true or false",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "tuple_type": "a list",
}
MEANT = {"date": "year", "when": "year", "time": "year", "country": "state", "countries": "states", "kind": "type"}
"""Keys that people write, and what this format calls them; the nearest in letters may be something else."""
PATTERNS = {
    "name": "must be a slug of letters, digits and hyphens",
    "id": "must be letters, digits, hyphens and underscores",
    "standings": "must be letters, digits, hyphens and underscores and start with a letter",
    "patches": "must be letters, digits and hyphens",
}


def worded(errors: Sequence[Any], root: Node, plain: dict[str, Any]) -> list[Problem]:
    """Each error as a problem; values that were already reported as unreadable are passed over."""
    found = (_worded(error, root, plain) for error in islice(_first_of_each(errors), MOST_PROBLEMS))
    return [problem for problem in found if problem is not None]


def id_of(node: Node) -> str | None:
    """The id that an event's node gives, if it is text."""
    found = node.value.get("id") if isinstance(node.value, dict) else None
    return found.value if found is not None and isinstance(found.value, str) else None


def _first_of_each(errors: Sequence[Any]) -> Iterator[Any]:
    """A union reports every branch that fails; one message a value is enough."""
    seen: set[str] = set()
    for error in errors:
        where = ".".join(str(part) for part in error["loc"] if "[" not in str(part) and part not in ("float", "int"))
        if where not in seen:
            seen.add(where)
            yield error


def _worded(error: Any, root: Node, plain: dict[str, Any]) -> Problem | None:
    loc: Loc = error["loc"]
    *_, node = trail(root, loc)
    kind = error["type"]
    if isinstance(error["input"], Faulty):
        return None
    subject = _subject(root, loc[:-1] if kind == "extra_forbidden" else loc)
    if kind == "missing":
        return node.place.problem(f"{_prefix(subject)}{loc[-1]} is missing; {meaning_of(loc, plain)}")
    if kind == "extra_forbidden":
        hint = _known_key(loc[-1], list(fields_of(model_at(loc[:-1], plain))))
        return (node.key_place or node.place).problem(f"{_prefix(subject)}unknown key {shown(loc[-1])}{hint}")
    if kind.startswith("union_tag"):
        return _type_problem(node, subject)
    where = (node.key_place or node.place) if loc[-1] == "[key]" else node.place
    return where.problem(f"{subject}{_reason(error)}")


def _known_key(word: Any, known: list[str]) -> str:
    """The end of a message on an unknown key: the key that means the same, else the nearest one."""
    meant = MEANT.get(str(word).lower())
    return f"; did you mean {meant}?" if meant in known else did_you_mean(word, known)


def _type_problem(node: Node, subject: str) -> Problem:
    written: Node | None = node.value.get("type")
    if written is None:
        return node.place.problem(f"{_prefix(subject)}type is missing{did_you_mean(None, list(EVENT_TYPES))}")
    value = written.plain()
    return written.place.problem(
        f"{_prefix(subject)}type {shown(value)} is not an event type{did_you_mean(value, list(EVENT_TYPES))}"
    )


def _subject(root: Node, loc: Loc) -> str:
    """What a message is about: `event 'downgrade': to ` or `parameters.publicness `."""
    names = [str(part) for part, _ in steps(root, loc) if not isinstance(part, int)]
    if loc[:1] == ("events",) and len(loc) > 1 and isinstance(loc[1], int):
        name = id_of(root.value["events"].value[loc[1]])
        event = f"event {shown(name)}" if isinstance(name, str) else f"event number {loc[1] + 1}"
        return f"{event}: {'.'.join(names[1:])} " if len(names) > 1 else f"{event} "
    return f"{'.'.join(names)} " if names else ""


def _prefix(subject: str) -> str:
    about, colon, _ = subject.partition(": ")
    return f"{about if colon else subject.rstrip()}: " if subject.strip() else ""


def _reason(error: Any) -> str:
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    loc = error["loc"]
    if kind == SAID:
        return str(context["message"])
    if kind in TYPE_NAMES:
        return f"must be {TYPE_NAMES[kind]}, not {shown(value)}{_percent_hint(kind, value)}"
    if kind == "string_pattern_mismatch":
        name = loc[0] if loc[-1] == "[key]" else loc[-1]
        return f"{PATTERNS.get(str(name), 'is not written correctly')}, not {shown(value)}"
    if kind == "literal_error":
        choices = [choice.strip("'") for choice in context["expected"].replace(" or ", ", ").split(", ")]
        return f"must be one of {', '.join(choices)}, not {shown(value)}{did_you_mean(value, choices, name_all=False)}"
    return f"{_limit(kind, context, value, error['msg'])}"


def _percent_hint(kind: str, value: Any) -> str:
    return (
        "; a percent sign is for shares only"
        if kind == "float_type" and isinstance(value, str) and "%" in value
        else ""
    )


def _limit(kind: str, context: dict[str, Any], value: Any, message: str) -> str:
    limits = {
        "greater_than_equal": ("ge", "must be at least"),
        "less_than_equal": ("le", "must be at most"),
        "greater_than": ("gt", "must be more than"),
        "less_than": ("lt", "must be less than"),
    }
    if kind in limits:
        name, words = limits[kind]
        limit = context[name]
        return f"{words} {limit if isinstance(limit, int) else f'{limit:g}'}, not {shown(value)}"
    if kind == "string_too_short" or (kind == "too_short" and context["min_length"] == 1):
        return "must not be empty"
    if kind == "too_short":
        return f"must have at least {context['min_length']} entries, not {context['actual_length']}"
    if kind == "too_long":
        return f"must have at most {context['max_length']} entries, not {context['actual_length']}"
    if kind == "string_too_long":
        return f"must be at most {context['max_length']} characters long, not {len(value)}"
    return f"{message.replace('Input should', 'should')}, not {shown(value)}"
