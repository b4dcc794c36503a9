"""Thousands of made-up worlds of up to 60 states: every invariant after every year, and both engines to the bit."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from random import Random

import pytest

from alliance_sim.agents import AllianceModel
from alliance_sim.batch.engine import run_batch
from alliance_sim.run import run
from alliance_sim.world import build_world
from tests.stress import LARGE_SIZES, YEARS, loaded, world
from tests.test_parity import differences
from tests.test_stress import Life

WORLDS = 2_000
PART = 50

INVARIANTS = (
    Life.chances_and_shares_lie_between_zero_and_one, Life.amounts_are_finite_and_never_negative,
    Life.every_measure_is_finite_or_not_defined, Life.graph_and_arrays_say_the_same,
)  # fmt: skip


def live(number: int) -> None:
    """Live through one made-up world, looking at it every year, then in the other engine."""
    scenario = loaded(world(Random(f"verify {number}"), sizes=LARGE_SIZES))
    life = Life()
    life.model = AllianceModel(scenario, collect=False)
    for _ in range(YEARS):
        for holds in INVARIANTS:
            holds(life)
        life.live_a_year()
    agents = run(scenario, [scenario.seed])
    assert differences(agents, run_batch(build_world(scenario), [scenario.seed])) == []


def part(start: int) -> list[str]:
    """What went wrong in one part of the worlds."""
    wrong = []
    for number in range(start, start + PART):
        try:
            live(number)
        except Exception as error:
            wrong.append(f"world {number}: {type(error).__name__}: {error}")
    return wrong


@pytest.mark.verify
def test_what_holds_in_any_world(reliability: Callable[..., None]) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
        wrong = [each for found in pool.map(part, range(0, WORLDS, PART)) for each in found]
    reliability(
        "made-up worlds of 1 to 60 states, any events, theories and parameters: bounds, graph, both engines",
        f"{WORLDS:,} worlds of {YEARS} years", len(wrong),
    )  # fmt: skip
    assert wrong == []
