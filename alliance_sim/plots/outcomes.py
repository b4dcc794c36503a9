"""Outcomes over time: small multiples of means and bands over seeds, the scenario against its baseline."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import InputError
from alliance_sim.plots import style
from alliance_sim.plots.arms import Shown, band, split
from alliance_sim.plots.happened import draw_marks, event_key, event_marks, width_of
from alliance_sim.plots.numbers import plain_axis
from alliance_sim.plots.words import wording
from alliance_sim.studies.intervals import bounds

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from alliance_sim.results.results import Results

HEADLINE = ("capability", "deterrence", "spending", "members_at_guideline", "anxiety", "cohesion")
"""What is drawn where the scenario file does not name its outcomes: six panels, one page, one glance."""

TWO_COLUMNS = 6
"""Up to so many panels stand in two columns, more in three."""
TITLE_EM = 0.66
"""Width of a bold letter relative to its size."""
HALF = 0.5
"""Share of the seeds in the darker, inner part of a fan."""
INTERVAL = "bands: 5–95 and 25–75 % of seeds"
FOOT = 0.3
"""Inches below the panels for the footer."""


def outcomes(shown: Shown, names: Sequence[str] | None = None, ax: np.ndarray | None = None) -> np.ndarray:
    """One panel an outcome: mean over seeds with a fan of its 25–75 and 5–95 % bands, scenario beside baseline.

    Events are marked. `names` are outcomes of `alliance-sim outcomes` (default: those the scenario file lists, else
    HEADLINE). Returns the array of Axes in that order. With `ax`, an array of as many Axes, it draws there and writes
    no title or footer.
    """
    scenario, _ = split(shown)
    usual = tuple(scenario.scenario.outcomes) or tuple(name for name in HEADLINE if name in scenario.outcomes)
    chosen = usual if names is None else tuple(names)
    return fill_panels(chosen, ax, partial(_new_panels, shown), lambda panel, name: outcome(shown, name, panel))


def fill_panels(
    names: Sequence[str],
    ax: np.ndarray | None,
    page: Callable[[int], np.ndarray],
    draw: Callable[[Axes, str], object],
) -> np.ndarray:
    """Draw one panel an outcome, on the caller's Axes or on a page of so many; the Axes in the order of the names."""
    with style.house_style():
        panels = page(len(names)) if ax is None else np.asarray(ax, dtype=object).ravel()
        if len(panels) != len(names):
            raise InputError(f"{len(names)} outcomes ({', '.join(names)}) need as many Axes, not {len(panels)}")
        for panel, name in zip(panels, names, strict=True):
            draw(panel, name)
        if ax is None:
            style.figure_of(panels[0]).align_ylabels(list(panels))
    return panels


def outcome(shown: Shown, name: str, ax: Axes | None = None) -> Axes:
    """One outcome over the years: mean and 5–95 % band over seeds of the scenario and of its baseline, if any."""
    if ax is None:
        panel: Axes = outcomes(shown, [name])[0]
        return panel
    scenario, baseline = split(shown)
    if name not in scenario.outcomes:
        raise InputError(f"these results hold no outcome {name!r}; they hold {', '.join(sorted(scenario.outcomes))}")
    with style.house_style():
        if baseline is not None:
            _draw_arm(ax, baseline, name, "baseline", style.BASELINE, offset=2)
        _draw_arm(ax, scenario, name, "scenario", style.SCENARIO, offset=0)
        _dress(ax, scenario, name)
        levels = draw_marks(ax, event_marks(scenario, baseline))
        title = textwrap.fill(wording(name).title, int(width_of(ax) / (TITLE_EM * 7.5)))
        ax.set_title(title, fontweight="bold", pad=3 + 6 * levels)
    return ax


def _draw_arm(ax: Axes, results: Results, name: str, label: str, look: dict[str, Any], offset: int) -> None:
    mean, low, high = (wording(name).factor * values for values in band(results.outcomes[name]))
    step = max(2, len(results.years) // 5)
    filled = label == "scenario"
    if len(results.seeds) > 1:
        ax.fill_between(results.years, low, high, color=look["color"], alpha=0.22 if filled else 0.16, linewidth=0)
        inner = bounds(wording(name).factor * results.outcomes[name], HALF)
        ax.fill_between(results.years, *inner, color=look["color"], alpha=0.26 if filled else 0.2, linewidth=0)
    ax.plot(
        results.years, mean, label=label, markevery=(min(offset, len(results.years) - 1), step), zorder=3,
        markerfacecolor=look["color"] if filled else "white", markeredgewidth=0.9, **look,
    )  # fmt: skip


def _dress(ax: Axes, scenario: Results, name: str) -> None:
    """Title and unit in words, whole years below, and an axis that does not blow up noise into news."""
    from matplotlib.ticker import MaxNLocator

    words = wording(name)
    ax.set_ylabel(words.unit)
    pad = 0.4
    ax.set_xlim(scenario.years[0] - pad, scenario.years[-1] + pad)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]))
    _widen(ax, words.whole)
    plain_axis(ax.yaxis, whole=words.whole)
    ax.grid(axis="y")
    ax.set_axisbelow(True)


def _widen(ax: Axes, whole: bool) -> None:
    """At least 2 % of the level, or two whole units, from bottom to top of the axis."""
    low, high = ax.get_ylim()
    least = max(2.0 if whole else 0.0, 0.02 * max(abs(low), abs(high)))
    if high - low < least:
        middle = (low + high) / 2
        ax.set_ylim(middle - least / 2, middle + least / 2)


def _new_panels(shown: Shown, count: int) -> np.ndarray:
    """A page with that many panels, its title, the key to lines and events, and the footer."""
    scenario, baseline = split(shown)
    columns = 1 if count == 1 else 2 if count <= TWO_COLUMNS else 3
    rows = math.ceil(count / columns)
    width = style.COLUMN_WIDTH if columns == 1 else style.PAGE_WIDTH
    name = scenario.scenario.title or scenario.scenario.name
    header = style.measure_header(name, event_key(scenario, baseline), width)
    entries = 1 if columns == 1 else 2
    top = header.height + 0.16 * (2 if baseline is not None and entries == 1 else 1) + 0.06
    figure = style.new_figure(1.75 * rows + top + FOOT, width, top, FOOT)
    style.write_header(figure, header)
    _arm_key(figure, shown, header.height, entries)
    style.footer(figure, shown, INTERVAL)
    panels = np.asarray(figure.subplots(rows, columns, squeeze=False), dtype=object).ravel()
    for spare in panels[count:]:
        spare.remove()
    return panels[:count]


def _arm_key(figure: Figure, shown: Shown, above: float, columns: int) -> None:
    """Line and band of each arm, once for the whole page, `above` inches below its upper edge."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    scenario, baseline = split(shown)
    compared, several = baseline is not None, len(scenario.seeds) > 1
    arms = [("scenario", style.SCENARIO, True), ("baseline", style.BASELINE, False)][: 2 if compared else 1]
    words = "mean, 25–75 and 5–95 % of seeds" if several else f"seed {scenario.seeds[0]}"
    entries: list[Any] = []
    for label, look, filled in arms:
        face = look["color"] if filled else "white"
        line = Line2D([], [], label=label, markerfacecolor=face, markeredgewidth=0.9, **look)
        entries.append((Patch(color=look["color"], alpha=0.34, linewidth=0), line) if several else line)
    width, height = figure.get_size_inches()
    figure.legend(
        entries, [f"{label}: {words}" for label, _, _ in arms], loc="upper left", ncols=columns,
        bbox_to_anchor=(style.EDGE / width, 1 - above / height), borderaxespad=0, handlelength=3.2,
    )  # fmt: skip
