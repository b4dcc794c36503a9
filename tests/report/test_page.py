"""The report: what it says follows from the results, and it needs nothing but itself."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from alliance_sim.errors import ResultsError
from alliance_sim.plots import FIGURES
from alliance_sim.report import page
from alliance_sim.results.folder import save_run
from alliance_sim.results.provenance import Command
from tests.results import made_up


def saved(folder: Path, strength: float = 1.0) -> Path:
    return save_run(made_up.comparison(strength), Command("run", ("run", "made-up"), "agents", 0.0), {}, out=folder)


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page.report(saved(tmp_path_factory.mktemp("report") / "run"))


class Seen(HTMLParser):
    """What a browser would meet: tags that stay open, things it would ask for, pictures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.asked: list[str] = []
        self.pictures: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "img"):
            self.open.append(tag)
        self.asked += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action", "data")]
        if tag == "img":
            self.pictures.append(dict(attrs))
        assert tag not in ("script", "link", "iframe", "object")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_it_is_whole_and_asks_for_nothing_elsewhere(text: str) -> None:
    seen = Seen(text)
    assert seen.open == []
    assert len(seen.asked) == len(FIGURES)
    assert all(address.startswith("data:image/png;base64,") for address in seen.asked)
    assert "url(" not in text
    assert "@import" not in text


def test_every_picture_is_a_picture_and_has_words_for_those_who_cannot_see_it(text: str) -> None:
    for picture in Seen(text).pictures:
        data = base64.b64decode((picture["src"] or "").partition(",")[2], validate=True)
        assert data.startswith(b"\x89PNG")
        assert len(picture["alt"] or "") > 40


def test_the_answer_is_in_the_first_view_and_comes_from_the_results(tmp_path: Path, text: str) -> None:
    first = text[text.index("<main>") : text.index("<h2>")]
    assert "The United States becomes a partner" in first
    assert "Deterrence" in first
    other = page.report(saved(tmp_path / "other", strength=0.5))
    numbers = [re.findall(r"<strong>(.+?)</strong>", each) for each in (text, other)]
    assert len(numbers[0]) >= 3
    assert numbers[0] != numbers[1]
    assert other[other.index("<main>") : other.index("<h2>")] != first


def test_a_state_that_spends_more_is_in_the_table(text: str) -> None:
    row = text[text.index('<th scope="row">Poland') :]
    numbers = [float(each) for each in re.findall(r'<td class="number">([\d.]+)</td>', row[: row.index("</tr>")])]
    assert len(numbers) == 4
    assert numbers[1] > numbers[0]


def test_it_says_how_to_make_it_again(text: str) -> None:
    assert "alliance-sim run made-up" in text
    assert "alliance-sim rerun run" in text
    assert made_up.scenario().digest()[:16] in text


def test_markup_in_a_title_stays_text(tmp_path: Path) -> None:
    odd = made_up.comparison()
    for results in odd.arms.values():
        object.__setattr__(
            results, "scenario", results.scenario.model_copy(update={"title": "<script>alert(1)</script>"})
        )
    folder = save_run(odd, Command("run", (), "agents", 0.0), {}, out=tmp_path / "run")
    assert "<script" not in page.report(folder)


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"has no provenance\.json"):
        page.report(tmp_path)


def test_the_pdf_has_words_and_figures(tmp_path: Path) -> None:
    page.write_pdf(saved(tmp_path / "run"), tmp_path / "report.pdf")
    data = (tmp_path / "report.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page ") == 4
