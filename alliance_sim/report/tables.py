"""Tables in Markdown that are made from the code: schedule, theories, rules, parameters, events, keys, outcomes.

In a document a table stands between `<!-- table NAME -->` and `<!-- end -->`, NAME being one of `TABLES`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from functools import partial
from types import ModuleType
from typing import Any, Literal, get_args, get_origin

from pydantic_core import PydanticUndefined

from alliance_sim.metrics import OUTCOMES
from alliance_sim.results.results import DYAD_UNITS, STATE_UNITS
from alliance_sim.rules import alignment, burden, commitment, crisis, odds, threat
from alliance_sim.rules.chosen import VARIANTS as FUNCTIONS
from alliance_sim.scenario import schema
from alliance_sim.scenario.events import EVENT_TYPES, EventBase
from alliance_sim.scenario.parameters import TREATY_PRIORS, Parameters
from alliance_sim.scenario.theory import VARIANTS, Theory
from alliance_sim.schedule import PHASES, SKIPPED_IN_FIRST_YEAR

MARKED = re.compile(r"(?P<open><!-- table (?P<name>[\w-]+) -->\n)(?P<body>.*?)(?P<close><!-- end -->)", re.DOTALL)

RULES: tuple[ModuleType, ...] = (threat, burden, commitment, crisis, alignment, odds)

STATE_MEANING = {
    "gdp": "gross domestic product",
    "share": "defence spending divided by GDP",
    "budget": "defence spending of the year",
    "capability": "stock of military capability: past budgets, worn by depreciation, times efficiency",
    "attack_probability": "chance of being attacked, as it is",
    "perceived_attack_probability": "the same, as the state believes",
    "expected_aid": "allies' capability that the state counts on",
    "spill_in": "allies' yearly spending that the state counts on",
    "pressure": "how strongly the guideline and letters weigh on the state, 0 to 1",
    "stance": "the leader's disposition to the alliance",
    "guardrail": "how far institutions bind the leader",
    "readiness": "share of the own stock that is ready",
    "guarantee": "how far the state's standing carries the promise of defence, now",
    "votes": "1 where the standing gives a vote (a member), else 0",
    "anxiety": "share of its possible defence that the state expects not to come",
    "entrapment": "chance that at least one of the state's promises is called on",
}

DYAD_MEANING = {
    "tie": "how integrated the two states are",
    "reliance": "chance that `other` would come, as `iso3` believes",
    "willingness": "chance that `other` would come, as it is",
    "aid": "capability that `iso3` expects from `other`",
}


PHASE_MEANING = {
    "events": ("all states", "the year's events take effect: standings, leaders, letters, statements, troops, pacts"),
    "growth": ("all states", "GDP grows by its trend, or as an event says"),
    "perception": ("all but adversaries", "the perceived attack probability moves toward the one seen through noise"),
    "reliance_and_aid": ("all but adversaries", "expected aid, spill-in and the attack probability are made anew"),
    "budgets": ("all states", "the defence share moves toward what is aimed at; the budget is spent"),
    "capability": ("all states", "the stock wears and is bought"),
    "crises": ("adversaries, then the challenged and their allies", "challenges, help, outcome, losses, shocks, deeds"),
    "learning": ("all but adversaries", "signals are seen, and beliefs about allies are formed for the next year"),
    "ties": ("pairs of states", "ties move with exercises and trust; then the new beliefs take effect"),
    "realignment": (
        "all but adversaries",
        "standings, pacts and concessions are weighed; they hold from the next year",
    ),
    "record": ("the observer", "state variables and outcomes of the year are written down"),
}
"""Who acts in each phase, and what happens."""

OTHER_VARIANTS = {
    "contest": "Adversaries challenge by chance, at the record's rates; a crisis is fought as a contest (the default).",
    "none": "No crises but those that the file orders.",
    "utility": "States weigh standing, pacts and concessions against what they gain (the default).",
    "frozen": "Standings and pacts change by events only.",
}
"""Variants that are not one function."""


def cell(text: object) -> str:
    """One line of Markdown in which a star or a bar stands for itself."""
    return re.sub(r"\s+", " ", str(text)).replace("|", "\\|").replace("*", "\\*").strip()


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table of those columns and rows; the head is taken as it is."""
    head = list(head)
    lines = [head, ["---"] * len(head), *([cell(value) for value in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def code(value: object) -> str:
    """The value set as code."""
    return f"`{value}`"


def number(value: object) -> str:
    """A number as short as it can be written, a truth value as a file writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


# --- Parameters ------------------------------------------------------------------------------------------------------


def extra(field: Any) -> dict[str, Any]:
    """What a parameter's or an event's field says of itself beside its meaning: unit, status, source."""
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


def bounds(field: Any) -> str:
    """The range of a parameter, or the names that it may have and what they stand for."""
    if get_origin(field.annotation) is Literal:
        return ", ".join(f"`{name}` ({TREATY_PRIORS[name]:g})" for name in get_args(field.annotation))
    found = {type(part).__name__: getattr(part, type(part).__name__.lower(), None) for part in field.metadata}
    return f"{number(found['Ge'])} to {number(found['Le'])}" if {"Ge", "Le"} <= found.keys() else ""


def parameters(part: type) -> str:
    """The parameters of one part: meaning, default, unit, range, status and source."""
    rows = []
    for name in part.__annotations__:
        field = Parameters.model_fields[name]
        about = extra(field)
        rows.append(
            (
                code(name),
                field.description,
                number(field.default),
                about["unit"],
                bounds(field),
                about["status"],
                about["source"],
            )
        )
    return table(("parameter", "meaning", "default", "unit", "range", "status", "source"), rows)


def parameter_parts() -> dict[str, type]:
    """The parts of the parameters by the name of their file, in the order of a year's phases."""
    parts = {base.__module__.rpartition(".")[2]: base for base in Parameters.__bases__}
    return {name: parts[name] for name in sorted(parts, key="threat burden commitment crisis alignment".find)}


# --- Rules -----------------------------------------------------------------------------------------------------------


def said(text: str, label: str) -> str:
    """What a rule's docstring says behind `Formula:` or `Source:`, up to the next label or the examples."""
    found = re.search(rf"{label}: (.+?)(?= *(?:Why this shape:|Result:|Source:|>>>)|$)", text)
    return found.group(1) if found else ""


def rule_functions(module: ModuleType) -> list[Callable[..., object]]:
    """The public rules of a module, in their order."""
    return [
        function
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
    ]


def rules(module: ModuleType) -> str:
    """The rules of a module: what each says, its formula and its source."""
    rows = []
    for function in rule_functions(module):
        text = re.sub(r"\s+", " ", inspect.getdoc(function) or "")
        first = (inspect.getdoc(function) or "").split("\n\n")[0]
        rows.append((code(function.__name__), first, said(text, "Formula"), said(text, "Source")))
    return table(("rule", "what it says", "formula", "source"), rows)


# --- Schedule, theories and keys -------------------------------------------------------------------------------------


def schedule() -> str:
    """The phases of a year in their order: who acts and what happens."""
    rows = [
        (place, code(phase), *PHASE_MEANING[phase], "no" if phase in SKIPPED_IN_FIRST_YEAR else "yes")
        for place, phase in enumerate(PHASES, start=1)
    ]
    return table(("", "phase", "who acts", "what happens", "in the first year"), rows)


def theories() -> str:
    """Every rule that has rivals, with its variants, the default first."""
    rows = [
        (code(name), Theory.model_fields[name].description, code(variant), variant_meaning(name, variant))
        for name, variants in VARIANTS.items()
        for variant in variants
    ]
    return table(("rule", "the question", "variant", "what it says"), rows)


def variant_meaning(rule: str, variant: str) -> str:
    """What a variant says, from its function where it is one."""
    if rule in FUNCTIONS:
        return (inspect.getdoc(FUNCTIONS[rule][variant]) or "").split("\n\n")[0]
    return OTHER_VARIANTS[variant]


def keys(part: type[Any]) -> str:
    """The keys of one part of a scenario file: meaning with unit, and default."""
    rows = [
        (code(field.alias or name), unit_and_meaning(field), default(field))
        for name, field in part.model_fields.items()
    ]
    return table(("key", "meaning", "default"), rows)


KEYS: dict[str, type[Any]] = {
    "keys": schema.ScenarioFile,
    "keys-alliance": schema.Alliance,
    "keys-guideline": schema.Guideline,
    "keys-adversaries": schema.AdversarySettings,
    "keys-figures": schema.Figures,
    "keys-standings": schema.Standing,
    "keys-baseline": schema.BaselineFile,
    "keys-expect": schema.Expect,
}
"""The parts of a scenario file by the name of their table."""


def standings() -> str:
    """The standings that every scenario has, and what each carries."""
    rows = [(code(name), *map(number, one.model_dump().values())) for name, one in schema.STANDINGS.items()]
    return table(("standing", *map(code, schema.Standing.model_fields)), rows)


# --- Events and columns ----------------------------------------------------------------------------------------------


def events() -> str:
    """Every type of event with its fields."""
    rows = []
    for name, model in EVENT_TYPES.items():
        head = (code(name), cell(model.__doc__))
        for key, field in model.model_fields.items():
            if key in EventBase.model_fields or key == "type":
                continue
            rows.append((*head, code(field.alias or key), default(field), unit_and_meaning(field)))
            head = ("", "")
    return table(("type", "what happens", "field", "default", "meaning"), rows)


def default(field: Any) -> str:
    """A field's default as the table says it."""
    if field.default is PydanticUndefined:
        return "required"
    if field.default is None or field.default in ((), {}, ""):
        return "none"
    if hasattr(type(field.default), "model_fields"):
        return "see below"
    return code(number(field.default))


def unit_and_meaning(field: Any) -> str:
    """What a field means, with its unit where it has one."""
    unit = extra(field).get("unit", "")
    return f"{field.description} ({unit})" if unit not in ("", "1", "year") else str(field.description)


def columns(units: dict[str, str], meanings: dict[str, str]) -> str:
    """Columns of a results table with unit and meaning."""
    return table(("column", "unit", "meaning"), [(code(name), unit, meanings[name]) for name, unit in units.items()])


def outcomes() -> str:
    """Every outcome: unit, definition and source."""
    rows = [(code(one.name), one.unit, one.definition, one.source) for one in OUTCOMES.values()]
    return table(("column", "unit", "definition", "source"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "schedule": schedule,
    "theories": theories,
    "standings": standings,
    **{name: partial(keys, part) for name, part in KEYS.items()},
    "events": events,
    "outcomes": outcomes,
    "state-columns": partial(columns, STATE_UNITS, STATE_MEANING),
    "dyad-columns": partial(columns, DYAD_UNITS, DYAD_MEANING),
    **{f"parameters-{name}": partial(parameters, part) for name, part in parameter_parts().items()},
    **{f"rules-{module.__name__.rpartition('.')[2]}": partial(rules, module) for module in RULES},
}
"""Every table by the name that documents call it by."""


def with_tables(text: str) -> str:
    """A document with every marked table made anew.

    Raises KeyError for a mark that names no table.
    """
    return MARKED.sub(lambda found: f"{found['open']}{TABLES[found['name']]()}{found['close']}", text)
