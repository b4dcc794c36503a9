"""What every slow test may do: put a row into the table of `docs/reliability.md`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.reliability import Row, write


@pytest.fixture
def reliability(request: pytest.FixtureRequest) -> Iterator[Callable[..., None]]:
    """Tell what was tried, how often, and what failed; the row is written when the test is over, however it ends."""
    told: list[Row] = []
    module = request.node.nodeid.partition("::")[0]

    def tell(what: str, tried: str, failed: object) -> None:
        told.append(Row(what, tried, str(failed), f"pytest -m verify {module}"))

    yield tell
    if told:
        write(told)


collect_ignore = ["make_mutants.py"]
"""Run by a Python of its own, which has cosmic-ray."""
