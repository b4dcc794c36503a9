"""From the composed tree to a `Scenario`: all checks, then what the file left open is filled in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from alliance_sim.errors import InputError, Problem
from alliance_sim.rules.chosen import own_function, refusal
from alliance_sim.rules.own import OwnRule, find
from alliance_sim.scenario.checks import check_events
from alliance_sim.scenario.composition import Composed
from alliance_sim.scenario.faults import MOST_PROBLEMS
from alliance_sim.scenario.holdings import check_holdings
from alliance_sim.scenario.node import Node
from alliance_sim.scenario.resolved import origins
from alliance_sim.scenario.roster import Roster, build_roster, initial_standings, missing_figures
from alliance_sim.scenario.schema import LONGEST_RUN, STANDINGS, Baseline, Scenario, Standing
from alliance_sim.scenario.structure import Draft, read_structure
from alliance_sim.scenario.theory import REPLACEABLE, is_own_rule
from alliance_sim.scenario.timeline import check_contradictions, check_membership
from alliance_sim.scenario.wording import did_you_mean, listed, shown


def assemble(composed: Composed, root: Node, allow_code: bool) -> tuple[Scenario | None, list[Problem]]:
    """The scenario that a tree describes and everything that is wrong with it; None when something is."""
    draft, problems = read_structure(root)
    own_events = composed.own_events() if composed.sources else []
    if not composed.complete:
        return None, problems
    roster, wrong = build_roster(draft)
    own, unusable = _own_rules(draft, composed.folders(), allow_code)
    parts = (_missing(draft), _years(draft), unusable, _incomplete_standings(draft), wrong)
    events = (check_events(draft, roster), check_contradictions(draft), _claims(draft), _baseline(draft))
    for found in (*parts, *events):
        problems += islice(found, MOST_PROBLEMS)
    start, end = draft.file.start, draft.file.end
    if start is None or end is None:
        return None, problems
    standings = _standings(draft)
    initial = initial_standings(draft, roster, start)
    if not wrong:
        problems += missing_figures(draft, roster, start)
        problems += check_membership(
            draft, roster, initial, {name: standing.votes for name, standing in standings.items()}
        )
        problems += islice(check_holdings(draft, roster, start), MOST_PROBLEMS)
    if problems or draft.repaired:  # a value that could not even be read has been reported when it was
        return None, problems
    scenario = _scenario(draft, roster, standings, initial, own_events, composed)
    return (scenario.model_copy(update={"own_rules": own}) if own else scenario), []


def _missing(draft: Draft) -> Iterator[Problem]:
    for key in ("name", "start", "end"):
        if getattr(draft.file, key) is None and not draft.faulty(key):
            meaning = type(draft.file).model_fields[key].description
            yield draft.root.place.problem(f"{key} is missing; it is: {meaning}")


def _years(draft: Draft) -> Iterator[Problem]:
    start, end, guideline = draft.file.start, draft.file.end, draft.file.alliance.guideline
    if start is not None and end is not None and start > end:
        yield draft.place("end").problem(f"end {end} is before start {start}")
    elif start is not None and end is not None and end > start + LONGEST_RUN:
        yield draft.place("end").problem(f"end {end} is more than {LONGEST_RUN} years after start {start}")
    due_known = not draft.faulty("alliance", "guideline", "due")
    if start is not None and guideline is not None and guideline.due < start and due_known:
        yield draft.place("alliance", "guideline", "due").problem(
            f"alliance.guideline.due {guideline.due} is before start {start}; "
            "pressure builds up to that date, so leave a past guideline out"
        )


def _own_rules(draft: Draft, folders: list[Path], allow_code: bool) -> tuple[dict[str, OwnRule], list[Problem]]:
    """The rules of the user's own that the file names, tried out if that is allowed, and what is wrong with them."""
    found: dict[str, OwnRule] = {}
    problems = []
    for rule in REPLACEABLE:
        name = getattr(draft.file.theory, rule)
        if is_own_rule(name):
            try:
                found[rule] = _own_rule(rule, name, folders, allow_code)
            except InputError as error:
                problems.append(draft.place("theory", rule).problem(str(error)))
    return found, problems


def _own_rule(rule: str, name: str, folders: list[Path], allow_code: bool) -> OwnRule:
    if not allow_code:
        raise InputError(refusal(rule, name))
    own = find(rule, name, folders, admitted=True)
    own_function(own)
    return own


def _incomplete_standings(draft: Draft) -> Iterator[Problem]:
    for name, given in draft.file.standings.items():
        missing = [key for key, value in given if value is None and not draft.faulty("standings", name, key)]
        if name not in STANDINGS and missing:
            hint = did_you_mean(name, list(STANDINGS), name_all=False)
            yield draft.key_place("standings", name).problem(
                f"standings: {shown(name)} is new, so it needs {listed(missing)} too{hint}"
            )


def _standings(draft: Draft) -> dict[str, Standing]:
    """The built-in standings first, then the file's own by name, so that their order in the file does not matter."""
    merged = dict(STANDINGS)
    for name in sorted(draft.file.standings, key=lambda name: (name not in STANDINGS, name)):
        given = {key: value for key, value in draft.file.standings[name] if value is not None}
        below = STANDINGS[name].model_dump() if name in STANDINGS else {}
        if len(below | given) == len(Standing.model_fields):
            merged[name] = Standing(**(below | given))
    return merged


def _claims(draft: Draft) -> Iterator[Problem]:
    start, end = draft.file.start, draft.file.end
    # a run made longer or shorter by an option keeps the claims that it can still judge
    varied = any(draft.place(key).line is None for key in ("start", "end") if getattr(draft.file, key) is not None)
    expect_faulty = varied or any(loc[0] == "expect" for loc in draft.repaired)
    for index, claim in enumerate(draft.file.expect):
        if not expect_faulty and start is not None and end is not None and not start <= claim.year <= end:
            yield draft.place("expect", index, "year").problem(
                f"expect: year {claim.year} is outside the scenario's years, {start} to {end}"
            )
    seen: set[str] = set()
    for index, name in enumerate(draft.file.outcomes):
        if name in seen:
            yield draft.place("outcomes", index).problem(f"outcomes: {name} is listed twice")
        seen.add(name)


def _baseline(draft: Draft) -> Iterator[Problem]:
    left_out = draft.file.baseline.without if draft.file.baseline else ()
    known = list(dict.fromkeys(dated.event.id for dated in draft.events))
    for index, name in enumerate(left_out):
        if name not in known and name not in draft.faulty_ids:
            hint = did_you_mean(name, known) or "; there are no events"
            yield draft.place("baseline", "without", index).problem(
                f"baseline.without: {shown(name)} is not an event{hint}"
            )


def _scenario(
    draft: Draft,
    roster: Roster,
    standings: dict[str, Standing],
    initial: dict[str, str],
    own_events: list[str],
    composed: Composed,
) -> Scenario:
    file = draft.file
    without = file.baseline.without if file.baseline else tuple(own_events)
    order = sorted(
        range(len(draft.events)), key=lambda index: draft.events[index].event.year
    )  # stable: then file order
    scenario = Scenario(
        **{
            name: getattr(file, name)
            for name in ("description", "seed", "replicates", "alliance", "theory", "parameters")
        },
        **{name: getattr(file, name) for name in ("name", "start", "end", "outcomes")},
        expect=tuple(claim for claim in file.expect if int(file.start or 0) <= claim.year <= int(file.end or 0)),
        title=file.title or str(file.name),
        states=roster.states,
        partners=roster.partners,
        adversaries=dict(sorted(file.adversaries.items())),
        figures=dict(sorted(file.figures.items())),
        standings=standings,
        events=tuple(draft.events[index].event for index in order),
        baseline=Baseline(without=without),
        initial_standings=initial,
        text=_joined_text(composed),
        source_files=tuple(source.file for source in composed.sources),
    )
    scenario._origins.update(origins(draft.root))
    return scenario


def _joined_text(composed: Composed) -> str:
    """The file's text as it is; with `extends`, every file's text under a line that names it."""
    if len(composed.sources) == 1:
        return composed.sources[0].text
    return "\n".join(f"# ---- {source.file}\n{source.text.rstrip()}\n" for source in composed.sources)
