"""Starting the server: where it listens, what it prints, and how it ends."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from alliance_sim.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from alliance_sim.scenario import Scenario
    from alliance_sim.web.room import Room

NEEDED = ("starlette", "uvicorn", "websockets", "segno")
NOWHERE = ("10.255.255.255", 1)
"""An address that nobody answers at; asking how to reach it sends nothing and tells this machine's own address."""

ASK_CARD = 0x8915
"""What asks Linux for the address of a network card (`SIOCGIFADDR`); the answer begins with the card's name."""
INNER_CARDS = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet")
"""How cards of virtual machines and containers are called; no phone reaches them."""

ONLY_HERE = "only this machine can come in; start with --lan to let phones on the local network join"
ON_NO_NETWORK = "this machine is on no network: join one or open a hotspot, then start again"

Say = Callable[[str], object]


def serve(
    scenario: Scenario, folder: Path, worlds: int, last: int, seconds: int, port: int, lan: bool, say: Say
) -> None:
    """Serve a class until it is interrupted.

    Args:
        scenario: what every world starts from.
        folder: where the room is kept; one that holds a room goes on with it.
        worlds: number of parallel worlds.
        last: last year that is played.
        seconds: clock of a year, 0 for none.
        port: TCP port; 0 for any that is free.
        lan: whether other machines may come in.
        say: is told the addresses, line by line.

    Raises:
        MissingExtraError: a package of the extra `class` is not installed.
        InputError: the port cannot be had, or the folder holds the room of another class.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise MissingExtraError(f"the classroom needs {', '.join(missing)}: pip install 'alliance-sim[class]'")
    import uvicorn

    from alliance_sim.web.app import build_app
    from alliance_sim.web.room import Room

    listening = _listen("0.0.0.0" if lan else "127.0.0.1", port)
    port = listening.getsockname()[1]
    names = own_addresses() if lan else []
    with listening:
        room = Room(scenario, folder, worlds, last, seconds)
        addresses = [f"http://{name}:{port}" for name in names or ("127.0.0.1",)]
        hosts = [f"{name}:{port}" for name in ("127.0.0.1", "localhost", *names)]
        _introduce(room, addresses, f"http://127.0.0.1:{port}", say)
        if not names:
            say(ON_NO_NETWORK if lan else ONLY_HERE)
        say("stop with Ctrl-C")
        config = uvicorn.Config(
            build_app(room, addresses[0], hosts), log_level="error", access_log=False, ws="websockets-sansio",
            ws_max_size=16 * 1024, ws_ping_interval=20.0, ws_ping_timeout=30.0, server_header=False,
            proxy_headers=False, timeout_graceful_shutdown=1, timeout_keep_alive=30, limit_concurrency=2000,
        )  # fmt: skip
        try:
            uvicorn.Server(config).run(sockets=[listening])
        finally:
            room.diary.close()


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(1024)  # who comes before the server is ready waits a moment
    except OSError as error:
        listening.close()
        raise InputError(f"port {port} cannot be had ({error.strerror}); choose another with --port") from None
    return listening


def own_addresses() -> list[str]:
    """The addresses of this machine on its networks, the one that others most likely reach first; no packet is sent.

    A network without a way out, such as the hotspot of a laptop, is told by the machine's own cards alone.
    """
    found = []
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(NOWHERE)
        found.append(str(probe.getsockname()[0]))
    found += _addresses_of_cards()
    with suppress(OSError):
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return [address for address in dict.fromkeys(found) if not address.startswith(("127.", "0."))]


def _addresses_of_cards() -> list[str]:
    """What Linux tells of the network cards, without those for machines inside this one; elsewhere nothing."""
    if sys.platform != "linux":
        return []
    import fcntl

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, name in socket.if_nameindex():
            with suppress(OSError):  # a card without an address
                told = fcntl.ioctl(asking, ASK_CARD, name.encode().ljust(256, b"\0"))
                found += [socket.inet_ntoa(told[20:24])] if not name.startswith(INNER_CARDS) else []
    return found


def _introduce(room: Room, addresses: list[str], here: str, say: Say) -> None:
    begun = [world for world in room.worlds if world.seats or world.settled]
    say(f"{room.scenario.title}: {len(room.worlds)} world{'s' if len(room.worlds) > 1 else ''}, "
        f"{room.scenario.start + 1} to {room.last}")  # fmt: skip
    if begun:
        taken = sum(len(world.seats) for world in room.worlds)
        say(f"going on with the class in {room.diary.path}: {max(world.year for world in begun)}, {taken} seats taken")
    else:
        say(f"the class is kept in {room.diary.path}; the same command goes on with it after a stop")
    say(f"your desk (keep it to yourself)  {here}/desk#{room.desk}")
    say(f"projector                        {here}/wall#{room.code}")
    say(f"students                         {addresses[0]}/join  code {room.code}")
    for address in addresses[1:]:
        say(f"  or, from another network       {address}/join")
    say(f"explorer                         {here}/")
