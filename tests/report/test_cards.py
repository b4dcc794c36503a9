"""Role cards: a seat for every ally, figures of the first year, and nothing that needs a network."""

from __future__ import annotations

import re

import pytest

from alliance_sim.data.load import figure
from alliance_sim.report.cards import cards, cards_page
from alliance_sim.scenario import load_scenario, load_text

CARDS = {card.code: card for card in cards(load_scenario("nato-2018"))}


def test_every_member_and_partner_has_a_card_and_no_adversary() -> None:
    scenario = load_scenario("nato-2018")
    assert set(CARDS) == set(scenario.states) | set(scenario.partners)
    assert "RUS" not in CARDS


def test_the_figures_are_the_data_s() -> None:
    share = figure("POL", "defence_share", 2018)
    assert share is not None
    assert CARDS["POL"].share == pytest.approx(100 * share.value)
    assert CARDS["POL"].shortfall == 0.0
    germany = CARDS["DEU"]
    assert germany.shortfall == pytest.approx((0.02 - germany.share / 100) * germany.gdp)
    assert CARDS["USA"].rank == 1


def test_allies_are_named_by_what_their_help_is_worth() -> None:
    name, part = CARDS["POL"].counts_on[0]
    assert name == "United States"
    assert 50 < part < 100
    parts = [part for _, part in CARDS["POL"].counts_on]
    assert parts == sorted(parts, reverse=True)


def test_alone_a_state_would_spend_more() -> None:
    assert all(card.alone > card.share for card in CARDS.values() if card.share > 0.0)


def test_places_are_each_given_once_where_values_differ() -> None:
    assert sorted(card.rank for card in CARDS.values()) == list(range(1, len(CARDS) + 1))


def test_a_world_without_guideline_and_adversary_has_cards_too() -> None:
    text = cards_page(load_text("name: mine\nstart: 2018\nend: 2020\nstates: [USA, POL]\nalliance: {name: Two}\n"))
    assert text.count("<article>") == 2
    assert "guideline" not in text


def test_a_page_says_whose_figures_these_are() -> None:
    made_up, real = (cards_page(load_scenario(name)) for name in ("five-states", "nato-2018"))
    assert "member of League, year 1" in made_up
    assert "Figures: the scenario file&#39;s own." in made_up
    assert "member of NATO, 2018" in real
    assert "Figures: this package&#39;s data for 2018 (NATO, SIPRI, IMF)." in real


def test_the_page_asks_for_nothing_elsewhere() -> None:
    text = cards_page(load_scenario("nato-2018"))
    assert text.count("<article>") == len(CARDS)
    assert not re.search(r"<(script|link|img|iframe)|https?://|url\(", text)
