"""What there is to send, to bring home or to end: troops, pacts and commands, counted through the events in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from alliance_sim.data.load import YEARS, countries, figure, pacts, troops
from alliance_sim.errors import Problem
from alliance_sim.scenario.events import DeploymentEvent, EventBase, HostCommandEvent, PactEvent, RedeploymentEvent
from alliance_sim.scenario.roster import Roster, state_name
from alliance_sim.scenario.structure import Dated, Draft
from alliance_sim.scenario.wording import shown

MOST_TROOPS = 0.01
"""Assumption: no state sends more than this share of its population abroad, about what a large army amounts to."""

Fault = tuple[Dated, str, str]
"""The event, the field at fault, and what is wrong with it."""


def check_holdings(draft: Draft, roster: Roster, start: int) -> Iterator[Problem]:
    """More troops than there are, pacts formed twice or ended before they exist, one command hosted twice.

    Each is judged in the scenario and in its baseline, from what the data set knows of the first year.
    """
    kinds = (DeploymentEvent, RedeploymentEvent, PactEvent, HostCommandEvent)
    found = [dated for dated in draft.events if isinstance(dated.event, kinds)]
    if not found or draft.faulty_ids or not all(draft.sound(dated) for dated in found):
        return
    ordered = sorted(found, key=lambda dated: dated.event.year)
    left_out = draft.file.baseline.without if draft.file.baseline else ()
    kept = [dated for dated in ordered if dated.event.id not in left_out]
    seen = set()
    for dated, field, message in _faults(ordered, draft, roster, start):
        seen.add(dated.event.id)
        yield dated.place(field).problem(f"event {shown(dated.event.id)}: {message}")
    for dated, field, message in _faults(kept, draft, roster, start):
        if dated.event.id not in seen:
            where = f"in the baseline, which leaves out {', '.join(left_out)}: "
            yield dated.place(field).problem(f"event {shown(dated.event.id)}: {where}{message}")


def _faults(events: Sequence[Dated], draft: Draft, roster: Roster, start: int) -> Iterator[Fault]:
    yield from _without_army(events, draft, roster)
    yield from _too_many_sent(events, draft, roster, start)
    yield from _too_many_moved(events, roster, start)
    yield from _wrong_pacts(events, roster, start)
    yield from _commands_twice(events, roster)


def _of(kind: type[EventBase], events: Sequence[Dated]) -> list[Dated]:
    return [dated for dated in events if isinstance(dated.event, kind)]


# --- Troops ---


def _without_army(events: Sequence[Dated], draft: Draft, roster: Roster) -> Iterator[Fault]:
    for dated in _of(DeploymentEvent, events):
        sender = dated.event.from_  # type: ignore[union-attr]
        given = draft.file.figures.get(sender)
        armed = given.armed_forces if given is not None else None
        if not (armed if armed is not None else sender not in countries() or countries()[sender].armed_forces):
            yield dated, "from", f"{state_name(sender, roster.names)} has no armed forces to send"


def _too_many_sent(events: Sequence[Dated], draft: Draft, roster: Roster, start: int) -> Iterator[Fault]:
    sent: Counter[str] = Counter()
    for dated in events:
        event = dated.event
        if isinstance(event, RedeploymentEvent) and event.to is None:
            sent[event.from_] = max(0, sent[event.from_] - event.troops)
        if not isinstance(event, DeploymentEvent):
            continue
        people = _population(event.from_, draft, start)
        if people is not None and sent[event.from_] + event.troops > MOST_TROOPS * people:
            before = f" after {sent[event.from_]} sent before" if sent[event.from_] else ""
            most = int(MOST_TROOPS * people)
            message = (
                f"troops {event.troops}{before} are more than {state_name(event.from_, roster.names)} can send: "
                f"1 % of its {people / 1e6:.1f} million people is {most}; "
                f"use at most {max(0, most - sent[event.from_])}"
            )
            yield dated, "troops", message
        sent[event.from_] += event.troops


def _population(code: str, draft: Draft, start: int) -> float | None:
    """Persons in the first year, from the file or the data set; None when neither knows."""
    given = draft.file.figures.get(code)
    if given is not None and given.population is not None:
        return given.population * 1e6
    if code not in countries() or start not in YEARS:
        return None
    cell = figure(code, "population", start)
    return None if cell is None else cell.value * 1e6


def _too_many_moved(events: Sequence[Dated], roster: Roster, start: int) -> Iterator[Fault]:
    if not _of(RedeploymentEvent, events):
        return  # the table of troops is not read for nothing
    there: Counter[tuple[str, str]] = Counter()
    for count in troops(start):
        pair = (count.sender, count.host)  # kinds of counts overlap, so the largest stands
        there[pair] = max(there[pair], int(count.persons))
    for dated in events:
        event = dated.event
        if isinstance(event, DeploymentEvent):
            there[event.from_, event.to] += event.troops
        if not isinstance(event, RedeploymentEvent) or event.from_ == event.out_of:
            continue
        here = there[event.from_, event.out_of]
        if event.troops > here:
            host = state_name(event.out_of, roster.names)
            advice = f"use at most {here}, or deploy them first" if here else "deploy them first"
            message = f"troops {event.troops} are more than the {here} that {event.from_} has in {host} in {event.year}"
            yield dated, "troops", f"{message}; {advice}"
            continue
        there[event.from_, event.out_of] -= event.troops
        if event.to is not None:
            there[event.from_, event.to] += event.troops


# --- Pacts and commands ---


def _wrong_pacts(events: Sequence[Dated], roster: Roster, start: int) -> Iterator[Fault]:
    if not _of(PactEvent, events):
        return
    known = {(pact.a, pact.b): f"{pact.treaty}, {pact.start}" for pact in pacts(start) if pact.kind == "defence"}
    in_force: dict[tuple[str, str], str | None] = dict(known)
    for dated in events:
        event = dated.event
        if not isinstance(event, PactEvent):
            continue
        one, other = event.states
        both = f"{state_name(one, roster.names)} and {state_name(other, roster.names)}"
        why = in_force.get((one, other))
        if event.end and why is None:
            yield dated, "states", f"{both} have no defence pact in {event.year} that could end"
        elif not event.end and why is not None:
            yield dated, "states", f"{both} have a defence pact already ({why}); end it first, or leave this out"
        in_force[one, other] = None if event.end else f"event {shown(event.id)}, {event.year}"


def _commands_twice(events: Sequence[Dated], roster: Roster) -> Iterator[Fault]:
    first: dict[tuple[str, str], Dated] = {}
    for dated in events:
        event = dated.event
        if not isinstance(event, HostCommandEvent):
            continue
        earlier = first.setdefault((event.state, event.command.strip().casefold()), dated)
        if earlier is not dated:
            since = f"since event {shown(earlier.event.id)} in {earlier.event.year} ({earlier.place('id')})"
            yield dated, "command", f"{state_name(event.state, roster.names)} hosts {event.command} already, {since}"
