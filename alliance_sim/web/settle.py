"""The end of a year: orders, motions and the teacher's events become events of the scenario, and what fails is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alliance_sim.errors import InputError
from alliance_sim.scenario.wording import shown
from alliance_sim.web.lived import extended
from alliance_sim.web.motions import Floor, event_of, verdict
from alliance_sim.web.orders import Event, events_of, reasons
from alliance_sim.web.state import Motion, World

if TYPE_CHECKING:
    from alliance_sim.scenario import Scenario

Caused = tuple[tuple[str, ...], Event]
"""An event and the seats that caused it."""

MOST_INJECTED = 10
"""Events that the desk may inject in a year."""


def settled(scenario: Scenario, world: World, floor: Floor, last: int, seconds: int) -> dict[str, Any]:
    """What the diary keeps of the year that ends: its events with their causes, the motions, and what was refused.

    last: the last year that is played. seconds: the clock of the next year.
    """
    year = world.year + 1
    standings = {name: standing.votes for name, standing in scenario.standings.items()}
    wanted: list[Caused] = [((), event) for event in world.injected]
    for code in sorted(world.seats):
        wanted += [((code,), event) for event in events_of(code, year, world.seats[code].orders, standings)]
    told = []
    for motion in world.motions.values():
        carried, why = verdict(motion, floor)
        if carried:
            wanted.append((_movers(motion), event_of(motion, year)))
        told.append({**vars(motion), "carried": carried, "why": why})
    kept, refused = possible(scenario, world.events, wanted)
    return {
        "year": year,
        "last": year >= last,
        "seconds": seconds,
        "events": [[list(by), event] for by, event in kept],
        "motions": [_contradicted(motion, refused) for motion in told],
        "refused": [[by[0] if by else "", why] for by, _, why in refused],
        "sheets": {code: seat.orders for code, seat in sorted(world.seats.items())},
    }


def possible(
    scenario: Scenario, before: list[Event], wanted: list[Caused]
) -> tuple[list[Caused], list[tuple[tuple[str, ...], str, str]]]:
    """Those of the events that go together, in order of precedence, and the others with their id and the reason."""
    try:
        extended(scenario, [*before, *(event for _, event in wanted)])
        return wanted, []
    except InputError:
        return _one_by_one(scenario, before, wanted)


def _one_by_one(
    scenario: Scenario, before: list[Event], wanted: list[Caused]
) -> tuple[list[Caused], list[tuple[tuple[str, ...], str, str]]]:
    kept: list[Caused] = []
    refused = []
    for by, event in wanted:
        try:
            extended(scenario, [*before, *(other for _, other in kept), event])
            kept.append((by, event))
        except InputError as error:
            refused.append((by, str(event["id"]), reasons(error)))
    return kept, refused


def _movers(motion: Motion) -> tuple[str, ...]:
    """The states without whose consent the event would not have been."""
    if motion.kind in ("pact", "exercise"):
        return tuple(motion.terms["states"])
    return (motion.by,)


def _contradicted(motion: dict[str, Any], refused: list[tuple[tuple[str, ...], str, str]]) -> dict[str, Any]:
    for _, name, why in refused:
        if name.endswith(f"-{motion['id']}"):
            return {**motion, "carried": False, "why": why}
    return motion


def check_motion(scenario: Scenario, world: World, motion: Motion) -> None:
    """Raise InputError if what is tabled could not be an event of this year even if all said yes."""
    try:
        extended(scenario, [*world.events, event_of(motion, world.year + 1)])
    except InputError as error:
        raise InputError(reasons(error)) from None


def injected(scenario: Scenario, world: World, event: Any) -> Event:
    """An event that the teacher lets happen this year, checked with the others.

    Raises InputError for what is no event, or names a state that does not take part.
    """
    if not isinstance(event, dict) or len(world.injected) >= MOST_INJECTED:
        raise InputError(f"an event is needed, not {shown(event)}; at most {MOST_INJECTED} a year")
    year = world.year + 1
    whole = {**event, "id": f"desk-{year}-{len(world.injected) + 1}", "year": year}
    try:
        extended(scenario, [*world.events, *world.injected, whole])
    except InputError as error:
        raise InputError(reasons(error)) from None
    return whole
