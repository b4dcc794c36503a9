"""Pages in a real browser: Mesa's page of a run, role cards, and the site of the documents.

`ALLIANCE_SIM_VIZ_PYTHON` names a Python that has the extra `viz`, `solara-assets` and Playwright, apart from the
development packages: `python -m venv viz && viz/bin/pip install -e '.[viz]' solara-assets playwright`. Chromium is the
one on the path.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
VIZ = os.environ.get("ALLIANCE_SIM_VIZ_PYTHON", "")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""

pytestmark = [
    pytest.mark.verify,
    pytest.mark.skipif(not VIZ, reason="ALLIANCE_SIM_VIZ_PYTHON names no Python with the extra viz and Playwright"),
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on the path"),
]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False"}


def look(what: str, where: str, folder: Path) -> dict[str, Any]:
    script = [VIZ, str(Path(__file__).with_name("look_at_pages.py"))]
    done = subprocess.run(
        [*script, what, where, CHROMIUM, str(folder)], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("localhost", 0))
        return int(found.getsockname()[1])


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server of the page, which is ended afterwards."""
    port = free_port()
    command = [VIZ, "-m", "solara", "run", "alliance_sim.app", "--host", "localhost", "--port", str(port), "--no-open"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen([*command, "--production"], cwd=folder, env=environment(), stdout=log, stderr=log)
        try:
            wait_for(port, server, folder / "log")
            yield f"http://localhost:{port}/"
        finally:
            server.terminate()
            server.wait(timeout=30)


def wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        with socket.socket() as asked:
            if asked.connect_ex(("localhost", port)) == 0:
                return
        assert server.poll() is None, log.read_text()
        time.sleep(0.2)
    raise AssertionError(f"the server does not answer: {log.read_text()}")


def test_mesas_page_shows_a_run_that_one_steps_without_the_internet(
    tmp_path: Path, reliability: Callable[..., None]
) -> None:
    with served(tmp_path) as address:
        seen = look("app", address, tmp_path)
    reliability(
        f"Mesa's page in a browser (Mesa {mesa_version()})",
        "three steps in one of two windows, then Reset, without the internet",
        len(seen["requests"]) + len(seen["errors"]),
    )
    assert seen == {"requests": [], "errors": [], "figures": 4, "other window": 1, "reset": True}


def mesa_version() -> str:
    asked = [VIZ, "-c", "import mesa; print('.'.join(mesa.__version__.split('.')[:2]))"]
    return subprocess.run(asked, env=environment(), capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("name", ["nato-2018", "five-states", "nato-2024"])
def test_role_cards_fit_their_paper(name: str, tmp_path: Path, reliability: Callable[..., None]) -> None:
    subprocess.run([sys.executable, "-m", "alliance_sim", "cards", name], cwd=tmp_path, env=environment(), check=True)
    seen = look("page", str(tmp_path / f"cards-{name}.html"), tmp_path)
    reliability(
        f"role cards of {name} in Chromium",
        "on a phone and printed on A4",
        f"{len(seen['requests'])} requests elsewhere, {len(seen['errors'])} console errors, "
        f"{seen['cut off']} cards cut off",
    )
    assert seen["requests"] == seen["errors"] == []
    assert (seen["sideways"], seen["cut off"]) == (0, 0)


def test_the_site_asks_for_nothing_elsewhere_and_fits_a_phone(tmp_path: Path, reliability: Callable[..., None]) -> None:
    built = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "-q",
        "-c",
        "docs",
        "-d",
        str(tmp_path / "trees"),
        ".",
        str(tmp_path / "site"),
    ]
    subprocess.run(built, cwd=ROOT, env=environment(), check=True)
    pages = ("docs/index.html", "docs/tutorial.html", "docs/reference/commands.html", "docs/rules/threat.html")
    looks = {page: look("page", str(tmp_path / "site" / page), tmp_path) for page in pages}
    wrong = sum(len(seen["requests"]) + len(seen["errors"]) + (seen["sideways"] > 0) for seen in looks.values())
    reliability("pages of the site in Chromium", f"{len(pages)} pages, on a desk and a phone", f"{wrong} faults")
    for page, seen in looks.items():
        assert seen["requests"] == seen["errors"] == [], page
        assert seen["sideways"] <= 0, page
