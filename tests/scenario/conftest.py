"""What the tests of scenario files share: a short file that works, and the messages of one that does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from alliance_sim.errors import ScenarioError
from alliance_sim.scenario import Scenario, load_text

BASE = """\
name: small
start: 2018
end: 2030
partners: [SWE]
adversaries: {RUS: {intent: 0.3}}
"""


@pytest.fixture
def small() -> Callable[..., Scenario]:
    """Loads the short file with these lines after it."""

    def load(more: str = "", **options: Iterable[str]) -> Scenario:
        return load_text(BASE + more, "small.yaml", **options)  # type: ignore[arg-type]

    return load


@pytest.fixture
def messages() -> Callable[..., list[str]]:
    """The problems of a text, one line each; fails when there are none."""

    def collect(text: str, **options: Iterable[str]) -> list[str]:
        with pytest.raises(ScenarioError) as caught:
            load_text(text, "bad.yaml", **options)  # type: ignore[arg-type]
        return [str(problem) for problem in caught.value.problems]

    return collect


@pytest.fixture
def wrong(messages: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """The problems that lines after the short file bring, without the file's name."""

    def collect(more: str, **options: Iterable[str]) -> list[str]:
        return [message.removeprefix("bad.yaml:") for message in messages(BASE + more, **options)]

    return collect


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
