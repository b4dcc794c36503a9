"""Redo the first theorem of Jackson & Nei (2015): without trade no network of alliances is peaceful and stable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product

import networkx as nx

from alliance_sim.metrics import outweighs

STRENGTHS = (1.0, 2.0, 3.0)
"""What each state's strength may be, where strengths differ."""

ADVANTAGES = (1.0, 1.5, 3.0)
"""γ, how many times as strong an attacker must be; 1 where attack and defence weigh the same."""

SEARCHES = {
    "3_equal": [(1.0,) * 3],
    "4_equal": [(1.0,) * 4],
    "5_equal": [(1.0,) * 5],
    "3_unequal": list(product(STRENGTHS, repeat=3)),
    "4_unequal": list(product(STRENGTHS, repeat=4)),
}
"""The strengths of the states that each exhaustive search goes through."""

Pair = tuple[int, int]


def networks(states: int) -> Iterator[nx.Graph[int]]:
    """Every network on so many labelled states that has an alliance."""
    pairs = list(combinations(range(states), 2))
    for chosen in product((False, True), repeat=len(pairs)):
        if any(chosen):
            network = nx.empty_graph(states)
            network.add_edges_from(pair for pair, kept in zip(pairs, chosen, strict=True) if kept)
            yield network


def in_danger(network: nx.Graph[int], strength: tuple[float, ...], gamma: float) -> list[int]:
    """States that a leader with its allies can beat, by the package's measure."""
    allied = nx.to_numpy_array(network, nodelist=range(len(strength))).tolist()
    states = range(len(strength))
    return [i for i in states if any(outweighs(strength, allied[i], allied[j], i, j, gamma) for j in states)]


def changed(network: nx.Graph[int], pair: Pair) -> nx.Graph[int]:
    """The network with this alliance if it had none, without it if it had."""
    other = network.copy()
    if other.has_edge(*pair):
        other.remove_edge(*pair)
    else:
        other.add_edge(*pair)
    return other


def safe_to_add(network: nx.Graph[int], strength: tuple[float, ...], gamma: float) -> bool:
    """No two states could put anybody in danger by a new alliance of theirs."""
    return not any(in_danger(changed(network, pair), strength, gamma) for pair in nx.non_edges(network))


def all_needed(network: nx.Graph[int], strength: tuple[float, ...], gamma: float) -> bool:
    """Without any one of its alliances one of the two allies would be in danger, so that none is dropped as useless."""
    return all(set(pair) & set(in_danger(changed(network, pair), strength, gamma)) for pair in network.edges)


def count(strengths: Iterable[tuple[float, ...]], gamma: float) -> dict[str, float]:
    """How many networks there are, put nobody in danger, are safe from new alliances too, and lack useless ones."""
    found = dict.fromkeys(("networks", "peaceful", "safe_to_add", "war_stable"), 0.0)
    for strength in strengths:
        for network in networks(len(strength)):
            found["networks"] += 1.0
            if not in_danger(network, strength, gamma):
                safe = safe_to_add(network, strength, gamma)
                found["peaceful"] += 1.0
                found["safe_to_add"] += safe
                found["war_stable"] += safe and all_needed(network, strength, gamma)
    return found


def replicate() -> dict[str, float]:
    """Every quantity of `expected.csv`."""
    found = {}
    for name, strengths in SEARCHES.items():
        found |= {f"{what}_{name}": value for what, value in count(strengths, ADVANTAGES[0]).items()}
    for gamma in ADVANTAGES[1:]:
        tried = count(SEARCHES["4_equal"] + SEARCHES["3_unequal"], gamma)
        found |= {f"{what}_gamma_{gamma:g}": value for what, value in tried.items()}
    return found


if __name__ == "__main__":
    for quantity, value in replicate().items():
        print(f"{quantity:24} {value:6.0f}")
