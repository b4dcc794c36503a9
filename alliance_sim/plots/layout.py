"""Where a state stands on the page: geography, stretched until neighbours can be told apart, fixed for all pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

Point = tuple[float, float]

OVERSEAS = 45.0
"""Degrees of longitude from the middle of the alliance beyond which a state is drawn across the sea."""


def positions(places: Mapping[str, Point | None], width: float, height: float, room: Point) -> dict[str, Point]:
    """A point for every state in a box of `width` × `height`, in any unit, with `room` (x, y) free around each.

    `places` gives longitude and latitude in degrees, or None for a state that has no place; those stand in a row below.
    The crowded middle is spread by mixing each coordinate with its rank; states across an ocean keep to the edge, at
    mid-height; then pairs that are too close are pushed apart. No chance is involved: the same states give the same
    picture, whatever happens to them.
    """
    codes = sorted(places)
    if not codes:
        return {}
    known = {code: place for code, place in places.items() if place is not None}
    centre = float(np.median([place[0] for place in known.values()])) if known else 0.0
    sides = {code: _side(place[0] - centre) for code, place in known.items()}
    points = dict.fromkeys(codes, (0.5, 0.0))
    for side in (-1, 0, 1):
        group = sorted(code for code in known if sides[code] == side)
        points |= _place_group(side, group, known, (-1 in sides.values(), 1 in sides.values()))
    lost = [code for code in codes if code not in known]
    points |= {code: ((index + 0.5) / len(lost), 0.0) for index, code in enumerate(lost)}
    scaled = np.array([[points[code][0] * width, points[code][1] * height] for code in codes])
    spread = _push_apart(scaled, room, (width, height))
    return {code: (float(x), float(y)) for code, (x, y) in zip(codes, spread, strict=True)}


def _side(away: float) -> int:
    """-1 across the western sea, 1 across the eastern, 0 in the middle."""
    return 0 if abs(away) <= OVERSEAS else int(math.copysign(1, away))


def _place_group(
    side: int, group: Sequence[str], known: Mapping[str, Point], seas: tuple[bool, bool]
) -> dict[str, Point]:
    if not group:
        return {}
    if side:
        order = sorted(group, key=lambda code: (known[code][1], code))
        x = 0.0 if side < 0 else 1.0
        return {code: (x, _around_middle(index, len(order))) for index, code in enumerate(order)}
    left, right = (0.22 if seas[0] else 0.0), (0.78 if seas[1] else 1.0)
    across = _spread([known[code][0] for code in group])
    up = _spread([known[code][1] for code in group])
    return {code: (left + (right - left) * x, y) for code, x, y in zip(group, across, up, strict=True)}


def _around_middle(index: int, count: int) -> float:
    """Heights of `count` states one above the other about the middle, no further apart than a third of the box."""
    gap = min(0.34, 0.9 / max(count - 1, 1))
    return 0.5 + gap * (index - (count - 1) / 2)


def _spread(values: Sequence[float], rank_weight: float = 0.55) -> list[float]:
    """Coordinates on 0–1, half as they are and half by rank, so that crowds loosen and outliers come nearer."""
    raw = np.asarray(values, dtype=float)
    reach = float(np.ptp(raw))
    even = (raw - raw.min()) / reach if reach else np.full(len(raw), 0.5)
    rank = np.argsort(np.argsort(raw, kind="stable"), kind="stable") / max(len(raw) - 1, 1)
    mixed = (1 - rank_weight) * even + rank_weight * (rank if reach else 0.5)
    return [float(value) for value in mixed]


def _push_apart(points: np.ndarray, room: Point, box: Point, rounds: int = 400) -> np.ndarray:
    """Move every pair whose boxes of size `room` overlap half the overlap apart, along the way that is shorter."""
    moved = points.astype(float).copy()
    for _ in range(rounds):
        shift = np.zeros_like(moved)
        for i in range(len(moved)):
            for j in range(i + 1, len(moved)):
                step = _push(moved[i] - moved[j], room)
                shift[i] += step
                shift[j] -= step
        if not shift.any():
            break
        moved = np.clip(moved + shift, 0.0, box)
    return moved


def _push(apart: np.ndarray, room: Point) -> np.ndarray:
    overlap = np.asarray(room) - np.abs(apart)
    if overlap.min() <= 1e-9:
        return np.zeros(2)
    axis = int(np.argmin(overlap / np.asarray(room)))
    step = np.zeros(2)
    step[axis] = 0.3 * overlap[axis] * (1.0 if apart[axis] >= 0 else -1.0)
    return step
