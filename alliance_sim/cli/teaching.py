"""The command for a class: `classroom`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from alliance_sim.cli.options import all_settings, scenario_options
from alliance_sim.errors import InputError


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@scenario_options
@click.option("--lan", is_flag=True, help="Let phones on the local network in; by default only this machine.")
@click.option("--port", type=click.IntRange(0, 65535), default=8642, show_default=True, help="TCP port; 0 for any.")
@click.option("--worlds", type=click.IntRange(1, 12), default=1, show_default=True, help="Parallel worlds.")
@click.option("--years", type=click.IntRange(min=1), metavar="N", help="Years to play; all of the scenario by default.")
@click.option(
    "--minutes", type=click.FloatRange(0, 600), default=0.0, show_default=True, help="Clock of a year; 0 for none."
)
@click.option("--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Folder in which the class is kept.")
def classroom(
    scenario: str, patches: tuple[str, ...], settings: tuple[str, ...], theory: tuple[str, ...], seed: int | None,
    replicates: int | None, allow_code: bool, years: int | None, minutes: float, out: Path | None, **how: Any,
) -> None:  # fmt: skip
    """Let a class live through a scenario, from its phones.

    Starts a server on this machine, with pages for phones, desk and projector. SCENARIO is a scenario file or the name
    of a shipped one. Students join with a code and take the seats of states; a turn is a year of the model, and the
    agents play every seat that nobody takes. The class is kept in runs/class-NAME unless --out names another folder;
    the same command goes on with it after a stop or a crash.
    Needs the extra: pip install 'alliance-sim[class]'.
    """
    from alliance_sim.scenario import load_scenario
    from alliance_sim.web.serve import serve

    changed = all_settings(settings, theory, seed, replicates)
    loaded = load_scenario(scenario, patches=patches, settings=changed, allow_code=allow_code)
    played = loaded.end - loaded.start
    if played < 1 or (years is not None and years > played):
        raise InputError(f"--years {years}: {loaded.name} has {played} years after its first, {loaded.start}")
    last = loaded.end if years is None else loaded.start + years
    place = out or Path("runs") / f"class-{loaded.name}"
    serve(loaded, place, last=last, seconds=round(60 * minutes), say=click.echo, **how)
