"""What a seat may order in a year, and which event of the scenario each order is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alliance_sim.errors import InputError
from alliance_sim.scenario.wording import shown

Event = dict[str, Any]
"""An event as a file writes it."""


@dataclass(frozen=True, slots=True)
class Order:
    """A type of event that a seat may bring about on its own account.

    actor: the field that names who acts; always the seat itself. fields: what the seat may choose. most: how many of it
    a year.
    """

    actor: str
    fields: tuple[str, ...]
    most: int


ORDERS: Mapping[str, Order] = {
    "budget": Order("state", ("share",), 1),
    "statement": Order("speaker", ("about", "tone", "credibility", "public"), 3),
    "letters": Order("sender", ("recipients",), 1),
    "deployment": Order("from", ("to", "troops", "framework"), 3),
    "redeployment": Order("from", ("out_of", "troops", "to"), 3),
    "standing": Order("state", ("to", "phase_in"), 1),
    "rapprochement": Order("state", ("adversary", "depth"), 1),
    "pact": Order("states", ("end", "with"), 3),
}
"""Orders by the type of event; everything that needs others' consent is a motion instead."""

MOST_ORDERS = 15
"""Orders of a seat in a year."""


def events_of(iso3: str, year: int, orders: Any, standings: Mapping[str, bool]) -> list[Event]:
    """The orders of a seat as events of a year, ids from the seat, the year and the type.

    standings: whether each standing has a vote. Raises InputError for what a seat may not order; values are checked
    with the scenario.
    """
    if not isinstance(orders, list) or len(orders) > MOST_ORDERS:
        raise InputError(f"orders must be a list of at most {MOST_ORDERS}, not {shown(orders)}")
    counted: Counter[str] = Counter()
    return [_event(iso3, year, order, counted, standings) for order in orders]


def _event(iso3: str, year: int, order: Any, counted: Counter[str], standings: Mapping[str, bool]) -> Event:
    kind = order.get("type") if isinstance(order, dict) else None
    if not isinstance(kind, str) or kind not in ORDERS:
        raise InputError(f"{shown(kind)} cannot be ordered; a seat orders {', '.join(ORDERS)}")
    allowed, fields = ORDERS[kind], {key: value for key, value in order.items() if key != "type"}
    unknown = sorted(str(key) for key in fields if key not in allowed.fields)
    if unknown:
        raise InputError(f"{kind} has no {shown(unknown[0])}; it has {', '.join(allowed.fields)}")
    counted[kind] += 1
    if counted[kind] > allowed.most:
        raise InputError(f"{kind}: at most {allowed.most} a year")
    event = {"id": f"{iso3}-{year}-{kind}-{counted[kind]}", "year": year, "type": kind, allowed.actor: iso3, **fields}
    if kind == "pact":
        return _ending(event, iso3)
    if kind == "standing" and standings.get(str(fields.get("to"))) and fields.get("to") == "member":
        raise InputError("a state becomes a member by the members' consent; table a motion of accession instead")
    return event


def _ending(event: Event, iso3: str) -> Event:
    other = event.pop("with", None)
    if event.get("end") is not True or not isinstance(other, str):
        raise InputError("a pact needs both sides; table a motion for a new one, or end one with a named state")
    return {**event, "states": sorted([iso3, other])}


def reasons(error: InputError) -> str:
    """Why something was refused, in words without the places of a file that nobody has seen."""
    return "; ".join(dict.fromkeys(problem.message for problem in error.problems))


def merged(groups: Sequence[Sequence[Event]]) -> list[Event]:
    """Events of several groups as one list, in their order."""
    return [event for group in groups for event in group]
