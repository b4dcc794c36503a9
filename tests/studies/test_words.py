"""The answer in words: every sentence follows from the numbers, so other numbers are other sentences."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from alliance_sim.results import Comparison
from alliance_sim.scenario import load_text
from alliance_sim.scenario.events import EVENT_TYPES
from alliance_sim.studies.happened import CLAUSES
from alliance_sim.studies.table import outcome_table, pairing_table, state_table
from alliance_sim.studies.words import answer
from tests.results import made_up


def text(comparison: Comparison, year: int | None = None) -> str:
    return " ".join(answer(comparison, year).split())


def test_it_says_what_was_changed_and_what_with() -> None:
    said = text(made_up.comparison())
    assert said.startswith(
        "The United States becomes a partner: in 2019 the United States becomes a partner. 2018 to 2021, 30 seeds, "
        "compared with the same years without it."
    )


def test_a_clear_change_is_told_with_levels_difference_interval_and_first_year() -> None:
    assert "is higher: 50 instead of 20 % (difference 30 points, 90 % interval 30 to 30, clear from 2019 on)." in text(
        made_up.comparison()
    )


@pytest.mark.parametrize(
    ("strength", "anxiety", "aid"),
    [
        (1.0, "does not come) is higher: 50", "can expect less aid"),
        (-0.5, "does not come) is lower: 5", "can expect more aid"),
        (0.0, "does not come) does not change.", "can expect does not change."),
        (1e-4, "does not come) hardly changes: ", "can expect hardly changes ("),
    ],
)
def test_other_numbers_are_other_sentences(strength: float, anxiety: str, aid: str) -> None:
    said = text(made_up.comparison(strength)).replace("expects not to come)", "does not come)")
    assert anxiety in said
    assert aid in said


def test_the_largest_share_that_stays_is_not_told_twice() -> None:
    assert " % of the promised capability in both." in text(made_up.comparison(), 2018)


def test_an_interval_with_zero_in_it_is_no_clear_change() -> None:
    comparison = made_up.comparison()
    comparison.scenario.outcomes["anxiety"][:] += np.linspace(-1, 1, 30)[:, None]
    assert "There is no clear change in anxiety" in text(comparison)
    assert "anxiety (the share of its possible defence that a state expects not to come) is" not in text(comparison)


def test_one_seed_claims_nothing() -> None:
    said = text(made_up.comparison(seeds=(3,)))
    assert "One seed gives no interval, so nothing can be called clear" in said
    for claim in ("is higher", "is lower", "clear from", "rises for", "notably more;"):
        assert claim not in said


def test_what_is_not_defined_is_said_to_be_so_and_not_to_be_zero() -> None:
    comparison = made_up.comparison()
    for name in ("anxiety", "cohesion"):
        comparison.scenario.outcomes[name][:] = np.nan
    said = text(comparison)
    assert "expects not to come) is not defined." in said
    assert "Not defined: cohesion." in said
    assert (
        next(line for line in outcome_table(comparison).splitlines() if line.startswith("anxiety")).split()[2] == "none"
    )


def test_who_is_exposed_and_who_pays() -> None:
    said = text(made_up.comparison())
    assert "rises for 2 of 3 members: Poland (POL) 3 % instead of 2 % and the United Kingdom (GBR)" in said
    assert "Most exposed is then Poland (POL) with 3 %." in said
    assert (
        "1 of 2 other members with armed forces spends notably more, in billion USD a year: Poland (POL) (+2.70" in said
    )
    assert "Poland (POL) (+2.70; 2.40 instead of 2.00 % of GDP)" in said
    assert "they see more danger (a probability of attack of 3 instead of 2 % a year on average)" in said


def test_who_spends_less_is_named() -> None:
    said = text(made_up.comparison(-1.0))
    assert (
        "None of the 2 other members with armed forces spends notably more. 1 spends less: Poland (POL) (-2.70; 1.60"
        in said
    )


def test_another_state_in_danger_is_another_name() -> None:
    comparison = made_up.comparison()
    comparison.scenario.state["attack_probability"][:, 1:, made_up.ISL] += 0.5
    assert "all 3 members: Iceland (ISL) 50.4 % instead of 0.4 %, Poland (POL)" in text(comparison)
    assert "Most exposed is then Iceland (ISL)" in text(comparison)


def test_a_state_without_an_army_cannot_spend_more_and_is_not_counted() -> None:
    assert "of 2 other members with armed forces" in text(made_up.comparison())


def test_how_much_of_the_lost_spending_is_replaced() -> None:
    gone = "540 billion USD of spending a year no longer stand behind the promise"
    assert f"{gone}; the others replace 2.70 billion, 0.500 % of it" in text(made_up.comparison())
    assert "the others replace nothing of it" in text(made_up.comparison(0.0))
    assert "instead of replacing it, the others spend 2.70 billion less" in text(made_up.comparison(-1.0))
    unclear = made_up.comparison()
    unclear.scenario.state["budget"][:, 1:, made_up.POL] += np.linspace(-9, 9, 30)[:, None]
    assert f"{gone}; the others replace no clear part of it (" in text(unclear)


def test_who_left_is_said_where_the_sum_falls_by_that_alone() -> None:
    assert "The United States no longer counts among the members." in text(made_up.comparison())
    assert "no longer counts" not in text(made_up.comparison(), 2018)


def test_what_happens_in_some_seeds_only_is_not_told_as_certain() -> None:
    comparison = made_up.comparison()
    for variable in ("votes", "guarantee"):
        comparison.scenario.state[variable][:10, 1:, made_up.USA] = 1.0
    said = text(comparison)
    assert "Why: the United States promises less help in most seeds." in said
    assert "The United States no longer counts among the members in most seeds." in said
    for variable in ("votes", "guarantee"):
        comparison.scenario.state[variable][:20, 1:, made_up.USA] = 1.0
    assert "promises less help" not in text(comparison)
    assert "no longer counts" not in text(comparison)


def test_the_largest_contributor_is_named_anew() -> None:
    said = text(made_up.comparison())
    assert "The United States brings 47.4 % of the promised capability instead of 90.0 %." in said
    comparison = made_up.comparison()
    comparison.scenario.state["guarantee"][:, 1:, made_up.USA] = 0.0
    brings = "The United States brings 0 % of the promised capability instead of 90 %"
    assert f"{brings}; most comes from the United Kingdom, 83.3 %." in text(comparison)


def test_a_larger_change_in_another_year_is_mentioned() -> None:
    comparison = made_up.comparison()
    assert "largest in" not in text(comparison)
    comparison.scenario.outcomes["anxiety"][:, 2] += 0.2
    assert "The difference was largest in 2020: 50 points." in text(comparison)


def test_the_year_that_is_told_can_be_chosen() -> None:
    said = text(made_up.comparison(), 2018)
    assert "What happens by 2018:" in said
    assert "does not change." in said


def test_names_come_from_the_scenario_first() -> None:
    comparison = made_up.comparison()
    own = made_up.scenario(made_up.TEXT + "figures: {POL: {name: Sarmatia}}\n")
    comparison = replace(comparison, scenario=replace(comparison.scenario, scenario=own))
    assert "Sarmatia (POL)" in text(comparison)
    assert "Poland" not in text(comparison)


def test_two_scenarios_are_told_apart_by_name() -> None:
    comparison = made_up.comparison()
    other = made_up.scenario(made_up.PLAIN)
    comparison = replace(comparison, baseline=replace(comparison.baseline, scenario=other))
    said = text(comparison)
    assert "What 'plain' does not have: in 2019 the United States becomes a partner." in said
    assert "compared with 'plain'" in said


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (
            "{type: withdrawal, state: USA, phase_in: 3}",
            "the United States leaves the alliance, phased in over 3 years",
        ),
        ("{type: standing, state: USA, to: associate}", "the United States becomes 'associate'"),
        (
            "{type: statement, speaker: USA, about: NATO, tone: -0.6, credibility: 0.4}",
            "speaks against NATO (tone -0.6, credibility 0.4)",
        ),
        ("{type: statement, speaker: USA, about: POL, tone: 0.5, credibility: 1}", "speaks in favour of Poland"),
        (
            "{type: letters, sender: USA, recipients: {POL: -0.5, GBR: -0.9}}",
            "writes to 2 allies (the United Kingdom and Poland)",
        ),
        ("{type: guideline, share: 3 %, due: 2021}", "the guideline becomes 3 % of GDP by 2021"),
        ("{type: leader, state: USA, stance: -0.5}", "the United States gets a leader of stance -0.5 ("),
        ("{type: intent, adversary: RUS, to: 0.5}", "the intent of Russia becomes 0.5 (0 to 1)"),
        ("{type: economy, states: [POL], growth: 0 %}", "the economy of Poland grows by 0 %"),
        ("{type: budget, state: POL, share: 3 %}", "Poland sets its defence budget at 3 % of GDP"),
        ("{type: economy, states: [POL, GBR], level: -20 %}", "the United Kingdom and Poland shrinks by 20 % at once"),
        ("{type: budget, state: POL, change: -0.5 %}", "Poland cuts its defence budget by 0.5 points of GDP"),
        ("{type: exercise, states: [POL, GBR]}", "the United Kingdom and Poland exercise together"),
        ("{type: exercise, states: [POL, GBR], size: 40000}", "exercise together (40,000 persons)"),
        (
            "{type: deployment, from: GBR, to: POL, troops: 1100, framework: true}",
            "the United Kingdom sends 1,100 troops to Poland and leads a battle group there",
        ),
        (
            "{type: redeployment, from: USA, out_of: POL, troops: 10}",
            "the United States moves 10 troops from Poland home",
        ),
        ("{type: redeployment, from: USA, out_of: GBR, to: POL, troops: 10}", "the United Kingdom to Poland"),
        ("{type: host_command, state: USA, command: Norfolk}", "the United States becomes host of a command (Norfolk)"),
        (
            "{type: readiness_initiative, battalions: 30, squadrons: 1, warships: 0, days: 30, by: 2020}",
            "the allies pledge to have 30 battalions and 1 squadron ready within 30 days by 2020",
        ),
        (
            "{type: summit, tone: 0.3, guideline: {share: 2 %, due: 2021}}",
            "NATO holds a summit (a communiqué of tone 0.3;",
        ),
        ("{type: summit, readiness: 0.5}", "NATO holds a summit (a pledge of readiness 0.5)"),
        ("{type: summit}", "NATO holds a summit. "),
        (
            "{type: rapprochement, state: POL, adversary: RUS, depth: 0.5}",
            "Poland draws closer to Russia (depth 0.5 of 1)",
        ),
        (
            "{type: crisis, adversary: RUS, target: POL, severity: grey_zone}",
            "Russia challenges Poland in the grey zone",
        ),
        ("{type: pact, states: [POL, GBR]}", "the United Kingdom and Poland form a bilateral defence pact"),
        (
            "{type: pact, states: [USA, ISL], end: true}",
            "Iceland and the United States end their bilateral defence pact",
        ),
        (
            "{type: trade_dispute, states: [POL, GBR], depth: 1}",
            "a dispute divides the United Kingdom and Poland (depth 1",
        ),
    ],
)
def test_every_event_has_its_words(event: str, words: str) -> None:
    standings = "standings: {associate: {guarantee: 0.5, integration: 0.5, exercises: 0.5, votes: false}}\n"
    written = made_up.TEXT.replace("{id: downgrade, year: 2019, type: standing, state: USA, to: partner}", event)
    written = written.replace("{type", "{id: it, year: 2019, type") + standings
    scenario = made_up.scenario(written)
    comparison = made_up.comparison()
    assert words in text(replace(comparison, scenario=replace(comparison.scenario, scenario=scenario)))


def test_every_type_of_event_has_its_words() -> None:
    assert set(CLAUSES) == set(EVENT_TYPES)


def told_with(changes: str, comparison: Comparison | None = None) -> str:
    """The answer where the scenario has these events instead of its own."""
    written = made_up.TEXT.replace(
        "  - {id: downgrade, year: 2019, type: standing, state: USA, to: partner}\n", changes
    )
    found = comparison or made_up.comparison()
    return text(replace(found, scenario=replace(found.scenario, scenario=made_up.scenario(written))))


def test_events_of_one_year_stand_together() -> None:
    said = told_with(
        "  - {id: a, year: 2019, type: pact, states: [POL, GBR]}\n"
        "  - {id: b, year: 2019, type: intent, adversary: RUS, to: 0.5}\n"
        "  - {id: c, year: 2020, type: withdrawal, state: USA}\n"
    )
    assert (
        "in 2019 the United Kingdom and Poland form a bilateral defence pact and the intent of Russia becomes 0.5 (0 to"
        " 1); in 2020 the United States leaves the alliance." in said
    )


@pytest.mark.parametrize(
    ("event", "cause"),
    [
        (
            "{id: a, year: 2019, type: intent, adversary: RUS, to: 0.5}",
            "Russia means more harm (intent 0.5 instead of 0.3)",
        ),
        (
            "{id: a, year: 2019, type: intent, adversary: RUS, to: 0.1, toward: [POL]}",
            "Russia means Poland less harm (intent 0.1 instead of 0.3)",
        ),
        ("{id: a, year: 2019, type: guideline, share: 3 %, due: 2021}", "there is a guideline of 3 % of GDP"),
    ],
)
def test_intent_and_guideline_are_causes(event: str, cause: str) -> None:
    assert f"Why: the United States promises less help; {cause}." in told_with(f"  - {event}\n")
    later = event.replace("2019", "2021").replace("due: 2021", "due: 2021")
    assert cause not in text(replace_events(later), 2020)


def replace_events(event: str) -> Comparison:
    written = made_up.TEXT.replace("{id: downgrade, year: 2019, type: standing, state: USA, to: partner}", event)
    found = made_up.comparison()
    return replace(found, scenario=replace(found.scenario, scenario=made_up.scenario(written)))


def test_an_economy_is_a_cause() -> None:
    comparison = made_up.comparison()
    comparison.scenario.state["gdp"][:, 1:, made_up.POL] *= 0.8
    comparison.scenario.state["gdp"][:, 1:, made_up.GBR] *= 1.001  # forecasts miss by more
    assert "; the GDP of Poland is 20 % smaller. " in text(comparison)


def test_a_state_that_joins_promises_more() -> None:
    comparison = made_up.comparison()
    comparison.baseline.state["guarantee"][:, :, made_up.POL] = 0.1
    assert "the United States promises less help; Poland promises more help." in text(comparison)


def pledged() -> Comparison:
    comparison = replace_events("{id: pledge, year: 2019, type: guideline, share: 3.5 %, due: 2021}")
    for arm, met in ((comparison.scenario, 1.0), (comparison.baseline, 3.0)):
        arm.outcomes["members_at_guideline"] = np.full((30, 4), met)
    return comparison


def test_counts_at_two_guidelines_are_not_compared() -> None:
    said = text(pledged())
    assert "Only one of the two has a guideline, so how many members meet it is no comparison." in said
    assert "number of members that meet the guideline" not in said
    both = pledged()
    world = made_up.scenario(
        made_up.TEXT.replace("name: made-up\n", "name: made-up\nalliance: {guideline: {share: 2 %, due: 2024}}\n")
    )
    both = replace(both, baseline=replace(both.baseline, scenario=world))
    assert "are counted against 3.5 % of GDP with the events and 2 % without them" in text(both)


def test_a_difference_that_turns_round_is_told() -> None:
    comparison = made_up.comparison()
    for name in ("spending", "cohesion"):
        comparison.scenario.outcomes[name][:] = comparison.baseline.outcomes[name]
        comparison.scenario.outcomes[name][:, 1] += 0.2 * comparison.baseline.outcomes[name][:, 1]
        comparison.scenario.outcomes[name][:, 2] += 0.1 * comparison.baseline.outcomes[name][:, 2]
        comparison.scenario.outcomes[name][:, 3] -= 0.1 * comparison.baseline.outcomes[name][:, 3]
    said = text(comparison)
    assert "It was the other way round from 2019 to 2020: higher, by 134 billion USD at most (2019)." in said
    assert "The difference was largest" not in said
    assert "In other years the other way round: cohesion." in said


def test_a_patch_is_what_sets_a_scenario_apart_from_itself() -> None:
    comparison = made_up.comparison()
    late = made_up.scenario(made_up.TEXT.replace("year: 2019", "year: 2020"))
    comparison = replace(comparison, baseline=replace(comparison.baseline, scenario=late))
    assert text(comparison).startswith(
        "The United States becomes a partner. What is set otherwise: events.downgrade.year 2019 instead of 2020."
        " 2018 to 2021, 30 seeds, compared with the same scenario without these changes."
    )


def test_what_only_the_other_scenario_has_is_told() -> None:
    comparison = made_up.comparison()
    other = load_text(
        made_up.TEXT.replace("made-up", "other")
        .replace("{id: downgrade", "{id: exit")
        .replace("standing, state: USA, to: partner", "withdrawal, state: USA")
    )
    comparison = replace(comparison, baseline=replace(comparison.baseline, scenario=other))
    assert "What 'other' alone has: in 2019 the United States leaves the alliance." in text(comparison)


def test_worlds_without_a_calendar_count_years() -> None:
    comparison = made_up.comparison()
    event = made_up.scenario().events[0].model_copy(update={"year": 2})
    early = made_up.scenario(start=1, end=4, events=(event,))
    arms = (
        replace(comparison.scenario, scenario=early, years=(1, 2, 3, 4)),
        replace(comparison.baseline, scenario=early.baseline_scenario(), years=(1, 2, 3, 4)),
    )
    said = text(Comparison(*arms))
    for words in ("in year 2 the United", "Years 1 to 4, 30 seeds", "What happens by year 4:", "clear from year 2 on"):
        assert words in said
    assert outcome_table(Comparison(*arms)).splitlines()[-2].startswith("year 4; mean of")


def test_one_member_is_one_member() -> None:
    world = made_up.plain()
    for code in (made_up.GBR, made_up.ISL, made_up.POL):
        world.scenario.state["votes"][:, :, code] = 0.0
    assert "In 2018 the alliance has 1 member; " in text(world)


def test_names_that_take_an_article() -> None:
    comparison = made_up.comparison()
    own = made_up.scenario(made_up.TEXT + "figures: {POL: {name: Soviet Union}}\n")
    comparison = replace(comparison, scenario=replace(comparison.scenario, scenario=own))
    assert "the Soviet Union (POL)" in text(comparison)


def test_a_plain_world_is_described_and_not_compared() -> None:
    said = text(made_up.plain())
    assert said.startswith("A plain world: a plain world, without events of its own to leave out")
    assert "the alliance has 4 members; the United States (USA) brings 90 % of the capability" in said
    assert "the most exposed member is Poland (POL) with a probability of attack of 2 % a year" in said
    assert "rises from 6,000 to 6,120 billion USD (90 % interval 120 to 120 for the difference)" in said
    assert "instead of" not in said


def test_an_alliance_without_members_is_no_error() -> None:
    comparison = made_up.comparison()
    for variable in ("votes", "guarantee"):
        comparison.scenario.state[variable][:, 1:] = 0.0
    assert "In 2021 nobody promises anything to the alliance any more." in text(comparison)
    assert outcome_table(comparison)


def test_nothing_is_wider_than_a_terminal() -> None:
    comparisons = [made_up.comparison(strength) for strength in (1.0, 1e-4, -123.456, 0.0)] + [made_up.plain()]
    for comparison in comparisons:
        for part in (answer(comparison), outcome_table(comparison), state_table(comparison)):
            assert max(map(len, part.splitlines())) <= 80


# --- Tables ----------------------------------------------------------------------------------------------------------


def test_the_table_has_a_row_for_each_outcome_in_units_of_paper() -> None:
    table = outcome_table(made_up.comparison()).splitlines()
    assert table[0].split() == ["unit", "scenario", "baseline", "difference", "[90", "%", "interval]"]
    anxiety = next(line for line in table if line.startswith("anxiety"))
    assert anxiety.split() == ["anxiety", "%", "50", "20", "30.0*", "[30.0,", "30.0]"]
    capability = next(line for line in table if line.startswith("capability"))
    assert capability.split()[1:6] == ["bn", "USD", "1,140", "6,000", "-4,860*"]


def test_only_a_clear_difference_has_a_star() -> None:
    lines = outcome_table(made_up.comparison()).splitlines()
    starred = {line.split()[0] for line in lines if "* [" in line}
    assert starred == {"capability", "deterrence", "anxiety", "members"}


def test_columns_are_aligned() -> None:
    lines = [line for line in outcome_table(made_up.comparison()).splitlines()[1:] if " [" in line]
    assert len({line.index(" [") for line in lines}) == 1


def test_means_over_different_seeds_are_said_to_be_so() -> None:
    said = "each number over the seeds in which it is defined"
    comparison = made_up.comparison()
    assert said not in " ".join(outcome_table(comparison).split())
    comparison.scenario.outcomes["anxiety"][:7, -1] = np.nan
    assert f"anxiety: {said}." in " ".join(outcome_table(comparison).split())
    comparison.baseline.outcomes["anxiety"][:7, -1] = np.nan
    assert said not in " ".join(outcome_table(comparison).split())


def test_a_plain_world_s_table_has_its_first_and_last_year() -> None:
    table = outcome_table(made_up.plain()).splitlines()
    assert table[0].split()[:4] == ["unit", "2021", "2018", "drift"]
    assert next(line for line in table if line.startswith("capability")).split()[3:6] == ["6,120", "6,000", "120*"]


def test_the_table_of_states_has_the_most_endangered_first() -> None:
    rows = [line for line in state_table(made_up.comparison()).splitlines() if "(" in line[:30]]
    assert [row[: row.index(")") + 1] for row in rows] == ["Poland (POL)", "United Kingdom (GBR)", "Iceland (ISL)"]
    assert rows[0].split()[2:] == ["+1.00*", "2019", "+0.40*", "2019", "+2.70*", "-3,600*"]
    assert rows[2].split()[2:] == ["0.00", "-", "0.00", "-", "0.00", "-3,600*"]


def test_what_is_rounded_to_zero_has_no_star() -> None:
    """Clear, but not with the decimals of the table: `0*` and `-0.00*` would say that nothing is something."""
    for strength in (1e-4, -1e-4):
        comparison = made_up.comparison(strength)
        comparison.scenario.outcomes["spending"][:, 1:] += 1e-5 * strength
        for table in (outcome_table(comparison), state_table(comparison)):
            assert not re.search(r"[-+ ]0(\.0+)?\*", table), table
            assert not re.search(r"-0(\.0+)?[* ]", table), table
        poland = next(line for line in state_table(comparison).splitlines() if line.startswith("Poland"))
        assert poland.split()[2:5] == ["0.00", "-", "0.00"]


def test_the_table_says_that_two_guidelines_do_not_compare() -> None:
    assert "members_at_guideline: against 3.5 % and none" in " ".join(outcome_table(pledged()).split())


def test_what_pairing_is_worth_for_each_outcome() -> None:
    lines = pairing_table(made_up.comparison()).splitlines()
    cells = {line.split()[0]: line.split()[-4:] for line in lines[1:9]}
    assert lines[0].split() == ["unit", "clear", "from", "paired", "unpaired", "times", "runs"]
    assert cells["anxiety"] == ["2019", "0", "0", "-"]  # no seed differs from another
    # the wiggle of both arms, twice as wide in one: (1 + 4) / 1 times the variance of their difference
    assert cells["cohesion"] == ["-", "0.0018", "0.0041", "5.0"]
    assert max(map(len, lines)) <= 80
