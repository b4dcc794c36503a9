"""How crises break out and what they leave: parameters of the crisis rules."""

from __future__ import annotations

from alliance_sim.scenario.parameters.part import ParameterPart, parameter


class CrisisParameters(ParameterPart):
    """How crises break out and what they leave."""

    dispute_rate_contiguous: float = parameter(
        0.068,
        "challenges a year by an adversary with a land border",
        "1/year",
        0.0,
        1.0,
        "literature",
        "dispute rate of land-contiguous dyads, 1950-2010",
    )
    dispute_rate_other: float = parameter(
        0.0014,
        "challenges a year by an adversary without a land border",
        "1/year",
        0.0,
        1.0,
        "literature",
        "dispute rate of other dyads, 1950-2010",
    )
    dispute_reference_contiguous: float = parameter(
        0.1533,
        "attack probability by a neighbour at which the rate holds: mean of nato-2018's first year",
        "1/year",
        1e-6,
        1.0,
        "fitted",
        "nato-2018, seven dyads of Russia; a test repeats it",
    )
    dispute_reference_other: float = parameter(
        0.05496,
        "attack probability by an adversary that is no neighbour at which the rate holds",
        "1/year",
        1e-6,
        1.0,
        "fitted",
        "nato-2018, 25 dyads of Russia; a test repeats it",
    )
    grey_zone_share: float = parameter(
        0.80, "share of challenges that stay in the grey zone", "1", 0.0, 1.0, "assumption", "no published value"
    )
    major_share: float = parameter(
        0.03, "share of challenges that are major attacks", "1", 0.0, 0.2, "assumption", "no published value"
    )
    grey_zone_doubt: float = parameter(
        1.5,
        "how much less willing allies are in the grey zone",
        "log odds",
        0.0,
        10.0,
        "assumption",
        "sign: Mazarr 2015; value assumed",
    )
    deed_gain: float = parameter(
        0.10,
        "share of the way to full reliance that one honoured promise earns",
        "1",
        0.0,
        1.0,
        "assumption",
        "no published value",
    )
    deed_loss: float = parameter(
        0.30,
        "share of reliance that one broken promise costs",
        "1",
        0.0,
        1.0,
        "assumption",
        "larger than the gain: Slovic 1993; value assumed",
    )
    witness_weight: float = parameter(
        0.3,
        "how much a deed toward another ally says, relative to one toward oneself",
        "1",
        0.0,
        1.0,
        "assumption",
        "no published value",
    )
    grey_zone_shock: float = parameter(
        0.005,
        "shock to perceived attack probability at the place of a grey-zone crisis",
        "1/year",
        0.0,
        1.0,
        "assumption",
        "no published value",
    )
    limited_shock: float = parameter(
        0.02, "the same of a limited use of force", "1/year", 0.0, 1.0, "assumption", "no published value"
    )
    major_shock: float = parameter(
        0.10, "the same of a major attack", "1/year", 0.0, 1.0, "assumption", "no published value"
    )
    limited_loss: float = parameter(
        0.02,
        "share of capability lost in a limited use of force that is not held; a tenth of it of GDP",
        "1",
        0.0,
        1.0,
        "assumption",
        "no published value",
    )
    major_loss: float = parameter(
        0.20,
        "share of capability lost in a major attack that is not held; a tenth of it of GDP",
        "1",
        0.0,
        1.0,
        "assumption",
        "no published value",
    )
