"""Where is a user's own rule? `module:function` is looked up beside the scenario, here, and where Python looks."""

from __future__ import annotations

import difflib
import hashlib
import importlib
import importlib.util
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from alliance_sim.errors import InputError


@dataclass(frozen=True)
class OwnRule:
    """A rule of the user's own, as plain data: nothing of it has been run.

    Args:
        rule: burden, threat or commitment.
        name: `module:function`.
        folder: the folder that the module's name starts from.
        source: text of the module's file.
        admitted: whether the user allowed it to be run on this machine; never so for one read from results.
    """

    rule: str
    name: str
    folder: str
    source: str
    admitted: bool = False

    @property
    def sha256(self) -> str:
        """Digest of the source text, hexadecimal."""
        return hashlib.sha256(self.source.encode("utf-8")).hexdigest()

    @property
    def module(self) -> str:
        """Name of the module."""
        return self.name.partition(":")[0]


_LOADED: dict[tuple[str, str], ModuleType] = {}
"""Modules by path and source text: run once in a process, and again only when the text is another."""


def find(rule: str, name: str, folders: Iterable[Path] = (), admitted: bool = False) -> OwnRule:
    """A rule of the user's own, found and read but not run.

    folders: where to look first (the scenario file's); then the current folder and `sys.path`. Raises InputError when
    there is no such module, with the nearest, or it is not UTF-8 text.
    """
    module = name.partition(":")[0]
    places = list(dict.fromkeys([*(folder.resolve() for folder in folders), Path.cwd(), *map(Path, sys.path)]))
    for place in places:
        path = _file(place, module)
        if path is not None:
            return OwnRule(rule, name, str(place.resolve()), _read(path, rule, name), admitted)
    raise InputError(
        f"theory.{rule} {name!r}: there is no module {module!r} beside the scenario file, in the current folder or"
        f" where Python looks{_nearest_module(module, places)}"
    )


def _file(folder: Path, module: str) -> Path | None:
    whole = folder.joinpath(*module.split("."))
    found = (path for path in (whole.with_suffix(".py"), whole / "__init__.py") if path.is_file())
    return next(found, None)


def _read(path: Path, rule: str, name: str) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"theory.{rule} {name!r}: {path.name} cannot be read: {error}") from None


def _nearest_module(module: str, places: list[Path]) -> str:
    beside = {path.stem for place in places[:2] for path in place.glob("*.py")}
    close = difflib.get_close_matches(module, sorted(beside), n=1)
    return f"; did you mean {close[0]}?" if close else f"; it would be a file {module.replace('.', '/')}.py"


def load(own: OwnRule) -> Any:
    """The object that a rule of the user's own names; its module is run unless it was already.

    Raises InputError when the file is not the one that was read, its code fails, or it has nothing of that name.
    """
    path = _file(Path(own.folder), own.module)
    if path is None or _read(path, own.rule, own.name) != own.source:
        raise InputError(f"theory.{own.rule} {own.name!r}: its file was changed or removed after it had been read")
    module = _run(own, path)
    function = own.name.partition(":")[2]
    if not hasattr(module, function):
        names = [name for name, value in vars(module).items() if callable(value) and not name.startswith("_")]
        close = difflib.get_close_matches(function, names, n=1) or names[:5]
        hint = f"; did you mean {' or '.join(close)}?" if close else "; it has no functions"
        raise InputError(f"theory.{own.rule} {own.name!r}: {path.name} has no {function!r}{hint}")
    return getattr(module, function)


def _run(own: OwnRule, path: Path) -> ModuleType:
    """The module made of exactly the text that was read, so that what is recorded is what is run."""
    key = (str(path), own.source)
    if key not in _LOADED:
        spec = importlib.util.spec_from_file_location(own.module, path)
        if spec is None:
            raise InputError(f"theory.{own.rule} {own.name!r}: {path.name} is not a Python file")
        module = importlib.util.module_from_spec(spec)
        try:
            with _importable(own, module):
                exec(compile(own.source, str(path), "exec"), module.__dict__)
        except (Exception, SystemExit) as error:
            raise InputError(f"theory.{own.rule} {own.name!r}: {_failure(error, path)}") from error
        _LOADED[key] = module
    return _LOADED[key]


@contextmanager
def _importable(own: OwnRule, module: ModuleType) -> Iterator[None]:
    """While a module runs, it finds what lies beside it, and itself under its name unless that is another's."""
    before = sys.modules.get(own.module)
    ours = before is None or any(before is loaded for loaded in _LOADED.values())
    sys.path.insert(0, own.folder)
    try:
        parent = own.module.rpartition(".")[0]
        if parent:
            importlib.import_module(parent)
        if ours:
            sys.modules[own.module] = module
        yield
    except BaseException:
        if ours:
            sys.modules.pop(own.module, None)
        raise
    finally:
        sys.path.remove(own.folder)


def _failure(error: BaseException, path: Path) -> str:
    """What stopped a module, with the line of its file."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    where = f"{path.name}:{line}" if line else path.name
    return f"{where} cannot be run: {type(error).__name__}: {said}"
