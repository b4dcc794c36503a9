"""Lines to the pages: who listens, what has changed for whom, and sending it without waiting for the slowest."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alliance_sim.web import views

if TYPE_CHECKING:
    from starlette.websockets import WebSocket

    from alliance_sim.web.room import Room

GATHER_SECONDS = 0.03
"""How long changes are gathered before they are sent."""

MOST_LINES = 1000
"""Pages that may listen at the same time."""

DESK, WALL, SEAT = "desk", "wall", "seat"


@dataclass(eq=False)
class Line:
    """A page that listens. role: desk, wall or seat. years: how many years it was told. token: a seat's secret."""

    role: str
    world: int
    iso3: str = ""
    token: str = ""
    years: dict[int, int] = field(default_factory=dict)
    replies: deque[str] = field(default_factory=deque)
    stale: bool = True
    own: bool = True
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def reply(self, **message: Any) -> None:
        """Answer the page, before anything else that waits to be sent."""
        self.replies.append(text_of(message))
        self.woken.set()


class Exchange:
    """All lines of a room, and the texts that many of them share."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.lines: set[Line] = set()
        self.locks = [asyncio.Lock() for _ in room.worlds]
        self._still = text_of({"is": "still", **views.still(room)})
        self._years: list[list[str]] = [[] for _ in room.worlds]
        self._live: list[str | None] = [None for _ in room.worlds]

    def changed(self, number: int, iso3: str | None = None) -> None:
        """Something changed in a world, for the eyes of all; `iso3` has something new of its own, None for everyone."""
        self._live[number] = None
        for line in self.lines:
            if line.world == number or line.role == DESK:
                line.stale = True
                line.own = line.own or iso3 is None or iso3 == line.iso3
                line.woken.set()

    def aside(self, number: int, codes: tuple[str, ...]) -> None:
        """Something changed for these seats only; the desk sees it too."""
        for line in self.lines:
            if line.role == DESK or (line.world == number and line.iso3 in codes):
                line.stale, line.own = line.stale or line.role == DESK, True
                line.woken.set()

    async def feed(self, line: Line, socket: WebSocket) -> None:
        """Send a page what it has not seen yet, until its line is cut."""
        await socket.send_text(self._still)
        line.woken.set()
        while True:
            await line.woken.wait()
            line.woken.clear()
            while line.replies:
                await socket.send_text(line.replies.popleft())
            if line.stale or line.own:
                await asyncio.sleep(GATHER_SECONDS)
                for text in await self._news(line):
                    await socket.send_text(text)

    async def _news(self, line: Line) -> list[str]:
        stale, own = line.stale, line.own
        line.stale = line.own = False
        numbers = range(len(self.room.worlds)) if line.role == DESK else (line.world,)
        texts = []
        for number in numbers:
            async with self.locks[number]:
                texts += self._of_world(line, number, stale, own)
        if line.role == DESK and stale:
            texts.append(text_of({"is": "desk", **views.desk(self.room)}))
        return texts

    def _of_world(self, line: Line, number: int, stale: bool, own: bool) -> list[str]:
        texts = self._untold(line, number)
        if stale and line.role != DESK:
            texts.append(self._shared(number))
        world = self.room.worlds[number]
        if own and line.role == SEAT and self.room.seat_of(line.token) == (number, line.iso3):
            texts.append(text_of({"is": "seat", **views.seat(self.room, world, line.iso3)}))
        return texts

    def _untold(self, line: Line, number: int) -> list[str]:
        world, told = self.room.worlds[number], self._years[number]
        if len(told) <= world.year - self.room.scenario.start:
            told[:] = [text_of(year) for year in views.history(self.room, world)]
        new = told[line.years.get(number, 0) :]
        line.years[number] = len(told)
        return [f'{{"is":"years","world":{number},"years":[{",".join(new)}]}}'] if new else []

    def _shared(self, number: int) -> str:
        text = self._live[number]
        if text is None:
            text = self._live[number] = text_of({"is": "live", **views.public(self.room, self.room.worlds[number])})
        return text


def text_of(message: Any) -> str:
    """A message as it is sent."""
    return json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
