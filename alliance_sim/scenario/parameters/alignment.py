"""What states weigh when they join, leave or accommodate: parameters of the alignment rules."""

from __future__ import annotations

from alliance_sim.scenario.parameters.part import ParameterPart, parameter


class AlignmentParameters(ParameterPart):
    """What states weigh when they join, leave or accommodate."""

    attack_loss: float = parameter(
        0.10,
        "share of GDP a state counts as lost when attacked",
        "share of GDP",
        0.0,
        1.0,
        "assumption",
        "order of the cost of wars to GDP in Thies & Baum 2020; value assumed",
    )
    entrapment_loss: float = parameter(
        0.01,
        "share of GDP a state counts as lost when an ally's war draws it in",
        "share of GDP",
        0.0,
        1.0,
        "assumption",
        "no published value",
    )
    attachment: float = parameter(
        0.02,
        "how far membership may worsen, or joining improve, before a state weighs a change",
        "share of GDP",
        0.0,
        1.0,
        "assumption",
        "no member has left NATO since 1949; at 0.01 some do in us-partner-only",
    )
    stance_worth: float = parameter(
        0.01,
        "worth of membership to an unbound leader of stance 1",
        "share of GDP",
        0.0,
        1.0,
        "assumption",
        "no published value",
    )
    alignment_temperature: float = parameter(
        0.002,
        "advantage at which the odds of acting change e-fold",
        "share of GDP",
        1e-6,
        1.0,
        "assumption",
        "no published value",
    )
    leaving_patience: int = parameter(
        3,
        "years in a row that membership must cost more than it gives before a state may step down",
        "years",
        1,
        50,
        "assumption",
        "no published value",
    )
    joining_patience: int = parameter(
        1,
        "years in a row that joining must pay before a state may apply",
        "years",
        1,
        50,
        "assumption",
        "Finland and Sweden applied within three months in 2022",
    )
    consent_tolerance: float = parameter(
        0.0015,
        "objection to a candidate that a member still swallows",
        "share of GDP",
        0.0,
        1.0,
        "assumption",
        "no published value",
    )
    pact_cost: float = parameter(
        0.001,
        "what upholding a bilateral pact costs each side",
        "share of GDP",
        0.0,
        1.0,
        "assumption",
        "no published value",
    )
    accommodation_relief: float = parameter(
        0.5,
        "share of the adversary's intent that accommodation takes away",
        "1",
        0.0,
        1.0,
        "assumption",
        "no published value",
    )
    accommodation_price: float = parameter(
        0.05,
        "what concessions to an adversary cost, against the loss they avert since the first year",
        "share of GDP",
        0.0,
        1.0,
        "assumption",
        "dearer than changing one's standing; value assumed",
    )
