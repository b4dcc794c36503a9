"""The data set of a sweep: whole, joined with its factors, and open to the tools that researchers use."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pytest

from alliance_sim.errors import ResultsError
from alliance_sim.studies.sweep.dataset import read_sweep
from alliance_sim.studies.sweep.drive import sweep
from tests.studies.sweep.small import ARMS, REPLICATES, RUNS, SAMPLES, small

YEARS = 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("dataset")
    sweep(small(place), place / "swept", workers=1, engine="agents")
    return place / "swept"


def test_the_frame_has_a_row_for_each_run_and_year_with_its_factors(folder: Path) -> None:
    rows = read_sweep(folder).frame()
    assert len(rows) == RUNS * YEARS
    assert list(rows.columns[:3]) == ["sample", "parameters.publicness", "events.downgrade.year"]
    first = rows[rows["sample"] == 0]
    assert set(first["parameters.publicness"]) == {0.01}
    assert list(first["arm"].iloc[[0, YEARS]]) == ["scenario", "baseline"]
    assert list(first["year"].iloc[:YEARS]) == [2018, 2019, 2020, 2021]
    assert rows["error"].isna().all()


def test_differences_are_scenario_minus_baseline_run_by_run(folder: Path) -> None:
    results = read_sweep(folder)
    rows, found = results.frame(), results.differences()
    assert len(found) == SAMPLES * REPLICATES * YEARS
    one = rows.query("sample == 3 and replicate == 2 and year == 2021").set_index("arm")["anxiety"]
    told = found.query("sample == 3 and replicate == 2 and year == 2021")["anxiety"].item()
    assert told == one["scenario"] - one["baseline"]
    assert told > 0.0


def test_an_xarray_data_set_has_the_same_numbers(folder: Path) -> None:
    pytest.importorskip("xarray")
    results = read_sweep(folder)
    data = results.xarray()
    assert dict(data.sizes) == {"sample": SAMPLES, "replicate": REPLICATES, "arm": ARMS, "year": YEARS}
    assert data["parameters.publicness"].values.tolist() == [0.01, 0.01, 0.03, 0.03]
    row = results.frame().query("sample == 1 and replicate == 0 and arm == 'baseline' and year == 2020")
    cell = data["capability"].sel(sample=1, replicate=0, arm="baseline", year=2020)
    assert float(cell) == row["capability"].item()


def test_duckdb_reads_the_parts_as_they_lie(folder: Path) -> None:
    found = duckdb.sql(f"select arm, avg(anxiety) from '{folder}/parts/*.parquet' group by arm order by arm").fetchall()
    wanted = read_sweep(folder).frame().groupby("arm")["anxiety"].mean()
    assert [arm for arm, _ in found] == ["baseline", "scenario"]
    assert np.allclose([value for _, value in found], wanted.to_numpy())


def test_an_unfinished_sweep_says_what_is_missing(folder: Path, tmp_path: Path) -> None:
    study = small(tmp_path)
    sweep(study, tmp_path / "swept", workers=1, engine="agents", shard=(1, 2))
    part = read_sweep(tmp_path / "swept")
    assert part.missing > 0
    assert 0 < len(part.frame()) < RUNS * YEARS
    assert read_sweep(folder).missing == 0


def test_no_sweep_and_no_baseline_are_told(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ResultsError):
        read_sweep(tmp_path)
    sweep(small(tmp_path, paired="false"), tmp_path / "swept", workers=1, engine="agents")
    with pytest.raises(ResultsError, match="is not paired, so there is no baseline"):
        read_sweep(tmp_path / "swept").differences()
