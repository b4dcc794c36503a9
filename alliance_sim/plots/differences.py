"""What the events change: the paired difference of each outcome over the years, and when it becomes clear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import InputError
from alliance_sim.plots import style
from alliance_sim.plots.arms import Shown, band, split
from alliance_sim.plots.outcomes import HEADLINE
from alliance_sim.plots.words import wording
from alliance_sim.results.results import Comparison
from alliance_sim.studies.compare import first_clear_year

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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
    with style.house_style():
        panels = _new_panels(shown, len(chosen)) if ax is None else np.asarray(ax, dtype=object).ravel()
        if len(panels) != len(chosen):
            raise InputError(f"{len(chosen)} outcomes ({', '.join(chosen)}) need as many Axes, not {len(panels)}")
        for panel, name in zip(panels, chosen, strict=True):
            _draw(panel, shown, name)
    return panels


def _draw(ax: Axes, comparison: Comparison, name: str) -> None:
    words, years = wording(name), comparison.scenario.years
    values = words.factor * (comparison.scenario.outcomes[name] - comparison.baseline.outcomes[name])
    mean, low, high = band(values)
    look: dict[str, Any] = {"color": style.OKABE_ITO["black"]}
    ax.axhline(0.0, color=style.QUIET, linewidth=0.7, linestyle=(0, (1, 1.5)))
    ax.fill_between(years, low, high, alpha=0.2, linewidth=0, **look)
    ax.plot(years, mean, **look)
    clear = first_clear_year(comparison, name)
    if clear is not None:
        height = mean[years.index(clear)]
        ax.plot(clear, height, "o", markersize=5, color=style.OKABE_ITO["vermillion"])
        ax.annotate(
            f"clear from {clear} on", (clear, height), (6, 6), textcoords="offset points", fontsize=style.SMALLEST
        )
    ax.set_title(words.title, fontweight="bold")
    ax.set_ylabel("points" if words.unit.startswith("percent") else words.unit)
    ax.grid(axis="y")
    ax.margins(y=0.16)  # room for the words beside the dot
    ax.locator_params(axis="x", integer=True, nbins=5)


def _new_panels(shown: Shown, count: int) -> np.ndarray:
    scenario, _ = split(shown)
    header = style.measure_header(
        f"What the events change: {scenario.scenario.title}", "Scenario minus baseline, seed by seed; mean and band."
    )
    columns = 1 if count == 1 else 2
    rows = -(-count // columns)
    figure = style.new_figure(1.55 * rows + header.height + 0.35, head=header.height)
    style.write_header(figure, header)
    style.footer(figure, shown, "band: 5–95 % of seeds of the paired difference")
    axes = np.ravel(figure.subplots(rows, columns, squeeze=False))
    for spare in axes[count:]:
        spare.set_visible(False)
    return axes[:count]
