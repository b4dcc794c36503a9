"""The explorer: a scenario with other values and further events, run beside its baseline, in pictures and words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from alliance_sim.errors import InputError
from alliance_sim.metrics import OUTCOMES
from alliance_sim.run import compare_runs
from alliance_sim.scenario import list_scenarios, load_scenario, vary, with_events
from alliance_sim.scenario.events import EVENT_TYPES
from alliance_sim.scenario.parameters import Parameters
from alliance_sim.scenario.theory import VARIANTS
from alliance_sim.scenario.wording import shown
from alliance_sim.studies.compare import outcome_names
from alliance_sim.studies.explain import explain_results
from alliance_sim.studies.explained import sections
from alliance_sim.studies.happened import event_words
from alliance_sim.studies.words import answer
from alliance_sim.web import views
from alliance_sim.web.incoming import body_of
from alliance_sim.web.opened import opened
from alliance_sim.web.orders import reasons

if TYPE_CHECKING:
    from alliance_sim.results.results import Comparison, Results
    from alliance_sim.scenario import Scenario

OWN = "the class's scenario"
"""How the explorer calls the scenario that the server was started with."""

MOST_REPLICATES, REPLICATES = 40, 12
MOST_SETTINGS, MOST_EVENTS = 40, 30
KEPT_RUNS = 8
BAND = (5.0, 50.0, 95.0)
"""Percentiles of a fan chart."""


class Explorer:
    """One run at a time, the last few kept, so that looking inside one does not run it again."""

    def __init__(self, own: Scenario) -> None:
        self.own = own
        self.busy = asyncio.Lock()
        self.compared = lru_cache(KEPT_RUNS)(self._compared)

    def scenario(self, name: object) -> Scenario:
        """A shipped scenario by name, or the class's own; never a file of the machine."""
        if name == OWN:
            return self.own
        known = [shipped for shipped, _, _ in list_scenarios()]
        if not isinstance(name, str) or name not in known:
            raise InputError(f"{shown(name)} is not a shipped scenario")
        return load_scenario(name)

    def asked_for(self, asked: dict[str, Any]) -> Scenario:
        """What a page starts from: the text of a file that it has opened, or a name."""
        return opened(asked["text"]) if "text" in asked else self.scenario(asked.get("scenario"))

    def changed(self, asked: dict[str, Any]) -> Scenario:
        """The scenario that a page describes: a name or a text, other values by path, events left out and added."""
        scenario = self.asked_for(asked)
        values, events, dropped = asked.get("values", {}), asked.get("events", []), asked.get("without", [])
        if not isinstance(values, dict) or len(values) > MOST_SETTINGS:
            raise InputError(f"values must be at most {MOST_SETTINGS} paths with a value each")
        if (
            not isinstance(events, list)
            or len(events) > MOST_EVENTS
            or not all(isinstance(one, dict) for one in events)
        ):
            raise InputError(f"events must be a list of at most {MOST_EVENTS}")
        if not isinstance(dropped, list) or not all(isinstance(one, str) for one in dropped):
            raise InputError("without must be a list of ids")
        _only_numbers(values)
        try:
            if dropped:
                scenario = scenario.without(dropped)
            if values:
                scenario = vary(scenario, values)
            if events:
                scenario = with_events(scenario, events)
        except InputError as error:
            raise InputError(reasons(error)) from None
        return scenario

    def compare(self, scenario: Scenario, replicates: int) -> Comparison:
        """The scenario beside its baseline, kept for the next question about it."""
        return self.compared(scenario.digest(), replicates, _Held(scenario))

    def _compared(self, _: str, replicates: int, held: _Held) -> Comparison:
        scenario = held.scenario
        return compare_runs(scenario, seeds=range(scenario.seed, scenario.seed + replicates), engine="auto")


class _Held:
    """Carries a scenario past a cache that knows it by its digest."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


def _only_numbers(values: dict[str, Any]) -> None:
    """A page sets numbers, and variants of a rule; what a path leads to is checked with the scenario."""
    for path, value in values.items():
        room = path.partition(".")[0]
        variant = room == "theory" and value in VARIANTS.get(path.partition(".")[2], ())
        number = room in ("parameters", "adversaries") and isinstance(value, int | float | str)
        if not (variant or number):
            raise InputError(f"{shown(path)} cannot be set here to {shown(value)}")


def routes(answered: Callable[[Any, Any], Any], shared: Any) -> list[Route]:
    """The explorer's addresses."""
    explorer = Explorer(shared.room.scenario)

    def route(address: str, work: Callable[[Explorer, dict[str, Any]], Any]) -> Route:
        async def answer_it(_: Any, request: Request) -> Response:
            asked = await body_of(request)
            async with explorer.busy:
                found = await asyncio.to_thread(work, explorer, asked)
            return found if isinstance(found, Response) else JSONResponse(found)

        return Route(address, answered(answer_it, shared), methods=["POST"])

    return [
        route("/api/explorer/scenarios", _scenarios),
        route("/api/explorer/scenario", _about),
        route("/api/explorer/run", _run),
        route("/api/explorer/explain", _explain),
        route("/api/explorer/file", _file),
    ]


def _scenarios(explorer: Explorer, _: dict[str, Any]) -> dict[str, Any]:
    shipped = [{"name": name, "title": title} for name, title, _ in list_scenarios()]
    own = {"name": OWN, "title": explorer.own.title}
    same = any(one["name"] == explorer.own.name for one in shipped)
    return {"scenarios": shipped if same else [own, *shipped], "first": explorer.own.name if same else OWN}


def _about(explorer: Explorer, asked: dict[str, Any]) -> dict[str, Any]:
    scenario = explorer.asked_for(asked)
    told = Told(scenario)
    return {
        "name": scenario.name,
        "title": scenario.title,
        "description": views.plain_words(scenario.description),
        "start": scenario.start,
        "end": scenario.end,
        "alliance": scenario.alliance.name,
        "states": {code: views.named(scenario, code) for code in (*scenario.states, *scenario.partners)},
        "adversaries": {
            code: {"name": views.named(scenario, code), "intent": one.intent}
            for code, one in scenario.adversaries.items()
        },
        "standings": list(scenario.standings),
        "events": [{"id": event.id, "year": event.year, "words": told.words(event)} for event in scenario.events],
        "baseline": list(scenario.baseline.without),
        "parameters": _parameters(scenario),
        "theory": {rule: {"value": getattr(scenario.theory, rule), "choices": VARIANTS[rule]} for rule in VARIANTS},
        "kinds": {name: (model.__doc__ or "").strip().splitlines()[0] for name, model in EVENT_TYPES.items()},
        "replicates": {"usual": REPLICATES, "most": MOST_REPLICATES},
    }


class Told:
    """As much of results as the words for events need, before anything was run."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def words(self, event: Any) -> str:
        """An event as a clause, with its year."""
        results: Any = self
        return event_words(results, event)


def _parameters(scenario: Scenario) -> list[dict[str, Any]]:
    """Every numeric parameter as a slider: meaning, unit, range, default, value and where the default comes from."""
    found = []
    for name, field in Parameters.model_fields.items():
        value, extra = getattr(scenario.parameters, name), field.json_schema_extra
        if isinstance(value, float) and isinstance(extra, dict):
            bounds = {type(one).__name__: getattr(one, "ge", getattr(one, "le", None)) for one in field.metadata}
            found.append(
                {"name": name, "meaning": field.description, "low": bounds.get("Ge"), "high": bounds.get("Le"),
                 "usual": field.default, "value": value, **extra}
            )  # fmt: skip
    return found


def _asked(explorer: Explorer, asked: dict[str, Any]) -> Comparison:
    replicates = asked.get("replicates", REPLICATES)
    if not isinstance(replicates, int) or isinstance(replicates, bool) or not 1 <= replicates <= MOST_REPLICATES:
        raise InputError(f"replicates must be 1 to {MOST_REPLICATES}, not {shown(replicates)}")
    return explorer.compare(explorer.changed(asked), replicates)


def _run(explorer: Explorer, asked: dict[str, Any]) -> dict[str, Any]:
    compared = _asked(explorer, asked)
    results = compared.scenario
    return {
        "years": list(results.years),
        "words": answer(compared).split("\n\n"),
        "outcomes": {
            name: {**views.outcome_told(name), **{arm: fan(one.outcomes[name]) for arm, one in compared.arms.items()}}
            for name in outcome_names(compared)
            if name in OUTCOMES
        },
        "states": {arm: _by_state(one) for arm, one in compared.arms.items()},
        "names": {code: views.named(results.scenario, code) for code in results.states},
        "adversaries": sorted(results.scenario.adversaries),
        "events": [{"id": event.id, "year": event.year, "words": event_words(results, event)}
                   for event in results.scenario.events],
        "replicates": len(results.seeds),
    }  # fmt: skip


def fan(values: np.ndarray) -> list[list[float | None]]:
    """Percentiles over replicates, a row for each of `BAND`, a number for each year."""
    columns = [_band(column[~np.isnan(column)]) for column in values.T]
    return [[column[row] for column in columns] for row in range(len(BAND))]


def _band(known: np.ndarray) -> list[float | None]:
    if not len(known):
        return [None for _ in BAND]
    return [views.number(float(value)) for value in np.percentile(known, BAND)]


def _by_state(results: Results) -> dict[str, Any]:
    """The mean over replicates of what a map shows, by state, in the last year, and the ties of the graph."""
    shown_there = ("attack_probability", "share", "anxiety", "capability")
    table: dict[str, Any] = {
        name: {
            code: views.number(float(np.mean(results.state[name][:, -1, i]))) for i, code in enumerate(results.states)
        }
        for name in shown_there
    }
    ties = results.dyads["tie"][-1]
    table["ties"] = [
        [results.states[i], results.states[j], views.number(float(ties[i, j]))]
        for i in range(len(results.states))
        for j in range(i)
        if ties[i, j] >= 0.05
    ]
    return table


def _explain(explorer: Explorer, asked: dict[str, Any]) -> dict[str, Any]:
    state, year = asked.get("state"), asked.get("year")
    if not isinstance(state, str) or not isinstance(year, int):
        raise InputError("a state and a year are needed")
    found = explain_results(_asked(explorer, asked).scenario, state, year)
    return {"sections": [{"title": title, "lines": lines} for title, lines in sections(found)]}


def _file(explorer: Explorer, asked: dict[str, Any]) -> Response:
    from alliance_sim.results.folder import scenario_text

    return Response(scenario_text(explorer.changed(asked)), media_type="application/yaml")
