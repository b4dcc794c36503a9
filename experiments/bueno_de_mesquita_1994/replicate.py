"""Redo Bueno de Mesquita's forecast of the European Community's car-emissions decision: risks, utilities, votes."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from alliance_sim.rules.threat import contest_chance

FOLDER = Path(__file__).parent

UTILITY_RANGE = (2.0, 4.0)
"""Utilities are 2 - 4 x^r with x from 0 to 1, so that they run from 2 to -2."""


@dataclass(frozen=True)
class Actor:
    """One government: its capability (0-1), the place it wants (0 is 4 years, 1 is 10) and how much it cares (0-1)."""

    capability: float
    position: float
    salience: float

    @property
    def weight(self) -> float:
        """What it throws into the scale on this issue."""
        return self.capability * self.salience


def actors() -> dict[str, Actor]:
    """The ten governments of `actors.csv`."""
    with (FOLDER / "actors.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["actor"]: Actor(float(row["capability"]), float(row["position"]), float(row["salience"]))
            for row in csv.DictReader(file)
        }


def votes(all_actors: Mapping[str, Actor], first: float, second: float) -> tuple[float, float]:
    """Votes for each of two places: weights of those who are nearer to it, times how much nearer they are."""
    leanings = {name: abs(one.position - second) - abs(one.position - first) for name, one in all_actors.items()}
    weighted = [all_actors[name].weight * leaning for name, leaning in leanings.items()]
    return sum(vote for vote in weighted if vote > 0.0), -sum(vote for vote in weighted if vote < 0.0)


def utility(bad: float, risk: float) -> float:
    """What an outcome is worth that is this bad: 0 the best, 1 the worst."""
    top, spread = UTILITY_RANGE
    return top - spread * bad**risk


def expected_utility(all_actors: Mapping[str, Actor], challenger: str, other: str, risk: float) -> float:
    """What a challenger expects of pressing another: success, failure or no resistance, less what it has anyway.

    The chance of success is the package's contest between the votes for both places. The status quo is taken as sure
    to hold otherwise (Q = 1). Nothing is expected of pressing one's like.
    """
    here, there = all_actors[challenger], all_actors[other]
    gap = abs(here.position - there.position)
    if gap == 0.0:
        return 0.0
    success, failure, quo = utility(0.5 - 0.5 * gap, risk), utility(0.5 + 0.5 * gap, risk), utility(0.5, risk)
    chance = contest_chance(*votes(all_actors, here.position, there.position), 1.0)
    fought = chance * success + (1.0 - chance) * failure
    return there.salience * fought + (1.0 - there.salience) * success - quo


def matrix(all_actors: Mapping[str, Actor], risk: Callable[[str], float]) -> dict[tuple[str, str], float]:
    """Expected utility of every challenger from every other, each with its own risk."""
    return {
        (one, other): expected_utility(all_actors, one, other, risk(one))
        for one in all_actors
        for other in all_actors
        if one != other
    }


def risks(all_actors: Mapping[str, Actor]) -> dict[str, float]:
    """Risk exponents: from 1/2 for the actor most pressed by others to 2 for the least, found with everyone neutral."""
    neutral = matrix(all_actors, lambda _: 1.0)
    pressed = {name: sum(neutral[other, name] for other in all_actors if other != name) for name in all_actors}
    high, low = max(pressed.values()), min(pressed.values())
    scaled = {name: (2.0 * value - high - low) / (high - low) for name, value in pressed.items()}
    return {name: (1.0 - value / 3.0) / (1.0 + value / 3.0) for name, value in scaled.items()}


def replicate() -> dict[str, float]:
    """Every quantity of `expected.csv`: 10 risks, 90 expected utilities, both sides of the vote on 7 or 4 years."""
    all_actors = actors()
    risk = risks(all_actors)
    found = {f"risk_{name}": value for name, value in risk.items()}
    found |= {f"utility_{one}_{other}": value for (one, other), value in matrix(all_actors, risk.__getitem__).items()}
    seven, four = votes(all_actors, all_actors["Belgium"].position, all_actors["Netherlands"].position)
    ten, against = votes(all_actors, all_actors["France"].position, all_actors["Belgium"].position)
    return found | {
        "votes_7_against_4": seven, "votes_4_against_7": four, "votes_10_against_7": ten, "votes_7_against_10": against
    }  # fmt: skip


if __name__ == "__main__":
    numbers = replicate()
    names = list(actors())
    print(f"{'':12} {'risk':>5}  " + " ".join(f"{name[:6]:>6}" for name in names))
    for row in names:
        cells = [f"{numbers[f'utility_{row}_{name}']:6.2f}" if name != row else " " * 6 for name in names]
        print(f"{row:12} {numbers[f'risk_{row}']:5.2f}  " + " ".join(cells))
    print(f"votes for 7 years {numbers['votes_7_against_4']:.4f}, for 4 years {numbers['votes_4_against_7']:.4f}")
