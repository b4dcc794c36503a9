"""Who relies on whom: what each state believes of each other, and who stopped believing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from alliance_sim.errors import InputError
from alliance_sim.plots import style
from alliance_sim.plots.arms import Shown, allies, split, state_index
from alliance_sim.studies.spoken import calendar, enumerated, named

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from alliance_sim.results.results import Results

LEGIBLE = 36
"""Most codes that fit along a matrix; of more states every second or third is named."""
RELIES = 0.5
"""A state relies on another whose coming it holds to be at least as likely as not."""
NOTABLE = 0.1
"""Change of reliance from which on a cell carries a sign, so that loss and gain differ without colour too."""


MOST_PARTS = 2
"""How many states the sentence of the figure names."""


def reliance(shown: Shown, ax: np.ndarray | None = None) -> np.ndarray:
    """Two matrices: reliance in the last year of the scenario, and how it differs from the baseline's.

    A row believes in a column. States stand in the order of how much is believed of them in the baseline, the most
    trusted first, so that a lost ally is a dark column. Cells that change by 0.1 or more carry a minus or a plus.
    Without a baseline the second matrix shows the change since the first year. Returns the array of both Axes.
    """
    scenario, baseline = split(shown)
    codes = ordered(scenario, baseline)
    if len(codes) < 2:
        raise InputError(f"{scenario.scenario.name} has fewer than two allies, so nobody relies on anybody")
    before, after = beliefs(scenario, baseline, codes)
    with style.house_style():
        panels = _new_panels(shown, told(shown)) if ax is None else np.asarray(ax, dtype=object).ravel()
        if len(panels) != 2:
            raise InputError(f"the matrices of reliance need 2 Axes, not {len(panels)}")
        change = after - before
        most = max(0.05, float(np.nanmax(np.abs(change))))
        _matrix(panels[0], after, codes, "cividis_r", (0.0, 1.0), f"Reliance, {calendar(scenario.years[-1])}")
        since = "against the baseline" if baseline else f"since {calendar(scenario.years[0])}"
        _matrix(panels[1], change, codes, "RdBu", (-most, most), f"Change {since}")
        _signs(panels[1], change, most)
        panels[0].set_ylabel("who believes")
        for panel in panels:
            panel.set_xlabel("in whom")
    return panels


def ordered(scenario: Results, baseline: Results | None) -> tuple[str, ...]:
    """Allies from the most to the least trusted in the baseline's last year (without one: in the first year)."""
    codes = allies(scenario)
    before = beliefs(scenario, baseline, codes)[0]
    trusted = dict(zip(codes, np.nanmean(before, axis=0).tolist(), strict=True)) if len(codes) > 1 else {}
    return tuple(sorted(codes, key=lambda code: (-trusted.get(code, 0.0), code)))


def beliefs(scenario: Results, baseline: Results | None, codes: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Reliance 0-1 [who, in whom] before (baseline's last year, else the first) and after; NaN on the diagonal."""
    place = np.ix_(*[state_index(scenario, codes)] * 2)
    tables = [baseline.dyads["reliance"][-1] if baseline is not None else scenario.dyads["reliance"][0]]
    before, after = (np.array(table[place]) for table in (*tables, scenario.dyads["reliance"][-1]))
    for table in (before, after):
        np.fill_diagonal(table, np.nan)
    return before, after


def stopped(shown: Shown) -> list[tuple[str, str]]:
    """Who stopped relying on whom: pairs whose reliance is 0.5 or more before and less after."""
    scenario, baseline = split(shown)
    codes = allies(scenario)
    before, after = beliefs(scenario, baseline, codes)
    lost = np.argwhere((before >= RELIES) & (after < RELIES))
    return [(codes[who], codes[whom]) for who, whom in lost]


def told(shown: Shown) -> str:
    """One sentence for the figure: on whom most stopped relying, and who on most."""
    scenario, _ = split(shown)
    pairs = stopped(shown)
    parts: list[str] = []
    while pairs and len(parts) < MOST_PARTS:
        side, code, count = _commonest(pairs)
        name = named(scenario, code)
        parts.append(f"{count} on {name}" if side else f"{name} on {count}")
        pairs = [pair for pair in pairs if pair[side] != code]
    if not parts:
        return "Nobody who relied on another (0.5 or more) stopped."
    parts += [f"{len(pairs)} further pairs"] if pairs else []
    return f"Stopped relying (from 0.5 or more to less): {enumerated(parts)}."


def _commonest(pairs: list[tuple[str, str]]) -> tuple[int, str, int]:
    """The state in most of the pairs: 1 if others stopped relying on it, 0 if it stopped relying on others."""
    counts = Counter((side, pair[side]) for pair in pairs for side in (1, 0))
    (side, code), count = min(counts.items(), key=lambda each: (-each[1], -each[0][0], each[0][1]))
    return side, code, count


def _matrix(
    ax: Axes, values: np.ndarray, codes: tuple[str, ...], colours: str, limits: tuple[float, float], title: str
) -> None:
    image = ax.imshow(values, cmap=colours, vmin=limits[0], vmax=limits[1], interpolation="nearest")
    named = range(0, len(codes), -(-len(codes) // LEGIBLE))
    ax.set_xticks(named, [codes[at] for at in named], rotation=90, fontsize=style.SMALLEST)
    ax.set_yticks(named, [codes[at] for at in named], fontsize=style.SMALLEST)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_title(title, fontweight="bold")
    bar = style.figure_of(ax).colorbar(image, ax=ax, orientation="horizontal", shrink=0.8, aspect=30)
    bar.set_label("chance that the other would come" + (", difference" if limits[0] < 0 else ", 0 to 1"))
    bar.outline.set_visible(False)


def _signs(ax: Axes, change: np.ndarray, most: float) -> None:
    """A minus or a plus in every cell that changes notably."""
    for sign, mark in ((-1, "_"), (1, "+")):
        who, whom = np.nonzero(sign * np.nan_to_num(change) >= NOTABLE)
        dark = np.abs(change[who, whom]) > 0.6 * most
        for shade, chosen in (("white", dark), (style.INK, ~dark)):
            ax.scatter(
                whom[chosen],
                who[chosen],
                s=9,
                marker=mark,
                color=shade,
                linewidths=0.7,
                gid="loss" if sign < 0 else "gain",
            )


def _new_panels(shown: Shown, sentence: str) -> np.ndarray:
    scenario, _ = split(shown)
    header = style.measure_header(
        f"Who relies on whom: {scenario.scenario.title}",
        f"A row believes in a column; the most trusted stand first. − and +: a change of 0.1 or more. {sentence}",
    )
    figure = style.new_figure(4.6 + header.height, head=header.height + 0.15)
    style.write_header(figure, header)
    style.footer(figure, shown, "means over seeds")
    return np.ravel(figure.subplots(1, 2))
