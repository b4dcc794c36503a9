"""What comes next, as far as the model says: members' defence shares after the data, with bands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alliance_sim.errors import InputError
from alliance_sim.studies.truth.carry import Carry
from alliance_sim.studies.truth.ensemble import SEEDS, outlook
from alliance_sim.studies.truth.history import OUTLOOK, history
from alliance_sim.studies.truth.shares import reported

if TYPE_CHECKING:
    from alliance_sim.scenario import Scenario
    from alliance_sim.studies.truth.ensemble import Outlook
    from alliance_sim.studies.truth.shares import Shares

FURTHEST = 2040
"""Last year for which a forecast is given: beyond it the errors of eleven years say nothing."""


@dataclass(frozen=True)
class Forecast:
    """Members' defence shares after the data.

    Args:
        known: the reported shares it starts from.
        scenario: what it is told: events, growth, the adversary's spending.
        outlook: point and ensemble.
    """

    known: Shares
    scenario: Scenario
    outlook: Outlook

    @property
    def years(self) -> tuple[int, ...]:
        """The years forecast."""
        return tuple(range(self.known.last + 1, self.scenario.end + 1))

    def rows(self) -> list[dict[str, Any]]:
        """One row a member and year: iso3, year, share, low, high; shares of GDP, 0-1, the 90 % band."""
        low, high = self.outlook.band()
        return [
            {
                "iso3": iso3,
                "year": year,
                "share": float(self.outlook.point[t, i]),
                "low": float(low[t, i]),
                "high": float(high[t, i]),
            }
            for i, iso3 in enumerate(self.known.states)
            for t, year in enumerate(self.years)
        ]


def forecast(to: int, seeds: int = SEEDS) -> Forecast:
    """Forecast every member's share from the year after the data to `to`, with the shipped parameters.

    Raises InputError for a year that is in the data or too far ahead.
    """
    known = reported()
    if not known.last < to <= FURTHEST:
        raise InputError(f"a forecast goes to a year from {known.last + 1} to {FURTHEST}, not to {to}")
    scenario = history(to, OUTLOOK)
    return Forecast(known, scenario, outlook(known, scenario, {}, Carry(), seeds))
