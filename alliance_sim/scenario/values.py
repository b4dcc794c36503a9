"""The kinds of value a scenario file holds: shares written with or without a percent sign, codes, names, years."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from alliance_sim.scenario.wording import shown

PERCENT = re.compile(r"\s*([-+]?(?:\d+(?:\.\d*)?|\.\d+))\s*%\s*")
PERCENT_PATTERN = r"^\s*[-+]?(\d+(\.\d*)?|\.\d+)\s*%\s*$"
SAID = "said"
"""Type of the validation errors whose message is already written for the reader."""


class Part(BaseModel):
    """A piece of a scenario: immutable, complete, with no key that is not known and no number that is not finite."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        serialize_by_alias=True,
        use_attribute_docstrings=False,
    )


def refusal(message: str) -> PydanticCustomError:
    """An error whose message follows the value's path, for instance "must be from -1 to 1, not 2"."""
    return PydanticCustomError(SAID, "{message}", {"message": message})


def percent(share: float) -> str:
    """A share as text, exactly.

    >>> percent(0.02), percent(0.008), percent(-0.5)
    ('2 %', '0.8 %', '-50 %')
    """
    return f"{(Decimal(repr(share)) * 100).normalize():f} %"


def read_percent(value: Any) -> Any:
    """Text with a percent sign as a share, exactly as the decimal number would be read; anything else unchanged.

    >>> read_percent("2.0 %"), read_percent("0.8%"), read_percent(0.02)
    (0.02, 0.008, 0.02)
    """
    found = PERCENT.fullmatch(value) if isinstance(value, str) else None
    return float(Decimal(found.group(1)) / 100) if found and len(value) <= 100 else value


def share_between(low: float, high: float) -> Any:
    """The type of a share from `low` to `high`: `2 %` and `0.02` are the same, a bare `2` is refused."""

    def read(value: Any) -> Any:
        number = read_percent(value)
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise refusal(f"must be a share such as 2 % or 0.02, not {shown(value)}")
        if number is value and abs(number) >= 1:
            raise refusal(
                f"is a share and {shown(value)} has no percent sign; write {shown(value)} % or {_hundredth(value)}"
            )
        if not low <= number <= high:
            raise refusal(f"must be from {percent(low)} to {percent(high)}, not {_reading(value, number)}")
        return float(number)

    schema = {
        "anyOf": [{"type": "number", "minimum": low, "maximum": high}, {"type": "string", "pattern": PERCENT_PATTERN}]
    }
    return Annotated[float, BeforeValidator(read), WithJsonSchema(schema)]


def _hundredth(value: float) -> str:
    return shown(value / 100 if abs(value) < 1e300 else 0.02)


def _reading(value: Any, number: float) -> str:
    if isinstance(value, str):
        return shown(value)
    return f"{shown(value)} ({percent(float(number))}); with a percent sign {shown(value)} % is meant"


GdpShare = share_between(0.0, 0.5)
"""Share of GDP, 0 to 50 %."""
Change = share_between(-0.9, 0.5)
"""Growth or a one-off change, -90 % to 50 %."""
Points = share_between(-0.5, 0.5)
"""Points of GDP added to a share, -50 % to 50 %."""

Code = Annotated[str, WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$"})]
"""ISO 3166 alpha-3 code; checked against the scenario's states, where a name can be suggested."""
Slug = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$", max_length=80)]
"""Letters, digits, hyphens."""
EventId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=80)]
"""Letters, digits, hyphens, underscores; no dot, since a path such as events.downgrade.year is read at its dots."""
Year = Annotated[int, Field(ge=1, le=9999)]
Unit = Annotated[float, Field(ge=0.0, le=1.0)]
"""0 to 1."""
Tone = Annotated[float, Field(ge=-1.0, le=1.0)]
"""-1 (hostile) to 1 (warm)."""


def _sorted_codes(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(codes))


def _by_key(mapping: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(mapping.items()))


# Order in a file must not reach the results, so what has no order is sorted when it is read.
Codes = Annotated[tuple[Code, ...], Field(strict=False), AfterValidator(_sorted_codes)]
"""States without an order."""
Tones = Annotated[dict[Code, Tone], AfterValidator(_by_key)]
"""A tone for each state."""
Delays = Annotated[dict[Code, Annotated[int, Field(ge=0, le=100)]], AfterValidator(_by_key)]
"""Years for each state."""
