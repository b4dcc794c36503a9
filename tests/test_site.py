"""The documents become a site without a warning, every page can be reached, and no page asks for anything elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import alliance_sim
from alliance_sim.cli.program import program
from alliance_sim.report import tables
from alliance_sim.scenario.schema import ScenarioFile

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*") if path.suffix in {".md", ".ipynb"} and "site" not in path.parts)


def links(path: Path) -> Iterator[Path]:
    """What a page links to in this checkout."""
    for target in re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
        if not urlsplit(target).scheme and (linked := (path.parent / target).resolve()).is_file():
            yield linked


def reached(start: Path) -> set[Path]:
    """Every page that one comes to from a page by links."""
    found, waiting = {start}, [start]
    for page in waiting:
        for linked in links(page):
            if linked.suffix in {".md", ".ipynb"} and linked not in found:
                found.add(linked)
                waiting.append(linked)
    return found


def test_every_page_can_be_reached_from_the_index() -> None:
    assert [path for path in PAGES if path not in reached(DOCS / "index.md")] == []


def test_a_page_that_nothing_links_to_would_be_noticed(tmp_path: Path) -> None:
    (tmp_path / "index.md").write_text("[one](one.md) and [gone](gone.md)")
    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text("# Title")
    assert reached(tmp_path / "index.md") == {tmp_path / "index.md", tmp_path / "one.md"}


# --- The built site --------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a page fetches by itself when it is opened, and the words that it shows."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = dict(attrs)
        if tag in {"script", "img", "iframe", "source"}:
            self.fetched.append(got.get("src") or "")
        if tag == "link" and got.get("rel") in {"stylesheet", "preload", "icon", "shortcut icon", "preconnect"}:
            self.fetched.append(got.get("href") or "")

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "--keep-going",
        "-q",
        "-c",
        "docs",
        "-d",
        str(folder / "trees"),
        ".",
    ]
    done = subprocess.run(
        [*command, str(folder / "html")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "html"


def words(site: Path, page: str) -> str:
    return Page((site / page).read_text("utf-8")).words


def elsewhere(site: Path) -> list[str]:
    """What pages, styles and scripts of a site would fetch from another machine."""
    found = []
    for path in site.rglob("*"):
        if path.suffix == ".html":
            found += [(path, one) for one in Page(path.read_text("utf-8")).fetched if urlsplit(one).netloc]
        if path.suffix == ".css":
            asked = re.findall(r"(?:url\(|@import )[\"']?((?:https?:)?//[^\"')]+)", path.read_text("utf-8"))
            found += [(path, one) for one in asked]
    return [f"{path.relative_to(site)}: {one}" for path, one in found]


def test_every_document_is_a_page_of_the_site(site: Path) -> None:
    made = {path.relative_to(site).with_suffix("") for path in site.rglob("*.html")}
    assert [path for path in PAGES if path.relative_to(ROOT).with_suffix("") not in made] == []
    assert "url=docs/index.html" in (site / "index.html").read_text("utf-8")


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    assert elsewhere(site) == []


def test_what_would_be_fetched_from_elsewhere_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<script src="https://cdn.example/x.js"></script><img src="x.png">')
    (tmp_path / "b.css").write_text("@import '//fonts.example/f.css'; a { background: url(local.png) }")
    assert sorted(elsewhere(tmp_path)) == ["a.html: https://cdn.example/x.js", "b.css: //fonts.example/f.css"]


def test_what_a_page_fetches_is_there(site: Path) -> None:
    missing = [
        f"{path.relative_to(site)}: {one}"
        for path in site.rglob("*.html")
        for one in Page(path.read_text("utf-8")).fetched
        if one and not one.startswith("data:") and not (path.parent / unquote(urlsplit(one).path)).exists()
    ]
    assert missing == []


def test_every_section_of_the_index_is_a_part_of_the_navigation(site: Path) -> None:
    captions = re.findall(
        r'<p class="caption"[^>]*><span class="caption-text">(.+?)</span>',
        (site / "docs/index.html").read_text("utf-8"),
    )
    sections = re.findall(r"^## (.+)$", (DOCS / "index.md").read_text("utf-8"), re.MULTILINE)
    assert list(dict.fromkeys(captions))[: len(sections)] == sections


def test_the_reference_has_every_command_with_its_options(site: Path) -> None:
    shown = words(site, "docs/reference/commands.html")
    for name, command in program.commands.items():
        assert f"alliance-sim {name}" in shown
        for option in command.params:
            assert option.opts[0] in shown or option.param_type_name == "argument", (name, option.opts)


def test_the_reference_has_every_name_of_the_front_door_and_every_rule(site: Path) -> None:
    shown = (site / "docs/reference/python.html").read_text("utf-8")
    rules = [function.__name__ for module in tables.RULES for function in tables.rule_functions(module)]
    assert [
        name for name in (*alliance_sim.__all__, *rules) if not re.search(rf'id="alliance_sim\.[\w.]*\b{name}"', shown)
    ] == []


def test_the_reference_has_every_key_of_a_scenario_file(site: Path) -> None:
    shown = words(site, "docs/reference/scenario-file.html")
    assert [key for key in ScenarioFile.model_fields if key not in shown] == []
