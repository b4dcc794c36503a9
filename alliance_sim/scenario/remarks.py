"""What a scenario says that may not do what its author expects: events that are in order and change nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from alliance_sim.data.load import countries
from alliance_sim.errors import Problem
from alliance_sim.scenario.events import (
    AccessionEvent,
    BudgetEvent,
    EconomyEvent,
    EventBase,
    StandingEvent,
    Statement,
    SummitEvent,
    WithdrawalEvent,
)
from alliance_sim.scenario.roster import state_name
from alliance_sim.scenario.schema import Scenario
from alliance_sim.scenario.wording import shown


def remarks(scenario: Scenario) -> list[Problem]:
    """Events, or parts of them, that change nothing or that nobody expects, each with its place and why."""
    return [
        _placed(scenario, f"events.{event.id}{where}", f"event {shown(event.id)}: {why}")
        for event in scenario.events
        for where, why in _idle(event, scenario)
    ]


def _placed(scenario: Scenario, path: str, message: str) -> Problem:
    """At what set the value of a path, or at the nearest thing around it of which that is known."""
    steps = path.split(".")
    for length in range(len(steps), 2, -1):
        place = re.fullmatch(r"(.*):(\d+):(\d+)", scenario.origin(".".join(steps[:length])))
        if place is not None:
            return Problem(message, place[1], int(place[2]), int(place[3]))
    return Problem(message)


def _idle(event: EventBase, scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Where in the event, from its id on, and why that changes nothing."""
    if event.year == scenario.start and isinstance(event, EconomyEvent | BudgetEvent):
        yield (
            ".year",
            f"year {event.year} is the first, whose economies and budgets are the data's, so it changes nothing; "
            "take a later year, or give gdp and share in `figures`",
        )
    if isinstance(event, Statement):
        yield from _words(event, ".about", scenario)
    if isinstance(event, SummitEvent):
        for index, statement in enumerate(event.statements):
            yield from _words(statement, f".statements.{index}.about", scenario)
    if isinstance(event, AccessionEvent):
        yield from _vetoes(event, scenario)


def _words(statement: Statement, where: str, scenario: Scenario) -> Iterator[tuple[str, str]]:
    """What one says of oneself, or of an adversary, no ally counts on."""
    if statement.speaker == statement.about:
        yield where, f"{statement.speaker} speaks about itself, which moves nobody; name another state"
    elif statement.about in scenario.adversaries:
        yield (
            where,
            f"about {shown(statement.about)} is an adversary, on whose help nobody counts, so words about it change "
            "nothing; write a rapprochement or an intent instead",
        )


def _vetoes(event: AccessionEvent, scenario: Scenario) -> Iterator[tuple[str, str]]:
    """A veto of a state without a vote, unless the state has changed its standing before: a run decides that."""
    names = {code: country.name for code, country in countries().items()}
    for code in event.vetoes:
        standing = scenario.initial_standings[code]
        if not scenario.standings[standing].votes and code != event.state and not _moves_before(code, event, scenario):
            yield (
                f".vetoes.{code}",
                f"{state_name(code, names)} has no vote but is {standing} at the start; its veto delays the accession "
                "all the same",
            )


def _moves_before(code: str, event: AccessionEvent, scenario: Scenario) -> bool:
    return any(
        isinstance(other, StandingEvent | WithdrawalEvent | AccessionEvent)
        and other.state == code
        and other.year + other.delay <= event.year
        for other in scenario.events
    )
