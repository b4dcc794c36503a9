"""What a seat cannot do alone: tabled as a motion, voted on by those it concerns, and an event if they consent.

A pact and a joint exercise need the yes of every seated state they name; where nobody sits, the state's agent decides
on a pact by its gain. An accession needs that no member objects: a seat by its no, an agent by the model's own rule.
A communiqué passes if no member's seat says no and more than half of them say yes; states without a seat keep silent,
which counts as consent (an assumption, after the silence procedure of such councils).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from alliance_sim.errors import InputError
from alliance_sim.scenario.wording import shown
from alliance_sim.web.lived import Lived
from alliance_sim.web.orders import Event
from alliance_sim.web.state import Motion, Seat

MOST_MOTIONS = 4
"""Motions of a seat in a year."""


@dataclass(frozen=True)
class Floor:
    """Who is there when a motion is tabled or decided.

    seats: by state. voting: states with a vote. adversaries: theirs is no seat. everyone: all states that may have one.
    lived: the world as it is.
    """

    seats: Mapping[str, Seat]
    voting: tuple[str, ...]
    everyone: tuple[str, ...]
    lived: Lived


def concerned(motion: Motion, floor: Floor) -> list[str]:
    """The states whose votes a motion asks for, seated or not, the one that tabled it left out."""
    if motion.kind in ("pact", "exercise"):
        return [code for code in motion.terms["states"] if code != motion.by]
    return [code for code in floor.voting if code not in (motion.by, motion.terms.get("state"))]


def tabled(number: int, by: str, kind: Any, terms: Any, floor: Floor) -> Motion:
    """A motion that a seat tables, checked as far as it can be before anybody votes.

    number: of motions tabled so far this year. Raises InputError for what is no motion.
    """
    if not isinstance(kind, str) or kind not in EVENTS:
        raise InputError(f"{shown(kind)} is not a motion; choose one of {', '.join(EVENTS)}")
    if not isinstance(terms, dict):
        raise InputError(f"{kind} needs its terms, not {shown(terms)}")
    motion = Motion(f"motion-{number + 1}", by, kind, _terms(by, kind, terms, floor))
    _may_table(motion, floor)
    return motion


def _terms(by: str, kind: str, terms: dict[str, Any], floor: Floor) -> dict[str, Any]:
    if kind in ("pact", "exercise"):
        named = terms.get("states")
        if not isinstance(named, list) or not all(isinstance(code, str) for code in named):
            raise InputError(f"{kind} needs a list of states, not {shown(named)}")
        states = sorted({by, *named})
        fits = len(states) == 2 if kind == "pact" else len(states) >= 2
        if not fits or any(code not in floor.everyone for code in states):
            raise InputError(f"{kind} cannot be between {', '.join(states)}")
        return {"states": states}
    if kind == "accession":
        state = terms.get("state", by)
        if state not in floor.everyone or state in floor.voting:
            raise InputError(f"{shown(state)} is not a state outside the membership")
        return {"state": state}
    known = {key: terms[key] for key in ("guideline", "readiness", "tone") if terms.get(key) is not None}
    if not known:
        raise InputError("a communiqué needs a guideline, a pledge of readiness or a tone")
    return known


def _may_table(motion: Motion, floor: Floor) -> None:
    if motion.kind == "communique" and motion.by not in floor.voting:
        raise InputError(f"{motion.by} has no vote, so it cannot table a communiqué")
    if motion.kind == "accession" and motion.by not in (motion.terms["state"], *floor.voting):
        raise InputError(f"{motion.by} has no vote, so it can only ask to join itself")


def event_of(motion: Motion, year: int) -> Event:
    """The event that a motion becomes when it is carried."""
    return EVENTS[motion.kind](f"class-{year}-{motion.id}", year, motion.terms)


@dataclass(frozen=True)
class Ballot:
    """A motion when it is decided: whom it asks, who of them sits here, and which of those said nothing."""

    motion: Motion
    floor: Floor
    asked: list[str]
    seated: list[str]
    silent: list[str]


def verdict(motion: Motion, floor: Floor) -> tuple[bool, str]:
    """Whether a motion is carried, and why or why not."""
    asked = concerned(motion, floor)
    seated = [code for code in asked if code in floor.seats]
    against = [code for code in seated if motion.votes.get(code) is False]
    if against:
        return False, f"{', '.join(against)} said no"
    return _VERDICTS[motion.kind](
        Ballot(motion, floor, asked, seated, [code for code in seated if code not in motion.votes])
    )


def _pact(ballot: Ballot) -> tuple[bool, str]:
    if ballot.silent:
        return _exercise(ballot)
    suitors = ballot.floor.lived.suitors[ballot.motion.by]
    unwilling = [code for code in ballot.asked if code not in ballot.seated and code not in suitors]
    if unwilling:
        return False, f"the agent of {', '.join(unwilling)} sees no gain in it"
    return True, "both sides want it"


def _exercise(ballot: Ballot) -> tuple[bool, str]:
    silent = ballot.silent
    return (False, f"{', '.join(silent)} did not answer") if silent else (True, "all who were asked take part")


def _accession(ballot: Ballot) -> tuple[bool, str]:
    objectors = ballot.floor.lived.objectors.get(ballot.motion.terms["state"], [])
    agents = [code for code in objectors if code not in ballot.floor.seats]
    if agents:
        return False, f"the agents of {', '.join(agents)} object: the risk is larger than the gain"
    return True, "no member objects"


def _communique(ballot: Ballot) -> tuple[bool, str]:
    ayes = 1 + len([code for code in ballot.seated if ballot.motion.votes.get(code)])
    members = 1 + len(ballot.seated)
    if 2 * ayes <= members:
        return False, f"only {ayes} of {members} members' seats said yes"
    return True, "no member's seat objects, and more than half say yes"


_VERDICTS: Mapping[str, Callable[[Ballot], tuple[bool, str]]] = {
    "pact": _pact, "exercise": _exercise, "accession": _accession, "communique": _communique,
}  # fmt: skip

EVENTS: Mapping[str, Callable[[str, int, dict[str, Any]], Event]] = {
    "pact": lambda name, year, terms: {"id": name, "year": year, "type": "pact", "states": terms["states"]},
    "exercise": lambda name, year, terms: {"id": name, "year": year, "type": "exercise", "states": terms["states"]},
    "accession": lambda name, year, terms: {"id": name, "year": year, "type": "accession", "state": terms["state"]},
    "communique": lambda name, year, terms: {"id": name, "year": year, "type": "summit", **terms},
}
"""The event that each kind of motion becomes."""
