"""What is there at the start? Figures of every state, distances, promises, ties and beliefs in the first year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from alliance_sim.data import load as data
from alliance_sim.errors import DataError
from alliance_sim.rules import burden, commitment, odds, threat
from alliance_sim.scenario.parameters import TREATY_PRIORS

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

    from alliance_sim.scenario import Scenario

    Array = NDArray[np.float64]

LOCAL_REACH_KM = 2000.0
"""Assumption: distance over which a state's own forces lose all but 1/e of their power, unless the data say
otherwise."""


@dataclass(frozen=True)
class Figures:
    """Figures of the states in the first year, one entry a state in the order of `World.states`.

    gdp, budget: billion constant USD (a year). growth: share a year. share: of GDP. efficiency: capability per dollar.
    readiness, guardrail, receptivity: 0-1. stance: -1 to 1. reach_km: km. capability: billion USD.
    """

    gdp: Array
    growth: Array
    share: Array
    efficiency: Array
    readiness: Array
    reach_km: Array
    receptivity: Array
    stance: Array
    guardrail: Array
    capability: Array

    @property
    def budget(self) -> Array:
        """Defence spending of the first year, billion constant USD."""
        return self.share * self.gdp


@dataclass(frozen=True)
class World:
    """Everything at one time: the first year of a scenario, before any event.

    Dyad arrays are [i, j]: i relies on or receives from j. `power_left[a, i]` is the share of state a's power left at
    i as an
    adversary; `help_left[i, j]` the share of j's power left at i as an ally; `nearness[i, k]` how much a crisis at k
    shakes i.
    """

    scenario: Scenario
    states: tuple[str, ...]
    adversaries: tuple[int, ...]
    figures: Figures
    standing: tuple[str, ...]
    distance_km: Array
    power_left: Array
    help_left: Array
    nearness: Array
    pact: Array
    troops: Array
    intent: Array
    promise: Array
    integration: Array
    exercised: Array
    reliance: Array
    tie: Array
    spill_in: Array
    expected_aid: Array
    attack_probability: Array
    attack_by: Array
    entrapment: Array
    public_weight: Array
    private_weight: Array

    @cached_property
    def index(self) -> dict[str, int]:
        """Position of each state's code in the arrays."""
        return {iso3: i for i, iso3 in enumerate(self.states)}

    @cached_property
    def members(self) -> tuple[int, ...]:
        """Positions of the states that are no adversaries: members, partners and outsiders."""
        return tuple(i for i in range(len(self.states)) if i not in self.adversaries)

    def graph(self) -> nx.Graph[str]:
        """The alliance graph of the first year: nodes by code, an edge for every security tie.

        Edge attributes: `tie` 0-1; `pact` alliance, bilateral or none; `reliance` {code: what it believes of the
        other, 0-1}.
        """
        import networkx as nx

        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(self.states[i] for i in self.members)
        for i in self.members:
            for j in self.members:
                if i < j and max(self.promise[i, j], self.promise[j, i]) > 0.0:
                    graph.add_edge(self.states[i], self.states[j], **self._edge(i, j))
        return graph

    def _edge(self, i: int, j: int) -> dict[str, object]:
        levels = self.scenario.standings
        covered = levels[self.standing[i]].guarantee * levels[self.standing[j]].guarantee > 0.0
        one, other = self.states[i], self.states[j]
        return {
            "tie": float(self.tie[i, j]),
            "pact": "alliance" if covered else "bilateral",
            "reliance": {one: float(self.reliance[i, j]), other: float(self.reliance[j, i])},
        }


def build_world(scenario: Scenario) -> World:
    """The world of a scenario's first year.

    Raises DataError, naming state and year, where neither the data nor the file's `figures` have what is needed.
    """
    states = tuple(sorted({*scenario.states, *scenario.partners, *scenario.adversaries}))
    adversaries = tuple(i for i, iso3 in enumerate(states) if iso3 in scenario.adversaries)
    figures = _figures(scenario, states)
    standing = tuple(scenario.initial_standings.get(iso3, "outside") for iso3 in states)
    distance = _distances(scenario, states)
    pact, troops = _pacts(scenario, states, adversaries), _troops(scenario, states)
    helps = [i for i in range(len(states)) if i not in adversaries]
    promise, integration, exercised = _promises(scenario, standing, pact, helps)
    willing = _willingness(scenario, figures, promise, troops, helps)
    reliance = promise if scenario.theory.commitment == "treaty" else willing
    tie = _pairwise(helps, lambda i, j: exercised[i, j] * 0.5 * (reliance[i, j] + reliance[j, i]), len(states))
    reach, scale = figures.reach_km.tolist(), scenario.parameters.threat_distance_km
    nearness = np.array([[threat.proximity(d, scale) for d in row] for row in distance.tolist()])
    help_left = np.array(
        [[threat.proximity(d, r) for d, r in zip(row, reach, strict=True)] for row in distance.tolist()]
    )
    base = _base_year(scenario, figures, adversaries, helps, distance, help_left, reliance, tie, integration, promise)
    return World(
        scenario=scenario, states=states, adversaries=adversaries, figures=figures, standing=standing,
        distance_km=distance, help_left=help_left, nearness=nearness, pact=pact, troops=troops, promise=promise,
        integration=integration, exercised=exercised,
        reliance=reliance, tie=tie, **base,
    )  # fmt: skip


def _pairwise(who: list[int], value: Callable[[int, int], float], n: int) -> Array:
    """An n by n array with value(i, j) for every ordered pair of `who`, 0 elsewhere."""
    table = np.zeros((n, n))
    for i in who:
        for j in who:
            if i != j:
                table[i, j] = value(i, j)
    return table


def _figures(scenario: Scenario, states: tuple[str, ...]) -> Figures:
    rows = [_state_figures(scenario, iso3) for iso3 in states]
    return Figures(**{name: np.array([row[name] for row in rows], dtype=np.float64) for name in rows[0]})


def _state_figures(scenario: Scenario, iso3: str) -> dict[str, float]:
    own, start = scenario.figures.get(iso3), scenario.start

    def given(name: str, fallback: float | None) -> float:
        value = getattr(own, name, None)
        if value is not None:
            return float(value)
        if fallback is None:
            raise DataError(
                f"{scenario.name}: no {name} of {iso3} for {start} in the data; "
                f"give it under 'figures: {{{iso3}: {{{name}: …}}}}' or start in another year"
            )
        return fallback

    country = data.countries().get(iso3)
    armed = country is None or country.armed_forces
    if own is not None and own.armed_forces is not None:
        armed = own.armed_forces
    row = {
        "gdp": given("gdp", _cell(iso3, "gdp", start)),
        "growth": given("gdp_growth", data.trend_growth(iso3, start) if country else 0.0),
        "share": given("share", _cell(iso3, "defence_share", start) if armed else 0.0),
        "efficiency": given("efficiency", country.efficiency if country else 1.0),
        "readiness": given("readiness", 0.5),
        "reach_km": given("reach_km", country.reach_km if country else LOCAL_REACH_KM),
        "receptivity": given("receptivity", 0.0 if not armed else country.receptivity if country else 1.0),
        "stance": given("stance", 0.0),
        "guardrail": given("guardrail", 0.5),
    }
    stock = burden.initial_capability(
        row["share"] * row["gdp"], row["efficiency"], scenario.parameters.depreciation, row["growth"]
    )
    return {**row, "capability": given("capability", stock)}


def _cell(iso3: str, variable: str, year: int) -> float | None:
    """A figure of the data set, or None where the state or the cell is missing."""
    if iso3 not in data.countries():
        return None
    cell = data.figure(iso3, variable, year)
    return None if cell is None else cell.value


def _distances(scenario: Scenario, states: tuple[str, ...]) -> Array:
    n = len(states)
    return _pairwise(list(range(n)), lambda i, j: _distance(scenario, states[min(i, j)], states[max(i, j)]), n)


def _distance(scenario: Scenario, first: str, second: str) -> float:
    """Distance between two territories, km: from the file's places where it gives any, else from the data."""
    stated = first in _stated_borders(scenario, second) or second in _stated_borders(scenario, first)
    known = data.countries().keys() >= {first, second}
    border = stated or (known and bool(data.land_border(first, second)))
    moved = _stated_place(scenario, first) or _stated_place(scenario, second)
    capital = data.nearest_distance_km(first, second) if known and not moved else None
    if capital is None:
        capital = threat.great_circle_km(*_place(scenario, first), *_place(scenario, second))
    return threat.territory_distance(capital, float(border))


def _stated_borders(scenario: Scenario, iso3: str) -> tuple[str, ...]:
    own = scenario.figures.get(iso3)
    return tuple(own.borders) if own is not None and own.borders else ()


def _stated_place(scenario: Scenario, iso3: str) -> tuple[float, float] | None:
    own = scenario.figures.get(iso3)
    if own is None or own.latitude is None or own.longitude is None:
        return None
    return own.latitude, own.longitude


def _place(scenario: Scenario, iso3: str) -> tuple[float, float]:
    stated, country = _stated_place(scenario, iso3), data.countries().get(iso3)
    if stated is not None:
        return stated
    if country is None:
        raise DataError(
            f"{scenario.name}: no place of {iso3}; give latitude and longitude under 'figures: {{{iso3}: …}}'"
        )
    return country.latitude, country.longitude


def _pacts(scenario: Scenario, states: tuple[str, ...], adversaries: tuple[int, ...]) -> Array:
    index, table = {iso3: i for i, iso3 in enumerate(states)}, np.zeros((len(states), len(states)))
    for treaty in data.pacts(scenario.start):
        i, j = index.get(treaty.a), index.get(treaty.b)
        if treaty.kind == "defence" and i is not None and j is not None and not {i, j} & set(adversaries):
            table[i, j] = table[j, i] = 1.0
    return table


def _troops(scenario: Scenario, states: tuple[str, ...]) -> Array:
    """[host, sender]: persons."""
    index, table = {iso3: i for i, iso3 in enumerate(states)}, np.zeros((len(states), len(states)))
    for troops in data.troops(scenario.start):
        sender, host = index.get(troops.sender), index.get(troops.host)
        if sender is not None and host is not None:
            table[host, sender] = max(table[host, sender], troops.persons)
    return table


def _promises(
    scenario: Scenario, standing: tuple[str, ...], pact: Array, helps: list[int]
) -> tuple[Array, Array, Array]:
    """What is promised, and how far integration and exercises carry each pair."""
    levels = [scenario.standings[name] for name in standing]
    prior, bilateral, n = (
        TREATY_PRIORS[scenario.parameters.treaty_prior],
        scenario.parameters.pact_integration,
        len(standing),
    )
    promise = _pairwise(
        helps, lambda i, j: commitment.promise(levels[j].guarantee, levels[i].guarantee, float(pact[i, j]), prior), n
    )
    integration = _pairwise(
        helps,
        lambda i, j: commitment.joint_level(levels[i].integration, levels[j].integration, float(pact[i, j]), bilateral),
        n,
    )
    exercised = _pairwise(
        helps,
        lambda i, j: commitment.joint_level(levels[i].exercises, levels[j].exercises, float(pact[i, j]), bilateral),
        n,
    )
    return promise, integration, exercised


def _willingness(scenario: Scenario, figures: Figures, promise: Array, troops: Array, helps: list[int]) -> Array:
    """Willingness of j to come to i in the first year, when ties and entrapment are the base year's and nobody has
    complained."""
    p = scenario.parameters
    return _pairwise(
        helps,
        lambda i, j: commitment.willingness(
            float(promise[i, j]), 0.0, 0.0, float(figures.stance[j]), float(figures.guardrail[j]), 0.0,
            p.willingness_tripwire * commitment.tripwire(float(troops[i, j])), 0.0, 0.0,
            p.willingness_tie, p.willingness_stance, p.willingness_entrapment,
        ),
        len(figures.gdp),
    )  # fmt: skip


def _base_year(
    scenario: Scenario, figures: Figures, adversaries: tuple[int, ...], helps: list[int], distance: Array,
    help_left: Array, reliance: Array, tie: Array, integration: Array, promise: Array,
) -> dict[str, Array]:  # fmt: skip
    """Aid, threat, entrapment and tastes in the first year, by the same rules as in every later one."""
    p, n = scenario.parameters, len(figures.gdp)
    aid, spill = np.zeros(n), np.zeros(n)
    for i in helps:
        for j in helps:
            if promise[i, j] > 0.0 or promise[j, i] > 0.0:
                usable = commitment.interoperability(
                    float(tie[i, j]), float(integration[i, j]), p.interoperability_floor
                )
                aid[i] += commitment.expected_aid(
                    float(reliance[i, j]), usable, float(figures.readiness[j]), float(figures.capability[j]),
                    float(help_left[i, j]),
                )  # fmt: skip
                spill[i] += reliance[i, j] * figures.budget[j]
    codes = sorted(scenario.adversaries)
    intent = np.array([[scenario.adversaries[code].intent] * n for code in codes]).reshape(len(codes), n)
    power_left = np.array(
        [[threat.proximity(float(distance[a, i]), p.threat_distance_km) for i in range(n)] for a in adversaries]
    )
    power_left = power_left.reshape(len(codes), n)
    attack_by, attack = np.zeros((len(codes), n)), np.zeros(n)
    for i in helps:
        defence = float(figures.readiness[i] * figures.capability[i] + aid[i])
        for a, adversary in enumerate(adversaries):
            power = float(figures.capability[adversary] * power_left[a, i])
            attack_by[a, i] = threat.intent_capability(
                float(intent[a, i]), 0.0, 0.0, power, defence, p.contest_exponent
            )
            attack[i] = odds.either(float(attack[i]), float(attack_by[a, i]))
    entrapment = np.zeros(n)
    for j in helps:
        for i in helps:
            entrapment[j] = odds.either(float(entrapment[j]), float(promise[i, j] * attack[i]))
    public, private = _tastes(scenario, figures, spill)
    return {
        "power_left": power_left, "intent": intent, "spill_in": spill, "expected_aid": aid, "attack_probability":
        attack,
        "attack_by": attack_by, "entrapment": entrapment, "public_weight": public, "private_weight": private,
    }  # fmt: skip


def _tastes(scenario: Scenario, figures: Figures, spill: Array) -> tuple[Array, Array]:
    """Weights a and b with which every state's observed spending is its best response in the first year."""
    rows = []
    for income, own, spilled in zip(figures.gdp.tolist(), figures.budget.tolist(), spill.tolist(), strict=True):
        limit = burden.public_weight_limit(income, own, spilled)
        a = limit if scenario.theory.burden == "public_good" else min(scenario.parameters.publicness, limit)
        rows.append((a, burden.private_weight(income, own, spilled, a)))
    public, private = zip(*rows, strict=True)
    return np.array(public), np.array(private)
