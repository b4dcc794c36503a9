"""`report` and `odd`, as a shell sees them."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Call


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
