"""What a sweep's folder says of itself, and in what that differs from a study, the code and the data of today."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from alliance_sim.results.folder import scenario_text
from alliance_sim.results.provenance import SCHEMA_VERSION, SOFTWARE, environment, library_versions, software_version
from alliance_sim.studies.sweep.sources import code_hashes

if TYPE_CHECKING:
    from alliance_sim.studies.sweep.chunks import Chunk
    from alliance_sim.studies.sweep.study import Study

MOST_LINES = 20
"""Lines of a difference that are shown."""


def manifest(study: Study, points: Sequence[Mapping[str, Any]], pieces: Sequence[Chunk]) -> dict[str, Any]:
    """The document of a sweep, under the field names of a run's provenance."""
    from alliance_sim.data.load import data_hashes

    return {
        "schema_version": SCHEMA_VERSION,
        "software": {"name": SOFTWARE, "version": software_version()},
        "parameters": {
            "study": study.study,
            "digest": study.digest(),
            "scenario": study.base.name,
            "scenario_digest": study.base.digest(),
            "factors": list(study.factors),
            "outcomes": list(study.outcomes),
            "when": study.when if isinstance(study.when, str) else list(study.when),
            "paired": study.paired,
            "replicates": study.replicates,
            "samples": len(points),
            "samples_sha256": points_digest(points),
            "chunks": [chunk.id for chunk in pieces],
        },
        "environment": {**environment(), "design": library_versions(("SALib", "scipy"))},
        "code": {"sha256": code_hashes()},
        "data": {"sha256": dict(sorted(data_hashes().items()))},
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def points_digest(points: Sequence[Mapping[str, Any]]) -> str:
    """sha256 of the values of all samples, to the last bit."""
    return hashlib.sha256(json.dumps([dict(point) for point in points], default=str).encode()).hexdigest()


def changes(then: Mapping[str, Any], now: Mapping[str, Any], texts: Mapping[str, tuple[str, str]]) -> list[str]:
    """In what a sweep differs from what would be run now, a line each; empty if nothing that can change a number.

    texts: file of the folder -> its text then and now.
    """
    before, after = then["parameters"], now["parameters"]
    lines: list[str] = []
    if before["digest"] != after["digest"]:
        lines += ["the study has changed:", *_text_changes(texts)]
    elif before["samples_sha256"] != after["samples_sha256"]:
        versions = [document.get("environment", {}).get("design", {}) for document in (then, now)]
        lines.append(f"the design gives other samples: made with {_listed(versions[0])}, here {_listed(versions[1])}")
    for what in ("code", "data"):
        files = _other_files(then.get(what, {}).get("sha256", {}), now[what]["sha256"])
        if files:
            rest = f" and {len(files) - 5} more" if len(files) > 5 else ""
            version = f" ({then['software']['version']} then, {software_version()} now)" if what == "code" else ""
            lines.append(f"the {what} has changed{version}: {', '.join(files[:5])}{rest}")
    return lines


def _text_changes(texts: Mapping[str, tuple[str, str]]) -> list[str]:
    lines: list[str] = []
    for name, (old, new) in texts.items():
        compared = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
        changed = [line for line in compared if not line.startswith(("---", "+++", "@@"))]
        lines += [f"  {name}: {line}" for line in changed]
    return [*lines[:MOST_LINES], *([f"  and {len(lines) - MOST_LINES} more lines"] if len(lines) > MOST_LINES else [])]


def _other_files(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return [name for name in sorted({*then, *now}) if then.get(name) != now.get(name)]


def _listed(versions: Mapping[str, str]) -> str:
    return " and ".join(f"{name} {version}" for name, version in versions.items()) or "no SALib"


def resolved_text(study: Study) -> str:
    """The study's scenario as a file that runs by itself."""
    return scenario_text(study.base)
