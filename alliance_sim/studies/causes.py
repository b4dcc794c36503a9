"""Why it came so: what the events changed in the world, the aid that states expect, and what moves their budgets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from alliance_sim.results.results import Comparison, Results
from alliance_sim.scenario import Scenario
from alliance_sim.studies.compare import mean_change, paired, replacement, shared_members, state_values
from alliance_sim.studies.intervals import Estimate
from alliance_sim.studies.spoken import doubt, enumerated, given, in_sentence, interval, sentence, significant, together

NAMED = 4
"""Up to so many states a cause names; more are counted."""

NOTICED_ECONOMY = 0.01
"""Share of GDP from which on another economy is told as a cause; forecasts of one year's growth miss by as much."""


def why(comparison: Comparison, year: int) -> str:
    """The link between events and danger: promises, guideline, intent and economies, and the aid that states expect."""
    fell = replacement(comparison, year)
    causes = [*_promises(comparison, year), *_guideline(comparison, year), *_intents(comparison, year)]
    causes += _economies(comparison, year)
    opening = f"Why: {'; '.join(causes)}. " if causes else ""
    remaining = staying(comparison, year)
    if not remaining:
        return opening.strip()
    aid = mean_change(comparison, remaining, "expected_aid", year)
    whom = "The other members" if fell.departed else "Members"
    if not aid.change.effect:
        return f"{opening}The aid that {whom.lower()} can expect {_at_most(aid.change, 'billion USD')}."
    ours, theirs = together((aid.after, aid.before), more=2)
    more = "more" if aid.change.effect > 0 else "less"
    return (
        f"{opening}{whom} can expect {more} aid: capability worth {ours} instead of {theirs} billion USD"
        f" on average ({interval(aid.change)} for the difference)."
    )


def staying(comparison: Comparison, year: int) -> list[str]:
    """Members with and without the events whose own promise did not fall."""
    fell = replacement(comparison, year).departed
    return [iso3 for iso3 in shared_members(comparison, year) if iso3 not in fell]


def _at_most(change: Estimate, unit: str) -> str:
    """For what is no effect: nothing, hardly anything, or not clear."""
    if change.nothing:
        return "does not change"
    verb = "hardly changes" if change.direction else "does not clearly change"
    return f"{verb} ({doubt(change, 1.0, unit)})"


def _names(results: Results, codes: Sequence[str]) -> str:
    if len(codes) > NAMED:
        return f"{len(codes)} states"
    return enumerated(in_sentence(results, iso3) for iso3 in codes)


# --- What the events changed ---


def _promises(comparison: Comparison, year: int) -> list[str]:
    fell = replacement(comparison, year)
    told = []
    if fell.departed:
        often = "" if fell.certain else " in most seeds"
        names, verb = _names(comparison.scenario, fell.departed), _promise(fell.departed)
        told.append(f"{names} {verb} less help{often}")
    rose = _risen(comparison, year)
    if rose:
        told.append(f"{_names(comparison.scenario, rose)} {_promise(rose)} more help")
    return told


def _promise(states: Sequence[str]) -> str:
    return "promises" if len(states) == 1 else "promise"


def _risen(comparison: Comparison, year: int) -> list[str]:
    """States whose guarantee is higher with the events in most seeds, by code."""
    common = [iso3 for iso3 in comparison.scenario.states if iso3 in comparison.baseline.states]
    found = []
    for iso3 in common:
        ours, theirs = (
            state_values(arm, "guarantee", iso3, year) for arm in (comparison.scenario, comparison.baseline)
        )
        if np.mean(ours > theirs) > 1 / 2:
            found.append(iso3)
    return found


def guideline_share(scenario: Scenario, year: int) -> float | None:
    """The spending guideline in force in that year, share of GDP; None without one."""
    start = scenario.alliance.guideline
    share = None if start is None else start.share
    for event in scenario.events:
        agreed = event if event.type == "guideline" else getattr(event, "guideline", None)
        if agreed is not None and event.year <= year:
            share = float(agreed.share)
    return share


def guidelines(comparison: Comparison, year: int) -> tuple[str, str] | None:
    """Both arms' guidelines in percent of GDP where they are not the same; `none` for an arm without one."""
    ours, theirs = (guideline_share(arm.scenario, year) for arm in (comparison.scenario, comparison.baseline))
    if ours == theirs:
        return None
    first, second = ("none" if share is None else f"{given(100 * share)} %" for share in (ours, theirs))
    return first, second


def _guideline(comparison: Comparison, year: int) -> list[str]:
    found = guidelines(comparison, year)
    if found is None:
        return []
    ours, theirs = found
    if "none" in found:
        return [f"there is a guideline of {ours} of GDP" if theirs == "none" else "there is no guideline"]
    return [f"the guideline is {ours} of GDP instead of {theirs}"]


def _intents(comparison: Comparison, year: int) -> list[str]:
    """For each adversary and each pair of values, toward whom its intent is another one."""
    ours, theirs = (_intent_of(arm.scenario, year) for arm in (comparison.scenario, comparison.baseline))
    groups: dict[tuple[str, float, float], list[str]] = {}
    for (adversary, state), value in ours.items():
        before = theirs.get((adversary, state), value)
        if before != value:
            groups.setdefault((adversary, value, before), []).append(state)
    everyone = len({state for _, state in ours})
    told = []
    for (adversary, value, before), states in groups.items():
        whom = "" if len(states) == everyone else f"{_names(comparison.scenario, states)} "
        more = "more" if value > before else "less"
        meant = f"{in_sentence(comparison.scenario, adversary)} means {whom}{more} harm"
        told.append(f"{meant} (intent {given(value)} instead of {given(before)})")
    return told


def _intent_of(scenario: Scenario, year: int) -> dict[tuple[str, str], float]:
    """What the file says of each adversary's intent toward each state and partner in that year, 0 to 1."""
    allies = sorted({*scenario.states, *scenario.partners})
    found = {(code, state): about.intent for code, about in scenario.adversaries.items() for state in allies}
    for event in scenario.events:
        if event.type == "intent" and event.year <= year:
            found |= {(event.adversary, state): event.to for state in event.toward or allies}
    return found


def _economies(comparison: Comparison, year: int) -> list[str]:
    """Whose GDP the events made larger or smaller."""
    common = [iso3 for iso3 in comparison.scenario.states if iso3 in comparison.baseline.states]
    told: dict[str, list[str]] = {}
    for iso3 in common:
        ours, theirs = (state_values(arm, "gdp", iso3, year) for arm in (comparison.scenario, comparison.baseline))
        change = paired(ours, theirs)
        relative = change.mean / float(np.mean(theirs)) if np.all(theirs > 0) else 0.0
        if change.effect and abs(relative) >= NOTICED_ECONOMY:
            size = f"{significant(100 * abs(relative))} % {'larger' if relative > 0 else 'smaller'}"
            told.setdefault(size, []).append(iso3)
    return [f"the GDP of {_names(comparison.scenario, states)} is {size}" for size, states in told.items()]


# --- What moves budgets ---


def motive(comparison: Comparison, states: Sequence[str], year: int) -> str:
    """What the spending rule of these states, which spend more, reacts to; a sentence, or nothing."""
    reasons = [*_seen_danger(comparison, states, year), *_felt_pressure(comparison, states, year)]
    shared = mean_change(comparison, states, "spill_in", year)
    if shared.change.effect < 0:
        ours, theirs = together((shared.after, shared.before), more=2)
        reasons.append(f"they count on less of others' spending ({ours} instead of {theirs} billion USD on average)")
    return sentence(f"what moves their budgets: {enumerated(reasons)}.") if reasons else ""


def _seen_danger(comparison: Comparison, states: Sequence[str], year: int) -> list[str]:
    danger = mean_change(comparison, states, "perceived_attack_probability", year)
    if danger.change.effect <= 0:
        return []
    ours, theirs = together((100 * danger.after, 100 * danger.before), more=2)
    return [f"they see more danger (a probability of attack of {ours} instead of {theirs} % a year on average)"]


def _felt_pressure(comparison: Comparison, states: Sequence[str], year: int) -> list[str]:
    if any("pressure" not in arm.state for arm in comparison.arms.values()):
        return []
    pressed = mean_change(comparison, states, "pressure", year)
    if pressed.change.effect > 0:
        ours, theirs = together((pressed.after, pressed.before), more=2)
        return [f"the guideline and letters press them harder ({ours} instead of {theirs} on average, 0 to 1)"]
    asked = [guideline_share(arm.scenario, year) or 0.0 for arm in (comparison.scenario, comparison.baseline)]
    return ["the guideline that presses them asks for more"] if pressed.after > 0 and asked[0] > asked[1] else []
