"""Making a result again: the same scenario, seeds and engine, and its files compared byte by byte."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alliance_sim.errors import ResultsError
from alliance_sim.results.folder import PROVENANCE, read_provenance, recorded_scenario, run_texts, text_digest
from alliance_sim.results.parquet import TABLES, sha256, write_tables
from alliance_sim.results.provenance import differences
from alliance_sim.results.results import Comparison
from alliance_sim.run import compare_runs
from alliance_sim.scenario.own_rules import admitted
from alliance_sim.studies.compare import SUMMARY, rows, summary_text


@dataclass(frozen=True, slots=True)
class Rerun:
    """What came of making a result again.

    Args:
        same: files that came out with the same bytes.
        different: files that came out otherwise.
        changed: files in the folder that are not what the run wrote: they were changed afterwards.
        reasons: in what this machine differs from the one of the run.
    """

    same: tuple[str, ...]
    different: tuple[str, ...]
    changed: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def identical(self) -> bool:
        """Whether the folder holds, byte for byte, what was made now."""
        return not self.different and not self.changed


def planned_runs(folder: Path) -> int:
    """How many runs making it again takes: seeds times arms."""
    parameters = read_provenance(folder)["parameters"]
    return len(parameters["seeds"]) * len(parameters["arms"])


def rerun(
    folder: Path, workers: int = 1, progress: Callable[[int], None] | None = None, allow_code: bool = False
) -> Rerun:
    """Make a result again and compare.

    Args:
        folder: the folder of a run.
        workers: processes to run with; they change no bit.
        progress: told how many runs have just been done.
        allow_code: whether rules of the user's own may be run.

    Raises:
        ResultsError: the folder is not that of a run, or its scenario cannot be read by this version.
        ScenarioError: a rule of the user's own is not allowed, or not the one of the run any more.
    """
    document = read_provenance(folder)
    written = _written(folder, document)
    scenario = recorded_scenario(document, "scenario", folder)
    baseline = recorded_scenario(document, "baseline", folder)
    parameters = document["parameters"]
    if scenario is None:
        raise ResultsError(f"{folder / PROVENANCE} names no scenario")
    seeds = [int(seed) for seed in parameters["seeds"]]
    scenario = admitted(scenario, allow_code)
    baseline = None if baseline is None else admitted(baseline, allow_code)
    comparison = compare_runs(scenario, baseline, seeds, parameters["engine"], workers, progress)
    return _verdict(written, _made(comparison), folder, document)


def _made(comparison: Comparison) -> dict[str, str]:
    """Digest of every file that a run's results decide: tables, summary, changes and the scenario as it was run."""
    with tempfile.TemporaryDirectory() as made:
        tables = write_tables(comparison, Path(made))
    texts = {SUMMARY: summary_text(rows(comparison)), **run_texts(comparison)}
    return tables | {name: text_digest(text) for name, text in texts.items()}


def _written(folder: Path, document: Mapping[str, Any]) -> dict[str, str]:
    """What the run recorded of its files, the tables first."""
    digests = {name: str(digest) for name, digest in document.get("tables", {}).get("sha256", {}).items()}
    wanted = [*TABLES, *(name for name in digests if name not in TABLES)]
    missing = [name for name in wanted if name not in digests or not (folder / name).is_file()]
    if missing:
        raise ResultsError(f"{folder} is not a whole run: {', '.join(missing)} missing")
    return {name: digests[name] for name in wanted}


def _verdict(written: Mapping[str, str], now: Mapping[str, str], folder: Path, document: Mapping[str, Any]) -> Rerun:
    again = [name for name in written if name in now]
    return Rerun(
        same=tuple(name for name in again if now[name] == written[name]),
        different=tuple(name for name in again if now[name] != written[name]),
        changed=tuple(name for name in written if sha256(folder / name) != written[name]),
        reasons=tuple(differences(document)),
    )
