"""The spending chart: sorted, complete, in percent, and against the right guideline."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.figure import Figure

from alliance_sim.plots import spending
from alliance_sim.plots.spending import guideline_share, share_rows
from alliance_sim.results.results import Comparison, Results
from alliance_sim.studies.intervals import estimate

Make = Callable[..., Results]


def marks(ax: object, gid: str) -> tuple[np.ndarray, np.ndarray]:
    line = next(line for line in ax.lines if line.get_gid() == gid)  # type: ignore[attr-defined]
    return np.asarray(line.get_xdata()), np.asarray(line.get_ydata())


def test_members_are_sorted_by_their_last_share_and_partners_stand_below(comparison: Comparison) -> None:
    rows = share_rows(comparison.scenario, comparison.baseline)
    assert [row.code for row in rows] == ["USA", "GBR", "POL", "EST", "NOR", "CAN", "DEU", "UKR", "SWE"]
    ax = spending(comparison)
    heights = marks(ax, "scenario")[1]
    assert (np.diff(heights) < 0).all()
    assert heights[7] - heights[6] == pytest.approx(-1.9)  # the gap before the partners
    assert "partners" in [found.get_text() for found in ax.texts]


def test_marks_are_percent_of_gdp(comparison: Comparison) -> None:
    ax = spending(comparison)
    assert marks(ax, "before")[0][0] == pytest.approx(3.29)
    assert marks(ax, "scenario")[0][0] == pytest.approx(3.59)
    assert marks(ax, "baseline")[0][0] == pytest.approx(3.29)
    assert ax.get_xlabel() == "defence spending, percent of GDP"
    shapes = {line.get_marker() for line in ax.lines if line.get_gid() in {"before", "scenario", "baseline"}}
    assert len(shapes) == 3


def test_the_band_is_the_interval_of_the_tables_in_the_last_year(comparison: Comparison) -> None:
    bands = next(found for found in spending(comparison).collections if found.get_gid() == "band")
    values = 100 * comparison.scenario.state["share"][:, -1, comparison.scenario.states.index("USA")]
    ends = bands.get_segments()[0][:, 0]  # type: ignore[attr-defined]
    told = estimate(values)
    assert ends == pytest.approx([told.low, told.high])


def test_every_row_has_name_and_code_and_says_what_became_of_the_state(comparison: Comparison) -> None:
    labels = {label.get_text().split()[-1]: label for label in spending(comparison).get_yticklabels()}
    assert labels["NOR"].get_text() == "Norway  NOR"
    assert labels["USA"].get_text() == "United States (→ partner)  USA"
    assert labels["USA"].get_fontweight() == "bold"
    assert labels["NOR"].get_fontweight() == "normal"


def test_who_is_left_out_and_why_is_said(comparison: Comparison) -> None:
    figure = spending(comparison).figure
    assert any(
        found.get_text().startswith("Not shown: ISL (no armed forces), RUS (adversary).") for found in figure.texts
    )


def test_the_guideline_is_that_of_the_last_year(comparison: Comparison, make: Make) -> None:
    ax = spending(comparison)
    assert "guideline 2 %" in [found.get_text() for found in ax.texts]
    line = next(found for found in ax.collections if found.get_gid() == "guideline")
    ends = line.get_segments()[0]  # type: ignore[attr-defined]
    assert (ends[:, 0] == 2).all()
    assert min(ends[:, 1]) > marks(ax, "scenario")[1][-2], "it binds no partner"
    later = SimpleNamespace(id="hague", year=2023, type="guideline", share=0.035)
    beyond = SimpleNamespace(id="someday", year=2040, type="guideline", share=0.05)
    assert guideline_share(make(False, events=(later, beyond))) == 0.035
    none = make(False, alliance=SimpleNamespace(name="NATO", guideline=None))
    assert guideline_share(none) is None
    assert not any("guideline" in found.get_text() for found in spending(none).texts)


def test_without_a_baseline_its_marks_and_its_words_are_missing(make: Make) -> None:
    ax = spending(make(True))
    assert "baseline" not in {line.get_gid() for line in ax.lines}
    assert [found.get_text() for found in ax.get_legend().get_texts()] == ["2018", "2024", "its 5–95 % of seeds"]


def test_it_draws_into_the_callers_axes(comparison: Comparison) -> None:
    mine = Figure().subplots()
    assert spending(comparison, ax=mine) is mine
    assert not mine.figure.texts
