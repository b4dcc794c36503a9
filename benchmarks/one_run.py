"""What one history costs in the Mesa engine, beside an empty Mesa model of as many agents that does nothing.

The two take turns, so that a busy moment falls on both. Run it by `make bench`, or with a number of rounds:
`python benchmarks/one_run.py 31`.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from statistics import median, quantiles

import mesa

from alliance_sim.run import run_one
from alliance_sim.scenario import load_scenario
from alliance_sim.world import build_world

AGENTS, YEARS = 30, 18


class Idle(mesa.Agent):
    def act(self) -> None:
        """Do nothing."""


class Empty(mesa.Model):
    """Thirty agents that do nothing for eighteen years."""

    def __init__(self, rng: int) -> None:
        super().__init__(rng=rng)
        Idle.create_agents(self, AGENTS)

    def step(self) -> None:
        self.agents.do("act")


def empty(seed: int) -> None:
    model = Empty(rng=seed)
    for _ in range(YEARS):
        model.step()


def seconds(work: Callable[[int], object], seed: int) -> float:
    start = time.perf_counter()
    work(seed)
    return time.perf_counter() - start


def main() -> None:
    rounds = max(2, int(sys.argv[1])) if len(sys.argv) > 1 else 15
    world = build_world(load_scenario("nato-2018"))
    works: dict[str, Callable[[int], object]] = {
        f"empty Mesa model, {AGENTS} agents, {YEARS} years": empty,
        f"nato-2018, {len(world.states)} states, {YEARS} years": lambda seed: run_one(world, seed),
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            taken = seconds(work, number)
            if number:
                times[name].append(taken)
    print(f"Python {platform.python_version()}, Mesa {mesa.__version__}, {rounds} rounds")
    reference = median(next(iter(times.values())))
    print(f"{'one history':44}{'median ms':>10}{'middle half':>16}{'ratio':>8}")
    for name, all_taken in times.items():
        low, middle, high = (1000.0 * value for value in quantiles(all_taken, n=4))
        print(f"{name:44}{middle:10.1f}{f'{low:.1f}–{high:.1f}':>16}{middle / (1000.0 * reference):8.1f}")


if __name__ == "__main__":
    main()
