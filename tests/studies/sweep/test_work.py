"""One chunk: its rows are those of plain runs, whatever made them, and what fails is a row."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from alliance_sim.errors import DataError, InputError
from alliance_sim.run import compare_runs, run_one
from alliance_sim.scenario import list_scenarios, load_scenario, vary
from alliance_sim.studies.sweep import work
from alliance_sim.studies.sweep.chunks import Chunk
from alliance_sim.studies.sweep.designs import samples
from alliance_sim.studies.sweep.study import load_study
from alliance_sim.studies.sweep.work import job_of, make_part, run_chunk
from alliance_sim.world import Figures, World, build_world
from tests.studies.sweep.small import ARMS, REPLICATES, SAMPLES, small, written

WHOLE = Chunk("whole", tuple(range(SAMPLES)), (0, REPLICATES))
YEARS = (2018, 2019, 2020, 2021)


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    work._shared.clear()
    work._world.clear()


def test_rows_are_ordered_and_typed(tmp_path: Path) -> None:
    table = run_chunk(small(tmp_path), WHOLE)
    kinds = {name: str(kind) for name, kind in zip(table.column_names, table.schema.types, strict=True)}
    outcomes = dict.fromkeys(["capability", "anxiety", "honoured_share"], "double")
    keys = {"sample": "int32", "replicate": "int32", "seed": "int64", "arm": "string", "year": "int16"}
    assert kinds == keys | outcomes | {"error": "string"}
    assert list(zip(*(table[name].to_pylist() for name in keys), strict=True)) == [
        (sample, replicate, 7 + replicate, arm, year)
        for sample in range(SAMPLES)
        for replicate in range(REPLICATES)
        for arm in ("scenario", "baseline")
        for year in YEARS
    ]
    assert table["error"].null_count == table.num_rows
    assert table.schema.field("capability").metadata == {b"unit": b"billion USD (2015)"}


def test_the_numbers_are_those_of_plain_runs(tmp_path: Path) -> None:
    study = small(tmp_path)
    frame = run_chunk(study, WHOLE).to_pandas()
    for number, point in enumerate(samples(study)):
        arms = compare_runs(vary(study.base, point), seeds=range(7, 7 + REPLICATES)).arms
        for arm, results in arms.items():
            for outcome in ("capability", "anxiety", "honoured_share"):
                column = frame[(frame["sample"] == number) & (frame["arm"] == arm)][outcome].to_numpy()
                np.testing.assert_array_equal(column.reshape(REPLICATES, len(YEARS)), results.outcomes[outcome])


def test_what_is_not_defined_is_null(tmp_path: Path) -> None:
    table = run_chunk(small(tmp_path), WHOLE)
    frame = table.to_pandas()
    assert table["honoured_share"].null_count == frame["honoured_share"].isna().sum() > 0
    assert not np.isnan(table["honoured_share"].drop_null().to_numpy()).any()


def test_the_years_a_study_asks_for(tmp_path: Path) -> None:
    every = run_chunk(small(tmp_path), WHOLE).to_pandas()
    last = run_chunk(small(tmp_path, when="last"), WHOLE).to_pandas()
    some = run_chunk(small(tmp_path, when="[2019, 2021]"), WHOLE).to_pandas()
    mean = run_chunk(small(tmp_path, when="mean"), WHOLE)
    assert last.equals(every[every["year"] == 2021].reset_index(drop=True))
    assert some.equals(every[every["year"].isin([2019, 2021])].reset_index(drop=True))
    assert mean["year"].null_count == mean.num_rows == SAMPLES * REPLICATES * ARMS
    expected = every.groupby(["sample", "replicate", "arm"], sort=False)[["capability", "honoured_share"]].mean()
    np.testing.assert_allclose(mean.to_pandas()[["capability", "honoured_share"]], expected, rtol=1e-14)


def test_a_sweep_that_is_not_paired_has_one_arm(tmp_path: Path) -> None:
    paired = run_chunk(small(tmp_path), WHOLE).to_pandas()
    alone = run_chunk(small(tmp_path, paired="false"), WHOLE).to_pandas()
    assert alone.equals(paired[paired["arm"] == "scenario"].reset_index(drop=True))


def test_however_it_is_cut_the_rows_are_the_same(tmp_path: Path) -> None:
    study = small(tmp_path)
    whole = run_chunk(study, WHOLE).to_pandas()
    cut = [Chunk("one", (sample,), part) for sample in range(SAMPLES) for part in ((0, 1), (1, 4), (4, 6))]
    for chunk in cut:
        own = whole[(whole["sample"] == chunk.samples[0]) & whole["replicate"].between(*chunk.replicates, "left")]
        assert run_chunk(study, chunk).to_pandas().equals(own.reset_index(drop=True))


@pytest.mark.parametrize("threads", [1, 2])
def test_the_compiled_engine_gives_the_same_bits(tmp_path: Path, threads: int) -> None:
    pytest.importorskip("numba")
    study = small(tmp_path)
    agents = run_chunk(study, WHOLE)
    work._shared.clear()
    assert run_chunk(study, WHOLE, "batch", threads).equals(agents, check_metadata=True)


# --- What is shared between samples ----------------------------------------------------------------------------------


def test_a_baseline_is_run_once_for_all_samples_that_have_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study, seen = small(tmp_path), []

    def watched(world: World, seed: int) -> Any:
        seen.append((world.scenario.digest(), seed))
        return run_one(world, seed)

    monkeypatch.setattr(work, "run_one", watched)
    run_chunk(study, WHOLE)
    # four scenarios; two baselines, since a baseline does not know the year of the event that it leaves out
    assert len(seen) == len(set(seen)) == (4 + 2) * REPLICATES


def test_the_first_years_world_is_built_once_for_events_that_differ(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    monkeypatch.setattr(work, "build_world", lambda scenario: built.append(scenario.digest()) or build_world(scenario))
    run_chunk(small(tmp_path), WHOLE)
    assert len(built) == 2  # one for each publicness


@pytest.mark.parametrize("name", [name for name, _, _ in list_scenarios()])
def test_a_world_built_without_events_is_the_world(name: str) -> None:
    """Why worlds can be shared: nothing of the first year knows of an event."""
    scenario = load_scenario(name)
    ours, theirs = build_world(scenario), build_world(scenario.model_copy(update={"events": ()}))
    for part in fields(World):
        if part.name == "figures":
            for figure in fields(Figures):
                np.testing.assert_array_equal(getattr(ours.figures, figure.name), getattr(theirs.figures, figure.name))
        elif part.name != "scenario":
            np.testing.assert_array_equal(getattr(ours, part.name), getattr(theirs, part.name), err_msg=part.name)


# --- What fails ------------------------------------------------------------------------------------------------------


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception, seed: int) -> None:
    def run(world: World, given: int) -> Any:
        if given == seed:
            raise error
        return run_one(world, given)

    monkeypatch.setattr(work, "run_one", run)


def test_a_failed_run_is_one_row_with_its_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = small(tmp_path)
    whole = run_chunk(study, WHOLE).to_pandas()
    work._shared.clear()
    failing(monkeypatch, ZeroDivisionError("division\nby zero"), seed=9)
    part = make_part(job_of(study).packed(), WHOLE, samples(study))
    frame = run_chunk(study, WHOLE).to_pandas()
    failed = frame[frame["error"].notna()]
    assert set(failed["error"]) == {"ZeroDivisionError: division by zero"}
    assert len(failed) == part.failed == SAMPLES * ARMS
    assert (failed["replicate"] == 2).all()
    assert failed[["year", "capability", "anxiety"]].isna().all(axis=None)
    others = whole[whole["replicate"] != 2].reset_index(drop=True)
    fine = frame[frame["error"].isna()].reset_index(drop=True)
    assert fine.drop(columns="error").astype(whole.dtypes.drop("error")).equals(others.drop(columns="error"))


def test_a_sample_that_cannot_be_run_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_world(scenario: Any) -> World:
        if scenario.parameters.publicness == 0.03:
            raise DataError("no gdp of POL for 2018")
        return build_world(scenario)

    monkeypatch.setattr(work, "build_world", no_world)
    frame = run_chunk(small(tmp_path), WHOLE).to_pandas()
    failed = frame[frame["error"].notna()]
    assert set(failed["error"]) == {"no gdp of POL for 2018"}
    assert sorted(set(failed["sample"])) == [2, 3]
    assert failed["seed"].tolist() == [seed for _ in range(2) for seed in range(7, 13) for _ in range(ARMS)]
    assert len(frame) == 2 * REPLICATES * ARMS * (len(YEARS) + 1)


@pytest.mark.parametrize("error", [MemoryError("no room"), OSError("no such device")])
def test_what_the_machine_is_to_blame_for_is_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    failing(monkeypatch, error, seed=9)
    with pytest.raises(type(error)):
        run_chunk(small(tmp_path), WHOLE)


def test_a_worker_with_other_code_refuses(tmp_path: Path) -> None:
    study = small(tmp_path)
    with pytest.raises(InputError, match="another version"):
        make_part(replace(job_of(study), code="other").packed(), WHOLE, samples(study))


def test_a_seed_that_is_too_large_for_a_column_is_text(tmp_path: Path) -> None:
    written(tmp_path)
    path = tmp_path / "made-up.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("seed: 7", f"seed: {2**64}"), encoding="utf-8")
    study = load_study(tmp_path / "small.yaml")
    assert run_chunk(study, Chunk("one", (0,), (0, 2)))["seed"].unique().to_pylist() == [str(2**64), str(2**64 + 1)]
