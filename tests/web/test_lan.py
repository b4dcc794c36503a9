"""`--lan`: the printed address is one that other machines reach, the server listens there, and the QR code holds it."""

from __future__ import annotations

import http.client
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno

from alliance_sim.web import serve
from tests.web.classmate import Server

pytestmark = pytest.mark.skipif(not serve.own_addresses(), reason="this machine is on no network")


@pytest.fixture(scope="module")
def lan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("class") / "room", "--years", "1", "--lan") as running:
        yield running


def printed(lan: Server) -> str:
    """The address that students are told, without its port."""
    found = re.search(r"^students +http://([\d.]+):(\d+)/join  code \w{6}$", lan.said, re.MULTILINE)
    assert found is not None
    assert int(found[2]) == lan.port
    return found[1]


def asked(host: str, port: int, name: str, body: object) -> tuple[int, bytes]:
    """What a machine gets that calls `host` and names `name`."""
    line = http.client.HTTPConnection(host, port, timeout=20)
    line.request("POST", "/api/address", json.dumps(body), {"content-type": "application/json", "host": name})
    answer = line.getresponse()
    found = answer.status, answer.read()
    line.close()
    return found


def test_the_printed_address_is_this_machine_s_on_a_network_and_the_server_listens_there(lan: Server) -> None:
    host = printed(lan)
    assert not host.startswith("127.")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
        own.bind((host, 0))  # only an address of this very machine can be had
    status, body = asked(host, lan.port, f"{host}:{lan.port}", {"code": lan.code})
    assert (status, json.loads(body)["address"]) == (200, f"http://{host}:{lan.port}")
    assert "only this machine" not in lan.said


def test_the_qr_code_holds_that_very_address_and_the_room_s_code(lan: Server) -> None:
    host = printed(lan)
    told = json.loads(asked(host, lan.port, f"{host}:{lan.port}", {"code": lan.code})[1])
    meant = segno.make(f"http://{host}:{lan.port}/join#{lan.code}", error="m", micro=False)
    assert told["qr"] == ["".join("1" if dark else "0" for dark in row) for row in meant.matrix]


def test_every_further_address_that_is_printed_lets_phones_in_too(lan: Server) -> None:
    assert re.findall(r"http://([\d.]+):\d+/join$", lan.said, re.MULTILINE) == serve.own_addresses()[1:]
    for host in serve.own_addresses():
        assert asked(host, lan.port, f"{host}:{lan.port}", {"code": lan.code})[0] == 200


def test_other_names_are_still_refused(lan: Server) -> None:
    host = printed(lan)
    assert asked(host, lan.port, f"evil.example:{lan.port}", {"code": lan.code})[0] == 421


@pytest.mark.skipif(not Path("/sys/class/net").exists(), reason="asks Linux for its network cards")
def test_an_address_is_found_without_a_way_out_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A laptop's own hotspot has no route to anywhere else, and its name may stand for the loopback alone."""
    whole = serve.own_addresses()
    monkeypatch.setattr(serve, "NOWHERE", ("not an address", 1))
    monkeypatch.setattr(serve.socket, "gethostname", lambda: "localhost")
    assert serve.own_addresses() == [address for address in whole if address in serve._addresses_of_cards()]
    assert serve.own_addresses()
