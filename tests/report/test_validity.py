"""What a report says of the range that the model was held against."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from alliance_sim.report import validity
from alliance_sim.results import Comparison
from tests.results import made_up


def said(comparison: Comparison) -> str:
    return "\n".join(validity.validity(comparison))


def test_the_recorded_range_is_that_of_the_data() -> None:
    assert validity.recorded_years() == (2013, 2024)
    iso3, year, share = validity.largest_recorded_share()
    assert (iso3, year, round(share, 4)) == ("USA", 2013, 0.0402)


def test_a_quiet_run_inside_the_data_says_so() -> None:
    quiet = made_up.results(made_up.scenario(made_up.PLAIN))
    assert said(Comparison(quiet, quiet)) == validity.INSIDE


def test_a_downgrade_has_no_precedent_in_the_data() -> None:
    assert "what follows downgrade rests on the theory alone" in said(made_up.comparison())


def test_years_after_the_data_are_projections() -> None:
    results = made_up.results(made_up.scenario(made_up.PLAIN))
    later = replace(results, years=(2023, 2024, 2025, 2026))
    assert "2 of 4 years (2025 to 2026) lie outside the recorded 2013 to 2024" in said(Comparison(later, later))


def test_a_share_above_every_recorded_one_is_named() -> None:
    results = made_up.results(made_up.scenario(made_up.PLAIN))
    share = np.array(results.state["share"])
    share[:, -1, made_up.POL] = 0.9
    more = replace(results, state={**results.state, "share": share})
    assert "Poland (POL) spends more than any member of NATO in the data" in said(Comparison(more, more))


def test_changed_parameters_are_named() -> None:
    results = made_up.results(made_up.scenario(made_up.PLAIN + "parameters: {publicness: 0.03}\n"))
    assert "publicness = 0.03 (default 0.02)" in said(Comparison(results, results))
