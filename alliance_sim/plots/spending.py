"""Defence spending by state before and after, sorted: first year against last, scenario against baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.plots import style
from alliance_sim.plots.arms import Shown, allies, band, changed_states, split, state_index, usual_standing
from alliance_sim.studies import causes
from alliance_sim.studies.spoken import state_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from alliance_sim.results.results import Results

ROW_HEIGHT = 0.178
"""Inches a state takes: its name in 6.5 points and a little air."""


@dataclass(frozen=True, slots=True)
class Row:
    """One state's shares, percent of GDP; `after` is mean, low and high over seeds, `otherwise` the baseline's mean."""

    code: str
    label: str
    partner: bool
    before: float
    after: tuple[float, float, float]
    otherwise: float | None


def spending(shown: Shown, ax: Axes | None = None) -> Axes:
    """A row a state, the highest share of the last year on top, partners apart below: what it spends of its GDP.

    An open circle is the first year, a diamond the last year of the scenario with its 5–95 % band over seeds, a square
    the last year of the baseline. Adversaries and states without armed forces are left out, and the figure says so.
    """
    scenario, baseline = split(shown)
    rows = share_rows(scenario, baseline)
    with style.house_style():
        axes = _new_axes(shown, len(rows)) if ax is None else ax
        places = _places(rows)
        _draw_rows(axes, rows, places, len(scenario.seeds) > 1)
        _dress(axes, rows, places, scenario)
        _guideline(axes, rows, places, scenario)
        _key(axes, scenario, baseline is not None)
    return axes


def share_rows(scenario: Results, baseline: Results | None) -> list[Row]:
    """Members, then partners, each from the highest share of the scenario's last year to the lowest."""
    rows = [_row(scenario, baseline, code) for code in _spenders(scenario)]
    return sorted(rows, key=lambda row: (row.partner, -np.nan_to_num(row.after[0]), row.code))


def _spenders(results: Results) -> tuple[str, ...]:
    """States that have a defence share other than zero in some year."""
    codes = allies(results)
    shares = results.state["share"][:, :, state_index(results, codes)]
    spends = np.any(np.nan_to_num(shares) > 0, axis=(0, 1))
    return tuple(code for code, does in zip(codes, spends, strict=True) if does)


def _row(scenario: Results, baseline: Results | None, code: str) -> Row:
    mean, low, high = _percent(scenario, code)
    otherwise = float(_percent(baseline, code)[0][-1]) if baseline is not None and code in baseline.states else None
    partner = code not in scenario.scenario.states
    after = (float(mean[-1]), float(low[-1]), float(high[-1]))
    return Row(code, _label(scenario, code), partner, float(mean[0]), after, otherwise)


def _percent(results: Results, code: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return band(100 * results.state["share"][:, :, state_index(results, [code])[0]])


def _label(results: Results, code: str) -> str:
    """`Norway  NOR`, and where it stands in the end if that is not where it began."""
    if code not in changed_states(results):
        return f"{state_name(results, code)}  {code}"
    now = usual_standing(results, code, results.years[-1]).replace("_", " ")
    return f"{state_name(results, code)} (→ {now})  {code}"


def _places(rows: list[Row]) -> list[float]:
    """Heights of the rows, downward from 0, with a gap before the partners."""
    return [-(index + (0.9 if row.partner else 0.0)) for index, row in enumerate(rows)]


def _draw_rows(ax: Axes, rows: list[Row], places: list[float], interval: bool) -> None:
    for row, place in zip(rows, places, strict=True):
        ax.plot([row.before, row.after[0]], [place, place], color="#9A9A9A", linewidth=1.1, zorder=2)
    if interval:
        low, high = [row.after[1] for row in rows], [row.after[2] for row in rows]
        ax.hlines(places, low, high, color=style.SCENARIO["color"], linewidth=2.6, alpha=0.35, zorder=3, gid="band")
    ax.plot(
        [row.before for row in rows], places, "o", markersize=5.4, markerfacecolor="white",
        markeredgecolor=style.INK, markeredgewidth=0.8, zorder=4, gid="before",
    )  # fmt: skip
    compared = [(row.otherwise, place) for row, place in zip(rows, places, strict=True) if row.otherwise is not None]
    if compared:
        ax.plot(
            [share for share, _ in compared], [place for _, place in compared], "s", markersize=3.0,
            color=style.BASELINE["color"], zorder=5, gid="baseline",
        )  # fmt: skip
    ax.plot(
        [row.after[0] for row in rows], places, "D", markersize=3.0, color=style.SCENARIO["color"], zorder=6,
        gid="scenario",
    )  # fmt: skip


def _dress(ax: Axes, rows: list[Row], places: list[float], scenario: Results) -> None:
    """Names on the left, percent above and below, light rules to lead the eye, and a word for the partners."""
    ax.set_yticks(places, [row.label for row in rows])
    changed = set(changed_states(scenario))
    for tick, row in zip(ax.get_yticklabels(), rows, strict=True):
        tick.set_fontweight("bold" if row.code in changed else "normal")
    ax.tick_params(axis="y", length=0)
    ax.tick_params(axis="x", top=True, labeltop=True)
    ax.set_ylim(min(places, default=0) - 0.7, 0.7)
    ax.set_xlim(left=0)
    ax.set_xlabel("defence spending, percent of GDP")
    ax.grid(axis="both")
    ax.set_axisbelow(True)
    for side in ("left", "right"):
        ax.spines[side].set_visible(False)
    first = next((place for row, place in zip(rows, places, strict=True) if row.partner), None)
    if first is not None and first != -0.9:
        ax.axhline(first + 0.95, color=style.QUIET, linewidth=0.6)
        ax.annotate(
            "partners", (1, first + 0.9), xycoords=("axes fraction", "data"), ha="right", va="top", style="italic",
            color=style.QUIET, fontsize=style.SMALLEST + 0.5,
        )  # fmt: skip


def _guideline(ax: Axes, rows: list[Row], places: list[float], scenario: Results) -> None:
    """The guideline in force in the last year: a dashed line with its figure along the members, whom alone it binds."""
    share = guideline_share(scenario)
    bound = [place for row, place in zip(rows, places, strict=True) if not row.partner]
    if share is None or not bound:
        return
    green, lowest = style.OKABE_ITO["green"], min(bound) - 0.45
    ax.vlines(100 * share, lowest, 0.7, colors=green, linestyles="dashed", linewidth=1.1, zorder=1, gid="guideline")
    ax.annotate(
        f"guideline {100 * share:g} %", (100 * share, lowest), xytext=(3, 1), textcoords="offset points",
        color="#00694D", fontsize=style.SMALLEST + 0.5, ha="left", va="bottom", zorder=7,
        bbox={"boxstyle": "square,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.85},
    )  # fmt: skip


def guideline_share(results: Results) -> float | None:
    """The guideline in the last year, as a share of GDP: the latest that an event has set, else the alliance's."""
    return causes.guideline_share(results.scenario, results.years[-1])


def _key(ax: Axes, scenario: Results, compared: bool) -> None:
    """What the marks mean, above the figures of the upper axis."""
    from matplotlib.lines import Line2D
    from matplotlib.transforms import offset_copy

    first, last = scenario.years[0], scenario.years[-1]
    mark: dict[str, Any] = {"linestyle": "", "markersize": 4.0}
    ring: dict[str, Any] = {"marker": "o", "markersize": 5.4, "markerfacecolor": "white", "markeredgecolor": style.INK}
    entries = {f"{first}": Line2D([], [], **{**mark, **ring})}
    entries[f"{last}, scenario" if compared else f"{last}"] = Line2D(
        [], [], **mark, marker="D", color=style.SCENARIO["color"]
    )
    if len(scenario.seeds) > 1:
        band_line = Line2D([], [], linewidth=2.6, alpha=0.35, color=style.SCENARIO["color"])
        entries["its 5–95 % of seeds"] = band_line
    if compared:
        entries[f"{last}, baseline"] = Line2D([], [], **mark, marker="s", color=style.BASELINE["color"])
    ax.legend(
        entries.values(), entries.keys(), loc="lower left", bbox_to_anchor=(0, 1), ncols=4, borderaxespad=0,
        bbox_transform=offset_copy(ax.transAxes, style.figure_of(ax), y=17, units="points"), handletextpad=0.4,
        handlelength=1.6, columnspacing=1.6,
    )  # fmt: skip


def _new_axes(shown: Shown, count: int) -> Axes:
    """A page with a row a state, title and footer."""
    scenario, _ = split(shown)
    first, last = scenario.years[0], scenario.years[-1]
    header = style.measure_header(f"What each state spends on defence, {first} and {last}", _arm_line(shown))
    top, foot = header.height, 0.32
    figure = style.new_figure(ROW_HEIGHT * (count + 2) + top + foot + 0.65, style.PAGE_WIDTH, top, foot)
    style.write_header(figure, header)
    style.footer(figure, shown, note=_left_out(scenario))
    return figure.subplots()


def _arm_line(shown: Shown) -> str:
    """The scenario's title, for the line below the figure's own."""
    scenario, _ = split(shown)
    return f"Scenario: {scenario.scenario.title}" if scenario.scenario.title else ""


def _left_out(results: Results) -> str:
    """Who is not in the figure, and why."""
    unarmed = [code for code in allies(results) if code not in _spenders(results)]
    parts = [f"{', '.join(unarmed)} (no armed forces)"] if unarmed else []
    parts += [f"{', '.join(sorted(results.scenario.adversaries))} (adversary)"] if results.scenario.adversaries else []
    return f"Not shown: {', '.join(parts)}." if parts else ""
