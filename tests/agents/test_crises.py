"""Crises in the agents engine: who comes, what is lost, what everyone believes afterwards."""

from __future__ import annotations

from functools import cache

import pytest

from alliance_sim.agents import AllianceModel
from alliance_sim.agents import crises as challenges
from alliance_sim.agents.crises import Crisis
from alliance_sim.rules import crisis
from alliance_sim.rules.crisis import GREY_ZONE, LIMITED, MAJOR
from alliance_sim.run import run
from alliance_sim.world import World, build_world
from tests.worlds import SILENT, made_up, nato

SEEDS = range(20)


def model_of(events: str = "[]", **given: str) -> AllianceModel:
    return AllianceModel(nato(events, end=2022, **given), rng=0, collect=False)


def reliance(model: AllianceModel, who: str, on: str) -> float:
    return float(model.graph.edges[who, on]["reliance"][who])


def after(severity: int, came: bool, who: str, **given: str) -> float:
    """What `who` believes of the United States after a crisis of Estonia in which it came or did not, less before."""
    model = model_of(**given)
    before = reliance(model, who, "USA")
    one = Crisis(model.adversaries[0], model.by_code["EST"], severity, came={"USA": came})
    challenges.leave_marks(model, [one])
    return reliance(model, who, "USA") - before


@pytest.mark.parametrize("severity", [GREY_ZONE, LIMITED, MAJOR])
@pytest.mark.parametrize("who", ["EST", "POL"])
def test_kept_promises_build_trust_and_broken_ones_destroy_more_of_it(severity: int, who: str) -> None:
    earned, lost = after(severity, True, who), -after(severity, False, who)
    assert 0.0 < 5.0 * earned < lost  # nine times as much where reliance is the prior, 0.75


@pytest.mark.parametrize("came", [True, False])
def test_a_witness_learns_less_than_the_target(came: bool) -> None:
    target, witness = (abs(after(LIMITED, came, who)) for who in ("EST", "POL"))
    assert 0.0 < witness < 0.5 * target


@pytest.mark.parametrize("came", [True, False])
@pytest.mark.parametrize("who", ["EST", "POL"])
def test_a_deed_in_the_grey_zone_says_less(came: bool, who: str) -> None:
    moves = [abs(after(severity, came, who)) for severity in (GREY_ZONE, LIMITED, MAJOR)]
    assert moves == sorted(moves)
    assert 0.0 < moves[0] < moves[1] < moves[2]


def test_who_was_not_called_is_judged_by_nobody() -> None:
    model = model_of()
    before = reliance(model, "EST", "GBR")
    one = Crisis(model.adversaries[0], model.by_code["EST"], MAJOR, came={"USA": False})
    challenges.leave_marks(model, [one])
    assert reliance(model, "EST", "GBR") == before


def test_readers_of_treaties_learn_nothing_from_deeds() -> None:
    assert after(MAJOR, False, "EST", theory="commitment: treaty, crisis: none, alignment: frozen") == 0.0


CRISIS = "[{{id: e, year: 2020, type: crisis, adversary: RUS, target: EST, severity: {}}}]"


@cache
def world_with(severity: str) -> World:
    return build_world(nato(CRISIS.format(severity), end=2020))


def lived_through(severity: str, seed: int) -> Crisis:
    """The one crisis of a world whose events bring one."""
    model = AllianceModel(world_with(severity), rng=seed, collect=False)
    model.step()
    model.step()
    (found,) = model.crises
    return found


def test_fewer_allies_come_in_the_grey_zone() -> None:
    fought = {name: [lived_through(name, seed) for seed in range(20)] for name in crisis.SEVERITIES}
    came = {name: sum(one.honoured for one in found) for name, found in fought.items()}
    called = {name: sum(one.called for one in found) for name, found in fought.items()}
    assert len(set(called.values())) == 1
    assert came["grey_zone"] < 0.6 * called["grey_zone"] < came["limited"]
    assert came["limited"] == came["major"]  # the same draws, and the same willingness


def test_allies_that_promised_come_about_as_often_as_they_are_willing() -> None:
    found = [lived_through("major", seed) for seed in range(40)]
    share = sum(one.honoured for one in found) / sum(one.called for one in found)
    assert share == pytest.approx(0.75, abs=0.04)  # 40 crises, some 28 allies each; the prior is 0.75


@pytest.mark.parametrize(("severity", "loss"), [(GREY_ZONE, 0.0), (LIMITED, 0.02), (MAJOR, 0.20)])
@pytest.mark.parametrize("held", [True, False])
def test_losses_follow_severity_and_holding_halves_them(severity: int, loss: float, held: bool) -> None:
    model = model_of()
    estonia, poland = model.by_code["EST"], model.by_code["POL"]
    stocks = estonia.capability, estonia.gdp, poland.capability
    challenges.leave_marks(model, [Crisis(model.adversaries[0], estonia, severity, held=held)])
    part = 0.5 * loss if held else loss
    assert estonia.capability == pytest.approx(stocks[0] * (1.0 - part))
    assert estonia.gdp == pytest.approx(stocks[1] * (1.0 - 0.1 * part))
    assert poland.capability == stocks[2]


def test_a_shock_is_felt_nearby_and_fades_by_half_in_its_half_life() -> None:
    model = model_of()
    challenges.leave_marks(model, [Crisis(model.adversaries[0], model.by_code["EST"], MAJOR)])
    shocks = {code: model.by_code[code].shock for code in ("EST", "LVA", "PRT")}
    assert shocks["EST"] == pytest.approx(0.10)
    assert shocks["EST"] >= shocks["LVA"] > shocks["PRT"] > 0.0
    assert model.parameters.shock_half_life == 1.0
    challenges.leave_marks(model, [])
    assert model.by_code["EST"].shock == pytest.approx(0.05)


def test_a_crisis_of_a_stranger_is_no_news() -> None:
    states = {
        "AAA": {"gdp": 100, "share": 0.02},
        "BBB": {"gdp": 100, "share": 0.02},
        "CCC": {"gdp": 100, "share": 0.02},
        "XXX": {"gdp": 100, "share": 0.05, "adversary": True},
    }
    more = f"standings: {{partner: {{guarantee: 0}}}}\ntheory: {{crisis: none}}\nparameters: {{{SILENT}}}\n"
    world = made_up(states, more=more, adversaries="{XXX: {intent: 0.3}}")
    alone = world.model_copy(update={"initial_standings": {**world.initial_standings, "CCC": "outside"}})
    model = AllianceModel(alone, rng=0, collect=False)
    challenges.leave_marks(model, [Crisis(model.adversaries[0], model.by_code["CCC"], MAJOR)])
    assert model.by_code["CCC"].shock > 0.0
    assert model.by_code["AAA"].shock == 0.0


def test_the_usual_crises_are_no_news_on_average() -> None:
    """Each year's shock is news against what the first year's hazards let everyone expect; without crises it is
    relief."""
    usual = AllianceModel("nato-2018", rng=0, collect=False).by_code["EST"].usual_shock
    assert usual > 0.0
    assert model_of().by_code["EST"].usual_shock == 0.0


def test_without_crises_there_are_none_and_with_them_there_are() -> None:
    short = {"end": 2022, "parameters": SILENT}
    none = run(nato(theory="crisis: none, alignment: frozen", **short), seeds=SEEDS[:3])
    some = run(nato(theory="crisis: contest, alignment: frozen", **short), seeds=SEEDS)
    assert none.outcomes["crises"].max() == 0.0
    assert 0.0 < some.outcomes["crises"].mean() < 3.0


def test_a_challenge_that_an_event_brings_comes_even_without_random_crises() -> None:
    assert lived_through("limited", 0).target.iso3 == "EST"


def test_a_border_makes_a_challenge_far_likelier() -> None:
    model = AllianceModel("nato-2018", rng=0, collect=False)
    russia = model.adversaries[0]
    near = challenges.hazard(model, russia, model.by_code["EST"], 0.1)
    far = challenges.hazard(model, russia, model.by_code["PRT"], 0.1)
    assert near > 10.0 * far > 0.0
