"""What an outcome hangs on: Sobol' indices, Morris' elementary effects, and whether more samples would change them."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import InputError
from alliance_sim.plots import style
from alliance_sim.plots.words import wording
from alliance_sim.studies.ranking import Finding, Findings
from alliance_sim.studies.sensitivity import RESAMPLES, SMALL, block_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = 3
ROW = 0.17
"""Inches a factor takes in a panel."""
TITLE_LETTERS = 30

TOTAL: dict[str, Any] = {"color": style.OKABE_ITO["vermillion"], "marker": "o"}
ALONE: dict[str, Any] = {"color": style.OKABE_ITO["blue"], "marker": "s", "markerfacecolor": "white"}

_MARKS = (
    ("vermillion", "o"), ("blue", "s"), ("green", "^"), ("purple", "D"), ("orange", "v"), ("sky", "P"), ("black", "X"),
)  # fmt: skip
LOOKS: tuple[dict[str, Any], ...] = tuple(
    {
        "color": style.OKABE_ITO[colour],
        "marker": marker,
        "markerfacecolor": style.OKABE_ITO[colour] if full else "white",
    }
    for full in (True, False)
    for colour, marker in _MARKS
)
"""Colour, shape and filling of the factors that matter most over all outcomes."""
OTHERS: dict[str, Any] = {"color": "#9A9A9A", "marker": ".", "markerfacecolor": "#9A9A9A"}
"""Of all further factors."""


def label(factor: str) -> str:
    """A factor's path as it stands on a figure.

    >>> label("parameters.threat_elasticity"), label("events.downgrade.year"), label("theory.burden")
    ('threat elasticity', 'downgrade: year', 'burden theory')
    """
    room, _, rest = factor.partition(".")
    if room == "theory" and rest:
        return f"{rest} theory"
    if room in ("parameters", "events", "standings", "adversaries", "figures", "alliance") and rest:
        factor = rest
    return factor.replace(".", ": ").replace("_", " ")


def ordered(findings: Findings) -> list[str]:
    """The factors, those first that weigh most over all outcomes together."""
    factors = findings.each[0].found.design.factors
    shares = {
        factor: math.fsum(_share(finding, place) for finding in findings.each) for place, factor in enumerate(factors)
    }
    return sorted(factors, key=lambda factor: -shares[factor])


def _share(finding: Finding, place: int) -> float:
    found = finding.found.indices
    return found.influences[place].weight.value / (found.whole or 1.0)


def looks(findings: Findings) -> dict[str, dict[str, Any]]:
    """How each factor is drawn, the same in every panel."""
    names = ordered(findings)
    return {factor: LOOKS[place] if place < len(LOOKS) else OTHERS for place, factor in enumerate(names)}


# --- Figures ---------------------------------------------------------------------------------------------------------


def indices(findings: Findings, ax: np.ndarray | None = None) -> np.ndarray:
    """Sobol' indices: one panel an outcome, for each factor its share of the variance with interactions and alone.

    Bars are 95 % intervals; left of the dotted line a factor hardly matters. Returns the array of Axes in the order of
    the findings. With `ax`, an array of as many Axes, it draws there and writes no title, key or footer.

    Raises:
        InputError: the indices are not Sobol' indices, or there are not as many Axes as outcomes.
    """
    _need("sobol", findings)
    names = ordered(findings)
    lines = (
        "Share of the outcome's variance that a factor makes. Filled dots: with all interactions that it has a part in"
        " (total index). Hollow squares: alone (first index). Left of the dotted line a factor hardly matters."
    )
    height = ROW * len(names) + 0.62

    def draw(panel: Axes, finding: Finding, first: bool) -> None:
        _index_panel(panel, finding, names, first)

    return _figure(findings, "What the outcomes hang on", lines, height, draw, ax)


def effects(findings: Findings, ax: np.ndarray | None = None) -> np.ndarray:
    """Morris' effects: one panel an outcome, each factor at its mean size of effect (mu*) and how it differs (sigma).

    Above the dotted diagonal an effect hangs on where the other factors stand, or bends. Arguments, result and errors
    as for `indices`.
    """
    _need("morris", findings)
    drawn = looks(findings)
    lines = (
        "Mean size of the change when a factor moves from one end of its range to the other (mu*, with its 95 %"
        " interval), against how much that change differs from place to place (sigma). Above the dotted diagonal it"
        " hangs on the other factors."
    )

    def draw(panel: Axes, finding: Finding, _: bool) -> None:
        _effect_panel(panel, finding, drawn)

    return _figure(findings, "What the outcomes hang on", lines, 1.9, draw, ax, key=drawn)


def convergence(findings: Findings, ax: np.ndarray | None = None) -> np.ndarray:
    """Whether the ranking is settled: each factor's weight on growing parts of the design, with its 95 % interval.

    Arguments, result and errors as for `indices`, for either method.
    """
    drawn = looks(findings)
    method = findings.each[0].found.design.method
    what = "total index" if method == "sobol" else "mu*"
    lines = (
        f"Each factor's weight ({what}) from growing parts of the design, with its 95 % interval. Where lines are level"
        f" and intervals apart, more {block_name(method)} would give the same ranking."
    )

    def draw(panel: Axes, finding: Finding, _: bool) -> None:
        _stage_panel(panel, finding, drawn)

    return _figure(findings, "Is the ranking settled?", lines, 1.9, draw, ax, key=drawn)


def save_sensitivity(findings: Findings, folder: Path, kinds: tuple[str, ...] = ("png", "pdf")) -> list[Path]:
    """Draw the figures that the method has into the folder, made if need be; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    method = findings.each[0].found.design.method
    figures = {
        "sensitivity": indices if method == "sobol" else effects,
        "convergence": convergence,
    }
    written = []
    for name, draw in figures.items():
        figure = style.figure_of(draw(findings)[0])
        about = f"{findings.study} @ {findings.digest[:8]}; {findings.source}"
        written += [style.save(figure, folder / f"{name}.{kind}", f"{findings.study}: {name}", about) for kind in kinds]
    return written


def _need(method: str, findings: Findings) -> None:
    other = next((each.found.design.method for each in findings.each if each.found.design.method != method), None)
    if other is not None:
        raise InputError(f"this figure is of a {method} design, and {findings.study} has a {other} design")


# --- Panels ----------------------------------------------------------------------------------------------------------


def _index_panel(ax: Axes, finding: Finding, names: Sequence[str], labelled: bool) -> None:
    found = {influence.factor: influence for influence in finding.found.indices.influences}
    ax.axvline(0.0, color=style.INK, linewidth=0.7, zorder=1)
    ax.axvline(SMALL, color=style.QUIET, linewidth=0.7, linestyle=(0, (1, 1.5)), zorder=1)
    for row, name in enumerate(names):
        for index, look, shift in ((found[name].first, ALONE, 0.14), (found[name].weight, TOTAL, -0.14)):
            ax.errorbar(
                [index.value], [row + shift], xerr=[[index.margin], [index.margin]], linestyle="none", markersize=3.6,
                markeredgewidth=0.9, elinewidth=1.1, zorder=3, **look,
            )  # fmt: skip
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_yticks(range(len(names)), [shortened(label(name)) for name in names] if labelled else [""] * len(names))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="y")
    ax.set_axisbelow(True)
    low = min(0.0, *(each.first.value - each.first.margin for each in found.values()))
    high = max(each.weight.value + each.weight.margin for each in found.values())
    ax.set_xlim(max(low, -0.25) - 0.03, max(high, 0.5) + 0.03)
    _title(ax, finding)
    ax.set_xlabel("share of the variance")


def _effect_panel(ax: Axes, finding: Finding, drawn: dict[str, dict[str, Any]]) -> None:
    factor = _factor(finding)
    for each in sorted(finding.found.indices.influences, key=lambda influence: influence.weight.value):
        ax.errorbar(
            [factor * each.weight.value], [factor * each.spread], xerr=[[factor * each.weight.margin]] * 2,
            linestyle="none", markersize=4.4, elinewidth=0.9, zorder=3, **drawn[each.factor],
        )  # fmt: skip
    ax.margins(0.1)
    ax.set_xlim(left=0.0)
    ax.set_ylim(bottom=0.0)
    end = max(ax.get_xlim()[1], ax.get_ylim()[1])
    limits = ax.get_xlim(), ax.get_ylim()
    ax.plot([0.0, end], [0.0, end], color=style.QUIET, linewidth=0.7, linestyle=(0, (1, 1.5)), zorder=1)
    ax.set_xlim(limits[0])
    ax.set_ylim(limits[1])
    ax.grid(visible=True)
    ax.set_axisbelow(True)
    _title(ax, finding)
    ax.set_xlabel(f"mu*{_unit(finding)}")
    ax.set_ylabel(f"sigma{_unit(finding)}")


def _stage_panel(ax: Axes, finding: Finding, drawn: dict[str, dict[str, Any]]) -> None:
    state, method = finding.found.convergence, finding.found.design.method
    factor = 1.0 if method == "sobol" else _factor(finding)
    sizes = np.array([stage.blocks for stage in state.stages], dtype=float)
    names = finding.found.design.factors
    for place, name in sorted(enumerate(names), key=lambda each: drawn[each[1]] is not OTHERS):
        weights = [stage.influences[place].weight for stage in state.stages]
        nudge = 1.0 + 0.05 * (list(drawn).index(name) - (len(drawn) - 1) / 2) / max(1, len(drawn) - 1) * 4
        ax.errorbar(
            sizes * nudge, [factor * weight.value for weight in weights],
            yerr=[factor * weight.margin for weight in weights], markersize=3.4, linewidth=1.0, elinewidth=0.8,
            zorder=2 if drawn[name] is OTHERS else 3, **drawn[name],
        )  # fmt: skip
    ax.set_xscale("log", base=2)
    ax.set_xticks(sizes, [f"{size:,.0f}" for size in sizes])
    ax.minorticks_off()
    ax.axhline(0.0, color=style.INK, linewidth=0.7, zorder=1)
    ax.grid(axis="y")
    ax.set_axisbelow(True)
    _title(ax, finding, " (settled)" if state.settled else " (not settled)" if state.known else "")
    ax.set_xlabel(block_name(method))
    ax.set_ylabel("total index" if method == "sobol" else f"mu*{_unit(finding)}")


def _title(ax: Axes, finding: Finding, more: str = "") -> None:
    title = (wording(finding.outcome).title if finding.of else finding.outcome) + more
    place = ax.get_subplotspec()
    beside = place.get_gridspec().ncols if place is not None else 1
    ax.set_title("\n".join(textwrap.wrap(title, TITLE_LETTERS * COLUMNS // beside)), fontweight="bold", pad=3)


def _factor(finding: Finding) -> float:
    return wording(finding.outcome).factor if finding.of else 1.0


def _unit(finding: Finding) -> str:
    if not finding.of:
        return ""
    unit = wording(finding.outcome).unit
    return ", percentage points" if unit.startswith("percent") else f", {unit}"


def shortened(text: str, letters: int = 30) -> str:
    """A text cut to so many letters."""
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


# --- The page --------------------------------------------------------------------------------------------------------


def _figure(
    findings: Findings, title: str, lines: str, height: float, draw: Callable[[Axes, Finding, bool], None],
    ax: np.ndarray | None, key: dict[str, dict[str, Any]] | None = None,
) -> np.ndarray:  # fmt: skip
    count = len(findings.each)
    with style.house_style():
        if ax is None:
            panels = _new_panels(findings, f"{findings.study}: {title[:1].lower()}{title[1:]}", lines, height, key)
        else:
            panels = np.asarray(ax, dtype=object).ravel()
        if len(panels) != count:
            named = ", ".join(finding.outcome for finding in findings.each)
            raise InputError(f"{count} outcomes ({named}) need as many Axes, not {len(panels)}")
        for place, (panel, finding) in enumerate(zip(panels, findings.each, strict=True)):
            draw(panel, finding, place % min(COLUMNS, count) == 0)
    return panels


def _new_panels(
    findings: Findings, title: str, lines: str, height: float, key: dict[str, dict[str, Any]] | None
) -> np.ndarray:
    """A page with a panel an outcome, its title, the key to the marks, and the footer."""
    count = len(findings.each)
    columns = min(COLUMNS, count)
    rows = math.ceil(count / columns)
    of = {finding.heading.partition(" in ")[2] or finding.heading.partition(", ")[2] for finding in findings.each}
    about = of.pop() if len(of) == 1 else ""
    header = style.measure_header(title, f"{lines} {about[:1].upper()}{about[1:]}{'.' if about else ''}".strip())
    rows_of_key = 0 if key is None else math.ceil(len(key) / 4)
    top, foot = header.height + (0.06 + 0.14 * rows_of_key if key else 0.04), 0.3
    figure = style.new_figure(rows * height + top + foot, style.PAGE_WIDTH, top, foot)
    style.write_header(figure, header)
    if key is not None:
        _key(figure, key, header.height)
    _footer(figure, findings)
    panels = np.asarray(figure.subplots(rows, columns, squeeze=False), dtype=object).ravel()
    for spare in panels[count:]:
        spare.remove()
    return panels[:count]


def _key(figure: Figure, key: dict[str, dict[str, Any]], above: float) -> None:
    """The mark of each factor, once for the whole page."""
    from matplotlib.lines import Line2D

    marks = [Line2D([], [], linestyle="none", markersize=4.2, **look) for look in key.values()]
    width, height = figure.get_size_inches()
    figure.legend(
        marks, [shortened(label(factor)) for factor in key], loc="upper left", ncols=4, borderaxespad=0,
        handletextpad=0.2, columnspacing=1.2, labelspacing=0.25,
        bbox_to_anchor=(style.EDGE / width, 1 - above / height),
    )  # fmt: skip


def _footer(figure: Figure, findings: Findings) -> None:
    width, height = figure.get_size_inches()
    found = findings.each[0].found
    seeds = f"{found.noise.replicates} seed{'' if found.noise.replicates == 1 else 's'}"
    text = (
        f"n = {found.indices.blocks:,} {block_name(found.design.method)} × {seeds},"
        f" 95 % intervals from up to {RESAMPLES} resamples; study {findings.study} @ {findings.digest[:8]};"
        f" {findings.source}"
    )
    figure.text(
        style.EDGE / width, 0.05 / height, style.wrap(text, width - 2 * style.EDGE, style.SMALLEST), ha="left",
        va="bottom", fontsize=style.SMALLEST, color=style.QUIET, linespacing=1.3, gid="footer",
    )  # fmt: skip
