"""Hindcast and forecast: complete tables, sensible bands, and the pledge of 2025 heard."""

from __future__ import annotations

import numpy as np
import pytest

from alliance_sim.errors import InputError
from alliance_sim.studies.truth import rivals, told
from alliance_sim.studies.truth.forecast import Forecast, forecast
from alliance_sim.studies.truth.hindcast import MODEL, UNTOLD, Hindcast, hindcast
from alliance_sim.studies.truth.history import HISTORY, OUTLOOK, history
from alliance_sim.studies.truth.shares import reported

QUICK = {"persistence": rivals.persistence, "panel regression": rivals.panel_regression}


@pytest.fixture(scope="module")
def looked_back() -> Hindcast:
    """From one origin, with the quick rivals and one fitted number."""
    with pytest.MonkeyPatch.context() as patch:
        for name in set(rivals.RIVALS) - set(QUICK):
            patch.delitem(rivals.RIVALS, name)
        return hindcast(reported(), [2021], ("gain",))


@pytest.fixture(scope="module")
def looked_ahead() -> Forecast:
    return forecast(2026, seeds=5)


def test_every_state_and_year_is_forecast_once(looked_back: Hindcast) -> None:
    rows = looked_back.rows
    assert len(rows) == 31 * 3
    assert not rows[["year", "iso3"]].duplicated().any()
    assert sorted(rows["year"].unique()) == [2022, 2023, 2024]
    assert (rows["ahead"] == rows["year"] - 2021).all()
    assert np.isfinite(rows[[MODEL, UNTOLD, "low", "high", "crps", *QUICK]].to_numpy()).all()
    assert (rows["low"] < rows["high"]).all()


def test_the_actual_figures_stand_beside_the_forecasts(looked_back: Hindcast) -> None:
    rows = looked_back.rows.set_index(["iso3", "year"])
    assert rows.loc[("POL", 2024), "actual"] == reported().values[10, reported().states.index("POL")]
    assert rows.loc[("POL", 2024), "persistence"] == reported().values[7, reported().states.index("POL")]


def test_errors_are_in_points_and_can_be_told_apart(looked_back: Hindcast) -> None:
    rows = looked_back.rows
    by_hand = 100.0 * (rows["persistence"] - rows["actual"])[rows["ahead"] == 1]
    assert looked_back.rmse("persistence", ahead=1) == pytest.approx(float(np.sqrt(np.mean(by_hand**2))))
    assert looked_back.by_state().loc["GRC", MODEL] == pytest.approx(looked_back.rmse(MODEL, iso3="GRC"))


def test_being_told_of_the_war_helps(looked_back: Hindcast) -> None:
    assert looked_back.rmse(MODEL) < looked_back.rmse(UNTOLD)


@pytest.mark.parametrize("origin", [2015, 2024])
def test_an_origin_without_enough_before_or_after_it_is_refused(origin: int) -> None:
    with pytest.raises(InputError, match=str(origin)):
        hindcast(reported(), [origin])


def test_a_forecast_has_a_row_a_member_and_year(looked_ahead: Forecast) -> None:
    rows = looked_ahead.rows()
    assert len(rows) == 31 * 2
    assert [sorted(row) for row in rows[:1]] == [["high", "iso3", "low", "share", "year"]]
    assert all(0.0 < row["low"] < row["share"] < row["high"] < 0.2 for row in rows)


def test_bands_widen_with_the_years(looked_ahead: Forecast) -> None:
    low, high = looked_ahead.outlook.band()
    assert np.mean((high - low)[1]) > np.mean((high - low)[0])


def test_the_forecast_is_told_the_pledge_of_2025(looked_ahead: Forecast) -> None:
    pledge = next(event for event in looked_ahead.scenario.events if event.id == "hague-pledge")
    assert (pledge.year, pledge.share, pledge.due) == (2025, 0.035, 2035)
    assert {event.id for event in history(2026, HISTORY).events} == {
        event.id for event in history(2026, OUTLOOK).events if event.id != "hague-pledge"
    }


@pytest.mark.parametrize("year", [2024, 2041])
def test_a_year_that_is_known_or_too_far_is_refused(year: int) -> None:
    with pytest.raises(InputError, match=str(year)):
        forecast(year)


def test_the_table_has_a_line_a_member(looked_ahead: Forecast) -> None:
    text = told.forecast_text(looked_ahead)
    assert sum(f"({iso3})" in text for iso3 in reported().states) == 31
    assert "hague-pledge (2025)" in " ".join(text.split())
