"""Redo Antal, Krapivsky & Redner (2005): triads that relax until a steady share of the links is friendly."""

from __future__ import annotations

from itertools import combinations
from math import floor, sqrt

from alliance_sim.draws import seed_key, uniform
from alliance_sim.metrics.graphs import balanced_share

CHANCES = (0.0, 0.1, 0.25, 1.0 / 3.0, 0.4, 0.6)
"""p, the chance that a triad with one unfriendly link mends that link."""

STREAM = 2005
"""Kind of draw: apart from the model's own, which are below 100."""

SEED = 0


def name(chance: float) -> str:
    """How a p is written in `expected.csv`: 0.3333 for a third."""
    return f"{chance:.4g}"


def relax(chance: float, nodes: int, units: int, warm_up: int) -> tuple[list[float], list[float]]:
    """Share of friendly links after every unit of time, and the share of balanced triads ten times in all.

    A unit of time is as many updates as there are links. The first `warm_up` units are not counted.
    """
    pairs = list(combinations(range(nodes), 2))
    place = {pair: k for k, pair in enumerate(pairs)}
    triads = [(place[a, b], place[a, c], place[b, c]) for a, b, c in combinations(range(nodes), 3)]
    key = seed_key(SEED)
    links = [1 if uniform(key, STREAM, 0, k) < 0.5 else -1 for k in range(len(pairs))]
    friendly, balanced = [], []
    for unit in range(units):
        for k in range(len(pairs)):
            triad = triads[floor(uniform(key, STREAM, 1 + unit, k, 0) * len(triads))]
            first, second, third = triad
            if links[first] * links[second] * links[third] < 0:
                changed = which_changes(triad, links, chance, uniform(key, STREAM, 1 + unit, k, 1))
                links[changed] = -links[changed]
        if unit >= warm_up:
            friendly.append(links.count(1) / len(links))
            if (unit - warm_up) % ((units - warm_up) // 10) == 0:
                balanced.append(balanced_share(square(links, pairs, nodes), nodes))
    return friendly, balanced


def which_changes(triad: tuple[int, int, int], links: list[int], chance: float, draw: float) -> int:
    """The link of an unbalanced triad that changes sides: with one unfriendly link this one with the given chance,
    else one of the friendly two; with three unfriendly links any of them."""
    hostile = [link for link in triad if links[link] < 0]
    if len(hostile) == 3:
        return hostile[floor(3.0 * draw)]
    if draw < chance:
        return hostile[0]
    others = [link for link in triad if links[link] > 0]
    return others[floor(2.0 * (draw - chance) / (1.0 - chance))]


def square(links: list[int], pairs: list[tuple[int, int]], nodes: int) -> list[float]:
    """The signs as a full table, row after row, as the package's measure reads them."""
    signs = [0.0] * (nodes * nodes)
    for sign, (a, b) in zip(links, pairs, strict=True):
        signs[a * nodes + b] = signs[b * nodes + a] = float(sign)
    return signs


def theory(chance: float) -> float:
    """Stationary share of friendly links: 1 / (1 + √(3 (1 - 2p))) up to p = 1/2, then 1."""
    return 1.0 / (1.0 + sqrt(3.0 * (1.0 - 2.0 * chance))) if chance < 0.5 else 1.0


def balance(density: float) -> float:
    """Share of balanced triads where each link is friendly by itself with this chance."""
    return density**3 + 3.0 * density * (1.0 - density) ** 2


def mean_and_error(values: list[float], batches: int = 10) -> tuple[float, float]:
    """Mean of a series and its standard error, from the means of batches much longer than the memory of the series."""
    length = len(values) // batches
    means = [sum(values[k * length : (k + 1) * length]) / length for k in range(batches)]
    mean = sum(means) / batches
    return mean, sqrt(sum((one - mean) ** 2 for one in means) / (batches - 1) / batches)


def series(nodes: int, units: int, warm_up: int) -> dict[str, float]:
    """For each p the simulated density, its standard error, and balanced triads."""
    found = {}
    for chance in CHANCES:
        friendly, balanced = relax(chance, nodes, units, warm_up)
        density, error = mean_and_error(friendly)
        found[f"friendly_{name(chance)}"] = density
        found[f"error_{name(chance)}"] = error
        found[f"balanced_{name(chance)}"] = sum(balanced) / len(balanced)
    return found


def replicate() -> dict[str, float]:
    """The formula, and a short simulation of 40 nodes, for every p."""
    found = series(nodes=40, units=120, warm_up=20)
    simulated = {key: value for key, value in found.items() if not key.startswith("error_")}
    return {f"formula_{name(chance)}": theory(chance) for chance in CHANCES} | simulated


def show(nodes: int, units: int) -> None:
    """Print the table of the README."""
    found = series(nodes, units, warm_up=20)
    print(f"{nodes} nodes, {units - 20} units of time")
    print(f"{'p':>6} {'formula':>8} {'simulated':>10} {'error':>7} {'balanced':>9} {'formula':>8}")
    for p in CHANCES:
        row = [found[f"{what}_{name(p)}"] for what in ("friendly", "error", "balanced")]
        print(f"{p:6.4f} {theory(p):8.3f} {row[0]:10.3f} {row[1]:7.4f} {row[2]:9.3f} {balance(theory(p)):8.3f}")


if __name__ == "__main__":
    show(nodes=40, units=120)
    show(nodes=80, units=220)
