"""Where the danger is: members on a map, coloured by their chance of being attacked, with and without the events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.data.outlines import outlines
from alliance_sim.errors import InputError
from alliance_sim.plots import style
from alliance_sim.plots.arms import Shown, coordinates, split, state_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable

    from alliance_sim.results.results import Results

VIEWS: dict[str, tuple[float, float, float, float]] = {
    "europe": (-25.0, 45.0, 34.0, 72.0),
    "world": (-170.0, 180.0, -56.0, 80.0),
}
"""Longitude from and to, latitude from and to, in degrees."""

COLOURS = "cividis_r"
"""Dark is high; even steps of lightness, also in greyscale and for the colour-blind."""

SMALL = 3.0
"""Square degrees below which a state is drawn as a point at its capital as well."""

OFFSETS = (5, -8, 5)
"""Points above its place at which each of the highest values is written; neighbours get out of each other's way."""

VARIABLES = {
    "attack_probability": "chance of being attacked, percent a year",
    "perceived_attack_probability": "chance of being attacked as the state believes, percent a year",
    "anxiety": "share of its possible defence that the state expects not to come, percent",
    "share": "defence spending, percent of GDP",
}
"""What a map can show, and how its key calls it."""


def exposure(
    shown: Shown, ax: np.ndarray | None = None, view: str = "europe", variable: str = "attack_probability"
) -> np.ndarray:
    """Maps of one variable in the last year, without the events and with them: mean over seeds.

    view: `europe` or `world`. variable: one of `VARIABLES`. Adversaries are hatched; states outside the scenario are
    grey; states too small for the outline are points. Returns the array of Axes. Raises InputError for another view or
    variable, or a wrong number of Axes.
    """
    _check(view, VIEWS, "view")
    _check(variable, VARIABLES, "variable")
    scenario, baseline = split(shown)
    arms = [scenario] if baseline is None else [baseline, scenario]
    with style.house_style():
        panels = _new_panels(shown, len(arms), view) if ax is None else np.asarray(ax, dtype=object).ravel()
        if len(panels) != len(arms):
            raise InputError(f"a map of {len(arms)} arms needs as many Axes, not {len(panels)}")
        values = [levels(arm, variable) for arm in arms]
        scale = _scale([value for each in values for value in each.values()])
        for panel, arm, each in zip(panels, arms, values, strict=True):
            _draw(panel, arm, each, scale, view)
            panel.set_title(f"{'with' if arm is scenario and baseline else 'without'} the events, {arm.years[-1]}")
        if baseline is None:
            panels[0].set_title(f"{scenario.years[-1]}")
        bar = style.figure_of(panels[0]).colorbar(
            scale, ax=list(panels), orientation="horizontal", shrink=0.5, aspect=40
        )
        bar.set_label(VARIABLES[variable])
        bar.outline.set_visible(False)
    return panels


def world(shown: Shown) -> np.ndarray:
    """The same of the whole world."""
    return exposure(shown, view="world")


def levels(results: Results, variable: str) -> dict[str, float]:
    """Percent by state in the last year, mean over seeds; states that have no value are left out."""
    mean = 100.0 * results.state[variable][:, -1].mean(axis=0)
    adversaries = set(results.scenario.adversaries)
    return {
        code: float(value)
        for code, value in zip(results.states, mean, strict=True)
        if np.isfinite(value) and code not in adversaries
    }


def _check(given: str, known: dict[str, Any], what: str) -> None:
    if given not in known:
        raise InputError(f"{what} {given!r} is not one of {', '.join(known)}")


def _scale(values: list[float]) -> ScalarMappable:
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    return ScalarMappable(Normalize(0.0, max(values, default=1.0) or 1.0), COLOURS)


def _draw(ax: Axes, results: Results, values: dict[str, float], scale: ScalarMappable, view: str) -> None:
    from matplotlib.collections import PolyCollection

    west, east, south, north = VIEWS[view]
    adversaries = set(results.scenario.adversaries)
    for code, rings in outlines().items():
        look: dict[str, Any] = {"facecolor": "#EFEFEF", "edgecolor": "#FFFFFF", "linewidth": 0.3}
        if code in adversaries:
            look |= {"hatch": "//////", "edgecolor": style.QUIET}
        elif code in values:
            look |= {"facecolor": _colour(scale, values[code])}
        ax.add_collection(PolyCollection(rings, **look))
    for code, value in values.items():
        place = coordinates(results, code)
        if place is not None and _area(code) < SMALL:
            ax.plot(
                *place, "o", color=_colour(scale, value), markeredgecolor="#FFFFFF", markeredgewidth=0.5, markersize=5
            )
    ax.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[])
    ax.set_aspect(1.0 / np.cos(np.radians((south + north) / 2.0 if view == "europe" else 30.0)))
    ax.spines[:].set_visible(False)
    _name_extremes(ax, results, values, view)


def _colour(scale: ScalarMappable, value: float) -> Any:
    return scale.to_rgba(np.array(value))


def _area(code: str) -> float:
    """Area of a state's outline in square degrees, by the shoelace formula; 0 without one."""
    total = 0.0
    for ring in outlines().get(code, ()):
        x, y = np.array(ring).T
        total += abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2.0
    return total


def _name_extremes(ax: Axes, results: Results, values: dict[str, float], view: str) -> None:
    """Write the three highest values at their places, so that a reader need not match shades."""
    west, east, south, north = VIEWS[view]
    named = 0
    for code in sorted(values, key=lambda code: (-values[code], code)):
        place = coordinates(results, code)
        if place is None or not (west < place[0] < east and south < place[1] < north):
            continue
        ax.annotate(
            f"{code} {values[code]:.1f}", place, (4, OFFSETS[named]), textcoords="offset points",
            fontsize=style.SMALLEST, bbox={"facecolor": "#FFFFFF", "alpha": 0.8, "edgecolor": "none", "pad": 0.8},
        )  # fmt: skip
        named += 1
        if named == len(OFFSETS):
            return


def _new_panels(shown: Shown, count: int, view: str) -> np.ndarray:
    scenario, _ = split(shown)
    title = f"Where the danger is: {scenario.scenario.title}"
    hatched = ", ".join(state_name(scenario, code) for code in scenario.scenario.adversaries)
    lines = f"Hatched: {hatched}. Grey: not in the scenario. The three highest are written out." if hatched else ""
    header = style.measure_header(title, lines)
    wide = view == "world"
    figure = style.new_figure((2.3 * count if wide else 3.0) + 0.5 + header.height, head=header.height)
    style.write_header(figure, header)
    style.footer(figure, shown, "mean over seeds", "Outlines: Natural Earth 1:110m.")
    return np.ravel(figure.subplots(count if wide else 1, 1 if wide else count, squeeze=False))
