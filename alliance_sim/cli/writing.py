"""Commands that help to write a scenario: `scenarios`, `new`, `check`, `schema`, `outcomes`, `data`."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alliance_sim.cli.importing import StateOrImport
from alliance_sim.cli.options import all_settings, json_option, scenario_options, show_remarks
from alliance_sim.errors import InputError, Problem, ScenarioError

if TYPE_CHECKING:
    from alliance_sim.scenario import Scenario

WIDTH = 80


def _print_json(document: object) -> None:
    click.echo(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))


@click.command()
@json_option
def scenarios(as_json: bool) -> None:
    """List the shipped scenarios, a line each."""
    from alliance_sim.scenario import list_scenarios

    listed = list_scenarios()
    if as_json:
        _print_json([{"name": name, "title": title, "path": str(path)} for name, title, path in listed])
        return
    width = max((len(name) for name, _, _ in listed), default=0)
    for name, title, _ in listed:
        click.echo(f"{name:<{width}}  {title}")


@click.command()
@click.argument("name")
def new(name: str) -> None:
    """Write NAME.yaml, a commented scenario to start from.

    A file that exists is never overwritten.
    """
    from alliance_sim.scenario import new_text

    name = name.removesuffix(".yaml")
    path, text = Path(f"{name}.yaml"), new_text(name)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise ScenarioError(f"{path} already exists and is left as it is; choose another name") from None
    except OSError as error:
        raise ScenarioError(f"{path} cannot be written: {error.strerror}") from None
    click.echo(f"{path} written; next: alliance-sim check {path}")


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@scenario_options
@click.option("--resolved", is_flag=True, help="Print every value with the file and line that set it.")
@json_option
def check(
    files: tuple[str, ...], patches: tuple[str, ...], settings: tuple[str, ...], theory: tuple[str, ...],
    seed: int | None, replicates: int | None, allow_code: bool, resolved: bool, as_json: bool,
) -> None:  # fmt: skip
    """Check scenario and study files without running them.

    Every problem of every file is listed. Prints a line "ok: …" for each good file, and a line "note: …" for each event
    of it that changes nothing; exit status 2 if any file is bad.
    """
    changed = all_settings(settings, theory, seed, replicates)
    problems: list[Problem] = []
    answers = []
    for file in files:
        if _is_study(file):
            about, found = _study(file, allow_code, as_json)
            problems += found
            answers.append(about)
            continue
        scenario, found = _checked(file, patches, changed, allow_code)
        problems += found
        answers.append(_about(file, scenario, found, resolved))
        if scenario is not None and not as_json:
            _print_checked(scenario, resolved)
            show_remarks(scenario)
    if as_json:
        _print_json({"files": answers})
    if problems:
        raise ScenarioError(problems)


def _checked(
    file: str, patches: tuple[str, ...], settings: tuple[str, ...], allow_code: bool
) -> tuple[Scenario | None, list[Problem]]:
    from alliance_sim.scenario import load_scenario

    try:
        return load_scenario(file, patches=patches, settings=settings, allow_code=allow_code), []
    except InputError as error:
        return None, list(error.problems)


def _is_study(file: str) -> bool:
    from alliance_sim.studies.sweep.study import is_study

    path = Path(file)
    try:
        return path.is_file() and is_study(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return False  # what is wrong with it is said when it is read


def _study(file: str, allow_code: bool, as_json: bool) -> tuple[dict[str, Any], list[Problem]]:
    """What there is to say of a study file, said unless it is for JSON, and its problems."""
    from alliance_sim.studies.sweep.designs import samples
    from alliance_sim.studies.sweep.study import load_study

    about: dict[str, Any] = {"file": file, "ok": True, "problems": []}
    try:
        study = load_study(file, allow_code=allow_code)
    except InputError as error:
        return about | {"ok": False, "problems": [_plain(each) for each in error.problems]}, list(error.problems)
    count = len(samples(study))
    runs = count * study.replicates * (2 if study.paired else 1)
    about |= {"study": study.study, "digest": study.digest(), "samples": count, "runs": runs}
    if not as_json:
        design = f"{study.design.method} of {len(study.factors)} {'factor' if len(study.factors) == 1 else 'factors'}"
        click.echo(f"ok: {study.study}: {study.base.name}, {design}, {count:,} samples, {runs:,} runs")
    return about, []


def _plain(problem: Problem) -> dict[str, Any]:
    return {"message": problem.message, "file": problem.file, "line": problem.line, "column": problem.column}


def _about(file: str, scenario: Scenario | None, problems: list[Problem], resolved: bool) -> dict[str, Any]:
    from alliance_sim.scenario import remarks

    about: dict[str, Any] = {"file": file, "ok": scenario is not None}
    if scenario is not None:
        about |= {"name": scenario.name, "digest": scenario.digest(), **_counts(scenario)}
        if resolved:
            about["resolved"] = {
                path: {"value": value, "origin": origin} for path, value, origin in _resolved(scenario)
            }
    about["problems"] = [_plain(problem) for problem in problems]
    about["notes"] = [_plain(remark) for remark in ([] if scenario is None else remarks(scenario))]
    return about


def _counts(scenario: Scenario) -> dict[str, int]:
    return {
        "start": scenario.start,
        "end": scenario.end,
        "states": len(scenario.states),
        "partners": len(scenario.partners),
        "adversaries": len(scenario.adversaries),
        "events": len(scenario.events),
        "seeds": scenario.replicates,
        "claims": len(scenario.expect),
    }


def _print_checked(scenario: Scenario, resolved: bool) -> None:
    counts = _counts(scenario)
    span = f"{counts.pop('start')}-{counts.pop('end')}"
    words = [f"{count} {name if count != 1 else _singular(name)}" for name, count in counts.items()]
    click.echo(f"ok: {scenario.name}: {span}, {', '.join(words)}")
    if resolved:
        for path, value, origin in _resolved(scenario):
            click.echo(f"{path}: {json.dumps(value, ensure_ascii=False)}  # {origin}")


def _resolved(scenario: Scenario) -> list[tuple[str, Any, str]]:
    from alliance_sim.scenario import resolved

    return resolved(scenario)


def _singular(name: str) -> str:
    return "adversary" if name == "adversaries" else name.removesuffix("s")


@click.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from alliance_sim.scenario import json_schema

    _print_json(json_schema())


@click.command()
@json_option
def outcomes(as_json: bool) -> None:
    """List the measures, each with unit, definition, source."""
    from alliance_sim.metrics import OUTCOMES

    if as_json:
        keys = ("name", "unit", "definition", "source")
        _print_json([{key: getattr(outcome, key) for key in keys} for outcome in OUTCOMES.values()])
        return
    blocks = []
    for outcome in OUTCOMES.values():
        about = [outcome.definition, f"Source: {outcome.source}"]
        lines = [textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="  ") for text in about]
        blocks.append("\n".join([f"{outcome.name} [{outcome.unit}]", *lines]))
    click.echo("\n".join(blocks))


@click.command(cls=StateOrImport)
@click.argument("state")
@json_option
def data(state: str, as_json: bool) -> None:
    """Show what is known of a state, and from where.

    STATE is a code (NOR) or a name (Norway). `data import --help` says how to use your own copies of other data.
    """
    from alliance_sim.data import countries, describe, find_state

    iso3 = find_state(state)
    rows = describe(iso3)
    if as_json:
        _print_json({"iso3": iso3, "name": countries()[iso3].name, "rows": rows})
        return
    click.echo(f"{countries()[iso3].name} ({iso3})\n")
    sources = {
        source: number for number, source in enumerate(dict.fromkeys(str(row["source"]) for row in rows), start=1)
    }
    for line in _aligned([_data_cells(row, sources) for row in rows]):
        click.echo(line)
    click.echo("\nSources (? marks what is recalled or assumed and was not checked there)")
    for source, number in sources.items():
        click.echo(textwrap.fill(source, WIDTH, initial_indent=f"[{number}] ", subsequent_indent="    "))


def _data_cells(row: dict[str, Any], sources: dict[str, int]) -> list[str]:
    year = "" if row["year"] is None else str(row["year"])
    value = f"{row['value']:,.10g}" if isinstance(row["value"], float) else str(row["value"])
    mark = f"[{sources[str(row['source'])]}]{'' if row['verified'] else '?'}"
    return [str(row["variable"]), year, value, str(row["unit"]), mark, str(row["note"])]


def _aligned(rows: list[list[str]]) -> list[str]:
    """Columns as wide as they need to be; numbers end, words begin at the same place."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
