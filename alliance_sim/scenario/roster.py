"""Who takes part: a scenario's states, partners and adversaries, and what each is to the alliance at the start."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from alliance_sim.data.load import YEARS, countries, figure, find_state, members, standing, standing_intervals
from alliance_sim.errors import DataError, Problem
from alliance_sim.scenario.events import AccessionEvent, EventBase, StandingEvent, WithdrawalEvent
from alliance_sim.scenario.node import Place
from alliance_sim.scenario.schema import Figures
from alliance_sim.scenario.structure import Draft
from alliance_sim.scenario.wording import listed, nearest, shown

CODE = re.compile(r"[A-Z]{3}")
DATA_ALLIANCE = "NATO"
"""The alliance whose members the data set knows."""
NEEDED_WITHOUT_DATA = ("gdp", "share", "latitude", "longitude")


@dataclass(frozen=True)
class Roster:
    """Codes by role, each sorted."""

    states: tuple[str, ...]
    partners: tuple[str, ...]
    adversaries: tuple[str, ...]
    names: dict[str, str]

    @cached_property
    def allies(self) -> tuple[str, ...]:
        """States and partners."""
        return tuple(sorted({*self.states, *self.partners}))

    @cached_property
    def everyone(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(sorted({*self.allies, *self.adversaries}))


def state_name(code: str, names: dict[str, str]) -> str:
    """The code with its name, as messages offer it: `EST (Estonia)`."""
    return f"{code} ({names[code]})" if names.get(code, code) != code else code


def suggest_state(word: str, codes: Iterable[str], names: dict[str, str]) -> str:
    """The end of a message about a state that is not there: the nearest code or name among `codes`."""
    with suppress(DataError):
        exact = find_state(word)  # NO, Norway, a common other name
        if exact in codes:
            return f"; did you mean {state_name(exact, names)}?"
    begun = [code for code in codes if len(word) >= 3 and names.get(code, code).casefold().startswith(word.casefold())]
    if len(begun) == 1:  # GER, POR: what one takes for the code
        return f"; did you mean {state_name(begun[0], names)}?"
    by_word = {text: code for code in codes for text in (code, names.get(code, code))}
    close = nearest(word, by_word)
    return f"; did you mean {state_name(by_word[close], names)}?" if close else ""


def codes_in(event: EventBase, *roles: str) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Every code an event gives in a field of these roles: its location in the event, its role, the code."""
    for name, info in type(event).model_fields.items():
        extra = info.json_schema_extra
        role = extra.get("names") if isinstance(extra, dict) else None
        if role in roles:
            yield from (((info.alias or name, *inner), str(role), code) for inner, code in _codes(getattr(event, name)))
    for index, statement in enumerate(getattr(event, "statements", ())):
        spoken = {"anyone": [("speaker", statement.speaker)], "topic": [("about", statement.about)]}
        for role in roles:
            yield from ((("statements", index, key), role, code) for key, code in spoken.get(role, []))


def _codes(value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        yield (), value
    elif isinstance(value, dict) or value is not None:
        yield from (((code,), code) for code in value)


def build_roster(draft: Draft) -> tuple[Roster, list[Problem]]:
    """Who takes part, and what is wrong with the lists of the file."""
    file = draft.file
    names = {code: country.name for code, country in countries().items()}
    names |= {code: figures.name for code, figures in file.figures.items() if figures.name}
    problems = [*_bad_codes(draft, names), *_in_two_roles(draft, names)]
    others = {*file.partners, *file.adversaries}
    states = set(file.states) if file.states is not None else _default_states(draft) - others
    roster = Roster(
        tuple(sorted(states - others)), tuple(sorted(set(file.partners))), tuple(sorted(file.adversaries)), names
    )
    problems += _unused_figures(draft, roster)
    if not roster.states and not draft.faulty("states") and file.start is not None:
        problems.append(_without_states(draft, file.start))
    return roster, problems


def _without_states(draft: Draft, start: int) -> Problem:
    """Nobody takes part: the start is to blame where the data set knows the alliance's members of later years."""
    file, first = draft.file, min(interval.start for known in standing_intervals().values() for interval in known)
    if file.alliance.name == DATA_ALLIANCE and file.states is None and start < first:
        return draft.place("start").problem(
            f"start {start}: the data set knows no members of {DATA_ALLIANCE} before {first}; start in {first} or"
            " later, or list `states` with their figures"
        )
    return draft.key_place("states").problem(_no_states(file.alliance.name))


def _no_states(alliance: str) -> str:
    reason = (
        ""
        if alliance == DATA_ALLIANCE
        else f": the data set knows the members of {DATA_ALLIANCE}, not those of {shown(alliance)}"
    )
    return f"the scenario has no states{reason}; list them in `states`"


def _default_states(draft: Draft) -> set[str]:
    """The members at the start, plus the states that events name."""
    file, known = draft.file, countries()
    start = file.start
    listed_members = members(start) if start is not None and file.alliance.name == DATA_ALLIANCE else ()
    named = {code for dated in draft.events for _, _, code in codes_in(dated.event, "ally", "anyone", "topic")}
    return {*listed_members, *(code for code in named if code in known or code in file.figures)}


def _sections(draft: Draft) -> Iterator[tuple[str, str | int, str]]:
    for section in ("states", "partners"):
        yield from ((section, index, code) for index, code in enumerate(getattr(draft.file, section) or ()))
    for section in ("adversaries", "figures"):
        yield from ((section, code, code) for code in getattr(draft.file, section))


def _bad_codes(draft: Draft, names: dict[str, str]) -> Iterator[Problem]:
    known = countries()
    for section, key, code in _sections(draft):
        if code in known:
            continue
        where = draft.key_place(section, key) if isinstance(key, str) else draft.place(section, key)
        if not CODE.fullmatch(code):
            hint = suggest_state(code, names, names)
            yield where.problem(f"{section}: {shown(code)} is not a state's code (three capital letters){hint}")
        elif code not in draft.file.figures:
            close = suggest_state(code, known, names)
            hint = f"{close} Or" if close else ";"
            hint += f" give its figures: {listed(NEEDED_WITHOUT_DATA)}"
            yield where.problem(f"{section}: {shown(code)} is not a state of the data set{hint}")
    for code, figures in draft.file.figures.items():
        missing = [
            name
            for name in NEEDED_WITHOUT_DATA
            if getattr(figures, name) is None and not draft.faulty("figures", code, name)
        ]
        if code not in known and CODE.fullmatch(code) and missing:
            hint = suggest_state(code, known, {c: names[c] for c in known})
            yield draft.key_place("figures", code).problem(
                f"figures: {code} is not a state of the data set, so {listed(missing)} must be given{hint}"
            )


def _in_two_roles(draft: Draft, names: dict[str, str]) -> Iterator[Problem]:
    first: dict[str, tuple[str, Place]] = {}
    for section, key, code in _sections(draft):
        if section == "figures":
            continue
        where = draft.key_place(section, key) if isinstance(key, str) else draft.place(section, key)
        if code in first:
            other, there = first[code]
            again = f"is in {section} twice" if other == section else f"is in {other} ({there}) too; keep one"
            yield where.problem(f"{section}: {state_name(code, names)} {again}")
        first.setdefault(code, (section, where))


def _unused_figures(draft: Draft, roster: Roster) -> Iterator[Problem]:
    if any(draft.faulty(key) for key in ("states", "partners", "adversaries", "start", "alliance", "events")):
        return
    for code, figures in draft.file.figures.items():
        if CODE.fullmatch(code) and code not in roster.everyone and not draft.faulty_ids:
            yield draft.key_place("figures", code).problem(
                f"figures: {state_name(code, roster.names)} does not take part; add it to `states` or `partners`"
            )
        for border in figures.borders or ():
            if border not in roster.everyone and border not in countries():
                hint = suggest_state(border, roster.everyone, roster.names)
                yield draft.place("figures", code, "borders", border).problem(
                    f"figures.{code}.borders: {shown(border)} is not a state{hint}"
                )


# --- What each is at the start ---


def initial_standings(draft: Draft, roster: Roster, start: int) -> dict[str, str]:
    """The standing of every state and partner at the start.

    Partners are `partner`. Toward NATO the data set knows the others; anyone else in `states` is a member, except a
    state whose first change of standing in the file is that it joins: that one is outside.
    """
    known = countries()
    found = {}
    for code in roster.allies:
        if code in roster.partners:
            found[code] = "partner"
        elif draft.file.alliance.name == DATA_ALLIANCE and code in known:
            found[code] = standing(code, start)
        else:
            found[code] = "outside" if _joins_first(draft, code) else "member"
    return found


def _joins_first(draft: Draft, code: str) -> bool:
    kinds = (StandingEvent, WithdrawalEvent, AccessionEvent)
    changes = [dated.event for dated in draft.events if isinstance(dated.event, kinds) and dated.event.state == code]
    return bool(changes) and isinstance(min(changes, key=lambda event: event.year), AccessionEvent)


def missing_figures(draft: Draft, roster: Roster, start: int) -> Iterator[Problem]:
    """What neither the data set nor the file knows of those who take part, at the start."""
    if any(loc[0] == "figures" for loc in draft.repaired):
        return
    lacking = [
        code for code in roster.everyone if code in countries() and _lacks(code, draft.file.figures.get(code), start)
    ]
    if not lacking:
        return
    some = listed(lacking[:5]) + (f" and {len(lacking) - 5} more" if len(lacking) > 5 else "")
    if start not in YEARS:
        yield draft.place("start").problem(
            f"start {start}: the data set covers {YEARS[0]} to {YEARS[-1]}; "
            f"another start needs gdp and share in `figures` for every state, missing for {some}"
        )
    else:
        yield draft.place("start").problem(
            f"start {start}: the data set has no gdp or share of {some}; give them in `figures`"
        )


def _lacks(code: str, given: Figures | None, start: int) -> bool:
    own = given or Figures.model_validate({})
    armed = countries()[code].armed_forces if own.armed_forces is None else own.armed_forces
    no_gdp = own.gdp is None and (start not in YEARS or figure(code, "gdp", start) is None)
    no_share = own.share is None and (start not in YEARS or figure(code, "defence_share", start) is None)
    return no_gdp or (armed and no_share)
