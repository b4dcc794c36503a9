"""The answer in plain words, made of nothing but the numbers: change the results and the sentences change."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence

from alliance_sim.results.results import Comparison
from alliance_sim.studies.causes import guidelines, why
from alliance_sim.studies.compare import (
    StateChange,
    contributions,
    difference,
    drift,
    first_clear_year,
    largest_change,
    members,
    out_in_every_seed,
    outcome_names,
    state_changes,
    state_values,
    years_of_effect,
)
from alliance_sim.studies.decisions import decisions
from alliance_sim.studies.happened import events_told, missing_events, own_events, settings_told
from alliance_sim.studies.intervals import Estimate, estimate
from alliance_sim.studies.payers import payers, replaced
from alliance_sim.studies.spoken import (
    NAMED_STATES,
    calendar,
    doubt,
    enumerated,
    how_many,
    in_sentence,
    interval,
    measure,
    named,
    period,
    sentence,
    significant,
    step,
    together,
    with_unit,
)

WIDTH = 80
NOTABLE = 1.05
"""How many times larger a difference in another year must be to be mentioned."""

TOLD_FIRST = ("capability", "deterrence", "anxiety")
"""Outcomes that get a sentence of their own; the others are counted up at the end."""

TOLD_ELSEWHERE = ("spending", "largest_share", "members")


def answer(comparison: Comparison, year: int | None = None) -> str:
    """The paragraph: what was changed, what followed, why, who pays, and what did not clearly change.

    Args:
        comparison: what was run; for a plain world the text describes the world and its drift instead.
        year: the year to report; the last one by default.

    Returns:
        Text of at most 80 columns, each part a paragraph of its own.
    """
    told = comparison.scenario.years[-1] if year is None else year
    comparison.scenario.index(told)
    parts = _world(comparison, told) if comparison.plain else _story(comparison, told)
    return "\n\n".join(textwrap.fill(" ".join(filter(None, part)), WIDTH) for part in parts if any(part))


def _story(comparison: Comparison, year: int) -> list[list[str]]:
    told = [_outcome(comparison, name, year) for name in _present(comparison, TOLD_FIRST)]
    return [
        [_question(comparison)],
        [f"What happens by {calendar(year)}:", *told, _largest(comparison, year)],
        [why(comparison, year), _exposed(comparison, year)],
        [_spending(comparison, year), payers(comparison, year), replaced(comparison, year)],
        [_others(comparison, year)],
        [decisions(comparison)],
    ]


def _present(comparison: Comparison, names: Sequence[str]) -> list[str]:
    return [name for name in names if name in outcome_names(comparison)]


def _question(comparison: Comparison) -> str:
    results = comparison.scenario
    scenario, other = results.scenario, comparison.baseline.scenario
    events, settings = events_told(results, own_events(comparison)), settings_told(comparison)
    lacking = events_told(comparison.baseline, missing_events(comparison))
    title = scenario.title.rstrip(".")
    if scenario.name == other.name and not settings:
        return (
            f"{title}: {events}. {_extent(comparison)}, compared with the same years without it.{_too_few(comparison)}"
        )
    theirs, here, there = f"'{other.name}'", f"What '{other.name}' does not have", f"What '{other.name}' alone has"
    if scenario.name == other.name:
        theirs, here, there = "the same scenario without these changes", "Only here", "Only there"
    parts = {here: events, there: lacking, "What is set otherwise": settings}
    apart = "".join(f" {head}: {what}." for head, what in parts.items() if what)
    return f"{title}.{apart} {_extent(comparison)}, compared with {theirs}.{_too_few(comparison)}"


def _extent(comparison: Comparison) -> str:
    results = comparison.scenario
    count = len(results.seeds)
    return f"{sentence(period(results.years[0], results.years[-1]))}, {count} seed{'s' if count > 1 else ''}"


def _alone(comparison: Comparison) -> bool:
    """Whether there is one seed only: then numbers can be told, and nothing can be called clear, or absent."""
    return len(comparison.scenario.seeds) == 1


def _too_few(comparison: Comparison) -> str:
    return " One seed gives no interval, so nothing can be called clear; run more." if _alone(comparison) else ""


def _outcome(comparison: Comparison, name: str, year: int) -> str:
    """One outcome: from where to where, by how much, since when, and when it was furthest or the other way round."""
    change, spoken = difference(comparison, name, year), measure(name)
    if math.isnan(change.mean):
        return sentence(f"{spoken.phrase} is not defined.")
    if _alone(comparison):
        if change.nothing or not change.mean:
            return sentence(f"{spoken.phrase} does not change.")
        size = with_unit(significant(change.mean * spoken.factor), step(spoken.unit))
        return sentence(f"{spoken.phrase} is {_levels(comparison, name, year)} in this one seed (difference {size}).")
    return f"{_told(comparison, name, year)}{_other_years(comparison, name, year)}"


def _told(comparison: Comparison, name: str, year: int) -> str:
    """What an outcome is in the year reported."""
    change, spoken = difference(comparison, name, year), measure(name)
    if change.nothing:
        return sentence(f"{spoken.phrase} does not change.")
    if not change.direction:
        return f"There is no clear change in {spoken.phrase} ({doubt(change, spoken.factor, spoken.unit)})."
    verb = {-1: "is lower", 0: "hardly changes", 1: "is higher"}[change.effect]
    size = with_unit(significant(change.mean * spoken.factor), step(spoken.unit))
    return sentence(
        f"{spoken.phrase} {verb}: {_levels(comparison, name, year)} (difference {size},"
        f" {interval(change, spoken.factor)}{_since(comparison, name)})."
    )


def _levels(comparison: Comparison, name: str, year: int) -> str:
    spoken, position = measure(name), comparison.scenario.index(year)
    arms = (comparison.scenario, comparison.baseline)
    ours, theirs = together((estimate(arm.outcomes[name][:, position]).mean * spoken.factor for arm in arms), more=2)
    return with_unit(f"{ours} instead of {theirs}", spoken.unit)


def _since(comparison: Comparison, name: str) -> str:
    first = first_clear_year(comparison, name)
    return f", clear from {calendar(first)} on" if first is not None else ""


def _other_years(comparison: Comparison, name: str, year: int) -> str:
    """When the difference was the other way round, and when it was notably larger than in the year reported."""
    now = difference(comparison, name, year)
    reverse = years_of_effect(comparison, name, -now.effect) if now.effect else []
    turned = [(when, difference(comparison, name, when)) for when in reverse]
    found = largest_change(comparison, name)
    larger = found is not None and found[1].effect and abs(found[1].mean) >= NOTABLE * abs(now.mean)
    told = ""
    if turned:
        most = max(turned, key=lambda one: abs(one[1].mean))
        verb = "higher" if now.effect < 0 else "lower"
        told = f" It was the other way round {_years(reverse)}: {verb}, by {_size_of(name, most, bare=True)} at most"
        told += f" ({calendar(most[0])})." if len(reverse) > 1 else "."
    if larger and found is not None and found[0] not in reverse:
        told += f" The difference was largest in {calendar(found[0])}: {_size_of(name, found)}."
    return told


def _size_of(name: str, change: tuple[int, Estimate], bare: bool = False) -> str:
    spoken, mean = measure(name), change[1].mean
    return with_unit(significant((abs(mean) if bare else mean) * spoken.factor), step(spoken.unit))


def _years(years: Sequence[int]) -> str:
    """`in 2027`, `from 2027 to 2033`, or `in 3 years from 2027 to 2033` where there are gaps."""
    first, last = years[0], years[-1]
    if len(years) == 1:
        return f"in {calendar(first)}"
    whole = f"from {calendar(first)} to {last}"
    return whole if len(years) == last - first + 1 else f"in {len(years)} years {whole}"


def _largest(comparison: Comparison, year: int) -> str:
    """What the state that brings most without the events brings with them, and who brings most then."""
    ours, theirs = (contributions(results, year) for results in (comparison.scenario, comparison.baseline))
    if not ours or not theirs:
        return "" if ours else f"In {calendar(year)} nobody promises anything to the alliance any more."
    before, after = next(iter(theirs)), next(iter(ours))
    shares = together((100 * ours.get(before, 0.0), 100 * theirs[before]), more=1)
    was = in_sentence(comparison.scenario, before)
    if after == before:
        than = "in both" if shares[0] == shares[1] else f"instead of {shares[1]} %"
        return sentence(f"{was} brings {shares[0]} % of the promised capability {than}.")
    now = in_sentence(comparison.scenario, after)
    most = significant(100 * ours[after])
    brings = f"{was} brings {shares[0]} % of the promised capability instead of {shares[1]} %"
    return sentence(f"{brings}; most comes from {now}, {most} %.")


def _exposed(comparison: Comparison, year: int) -> str:
    """Whose danger of attack rises most."""
    changes = [] if _alone(comparison) else state_changes(comparison, year)
    worse = [change for change in changes if change.attack_probability.effect > 0]
    better = [change for change in changes if change.attack_probability.effect < 0]
    if not worse:
        fewer = f"; for {len(better)} it falls" if better else ""
        return f"For no member does the probability of being attacked rise notably{fewer}." if changes else ""
    worse.sort(key=lambda change: (-change.attack_probability.mean, change.iso3))
    listed = enumerated(_danger(comparison, change) for change in worse[:NAMED_STATES])
    exposed = max(changes, key=lambda change: change.after["attack_probability"])
    most = significant(100 * exposed.after["attack_probability"])
    whom = f"{how_many(len(worse), len(changes))} member{'s' if len(changes) > 1 else ''}"
    whom += ", most for" if len(worse) > NAMED_STATES else ":"
    return (
        f"The probability of being attacked rises for {whom} {listed}"
        f" a year. Most exposed is then {named(comparison.scenario, exposed.iso3)} with {most} %."
    )


def _danger(comparison: Comparison, change: StateChange) -> str:
    after, before = together((100 * means["attack_probability"] for means in (change.after, change.before)), more=2)
    return f"{named(comparison.scenario, change.iso3)} {after} % instead of {before} %"


def _spending(comparison: Comparison, year: int) -> str:
    """The members' spending; who is no longer counted in it is said, for the sum falls by that alone."""
    if "spending" not in outcome_names(comparison):
        return ""
    gone = set(members(comparison.baseline, year)) - set(members(comparison.scenario, year))
    names = enumerated(in_sentence(comparison.scenario, iso3) for iso3 in sorted(gone))
    often = "" if out_in_every_seed(comparison.scenario, sorted(gone), year) else " in most seeds"
    verb = "counts" if len(gone) == 1 else "count"
    counted = f" {sentence(names)} no longer {verb} among the members{often}." if gone else ""
    return f"{_outcome(comparison, 'spending', year)}{counted}{_two_guidelines(comparison, year)}"


def _two_guidelines(comparison: Comparison, year: int) -> str:
    """A count of members at the guideline says nothing against one at another guideline."""
    found = guidelines(comparison, year)
    if found is None or "members_at_guideline" not in outcome_names(comparison):
        return ""
    if "none" in found:
        return " Only one of the two has a guideline, so how many members meet it is no comparison."
    return (
        f" Members that meet the guideline are counted against {found[0]} of GDP with the events and {found[1]} without"
        " them, so the two counts do not compare."
    )


def _others(comparison: Comparison, year: int) -> str:
    """The outcomes that have no sentence of their own: higher, lower, no clear change, and what turned round."""
    told = {*TOLD_FIRST, *TOLD_ELSEWHERE} | ({"members_at_guideline"} if guidelines(comparison, year) else set())
    left = [name for name in outcome_names(comparison) if name not in told]
    changes = {name: difference(comparison, name, year) for name in left}
    turned = [name for name, now in changes.items() if now.effect and years_of_effect(comparison, name, -now.effect)]
    other = f" In other years the other way round: {enumerated(map(_short_phrase, turned))}." if turned else ""
    return f"{_grouped(changes, 'Clearly higher', 'Clearly lower')}{other}"


def _grouped(changes: Mapping[str, Estimate], up: str, down: str) -> str:
    defined = {name: change for name, change in changes.items() if not math.isnan(change.mean)}
    heads = {1: up, -1: down, 0: "No clear change, or hardly any"}
    groups = {head: [name for name, change in defined.items() if change.effect == sign] for sign, head in heads.items()}
    groups["Not defined"] = [name for name in changes if name not in defined]
    return " ".join(f"{head}: {enumerated(map(_short_phrase, names))}." for head, names in groups.items() if names)


def _short_phrase(name: str) -> str:
    return measure(name).phrase.removeprefix("the ").split(" (")[0]


def _world(comparison: Comparison, year: int) -> list[list[str]]:
    """A plain world: what it is like and how it moves by itself."""
    results = comparison.scenario
    first = results.years[0]
    opening = (
        f"{results.scenario.title.rstrip('.')}: a plain world, without events of its own to leave out,"
        f" so there is nothing to compare it with. This is what it is like and how it drifts by itself."
        f" {_extent(comparison)}.{_too_few(comparison)}"
    )
    start = [[opening], [_size(comparison, first)]]
    if year == first:
        return start
    told = _present(comparison, (*TOLD_FIRST, "spending"))
    drifts = [_drift(comparison, name, year) for name in told]
    return [*start, [f"From {calendar(first)} to {calendar(year)}:", *drifts], [_still(comparison, year)]]


def _size(comparison: Comparison, year: int) -> str:
    results = comparison.scenario
    inside, brought = members(results, year), contributions(results, year)
    if not inside or not brought:
        return f"In {calendar(year)} the alliance has {_count(len(inside))}."
    largest = next(iter(brought))
    danger = {iso3: estimate(state_values(results, "attack_probability", iso3, year)).mean for iso3 in inside}
    exposed = max(danger, key=lambda iso3: danger[iso3])
    brings = (
        f"In {calendar(year)} the alliance has {_count(len(inside))}; {named(results, largest)} brings"
        f" {significant(100 * brought[largest])} % of the capability promised to it"
    )
    if danger[exposed] == 0.0:
        return f"{brings}, and no member is in danger."
    return (
        f"{brings}, and the most exposed member is {named(results, exposed)} with a probability of attack of"
        f" {significant(100 * danger[exposed])} % a year."
    )


def _count(members: int) -> str:
    return f"{members or 'no'} member{'' if members == 1 else 's'}"


def _drift(comparison: Comparison, name: str, year: int) -> str:
    results, spoken = comparison.scenario, measure(name)
    first = results.years[0]
    change = drift(results, name, first, year)
    if math.isnan(change.mean):
        return sentence(f"{spoken.phrase} is not defined.")
    if change.nothing:
        return sentence(f"{spoken.phrase} does not change.")
    if not change.direction:
        return f"There is no clear change in {spoken.phrase} ({doubt(change, spoken.factor, spoken.unit)})."
    values = [estimate(results.outcomes[name][:, results.index(when)]).mean * spoken.factor for when in (first, year)]
    before, after = together(values, more=2)
    verb = {-1: "falls", 0: "hardly moves:", 1: "rises"}[change.effect]
    size = interval(change, spoken.factor)
    levels = with_unit(f"from {before} to {after}", spoken.unit)
    return sentence(f"{spoken.phrase} {verb} {levels} ({size} for the difference).")


def _still(comparison: Comparison, year: int) -> str:
    results = comparison.scenario
    told = {*TOLD_FIRST, "spending"}
    changes = {
        name: drift(results, name, results.years[0], year) for name in outcome_names(comparison) if name not in told
    }
    return _grouped(changes, "Rising", "Falling")
