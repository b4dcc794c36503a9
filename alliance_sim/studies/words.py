"""The answer in plain words, made of nothing but the numbers: change the results and the sentences change."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence

from alliance_sim.results.results import Comparison
from alliance_sim.studies.compare import (
    Replacement,
    StateChange,
    contributions,
    difference,
    drift,
    first_clear_year,
    largest_change,
    mean_change,
    members,
    out_in_every_seed,
    outcome_names,
    replacement,
    shared_members,
    state_changes,
    state_values,
)
from alliance_sim.studies.decisions import decisions
from alliance_sim.studies.happened import event_words, own_events
from alliance_sim.studies.intervals import Estimate, estimate
from alliance_sim.studies.spoken import (
    enumerated,
    in_sentence,
    interval,
    measure,
    named,
    sentence,
    significant,
    together,
)

WIDTH = 80
NAMED_STATES = 3
"""How many states a sentence names at most."""

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
        [f"What happens by {year}:", *told, _largest(comparison, year)],
        [_why(comparison, year), _exposed(comparison, year)],
        [_spending(comparison, year), _payers(comparison, year), _replaced(comparison, year)],
        [_others(comparison, year)],
        [decisions(comparison)],
    ]


def _present(comparison: Comparison, names: Sequence[str]) -> list[str]:
    return [name for name in names if name in outcome_names(comparison)]


def _question(comparison: Comparison) -> str:
    results = comparison.scenario
    scenario, other = results.scenario, comparison.baseline.scenario
    events = enumerated(event_words(results, event) for event in own_events(comparison))
    title = scenario.title.rstrip(".")
    if scenario.name == other.name:
        opening, against = f"{title}: {events}.", "compared with the same years without it"
    else:
        theirs = f" What '{other.name}' does not have: {events}." if events else ""
        opening, against = f"{title}.{theirs}", f"compared with '{other.name}'"
    return f"{opening} {_extent(comparison)}, {against}.{_too_few(comparison)}"


def _extent(comparison: Comparison) -> str:
    results = comparison.scenario
    count = len(results.seeds)
    return f"{results.years[0]} to {results.years[-1]}, {count} seed{'s' if count > 1 else ''}"


def _alone(comparison: Comparison) -> bool:
    """Whether there is one seed only: then numbers can be told, and nothing can be called clear, or absent."""
    return len(comparison.scenario.seeds) == 1


def _too_few(comparison: Comparison) -> str:
    return " One seed gives no interval, so nothing can be called clear; run more." if _alone(comparison) else ""


def _outcome(comparison: Comparison, name: str, year: int) -> str:
    """One outcome: from where to where, by how much, since when, and when it was furthest from the baseline."""
    change, spoken = difference(comparison, name, year), measure(name)
    if math.isnan(change.mean):
        return sentence(f"{spoken.phrase} is not defined.")
    if change.nothing:
        return sentence(f"{spoken.phrase} does not change.")
    if _alone(comparison):
        size = _with_unit(significant(change.mean * spoken.factor), _step(spoken.unit))
        return sentence(f"{spoken.phrase} is {_levels(comparison, name, year)} in this one seed (difference {size}).")
    if not change.direction:
        return f"There is no clear change in {spoken.phrase} ({_doubt(change, spoken.factor, spoken.unit)})."
    verb = {-1: "is lower", 0: "hardly changes", 1: "is higher"}[change.effect]
    size = _with_unit(significant(change.mean * spoken.factor), _step(spoken.unit))
    return sentence(
        f"{spoken.phrase} {verb}: {_levels(comparison, name, year)} (difference {size},"
        f" {interval(change, spoken.factor)}{_since(comparison, name)}).{_furthest(comparison, name, year)}"
    )


def _levels(comparison: Comparison, name: str, year: int) -> str:
    spoken, position = measure(name), comparison.scenario.index(year)
    arms = (comparison.scenario, comparison.baseline)
    ours, theirs = together((estimate(arm.outcomes[name][:, position]).mean * spoken.factor for arm in arms), more=2)
    return _with_unit(f"{ours} instead of {theirs}", spoken.unit)


def _step(unit: str) -> str:
    """Unit of a difference: two percentages differ by points."""
    return "points" if unit == "%" else unit


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}".rstrip()


def _doubt(change: Estimate, factor: float = 1.0, unit: str = "") -> str:
    """Why a change is not called one: its mean and an interval that holds zero, or too few seeds."""
    return f"{_with_unit(significant(change.mean * factor), _step(unit))}, {interval(change, factor)}"


def _at_most(change: Estimate, unit: str) -> str:
    """For what is no effect: nothing, hardly anything, or not clear."""
    if change.nothing:
        return "does not change"
    verb = "hardly changes" if change.direction else "does not clearly change"
    return f"{verb} ({_doubt(change, 1.0, unit)})"


def _since(comparison: Comparison, name: str) -> str:
    first = first_clear_year(comparison, name)
    return f", clear from {first} on" if first is not None else ""


def _furthest(comparison: Comparison, name: str, year: int) -> str:
    """A sentence if in another year than the one reported it is notably further from the baseline."""
    found = largest_change(comparison, name)
    now = difference(comparison, name, year)
    if found is None or not found[1].effect or abs(found[1].mean) < NOTABLE * abs(now.mean):
        return ""
    spoken, (then, change) = measure(name), found
    size = significant(change.mean * spoken.factor)
    return f" The difference was largest in {then}: {_with_unit(size, _step(spoken.unit))}."


def _largest(comparison: Comparison, year: int) -> str:
    """What the state that brings most without the events brings with them, and who brings most then."""
    ours, theirs = (contributions(results, year) for results in (comparison.scenario, comparison.baseline))
    if not ours or not theirs:
        return "" if ours else f"In {year} nobody promises anything to the alliance any more."
    before, after = next(iter(theirs)), next(iter(ours))
    shares = together((100 * ours.get(before, 0.0), 100 * theirs[before]), more=1)
    was = in_sentence(comparison.scenario, before)
    if after == before:
        return sentence(f"{was} brings {shares[0]} % of the promised capability instead of {shares[1]} %.")
    now = in_sentence(comparison.scenario, after)
    most = significant(100 * ours[after])
    brings = f"{was} brings {shares[0]} % of the promised capability instead of {shares[1]} %"
    return sentence(f"{brings}; most comes from {now}, {most} %.")


def _why(comparison: Comparison, year: int) -> str:
    """The link between event and danger: the promise that fell, and the aid that the others can expect."""
    found = replacement(comparison, year)
    fell, often = found.departed, "" if found.certain else " in most seeds"
    names = enumerated(in_sentence(comparison.scenario, iso3) for iso3 in fell)
    promise = f"Why: {names} promise{'s' if len(fell) == 1 else ''} less help{often}. " if fell else ""
    staying = _staying(comparison, year)
    if not staying:
        return promise.strip()
    aid = mean_change(comparison, staying, "expected_aid", year)
    whom = "The other members" if fell else "Members"
    if not aid.change.effect:
        return f"{promise}The aid that {whom.lower()} can expect {_at_most(aid.change, 'billion USD')}."
    ours, theirs = together((aid.after, aid.before), more=2)
    more = "more" if aid.change.effect > 0 else "less"
    return (
        f"{promise}{whom} can expect {more} aid: capability worth {ours} instead of {theirs} billion USD"
        f" on average ({interval(aid.change)} for the difference)."
    )


def _staying(comparison: Comparison, year: int) -> list[str]:
    """Members with and without the events whose own promise did not fall."""
    fell = replacement(comparison, year).departed
    return [iso3 for iso3 in shared_members(comparison, year) if iso3 not in fell]


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
    return (
        f"The probability of being attacked rises for {len(worse)} of {len(changes)} members, most for {listed}"
        f" a year. Most exposed is then {named(comparison.scenario, exposed.iso3)} with {most} %."
    )


def _danger(comparison: Comparison, change: StateChange) -> str:
    after, before = together((100 * means["attack_probability"] for means in (change.after, change.before)), more=2)
    return f"{named(comparison.scenario, change.iso3)} {after} % instead of {before} %"


def _payers(comparison: Comparison, year: int) -> str:
    """Who raises spending, and by how much."""
    staying = _staying(comparison, year)
    changes = [change for change in state_changes(comparison, year) if change.iso3 in staying and _armed(change)]
    more = sorted(
        (change for change in changes if change.budget.effect > 0),
        key=lambda change: (-change.budget.mean, change.iso3),
    )
    less = sum(change.budget.effect < 0 for change in changes)
    fewer = f" {less} spend{'s' if less == 1 else ''} less." if less else ""
    fewer_members = len(staying) < len(shared_members(comparison, year)) or _left(comparison, year)
    who = "other members" if fewer_members else "members"
    if not changes or _alone(comparison):
        return ""
    if not more:
        return f"None of the {len(changes)} {who} with armed forces spends notably more.{fewer}"
    listed = enumerated(_payment(comparison, change) for change in more[:NAMED_STATES])
    return (
        f"{len(more)} of {len(changes)} {who} with armed forces spend{'s' if len(more) == 1 else ''} notably more;"
        f" most of all, in billion USD a year, {listed}.{fewer}{_motive(comparison, staying, year)}"
    )


def _left(comparison: Comparison, year: int) -> bool:
    return bool(set(members(comparison.baseline, year)) - set(members(comparison.scenario, year)))


def _armed(change: StateChange) -> bool:
    return change.before["budget"] > 0 or change.after["budget"] > 0


def _motive(comparison: Comparison, states: Sequence[str], year: int) -> str:
    """What the spending rule reacts to: the danger that states see, and the spending of others that they count on."""
    danger = mean_change(comparison, states, "perceived_attack_probability", year)
    shared = mean_change(comparison, states, "spill_in", year)
    reasons = []
    if danger.change.effect > 0:
        ours, theirs = together((100 * danger.after, 100 * danger.before), more=2)
        reasons.append(
            f"they see more danger (a probability of attack of {ours} instead of {theirs} % a year on average)"
        )
    if shared.change.effect < 0:
        ours, theirs = together((shared.after, shared.before), more=2)
        reasons.append(f"they count on less of others' spending ({ours} instead of {theirs} billion USD on average)")
    return f" What moves their budgets: {enumerated(reasons)}." if reasons else ""


def _payment(comparison: Comparison, change: StateChange) -> str:
    ours, theirs = together((100 * means["share"] for means in (change.after, change.before)), more=2)
    extra = significant(change.budget.mean)
    return f"{named(comparison.scenario, change.iso3)} (+{extra}; {ours} instead of {theirs} % of GDP)"


def _replaced(comparison: Comparison, year: int) -> str:
    """How much of the lost spending the others make up for."""
    found = replacement(comparison, year)
    if found.lost.direction <= 0:
        return ""
    if found.replaced.nothing:
        return f"{_gone(found)}; the others replace nothing of it."
    lost = _gone(found)
    if not found.replaced.direction:
        return f"{lost}; the others replace no clear part of it ({_doubt(found.share, 100, '%')})."
    replaced, share = significant(found.replaced.mean), significant(100 * found.share.mean)
    if found.replaced.direction < 0:
        return f"{lost}; instead of replacing it, the others spend {replaced.removeprefix('-')} billion less."
    return f"{lost}; the others replace {replaced} billion, {share} % of it ({interval(found.share, 100, '%')})."


def _gone(found: Replacement) -> str:
    return f"{significant(found.lost.mean)} billion USD of spending a year no longer stand behind the promise"


def _spending(comparison: Comparison, year: int) -> str:
    """The members' spending; who is no longer counted in it is said, for the sum falls by that alone."""
    if "spending" not in outcome_names(comparison):
        return ""
    gone = set(members(comparison.baseline, year)) - set(members(comparison.scenario, year))
    names = enumerated(in_sentence(comparison.scenario, iso3) for iso3 in sorted(gone))
    often = "" if out_in_every_seed(comparison.scenario, sorted(gone), year) else " in most seeds"
    verb = "counts" if len(gone) == 1 else "count"
    counted = f" {sentence(names)} no longer {verb} among the members{often}." if gone else ""
    return f"{_outcome(comparison, 'spending', year)}{counted}"


def _others(comparison: Comparison, year: int) -> str:
    """The outcomes that have no sentence of their own: higher, lower, no clear change."""
    told = {*TOLD_FIRST, *TOLD_ELSEWHERE}
    left = [name for name in outcome_names(comparison) if name not in told]
    changes = {name: difference(comparison, name, year) for name in left}
    return _grouped(changes, "Clearly higher", "Clearly lower")


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
    return [*start, [f"From {first} to {year}:", *drifts], [_still(comparison, year)]]


def _size(comparison: Comparison, year: int) -> str:
    results = comparison.scenario
    inside, brought = members(results, year), contributions(results, year)
    if not inside or not brought:
        return f"In {year} the alliance has {len(inside) or 'no'} members."
    largest = next(iter(brought))
    danger = {iso3: estimate(state_values(results, "attack_probability", iso3, year)).mean for iso3 in inside}
    exposed = max(danger, key=lambda iso3: danger[iso3])
    return (
        f"In {year} the alliance has {len(inside)} members; {named(results, largest)} brings"
        f" {significant(100 * brought[largest])} % of the capability promised to it, and the most exposed member is"
        f" {named(results, exposed)} with a probability of attack of {significant(100 * danger[exposed])} % a year."
    )


def _drift(comparison: Comparison, name: str, year: int) -> str:
    results, spoken = comparison.scenario, measure(name)
    first = results.years[0]
    change = drift(results, name, first, year)
    if math.isnan(change.mean):
        return sentence(f"{spoken.phrase} is not defined.")
    if change.nothing:
        return sentence(f"{spoken.phrase} does not change.")
    if not change.direction:
        return f"There is no clear change in {spoken.phrase} ({_doubt(change, spoken.factor, spoken.unit)})."
    values = [estimate(results.outcomes[name][:, results.index(when)]).mean * spoken.factor for when in (first, year)]
    before, after = together(values, more=2)
    verb = {-1: "falls", 0: "hardly moves:", 1: "rises"}[change.effect]
    size = interval(change, spoken.factor)
    levels = _with_unit(f"from {before} to {after}", spoken.unit)
    return sentence(f"{spoken.phrase} {verb} {levels} ({size} for the difference).")


def _still(comparison: Comparison, year: int) -> str:
    results = comparison.scenario
    told = {*TOLD_FIRST, "spending"}
    changes = {
        name: drift(results, name, results.years[0], year) for name in outcome_names(comparison) if name not in told
    }
    return _grouped(changes, "Rising", "Falling")
