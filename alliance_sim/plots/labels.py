"""Where words go so that they do not lie on one another: along an axis, and beside places on a map."""

from __future__ import annotations

import math
from collections.abc import Sequence

Point = tuple[float, float]
Size = tuple[float, float]


def spread(values: Sequence[float], gap: float) -> list[float]:
    """Heights for labels at these values, at least `gap` apart, in the same order and as near as can be.

    Neighbours that are too close share the room about their middle (pool adjacent violators).

    >>> spread([1.0, 1.0, 5.0], 2.0)
    [0.0, 2.0, 5.0]
    """
    order = sorted(range(len(values)), key=lambda index: (values[index], index))
    pools: list[list[float]] = []  # sum of (value - place in the row), how many
    for place, index in enumerate(order):
        pools.append([values[index] - place * gap, 1.0])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            total, count = pools.pop()
            pools[-1][0] += total
            pools[-1][1] += count
    starts = [total / count for total, count in pools for _ in range(int(count))]
    found = [0.0] * len(values)
    for place, index in enumerate(order):
        found[index] = starts[place] + place * gap
    return found


def beside(places: Sequence[Point], sizes: Sequence[Size], box: Size, taken: Sequence[Point] = ()) -> list[Point]:
    """The middle of a label for each place, in the order given: near it, inside the box, and off all others.

    Args:
        places: where the labels belong, in any unit.
        sizes: width and height of each.
        box: width and height of the page; it begins at (0, 0).
        taken: points that no label may cover.
    """
    found: list[Point] = []
    for place, size in zip(places, sizes, strict=True):
        tries = sorted(_around(place, size), key=lambda middle: math.dist(middle, place))
        free = (middle for middle in tries if _inside(middle, size, box) and _clear(middle, size, found, sizes, taken))
        found.append(next(free, place))
    return found


def _around(place: Point, size: Size) -> list[Point]:
    """Middles at growing distance in 16 directions, the first of them so near that the label touches the place."""
    reach = (size[0] / 2, size[1] / 2)
    return [
        (
            place[0] + math.cos(turn * math.pi / 8) * (reach[0] + step * size[1]),
            place[1] + math.sin(turn * math.pi / 8) * (reach[1] + step * size[1]),
        )
        for step in (0.6, 1.2, 2.0, 3.0, 4.5, 6.0)
        for turn in range(16)
    ]


def _inside(middle: Point, size: Size, box: Size) -> bool:
    return all(its / 2 <= at <= whole - its / 2 for at, its, whole in zip(middle, size, box, strict=True))


def _clear(
    middle: Point, size: Size, found: Sequence[Point], sizes: Sequence[Size], taken: Sequence[Point]
) -> bool:  # fmt: skip
    boxes = [*zip(found, sizes, strict=False), *((point, (0.0, 0.0)) for point in taken)]
    return not any(
        abs(middle[0] - other[0]) < (size[0] + its[0]) / 2 and abs(middle[1] - other[1]) < (size[1] + its[1]) / 2
        for other, its in boxes
    )
