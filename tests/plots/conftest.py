"""A made-up run: eight members, two partners and an adversary, five seeds, seven years, and a hub that steps back."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from alliance_sim.metrics import OUTCOMES
from alliance_sim.results.results import Comparison, Results
from alliance_sim.scenario.parameters import Parameters

MEMBERS = ("CAN", "DEU", "EST", "GBR", "ISL", "NOR", "POL", "USA")
PARTNERS = ("SWE", "UKR")
STATES = tuple(sorted((*MEMBERS, *PARTNERS, "RUS")))
YEARS = tuple(range(2018, 2025))
SHARES = {
    "CAN": 1.30, "DEU": 1.25, "EST": 2.01, "GBR": 2.10, "ISL": 0.0, "NOR": 1.73, "POL": 2.02, "USA": 3.29,
    "SWE": 0.97, "UKR": 3.70, "RUS": 3.90,
}  # fmt: skip
CAPABILITY = {"CAN": 180, "DEU": 400, "EST": 4, "GBR": 600, "NOR": 60, "POL": 90, "USA": 6000, "SWE": 50, "UKR": 20}
STANDINGS = ("member", "member_outside_command", "partner", "outside")


def scenario(downgraded: bool, **other: Any) -> SimpleNamespace:
    """What the plots read of a scenario, without a file."""
    events = [SimpleNamespace(id="remark", year=2018, type="statement")]
    if downgraded:
        events.append(SimpleNamespace(id="downgrade", year=2019, type="standing", phase_in=2))
    values: dict[str, Any] = {
        "name": "us-partner-only",
        "title": "The United States becomes a partner",
        "states": MEMBERS,
        "partners": PARTNERS,
        "adversaries": {"RUS": SimpleNamespace(intent=0.3)},
        "alliance": SimpleNamespace(name="NATO", guideline=SimpleNamespace(share=0.02, due=2024)),
        "standings": dict.fromkeys(STANDINGS),
        "initial_standings": {**dict.fromkeys(MEMBERS, "member"), **dict.fromkeys(PARTNERS, "partner")},
        "figures": {},
        "outcomes": (),
        "events": tuple(events),
        "parameters": Parameters(),
        "digest": lambda: "abcdef1234567890",
    }
    return SimpleNamespace(**{**values, **other})


def results(downgraded: bool, seeds: tuple[int, ...] = tuple(range(2018, 2023)), **other: Any) -> Results:
    """Every seed a little apart from the next, everyone's share rising where the hub has stepped back."""
    shape = (len(seeds), len(YEARS), len(STATES))
    gone = np.array([1.0 if downgraded and year > 2018 else 0.0 for year in YEARS])
    wobble = np.linspace(-1, 1, len(seeds))[:, None, None] if len(seeds) > 1 else np.zeros((1, 1, 1))
    share = np.array([SHARES[code] / 100 for code in STATES])
    armed = share > 0
    shares = np.where(armed, share + 0.003 * gone[None, :, None] + 0.0005 * wobble, 0.0) * np.ones(shape)
    capability = np.array([float(CAPABILITY.get(code, np.nan)) for code in STATES]) * np.ones(shape)
    standing = np.full(shape, -1, dtype=np.int8)
    for index, code in enumerate(STATES):
        standing[:, :, index] = -1 if code == "RUS" else STANDINGS.index("partner" if code in PARTNERS else "member")
    usa = STATES.index("USA")
    tie = np.full((len(YEARS), len(STATES), len(STATES)), 0.8)
    tie[:, STATES.index("RUS"), :] = tie[:, :, STATES.index("RUS")] = np.nan
    if downgraded:
        standing[:, 1:, usa] = STANDINGS.index("partner")
        tie[1:, usa, :] = tie[1:, :, usa] = 0.2
    level = {name: 0.5 - 0.2 * gone + 0.01 * wobble[:, :, 0] + np.zeros(shape[:2]) for name in OUTCOMES}
    level["capability"] = 7000 - 5500 * gone + 10 * wobble[:, :, 0] + np.zeros(shape[:2])
    return Results(
        scenario=cast("Any", scenario(downgraded, **other)),
        seeds=seeds,
        years=YEARS,
        states=STATES,
        state={"share": shares, "capability": capability},
        outcomes=level,
        dyads={"tie": tie},
        standing=standing,
    )


@pytest.fixture(scope="session")
def comparison() -> Comparison:
    return Comparison(results(True), results(False))


@pytest.fixture(scope="session")
def make() -> Callable[..., Results]:
    """Results with another scenario or other seeds."""
    return results
