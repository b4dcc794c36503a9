"""What each page may see of a world, as plain values: the projector, a seat, and the teacher's desk."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

from alliance_sim.data.load import countries
from alliance_sim.metrics import OUTCOMES
from alliance_sim.studies.happened import event_words, standing_words
from alliance_sim.studies.spoken import calendar, given, in_sentence, measure, sentence
from alliance_sim.web.lived import Lived
from alliance_sim.web.motions import concerned
from alliance_sim.web.orders import ORDERS
from alliance_sim.web.state import Motion, Settled, World

if TYPE_CHECKING:
    from alliance_sim.results.results import Results
    from alliance_sim.scenario import Scenario
    from alliance_sim.web.room import Room

View = dict[str, Any]

SHOWN = ("spending", "members_at_guideline", "cohesion", "anxiety", "deterrence", "capability")
"""Outcomes that the projector shows, the first four as charts while the class plays."""

MANY_BUDGETS = 4
"""From so many budgets of a year on they are told in one sentence."""

TELLING = 5
"""Significant digits that a page gets of a number."""


def still(room: Room) -> View:
    """What does not change while a class plays: states, outcomes, standings."""
    scenario = room.scenario
    return {
        "title": scenario.title,
        "name": scenario.name,
        "description": plain_words(scenario.description),
        "alliance": scenario.alliance.name,
        "start": scenario.start,
        "last": room.last,
        "worlds": len(room.worlds),
        "seats": list(room.seats),
        "states": {code: named(scenario, code) for code in room.lived[0].results.states},
        "adversaries": sorted(scenario.adversaries),
        "standings": {name: standing.votes for name, standing in scenario.standings.items()},
        "outcomes": {name: outcome_told(name) for name in SHOWN if name in room.lived[0].results.outcomes},
        "orders": {name: order.most for name, order in ORDERS.items()},
    }


def plain_words(description: str) -> str:
    """A scenario's description as one paragraph without the marks of its file."""
    return " ".join(description.replace("`", "").split())


def outcome_told(name: str) -> View:
    """How a page names an outcome: its unit and factor on paper, and what it means."""
    told = measure(name)
    return {"phrase": sentence(told.phrase), "unit": told.unit, "factor": told.factor,
            "meaning": OUTCOMES[name].definition}  # fmt: skip


def named(scenario: Scenario, code: str) -> str:
    """A state's name."""
    own, known = scenario.figures.get(code), countries().get(code)
    return str(own.name) if own is not None and own.name else known.name if known else code


def history(room: Room, world: World) -> list[View]:
    """Every year that is over, as all may see it."""
    lived = room.lived[world.number]
    settled = {one.year: one for one in world.settled}
    return [_year(lived, t, settled.get(year)) for t, year in enumerate(lived.results.years)]


def _year(lived: Lived, t: int, settled: Settled | None) -> View:
    results, year = lived.results, lived.results.years[t]
    names = results.standing_names()[0, t]
    return {
        "year": year,
        "outcomes": {name: number(results.outcomes[name][0, t]) for name in SHOWN if name in results.outcomes},
        "share": per_state(results, "share", t),
        "budget": per_state(results, "budget", t),
        "standing": {code: str(names[i]) for i, code in enumerate(results.states) if names[i]},
        "words": [
            *_happened(results, [event for event in results.scenario.events if event.year == year]),
            *_moved(results, t),
        ],
        "crises": lived.crises[year],
        "choices": [
            {"state": change["state"], "what": change["what"], "reason": change["reason"]}
            for change in results.changes
            if change["year"] == year
        ],
        "motions": [] if settled is None else settled.motions,
    }


def _moved(results: Results, t: int) -> list[str]:
    """The states that have another standing than the year before."""
    names = results.standing_names()[0]
    return [
        sentence(f"{in_sentence(results, code)} is now {standing_words(str(names[t, i]))}.")
        for i, code in enumerate(results.states)
        if t > 0 and names[t, i] != names[t - 1, i]
    ]


def _happened(results: Results, events: list[Any]) -> list[str]:
    """A year's events as sentences; many budgets as one."""
    budgets = [event for event in events if event.type == "budget" and event.share is not None]
    joined = budgets if len(budgets) >= MANY_BUDGETS else []
    words = [clause(results, event) for event in events if event not in joined]
    if joined:
        told = [f"{named(results.scenario, event.state)} {given(100 * event.share)} %" for event in joined]
        words.append(f"{len(joined)} governments set their own defence budgets: {', '.join(told)}")
    return [sentence(text) + "." for text in words]


def clause(results: Results, event: Any) -> str:
    """An event as a clause without its year."""
    return event_words(results, event).removeprefix(f"in {calendar(event.year)} ")


def per_state(results: Results, variable: str, t: int) -> dict[str, float | None]:
    """A variable of every state in one year of the first replicate."""
    return {code: number(results.state[variable][0, t, i]) for i, code in enumerate(results.states)}


def number(value: float) -> float | None:
    """A number short enough for a page; None where it is not defined."""
    return float(f"{value:.{TELLING}g}") if math.isfinite(value) else None


def public(room: Room, world: World) -> View:
    """What everyone in a world sees and what changes within a year."""
    floor = room.floor(world)
    return {
        "world": world.number,
        "year": world.year,
        "phase": world.phase,
        "seconds_left": _left(world),
        "voting": list(floor.voting),
        "seats": {code: {"name": seat.name, "done": seat.done} for code, seat in sorted(world.seats.items())},
        "motions": [_motion(motion, concerned(motion, floor)) for motion in world.motions.values()],
        "words": [_said(one) for one in world.words if one["to"] is None],
    }


def _left(world: World) -> float | None:
    if world.until is not None:
        return max(0.0, round(world.until - time.time(), 1))
    return None if world.left is None else round(world.left, 1)


def _motion(motion: Motion, asked: list[str]) -> View:
    return {**vars(motion), "votes": dict(motion.votes), "asked": asked}


def _said(one: dict[str, Any]) -> View:
    return {key: one[key] for key in ("at", "year", "by", "to", "text")}


def seat(room: Room, world: World, iso3: str) -> View:
    """What only this seat sees: its orders, its secrets, its letters."""
    lived, taken = room.lived[world.number], world.seats[iso3]
    results = lived.results
    i = results.states.index(iso3)
    known = {name: [number(value) for value in results.state[name][0, :, i]] for name in ("share", "gdp", "budget")}
    felt = [number(value) for value in results.state["perceived_attack_probability"][0, :, i]]
    refused = [why for by, why in (world.settled[-1].refused if world.settled else []) if by == iso3]
    return {
        "code": iso3,
        "name": taken.name,
        "orders": taken.orders,
        "done": taken.done,
        "secrets": rounded(lived.secrets[iso3]),
        "felt": felt,
        "advice": number(lived.advice[iso3]),
        "refused": refused,
        "private": [_said(one) for one in world.words if one["to"] is not None and iso3 in (one["by"], one["to"])],
        **known,
    }


def rounded(value: Any) -> Any:
    """Plain values with every number as short as a page needs it."""
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return number(value) if isinstance(value, float) else value


def desk(room: Room) -> View:
    """What the teacher sees: every world, who has submitted, and all that is said."""
    return {
        "code": room.code,
        "seconds": room.seconds,
        "worlds": [
            {
                **public(room, world),
                "words": [_said(one) for one in world.words],
                "injected": list(world.injected),
                "refused": [list(one) for one in (world.settled[-1].refused if world.settled else [])],
            }
            for world in room.worlds
        ],
    }
