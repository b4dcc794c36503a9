"""Who carries the burden: Lorenz curves of defence spending over GDP, and the full-income burden of each member."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import InputError
from alliance_sim.plots import style
from alliance_sim.plots.arms import Shown, band, split, state_index, usual_standing
from alliance_sim.studies.spoken import state_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from alliance_sim.results.results import Results

MOST = 16
"""Members named in the second panel: those with the largest budgets."""


def burdens(shown: Shown, ax: np.ndarray | None = None) -> np.ndarray:
    """Two panels for the last year: how unequal burdens are, and what each member pays against what it gets.

    Left, the Lorenz curve: members from the lowest to the highest defence share, their part of GDP against their part
    of spending; the diagonal is an equal share for all. Right, the full-income burden (after Hildebrandt 1990): own
    spending as a part of GDP and the spending of others on which the member counts. Returns the array of both Axes.
    """
    scenario, baseline = split(shown)
    with style.house_style():
        panels = _new_panels(shown) if ax is None else np.asarray(ax, dtype=object).ravel()
        if len(panels) != 2:
            raise InputError(f"the figure of burdens needs 2 Axes, not {len(panels)}")
        _diagonal(panels[0])
        for results, look, label in _arms(scenario, baseline):
            _lorenz(panels[0], results, look, label)
        panels[0].legend(loc="upper left", handlelength=3.4)
        _full_income(panels[1], _arms(scenario, baseline), scenario)
    return panels


def lorenz_curve(results: Results, position: int = -1) -> tuple[np.ndarray, np.ndarray]:
    """Cumulated parts (0-1) of the members' GDP and of their spending, from the lowest defence share on; both begin at
    0."""
    codes = paying_members(results)
    place = state_index(results, codes)
    gdp = results.state["gdp"][:, position, place].mean(axis=0)
    budget = results.state["budget"][:, position, place].mean(axis=0)
    order = np.argsort(budget / gdp, kind="stable")
    parts = [np.concatenate([[0.0], np.cumsum(each[order]) / each.sum()]) for each in (gdp, budget)]
    return parts[0], parts[1]


def full_income_burden(results: Results, code: str) -> np.ndarray:
    """Own spending of the last year over own GDP and the spending of others on which the state counts: 0-1 [seed]."""
    at = state_index(results, [code])[0]
    own, income, others = (results.state[name][:, -1, at] for name in ("budget", "gdp", "spill_in"))
    return np.asarray(own / (income + others))


def paying_members(results: Results) -> tuple[str, ...]:
    """States that most seeds have as members in the last year and that have armed forces."""
    final = results.years[-1]
    spent = results.state["budget"][:, -1].mean(axis=0)
    return tuple(
        code
        for code, budget in zip(results.states, spent, strict=True)
        if budget > 0.0
        and code not in results.scenario.adversaries
        and usual_standing(results, code, final).startswith("member")
    )


def _arms(scenario: Results, baseline: Results | None) -> list[tuple[Results, dict[str, Any], str]]:
    arms = [(scenario, style.SCENARIO, "scenario")]
    return arms if baseline is None else [*arms, (baseline, style.BASELINE, "baseline")]


def _diagonal(ax: Axes) -> None:
    ax.plot([0, 100], [0, 100], color=style.QUIET, linewidth=0.7, linestyle=(0, (1, 1.5)), label="equal shares")
    ax.set(xlabel="percent of the members' GDP", ylabel="percent of their defence spending")
    ax.set_title("Inequality of burdens", fontweight="bold")
    ax.set_aspect("equal")


def _lorenz(ax: Axes, results: Results, look: dict[str, Any], label: str) -> None:
    gdp, budget = lorenz_curve(results)
    ax.plot(100 * gdp, 100 * budget, label=f"{label} ({len(gdp) - 1} members)", markevery=4, **look)


def _full_income(ax: Axes, arms: list[tuple[Results, dict[str, Any], str]], scenario: Results) -> None:
    spent = scenario.state["budget"][:, -1].mean(axis=0)
    codes = sorted(paying_members(scenario), key=lambda code: (-spent[scenario.states.index(code)], code))[:MOST]
    rows = np.arange(len(codes))[::-1]
    for results, look, label in arms:
        mean, low, high = band(np.array([100 * full_income_burden(results, code) for code in codes]).T)
        if len(results.seeds) > 1:
            ax.hlines(rows, low, high, color=look["color"], linewidth=2.4, alpha=0.35, gid="band")
        ax.plot(mean, rows, look["marker"], color=look["color"], markersize=4, label=label)
    ax.set_yticks(rows, [f"{state_name(scenario, code)}  {code}" for code in codes])
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(left=0)
    ax.grid(axis="both")
    ax.set_axisbelow(True)
    ax.set_xlabel("own spending, percent of full income")
    ax.set_title(f"Full-income burden of the {len(codes)} largest spenders", fontweight="bold")
    ax.legend(loc="lower right", facecolor="white", frameon=True, framealpha=0.9, edgecolor="none")


def _new_panels(shown: Shown) -> np.ndarray:
    scenario, _ = split(shown)
    header = style.measure_header(f"Who carries the burden: {scenario.scenario.title}, {scenario.years[-1]}")
    figure = style.new_figure(3.5 + header.height, head=header.height, foot=0.4)
    style.write_header(figure, header)
    note = (
        "Left: members from the lowest to the highest defence share, means over seeds. Right: full income is GDP and"
        " the spending of others that is counted on (Hildebrandt 1990)."
    )
    style.footer(figure, shown, "bars: 5–95 % of seeds", note)
    return np.ravel(figure.subplots(1, 2))
