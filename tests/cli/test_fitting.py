"""The commands `calibrate`, `hindcast` and `forecast`: tables, documents and refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alliance_sim.studies.truth import rivals
from tests.cli.conftest import Call


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The state-space model takes seconds for every origin; its own test is elsewhere."""
    monkeypatch.delitem(rivals.RIVALS, "exponential smoothing")


def test_a_forecast_in_json_is_one_row_a_member_and_year(call: Call) -> None:
    said = call("forecast", "--to", "2026", "--json", "--no-figures")
    assert said.status == 0, said.err
    rows = json.loads(said.out)
    assert len(rows) == 31 * 2
    assert all(set(row) == {"iso3", "year", "share", "low", "high"} for row in rows)
    assert {row["year"] for row in rows} == {2025, 2026}
    assert all(0.0 < row["low"] <= row["share"] <= row["high"] < 1.0 for row in rows)


def test_a_forecast_is_kept_with_its_provenance(call: Call, folder: Path) -> None:
    said = call("forecast", "--to", "2025", "--quiet", "--no-figures")
    assert said.status == 0, said.err
    kept = folder / said.out.strip()
    assert (kept / "forecast.csv").read_text(encoding="utf-8").startswith("iso3,year,share,low,high\nALB,2025,0.0")
    assert json.loads((kept / "provenance.json").read_text(encoding="utf-8"))["parameters"]["years"] == ["2025"]


def test_a_fit_of_two_numbers_says_what_the_data_know(call: Call) -> None:
    said = call("calibrate", "--through", "2018", "--parameter", "gain", "--parameter", "publicness", "--starts", "1")
    assert said.status == 0, said.err
    assert "31 states, 2014-2018" in said.out
    assert "hardly fix gain, publicness" in " ".join(said.out.split())


def test_a_fit_in_json_has_priors_and_sources(call: Call) -> None:
    said = call("calibrate", "--through", "2018", "--parameter", "gain", "--starts", "1", "--profile", "--json")
    assert said.status == 0, said.err
    document = json.loads(said.out)
    (row,) = document["parameters"]
    assert row["name"] == "gain"
    assert row["prior"]["source"]
    assert document["profiles"][0]["name"] == "gain"
    assert document["held"]["spending_inertia"] == 0.3


def test_a_hindcast_has_a_line_a_forecaster_and_one_a_state(call: Call) -> None:
    said = call("hindcast", "--origin", "2022", "--states", "--no-figures")
    assert said.status == 0, said.err
    assert "panel regression" in said.out
    assert "Poland (POL)" in said.out
    assert all(len(line) <= 110 for line in said.out.splitlines())


def test_what_the_model_is_told_is_listed_with_sources(call: Call) -> None:
    said = call("hindcast", "--inputs", "--json")
    rows = json.loads(said.out)
    assert {"input", "years", "source"} == set(rows[0])
    assert any("International Monetary Fund" in row["source"] or "IMF" in row["source"] for row in rows)


@pytest.mark.parametrize(
    ("args", "names"),
    [
        (("forecast", "--to", "2024"), "2024"),
        (("hindcast", "--origin", "2024"), "2024"),
        (("calibrate", "--through", "2030"), "2030"),
        (("calibrate", "--parameter", "luck"), "luck"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_line(call: Call, args: tuple[str, ...], names: str) -> None:
    said = call(*args)
    assert said.status == 2
    assert names in said.err
    assert len(said.err.splitlines()) == 1
