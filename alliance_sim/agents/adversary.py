"""An adversary: a state with intent toward others, and the means."""

from __future__ import annotations

from typing import Any

from alliance_sim.agents.state import State


class Adversary(State):
    """A state that may attack; it keeps its defence share unless an event changes it.

    intent: toward each state, by position, 0-1. Its power at a distance is `power_at`.
    """

    def __init__(self, model: Any, iso3: str) -> None:
        super().__init__(model, iso3)
        self.rank = sorted(model.world.scenario.adversaries).index(iso3)
        self.base_intent: list[float] = model.world.intent[self.rank].tolist()
        self.base_attack: list[float] = model.world.attack_by[self.rank].tolist()
        self.power_left: list[float] = model.world.power_left[self.rank].tolist()

    @property
    def intent(self) -> list[float]:
        """Intent toward each state this year, by position."""
        intent: list[float] = self.model.outside.intent[self.model.elapsed][self.rank]
        return intent

    def power_at(self, position: int) -> float:
        """Power it could bring to bear on a state, billion USD of capability."""
        return self.capability * self.power_left[position]
