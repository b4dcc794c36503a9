"""The events of a scenario in words, and what else sets it apart from what it is compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from alliance_sim.results.results import Comparison, Results
from alliance_sim.scenario.resolved import resolved
from alliance_sim.studies.spoken import calendar, enumerated, given, in_sentence

Event = Any  # one of the event models; which fields it has goes by its type, as in `CLAUSES`

TOLD_SETTINGS = 3
"""How many values that differ between two scenarios are told one by one."""

LISTED_STATES = 5
"""Up to so many states of one event are named, more are counted."""

NO_SETTINGS = ("name", "title", "description", "seed", "replicates", "baseline", "expect", "outcomes", "events")
"""Parts of a scenario that change nothing in a run beside another with the same seeds."""


def own_events(comparison: Comparison) -> list[Event]:
    """The events that the baseline does not have, in order."""
    return _only_in(comparison.scenario, comparison.baseline)


def missing_events(comparison: Comparison) -> list[Event]:
    """The events that the baseline alone has, in order."""
    return _only_in(comparison.baseline, comparison.scenario)


def _only_in(one: Results, other: Results) -> list[Event]:
    known = {event.id for event in other.scenario.events}
    return [event for event in one.scenario.events if event.id not in known]


def event_words(results: Results, event: Event) -> str:
    """One event as a clause, with its year: `in 2019 the United States becomes a partner`."""
    return f"in {calendar(event.year)} {CLAUSES[event.type](results, event)}"


def events_told(results: Results, events: Iterable[Event]) -> str:
    """Events as a clause, year by year: `in 2018 … and …; in 2019 the United States becomes a partner`."""
    by_year: dict[int, list[str]] = {}
    for event in events:
        by_year.setdefault(event.year, []).append(CLAUSES[event.type](results, event))
    told = [f"in {calendar(year)} {enumerated(clauses)}" for year, clauses in by_year.items()]
    return enumerated(told) if all(len(clauses) == 1 for clauses in by_year.values()) else "; ".join(told)


def settings_told(comparison: Comparison) -> str:
    """The values that differ between the two arms, by path: `events.slump.level 0.2 instead of -0.2`; empty if none."""
    ours, theirs = (_settings(arm, _shared(comparison)) for arm in (comparison.scenario, comparison.baseline))
    apart = [path for path in {**theirs, **ours} if ours.get(path) != theirs.get(path)]
    told = [f"{path} {_value(ours.get(path))} instead of {_value(theirs.get(path))}" for path in apart[:TOLD_SETTINGS]]
    more = len(apart) - TOLD_SETTINGS
    return enumerated(told + ([f"{more} more value{'s' if more > 1 else ''}"] if more > 0 else []))


def _shared(comparison: Comparison) -> set[str]:
    ours, theirs = ({event.id for event in arm.scenario.events} for arm in (comparison.scenario, comparison.baseline))
    return ours & theirs


def _settings(results: Results, events: set[str]) -> dict[str, Any]:
    """Every value that can change a run, by path; of the events those of these ids."""
    found = {path: value for path, value, _ in resolved(results.scenario) if not path.endswith(".note")}
    return {path: value for path, value in found.items() if _counts(path.split("."), events)}


def _counts(path: list[str], events: set[str]) -> bool:
    return path[1] in events if path[0] == "events" and len(path) > 1 else path[0] not in NO_SETTINGS


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]" if len(value) <= LISTED_STATES else f"a list of {len(value)}"
    return "nothing" if value is None or value == {} else str(value)


def standing_words(name: str) -> str:
    """A standing in a sentence: `a partner`, `an outsider`; the file's own name for one of its own."""
    known = {"member": "a member", "partner": "a partner", "outside": "a state outside the alliance"}
    known["member_outside_command"] = "a member outside the command"
    return known.get(name, f"'{name.replace('_', ' ')}'")


def _named(results: Results, codes: Iterable[str], what: str = "states") -> str:
    """A few states by name, many as a number."""
    listed = list(codes)
    if len(listed) > LISTED_STATES:
        return f"{len(listed)} {what}"
    return enumerated(in_sentence(results, iso3) for iso3 in listed)


def _phase(event: Event) -> str:
    years = getattr(event, "phase_in", 0)
    return f", phased in over {years} year{'s' if years > 1 else ''}" if years else ""


def _standing(results: Results, event: Event) -> str:
    return f"{in_sentence(results, event.state)} becomes {standing_words(event.to)}{_phase(event)}"


def _withdrawal(results: Results, event: Event) -> str:
    return f"{in_sentence(results, event.state)} leaves the alliance{_phase(event)}"


def _accession(results: Results, event: Event) -> str:
    state = in_sentence(results, event.state)
    by = enumerated(in_sentence(results, iso3) for iso3 in event.vetoes)
    held = f", held up until {calendar(event.year + event.delay)} by {by}"
    if event.consent == "vote":
        return f"{state} asks to join, and the members vote{held if event.delay else ''}"
    return f"{state} {'applies to join' if event.delay else 'joins'} the alliance{held if event.delay else ''}"


def _statement(results: Results, event: Event) -> str:
    about = in_sentence(results, event.about)
    tone = "against" if event.tone < 0 else "in favour of"
    believed = f"tone {given(event.tone)}, credibility {given(event.credibility)}"
    return f"{in_sentence(results, event.speaker)} speaks {tone} {about} ({believed})"


def _letters(results: Results, event: Event) -> str:
    names = [in_sentence(results, iso3) for iso3 in event.recipients]
    allies = "ally" if len(names) == 1 else "allies"
    return f"{in_sentence(results, event.sender)} writes to {len(names)} {allies} ({enumerated(names)})"


def _guideline(_: Results, event: Event) -> str:
    return f"the guideline becomes {_pledge(event)}"


def _pledge(pledge: Any) -> str:
    return f"{given(100 * pledge.share)} % of GDP by {calendar(pledge.due)}"


def _summit(results: Results, event: Event) -> str:
    said = [] if event.tone is None else [f"a communiqué of tone {given(event.tone)}"]
    said += [] if event.guideline is None else [f"a guideline of {_pledge(event.guideline)}"]
    said += [] if event.readiness is None else [f"a pledge of readiness {given(event.readiness)}"]
    said += [_statement(results, statement) for statement in event.statements]
    details = f" ({'; '.join(said)})" if said else ""
    return f"{results.scenario.alliance.name} holds a summit{details}"


def _readiness(_: Results, event: Event) -> str:
    forces = [(event.battalions, "battalion"), (event.squadrons, "squadron"), (event.warships, "warship")]
    pledged = enumerated(f"{count} {name}{'' if count == 1 else 's'}" for count, name in forces if count)
    by = "" if event.by is None else f" by {calendar(event.by)}"
    return f"the allies pledge to have {pledged or 'nothing'} ready within {event.days} days{by}"


def _deployment(results: Results, event: Event) -> str:
    sent = f"{in_sentence(results, event.from_)} sends {event.troops:,} troops to {in_sentence(results, event.to)}"
    return f"{sent} and leads a battle group there" if event.framework else sent


def _redeployment(results: Results, event: Event) -> str:
    whose, where = in_sentence(results, event.from_), in_sentence(results, event.out_of)
    to = "home" if event.to is None else f"to {in_sentence(results, event.to)}"
    return f"{whose} moves {event.troops:,} troops from {where} {to}"


def _host_command(results: Results, event: Event) -> str:
    return f"{in_sentence(results, event.state)} becomes host of a command ({event.command})"


def _exercise(results: Results, event: Event) -> str:
    size = "" if event.size is None else f" ({event.size:,} persons)"
    return f"{_named(results, event.states)} exercise together{size}"


def _leader(results: Results, event: Event) -> str:
    return f"{in_sentence(results, event.state)} gets a leader of stance {given(event.stance)} (-1 against, 1 for)"


def _rapprochement(results: Results, event: Event) -> str:
    state, adversary = in_sentence(results, event.state), in_sentence(results, event.adversary)
    return f"{state} draws closer to {adversary} (depth {given(event.depth)} of 1)"


def _intent(results: Results, event: Event) -> str:
    toward = f" toward {_named(results, event.toward)}" if event.toward else ""
    return f"the intent of {in_sentence(results, event.adversary)}{toward} becomes {given(event.to)} (0 to 1)"


def _crisis(results: Results, event: Event) -> str:
    how = {"grey_zone": "in the grey zone", "limited": "with limited force", "major": "with major force"}
    adversary, target = in_sentence(results, event.adversary), in_sentence(results, event.target)
    return f"{adversary} challenges {target} {how[event.severity]}"


def _economy(results: Results, event: Event) -> str:
    whose = f"the economy of {_named(results, event.states)}"
    if event.level is None:
        return f"{whose} grows by {given(100 * event.growth)} %"
    return f"{whose} {'shrinks' if event.level < 0 else 'grows'} by {given(100 * abs(event.level))} % at once"


def _budget(results: Results, event: Event) -> str:
    state = in_sentence(results, event.state)
    if event.share is not None:
        return f"{state} sets its defence budget at {given(100 * event.share)} % of GDP"
    verb = "cuts" if event.change < 0 else "raises"
    return f"{state} {verb} its defence budget by {given(100 * abs(event.change))} points of GDP"


def _pact(results: Results, event: Event) -> str:
    verb = "end their" if event.end else "form a"
    return f"{_named(results, event.states)} {verb} bilateral defence pact"


def _trade_dispute(results: Results, event: Event) -> str:
    # the type stands for any dispute that loosens a tie, Cyprus in 1974 too
    return f"a dispute divides {_named(results, event.states)} (depth {given(event.depth)} of 1)"


CLAUSES: dict[str, Callable[[Results, Event], str]] = {
    "standing": _standing,
    "withdrawal": _withdrawal,
    "accession": _accession,
    "statement": _statement,
    "letters": _letters,
    "guideline": _guideline,
    "summit": _summit,
    "readiness_initiative": _readiness,
    "deployment": _deployment,
    "redeployment": _redeployment,
    "host_command": _host_command,
    "exercise": _exercise,
    "leader": _leader,
    "rapprochement": _rapprochement,
    "intent": _intent,
    "crisis": _crisis,
    "economy": _economy,
    "budget": _budget,
    "pact": _pact,
    "trade_dispute": _trade_dispute,
}
"""What each type of event is in a sentence; every type has its words."""
