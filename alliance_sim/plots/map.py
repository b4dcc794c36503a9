"""Where the danger is and who depends on whom: states on a map, coloured by a number, without and with the events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.data.outlines import outlines
from alliance_sim.errors import InputError
from alliance_sim.plots import style
from alliance_sim.plots.arms import Shown, allies, coordinates, split, state_index
from alliance_sim.plots.labels import beside
from alliance_sim.studies.spoken import calendar, in_sentence, sentence, state_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable

    from alliance_sim.results.results import Results


@dataclass(frozen=True, slots=True)
class View:
    """A part of the world: its bounds and the parallel true to scale, in degrees; the height of a panel, inches."""

    west: float
    east: float
    south: float
    north: float
    true: float
    height: float


VIEWS = {
    "europe": View(-25.0, 45.0, 34.0, 72.0, 53.0, 3.25),
    "world": View(-180.0, 180.0, -56.0, 84.0, 30.0, 3.1),
}
"""What a map can show; the world ends at the antimeridian on both sides."""

COLOURS = "cividis_r"
"""Dark is high; even steps of lightness, also in greyscale and for the colour-blind."""
SMALL = 3.0
"""Square degrees below which a state is drawn as a point at its capital as well."""
NAMED = 3
"""How many of the highest values are written out."""
LABEL = (0.52, 0.11)
"""Width and height of `FIN 26.4` in the smallest type, inches."""

VARIABLES = {
    "attack_probability": "chance of being attacked, percent a year",
    "perceived_attack_probability": "chance of being attacked as the state believes, percent a year",
    "anxiety": "share of its possible defence that the state expects not to come, percent",
    "share": "defence spending, percent of GDP",
    "dependence": "share of one state's help in the aid that is expected, percent",
}
"""What a map can show, and how its key calls it."""


def exposure(
    shown: Shown, ax: np.ndarray | None = None, view: str = "europe", variable: str = "attack_probability"
) -> np.ndarray:
    """Maps of one variable in the last year, without the events and with them: mean over seeds.

    view: `europe` or `world`. variable: one of `VARIABLES`. Adversaries are hatched; states outside the scenario are
    grey; states too small for the outline are points; on a map of dependence the one depended on is dotted. Returns
    the array of Axes. Raises InputError for another view or variable, or a wrong number of Axes.
    """
    _check(view, VIEWS, "view")
    _check(variable, VARIABLES, "variable")
    scenario, baseline = split(shown)
    arms = [scenario] if baseline is None else [baseline, scenario]
    with style.house_style():
        panels = _new_panels(shown, len(arms), view, variable) if ax is None else np.asarray(ax, dtype=object).ravel()
        if len(panels) != len(arms):
            raise InputError(f"a map of {len(arms)} arms needs as many Axes, not {len(panels)}")
        hub = depended_on(baseline or scenario) if variable == "dependence" else None
        values = [levels(arm, variable, hub=hub) for arm in arms]
        scale = colour_scale([value for each in values for value in each.values()])
        for panel, arm, each in zip(panels, arms, values, strict=True):
            draw_map(panel, arm, each, scale, view, hub)
            which = "" if baseline is None else ("with" if arm is scenario else "without") + " the events, "
            panel.set_title(sentence(f"{which}{calendar(arm.years[-1])}"), fontweight="bold")
        add_key(panels, scale, key_of(scenario, variable, hub))
    return panels


world = partial(exposure, view="world")
"""The danger to the states of the whole world."""
dependence = partial(exposure, variable="dependence")
"""How much of the aid that each state of Europe expects is that of the ally on whom most depend."""
dependence_world = partial(exposure, view="world", variable="dependence")
"""The same for the whole world."""


def levels(results: Results, variable: str, year: int | None = None, hub: str | None = None) -> dict[str, float]:
    """Percent by state in a year (default: the last), mean over seeds; states that have no value are left out.

    hub: for `dependence` the state whose part of the expected aid is meant.
    """
    position = -1 if year is None else results.index(year)
    if variable == "dependence":
        mean = _dependence(results, position, hub or depended_on(results))
    else:
        mean = 100.0 * results.state[variable][:, position].mean(axis=0)
    adversaries = set(results.scenario.adversaries)
    return {
        code: float(value)
        for code, value in zip(results.states, mean, strict=True)
        if np.isfinite(value) and code not in adversaries
    }


def depended_on(results: Results) -> str:
    """The ally from whom all others together expect the most aid in the first year."""
    codes = allies(results)
    place = state_index(results, codes)
    given = np.nansum(results.dyads["aid"][0][np.ix_(place, place)], axis=0)
    return codes[int(np.argmax(given))]


def _dependence(results: Results, position: int, hub: str) -> np.ndarray:
    """Percent of the aid that each state expects of its allies which is the hub's; NaN for the hub and adversaries."""
    place = state_index(results, allies(results))
    aid = np.nan_to_num(results.dyads["aid"][position])
    total = np.add.reduce(aid[:, place], axis=1)
    at = results.states.index(hub)
    found = np.full(len(results.states), np.nan)
    some = [i for i in place if total[i] > 0.0 and i != at]
    found[some] = 100.0 * aid[some, at] / total[some]
    return found


def key_of(results: Results, variable: str, hub: str | None) -> str:
    """What the colours of a map mean, with the unit."""
    if hub is None:
        return VARIABLES[variable]
    return f"part of expected aid from {in_sentence(results, hub)}, percent"


def colour_scale(values: list[float]) -> ScalarMappable:
    """Colours from 0 to the largest of these values."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    return ScalarMappable(Normalize(0.0, max(values, default=1.0) or 1.0), COLOURS)


def add_key(panels: np.ndarray, scale: ScalarMappable, label: str) -> None:
    """The bar of colours below the panels."""
    bar = style.figure_of(panels[0]).colorbar(scale, ax=list(panels), orientation="horizontal", shrink=0.5, aspect=40)
    bar.set_label(label)
    bar.outline.set_visible(False)


def draw_map(
    ax: Axes, results: Results, values: Mapping[str, float], scale: ScalarMappable, view: str, hub: str | None = None
) -> None:
    """One map: outlines, points for states too small to see, and the highest values in figures."""
    seen = VIEWS[view]
    _draw_outlines(ax, results, values, scale, hub)
    for code, value in values.items():
        place = coordinates(results.scenario, code)
        if place is not None and _area(code) < SMALL:
            ax.plot(
                *place, "o", color=scale.to_rgba(np.array(value)), markeredgecolor="#FFFFFF", markeredgewidth=0.5,
                markersize=5 if view == "europe" else 3.2, gid="point",
            )  # fmt: skip
    ax.set(xlim=(seen.west, seen.east), ylim=(seen.south, seen.north), xticks=[], yticks=[])
    ax.set_aspect(1.0 / np.cos(np.radians(seen.true)))
    ax.spines[:].set_visible(False)
    _name_extremes(ax, results, values, seen)


def _draw_outlines(
    ax: Axes, results: Results, values: Mapping[str, float], scale: ScalarMappable, hub: str | None
) -> None:  # fmt: skip
    from matplotlib.collections import PolyCollection

    for code, rings in outlines().items():
        look: dict[str, Any] = {"facecolor": "#EFEFEF", "edgecolor": "#FFFFFF", "linewidth": 0.3}
        if code in results.scenario.adversaries:
            look |= {"hatch": "//////", "edgecolor": "#8A8A8A"}
        elif code == hub:
            look |= {"hatch": "....", "edgecolor": style.QUIET}
        elif code in values:
            look |= {"facecolor": scale.to_rgba(np.array(values[code]))}
        ax.add_collection(PolyCollection(rings, **look))


def _check(given: str, known: Mapping[str, Any], what: str) -> None:
    if given not in known:
        raise InputError(f"{what} {given!r} is not one of {', '.join(known)}")


def _area(code: str) -> float:
    """Area of a state's outline in square degrees, by the shoelace formula; 0 without one."""
    total = 0.0
    for ring in outlines().get(code, ()):
        x, y = np.array(ring).T
        total += abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2.0
    return total


def _name_extremes(ax: Axes, results: Results, values: Mapping[str, float], seen: View) -> None:
    """Write the highest values beside their places, so that a reader need not match shades."""
    inches = seen.height / (seen.north - seen.south)
    shape = np.array([inches * np.cos(np.radians(seen.true)), inches])  # inches a degree, across and up
    ranked = sorted(values, key=lambda code: (-values[code], code))
    spots = {code: place for code in ranked if (place := coordinates(results.scenario, code)) is not None}
    spots = {
        code: place
        for code, place in spots.items()
        if seen.west < place[0] < seen.east and seen.south < place[1] < seen.north
    }
    codes = list(spots)[:NAMED]
    origin = np.array([seen.west, seen.south])
    places = [tuple((np.array(spots[code]) - origin) * shape) for code in codes]
    box = tuple((np.array([seen.east, seen.north]) - origin) * shape)
    middles = beside(places, [LABEL] * len(codes), box, places)
    for code, middle in zip(codes, middles, strict=True):
        ax.annotate(
            f"{code} {values[code]:.1f}", spots[code], tuple(np.array(middle) / shape + origin), ha="center",
            va="center", fontsize=style.SMALLEST, gid="highest",
            bbox={"facecolor": "#FFFFFF", "alpha": 0.85, "edgecolor": "none", "pad": 0.6},
            arrowprops={"arrowstyle": "-", "linewidth": 0.5, "color": style.INK, "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip


def _new_panels(shown: Shown, count: int, view: str, variable: str) -> np.ndarray:
    scenario, baseline = split(shown)
    hub = depended_on(baseline or scenario) if variable == "dependence" else None
    head = {"attack_probability": "Where the danger is"}.get(variable, sentence(VARIABLES[variable].split(",")[0]))
    title = f"{head if hub is None else f'Who depends on {in_sentence(scenario, hub)}'}: {scenario.scenario.title}"
    hatched = ", ".join(state_name(scenario, code) for code in scenario.scenario.adversaries)
    parts = [f"Hatched: {hatched}."] if hatched else []
    parts += [f"Dotted: {state_name(scenario, hub)}."] if hub else []
    parts += [f"Grey: not in the scenario. Points: states too small for the map. The {NAMED} highest are written out."]
    header = style.measure_header(title, " ".join(parts))
    wide = view == "world"
    height = (VIEWS[view].height + 0.2) * (count if wide else 1) + 0.9
    figure = style.new_figure(height + header.height, head=header.height + 0.05, foot=0.36)
    style.write_header(figure, header)
    style.footer(figure, shown, "means over seeds", "Outlines: Natural Earth 1:110 million, public domain.")
    return np.ravel(figure.subplots(count if wide else 1, 1 if wide else count, squeeze=False))
