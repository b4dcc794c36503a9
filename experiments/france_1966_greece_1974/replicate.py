"""France 1966 and Greece 1974: what leaving NATO's integrated command did to defence spending, from your own data."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from math import log
from pathlib import Path

from alliance_sim import load_scenario
from alliance_sim.data import members
from alliance_sim.data.own import read_own
from alliance_sim.run import compare_runs

FOLDER = Path(__file__).parent
SEEDS = range(3)
NATO_IN_ATOP = 3180

Shares = dict[tuple[str, int], float]
"""By state and year: shares of GDP, or spending."""


@dataclass(frozen=True)
class Case:
    """A state that left the command, the years before and after that are compared, and the shipped scenario of it."""

    state: str
    before: range
    after: range
    scenario: str


CASES = {
    "france": Case("FRA", range(1961, 1966), range(1967, 1972), "france-1966"),
    "greece": Case("GRC", range(1969, 1974), range(1975, 1980), "greece-1974"),
}

PLACEBO = Case("NOR", CASES["france"].before, CASES["france"].after, "france-1966")
"""Norway left nothing, so that nothing should be found."""


def shares(path: Path) -> Shares:
    """Defence shares from a user's own SIPRI file, by state and year."""
    return {(one.iso3, one.year): one.value for one in read_own("sipri", path).figures}


def spending(path: Path) -> Shares:
    """Military spending (billion current USD) from a user's own COW capabilities file, by state and year.

    All are in dollars, so that a common inflation drops out; exchange rates do not.
    """
    found = read_own("nmc", path).figures
    return {(one.iso3, one.year): one.value for one in found if one.variable == "military_spending"}


def change(found: Shares, state: str, case: Case) -> float | None:
    """Mean log share after less mean before; None where a year of a state is missing."""
    if any((state, year) not in found for year in (*case.before, *case.after)):
        return None
    before = sum(log(found[state, year]) for year in case.before) / len(case.before)
    return sum(log(found[state, year]) for year in case.after) / len(case.after) - before


def effect(found: Shares, case: Case) -> tuple[float, float, int]:
    """How much more the state's series rose than its allies', in logs; how unusual that is; and how many allies.

    Unusual: the share of all of them, the state included, whose own effect, reckoned in the same way, is as large or
    larger in absolute size. With n allies it cannot be below 1 / (n + 1).
    """
    changes = {code: change(found, code, case) for code in members(case.before[-1])}
    known = {code: value for code, value in changes.items() if value is not None}
    if case.state not in known:
        raise SystemExit(f"{case.state} lacks a year from {case.before[0]} to {case.after[-1]} in this file")
    effects = {
        code: value - sum(other for name, other in known.items() if name != code) / (len(known) - 1)
        for code, value in known.items()
    }
    size = abs(effects[case.state])
    as_large = sum(abs(value) >= size for value in effects.values())
    return effects[case.state], as_large / len(effects), len(effects) - 1


def predicted(case: Case, found: Shares | None = None) -> float:
    """The same from the model: its scenario beside its baseline, started from the file's shares where there are any."""
    scenario = load_scenario(case.scenario)
    if found is not None:
        at_start = {code: found.get((code, scenario.start)) for code in scenario.states}
        own = tuple(f"figures.{code}.share={share}" for code, share in at_start.items() if share is not None)
        scenario = load_scenario(case.scenario, settings=own)
    pair = compare_runs(scenario, seeds=SEEDS)
    gaps = {}
    for code in scenario.states:
        ways = [arm.state["share"].mean(axis=0)[:, arm.states.index(code)] for arm in (pair.scenario, pair.baseline)]
        years = [pair.scenario.index(year) for year in case.after]
        if all(ways[1][years] > 0.0):
            gaps[code] = sum(log(ways[0][year] / ways[1][year]) for year in years) / len(years)
    others = [gap for code, gap in gaps.items() if code != case.state]
    return gaps[case.state] - sum(others) / len(others)


def still_promised(path: Path, case: Case) -> bool:
    """Whether the state was a member of the treaty the year after, by a user's own ATOP member file."""
    year = case.after[0]
    return (case.state, year) in read_own("atop", path, year=year, alliance=NATO_IN_ATOP).members


def report(found: Shares, atop: Path | None, nmc: Path | None) -> dict[str, float]:
    """What the files say of both cases."""
    numbers: dict[str, float] = {}
    for name, case in CASES.items():
        numbers[f"{name}_effect"], numbers[f"{name}_unusual"], allies = effect(found, case)
        numbers[f"{name}_allies"] = float(allies)
        numbers[f"{name}_model"] = predicted(case, found)
        if nmc is not None:
            numbers[f"{name}_effect_in_dollars"], _, _ = effect(spending(nmc), case)
        if atop is not None:
            numbers[f"{name}_still_promised"] = float(still_promised(atop, case))
    return numbers


def replicate() -> dict[str, float]:
    """The made-up files, in which the effects are known because they were put in."""
    found = shares(FOLDER / "made_sipri.csv")
    stayed, _, _ = effect(found, PLACEBO)
    return report(found, FOLDER / "made_atop.csv", FOLDER / "made_nmc.csv") | {"placebo_effect": stayed}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sipri", type=Path, default=FOLDER / "made_sipri.csv", help="your own SIPRI workbook or CSV")
    parser.add_argument("--atop", type=Path, help="your own ATOP member file")
    parser.add_argument("--nmc", type=Path, help="your own COW National Material Capabilities")
    asked = parser.parse_args()
    for quantity, value in report(shares(asked.sipri), asked.atop, asked.nmc).items():
        print(f"{quantity:26} {value:8.3f}")
