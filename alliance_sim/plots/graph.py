"""The alliance graph before and after, in one layout: who is tied to whom, how closely, and which hub is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alliance_sim.errors import InputError
from alliance_sim.plots import style
from alliance_sim.plots.arms import (
    Shown,
    allies,
    band,
    changed_states,
    coordinates,
    split,
    state_index,
    usual_standing,
)
from alliance_sim.plots.layout import Point, positions
from alliance_sim.studies.spoken import calendar, sentence, state_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    from alliance_sim.data.load import Pact
    from alliance_sim.results.results import Results

PANEL = (6.0, 2.85)
"""Size of the box in which states are placed, inches; the axes of a panel are in inches, so nothing is stretched."""
MARGIN = (0.46, 0.26)
"""Inches around that box: half the largest node, and half a node with its code."""
LARGEST_NODE = 0.62
"""Diameter of the strongest state, inches; areas are in proportion to capability, down to a dot that can be seen."""
SMALLEST_NODE = 0.05
FAINTEST_TIE = 0.05
FOOT = 1.1
"""Inches below the panels: two lines of the key and up to four of the footer."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One arm in one year: ties 0–1 [i, j] without direction, capability in billion USD and standing, by `codes`."""

    year: int
    codes: tuple[str, ...]
    ties: np.ndarray
    capability: np.ndarray
    standing: tuple[str, ...]


def alliance_graph(shown: Shown, ax: np.ndarray | None = None) -> np.ndarray:
    """Two panels, first and last year of the scenario, with every state in the same place.

    The area of a node is its capability, the width and darkness of a line the tie between two states (mean over
    seeds); ties of states whose standing changes are drawn in colour. Full nodes are members, open diamonds are not.
    Adversaries are no part of the alliance's graph and are left out. Returns the two Axes; with `ax`, an array of two,
    it draws there.
    """
    scenario, baseline = split(shown)
    years = (scenario.years[0], scenario.years[-1])
    shots = [snapshot(baseline or scenario, years[0]), snapshot(scenario, years[1])]
    places = graph_positions(scenario)
    with style.house_style():
        panels = _new_panels(shown) if ax is None else np.asarray(ax, dtype=object).ravel()
        if len(panels) != len(shots):
            raise InputError(f"the alliance graph needs 2 Axes, not {len(panels)}")
        strongest = max(float(np.max(shot.capability, initial=0.0)) for shot in shots)
        for panel, shot in zip(panels, shots, strict=True):
            draw_snapshot(panel, shot, places, changed_states(scenario), strongest)
            panel.set_title(graph_caption(scenario, shot), pad=3, fontweight="bold")
        if ax is None:
            _key(style.figure_of(panels[0]), changed_states(scenario), strongest)
    return panels


def graph_positions(results: Results) -> dict[str, Point]:
    """Where each member and partner stands in both panels, in inches: by who they are, not by what happens."""
    places = {code: coordinates(results.scenario, code) for code in allies(results)}
    return positions(places, PANEL[0], PANEL[1], (0.34, 0.27))


def snapshot(results: Results, year: int) -> Snapshot:
    """Ties, capabilities and standings of members and partners at the end of that year."""
    codes = allies(results)
    rows = state_index(results, codes)
    when = results.index(year)
    tie = np.nan_to_num(results.dyads["tie"][when][np.ix_(rows, rows)])
    capability = np.nan_to_num(band(results.state["capability"][:, when, rows])[0])
    standing = tuple(usual_standing(results, code, year) for code in codes)
    return Snapshot(year, codes, (tie + tie.T) / 2, capability, standing)


def draw_snapshot(
    ax: Axes, shot: Snapshot, places: dict[str, Point], changed: tuple[str, ...], strongest: float
) -> None:  # fmt: skip
    """One year's graph: places in inches as `graph_positions` gives them, `strongest` the capability of the largest
    node."""
    ax.set_xlim(-MARGIN[0], PANEL[0] + MARGIN[0])
    ax.set_ylim(-MARGIN[1], PANEL[1] + MARGIN[1])
    ax.set_aspect("equal")
    ax.set_axis_off()
    _draw_ties(ax, shot, places, changed)
    for code, capability, standing in zip(shot.codes, shot.capability, shot.standing, strict=True):
        diameter = node_diameter(float(capability), strongest)
        _draw_node(ax, places[code], diameter, standing.startswith("member"), code in changed)
        _draw_code(ax, code, places[code], diameter, standing.startswith("member"))


def _draw_ties(ax: Axes, shot: Snapshot, places: dict[str, Point], changed: tuple[str, ...]) -> None:
    """The web in grey, and over it in colour the ties of those whose standing changes."""
    from matplotlib.collections import LineCollection

    groups: dict[bool, list[tuple[float, list[Point]]]] = {False: [], True: []}
    for i, one in enumerate(shot.codes):
        for j in range(i + 1, len(shot.codes)):
            tie = float(shot.ties[i, j])
            if tie >= FAINTEST_TIE:
                other = shot.codes[j]
                groups[one in changed or other in changed].append((tie, [places[one], places[other]]))
    for lit, edges in groups.items():
        edges.sort(key=lambda edge: edge[0])
        lines = LineCollection(
            [points for _, points in edges], linewidths=[tie_width(tie, lit) for tie, _ in edges],
            colors=[tie_colour(tie, lit) for tie, _ in edges], zorder=2 if lit else 1, capstyle="round",
            gid="ties-changed" if lit else "ties",
        )  # fmt: skip
        ax.add_collection(lines)


def tie_width(tie: float, lit: bool) -> float:
    """Width of a line in points: it grows with the square of the tie, so that close ties stand out of the web."""
    return 0.3 + (2.0 if lit else 0.9) * tie**2


def tie_colour(tie: float, lit: bool) -> tuple[float, float, float, float]:
    """Colour of a line; a weak tie is nearly transparent."""
    from matplotlib.colors import to_rgba

    strength = (0.3 + 0.6 * tie**2) if lit else 0.1 + 0.22 * tie**2
    return to_rgba(style.SCENARIO["color"] if lit else "#4C4C4C", min(strength, 1.0))


def node_diameter(capability: float, strongest: float) -> float:
    """Inches: the area is in proportion to capability; below about a two-hundredth of the strongest it is one dot."""
    share = capability / strongest if strongest > 0 else 0.0
    return float(max(SMALLEST_NODE, LARGEST_NODE * share**0.5))


def _draw_node(ax: Axes, place: Point, diameter: float, member: bool, lit: bool) -> None:
    colour = style.SCENARIO["color"] if lit else style.BASELINE["color"]
    ax.plot(
        *place, marker="o" if member else "D", markersize=72 * diameter * (1.0 if member else 0.886),
        markerfacecolor=colour if member else "white", markeredgecolor=colour if not member else "white",
        markeredgewidth=1.0 if not member else 0.4, zorder=4, linestyle="",
    )  # fmt: skip


def _draw_code(ax: Axes, code: str, place: Point, diameter: float, member: bool) -> None:
    """The code inside a large node, below a small one on a white ground."""
    from matplotlib.patheffects import withStroke

    if diameter > 0.34:
        colour = "white" if member else style.INK
        ax.text(*place, code, ha="center", va="center", fontsize=8, fontweight="bold", color=colour, zorder=6)
        return
    below = (place[0], place[1] - diameter / 2 - 0.015)
    ax.text(
        *below, code, ha="center", va="top", fontsize=style.SMALL, zorder=6,
        path_effects=[withStroke(linewidth=1.6, foreground="white", alpha=0.9)],
    )  # fmt: skip


def graph_caption(scenario: Results, shot: Snapshot) -> str:
    """The year, and what the changed states are to the others in it; codes alone where there are several."""
    changed = changed_states(scenario)
    parts = []
    for code in changed[:4]:
        standing = shot.standing[shot.codes.index(code)].replace("_", " ")
        name = f"{state_name(scenario, code)} ({code})" if len(changed) == 1 else code
        tie = "mean tie with the members" if len(changed) == 1 else "tie"
        parts.append(f"{name} {standing}, {tie} {mean_tie(shot, code):.2f}")
    more = [f"{len(changed) - 4} more"] if len(changed) > 4 else []
    year = sentence(calendar(shot.year))
    return f"{year}: {'; '.join(parts + more)}" if parts else year


def mean_tie(shot: Snapshot, code: str) -> float:
    """The state's tie to a member, 0–1, averaged over all other members; 0 if there is no other."""
    own = shot.codes.index(code)
    members = [i for i, name in enumerate(shot.standing) if name.startswith("member") and i != own]
    return float(np.mean(shot.ties[own, members])) if members else 0.0


def _new_panels(shown: Shown) -> np.ndarray:
    scenario, _ = split(shown)
    first, last = scenario.years[0], scenario.years[-1]
    title = f"{scenario.scenario.alliance.name} as a graph of ties, {calendar(first)} and {calendar(last)}"
    header = style.measure_header(title, f"Scenario: {scenario.scenario.title}" if scenario.scenario.title else "")
    top, foot = header.height + 0.06, FOOT
    figure = style.new_figure(2 * (PANEL[1] + 2 * MARGIN[1] + 0.2) + top + foot, style.PAGE_WIDTH, top, foot)
    style.write_header(figure, header)
    style.footer(figure, shown, interval="means over seeds", note=_note(scenario))
    return np.asarray(figure.subplots(2, 1), dtype=object)


def _note(scenario: Results) -> str:
    """Who is not drawn, and which ties outlast a change of standing because a treaty of two states carries them."""
    adversaries = sorted(scenario.scenario.adversaries)
    parts = []
    if len(adversaries) == 1:
        parts.append(f"Not shown: {adversaries[0]}, an adversary and so no part of the alliance's graph.")
    elif adversaries:
        parts.append(f"Not shown: {', '.join(adversaries)}, adversaries and so no part of the alliance's graph.")
    kept = [f"{pact.a}–{pact.b} ({pact.treaty.split(';')[0]})" for pact in lasting_pacts(scenario)]
    if kept:
        parts.append(
            f"A bilateral defence pact, which a change of standing does not end, still ties {', '.join(kept)}."
        )
    return " ".join(parts)


def lasting_pacts(scenario: Results) -> list[Pact]:
    """The data's bilateral defence pacts of states whose standing changes, as the run started with them."""
    from alliance_sim.data.load import pacts

    among, changed = set(allies(scenario)), set(changed_states(scenario))
    ended = {frozenset(event.states) for event in scenario.scenario.events if event.type == "pact" and event.end}
    return [
        pact
        for pact in pacts(scenario.years[0])
        if pact.kind == "defence" and {pact.a, pact.b} <= among and {pact.a, pact.b} & changed
        if frozenset((pact.a, pact.b)) not in ended
    ]


def _key(figure: Figure, changed: tuple[str, ...], strongest: float) -> None:
    """Between panels and footer: what shapes and colours mean, then sizes of nodes and widths of lines."""
    from matplotlib.lines import Line2D

    blue, lit = style.BASELINE["color"], style.SCENARIO["color"]
    kinds = {"member": _node(0.08)}
    kinds["not a member"] = Line2D(
        [], [], linestyle="", marker="D", markersize=5, markerfacecolor="white", markeredgecolor=blue
    )
    if changed:
        kinds[f"standing changes ({', '.join(changed)}), with its ties"] = Line2D(
            [], [], color=lit, marker="o", linewidth=1.5
        )
    lit_ties = bool(changed)
    kinds["ties of all others" if lit_ties else "ties"] = Line2D([], [], color="#4C4C4C", alpha=0.4, linewidth=0.9)
    sizes = {text: _node(node_diameter(amount, strongest)) for text, amount in _sizes(strongest)}
    for tie in (0.9, 0.6, 0.3):
        sizes[f"tie {tie}"] = Line2D([], [], linewidth=tie_width(tie, lit_ties), color=tie_colour(tie, lit_ties))
    for height, entries in ((FOOT - 0.3, kinds), (FOOT - 0.63, sizes)):
        figure.legend(
            entries.values(), entries.keys(), loc="lower center", ncols=len(entries), borderaxespad=0,
            bbox_to_anchor=(0.5, height / figure.get_figheight()), columnspacing=1.6,
        )  # fmt: skip


def _node(diameter: float) -> Line2D:
    from matplotlib.lines import Line2D

    return Line2D([], [], linestyle="", marker="o", markersize=72 * diameter, color=style.BASELINE["color"])


def _sizes(strongest: float) -> list[tuple[str, float]]:
    """Two round amounts of capability, and the amount below which every node is the same dot."""
    if strongest <= 0:
        return []
    top = 10.0 ** int(np.floor(np.log10(strongest)))
    least = strongest * (SMALLEST_NODE / LARGEST_NODE) ** 2
    unit = 10.0 ** int(np.floor(np.log10(least)))
    dot = unit * int(least / unit)
    return [(f"{top:,.0f} billion USD", top), (f"{top / 10:,.0f}", top / 10), (f"{dot:,.3g} or less", dot)]
