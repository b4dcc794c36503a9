"""Events held against each other: who is a member when, and what cannot both be true in one year."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from alliance_sim.errors import Problem
from alliance_sim.scenario.events import (
    AccessionEvent,
    BudgetEvent,
    EconomyEvent,
    EventBase,
    GuidelineEvent,
    IntentEvent,
    LeaderEvent,
    PactEvent,
    RapprochementEvent,
    StandingEvent,
    SummitEvent,
    WithdrawalEvent,
)
from alliance_sim.scenario.roster import Roster, state_name
from alliance_sim.scenario.structure import Dated, Draft
from alliance_sim.scenario.wording import shown

Claim = tuple[str, str]
"""What an event decides for its year: a key that no other event of the year may decide too, and the words for it."""


def check_membership(
    draft: Draft, roster: Roster, initial: Mapping[str, str], votes: Mapping[str, bool]
) -> Iterator[Problem]:
    """Joining while a member and leaving while none, in the scenario and in its baseline."""
    changes = [
        dated for dated in draft.events if isinstance(dated.event, StandingEvent | WithdrawalEvent | AccessionEvent)
    ]
    if not all(draft.sound(dated) for dated in changes) or draft.faulty_ids:
        return
    ordered = sorted(changes, key=lambda dated: dated.event.year + dated.event.delay)
    seen = set()
    for dated, message in _wrong_steps(ordered, roster, initial, votes):
        seen.add(dated.event.id)
        yield _at_state(dated, message)
    left_out = draft.file.baseline.without if draft.file.baseline else ()
    kept = [dated for dated in ordered if dated.event.id not in left_out]
    for dated, message in _wrong_steps(kept, roster, initial, votes):
        if dated.event.id not in seen:
            yield _at_state(dated, f"in the baseline, which leaves out {', '.join(left_out)}: {message}")


def _at_state(dated: Dated, message: str) -> Problem:
    return dated.place("state").problem(f"event {shown(dated.event.id)}: {message}")


def _wrong_steps(
    ordered: Sequence[Dated], roster: Roster, initial: Mapping[str, str], votes: Mapping[str, bool]
) -> Iterator[tuple[Dated, str]]:
    standing: dict[str, str | None] = dict(initial)
    since = dict.fromkeys(initial, "at the start")
    for dated in ordered:
        event = dated.event
        if not isinstance(event, StandingEvent | WithdrawalEvent | AccessionEvent) or event.state not in initial:
            continue
        now = standing[event.state]
        if now is not None and isinstance(event, WithdrawalEvent | AccessionEvent):
            joins, member = isinstance(event, AccessionEvent), votes.get(now, False)
            if joins == member:
                yield dated, _wrong_step(state_name(event.state, roster.names), joins, now, since[event.state])
        standing[event.state] = _afterwards(event)
        since[event.state] = f"since event {shown(event.id)} in {event.year}"


def _wrong_step(name: str, joins: bool, now: str, since: str) -> str:
    if joins:
        return f"{name} cannot join; it is a member ({now}) {since}"
    return f"{name} cannot leave; it is no member but {now} {since}"


def _afterwards(event: StandingEvent | WithdrawalEvent | AccessionEvent) -> str | None:
    if isinstance(event, StandingEvent):
        return event.to
    if isinstance(event, WithdrawalEvent):
        return "outside"
    return None if event.consent == "vote" else "member"  # a vote may fail, so a later event is judged in the run


def check_contradictions(draft: Draft) -> Iterator[Problem]:
    """Two events of one year that decide the same thing."""
    first: dict[tuple[int, str], Dated] = {}
    for dated in filter(draft.sound, draft.events):
        event = dated.event
        for key, words in _claims(event):
            earlier = first.setdefault((event.year, key), dated)
            if earlier is not dated and earlier.event.id != event.id:
                by = f"event {shown(earlier.event.id)} ({earlier.place('id')})"
                yield dated.place("id").problem(
                    f"event {shown(event.id)}: {words} in {event.year} is already decided by {by}; keep one"
                )
                break


def _claims(event: EventBase) -> Iterator[Claim]:
    for kind, claims in _BY_TYPE.items():
        if isinstance(event, kind):
            yield from claims(event)


def _standing(event: StandingEvent | WithdrawalEvent | AccessionEvent) -> Iterator[Claim]:
    yield f"standing {event.state}", f"the standing of {event.state}"


def _budget(event: BudgetEvent) -> Iterator[Claim]:
    yield f"budget {event.state}", f"the defence share of {event.state}"


def _economy(event: EconomyEvent) -> Iterator[Claim]:
    kind = "growth" if event.growth is not None else "level"
    for code in event.states:
        yield f"{kind} {code}", f"the {kind} of the economy of {code}"


def _leader(event: LeaderEvent) -> Iterator[Claim]:
    yield f"leader {event.state}", f"the leader of {event.state}"


def _intent(event: IntentEvent) -> Iterator[Claim]:
    for code in event.toward or ("everyone",):
        yield f"intent {event.adversary} {code}", f"the intent of {event.adversary} toward {code}"


def _rapprochement(event: RapprochementEvent) -> Iterator[Claim]:
    yield f"friends {event.state} {event.adversary}", f"how close {event.state} is to {event.adversary}"


def _guideline(event: GuidelineEvent | SummitEvent) -> Iterator[Claim]:
    if isinstance(event, GuidelineEvent) or event.guideline is not None:
        yield "guideline", "the guideline"


def _pact(event: PactEvent) -> Iterator[Claim]:
    yield f"pact {event.states}", f"the pact of {' and '.join(event.states)}"


_BY_TYPE: dict[type[EventBase], Callable[..., Iterator[Claim]]] = {
    StandingEvent: _standing,
    WithdrawalEvent: _standing,
    AccessionEvent: _standing,
    BudgetEvent: _budget,
    EconomyEvent: _economy,
    LeaderEvent: _leader,
    IntentEvent: _intent,
    RapprochementEvent: _rapprochement,
    GuidelineEvent: _guideline,
    SummitEvent: _guideline,
    PactEvent: _pact,
}
