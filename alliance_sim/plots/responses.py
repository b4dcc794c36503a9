"""How the outcomes of a study answer to its factors: a dot a sample, an outcome a row, a factor a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import InputError
from alliance_sim.plots import style
from alliance_sim.plots.numbers import plain_axis
from alliance_sim.plots.words import wording
from alliance_sim.studies.spoken import sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_ROWS, MOST_COLUMNS = 5, 4
"""Outcomes and factors that fit on a page; of more factors those that the first outcome answers to most."""
WIDEST = 8
"""Letters of a factor's value below its tick."""


@dataclass(frozen=True)
class Responses:
    """Means over replicates of every sample.

    Args:
        study: its name.
        factors: path -> value in each sample; numbers, or names.
        outcomes: outcome -> mean in each sample, in the outcome's own unit: the paired difference, or the level.
        paired: whether they are differences from the baseline.
        when: the year they are of, in words.
        note: n, seeds, scenario and version.
    """

    study: str
    factors: Mapping[str, tuple[Any, ...]]
    outcomes: Mapping[str, np.ndarray]
    paired: bool
    when: str
    note: str

    def strength(self, outcome: str, factor: str) -> float:
        """How much of an outcome's movement over samples goes with a factor, 0-1.

        Of a factor with numbers the size of the rank correlation, of one with names the correlation ratio: the square
        root of the share of the variance that lies between its values. 0 where either does not move.
        """
        values, levels = self.outcomes[outcome], self.factors[factor]
        known = ~np.isnan(values)
        kept = [level for level, is_known in zip(levels, known, strict=True) if is_known]
        return abs(rank_correlation(values[known], kept)) if numeric(levels) else ratio(values[known], kept)


def numeric(levels: Sequence[Any]) -> bool:
    """Whether a factor's values are numbers, so that more and less have a meaning."""
    return all(isinstance(level, int | float | np.number) and not isinstance(level, bool) for level in levels)


def rank_correlation(values: np.ndarray, levels: Sequence[Any]) -> float:
    """Spearman's rank correlation, ties sharing their mean rank; 0 where nothing moves.

    >>> round(rank_correlation(np.array([1.0, 2.0, 9.0]), [10, 20, 30]), 12)
    1.0
    """
    ranks = [_ranks(np.asarray(each, dtype=float)) for each in (values, levels)]
    if any(np.ptp(each) == 0 for each in ranks if len(each)) or len(values) < 2:
        return 0.0
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def _ranks(values: np.ndarray) -> np.ndarray:
    found, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[where]) if len(found) else np.zeros(0)


def ratio(values: np.ndarray, levels: Sequence[Any]) -> float:
    """The correlation ratio, 0-1: how far the means of the groups part, against how far single samples do.

    >>> ratio(np.array([1.0, 1.0, 3.0, 3.0]), ["a", "a", "b", "b"])
    1.0
    """
    total = float(np.sum((values - values.mean()) ** 2)) if len(values) else 0.0
    if total == 0.0:
        return 0.0
    names = np.array([str(level) for level in levels])
    groups = [values[names == name] for name in sorted(set(names))]
    between = sum(len(group) * float(group.mean() - values.mean()) ** 2 for group in groups)
    return float(np.sqrt(between / total))


def responses(found: Responses, ax: np.ndarray | None = None) -> np.ndarray:
    """A panel for each outcome and factor: a dot a sample, its mean over replicates; a bar is the mean of a value.

    Returns the array of Axes [outcome, factor]. Raises InputError for a study without factors or outcomes.
    """
    rows, columns = shown(found)
    if not rows or not columns:
        raise InputError(f"{found.study} has no factor and outcome to draw")
    with style.house_style():
        panels = _new_panels(found, len(rows), len(columns)) if ax is None else np.asarray(ax, dtype=object)
        if panels.shape != (len(rows), len(columns)):
            given = " × ".join(map(str, panels.shape))
            raise InputError(f"the figure needs {len(rows)} × {len(columns)} Axes, not {given}")
        for row, outcome in enumerate(rows):
            for column, factor in enumerate(columns):
                _draw(panels[row, column], found, outcome, factor)
            unit = wording(outcome).change if found.paired else wording(outcome).unit
            panels[row, 0].set_ylabel(f"{short_title(outcome)}\n{unit}")
        for column, factor in enumerate(columns):
            panels[-1, column].set_xlabel(factor.removeprefix("parameters."))
    return panels


def shown(found: Responses) -> tuple[list[str], list[str]]:
    """The outcomes and factors that are drawn: those that fit, of factors the strongest, in the study's order."""
    rows = list(found.outcomes)[:MOST_ROWS]
    if not rows:
        return [], []
    ranked = sorted(found.factors, key=lambda factor: -found.strength(rows[0], factor))[:MOST_COLUMNS]
    return rows, [factor for factor in found.factors if factor in ranked]


def _draw(ax: Axes, found: Responses, outcome: str, factor: str) -> None:
    words, levels = wording(outcome), found.factors[factor]
    values = words.factor * found.outcomes[outcome]
    names = sorted(set(levels), key=lambda level: (not numeric([level]), level if numeric([level]) else str(level)))
    many = numeric(levels) and len(names) > WIDEST
    places = np.array(levels, dtype=float) if many else np.array([names.index(level) for level in levels], dtype=float)
    if found.paired:
        ax.axhline(0.0, color=style.QUIET, linewidth=0.7, zorder=1)
    ax.plot(
        places, values, "o", markersize=3.2, markerfacecolor="none", markeredgewidth=0.7, color=style.BASELINE["color"],
        zorder=2, gid="samples",
    )  # fmt: skip
    if not many:
        for place in range(len(names)):
            mean = float(np.nanmean(values[places == place]))
            ax.hlines(
                mean, place - 0.3, place + 0.3, color=style.SCENARIO["color"], linewidth=1.8, zorder=3, gid="mean"
            )
        ax.set_xticks(range(len(names)), [str(name)[:WIDEST] for name in names])
        ax.set_xlim(-0.6, len(names) - 0.4)
    plain_axis(ax.yaxis, 4, words.whole and not found.paired)
    ax.margins(y=0.1)
    ax.grid(axis="y")
    ax.set_axisbelow(True)
    ax.set_title(f"{found.strength(outcome, factor):.2f}", loc="right", fontsize=style.SMALL, color=style.QUIET, pad=2)


def _new_panels(found: Responses, rows: int, columns: int) -> np.ndarray:
    what = "difference from the baseline" if found.paired else "level"
    more = len(found.factors) - columns
    lines = (
        f"{sentence(what)}, {found.when}. A circle is a sample, its mean over replicates; a bar the mean of"
        " all samples with that value. Above each panel, how much of the movement goes with the factor: 0 none, 1 all."
        + (f" {more} weaker factors are left out." if more else "")
    )
    header = style.measure_header(f"What the outcomes of {found.study} answer to", lines)
    top, foot = header.height + 0.04, 0.34
    figure = style.new_figure(1.5 * rows + top + foot + 0.3, style.PAGE_WIDTH, top, foot)
    style.write_header(figure, header)
    style.write_footer(figure, found.note)
    return np.asarray(figure.subplots(rows, columns, squeeze=False, sharey="row"), dtype=object)


def short_title(outcome: str) -> str:
    """The outcome's title up to its colon."""
    return wording(outcome).title.partition(":")[0]
