"""Where the cases of interest lie: the limits of PRIM's box, and what each further slice cost and won."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import InputError
from alliance_sim.plots import style
from alliance_sim.plots.sensitivity import label, shortened
from alliance_sim.studies.boxes import case
from alliance_sim.studies.discovery import CHANCE
from alliance_sim.studies.spoken import significant

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from alliance_sim.studies.discovery import Discovery, Limit

ROW = 0.3
"""Inches a factor takes."""

INSIDE: dict[str, Any] = {"color": style.OKABE_ITO["vermillion"]}
SHADES = "cividis"
"""From few to many limited factors, for the colour-blind and in greyscale alike."""


def discovery(found: Discovery, source: str = "", ax: np.ndarray | None = None) -> np.ndarray:
    """Two panels: the box's limits within each factor's range, and all boxes by coverage and density.

    Args:
        found: what PRIM found.
        source: seeds, data and versions, for the foot of the figure.
        ax: two Axes to draw on, without title and footer.

    Raises:
        InputError: `ax` does not hold two Axes.
    """
    with style.house_style():
        panels = _new_panels(found, source) if ax is None else np.asarray(ax, dtype=object).ravel()
        if len(panels) != 2:
            raise InputError(f"limits and trajectory need two Axes, not {len(panels)}")
        _limits(panels[0], found)
        _trajectory(panels[1], found)
    return panels


def save_discovery(found: Discovery, source: str, folder: Path, kinds: tuple[str, ...] = ("png", "pdf")) -> list[Path]:
    """Draw the figure into the folder, made if need be, as `discovery.png` and `discovery.pdf`; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    figure = style.figure_of(discovery(found, source)[0])
    return [style.save(figure, folder / f"discovery.{kind}", str(found.condition), source) for kind in kinds]


def _limits(ax: Axes, found: Discovery) -> None:
    """A bar a factor: its whole range in grey, what the box allows in colour, the bounds as numbers."""
    limits = found.box.limits
    for row, limit in enumerate(limits):
        ax.plot([0.0, 1.0], [row, row], color=style.FAINT, linewidth=5.0, solid_capstyle="butt", zorder=1)
        if limit.values:
            _names(ax, found, limit, row)
        else:
            _bar(ax, found, limit, row)
    ax.set_ylim(max(len(limits), 1) - 0.5, -0.5)
    ax.set_xlim(-0.02, 1.02)
    sure = ["" if limit.chance <= CHANCE else " (may be chance)" for limit in limits]
    named = [f"{shortened(label(limit.factor))}{doubt}" for limit, doubt in zip(limits, sure, strict=True)]
    ax.set_yticks(range(len(limits)), named)
    ax.tick_params(axis="y", length=0)
    ax.set_xticks([])
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.set_title("Limits of the box in each factor's range", fontweight="bold", pad=3)
    if not limits:
        ax.text(0.5, 0.0, "no factor is limited", ha="center", va="center")


def _bar(ax: Axes, found: Discovery, limit: Limit, row: int) -> None:
    low, high = found.ranges[limit.factor]
    width = (high - low) or 1.0
    start, end = (limit.low - low) / width, (limit.high - low) / width
    ax.plot([start, end], [row, row], linewidth=5.0, solid_capstyle="butt", zorder=2, gid="limit", **INSIDE)
    values = (low, limit.low, limit.high, high)
    texts = [f"{value:.0f}" if value.is_integer() else significant(value) for value in values]  # a year has no comma
    look: dict[str, Any] = {"va": "bottom", "fontsize": style.SMALLEST}
    if limit.low > low:
        ax.text(start, row - 0.16, f"from {texts[1]}", ha="left" if start < 0.7 else "right", **look)
    if limit.high < high:
        ax.text(end, row - 0.16, f"to {texts[2]}", ha="right" if end > 0.3 else "left", **look)
    ends: dict[str, Any] = {"va": "top", "fontsize": style.SMALLEST, "color": style.QUIET}
    ax.text(0.0, row + 0.16, texts[0], ha="left", **ends)
    ax.text(1.0, row + 0.16, texts[3], ha="right", **ends)


def _names(ax: Axes, found: Discovery, limit: Limit, row: int) -> None:
    names = found.names[limit.factor]
    for place, name in enumerate(names):
        start, end = place / len(names), (place + 1) / len(names)
        inside = name in limit.values
        if inside:
            ax.plot(
                [start + 0.005, end - 0.005], [row, row], linewidth=5.0, solid_capstyle="butt", zorder=2, gid="limit",
                **INSIDE,
            )  # fmt: skip
        ax.text(
            (start + end) / 2, row - 0.16, shortened(name.replace("_", " "), 60 // len(names)), ha="center",
            va="bottom", fontsize=style.SMALLEST, color=style.INK if inside else style.QUIET,
        )  # fmt: skip


def _trajectory(ax: Axes, found: Discovery) -> None:
    coverage = [box.coverage for box in found.boxes]
    density = [box.density for box in found.boxes]
    limited = [len(box.limits) for box in found.boxes]
    ax.plot(coverage, density, color=style.FAINT, linewidth=0.8, zorder=1)
    dots = ax.scatter(coverage, density, c=limited, cmap=SHADES, s=13, zorder=2, vmin=0, vmax=max(1, *limited))
    ax.plot(
        [found.box.coverage], [found.box.density], "o", markersize=8, markerfacecolor="none", markeredgewidth=1.3,
        zorder=3, gid="chosen", **INSIDE,
    )  # fmt: skip
    ax.set_xlim(-0.03, 1.03)
    ax.set_ylim(-0.03, 1.03)
    ax.set_xlabel("coverage: share of all cases that the box holds")
    ax.set_ylabel("density: share of the box that are cases")
    ax.grid(visible=True)
    ax.set_axisbelow(True)
    bar = style.figure_of(ax).colorbar(dots, ax=ax, pad=0.02, aspect=30)
    bar.set_label("factors limited", fontsize=style.SMALL)
    bar.set_ticks(sorted({0, max(1, *limited)} | set(range(0, max(1, *limited) + 1, max(1, max(limited) // 4)))))
    bar.outline.set_visible(False)
    ax.set_title("All boxes, the chosen one ringed", fontweight="bold", pad=3)


def _new_panels(found: Discovery, source: str) -> np.ndarray:
    box = found.box
    lines = (
        f"{found.cases:,} of {found.samples:,} samples are cases ({100 * found.cases / found.samples:.0f} %). The box"
        f" holds {100 * box.coverage:.0f} % of them (coverage), and {100 * box.density:.0f} % of its samples are cases"
        " (density): of all boxes on the way the one with both in balance."
    )
    header = style.measure_header(f"Where {case(found)}", lines)
    height = max(2.3, ROW * len(box.limits) + 0.5)
    top, foot = header.height + 0.04, 0.3
    figure = style.new_figure(height + top + foot, style.PAGE_WIDTH, top, foot)
    style.write_header(figure, header)
    width, tall = figure.get_size_inches()
    text = f"n = {found.samples:,} samples; PRIM of EMA workbench; {source}".rstrip("; ")
    figure.text(
        style.EDGE / width, 0.05 / tall, style.wrap(text, width - 2 * style.EDGE, style.SMALLEST), ha="left",
        va="bottom", fontsize=style.SMALLEST, color=style.QUIET, linespacing=1.3, gid="footer",
    )  # fmt: skip
    return np.asarray(figure.subplots(1, 2, width_ratios=(1.25, 1)), dtype=object)
