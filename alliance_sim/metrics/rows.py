"""Numbers that a measure works on: lists here; the compiled engine puts arrays in their place."""

from __future__ import annotations

from collections.abc import Sequence


def new_row(length: int) -> list[float]:
    """Numbers to work on, all 0."""
    return [0.0] * length


def new_table(length: int) -> list[list[float]]:
    """As many rows as each has numbers, all 0."""
    return [[0.0] * length for _ in range(length)]


def copied(places: Sequence[int]) -> list[int]:
    """A copy of positions, to work on."""
    return list(places)


def ascending(numbers: list[float], n: int) -> list[float]:
    """The first n numbers, in ascending order."""
    return sorted(numbers[:n])
