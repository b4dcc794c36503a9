"""Paired differences, and what is counted as lost, replaced and exposed; every number here is worked out by hand."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace

import numpy as np
import pytest

from alliance_sim.metrics import OUTCOMES
from alliance_sim.results import Comparison
from alliance_sim.studies import compare
from tests.results import made_up


def test_rows_are_every_outcome_in_every_year_in_the_order_of_the_list() -> None:
    found = compare.rows(made_up.comparison())
    names = [name for name in OUTCOMES if name in made_up.OUTCOMES]
    assert [(row.outcome, row.year) for row in found] == [(name, year) for name in names for year in made_up.YEARS]


def test_a_row_has_levels_and_the_paired_difference() -> None:
    row = next(row for row in compare.rows(made_up.comparison()) if (row.outcome, row.year) == ("anxiety", 2020))
    assert (row.scenario, row.baseline) == (pytest.approx(0.5), pytest.approx(0.2))
    assert (row.difference, row.low, row.high) == (pytest.approx(0.3),) * 3
    assert row.unit == OUTCOMES["anxiety"].unit


def test_differences_are_paired_by_seed_and_not_of_the_levels() -> None:
    """The levels vary ten times more between seeds than the effect, which is the same in each."""
    before = made_up.results()
    noise = np.linspace(-1, 1, 30)[:, None]
    before.outcomes["anxiety"][:] += noise
    after = replace(before, outcomes={name: values.copy() for name, values in before.outcomes.items()})
    after.outcomes["anxiety"][:] += 0.1
    change = compare.difference(Comparison(after, before), "anxiety", 2021)
    assert (change.low, change.high, change.direction) == (pytest.approx(0.1), pytest.approx(0.1), 1)


def test_a_plain_world_has_no_baseline_and_the_interval_of_its_own_value() -> None:
    row = next(row for row in compare.rows(made_up.plain()) if row.outcome == "cohesion")
    assert math.isnan(row.baseline)
    assert math.isnan(row.difference)
    assert row.low < row.scenario < row.high


def test_outcomes_of_one_arm_only_are_not_compared() -> None:
    comparison = made_up.comparison()
    del comparison.baseline.outcomes["anxiety"]
    assert "anxiety" not in compare.outcome_names(comparison)


def test_the_first_clear_year() -> None:
    comparison = made_up.comparison()
    assert compare.first_clear_year(comparison, "anxiety") == 2019
    assert compare.first_clear_year(comparison, "cohesion") is None
    comparison.scenario.outcomes["anxiety"][:, 2] -= 0.3  # back to the baseline for one year
    assert compare.first_clear_year(comparison, "anxiety") == 2021


def test_the_year_of_the_largest_change() -> None:
    comparison = made_up.comparison()
    comparison.scenario.outcomes["anxiety"][:, 2] += 0.2
    year, change = compare.largest_change(comparison, "anxiety") or (0, None)
    assert year == 2020
    assert change is not None
    assert change.mean == pytest.approx(0.5)
    assert compare.largest_change(comparison, "cohesion") is None


def test_changes_of_states_are_of_members_with_and_without_the_events() -> None:
    changes = {change.iso3: change for change in compare.state_changes(made_up.comparison(), 2021)}
    assert list(changes) == ["GBR", "ISL", "POL"]  # neither the partner nor the adversary
    poland = changes["POL"]
    assert poland.attack_probability.mean == pytest.approx(0.01)
    assert poland.share.mean == pytest.approx(0.004)
    assert poland.budget.mean == pytest.approx(2.7)
    assert (poland.before["budget"], poland.after["budget"]) == (pytest.approx(11.0), pytest.approx(13.7))
    assert "USA" in {change.iso3 for change in compare.state_changes(made_up.comparison(), 2018)}


def test_lost_and_replaced_spending() -> None:
    """The United States' 600 billion count for a tenth: 540 are lost, and Poland adds 2.7."""
    found = compare.replacement(made_up.comparison(), 2021)
    assert found.departed == ("USA",)
    assert found.lost.mean == pytest.approx(540.0)
    assert found.replaced.mean == pytest.approx(2.7)
    assert found.share.mean == pytest.approx(2.7 / 540, rel=1e-5)


def test_nothing_lost_has_no_share() -> None:
    found = compare.replacement(made_up.comparison(), 2018)
    assert (found.lost.mean, found.departed) == (0.0, ())
    assert math.isnan(found.share.mean)


def test_what_the_departed_spends_more_replaces_nothing() -> None:
    comparison = made_up.comparison()
    comparison.scenario.state["budget"][:, 1:, made_up.USA] += 100.0
    found = compare.replacement(comparison, 2021)
    assert found.lost.mean == pytest.approx(600.0 - 70.0)
    assert found.replaced.mean == pytest.approx(2.7)


def test_a_newcomer_replaces_nothing() -> None:
    comparison = made_up.comparison()
    for variable in ("guarantee", "votes"):
        comparison.baseline.state[variable][:, :, made_up.POL] = 0.0
    assert compare.replacement(comparison, 2021).replaced.mean == pytest.approx(0.0)


def test_spending_cut_by_the_others_is_negative_replacement() -> None:
    comparison = made_up.comparison()
    comparison.scenario.state["budget"][:, 1:, made_up.GBR] -= 5.4
    found = compare.replacement(comparison, 2021)
    assert found.replaced.mean == pytest.approx(-2.7)
    assert found.share.direction == -1


def test_states_that_only_one_arm_has_are_left_out() -> None:
    comparison = made_up.comparison()
    fewer = comparison.baseline
    keep = [0, 1, 3, 4]
    fewer = replace(
        fewer, states=tuple(fewer.states[i] for i in keep), standing=fewer.standing[:, :, keep],
        state={name: values[:, :, keep] for name, values in fewer.state.items()},
        dyads={name: values[:, keep][:, :, keep] for name, values in fewer.dyads.items()},
    )  # fmt: skip
    found = compare.replacement(Comparison(comparison.scenario, fewer), 2021)
    assert found.lost.mean == pytest.approx(540.0)
    assert found.replaced.mean == pytest.approx(0.0)


def test_contributions_are_shares_of_the_promised_capability() -> None:
    before, after = (compare.contributions(arm, 2021) for arm in (made_up.results(), made_up.comparison().scenario))
    assert before == {"USA": pytest.approx(0.9), "GBR": pytest.approx(500 / 6000), "POL": pytest.approx(100 / 6000)}
    assert after["USA"] == pytest.approx(540 / 1140)
    assert math.fsum(after.values()) == pytest.approx(1.0)


def test_a_mean_over_states_leaves_out_what_is_not_defined() -> None:
    found = compare.mean_change(made_up.comparison(), ["GBR", "POL", "RUS"], "expected_aid", 2021)
    assert found.before == pytest.approx(4050.0)
    assert found.change.mean == pytest.approx(-3600.0)


def test_the_document_for_machines() -> None:
    comparison = made_up.comparison()
    made = json.loads(json.dumps(compare.document(comparison, "runs/x", compare.rows(comparison)), allow_nan=False))
    assert list(made) == ["scenario", "seeds", "years", "results", "rows"]
    assert (made["scenario"], made["seeds"][0], made["years"][-1]) == ("made-up", 7, 2021)
    for row in made["rows"]:
        numbers = ["scenario", "baseline", "difference", "low", "high"]
        assert list(row) == ["outcome", "unit", "year", *numbers, "pairing_factor", "clear_from"]
        assert all(isinstance(row[key], float | int) for key in ["year", *numbers])
    anxiety = next(row for row in made["rows"] if (row["outcome"], row["year"]) == ("anxiety", 2021))
    assert (anxiety["clear_from"], anxiety["pairing_factor"]) == (2019, None)  # nothing varies


def test_the_document_has_the_states_where_they_are_given() -> None:
    comparison = made_up.comparison()
    states = compare.state_rows(comparison, 2021)
    made = json.loads(json.dumps(compare.document(comparison, "x", [], states), allow_nan=False))["states"]
    assert [row["iso3"] for row in made] == [iso3 for iso3 in ("GBR", "ISL", "POL") for _ in compare.STATE_CHANGES]
    danger = next(row for row in made if (row["iso3"], row["variable"]) == ("POL", "attack_probability"))
    assert danger["difference"] == pytest.approx(0.01)
    assert (danger["unit"], danger["year"], danger["clear_from"]) == ("probability per year", 2021, 2019)
    assert next(row for row in made if row["iso3"] == "ISL")["clear_from"] is None


def test_a_change_is_notable_from_a_floor_on() -> None:
    """A probability of attack of 4 in a thousand that rises by a hundredth of itself: clear, and nothing to tell."""
    comparison = made_up.comparison()
    for change, effect in ((0.0004, 0), (0.0006, 1)):
        comparison.scenario.state["attack_probability"][:, :, made_up.ISL] = (
            comparison.baseline.state["attack_probability"][:, :, made_up.ISL] + change
        )
        found = next(one for one in compare.state_changes(comparison, 2021) if one.iso3 == "ISL").attack_probability
        assert (found.direction, found.effect) == (1, effect)


def test_a_budget_is_notable_from_a_hundredth_of_a_percent_of_gdp_on() -> None:
    for strength, effect in ((0.01, 0), (0.03, 1)):  # 0.027 and 0.081 of 550 billion: 0.005 and 0.015 percent
        poland = next(one for one in compare.state_changes(made_up.comparison(strength), 2021) if one.iso3 == "POL")
        assert (poland.budget.direction, poland.budget.effect) == (1, effect)


def test_what_is_not_defined_is_null_in_json_and_empty_in_csv() -> None:
    found = compare.rows(made_up.plain())
    assert compare.plain_row(found[0])["baseline"] is None
    lines = list(csv.DictReader(io.StringIO(compare.summary_text(found))))
    assert lines[0]["baseline"] == lines[0]["difference"] == ""
    assert float(lines[0]["scenario"]) == found[0].scenario


def test_the_summary_keeps_every_digit() -> None:
    found = compare.rows(made_up.comparison())
    lines = list(csv.DictReader(io.StringIO(compare.summary_text(found))))
    assert [float(line["low"]) for line in lines] == [row.low for row in found]
