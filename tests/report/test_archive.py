"""The archive: whole, the same bytes every time, and enough to make the run again."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from alliance_sim.errors import ResultsError
from alliance_sim.report.archive import archive
from alliance_sim.results.folder import add_figures, read_run, save_run
from alliance_sim.results.provenance import Command
from alliance_sim.studies.rerun import rerun
from tests.results import made_up


@pytest.fixture(scope="module", autouse=True)
def few_figures() -> Iterator[None]:
    """Only the first figure, since all take long to draw."""
    from alliance_sim import plots

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plots, "FIGURES", {"outcomes": plots.FIGURES["outcomes"]})
        patch.setattr(plots, "MORE_FIGURES", {})
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from alliance_sim.run import compare_runs

    pair = compare_runs(made_up.scenario(), seeds=(7, 8))
    place = save_run(pair, Command("run", ("run", "made-up.yaml"), "agents", 0.0), {},
                     out=tmp_path_factory.mktemp("archive") / "run")  # fmt: skip
    add_figures(place, lambda figures: (figures / "outcomes.png").write_bytes(b"a picture"))
    (place / "export-csv").mkdir()
    (place / "export-csv" / "states.csv").write_text("left out")
    (place / "report.html").write_text("an older one")
    return place


@pytest.fixture(scope="module")
def packed(folder: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(archive(folder, folder.with_name("run.zip")).read_bytes()))


def test_everything_that_a_paper_deposits_is_in_it(packed: zipfile.ZipFile) -> None:
    names = [name.removeprefix("run/") for name in packed.namelist()]
    assert names == sorted(names)
    for name in ("README.md", "CITATION.cff", "codemeta.json", "requirements.txt", "scenario.yaml", "provenance.json",
                 "state-year.parquet", "alliance-year.parquet", "dyad-year.parquet", "figures/outcomes.png",
                 "report.html", "tables.md", "tables.tex", "methods.md", "references.bib"):  # fmt: skip
        assert name in names, name
    assert not any(name.startswith("export-") for name in names)
    assert b"<!doctype html>" in packed.read("run/report.html")  # made anew


def test_the_same_folder_gives_the_same_bytes(folder: Path) -> None:
    again = archive(folder, folder.with_name("again.zip"))
    assert again.read_bytes() == folder.with_name("run.zip").read_bytes()


def test_an_older_archive_is_kept(folder: Path, packed: zipfile.ZipFile) -> None:
    with pytest.raises(ResultsError, match=r"run\.zip already exists; name another file with --out"):
        archive(folder, folder.with_name("run.zip"))


def test_what_is_unpacked_is_a_run_that_can_be_made_again(packed: zipfile.ZipFile, tmp_path: Path) -> None:
    packed.extractall(tmp_path)
    assert read_run(tmp_path / "run").scenario.scenario.digest() == made_up.scenario().digest()
    assert rerun(tmp_path / "run").identical


def test_its_papers_are_well_formed(packed: zipfile.ZipFile, folder: Path) -> None:
    provenance = json.loads(packed.read("run/provenance.json"))
    described = json.loads(packed.read("run/codemeta.json"))
    assert described["version"] == provenance["software"]["version"]
    cited = YAML(typ="safe").load(packed.read("run/CITATION.cff").decode())
    assert cited["cff-version"] == "1.2.0"
    assert cited["title"] == "Results of alliance_sim: The United States becomes a partner"
    assert cited["references"][0]["version"] == provenance["software"]["version"]
    pins = packed.read("run/requirements.txt").decode()
    assert f"numpy=={provenance['environment']['libraries']['numpy']}\n" in pins
    told = packed.read("run/README.md").decode()
    assert "alliance-sim rerun run" in told
    assert provenance["environment"]["python"]["version"] in told


def test_a_folder_without_figures_gets_them(tmp_path: Path) -> None:
    place = save_run(made_up.plain(), Command("run", (), "agents", 0.0), {}, out=tmp_path / "plain")
    names = zipfile.ZipFile(archive(place, tmp_path / "plain.zip")).namelist()
    assert "plain/figures/outcomes.png" in names
    assert "plain/figures/outcomes.pdf" in names


def test_a_folder_that_holds_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"has no provenance\.json"):
        archive(tmp_path, tmp_path / "a.zip")
