"""Where is this number from? The package's own tables of states, each cell with its unit, source and mark."""

from __future__ import annotations

from .describe import describe
from .load import (
    STANDINGS,
    VARIABLES,
    YEARS,
    capital_distance_km,
    countries,
    dispute_rates,
    figure,
    find_state,
    land_border,
    members,
    nearest_distance_km,
    oz1964,
    pacts,
    standing,
    treaty_priors,
    trend_growth,
    troops,
)
from .records import Cell, Country, Origin, Pact, StandingInterval, Troops
from .tables import data_hashes

__all__ = [
    "STANDINGS",
    "VARIABLES",
    "YEARS",
    "Cell",
    "Country",
    "Origin",
    "Pact",
    "StandingInterval",
    "Troops",
    "capital_distance_km",
    "countries",
    "data_hashes",
    "describe",
    "dispute_rates",
    "figure",
    "find_state",
    "land_border",
    "members",
    "nearest_distance_km",
    "oz1964",
    "pacts",
    "standing",
    "treaty_priors",
    "trend_growth",
    "troops",
]
