"""Axelrod & Bennett's landscape of alliances in Europe before 1939: how much of its fit hangs on the coding?"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from alliance_sim.metrics.graphs import balanced_share

FOLDER = Path(__file__).parent
YEARS = (1936, 1937, 1938, 1939)
REASONS = ("same_religion", "same_government", "recent_war", "border_dispute", "ethnic_conflict")
SIGNS = {"same_religion": 1, "same_government": 1, "recent_war": -1, "border_dispute": -1, "ethnic_conflict": -1}
DEMOCRACY, SOVIET = "D", "SU"

Row = dict[str, str]


class Alignment(NamedTuple):
    """A division into two sides that no single nation wants to change: its energy, and who stands with the Soviets."""

    energy: float
    side: frozenset[str]


def table(name: str) -> list[Row]:
    """The rows of a table beside this file."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_coded(pair: Row) -> float:
    """Propensity of two nations to be on one side: what joins them less what parts them."""
    return float(sum(SIGNS[reason] * int(pair[reason]) for reason in REASONS))


def two_governments(pair: Row, government: dict[str, str]) -> float:
    """As coded, but governments are alike if both or neither are democracies."""
    alike = (government[pair["a"]] == DEMOCRACY) == (government[pair["b"]] == DEMOCRACY)
    return as_coded({**pair, "same_government": str(int(alike))})


def without(reason: str) -> Callable[[Row, dict[str, str]], float]:
    """As coded, but for one reason."""
    return lambda pair, _: as_coded({**pair, reason: "0"})


CODINGS = {"as_coded": lambda pair, _: as_coded(pair), "two_governments": two_governments} | {
    f"without_{reason}": without(reason) for reason in REASONS
}
"""The codings that are compared; all but the first are variations made here."""


def pulls(coding: str, nations: list[Row], year: int | None) -> NDArray[np.float64]:
    """How strongly each pair is drawn to one side: propensity times both sizes (sizes 1 without a year)."""
    place = {nation["code"]: k for k, nation in enumerate(nations)}
    government = {nation["code"]: nation["government"] for nation in nations}
    propensity = np.zeros((len(nations), len(nations)))
    for pair in table("pairs"):
        a, b = place[pair["a"]], place[pair["b"]]
        propensity[a, b] = propensity[b, a] = CODINGS[coding](pair, government)
    if year is None:
        return propensity
    size = np.array([float(nation[f"cinc{year}"]) for nation in nations])
    return propensity * np.outer(size, size)


def minima(pull: NDArray[np.float64], nations: list[Row]) -> list[Alignment]:
    """All local minima among the 2^16 divisions, the lowest energy first.

    Energy: for every nation the pulls of all nations on the other side, so that each pair counts twice; times 10,000.
    """
    n = len(nations)
    free = 1 - 2 * ((np.arange(2 ** (n - 1))[:, None] >> np.arange(n - 1)) & 1)
    sides = np.hstack([free, np.ones((len(free), 1), dtype=free.dtype)])
    drawn = sides * (sides @ pull)
    energy = 1e4 * (pull.sum() - drawn.sum(axis=1)) / 2.0
    codes = [nation["code"] for nation in nations]
    soviet = codes.index(SOVIET)
    return sorted(
        Alignment(float(energy[k]), frozenset(np.array(codes)[sides[k] == sides[k, soviet]].tolist()))
        for k in np.flatnonzero((drawn >= 0.0).all(axis=1))
    )


def matches(side: frozenset[str], nations: list[Row], column: str) -> int:
    """How many of the nations stand where a column has them."""
    return sum((nation["code"] in side) == (nation[column] == "A") for nation in nations)


def balance(nations: list[Row]) -> float:
    """Share of balanced triads among the propensities as coded, by the package's measure."""
    return balanced_share(np.sign(pulls("as_coded", nations, None)).ravel().tolist(), len(nations))


def replicate() -> dict[str, float]:
    """For every coding and year the number of minima and the matches of the lowest; energies as coded."""
    nations = table("nations")
    found = {"balanced_triads": balance(nations)}
    for coding in CODINGS:
        for year in YEARS:
            listed = minima(pulls(coding, nations, year), nations)
            lowest = listed[0].side
            found[f"minima_{coding}_{year}"] = float(len(listed))
            found[f"published_{coding}_{year}"] = float(matches(lowest, nations, "published_side"))
            found[f"history_{coding}_{year}"] = float(matches(lowest, nations, "historical_side"))
            if coding == "as_coded":
                found |= {f"energy_{year}_{rank}": one.energy for rank, one in enumerate(listed, start=1)}
    return found


if __name__ == "__main__":
    numbers = replicate()
    print("lowest minimum: nations of 17 that stand where the published minimum, and where history, has them")
    print(f"{'coding':26} " + "  ".join(f"{year:>9}" for year in YEARS))
    for name in CODINGS:
        cells = [(numbers[f"published_{name}_{year}"], numbers[f"history_{name}_{year}"]) for year in YEARS]
        print(f"{name:26} " + "  ".join(f"{published:4.0f} {history:4.0f}" for published, history in cells))
    for name, number in numbers.items():
        if name.startswith(("energy", "balanced")):
            print(f"{name:26} {number:9.3f}")
