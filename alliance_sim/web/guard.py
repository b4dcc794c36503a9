"""The door: which requests are let in, how often, how large, and which promises every answer carries."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_BODY = 256 * 1024
"""Bytes of a request; the largest brings the scenario file of a busy class to the explorer."""

MOST_CALLERS = 4096
"""Addresses whose pace is remembered."""


class Pace:
    """How often something may happen: `rate` a second on the long run, `burst` at once; by who does it."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.burst, self.clock = rate, burst, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, who: str) -> bool:
        """Whether it may happen now; if so it is counted."""
        now = self.clock()
        left, before = self._left.pop(who, (self.burst, now))
        left = min(self.burst, left + (now - before) * self.rate)
        self._left[who] = (left - 1.0 if left >= 1.0 else left, now)
        if len(self._left) > MOST_CALLERS:
            self._left.popitem(last=False)
        return left >= 1.0


class Guard:
    """Lets in what comes to a name of this machine, from its own pages, in a fair measure; nothing else.

    A page of another site that a browser also shows cannot speak for a student: its Origin is refused, and a name that
    it had pointed at this machine (DNS rebinding) is not in `hosts`.
    """

    def __init__(self, app: App, hosts: Iterable[str]) -> None:
        self.app, self.hosts = app, frozenset(host.lower() for host in hosts)
        self.pace = Pace(rate=100.0, burst=1000.0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or line, after the rules of ASGI."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        status = self._refusal(scope)
        if status is not None:
            await _refuse(scope, receive, send, *status)
            return
        if scope["type"] == "websocket":
            await self.app(scope, receive, send)
            return
        await self.app(scope, _limited(receive), _promising(send, _header(scope, b"host")))

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        host, origin = _header(scope, b"host").lower(), _header(scope, b"origin")
        if len([name for name, _ in scope["headers"] if name == b"host"]) != 1 or host not in self.hosts:
            return 421, "this address is not one of this server's"
        if origin and origin.lower() != f"http://{host}":
            return 403, "pages of other sites may not speak to this server"
        if _header(scope, b"sec-fetch-site") not in ("", "same-origin", "none") and scope.get("method") != "GET":
            return 403, "pages of other sites may not speak to this server"
        length = _header(scope, b"content-length")
        if length and (not length.isdigit() or int(length) > LARGEST_BODY):
            return 413, f"a request has at most {LARGEST_BODY} bytes"
        caller = (scope.get("client") or ("",))[0]
        if not self.pace.allows(caller):
            return 429, "too many requests; wait a moment"
        return None


def _header(scope: Scope, wanted: bytes) -> str:
    for name, value in scope["headers"]:
        if name == wanted:
            return str(value.decode("latin-1"))
    return ""


def _limited(receive: Receive) -> Receive:
    """Read no more of a request than may come, whatever it says about its length."""
    seen = 0

    async def read() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST_BODY:
            return {"type": "http.disconnect"}
        return message

    return read


def _promising(send: Send, host: str) -> Send:
    """Give every answer the headers that keep a browser from doing anything but showing it."""
    policy = (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        f"connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    promises = [
        (b"content-security-policy", policy.encode("latin-1")),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"x-frame-options", b"DENY"),
        (b"cross-origin-resource-policy", b"same-origin"),
    ]

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            if not any(name == b"cache-control" for name, _ in headers):
                headers.append((b"cache-control", b"no-store"))
            message = {**message, "headers": [*headers, *promises]}
        await send(message)

    return answer


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, reason: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": reason})
        return
    body = reason.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    answer = _promising(send, "localhost")
    await answer({"type": "http.response.start", "status": status, "headers": headers})
    await answer({"type": "http.response.body", "body": body})
