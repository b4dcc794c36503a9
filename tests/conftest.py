"""What every test stands on: the same examples each time, no window, and nothing of the machine's own settings."""

from __future__ import annotations

import os

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
