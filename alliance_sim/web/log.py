"""The room's diary on disk: every accepted action is in it before it is acknowledged."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alliance_sim.errors import ResultsError

FILE = "room.sqlite"
_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No letter or digit that is mistaken for another on a projector."""
CODE_LENGTH = 6

_TABLES = """
create table if not exists room (key text primary key, value text not null) without rowid;
create table if not exists diary (
    number integer primary key, at real not null, world integer not null,
    act text unique, kind text not null, body text not null
);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the diary. at: seconds since 1970. world: number from 0. act: who did it and the action's own id."""

    at: float
    world: int
    act: str | None
    kind: str
    body: dict[str, Any]


class Diary:
    """The diary of one room: an SQLite file that survives the death of the server at any moment."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / FILE
        self.new = not self.path.exists()
        self._lock = threading.Lock()
        if self.new:
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        try:
            self._file = _opened(self.path)
        except sqlite3.DatabaseError as error:
            raise ResultsError(f"{self.path} is not the file of a room ({error}); name another folder") from None

    def remember(self, key: str, value: str) -> str:
        """The value kept under a key; the given one is kept if there is none yet."""
        with self._lock:
            self._file.execute("insert or ignore into room values (?, ?)", (key, value))
            row = self._file.execute("select value from room where key = ?", (key,)).fetchone()
        return str(row[0])

    def append(self, world: int, kind: str, body: dict[str, Any], act: str | None = None) -> Entry:
        """Write a line and return when it is on disk."""
        entry = Entry(time.time(), world, act, kind, body)
        text = json.dumps(body, ensure_ascii=False, allow_nan=False)
        with self._lock:
            self._file.execute(
                "insert into diary (at, world, act, kind, body) values (?, ?, ?, ?, ?)",
                (entry.at, world, act, kind, text),
            )
        return entry

    def entries(self) -> Iterator[Entry]:
        """Every line in the order in which it was written."""
        with self._lock:
            rows = self._file.execute("select at, world, act, kind, body from diary order by number").fetchall()
        for at, world, act, kind, body in rows:
            yield Entry(at, world, act, kind, json.loads(body))

    def close(self) -> None:
        """Leave the file in order."""
        with self._lock:
            self._file.close()


def _opened(path: Path) -> sqlite3.Connection:
    file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    try:
        file.execute("pragma journal_mode = wal")
        file.execute("pragma synchronous = full")
        file.executescript(_TABLES)
    except sqlite3.DatabaseError:
        file.close()
        raise
    return file


def new_code() -> str:
    """A room code that can be read aloud."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(CODE_LENGTH))
