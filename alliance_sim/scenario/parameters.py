"""The model's global parameters: meaning, unit, range, default, and where each default comes from."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

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


def _parameter(default: Any, meaning: str, unit: str, low: float, high: float, status: str, source: str) -> Any:
    """A numeric parameter whose origin travels with it; `status` is `literature`, `assumption` or `fitted`."""
    return Field(
        default,
        ge=low,
        le=high,
        description=meaning,
        json_schema_extra={"unit": unit, "status": status, "source": source},
    )


class Parameters(BaseModel):
    """Global parameters, all optional in a file; a state's own values are `figures`."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    # Threat
    threat_distance_km: float = _parameter(
        2000.0,
        "distance over which an adversary's power falls to 1/e",
        "km",
        1.0,
        100000.0,
        "assumption",
        "form: Boulding 1962; value assumed",
    )
    contest_exponent: float = _parameter(
        1.0,
        "how sharply the stronger side wins a contest of power",
        "1",
        0.1,
        8.0,
        "literature",
        "ratio form of Tullock 1980; 1 is the linear contest of the KTAB guide",
    )
    perception_rate: float = _parameter(
        0.5,
        "share of the gap between perceived and actual attack probability closed each year",
        "1/year",
        0.0,
        1.0,
        "assumption",
        "no published value",
    )
    perception_noise: float = _parameter(
        0.10,
        "scale of the logistic noise on the odds with which a state sees its attack probability",
        "log odds",
        0.0,
        2.0,
        "assumption",
        "no published value",
    )
    shock_half_life: float = _parameter(
        3.0,
        "years in which half of a crisis's shock to perceived threat fades",
        "years",
        0.1,
        50.0,
        "literature",
        "Lyu et al. 2022: the Ukraine shock persists about three years",
    )
    # Burden
    publicness: float = _parameter(
        0.02,
        "weight a of the alliance-wide good: extra share of GDP a state would spend with no allies at all",
        "share of GDP",
        0.0,
        0.3,
        "assumption",
        "0.053 fits NATO 1964 (Olson & Zeckhauser 1966 data); lower today by assumption",
    )
    threat_elasticity: float = _parameter(
        3.0,
        "relative rise of demand for defence per unit of perceived attack probability",
        "1",
        0.0,
        20.0,
        "literature",
        "Nordhaus, Oneal & Russett 2012: +3 % spending per percentage point",
    )
    spending_inertia: float = _parameter(
        0.30,
        "share of the gap between target and actual defence share closed each year",
        "1/year",
        0.0,
        1.0,
        "assumption",
        "no published value; to be fitted",
    )
    spending_growth_ceiling: float = _parameter(
        0.25,
        "largest relative rise of the defence share in one year",
        "1/year",
        0.0,
        10.0,
        "assumption",
        "what an administration can absorb; value assumed",
    )
    guideline_pressure: float = _parameter(
        0.35,
        "share of the gap to the guideline that members intend to close by its due date",
        "1",
        0.0,
        1.0,
        "assumption",
        "no published value; to be fitted",
    )
    letter_pressure: float = _parameter(
        0.10, "pressure added by a letter of tone -1", "1", 0.0, 1.0, "assumption", "no published value"
    )
    letter_half_life: float = _parameter(
        2.0,
        "years in which half of a letter's pressure and grievance fades",
        "years",
        0.1,
        50.0,
        "assumption",
        "no published value",
    )
    depreciation: float = _parameter(
        0.10,
        "share of the military capability stock lost each year",
        "1/year",
        0.001,
        1.0,
        "assumption",
        "military stocks usually 0.05-0.15 a year; value assumed",
    )
    # Commitment
    treaty_prior: Prior = Field(
        default="leeds_2003",
        description="study from which the chance that a full treaty promise is honoured is taken",
        json_schema_extra={
            "unit": "name",
            "status": "literature",
            "source": "Leeds 2003; Leeds, Long & Mitchell 2000; Berkemeier & Fuhrmann 2018",
        },
    )
    willingness_tie: float = _parameter(
        1.0,
        "effect of a closer tie than in the base year on willingness to come",
        "log odds",
        0.0,
        10.0,
        "assumption",
        "sign: integration binds; value assumed",
    )
    willingness_stance: float = _parameter(
        1.5,
        "effect of an unbound leader's stance on willingness to come",
        "log odds",
        0.0,
        10.0,
        "assumption",
        "no published value",
    )
    willingness_grievance: float = _parameter(
        0.5,
        "effect of a voiced burden-sharing grievance on willingness to come",
        "log odds",
        0.0,
        10.0,
        "assumption",
        "no published value",
    )
    willingness_tripwire: float = _parameter(
        0.15,
        "effect of ln(1 + troops/1000) on the ally's soil on willingness to come",
        "log odds",
        0.0,
        10.0,
        "assumption",
        "sign: Schelling 1966; value assumed",
    )
    willingness_entrapment: float = _parameter(
        0.5,
        "effect of a higher chance than in the base year of being drawn into war",
        "log odds",
        0.0,
        10.0,
        "assumption",
        "sign: Snyder 1984; value assumed",
    )
    learning_rate: float = _parameter(
        0.40,
        "share of the gap between signal and reliance closed each year",
        "1/year",
        0.0,
        1.0,
        "assumption",
        "no published value",
    )
    signal_noise: float = _parameter(
        0.15,
        "scale of the logistic noise on the odds with which everyone sees a state's willingness",
        "log odds",
        0.0,
        2.0,
        "assumption",
        "no published value",
    )
    statement_weight: float = _parameter(
        1.5,
        "effect of a fully credible public statement of tone 1 on the signal",
        "log odds",
        0.0,
        10.0,
        "assumption",
        "no published value",
    )
    leaked_discount: float = _parameter(
        0.5, "weight of a leaked statement relative to a public one", "1", 0.0, 1.0, "assumption", "no published value"
    )
    tie_rate: float = _parameter(
        0.10,
        "share of the gap between exercised trust and tie closed each year",
        "1/year",
        0.0,
        1.0,
        "assumption",
        "ties are slow to build and slow to fade; value assumed",
    )
    interoperability_floor: float = _parameter(
        0.4,
        "share of an ally's power that is usable without any integration",
        "1",
        0.0,
        1.0,
        "assumption",
        "no published value",
    )
    pact_integration: float = _parameter(
        0.5, "integration and exercises that a bilateral pact brings", "1", 0.0, 1.0, "assumption", "no published value"
    )
    exercise_practice: float = _parameter(
        0.02, "what one exercise of 10 000 adds to the tie of two participants", "1", 0.0, 1.0,
        "assumption", "no published value")
    framework_practice: float = _parameter(
        0.05, "what leading a battle group on its soil adds to the tie with the host", "1", 0.0, 1.0,
        "assumption", "no published value")
    dispute_cut: float = _parameter(
        0.20, "what a trade dispute of depth 1 takes from the tie of the two", "1", 0.0, 1.0,
        "assumption", "no published value")
    hosting_commitment: float = _parameter(
        0.20, "effect of hosting an alliance command on the host's willingness to come", "log odds", 0.0, 10.0,
        "assumption", "sign: sunk costs bind, Fearon 1997; value assumed")
    hosting_integration: float = _parameter(
        0.10, "integration that hosting an alliance command adds", "1", 0.0, 1.0, "assumption", "no published value")
    communique_credibility: float = _parameter(
        0.5, "credibility of a summit's communiqué", "1", 0.0, 1.0, "assumption", "no published value")
    readiness_gain: float = _parameter(
        0.05, "readiness that 30 battalions, 30 squadrons and 30 warships within 30 days add", "1", 0.0, 1.0,
        "assumption", "NATO Readiness Initiative 2018 for the sizes; effect assumed")
    readiness_delivery: float = _parameter(
        0.5, "share of a readiness pledge that is delivered", "1", 0.0, 1.0, "assumption", "no published value")
    # Crises
    dispute_rate_contiguous: float = _parameter(
        0.068, "challenges a year by an adversary with a land border", "1/year", 0.0, 1.0,
        "literature", "dispute rate of land-contiguous dyads, 1950-2010")
    dispute_rate_other: float = _parameter(
        0.0014, "challenges a year by an adversary without a land border", "1/year", 0.0, 1.0,
        "literature", "dispute rate of other dyads, 1950-2010")
    dispute_reference_contiguous: float = _parameter(
        0.1533, "attack probability by a neighbour at which the rate holds: mean of nato-2018's first year", "1/year",
        1e-6, 1.0,
        "fitted", "nato-2018, seven dyads of Russia; a test repeats it")
    dispute_reference_other: float = _parameter(
        0.08286, "attack probability by an adversary that is no neighbour at which the rate holds", "1/year", 1e-6, 1.0,
        "fitted", "nato-2018, 25 dyads of Russia; a test repeats it")
    grey_zone_share: float = _parameter(
        0.80, "share of challenges that stay in the grey zone", "1", 0.0, 1.0, "assumption", "no published value")
    major_share: float = _parameter(
        0.03, "share of challenges that are major attacks", "1", 0.0, 0.2, "assumption", "no published value")
    grey_zone_doubt: float = _parameter(
        1.5, "how much less willing allies are in the grey zone", "log odds", 0.0, 10.0,
        "assumption", "sign: Mazarr 2015; value assumed")
    deed_gain: float = _parameter(
        0.10, "share of the way to full reliance that one honoured promise earns", "1", 0.0, 1.0,
        "assumption", "no published value")
    deed_loss: float = _parameter(
        0.30, "share of reliance that one broken promise costs", "1", 0.0, 1.0,
        "assumption", "larger than the gain: Slovic 1993; value assumed")
    witness_weight: float = _parameter(
        0.3, "how much a deed toward another ally says, relative to one toward oneself", "1", 0.0, 1.0,
        "assumption", "no published value")
    grey_zone_shock: float = _parameter(
        0.005, "shock to perceived attack probability at the place of a grey-zone crisis", "1/year", 0.0, 1.0,
        "assumption", "no published value")
    limited_shock: float = _parameter(
        0.02, "the same of a limited use of force", "1/year", 0.0, 1.0, "assumption", "no published value")
    major_shock: float = _parameter(
        0.10, "the same of a major attack", "1/year", 0.0, 1.0, "assumption", "no published value")
    limited_loss: float = _parameter(
        0.02, "share of capability lost in a limited use of force that is not held; a tenth of it of GDP", "1", 0.0,
        1.0,
        "assumption", "no published value")
    major_loss: float = _parameter(
        0.20, "share of capability lost in a major attack that is not held; a tenth of it of GDP", "1", 0.0, 1.0,
        "assumption", "no published value")
    # Realignment
    attack_loss: float = _parameter(
        0.10, "share of GDP a state counts as lost when attacked", "share of GDP", 0.0, 1.0,
        "assumption", "order of the cost of wars to GDP in Thies & Baum 2020; value assumed")
    entrapment_loss: float = _parameter(
        0.01, "share of GDP a state counts as lost when an ally's war draws it in", "share of GDP", 0.0, 1.0,
        "assumption", "no published value")
    attachment: float = _parameter(
        0.01, "how far membership may worsen, or joining improve, before a state weighs a change", "share of GDP",
        0.0, 1.0,
        "assumption", "no published value")
    stance_worth: float = _parameter(
        0.01, "worth of membership to an unbound leader of stance 1", "share of GDP", 0.0, 1.0,
        "assumption", "no published value")
    alignment_temperature: float = _parameter(
        0.002, "advantage at which the odds of acting change e-fold", "share of GDP", 1e-6, 1.0,
        "assumption", "no published value")
    leaving_patience: int = _parameter(
        3, "years in a row that membership must cost more than it gives before a state may step down", "years", 1, 50,
        "assumption", "no published value")
    joining_patience: int = _parameter(
        1, "years in a row that joining must pay before a state may apply", "years", 1, 50,
        "assumption", "Finland and Sweden applied within three months in 2022")
    consent_tolerance: float = _parameter(
        0.004, "objection to a candidate that a member still swallows", "share of GDP", 0.0, 1.0,
        "assumption", "no published value")
    pact_cost: float = _parameter(
        0.001, "what upholding a bilateral pact costs each side", "share of GDP", 0.0, 1.0,
        "assumption", "no published value")
    accommodation_relief: float = _parameter(
        0.5, "share of the adversary's intent that accommodation takes away", "1", 0.0, 1.0,
        "assumption", "no published value")
