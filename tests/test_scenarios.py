"""The shipped scenarios: every one is explained and sourced, runs, and does what it claims."""

from __future__ import annotations

import re

import numpy as np
import pytest

from alliance_sim.results.results import Comparison
from alliance_sim.run import compare_runs, run
from alliance_sim.scenario import Scenario, load_scenario
from alliance_sim.scenario.events import EVENT_TYPES
from alliance_sim.scenario.library import shipped_names
from alliance_sim.studies.expectations import verdicts

NAMES = shipped_names()
WORLDS = {name for name in NAMES if not load_scenario(name).events}
STYLISED = ("france-1966", "greece-1974", "europe-1936", "five-states")
FEW = range(2018, 2021)


def until_claimed(scenario: Scenario) -> Scenario:
    """The scenario up to the last year that it makes a claim about."""
    last = max(claim.year for claim in scenario.expect)
    events = tuple(event for event in scenario.events if event.year <= last)
    gone = {event.id for event in scenario.events} - {event.id for event in events}
    kept = tuple(name for name in scenario.baseline.without if name not in gone)
    baseline = scenario.baseline.model_copy(update={"without": kept})
    return scenario.model_copy(update={"end": last, "events": events, "baseline": baseline})


def test_the_worlds_without_events_are_those_that_others_start_from() -> None:
    assert {"nato-2014", "nato-2018", "nato-2024"} == WORLDS


@pytest.mark.parametrize("name", NAMES)
def test_it_tells_what_it_is_about_and_what_is_assumed(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.title != name
    assert 200 < len(scenario.description) < 1200
    assert "ssumption:" in scenario.description
    assert "istory" in scenario.description


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WORLDS])
def test_every_event_says_what_is_known_of_it_and_what_is_assumed(name: str) -> None:
    for event in load_scenario(name).events:
        assert len(event.note) > 10, event.id
        assert "ssumption" in event.note, event.id


@pytest.mark.parametrize("name", STYLISED)
def test_made_up_figures_are_called_so(name: str) -> None:
    scenario = load_scenario(name)
    everyone = {*scenario.states, *scenario.partners, *scenario.adversaries}
    assert scenario.figures.keys() == everyone
    assert re.search(r"made-up|of our own|round", scenario.description)
    assert "every figure" in scenario.description or "every number" in scenario.description


@pytest.mark.parametrize("name", NAMES)
def test_two_seeds_run_and_repeat(name: str) -> None:
    scenario = load_scenario(name)
    short = min(scenario.end, scenario.start + 2)
    scenario = scenario.model_copy(
        update={"end": short, "events": tuple(event for event in scenario.events if event.year <= short)}
    )
    results, again = run(scenario, seeds=(0, 1)), run(scenario, seeds=(1,))
    for outcome, values in results.outcomes.items():
        assert values.shape == (2, short - scenario.start + 1)
        assert again.outcomes[outcome][0].tobytes() == values[1].tobytes()
    assert np.isfinite(results.outcomes["deterrence"]).all()


@pytest.mark.parametrize("name", NAMES)
def test_its_claims_hold_with_few_seeds(name: str) -> None:
    found = verdicts(compare_runs(until_claimed(load_scenario(name)), seeds=FEW))
    assert found
    assert [str(verdict) for verdict in found if not verdict.holds] == []


def test_every_event_type_is_in_the_library() -> None:
    shown = {event.type for name in NAMES for event in load_scenario(name).events}
    assert sorted(EVENT_TYPES.keys() - shown) == []


# --- What single scenarios must show ---


@pytest.mark.parametrize("patches", [(), ("meant",)])
def test_the_remark_moves_anxiety_and_nothing_else_for_a_year(patches: tuple[str, ...]) -> None:
    """With crises, realignment and noise as they are by default, and the same draws in both arms."""
    scenario = load_scenario("remark-only", patches=patches).model_copy(update={"end": 2019})
    assert scenario.theory.crisis == "contest"
    assert scenario.theory.alignment == "utility"
    assert scenario.parameters.perception_noise > 0.0
    both = compare_runs(scenario, seeds=range(12))
    told, untold = both.scenario, both.baseline
    for tables in ((told.state, untold.state), (told.outcomes, untold.outcomes)):
        for name, values in tables[0].items():
            same = np.array_equal(values[:, 0], tables[1][name][:, 0], equal_nan=True)
            assert same == (name != "anxiety"), name
    assert (told.outcomes["anxiety"][:, 0] > untold.outcomes["anxiety"][:, 0]).all()
    beliefs = {name for name, values in told.dyads.items() if (values[0] != untold.dyads[name][0]).any()}
    assert beliefs == {"reliance"}
    assert told.changes == untold.changes


def lost_reliance(comparison: Comparison, year: int) -> np.ndarray:
    """How much less each ally relies on the United States than in the baseline, mean over seeds."""
    usa, row = comparison.scenario.states.index("USA"), comparison.scenario.index(year)
    with_it, without = (arm.dyads["reliance"][:, :, usa] for arm in (comparison.scenario, comparison.baseline))
    allies = without[0] > 0.5  # members, who are promised something in the first year
    return (without - with_it)[row, allies]


def test_what_was_announced_and_reversed_leaves_a_scar() -> None:
    """Eight years after everything was taken back, every ally still relies less on the United States."""
    scenario = load_scenario("us-partner-announced-reversed").model_copy(update={"end": 2030})
    both = compare_runs(scenario, seeds=range(2018, 2022))
    scar, fright = lost_reliance(both, 2030), lost_reliance(both, 2021)
    assert len(scar) >= 25
    assert (scar > 0.0).all()
    assert 0.002 < scar.mean() < 0.25 * fright.mean()
    usa = both.scenario.states.index("USA")
    assert (both.scenario.standing[:, -1, usa] == both.baseline.standing[:, -1, usa]).all()
    words = load_scenario("remark-only").model_copy(update={"end": 2030})
    assert scar.mean() > 3.0 * lost_reliance(compare_runs(words, seeds=range(2018, 2022)), 2030).mean()


def test_the_faster_the_retreat_the_earlier_the_danger() -> None:
    danger = {}
    for name in ("us-partner-only-slow", "us-partner-only", "us-partner-only-sudden"):
        scenario = load_scenario(name)
        assert [event.id for event in scenario.baseline_scenario().events] == ["remark"]
        results = run(scenario.model_copy(update={"end": 2021, "outcomes": ()}), seeds=FEW)
        danger[name] = results.outcomes["expected_attacks"][:, 2].mean()
    assert list(danger) == sorted(danger, key=danger.__getitem__)
    assert len(set(danger.values())) == 3


def test_nato_2014_2024_has_the_members_of_every_year() -> None:
    from alliance_sim.data.load import members

    results = run(load_scenario("nato-2014-2024"), seeds=(0, 1))
    for row, year in enumerate(results.years):
        votes = results.state["votes"][:, row]
        for replicate in votes:
            found = {code for code, vote in zip(results.states, replicate, strict=True) if vote == 1.0}
            assert found == set(members(year)), year


def test_outside_the_command_the_promise_stays_and_integration_goes() -> None:
    for name, code, during in (("france-1966", "FRA", 1970), ("greece-1974", "GRC", 1977)):
        results = run(load_scenario(name), seeds=(0,))
        row, i = results.index(during), results.states.index(code)
        names = list(results.scenario.standings)
        assert names[results.standing[0, row, i]] == "member_outside_command"
        assert results.state["guarantee"][0, row, i] == 1.0
        assert results.state["votes"][0, row, i] == 1.0
    assert names[results.standing[0, -1, i]] == "member"  # Greece came back


def test_a_refused_application_names_those_who_object() -> None:
    scenario = load_scenario("veto-blocks-accession").model_copy(update={"end": 2023})
    refused = run(scenario, seeds=(0,)).changes
    assert {(change["state"], change["what"]) for change in refused} == {("UKR", "refused")}
    assert "USA objects: risk" in refused[0]["reason"]
    for patch in ("tolerant", "calm"):
        admitted = load_scenario("veto-blocks-accession", patches=[patch]).model_copy(update={"end": 2023})
        assert run(admitted, seeds=(0,)).outcomes["members"][0, -1] == 31.0, patch


def test_europe_1936_has_seventeen_states() -> None:
    scenario = load_scenario("europe-1936")
    assert len({*scenario.states, *scenario.partners, *scenario.adversaries}) == 17
