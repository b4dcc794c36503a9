"""The JSON Schema of scenario files, generated from the models, so that editors complete and check."""

from __future__ import annotations

import json
from typing import Any

from alliance_sim.scenario.schema import SHARE_PARAMETERS, ScenarioFile
from alliance_sim.scenario.values import PERCENT_PATTERN

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema; shares accept text with a percent sign, sections may be left empty as in a file."""
    schema = ScenarioFile.model_json_schema(by_alias=True, mode="validation")
    schema["required"] = ["name"]
    parameters = schema["$defs"]["Parameters"]["properties"]
    for name in SHARE_PARAMETERS:
        parameters[name] = _with_percent(parameters[name])
    return {"$schema": DIALECT, **schema}


def schema_text() -> str:
    """The schema as the text of `scenarios/schema.json`."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _with_percent(number: dict[str, Any]) -> dict[str, Any]:
    limits = {key: number[key] for key in ("type", "minimum", "maximum") if key in number}
    kept = {key: value for key, value in number.items() if key not in limits}
    return {**kept, "anyOf": [limits, {"type": "string", "pattern": PERCENT_PATTERN}]}
