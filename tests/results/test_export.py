"""Results in the formats of other programs: opened with the programs' own readers, and nothing changed on the way."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_sim.data.load import countries
from alliance_sim.errors import MissingExtraError, ResultsError
from alliance_sim.results import Comparison
from alliance_sim.results.export import GRAPHS, KINDS, export_frames, export_run
from alliance_sim.results.export.arrays import ENGINES
from alliance_sim.results.export.frames import UNITS, run_frames
from alliance_sim.results.export.stata import LONGEST, RESERVED, stata_names
from tests.results import made_up

NETCDF = find_spec("xarray") and any(all(map(find_spec, packages)) for packages in ENGINES.values())
needs_netcdf = pytest.mark.skipif(not NETCDF, reason="nothing that writes NetCDF is installed")
TABLES = [pytest.param(name, marks=needs_netcdf if name == "netcdf" else ()) for name in KINDS if name not in GRAPHS]


def exported(comparison: Comparison, kind: str, folder: Path, **more: int) -> Path:
    return export_run(comparison, kind, folder, folder / kind, **more)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return made_up.comparison()


# --- Tables ----------------------------------------------------------------------------------------------------------


def test_states_have_the_codes_of_the_correlates_of_war(comparison: Comparison) -> None:
    frames = run_frames(comparison)
    states, dyads = frames["state-year"], frames["dyad-year"]
    assert dict(zip(states["iso3"], states["ccode"], strict=True)) == {
        "GBR": 200, "ISL": 395, "POL": 290, "RUS": 365, "USA": 2,
    }  # fmt: skip
    assert list(dyads.columns[:4]) == ["arm", "ccode1", "ccode2", "year"]
    for side in ("1", "2"):
        assert [countries()[iso3].cow_code for iso3 in dyads[f"iso3_{side}"]] == dyads[f"ccode{side}"].tolist()
    assert len(dyads) == 2 * 4 * 5 * 4
    assert not (dyads["iso3_1"] == dyads["iso3_2"]).any()


def test_a_state_that_stands_for_another_has_no_code(comparison: Comparison) -> None:
    own = made_up.scenario(made_up.TEXT + "figures: {POL: {name: Sarmatia}, GBR: {name: United Kingdom}}\n")
    frames = run_frames(replace(comparison, scenario=replace(comparison.scenario, scenario=own)))
    ours = frames["state-year"].query("arm == 'scenario'").set_index("iso3")["ccode"]
    assert ours["POL"].isna().all()
    assert (ours["GBR"] == 200).all()


def test_a_dyad_is_allied_where_both_vote(comparison: Comparison) -> None:
    dyads = run_frames(comparison)["dyad-year"].set_index(["arm", "year", "iso3_1", "iso3_2"])["allied"]
    assert dyads["scenario", 2018, "POL", "USA"] == 1.0
    assert dyads["scenario", 2019, "POL", "USA"] == 0.0
    assert dyads["baseline", 2019, "POL", "USA"] == 1.0
    assert dyads["baseline", 2019, "POL", "RUS"] == 0.0


@pytest.mark.parametrize("kind", TABLES)
def test_every_value_comes_back_as_it_was(comparison: Comparison, kind: str, tmp_path: Path) -> None:
    """A plain average would hide a transposed axis, so every cell is compared."""
    folder = exported(comparison, kind, tmp_path)
    rng = np.random.default_rng(1)
    place = [int(rng.integers(size)) for size in comparison.scenario.shape]
    for arm, results in comparison.arms.items():
        replicate, year, state = place[0], results.years[place[1]], results.states[place[2]]
        for variable in ("budget", "attack_probability"):
            wanted = results.state[variable][place[0], place[1], place[2]]
            found = _state_value(folder, kind, arm, replicate, year, state, variable)
            assert found == wanted or (np.isnan(found) and np.isnan(wanted)), (arm, variable)


def _state_value(folder: Path, kind: str, arm: str, replicate: int, year: int, state: str, variable: str) -> float:
    if kind == "netcdf":
        import xarray as xr

        with xr.open_dataset(folder / "state-year.nc") as data:
            cell = data[variable].sel(arm=arm, replicate=replicate, year=year, state=state)
            assert cell.attrs["units"] == UNITS["state-year"][variable]
            return float(cell)
    frame = {
        "csv": lambda: pd.read_csv(folder / "state-year.csv"),
        "parquet": lambda: pd.read_parquet(folder / "state-year.parquet"),
        "stata": lambda: pd.read_stata(folder / "state_year.dta"),
    }[kind]()
    row = frame[
        (frame["arm"] == arm) & (frame["replicate"] == replicate) & (frame["year"] == year) & (frame["iso3"] == state)
    ]
    return float(row[variable].iloc[0])


def test_every_table_is_there_in_every_format(comparison: Comparison, tmp_path: Path) -> None:
    endings = {"csv": "csv", "parquet": "parquet"} | ({"netcdf": "nc"} if NETCDF else {})
    for kind, ending in endings.items():
        wanted = {f"{name}.{ending}" for name in ("state-year", "alliance-year", "dyad-year")}
        assert names(exported(comparison, kind, tmp_path)) == wanted
    assert names(exported(comparison, "stata", tmp_path)) == {"state_year.dta", "alliance_year.dta", "dyad_year.dta"}


@needs_netcdf
def test_arms_with_other_states_are_told_apart(tmp_path: Path) -> None:
    """A scenario against another one: what an arm does not have is missing, and never another state's number."""
    import xarray as xr

    comparison = made_up.comparison()
    keep = [0, 1, 3, 4]
    fewer = replace(
        comparison.baseline, states=tuple(made_up.STATES[i] for i in keep),
        standing=comparison.baseline.standing[:, :, keep],
        state={name: values[:, :, keep] for name, values in comparison.baseline.state.items()},
        dyads={name: values[:, keep][:, :, keep] for name, values in comparison.baseline.dyads.items()},
    )  # fmt: skip
    folder = exported(Comparison(comparison.scenario, fewer), "netcdf", tmp_path)
    with xr.open_dataset(folder / "state-year.nc") as data:
        assert np.isnan(data["gdp"].sel(arm="baseline", state="POL")).all()
        assert (data["gdp"].sel(arm="baseline", state="USA") == 20000).all()
        assert (data["gdp"].sel(arm="scenario", state="POL") == 550).all()


# --- Stata -----------------------------------------------------------------------------------------------------------


def test_words_are_labelled_numbers_in_stata(comparison: Comparison, tmp_path: Path) -> None:
    folder = exported(comparison, "stata", tmp_path)
    with pd.read_stata(folder / "state_year.dta", iterator=True) as reader:
        labels, units, title = reader.value_labels(), reader.variable_labels(), reader.data_label
        plain = reader.read(convert_categoricals=False)
    assert labels["arm"] == {0: "baseline", 1: "scenario"}
    assert set(labels["standing"].values()) == {"member", "partner"}
    assert set(plain["arm"]) == {0, 1}
    assert plain.loc[plain["iso3"] == "RUS", "standing"].isna().all()  # an adversary has none
    assert units["gdp"] == "billion USD (2015)"
    assert title.startswith("made-up @ ")


def test_a_seed_too_large_for_stata_is_text_and_not_rounded(tmp_path: Path) -> None:
    for seed in (2**53 + 1, 2**65):
        large = made_up.comparison(seeds=(seed, seed + 1))
        folder = export_run(large, "stata", tmp_path, tmp_path / str(seed))
        assert set(pd.read_stata(folder / "alliance_year.dta")["seed"]) == {str(seed), str(seed + 1)}


def test_equal_results_are_equal_files(comparison: Comparison, tmp_path: Path) -> None:
    for kind in ("csv", "parquet", "stata", "graphml"):
        one, two = (export_run(comparison, kind, tmp_path, tmp_path / f"{kind}{copy}") for copy in (1, 2))
        for path in one.iterdir():
            assert path.read_bytes() == (two / path.name).read_bytes(), path.name


@given(st.lists(st.text(min_size=1, max_size=50), unique=True, max_size=20))
def test_every_name_becomes_one_that_stata_takes(given_names: list[str]) -> None:
    found = stata_names(given_names)
    assert list(found) == given_names
    assert len(set(found.values())) == len(given_names)
    for name in found.values():
        assert 1 <= len(name) <= LONGEST
        assert name.isascii()
        assert name.isidentifier()
        assert name not in RESERVED


def test_the_frame_of_a_study_keeps_its_paths_in_labels(tmp_path: Path) -> None:
    paths = [f"parameters.a_parameter_with_a_very_long_name_{letter}" for letter in "xy"]
    frame = pd.DataFrame({"sample": [0, 1], paths[0]: [0.1, 0.2], paths[1]: ["a", None], "anxiety": [0.5, np.nan]})
    folder = export_frames({"sweep": frame}, "stata", tmp_path)
    assert folder == tmp_path / "export-stata"
    with pd.read_stata(folder / "sweep.dta", iterator=True) as reader:
        labels, read = reader.variable_labels(), reader.read()
    assert list(labels.values()) == ["", *paths, ""]
    assert max(map(len, labels)) <= LONGEST
    assert read.iloc[:, 1].tolist() == [0.1, 0.2]
    assert read.iloc[:, 2].tolist() == ["a", ""]


# --- Graphs ----------------------------------------------------------------------------------------------------------


def test_the_graph_of_a_year(comparison: Comparison, tmp_path: Path) -> None:
    folder = exported(comparison, "graphml", tmp_path, year=2019)
    assert names(folder) == {"scenario-2019.graphml", "baseline-2019.graphml"}
    graph = nx.read_graphml(folder / "scenario-2019.graphml")
    assert graph.is_directed()
    assert set(graph) == set(made_up.STATES)
    assert graph.nodes["USA"]["label"] == "United States"
    assert (graph.nodes["USA"]["standing"], graph.nodes["USA"]["ccode"]) == ("partner", 2)
    assert graph.nodes["USA"]["guarantee"] == pytest.approx(0.1)
    assert graph.nodes["RUS"]["adversary"] is True
    assert "share" not in graph.nodes["RUS"]  # not defined, so not there
    assert graph.edges["POL", "USA"] == {"tie": 0.5, "reliance": 0.5, "willingness": 0.5, "aid": 0.5}


def test_the_last_year_is_the_default_and_another_must_have_been_simulated(
    comparison: Comparison, tmp_path: Path
) -> None:
    assert "scenario-2021.graphml" in names(exported(comparison, "graphml", tmp_path))
    with pytest.raises(ResultsError, match="year 1999 was not simulated"):
        export_run(comparison, "graphml", tmp_path, year=1999)
    with pytest.raises(ResultsError, match="gexf has all of them"):
        export_run(comparison, "gexf", tmp_path, year=2019)


def test_years_of_a_dynamic_graph_are_floats(comparison: Comparison, tmp_path: Path) -> None:
    """Whole years get the time format `long`, which Gephi does not open (networkx issue 4023)."""
    folder = exported(comparison, "gexf", tmp_path)
    text = (folder / "scenario.gexf").read_text(encoding="utf-8")
    assert 'mode="dynamic"' in text
    assert 'timeformat="double"' in text
    graph = nx.read_gexf(folder / "scenario.gexf")
    assert graph.nodes["USA"]["standing"] == [("member", 2018.0, 2019.0), ("partner", 2019.0, 2022.0)]
    assert (graph.nodes["USA"]["start"], graph.nodes["USA"]["end"]) == (2018.0, 2022.0)
    assert graph.edges["POL", "USA"]["tie"] == [(0.5, 2018.0, 2022.0)]
    assert graph.edges["POL", "USA"]["weight"] == 0.5


def test_what_nothing_joins_has_no_edge(tmp_path: Path) -> None:
    comparison = made_up.comparison()
    for values in comparison.scenario.dyads.values():
        values[:, made_up.POL, made_up.RUS] = 0.0
        values[:2, made_up.RUS, made_up.POL] = 0.0
    folder = exported(comparison, "gexf", tmp_path)
    graph = nx.read_gexf(folder / "scenario.gexf")
    assert not graph.has_edge("POL", "RUS")
    assert graph.edges["RUS", "POL"]["start"] == 2020.0


# --- Where it goes ---------------------------------------------------------------------------------------------------


def test_a_second_export_stands_beside_the_first(comparison: Comparison, tmp_path: Path) -> None:
    assert [export_run(comparison, "csv", tmp_path).name for _ in range(2)] == ["export-csv", "export-csv-2"]


def test_a_folder_that_holds_something_is_left_alone(comparison: Comparison, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    with pytest.raises(ResultsError, match="already exists and is not empty"):
        export_run(comparison, "csv", tmp_path, tmp_path)
    assert names(tmp_path) == {"mine"}


def test_an_export_that_fails_leaves_nothing(
    comparison: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", full)
    with pytest.raises(ResultsError, match="no space left on device"):
        export_run(comparison, "csv", tmp_path)
    assert names(tmp_path) == set()


def test_unknown_formats_and_graphs_of_a_study_are_refused(comparison: Comparison, tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="'spss' is not a format; choose one of csv, parquet"):
        export_run(comparison, "spss", tmp_path)
    frame = pd.DataFrame({"sample": [0]})
    for kind in ("gexf", "netcdf"):
        with pytest.raises(ResultsError, match="choose one of csv, parquet, netcdf, stata"):
            export_frames({"sweep": frame}, kind, tmp_path)


def test_netcdf_without_its_packages_says_how_to_get_them(
    comparison: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["alliance_sim.results.export.arrays"], "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'alliance-sim\[netcdf\]'"):
        export_run(comparison, "netcdf", tmp_path)
    assert names(tmp_path) == set()


def test_a_plain_world_has_one_arm(tmp_path: Path) -> None:
    folder = exported(made_up.plain(), "csv", tmp_path)
    assert set(pd.read_csv(folder / "alliance-year.csv")["arm"]) == {"scenario"}
