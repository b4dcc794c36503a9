"""What a class takes home: its world as a scenario file that runs again to the bit, and every turn as tables."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

from alliance_sim.errors import InputError
from alliance_sim.results.folder import scenario_text
from alliance_sim.results.results import Comparison
from alliance_sim.web.lived import extended

if TYPE_CHECKING:
    import pandas as pd

    from alliance_sim.scenario import Scenario
    from alliance_sim.web.lived import Lived
    from alliance_sim.web.state import World

KINDS = ("csv", "parquet")
"""Formats of the tables."""


def replay(scenario: Scenario, world: World) -> str:
    """A scenario file of the class's world: one seed, the class's events; its baseline is the world of agents alone."""
    name = f"{scenario.name}-class-{world.number + 1}"[:80]
    told = (
        f"{scenario.description.strip()} Played by a class from {scenario.start + 1} to {world.year}: "
        "the events from 'desk' and the seats are the class's, and the baseline is the same world without them."
    )
    played = extended(scenario.model_copy(update={"baseline": type(scenario.baseline)()}), world.events)
    title = f"{scenario.title}, as a class played it"
    changed = {"name": name, "title": title, "description": told, "replicates": 1, "expect": (), "text": ""}
    return scenario_text(played.model_copy(update=changed))


def tables(world: World, lived: Lived) -> dict[str, pd.DataFrame]:
    """Every turn as tables: state-years, alliance-years, directed dyad-years, and what each seat ordered."""
    import pandas as pd

    from alliance_sim.results.export.frames import run_frames

    frames = dict(run_frames(Comparison(lived.results, lived.results)))
    rows = [
        {"year": settled.year, "iso3": code, "student": _student(world, code), "type": order["type"],
         "order": json.dumps(order, sort_keys=True, ensure_ascii=False)}
        for settled in world.settled
        for code, orders in settled.sheets.items()
        for order in orders
    ]  # fmt: skip
    events = [
        {"year": event["year"], "id": event["id"], "type": event["type"], "caused_by": " ".join(by),
         "event": json.dumps(event, sort_keys=True, ensure_ascii=False)}
        for settled in world.settled
        for by, event in settled.events
    ]  # fmt: skip
    frames["orders"] = pd.DataFrame(rows, columns=["year", "iso3", "student", "type", "order"])
    frames["events"] = pd.DataFrame(events, columns=["year", "id", "type", "caused_by", "event"])
    return frames


def _student(world: World, code: str) -> str:
    """Who sits there now; a name that a spreadsheet would take for a formula gets an apostrophe in front."""
    name = world.seats[code].name if code in world.seats else ""
    return f"'{name}" if name[:1] in ("=", "+", "-", "@") else name


def archive(scenario: Scenario, world: World, lived: Lived, kind: str) -> bytes:
    """The tables and the replay as one ZIP file.

    kind: one of `KINDS`. Raises InputError for another.
    """
    if kind not in KINDS:
        raise InputError(f"{kind!r} is not a format; choose one of {', '.join(KINDS)}")
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as box:
        for name, frame in tables(world, lived).items():
            part = io.BytesIO()
            if kind == "csv":
                frame.to_csv(part, index=False, lineterminator="\n")
            else:
                frame.to_parquet(part, index=False)
            box.writestr(f"{name}.{kind}", part.getvalue())
        box.writestr("replay.yaml", replay(scenario, world))
    return whole.getvalue()
