"""The report of a run: one HTML file that needs nothing else, and the same pages as PDF."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.report.odd import changed_parameters, environment
from alliance_sim.report.tables import extra, number
from alliance_sim.report.validity import validity
from alliance_sim.results.folder import read_provenance, read_run
from alliance_sim.scenario.parameters import Parameters
from alliance_sim.studies.compare import FLOORS, difference, drift, first_clear_year, outcome_names, state_changes
from alliance_sim.studies.intervals import estimate
from alliance_sim.studies.spoken import measure, named, significant
from alliance_sim.studies.words import answer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from alliance_sim.results.results import Comparison


FACTS = ("capability", "deterrence", "spending", "anxiety")
"""Outcomes that stand above everything else."""


@dataclass(frozen=True)
class Picture:
    """A figure of the report: its heading, its text for those who cannot see it, and the PNG as base64."""

    name: str
    text: str
    data: str


def report(folder: Path) -> str:
    """The report of a run's folder as one HTML document; nothing in it is asked from elsewhere.

    Raises ResultsError for a folder that holds no run.
    """
    comparison = read_run(folder)
    document = read_provenance(folder)
    return environment(html=True).get_template("report.html.j2").render(_contents(comparison, document, folder))


def _contents(comparison: Comparison, document: dict[str, Any], folder: Path) -> dict[str, Any]:
    scenario = comparison.scenario.scenario
    paragraphs = [" ".join(part.split()) for part in answer(comparison).split("\n\n")]
    return {
        "scenario": scenario,
        "comparison": comparison,
        "paragraphs": paragraphs,
        "pictures": list(pictures(comparison)),
        "lines": list(outcome_lines(comparison)),
        "facts": FACTS,
        "states": states(comparison),
        "validity": validity(comparison),
        "changed": changed_parameters(scenario),
        "parameters": list(parameters()),
        "outcomes": outcome_names(comparison),
        "provenance": document,
        "command": " ".join(["alliance-sim", *document["parameters"].get("args", [])]),
        "folder": folder.name,
        "details": json.dumps(document, indent=2, ensure_ascii=False),
    }


def drawn(comparison: Comparison) -> Iterator[tuple[str, Figure]]:
    """Every figure of a run by its name."""
    from alliance_sim.plots import FIGURES, style

    for name, draw in FIGURES.items():
        yield name, style.figure_of(np.ravel(draw(comparison.scenario if comparison.plain else comparison))[0])


def pictures(comparison: Comparison) -> Iterator[Picture]:
    """Every figure of a run as a picture that stands inside the page."""
    from alliance_sim.plots import style

    for name, figure in drawn(comparison):
        heading = next((text.get_text() for text in figure.texts if text.get_gid() == "title"), name)
        memory = io.BytesIO()
        with style.house_style():
            figure.savefig(memory, format="png", dpi=160, metadata={"Software": "alliance_sim"})
        text = f"{' '.join(heading.split())}. {style.footer_text(comparison)}"
        yield Picture(name, text, base64.b64encode(memory.getvalue()).decode("ascii"))


def outcome_lines(comparison: Comparison) -> Iterator[dict[str, Any]]:
    """Every outcome of the last year beside the baseline's (of a plain world: the first year's), as it is printed."""
    results, year = comparison.scenario, comparison.scenario.years[-1]
    for name in outcome_names(comparison):
        if comparison.plain:
            before, change, since = (results, 0), drift(results, name, results.years[0], year), None
        else:
            before, change = (comparison.baseline, -1), difference(comparison, name, year)
            since = first_clear_year(comparison, name)
        spoken = measure(name)
        values = (
            estimate(before[0].outcomes[name][:, before[1]]).mean,
            estimate(results.outcomes[name][:, -1]).mean, change.mean, change.low, change.high,
        )  # fmt: skip
        yield {
            "name": name,
            "phrase": spoken.phrase,
            "unit": spoken.short,
            "values": [significant(value * spoken.factor) for value in values],
            "clear": bool(change.direction),
            "since": since,
        }


def states(comparison: Comparison) -> list[dict[str, Any]]:
    """What became of each member in the last year: shares in percent of GDP, chances in percent a year."""
    if comparison.plain:
        return []
    results = comparison.scenario
    return [
        {
            "name": named(results, change.iso3),
            "share": 100 * change.after["share"],
            "share_before": 100 * change.before["share"],
            "attack": 100 * change.after["attack_probability"],
            "attack_before": 100 * change.before["attack_probability"],
            "notable": abs(change.share.mean) >= FLOORS["share"],
        }
        for change in state_changes(comparison, results.years[-1])
    ]


def parameters() -> Iterator[tuple[str, ...]]:
    """Every parameter with meaning, default, unit, status and source."""
    for name, field in Parameters.model_fields.items():
        about = extra(field)
        yield (name, str(field.description), number(field.default), about["unit"], about["status"], about["source"])


def write_pdf(folder: Path, file: Path) -> None:
    """The report's words and figures as PDF: a page of text, then a page a figure."""
    import textwrap

    from matplotlib.backends.backend_pdf import PdfPages

    from alliance_sim.plots import style

    comparison = read_run(folder)
    about = {"CreationDate": None, "Title": comparison.scenario.scenario.title}
    with style.house_style(), PdfPages(file, metadata=about) as pages:
        words = [comparison.scenario.scenario.title, "", answer(comparison), "", "Validity:"]
        words += [textwrap.fill(f"- {sentence}", 80) for sentence in validity(comparison)]
        for text in _pages("\n".join(words)):
            page = style.new_figure(10.0)
            page.text(0.08, 0.95, text, va="top", fontsize=8, family="monospace", linespacing=1.4)
            pages.savefig(page)
        for _, figure in drawn(comparison):
            pages.savefig(figure)


LINES_A_PAGE = 58


def _pages(text: str) -> Iterator[str]:
    lines = text.splitlines()
    for start in range(0, len(lines), LINES_A_PAGE):
        yield "\n".join(lines[start : start + LINES_A_PAGE])
