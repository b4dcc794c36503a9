"""Where theories agree: for each outcome a dot and interval a theory, hollow where the difference is not clear."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import InputError
from alliance_sim.plots import style
from alliance_sim.plots.numbers import plain_axis
from alliance_sim.plots.words import wording

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from alliance_sim.studies.theories import Answer, Theories

ROW = 0.155
"""Inches a theory takes in a panel."""
COLUMNS = 3
TITLE_LETTERS = 26
"""Letters of a panel's title that fit beside each other."""

LOOKS: dict[str, dict[str, Any]] = {
    "": {"color": style.OKABE_ITO["black"], "marker": "D"},
    "burden": {"color": style.OKABE_ITO["vermillion"], "marker": "o"},
    "threat": {"color": style.OKABE_ITO["blue"], "marker": "s"},
    "commitment": {"color": style.OKABE_ITO["green"], "marker": "^"},
    "crisis": {"color": style.OKABE_ITO["purple"], "marker": "v"},
    "alignment": {"color": style.OKABE_ITO["orange"], "marker": "P"},
}
"""Colour and, for greyscale print, shape of the mark by the rule that is exchanged; the theory as written has none."""

INTERVAL = "bars: 5–95 % of seeds of the paired difference"


def theories(study: Theories, ax: np.ndarray | None = None) -> np.ndarray:
    """One panel an outcome: the events' effect in the year reported under each theory, with its interval over seeds.

    A filled mark is a clear difference, a hollow one is not; the dotted line is the answer of the theory as written.
    Returns the array of Axes in the order of `study.outcomes`. With `ax`, an array of as many Axes, it draws there and
    writes no title or footer.
    """
    count = len(study.outcomes)
    with style.house_style():
        panels = _new_panels(study) if ax is None else np.asarray(ax, dtype=object).ravel()
        if len(panels) != count:
            raise InputError(f"{count} outcomes ({', '.join(study.outcomes)}) need as many Axes, not {len(panels)}")
        for index, (panel, name) in enumerate(zip(panels, study.outcomes, strict=True)):
            _panel(panel, study, name, labelled=index % _columns(count) == 0)
    return panels


def save_theories(study: Theories, folder: Path, kinds: tuple[str, ...] = ("png", "pdf")) -> list[Path]:
    """Draw the figure into the folder, made if need be, as `theories.png` and `theories.pdf`; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    figure = style.figure_of(theories(study)[0])
    about = style.footer_text(study.own, INTERVAL)
    title = f"{study.own.scenario.scenario.name}: theories"
    return [style.save(figure, folder / f"theories.{kind}", title, about) for kind in kinds]


def _columns(count: int) -> int:
    return min(COLUMNS, count)


def _panel(ax: Axes, study: Theories, name: str, labelled: bool) -> None:
    words = wording(name)
    ax.axvline(0.0, color=style.INK, linewidth=0.7, zorder=1)
    own = study.answers[0].differences[name].mean
    if not math.isnan(own):
        ax.axvline(words.factor * own, color=style.QUIET, linewidth=0.7, linestyle=(0, (1, 1.5)), zorder=1)
    for row, answer in enumerate(study.answers):
        _mark(ax, answer, name, row, words.factor)
    ax.set_ylim(len(study.answers) - 0.4, -0.6)
    labels = [answer.rival.label.replace("=", ": ").replace("_", " ") for answer in study.answers]
    ax.set_yticks(range(len(labels)), [_short(label) for label in labels] if labelled else [""] * len(labels))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="y")
    ax.set_axisbelow(True)
    ax.margins(x=0.08)
    plain_axis(ax.xaxis, most=4)
    ax.set_title("\n".join(textwrap.wrap(words.title, TITLE_LETTERS)), fontweight="bold", pad=3)
    ax.set_xlabel(words.change)


def _short(label: str) -> str:
    return label if len(label) <= 30 else f"{label[:29]}…"


def _mark(ax: Axes, answer: Answer, name: str, row: int, factor: float) -> None:
    change, look = answer.differences[name], LOOKS[answer.rival.rule]
    if math.isnan(change.mean):
        ax.text(0.5, row, "not defined", transform=ax.get_yaxis_transform(), ha="center", va="center", fontsize=5.5)
        return
    if not math.isnan(change.low):
        ax.plot([factor * change.low, factor * change.high], [row, row], color=look["color"], linewidth=1.3, zorder=2)
    face = look["color"] if change.direction else "white"
    ax.plot(
        [factor * change.mean], [row], linestyle="none", markerfacecolor=face, markeredgewidth=0.9, markersize=4.2,
        zorder=3, gid="clear" if change.direction else "unclear", **look,
    )  # fmt: skip


def _new_panels(study: Theories) -> np.ndarray:
    """A page with a panel an outcome, its title, the key to the marks, and the footer."""
    results, count = study.own.scenario, len(study.outcomes)
    columns = _columns(count)
    rows = math.ceil(count / columns)
    lines = (
        f"What the events change by {study.year}, against the same years without them, under the theory as written and"
        " with one rule at a time exchanged. Filled: clear (the interval leaves zero out). Hollow: not clear."
        " Dotted line: the theory as written."
    )
    header = style.measure_header(results.scenario.title or results.scenario.name, lines)
    top, foot = header.height + 0.24, 0.3
    height = rows * (ROW * len(study.answers) + 0.72) + top + foot
    figure = style.new_figure(height, style.PAGE_WIDTH, top, foot)
    style.write_header(figure, header)
    _key(figure, study, header.height)
    style.footer(figure, study.own, INTERVAL)
    panels = np.asarray(figure.subplots(rows, columns, squeeze=False), dtype=object).ravel()
    for spare in panels[count:]:
        spare.remove()
    return panels[:count]


def _key(figure: Figure, study: Theories, above: float) -> None:
    """The mark of each rule that is exchanged, once for the whole page."""
    from matplotlib.lines import Line2D

    used = dict.fromkeys(answer.rival.rule for answer in study.answers)
    marks = [Line2D([], [], linestyle="none", markersize=4.2, **LOOKS[rule]) for rule in used]
    names = [f"{rule} exchanged" if rule else "as written" for rule in used]
    width, height = figure.get_size_inches()
    figure.legend(
        marks, names, loc="upper left", ncols=len(names), borderaxespad=0, handletextpad=0.2, columnspacing=1.2,
        bbox_to_anchor=(style.EDGE / width, 1 - above / height),
    )  # fmt: skip
