"""Commands that run a study: `sweep`, and the job script of `sweep slurm`."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alliance_sim.cli.keeping import typed
from alliance_sim.cli.options import ENGINES, all_workers, allow_code_option, json_option, progress_bar, workers_option

if TYPE_CHECKING:
    from alliance_sim.studies.sweep.dry_run import Cost
    from alliance_sim.studies.sweep.summary import Range, Summary

INTERRUPTED, NOT_ALL, SOME_FAILED = 130, 1, 4


class _Sweep(click.Command):
    """`sweep STUDY`, and `sweep slurm STUDY` beside it."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of the command that was meant."""
        if args[:1] == ["slurm"]:
            return slurm.make_context(f"{info_name} slurm", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


out_option = click.option(
    "--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Folder of the sweep; runs/STUDY-HASH by default."
)
engine_option = click.option(
    "--engine", type=click.Choice(ENGINES), default="auto", show_default=True, help="It changes no bit of the results."
)


@click.command(cls=_Sweep)
@click.argument("study")
@click.option("--resume", is_flag=True, help="Go on with a sweep: do only what is missing.")
@workers_option
@click.option(
    "--executor", metavar="WHERE", help="dask:tcp://HOST:PORT or submitit:FOLDER, instead of processes of this machine."
)
@click.option("--shard", metavar="I/N", help="Only every N-th chunk from the I-th on; shards share a folder.")
@click.option("--dry-run", is_flag=True, help="Say how many runs, how long and how large, and run nothing.")
@engine_option
@out_option
@click.option(
    "--patience", type=click.FloatRange(min=0.1), default=600.0, show_default=True, metavar="SECONDS",
    help="Silence of all workers after which chunks are given out again.",
)  # fmt: skip
@allow_code_option
@json_option
@click.option("--quiet", is_flag=True, help="Print nothing but the folder of the sweep.")
def sweep(study: str, dry_run: bool, as_json: bool, quiet: bool, **asked: Any) -> None:
    """Run a study file, and keep every part as it comes.

    Each sample of the study's design is run with the same seeds, beside its baseline if the study is paired. What is
    done is kept under runs/ whatever happens; --resume does only what is missing, and refuses where study, code or data
    have changed. Exit status 4 if runs failed (their rows hold the error), 1 if chunks had to be given up.

    `sweep slurm STUDY` prints the job script of a Slurm array.
    """
    if dry_run:
        _measure(study, as_json, asked)
        return
    try:
        summary = _swept(study, quiet, asked)
    except KeyboardInterrupt:
        click.echo(f"\ninterrupted; what is done is kept, to go on: {_again()}", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None
    _show(summary, as_json, quiet)
    if not summary.complete:
        raise click.exceptions.Exit(NOT_ALL)
    if summary.failed:
        raise click.exceptions.Exit(SOME_FAILED)


@click.command()
@click.argument("study")
@click.option("--shards", type=click.IntRange(min=1), metavar="N", help="Tasks of the array; 100 by default.")
@engine_option
@out_option
@allow_code_option
def slurm(study: str, shards: int | None, engine: str, out: Path | None, allow_code: bool) -> None:
    """Print the job script of a Slurm array for a study.

    Submit it with `sbatch` from this folder. Every task runs a shard of the sweep into one folder.
    """
    from alliance_sim.studies.sweep.slurm import job_script
    from alliance_sim.studies.sweep.store import folder_of
    from alliance_sim.studies.sweep.study import load_study

    loaded = load_study(study, allow_code=allow_code)
    options = [*([] if engine == "auto" else ["--engine", engine]), *(["--allow-code"] if allow_code else [])]
    click.echo(job_script(loaded, study, out or folder_of(loaded), shards, options), nl=False)


def _swept(file: str, quiet: bool, asked: dict[str, Any]) -> Summary:
    from alliance_sim.studies.sweep.chunks import shard_from
    from alliance_sim.studies.sweep.drive import sweep as swept
    from alliance_sim.studies.sweep.study import load_study

    shard = None if asked["shard"] is None else shard_from(asked["shard"])
    return swept(
        load_study(file, allow_code=asked["allow_code"]), asked["out"], executor=asked["executor"],
        workers=asked["workers"], shard=shard, resume=asked["resume"], engine=asked["engine"],
        progress=lambda runs: progress_bar(runs, quiet), patience=asked["patience"], allow_code=asked["allow_code"],
    )  # fmt: skip


def _again() -> str:
    """The command that goes on: the one typed, with --resume."""
    return shlex.join(["alliance-sim", *typed(), *([] if "--resume" in typed() else ["--resume"])])


def _measure(file: str, as_json: bool, asked: dict[str, Any]) -> None:
    from dataclasses import asdict

    from alliance_sim.studies.sweep.dry_run import cost
    from alliance_sim.studies.sweep.study import load_study

    study = load_study(file, allow_code=asked["allow_code"])
    found = cost(study, asked["engine"], all_workers(asked["workers"]), asked["allow_code"])
    click.echo(json.dumps(asdict(found), indent=2) if as_json else _cost_text(found))


def _cost_text(found: Cost) -> str:
    processes = "process" if found.workers == 1 else "processes"
    return "\n".join(
        [
            f"{found.study}: {found.runs:,} runs of {found.samples:,} samples in {found.chunks:,} chunks",
            f"about {_duration(found.seconds)} in {found.workers} {processes}, {found.engine} engine",
            f"about {_size(found.bytes)} in its folder",
        ]
    )


def _duration(seconds: float) -> str:
    for unit, length in (("days", 172_800.0), ("hours", 7200.0), ("minutes", 120.0)):
        if seconds >= length:
            return f"{seconds / {'days': 86400, 'hours': 3600, 'minutes': 60}[unit]:.0f} {unit}"
    return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"


def _size(count: float) -> str:
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count:.0f} bytes"


def _show(summary: Summary, as_json: bool, quiet: bool) -> None:
    if as_json:
        click.echo(json.dumps(_document(summary), indent=2, allow_nan=False))
    elif quiet:
        click.echo(str(summary.folder))
        _complain(summary)
    else:
        from alliance_sim.studies.sweep.told import summary_text

        click.echo(summary_text(summary))
        click.echo(f"\nResults: {summary.folder}")
        _complain(summary)


def _complain(summary: Summary) -> None:
    """What is not there and why, on standard error."""
    if summary.given_up:
        click.echo(f"{len(summary.given_up)} chunks were given up; to try again: {_again()}", err=True)
        for why in dict.fromkeys(summary.given_up.values()):
            click.echo(f"  {why}", err=True)


def _document(summary: Summary) -> dict[str, Any]:
    from dataclasses import asdict

    def plain(ranges: Any) -> dict[str, Any]:
        found: dict[str, Range] = dict(ranges)
        return {outcome: asdict(each) for outcome, each in found.items()}

    return {
        "study": summary.study,
        "results": str(summary.folder),
        "chunks": {"done": summary.chunks[0], "asked": summary.chunks[1], "given_up": dict(summary.given_up)},
        "runs": summary.runs,
        "failed": summary.failed,
        "failures": [asdict(failure) for failure in summary.failures],
        "year": summary.year,
        "outcomes": plain(summary.ranges),
        "differences": plain(summary.differences),
    }
