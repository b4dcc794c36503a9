"""A class: its worlds, and every action of seats and desk, checked, written into the diary and then taken over."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alliance_sim.errors import InputError
from alliance_sim.scenario.wording import shown
from alliance_sim.web import settle, words
from alliance_sim.web.lived import Lived, extended, live
from alliance_sim.web.log import CODE_LENGTH, Diary, new_code
from alliance_sim.web.motions import MOST_MOTIONS, Floor, concerned, tabled
from alliance_sim.web.orders import events_of, reasons
from alliance_sim.web.state import LOBBY, OPEN, OVER, PAUSED, World

if TYPE_CHECKING:
    from alliance_sim.scenario import Scenario

MOST_SECONDS = 24 * 3600
GRACE = 30.0
"""Seconds that a clock shows at least when the server comes back."""


class Room:
    """A class with its worlds. Everything here may be called from any thread; each world does one thing at a time.

    scenario: what every world starts from. last: the last year that is played. seconds: the clock of a year, 0 for
    none.
    """

    def __init__(self, scenario: Scenario, folder: Path, worlds: int, last: int, seconds: int) -> None:
        self.scenario, self.last, self.seconds = scenario, last, seconds
        self.diary = Diary(folder)
        _same_class(self.diary, scenario, worlds, last)
        self.code = self.diary.remember("code", new_code())
        self.desk = self.diary.remember("desk", secrets.token_urlsafe(24))
        self._key = bytes.fromhex(self.diary.remember("key", secrets.token_hex(32)))
        self.worlds = [World(number, scenario.start) for number in range(worlds)]
        for entry in self.diary.entries():
            self.worlds[entry.world].take(entry)
        self.locks = [threading.RLock() for _ in self.worlds]
        self.lived: list[Lived] = [self.relive(world) for world in self.worlds]
        for world in self.worlds:
            if world.until is not None:
                world.until = max(world.until, time.time() + GRACE)

    @property
    def seats(self) -> tuple[str, ...]:
        """The states that may be taken: members and partners, no adversaries."""
        states = {*self.scenario.states, *self.scenario.partners}
        return tuple(sorted(states - set(self.scenario.adversaries)))

    def relive(self, world: World) -> Lived:
        """A world from its first year to the last one that is over."""
        return live(extended(self.scenario, world.events), world.year)

    def voting(self, world: World) -> tuple[str, ...]:
        """The states with a vote at the end of the last year that is over."""
        results = self.lived[world.number].results
        votes = results.state["votes"][0, -1]
        return tuple(code for i, code in enumerate(results.states) if votes[i] > 0.0)

    def floor(self, world: World) -> Floor:
        """Who is there to vote."""
        return Floor(world.seats, self.voting(world), self.seats, self.lived[world.number])

    # Who is it?

    def join(self, code: object, number: object, iso3: object, name: object, act: object) -> str:
        """Take a free seat and return its secret token; the same action again returns the same token.

        Raises InputError for a wrong code, a seat that is taken or does not exist, and a name that is none.
        """
        self.admit(code)
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < len(self.worlds):
            raise InputError(f"{shown(number)} is not a world of this class; there are {len(self.worlds)}")
        act = _act(act)
        token = hmac.new(self._key, act.encode(), hashlib.sha256).hexdigest()
        world = self.worlds[number]
        with self.locks[number]:
            seat = world.seats.get(iso3) if isinstance(iso3, str) else None
            if seat is not None and hmac.compare_digest(seat.token, _digest(token)):
                return token
            if not isinstance(iso3, str) or iso3 not in self.seats:
                raise InputError(f"{shown(iso3)} is not a seat of this class")
            if seat is not None:
                raise InputError(f"{iso3} is taken by {seat.name}; choose another state")
            if any(f"join:{act}" in other.acts for other in self.worlds):
                raise InputError("this seat was given up; load the page again to take a new one")
            body = {"seat": iso3, "name": words.plain(name, words.LONGEST_NAME, "a name"), "token": _digest(token)}
            world.take(self.diary.append(number, "join", body, f"join:{act}"))
        return token

    def admit(self, code: object) -> None:
        """Raise InputError unless this is the room's code."""
        given = code.strip().upper() if isinstance(code, str) else ""
        if not hmac.compare_digest(given.encode(), self.code.encode()):
            raise InputError(f"that is not the code of this room; it has {CODE_LENGTH} letters and digits")

    def is_desk(self, token: object) -> bool:
        """Whether this is the teacher's token, compared in constant time."""
        return isinstance(token, str) and hmac.compare_digest(token.encode(), self.desk.encode())

    def seat_of(self, token: object) -> tuple[int, str] | None:
        """The world and state that a token sits for; every seat is compared, in constant time."""
        digest, found = _digest(token) if isinstance(token, str) else "", None
        for world in self.worlds:
            for iso3, seat in list(world.seats.items()):
                if hmac.compare_digest(seat.token, digest):
                    found = (world.number, iso3)
        return found

    # What a seat does

    def act(self, number: int, iso3: str, token: str, message: dict[str, Any]) -> None:
        """Carry out an action of a seat, once however often it is sent; it is on disk when this returns.

        Raises InputError, with the reason in words, for what is refused.
        """
        kind, act = str(message.get("do")), f"{_digest(token)[:16]}:{_act(message.get('act'))}"
        world = self.worlds[number]
        with self.locks[number]:
            seat = world.seats.get(iso3)
            if seat is None or not hmac.compare_digest(seat.token, _digest(token)):
                raise InputError("this seat was given up; ask your teacher")
            if act in world.acts:
                return
            if kind not in _SEAT_ACTIONS:
                raise InputError(f"{shown(kind)} is not an action; a seat can {', '.join(_SEAT_ACTIONS)}")
            body = _SEAT_ACTIONS[kind](self, world, iso3, message)
            world.take(self.diary.append(number, kind, body, act))

    def _orders(self, world: World, iso3: str, message: dict[str, Any]) -> dict[str, Any]:
        self._must_be_open(world)
        if message.get("year") != world.year + 1:
            raise InputError(f"{shown(message.get('year'))} is over; the year is {world.year + 1}")
        if not isinstance(message.get("done"), bool):
            raise InputError("done must be true or false")
        standings = {name: standing.votes for name, standing in self.scenario.standings.items()}
        events = events_of(iso3, world.year + 1, message.get("orders"), standings)
        try:
            extended(self.scenario, [*world.events, *events])
        except InputError as error:
            raise InputError(reasons(error)) from None
        return {"seat": iso3, "orders": message["orders"], "done": message["done"]}

    def _motion(self, world: World, iso3: str, message: dict[str, Any]) -> dict[str, Any]:
        self._must_be_open(world)
        if sum(motion.by == iso3 for motion in world.motions.values()) >= MOST_MOTIONS:
            raise InputError(f"at most {MOST_MOTIONS} motions a year")
        motion = tabled(len(world.motions), iso3, message.get("kind"), message.get("terms"), self.floor(world))
        settle.check_motion(self.scenario, world, motion)
        return vars(motion)

    def _vote(self, world: World, iso3: str, message: dict[str, Any]) -> dict[str, Any]:
        self._must_be_open(world)
        name = message.get("motion")
        motion = world.motions.get(name) if isinstance(name, str) else None
        if motion is None or not isinstance(message.get("yes"), bool):
            raise InputError("that motion is not on the table any more")
        if iso3 not in concerned(motion, self.floor(world)):
            raise InputError(f"{iso3} has no vote on this motion")
        return {"seat": iso3, "motion": motion.id, "yes": message["yes"]}

    def _say(self, world: World, iso3: str, message: dict[str, Any]) -> dict[str, Any]:
        to = message.get("to")
        if to is not None and (not isinstance(to, str) or to not in world.seats):
            raise InputError(f"nobody sits for {shown(to)}")
        return {"by": iso3, "to": to, "text": words.plain(message.get("text"), words.LONGEST_WORDS, "a message")}

    def _must_be_open(self, world: World) -> None:
        if world.phase != OPEN:
            said = {LOBBY: "the class has not begun", PAUSED: "the clock stands still", OVER: "the class is over"}
            raise InputError(f"{said[world.phase]}; wait for your teacher")

    # What the desk does

    def direct(self, number: int, message: dict[str, Any]) -> None:
        """Carry out an action of the desk in one world, once however often it is sent.

        Raises InputError for what is refused.
        """
        kind, act = str(message.get("do")), f"desk:{number}:{_act(message.get('act'))}"
        world = self.worlds[number]
        with self.locks[number]:
            if act in world.acts:
                return
            if kind not in _DESK_ACTIONS:
                raise InputError(f"{shown(kind)} is not an action; the desk can {', '.join(_DESK_ACTIONS)}")
            phases, action = _DESK_ACTIONS[kind]
            if world.phase not in phases:
                raise InputError(f"{kind} is not possible now: world {number + 1} is {world.phase}")
            written, body = action(_Wish(self, world, message))
            world.take(self.diary.append(number, written, body, act))
            if written == "year":
                self.lived[number] = self.relive(world)

    def tick(self, now: float, number: int) -> bool:
        """Settle the year of a world if its clock has run out; whether it did. now: seconds since 1970."""
        world = self.worlds[number]
        with self.locks[number]:
            if world.phase != OPEN or world.until is None or world.until > now:
                return False
            self.direct(number, {"do": "advance", "act": f"clock-{world.year + 1:08d}"})
        return True


def _same_class(diary: Diary, scenario: Scenario, worlds: int, last: int) -> None:
    """A room goes on only with what it was begun with."""
    for key, value in (("scenario", scenario.digest()), ("worlds", str(worlds)), ("last", str(last))):
        kept = diary.remember(key, value)
        if kept != value:
            raise InputError(
                f"{diary.path} is a class with another {key} ({kept[:12]}, not {value[:12]}); "
                "go on with the command it was begun with, or name another folder with --out"
            )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _act(act: object) -> str:
    """The id that a page gives an action, so that sending it again does nothing."""
    if not isinstance(act, str) or not 8 <= len(act) <= 64 or not act.replace("-", "").isalnum() or not act.isascii():
        raise InputError("act must be an id of 8 to 64 letters and digits")
    return act


def _seconds(message: dict[str, Any], least: int = 0) -> int:
    seconds = message.get("seconds")
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not least <= seconds <= MOST_SECONDS:
        raise InputError(f"seconds must be a number from {least} to {MOST_SECONDS}, not {shown(seconds)}")
    return seconds


@dataclass(frozen=True)
class _Wish:
    """What the desk asks for in one world."""

    room: Room
    world: World
    message: dict[str, Any]


_Written = tuple[str, dict[str, Any]]
"""The kind and body of the line that the diary gets."""


def _begin(wish: _Wish) -> _Written:
    return "open", {"seconds": wish.room.seconds}


def _advance(wish: _Wish) -> _Written:
    room, world = wish.room, wish.world
    return "year", settle.settled(room.scenario, world, room.floor(world), room.last, room.seconds)


def _kick(wish: _Wish) -> _Written:
    code = wish.message.get("seat")
    if not isinstance(code, str) or code not in wish.world.seats:
        raise InputError(f"nobody sits for {shown(code)}")
    return "kick", {"seat": code}


def _inject(wish: _Wish) -> _Written:
    return "inject", {"event": settle.injected(wish.room.scenario, wish.world, wish.message.get("event"))}


def _announce(wish: _Wish) -> _Written:
    return "say", {
        "by": "",
        "to": None,
        "text": words.plain(wish.message.get("text"), words.LONGEST_WORDS, "a message"),
    }


def _extend(wish: _Wish) -> _Written:
    return "extend", {"seconds": _seconds(wish.message, 1)}


def _pause(_: _Wish) -> _Written:
    return "pause", {}


def _resume(_: _Wish) -> _Written:
    return "resume", {}


def _end(_: _Wish) -> _Written:
    return "end", {}


_SEAT_ACTIONS: dict[str, Callable[[Room, World, str, dict[str, Any]], dict[str, Any]]] = {
    "orders": Room._orders, "motion": Room._motion, "vote": Room._vote, "say": Room._say,
}  # fmt: skip

_PLAYING = (OPEN, PAUSED)
_ALWAYS = (LOBBY, OPEN, PAUSED, OVER)
_DESK_ACTIONS: dict[str, tuple[tuple[str, ...], Callable[[_Wish], _Written]]] = {
    "begin": ((LOBBY,), _begin),
    "advance": (_PLAYING, _advance),
    "pause": ((OPEN,), _pause),
    "resume": ((PAUSED,), _resume),
    "extend": (_PLAYING, _extend),
    "inject": (_PLAYING, _inject),
    "kick": (_ALWAYS, _kick),
    "say": (_ALWAYS, _announce),
    "end": (_PLAYING, _end),
}
"""What the desk can do, and in which phases."""
