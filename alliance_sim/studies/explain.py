"""Why a state did what it did in one year of a saved run: the run is made again, watched, and taken apart by cause."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from alliance_sim.agents import MemberState
from alliance_sim.errors import InputError, ResultsError
from alliance_sim.results.folder import read_provenance, read_run
from alliance_sim.results.provenance import differences
from alliance_sim.results.results import Results
from alliance_sim.scenario.own_rules import admitted
from alliance_sim.scenario.wording import nearest, shown
from alliance_sim.studies.spoken import state_name
from alliance_sim.studies.watching import Inputs, WatchedModel, danger_on, share_on, unmoved, watch
from alliance_sim.world import build_world

SPENDING: dict[str, tuple[str, ...]] = {
    "past": ("share",),
    "danger": ("perceived",),
    "trust": ("trust",),
    "allies_spending": ("budgets",),
    "income": ("gdp",),
    "pressure": ("pressure",),
    "guideline": ("guideline",),
    "budget_event": ("ordered", "added"),
}
"""What a defence share follows from: cause -> the inputs that it is."""

DANGER: dict[str, tuple[str, ...]] = {
    "own_forces": ("readiness", "capability"),
    "trust": ("trust",),
    "fit": ("fit",),
    "allies_forces": ("forces",),
    "adversary_forces": ("power",),
    "adversary_intent": ("intent",),
    "concessions": ("concessions",),
}
"""What the chance of being attacked follows from: cause -> the inputs that it is."""

ROUNDING = 1e-12
"""What is left of a change and smaller than this is rounding, not a cause."""


@dataclass(frozen=True, slots=True)
class Change:
    """A quantity's change since last year, taken apart.

    Args:
        before: last year's value, 0-1.
        now: this year's.
        causes: cause -> its part of the change, the largest first; with `rest` they add up to now - before.
        rest: what no cause explains: only after the first year, whose value is in the data and follows from no rule.
    """

    before: float
    now: float
    causes: dict[str, float]
    rest: float


@dataclass(frozen=True)
class Explanation:
    """What `explain` found; `model` stands at the end of the year explained.

    Args:
        results: the arm of the run.
        arm: `scenario` or `baseline`.
        iso3: the state.
        year: the year explained.
        seed: the run's seed.
        typical: whether the seed was chosen as the most typical one.
        model: the run made again and watched.
        now: what the state decided on.
        before: what it decided on a year earlier; None for the first year.
        spending: the change of its defence share; None for the first year.
        danger: the change of its attack probability; None for the first year.
    """

    results: Results
    arm: str
    iso3: str
    year: int
    seed: int
    typical: bool
    model: WatchedModel
    now: Inputs
    before: Inputs | None
    spending: Change | None
    danger: Change | None

    @property
    def state(self) -> MemberState:
        """The state at the end of the year."""
        return self.model.watched

    def recorded(self, variable: str, year: int) -> float:
        """A variable of the state in a year of this run."""
        history = self.model.history.state[variable]
        return float(history[self.results.index(year), self.state.position])

    def notes(self) -> list[dict[str, Any]]:
        """What the state decided about its own standing and pacts that year, with its reasons."""
        return [
            change for change in self.model.history.changes
            if change["year"] == self.year and change["state"] == self.iso3
        ]  # fmt: skip


def explain(
    folder: Path, state: str, year: int, seed: int | None = None, arm: str = "scenario", allow_code: bool = False
) -> Explanation:
    """Run one seed of a saved run again, watch one state, and take the changes of one year apart.

    Args:
        folder: the folder of a run.
        state: code or name.
        year: a year of the run.
        seed: one of the run's; by default that whose share of the state in that year is nearest the median.
        arm: `scenario` or `baseline`.
        allow_code: whether rules of the user's own may be run.

    Raises:
        InputError: no such state, year, seed or arm in the run; the state is an adversary; code is not allowed.
        ResultsError: the folder is not that of a run, or this machine does not get the same bits.
    """
    comparison = read_run(folder)
    if arm not in comparison.arms:
        raise InputError(f"{folder} has no {arm}: it is a plain world without events of its own")
    results = comparison.arms[arm]
    found = explain_results(results, state, year, seed, arm, allow_code)
    _check_bits(results, found.model, folder)
    return found


def explain_results(
    results: Results, state: str, year: int, seed: int | None = None, arm: str = "scenario", allow_code: bool = False
) -> Explanation:
    """As `explain`, of results that were just made and are not in a folder; `arm` is what the words call them."""
    iso3 = _state(results, state)
    _check_year(results, year)
    chosen = _typical_seed(results, iso3, year) if seed is None else _seed(results, seed)
    model = watch(build_world(admitted(results.scenario, allow_code)), iso3, chosen, year)
    return _taken_apart(results, arm, model, chosen, seed is None)


def _state(results: Results, text: str) -> str:
    """The code of a state by code or name, whatever the case."""
    names = {code.lower(): code for code in results.states}
    names |= {state_name(results, code).lower(): code for code in results.states}
    code = names.get(text.strip().lower())
    if code is None:
        close = nearest(text, names)
        hint = f"; did you mean {_named(results, names[close])}?" if close else f"; it has {', '.join(results.states)}"
        raise InputError(f"--state {text}: {shown(text)} is not a state of this run{hint}")
    if code in results.scenario.adversaries:
        raise InputError(
            f"--state {text}: {_named(results, code)} is an adversary; it keeps its defence share and its intent unless"
            " an event changes them, so there is nothing to explain"
        )
    return code


def _named(results: Results, code: str) -> str:
    name = state_name(results, code)
    return code if name == code else f"{code} ({name})"


def _check_year(results: Results, year: int) -> None:
    if year not in results.years:
        raise InputError(f"--year {year}: the run has the years {results.years[0]} to {results.years[-1]}")


def _seed(results: Results, seed: int) -> int:
    if seed not in results.seeds:
        close = min(results.seeds, key=lambda one: abs(one - seed))
        raise InputError(
            f"--seed {seed} is not among the {len(results.seeds)} seeds of this run,"
            f" {results.seeds[0]} to {results.seeds[-1]}; the nearest is {close}"
        )
    return seed


def _typical_seed(results: Results, iso3: str, year: int) -> int:
    shares = results.state["share"][:, results.index(year), results.states.index(iso3)]
    return results.seeds[int(np.argmin(np.abs(shares - np.median(shares))))]


def _check_bits(results: Results, model: WatchedModel, folder: Path) -> None:
    """An explanation of another run than the saved one would be a story."""
    replicate, last = results.seeds.index(model.run_seed), results.index(model.year) + 1
    for name in ("share", "attack_probability", "perceived_attack_probability", "expected_aid"):
        saved = results.state[name][replicate, :last]
        made = model.history.state[name][:last]
        if not np.array_equal(saved, made, equal_nan=True):
            reasons = differences(read_provenance(folder)) or ["versions, data and machine are the same"]
            raise ResultsError(f"{folder}: run again, {name} comes out different ({'; '.join(reasons)})")


def _taken_apart(results: Results, arm: str, model: WatchedModel, seed: int, typical: bool) -> Explanation:
    year, first, state = model.year, results.years[0], model.watched
    now = model.inputs[year]
    common = (results, arm, model.iso3, year, seed, typical, model, now)
    if year == first:
        return Explanation(*common, before=None, spending=None, danger=None)
    before = model.inputs[year - 1]
    paid = unmoved(state, before) if year - 1 == first else before

    def recorded(variable: str, when: int) -> float:
        return float(model.history.state[variable][results.index(when), state.position])

    spending = change(SPENDING, paid, now, lambda x: share_on(state, x), recorded("share", year - 1))
    danger = change(DANGER, before, now, lambda x: danger_on(state, x), recorded("attack_probability", year - 1))
    return Explanation(*common, before=before, spending=spending, danger=danger)


def change(
    causes: Mapping[str, Sequence[str]], before: Inputs, now: Inputs, value: Callable[[Inputs], float], was: float
) -> Change:
    """A change taken apart by cause; `was` is last year's recorded value.

    Causes whose inputs did not change have no part. With all inputs of this year the value is this year's recorded one.
    """
    moved = [cause for cause, names in causes.items() if not _equal(before, now, names)]

    def worth(chosen: frozenset[str]) -> float:
        taken = {name: getattr(now, name) for cause in chosen for name in causes[cause]}
        return value(replace(before, **taken))

    parts = shapley(moved, worth)
    start, end = worth(frozenset()), worth(frozenset(moved))
    ordered = dict(sorted(parts.items(), key=lambda item: (-abs(item[1]), item[0])))
    rest = start - was
    return Change(was, end, ordered, rest if abs(rest) > ROUNDING else 0.0)


def _equal(one: Inputs, other: Inputs, names: Sequence[str]) -> bool:
    pairs = [(getattr(one, name), getattr(other, name)) for name in names]
    return all(a == b or (isinstance(a, float) and math.isnan(a) and math.isnan(b)) for a, b in pairs)


def shapley(players: Sequence[str], worth: Callable[[frozenset[str]], float]) -> dict[str, float]:
    """Each player's part of worth(all) - worth(none): what it adds when it comes, averaged over all orders of coming.

    players: up to about ten; worth is asked once for each of their 2^n sets. Source: Shapley (1953), "A value for
    n-person games"; for the change of a function of several inputs, Shorrocks (2013).

    >>> shapley(["a", "b"], lambda present: 6.0 if present >= {"a", "b"} else 2.0 * ("a" in present))
    {'a': 4.0, 'b': 2.0}
    """
    n = len(players)
    known = {
        frozenset(group): worth(frozenset(group)) for size in range(n + 1) for group in combinations(players, size)
    }
    weight = [math.factorial(size) * math.factorial(n - size - 1) / math.factorial(n) for size in range(n)]
    return {
        player: math.fsum(
            weight[len(group)] * (known[group | {player}] - known[group]) for group in known if player not in group
        )
        for player in players
    }
