"""A class: its worlds, and every action of seats and desk, checked, written into the diary and then taken over."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alliance_sim.errors import InputError
from alliance_sim.scenario.wording import shown
from alliance_sim.web import words
from alliance_sim.web.actions import DESK_ACTIONS, SEAT_ACTIONS, Wish
from alliance_sim.web.lived import Lived, extended, live
from alliance_sim.web.log import CODE_LENGTH, Diary, new_code
from alliance_sim.web.motions import Floor
from alliance_sim.web.state import OPEN, World

if TYPE_CHECKING:
    from alliance_sim.scenario import Scenario

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
        try:
            _same_class(self.diary, scenario, worlds, last)
        except InputError:
            self.diary.close()
            raise
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
            if kind not in SEAT_ACTIONS:
                raise InputError(f"{shown(kind)} is not an action; a seat can {', '.join(SEAT_ACTIONS)}")
            body = SEAT_ACTIONS[kind](self._wish(world, message, iso3))
            world.take(self.diary.append(number, kind, body, act))

    def _wish(self, world: World, message: dict[str, Any], iso3: str = "") -> Wish:
        return Wish(self.scenario, world, self.floor(world), message, iso3, self.last, self.seconds)

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
            if kind not in DESK_ACTIONS:
                raise InputError(f"{shown(kind)} is not an action; the desk can {', '.join(DESK_ACTIONS)}")
            phases, action = DESK_ACTIONS[kind]
            if world.phase not in phases:
                raise InputError(f"{kind} is not possible now: world {number + 1} is {world.phase}")
            written, body = action(self._wish(world, message))
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
