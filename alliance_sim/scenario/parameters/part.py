"""How a parameter is declared: its meaning, unit and range, and where its default comes from."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class ParameterPart(BaseModel):
    """Some of the model's parameters; unknown keys and numbers out of range are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def parameter(default: Any, meaning: str, unit: str, low: float, high: float, status: str, source: str) -> Any:
    """A numeric parameter whose origin travels with it; `status` is `literature`, `assumption` or `fitted`."""
    return Field(
        default,
        ge=low,
        le=high,
        description=meaning,
        json_schema_extra={"unit": unit, "status": status, "source": source},
    )
