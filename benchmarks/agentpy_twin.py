"""A twin of the model in AgentPy, as a user of AgentPy would write it: agents in lists, `setup`, `step`, `record`.

It calls the package's own rules and has the core of the model only: growth, perception, reliance and aid, budgets,
capability, learning and ties. Left out are events, crises and realignment, and all outcomes; `engines.py` holds it to
the engine's bits under `theory: {crisis: none, alignment: frozen}`, where the engine does the same.

AgentPy is none of the project's packages: it puts a package called `tests` beside itself. Install it elsewhere,
`pip install --target FOLDER --no-deps agentpy`, and name that folder: `PYTHONPATH=FOLDER python benchmarks/engines.py`.
"""

from __future__ import annotations

from typing import Any

import agentpy as ap  # type: ignore[import-not-found]
import numpy as np
from limit import given, parameters
from numpy_twin import RECORDED

from alliance_sim import draws
from alliance_sim.rules import burden, commitment, odds, threat
from alliance_sim.world import World


class State(ap.Agent):  # type: ignore[misc]
    """A state: an economy, a budget, and what it believes of each ally."""

    def setup(self, position: int) -> None:
        g, self.position = self.model.g, position
        self.gdp, self.share, self.budget = (g[f"first_{name}"][position] for name in ("gdp", "share", "budget"))
        self.capability, self.efficiency = g["first_capability"][position], g["efficiency"][position]
        self.readiness, self.key = g["first_readiness"][position], int(g["keys"][position])
        self.growth = [row[position] for row in g["growth"]]
        for name in RECORDED[4:]:
            setattr(self, name, float("nan"))

    def grow(self) -> None:
        self.gdp = self.gdp * (1.0 + self.growth[self.model.t])

    def spend(self) -> None:
        self.budget = self.share * self.gdp

    def arm(self) -> None:
        self.capability = burden.next_capability(
            self.capability, self.budget, self.efficiency, self.model.s["depreciation"]
        )

    def write_down(self) -> None:
        self.record(RECORDED)


class Ally(State):
    """A member or a partner."""

    def setup(self, position: int) -> None:
        super().setup(position)
        g, i = self.model.g, position
        self.attack_probability = self.perceived_attack_probability = self.base_perceived = g["first_attack"][i]
        self.expected_aid, self.spill_in = g["first_aid"][i], g["first_spill_in"][i]
        self.entrapment = self.base_entrapment = g["first_entrapment"][i]
        self.stance, self.guardrail = g["first_stance"][i], g["first_guardrail"][i]
        self.base_share, self.receptivity = self.share, g["receptivity"][i]
        self.public_weight, self.private_weight = g["public_weight"][i], g["private_weight"][i]
        self.votes, self.noise, self.anxiety = g["levels"][3][g["first_standing"][i]] > 0.0, 0.0, 0.0
        self.help_left = g["help_left"][i]

    def meet_allies(self) -> None:
        """Links to the allies: the other, what is promised, integration, exercises, first tie, tripwire, beliefs."""
        g, i = self.model.g, self.position
        self.links = [ally for ally in self.model.allies if g["first_linked"][i][ally.position]]
        self.fixed = {
            ally.position: (
                g["promise"][i][ally.position], g["integration"][i][ally.position], g["exercised"][i][ally.position],
                g["first_tie"][i][ally.position], [year[i][ally.position] for year in g["tripwire"]],
            )
            for ally in self.links
        }  # fmt: skip
        self.tie = {ally.position: g["first_tie"][i][ally.position] for ally in self.links}
        self.reliance = {ally.position: g["first_reliance"][i][ally.position] for ally in self.links}

    def threat(self) -> float:
        chance, g, i, t = 0.0, self.model.g, self.position, self.model.t
        defence = self.readiness * self.capability + self.expected_aid
        for rank, adversary in enumerate(self.model.adversaries):
            power = adversary.capability * g["power_left"][rank][i]
            intent, base = g["intent"][t][rank][i], g["base_attack"][rank][i]
            attack = threat.intent_capability(intent, 0.0, base, power, defence, self.model.s["contest_exponent"])
            chance = odds.either(chance, attack)
        return chance

    def perceive(self) -> None:
        s = self.model.s
        noise = odds.logistic_noise(self.model.draw(draws.PERCEPTION, self.key), s["perception_noise"])
        self.perceived_attack_probability = threat.next_perception(
            self.perceived_attack_probability, odds.shift_odds(self.threat(), noise), s["perception_rate"], 0.0
        )

    def count_on_allies(self) -> None:
        aid, spill_in, floor = 0.0, 0.0, self.model.s["interoperability_floor"]
        for ally in self.links:
            j = ally.position
            usable = commitment.interoperability(self.tie[j], self.fixed[j][1], floor)
            aid += commitment.expected_aid(self.reliance[j], usable, ally.readiness, ally.capability, self.help_left[j])
            spill_in += self.reliance[j] * ally.budget
        self.expected_aid, self.spill_in = aid, spill_in
        self.attack_probability = self.threat()

    def decide_share(self) -> None:
        s, g, t = self.model.s, self.model.g, self.model.t
        pledged = s["guideline_pressure"] * g["urgency"][t] if self.votes else 0.0
        demand = burden.threat_demand(self.perceived_attack_probability, self.base_perceived, s["threat_elasticity"])
        target = burden.joint_product(
            self.share, self.base_share, self.gdp, self.spill_in, self.public_weight, self.private_weight, demand,
            g["guideline_aim"][t], min(1.0, self.receptivity * pledged),
        )  # fmt: skip
        self.share = burden.next_share(self.share, target, s["spending_inertia"], s["spending_growth_ceiling"])

    def show(self) -> None:
        self.noise = odds.logistic_noise(self.model.draw(draws.SIGNAL, self.key), self.model.s["signal_noise"])
        chance = 0.0
        for ally in self.links:
            chance = odds.either(chance, ally.fixed[self.position][0] * ally.attack_probability)
        self.entrapment = chance

    def willing_to_help(self, ally: Any) -> float:
        s, i = self.model.s, self.position
        promise, _, _, base_tie, tripwire = ally.fixed[i]
        return commitment.willingness(
            promise, ally.tie[i], base_tie, self.stance, self.guardrail, 0.0,
            s["willingness_tripwire"] * tripwire[self.model.t], self.entrapment, self.base_entrapment,
            s["willingness_tie"], s["willingness_stance"], s["willingness_entrapment"],
        )  # fmt: skip

    def learn(self) -> None:
        rate, self.learnt, self.closer = self.model.s["learning_rate"], {}, {}
        for ally in self.links:
            j = ally.position
            signal = odds.shift_odds(ally.willing_to_help(self), ally.noise)
            self.learnt[j] = commitment.learning(self.reliance[j], self.fixed[j][0], signal, rate)
            mutual = 0.5 * (self.reliance[j] + ally.reliance[self.position])
            closer = commitment.next_tie(self.tie[j], self.fixed[j][2], mutual, self.model.s["tie_rate"])
            self.closer[j] = max(0.0, min(1.0, closer))

    def take_over(self) -> None:
        self.reliance, self.tie = self.learnt, self.closer
        missing, possible = 0.0, self.readiness * self.capability
        for ally in self.links:
            left = self.help_left[ally.position]
            could_come = commitment.expected_aid(1.0, 1.0, ally.readiness, ally.capability, left)
            possible += could_come
            missing += could_come * (1.0 - self.reliance[ally.position])
        self.anxiety = missing / possible if possible > 0.0 else 0.0


class Twin(ap.Model):  # type: ignore[misc]
    """The alliance; p: `given`, as lists, `settings`, `seed` and `steps`."""

    def setup(self) -> None:
        self.g, self.s, self.key = self.p["given"], self.p["settings"], draws.seed_key(self.p["seed"])
        here = [i for i, ally in enumerate(self.g["ally"]) if ally]
        self.allies = ap.AgentList(self, len(here), Ally, position=ap.AttrIter(here))
        self.adversaries = ap.AgentList(
            self, len(self.g["adversaries"]), State, position=ap.AttrIter(self.g["adversaries"])
        )
        self.everyone = self.allies + self.adversaries
        self.allies.meet_allies()
        self.live()

    def step(self) -> None:
        self.everyone.grow()
        self.live()

    def live(self) -> None:
        self.allies.perceive()
        self.allies.count_on_allies()
        if self.t > 0:
            self.allies.decide_share()
            self.everyone.spend()
            self.everyone.arm()
        self.allies.show()
        self.allies.learn()
        self.allies.take_over()

    def update(self) -> None:
        self.everyone.write_down()

    def draw(self, stream: int, key: int) -> float:
        return draws.uniform(self.key, stream, self.g["start"] + self.t, key)


def read(world: World) -> dict[str, Any]:
    """What the twin is given, as lists: AgentPy's users read numbers, not arrays."""
    values = {
        **given(world), "promise": world.promise, "integration": world.integration, "exercised": world.exercised
    }  # fmt: skip
    lists = {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in values.items()}
    return {"given": lists, "settings": parameters(world), "steps": len(lists["growth"]) - 1}


def live(read_in: dict[str, Any], seeds: range) -> list[Any]:
    """One finished model for every seed."""
    models = []
    for seed in seeds:
        model = Twin({**read_in, "seed": seed})
        model.run(display=False)
        models.append(model)
    return models


def tables(models: list[Any]) -> dict[str, Any]:
    """What the agents recorded, as [run, year, i]."""
    rows = [sorted(model.everyone, key=lambda state: state.position) for model in models]
    return {
        name: np.array([[state.log[name] for state in states] for states in rows]).transpose(0, 2, 1)
        for name in RECORDED
    }
