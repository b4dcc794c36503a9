"""What states decided on themselves in a run, counted over its seeds."""

from __future__ import annotations

from collections import defaultdict

from alliance_sim.results.results import Comparison
from alliance_sim.studies.spoken import calendar, enumerated, in_sentence

SHOWN = 5
"""How many decisions are told one by one."""

WORDS = {
    "member": "joins",
    "partner": "steps down to partner",
    "outside": "leaves the alliance",
    "refused": "is refused membership",
}
"""Recorded changes in words; others are told as they are recorded."""


def decisions(comparison: Comparison) -> str:
    """One sentence on the standings, pacts and concessions that states chose; empty if there were none."""
    results = comparison.scenario
    seeds: dict[tuple[str, str], set[int]] = defaultdict(set)
    first: dict[tuple[str, str], int] = {}
    for change in results.changes:
        key = (str(change["state"]), str(change["what"]))
        seeds[key].add(change["replicate"])
        first[key] = min(first.get(key, int(change["year"])), int(change["year"]))
    if not seeds:
        return ""
    often = sorted(seeds, key=lambda key: (-len(seeds[key]), key))
    told = [
        f"{in_sentence(results, state)} {WORDS.get(what, what)} in {len(seeds[state, what])} of {len(results.seeds)}"
        f" seeds, first in {calendar(first[state, what])}"
        for state, what in often[:SHOWN]
    ]
    more = f"; and {len(often) - SHOWN} more" if len(often) > SHOWN else ""
    return f"On their own account: {enumerated(told)}{more}. The reasons are in changes.csv."
