"""Where scenario files are: the shipped ones by name, others by path; and their bytes as text."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from alliance_sim.errors import Problem
from alliance_sim.scenario.wording import did_you_mean, listed, nearest, shown

MAX_BYTES = 1024 * 1024
SUFFIXES = (".yaml", ".yml")
_BESIDE_THE_CODE = Path(__file__).resolve().parents[1] / "_scenarios"
_IN_THE_REPOSITORY = Path(__file__).resolve().parents[2] / "scenarios"
_TITLE = re.compile(r"^title:\s*(.+?)\s*$", re.MULTILINE)


def shipped_folder() -> Path:
    """The folder of the shipped scenarios: packaged in an installation, beside the package in the repository."""
    return _BESIDE_THE_CODE if _BESIDE_THE_CODE.is_dir() else _IN_THE_REPOSITORY


def shipped_names() -> tuple[str, ...]:
    """Names of the shipped scenarios, sorted."""
    return tuple(sorted(path.stem for path in shipped_folder().glob("*.yaml")))


def list_scenarios() -> list[tuple[str, str, Path]]:
    """Name, title and path of every shipped scenario, sorted by name; reads only their titles."""
    return [
        (name, _title(shipped_folder() / f"{name}.yaml") or name, shipped_folder() / f"{name}.yaml")
        for name in shipped_names()
    ]


def _title(path: Path) -> str | None:
    found = _TITLE.search(path.read_text(encoding="utf-8"))
    return found.group(1).strip("'\"") if found else None


def is_path(text: str) -> bool:
    """Whether the text is written as a path and not as a shipped scenario's name."""
    separators = tuple(filter(None, (os.sep, os.altsep, "/")))
    return any(mark in text for mark in separators) or text.lower().endswith(SUFFIXES) or text in (".", "..")


def locate(name_or_path: str | os.PathLike[str], beside: Path | None = None) -> tuple[Path, str] | str:
    """The file of a name or path, and how messages call it; or the reason why there is none.

    `beside` is the folder that a relative path starts from (that of the file with `extends`), else the current one.
    """
    given = os.fspath(name_or_path)
    if "\0" in given:
        return f"{shown(given)} is not a name or path"
    if isinstance(name_or_path, os.PathLike) or is_path(given) or (beside is None and is_file(Path(given))):
        path = Path(given) if beside is None else beside / given
        return (path, given) if _exists(path) else _missing_file(path, given)
    path = shipped_folder() / f"{given}.yaml"
    return (path, f"{given}.yaml") if given in shipped_names() else _missing_name(given, beside)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name longer than the file system allows
        return False


def is_file(path: Path) -> bool:
    """Whether there is such a file; false for a name that no file could have."""
    return _exists(path) and path.is_file()


def _missing_file(path: Path, given: str) -> str:
    close = nearest(path.stem, shipped_names())
    hint = f"; did you mean the shipped scenario {close}?" if close else ""
    try:
        beside = nearest(path.name, [other.name for other in path.parent.iterdir() if other.suffix in SUFFIXES])
    except OSError:
        beside = None
    return f"{shown(given)} does not exist" + (f"; did you mean {path.parent / beside}?" if beside else hint)


def _missing_name(given: str, beside: Path | None) -> str:
    for suffix in SUFFIXES:
        path = (beside or Path()) / f"{given}{suffix}"
        if _exists(path):
            return f"{shown(given)} is not a shipped scenario; did you mean the file {given}{suffix}?"
    return f"{shown(given)} is not a shipped scenario{did_you_mean(given, shipped_names())}"


def read_text(path: Path, file: str) -> str | Problem:
    """The text of a file, or what is wrong with it as a file; `file` is how messages call it."""
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            return Problem(f"is a folder; name a file in it{_files_in(path)}", file)
        if not stat.S_ISREG(kind):
            return Problem("is not an ordinary file", file)
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return Problem(f"cannot be read: {error.strerror or error}", file)
    return decode(raw, file)


def _files_in(folder: Path) -> str:
    names = sorted(path.name for path in folder.iterdir() if path.suffix in SUFFIXES)
    return f", such as {listed(names[:3])}" if names else ""


def decode(raw: bytes, file: str) -> str | Problem:
    """UTF-8 bytes, with or without a byte order mark, as text with `\\n` line ends."""
    if len(raw) > MAX_BYTES:
        return Problem(f"is larger than {MAX_BYTES // 1024} KiB; a scenario file is far smaller", file)
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Problem("is UTF-16; save it as UTF-8", file, 1, 1)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]  # the decoder counts without the byte order mark
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        return Problem(
            f"byte 0x{error.object[error.start]:02X} is not UTF-8; save the file as UTF-8", file, line, column
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")
