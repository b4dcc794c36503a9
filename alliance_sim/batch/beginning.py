"""How a run begins in the compiled engine: the first year's world, and what later years are weighed against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.batch import layout as at
from alliance_sim.batch.crises import base_shock
from alliance_sim.batch.plan import Life, Plan, new_life
from alliance_sim.batch.realignment import look_around, relief, remember_standing
from alliance_sim.batch.standing import promise_each_other

if TYPE_CHECKING:
    from alliance_sim.world import World


def first_life(world: World, plan: Plan) -> Life:
    """The world of the first year before anything is weighed, laid out for the compiled loop."""
    now, figures = new_life(plan), world.figures
    now.state[: at.RECORDED] = np.nan
    rows = {
        at.GDP: figures.gdp, at.SHARE: figures.share, at.BUDGET: figures.budget, at.CAPABILITY: figures.capability,
        at.READINESS: figures.readiness, at.EFFICIENCY: figures.efficiency, at.RECEPTIVITY: figures.receptivity,
        at.PUBLIC_WEIGHT: world.public_weight, at.PRIVATE_WEIGHT: world.private_weight,
    }  # fmt: skip
    for row, values in rows.items():
        now.state[row] = values
    standings = list(world.scenario.standings)
    for i in world.members:
        _ally(world, plan, now, i, standings.index(world.standing[i]))
    promised, tie = np.maximum(world.promise, world.promise.T) > 0.0, np.triu(world.tie) + np.triu(world.tie, 1).T
    now.linked[:] = promised & np.outer(plan.ally, plan.ally) & ~np.eye(plan.n, dtype=np.bool_)
    dyads = {at.RELIANCE: world.reliance, at.TIE: tie, at.BASE_TIE: tie, at.TREATY: world.pact}
    for row, values in dyads.items():
        now.dyad[row][now.linked] = values[now.linked]
    return now


def _ally(world: World, plan: Plan, now: Life, i: int, standing: int) -> None:
    figures, guarantee, votes = world.figures, plan.levels[at.LEVEL_GUARANTEE, standing], at.LEVEL_VOTES
    values = {
        at.ATTACK: world.attack_probability[i], at.PERCEIVED: world.attack_probability[i],
        at.BASE_PERCEIVED: world.attack_probability[i], at.AID: world.expected_aid[i],
        at.SPILL_IN: world.spill_in[i], at.ENTRAPMENT: world.entrapment[i], at.BASE_ENTRAPMENT: world.entrapment[i],
        at.PRESSURE: 0.0, at.ANXIETY: 0.0, at.STANCE: figures.stance[i], at.GUARDRAIL: figures.guardrail[i],
        at.BASE_SHARE: figures.share[i], at.GUARANTEE: guarantee, at.VOTES: plan.levels[votes, standing],
        at.INTEGRATION: plan.levels[at.LEVEL_INTEGRATION, standing],
        at.EXERCISES: plan.levels[at.LEVEL_EXERCISES, standing],
    }  # fmt: skip
    for row, value in values.items():
        now.state[row, i] = value
    now.mark[at.STANDING, i] = now.mark[at.MOVING_TO, i] = standing
    now.mark[at.SETTLED, i], now.mark[at.IN_AREA, i] = 1, int(plan.levels[votes, standing] > 0.0)


def weigh_first_year(plan: Plan, p: Any, now: Life) -> None:
    """Promises of the first year, the shocks that are usual, and what membership then gave and cost."""
    for i in range(plan.n):
        for j in range(i + 1, plan.n):
            if now.linked[i, j]:
                promise_each_other(p, now, i, j)
    look_around(plan, p, now, 0)
    for i in range(plan.n):
        if plan.ally[i]:
            now.state[at.USUAL_SHOCK, i] = base_shock(plan, p, now, i)
            remember_standing(plan, p, now, 0, i)
            for rank in range(len(plan.adversaries)):
                now.toward[at.BASE_RELIEF, i, rank] = relief(p, now, i, rank)
