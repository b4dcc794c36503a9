"""What pages send, read as plain values: objects of JSON and nothing that only looks like them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from alliance_sim.errors import InputError

if TYPE_CHECKING:
    from starlette.requests import Request

LARGEST_MESSAGE = 8 * 1024
"""Bytes of a message from a page."""


async def body_of(request: Request) -> dict[str, Any]:
    """The JSON object that a request brings; raises InputError for anything else."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise InputError("a request brings application/json")
    return plain_json(await request.body())


def bearer(request: Request) -> str:
    """The secret that a request brings, or nothing."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def read(text: str) -> dict[str, Any]:
    """A message as plain values; raises InputError for what is none."""
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST_MESSAGE:
        raise InputError(f"a message has at most {LARGEST_MESSAGE} bytes")
    return plain_json(text)


def plain_json(text: str | bytes) -> dict[str, Any]:
    """A JSON object without numbers that are none, and without half characters; raises InputError for anything else."""
    try:
        message = json.loads(text, parse_constant=_no_number)
        json.dumps(message, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise InputError("that is not a message this server understands") from None
    if not isinstance(message, dict):
        raise InputError("a message is an object with names and values")
    return message


def _no_number(name: str) -> float:
    raise ValueError(name)
