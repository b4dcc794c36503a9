"""What the models know about a location in a file: its keys and their meaning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic.fields import FieldInfo

from alliance_sim.scenario.events import EVENT_TYPES
from alliance_sim.scenario.schema import ScenarioFile
from alliance_sim.scenario.values import Part

Loc = tuple[str | int, ...]
"""Keys and list positions from the top of a file."""


def model_at(loc: Loc, plain: dict[str, Any]) -> type[Part]:
    """The model of the mapping at a location of a plain file."""
    model: type[Part] = ScenarioFile
    if loc[:1] == ("events",) and len(loc) > 1:
        model, loc = EVENT_TYPES[plain["events"][loc[1]]["type"]], loc[2:]
    for part in loc:
        fields = fields_of(model)
        if part in fields:
            model = next(_models_in(fields[str(part)].annotation), model)
    return model


def _models_in(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and hasattr(annotation, "model_fields"):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def fields_of(model: type[Part]) -> dict[str, FieldInfo]:
    """A model's fields by the key that a file writes."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def meaning_of(loc: Loc, plain: dict[str, Any]) -> str:
    """What the field at a location is, as a message says it."""
    return f"it is: {fields_of(model_at(loc[:-1], plain))[str(loc[-1])].description}"
