"""Outlines of states for maps: Natural Earth at 1:110 million, cut at the antimeridian."""

from __future__ import annotations

import json
from functools import cache

from .tables import FOLDER

Ring = tuple[tuple[float, float], ...]


@cache
def outlines() -> dict[str, tuple[Ring, ...]]:
    """Rings of longitude and latitude (degrees) by ISO code, or by name where a territory has none.

    No ring crosses the antimeridian; holes, Antarctica and the smallest states are left out. Crimea is drawn as part of
    Ukraine, as the United Nations see it.
    """
    text = json.loads((FOLDER / "outlines.json").read_text(encoding="utf-8"))
    return {key: tuple(tuple((x, y) for x, y in ring) for ring in rings) for key, rings in text.items()}
