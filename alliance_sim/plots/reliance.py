"""Who relies on whom: what each state believes of each other, and who stopped believing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alliance_sim.errors import InputError
from alliance_sim.plots import style
from alliance_sim.plots.arms import Shown, allies, split, state_index

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from alliance_sim.results.results import Results

LEGIBLE = 36
"""Most codes that fit along a matrix; of more states every second or third is named."""


def reliance(shown: Shown, ax: np.ndarray | None = None) -> np.ndarray:
    """Two matrices: reliance in the last year of the scenario, and how it differs from the baseline's.

    A row believes in a column. States stand in the order of how much is believed of them in the baseline, the most
    trusted first, so that a lost ally is a dark column. Without a baseline the second matrix shows the change since the
    first year. Returns the array of both Axes.
    """
    scenario, baseline = split(shown)
    codes = ordered(scenario, baseline)
    if len(codes) < 2:
        raise InputError(f"{scenario.scenario.name} has fewer than two allies, so nobody relies on anybody")
    place = state_index(scenario, codes)
    after = scenario.dyads["reliance"][-1][np.ix_(place, place)]
    before = (baseline.dyads["reliance"][-1] if baseline else scenario.dyads["reliance"][0])[np.ix_(place, place)]
    with style.house_style():
        panels = _new_panels(shown) if ax is None else np.asarray(ax, dtype=object).ravel()
        if len(panels) != 2:
            raise InputError(f"the matrices of reliance need 2 Axes, not {len(panels)}")
        change = after - before
        most = max(0.05, float(np.nanmax(np.abs(change))))
        _matrix(panels[0], after, codes, "cividis", (0.0, 1.0), f"Reliance, {scenario.years[-1]}")
        since = "against the baseline" if baseline else f"since {scenario.years[0]}"
        _matrix(panels[1], change, codes, "RdBu", (-most, most), f"Change {since}")
        panels[0].set_ylabel("who believes")
        for panel in panels:
            panel.set_xlabel("in whom")
    return panels


def ordered(scenario: Results, baseline: Results | None) -> tuple[str, ...]:
    """Allies from the most to the least trusted in the baseline's last year (without one: in the first year)."""
    codes = allies(scenario)
    place = state_index(scenario, codes)
    table = baseline.dyads["reliance"][-1] if baseline is not None else scenario.dyads["reliance"][0]
    beliefs = table[np.ix_(place, place)].copy()
    np.fill_diagonal(beliefs, np.nan)
    trusted = dict(zip(codes, np.nanmean(beliefs, axis=0).tolist(), strict=True)) if len(codes) > 1 else {}
    return tuple(sorted(codes, key=lambda code: (-trusted.get(code, 0.0), code)))


def _matrix(
    ax: Axes, values: np.ndarray, codes: tuple[str, ...], colours: str, limits: tuple[float, float], title: str
) -> None:
    shown = np.array(values)
    np.fill_diagonal(shown, np.nan)
    image = ax.imshow(shown, cmap=colours, vmin=limits[0], vmax=limits[1], interpolation="nearest")
    named = range(0, len(codes), -(-len(codes) // LEGIBLE))
    ax.set_xticks(named, [codes[at] for at in named], rotation=90, fontsize=style.SMALLEST)
    ax.set_yticks(named, [codes[at] for at in named], fontsize=style.SMALLEST)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_title(title, fontweight="bold")
    bar = style.figure_of(ax).colorbar(image, ax=ax, orientation="horizontal", shrink=0.8, aspect=30)
    bar.set_label("chance that the other would come, 0 to 1")
    bar.outline.set_visible(False)


def _new_panels(shown: Shown) -> np.ndarray:
    scenario, _ = split(shown)
    header = style.measure_header(
        f"Who relies on whom: {scenario.scenario.title}", "A row believes in a column; the most trusted stand first."
    )
    figure = style.new_figure(4.6 + header.height, head=header.height + 0.15)
    style.write_header(figure, header)
    style.footer(figure, shown, "mean over seeds")
    return np.ravel(figure.subplots(1, 2))
