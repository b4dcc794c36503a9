"""What a running model looks like: every figure follows the model from year to year."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from alliance_sim.agents import AllianceModel
from alliance_sim.plots import live, style
from alliance_sim.scenario import load_text


@pytest.fixture
def model() -> AllianceModel:
    return AllianceModel("us-partner-only", rng=2018)


def test_ties_are_drawn_between_allies_with_this_years_danger(model: AllianceModel) -> None:
    for _ in range(3):
        model.step()
    ax = live.ties(model)
    web, nodes = ax.collections
    allies = [state for state in model.states if state.standing != "outside"]
    assert {text.get_text() for text in ax.texts} == {state.iso3 for state in allies}
    assert len(web.get_segments()) == len(list(model.pairs()))  # type: ignore[attr-defined]
    assert list(nodes.get_array()) == pytest.approx([100 * state.attack_probability for state in allies])
    assert ax.get_title(loc="left").startswith("2021")


def test_ties_that_loosen_are_drawn_thinner(model: AllianceModel) -> None:
    before = live.ties(model).collections[0].get_linewidths()
    while model.running:
        model.step()
    after = live.ties(model).collections[0].get_linewidths()
    assert np.mean(after) < np.mean(before)


def test_shares_are_this_years_from_the_largest_with_the_guideline(model: AllianceModel) -> None:
    model.step()
    ax = live.shares(model)
    heights = [bar.get_height() for bar in ax.patches]  # type: ignore[attr-defined]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] == pytest.approx(100 * max(state.share for state in model.states))
    assert [line.get_ydata()[0] for line in ax.lines] == [2.0]  # type: ignore[index]
    assert "ISL" not in {label.get_text() for label in ax.get_xticklabels()}


def test_without_a_guideline_no_line_is_drawn() -> None:
    scenario = load_text("name: two\nstart: 2018\nend: 2020\nstates: [USA, POL]\nalliance: {name: Two}\n")
    assert live.shares(AllianceModel(scenario, rng=0)).lines[:] == []


def test_an_outcome_is_drawn_up_to_this_year_in_percent(model: AllianceModel) -> None:
    model.step()
    (line,) = live.outcome(model, "anxiety").lines
    assert list(line.get_xdata()) == [2018, 2019]
    assert list(line.get_ydata()) == pytest.approx([100 * value for value in model.history.outcomes["anxiety"][:2]])


def test_figures_are_drawn_on_axes_that_are_handed_in(model: AllianceModel) -> None:
    ax = style.new_figure(3.0).add_subplot()
    assert live.outcome(model, "cohesion", ax) is ax
    assert live.shares(model, ax) is ax


def test_without_the_extra_the_page_says_how_to_get_it() -> None:
    blocked = "import sys; sys.modules['solara'] = None; import alliance_sim.app"
    done = subprocess.run([sys.executable, "-c", blocked], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == (
        "alliance_sim.errors.MissingExtraError: this page needs Solara: pip install 'alliance-sim[viz]'"
    )
