"""`export`, from a run that was really made."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from alliance_sim.cli.exporting import KINDS
from alliance_sim.results import export
from tests.cli.conftest import Call


@pytest.fixture
def made(call: Call, folder: Path) -> Path:
    assert call("run", "made-up.yaml", "--out", "mine", "--workers", "1", "--no-figures").status == 0
    return folder / "mine"


def test_the_command_offers_all_formats() -> None:
    assert KINDS == export.KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_names_the_files_it_wrote(call: Call, made: Path, kind: str) -> None:
    if kind == "netcdf":
        pytest.importorskip("xarray")
    said = call("export", "mine", "--to", kind)
    assert (said.status, said.err) == (0, "")
    files = said.out.splitlines()
    assert sorted(path.name for path in (made / f"export-{kind}").iterdir()) == [Path(file).name for file in files]


def test_the_export_is_of_the_run(call: Call, made: Path, folder: Path) -> None:
    said = call("export", "mine", "--to", "stata", "--out", "there", "--json")
    document = json.loads(said.out)
    assert document["folder"] == "there"
    ours = pd.read_stata(folder / "there" / "state_year.dta")
    theirs = pd.read_parquet(made / "state-year.parquet")
    assert ours["budget"].equals(theirs["budget"])
    assert ours["standing"].astype(object).fillna("").tolist() == theirs["standing"].tolist()


def test_an_export_does_not_trouble_rerun(call: Call, made: Path) -> None:
    assert call("export", "mine", "--to", "csv").status == 0
    assert call("rerun", "mine", "--workers", "1").status == 0


class Sweep:
    """What a sweep's data set offers; the sweeps' own tests hold it to that."""

    def frame(self) -> pd.DataFrame:
        return pd.DataFrame({"sample": [0, 1], "events.downgrade.year": [2019, 2021], "anxiety": [0.5, 0.25]})


@pytest.mark.parametrize(("kind", "name"), [("csv", "sweep.csv"), ("parquet", "sweep.parquet"), ("stata", "sweep.dta")])
def test_a_sweep_is_one_table(call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str, name: str) -> None:
    dataset = SimpleNamespace(read_sweep=lambda _: Sweep())
    monkeypatch.setitem(sys.modules, "alliance_sim.studies.sweep.dataset", dataset)  # type: ignore[arg-type]
    (folder / "swept").mkdir()
    (folder / "swept" / "manifest.json").write_text("{}", encoding="utf-8")
    said = call("export", "swept", "--to", kind)
    assert (said.status, said.out) == (0, f"swept/export-{kind}/{name}\n")
    refused = call("export", "swept", "--to", "gexf")
    assert refused.status == 2
    assert "swept has no graph to write as gexf; choose one of csv, parquet, netcdf, stata" in refused.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("mine", "--to", "csv", "--out", "mine"), "already exists and is not empty"),
        (("nowhere", "--to", "csv"), "nowhere is not a folder"),
        (("mine", "--to", "graphml", "--year", "1999"), "year 1999 was not simulated"),
        (("mine", "--to", "csv", "--year", "2020"), "a year is chosen for graphml only"),
        (("mine", "--to", "spss"), "'spss' is not one of"),
    ],
)
def test_what_cannot_be_done_is_the_users_to_mend(call: Call, made: Path, args: tuple[str, ...], said: str) -> None:
    found = call("export", *args)
    assert found.status == 2
    assert said in found.err
    assert "Traceback" not in found.err
