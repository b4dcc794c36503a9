"""What every test stands on: the same examples each time, no window, and nothing of the machine's own settings."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest
from hypothesis import settings

# Set before matplotlib is first imported, by whichever test comes first; children of a test inherit it.
os.environ["MPLBACKEND"] = "Agg"

# The same examples on every machine, none remembered, and no example fails because a machine is slow.
settings.register_profile("same", derandomize=True, database=None, deadline=None, print_blob=False)
settings.load_profile("same")


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """No colours and a known width, whatever terminal the tests are started from."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)


COMPILING = pytest.StashKey[subprocess.Popen[bytes]]()
COMPILE = """
from alliance_sim import load_scenario
from alliance_sim.run import run
run(load_scenario("five-states"), [0], "batch")
"""


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the batch engine beside the first tests where several processes test, so that none of them must wait."""
    leads = getattr(session.config.option, "numprocesses", None) and not hasattr(session.config, "workerinput")
    if leads and find_spec("numba"):
        session.config.stash[COMPILING] = subprocess.Popen([sys.executable, "-c", COMPILE], stderr=subprocess.DEVNULL)


LATE = (
    "batch/",
    "test_parity",
    "sweep",
    "studies/truth/",
    "test_fitting",
    "test_stress",
    "test_run.py",
    "test_room",
    "test_experiments",
    "test_docs",
)
"""Parts of the names of tests that need the compiled engine: they come last, when it has been compiled."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: any(part in item.nodeid for part in LATE))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if (compiling := session.config.stash.get(COMPILING, None)) is not None:
        compiling.kill()
        compiling.wait()
