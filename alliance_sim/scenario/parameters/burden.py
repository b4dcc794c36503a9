"""How states pay: parameters of the burden rules."""

from __future__ import annotations

from alliance_sim.scenario.parameters.part import ParameterPart, parameter


class BurdenParameters(ParameterPart):
    """How states pay."""

    publicness: float = parameter(
        0.02,
        "weight a of the alliance-wide good: extra share of GDP a state would spend with no allies at all",
        "share of GDP",
        0.0,
        0.3,
        "assumption",
        "0.053 fits NATO 1964 (Olson & Zeckhauser 1966 data); lower today by assumption",
    )
    threat_elasticity: float = parameter(
        4.4,
        "relative rise of demand for defence per unit of perceived attack probability",
        "1",
        0.0,
        20.0,
        "fitted",
        "`alliance-sim calibrate` on 31 members' shares, 2014-2024; 3 in Nordhaus, Oneal & Russett 2012",
    )
    spending_inertia: float = parameter(
        0.40,
        "share of the gap between target and actual defence share closed each year",
        "1/year",
        0.0,
        1.0,
        "fitted",
        "`alliance-sim calibrate` on 31 members' shares, 2014-2024",
    )
    spending_growth_ceiling: float = parameter(
        0.25,
        "largest relative rise of the defence share in one year",
        "1/year",
        0.0,
        10.0,
        "assumption",
        "what an administration can absorb; value assumed",
    )
    guideline_pressure: float = parameter(
        0.70,
        "share of the gap to the guideline that members intend to close by its due date",
        "1",
        0.0,
        1.0,
        "fitted",
        "`alliance-sim calibrate` on 31 members' shares, 2014-2024",
    )
    letter_pressure: float = parameter(
        0.10, "pressure added by a letter of tone -1", "1", 0.0, 1.0, "assumption", "no published value"
    )
    letter_half_life: float = parameter(
        2.0,
        "years in which half of a letter's pressure and grievance fades",
        "years",
        0.1,
        50.0,
        "assumption",
        "no published value",
    )
    depreciation: float = parameter(
        0.10,
        "share of the military capability stock lost each year",
        "1/year",
        0.001,
        1.0,
        "assumption",
        "military stocks usually 0.05-0.15 a year; value assumed",
    )
