"""The yearly inputs while events are written into them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.exogenous.inputs import Application, Challenge, StandingChange, Treaty

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alliance_sim.scenario.parameters import Parameters
    from alliance_sim.world import World

    Array = NDArray[np.float64]


@dataclass
class Draft:
    """The arrays while events are written into them."""

    world: World
    growth: Array
    level: Array
    guideline: Array
    guideline_aim: Array
    urgency: Array
    letter_pressure: Array
    voiced: Array
    tone: Array
    stance: Array
    guardrail: Array
    intent: Array
    budget_share: Array
    budget_change: Array
    seen_intent: Array
    menace: Array
    readiness: Array
    will: Array
    hosting: Array
    troops: Array
    practised: Array
    standing: list[list[StandingChange]]
    applications: list[list[Application]]
    challenges: list[list[Challenge]]
    treaties: list[list[Treaty]]

    @property
    def parameters(self) -> Parameters:
        """The scenario's parameters."""
        return self.world.scenario.parameters

    def rank(self, adversary: str) -> int:
        """Row of an adversary among the adversaries."""
        return sorted(self.world.scenario.adversaries).index(adversary)

    def members(self, row: int) -> list[int]:
        """Positions of the states that have a vote in a year, as far as the events before it say."""
        levels, standing = self.world.scenario.standings, dict(enumerate(self.world.standing))
        for t, changes in enumerate(self.standing[: row + 1]):
            standing |= {change.state: change.to for change in changes if t + change.phase_in <= row}
        return [i for i in self.world.members if levels[standing[i]].votes]

    def pledge(self, agreed: int, pledge: Any) -> None:
        """Lay a guideline over the years from the one in which it is agreed.

        The first year's presses from 0 in that year to 1 when due, for what pressed before is in the data. A later one
        counts from the day it is agreed; states aim at it step by step until it is due.
        """
        first = agreed - self.world.scenario.start
        before = self.guideline_aim[first - 1] if first > 0 else 0.0
        for t in range(first, len(self.guideline)):
            elapsed, due = self.world.scenario.start + t - agreed, pledge.due - agreed
            done = 1.0 if due <= 0 else min(1.0, elapsed / due)
            self.guideline[t], self.urgency[t] = pledge.share, max(self.urgency[t], done)
            self.guideline_aim[t] = pledge.share if before == 0.0 else before + (pledge.share - before) * done

    def say(self, row: int, statement: Any, credibility: float) -> None:
        """Words of a state about the alliance or another: the tone in which its will, or its menace, is seen."""
        change = self.parameters.statement_weight * statement.tone * credibility
        everyone = statement.about == self.world.scenario.alliance.name
        heard: Any = slice(None) if everyone else self.world.index[statement.about]
        if statement.speaker in self.world.scenario.adversaries:
            self.menace[row, heard] -= change
        else:
            self.tone[row, heard, self.world.index[statement.speaker]] += change

    def ready(self, row: int, gain: Array, years: int) -> None:
        """Raise the members' readiness over some years, to at most 1."""
        for t in range(row, len(self.readiness)):
            done = 1.0 if years <= 0 else min(1.0, (t - row) / years)
            self.readiness[t] = np.minimum(1.0, self.readiness[t] + done * gain)

    def year(self, event: Any) -> int:
        """Row of the event's year."""
        return int(event.year - self.world.scenario.start)

    def decide(self, row: int, state: str, to: str, phase_in: int) -> None:
        """Write down a decision about a standing; one after the last year has no row."""
        if row < len(self.standing):
            self.standing[row].append(StandingChange(self.world.index[state], to, phase_in))
