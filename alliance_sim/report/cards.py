"""Role cards for a class: one a state, made from the data and the model's first year, to print and cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alliance_sim.data.load import YEARS, countries
from alliance_sim.report.odd import environment
from alliance_sim.world import World, build_world

if TYPE_CHECKING:
    from alliance_sim.scenario import Scenario

NAMED = 3
"""Neighbours, protectors and protégés that a card names."""


@dataclass(frozen=True)
class Card:
    """What a student who sits for a state must know: figures of the first year, and what only this seat is told.

    Args:
        code, name: the state.
        standing: how it stands to the alliance.
        gdp: billion constant USD. rank: place by GDP among all seats, from 1.
        share: defence spending, percent of GDP. shortfall: billion USD to the guideline, 0 if it is met or there is
            none.
        danger: chance of being attacked as the state sees it, percent a year.
        danger_rank: place by danger, from 1.
        counts_on: the states whose help is worth most, with the part of all expected help, percent.
        is_counted_on_by: the states to which its own help is worth most.
        adversary: the adversary it has most to fear from, and how far away that one is, km.
        alone: what spending would be worth to it with no allies at all, percent of GDP.
    """

    code: str
    name: str
    standing: str
    gdp: float
    rank: int
    share: float
    shortfall: float
    danger: float
    danger_rank: int
    counts_on: tuple[tuple[str, float], ...]
    is_counted_on_by: tuple[str, ...]
    adversary: tuple[str, float] | None
    alone: float


def cards(scenario: Scenario) -> list[Card]:
    """A card for each member and partner of a scenario, by name.

    Raises DataError where the data and the file hold no figures of a state.
    """
    world = build_world(scenario)
    return sorted((_card(world, i) for i in world.members), key=lambda card: card.name)


def cards_page(scenario: Scenario) -> str:
    """The cards as one HTML file, four to a printed page."""
    return (
        environment(html=True)
        .get_template("cards.html.j2")
        .render(scenario=scenario, cards=cards(scenario), when=_when(scenario.start), source=_source(scenario))
    )


def _when(year: int) -> str:
    """A year of the calendar by its number, a year of a made-up world as such."""
    return str(year) if year >= 1000 else f"year {year}"


def _source(scenario: Scenario) -> str:
    data = [f"this package's data for {scenario.start} (NATO, SIPRI, IMF)"] if scenario.start in YEARS else []
    return " and ".join([*data, *(["the scenario file's own"] if scenario.figures or not data else [])])


def _card(world: World, i: int) -> Card:
    guideline = world.scenario.alliance.guideline
    gdp, share = world.figures.gdp, world.figures.share
    own = world.public_weight[i] + world.private_weight[i]
    return Card(
        code=world.states[i],
        name=_name(world, i),
        standing=world.standing[i].replace("_", " "),
        gdp=float(gdp[i]),
        rank=_rank(world, gdp, i),
        share=100.0 * float(share[i]),
        shortfall=0.0 if guideline is None else max(0.0, float((guideline.share - share[i]) * gdp[i])),
        danger=100.0 * float(world.attack_probability[i]),
        danger_rank=_rank(world, world.attack_probability, i),
        counts_on=_helpers(world, i),
        is_counted_on_by=_wards(world, i),
        adversary=_adversary(world, i),
        alone=100.0 * float(own),
    )


def _name(world: World, i: int) -> str:
    code = world.states[i]
    own = world.scenario.figures.get(code)
    known = countries().get(code)
    return str(own.name) if own is not None and own.name else known.name if known else code


def _rank(world: World, values: np.ndarray, i: int) -> int:
    return 1 + sum(bool(values[j] > values[i]) for j in world.members)


def _helpers(world: World, i: int) -> tuple[tuple[str, float], ...]:
    help_to = _help(world)[i]
    whole = float(np.add.reduce(help_to))
    order = sorted(world.members, key=lambda j: (-help_to[j], world.states[j]))
    return tuple((_name(world, j), 100.0 * float(help_to[j]) / whole) for j in order[:NAMED] if help_to[j] > 0.0)


def _wards(world: World, i: int) -> tuple[str, ...]:
    help_by = _help(world)
    parts = {j: help_by[j, i] / max(1e-9, float(np.add.reduce(help_by[j]))) for j in world.members if j != i}
    order = sorted(parts, key=lambda j: (-parts[j], world.states[j]))
    return tuple(_name(world, j) for j in order[:NAMED] if parts[j] > 0.0)


def _help(world: World) -> np.ndarray:
    """What each row state expects of each column state before fit and readiness: belief times stock times reach."""
    capability = np.nan_to_num(world.figures.capability)
    return np.asarray(world.reliance * world.help_left * capability[None, :])


def _adversary(world: World, i: int) -> tuple[str, float] | None:
    if not world.adversaries:
        return None
    order = sorted(world.adversaries, key=lambda a: (world.distance_km[a, i], world.states[a]))
    return _name(world, order[0]), float(world.distance_km[order[0], i])
