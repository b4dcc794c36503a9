"""What a paper takes from a folder beside the report: tables, the paragraph on methods, and the references."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alliance_sim.report.document import Document
from alliance_sim.report.page import SWEEP, document_of, html
from alliance_sim.report.sources import bibtex
from alliance_sim.report.tabulate import latex, markdown
from alliance_sim.results.folder import read_provenance, read_run

FILES = {
    "html": "report.html",
    "pdf": "report.pdf",
    "markdown": "tables.md",
    "latex": "tables.tex",
    "methods": "methods.md",
    "bibtex": "references.bib",
}
"""The file of each kind of handout."""


def handout(folder: Path, kind: str, document: Document | None = None) -> str:
    """The text of a handout; `kind` is one of FILES but `pdf`, which is no text.

    document: the folder's, if it has been read already. Raises ResultsError for a folder that holds neither a run nor a
    sweep.
    """
    return _bibtex(folder) if kind == "bibtex" else _FROM_DOCUMENT[kind](document or document_of(folder))


def _tables_markdown(document: Document) -> str:
    return "\n".join(markdown(table) for table in document.tables)


def _tables_latex(document: Document) -> str:
    head = "% Made by alliance_sim; needs \\usepackage{booktabs}.\n\n"
    return head + "\n".join(latex(table) for table in document.tables)


def _methods(document: Document) -> str:
    return f"{document.methods}\n"


def _bibtex(folder: Path) -> str:
    if (folder / SWEEP).is_file():
        from alliance_sim.report.of_sweep import read_folder

        read = read_folder(folder)
        scenario, made = read.study.base, read.sweep.manifest
    else:
        scenario, made = read_run(folder).scenario.scenario, read_provenance(folder)
    return bibtex(scenario, made["software"], made["environment"]["libraries"])


_FROM_DOCUMENT: dict[str, Callable[[Document], str]] = {
    "html": html,
    "markdown": _tables_markdown,
    "latex": _tables_latex,
    "methods": _methods,
}
