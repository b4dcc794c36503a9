"""The figures that `alliance-sim plot` adds: what they show is what the results hold, and they fit the page."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import matplotlib.text
import numpy as np
import pytest
from matplotlib.figure import Figure

from alliance_sim.data.load import countries
from alliance_sim.data.outlines import outlines
from alliance_sim.errors import InputError
from alliance_sim.plots import MORE_FIGURES, save_figures, style
from alliance_sim.plots.burdens import full_income_burden, lorenz_curve, paying_members
from alliance_sim.plots.differences import differences
from alliance_sim.plots.map import depended_on, exposure, levels, world
from alliance_sim.plots.reliance import ordered, reliance, stopped, told
from alliance_sim.plots.slopes import KINDS, slopes
from alliance_sim.results.provenance import software_version
from alliance_sim.results.results import Comparison
from tests.results import made_up

GUIDED = made_up.scenario(made_up.TEXT + "alliance: {name: NATO, guideline: {share: 2 %, due: 2024}}\n")


@pytest.fixture(scope="module")
def pair() -> Comparison:
    return made_up.comparison()


@pytest.fixture(scope="module")
def drawn(pair: Comparison) -> dict[str, Figure]:
    """Every further figure, drawn once for all tests that only look at it."""
    return {name: style.figure_of(np.ravel(draw(pair))[0]) for name, draw in MORE_FIGURES.items()}


@pytest.mark.parametrize("name", MORE_FIGURES)
def test_nothing_is_cut_off_too_small_or_unsigned(name: str, drawn: dict[str, Figure]) -> None:
    figure = drawn[name]
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
    said = " ".join(footer.split())
    for part in (made_up.scenario().digest()[:8], "n = 30 (seeds 7 to 36)", "data: ", software_version()):
        assert part in said
    assert "5–95 %" in said or "means over seeds" in said
    assert next(found for found in figure.texts if found.get_gid() == "title").get_text()


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.verify) for name in MORE_FIGURES] + ["slopes"])
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
    line = next(line for line in ax.lines if len(line.get_xdata()) == len(pair.scenario.years))
    wanted = 100 * (pair.scenario.outcomes["anxiety"] - pair.baseline.outcomes["anxiety"]).mean(axis=0)
    assert np.allclose(line.get_ydata(), wanted, atol=1e-12)
    assert [text.get_text() for text in ax.texts if text.get_gid() == "clear"] == ["● clear from 2019 on"]
    dot = next(line for line in ax.lines if line.get_marker() == "o")
    assert (dot.get_xdata()[0], dot.get_ydata()[0]) == pytest.approx((2019, wanted[1]))
    assert ax.get_ylabel() == "percentage points"


def test_a_difference_that_is_never_clear_says_so(pair: Comparison) -> None:
    (ax,) = differences(pair, ["cohesion"])
    assert [text.get_text() for text in ax.texts if text.get_gid() == "clear"] == ["not clear by 2021"]
    assert [line for line in ax.lines if line.get_marker() == "o"] == []


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
    burden = full_income_burden(made_up.results(), "POL")
    assert burden.shape == (30,)
    assert burden.mean() == pytest.approx(11.0 / (550.0 + 470.0), rel=1e-5)


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


def test_losses_and_gains_carry_a_sign_that_needs_no_colour(pair: Comparison) -> None:
    after = pair.baseline.dyads["reliance"].copy()
    after[-1, made_up.POL, made_up.USA] -= 0.3
    after[-1, made_up.GBR, made_up.POL] += 0.2
    after[-1, made_up.ISL, made_up.POL] += 0.05
    moved = replace(pair.scenario, dyads={**pair.scenario.dyads, "reliance": after})
    changed = Comparison(moved, pair.baseline)
    _, change = reliance(changed)
    order = ordered(moved, pair.baseline)

    def places(sign: str) -> list[tuple[str, str]]:
        marks = [part for part in change.collections if part.get_gid() == sign]
        return [(order[int(y)], order[int(x)]) for part in marks for x, y in part.get_offsets()]

    assert places("loss") == [("POL", "USA")]
    assert places("gain") == [("GBR", "POL")]
    assert stopped(changed) == [("POL", "USA")]
    assert told(changed) == "Stopped relying (from 0.5 or more to less): 1 on the United States (USA)."
    assert told(Comparison(pair.baseline, pair.baseline)) == "Nobody who relied on another (0.5 or more) stopped."


def test_the_sentence_names_both_sides_of_a_break(pair: Comparison) -> None:
    after = pair.baseline.dyads["reliance"].copy()
    after[-1, :, made_up.USA] = after[-1, made_up.USA, :] = 0.1
    broken = Comparison(replace(pair.scenario, dyads={**pair.scenario.dyads, "reliance": after}), pair.baseline)
    assert "3 on the United States (USA) and the United States (USA) on 3." in told(broken)


# --- Slopes ----------------------------------------------------------------------------------------------------------


def test_a_slope_says_on_which_side_of_the_guideline_a_member_ends(pair: Comparison) -> None:
    share = pair.scenario.state["share"].copy()
    share[:, -1, made_up.POL], share[:, 0, made_up.POL] = 0.025, 0.015
    share[:, 0, made_up.GBR], share[:, -1, made_up.GBR] = 0.021, 0.018
    moved = replace(pair.scenario, state={**pair.scenario.state, "share": share}, scenario=GUIDED)
    (ax,) = slopes(moved)
    found = {line.get_gid(): tuple(line.get_ydata()) for line in ax.lines if line.get_gid() in KINDS}
    assert found == {
        "rises to the guideline": pytest.approx((1.5, 2.5)),
        "falls below it": pytest.approx((2.1, 1.8)),
    }  # the United States has become a partner, and Iceland has no armed forces
    assert ax.get_title(loc="left") == "1 of 2 meet the guideline"
    assert [text.get_text() for text in ax.texts] == ["POL 2.5", "GBR 1.8"]
    looks = [tuple(str(look[key]) for key in ("linestyle", "marker")) for look in KINDS.values()]
    assert len(set(looks)) == len(KINDS)


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


def test_dependence_is_the_hubs_part_of_the_expected_aid() -> None:
    results = made_up.results()
    aid = np.full((4, 5, 5), 10.0)
    aid[:, :, made_up.USA] = 60.0
    aid[-1, made_up.POL, made_up.USA] = 20.0
    helped = replace(results, dyads={**results.dyads, "aid": aid})
    assert depended_on(helped) == "USA"
    assert levels(helped, "dependence") == pytest.approx({"GBR": 200 / 3, "ISL": 200 / 3, "POL": 40.0})
    (ax,) = exposure(helped, variable="dependence")
    assert style.figure_of(ax).axes[-1].get_xlabel() == "part of expected aid from the United States, percent"


def test_the_highest_values_are_written_apart_from_one_another(pair: Comparison) -> None:
    for panel in world(pair):
        with style.house_style():
            style.figure_of(panel).draw_without_rendering()
        boxes = [text.get_window_extent() for text in panel.texts if text.get_gid() == "highest"]
        assert len(boxes) == 3
        assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))


def test_states_too_small_for_the_outline_are_points(pair: Comparison) -> None:
    results = made_up.results(made_up.scenario(made_up.PLAIN.replace("ISL", "LUX")))
    small = replace(results, states=("GBR", "LUX", "POL", "RUS", "USA"))
    (ax,) = exposure(small)
    assert [line.get_gid() for line in ax.lines] == ["point"]
    assert (ax.lines[0].get_xdata()[0], ax.lines[0].get_ydata()[0]) == pytest.approx((6.1, 49.6), abs=0.2)


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
