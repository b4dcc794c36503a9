"""Made-up results: four allies and an adversary, small enough to be checked by hand.

Without events nothing moves but a wiggle that differs from seed to seed and is the same in both arms. With them the
United States' guarantee falls from 1 to 0.1 in 2019, Poland is in more danger and spends more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from alliance_sim.results import Comparison, Results
from alliance_sim.scenario import Scenario, load_text

TEXT = """\
name: made-up
title: The United States becomes a partner
start: 2018
end: 2021
seed: 7
replicates: 30
states: [USA, POL, GBR, ISL]
adversaries: {RUS: {intent: 0.3}}
events:
  - {id: downgrade, year: 2019, type: standing, state: USA, to: partner}
expect:
  - {outcome: anxiety, year: 2021, above: baseline}
"""
PLAIN = "name: plain\ntitle: A plain world\nstart: 2018\nend: 2021\nreplicates: 30\nstates: [USA, POL, GBR, ISL]\n"

STATES = ("GBR", "ISL", "POL", "RUS", "USA")
YEARS = (2018, 2019, 2020, 2021)
GBR, ISL, POL, RUS, USA = range(5)
NAN = float("nan")

LEVELS: dict[str, tuple[float, ...]] = {
    "gdp": (3000.0, 25.0, 550.0, 1500.0, 20000.0),
    "share": (0.02, 0.0, 0.02, NAN, 0.03),
    "budget": (60.0, 0.0, 11.0, NAN, 600.0),
    "capability": (500.0, 0.0, 100.0, 400.0, 5400.0),
    "attack_probability": (0.005, 0.004, 0.02, NAN, 0.001),
    "perceived_attack_probability": (0.005, 0.004, 0.02, NAN, 0.001),
    "expected_aid": (4000.0, 3900.0, 4100.0, NAN, 450.0),
    "spill_in": (450.0, 440.0, 470.0, NAN, 50.0),
    "guarantee": (1.0, 1.0, 1.0, NAN, 1.0),
    "votes": (1.0, 1.0, 1.0, 0.0, 1.0),
    "anxiety": (0.2, 0.2, 0.2, NAN, 0.1),
}
OUTCOMES = {
    "capability": 6000.0,
    "deterrence": 0.99,
    "anxiety": 0.2,
    "spending": 671.0,
    "members": 4.0,
    "largest_share": 0.9,
    "cohesion": 0.6,
    "communities": 1.0,
}


def scenario(text: str = TEXT, **changes: Any) -> Scenario:
    """The made-up scenario, or another text, with some values changed."""
    return load_text(text).model_copy(update=changes)


def results(of: Scenario | None = None, seeds: Sequence[int] = tuple(range(7, 37))) -> Results:
    """Results of a world in which nothing happens; the wiggle of a seed depends on its place only."""
    wiggle = np.linspace(-1.0, 1.0, len(seeds))[:, None] if len(seeds) > 1 else np.zeros((1, 1))
    whole = np.ones((len(seeds), len(YEARS)))
    state = {name: (whole * (1 + 0.001 * wiggle))[:, :, None] * np.array(levels) for name, levels in LEVELS.items()}
    for fixed in ("guarantee", "votes", "gdp"):
        state[fixed] = whole[:, :, None] * np.array(LEVELS[fixed])
    return Results(
        scenario=of or scenario().baseline_scenario(),
        seeds=tuple(seeds),
        years=YEARS,
        states=STATES,
        state=state,
        outcomes={name: whole * level + 0.01 * wiggle * (name == "cohesion") for name, level in OUTCOMES.items()},
        dyads={name: np.full((len(YEARS), 5, 5), 0.5) for name in ("tie", "reliance", "willingness", "aid")},
        standing=np.where(np.arange(5) == RUS, -1, np.zeros((len(seeds), len(YEARS), 5))).astype(np.int8),
    )


def comparison(strength: float = 1.0, seeds: Sequence[int] = tuple(range(7, 37))) -> Comparison:
    """The events against nothing; `strength` scales what they do to the others (0: nothing, negative: the reverse)."""
    before = results(seeds=seeds)
    state = {name: values.copy() for name, values in before.state.items()}
    state["guarantee"][:, 1:, USA] = 0.1
    state["votes"][:, 1:, USA] = 0.0
    for variable, who, change in [
        ("attack_probability", POL, 0.01), ("attack_probability", GBR, 0.002),
        ("perceived_attack_probability", POL, 0.01), ("budget", POL, 2.7), ("share", POL, 0.004),
        ("expected_aid", POL, -3600.0), ("expected_aid", GBR, -3600.0), ("expected_aid", ISL, -3600.0),
    ]:  # fmt: skip
        state[variable][:, 1:, who] += strength * change
    outcomes = {name: values.copy() for name, values in before.outcomes.items()}
    outcomes["capability"][:, 1:] -= 4860.0
    outcomes["deterrence"][:, 1:] -= 0.02 * strength
    outcomes["anxiety"][:, 1:] += 0.3 * strength
    outcomes["members"][:, 1:] -= 1.0
    outcomes["cohesion"][:, 1:] += 0.01 * np.linspace(-1, 1, len(seeds))[:, None]
    standing = before.standing.copy()
    standing[:, 1:, USA] = list(before.scenario.standings).index("partner")
    after = replace(before, scenario=scenario(), state=state, outcomes=outcomes, standing=standing)
    return Comparison(after, before)


def plain() -> Comparison:
    """A world without events, and so without a baseline."""
    alone = results(scenario(PLAIN))
    alone.outcomes["capability"][:, -1] += 120.0
    return Comparison(alone, alone)
