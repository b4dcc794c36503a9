"""The alliance graph for network programs: GraphML for one year, dynamic GEXF for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from alliance_sim.results.export.frames import cow_codes
from alliance_sim.results.results import Comparison, Results

NODE_VARIABLES = ("gdp", "share", "budget", "capability", "attack_probability", "expected_aid", "anxiety", "guarantee")
"""What a node carries, as the mean over the seeds."""

Spell = tuple[Any, float, float]
"""A value, and the years from and until which it holds."""


def write_graphml(comparison: Comparison, folder: Path, year: int, title: str) -> None:
    """One GraphML file an arm: `scenario-2035.graphml`.

    Directed: an edge leads from who relies or receives to on whom, or who gives. Nodes are states, adversaries
    included; values are means over the seeds, and what is not defined is left out.
    """
    import networkx as nx

    for arm, results in comparison.arms.items():
        graph: nx.DiGraph[str] = nx.DiGraph(name=f"{title}, {arm}, {year}")
        position = results.index(year)
        for place, iso3 in enumerate(results.states):
            graph.add_node(iso3, **_fixed(results, iso3), **_node(results, place, position))
        for i, j in _pairs(results):
            values = _edge(results, i, j, position)
            if values:
                graph.add_edge(results.states[i], results.states[j], **values)
        nx.write_graphml(graph, folder / f"{arm}-{year}.graphml", named_key_ids=True)


def write_gexf(comparison: Comparison, folder: Path, title: str) -> None:
    """One dynamic GEXF file an arm: nodes and edges whose values change from year to year.

    Years are written as floats: networkx gives whole ones a time format that Gephi does not open (networkx issue
    4023). A year lasts from its number up to the next one.
    """
    import networkx as nx

    for arm, results in comparison.arms.items():
        graph: nx.DiGraph[str] = nx.DiGraph(name=f"{title}, {arm}", mode="dynamic")
        for place, iso3 in enumerate(results.states):
            values = [_node(results, place, position) for position in range(len(results.years))]
            graph.add_node(iso3, **_fixed(results, iso3), **_lifetime(results, values), **_spells(results, values))
        for i, j in _pairs(results):
            values = [_edge(results, i, j, position) for position in range(len(results.years))]
            if any(values):
                weight = _mean(np.array([found.get("tie", 0.0) for found in values]))
                dynamic = {**_lifetime(results, values), **_spells(results, values)}
                graph.add_edge(results.states[i], results.states[j], weight=weight, **dynamic)
        nx.write_gexf(graph, folder / f"{arm}.gexf")


def _lifetime(results: Results, values: list[dict[str, Any]]) -> dict[str, float]:
    """From the first year with a value to the end of the last, for the timeline of a program."""
    years = [year for year, known in zip(results.years, values, strict=True) if known]
    return {"start": float(years[0]), "end": float(years[-1] + 1)}


def _spells(results: Results, values: list[dict[str, Any]]) -> dict[str, list[Spell]]:
    """Each variable's values with their years; equal values of years in a row are one spell."""
    found: dict[str, list[Spell]] = {}
    for year, known in zip(results.years, values, strict=True):
        for name, value in known.items():
            spells = found.setdefault(name, [])
            if spells and spells[-1][0] == value and spells[-1][2] == float(year):
                spells[-1] = (value, spells[-1][1], float(year + 1))
            else:
                spells.append((value, float(year), float(year + 1)))
    return found


def _pairs(results: Results) -> Iterator[tuple[int, int]]:
    count = range(len(results.states))
    return ((i, j) for i in count for j in count if i != j)


def _fixed(results: Results, iso3: str) -> dict[str, Any]:
    """What a state keeps through the years: name, code and place."""
    from alliance_sim.data.load import countries

    own, known = results.scenario.figures.get(iso3), countries().get(iso3)
    name = own.name if own is not None and own.name else known.name if known else iso3
    about: dict[str, Any] = {"label": name, "adversary": iso3 in results.scenario.adversaries}
    if iso3 in cow_codes(results):
        about["ccode"] = cow_codes(results)[iso3]
    for axis in ("latitude", "longitude"):
        given = None if own is None else getattr(own, axis)
        place = given if given is not None else getattr(known, axis, None)
        if place is not None:
            about[axis] = float(place)
    return about


def _node(results: Results, place: int, position: int) -> dict[str, Any]:
    """Means over the seeds of one state in one year, and the standing that most seeds give it."""
    values = {name: _mean(results.state[name][:, position, place]) for name in NODE_VARIABLES if name in results.state}
    found: dict[str, Any] = {name: value for name, value in values.items() if not np.isnan(value)}
    names, counts = np.unique(results.standing_names()[:, position, place].astype(str), return_counts=True)
    return found | {"standing": str(names[int(np.argmax(counts))])}


def _mean(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def _edge(results: Results, i: int, j: int, position: int) -> dict[str, Any]:
    """What i has of j in one year; nothing where nothing joins them."""
    values = {name: float(table[position, i, j]) for name, table in results.dyads.items()}
    known = {name: value for name, value in values.items() if not np.isnan(value)}
    return known if any(known.values()) else {}
