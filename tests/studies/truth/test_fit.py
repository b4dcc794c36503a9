"""A fit finds what was planted, sees nothing that came later, and says what it does not know."""

from __future__ import annotations

import numpy as np
import pytest

from alliance_sim import data
from alliance_sim.errors import InputError
from alliance_sim.studies.truth import calibrate as calibration
from alliance_sim.studies.truth import history as told
from alliance_sim.studies.truth.calibrate import Problem, calibrate, profile
from alliance_sim.studies.truth.ensemble import outlook
from alliance_sim.studies.truth.priors import FITTED, PRIORS
from alliance_sim.studies.truth.shares import Shares, reported

FEW = ("spending_inertia", "gain")


def with_a_wrong_future(shares: Shares, last: int) -> Shares:
    """The same figures up to a year, and nonsense after it."""
    wrong = Shares(shares.states, shares.first, shares.values.copy())
    wrong.values[last - shares.first + 1 :] *= 5.0
    return wrong


def test_the_facts_are_those_of_31_members_over_eleven_years() -> None:
    shares = reported()
    assert (len(shares.states), shares.first, shares.last) == (31, 2014, 2024)
    assert "ISL" not in shares.states
    assert np.isfinite(shares.values).all()
    assert shares.values[10, shares.states.index("POL")] == data.figure("POL", "defence_share", 2024).value  # type: ignore[union-attr]


def test_later_years_are_not_in_what_was_known() -> None:
    assert len(reported().through(2018).values) == 5
    with pytest.raises(InputError, match="2025"):
        reported().through(2025)


def test_a_wrong_future_changes_neither_fit_nor_forecast() -> None:
    shares = reported()
    fits, said = [], []
    for facts in (shares, with_a_wrong_future(shares, 2018)):
        fit = calibrate(facts.through(2018), FEW, starts=1)
        fits.append(fit)
        said.append(outlook(facts.through(2018), told.history(2020), fit.parameters, fit.carry, seeds=3))
    assert fits[0].values == fits[1].values
    assert (said[0].point == said[1].point).all()
    assert (said[0].ensemble == said[1].ensemble).all()


def test_a_wrong_past_does_change_the_fit() -> None:
    shares = reported()
    one = calibrate(shares.through(2018), FEW, starts=1)
    other = calibrate(with_a_wrong_future(shares, 2017).through(2018), FEW, starts=1)
    assert one.values != other.values


def test_what_is_not_fitted_has_seen_no_year_either() -> None:
    """The shipped values come from all years, so a fit of some parameters holds the others at their priors."""
    fit = calibrate(reported().through(2016), FEW, starts=1)
    assert fit.held == {name: PRIORS[name].value for name in FITTED if name not in FEW}
    assert set(fit.parameters) | {"persistence", "gain"} >= set(FITTED)


def test_planted_parameters_are_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where errors count as small, so that the priors have no say."""
    monkeypatch.setattr(calibration, "SCALE", 0.005)
    facts = reported().through(2022)
    planted = {**{name: PRIORS[name].value for name in FITTED}, "spending_inertia": 0.22, "guideline_pressure": 0.8}
    scenario = told.without_chance(told.history(2022, known_to=2022))
    model = {name: value for name, value in planted.items() if name not in ("persistence", "gain")}
    path = told.modelled(told.with_parameters(scenario, model), facts.states)[0]
    # gaps are not carried on, or the fit would forgive any path
    problem = Problem(
        Shares(facts.states, 2014, path), ("spending_inertia", "guideline_pressure"), {"persistence": 0.0}
    )
    found = problem.values(problem.solve(np.array([0.5, 0.5])).x)
    assert found["spending_inertia"] == pytest.approx(0.22, abs=0.002)
    assert found["guideline_pressure"] == pytest.approx(0.8, abs=0.005)


def test_what_the_shares_do_not_fix_is_said_to_be_so() -> None:
    fit = calibrate(reported().through(2022), ("publicness", "gain"), starts=1)
    assert fit.learnt["publicness"] < 0.25 < fit.learnt["gain"]
    shape = profile(reported().through(2022), fit, "publicness", points=3)
    assert shape.open_below
    assert shape.high > 0.05  # the whole range is 0 to 0.06


def test_the_residuals_end_with_the_distance_from_the_priors() -> None:
    problem = Problem(reported().through(2016), FEW)
    centre = {name: PRIORS[name].value for name in FEW}
    assert problem.residuals(problem.point(centre))[-2:] == pytest.approx([0.0, 0.0])
    moved = {**centre, "gain": PRIORS["gain"].value - PRIORS["gain"].spread}
    assert problem.residuals(problem.point(moved))[-2:] == pytest.approx([0.0, -1.0])


@pytest.mark.parametrize(
    ("last", "names", "said"), [(2015, FEW, "three years"), (2018, ("gain", "gain"), "once"), (2018, ("luck",), "luck")]
)
def test_what_cannot_be_fitted_is_refused(last: int, names: tuple[str, ...], said: str) -> None:
    with pytest.raises(InputError, match=said):
        calibrate(reported().through(last), names, starts=1)


# --- What the model is told ------------------------------------------------------------------------------------------


def test_nobody_but_the_adversary_is_told_what_to_spend() -> None:
    scenario = told.history(2024)
    told_to = {event.state for event in scenario.events if event.type == "budget"}
    assert told_to == set(scenario.adversaries) == {"RUS"}
    shares = {data.figure("RUS", "defence_share", year).value for year in range(2015, 2025)}  # type: ignore[union-attr]
    assert {event.share for event in scenario.events if event.type == "budget"} == shares


def test_gdp_is_the_imfs_where_it_is_known_and_the_trend_after() -> None:
    events = {event.id: event for event in told.history(2024, known_to=2020).events}
    assert events["gdp-DEU-2020"].growth == data.figure("DEU", "gdp_growth", 2020).value  # type: ignore[union-attr]
    assert events["gdp-DEU-2023"].growth == data.load.trend_growth("DEU", 2020)
    assert "spending-RUS-2021" not in events
    assert "invasion" not in events
    assert "invasion" in {event.id for event in told.history(2024).events}


def test_every_input_names_its_source() -> None:
    rows = told.inputs()
    assert all(row["source"] for row in rows)
    assert {"crimea-intent", "invasion-intent"} <= {row["input"].split()[-1] for row in rows}


def test_without_chance_every_seed_is_the_same() -> None:
    scenario = told.without_chance(told.history(2018))
    one = told.modelled(scenario, ("DEU", "POL"), (0, 0))
    assert (one[0] == one[1]).all()
    assert (told.modelled(told.history(2018), ("DEU", "POL"), (0, 1))[0] != one[0]).any()
