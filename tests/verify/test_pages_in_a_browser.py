"""The pages as a reader meets them: opened from disk in a headless Chromium, on a desk and on a phone.

Skipped where Chromium or the package playwright, which drives it, is missing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from alliance_sim.plots import FIGURES, MORE_FIGURES
from alliance_sim.plots.animation import frames
from alliance_sim.report import page
from alliance_sim.report.player import player
from alliance_sim.results.folder import save_run
from alliance_sim.results.provenance import Command
from alliance_sim.run import compare_runs
from alliance_sim.scenario import load_scenario

pytestmark = pytest.mark.verify

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE, DESK = (375, 667), (1280, 800)


@dataclass
class Visit:
    """An open page, what it asked for beyond itself, and what it said on its console."""

    page: Any
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip(f"no Chromium here: none of {', '.join(PROGRAMS)} is on the path")
    with driver.sync_playwright() as started:
        running = started.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


def visit(browser: Any, file: Path, size: tuple[int, int]) -> Visit:
    opened = browser.new_page(viewport={"width": size[0], "height": size[1]})
    found = Visit(opened)
    opened.on("request", lambda request: found.asked.append(request.url))
    opened.on("console", lambda message: found.said.append(message.text))
    opened.on("pageerror", lambda error: found.said.append(str(error)))
    opened.goto(file.as_uri())
    opened.wait_for_load_state("networkidle")
    return found


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    comparison = compare_runs(load_scenario("us-partner-only"), seeds=(2018, 2019, 2020))
    folder = save_run(comparison, Command("run", ("run", "us-partner-only"), "agents", 0.0), {},
                      out=tmp_path_factory.mktemp("report") / "run")  # fmt: skip
    file = folder / "report.html"
    file.write_text(page.report(folder), encoding="utf-8")
    player_file = folder / "player.html"
    player_file.write_text(player(comparison, list(frames(comparison))), encoding="utf-8")
    return file


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", ["report.html", "player.html"])
def test_nothing_is_asked_of_any_network_and_nothing_goes_wrong(
    browser: Any, report: Path, name: str, size: tuple[int, int], reliability: Callable[..., None]
) -> None:
    seen = visit(browser, report.with_name(name), size)
    elsewhere = [url for url in seen.asked if not url.startswith(("data:", report.with_name(name).as_uri()))]
    reliability(
        f"{name} of us-partner-only in Chromium, {size[0]} by {size[1]}",
        "opened from disk",
        f"{len(elsewhere)} requests elsewhere, {len(seen.said)} words on the console",
    )
    assert [url for url in seen.asked if not url.startswith("data:")] == [report.with_name(name).as_uri()]
    assert seen.said == []
    broken = "[...document.images].filter(image => !image.complete || image.naturalWidth === 0).length"
    assert seen.page.evaluate(broken) == 0


def test_a_page_that_asks_or_fails_would_be_noticed(browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "bad.html"
    file.write_text("<img src='other.png'><script>nothing.at.all()</script>", encoding="utf-8")
    seen = visit(browser, file, DESK)
    assert any(url.endswith("other.png") for url in seen.asked)
    assert any("nothing" in text for text in seen.said)


@pytest.mark.parametrize("name", ["report.html", "player.html"])
def test_a_phone_need_not_scroll_sideways_to_read(browser: Any, report: Path, name: str) -> None:
    seen = visit(browser, report.with_name(name), PHONE)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    smallest = seen.page.evaluate(
        "Math.min(...[...document.querySelectorAll('p, li, td, th, span, summary')]"
        ".map(part => parseFloat(getComputedStyle(part).fontSize)))"
    )
    assert smallest >= 12


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_first_view_tells_the_answer(browser: Any, report: Path, size: tuple[int, int]) -> None:
    seen = visit(browser, report, size)
    inside = (
        "[...document.querySelectorAll('h1, .facts strong, .answer p:first-child')]"
        ".filter(part => part.getBoundingClientRect().bottom <= innerHeight).map(part => part.textContent)"
    )
    first = seen.page.evaluate(inside)
    assert first[0] == "The United States becomes a partner, not a member"
    assert len(first) == 1 + 4 + 1


def test_every_figure_and_table_is_there(browser: Any, report: Path) -> None:
    seen = visit(browser, report, DESK)
    assert seen.page.locator("figure img").count() == len(FIGURES) + len(MORE_FIGURES)
    assert seen.page.locator("#table-outcomes tbody tr").count() == 6
    assert seen.page.locator("#table-states tbody tr").count() == 29 - 1
    assert not seen.page.locator("#table-parameters").is_visible()
    seen.page.locator("summary", has_text="Assumptions").click()
    assert seen.page.locator("#table-parameters").is_visible()


def test_the_player_plays_and_steps_by_the_keyboard(browser: Any, report: Path) -> None:
    seen = visit(browser, report.with_name("player.html"), PHONE)
    shown = "[...document.querySelectorAll('#pictures img')].filter(image => !image.hidden).map(image => image.alt)"
    assert [text[:4] for text in seen.page.evaluate(shown)] == ["2018"]
    seen.page.locator("#year").focus()
    seen.page.keyboard.press("ArrowRight")
    assert seen.page.locator("#shown").inner_text() == "2019"
    assert "downgrade" in seen.page.locator("#words").inner_text()
    seen.page.locator("#play").click()
    seen.page.wait_for_function("document.getElementById('shown').textContent === '2021'", timeout=10_000)
    seen.page.locator("#play").click()
    assert seen.page.locator("#play").inner_text() == "Play"
    assert seen.said == []
