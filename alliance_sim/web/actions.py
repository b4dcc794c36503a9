"""What seats and desk can do: each action checked, and turned into the line that the diary keeps of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alliance_sim.errors import InputError
from alliance_sim.scenario.wording import shown
from alliance_sim.web import settle, words
from alliance_sim.web.lived import extended
from alliance_sim.web.motions import MOST_MOTIONS, Floor, concerned, tabled
from alliance_sim.web.orders import events_of, reasons
from alliance_sim.web.state import LOBBY, OPEN, OVER, PAUSED, World

if TYPE_CHECKING:
    from alliance_sim.scenario import Scenario

MOST_SECONDS = 24 * 3600
"""The longest that a clock can be extended at once."""


@dataclass(frozen=True)
class Wish:
    """An action that somebody asks for in a world.

    message: what the page said. iso3: the seat, empty for the desk. last: the last year that is played. seconds: the
    clock of a year, 0 for none.
    """

    scenario: Scenario
    world: World
    floor: Floor
    message: dict[str, Any]
    iso3: str
    last: int
    seconds: int


Body = dict[str, Any]
"""What a line of the diary says."""


# --- Seats ---


def _orders(wish: Wish) -> Body:
    world, message = wish.world, wish.message
    _must_be_open(world)
    if message.get("year") != world.year + 1:
        raise InputError(f"{shown(message.get('year'))} is over; the year is {world.year + 1}")
    if not isinstance(message.get("done"), bool):
        raise InputError("done must be true or false")
    standings = {name: standing.votes for name, standing in wish.scenario.standings.items()}
    events = events_of(wish.iso3, world.year + 1, message.get("orders"), standings)
    try:
        extended(wish.scenario, [*world.events, *events])
    except InputError as error:
        raise InputError(reasons(error)) from None
    return {"seat": wish.iso3, "orders": message["orders"], "done": message["done"]}


def _motion(wish: Wish) -> Body:
    world, message = wish.world, wish.message
    _must_be_open(world)
    if sum(motion.by == wish.iso3 for motion in world.motions.values()) >= MOST_MOTIONS:
        raise InputError(f"at most {MOST_MOTIONS} motions a year")
    motion = tabled(len(world.motions), wish.iso3, message.get("kind"), message.get("terms"), wish.floor)
    settle.check_motion(wish.scenario, world, motion)
    return vars(motion)


def _vote(wish: Wish) -> Body:
    world, name, yes = wish.world, wish.message.get("motion"), wish.message.get("yes")
    _must_be_open(world)
    motion = world.motions.get(name) if isinstance(name, str) else None
    if motion is None or not isinstance(yes, bool):
        raise InputError("that motion is not on the table any more")
    if wish.iso3 not in concerned(motion, wish.floor):
        raise InputError(f"{wish.iso3} has no vote on this motion")
    return {"seat": wish.iso3, "motion": motion.id, "yes": yes}


def _say(wish: Wish) -> Body:
    to = wish.message.get("to")
    if to is not None and (not isinstance(to, str) or to not in wish.world.seats):
        raise InputError(f"nobody sits for {shown(to)}")
    return {"by": wish.iso3, "to": to, "text": words.plain(wish.message.get("text"), words.LONGEST_WORDS, "a message")}


def _must_be_open(world: World) -> None:
    if world.phase != OPEN:
        said = {LOBBY: "the class has not begun", PAUSED: "the clock stands still", OVER: "the class is over"}
        raise InputError(f"{said[world.phase]}; wait for your teacher")


SEAT_ACTIONS: dict[str, Callable[[Wish], Body]] = {"orders": _orders, "motion": _motion, "vote": _vote, "say": _say}
"""What a seat can do: the kind of line in the diary, and what makes it."""


# --- The desk ---


def _begin(wish: Wish) -> tuple[str, Body]:
    return "open", {"seconds": wish.seconds}


def _advance(wish: Wish) -> tuple[str, Body]:
    return "year", settle.settled(wish.scenario, wish.world, wish.floor, wish.last, wish.seconds)


def _kick(wish: Wish) -> tuple[str, Body]:
    code = wish.message.get("seat")
    if not isinstance(code, str) or code not in wish.world.seats:
        raise InputError(f"nobody sits for {shown(code)}")
    return "kick", {"seat": code}


def _inject(wish: Wish) -> tuple[str, Body]:
    return "inject", {"event": settle.injected(wish.scenario, wish.world, wish.message.get("event"))}


def _announce(wish: Wish) -> tuple[str, Body]:
    text = words.plain(wish.message.get("text"), words.LONGEST_WORDS, "a message")
    return "say", {"by": "", "to": None, "text": text}


def _extend(wish: Wish) -> tuple[str, Body]:
    seconds = wish.message.get("seconds")
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 1 <= seconds <= MOST_SECONDS:
        raise InputError(f"seconds must be a number from 1 to {MOST_SECONDS}, not {shown(seconds)}")
    return "extend", {"seconds": seconds}


def _pause(_: Wish) -> tuple[str, Body]:
    return "pause", {}


def _resume(_: Wish) -> tuple[str, Body]:
    return "resume", {}


def _end(_: Wish) -> tuple[str, Body]:
    return "end", {}


_PLAYING = (OPEN, PAUSED)
_ALWAYS = (LOBBY, OPEN, PAUSED, OVER)
DESK_ACTIONS: dict[str, tuple[tuple[str, ...], Callable[[Wish], tuple[str, Body]]]] = {
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
"""What the desk can do, in which phases, and what makes the line of the diary: its kind and what it says."""
