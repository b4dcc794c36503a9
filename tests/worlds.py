"""Worlds for tests: the shipped ones, varied, and small ones of made-up states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from alliance_sim.results.record import Record
from alliance_sim.run import run_one
from alliance_sim.scenario import Scenario, load_text
from alliance_sim.world import World, build_world

SILENT = "perception_noise: 0.0, signal_noise: 0.0"
"""Parameters of a world without chance."""

NATO_2018 = """
name: test-world
start: 2018
end: {end}
seed: 2018
replicates: 4
alliance: {{name: NATO{guideline}}}
partners: [FIN, SWE, UKR]
adversaries: {{RUS: {{intent: 0.3}}}}
parameters: {{{parameters}}}
{theory}
events: {events}
"""


def nato(
    events: str = "[]",
    *,
    end: int = 2028,
    guideline: bool = True,
    parameters: str = SILENT,
    theory: str = "crisis: none, alignment: frozen",
    more: str = "",
) -> Scenario:
    """NATO in 2018, by default without chance, crises and realignment; `events` and `more` are YAML."""
    pledge = ", guideline: {share: 2 %, due: 2024}" if guideline else ""
    text = NATO_2018.format(
        end=end, guideline=pledge, parameters=parameters, events=events, theory=f"theory: {{{theory}}}"
    )
    return load_text(text + more)


def lived(scenario: Scenario, seed: int = 0) -> tuple[World, Record]:
    """A scenario's world and one run of it."""
    world = build_world(scenario)
    return world, run_one(world, seed)


def made_up(
    states: Mapping[str, Mapping[str, Any]], *, more: str = "", end: int = 2028, adversaries: str = "{}"
) -> Scenario:
    """A world of made-up states on the equator, one degree apart in the order of their longitude, without chance or
    growth."""
    lines = ["name: made-up", "start: 2018", f"end: {end}", "alliance: {name: Pact}", f"adversaries: {adversaries}"]
    lines += [f"states: [{', '.join(code for code, row in states.items() if not row.get('adversary'))}]", "figures:"]
    for rank, (code, row) in enumerate(states.items()):
        place = {"latitude": 0, "longitude": row.get("longitude", rank), "gdp_growth": "0 %"}
        figures = {**place, **{key: value for key, value in row.items() if key not in ("adversary", "longitude")}}
        lines.append(f"  {code}: {{{', '.join(f'{key}: {value}' for key, value in figures.items())}}}")
    return load_text("\n".join(lines) + "\n" + (more or f"parameters: {{{SILENT}}}\n"))


def biggest_move(record: Record) -> float:
    """Largest change of any recorded quantity from its first year, relative to it where it is above 1."""
    moves = []
    for table in (record.state, record.outcomes, record.dyads):
        for values in table.values():
            scale = np.maximum(np.abs(values[0]), 1.0)
            if np.isnan(values).all():
                continue
            moves.append(float(np.nanmax(np.abs(values - values[0]) / scale)))
    return max(moves)


def same_bits(first: Record, second: Record) -> bool:
    """Whether two runs agree in every bit of every table."""
    pairs = [(first.state, second.state), (first.outcomes, second.outcomes), (first.dyads, second.dyads)]
    return all(
        one.keys() == other.keys() and all(one[name].tobytes() == other[name].tobytes() for name in one)
        for one, other in pairs
    )
