"""Redo Richardson's line through the arms race of 1909 to 1913 with the package's own reaction rule."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

from alliance_sim.rules.burden import arms_reaction

TABLE = Path(__file__).with_name("budgets.csv")

FATIGUE = 0.2
"""α, a year: Richardson's guess, one over a parliament's five years. The sum of both sides does not depend on it."""

STEPS = 1000
"""Steps a year of the simulated race; ten times as many change the totals by less than 0.1."""


def sides() -> dict[int, tuple[float, float]]:
    """Budgets of France with Russia, and of Germany with Austria-Hungary, by year (million pounds)."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            int(row["year"]): (
                float(row["france"]) + float(row["russia"]),
                float(row["germany"]) + float(row["austria_hungary"]),
            )
            for row in csv.DictReader(file)
        }


def line(budgets: dict[int, tuple[float, float]]) -> tuple[float, float]:
    """Slope (a year) and level (million pounds) of the least-squares line: rise of the total against its mean."""
    totals = [first + second for first, second in budgets.values()]
    means = [(now + after) / 2.0 for now, after in pairwise(totals)]
    rises = [after - now for now, after in pairwise(totals)]
    mean, rise = sum(means) / len(means), sum(rises) / len(rises)
    across = sum((x - mean) * (y - rise) for x, y in zip(means, rises, strict=True))
    slope = across / sum((x - mean) ** 2 for x in means)
    return slope, mean - rise / slope


def race(start: tuple[float, float], slope: float, level: float, years: int) -> tuple[float, float]:
    """Both sides' budgets after some years in which each follows `arms_reaction`.

    The two are alike: reaction k = slope + α, and each side's share of the grievance that makes `level` the balance.
    """
    reaction, grievance = slope + FATIGUE, -slope * level / 2.0
    first, second = start
    for _ in range(years * STEPS):
        rise = arms_reaction(first, second, reaction, FATIGUE, grievance)
        other = arms_reaction(second, first, reaction, FATIGUE, grievance)
        first, second = first + rise / STEPS, second + other / STEPS
    return first, second


def distance_factor(start: float, slope: float, level: float) -> float:
    """How many times as far from the balance a total is after a year: above 1 where the race is not stable."""
    after = sum(race((start / 2.0, start / 2.0), slope, level, years=1))
    return (after - level) / (start - level)


def replicate() -> dict[str, float]:
    """Every quantity of `expected.csv`."""
    budgets = sides()
    slope, level = line(budgets)
    reaction = slope + FATIGUE
    found = {
        "slope": slope,
        "level": level,
        "product_of_reactions_over_product_of_fatigues": reaction * reaction / (FATIGUE * FATIGUE),
        "factor_above_the_level": distance_factor(level + 1.0, slope, level),
        "factor_below_the_level": distance_factor(level - 1.0, slope, level),
        "factor_where_fatigue_wins": distance_factor(level + 1.0, -0.1, level),
    }
    first = budgets[1909]
    return found | {f"total_{year}": sum(race(first, slope, level, year - 1909)) for year in (1911, 1913)}


if __name__ == "__main__":
    for quantity, value in replicate().items():
        print(f"{quantity:45} {value:8.3f}")
