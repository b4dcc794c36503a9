"""The commands that ask whether it is true: `calibrate`, `hindcast` and `forecast`."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alliance_sim.cli.keeping import keep_figures, keep_study, typed
from alliance_sim.cli.options import json_option, progress_bar, together

if TYPE_CHECKING:
    from alliance_sim.studies.truth.calibrate import Fit, Profile
    from alliance_sim.studies.truth.shares import Shares

keeping_options = together(
    click.option(
        "--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Folder of the results, new or empty."
    ),
    click.option("--no-figures", is_flag=True, help="Draw no figures."),
    json_option,
    click.option("--quiet", is_flag=True, help="Print nothing but the folder of the results."),
)


@click.command()
@click.option(
    "--through", type=int, default=None, metavar="YEAR", help="Last year whose shares are seen. Default: all."
)
@click.option(
    "--parameter", "names", multiple=True, metavar="NAME", help="What to fit; repeatable. Default: the shipped ones."
)
@click.option("--starts", type=click.IntRange(min=1), default=4, show_default=True, help="Points to start from.")
@click.option("--profile", "profiled", is_flag=True, help="Also the profile likelihood of each (some minutes).")
@json_option
def calibrate(through: int | None, names: tuple[str, ...], starts: int, profiled: bool, as_json: bool) -> None:
    """Fit the global parameters to the members' reported budgets.

    The shipped values of what is marked as fitted are the outcome of `alliance-sim calibrate`, rounded to two digits.
    Each parameter has bounds and a prior; the table says how much of the prior's spread the data took away, what is
    tied to what, and with --profile how wide each one's 90 % interval is. Nothing after --through is seen.
    """
    from alliance_sim.scenario.parameters import Parameters
    from alliance_sim.studies.truth import told
    from alliance_sim.studies.truth.calibrate import calibrate as fitted
    from alliance_sim.studies.truth.priors import FITTED
    from alliance_sim.studies.truth.shares import LAST, reported

    known = reported().through(LAST if through is None else through)
    with progress_bar(starts) as progress:
        fit = fitted(known, names or FITTED, starts, progress)
    profiles = _profiles(known, fit) if profiled else []
    if as_json:
        click.echo(json.dumps(told.fit_document(fit, Parameters(), profiles), indent=2, allow_nan=False))
    else:
        click.echo(told.fit_text(fit, known.first, len(known.states), Parameters(), profiles))


def _profiles(known: Shares, fit: Fit) -> list[Profile]:
    from alliance_sim.studies.truth.calibrate import profile

    found = []
    with progress_bar(len(fit.names)) as progress:
        for name in fit.names:
            found.append(profile(known, fit, name))
            if progress is not None:
                progress(1)
    return found


@click.command()
@click.option(
    "--origin", "origins", type=int, multiple=True, metavar="YEAR",
    help="Year to look ahead from; repeatable. Default: 2016 to 2023.",
)  # fmt: skip
@click.option("--states", "by_state", is_flag=True, help="Also the errors state by state.")
@click.option("--inputs", "listed", is_flag=True, help="Only list what the model is told from outside, with sources.")
@keeping_options
def hindcast(origins: tuple[int, ...], by_state: bool, listed: bool, **asked: Any) -> None:
    """Forecast years that the model did not see, and its rivals.

    At every origin the model and five rivals are fitted to the shares reported until then and look up to three years
    ahead. The model is told the dated events, GDP and the adversary's spending of the years ahead, and no share.
    """
    from alliance_sim.studies.truth import told
    from alliance_sim.studies.truth.hindcast import ORIGINS
    from alliance_sim.studies.truth.hindcast import hindcast as looked_back
    from alliance_sim.studies.truth.history import inputs
    from alliance_sim.studies.truth.shares import reported

    if listed:
        click.echo(json.dumps(inputs(), indent=2) if asked["as_json"] else told.inputs_text())
        return
    started, chosen, shares = time.perf_counter(), sorted(set(origins)) or list(ORIGINS), reported()
    with progress_bar(len(chosen), asked["quiet"]) as progress:
        found = looked_back(shares, chosen, progress=progress)

    def draw(folder: Path) -> None:
        from alliance_sim.plots.truth import save_hindcast

        save_hindcast(found, shares, folder)

    rows: Any = found.rows.to_dict(orient="records")
    folder = _kept("hindcast", [str(year) for year in chosen], rows, started, draw, asked)
    parts = [told.hindcast_text(found), *([told.states_text(found)] if by_state else [])]
    _show("\n\n".join(parts), {**told.hindcast_document(found), "results": str(folder)}, folder, asked)


@click.command()
@click.option("--to", type=int, default=2030, show_default=True, metavar="YEAR", help="Last year to forecast.")
@keeping_options
def forecast(to: int, **asked: Any) -> None:
    """Say what members will spend after the data end.

    Defence shares with 90 % bands. It starts from those reported to 2024 and is told the pledge of The Hague (2025).
    With --json it prints one list of rows with iso3, year, share, low and high, shares of GDP from 0 to 1.
    """
    from alliance_sim.studies.truth import told
    from alliance_sim.studies.truth.forecast import forecast as looked_ahead

    started = time.perf_counter()
    found = looked_ahead(to)

    def draw(folder: Path) -> None:
        from alliance_sim.plots.truth import save_forecast

        save_forecast(found, folder)

    rows = found.rows()
    folder = _kept("forecast", [str(to)], rows, started, draw, asked)
    _show(told.forecast_text(found), rows, folder, asked)


def _kept(
    name: str, asked_for: Sequence[str], rows: Sequence[dict[str, Any]], started: float,
    draw: Callable[[Path], None], asked: dict[str, Any],
) -> Path:  # fmt: skip
    """Table, figures and provenance in a folder of their own."""
    from alliance_sim.results.provenance import Command
    from alliance_sim.studies.truth.history import engine

    command = Command(name, typed(), engine(), started)
    table = io.StringIO()
    writer = csv.DictWriter(table, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    parameters = {"command": name, "args": list(command.args), "engine": command.engine, "years": list(asked_for)}
    told = hashlib.sha256(json.dumps(list(asked_for)).encode()).hexdigest()[:8]
    folder = keep_study(f"{name}-{told}", {f"{name}.csv": table.getvalue()}, parameters, command, asked["out"])
    if not asked["no_figures"]:
        keep_figures(folder, draw)
    return folder


def _show(text: str, document: Any, folder: Path, asked: dict[str, Any]) -> None:
    if asked["quiet"]:
        click.echo(str(folder))
    elif asked["as_json"]:
        click.echo(json.dumps(document, indent=2, allow_nan=False))
    else:
        click.echo(f"{text}\n\nResults: {folder}")
