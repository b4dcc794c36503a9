"""What every state has, member or adversary: an economy, a budget and a stock of capability."""

from __future__ import annotations

import itertools
import math
import weakref
from collections.abc import Iterator
from typing import Any, ClassVar

import mesa

from alliance_sim import draws
from alliance_sim.rules import burden


class _Counters(weakref.WeakKeyDictionary[Any, Iterator[int]]):
    """Agent numbers by model; Mesa 3.3's own table would keep every model alive."""

    def __missing__(self, model: Any) -> Iterator[int]:
        counter = itertools.count(1)
        self[model] = counter
        return counter

    def __getitem__(self, model: Any) -> Iterator[int]:
        found = self.get(model)
        return self.__missing__(model) if found is None else found


class State(mesa.Agent):
    """A state: `iso3` is its permanent identity.

    gdp, budget, capability: billion constant USD (a year; a stock). share: defence spending, share of GDP. growth:
    real, share a year.
    efficiency: capability per dollar. readiness: 0-1.
    """

    _ids: ClassVar[Any] = _Counters()
    # what only allies have is not defined for an adversary; Mesa's collector asks every agent
    attack_probability: float = math.nan
    anxiety: float = math.nan
    # the AllianceModel; its class stands above this one and cannot be named here
    model: Any

    def __init__(self, model: Any, iso3: str) -> None:
        super().__init__(model)
        figures, i = model.world.figures, model.world.index[iso3]
        self.iso3, self.position = iso3, i
        self.key = draws.actor_key(iso3)
        self.gdp, self.growth = float(figures.gdp[i]), float(figures.growth[i])
        self.share, self.budget = float(figures.share[i]), float(figures.budget[i])
        self.efficiency, self.readiness = float(figures.efficiency[i]), float(figures.readiness[i])
        self.capability = float(figures.capability[i])

    @property
    def year(self) -> int:
        """The calendar year the model is in."""
        return int(self.model.year)

    def whereabouts(self) -> str:
        """Who and when, as an error says it: `POL in 2026`."""
        return f"{self.iso3} in {self.year}"

    def grow(self) -> None:
        """GDP after this year's growth and one-off shocks."""
        outside, t = self.model.outside, self.model.elapsed
        self.gdp = self.gdp * (1.0 + outside.growth[t][self.position]) * outside.level[t][self.position]

    def decide_share(self) -> float:
        """Defence share for this year: an event's if there is one, else the state's own."""
        outside, t, i = self.model.outside, self.model.elapsed, self.position
        ordered = float(outside.budget_share[t][i])
        share = self.own_share() if math.isnan(ordered) else ordered
        return max(0.0, share + float(outside.budget_change[t][i]))

    def own_share(self) -> float:
        """Defence share the state settles on by itself: last year's."""
        return self.share

    def spend(self, share: float) -> None:
        """Carry out this year's budget."""
        self.share = share
        self.budget = share * self.gdp

    def build_capability(self) -> None:
        """Wear and purchases of this year."""
        self.capability = burden.next_capability(
            self.capability, self.budget, self.efficiency, self.model.parameters.depreciation
        )
