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
from pathlib import Path
from typing import Any

from alliance_sim.results.results import Comparison, Results
from alliance_sim.rules.own import OwnRule

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
    """The whole document of a run.

    Args:
        comparison: what was run.
        command: what was asked for.
        tables: file name -> sha256 of each table, so that a table changed afterwards is noticed.
    """
    return made(_parameters(comparison, command), command, tables)


def made(parameters: Mapping[str, Any], command: Command, tables: Mapping[str, str]) -> dict[str, Any]:
    """The document of anything that was made: what was asked for, and with what software, data and machine."""
    from alliance_sim.data.load import data_hashes

    return {
        "schema_version": SCHEMA_VERSION,
        "software": {"name": SOFTWARE, "version": software_version()},
        "parameters": dict(parameters),
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
    about = {
        "scenario": scenario.name,
        "digest": scenario.digest(),
        "text": scenario.text,
        "resolved": scenario.to_dict(),
        "states": list(results.states),
    }
    own = getattr(scenario, "own_rules", {})
    return about | ({"own_rules": {rule: _code(rules) for rule, rules in own.items()}} if own else {})


def _code(own: OwnRule) -> dict[str, str]:
    """A rule of the user's own: its name, where it was, its whole source text and the digest of that."""
    folder, here = Path(own.folder), Path.cwd()
    place = folder.relative_to(here) if folder.is_relative_to(here) else folder
    return {"name": own.name, "folder": place.as_posix(), "sha256": own.sha256, "source": own.source}


def recorded_rules(about: Mapping[str, Any]) -> dict[str, OwnRule]:
    """The rules of the user's own that an arm was run with, as data: none of them is admitted to be run."""
    recorded = about.get("own_rules", {})
    return {
        rule: OwnRule(rule, str(code["name"]), str(code["folder"]), str(code["source"]))
        for rule, code in recorded.items()
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
