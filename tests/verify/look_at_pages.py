"""Look at pages in a real browser and say in JSON what there is to see; run by `test_pages.py` with Playwright.

python look_at_pages.py app ADDRESS CHROMIUM FOLDER
python look_at_pages.py page FILE CHROMIUM FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
FIGURES = "[...document.querySelectorAll('img')].filter(i => i.naturalWidth > 100).length"
STEPS = (lambda step: f"Step: {step}", lambda step: f"Time: {float(step)}")
"""How Mesa's page tells how many steps were made, until Mesa 3.4 and since."""
PATIENCE = 60_000
"""Milliseconds to wait for what should appear."""


def app(browser: Any, address: str, folder: Path) -> dict[str, Any]:
    """Step a run in one window and look whether another window stays where it was; then reset under another theory."""
    seen: dict[str, Any] = {"requests": [], "errors": []}
    first, second = (window(browser, seen) for _ in range(2))
    for page in (first, second):
        page.goto(address)
        at_step(page, 0).wait_for(timeout=PATIENCE)
    for step in (1, 2, 3):
        first.get_by_role("button", name="Step", exact=True).click()
        at_step(first, step).wait_for(timeout=PATIENCE)
    first.wait_for_function(f"{FIGURES} >= 4", timeout=PATIENCE)
    first.screenshot(path=folder / "app.png")
    seen["figures"] = first.evaluate(FIGURES)
    seen["other window"] = at_step(second, 0).count()
    first.get_by_role("button", name="Reset").click()
    at_step(first, 0).wait_for(timeout=PATIENCE)
    seen["reset"] = True
    return seen


def at_step(page: Any, step: int) -> Any:
    """The words with which Mesa's page says that so many steps were made."""
    old, new = (page.get_by_text(told(step), exact=True) for told in STEPS)
    return old.or_(new)


def page(browser: Any, file: str, folder: Path) -> dict[str, Any]:
    """A file opened from disk: what it asks for, what a phone must scroll sideways, what a printed card cuts off."""
    seen: dict[str, Any] = {"requests": [], "errors": []}
    shown = window(browser, seen)
    shown.goto(Path(file).as_uri())
    shown.set_viewport_size({"width": 390, "height": 844})
    seen["sideways"] = shown.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    shown.set_viewport_size({"width": 733, "height": 1061})  # A4 without its margins
    shown.emulate_media(media="print")
    seen["cut off"] = shown.evaluate(
        "[...document.querySelectorAll('article')].filter(c => c.scrollHeight > c.clientHeight + 1).length"
    )
    shown.screenshot(path=folder / f"{Path(file).stem}.png")
    shown.pdf(path=folder / "page.pdf", prefer_css_page_size=True)
    seen["title"] = shown.title()
    return seen


def window(browser: Any, seen: dict[str, Any]) -> Any:
    """A new window of a new visitor, which writes down what it asks for elsewhere and what goes wrong in it."""
    opened = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
    local = ("http://localhost:", "ws://localhost:", "file:", "data:", "blob:")
    opened.on("request", lambda asked: asked.url.startswith(local) or seen["requests"].append(asked.url))
    opened.on("console", lambda said: said.type == "error" and seen["errors"].append(said.text))
    opened.on("pageerror", lambda error: seen["errors"].append(str(error)))
    return opened


def main(what: str, where: str, chromium: str, folder: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        seen = {"app": app, "page": page}[what](browser, where, Path(folder))
        browser.close()
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
