"""A student, a teacher and the server as the tests use them: real processes and real connections on this machine."""

from __future__ import annotations

import http.client
import json
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import ClientConnection, connect

PATIENCE = 60.0
"""Seconds after which a test gives up waiting."""


class Server:
    """The command `alliance-sim classroom` in its own process; `kill` and `start` as often as a test likes."""

    def __init__(self, folder: Path, *options: str, scenario: str = "us-partner-only", port: int = 0) -> None:
        self.folder, self.options, self.scenario, self.port = folder, options, scenario, port

    def start(self) -> Server:
        command = [sys.executable, "-m", "alliance_sim", "classroom", self.scenario, "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--out", str(self.folder), *self.options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.said = ""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if line.startswith("stop with"):
                break
        else:
            raise AssertionError(f"the server did not start: {self.said}{self.process.stderr.read()}")  # type: ignore[union-attr]
        self.port = int(re.search(r"http://127\.0\.0\.1:(\d+)/desk", self.said)[1])  # type: ignore[index]
        self.desk = re.search(r"/desk#(\S+)", self.said)[1]  # type: ignore[index]
        self.code = re.search(r"code (\w+)", self.said)[1]  # type: ignore[index]
        return self

    def kill(self) -> None:
        """As by a power cut: no chance to finish anything."""
        self.process.kill()
        self._gone()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self._gone()

    def _gone(self) -> int:
        status = self.process.wait(timeout=PATIENCE)
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()
        return status

    def alive(self) -> bool:
        return self.process.poll() is None

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.alive():
            self.kill()

    def ask(
        self, method: str, address: str, body: Any = None, token: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """One request; `body` is sent as JSON unless it is bytes."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        given = {"content-type": "application/json", **({"authorization": f"Bearer {token}"} if token else {})}
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        try:
            line.request(method, address, data, {**given, **(headers or {})})
            answer = line.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            line.close()

    def post(self, address: str, body: Any, token: str = "") -> dict[str, Any]:
        status, _, answer = self.ask("POST", address, body, token)
        assert status == 200, (status, answer)
        return dict(json.loads(answer))

    def join(self, seat: str, name: str = "Ann", world: int = 0, act: str = "") -> Page:
        """A student who takes a seat and opens a line."""
        body = {"code": self.code, "world": world, "seat": seat, "name": name, "act": act or secrets.token_hex(16)}
        taken = self.post("/api/join", body)
        return Page(self, {"hello": "seat", "secret": taken["token"]})

    def teacher(self) -> Page:
        return Page(self, {"hello": "desk", "secret": self.desk})


class Page:
    """What a page does: it keeps its line open, sends again what was not answered, and remembers what it saw last."""

    def __init__(self, server: Server, hello: dict[str, Any]) -> None:
        self.server, self.hello = server, hello
        self.seen: dict[str, Any] = {}
        self.years: list[dict[str, Any]] = []
        self.unsent: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, str | None] = {}
        self.lines = 0
        self.closed: int | None = None
        self.news = threading.Condition()
        self.socket: ClientConnection | None = None
        self.leaving = False
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    @property
    def token(self) -> str:
        return str(self.hello["secret"])

    def _run(self) -> None:
        wait = 0.05
        while not self.leaving:
            try:
                with connect(f"ws://127.0.0.1:{self.server.port}/line", open_timeout=5, max_size=None) as socket:
                    self.socket, wait = socket, 0.05
                    if self.leaving:  # since before the line was there to be closed
                        return
                    self.lines += 1
                    socket.send(json.dumps(self.hello))
                    for message in list(self.unsent.values()):
                        socket.send(json.dumps(message))
                    for text in socket:
                        self._hear(json.loads(text))
            except ConnectionClosed:
                pass
            except (OSError, EOFError, WebSocketException):
                time.sleep(wait)
                wait = min(1.0, 2 * wait)
            closed = self.socket.close_code if self.socket is not None else None
            self.socket = None
            if closed is not None and closed >= 4400:
                with self.news:
                    self.closed = closed
                    self.news.notify_all()
                return

    def _hear(self, message: dict[str, Any]) -> None:
        with self.news:
            kind = message.pop("is")
            if kind in ("done", "refused"):
                self.unsent.pop(message["act"], None)
                self.answers[message["act"]] = message.get("why")
            elif kind == "years":
                self.years += message["years"]
            else:
                self.seen[kind] = message
                if kind == "still":
                    self.years = []
            self.news.notify_all()

    def until(self, true: Callable[[Page], Any], patience: float = PATIENCE) -> Any:
        """Wait until something holds of what this page has seen, and return it."""
        end = time.monotonic() + patience
        with self.news:
            while True:
                with suppress(KeyError):  # not everything has been seen yet
                    found = true(self)
                    if found:
                        return found
                assert time.monotonic() < end, f"waited in vain; seen {str(self.seen)[:600]}"
                self.news.wait(0.5)

    def send(self, **message: Any) -> str:
        """Say something and return its id, without waiting."""
        whole = {"act": secrets.token_hex(16), **message}
        self.unsent[whole["act"]] = whole
        socket = self.socket
        if socket is not None:
            with suppress(ConnectionClosed, OSError):  # it is sent again when the line is back
                socket.send(json.dumps(whole))
        return str(whole["act"])

    def do(self, **message: Any) -> str | None:
        """Say something, wait for the answer, and return why it was refused, or None."""
        act = self.send(**message)
        self.until(lambda page: act in page.answers)
        return self.answers[act]

    def year(self) -> int:
        return int(self.until(lambda page: page.seen.get("live"))["year"])

    def order(self, *orders: dict[str, Any], done: bool = True) -> str | None:
        return self.do(do="orders", year=self.year() + 1, orders=list(orders), done=done)

    def leave(self) -> None:
        self.leaving = True
        if self.socket is not None:
            self.socket.close()
        self.thread.join(timeout=10)
