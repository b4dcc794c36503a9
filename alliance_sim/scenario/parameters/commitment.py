"""How promises are made, kept and believed: parameters of the commitment rules."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from alliance_sim.scenario.parameters.part import ParameterPart, parameter

Prior = Literal[
    "leeds_2003", "leeds_long_mitchell_2000", "berkemeier_fuhrmann_2018", "berkemeier_fuhrmann_2018_defence_pacts"
]

TREATY_PRIORS: dict[str, float] = {
    "leeds_2003": 0.75,
    "leeds_long_mitchell_2000": 0.745,
    "berkemeier_fuhrmann_2018": 0.50,
    "berkemeier_fuhrmann_2018_defence_pacts": 0.41,
}
"""Share of alliance promises honoured when called on, by the study that counted them."""


class CommitmentParameters(ParameterPart):
    """How promises are made, kept and believed."""

    treaty_prior: Prior = Field(
        default="leeds_2003",
        description="study from which the chance that a full treaty promise is honoured is taken",
        json_schema_extra={
            "unit": "name",
            "status": "literature",
            "source": "Leeds 2003; Leeds, Long & Mitchell 2000; Berkemeier & Fuhrmann 2018",
        },
    )
    willingness_tie: float = parameter(
        1.0,
        "effect of a closer tie than in the base year on willingness to come",
        "log odds",
        0.0,
        10.0,
        "assumption",
        "sign: integration binds; value assumed",
    )
    willingness_stance: float = parameter(
        1.5,
        "effect of an unbound leader's stance on willingness to come",
        "log odds",
        0.0,
        10.0,
        "assumption",
        "no published value",
    )
    willingness_grievance: float = parameter(
        0.5,
        "effect of a voiced burden-sharing grievance on willingness to come",
        "log odds",
        0.0,
        10.0,
        "assumption",
        "no published value",
    )
    willingness_tripwire: float = parameter(
        0.15,
        "effect of ln(1 + troops/1000) on the ally's soil on willingness to come",
        "log odds",
        0.0,
        10.0,
        "assumption",
        "sign: Schelling 1966; value assumed",
    )
    willingness_entrapment: float = parameter(
        0.5,
        "effect of a higher chance than in the base year of being drawn into war",
        "log odds",
        0.0,
        10.0,
        "assumption",
        "sign: Snyder 1984; value assumed",
    )
    learning_rate: float = parameter(
        0.40,
        "share of the gap between signal and reliance closed each year",
        "1/year",
        0.0,
        1.0,
        "assumption",
        "no published value",
    )
    signal_noise: float = parameter(
        0.15,
        "scale of the logistic noise on the odds with which everyone sees a state's willingness",
        "log odds",
        0.0,
        2.0,
        "assumption",
        "no published value",
    )
    statement_weight: float = parameter(
        1.5,
        "effect of a fully credible public statement of tone 1 on the signal",
        "log odds",
        0.0,
        10.0,
        "assumption",
        "no published value",
    )
    leaked_discount: float = parameter(
        0.5, "weight of a leaked statement relative to a public one", "1", 0.0, 1.0, "assumption", "no published value"
    )
    tie_rate: float = parameter(
        0.10,
        "share of the gap between exercised trust and tie closed each year",
        "1/year",
        0.0,
        1.0,
        "assumption",
        "ties are slow to build and slow to fade; value assumed",
    )
    interoperability_floor: float = parameter(
        0.4,
        "share of an ally's power that is usable without any integration",
        "1",
        0.0,
        1.0,
        "assumption",
        "no published value",
    )
    pact_integration: float = parameter(
        0.5, "integration and exercises that a bilateral pact brings", "1", 0.0, 1.0, "assumption", "no published value"
    )
    exercise_practice: float = parameter(
        0.02,
        "what one exercise of 10 000 adds to the tie of two participants",
        "1",
        0.0,
        1.0,
        "assumption",
        "no published value",
    )
    framework_practice: float = parameter(
        0.05,
        "what leading a battle group on its soil adds to the tie with the host",
        "1",
        0.0,
        1.0,
        "assumption",
        "no published value",
    )
    dispute_cut: float = parameter(
        0.20,
        "what a trade dispute of depth 1 takes from the tie of the two",
        "1",
        0.0,
        1.0,
        "assumption",
        "no published value",
    )
    hosting_commitment: float = parameter(
        0.20,
        "effect of hosting an alliance command on the host's willingness to come",
        "log odds",
        0.0,
        10.0,
        "assumption",
        "sign: sunk costs bind, Fearon 1997; value assumed",
    )
    hosting_integration: float = parameter(
        0.10, "integration that hosting an alliance command adds", "1", 0.0, 1.0, "assumption", "no published value"
    )
    communique_credibility: float = parameter(
        0.5, "credibility of a summit's communiqué", "1", 0.0, 1.0, "assumption", "no published value"
    )
    readiness_gain: float = parameter(
        0.05,
        "readiness that 30 battalions, 30 squadrons and 30 warships within 30 days add",
        "1",
        0.0,
        1.0,
        "assumption",
        "NATO Readiness Initiative 2018 for the sizes; effect assumed",
    )
    readiness_delivery: float = parameter(
        0.5, "share of a readiness pledge that is delivered", "1", 0.0, 1.0, "assumption", "no published value"
    )
