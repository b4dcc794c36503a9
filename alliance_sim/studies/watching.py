"""One run watched from inside: what a state decided on, year by year, and what it would have decided on other inputs.

The state's own methods are asked, on a twin of it that sees the other inputs, so that no equation is written twice.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass, replace
from typing import Any

from alliance_sim import draws
from alliance_sim.agents import AllianceModel, MemberState
from alliance_sim.rules import odds
from alliance_sim.world import World


@dataclass(frozen=True)
class Inputs:
    """What a state's spending and danger follow from in one year; money in billion USD, all else as in `MemberState`.

    Args:
        share: last year's defence share. gdp, perceived, pressure: this year's.
        guideline: share of GDP that the guideline asks for. ordered, added: what events did to the budget; NaN and 0
            where they did nothing.
        readiness, capability: its own forces at the start of the year.
        trust, fit: by ally, what it believes of it; tie and integration with it.
        forces, budgets: by state, readiness and capability; spending, all of the year before.
        intent, power, concessions: by adversary: toward it; that reaches it; what it conceded.
    """

    share: float
    gdp: float
    perceived: float
    pressure: float
    guideline: float
    ordered: float
    added: float
    readiness: float
    capability: float
    trust: dict[str, float]
    fit: dict[str, tuple[float, float]]
    forces: dict[str, tuple[float, float]]
    budgets: dict[str, float]
    intent: tuple[float, ...]
    power: tuple[float, ...]
    concessions: tuple[float, ...]


@dataclass(frozen=True)
class Look:
    """How a state's belief about its danger moved: before, what was there, what it saw of it, shock, and after."""

    before: float
    there: float
    seen: float
    shock: float
    after: float


class Instead:
    """A thing with some of its attributes replaced; all others are the thing's own."""

    def __init__(self, real: Any, **values: Any) -> None:
        self.__dict__.update(values, _real=real)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_real"], name)


class WatchedModel(AllianceModel):
    """A run that keeps what one state decided on; it draws and decides nothing else than any other run."""

    def __init__(self, world: World, iso3: str, seed: int) -> None:
        self.iso3 = iso3
        self.inputs: dict[int, Inputs] = {}
        self.looks: dict[int, Look] = {}
        self.fought: dict[int, list[Any]] = {}
        super().__init__(world, rng=seed, collect=False)

    @property
    def watched(self) -> MemberState:
        """The state that is watched."""
        return self.by_code[self.iso3]

    def live_phase(self, phase: str) -> None:
        """Live through a phase, and write down what the state had before it or has after it."""
        before = _look(self.watched) if phase == "perception" else None
        super().live_phase(phase)
        if before is not None:
            self.looks[self.year] = before
        if phase == "reliance_and_aid":
            self.inputs[self.year] = inputs_of(self.watched)
        if phase == "crises":
            self.fought[self.year] = [one for one in self.crises if one.target is self.watched or self.iso3 in one.came]


def watch(world: World, iso3: str, seed: int, year: int) -> WatchedModel:
    """The run of that seed, up to the end of that year."""
    model = WatchedModel(world, iso3, seed)
    while model.year < year:
        model.step()
    return model


def _look(state: MemberState) -> Look:
    p, noise = state.model.parameters, state.model.outside.menace[state.model.elapsed][state.position]
    if p.perception_noise > 0.0:
        noise += odds.logistic_noise(state.model.draw(draws.PERCEPTION, state.key), p.perception_noise)
    there = state.threat(state.defence(), seen=True)
    before = state.perceived_attack_probability
    return Look(before, there, odds.shift_odds(there, noise), state.shock, state.perceive())


def inputs_of(state: MemberState) -> Inputs:
    """What the state decides on, in the middle of a year: after reliance and aid, before budgets."""
    outside, t, i = state.model.outside, state.model.elapsed, state.position
    everyone = state.model.states
    return Inputs(
        share=state.share,
        gdp=state.gdp,
        perceived=state.perceived_attack_probability,
        pressure=state.pressure,
        guideline=float(outside.guideline_aim[t]),
        ordered=float(outside.budget_share[t][i]),
        added=float(outside.budget_change[t][i]),
        readiness=state.readiness,
        capability=state.capability,
        trust={ally.iso3: tie["reliance"][state.iso3] for ally, tie in state.links},
        fit={ally.iso3: (tie["tie"], tie["integration"]) for ally, tie in state.links},
        forces={other.iso3: (other.readiness, other.capability) for other in everyone},
        budgets={other.iso3: other.budget for other in everyone},
        intent=tuple(adversary.intent[i] for adversary in state.model.adversaries),
        power=tuple(adversary.power_at(i) for adversary in state.model.adversaries),
        concessions=tuple(state.accommodation),
    )


def share_on(state: MemberState, x: Inputs) -> float:
    """The defence share that the state decides on these inputs."""
    return float(twin(state, x).decide_share())


def danger_on(state: MemberState, x: Inputs) -> float:
    """The chance that the state is attacked on these inputs, a year."""
    stand_in = twin(state, x)
    return float(stand_in.threat(stand_in.defence()))


def twin(state: MemberState, x: Inputs) -> MemberState:
    """The state as it would stand in this year with these inputs; the state and its model are left as they are."""
    model, i, t = state.model, state.position, state.model.elapsed
    stand_in = copy.copy(state)
    stand_in.model = Instead(
        model,
        adversaries=[
            Instead(adversary, intent={i: intent}, power_at={i: power}.__getitem__)
            for adversary, intent, power in zip(model.adversaries, x.intent, x.power, strict=True)
        ],
        outside=Instead(
            model.outside, guideline_aim={t: x.guideline}, budget_share={t: {i: x.ordered}},
            budget_change={t: {i: x.added}},
        ),
    )  # fmt: skip
    stand_in.share, stand_in.gdp, stand_in.pressure = x.share, x.gdp, x.pressure
    stand_in.perceived_attack_probability = x.perceived
    stand_in.readiness, stand_in.capability = x.readiness, x.capability
    stand_in.accommodation = list(x.concessions)
    stand_in.links = [_link(state, code, x) for code in sorted(x.trust)]
    stand_in.expected_aid, stand_in.spill_in = stand_in.expect_aid()
    return stand_in


def _link(state: MemberState, code: str, x: Inputs) -> Any:
    readiness, capability = x.forces[code]
    tie, integration = x.fit.get(code, (0.0, 0.0))
    ally = Instead(state.model.by_code[code], readiness=readiness, capability=capability, budget=x.budgets[code])
    return ally, {"tie": tie, "integration": integration, "reliance": {state.iso3: x.trust[code]}, "aid": {}}


def unmoved(state: MemberState, x: Inputs) -> Inputs:
    """The inputs to which the first year's share in the data belongs: no pressure, no event, nothing seen since."""
    return replace(x, pressure=0.0, ordered=math.nan, added=0.0, perceived=state.base_perceived)
