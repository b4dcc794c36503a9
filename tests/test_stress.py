"""What holds in any world, step by step: finite, in bounds, graph and arrays alike, the same again."""

from __future__ import annotations

import math
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from alliance_sim.agents import AllianceModel
from alliance_sim.batch.engine import run_batch
from alliance_sim.metrics import OUTCOMES
from alliance_sim.results.record import Record
from alliance_sim.run import run, run_one
from alliance_sim.world import build_world
from tests.stress import YEARS, loaded, renamed, world
from tests.test_parity import differences
from tests.worlds import same_bits

pytest.importorskip("numba")

CHANCES = ("attack_probability", "perceived_attack_probability", "entrapment", "guarantee", "anxiety", "readiness",
           "share", "pressure", "guardrail")  # fmt: skip
AMOUNTS = ("gdp", "budget", "capability", "expected_aid", "spill_in")
ROUNDING = 1e-9

EXAMPLES = 24
"""Worlds of each test here; `make verify` takes many more."""

seeds = st.integers(0, 2**32).map(lambda seed: Random(f"stress {seed}"))
quiet = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def out_of_bounds(values: np.ndarray, low: float, high: float) -> bool:
    """Whether any number that is defined lies outside, or is infinite."""
    defined = values[~np.isnan(values)]
    return bool((~np.isfinite(defined) | (defined < low) | (defined > high)).any())


class Life(RuleBasedStateMachine):
    """A model of a made-up world, stepped until it is over, and looked at after every step."""

    @initialize(chance=seeds)
    def begin(self, chance: Random) -> None:
        self.model = AllianceModel(loaded(world(chance)), collect=False)

    @rule()
    def live_a_year(self) -> None:
        """The next year; after the last one nothing moves any more."""
        self.model.step()

    def now(self, table: dict[str, Any]) -> dict[str, np.ndarray]:
        return {name: values[self.model.elapsed] for name, values in table.items()}

    @invariant()
    def chances_and_shares_lie_between_zero_and_one(self) -> None:
        state = self.now(self.model.history.state)
        wrong = [name for name in CHANCES if out_of_bounds(state[name], 0.0, 1.0)]
        assert wrong == [], {name: state[name] for name in wrong}

    @invariant()
    def amounts_are_finite_and_never_negative(self) -> None:
        state = self.now(self.model.history.state)
        wrong = [name for name in AMOUNTS if out_of_bounds(state[name], 0.0, math.inf)]
        assert wrong == [], {name: state[name] for name in wrong}

    @invariant()
    def every_measure_is_finite_or_not_defined(self) -> None:
        outcomes = self.now(self.model.history.outcomes)
        wrong = [name for name, value in outcomes.items() if math.isinf(value) or value < 0.0]
        assert wrong == [], outcomes
        assert not out_of_bounds(np.array([outcomes["deterrence"], outcomes["cohesion"]]), 0.0, 1.0), outcomes
        assert set(outcomes) == set(OUTCOMES)

    @invariant()
    def graph_and_arrays_say_the_same(self) -> None:
        model, dyads = self.model, self.now(self.model.history.dyads)
        where = model.world.index
        for one, other, tie in model.graph.edges(data=True):
            i, j = where[one], where[other]
            assert dyads["tie"][i, j] == dyads["tie"][j, i] == tie["tie"]
            assert 0.0 <= tie["tie"] <= 1.0
            # beliefs are learnt in the year and written down with it
            assert (dyads["reliance"][i, j], dyads["reliance"][j, i]) == (tie["reliance"][one], tie["reliance"][other])
        linked = {(where[a], where[b]) for a, b in model.graph.edges} | {
            (where[b], where[a]) for a, b in model.graph.edges
        }
        tied = {(i, j) for i, j in zip(*np.nonzero(dyads["tie"]), strict=True)}
        assert {(int(i), int(j)) for i, j in tied} <= linked
        assert not out_of_bounds(np.array([dyads[name] for name in ("tie", "reliance", "willingness")]), 0.0, 1.0)


Life.TestCase.settings = settings(quiet, max_examples=EXAMPLES, stateful_step_count=YEARS + 1)
TestLife = Life.TestCase


@settings(quiet, max_examples=EXAMPLES)
@given(seeds)
def test_both_engines_and_any_order_of_the_states_agree_to_the_last_bit(chance: Random) -> None:
    made = world(chance)
    scenario = loaded(made)
    agents = run(scenario, [scenario.seed])
    assert differences(agents, run_batch(build_world(scenario), [scenario.seed])) == []
    shuffled = made | {"states": chance.sample(made["states"], len(made["states"]))}
    assert differences(agents, run(loaded(shuffled), [scenario.seed])) == []


@settings(quiet, max_examples=EXAMPLES // 2)
@given(seeds)
def test_a_seed_repeats(chance: Random) -> None:
    scenario = loaded(world(chance))
    first, again = (run_one(build_world(scenario), scenario.seed) for _ in range(2))
    assert same_bits(first, again)


@settings(quiet, max_examples=EXAMPLES // 2)
@given(seeds)
def test_another_seed_changes_nothing_where_nothing_is_drawn(chance: Random) -> None:
    scenario = loaded(without_draws(chance))
    one, other = (run_one(build_world(scenario), seed) for seed in (scenario.seed, scenario.seed + 1))
    assert same_bits(one, other)


def without_draws(chance: Random) -> dict[str, Any]:
    """A world without noise, in which nobody challenges, joins or leaves but by events."""
    made = world(chance, chancy=False)
    made["events"] = [event for event in made["events"] if event["type"] != "crisis"]  # what follows it is drawn
    return made


def record_of(made: dict[str, Any]) -> tuple[dict[str, int], Record]:
    scenario = loaded(made)
    built = build_world(scenario)
    return built.index, run_one(built, 0)


@settings(quiet, max_examples=EXAMPLES // 2)
@given(seeds)
def test_relabelling_states_permutes_their_results(chance: Random) -> None:
    made = without_draws(chance)
    codes = made["states"]
    names = dict(zip(codes, chance.sample(codes, len(codes)), strict=True))
    (index, first), (index_then, then) = record_of(made), record_of(renamed(made, names))
    order = [index_then[names.get(code, code)] for code in index]
    for name, values in first.state.items():
        assert then.state[name][:, order] == pytest.approx(values, rel=ROUNDING, abs=ROUNDING, nan_ok=True), name
