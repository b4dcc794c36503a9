"""The command `data import`: a user's own copy of SIPRI, NATO, COW or ATOP becomes a scenario or a table."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alliance_sim.cli.options import json_option
from alliance_sim.errors import InputError, Problem

if TYPE_CHECKING:
    from alliance_sim.data.own import Found
    from alliance_sim.scenario import Scenario

KINDS = ("sipri", "nato", "nmc", "atop")
"""As in `data.own.KINDS`, which is not read here so that `--help` answers at once."""

MOST_LINES = 8
"""Lines about what was left out that are shown."""


class StateOrImport(click.Command):
    """`data STATE`, or `data import …` where that is what was typed."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of the command that the first argument asks for."""
        if args[:1] == ["import"]:
            return import_own.make_context(f"{info_name} import", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


@dataclass(frozen=True, slots=True)
class _Target:
    """For what figures are wanted: a year, the states, and the scenario that is extended."""

    year: int | None
    states: frozenset[str] | None
    base: Scenario | None
    extends: str | None


@click.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--year", type=int, metavar="YEAR", help="The year to take; by default the start of what --extends.")
@click.option("--extends", metavar="SCENARIO", help="Scenario that the new one extends; only its states are taken.")
@click.option("--states", metavar="CODES", help="Take these states only, such as FRA,GBR.")
@click.option("--unit", type=click.Choice(["share", "percent"]), help="Of shares, where the table does not show it.")
@click.option("--gdp", type=click.Path(path_type=Path), metavar="FILE", help="For nmc: table with iso3, year, gdp.")
@click.option("--alliance", type=int, metavar="ID", help="For a member file of atop: the alliance, as 3180.")
@click.option("--out", type=click.Path(path_type=Path), metavar="PATH", help="New .yaml or .csv, instead of printing.")
@json_option
def import_own(kind: str, file: Path, as_json: bool, **asked: Any) -> None:
    """Take figures from your own copy of a data set that is not shipped.

    KIND is sipri or nato (the workbook, or its sheet of shares of GDP as CSV), nmc (COW National Material Capabilities)
    or atop (dyad-year or member file). With --year or --extends a scenario is written, with the place of every figure
    beside it; without, a table of all years. What was left out is said on standard error. Missing is missing, never 0.
    """
    target = _target(asked)
    out: Path | None = asked["out"]
    _check_out(out, target, as_json)
    found = _found(kind, file, target, asked)
    kept = _kept(found, target)
    _say_what_is_left_out(kept, target)
    if as_json:
        from alliance_sim.data.own.writing import table_rows

        click.echo(json.dumps({"source": kept.source, "rows": table_rows(kept)}, indent=2, ensure_ascii=False))
    elif out is None:
        click.echo(_text(kept, kind, file, target, None), nl=False)
    else:
        _write(out, _text(kept, kind, file, target, out))


def _target(asked: dict[str, Any]) -> _Target:
    states = None
    if asked["states"] is not None:
        from alliance_sim.data.own.codes import state_of_code

        states = frozenset(state_of_code(code) for code in asked["states"].split(",") if code.strip())
    if asked["extends"] is None:
        return _Target(asked["year"], states, None, None)
    from alliance_sim.scenario import load_scenario

    base = load_scenario(asked["extends"])
    everyone = frozenset((*base.states, *base.partners, *base.adversaries))
    strangers = sorted((states or frozenset()) - everyone)
    if strangers:
        there = f"its states are {', '.join(sorted(everyone))}"
        raise InputError(f"--states {','.join(strangers)}: not in {base.name}; {there}")
    year = base.start if asked["year"] is None else asked["year"]
    return _Target(year, everyone if states is None else states, base, asked["extends"])


def _check_out(out: Path | None, target: _Target, as_json: bool) -> None:
    if out is None:
        return
    if as_json:
        raise InputError(f"--json is printed and --out {out} is written; keep one of the two")
    if out.suffix not in (".yaml", ".yml", ".csv"):
        raise InputError(f"--out {out}: name a .yaml file for a scenario or a .csv file for a table")
    if out.suffix != ".csv" and target.year is None:
        raise InputError(f"--out {out}: a scenario needs a year; give --year, or --extends a scenario")
    if out.exists():
        raise InputError(f"{out} already exists and is left as it is; choose another name")


def _found(kind: str, file: Path, target: _Target, asked: dict[str, Any]) -> Found:
    from alliance_sim.data.own import read_own

    return read_own(kind, file, year=target.year, unit=asked["unit"], gdp=asked["gdp"], alliance=asked["alliance"])


def _kept(found: Found, target: _Target) -> Found:
    """What was found of the year and the states that are wanted."""
    from alliance_sim.data.own import Found, LeftOut

    def wanted(year: int | None, *codes: str) -> bool:
        in_year = target.year is None or year is None or year == target.year
        return in_year and (target.states is None or all(code in target.states for code in codes if code))

    promises = [one for one in found.promises if wanted(one.year, one.a, one.b)]
    had = [one for one in promises if _has_promise(target, one.a, one.b)]
    kept = Found(
        found.source,
        [one for one in found.figures if wanted(one.year, one.iso3)],
        [one for one in promises if one not in had],
        [one for one in found.members if wanted(one[1], one[0])],
        [one for one in found.left_out if wanted(one.year, one.iso3)],
    )
    kept.left_out += [
        LeftOut(f"{one.a} and {one.b} {one.year}: {target.extends} has their promise already, or one is an adversary")
        for one in had
    ]
    if not kept.years():
        years = found.years()
        span = f"it has the years {years[0]} to {years[-1]}" if years else "it has none at all"
        what = f"nothing of {target.year}" if target.year is not None else "nothing"
        whom = f" for {', '.join(sorted(target.states))}" if target.states is not None else ""
        raise InputError([Problem(f"{what}{whom} in this file; {span}")])
    return kept


def _has_promise(target: _Target, a: str, b: str) -> bool:
    """Whether the scenario has the promise already, by membership or by the data's pacts, or one is its adversary."""
    if target.base is None:
        return False
    from alliance_sim.data import pacts

    base = target.base
    known = {frozenset((pact.a, pact.b)) for pact in pacts(base.start) if pact.kind == "defence"}
    return {a, b} <= set(base.states) or {a, b} & set(base.adversaries) != set() or frozenset((a, b)) in known


def _say_what_is_left_out(kept: Found, target: _Target) -> None:
    from alliance_sim.data.own.writing import disagreement

    lines = [one.text for one in kept.left_out]
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], f"{len(lines) - MOST_LINES} more like these"]
    for line in lines:
        click.echo(f"left out: {line}", err=True)
    apart = disagreement(kept.figures)
    if apart:
        click.echo(f"note: {apart}", err=True)
    if target.base is not None and target.year != target.base.start:
        click.echo(f"note: figures of {target.year} for a scenario that starts in {target.base.start}", err=True)
    if target.base is not None and kept.figures:
        have = {one.iso3 for one in kept.figures if one.variable == "share"}
        lacking = sorted((target.states or frozenset()) - have)
        if lacking and have:
            click.echo(f"note: no share here for {', '.join(lacking)}, which keep those of {target.extends}", err=True)


def _text(kept: Found, kind: str, file: Path, target: _Target, out: Path | None) -> str:
    from alliance_sim.data.own.writing import scenario_text, table_rows, table_text

    if target.year is None or (out is not None and out.suffix == ".csv"):
        return table_text(table_rows(kept))
    name = re.sub(r"[^A-Za-z0-9]+", "-", out.stem).strip("-") if out is not None else ""
    name = name or f"{kind}-{target.year}"
    start = target.base.start if target.base is not None else target.year
    extends = target.extends
    if extends is not None and out is not None and Path(extends).is_file():
        extends = Path(os.path.relpath(extends, out.parent)).as_posix()  # a path is read from where the file is
    return scenario_text(kept, name, target.year, start, extends, file.name)


def _write(out: Path, text: str) -> None:
    try:
        with out.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error.strerror}") from None
    done = f"; next: alliance-sim check {out}" if out.suffix != ".csv" and "\nextends:" in text else ""
    click.echo(f"{out} written{done}")
