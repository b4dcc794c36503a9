"""Commands that run: `run`, `compare`, `test`, `rerun`."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alliance_sim.cli.keeping import keep_figures, typed
from alliance_sim.cli.options import (
    all_settings,
    all_workers,
    allow_code_option,
    json_option,
    progress_bar,
    saving_options,
    scenario_options,
    show_remarks,
    simulate,
    workers_option,
)
from alliance_sim.errors import InputError, Problem, ScenarioError

if TYPE_CHECKING:
    from alliance_sim.results import Comparison
    from alliance_sim.scenario import Scenario
    from alliance_sim.studies.rerun import Rerun


@dataclass(frozen=True, slots=True)
class _Request:
    """What `run` and `compare` were asked for besides the scenario."""

    command: str
    engine: str
    workers: int | None
    out: Path | None
    year: int | None
    no_figures: bool
    as_json: bool
    quiet: bool
    started: float


@click.command()
@click.argument("file")
@scenario_options
@saving_options
def run(
    file: str, patches: tuple[str, ...], settings: tuple[str, ...], theory: tuple[str, ...], seed: int | None,
    replicates: int | None, allow_code: bool, **asked: Any,
) -> None:  # fmt: skip
    """Run a scenario beside its baseline; say what happens.

    Prints the answer in words and a table of outcomes, and keeps tables, figures and provenance under runs/. With
    --json the rows are outcome, unit, year, scenario, baseline, difference, low, high, pairing_factor, clear_from; low
    and high bound the 90 % interval of the difference (of the value itself for a world without events of its own, which
    has no baseline).
    """
    from alliance_sim.scenario import load_scenario

    request = _Request("run", started=time.perf_counter(), **asked)
    changed = all_settings(settings, theory, seed, replicates)
    scenario = load_scenario(file, patches=patches, settings=changed, allow_code=allow_code)
    _show(_answer_to(scenario, None, request), request, by_state=False)


@click.command()
@click.argument("file")
@click.argument("other", required=False)
@scenario_options
@saving_options
def compare(
    file: str, other: str | None, patches: tuple[str, ...], settings: tuple[str, ...], theory: tuple[str, ...],
    seed: int | None, replicates: int | None, allow_code: bool, **asked: Any,
) -> None:  # fmt: skip
    """Compare with the baseline, or with OTHER, state by state.

    Both run with the same seeds and draws. --set, --theory, --seed and --replicates hold for both files, --patch for
    the first one only. A table says what pairing is worth: how many times as many unpaired runs would tell each
    difference as exactly. --json has the rows of `run`, and below `states` those of every member in the year reported.
    """
    from alliance_sim.scenario import load_scenario

    request = _Request("compare", started=time.perf_counter(), **asked)
    changed = all_settings(settings, theory, seed, replicates)
    scenario = load_scenario(file, patches=patches, settings=changed, allow_code=allow_code)
    baseline = None if other is None else load_scenario(other, settings=changed, allow_code=allow_code)
    _check_pair(scenario, baseline)
    _show(_answer_to(scenario, baseline, request), request, by_state=True)


def _check_pair(scenario: Scenario, baseline: Scenario | None) -> None:
    if baseline is None:
        if not scenario.baseline.without:
            raise ScenarioError(
                f"{scenario.name} has no events of its own to compare it without; "
                f"name a second scenario: alliance-sim compare {scenario.name} OTHER"
            )
        return
    spans = [(one.start, one.end) for one in (scenario, baseline)]
    if spans[0] != spans[1]:
        raise ScenarioError(
            f"{scenario.name} runs {spans[0][0]}-{spans[0][1]} and {baseline.name} {spans[1][0]}-{spans[1][1]}; "
            "a comparison needs the same years: set them with --set start=… and --set end=…"
        )


def _answer_to(scenario: Scenario, baseline: Scenario | None, request: _Request) -> tuple[Comparison, Path]:
    """Run, keep the tables, then draw: a figure that fails costs no run."""
    from alliance_sim.results.folder import check_out, save_run
    from alliance_sim.results.provenance import Command
    from alliance_sim.run import the_engine
    from alliance_sim.studies.compare import SUMMARY, rows, summary_text

    check_out(request.out)
    _check_year(scenario, request.year)
    if not request.quiet:
        show_remarks(scenario)
    engine = the_engine(request.engine, scenario, scenario.replicates)
    comparison = simulate(scenario, baseline, engine, request.workers, request.quiet)
    command = Command(request.command, typed(), engine, request.started)
    folder = save_run(comparison, command, {SUMMARY: summary_text(rows(comparison))}, out=request.out)
    if not request.no_figures:
        _draw(comparison, folder)
    return comparison, folder


def _check_year(scenario: Scenario, year: int | None) -> None:
    if year is not None and not scenario.start <= year <= scenario.end:
        raise ScenarioError(f"--year {year}: {scenario.name} runs from {scenario.start} to {scenario.end}")


def _draw(comparison: Comparison, folder: Path) -> None:
    def draw(place: Path) -> None:
        from alliance_sim.plots import save_figures

        save_figures(comparison.scenario if comparison.plain else comparison, place)

    try:
        keep_figures(folder, draw)
    except KeyboardInterrupt:
        click.echo(f"\nno figures were drawn; the tables are in {folder}", err=True)
        raise


def _show(answered: tuple[Comparison, Path], request: _Request, by_state: bool) -> None:
    comparison, folder = answered
    if request.as_json:
        from alliance_sim.studies.compare import document, rows, state_rows

        states = state_rows(comparison, _told_year(comparison, request)) if by_state else None
        found = document(comparison, str(folder), rows(comparison), states)
        click.echo(json.dumps(found, indent=2, allow_nan=False))
    elif request.quiet:
        click.echo(str(folder))
    else:
        from alliance_sim.studies.table import outcome_table, pairing_table, state_table
        from alliance_sim.studies.words import answer

        year = request.year
        parts = [answer(comparison, year), outcome_table(comparison, year)]
        parts += [pairing_table(comparison, year), state_table(comparison, year)] if by_state else []
        click.echo("\n\n".join([*parts, f"Results: {folder}"]))


def _told_year(comparison: Comparison, request: _Request) -> int:
    return comparison.scenario.years[-1] if request.year is None else request.year


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--replicates", type=click.IntRange(min=1), metavar="N", help="Number of seeds, instead of the file's.")
@allow_code_option
@workers_option
@json_option
def test(
    files: tuple[str, ...], replicates: int | None, allow_code: bool, workers: int | None, as_json: bool
) -> None:  # fmt: skip
    """Hold the claims of scenario files against results.

    One line for each entry of `expect`, ok or FAILED, with the numbers; exit status 1 if any fails. Nothing is saved.
    """
    from alliance_sim.studies.expectations import verdicts, with_claimed

    scenarios = _load_all(files, all_settings((), (), None, replicates), allow_code)
    found = []
    for scenario in scenarios:
        if not scenario.expect:
            click.echo(f"{scenario.name}: nothing to test, the file has no `expect`", err=True)
            continue
        for verdict in verdicts(simulate(with_claimed(scenario), None, "agents", workers)):
            found.append(verdict)
            if not as_json:
                click.echo(str(verdict))
    if as_json:
        _echo_verdicts(found)
    if not all(verdict.holds for verdict in found):
        click.get_current_context().exit(1)


def _echo_verdicts(found: list[Any]) -> None:
    from alliance_sim.studies.compare import without_nan

    click.echo(json.dumps({"claims": [without_nan(asdict(verdict)) for verdict in found]}, indent=2, allow_nan=False))


def _load_all(files: tuple[str, ...], settings: tuple[str, ...], allow_code: bool) -> list[Scenario]:
    """Every file, or every problem of all of them at once."""
    from alliance_sim.scenario import load_scenario

    scenarios: list[Scenario] = []
    problems: list[Problem] = []
    for file in files:
        try:
            scenarios.append(load_scenario(file, settings=settings, allow_code=allow_code))
        except InputError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return scenarios


@click.command()
@click.argument("results", type=click.Path(path_type=Path))
@allow_code_option
@workers_option
@json_option
def rerun(results: Path, allow_code: bool, workers: int | None, as_json: bool) -> None:
    """Make results again and compare the bytes.

    RESULTS is the folder of a run. Its tables, summary, changes and scenario are compared. Exit status 0 if all are
    identical, 1 if not, with what differs between the machines; 2 if a rule of your own is not allowed or not the one
    of the run any more.
    """
    from alliance_sim.studies.rerun import planned_runs
    from alliance_sim.studies.rerun import rerun as make_again

    with progress_bar(planned_runs(results)) as progress:
        found = make_again(results, all_workers(workers), progress, allow_code)
    click.echo(
        json.dumps({"identical": found.identical, **asdict(found)}, indent=2) if as_json else _told(found, results)
    )
    if not found.identical:
        click.get_current_context().exit(1)


def _told(found: Rerun, results: Path) -> str:
    if found.identical:
        return f"identical: {', '.join(found.same)} came out with the same bytes"
    lines = [f"{results / name} is not what the run wrote; it was changed afterwards" for name in found.changed]
    lines += [f"{name} came out different" for name in found.different]
    reasons = found.reasons or ("versions, data and machine are the same, so this is a fault: please report it",)
    return "\n".join([*lines, *(f"  {reason}" for reason in reasons if found.different)])
