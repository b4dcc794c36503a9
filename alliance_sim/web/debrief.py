"""After the class: what each seat did against what its agent would have done, who free-rode, and worlds that were not.

Every "would have" is a run of the same model with the same draws in which only the events in question are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.studies.happened import event_words
from alliance_sim.studies.spoken import sentence
from alliance_sim.web.lived import Lived, extended, live
from alliance_sim.web.orders import Event
from alliance_sim.web.state import World
from alliance_sim.web.views import SHOWN, clause, named, number, outcome_told, rounded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alliance_sim.scenario import Scenario

FREE_RIDER = 0.75
"""Assumption: who pays less than this part of what its income would ask for is called a free-rider here."""


@dataclass(frozen=True)
class Debrief:
    """What a class is told at the end.

    story: what all may see. sheets: by seat, what its student is handed.
    """

    story: dict[str, Any]
    sheets: dict[str, dict[str, Any]]


def debrief(scenario: Scenario, world: World, lived: Lived) -> Debrief:
    """The debrief of a world up to the last year that is over; it takes a run for each seat."""
    alone = live(scenario, world.year, inside=False)
    arms = {"class": lived, "agents": alone}
    left_out = set(scenario.baseline.without)
    if left_out:
        calm = extended(scenario, world.events).without(left_out)
        arms["without"] = live(calm, world.year, inside=False)
    sheets = {code: _sheet(scenario, world, lived, code) for code in sorted(world.seats)}
    story = {
        "title": scenario.title,
        "years": list(lived.results.years),
        "outcomes": {name: outcome_told(name) for name in SHOWN if name in lived.results.outcomes},
        "arms": {arm: _outcomes(one) for arm, one in arms.items()},
        "left_out": [
            event_words(lived.results, event) for event in lived.results.scenario.events if event.id in left_out
        ],
        "burden": _burden(scenario, world, lived),
        "free_rider": FREE_RIDER,
    }
    return Debrief(story, sheets)


def _outcomes(lived: Lived) -> dict[str, list[float | None]]:
    results = lived.results
    return {name: [number(value) for value in results.outcomes[name][0]] for name in SHOWN if name in results.outcomes}


def _played(lived: Lived) -> slice:
    """The years that were played: all but the first, which is in the data."""
    return slice(1, None) if len(lived.results.years) > 1 else slice(0, None)


def _burden(scenario: Scenario, world: World, lived: Lived) -> list[dict[str, Any]]:
    """What each member paid of all spending, beside its part of all income, over the years played; the least first."""
    results, years = lived.results, _played(lived)
    inside = results.state["votes"][0, years] > 0.0
    paid = np.where(inside, results.state["budget"][0, years], 0.0)
    income = np.where(inside, results.state["gdp"][0, years], 0.0)
    rows = []
    for i, code in enumerate(results.states):
        if inside[:, i].any() and float(np.nansum(paid)) > 0.0:
            part = float(np.nansum(paid[:, i]) / np.nansum(paid))
            due = float(np.nansum(income[:, i]) / np.nansum(income))
            rows.append({"code": code, "name": named(scenario, code), "seat": code in world.seats,
                         "paid": part, "due": due, "ratio": part / due if due > 0.0 else 1.0})  # fmt: skip
    return [rounded(row) for row in sorted(rows, key=lambda row: (row["ratio"], row["code"]))]


def _without(world: World, code: str) -> list[Event]:
    """The class's events that would have been without this seat's orders and consent."""
    return [event for settled in world.settled for by, event in settled.events if code not in by]


def _sheet(scenario: Scenario, world: World, lived: Lived, code: str) -> dict[str, Any]:
    results = lived.results
    twin = live(extended(scenario, _without(world, code)), world.year, inside=False)
    own, agent = _life(lived, code), _life(twin, code)
    sheet: dict[str, Any] = rounded(
        {
            "code": code,
            "state": named(scenario, code),
            "name": world.seats[code].name,
            "world": world.number,
            "title": scenario.title,
            "years": list(results.years),
            "own": own,
            "agent": agent,
            "deeds": _deeds(world, lived, code),
            "score": _score(scenario, own, agent, _played(lived)),
            "effect": {name: _last(lived, name) - _last(twin, name) for name in SHOWN if name in results.outcomes},
            "outcomes": {name: outcome_told(name) for name in SHOWN if name in results.outcomes},
            "trusted": [_trusted(one, code) for one in (lived, twin)],
        }
    )
    return sheet


def _last(lived: Lived, name: str) -> float:
    return float(lived.results.outcomes[name][0, -1])


def _life(lived: Lived, code: str) -> dict[str, list[float]]:
    """What a state spent, what danger it was in and what it believed, year by year."""
    results, i = lived.results, lived.results.states.index(code)
    names = {
        "share": "share",
        "danger": "attack_probability",
        "felt": "perceived_attack_probability",
        "aid": "expected_aid",
    }
    return {name: _column(results.state[variable], i) for name, variable in names.items()}


def _column(values: NDArray[np.float64], i: int) -> list[float]:
    column: list[float] = values[0, :, i].tolist()
    return column


def _trusted(lived: Lived, code: str) -> float:
    """How far its allies believe in the state in the last year: the mean of those who have a tie with it."""
    results = lived.results
    i = results.states.index(code)
    tied = results.dyads["tie"][-1, :, i] > 0.0
    return float(np.mean(results.dyads["reliance"][-1, tied, i])) if tied.any() else 0.0


def _score(
    scenario: Scenario, own: dict[str, list[float]], agent: dict[str, list[float]], years: slice
) -> dict[str, Any]:
    """What security cost, percent of GDP a year: what was spent, and what was likely to be lost."""
    loss = scenario.parameters.attack_loss

    def cost(life: dict[str, list[float]]) -> dict[str, float]:
        spent = float(np.mean(life["share"][years]))
        risked = float(np.mean(life["danger"][years])) * loss
        return {"spent": spent, "risked": risked, "whole": spent + risked}

    return {"own": cost(own), "agent": cost(agent), "attack_loss": loss}


def _deeds(world: World, lived: Lived, code: str) -> list[dict[str, Any]]:
    """What the seat brought about, and what it was refused, year by year."""
    known = {event.id: event for event in lived.results.scenario.events}
    return [
        {
            "year": settled.year,
            "did": [sentence(clause(lived.results, known[event["id"]])) for by, event in settled.events if code in by],
            "refused": [why for by, why in settled.refused if by == code],
            "motions": [
                {"id": motion["id"], "by": motion["by"], "kind": motion["kind"], "terms": motion["terms"],
                 "vote": motion["votes"].get(code), "carried": motion["carried"], "why": motion["why"]}
                for motion in settled.motions if motion["by"] == code or code in motion["votes"]
            ],
        }
        for settled in world.settled
    ]  # fmt: skip
