"""How states see danger: parameters of the threat rules."""

from __future__ import annotations

from alliance_sim.scenario.parameters.part import ParameterPart, parameter


class ThreatParameters(ParameterPart):
    """How states see danger."""

    threat_distance_km: float = parameter(
        710.0,
        "distance over which an adversary's power falls to 1/e",
        "km",
        1.0,
        100000.0,
        "fitted",
        "`alliance-sim calibrate` on 31 members' shares, 2014-2024; form: Boulding 1962",
    )
    contest_exponent: float = parameter(
        1.0,
        "how sharply the stronger side wins a contest of power",
        "1",
        0.1,
        8.0,
        "literature",
        "ratio form of Tullock 1980; 1 is the linear contest of the KTAB guide",
    )
    perception_rate: float = parameter(
        0.12,
        "share of the gap between perceived and actual attack probability closed each year",
        "1/year",
        0.0,
        1.0,
        "fitted",
        "`alliance-sim calibrate` on 31 members' shares, 2014-2024",
    )
    perception_noise: float = parameter(
        0.10,
        "scale of the logistic noise on the odds with which a state sees its attack probability",
        "log odds",
        0.0,
        2.0,
        "assumption",
        "no published value",
    )
    shock_half_life: float = parameter(
        1.0,
        "years in which half of a crisis's shock to perceived threat fades",
        "years",
        0.1,
        50.0,
        "assumption",
        "short, since perception_rate has the memory of three years and more (Lyu et al. 2022)",
    )
