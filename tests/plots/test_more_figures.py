"""The figures that `alliance-sim plot` adds: what they show is what the results hold, and they fit the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import matplotlib.text
import numpy as np
import pytest

from alliance_sim.data.load import countries
from alliance_sim.data.outlines import outlines
from alliance_sim.errors import InputError
from alliance_sim.plots import MORE_FIGURES, save_figures, style
from alliance_sim.plots.burdens import full_income_burden, lorenz_curve, paying_members
from alliance_sim.plots.differences import differences
from alliance_sim.plots.map import exposure, levels
from alliance_sim.plots.reliance import ordered, reliance
from alliance_sim.results.results import Comparison
from tests.results import made_up


@pytest.fixture(scope="module")
def pair() -> Comparison:
    return made_up.comparison()


@pytest.mark.parametrize("name", MORE_FIGURES)
def test_nothing_is_cut_off_too_small_or_unsigned(name: str, pair: Comparison) -> None:
    figure = style.figure_of(np.ravel(MORE_FIGURES[name](pair))[0])
    with style.house_style():
        figure.draw_without_rendering()
        used = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert width == style.PAGE_WIDTH
    assert height <= 9.2
    assert min(used.x0, used.y0) >= 0
    assert (used.x1 <= width, used.y1 <= height) == (True, True)
    for found in figure.findobj(mpl.text.Text):
        assert found.get_fontsize() >= style.SMALLEST, found
    footer = next(found.get_text() for found in figure.texts if found.get_gid() == "footer")
    assert made_up.scenario().digest()[:8] in footer


@pytest.mark.parametrize("name", MORE_FIGURES)
def test_a_figure_can_be_drawn_twice_to_the_same_bytes(name: str, pair: Comparison, tmp_path: Path) -> None:
    first, second = (save_figures(pair, tmp_path / each, ("png",), [name])[0] for each in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_size > 10_000


def test_an_unknown_figure_is_refused(pair: Comparison, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'lorentz' is not a figure"):
        save_figures(pair, tmp_path, ("png",), ["lorentz"])


# --- Differences -----------------------------------------------------------------------------------------------------


def test_a_difference_is_paired_and_its_first_clear_year_is_marked(pair: Comparison) -> None:
    (ax,) = differences(pair, ["anxiety"])
    line = max(ax.lines, key=lambda line: len(line.get_xdata()))
    wanted = 100 * (pair.scenario.outcomes["anxiety"] - pair.baseline.outcomes["anxiety"]).mean(axis=0)
    assert np.allclose(line.get_ydata(), wanted, atol=1e-12)
    assert [text.get_text() for text in ax.texts] == ["clear from 2019 on"]


def test_a_plain_world_has_no_differences() -> None:
    with pytest.raises(InputError, match="has no baseline"):
        differences(made_up.results())


# --- Burdens ---------------------------------------------------------------------------------------------------------


def test_the_lorenz_curve_of_equal_shares_is_the_diagonal() -> None:
    results = made_up.results()
    equal = replace(results, state={**results.state, "budget": 0.02 * results.state["gdp"]})
    gdp, budget = lorenz_curve(equal)
    assert np.allclose(gdp, budget, atol=1e-12)


def test_the_lorenz_curve_by_hand() -> None:
    results = made_up.results()
    gdp, budget = lorenz_curve(results)
    # the United Kingdom and Poland spend 2 % and the United States 3 % of 3,000, 550 and 20,000
    assert gdp[-2:] == pytest.approx([3550 / 23550, 1.0])
    assert budget[-2:] == pytest.approx([71 / 671, 1.0])
    assert set(paying_members(results)) == {"GBR", "POL", "USA"}  # Iceland has no armed forces, Russia is no member


def test_the_full_income_burden_by_hand() -> None:
    assert full_income_burden(made_up.results(), "POL") == pytest.approx(11.0 / (550.0 + 470.0), rel=1e-5)


# --- Reliance --------------------------------------------------------------------------------------------------------


def test_the_most_trusted_stand_first() -> None:
    results = made_up.results()
    table = results.dyads["reliance"].copy()
    table[:, :, made_up.POL] = 0.9
    table[:, :, made_up.USA] = 0.1
    trusting = replace(results, dyads={**results.dyads, "reliance": table})
    assert ordered(trusting, None)[0] == "POL"
    assert ordered(trusting, None)[-1] == "USA"


def test_a_lost_ally_is_a_column_of_losses(pair: Comparison) -> None:
    before, after = pair.baseline.dyads["reliance"], pair.scenario.dyads["reliance"].copy()
    after[-1, :, made_up.USA] = before[-1, :, made_up.USA] - 0.3
    lost = replace(pair.scenario, dyads={**pair.scenario.dyads, "reliance": after})
    _, change = reliance(Comparison(lost, pair.baseline))
    shown = np.asarray(change.images[0].get_array().filled(np.nan))
    column = ordered(lost, pair.baseline).index("USA")
    assert np.allclose(np.delete(shown[:, column], column), -0.3)


# --- Map -------------------------------------------------------------------------------------------------------------


def test_every_state_of_the_data_has_an_outline() -> None:
    assert [code for code in countries() if code not in outlines()] == []


def test_no_outline_crosses_the_antimeridian_or_leaves_the_world() -> None:
    for rings in outlines().values():
        for ring in rings:
            x, y = np.array(ring).T
            assert ring[0] == ring[-1]
            assert np.abs(np.diff(x)).max() < 90
            assert (np.abs(x) <= 180.01).all()
            assert (np.abs(y) <= 90).all()


def test_crimea_is_drawn_as_ukraine() -> None:
    from matplotlib.path import Path as Outline

    def holds(code: str, place: tuple[float, float]) -> bool:
        return any(Outline(ring).contains_point(place) for ring in outlines()[code])

    assert holds("UKR", (34.3, 45.3))
    assert not holds("RUS", (34.3, 45.3))
    assert holds("RUS", (-175.0, 66.5))  # Chukotka, beyond the antimeridian


def test_a_map_leaves_out_adversaries_and_what_has_no_value(pair: Comparison) -> None:
    assert set(levels(pair.scenario, "attack_probability")) == {"GBR", "ISL", "POL", "USA"}


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"view": "moon"}, "view 'moon' is not one of europe, world"),
        ({"variable": "gpd"}, "variable 'gpd' is not one of attack_probability"),
    ],
)
def test_a_map_of_something_else_is_refused(pair: Comparison, asked: dict[str, str], says: str) -> None:
    with pytest.raises(InputError, match=says):
        exposure(pair, **asked)  # type: ignore[arg-type]
