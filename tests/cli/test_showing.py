"""`report` and `odd`, as a shell sees them."""

from __future__ import annotations

import itertools
import zipfile
from pathlib import Path

import pytest

from alliance_sim.cli.showing import HANDOUTS
from alliance_sim.report import handouts, of_run
from tests.cli.conftest import Call

ALL_DRAWN = of_run.drawn


@pytest.fixture(autouse=True)
def few_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports with their first figure only, since all take long to draw."""
    monkeypatch.setattr(of_run, "drawn", lambda comparison: itertools.islice(ALL_DRAWN(comparison), 1))


def test_every_handout_can_be_asked_for() -> None:
    assert tuple(handouts.FILES) == HANDOUTS


def test_a_report_is_written_once(call: Call, folder: Path) -> None:
    assert call("run", "made-up.yaml", "--out", "mine", "--no-figures", "--workers", "1").status == 0
    said = call("report", "mine")
    assert (said.status, said.out) == (0, "mine/report.html\n")
    before = (folder / "mine" / "report.html").read_bytes()
    again = call("report", "mine")
    assert (again.status, again.out) == (2, "")
    assert again.err == "mine/report.html already exists; name another file with --out\n"
    assert call("report", "mine", "--out", "other.html").out == "other.html\n"
    assert (folder / "other.html").read_bytes() == before
    assert call("report", "mine", "--pdf").out == "mine/report.pdf\n"


def test_a_report_of_nothing(call: Call) -> None:
    said = call("report", "nowhere")
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("nowhere is not a folder; name the folder of a run")


def test_the_odd_description_of_a_file(call: Call, folder: Path) -> None:
    said = call("odd", "made-up.yaml")
    assert (said.status, said.err) == (0, "")
    assert "- 2019: `downgrade` (standing)" in said.out
    assert call("odd", "--out", "odd.md").out == "odd.md\n"
    assert (folder / "odd.md").read_text("utf-8").startswith("# ODD description of alliance_sim")
    assert call("odd", "--out", "odd.md").status == 2


def test_figures_are_drawn_from_a_folder(call: Call, folder: Path) -> None:
    assert call("run", "made-up.yaml", "--out", "mine", "--no-figures", "--workers", "1").status == 0
    said = call("plot", "mine", "--figure", "map", "--figure", "burdens", "--to", "svg")
    assert (said.status, said.out) == (0, "mine/figures/map.svg\nmine/figures/burdens.svg\n")
    assert call("plot", "mine", "--figure", "map").out == "mine/figures-2/map.png\n"
    assert call("plot", "mine", "--figure", "map", "--out", "own").out == "own/map.png\n"
    assert (folder / "own" / "map.png").read_bytes().startswith(b"\x89PNG")
    unknown = call("plot", "mine", "--figure", "mapp")
    assert (unknown.status, unknown.out) == (2, "")
    assert "'mapp' is not a figure; did you mean map?" in unknown.err
    assert sorted(path.name for path in (folder / "mine").glob("figures*")) == ["figures", "figures-2"]


def test_cards_are_written_once(call: Call, folder: Path) -> None:
    assert call("cards", "made-up.yaml").out == "cards-made-up.html\n"
    assert "Poland" in (folder / "cards-made-up.html").read_text("utf-8")
    again = call("cards", "made-up.yaml")
    assert (again.status, again.err) == (2, "cards-made-up.html already exists; name another file with --out\n")


def test_an_animation_is_drawn_when_it_is_asked_for(call: Call, folder: Path) -> None:
    assert call("run", "made-up.yaml", "--out", "mine", "--no-figures", "--workers", "1").status == 0
    said = call("plot", "mine", "--kind", "animation", "--to", "html", "--to", "webp", "--out", "film")
    assert (said.status, said.out) == (0, "film/animation.html\nfilm/animation.webp\n")
    assert "<script>" in (folder / "film" / "animation.html").read_text("utf-8")
    assert (folder / "film" / "animation.webp").read_bytes()[8:12] == b"WEBP"


@pytest.mark.parametrize(
    ("kind", "to", "says"),
    [
        ("map", "gif", "a figure cannot be written as gif; choose of png, pdf, svg\n"),
        ("animation", "png", "an animation cannot be written as png; choose of gif, webp, html\n"),
    ],
)
def test_a_kind_of_file_that_cannot_be_is_refused(call: Call, folder: Path, kind: str, to: str, says: str) -> None:
    assert call("run", "made-up.yaml", "--out", "mine", "--no-figures", "--workers", "1").status == 0
    said = call("plot", "mine", "--kind", kind, "--to", to)
    assert (said.status, said.out, said.err) == (2, "", says)
    assert not list((folder / "mine").glob("figures*"))


def test_what_a_paper_needs(call: Call, folder: Path) -> None:
    assert call("run", "made-up.yaml", "--out", "mine", "--no-figures", "--workers", "1").status == 0
    for kind, name in {"markdown": "tables.md", "latex": "tables.tex", "methods": "methods.md",
                       "bibtex": "references.bib"}.items():  # fmt: skip
        assert call("report", "mine", "--to", kind).out == f"mine/{name}\n"
        assert call("report", "mine", "--to", kind).status == 2
    assert "seeds (7 to 9)" in (folder / "mine" / "methods.md").read_text("utf-8")


def test_an_archive_is_written_once_beside_its_folder(call: Call, folder: Path) -> None:
    assert call("run", "made-up.yaml", "--out", "mine", "--no-figures", "--workers", "1").status == 0
    assert call("plot", "mine", "--figure", "map").status == 0  # else it draws them all, which takes long
    said = call("archive", "mine")
    assert (said.status, said.out, said.err) == (0, "mine.zip\n", "")
    assert "mine/README.md" in zipfile.ZipFile(folder / "mine.zip").namelist()
    again = call("archive", "mine")
    assert (again.status, again.err) == (2, "mine.zip already exists; name another file with --out\n")
    assert call("archive", "nowhere").status == 2
    assert call("archive", "mine", "--out", "other.zip").out == "other.zip\n"
    assert (folder / "other.zip").read_bytes() == (folder / "mine.zip").read_bytes()
