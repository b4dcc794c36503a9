"""Outcomes over time: what a reader can read off the panels."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.figure import Figure

from alliance_sim.errors import InputError
from alliance_sim.metrics import OUTCOMES
from alliance_sim.plots import outcome, outcomes
from alliance_sim.plots.numbers import plain_number
from alliance_sim.plots.outcomes import HEADLINE
from alliance_sim.plots.words import WORDINGS, wording
from alliance_sim.results.results import Comparison, Results
from alliance_sim.studies.intervals import estimate

Make = Callable[..., Results]


def texts(figure: Figure) -> str:
    figure.draw_without_rendering()
    return "\n".join(found.get_text() for found in figure.findobj(lambda artist: hasattr(artist, "get_text")))


def test_every_panel_has_title_unit_and_both_arms(comparison: Comparison) -> None:
    panels = outcomes(comparison)
    assert [panel.get_title(loc="left") for panel in panels] == [wording(name).title for name in HEADLINE]
    assert [panel.get_ylabel() for panel in panels] == [wording(name).unit for name in HEADLINE]
    for panel in panels:
        arms = {line.get_label(): line for line in panel.lines if not line.get_label().startswith("_")}
        assert set(arms) == {"scenario", "baseline"}
        one, two = arms.values()
        assert one.get_color() != two.get_color()
        assert one.get_linestyle() != two.get_linestyle()
        assert one.get_marker() != two.get_marker()
        assert len(panel.collections) == 4  # two bands an arm


def test_the_line_is_the_mean_and_the_band_the_interval_of_the_tables(comparison: Comparison) -> None:
    panel = outcome(comparison, "deterrence")
    values = 100 * comparison.scenario.outcomes["deterrence"]
    drawn = next(line for line in panel.lines if line.get_label() == "scenario")
    assert np.asarray(drawn.get_ydata()) == pytest.approx(values.mean(axis=0))
    whole, half = (band.get_paths()[0].get_extents() for band in panel.collections[2:])
    told = [estimate(values[:, position]) for position in range(values.shape[1])]
    assert whole.ymin == pytest.approx(min(one.low for one in told))
    assert whole.ymax == pytest.approx(max(one.high for one in told))
    middle = np.sort(values, axis=0)[1:-1]  # of five seeds the middle three hold half
    assert (half.ymin, half.ymax) == pytest.approx((middle.min(), middle.max()))


def test_events_are_marked_and_named(comparison: Comparison) -> None:
    panels = outcomes(comparison)
    for panel in panels:
        marks = [found for found in panel.texts if found.get_gid() == "event"]
        assert [(mark.get_text(), mark.xy[0]) for mark in marks] == [("1", 2018), ("2", 2019)]
    said = texts(panels[0].figure)
    assert "Events: 1 remark (2018). Not in the baseline: 2 downgrade (2019–2021)." in said.replace("\xa0", " ")


def test_events_of_one_year_share_a_mark_and_those_outside_the_run_have_none(make: Make) -> None:
    events = tuple(
        SimpleNamespace(id=f"e{year}-{n}", year=year, type="letters") for year in (2020, 2040) for n in "abc"
    )
    panel = outcome(make(True, events=events), "anxiety")
    assert [found.get_text() for found in panel.texts if found.get_gid() == "event"] == ["1–3"]
    assert "2040" not in texts(panel.figure)


def test_without_a_baseline_only_the_scenario_is_drawn(make: Make) -> None:
    alone = make(True)
    for shown in (alone, Comparison(alone, alone)):
        panels = outcomes(shown)
        for panel in panels:
            assert [line.get_label() for line in panel.lines if not line.get_label().startswith("_")] == ["scenario"]
        assert "baseline" not in texts(panels[0].figure)


def test_one_seed_has_no_band_and_says_so(make: Make) -> None:
    panels = outcomes(make(True, seeds=(7,)))
    assert all(not panel.collections for panel in panels)
    said = texts(panels[0].figure)
    assert "n = 1 (seed 7), one run, so no interval" in said
    assert "5–95" not in said


def test_the_file_chooses_the_outcomes_unless_the_caller_does(make: Make) -> None:
    chosen = make(True, outcomes=("members", "entrapment"))
    assert [panel.get_title(loc="left") for panel in outcomes(chosen)] == [
        WORDINGS["members"].title,
        WORDINGS["entrapment"].title,
    ]
    assert len(outcomes(chosen, ["cohesion"])) == 1


def test_an_outcome_that_is_not_there_is_named_with_those_that_are(comparison: Comparison) -> None:
    with pytest.raises(InputError, match=r"no outcome 'deterence'; they hold .*deterrence"):
        outcomes(comparison, ["deterence"])


def test_it_draws_into_the_callers_axes_and_leaves_the_page_alone(comparison: Comparison) -> None:
    mine = Figure().subplots(1, 2)
    given = outcomes(comparison, ["members", "anxiety"], ax=mine)
    assert list(given) == list(mine)
    assert not mine[0].figure.texts
    with pytest.raises(InputError, match=r"3 outcomes .* need as many Axes, not 2"):
        outcomes(comparison, ["members", "anxiety", "cohesion"], ax=mine)


def test_round_off_is_not_blown_up_into_news(make: Make) -> None:
    calm = make(False)
    calm.outcomes["cohesion"][:] = 0.8 + 1e-12 * np.arange(len(calm.years))
    low, high = outcome(calm, "cohesion").get_ylim()
    assert high - low >= 0.016
    calm.outcomes["members"][:] = 29
    low, high = outcome(calm, "members").get_ylim()
    assert high - low >= 2


def test_numbers_on_the_axis_are_plain(comparison: Comparison) -> None:
    panel = outcome(comparison, "capability")
    texts(panel.figure)
    labels = [label.get_text() for label in panel.get_yticklabels()]
    assert "2,000" in labels
    assert not any("e" in label or "×" in label for label in labels)
    assert plain_number(-0.25, 2) == "−0.25"


def test_words_exist_for_every_outcome_and_fit_its_unit() -> None:
    assert set(WORDINGS) == set(OUTCOMES)
    for name, words in WORDINGS.items():
        assert len(words.title) <= 38, "longer titles run out of their panel"
        shown_in_percent = "percent" in words.unit
        assert shown_in_percent == (words.factor == 100.0)
        assert shown_in_percent == OUTCOMES[name].unit.startswith(("share", "chance", "1 - chance"))


def test_an_outcome_without_words_keeps_its_name() -> None:
    assert wording("my_measure").title == "My measure"
