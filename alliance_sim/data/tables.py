"""The table files beside this module: how they are read and how they are identified in a result's provenance."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


def rows(table: str) -> tuple[tuple[str, ...], ...]:
    """All rows of `<table>.csv` as text, without the header; an empty text is a missing cell, never zero."""
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        return tuple(tuple(row) for row in reader)


@cache
def _citations() -> dict[str, str]:
    return {key: text for key, text, _terms in rows("sources")}


def citation(key: str) -> str:
    """The full reference that a table's short source key stands for."""
    return _citations()[key]


def data_hashes() -> dict[str, str]:
    """SHA-256 (hex) of each shipped table file by file name, so that a result can say which data made it."""
    from hashlib import sha256

    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(FOLDER.glob("*.csv"))}
