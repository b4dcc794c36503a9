"""A room without a network, and the real server as its own process, for the tests of the classroom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alliance_sim.scenario import load_scenario
from alliance_sim.web.room import Room
from tests.web.classmate import Server

for package in ("segno", "starlette", "uvicorn", "websockets"):
    pytest.importorskip(package)


@pytest.fixture
def open_room(tmp_path: Path) -> Iterator[Callable[..., Room]]:
    """Makes rooms of `us-partner-only`; the same folder again is the same class."""
    rooms = []

    def make(folder: str = "room", worlds: int = 1, last: int = 2022, seconds: int = 0) -> Room:
        rooms.append(Room(load_scenario("us-partner-only"), tmp_path / folder, worlds, last, seconds))
        return rooms[-1]

    yield make
    for room in rooms:
        room.diary.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The command itself, serving one world of three years on a free port; each test takes seats of its own."""
    with Server(tmp_path_factory.mktemp("class") / "room", "--years", "3") as running:
        yield running
