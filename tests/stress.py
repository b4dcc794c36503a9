"""Worlds made up by chance: 1 to 60 states, up to three adversaries, any theory, any parameters, any events."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from random import Random
from typing import Any

from alliance_sim.errors import ScenarioError
from alliance_sim.scenario import Scenario, load_text
from alliance_sim.scenario.theory import VARIANTS
from tests.fuzz.cases import Maker, schema, written

START, YEARS, EVENTS, ADVERSARIES = 2018, 4, 12, 3

SIZES = (1, 1, 2, 3, 4, 5, 6, 8, 12)
LARGE_SIZES = (*SIZES, 20, 30, 60)
"""Numbers of states; the large ones take seconds a world."""

NO_CHANCE = {"perception_noise": 0.0, "signal_noise": 0.0}
STILL = {"crisis": "none", "alignment": "frozen"}
"""Without draws, and without choices that a rounding could tip."""


def world(chance: Random, chancy: bool = True, sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """A scenario as a mapping; events that the others leave no room for are left out."""
    n = chance.choice(sizes)
    codes = [f"A{chr(65 + k // 26)}{chr(65 + k % 26)}" for k in range(n)]
    foes = [f"Z{chr(65 + k)}Z" for k in range(chance.randint(0, ADVERSARIES))]
    maker = Maker(chance, codes=codes, foes=foes, last_year=START + YEARS - 1)
    event = schema()["properties"]["events"]["items"]
    made: dict[str, Any] = {
        "name": "stress", "start": START, "end": START + YEARS - 1, "alliance": {"name": "NATO"},
        "seed": chance.randrange(2**64), "replicates": 1, "states": codes,
        "adversaries": {foe: {"intent": chance.random()} for foe in foes},
        "theory": {rule: chance.choice(variants) for rule, variants in VARIANTS.items()},
        "parameters": _parameters(maker, chance), "figures": {code: _figures(chance) for code in codes + foes},
        "events": [maker.make(event, depth=1) for _ in range(chance.randint(0, EVENTS))],
    }  # fmt: skip
    if not chancy:
        made["parameters"] |= NO_CHANCE
        made["theory"] |= STILL
    for number, event in enumerate(made["events"]):
        event["id"] = f"e{number}"
    return _without_impossible_events(made)


def _parameters(maker: Maker, chance: Random) -> dict[str, Any]:
    properties = schema()["$defs"]["Parameters"]["properties"]
    chosen = chance.sample(list(properties), chance.randint(0, 12))
    made = {name: maker.make(properties[name], name, 1) for name in chosen}
    return {name: _in_bounds(value, properties[name]) for name, value in made.items()}


def _in_bounds(value: Any, part: dict[str, Any]) -> Any:
    """The value, or the least one: a percentage is made without a look at the bounds, which stand with the number."""
    bounds = part.get("anyOf", [part])[0]
    if not isinstance(value, str) or "%" not in value or "minimum" not in bounds:
        return value
    share = float(value.replace("%", "")) / 100.0
    return value if bounds["minimum"] <= share <= bounds.get("maximum", share) else bounds["minimum"]


def _figures(chance: Random) -> dict[str, Any]:
    """Sizes over five orders of magnitude; some states spend nothing, some share a place."""
    return {
        "gdp": 10.0 ** chance.uniform(0.0, 4.5), "share": chance.choice([0.0, chance.uniform(0.0, 0.15)]),
        "latitude": chance.choice([0.0, chance.uniform(-80.0, 80.0)]),
        "longitude": chance.choice([0.0, chance.uniform(-179.0, 179.0)]), "gdp_growth": chance.uniform(-0.1, 0.1),
        "stance": chance.uniform(-1.0, 1.0), "guardrail": chance.random(), "readiness": chance.random(),
    }  # fmt: skip


def _without_impossible_events(made: dict[str, Any]) -> dict[str, Any]:
    for _ in range(EVENTS + 1):
        try:
            load_text(written(made))
        except ScenarioError as error:
            refused = set(re.findall(r"event '(e\d+)'", str(error)))
            if not refused:
                raise
            made["events"] = [event for event in made["events"] if event["id"] not in refused]
        else:
            return made
    raise AssertionError(f"events are refused without being named: {json.dumps(made)}")


def loaded(made: dict[str, Any]) -> Scenario:
    """The scenario of such a mapping."""
    return load_text(written(made))


def renamed(made: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """The same world under other codes."""
    text = re.sub(r"[AZ][A-Z][A-Z]", lambda found: names.get(found.group(), found.group()), json.dumps(made))
    renamed: dict[str, Any] = json.loads(text)
    return renamed
