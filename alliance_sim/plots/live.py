"""What a running model looks like in its present year: its ties, its members' burdens, and an outcome so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alliance_sim.plots import style
from alliance_sim.plots.arms import coordinates
from alliance_sim.plots.layout import positions
from alliance_sim.plots.words import wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from alliance_sim.agents import AllianceModel

SIZE = (5.2, 3.4)
"""Width and height of each figure, inches."""


def ties(model: AllianceModel, ax: Axes | None = None) -> Axes:
    """The alliance graph of this year: width of a line by the tie, area of a node by capability, colour by danger."""
    from matplotlib.collections import LineCollection

    allies = [state for state in model.states if state.standing != "outside"]
    with style.house_style():
        axes = _axes(ax)
        axes.set_axis_off()
        places = positions(
            {state.iso3: coordinates(model.world.scenario, state.iso3) for state in allies}, *SIZE, (0.3, 0.2)
        )
        known = [(one.iso3, other.iso3, tie["tie"]) for one, other, tie in model.pairs()]
        drawn = [(places[one], places[other], tie) for one, other, tie in known if one in places and other in places]
        axes.add_collection(
            LineCollection(
                [(start, end) for start, end, _ in drawn], colors=style.QUIET,
                alpha=[0.3 * tie for _, _, tie in drawn], linewidths=[1.6 * tie**2 for _, _, tie in drawn],
            )
        )  # fmt: skip
        strongest = max(state.capability for state in allies)
        nodes = axes.scatter(
            [places[state.iso3][0] for state in allies], [places[state.iso3][1] for state in allies],
            s=[20.0 + 900.0 * state.capability / strongest for state in allies],
            c=[100.0 * state.attack_probability for state in allies], cmap="cividis_r", vmin=0.0, zorder=3,
            edgecolors=style.INK, linewidths=0.6,
        )  # fmt: skip
        for state in allies:
            axes.annotate(
                state.iso3, places[state.iso3], xytext=(0, -3), textcoords="offset points", ha="center", va="top",
                fontsize=style.SMALLEST, zorder=4, bbox={"pad": 0.4, "fc": "white", "ec": "none", "alpha": 0.7},
            )  # fmt: skip
        axes.margins(0.08)
        bar = style.figure_of(axes).colorbar(nodes, ax=axes, shrink=0.7, pad=0.01)
        bar.set_label("chance of an attack, % a year")
        axes.set_title(f"{model.year}: ties between allies; area: capability")
    return axes


def shares(model: AllianceModel, ax: Axes | None = None) -> Axes:
    """Each ally's defence share this year against the first year's, with the guideline where one is in force."""
    allies = sorted(
        (state for state in model.states if state.standing != "outside" and state.budget > 0.0),
        key=lambda state: (-state.share, state.iso3),
    )
    names, first = [state.iso3 for state in allies], [100.0 * state.base_share for state in allies]
    guideline = model.outside.guideline[model.elapsed]
    with style.house_style():
        axes = _axes(ax)
        axes.bar(names, [100.0 * state.share for state in allies], color=style.OKABE_ITO["sky"], label=f"{model.year}")
        axes.scatter(names, first, marker="_", color=style.INK, s=40, zorder=3, label=f"{model.world.scenario.start}")
        if guideline > 0.0:
            axes.axhline(
                100.0 * guideline, color=style.OKABE_ITO["vermillion"], linewidth=0.8, linestyle="--", label="guideline"
            )
        axes.tick_params(axis="x", labelrotation=90, labelsize=style.SMALLEST)
        axes.set(title=f"{model.year}: who spends what", ylabel="defence spending, % of GDP")
        axes.margins(x=0.01)
        axes.legend()
    return axes


def outcome(model: AllianceModel, name: str, ax: Axes | None = None) -> Axes:
    """An outcome from the first year to this one, in the unit of paper."""
    words, start = wording(name), model.world.scenario.start
    values = [words.factor * float(value) for value in model.history.outcomes[name][: model.elapsed + 1]]
    with style.house_style():
        axes = _axes(ax)
        axes.plot(range(start, model.year + 1), values, **style.SCENARIO)
        axes.set(title=words.title, ylabel=words.unit, xlim=(start - 0.5, model.world.scenario.end + 0.5))
        axes.locator_params(axis="x", integer=True)
    return axes


def _axes(ax: Axes | None) -> Axes:
    return style.new_figure(SIZE[1], SIZE[0], foot=style.EDGE).add_subplot() if ax is None else ax
