"""How a plain function becomes a compiled one: numba twins made from the very function objects that the agents call.

Nothing is written twice. A twin is the same code with other globals: every function of this package that it calls is
a twin too, and the functions that stand for a choice (which rule, which measure, which phase next) are put together
here from the lists that the rest of the package reads.
"""

from __future__ import annotations

import ctypes
import dis
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from alliance_sim import metrics
from alliance_sim.batch import adding, beginning, crises, lives, phases, realignment, states, writing
from alliance_sim.errors import MissingExtraError
from alliance_sim.metrics import rows
from alliance_sim.rules.chosen import VARIANTS, parameters
from alliance_sim.schedule import PHASES, SKIPPED_IN_FIRST_YEAR

Function = Callable[..., Any]

PACKAGE = Path(__file__).resolve().parents[1]
SOURCES = ("rules", "batch", "draws.py", "metrics", "schedule.py")
"""What the compiled code is made of; if any of it changes, it is compiled anew."""

CALLED = (
    "live", "weigh_first_year", "add_dyads", "add_outcomes", "write", "form_tie", "promise_each_other",
    "decide_standing", "_renew_promises", "_carry_out", "_conclude", "_move", "_objections",
)  # fmt: skip
"""Functions of the loop that are called seldom. All others are written into their callers, for handing over the arrays
would cost more than what many of them do; so are the rules, and all measures that make no rows."""

ROWS: dict[Any, tuple[str, ...]] = {
    rows.new_row: ("def row(length):", "    return np.zeros(length)"),
    rows.new_table: ("def table(length):", "    return np.zeros((length, length))"),
    rows.copied: ("def places(given):", "    return given.copy()"),
    rows.ascending: (  # a few numbers: each is let down to its place
        "def ascending(numbers, n):",
        "    for k in range(1, n):",
        "        number, at = numbers[k], k",
        "        while at > 0 and numbers[at - 1] > number:",
        "            numbers[at], at = numbers[at - 1], at - 1",
        "        numbers[at] = number",
        "    return numbers[:n]",
    ),
}
"""Numbers that a measure works on: an array here, where Python has a list."""

BARE = ("alliance_sim.batch.", "alliance_sim.draws")
"""Rooms whose functions make no array or list of their own."""

ROOMS = (phases, crises, realignment, writing)
PLACES = {"threat": states.threat_rule, "burden": phases.burden_rule, "commitment": phases.commitment_rule}


def installed() -> bool:
    """Whether numba can be imported."""
    return find_spec("numba") is not None


def need_numba() -> Any:
    """Numba, set to give the same bits as Python. Raises MissingExtraError, with the command that installs it."""
    if not installed():
        raise MissingExtraError(
            "the batch engine needs numba, which is not installed: pip install 'alliance-sim[fast]'"
        )
    # Intel's vector library rounds otherwise than the C library that Python calls
    os.environ.setdefault("NUMBA_DISABLE_INTEL_SVML", "1")
    import numba

    if getattr(numba.config, "USING_SVML", False):
        raise MissingExtraError(
            "numba was started with Intel's vector library, whose exp and log round otherwise than Python's; set"
            " NUMBA_DISABLE_INTEL_SVML=1 before numba is imported"
        )
    return numba


class Twins:
    """Numba twins of plain functions, each made once; `instead` names functions that others stand in for."""

    def __init__(self, instead: Mapping[Function, Function], **options: Any) -> None:
        self._instead, self._made = dict(instead), dict[Function, Any]()
        self._options = {"error_model": "numpy", "nogil": True, **options}

    def of(self, function: Function, **options: Any) -> Any:
        """The twin of a function; its globals are resolved to twins. Nothing is compiled before it is called."""
        plain = self._instead.get(function, function)
        if plain not in self._made:
            # counting references to arrays that outlive every run would cost more than the arithmetic
            small = _is_small(plain)
            bare = small or str(plain.__module__).startswith(BARE)
            inside = {"forceinline": small or (bare and plain.__name__ not in CALLED), "_nrt": not bare}
            self._made[plain] = need_numba().njit(self._rebound(plain), **{**self._options, **inside, **options})
        return self._made[plain]

    def _rebound(self, function: Any) -> FunctionType:
        space, attributes = {**function.__globals__}, _read(function.__code__, "LOAD_ATTR", "LOAD_METHOD")
        for name in _read(function.__code__, "LOAD_GLOBAL") & space.keys():
            space[name] = self._seen(space[name], attributes)
        copy = FunctionType(function.__code__, space, function.__name__, function.__defaults__, function.__closure__)
        copy.__module__, copy.__qualname__ = function.__module__, function.__qualname__
        return copy

    def _seen(self, value: Any, attributes: set[str]) -> Any:
        """What stands for a global: the twin of a function, a module of twins, or the value itself."""
        if isinstance(value, FunctionType):
            return self.of(value)
        if isinstance(value, ModuleType) and value not in (np, sys.modules["math"]):
            twin = ModuleType(value.__name__)
            used = attributes & vars(value).keys()
            twin.__dict__.update({name: self._seen(vars(value)[name], attributes) for name in used})
            return twin
        return value


DETOURS = {"exp": "exp", "log": "log", "expm1": "numba_expm1", "log1p": "numba_log1p"}
"""Functions of the C library, and where compiled code looks for them."""


@cache
def _call_the_c_library_directly() -> None:
    """Let compiled code call the functions that Python calls, where numba comes to them by detours: the bits are the
    same, and a run costs a few per cent less."""
    from llvmlite.binding import add_symbol  # type: ignore[import-untyped]
    from numba.core.registry import cpu_target

    _ = cpu_target.target_context  # numba writes its own ways down when this is made first
    try:
        library = ctypes.CDLL(None)
        found = {place: getattr(library, name) for name, place in DETOURS.items()}
    except (AttributeError, OSError, TypeError):  # a system that keeps them elsewhere: numba's way is right too
        return
    for place, function in found.items():
        add_symbol(place, ctypes.cast(function, ctypes.c_void_p).value)


def _is_small(function: Function) -> bool:
    """Whether a function belongs into its callers: a rule, a look at the state of things, a measure without rows."""
    if str(function.__module__).startswith(metrics.__name__):
        large = {made.__name__ for made in ROWS} | {"_deflated_laplacian", "_laguerre", "_signs", "triangles"}
        return not (large & _read(function.__code__, "LOAD_GLOBAL") or function.__name__ in large)
    return str(function.__module__).startswith(("alliance_sim.rules.", states.__name__))


def _read(code: CodeType, *operations: str) -> set[str]:
    """Names that a function reads by these operations, those of its comprehensions among them."""
    own = {step.argval for step in dis.get_instructions(code) if step.opname in operations}
    return own.union(*(_read(part, *operations) for part in code.co_consts if isinstance(part, CodeType)))


def switch(name: str, functions: Sequence[Function], arguments: Sequence[str]) -> Function:
    """A function that calls one of several by number; numba needs the choice spelled out."""
    given = ", ".join(arguments)
    lines = [f"def {name}(which, {given}):"]
    lines += [f"    if which == {k}:\n        return float(choice_{k}({given}))" for k in range(len(functions) - 1)]
    lines += [f"    return float(choice_{len(functions) - 1}({given}))"]
    return _written(name, lines, {f"choice_{k}": function for k, function in enumerate(functions)})


def _year() -> Function:
    """The phases of a year, one after another, as `schedule.PHASES` says."""
    given = "plan, p, now, work, book, key, t"
    calls = [f"    {'if t > 0: ' if phase in SKIPPED_IN_FIRST_YEAR else ''}{phase}({given})" for phase in PHASES]
    found = {phase: next(vars(room)[phase] for room in ROOMS if phase in vars(room)) for phase in PHASES}
    return _written("live_year", [f"def live_year({given}):", *calls], found)


def _written(name: str, lines: list[str], space: dict[str, Any]) -> Function:
    exec(compile("\n".join(lines), f"<{name}>", "exec"), space)
    made: Function = space[name]
    return made


class Engine:
    """The compiled loop for one choice of rules; `own`: rule -> a function of the user's own."""

    def __init__(self, own: Mapping[str, Function] | None = None, sources: Sequence[str] = ()) -> None:
        self.folder = _folder(sources)
        guarded = {rule: _own_rule(rule, function) for rule, function in (own or {}).items()}
        instead: dict[Any, Function] = {
            PLACES[rule]: switch(
                PLACES[rule].__name__,
                [*VARIANTS[rule].values(), *([guarded[rule]] if rule in guarded else [])],
                parameters(rule),
            )
            for rule in VARIANTS
        }
        outcomes = [outcome.function for outcome in metrics.OUTCOMES.values()]
        instead |= {
            writing.measure: switch("measure", outcomes, ["year"]),
            lives.live_year: _year(),
            **{made: _written(lines[0][4:].split("(")[0], list(lines), {"np": np}) for made, lines in ROWS.items()},
        }
        self.twins = Twins(instead)
        with _cached_in(self.folder):
            self.live = self.twins.of(lives.live, cache=True)
            self.weigh_first_year = self.twins.of(beginning.weigh_first_year, cache=True)
            self.add_dyads = self.twins.of(adding.add_dyads, cache=True)
            self.add_outcomes = self.twins.of(adding.add_outcomes, cache=True)
        _call_the_c_library_directly()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One process at a time compiles; the others wait here and then load what it has made."""
        try:
            import fcntl
        except ImportError:  # Windows, where each compiles for itself
            yield
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "compiling").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @property
    def compiled(self) -> bool:
        """Whether this machine has it compiled, so that it starts at once."""
        mark = f"*.py{sys.version_info[0]}{sys.version_info[1]}*.nbi"
        return bool(self.live.signatures) or any(self.folder.rglob(f"lives.live{mark}"))


@cache
def engine() -> Engine:
    """The compiled loop for the package's own rules, made once in a process."""
    return Engine()


def _own_rule(rule: str, function: Function) -> Any:
    """A user's own rule as a twin that has been compiled for floats. Raises ImportError's parent errors of numba."""
    numba = need_numba()
    twin = Twins({}, error_model="python").of(function)
    twin.compile((numba.float64,) * len(parameters(rule)))
    result = twin.overloads[twin.signatures[0]].signature.return_type
    if result not in (numba.float64, numba.int64):
        raise TypeError(f"it gives {result}, not a number")
    return twin


def _folder(sources: Sequence[str]) -> Path:
    """Where compiled code is kept: one folder for each state of the sources it is made of."""
    digest = hashlib.sha256()
    for name in SOURCES:
        place = PACKAGE / name
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(path.read_bytes())
    for source in sources:
        digest.update(source.encode())
    return _caches() / digest.hexdigest()[:16]


def _caches() -> Path:
    """The user's folder for caches, or one for temporary files where that cannot be written."""
    given = os.environ.get("XDG_CACHE_HOME")
    for base in (Path(given) if given else Path.home() / ".cache", Path(tempfile.gettempdir())):
        place = base / "alliance-sim"
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(place, os.W_OK):
            return place
    return Path(tempfile.mkdtemp())


@contextmanager
def _cached_in(folder: Path) -> Iterator[None]:
    """Numba keeps what it compiles in this folder; it knows only the file of the outermost function, we know all."""
    config = need_numba().config
    before, config.CACHE_DIR = config.CACHE_DIR, str(folder)
    try:
        yield
    finally:
        config.CACHE_DIR = before
