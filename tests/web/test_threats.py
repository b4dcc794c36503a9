"""The threat list of docs/classroom.md, line by line: each attack is tried on the real server, which refuses it."""

from __future__ import annotations

import json
import random
import socket
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from alliance_sim.errors import InputError
from alliance_sim.web.guard import LARGEST_BODY, Pace
from alliance_sim.web.incoming import LARGEST_MESSAGE
from alliance_sim.web.pages import read_pages
from alliance_sim.web.words import LONGEST_NAME, plain
from tests.web.classmate import Page, Server


def raw(server: Server, text: bytes) -> bytes:
    """What the server answers to these bytes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(text)
        answer = b""
        while part := line.recv(65536):
            answer += part
        return answer


def greeted(server: Server, hello: Any) -> int:
    """The code with which a line is cut after this greeting, or 0 if it is let in."""
    with connect(f"ws://127.0.0.1:{server.port}/line", max_size=None) as line:
        line.send(hello if isinstance(hello, str | bytes) else json.dumps(hello))
        try:
            line.recv(timeout=20)
        except ConnectionClosed:
            return line.close_code or -1
        return 0


# --- Who may come in ---


def test_only_this_machine_can_connect_unless_lan_is_asked_for(server: Server) -> None:
    assert "only this machine can come in" in server.said
    listening = Path("/proc/net/tcp")
    if listening.exists():
        wanted = f":{server.port:04X}"
        local = [line.split()[1] for line in listening.read_text().splitlines()[1:] if line.split()[3] == "0A"]
        assert [place for place in local if place.endswith(wanted)] == [f"0100007F{wanted}"]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "", "[::1]:{port}"]
)
def test_a_name_that_was_pointed_at_this_machine_is_refused(server: Server, host: str) -> None:
    host = host.format(port=server.port)
    assert server.ask("GET", "/", headers={"host": host})[0] == 421
    with pytest.raises(InvalidStatus):
        connect(f"ws://127.0.0.1:{server.port}/line", additional_headers={"host": host})


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1"])
def test_a_page_of_another_site_is_refused(server: Server, origin: str) -> None:
    origin = origin.format(port=server.port)
    assert server.ask("POST", "/api/seats", {"code": server.code}, headers={"origin": origin})[0] == 403
    with pytest.raises(InvalidStatus):
        connect(f"ws://127.0.0.1:{server.port}/line", origin=origin)  # type: ignore[arg-type]


def test_its_own_pages_are_let_in(server: Server) -> None:
    origin = f"http://127.0.0.1:{server.port}"
    assert server.ask("POST", "/api/seats", {"code": server.code}, headers={"origin": origin})[0] == 200


def test_the_code_of_the_room_cannot_be_guessed(server: Server) -> None:
    answers = [server.ask("POST", "/api/seats", {"code": f"AAAA{n:02d}"}) for n in range(40)]
    assert {status for status, _, _ in answers} == {400}
    assert b"too many wrong codes" in answers[-1][2]
    assert server.ask("POST", "/api/seats", {"code": server.code})[0] == 200


@pytest.mark.parametrize("hello", [
    {"hello": "desk", "secret": "x"}, {"hello": "desk"}, {"hello": ["desk"], "secret": ["x"]},
    {"hello": "seat", "secret": "0" * 64}, {"hello": "seat", "secret": None},
    {"hello": "wall", "secret": "AAAAAA"}, {"hello": "wall", "secret": "", "world": 10**9},
    {}, [], "not json", "", b"\x00\xff", "[" * 5000, '{"hello": NaN}', '{"hello":"seat","secret":"\\ud800"}',
])  # fmt: skip
def test_a_forged_greeting_is_shown_the_door(server: Server, hello: Any) -> None:
    assert greeted(server, hello) == 4401
    assert server.alive()


# --- What a student may not ---


def secrets_of(page: Page) -> str:
    return json.dumps(page.until(lambda page: page.seen.get("seat"))["secrets"]["allies"])


def test_one_student_cannot_act_for_another(server: Server) -> None:
    thief, victim = server.join("ITA", "Thief"), server.join("DNK", "Victim")
    for forged in ({"seat": "DNK"}, {"iso3": "DNK"}, {"by": "DNK"}, {"token": victim.token[:10]}):
        thief.do(do="say", text="in your name", **forged)
    victim.until(lambda page: page.seen["live"]["words"])
    assert {word["by"] for word in victim.seen["live"]["words"] if word["text"] == "in your name"} == {"ITA"}
    for kind in ("advance", "kick", "inject", "begin", "end", "extend"):
        assert "is not an action" in str(thief.do(do=kind, seat="DNK", seconds=60))
    assert server.ask("GET", "/api/tables/0/csv", token=thief.token)[0] == 400
    for page in (thief, victim):
        page.leave()


def test_one_student_cannot_see_another_s_secrets(server: Server) -> None:
    spy, victim = server.join("HUN", "Spy"), server.join("ROU", "Victim")
    hidden = victim.until(lambda page: page.seen.get("seat"))["secrets"]["danger"]
    spy.until(lambda page: page.seen.get("seat") and page.seen.get("live"))
    everything = json.dumps([spy.seen, spy.years])
    assert str(hidden) not in everything
    assert victim.token not in everything
    assert "token" not in json.dumps(spy.seen["live"])
    wall = Page(server, {"hello": "wall", "secret": server.code})
    wall.until(lambda page: page.seen.get("live"))
    assert "secrets" not in json.dumps([wall.seen, wall.years])
    assert "only shows" in str(wall.do(do="say", text="hello"))
    for page in (spy, victim, wall):
        page.leave()


@pytest.mark.parametrize("address", ["/api/debrief/0", "/api/replay/0", "/api/tables/0/csv"])
@pytest.mark.parametrize("token", ["", "wrong", "0" * 64])
def test_nothing_is_handed_out_without_a_token(server: Server, address: str, token: str) -> None:
    assert server.ask("GET", address, token=token)[0] == 400


def test_tokens_are_kept_as_digests_only(server: Server) -> None:
    student = server.join("BGR", "Ann")
    student.until(lambda page: page.seen.get("seat"))
    kept = b"".join(path.read_bytes() for path in server.folder.iterdir())
    assert student.token.encode() not in kept
    assert (server.folder / "room.sqlite").stat().st_mode & 0o077 == 0
    student.leave()


# --- What is sent ---


def test_a_script_in_a_name_stays_text(server: Server) -> None:
    name = "<script>alert(1)</script>"
    student = server.join("SVN", name)
    assert student.do(do="say", text="<img src=x onerror=alert(1)>") is None
    assert student.until(lambda page: page.seen["live"]["seats"].get("SVN"))["name"] == name
    scripts = [
        page.body.decode()
        for address, page in read_pages().items()
        if address.endswith(".js") and "vendor" not in address
    ]
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "srcdoc"):
        assert [text for text in scripts if word in text] == []
    student.leave()


def test_pages_may_run_nothing_but_their_own_files(server: Server) -> None:
    for address in ("/", "/join", "/desk", "/wall", "/sheet", "/static/join.js"):
        status, headers, body = server.ask("GET", address)
        policy = headers["content-security-policy"]
        assert status == 200
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert b" style=" not in body
        assert b"onclick=" not in body


@pytest.mark.parametrize("path", [
    "/../../etc/passwd", "/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static//etc/passwd",
    "/static/vendor/../../room.py", "/room.sqlite", "/static", "/static/", "/.git/config",
    "/api/tables/0/../../x", "/api/tables/0/pickle",
])  # fmt: skip
def test_no_path_of_the_machine_can_be_read(server: Server, path: str) -> None:
    request = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", "Connection: close"]
    answer = raw(server, "\r\n".join([*request, f"Authorization: Bearer {server.desk}", "", ""]).encode())
    assert answer.split()[1] in (b"400", b"404", b"307")
    assert b"root:" not in answer
    assert str(server.folder).encode() not in answer


@pytest.mark.parametrize("name", ["/etc/passwd", "../room", "room.sqlite", "nato-2018.yaml", "", None, 7, {"a": 1}])
def test_the_explorer_opens_shipped_scenarios_only(server: Server, name: Any) -> None:
    status, _, body = server.ask("POST", "/api/explorer/scenario", {"scenario": name})
    assert (status, b"not a shipped scenario" in body) == (400, True)


@pytest.mark.parametrize(
    "values",
    [
        {"extends": "/etc/passwd"},
        {"theory.burden": "os:system"},
        {"figures.DEU.gdp": 1},
        {"parameters.no": 1},
        {"parameters.publicness": [1]},
    ],
)
def test_the_explorer_sets_numbers_and_variants_only(server: Server, values: Any) -> None:
    status, _, _ = server.ask(
        "POST", "/api/explorer/run", {"scenario": "five-states", "values": values, "replicates": 1}
    )
    assert status == 400


def test_what_is_too_large_is_refused(server: Server) -> None:
    assert server.ask("POST", "/api/join", b"x" * (LARGEST_BODY + 1))[0] == 413
    head = ["POST /api/join HTTP/1.1", f"Host: 127.0.0.1:{server.port}", "Content-Type: application/json"]
    chunked = "\r\n".join([*head, "Transfer-Encoding: chunked", "", ""]).encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        part = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        line.sendall(chunked + part * (LARGEST_BODY // 0x10000 + 1) + b"0\r\n\r\n")
        assert line.recv(4096).startswith(b"HTTP/1.1 413")
    student = server.join("LTU", "Ann")
    assert "at most" in str(student.do(do="say", text="x" * (LARGEST_MESSAGE - 200)))
    with connect(f"ws://127.0.0.1:{server.port}/line") as other:
        other.send("x" * 100_000)
        with pytest.raises(ConnectionClosed):
            other.recv(timeout=20)
    assert server.alive()
    student.leave()


def test_who_sends_too_fast_is_slowed_down(server: Server) -> None:
    student = server.join("LVA", "Ann")
    student.until(lambda page: page.seen.get("seat"))
    acts = [student.send(do="say", text=f"word {n}") for n in range(60)]
    student.until(lambda page: all(act in page.answers for act in acts))
    said = [act for act in acts if student.answers[act] is None]
    assert 1 <= len(said) <= 12
    student.leave()


def test_a_pace_lets_a_burst_through_and_then_its_rate() -> None:
    now = [0.0]
    pace = Pace(rate=2.0, burst=3.0, clock=lambda: now[0])
    assert [pace.allows("a") for _ in range(5)] == [True, True, True, False, False]
    assert pace.allows("b")
    now[0] = 1.0
    assert [pace.allows("a") for _ in range(3)] == [True, True, False]


def nonsense(chance: random.Random) -> str:
    """Something that is almost a message."""
    words: list[Any] = [
        "orders",
        "vote",
        "say",
        "motion",
        "advance",
        None,
        1,
        -1e308,
        "",
        "POL",
        True,
        {},
        [],
        "\u202e<b>",
        "x" * 300,
        2**70,
    ]
    keys = [
        "do",
        "act",
        "year",
        "orders",
        "done",
        "motion",
        "yes",
        "text",
        "to",
        "kind",
        "terms",
        "type",
        "share",
        "states",
    ]

    def value(depth: int) -> Any:
        kind = chance.randrange(4)
        if kind == 0 and depth < 4:
            return {chance.choice(keys): value(depth + 1) for _ in range(chance.randrange(4))}
        if kind == 1 and depth < 4:
            return [value(depth + 1) for _ in range(chance.randrange(4))]
        return chance.choice(words)

    text = json.dumps(
        {**{key: value(0) for key in chance.sample(keys, 5)}, "act": f"fuzz-{chance.randrange(10**9):09d}"}
    )
    if chance.random() < 0.3:
        cut = chance.randrange(len(text))
        text = text[:cut] + chance.choice(["", "\\ud800", "}", "NaN", '"', "\x00"]) + text[cut + 1 :]
    return text


def test_messages_without_sense_are_refused_and_the_server_stays_up(server: Server) -> None:
    chance, student = random.Random(7), server.join("HRV", "Ann")
    hello = json.dumps({"hello": "seat", "secret": student.token})
    student.leave()
    before = None
    for _ in range(6):
        with connect(f"ws://127.0.0.1:{server.port}/line", max_size=None) as line:
            line.send(hello)
            try:
                for _ in range(40):
                    line.send(nonsense(chance))
                    while json.loads(line.recv(timeout=20))["is"] not in ("done", "refused"):
                        pass
            except ConnectionClosed:
                before = line.close_code
    assert before in (None, 4400)
    again = Page(server, json.loads(hello))
    assert again.do(do="say", text="still there") is None
    again.leave()


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u200b", "x" * (LONGEST_NAME + 1), None, 5, ["Ann"]])
def test_a_name_must_be_seen(name: Any) -> None:
    with pytest.raises(InputError, match="a name must"):
        plain(name, LONGEST_NAME, "a name")
