"""What pages say over their lines: a greeting with a secret, then actions, each answered once it is on disk."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from alliance_sim.errors import InputError
from alliance_sim.web.guard import Pace
from alliance_sim.web.incoming import read
from alliance_sim.web.lines import DESK, MOST_LINES, SEAT, WALL, Exchange, Line

if TYPE_CHECKING:
    from alliance_sim.web.room import Room

GREETING_SECONDS = 10.0
MOST_FAULTS = 20
"""Messages without sense after which a line is cut."""

UNKNOWN, FAULTY, FULL = 4401, 4400, 4429
"""Codes with which a line is cut: the secret is not known (any more), too many faults, too many lines."""


class Sockets:
    """The end of every line at the server."""

    def __init__(self, room: Room, exchange: Exchange) -> None:
        self.room, self.exchange = room, exchange
        self.pace = Pace(rate=10.0, burst=40.0)
        self.chat = Pace(rate=0.5, burst=6.0)
        self.guesses = Pace(rate=0.5, burst=30.0)

    async def answer(self, socket: WebSocket) -> None:
        """Serve one page until it leaves."""
        await socket.accept()
        if len(self.exchange.lines) >= MOST_LINES:
            await socket.close(FULL, "too many pages listen")
            return
        with suppress(WebSocketDisconnect, RuntimeError):  # a page that has gone is no failure
            line = await self._greeted(socket)
            if line is None:
                await socket.close(UNKNOWN, "who are you?")
                return
            await self._serve(socket, line)

    async def _greeted(self, socket: WebSocket) -> Line | None:
        caller = socket.client.host if socket.client else ""
        try:
            async with asyncio.timeout(GREETING_SECONDS):
                hello = read(await socket.receive_text())
        except (TimeoutError, InputError, KeyError):
            return None
        line = self._line(hello)
        return line if line is not None or not self.guesses.allows(caller) else None

    def _line(self, hello: dict[str, Any]) -> Line | None:
        role, secret, number = hello.get("hello"), hello.get("secret"), hello.get("world", 0)
        if role == DESK and self.room.is_desk(secret):
            return Line(DESK, 0)
        if role == WALL and isinstance(number, int) and 0 <= number < len(self.room.worlds):
            with suppress(InputError):
                self.room.admit(secret)
                return Line(WALL, int(number))
        seat = self.room.seat_of(secret) if role == SEAT else None
        return Line(SEAT, seat[0], seat[1], str(secret)) if seat is not None else None

    async def _serve(self, socket: WebSocket, line: Line) -> None:
        self.exchange.lines.add(line)
        feeding = asyncio.create_task(self.exchange.feed(line, socket))
        try:
            await self._listen(socket, line)
        finally:
            self.exchange.lines.discard(line)
            feeding.cancel()
            with suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
                await feeding

    async def _listen(self, socket: WebSocket, line: Line) -> None:
        faults, who = 0, f"{line.role} {line.world} {line.iso3} {id(line)}"
        while faults < MOST_FAULTS:
            try:
                text = await socket.receive_text()
            except KeyError:  # bytes instead of text
                text = ""
            act: Any = None
            try:
                message = read(text)
                act = message.get("act")
                if not self.pace.allows(who):
                    raise InputError("that was too fast; wait a moment")
                await self._act(line, message)
                line.reply(**{"is": "done", "act": act})
            except InputError as error:
                faults += not isinstance(act, str)
                line.reply(**{"is": "refused", "act": act if isinstance(act, str) else None, "why": str(error)})
            if line.role == SEAT and self.room.seat_of(line.token) is None:
                await socket.close(UNKNOWN, "this seat was given up")
                return
        await socket.close(FAULTY, "too many messages without sense")

    async def _act(self, line: Line, message: dict[str, Any]) -> None:
        if line.role == DESK:
            await self._direct(message)
            return
        if line.role != SEAT:
            raise InputError("this page only shows; it cannot act")
        if message.get("do") == "say" and not self.chat.allows(line.token):
            raise InputError("that was too fast; wait a moment")
        async with self.exchange.locks[line.world]:
            await asyncio.to_thread(self.room.act, line.world, line.iso3, line.token, message)
        to = message.get("to")
        if message.get("do") == "say" and to is not None:
            self.exchange.aside(line.world, (line.iso3, to))
        else:
            self.exchange.changed(line.world, line.iso3)

    async def _direct(self, message: dict[str, Any]) -> None:
        wanted = message.get("world")
        if wanted is not None and (not isinstance(wanted, int) or not 0 <= wanted < len(self.room.worlds)):
            raise InputError("there is no such world")
        refusals = []
        for number in range(len(self.room.worlds)) if wanted is None else (wanted,):
            try:
                async with self.exchange.locks[number]:
                    await asyncio.to_thread(self.room.direct, number, message)
                self.exchange.changed(number)
            except InputError as error:
                refusals.append(error)
        if refusals and (wanted is not None or len(refusals) == len(self.room.worlds)):
            raise refusals[0]
        self._cut_kicked()

    def _cut_kicked(self) -> None:
        """Wake the lines of seats that were given up, so that their pages hear of it."""
        for line in self.exchange.lines:
            if line.role == SEAT and self.room.seat_of(line.token) is None:
                line.reply(**{"is": "gone"})
