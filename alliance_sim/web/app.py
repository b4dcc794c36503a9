"""The server's addresses: pages, lines, joining, the debrief and what a class takes home."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute

from alliance_sim.errors import AllianceSimError, InputError
from alliance_sim.web import explorer, takeaway
from alliance_sim.web.debrief import Debrief, debrief
from alliance_sim.web.guard import LARGEST_BODY, Guard, Pace
from alliance_sim.web.incoming import bearer, body_of
from alliance_sim.web.lines import Exchange
from alliance_sim.web.pages import Page, read_pages
from alliance_sim.web.sockets import Sockets
from alliance_sim.web.state import LOBBY, OVER
from alliance_sim.web.views import named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alliance_sim.web.room import Room

CLOCK_SECONDS = 0.25
"""How often the clocks are looked at."""


class Desk:
    """What the addresses share: the room, its lines, and debriefs that are made once."""

    def __init__(self, room: Room, address: str) -> None:
        self.room, self.address = room, address
        self.exchange = Exchange(room)
        self.sockets = Sockets(room, self.exchange)
        self.pages = read_pages()
        self.guesses = Pace(rate=0.5, burst=30.0)
        self._debriefs: dict[tuple[int, tuple[tuple[str, str], ...]], asyncio.Task[Debrief]] = {}

    async def clock(self) -> None:
        """Settle the years whose time is up, as long as the server runs."""
        while True:
            await asyncio.sleep(CLOCK_SECONDS)
            now = time.time()
            for world in self.room.worlds:
                if world.phase == OVER:
                    await self._begun(world.number)
                if world.until is not None and world.until <= now:
                    async with self.exchange.locks[world.number]:
                        due = await asyncio.to_thread(self.room.tick, now, world.number)
                    if due:
                        self.exchange.changed(world.number)

    async def debrief(self, number: int) -> Debrief:
        """The debrief of a world that is over, made once."""
        world = self.room.worlds[number]
        if world.phase != OVER:
            raise InputError("the class is not over; the debrief comes at the end")
        return await asyncio.shield(await self._begun(number))

    async def _begun(self, number: int) -> asyncio.Task[Debrief]:
        """Start on a debrief as soon as a world is over, and again only if a seat has changed hands since.

        Not before its last year has been lived: until then the world is locked.
        """
        world = self.room.worlds[number]
        async with self.exchange.locks[number]:
            key = (number, tuple((code, seat.token) for code, seat in sorted(world.seats.items())))
            known = self._debriefs.get(key)
            if known is None or (known.done() and known.exception() is not None):
                work = asyncio.to_thread(debrief, self.room.scenario, world, self.room.lived[number])
                known = self._debriefs[key] = asyncio.create_task(work)
        return known

    def desk(self, request: Request) -> None:
        """Raise InputError unless the teacher asks."""
        if not self.room.is_desk(bearer(request)):
            raise InputError("this is for the teacher's desk")

    def world(self, request: Request) -> int:
        """The world that the address names, if whoever asks may know of it."""
        number = int(request.path_params["world"])
        seat = self.room.seat_of(bearer(request))
        if number >= len(self.room.worlds) or (seat is None or seat[0] != number):
            self.desk(request)
        if number >= len(self.room.worlds):
            raise InputError("there is no such world")
        return number


def build_app(room: Room, address: str, hosts: Iterable[str]) -> Guard:
    """The whole server behind its door.

    address: what phones open, for the QR code. hosts: names and ports under which this server may be called.
    """
    shared = Desk(room, address)

    @asynccontextmanager
    async def running(_: Starlette) -> AsyncIterator[None]:
        clock = asyncio.create_task(shared.clock())
        try:
            yield
        finally:
            clock.cancel()
            with suppress(asyncio.CancelledError):
                await clock

    routes = [
        *(Route(address, _page(page)) for address, page in shared.pages.items()),
        WebSocketRoute("/line", shared.sockets.answer),
        Route("/api/seats", _answered(_seats, shared), methods=["POST"]),
        Route("/api/join", _answered(_join, shared), methods=["POST"]),
        Route("/api/address", _answered(_address, shared), methods=["POST"]),
        Route("/api/debrief/{world:int}", _answered(_debrief, shared)),
        Route("/api/replay/{world:int}", _answered(_replay, shared)),
        Route("/api/tables/{world:int}/{kind}", _answered(_tables, shared)),
        *explorer.routes(_answered, shared),
    ]
    return Guard(Starlette(routes=routes, lifespan=running), hosts)


Answer = Callable[[Any, Request], Awaitable[Response]]


def _answered(answer: Answer, shared: Desk) -> Callable[[Request], Awaitable[Response]]:
    """An address that tells in words what is wrong with a request, and never more than that."""

    async def endpoint(request: Request) -> Response:
        try:
            return await answer(shared, request)
        except AllianceSimError as error:
            return JSONResponse({"why": str(error)}, status_code=400 if isinstance(error, InputError) else 500)
        except ClientDisconnect:  # the door let no more of it in
            return JSONResponse({"why": f"a request has at most {LARGEST_BODY} bytes"}, status_code=413)

    return endpoint


def _page(page: Page) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        headers = {"etag": page.mark, "cache-control": "no-cache", "vary": "accept-encoding"}
        if request.headers.get("if-none-match") == page.mark:
            return Response(status_code=304, headers=headers)
        packed = "gzip" in request.headers.get("accept-encoding", "")
        if packed:
            headers["content-encoding"] = "gzip"
        return Response(page.packed if packed else page.body, media_type=page.kind, headers=headers)

    return endpoint


async def _admitted(shared: Desk, request: Request) -> dict[str, Any]:
    body, caller = await body_of(request), request.client.host if request.client else ""
    try:
        shared.room.admit(body.get("code"))
    except InputError:
        if not shared.guesses.allows(caller):
            raise InputError("too many wrong codes; wait a minute") from None
        raise
    return body


async def _seats(shared: Desk, request: Request) -> Response:
    await _admitted(shared, request)
    room = shared.room
    worlds = [
        {"phase": world.phase, "began": world.phase != LOBBY,
         "taken": {code: seat.name for code, seat in sorted(world.seats.items())}}
        for world in room.worlds
    ]  # fmt: skip
    names = {code: named(room.scenario, code) for code in room.seats}
    return JSONResponse({"title": room.scenario.title, "worlds": worlds, "seats": names})


async def _join(shared: Desk, request: Request) -> Response:
    body = await _admitted(shared, request)
    number = body.get("world")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < len(shared.room.worlds):
        raise InputError("there is no such world")
    async with shared.exchange.locks[number]:
        token = await asyncio.to_thread(
            shared.room.join, body["code"], number, body.get("seat"), body.get("name"), body.get("act")
        )
    shared.exchange.changed(number)
    return JSONResponse({"token": token, "world": number, "seat": body["seat"]})


async def _address(shared: Desk, request: Request) -> Response:
    """The address to type and its QR code, for the projector."""
    await _admitted(shared, request)
    import segno

    code = segno.make(f"{shared.address}/join#{shared.room.code}", error="m", micro=False)
    rows = ["".join("1" if dark else "0" for dark in row) for row in code.matrix]
    return JSONResponse({"address": shared.address, "code": shared.room.code, "qr": rows})


async def _debrief(shared: Desk, request: Request) -> Response:
    number = shared.world(request)
    made = await shared.debrief(number)
    seat = shared.room.seat_of(bearer(request))
    sheets = made.sheets if seat is None else {seat[1]: made.sheets[seat[1]]} if seat[1] in made.sheets else {}
    return JSONResponse({"story": made.story, "sheets": list(sheets.values())})


async def _replay(shared: Desk, request: Request) -> Response:
    number = shared.world(request)
    world = shared.room.worlds[number]
    if world.phase != OVER:
        shared.desk(request)
    async with shared.exchange.locks[number]:
        text = await asyncio.to_thread(takeaway.replay, shared.room.scenario, world)
    return Response(text, media_type="application/yaml")


async def _tables(shared: Desk, request: Request) -> Response:
    shared.desk(request)
    number = shared.world(request)
    room = shared.room
    async with shared.exchange.locks[number]:
        box = await asyncio.to_thread(
            takeaway.archive, room.scenario, room.worlds[number], room.lived[number], request.path_params["kind"]
        )
    return Response(box, media_type="application/zip")
