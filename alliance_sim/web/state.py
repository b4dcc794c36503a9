"""Where a class stands: the state of each world as its diary tells it, entry by entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from alliance_sim.web.log import Entry
from alliance_sim.web.orders import Event

LOBBY, OPEN, PAUSED, OVER = "lobby", "open", "paused", "over"
"""Phases of a world: students join; a year is being decided; the clock stands still; the debrief."""

KEPT_WORDS = 300
"""Messages that are kept for the pages; all are in the diary."""


@dataclass
class Seat:
    """A taken seat. token: SHA-256 (hex) of its secret. orders: of this year. done: whether they are submitted."""

    name: str
    token: str
    orders: list[dict[str, Any]] = field(default_factory=list)
    done: bool = False


@dataclass
class Motion:
    """What needs others' consent: a pact, a joint exercise, an accession or a communiqué, in the year it is tabled."""

    id: str
    by: str
    kind: str
    terms: dict[str, Any]
    votes: dict[str, bool] = field(default_factory=dict)


@dataclass
class Settled:
    """A year that is over. events: with the seats that caused each. refused: [seat or empty, why]."""

    year: int
    events: list[tuple[tuple[str, ...], Event]]
    motions: list[dict[str, Any]]
    refused: list[tuple[str, str]]
    sheets: dict[str, list[dict[str, Any]]]


@dataclass
class World:
    """One of the parallel worlds of a class.

    year: the last one that is over. until: when the clock of this year runs out (seconds since 1970), None without a
    clock. left: seconds on a clock that stands still.
    """

    number: int
    year: int
    phase: str = LOBBY
    until: float | None = None
    left: float | None = None
    seats: dict[str, Seat] = field(default_factory=dict)
    motions: dict[str, Motion] = field(default_factory=dict)
    injected: list[Event] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)
    acts: set[str] = field(default_factory=set)

    @property
    def events(self) -> list[Event]:
        """Everything that the class brought about so far, as events of the scenario."""
        return [event for settled in self.settled for _, event in settled.events]

    def take(self, entry: Entry) -> None:
        """Bring the world up to date with a line of its diary."""
        HANDLERS[entry.kind](self, entry)
        if entry.act is not None:
            self.acts.add(entry.act)


def _join(world: World, entry: Entry) -> None:
    world.seats[entry.body["seat"]] = Seat(entry.body["name"], entry.body["token"])


def _kick(world: World, entry: Entry) -> None:
    world.seats.pop(entry.body["seat"], None)


def _orders(world: World, entry: Entry) -> None:
    seat = world.seats[entry.body["seat"]]
    seat.orders, seat.done = entry.body["orders"], entry.body["done"]


def _motion(world: World, entry: Entry) -> None:
    motion = Motion(**entry.body)
    world.motions[motion.id] = motion


def _vote(world: World, entry: Entry) -> None:
    world.motions[entry.body["motion"]].votes[entry.body["seat"]] = entry.body["yes"]


def _say(world: World, entry: Entry) -> None:
    world.words.append({"at": entry.at, "year": world.year, **entry.body})
    del world.words[:-KEPT_WORDS]


def _inject(world: World, entry: Entry) -> None:
    world.injected.append(entry.body["event"])


def _open(world: World, entry: Entry) -> None:
    world.phase, seconds = OPEN, entry.body["seconds"]
    world.until, world.left = (entry.at + seconds if seconds else None), None


def _pause(world: World, entry: Entry) -> None:
    world.phase = PAUSED
    world.left, world.until = (None if world.until is None else max(0.0, world.until - entry.at)), None


def _resume(world: World, entry: Entry) -> None:
    world.phase = OPEN
    world.until, world.left = (None if world.left is None else entry.at + world.left), None


def _extend(world: World, entry: Entry) -> None:
    seconds = entry.body["seconds"]
    if world.phase == PAUSED:
        world.left = max(0.0, (world.left or 0.0) + seconds)
    else:
        world.until = max(world.until or entry.at, entry.at) + seconds


def _year(world: World, entry: Entry) -> None:
    body = entry.body
    events = [(tuple(by), event) for by, event in body["events"]]
    refused = [(seat, why) for seat, why in body["refused"]]
    world.settled.append(Settled(body["year"], events, body["motions"], refused, body["sheets"]))
    world.year, world.motions, world.injected = body["year"], {}, []
    for seat in world.seats.values():
        seat.orders, seat.done = [], False
    world.until, world.left = (entry.at + body["seconds"] if body["seconds"] else None), None
    world.phase = OVER if body["last"] else OPEN
    if world.phase == OVER:
        world.until = None


def _end(world: World, _: Entry) -> None:
    world.phase, world.until, world.left = OVER, None, None


HANDLERS: dict[str, Callable[[World, Entry], None]] = {
    "join": _join, "kick": _kick, "orders": _orders, "motion": _motion, "vote": _vote, "say": _say,
    "inject": _inject, "open": _open, "pause": _pause, "resume": _resume, "extend": _extend, "year": _year,
    "end": _end,
}  # fmt: skip
"""What each kind of entry does to a world."""
