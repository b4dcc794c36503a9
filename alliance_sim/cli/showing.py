"""Commands that show: `plot`, `report`, `odd`, `cards`."""

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
@click.option("--figure", "names", multiple=True, metavar="NAME", help="A figure to draw; repeatable. Default: all.")
@click.option(
    "--to",
    "kinds",
    type=click.Choice(["png", "pdf", "svg"]),
    multiple=True,
    help="Kind of file; repeatable. Default: png.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Folder for the files; must be empty or absent."
)
def plot(results: Path, names: tuple[str, ...], kinds: tuple[str, ...], out: Path | None) -> None:
    """Draw figures of a run.

    RESULTS is the folder of a run. Figures: outcomes, spending, graph, differences, burdens, reliance, map, map-world.
    They are put into RESULTS/figures-2 (or the next free number) unless --out names another folder.
    """
    from alliance_sim.plots import FIGURES, MORE_FIGURES, save_figures
    from alliance_sim.results.folder import FIGURES as FOLDER
    from alliance_sim.results.folder import check_out, fill, read_run

    check_out(out)
    comparison = read_run(results)
    shown = comparison.scenario if comparison.plain else comparison
    usual = [name for name in (*FIGURES, *MORE_FIGURES) if name != "differences" or not comparison.plain]
    chosen = names or tuple(usual)
    written: list[Path] = []

    def draw(place: Path) -> None:
        written.extend(save_figures(shown, place, kinds or ("png",), chosen))

    folder = fill(out or results / FOLDER, draw, numbered=out is None)
    for path in written:
        click.echo(str(folder / path.name))


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


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@allow_code_option
@out_option
def cards(scenario: str, allow_code: bool, out: Path | None) -> None:
    """Make role cards for a class: one a state, to print and cut.

    SCENARIO is a scenario file or the name of a shipped one. Each card holds the state's figures of the first year, the
    danger it sees, on whom it counts and who counts on it. The cards are one HTML file, four to a printed page, written
    to cards-NAME.html unless --out names another file; an older file is never overwritten.
    """
    from alliance_sim.report.cards import cards_page
    from alliance_sim.scenario import load_scenario

    loaded = load_scenario(scenario, allow_code=allow_code)
    place = out or Path(f"cards-{loaded.name}.html")
    if place.exists():
        raise ResultsError(f"{place} already exists; name another file with --out")
    show(cards_page(loaded), place)


def show(text: str, out: Path | None) -> None:
    """Write a text where it was asked for: to a new file, whose name is then printed, or to the screen."""
    if out is None:
        click.echo(text, nl=False)
        return
    with out.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    click.echo(str(out))
