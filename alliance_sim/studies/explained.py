"""An explanation as a text that a student understands, and as a document for programs."""

from __future__ import annotations

import math
import textwrap
from dataclasses import asdict
from typing import Any

from alliance_sim.results.results import STATE_UNITS
from alliance_sim.rules.crisis import SEVERITIES
from alliance_sim.studies.compare import without_nan
from alliance_sim.studies.explain import Change, Explanation
from alliance_sim.studies.happened import event_words, standing_words
from alliance_sim.studies.rule_words import aid_words, belief_words, burden_words, share, threat_words, trust_words
from alliance_sim.studies.spoken import calendar, enumerated, in_sentence, named, sentence, together
from alliance_sim.studies.watching import Inputs

WIDTH = 80
LARGEST = 3
"""How many causes are told; the others are summed up."""

CAUSES: dict[str, str] = {
    "past": "its share was already on the move",
    "danger": "of the danger it believes in",
    "trust": "of what it believes allies would do",
    "allies_spending": "of what allies spend",
    "income": "of its income",
    "pressure": "of the pressure to meet the guideline",
    "guideline": "of the guideline itself",
    "budget_event": "of an event that set its budget",
    "own_forces": "of its own forces",
    "fit": "of how well allies' forces fit with its own",
    "allies_forces": "of allies' forces",
    "adversary_forces": "of the adversary's forces",
    "adversary_intent": "of the adversary's intent",
    "concessions": "of its concessions to the adversary",
}
"""Each cause behind the word `because`."""

SHARES = (
    "share", "attack_probability", "perceived_attack_probability", "pressure", "anxiety", "entrapment", "guarantee",
)  # fmt: skip
QUANTITIES = (
    "share", "budget", "gdp", "capability", "attack_probability", "perceived_attack_probability", "expected_aid",
    "spill_in", "pressure", "anxiety", "entrapment", "guarantee",
)  # fmt: skip
"""What is shown of the state, in this order."""


def text(found: Explanation) -> str:
    """The whole explanation, at most 80 columns wide."""
    blocks = [_filled(_opening(found))]
    for title, lines in _sections(found):
        if lines:
            blocks.append("\n".join([f"{title}:", *(_item(line) for line in lines)]))
    blocks.append(_quantities(found))
    return "\n\n".join(blocks)


def sections(found: Explanation) -> list[tuple[str, list[str]]]:
    """The explanation in parts, each with its heading and its sentences; the first says what happened at all."""
    return [("In short", [_opening(found)]), *((title, lines) for title, lines in _sections(found) if lines)]


def _filled(line: str) -> str:
    return textwrap.fill(line, WIDTH)


def _item(line: str) -> str:
    return textwrap.fill(line, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _sections(found: Explanation) -> list[tuple[str, list[str]]]:
    theory = found.results.scenario.theory
    return [
        (f"Why its spending {_verb(found.spending)}", _causes(found, found.spending, "of GDP")),
        (f"Why its danger {_verb(found.danger)}", _causes(found, found.danger, "a year")),
        (f"How much danger there is (threat: {theory.threat})", threat_words(found)),
        ("What it believes of the danger", belief_words(found)),
        (f"What it counts on (commitment: {theory.commitment})", [*aid_words(found), *trust_words(found)]),
        (f"What it spends (burden: {theory.burden})", burden_words(found)),
        (f"What happened in {calendar(found.year)}", _happened(found)),
    ]


def _opening(found: Explanation) -> str:
    results, year = found.results, found.year
    events = "with its events" if found.arm == "scenario" else "without its events"
    typical = f", the one of {len(results.seeds)} whose share is nearest the median" if found.typical else ""
    who = f"{sentence(named(results, found.iso3))} in {calendar(year)}"
    start = f"{who}, {results.scenario.name} {events}, seed {found.seed}{typical}; run again with the same result."
    spent, danger = share(found.recorded("share", year)), share(found.recorded("attack_probability", year))
    return (
        f"{start} It spends {spent} of GDP on defence{_since(found.spending, found)}. The chance that it is attacked is"
        f" {danger} a year{_since(found.danger, found)}."
    )


def _since(change: Change | None, found: Explanation) -> str:
    if change is None:
        return ""
    was, _ = together((100 * change.before, 100 * change.now), more=2)
    return f" ({was} % in {calendar(found.year - 1)})"


def _verb(change: Change | None) -> str:
    if change is None:
        return "is what it is"
    if change.now == change.before:
        return "stays"
    return "rises" if change.now > change.before else "falls"


def _causes(found: Explanation, change: Change | None, unit: str) -> list[str]:
    """The largest causes with their part of the change, what is left, and that it adds up."""
    if change is None:
        first = sentence(calendar(found.year))
        return [f"{first} is the first year: there is nothing before it that it could have changed from."]
    parts = [(cause, part) for cause, part in change.causes.items() if part]
    if not parts and not change.rest:
        return ["Nothing that it follows from has changed since last year."]
    told = [(f"because {CAUSES[cause]}{_moved(found, cause)}", part) for cause, part in parts[:LARGEST]]
    if parts[LARGEST:]:
        names = enumerated(_short(cause) for cause, _ in parts[LARGEST:])
        told.append((f"from the smaller causes together ({names})", math.fsum(part for _, part in parts[LARGEST:])))
    if change.rest:
        told.append(("because the first year's value is the data's, not the rule's", change.rest))
    numbers = together([100 * part for _, part in told] + [100 * (change.now - change.before)], more=2)
    lines = [f"{_signed(number)} points {words}" for number, (words, _) in zip(numbers, told, strict=False)]
    return [
        *lines,
        f"= {_signed(numbers[-1])} points {unit}. Each part is averaged over all orders in which the causes could have"
        " come (Shapley), so that together they are the change.",
    ]


def _short(cause: str) -> str:
    return cause.replace("allies_", "allies' ").replace("adversary_", "the adversary's ").replace("_", " ")


def _signed(number: str) -> str:
    return number if number.startswith("-") or number == "0" else f"+{number}"


def _moved(found: Explanation, cause: str) -> str:
    """From where to where the input of a cause went, where it is a number that can be told."""
    x, before = found.now, found.before
    if before is None:
        return ""
    if cause == "trust":
        return _moved_trust(found, before, x)
    pairs: dict[str, tuple[float, float, float, str]] = {
        "past": (before.share, x.share, 100, "% of GDP the years before"),
        "danger": (before.perceived, x.perceived, 100, "% a year"),
        "income": (before.gdp, x.gdp, 1, "billion USD"),
        "pressure": (before.pressure, x.pressure, 1, "on a scale from 0 to 1"),
        "guideline": (before.guideline, x.guideline, 100, "% of GDP"),
        "allies_spending": (*_totals(found, before.budgets, x.budgets), 1, "billion USD together"),
        "own_forces": (before.readiness * before.capability, x.readiness * x.capability, 1, "billion USD ready"),
        "allies_forces": (*_ready(found), 1, "billion USD ready"),
        "adversary_forces": (math.fsum(before.power), math.fsum(x.power), 1, "billion USD that reach it"),
        "adversary_intent": (max(before.intent, default=0.0), max(x.intent, default=0.0), 1, "from 0 to 1"),
    }
    if cause not in pairs or pairs[cause][0] == pairs[cause][1]:
        return ""
    was, now, factor, unit = pairs[cause]
    old, new = together((factor * was, factor * now), more=2)
    return f" ({old} to {new} {unit})"


def _moved_trust(found: Explanation, before: Inputs, x: Inputs) -> str:
    """The ally for whom it matters most: the change of trust times the forces that come with it."""
    code = max(x.trust, key=lambda one: (abs(_stake(before, x, one)), one), default="")
    if not code or not _stake(before, x, code):
        return ""
    was, now = together((100 * before.trust.get(code, 0.0), 100 * x.trust[code]), more=2)
    return f" (above all {in_sentence(found.results, code)}: {was} to {now} %)"


def _stake(before: Inputs, x: Inputs, code: str) -> float:
    readiness, capability = x.forces[code]
    return (x.trust[code] - before.trust.get(code, 0.0)) * readiness * capability


def _totals(found: Explanation, before: dict[str, float], now: dict[str, float]) -> tuple[float, float]:
    allies = found.now.trust
    return math.fsum(before[code] for code in allies), math.fsum(now[code] for code in allies)


def _ready(found: Explanation) -> tuple[float, float]:
    assert found.before is not None
    before, now = (
        {code: readiness * capability for code, (readiness, capability) in x.forces.items()}
        for x in (found.before, found.now)
    )
    return _totals(found, before, now)


def _happened(found: Explanation) -> list[str]:
    """Standing, the year's events, crises that it had a part in, and what it decided itself, with its reasons."""
    results = found.results
    said = [_standing(found)]
    said += [
        f"{sentence(event_words(results, event))}." for event in results.scenario.events if event.year == found.year
    ]
    said += [_crisis(found, one) for one in found.model.fought.get(found.year, [])]
    return [*said, *(f"It decides: {note['what']} ({note['reason']})." for note in found.notes())]


def _standing(found: Explanation) -> str:
    state = found.state
    if state.settled:
        return f"It is {standing_words(state.standing)}."
    return (
        f"It is still {standing_words(state.standing)}, on its way to being {standing_words(state.moving_to)}; of the"
        f" promise of defence {share(state.guarantee)} holds."
    )


def _crisis(found: Explanation, one: Any) -> str:
    results = found.results
    severity = SEVERITIES[one.severity].replace("_", "-")
    who = f"{sentence(in_sentence(results, one.adversary.iso3))} challenges {in_sentence(results, one.target.iso3)}"
    held = "holds" if one.held else "does not hold"
    if one.target.iso3 != found.iso3:
        came = "it came to help" if one.came[found.iso3] else "it did not come to help"
        return f"{who} ({severity} crisis): {came}; the target {held}."
    return f"{who} ({severity} crisis): of {one.called} allies that were called {one.honoured} come; it {held}."


def _quantities(found: Explanation) -> str:
    """Last year's and this year's value of each quantity, in the units of paper."""
    years = (found.year,) if found.before is None else (found.year - 1, found.year)
    width = max(map(len, QUANTITIES))
    head = f"{'':<{width}} {'unit':<20}{''.join(f'{year:>12}' for year in years)}"
    lines = [_quantity(found, name, years, width) for name in QUANTITIES]
    return "\n".join([head, *lines])


def _quantity(found: Explanation, name: str, years: tuple[int, ...], width: int) -> str:
    factor = 100 if name in SHARES else 1
    unit = ("% of GDP" if name == "share" else "%") if factor == 100 else "billion USD of 2015"
    cells = together([factor * found.recorded(name, year) for year in years], more=2)
    return f"{name:<{width}} {unit:<20}{''.join(f'{cell:>12}' for cell in cells)}"


def document(found: Explanation) -> dict[str, Any]:
    """What `--json` prints: inside units, shares and chances 0-1; causes add up to the change."""
    years = (found.year,) if found.before is None else (found.year - 1, found.year)
    return {
        "scenario": found.results.scenario.name,
        "arm": found.arm,
        "state": found.iso3,
        "year": found.year,
        "seed": found.seed,
        "theory": found.results.scenario.theory.model_dump(),
        "standing": found.state.standing,
        "quantities": {
            name: {"unit": unit, **without_nan({str(year): found.recorded(name, year) for year in years})}
            for name, unit in STATE_UNITS.items()
        },
        "inputs": {"now": _plain(asdict(found.now)), "before": found.before and _plain(asdict(found.before))},
        "spending": found.spending and asdict(found.spending),
        "danger": found.danger and asdict(found.danger),
        "rules": {
            "threat": threat_words(found),
            "belief": belief_words(found),
            "aid": aid_words(found),
            "burden": burden_words(found),
        },
        "happened": _happened(found),
    }


def _plain(inputs: dict[str, Any]) -> dict[str, Any]:
    return without_nan(inputs)
