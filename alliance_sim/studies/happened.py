"""The events of a scenario in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alliance_sim.results.results import Comparison, Results
from alliance_sim.studies.spoken import enumerated, in_sentence, significant

Event = Any  # one of the event models; which fields it has goes by its type, as in `_CLAUSES`


def own_events(comparison: Comparison) -> list[Event]:
    """The events that the baseline does not have, in order."""
    shared = {event.id for event in comparison.baseline.scenario.events}
    return [event for event in comparison.scenario.scenario.events if event.id not in shared]


def event_words(results: Results, event: Event) -> str:
    """One event as a clause, with its year: `in 2019 the United States becomes a partner`."""
    clause = _CLAUSES.get(event.type, _any_event)(results, event)
    return f"in {event.year} {clause}"


def standing_words(name: str) -> str:
    """A standing in a sentence: `a partner`, `an outsider`; the file's own name for one of its own."""
    known = {"member": "a member", "partner": "a partner", "outside": "a state outside the alliance"}
    known["member_outside_command"] = "a member outside the command"
    return known.get(name, f"'{name.replace('_', ' ')}'")


def _phase(event: Event) -> str:
    years = getattr(event, "phase_in", 0)
    return f", phased in over {years} year{'s' if years > 1 else ''}" if years else ""


def _standing(results: Results, event: Event) -> str:
    return f"{in_sentence(results, event.state)} becomes {standing_words(event.to)}{_phase(event)}"


def _withdrawal(results: Results, event: Event) -> str:
    return f"{in_sentence(results, event.state)} leaves the alliance{_phase(event)}"


def _accession(results: Results, event: Event) -> str:
    state = in_sentence(results, event.state)
    delay = max(event.vetoes.values(), default=0)
    held = f", held up until {event.year + delay} by {enumerated(in_sentence(results, iso3) for iso3 in event.vetoes)}"
    if event.consent == "vote":
        return f"{state} asks to join, and the members vote{held if delay else ''}"
    return f"{state} {'applies to join' if delay else 'joins'} the alliance{held if delay else ''}"


def _statement(results: Results, event: Event) -> str:
    about = in_sentence(results, event.about)
    tone = "against" if event.tone < 0 else "in favour of"
    believed = f"tone {significant(event.tone)}, credibility {significant(event.credibility)}"
    return f"{in_sentence(results, event.speaker)} speaks {tone} {about} ({believed})"


def _letters(results: Results, event: Event) -> str:
    names = [in_sentence(results, iso3) for iso3 in event.recipients]
    return f"{in_sentence(results, event.sender)} writes to {len(names)} allies ({enumerated(names)})"


def _guideline(_: Results, event: Event) -> str:
    return f"the guideline becomes {significant(100 * event.share)} % of GDP by {event.due}"


def _leader(results: Results, event: Event) -> str:
    return (
        f"{in_sentence(results, event.state)} gets a leader of stance {significant(event.stance)} (-1 against, 1 for)"
    )


def _intent(results: Results, event: Event) -> str:
    whose = f"{in_sentence(results, event.adversary)} {_toward(results, event)}"
    return f"the intent of {whose}becomes {significant(event.to)} (0 to 1)"


def _toward(results: Results, event: Event) -> str:
    states = enumerated(in_sentence(results, iso3) for iso3 in event.toward or ())
    return f"toward {states} " if states else ""


def _economy(results: Results, event: Event) -> str:
    return f"the economy of {enumerated(in_sentence(results, iso3) for iso3 in event.states)} takes another course"


def _budget(results: Results, event: Event) -> str:
    return f"{in_sentence(results, event.state)} sets its defence budget anew"


def _any_event(_: Results, event: Event) -> str:
    return f"the event '{event.id}' ({str(event.type).replace('_', ' ')}) takes place"


_CLAUSES: dict[str, Callable[[Results, Event], str]] = {
    "standing": _standing,
    "withdrawal": _withdrawal,
    "accession": _accession,
    "statement": _statement,
    "letters": _letters,
    "guideline": _guideline,
    "leader": _leader,
    "intent": _intent,
    "economy": _economy,
    "budget": _budget,
}
