"""The report: what it says follows from the results, and it needs nothing but itself."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from alliance_sim.errors import ResultsError
from alliance_sim.plots import FIGURES, MORE_FIGURES
from alliance_sim.report import page
from alliance_sim.report.of_run import run_document
from alliance_sim.results.folder import save_run
from alliance_sim.results.provenance import Command
from tests.results import made_up


def saved(folder: Path, strength: float = 1.0) -> Path:
    return save_run(made_up.comparison(strength), Command("run", ("run", "made-up"), "agents", 0.0), {}, out=folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("report") / "run")


@pytest.fixture(scope="module")
def text(folder: Path) -> str:
    return page.report(folder)


@pytest.fixture
def few_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first figure, since all take long to draw."""
    monkeypatch.setattr("alliance_sim.plots.FIGURES", {"outcomes": FIGURES["outcomes"]})
    monkeypatch.setattr("alliance_sim.plots.MORE_FIGURES", {})


def without_figures(folder: Path) -> str:
    """The page as it would be, but for its figures, which take long to draw."""
    return page.html(replace(run_document(folder), figures=lambda: iter(())))


class Seen(HTMLParser):
    """What a browser would meet: tags that stay open, things it would ask for, pictures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.asked: list[str] = []
        self.pictures: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "img", "link"):
            self.open.append(tag)
        self.asked += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action", "data")]
        if tag == "img":
            self.pictures.append(dict(attrs))
        assert tag not in ("script", "iframe", "object")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_it_is_whole_and_asks_for_nothing_elsewhere(text: str) -> None:
    seen = Seen(text)
    assert seen.open == []
    assert len(seen.asked) == 1 + len(FIGURES) + len(MORE_FIGURES)
    assert seen.asked[0] == "data:,"  # no browser asks for an icon then
    assert all(address.startswith("data:image/png;base64,") for address in seen.asked[1:])
    assert "url(" not in text
    assert "@import" not in text
    assert len(text) < 2_000_000


def test_every_picture_is_a_picture_and_has_words_for_those_who_cannot_see_it(text: str) -> None:
    for picture in Seen(text).pictures:
        data = base64.b64decode((picture["src"] or "").partition(",")[2], validate=True)
        assert data.startswith(b"\x89PNG")
        assert len(picture["alt"] or "") > 40


def test_the_answer_is_in_the_first_view_and_comes_from_the_results(tmp_path: Path, text: str) -> None:
    first = text[text.index("<main>") : text.index("<h2>")]
    assert "The United States becomes a partner" in first
    assert "Deterrence" in first
    other = without_figures(saved(tmp_path / "other", strength=0.5))
    numbers = [re.findall(r"<strong>(.+?)</strong>", each) for each in (text, other)]
    assert len(numbers[0]) >= 3
    assert numbers[0] != numbers[1]
    assert other[other.index("<main>") : other.index("<h2>")] != first


def test_no_sentence_of_the_answer_outlives_the_results_that_made_it(tmp_path: Path, folder: Path) -> None:
    """With the effects turned round every sentence about them changes; what stays is what was asked, not what came."""
    told, turned = (
        " ".join(run_document(each).paragraphs) for each in (folder, saved(tmp_path / "turned", strength=-0.7))
    )
    sentences = [set(re.split(r"(?<=[.:]) (?=[A-Z])", each)) for each in (told, turned)]
    moved = ("eterrence", "nxiety", "attacked", "expect", "exposed", "budgets", "(POL)")
    about = [{sentence for sentence in each if any(word in sentence for word in moved)} for each in sentences]
    assert len(about[0]) >= 7
    assert about[0] & about[1] == set()
    assert "Deterrence (the chance of a year without attack, weighted by capability) is lower" in told
    assert "Deterrence (the chance of a year without attack, weighted by capability) is higher" in turned


def test_a_state_that_spends_more_is_in_the_table(text: str) -> None:
    row = text[text.index('<th scope="row">Poland') :]
    numbers = [float(each) for each in re.findall(r'<td class="number">([\d.]+)</td>', row[: row.index("</tr>")])]
    assert len(numbers) == 4
    assert numbers[1] > numbers[0]


def test_it_says_how_to_make_it_again(text: str) -> None:
    assert "alliance-sim run made-up" in text
    assert "alliance-sim rerun run" in text
    assert made_up.scenario().digest()[:16] in text


def test_assumptions_literature_and_data_are_named(text: str) -> None:
    assert "Assumptions: every parameter" in text
    assert "threat_distance_km" in text
    assert "Olson and Zeckhauser (1966). An Economic Theory of Alliances. Review of Economics and Statistics." in text
    assert "International Monetary Fund, World Economic Outlook Database, October 2025" in text
    assert "We simulated the scenario made-up, 2018 to 2021." in text


def test_markup_in_a_title_stays_text(tmp_path: Path) -> None:
    odd = made_up.comparison()
    for results in odd.arms.values():
        object.__setattr__(
            results, "scenario", results.scenario.model_copy(update={"title": "<script>alert(1)</script>"})
        )
    folder = save_run(odd, Command("run", (), "agents", 0.0), {}, out=tmp_path / "run")
    assert "<script" not in without_figures(folder)


def test_a_plain_world_has_a_report_too(tmp_path: Path) -> None:
    folder = save_run(made_up.plain(), Command("run", (), "agents", 0.0), {}, out=tmp_path / "run")
    document = run_document(folder)
    assert document.facts == ()
    assert [table.name for table in document.tables] == ["outcomes"]
    assert document.tables[0].head[2:] == ("first year", "last year", "drift", "90 % interval")
    assert "differences" not in [drawn.name for drawn in document.figures()]


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"has no provenance\.json"):
        page.report(tmp_path)


@pytest.mark.usefixtures("few_figures")
def test_the_pdf_has_words_and_figures(folder: Path, tmp_path: Path) -> None:
    page.write_pdf(folder, tmp_path / "report.pdf")
    data = (tmp_path / "report.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    words = list(page.text_pages(run_document(folder)))
    assert data.count(b"/Type /Page ") == len(words) + 1
    whole = "\n".join(words)
    for part in (
        "State by state",
        "How far to trust it",
        "threat_distance_km = 710 (km)",
        "We simulated the scenario",
        "Olson and Zeckhauser (1966)",
    ):
        assert part in whole
    assert all(len(line) <= 110 for line in whole.splitlines())
