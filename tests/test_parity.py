"""Both engines give the same numbers, to the last bit: every shipped scenario, every theory, seed and chunking."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("numba")

from alliance_sim.batch.engine import run_batch
from alliance_sim.results.results import Results
from alliance_sim.run import run
from alliance_sim.scenario import Scenario, list_scenarios, load_scenario
from alliance_sim.scenario.theory import VARIANTS
from alliance_sim.world import build_world
from tests.worlds import made_up, nato

LARGE = 2**41 + 7
"""A seed of more than 40 bits."""

THEORIES = [(rule, variant) for rule, variants in VARIANTS.items() for variant in variants]

EVENTFUL = """
  - {id: leave, year: 2020, type: standing, state: USA, to: partner, phase_in: 2}
  - {id: war, year: 2021, type: crisis, adversary: RUS, target: EST, severity: major}
  - {id: letter, year: 2019, type: letters, sender: USA, recipients: {DEU: -0.8, NOR: -0.3}}
  - {id: pact, year: 2022, type: pact, states: [FIN, SWE]}
"""


def differences(one: Results, other: Results) -> list[str]:
    """Names of everything that is not the same in every bit."""
    tables = {
        f"{room}.{name}": (values, getattr(other, room)[name])
        for room in ("state", "outcomes", "dyads")
        for name, values in getattr(one, room).items()
    }
    found = [name for name, (ours, theirs) in tables.items() if ours.tobytes() != theirs.tobytes()]
    found += ["standing"] if one.standing.tobytes() != other.standing.tobytes() else []
    return found + (["changes"] if one.changes != other.changes else [])


def agree(scenario: Scenario, seeds: list[int], **chunking: Any) -> Results:
    """Run a scenario in both engines, which must agree."""
    agents = run(scenario, seeds)
    assert differences(agents, run_batch(build_world(scenario), seeds, **chunking)) == []
    return agents


@cache
def lively() -> Scenario:
    """A short NATO with chance, events and crises, in which states step down, join, conclude pacts and accommodate."""
    eager = "attachment: 0.0, consent_tolerance: 0.1, pact_cost: 0.0, attack_loss: 1.0, entrapment_loss: 0.0"
    return nato(EVENTFUL, end=2026, parameters=eager, theory="")


@pytest.mark.parametrize("name", [row[0] for row in list_scenarios()])
def test_every_shipped_scenario_over_its_whole_span(name: str) -> None:
    agree(load_scenario(name), [LARGE])


@pytest.mark.parametrize(("rule", "variant"), THEORIES)
def test_every_theory(rule: str, variant: str) -> None:
    scenario = nato(EVENTFUL, end=2023, parameters="attachment: 0.001", theory=f"{rule}: {variant}")
    agree(scenario, [0])


def test_seeds_small_and_large_and_what_states_decide_themselves() -> None:
    results = agree(lively(), [0, 1, LARGE, 2**70 + 3])
    assert {"pact", "member", "partner", "accommodates"} <= {change["what"].split()[0] for change in results.changes}


@pytest.mark.parametrize(("threads", "chunk"), [(1, 1), (1, 3), (2, 1), (2, 2), (2, None)])
def test_threads_and_chunks_change_nothing(threads: int, chunk: int | None) -> None:
    seeds = [5, 0, LARGE, 9, 2, 7, 1]
    world = build_world(lively())
    assert differences(run_batch(world, seeds, 1, chunk=100), run_batch(world, seeds, threads, chunk=chunk)) == []


def test_means_over_dyads_are_added_in_the_order_of_the_seeds() -> None:
    agree(lively(), list(range(7)), threads=2, chunk=2)


def test_more_changes_than_there_is_room_for_are_all_written_down() -> None:
    """A candidate whom all members refuse every year."""
    application = "[{id: apply, year: 2019, type: accession, state: UKR, consent: vote}]"
    refused = nato(application, end=2024, parameters="consent_tolerance: 0.0, entrapment_loss: 0.9", theory="")
    results = agree(refused, [0, 1])
    assert sum(change["reason"].count("objects") for change in results.changes) > 2 * 64
    assert differences(results, run_batch(build_world(refused), [0, 1], 2, chunk=1)) == []


def test_no_noise_no_adversary_and_few_outcomes() -> None:
    agree(nato(end=2021), [0])
    agree(made_up({"AAA": {"gdp": 100, "share": 0.02}, "BBB": {"gdp": 50, "share": 0.01}}, end=2021), [0])
    agree(nato(end=2021, more="outcomes: [deterrence, structural_balance]\n"), [3])


def test_a_known_year_of_a_known_seed() -> None:
    """The same in any Python, operating system and processor: nothing but rounding could tell them apart."""
    results = run_batch(build_world(made_up(WORLD, end=2022, adversaries="{RIV: {intent: 0.4}}", more=CHANCE)), [LARGE])
    assert agree(results.scenario, [LARGE]).states == results.states
    assert np.isfinite(results.outcomes["deterrence"]).all()


WORLD = {
    "AAA": {"gdp": 900, "share": 0.03},
    "BBB": {"gdp": 300, "share": 0.02},
    "CCC": {"gdp": 100, "share": 0.01},
    "RIV": {"gdp": 500, "share": 0.05, "adversary": True},
}
CHANCE = "parameters: {dispute_rate_contiguous: 1.0, dispute_rate_other: 1.0, attachment: 0.0}\n"

states = st.fixed_dictionaries(
    {"gdp": st.floats(1.0, 20_000.0), "share": st.floats(0.0, 0.1), "longitude": st.floats(0.0, 60.0)},
    optional={
        "stance": st.floats(-1.0, 1.0), "guardrail": st.floats(0.0, 1.0), "readiness": st.floats(0.0, 1.0),
        "receptivity": st.floats(0.0, 1.0), "efficiency": st.floats(0.1, 3.0), "reach_km": st.floats(100.0, 15_000.0),
    },
)  # fmt: skip
parameters = st.fixed_dictionaries(
    {
        "contest_exponent": st.floats(0.1, 8.0), "perception_noise": st.floats(0.0, 2.0),
        "signal_noise": st.floats(0.0, 2.0), "threat_elasticity": st.floats(0.0, 20.0),
        "publicness": st.floats(0.0, 0.3), "attachment": st.floats(0.0, 0.01),
        "dispute_rate_other": st.floats(0.0, 1.0), "major_share": st.floats(0.0, 0.2), "tie_rate": st.floats(0.0, 1.0),
        "learning_rate": st.floats(0.0, 1.0), "leaving_patience": st.integers(1, 2), "pact_cost": st.floats(0.0, 0.001),
    }
)  # fmt: skip


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(states, min_size=2, max_size=6), parameters, st.floats(0.0, 1.0), st.integers(0, 2**90))
def test_any_small_world(rows: list[dict[str, Any]], chosen: dict[str, Any], intent: float, seed: int) -> None:
    codes = [f"AA{chr(65 + rank)}" for rank in range(len(rows))]
    world = dict(zip(codes, rows, strict=True)) | {"ZZZ": {"gdp": 800, "share": 0.06, "adversary": True}}
    numbers = ", ".join(f"{name}: {value!r}" for name, value in chosen.items())
    scenario = made_up(
        world, end=2023, adversaries=f"{{ZZZ: {{intent: {intent!r}}}}}", more=f"parameters: {{{numbers}}}\n"
    )
    agree(scenario, [seed])
