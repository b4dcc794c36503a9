"""What the events change: the paired difference of each outcome over the years, and when it becomes clear."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import InputError
from alliance_sim.plots import style
from alliance_sim.plots.arms import Shown, band, split
from alliance_sim.plots.happened import draw_marks, event_key, event_marks
from alliance_sim.plots.numbers import plain_axis
from alliance_sim.plots.outcomes import HEADLINE, fill_panels
from alliance_sim.plots.words import wording
from alliance_sim.results.results import Comparison
from alliance_sim.studies.compare import first_clear_year
from alliance_sim.studies.spoken import calendar

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LINE = 6.0
"""Points from one line of small type above a panel to the next."""


def differences(shown: Shown, names: Sequence[str] | None = None, ax: np.ndarray | None = None) -> np.ndarray:
    """One panel an outcome: scenario minus baseline, seed by seed; mean, 5–95 % band, and the first clear year.

    names: outcomes (default: those the scenario file lists, else the six of the figure `outcomes`). A dot marks the
    year from which on the band holds no zero. Returns the array of Axes. Raises InputError for results without a
    baseline.
    """
    scenario, _ = split(shown)
    if not isinstance(shown, Comparison) or shown.plain:
        raise InputError(f"{scenario.scenario.name} has no baseline, so there is no difference to draw")
    usual = tuple(scenario.scenario.outcomes) or HEADLINE
    chosen = tuple(names) if names is not None else tuple(name for name in usual if name in scenario.outcomes)
    return fill_panels(chosen, ax, partial(_new_panels, shown), lambda panel, name: _draw(panel, shown, name))


def _draw(ax: Axes, comparison: Comparison, name: str) -> None:
    words, years = wording(name), comparison.scenario.years
    values = words.factor * (comparison.scenario.outcomes[name] - comparison.baseline.outcomes[name])
    mean, low, high = band(values)
    look: dict[str, Any] = {"color": style.OKABE_ITO["black"]}
    ax.axhline(0.0, color=style.QUIET, linewidth=0.7)
    ax.fill_between(years, low, high, alpha=0.24, linewidth=0, **look)
    ax.plot(years, mean, **look)
    ax.set_xlim(years[0] - 0.4, years[-1] + 0.4)
    ax.margins(y=0.14)
    ax.set_ylabel(words.change)
    plain_axis(ax.yaxis)
    ax.locator_params(axis="x", integer=True, nbins=5)
    ax.grid(axis="y")
    ax.set_axisbelow(True)
    marks = event_marks(comparison.scenario, comparison.baseline)
    levels = draw_marks(ax, marks)
    row = levels if any(mark.year > (years[0] + years[-1]) / 2 for mark in marks) else 0
    _mark_clear(ax, comparison, name, mean, row)
    ax.set_title(words.title, fontweight="bold", pad=3 + max(LINE * levels, LINE * row + 8))


def _mark_clear(ax: Axes, comparison: Comparison, name: str, mean: np.ndarray, row: int) -> None:
    """A dot on the first clear year, and above the panel, `row` lines up, what it means."""
    years, clear = comparison.scenario.years, first_clear_year(comparison, name)
    words = f"not clear by {calendar(years[-1])}"
    if clear is not None:
        ax.plot(clear, mean[years.index(clear)], "o", markersize=5, color=style.SCENARIO["color"], zorder=4)
        words = f"● clear from {calendar(clear)} on"
    ax.annotate(
        words, (1, 1), xycoords="axes fraction", xytext=(0, 1.5 + LINE * row), textcoords="offset points", ha="right",
        va="bottom", fontsize=style.SMALL, gid="clear", color=style.INK if clear is None else "#A34700",
    )  # fmt: skip


def _new_panels(shown: Shown, count: int) -> np.ndarray:
    scenario, baseline = split(shown)
    lines = f"Scenario minus baseline, seed by seed: mean and 5–95 % of seeds. {event_key(scenario, baseline)}"
    columns = 1 if count == 1 else 2
    rows = -(-count // columns)
    width = style.COLUMN_WIDTH if columns == 1 else style.PAGE_WIDTH
    header = style.measure_header(f"What the events change: {scenario.scenario.title}", lines, width)
    figure = style.new_figure(1.7 * rows + header.height + 0.45, width, header.height + 0.06, 0.36)
    style.write_header(figure, header)
    style.footer(figure, shown, "band: 5–95 % of seeds of the paired difference")
    axes = np.ravel(figure.subplots(rows, columns, squeeze=False))
    for spare in axes[count:]:
        spare.remove()
    return axes[:count]
