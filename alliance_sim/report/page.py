"""A report as one HTML file that needs nothing else, and the same pages as PDF."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from alliance_sim.report.document import Document, Drawn
from alliance_sim.report.odd import environment
from alliance_sim.report.player import png_text
from alliance_sim.report.tabulate import plain
from alliance_sim.results.provenance import software_version

SWEEP = "manifest.json"
"""The file by which the folder of a sweep is known."""
DPI = 160
"""Dots an inch of a figure in the page: 1,134 across, enough for a phone's screen and for print."""


@dataclass(frozen=True)
class Picture:
    """A figure in the page: its name, its text for those who cannot see it, and the PNG as base64."""

    name: str
    text: str
    data: str
    width: int
    height: int


def document_of(folder: Path) -> Document:
    """The report of whatever the folder holds: a run, or the sweep of a study.

    Raises ResultsError for a folder that holds neither.
    """
    if (folder / SWEEP).is_file():
        from alliance_sim.report.of_sweep import sweep_document

        return sweep_document(folder)
    from alliance_sim.report.of_run import run_document

    return run_document(folder)


def report(folder: Path) -> str:
    """The report of a folder as one HTML document; nothing in it is asked from elsewhere.

    Raises ResultsError for a folder that holds neither a run nor a sweep.
    """
    return html(document_of(folder))


def html(document: Document) -> str:
    """A report as one HTML document."""
    pictures = [picture(drawn) for drawn in document.figures()]
    template = environment(html=True).get_template("report.html.j2")
    return template.render(document=document, pictures=pictures, version=software_version())


def picture(drawn: Drawn) -> Picture:
    """A figure as a picture that stands inside the page."""
    from PIL import Image

    from alliance_sim.plots import style
    from alliance_sim.plots.animation import paletted

    memory = io.BytesIO()
    with style.house_style():
        drawn.figure.savefig(memory, format="png", dpi=DPI)
    image = paletted(Image.open(memory).convert("RGB"))
    return Picture(drawn.name, drawn.text, png_text(image), image.width, image.height)


def write_pdf(folder: Path, file: Path) -> None:
    """The report as PDF: pages of words and tables, then a page a figure.

    Raises ResultsError for a folder that holds neither a run nor a sweep.
    """
    from matplotlib.backends.backend_pdf import PdfPages

    from alliance_sim.plots import style

    document = document_of(folder)
    about = {"CreationDate": None, "Title": document.title}
    with style.house_style(), PdfPages(file, metadata=about) as pages:
        for number, text in enumerate(text_pages(document), start=1):
            page = style.new_figure(PAGE_HEIGHT)
            page.text(0.08, 0.95, text, va="top", fontsize=7.5, family="monospace", linespacing=1.35, parse_math=False)
            page.text(0.92, 0.03, f"{document.title}, page {number}", ha="right", fontsize=style.SMALLEST)
            pages.savefig(page)
        for drawn in document.figures():
            pages.savefig(drawn.figure)


PAGE_HEIGHT = 10.0
"""Inches of a page of words."""
LINES_A_PAGE = 60
LETTERS_A_LINE = 96


def text_pages(document: Document) -> Iterator[str]:
    """Words, tables and sources of a report, page by page."""
    lines = [document.title, document.about, "", *_paragraphs(document.paragraphs)]
    for table in document.tables:
        lines += [*plain(table).splitlines(), ""]
    lines += ["How far to trust it", "", *_list(document.validity)]
    lines += [document.assumptions.title, "", *_list(_assumption(row) for row in document.assumptions.rows)]
    lines += ["Methods", "", *_paragraphs([document.methods])]
    lines += ["Sources", "", *_list([*document.works, *document.data])]
    lines += ["How it was made, and how to make it again", "", *_paragraphs([document.made]), *document.commands]
    for start in range(0, len(lines), LINES_A_PAGE):
        yield "\n".join(lines[start : start + LINES_A_PAGE])


def _assumption(row: tuple[str, ...]) -> str:
    name, meaning, value, unit, status, source = row
    return f"{name} = {value} ({unit}): {meaning}; {status}, {source}"


def _paragraphs(paragraphs: Iterable[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield from textwrap.wrap(paragraph, LETTERS_A_LINE)
        yield ""


def _list(items: Iterable[str]) -> Iterator[str]:
    for item in items:
        yield from textwrap.wrap(f"- {item}", LETTERS_A_LINE, subsequent_indent="  ")
    yield ""
