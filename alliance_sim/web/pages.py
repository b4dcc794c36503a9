"""The pages and what they are made of, read once at the start; nothing else can be asked for."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from alliance_sim.data.outlines import outlines

FOLDER = Path(__file__).parent / "static"

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
"""What is handed out, by the ending of the file."""

ADDRESSES = {
    "/": "index.html",
    "/join": "join.html",
    "/desk": "desk.html",
    "/wall": "wall.html",
    "/sheet": "sheet.html",
}
"""Addresses that people type."""


@dataclass(frozen=True)
class Page:
    """A file as it is sent: kind, bytes, the same bytes packed, and a mark that changes with them."""

    kind: str
    body: bytes
    packed: bytes
    mark: str


def read_pages() -> dict[str, Page]:
    """Every file that may be asked for, by its address."""
    shapes = json.dumps(outlines(), separators=(",", ":")).encode()
    found = {"/static/outlines.json": _page("application/json", shapes)}
    for path in sorted(FOLDER.rglob("*")):
        kind = TYPES.get(path.suffix)
        if path.is_file() and kind is not None:
            found[f"/static/{path.relative_to(FOLDER).as_posix()}"] = _page(kind, path.read_bytes())
    return found | {address: found[f"/static/{name}"] for address, name in ADDRESSES.items()}


def _page(kind: str, body: bytes) -> Page:
    return Page(kind, body, gzip.compress(body, mtime=0), f'"{hashlib.sha256(body).hexdigest()[:16]}"')
