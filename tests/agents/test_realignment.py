"""Realignment in the agents engine: leaving, joining, pacts and accommodation, each with its reason."""

from __future__ import annotations

import re

import pytest

from alliance_sim.agents import AllianceModel, realignment
from alliance_sim.results.record import Record
from alliance_sim.world import World
from tests.worlds import SILENT, lived, nato, same_bits

WITHDRAWAL = "[{id: e, year: 2019, type: withdrawal, state: USA}]"
MENACE = "[{id: e, year: 2020, type: intent, adversary: RUS, to: 0.9}]"
RESTLESS = f"{SILENT}, attachment: 0.001, alignment_temperature: 0.0001"
NUMBER = r"-?\d\.\d{4}"


def lived_with(
    events: str = "[]", parameters: str = SILENT, alignment: str = "utility", crisis: str = "none", end: int = 2028
) -> tuple[World, Record]:
    theory = f"crisis: {crisis}, alignment: {alignment}"
    return lived(nato(events, end=end, parameters=parameters, theory=theory))


def whats(record: Record, word: str) -> list[dict[str, object]]:
    return [change for change in record.changes if str(change["what"]).startswith(word)]


@pytest.mark.parametrize("events", ["[]", WITHDRAWAL, MENACE])
def test_frozen_never_changes_anything_where_states_otherwise_would(events: str) -> None:
    _, free = lived_with(events, f"{SILENT}, attachment: 0.0", crisis="contest")
    world, frozen = lived_with(events, f"{SILENT}, attachment: 0.0", alignment="frozen", crisis="contest")
    assert free.changes
    assert frozen.changes == []
    others = [i for i in world.members if world.states[i] != "USA"]
    assert (frozen.standing[:, others] == frozen.standing[0, others]).all()


def test_a_world_in_which_nobody_has_a_reason_is_the_frozen_one() -> None:
    assert same_bits(lived_with()[1], lived_with(alignment="frozen")[1])


def test_when_membership_no_longer_pays_states_step_down_after_their_patience_with_a_reason() -> None:
    world, record = lived_with(WITHDRAWAL, f"{SILENT}, attachment: 0.005")
    gone = whats(record, "partner")
    assert {"DEU", "GBR", "ITA"} <= {change["state"] for change in gone}
    for change in gone:
        told = re.fullmatch(rf"left: benefit ({NUMBER}) < cost ({NUMBER}) for (\d+) years", str(change["reason"]))
        assert told
        assert float(told[1]) < float(told[2])
        assert int(told[3]) >= 3
        assert change["year"] >= 2021  # 2019 is the first year that counts
        i = world.index[str(change["state"])]
        year = int(str(change["year"])) - 2018
        assert record.state["votes"][year, i] == 1.0  # it takes effect with the new year
        assert record.state["votes"][year + 1, i] == 0.0
    assert record.outcomes["members"][-1] < record.outcomes["members"][1]


def test_patience_delays_and_attachment_holds() -> None:
    _, early = lived_with(WITHDRAWAL, f"{SILENT}, attachment: 0.005, leaving_patience: 1")
    _, late = lived_with(WITHDRAWAL, f"{SILENT}, attachment: 0.005, leaving_patience: 6")
    first = [min(int(str(change["year"])) for change in whats(record, "partner")) for record in (early, late)]
    assert first[0] < first[1] - 2
    assert whats(lived_with(WITHDRAWAL, f"{SILENT}, attachment: 0.1")[1], "partner") == []


def test_a_threatened_partner_joins_if_nobody_objects() -> None:
    world, record = lived_with(MENACE, f"{SILENT}, consent_tolerance: 0.05")
    joined = whats(record, "member")
    assert {change["state"] for change in joined} >= {"FIN", "SWE"}
    for change in joined:
        told = re.fullmatch(rf"joined: benefit ({NUMBER}) > cost ({NUMBER}) for \d+ years", str(change["reason"]))
        assert told
        assert float(told[1]) > float(told[2])
    finland = record.state["votes"][:, world.index["FIN"]]
    assert (finland[0], finland[-1]) == (0.0, 1.0)


def test_whoever_objects_is_named_with_its_reason() -> None:
    world, record = lived_with(MENACE, f"{SILENT}, consent_tolerance: 0.0")
    refused = whats(record, "refused")
    assert {change["state"] for change in refused} >= {"FIN", "SWE"}
    wish = rf"wished to join: benefit {NUMBER} > cost {NUMBER} for \d+ years"
    named = rf"[A-Z]{{3}} objects: risk {NUMBER} > gain {NUMBER}"
    for change in refused:
        assert re.fullmatch(rf"{wish}; {named}(; {named})*", str(change["reason"]))
    assert whats(record, "member") == []
    assert record.state["votes"][:, world.index["FIN"]].max() == 0.0


def test_members_object_to_risk_and_not_to_help() -> None:
    model = AllianceModel(nato(parameters=f"{SILENT}, consent_tolerance: 0.0"), rng=0, collect=False)
    sweden = model.by_code["SWE"]
    assert any(reason.startswith("USA objects") for reason in realignment.objectors(sweden))
    for adversary in model.adversaries:
        adversary.capability = 0.0
    assert realignment.objectors(sweden) == []


PACTS = f"{SILENT}, pact_cost: 0.0, entrapment_loss: 0.0001"


def test_a_pact_is_sealed_only_when_both_gain() -> None:
    world, record = lived_with(MENACE, PACTS)
    pacts = whats(record, "pact with ")
    assert pacts
    for change in pacts:
        told = re.fullmatch(rf"both gain: ({NUMBER}) and ({NUMBER}) of GDP", str(change["reason"]))
        assert told
        assert min(float(told[1]), float(told[2])) >= 0.0
        i, j = world.index[str(change["state"])], world.index[str(change["what"]).removeprefix("pact with ")]
        assert i < j


def test_one_side_that_gains_is_not_enough() -> None:
    """With a real cost of others' wars, Sweden gains by a pact with the United States and the United States does
    not."""
    model = AllianceModel(nato(parameters=SILENT, theory="crisis: none, alignment: utility"), rng=0, collect=False)
    sweden, states = model.by_code["SWE"], model.by_code["USA"]
    gains = [realignment.pact_gain(one, other, 0.75) for one, other in ((sweden, states), (states, sweden))]
    assert gains[1] < 0.0 < gains[0]
    assert [pair for state in model.states for pair in realignment.wanted_pacts(state)] == []


def test_a_pact_that_costs_too_much_is_not_made() -> None:
    assert whats(lived_with(MENACE, f"{SILENT}, pact_cost: 0.5, entrapment_loss: 0.0001")[1], "pact") == []


def test_accommodation_lowers_the_attack_probability_and_the_will_to_fight() -> None:
    apart = f"{SILENT}, attachment: 0.01, consent_tolerance: 0.0, leaving_patience: 50"
    _, proud = lived_with(MENACE, f"{apart}, accommodation_price: 0.5")
    world, meek = lived_with(MENACE, f"{apart}, accommodation_price: 0.01")
    yielded = whats(meek, "accommodates RUS")
    assert whats(proud, "accommodates") == []
    assert {change["state"] for change in yielded} >= {"FIN", "SWE"}
    for change in yielded:
        told = re.fullmatch(rf"relief ({NUMBER}) > price ({NUMBER})", str(change["reason"]))
        assert told
        assert float(told[1]) > float(told[2])
        i, next_year = world.index[str(change["state"])], int(str(change["year"])) - 2018 + 1
        if next_year <= 10:
            chances = [record.state["attack_probability"][next_year, i] for record in (meek, proud)]
            assert chances[0] < 0.6 * chances[1]
    finland, estonia = world.index["FIN"], world.index["EST"]
    willing = [record.dyads["willingness"][4, estonia, finland] for record in (meek, proud)]
    assert willing[0] < willing[1]


def test_changes_are_told_in_the_order_of_years_and_the_same_every_time() -> None:
    _, record = lived_with(WITHDRAWAL, RESTLESS)
    assert len({change["state"] for change in record.changes}) > 5
    years = [int(str(change["year"])) for change in record.changes]
    assert years == sorted(years)
    again = lived_with(WITHDRAWAL, RESTLESS)[1]
    assert again.changes == record.changes


def test_a_state_that_joins_weighs_anew_and_stays() -> None:
    """What membership costs is compared with what it cost on joining, not with what it cost an outsider: nothing."""
    joined = nato(
        "[{id: in, year: 2020, type: accession, state: FIN}]",
        end=2034,
        theory="crisis: none, alignment: utility",
        parameters=f"{SILENT}, attachment: 0.01",
    )
    world, record = lived(joined)
    assert record.state["votes"][2:, world.index["FIN"]].min() == 1.0
    assert [change for change in record.changes if change["state"] == "FIN"] == []
