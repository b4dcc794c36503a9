"""Who rises to the guideline: each member's defence share in the first and the last year, joined by a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import InputError
from alliance_sim.plots import style
from alliance_sim.plots.arms import Shown, split, usual_standing
from alliance_sim.plots.labels import spread
from alliance_sim.plots.numbers import plain_axis
from alliance_sim.plots.spending import Row, guideline_share, share_rows
from alliance_sim.studies.spoken import calendar, sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from alliance_sim.results.results import Results

KINDS: dict[str, dict[str, Any]] = {
    "rises to the guideline": {"color": style.SCENARIO["color"], "linewidth": 1.6, "linestyle": "-", "marker": "o"},
    "falls below it": {"color": style.BASELINE["color"], "linewidth": 1.3, "linestyle": (0, (4, 1.6)), "marker": "s"},
    "stays above it": {"color": style.INK, "linewidth": 0.9, "linestyle": "-", "marker": "^"},
    "stays below it": {"color": "#8A8A8A", "linewidth": 0.7, "linestyle": "-", "marker": "v"},
}
"""What a line can do, and its colour, line and mark, any of which tells it apart."""
LABEL = 6.6
"""Points that a label needs from the next."""
HEIGHT = 5.2
"""Inches of a panel."""


def slopes(shown: Shown, ax: np.ndarray | None = None) -> np.ndarray:
    """A panel an arm, the baseline first: from each member's share of GDP in the first year to that of the last year.

    Means over seeds; colour, line and mark say on which side of the guideline in force a member begins and ends. Only
    members of the last year are drawn, whom alone the guideline binds. Returns the array of Axes. Raises
    InputError where nobody spends.
    """
    scenario, baseline = split(shown)
    arms = [scenario] if baseline is None else [baseline, scenario]
    rows = [[row for row in share_rows(arm, None) if is_member(arm, row.code)] for arm in arms]
    if not any(rows):
        raise InputError(f"{scenario.scenario.name} has no member with armed forces, so there is no share to draw")
    with style.house_style():
        panels = _new_panels(shown, len(arms)) if ax is None else np.asarray(ax, dtype=object).ravel()
        if len(panels) != len(arms):
            raise InputError(f"slopes of {len(arms)} arms need as many Axes, not {len(panels)}")
        top = 1.06 * max(share for each in rows for row in each for share in (row.before, row.after[0]))
        for panel, arm, each in zip(panels, arms, rows, strict=True):
            name = ("with the events" if arm is scenario else "without the events") if baseline else ""
            _draw(panel, arm, each, top, name)
        panels[0].set_ylabel("defence spending, percent of GDP")
    return panels


def is_member(arm: Results, code: str) -> bool:
    """Whether most seeds have the state as a member in the last year."""
    return usual_standing(arm, code, arm.years[-1]).startswith("member")


def kind(row: Row, guideline: float | None) -> str:
    """One of KINDS: on which side of the guideline (a share 0-1, or None for no guideline) the row begins and ends."""
    if guideline is None:
        return "stays below it"
    begins, ends = row.before >= 100 * guideline, row.after[0] >= 100 * guideline
    return list(KINDS)[{(False, True): 0, (True, False): 1, (True, True): 2, (False, False): 3}[begins, ends]]


def _draw(ax: Axes, arm: Results, rows: list[Row], top: float, name: str) -> None:
    guideline = guideline_share(arm)
    kinds = [kind(row, guideline) for row in rows]
    for row, does in zip(rows, kinds, strict=True):
        look = KINDS[does]
        ax.plot([0, 1], [row.before, row.after[0]], markersize=2.6, zorder=2 + look["linewidth"], gid=does, **look)
    ax.set(xlim=(-0.02, 1.02), ylim=(0, top), xticks=[0, 1])
    ax.set_xticklabels([calendar(arm.years[0]), calendar(arm.years[-1])])
    plain_axis(ax.yaxis)
    ax.grid(axis="y")
    ax.set_axisbelow(True)
    ax.margins(x=0)
    met = sum(row.after[0] >= 100 * guideline for row in rows) if guideline is not None else None
    told = "" if met is None else f"{met} of {len(rows)} meet the guideline"
    ax.set_title(f"{sentence(name)}{': ' if name and told else ''}{told}", fontweight="bold")
    if guideline is not None:
        ax.axhline(100 * guideline, color="#00694D", linestyle="dashed", linewidth=1.1, zorder=1.5, gid="guideline")
    _name(ax, rows, kinds, top)


def _name(ax: Axes, rows: list[Row], kinds: list[str], top: float) -> None:
    """Code and share at the right end of every line, moved apart where lines end together."""
    gap = top * LABEL / (72 * HEIGHT)
    heights = spread([row.after[0] for row in rows], gap)
    lift = max(0.0, gap / 2 - min(heights, default=gap))
    for row, does, height in zip(rows, kinds, heights, strict=True):
        crosses = does in list(KINDS)[:2]
        ax.annotate(
            f"{row.code} {row.after[0]:.1f}", (1.02, row.after[0]), (1.12, height + lift), textcoords="data",
            fontsize=style.SMALLEST + 0.3, va="center", fontweight="bold" if crosses else "normal",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "linewidth": 0.35, "color": "#9A9A9A", "shrinkB": 0, "relpos": (0, 0.5)},
        )  # fmt: skip


def _new_panels(shown: Shown, count: int) -> np.ndarray:
    from matplotlib.lines import Line2D

    scenario, _ = split(shown)
    guideline = guideline_share(scenario)
    says = (
        "" if guideline is None else f"; dashed: the guideline in force in the last year, {100 * guideline:g} % of GDP"
    )
    lines = f"Scenario: {scenario.scenario.title}. Each line is a member of {calendar(scenario.years[-1])}{says}."
    first, last = calendar(scenario.years[0]), calendar(scenario.years[-1])
    header = style.measure_header(f"Who rises to the guideline, {first} to {last}", lines)
    top = header.height + 0.26
    figure = style.new_figure(HEIGHT + top + 0.8, style.PAGE_WIDTH, top, 0.36)
    style.write_header(figure, header)
    style.footer(figure, shown, "means over seeds; their intervals are in the figure of spending")
    width, height = figure.get_size_inches()
    if guideline is not None:
        figure.legend(
            [Line2D([], [], markersize=3, **look) for look in KINDS.values()], list(KINDS), loc="upper left", ncols=4,
            bbox_to_anchor=(style.EDGE / width, 1 - header.height / height), borderaxespad=0, handlelength=3.0,
        )  # fmt: skip
    return np.ravel(figure.subplots(1, count, sharey=True, squeeze=False))
