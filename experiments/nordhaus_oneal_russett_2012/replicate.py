"""Recover Nordhaus, Oneal & Russett's elasticity of military spending to threat from simulated panels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from alliance_sim import load_scenario
from alliance_sim.run import run

SCENARIO = "nato-2014-2024"
SEEDS = range(3)
PUBLISHED = 3.0
GUIDELINE = 0.02
"""Share of GDP, agreed in 2014."""

NO_GUIDELINE = ("parameters.guideline_pressure=0", "parameters.letter_pressure=0")
WORLDS = {
    "their_theory": (
        "theory.burden=threat_only",
        *NO_GUIDELINE,
        "parameters.spending_inertia=1",
        "parameters.spending_growth_ceiling=10",
    ),
    "with_inertia": ("theory.burden=threat_only", *NO_GUIDELINE),
    "joint_products": NO_GUIDELINE,
    "whole_model": (),
}
"""What each world changes of the scenario: from their theory alone to everything that the model has."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """Rise of log spending per unit of perceived attack probability, in the long run, and its standard error."""

    elasticity: float
    error: float

    @property
    def says_three(self) -> bool:
        """Whether the published value lies in the 95 % interval."""
        return abs(self.elasticity - PUBLISHED) <= 1.96 * max(self.error, 0.005)


@dataclass(frozen=True)
class Panel:
    """One run, [state, year]: log share, perceived attack probability, what the guideline asks over the share."""

    log_share: Array
    perceived: Array
    asked: Array


@cache
def panels(world: str, elasticity: float) -> list[Panel]:
    """A panel of the states with armed forces for each seed."""
    scenario = load_scenario(SCENARIO, settings=(*WORLDS[world], f"parameters.threat_elasticity={elasticity}"))
    results = run(scenario, SEEDS)
    share = results.state["share"]
    kept = [
        k
        for k, iso3 in enumerate(results.states)
        if iso3 not in scenario.adversaries and np.all(share[:, :, k] > 0.0) and iso3 in scenario.states
    ]
    share, pressure = share[:, :, kept], results.state["pressure"][:, :, kept]
    asked = pressure * np.maximum(0.0, GUIDELINE - share) / share
    perceived = results.state["perceived_attack_probability"][:, :, kept]
    return [Panel(np.log(share[k]).T, perceived[k].T, asked[k].T) for k in range(len(SEEDS))]


def regression(panel: Panel, lag: bool, guideline: bool) -> Estimate:
    """Least squares with state effects; errors are clustered by state.

    lag: with last year's log share, whose coefficient turns the effect of one year into that of the long run.
    guideline: with what the guideline asked last year.
    """
    columns = [panel.perceived[:, 1:]]
    columns += [panel.asked[:, :-1]] if guideline else []
    columns += [panel.log_share[:, :-1]] if lag else []
    wanted, causes = panel.log_share[:, 1:], np.stack(columns, axis=2)
    wanted, causes = wanted - wanted.mean(axis=1, keepdims=True), causes - causes.mean(axis=1, keepdims=True)
    states, _, count = causes.shape
    flat = causes.reshape(-1, count)
    inverse = np.linalg.inv(flat.T @ flat)
    found = inverse @ flat.T @ wanted.ravel()
    left = wanted - causes @ found
    scores = np.einsum("stk,st->sk", causes, left)
    spread = inverse @ (scores.T @ scores) @ inverse * states / (states - 1)
    stays = float(found[-1]) if lag else 0.0
    long_run, slope = float(found[0]) / (1.0 - stays), np.zeros(count)
    slope[0] = 1.0 / (1.0 - stays)
    if lag:
        slope[-1] = long_run / (1.0 - stays)
    return Estimate(long_run, float(np.sqrt(slope @ spread @ slope)))


def estimate(world: str, elasticity: float, lag: bool = True, guideline: bool = False) -> Estimate:
    """Mean over the seeds of estimate and of standard error: what one panel is worth."""
    each = [regression(panel, lag, guideline) for panel in panels(world, elasticity)]
    count = float(len(each))
    return Estimate(sum(one.elasticity for one in each) / count, sum(one.error for one in each) / count)


def estimates() -> dict[str, Estimate]:
    """Every regression of the README's table."""
    found = {
        "their_theory_3": estimate("their_theory", 3.0, lag=False),
        "their_theory_1.5": estimate("their_theory", 1.5, lag=False),
        "with_inertia_3": estimate("with_inertia", 3.0),
        "joint_products_3": estimate("joint_products", 3.0),
        "whole_model_blind_3": estimate("whole_model", 3.0),
    }
    return found | {f"whole_model_{true:g}": estimate("whole_model", true, guideline=True) for true in (1.5, 3.0, 6.0)}


def replicate() -> dict[str, float]:
    """The estimates, and whether each would have been reported as agreeing with the published 3."""
    found = estimates()
    numbers = {name: one.elasticity for name, one in found.items()}
    return numbers | {f"says_three_{name}": float(one.says_three) for name, one in found.items()}


if __name__ == "__main__":
    print(f"{'world and true elasticity':26} {'estimate':>8} {'error':>6}  agrees with 3?")
    for name, one in estimates().items():
        print(f"{name:26} {one.elasticity:8.2f} {one.error:6.2f}  {'yes' if one.says_three else 'no'}")
