"""What a well-formed event may still get wrong: who it names, when it is, and whether it makes sense by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alliance_sim.data.load import countries
from alliance_sim.errors import Problem
from alliance_sim.scenario.events import (
    AccessionEvent,
    BudgetEvent,
    CrisisEvent,
    DeploymentEvent,
    EconomyEvent,
    EventBase,
    GuidelineEvent,
    LettersEvent,
    ReadinessInitiativeEvent,
    RedeploymentEvent,
    StandingEvent,
    SummitEvent,
)
from alliance_sim.scenario.roster import Roster, codes_in, state_name, suggest_state
from alliance_sim.scenario.schema import STANDINGS
from alliance_sim.scenario.structure import Dated, Draft
from alliance_sim.scenario.wording import did_you_mean, shown

Complaint = tuple[tuple[str | int, ...], str]
"""Where in the event, and what is wrong there."""


def check_events(draft: Draft, roster: Roster) -> Iterator[Problem]:
    """Everything that is wrong with single events."""
    for dated in draft.events:
        for where, message in _complaints(dated.event, draft, roster):
            already_said = draft.faulty("events", dated.index, *where)
            if not already_said and (where or draft.sound(dated)):
                yield dated.place(*where).problem(f"event {shown(dated.event.id)}: {message}")
    yield from _ids_given_twice(draft)


def _complaints(event: EventBase, draft: Draft, roster: Roster) -> Iterator[Complaint]:
    yield from _dates(event, draft)
    if not any(draft.faulty(key) for key in ("states", "partners", "adversaries", "alliance", "start")):
        yield from _names(event, draft, roster)
    if isinstance(event, StandingEvent):
        yield from _unknown_standing(event, draft)
    for kind, check in _BY_TYPE.items():
        if isinstance(event, kind):
            yield from check(event)


def _ids_given_twice(draft: Draft) -> Iterator[Problem]:
    first: dict[str, Dated] = {}
    for dated in draft.events:
        event, where = dated.event, dated.place("id")
        if draft.faulty("events", dated.index, "id"):
            continue
        if event.id in first:
            earlier = first[event.id].place("id")
            advice = (
                f"the event of {earlier.file} stays; vary it with a patch, or give this one another id"
                if earlier.file != where.file
                else "give one of them another id"
            )
            yield where.problem(f"event {shown(event.id)}: id is already used at {earlier}; {advice}")
        first.setdefault(event.id, dated)


def _dates(event: EventBase, draft: Draft) -> Iterator[Complaint]:
    start, end = draft.file.start, draft.file.end
    if start is None or end is None or start > end:
        return
    if not start <= event.year <= end:
        yield ("year",), f"year {event.year} is outside the scenario's years, {start} to {end}"


# --- Names ---


def _names(event: EventBase, draft: Draft, roster: Roster) -> Iterator[Complaint]:
    for where, role, code in codes_in(event, "ally", "adversary", "anyone", "topic"):
        reason = _wrong_name(role, code, draft.file.alliance.name, roster)
        if reason is not None:
            field = next(str(part) for part in reversed(where) if part != code or len(where) == 1)
            yield where, f"{field} {shown(code)} {reason}"


def _wrong_name(role: str, code: str, alliance: str, roster: Roster) -> str | None:
    allowed = {"ally": roster.allies, "adversary": roster.adversaries}.get(role, roster.everyone)
    if code in allowed or (role == "topic" and code == alliance):
        return None
    if role == "adversary":
        hint = did_you_mean(None, [state_name(known, roster.names) for known in allowed])
        return f"is not in `adversaries`{hint or '; there are none'}"
    if code in roster.adversaries:
        return "is an adversary; this event is about the alliance's states and partners"
    if code in countries():
        return f"({roster.names[code]}) does not take part in this scenario; add it to `states` or `partners`"
    hint = suggest_state(code, allowed, roster.names) or suggest_state(code, countries(), roster.names)
    if role == "topic":
        return (
            f"is neither the alliance ({alliance}) nor a state of this scenario{hint or _or_alliance(code, alliance)}"
        )
    return f"is not a state of this scenario{hint}"


def _or_alliance(word: str, alliance: str) -> str:
    return did_you_mean(word, [alliance], name_all=False)


def _unknown_standing(event: StandingEvent, draft: Draft) -> Iterator[Complaint]:
    known = list(dict.fromkeys([*STANDINGS, *draft.file.standings]))
    if event.to not in known and not draft.faulty("standings"):
        yield ("to",), f"to {shown(event.to)} is not a standing{did_you_mean(event.to, known)}"


# --- Sense, type by type ---


def _letters(event: LettersEvent) -> Iterator[Complaint]:
    if event.sender in event.recipients:
        yield ("recipients", event.sender), f"{event.sender} writes a letter to itself; take it out of recipients"


def _guideline(event: GuidelineEvent) -> Iterator[Complaint]:
    if event.due < event.year:
        yield ("due",), f"due {event.due} is before the year of the event, {event.year}"


def _summit(event: SummitEvent) -> Iterator[Complaint]:
    if event.guideline is not None and event.guideline.due < event.year:
        yield ("guideline", "due"), f"due {event.guideline.due} is before the year of the summit, {event.year}"


def _readiness(event: ReadinessInitiativeEvent) -> Iterator[Complaint]:
    if event.by is not None and event.by < event.year:
        yield ("by",), f"by {event.by} is before the year of the event, {event.year}"


def _deployment(event: DeploymentEvent) -> Iterator[Complaint]:
    if event.from_ == event.to:
        yield ("to",), f"from and to are both {event.to}; troops at home are not deployed"


def _redeployment(event: RedeploymentEvent) -> Iterator[Complaint]:
    if event.from_ == event.out_of:
        yield ("out_of",), f"from and out_of are both {event.out_of}; troops at home cannot be redeployed"
    if event.to == event.out_of:
        yield ("to",), f"to and out_of are both {event.to}; nobody moves"
    elif event.to is not None and event.to == event.from_:
        yield ("to",), f"to is {event.to} itself; leave `to` out to bring the troops home"


def _crisis(event: CrisisEvent) -> Iterator[Complaint]:
    if event.target == event.adversary:
        yield ("target",), f"{event.adversary} cannot be in a crisis with itself; name another target"


def _accession(event: AccessionEvent) -> Iterator[Complaint]:
    if event.state in event.vetoes:
        yield ("vetoes", event.state), f"{event.state} cannot veto its own accession"


def _economy(event: EconomyEvent) -> Iterator[Complaint]:
    yield from _exactly_one(event, "growth", "level")


def _budget(event: BudgetEvent) -> Iterator[Complaint]:
    yield from _exactly_one(event, "share", "change")


def _exactly_one(event: EventBase, one: str, other: str) -> Iterator[Complaint]:
    given = [name for name in (one, other) if getattr(event, name) is not None]
    if len(given) != 1:
        have = "has both; keep one" if given else "has neither; give one"
        yield tuple(given[1:]), f"needs `{one}` or `{other}` and {have}"


_BY_TYPE: dict[type[EventBase], Any] = {
    LettersEvent: _letters,
    GuidelineEvent: _guideline,
    SummitEvent: _summit,
    ReadinessInitiativeEvent: _readiness,
    DeploymentEvent: _deployment,
    RedeploymentEvent: _redeployment,
    CrisisEvent: _crisis,
    AccessionEvent: _accession,
    EconomyEvent: _economy,
    BudgetEvent: _budget,
}
