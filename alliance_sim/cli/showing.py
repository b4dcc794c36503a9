"""Commands that show: `report`, `odd`."""

from __future__ import annotations

from pathlib import Path

import click

from alliance_sim.cli.options import allow_code_option
from alliance_sim.errors import ResultsError

out_option = click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it to this file, which must not exist yet."
)


@click.command()
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--pdf", "as_pdf", is_flag=True, help="Write it as PDF instead of HTML.")
@out_option
def report(results: Path, as_pdf: bool, out: Path | None) -> None:
    """Write a run's report: one file that needs nothing else.

    RESULTS is the folder of a run. The report holds the answer in words, figures, tables, how far to trust it, and how
    it was made. It is written as report.html (or report.pdf) into that folder, unless --out names another file; an
    older report is never overwritten.
    """
    from alliance_sim.report import page

    place = out or results / f"report.{'pdf' if as_pdf else 'html'}"
    if place.exists():
        raise ResultsError(f"{place} already exists; name another file with --out")
    if as_pdf:
        page.write_pdf(results, place)
        click.echo(str(place))
    else:
        show(page.report(results), place)


@click.command()
@click.argument("file", required=False)
@allow_code_option
@out_option
def odd(file: str | None, allow_code: bool, out: Path | None) -> None:
    """Describe the model by the ODD protocol, in Markdown.

    With FILE also that scenario: its years, states, events, and the parameters that it changes. The tables of
    parameters, rules, events and outcomes are made from the code.
    """
    from alliance_sim.report.odd import odd as described
    from alliance_sim.scenario import load_scenario

    text = described(load_scenario(file, allow_code=allow_code) if file is not None else None)
    show(text, out)


def show(text: str, out: Path | None) -> None:
    """Write a text where it was asked for: to a new file, whose name is then printed, or to the screen."""
    if out is None:
        click.echo(text, nl=False)
        return
    with out.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    click.echo(str(out))
