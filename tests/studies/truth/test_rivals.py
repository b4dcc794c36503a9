"""Each rival finds what it is made to find, and none reads what it has not been given."""

from __future__ import annotations

import numpy as np
import pytest

from alliance_sim.studies.truth.rivals import RIVALS, Told, told
from alliance_sim.studies.truth.shares import Shares, reported

NOTHING = Told(np.zeros((11, 2)))


def series(*values: list[float]) -> Shares:
    return Shares(("DEU", "POL"), 2014, np.array(values).T)


def test_nothing_changes_for_persistence() -> None:
    known = series([0.01, 0.02, 0.03], [0.02, 0.02, 0.01])
    assert RIVALS["persistence"](known, 2, NOTHING).tolist() == [[0.03, 0.01], [0.03, 0.01]]


def test_a_straight_line_goes_on_for_the_linear_trend() -> None:
    known = series([0.010, 0.012, 0.014, 0.016], [0.03, 0.02, 0.01, 0.00])
    assert RIVALS["linear trend"](known, 2, NOTHING) == pytest.approx(np.array([[0.018, -0.01], [0.020, -0.02]]))


def test_an_autoregression_is_found_and_an_explosive_one_is_held() -> None:
    halving = [0.04, 0.03, 0.025, 0.0225, 0.02125]
    exploding = [0.01, 0.02, 0.04, 0.08, 0.16]
    ahead = RIVALS["AR(1)"](series(halving, exploding), 2, NOTHING)
    assert ahead[:, 0] == pytest.approx([0.020625, 0.0203125])
    assert ahead[1, 1] - ahead[0, 1] == pytest.approx(ahead[0, 1] - 0.16)  # a slope of 1: equal steps, no explosion


def test_the_panel_regression_finds_lag_and_threat() -> None:
    threat = np.random.default_rng(3).uniform(size=(11, 2))
    values = np.zeros((9, 2))
    values[0] = (0.01, 0.02)
    for t in range(1, 9):
        values[t] = 0.001 + 0.8 * values[t - 1] + 0.01 * threat[t]
    known = Shares(("DEU", "POL"), 2014, values[:7])
    assert RIVALS["panel regression"](known, 2, Told(threat)) == pytest.approx(values[7:9])


@pytest.mark.parametrize("years", [3, 8])
def test_a_constant_stays_constant_for_exponential_smoothing(years: int) -> None:
    wobble = 1e-6 * np.array([1.0, -1.0] * 4)[:years]
    known = series((0.02 + wobble).tolist(), (0.03 - wobble).tolist())
    assert RIVALS["exponential smoothing"](known, 3, NOTHING) == pytest.approx(np.array([[0.02, 0.03]] * 3), abs=1e-5)


def test_the_threat_told_grows_when_the_adversary_does_and_with_nearness() -> None:
    known = reported().through(2018)
    threat = told(known, 2024).threat
    near, far = known.states.index("EST"), known.states.index("PRT")
    assert (threat[:, near] > threat[:, far]).all()
    assert (threat[2022 - 2014] > threat[2021 - 2014]).all()


@pytest.mark.parametrize("name", sorted(set(RIVALS) - {"exponential smoothing"}))
def test_no_rival_reads_a_later_year(name: str) -> None:
    shares = reported()
    wrong = Shares(shares.states, shares.first, shares.values.copy())
    wrong.values[6:] *= 3.0
    said = [RIVALS[name](one.through(2019), 3, told(one.through(2019), 2022)) for one in (shares, wrong)]
    assert (said[0] == said[1]).all()
