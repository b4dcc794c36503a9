"""The yearly inputs that both engines read: plain arrays, one entry a year from the first to the last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class StandingChange:
    """A decision about a state's standing: which state (position), to which standing, over how many years."""

    state: int
    to: str
    phase_in: int


@dataclass(frozen=True)
class Application:
    """A wish to join that the members vote on: which state (position)."""

    state: int


@dataclass(frozen=True)
class Challenge:
    """A crisis that an event brings: adversary (rank), target (position), severity (number)."""

    adversary: int
    target: int
    severity: int


@dataclass(frozen=True)
class Treaty:
    """A bilateral pact that an event forms or ends, between two states (positions)."""

    one: int
    other: int
    end: bool


@dataclass(frozen=True)
class Exogenous:
    """Everything that does not follow from the model, one entry a year from the first to the last.

    growth [t, i]: real growth, share a year. level [t, i]: one-off factor on GDP. guideline [t]: share of GDP in force,
    0 if none.
    guideline_aim [t]: the same while a new guideline is being approached. urgency [t]: 0 when pledged to 1 when due.
    letter_pressure [t, i], voiced [t, i, j]: what letters add that year (j writes to i). tone [t, i, j]: log odds
    that statements
    add to how j's willingness to come to i is seen. stance, guardrail [t, j]: leaders. intent [t, a, i]: adversaries'.
    budget_share [t, i]: defence share set from outside, NaN if none. budget_change [t, i]: points of GDP added.
    seen_intent [t, a, i]: the part of the adversary's intent that the state sees, 0-1. menace [t, i]: log odds that an
    adversary's words add to how dangerous it looks. readiness [t, i]: 0-1. will [t, j]: log odds that commands hosted
    and
    friendship with an adversary add to j's willingness. hosting [t, i]: integration added. troops [t, host, sender]:
    persons.
    practised [t, i, j]: what exercises and disputes add to a tie. standing, applications, challenges, treaties [t]:
    decisions,
    wishes to join, crises and pacts of that year.
    """

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
    standing: tuple[tuple[StandingChange, ...], ...]
    applications: tuple[tuple[Application, ...], ...]
    challenges: tuple[tuple[Challenge, ...], ...]
    treaties: tuple[tuple[Treaty, ...], ...]
