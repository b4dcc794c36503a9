"""Who works on a folder: a lock for each process, let go by the system when the process ends, however it ends."""

from __future__ import annotations

import errno
import json
import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from alliance_sim.errors import ResultsError

GATE = "gate"
GATE_SECONDS = 30.0
"""So long a process waits for others to look round; looking takes milliseconds."""

UNKNOWN = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
"""What a file system says that has no locks; two processes there do some work twice, and nothing worse."""


@contextmanager
def working(folder: Path, name: str, overlaps: Callable[[str], bool]) -> Iterator[None]:
    """Hold the lock `name` in a folder while the body runs.

    overlaps: whether the work of another process, by its lock's name, has something in common with ours.

    Raises:
        ResultsError: such a process is at work now; the message names it.
    """
    folder.mkdir(exist_ok=True)
    with _opened(folder / f"{name}.lock") as mine:
        with _opened(folder / GATE) as gate:
            _wait_for(gate, folder)
            if not _taken(mine):
                raise _busy(folder / f"{name}.lock")
            for other in sorted(folder.glob("*.lock")):
                if other.stem != name and overlaps(other.stem) and _is_held(other):
                    raise _busy(other)
        _sign(mine)
        yield


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("a+b") as file:
        yield file


def _wait_for(gate: IO[bytes], folder: Path) -> None:
    until = time.monotonic() + GATE_SECONDS
    while not _taken(gate):
        if time.monotonic() > until:
            raise ResultsError(f"{folder / GATE} has been held for {GATE_SECONDS:.0f} s by another process; try again")
        time.sleep(0.05)


def _is_held(path: Path) -> bool:
    with suppress(FileNotFoundError), path.open("r+b") as file:
        return not _taken(file)
    return False


def _taken(file: IO[bytes]) -> bool:
    """Whether the lock on this file is ours now; it is let go when the file is closed."""
    try:
        _lock(file)
    except OSError as error:
        return error.errno in UNKNOWN
    return True


def _lock(file: IO[bytes]) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        far: Any = msvcrt
        file.seek(1 << 30)  # a byte beyond the text, which others may then read
        far.locking(file.fileno(), far.LK_NBLCK, 1)
        return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sign(file: IO[bytes]) -> None:
    """Write down who holds the lock, for the message that another process shows. A full disk does not matter here."""
    with suppress(OSError):
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "machine": platform.node()}).encode())
        file.flush()


def _busy(path: Path) -> ResultsError:
    who = "another process"
    with suppress(OSError, ValueError, KeyError):
        signed = json.loads(path.read_text(encoding="utf-8"))
        who = f"process {signed['pid']} on {signed['machine']}"
    return ResultsError(
        f"{path.parent.parent}: {who} is working on {_spoken(path.stem)} there now;"
        " wait for it, or end it and add --resume"
    )


def _spoken(name: str) -> str:
    part, _, whole = name.partition("-of-")
    return f"shard {part}/{whole}" if whole else "this sweep"
