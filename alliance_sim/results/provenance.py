"""How a result was made: enough to make it again, under the field names that tskit uses.

Timings and dates live here and nowhere else, so that the tables of two runs of one file are the same bytes.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from alliance_sim.results.results import Comparison, Results

SCHEMA_VERSION = "1.0.0"
SOFTWARE = "alliance-sim"
LIBRARIES = ("mesa", "networkx", "numpy", "pandas", "pyarrow", "pydantic", "ruamel.yaml", "scipy")


@dataclass(frozen=True)
class Command:
    """What was asked for: the command with its arguments, as typed, and when it was asked.

    Args:
        name: `run` or `compare`, or the Python function that was called.
        args: the arguments as typed; with them the command line can be repeated.
        engine: name of the engine that ran it.
        started: a reading of `time.perf_counter`, from which elapsed seconds are counted.
    """

    name: str
    args: tuple[str, ...] = ()
    engine: str = "agents"
    started: float = field(default_factory=time.perf_counter)


def software_version() -> str:
    """Version of this package as installed; `0+unknown` for a source tree that is not installed."""
    return library_versions((SOFTWARE,)).get(SOFTWARE, "0+unknown")


def library_versions(names: Sequence[str] = LIBRARIES) -> dict[str, str]:
    """Versions of the packages whose code can change a result; those not installed are left out."""
    found: dict[str, str] = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def environment() -> dict[str, Any]:
    """Python, operating system and libraries of this process."""
    return {
        "python": {"implementation": platform.python_implementation(), "version": platform.python_version()},
        "os": {"system": platform.system(), "release": platform.release(), "machine": platform.machine()},
        "libraries": library_versions(),
    }


def provenance(comparison: Comparison, command: Command, tables: Mapping[str, str]) -> dict[str, Any]:
    """The whole document.

    Args:
        comparison: what was run.
        command: what was asked for.
        tables: file name -> sha256 of each table, so that a table changed afterwards is noticed.
    """
    from alliance_sim.data.load import data_hashes

    return {
        "schema_version": SCHEMA_VERSION,
        "software": {"name": SOFTWARE, "version": software_version()},
        "parameters": _parameters(comparison, command),
        "environment": environment(),
        "data": {"sha256": dict(sorted(data_hashes().items()))},
        "tables": {"sha256": dict(sorted(tables.items()))},
        "resources": _resources(command),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _parameters(comparison: Comparison, command: Command) -> dict[str, Any]:
    return {
        "command": command.name,
        "args": list(command.args),
        "engine": command.engine,
        "seeds": list(comparison.scenario.seeds),
        "years": list(comparison.scenario.years),
        "arms": {arm: describe_arm(results) for arm, results in comparison.arms.items()},
    }


def describe_arm(results: Results) -> dict[str, Any]:
    """What one arm was run from: its scenario's name, digest, text as written, and values as resolved."""
    scenario = results.scenario
    return {
        "scenario": scenario.name,
        "digest": scenario.digest(),
        "text": scenario.text,
        "resolved": scenario.to_dict(),
        "states": list(results.states),
    }


def _resources(command: Command) -> dict[str, float]:
    times = {"elapsed_time": round(time.perf_counter() - command.started, 3)}
    try:
        import resource
    except ImportError:  # no such module on Windows
        return times
    used = resource.getrusage(resource.RUSAGE_SELF)
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return times | {
        "user_time": round(used.ru_utime + workers.ru_utime, 3),
        "sys_time": round(used.ru_stime + workers.ru_stime, 3),
        "max_memory": float(used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)),
    }


def differences(recorded: Mapping[str, Any]) -> list[str]:
    """How this machine differs from the one in a provenance document, in what can change a result."""
    here = environment()
    then = recorded.get("environment", {})
    software = recorded.get("software", {}).get("version", "?")
    pairs = [(SOFTWARE, software, software_version())]
    pairs.append(("python", then.get("python", {}).get("version", "?"), here["python"]["version"]))
    pairs += [
        (name, then.get("libraries", {}).get(name, "none"), here["libraries"].get(name, "none"))
        for name in sorted({*then.get("libraries", {}), *here["libraries"]})
    ]
    pairs.append(("machine", _machine(then), _machine(here)))
    return [f"{name} {old} then, {new} here" for name, old, new in pairs if old != new] + _changed_data(recorded)


def _machine(recorded: Mapping[str, Any]) -> str:
    system = recorded.get("os", {})
    return f"{system.get('system', '?')} {system.get('machine', '?')}"


def _changed_data(recorded: Mapping[str, Any]) -> list[str]:
    from alliance_sim.data.load import data_hashes

    then, here = recorded.get("data", {}).get("sha256", {}), data_hashes()
    return [
        f"data table {name} is not the one of the run"
        for name in sorted({*then, *here})
        if then.get(name) != here.get(name)
    ]
