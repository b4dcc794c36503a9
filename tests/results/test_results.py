"""Results and the tables made of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from alliance_sim.errors import ResultsError
from alliance_sim.results import Comparison
from tests.results import made_up


def test_state_table_is_tidy_and_keeps_what_is_missing_missing() -> None:
    table = made_up.results().state_table()
    assert list(table.columns[:6]) == ["replicate", "seed", "year", "iso3", "standing", "gdp"]
    assert len(table) == 30 * 4 * 5
    assert not table.duplicated(["replicate", "year", "iso3"]).any()
    russia = table[table["iso3"] == "RUS"]
    assert russia["budget"].isna().all()
    assert (russia["standing"] == "").all()
    assert table[table["iso3"] == "ISL"]["budget"].eq(0).all()


def test_every_cell_of_the_state_table_is_the_array_s() -> None:
    results = made_up.comparison().scenario
    row = results.state_table().set_index(["seed", "year", "iso3"]).loc[(9, 2020, "POL")]
    assert row["replicate"] == 2
    assert row["budget"] == results.state["budget"][2, 2, made_up.POL]
    assert row["standing"] == "member"


def test_standing_is_written_by_name() -> None:
    table = made_up.comparison().scenario.state_table()
    usa = table[(table["iso3"] == "USA") & (table["replicate"] == 0)]
    assert list(usa["standing"]) == ["member", "partner", "partner", "partner"]


def test_alliance_table_has_a_row_for_each_replicate_and_year() -> None:
    results = made_up.comparison().scenario
    table = results.alliance_table()
    assert list(table.columns[:3]) == ["replicate", "seed", "year"]
    assert table["anxiety"].to_numpy().reshape(30, 4).tolist() == results.outcomes["anxiety"].tolist()


def test_dyad_table_has_every_ordered_pair_but_a_state_with_itself() -> None:
    results = made_up.results()
    results.dyads["tie"][1, made_up.GBR, made_up.POL] = 0.75
    table = results.dyad_table().set_index(["year", "iso3", "other"])
    assert len(table) == 4 * 5 * 4
    assert table.loc[(2019, "GBR", "POL"), "tie"] == 0.75
    assert table.loc[(2019, "POL", "GBR"), "tie"] == 0.5


@pytest.mark.parametrize(("seed", "kept"), [(2**63 - 1, 2**63 - 1), (2**63, str(2**63)), (10**30, str(10**30))])
def test_no_seed_is_rounded(seed: int, kept: object) -> None:
    table = made_up.results(seeds=(seed,)).state_table()
    assert table["seed"].iloc[0] == kept
    assert pd.api.types.is_integer_dtype(table["seed"]) == isinstance(kept, int)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"seeds": (1, 2)}, "state['gdp'] has shape (30, 4, 5), wanted (2, 4, 5)"),
        ({"seeds": ()}, "at least one of each"),
        ({"seeds": (-1,) * 30}, "seed -1 is not an integer >= 0"),
        ({"years": (2018, 2020, 2019, 2021)}, "are not rising"),
        ({"states": ("USA", "POL", "RUS", "ISL", "GBR")}, "not sorted"),
        ({"outcomes": {"anxiety": np.zeros((30, 3))}}, "outcomes['anxiety'] has shape (30, 3), wanted (30, 4)"),
        ({"dyads": {"tie": np.zeros((4, 5, 4))}}, "dyads['tie'] has shape (4, 5, 4), wanted (4, 5, 5)"),
        ({"standing": np.zeros((30, 4), np.int8)}, "standing has shape (30, 4), wanted (30, 4, 5)"),
        ({"standing": np.full((30, 4, 5), 99, np.int8)}, "index outside -1 to 3"),
    ],
)
def test_what_does_not_fit_together_is_refused(change: dict[str, object], named: str) -> None:
    with pytest.raises(ResultsError) as refused:
        replace(made_up.results(), **change)
    assert named in str(refused.value)


def test_every_misfit_is_named_at_once() -> None:
    bad = {"outcomes": {"anxiety": np.zeros(3), "members": np.zeros(3)}}
    with pytest.raises(ResultsError, match=r"anxiety.*members"):
        replace(made_up.results(), **bad)


def test_a_comparison_needs_the_same_seeds_and_years() -> None:
    with pytest.raises(ResultsError, match=r"seeds 7 to 36 \(30\) against 8 to 37 \(30\)"):
        Comparison(made_up.results(), made_up.results(seeds=tuple(range(8, 38))))


def test_a_plain_world_has_one_arm() -> None:
    assert made_up.plain().plain
    assert list(made_up.plain().arms) == ["scenario"]
    assert list(made_up.comparison().arms) == ["scenario", "baseline"]


def test_a_year_that_was_not_simulated_is_named() -> None:
    with pytest.raises(ResultsError, match="year 2035 was not simulated; the results have 2018 to 2021"):
        made_up.results().index(2035)
