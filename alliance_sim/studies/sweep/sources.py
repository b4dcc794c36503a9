"""Which code a sweep is made with: digests of every file that can change a number."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]

ROOMS = (
    "rules", "draws.py", "data", "scenario", "world.py", "exogenous", "schedule.py", "metrics", "agents", "batch",
    "run.py", "studies/sweep/designs.py", "studies/sweep/work.py", "studies/sweep/rows.py",
)  # fmt: skip
"""What results are made by; figures, words and commands can change in the middle of a sweep."""


@lru_cache(maxsize=1)
def code_hashes() -> dict[str, str]:
    """File, from the package on -> sha256 of its text; the same however lines end."""
    found: dict[str, str] = {}
    for room in ROOMS:
        place = PACKAGE / room
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            text = path.read_bytes().replace(b"\r\n", b"\n")
            found[path.relative_to(PACKAGE).as_posix()] = hashlib.sha256(text).hexdigest()
    return found


def code_digest() -> str:
    """One sha256 for all of them."""
    return hashlib.sha256("".join(f"{name} {digest}\n" for name, digest in code_hashes().items()).encode()).hexdigest()
