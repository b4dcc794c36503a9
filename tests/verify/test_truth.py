"""What the model must show on years it has not seen, and that its shipped parameters are the outcome of a fit.

The tables of the documents are made by `python -m tests.verify.truth_table`; a test holds them to what is computed.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from alliance_sim.scenario.parameters import Parameters
from alliance_sim.studies.truth.calibrate import Fit, calibrate
from alliance_sim.studies.truth.hindcast import MODEL, Hindcast, hindcast
from alliance_sim.studies.truth.rivals import RIVALS
from alliance_sim.studies.truth.shares import reported
from alliance_sim.studies.truth.told import number, shipped
from tests.verify import truth_table

pytestmark = pytest.mark.verify


@pytest.fixture(scope="module")
def found() -> Hindcast:
    return hindcast(reported())


@pytest.fixture(scope="module")
def fit() -> Fit:
    return calibrate(reported())


def test_held_out_2022_to_2024_is_projected_within_0_36_points(found: Hindcast) -> None:
    assert found.rmse(MODEL, origin=2021) <= 0.36


def test_the_model_is_better_than_every_rival_over_rolling_origins(
    found: Hindcast, reliability: Callable[..., None]
) -> None:
    better = [rival for rival in RIVALS if found.rmse(rival) <= found.rmse(MODEL)]
    tried = f"{len(found.rows)} forecasts of {found.rows['iso3'].nunique()} states from {len(found.fits)} years"
    won = truth_table.wins(found)
    failed = f"{len(better)} of {len(RIVALS)} rivals better overall; {len(won)} times one is better from a single year"
    reliability("years held out of the fit: model against rivals", tried, failed)
    for rival in RIVALS:
        assert found.rmse(MODEL) < found.rmse(rival), rival
        assert found.skill(rival).low > 0.0, rival


def test_the_bands_hold_85_to_95_per_cent(found: Hindcast) -> None:
    assert 0.85 <= found.coverage() <= 0.95


def test_the_shipped_parameters_are_the_fit_to_two_digits(fit: Fit) -> None:
    now = shipped(Parameters())
    for name, value in zip(fit.names, fit.values, strict=True):
        assert now[name] == float(f"{value:.2g}"), f"{name}: fitted {number(value)}, shipped {number(now[name])}"


def test_every_start_comes_to_the_same_place(fit: Fit) -> None:
    assert max(fit.starts) - min(fit.starts) < 0.02 * fit.cost


def test_the_tables_of_the_documents_are_what_comes_out(found: Hindcast, fit: Fit) -> None:
    """Where one is not, it is written anew, and the test fails once: the difference is to be read."""
    other = []
    for page, made in truth_table.tables(found, fit).items():
        if truth_table.written(page) != made:
            truth_table.write(page, made)
            other.append(page.name)
    assert other == [], "written anew; read the difference"
