"""A twin of the model in vectorised numpy, as a user of numpy would write it: arrays [run, i, j], no loop over states.

It has the core of the model only: growth, perception, reliance and aid, budgets, capability, learning and ties. Left
out are events, crises and realignment, and all outcomes; `engines.py` compares it with the engine under
`theory: {crisis: none, alignment: frozen}`, where the engine does the same. Its sums and its vectorised exp round
otherwise, so that its results are the engine's to about 12 digits and not to the bit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from limit import given, parameters
from numpy.typing import NDArray

from alliance_sim import draws
from alliance_sim.world import World

Array = NDArray[np.float64]

CORE = ["theory.crisis=none", "theory.alignment=frozen"]
"""Settings under which the engine does what the twins do."""

RECORDED = (
    "gdp", "share", "budget", "capability", "attack_probability", "perceived_attack_probability", "expected_aid",
    "spill_in", "entrapment", "anxiety",
)  # fmt: skip
"""What the twins write down of every state and year."""


def splitmix64(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    z = state + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def uniform(keys: NDArray[np.uint64], stream: int, year: int, actors: NDArray[np.uint64]) -> Array:
    """[run, i]: the engine's draws, of all runs and states at once."""
    mixed = splitmix64(splitmix64(keys ^ np.uint64(stream)) ^ np.uint64(year))
    mixed = splitmix64(splitmix64(mixed[:, None] ^ actors))
    return ((mixed >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52


def shift_odds(chance: Array, log_odds: Array) -> Array:
    gain = np.expm1(np.clip(log_odds, -700.0, 700.0))
    return np.minimum(1.0, chance * (1.0 + gain) / (1.0 + chance * gain))


class NumpyTwin:
    """The core of a world's model; `live` runs it for as many seeds at once as it is given."""

    def __init__(self, world: World) -> None:
        self.g, self.p, self.world = given(world), parameters(world), world
        self.allies = np.array(world.members)
        self.promise = np.where(self.g["first_linked"] > 0, world.promise, 0.0)
        p = self.p
        leaning = p["willingness_stance"] * (1.0 - self.g["said_guardrail"]) * self.g["said_stance"]
        self.fixed_gain = leaning[:, None, :] + p["willingness_tripwire"] * self.g["tripwire"]

    def live(self, seeds: range) -> dict[str, Array]:
        """Tables of [run, year, i], in blocks of all seeds given."""
        g, p = self.g, self.p
        keys = np.array([draws.seed_key.__wrapped__(seed) for seed in seeds], dtype=np.uint64)
        tables = {name: np.full((len(seeds), g["years"], g["n"]), np.nan) for name in RECORDED}
        now = self._first(len(seeds))
        for t in range(g["years"]):
            if t > 0:
                now["gdp"] = now["gdp"] * (1.0 + g["growth"][t]) * g["level"][t]
            self._perceive(now, keys, t)
            self._count_on_allies(now, t)
            if t > 0:
                self._spend(now, t)
                now["capability"] = (1.0 - p["depreciation"]) * now["capability"] + now["budget"] * g["efficiency"]
            self._learn(now, keys, t)
            self._feel_anxiety(now, t)
            for name, table in tables.items():
                every = name in ("gdp", "share", "budget", "capability")
                who = slice(None) if every else self.allies
                table[:, t, who] = now[name][:, who]
        return tables

    def _first(self, runs: int) -> dict[str, Any]:
        g, world = self.g, self.world
        first = {
            "gdp": g["first_gdp"], "share": g["first_share"], "budget": g["first_budget"],
            "capability": g["first_capability"], "expected_aid": g["first_aid"], "spill_in": g["first_spill_in"],
            "attack_probability": g["first_attack"], "perceived_attack_probability": g["first_attack"],
            "entrapment": g["first_entrapment"], "reliance": np.where(g["first_linked"] > 0, world.reliance, 0.0),
            "tie": np.where(g["first_linked"] > 0, g["first_tie"], 0.0),
        }  # fmt: skip
        return {name: np.broadcast_to(value, (runs, *value.shape)).copy() for name, value in first.items()}

    def _threat(self, now: dict[str, Any], t: int) -> Array:
        g, defence = self.g, self.g["said_readiness"][t] * now["capability"] + now["expected_aid"]
        chance: Array = np.zeros(defence.shape)
        for rank, adversary in enumerate(g["adversaries"]):
            power = now["capability"][:, adversary, None] * g["power_left"][rank]
            with np.errstate(divide="ignore"):
                advantage = self.p["contest_exponent"] * (np.log(power) - np.log(defence))
            attack = g["intent"][t, rank] / (1.0 + np.exp(np.clip(-advantage, -700.0, 700.0)))
            chance = chance + (1.0 - chance) * attack
        return chance

    def _perceive(self, now: dict[str, Any], keys: NDArray[np.uint64], t: int) -> None:
        p = self.p
        drawn = uniform(keys, draws.PERCEPTION, self.g["start"] + t, self.g["keys"])
        seen = shift_odds(self._threat(now, t), p["perception_noise"] * np.log(drawn / (1.0 - drawn)))
        perceived = now["perceived_attack_probability"]
        now["perceived_attack_probability"] = np.clip(perceived + p["perception_rate"] * (seen - perceived), 0.0, 1.0)

    def _count_on_allies(self, now: dict[str, Any], t: int) -> None:
        g, floor = self.g, self.p["interoperability_floor"]
        usable = floor + (1.0 - floor) * self.world.integration * now["tie"]
        ready = g["said_readiness"][t] * now["capability"]
        now["expected_aid"] = (now["reliance"] * usable * ready[:, None, :] * g["help_left"]).sum(axis=2)
        now["spill_in"] = (now["reliance"] @ now["budget"][:, :, None])[:, :, 0]
        now["attack_probability"] = self._threat(now, t)

    def _spend(self, now: dict[str, Any], t: int) -> None:
        g, p = self.g, self.p
        demand = np.exp(p["threat_elasticity"] * (now["perceived_attack_probability"] - g["first_attack"]))
        scale = np.minimum(demand, 0.95 / np.maximum(g["public_weight"] + g["private_weight"], 1e-12))
        public, private = g["public_weight"] * scale, g["private_weight"] * scale
        claim = (public + private) * now["gdp"] - (1.0 - public) * now["spill_in"]
        product = 4.0 * private * now["gdp"] * now["spill_in"]
        root = np.sqrt(claim * claim + product)
        low = 0.5 * product / np.where(claim < 0.0, root - claim, 1.0)
        target = np.where(claim >= 0.0, 0.5 * (claim + root), low) / now["gdp"]
        pressure = np.minimum(1.0, g["receptivity"] * p["guideline_pressure"] * g["urgency"][t] * self._votes())
        target = target + pressure * np.maximum(0.0, g["guideline_aim"][t] - target)
        share = now["share"]
        moved = share + p["spending_inertia"] * (target - share)
        moved = np.where(share > 0.0, np.minimum(moved, share * (1.0 + p["spending_growth_ceiling"])), moved)
        now["share"] = np.where(g["ally"] > 0, np.maximum(0.0, moved), share)
        now["budget"] = now["share"] * now["gdp"]

    def _votes(self) -> Array:
        votes: Array = (self.g["levels"][3][self.g["first_standing"]] > 0.0).astype(np.float64)
        return votes

    def _learn(self, now: dict[str, Any], keys: NDArray[np.uint64], t: int) -> None:
        g, p, reliance, tie = self.g, self.p, now["reliance"], now["tie"]
        drawn = uniform(keys, draws.SIGNAL, g["start"] + t, g["keys"])
        noise = p["signal_noise"] * np.log(drawn / (1.0 - drawn))
        now["entrapment"] = 1.0 - np.prod(1.0 - self.promise * now["attack_probability"][:, None, :], axis=2)
        entrapped = p["willingness_entrapment"] * (now["entrapment"] - g["first_entrapment"])
        first_tie = np.where(g["first_linked"] > 0, g["first_tie"], 0.0)
        change = p["willingness_tie"] * (tie - first_tie) + self.fixed_gain[t] - entrapped[:, None, :]
        signal = shift_odds(shift_odds(self.promise, change), noise[:, None, :])
        mutual = 0.5 * (reliance + reliance.transpose(0, 2, 1))
        exercised = np.where(g["first_linked"] > 0, self.world.exercised, 0.0)
        now["tie"] = np.clip(tie + p["tie_rate"] * (exercised * mutual - tie), 0.0, 1.0)
        now["reliance"] = reliance + p["learning_rate"] * (signal - reliance)

    def _feel_anxiety(self, now: dict[str, Any], t: int) -> None:
        g = self.g
        ready = g["said_readiness"][t] * now["capability"]
        could_come = ready[:, None, :] * np.where(g["first_linked"] > 0, g["help_left"], 0.0)
        missing = (could_come * (1.0 - now["reliance"])).sum(axis=2)
        now["anxiety"] = missing / (ready + could_come.sum(axis=2))
