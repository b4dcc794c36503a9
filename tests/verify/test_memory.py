"""Two thousand models in one process do not grow its memory."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from alliance_sim.agents import AllianceModel
from alliance_sim.scenario import load_scenario
from alliance_sim.world import World, build_world

pytestmark = pytest.mark.verify

STATM = Path("/proc/self/statm")


def megabytes() -> float:
    """What this process holds in memory, garbage taken away."""
    gc.collect()
    return int(STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def live(world: World, seeds: range) -> None:
    for seed in seeds:
        model = AllianceModel(world, rng=seed)
        while model.running:
            model.step()


@pytest.mark.skipif(not STATM.exists(), reason="memory in use is read from /proc")
def test_two_thousand_models_hold_no_more_than_a_few_hundred(reliability: Callable[..., None]) -> None:
    world = build_world(load_scenario("us-partner-only", settings=["end=2019"]))
    live(world, range(500))  # the allocator has then taken what it needs
    before = megabytes()
    live(world, range(500, 2000))
    grown = megabytes() - before
    reliability("memory of 1,500 more models in one process", f"{grown:+.1f} MB (bound 10)", int(grown >= 10.0))
    assert grown < 10.0
