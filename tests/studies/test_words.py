"""The answer in words: every sentence follows from the numbers, so other numbers are other sentences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from alliance_sim.results import Comparison
from alliance_sim.studies.table import outcome_table, state_table
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
    assert "rises for 2 of 3 members, most for Poland (POL) 3 % instead of 2 % and the United Kingdom (GBR)" in said
    assert "Most exposed is then Poland (POL) with 3 %." in said
    assert "1 of 2 other members with armed forces spends notably more" in said
    assert "Poland (POL) (+2.70; 2.40 instead of 2.00 % of GDP)" in said
    assert "they see more danger (a probability of attack of 1.30 instead of 0.97 % a year on average)" in said


def test_another_state_in_danger_is_another_name() -> None:
    comparison = made_up.comparison()
    comparison.scenario.state["attack_probability"][:, 1:, made_up.ISL] += 0.5
    assert "most for Iceland (ISL) 50.4 % instead of 0.4 %" in text(comparison)
    assert "Most exposed is then Iceland (ISL)" in text(comparison)


def test_a_state_without_an_army_cannot_spend_more_and_is_not_counted() -> None:
    assert "of 2 other members with armed forces" in text(made_up.comparison())


def test_how_much_of_the_lost_spending_is_replaced() -> None:
    gone = "540 billion USD of spending a year no longer stand behind the promise"
    assert f"{gone}; the others replace 2.70 billion, 0.500 % of it" in text(made_up.comparison())
    assert "the others replace nothing of it" in text(made_up.comparison(0.0))
    assert "instead of replacing it, the others spend 2.70 billion less" in text(made_up.comparison(-1.0))


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
            "speaks against NATO (tone -0.600",
        ),
        ("{type: statement, speaker: USA, about: POL, tone: 0.5, credibility: 1}", "speaks in favour of Poland"),
        (
            "{type: letters, sender: USA, recipients: {POL: -0.5, GBR: -0.9}}",
            "writes to 2 allies (the United Kingdom and Poland)",
        ),
        ("{type: guideline, share: 3 %, due: 2021}", "the guideline becomes 3 % of GDP by 2021"),
        ("{type: leader, state: USA, stance: -0.5}", "the United States gets a leader of stance -0.500"),
        ("{type: intent, adversary: RUS, to: 0.5}", "the intent of Russia becomes 0.500"),
        ("{type: economy, states: [POL], growth: 0 %}", "the economy of Poland takes another course"),
        ("{type: budget, state: POL, share: 3 %}", "Poland sets its defence budget anew"),
        ("{type: exercise, states: [POL, GBR]}", "the event 'it' (exercise) takes place"),
    ],
)
def test_every_event_has_its_words(event: str, words: str) -> None:
    standings = "standings: {associate: {guarantee: 0.5, integration: 0.5, exercises: 0.5, votes: false}}\n"
    written = made_up.TEXT.replace("{id: downgrade, year: 2019, type: standing, state: USA, to: partner}", event)
    written = written.replace("{type", "{id: it, year: 2019, type") + standings
    scenario = made_up.scenario(written)
    comparison = made_up.comparison()
    assert words in text(replace(comparison, scenario=replace(comparison.scenario, scenario=scenario)))


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


def test_a_plain_world_s_table_has_its_first_and_last_year() -> None:
    table = outcome_table(made_up.plain()).splitlines()
    assert table[0].split()[:4] == ["unit", "2021", "2018", "drift"]
    assert next(line for line in table if line.startswith("capability")).split()[3:6] == ["6,120", "6,000", "120*"]


def test_the_table_of_states_has_the_most_endangered_first() -> None:
    rows = [line for line in state_table(made_up.comparison()).splitlines() if "(" in line[:30]]
    assert [row[: row.index(")") + 1] for row in rows] == ["Poland (POL)", "United Kingdom (GBR)", "Iceland (ISL)"]
    assert rows[0].split()[2:] == ["+1.00*", "+0.40*", "+2.70*", "-3,600*"]
