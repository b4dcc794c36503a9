"""Commands that ask more of a scenario or a result: `theories`, `explain`."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alliance_sim.cli.keeping import keep_figures, keep_study, typed
from alliance_sim.cli.options import (
    all_settings,
    all_workers,
    allow_code_option,
    json_option,
    progress_bar,
    saving_options,
    scenario_options,
)

if TYPE_CHECKING:
    from alliance_sim.scenario import Scenario
    from alliance_sim.studies.theories import Theories

REPLICATES = 40
"""Seeds for each theory where nobody gives a number."""


@click.command()
@click.argument("file")
@scenario_options
@click.option("--outcome", "outcomes", multiple=True, metavar="NAME", help="An outcome to compare; repeatable.")
@saving_options
def theories(
    file: str, patches: tuple[str, ...], settings: tuple[str, ...], theory: tuple[str, ...], seed: int | None,
    replicates: int | None, allow_code: bool, outcomes: tuple[str, ...], **asked: Any,
) -> None:  # fmt: skip
    """Run a scenario under every theory, and say where they agree.

    The scenario meets its baseline under the theory as written, then with one rule at a time exchanged for each of its
    other variants; 40 seeds each unless --replicates says otherwise. Prints where all agree, who dissents and who is
    furthest, and a table; keeps table, figure and provenance under runs/theories-NAME-HASH/.
    """
    from alliance_sim.results.folder import check_out
    from alliance_sim.run import the_engine
    from alliance_sim.scenario import load_scenario
    from alliance_sim.studies.theories import check_comparable, compare_theories, planned_runs

    started = time.perf_counter()
    changed = all_settings(settings, theory, seed, REPLICATES if replicates is None else replicates)
    scenario = load_scenario(file, patches=patches, settings=changed, allow_code=allow_code)
    check_out(asked["out"])
    check_comparable(scenario, asked["year"])
    engine = the_engine(asked["engine"], scenario, planned_runs(scenario))
    with progress_bar(planned_runs(scenario), asked["quiet"]) as progress:
        study = compare_theories(scenario, asked["year"], outcomes, engine, all_workers(asked["workers"]), progress)
    folder = _saved(study, engine, started, asked["out"])
    if not asked["no_figures"]:
        _draw(study, folder)
    _show(study, folder, asked["as_json"], asked["quiet"])


def _saved(study: Theories, engine: str, started: float, out: Path | None) -> Path:
    from alliance_sim.results.folder import SCENARIO, scenario_text
    from alliance_sim.results.provenance import Command, describe_arm
    from alliance_sim.studies.theories import theories_text

    results = study.own.scenario
    command = Command("theories", typed(), engine, started)
    parameters = {
        "study": "theories",
        "command": command.name,
        "args": list(command.args),
        "engine": engine,
        "seeds": list(results.seeds),
        "years": list(results.years),
        "year": study.year,
        "outcomes": list(study.outcomes),
        "theories": [answer.rival.label for answer in study.answers],
        "arms": {arm: describe_arm(each) for arm, each in study.own.arms.items()},
    }
    name, tables = _name(results.scenario, study), {"theories.csv": theories_text(study)}
    return keep_study(name, tables, parameters, command, out, {SCENARIO: scenario_text(results.scenario)})


def _name(scenario: Scenario, study: Theories) -> str:
    """Folder name `theories-<scenario>-<8 hexadecimal digits>`: the same question, the same name."""
    seeds = [str(seed) for seed in study.own.scenario.seeds]
    asked = [scenario.digest(), study.own.baseline.scenario.digest(), seeds, study.year, study.outcomes]
    return f"theories-{scenario.name}-{hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:8]}"


def _draw(study: Theories, folder: Path) -> None:
    def draw(place: Path) -> None:
        from alliance_sim.plots.theories import save_theories

        save_theories(study, place)

    keep_figures(folder, draw)


def _show(study: Theories, folder: Path, as_json: bool, quiet: bool) -> None:
    if as_json:
        from alliance_sim.studies.theories import document

        click.echo(json.dumps(document(study, str(folder)), indent=2, allow_nan=False))
    elif quiet:
        click.echo(str(folder))
    else:
        from alliance_sim.studies.agreement import answer, theories_table

        click.echo("\n\n".join([answer(study), theories_table(study), f"Results: {folder}"]))


@click.command()
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--state", required=True, metavar="STATE", help="The state, by code (POL) or name (Poland).")
@click.option("--year", type=int, required=True, metavar="YEAR", help="The year to explain.")
@click.option(
    "--seed", type=click.IntRange(min=0), metavar="N", help="The run's seed; the most typical one if left out."
)
@click.option("--baseline", is_flag=True, help="Explain the years without the events instead.")
@allow_code_option
@json_option
def explain(
    results: Path, state: str, year: int, seed: int | None, baseline: bool, allow_code: bool, as_json: bool
) -> None:
    """Say why a state did what it did in one year of a run.

    RESULTS is the folder of a run. One seed of it is run again, to the same bits, and watched: what the state saw and
    counted on, each rule with its numbers, what is new since last year, and the largest causes of the change of its
    defence spending and of its danger. The causes add up to the change.
    """
    from alliance_sim.studies.explain import explain as explained
    from alliance_sim.studies.explained import document, text

    found = explained(results, state, year, seed, "baseline" if baseline else "scenario", allow_code)
    click.echo(json.dumps(document(found), indent=2, allow_nan=False) if as_json else text(found))
