"""The command that says what a study's outcomes hang on: `sensitivity`."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alliance_sim.cli.keeping import keep_figures, keep_study, typed
from alliance_sim.cli.options import all_workers, allow_code_option, json_option, progress_bar, workers_option
from alliance_sim.errors import InputError

if TYPE_CHECKING:
    from alliance_sim.studies.discovery import Discovery
    from alliance_sim.studies.measured import Swept
    from alliance_sim.studies.ranking import Findings

CHECKS = ("ishigami",)
FAILED, SOME_FAILED = 1, 4


@click.command()
@click.argument("study", required=False)
@click.option("--outcome", "outcomes", multiple=True, metavar="NAME", help="An outcome of the study; repeatable.")
@click.option("--year", type=int, metavar="YEAR", help="Year to look at; the last one reported by default.")
@click.option(
    "--of", type=click.Choice(["difference", "scenario", "baseline"]), default=None,
    help="The difference from the baseline (default if the study is paired), the scenario, or the baseline.",
)  # fmt: skip
@click.option(
    "--find", metavar="CONDITION",
    help="Find the box of factors where a condition such as 'deterrence<0.9' holds (PRIM; needs the extra discovery).",
)  # fmt: skip
@workers_option
@click.option("--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Folder of the results, new or empty.")
@click.option("--no-figures", is_flag=True, help="Draw no figures.")
@click.option("--check", type=click.Choice(CHECKS), help="Analyse a function whose indices are known, and compare.")
@allow_code_option
@json_option
@click.option("--quiet", is_flag=True, help="Print nothing but the folder of the results.")
def sensitivity(study: str | None, check: str | None, **asked: Any) -> None:
    """Say which factors of a study matter most, and how surely.

    STUDY is a study file, whose sweep is run or finished first, or the folder of a sweep. Of a Sobol design it gives
    first and total indices, of a Morris design the elementary effects, each with its 95 % interval; what is chance;
    and whether a larger design would rank otherwise. Of any design --find looks for the corner of the factors' space
    where an outcome is low or high. Table, figures and provenance are kept under runs/sensitivity-STUDY-HASH/.
    """
    if check is not None:
        _check(asked["as_json"])
        return
    if study is None:
        raise click.UsageError("Missing argument 'STUDY': a study file, or the folder of a sweep.")
    from alliance_sim.results.folder import check_out

    started = time.perf_counter()
    check_out(asked["out"])
    swept = _swept(study, asked)
    findings, found = _found(swept, asked)
    folder = _saved(swept, findings, found, started, asked)
    if not asked["no_figures"]:
        _draw(swept, findings, found, folder)
    _show(findings, found, folder, asked)
    if swept.failed:
        click.echo(f"{swept.failed:,} runs failed; their rows in {swept.folder} say why", err=True)
        raise click.exceptions.Exit(SOME_FAILED)


def _check(as_json: bool) -> None:
    from alliance_sim.studies import ishigami

    found = ishigami.check()
    click.echo(json.dumps(ishigami.document(found), indent=2) if as_json else ishigami.text(found))
    if not found.passed:
        raise click.exceptions.Exit(FAILED)


def _swept(study: str, asked: dict[str, Any]) -> Swept:
    """The sweep's folder; what is missing of a study's sweep is run now."""
    from alliance_sim.studies.measured import read_swept

    if Path(study).is_dir():
        return read_swept(Path(study))
    from alliance_sim.studies.sweep.drive import sweep
    from alliance_sim.studies.sweep.store import folder_of
    from alliance_sim.studies.sweep.study import load_study

    loaded = load_study(study, allow_code=asked["allow_code"])
    folder = folder_of(loaded)
    summary = sweep(
        loaded, folder, workers=all_workers(asked["workers"]), resume=folder.exists(),
        progress=lambda runs: progress_bar(runs, asked["quiet"]), allow_code=asked["allow_code"],
    )  # fmt: skip
    if not summary.complete:
        click.echo(f"{len(summary.given_up)} chunks of the sweep were given up; their samples are left out", err=True)
    return read_swept(folder)


def _found(swept: Swept, asked: dict[str, Any]) -> tuple[Findings | None, Discovery | None]:
    """Indices where the design gives some, and the box of a condition where one is asked for."""
    from alliance_sim.studies.measured import discovery_of, findings_of
    from alliance_sim.studies.sensitivity import METHODS

    of, year = asked["of"] or ("difference" if swept.paired else "scenario"), asked["year"]
    found = None if asked["find"] is None else discovery_of(swept, asked["find"], of, year)
    if swept.method in METHODS:
        return findings_of(swept, asked["outcomes"], of, year), found
    if found is None:
        raise InputError(
            f"{swept.study.study} has a design of method {swept.method}: sensitivity indices need one of"
            f" {' or '.join(METHODS)}; of any design, --find CONDITION finds where an outcome is low or high"
        )
    return None, found


def _saved(
    swept: Swept, findings: Findings | None, found: Discovery | None, started: float, asked: dict[str, Any]
) -> Path:  # fmt: skip
    from alliance_sim.results.provenance import Command

    command = Command("sensitivity", typed(), "none", started)
    parameters = {
        "study": swept.study.study,
        "digest": swept.study.digest(),
        "sweep": str(swept.folder),
        "command": command.name,
        "args": list(command.args),
        "year": asked["year"],
        "of": asked["of"],
        "find": asked["find"],
        "outcomes": [] if findings is None else [finding.outcome for finding in findings.each],
    }
    told = json.dumps([parameters["digest"], *(asked[name] for name in ("outcomes", "year", "of", "find"))])
    name = f"sensitivity-{swept.study.study}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"
    return keep_study(name, _files(findings, found), parameters, command, asked["out"])


def _files(findings: Findings | None, found: Discovery | None) -> dict[str, str]:
    from alliance_sim.studies import boxes, ranking

    files = {}
    if findings is not None:
        files["sensitivity.csv"] = ranking.csv_text(findings)
    if found is not None:
        files["discovery.csv"] = boxes.csv_text(found)
    return files


def _draw(swept: Swept, findings: Findings | None, found: Discovery | None, folder: Path) -> None:
    def draw(place: Path) -> None:
        from alliance_sim.plots.discovery import save_discovery
        from alliance_sim.plots.sensitivity import save_sensitivity

        if findings is not None:
            save_sensitivity(findings, place)
        if found is not None:
            save_discovery(found, swept.source, place)

    keep_figures(folder, draw)


def _show(findings: Findings | None, found: Discovery | None, folder: Path, asked: dict[str, Any]) -> None:
    from alliance_sim.studies import boxes, ranking

    if asked["quiet"]:
        click.echo(str(folder))
    elif asked["as_json"]:
        told: dict[str, Any] = {} if findings is None else ranking.document(findings)
        told |= {} if found is None else {"discovery": boxes.document(found)}
        click.echo(json.dumps({**told, "results": str(folder)}, indent=2, allow_nan=False))
    else:
        parts = [] if findings is None else [ranking.text(findings)]
        parts += [] if found is None else [boxes.text(found)]
        click.echo("\n\n".join([*parts, f"Results: {folder}"]))
