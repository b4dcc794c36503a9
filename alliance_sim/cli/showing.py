"""Commands that show: `plot`, `report`, `archive`, `odd`, `cards`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from alliance_sim.cli.options import allow_code_option
from alliance_sim.errors import InputError, ResultsError

out_option = click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it to this file, which must not exist yet."
)


HANDOUTS = ("html", "pdf", "markdown", "latex", "methods", "bibtex")
"""As in `report.handouts.FILES`, which is not read here so that `--help` answers at once."""
STILLS, MOVING = ("png", "pdf", "svg"), ("gif", "webp", "html")
ANIMATION = "animation"


@click.command()
@click.argument("results", type=click.Path(path_type=Path))
@click.option(
    "--kind", "--figure", "names", multiple=True, metavar="NAME",
    help="A figure to draw, or animation; repeatable. Default: every figure.",
)  # fmt: skip
@click.option(
    "--to",
    "kinds",
    type=click.Choice([*STILLS, *MOVING]),
    multiple=True,
    help="Kind of file; repeatable. Default: png, of an animation gif.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Folder for the files; must be empty or absent."
)
def plot(results: Path, names: tuple[str, ...], kinds: tuple[str, ...], out: Path | None) -> None:
    """Draw figures of a run.

    RESULTS is the folder of a run. Figures: outcomes, spending, graph, differences, slopes, burdens, reliance, map,
    map-world, dependence, dependence-world. An animation shows graph and maps year by year, as gif, webp, or html: a
    page with a player. Files are put into RESULTS/figures-2 (or the next free number) unless --out names another
    folder.
    """
    from alliance_sim.plots import FIGURES, MORE_FIGURES, save_figures
    from alliance_sim.results.folder import FIGURES as FOLDER
    from alliance_sim.results.folder import check_out, fill, read_run

    check_out(out)
    comparison = read_run(results)
    shown = comparison.scenario if comparison.plain else comparison
    usual = [name for name in (*FIGURES, *MORE_FIGURES) if name != "differences" or not comparison.plain]
    stills = [name for name in names or usual if name != ANIMATION]
    moving = ANIMATION in names
    _check_kinds(kinds, bool(stills), moving)
    written: list[Path] = []

    def draw(place: Path) -> None:
        if stills:
            chosen = [kind for kind in kinds if kind in STILLS] or ["png"]
            written.extend(save_figures(shown, place, chosen, stills))
        if moving:
            written.extend(_animate(shown, place, [kind for kind in kinds if kind in MOVING] or ["gif"]))

    folder = fill(out or results / FOLDER, draw, numbered=out is None)
    for path in written:
        click.echo(str(folder / path.name))


def _check_kinds(kinds: tuple[str, ...], stills: bool, moving: bool) -> None:
    """Refuse a kind of file that nothing asked for can be written as."""
    able = (*(STILLS if stills else ()), *(MOVING if moving else ()))
    for kind in kinds:
        if kind not in able:
            what = "an animation" if moving else "a figure"
            raise InputError(f"{what} cannot be written as {kind}; choose of {', '.join(able)}")


def _animate(shown: Any, place: Path, kinds: list[str]) -> Iterator[Path]:
    """Draw every year once, and write the pictures as each kind."""
    from alliance_sim.plots.animation import frames, save_animation
    from alliance_sim.report.player import player

    whole = list(frames(shown))
    for kind in kinds:
        path = place / f"{ANIMATION}.{kind}"
        if kind == "html":
            path.write_bytes(player(shown, whole).encode("utf-8"))
        else:
            save_animation(whole, path)
        yield path


@click.command()
@click.argument("results", type=click.Path(path_type=Path))
@click.option(
    "--to", "kind", type=click.Choice(HANDOUTS), default="html", show_default=True,
    help="html or pdf: the report; markdown or latex: its tables; methods: a paragraph; bibtex: what it rests on.",
)  # fmt: skip
@click.option("--pdf", "as_pdf", is_flag=True, help="The same as --to pdf.")
@out_option
def report(results: Path, kind: str, as_pdf: bool, out: Path | None) -> None:
    """Write the report of a run or of a study.

    RESULTS is the folder of a run or of a sweep. The report is one file that needs no network: the answer in words, the
    figures, the tables, how far to trust them, assumptions and their sources, and how it was made. For a paper: its
    tables (tables.md, tables.tex), a paragraph on methods for the run at hand (methods.md), and BibTeX of everything
    used (references.bib). Files go into that folder, unless --out names another; an older file is never overwritten.
    """
    from alliance_sim.report import handouts, page

    chosen = "pdf" if as_pdf else kind
    place = out or results / handouts.FILES[chosen]
    if place.exists():
        raise ResultsError(f"{place} already exists; name another file with --out")
    if chosen == "pdf":
        page.write_pdf(results, place)
        click.echo(str(place))
    else:
        show(handouts.handout(results, chosen), place)


@click.command()
@click.argument("results", type=click.Path(path_type=Path))
@out_option
def archive(results: Path, out: Path | None) -> None:
    """Pack results into one file to deposit beside a paper.

    RESULTS is the folder of a run or of a sweep. The zip file holds everything in it, the report, figures, tables,
    methods and references, the versions that made it, codemeta.json, CITATION.cff, and a README that says how to repeat
    it; the same folder gives the same bytes. It is written beside the folder as RESULTS.zip unless --out names another
    file; an older one is never overwritten.
    """
    from alliance_sim.report.archive import archive as packed

    click.echo(str(packed(results, out or results.with_name(f"{results.resolve().name}.zip"))))


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
