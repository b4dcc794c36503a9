"""Running: the same bits however the work is cut, whatever order a file has, on one process or two."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import numpy as np
import pytest

from alliance_sim import run as room
from alliance_sim.errors import DataError, InputError, ScenarioError
from alliance_sim.results.results import Results
from alliance_sim.run import compare_runs, run
from alliance_sim.scenario import load_scenario, load_text
from alliance_sim.world import build_world
from tests.worlds import nato

SHORT = nato("[{id: e, year: 2019, type: standing, state: USA, to: partner}]", end=2021, parameters="publicness: 0.02")


def same(first: Results, second: Results) -> bool:
    tables = [(first.state, second.state), (first.outcomes, second.outcomes), (first.dyads, second.dyads)]
    return all(one[name].tobytes() == other[name].tobytes() for one, other in tables for name in one)


def test_processes_and_chunks_change_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = run(SHORT, seeds=range(7))
    monkeypatch.setattr(room, "CHUNK", 2)
    assert same(alone, run(SHORT, seeds=range(7), workers=2))
    with ThreadPoolExecutor(3) as pool:
        assert same(alone, run(SHORT, seeds=range(7), executor=pool))


def test_a_seed_means_the_same_history_in_whatever_company() -> None:
    many = run(SHORT, seeds=[5, 2, 9])
    one = run(SHORT, seeds=[2])
    assert many.state["share"][1].tobytes() == one.state["share"][0].tobytes()


def test_by_default_the_seeds_are_the_files() -> None:
    assert run(SHORT).seeds == (2018, 2019, 2020, 2021)


def test_seed_zero_and_very_large_seeds() -> None:
    results = run(SHORT, seeds=[0, 2**41 + 7, 2**70])
    anxious = results.outcomes["anxiety"][:, -1]
    assert len(set(anxious)) == 3


def test_progress_counts_every_run() -> None:
    done: list[int] = []
    compare_runs(SHORT, seeds=range(3), progress=done.append)
    assert sum(done) == 6


def test_scenario_and_baseline_share_their_draws() -> None:
    """Before the event the two histories of a seed are the same to the bit."""
    both = compare_runs(SHORT, seeds=range(3))
    for name, values in both.scenario.state.items():
        assert values[:, 0].tobytes() == both.baseline.state[name][:, 0].tobytes(), name
    assert (both.scenario.outcomes["capability"] != both.baseline.outcomes["capability"]).any()


def test_a_world_without_events_is_its_own_baseline() -> None:
    calm = nato(end=2019)
    both = compare_runs(calm, seeds=[0])
    assert both.baseline is both.scenario


@pytest.mark.parametrize("seeds", [[], [-1], [3, -2]])
def test_seeds_that_are_none_are_refused(seeds: list[int]) -> None:
    with pytest.raises(InputError, match="seeds"):
        run(SHORT, seeds=seeds)


def test_an_unknown_engine_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match="agents"):
        run(SHORT, seeds=[0], engine="steam")


def test_the_first_year_is_the_data() -> None:
    results = run(load_scenario("nato-2018").model_copy(update={"end": 2019}), seeds=[3])
    share = dict(zip(results.states, results.state["share"][0, 0], strict=True))
    assert share["USA"] == pytest.approx(0.0325713)
    assert share["DEU"] == pytest.approx(0.0124993)
    assert share["ISL"] == 0.0


def test_a_state_without_an_army_works() -> None:
    """Iceland spends nothing, is not pressed, counts on its allies, and is not counted at the guideline."""
    results = run(load_scenario("nato-2018"), seeds=[1])
    i = results.states.index("ISL")
    for name in ("share", "budget", "capability", "pressure"):
        assert (results.state[name][0, :, i] == 0.0).all(), name
    assert (results.state["expected_aid"][0, :, i] > 0.0).all()
    assert np.isfinite(results.state["attack_probability"][0, :, i]).all()


def test_a_figure_that_nobody_has_is_an_error_that_says_what_to_do() -> None:
    text = "name: gap\nstart: 2018\nend: 2019\nstates: [ISL, NOR]\nfigures: {ISL: {armed_forces: true}}\n"
    with pytest.raises(
        ScenarioError, match=r"start 2018: the data set has no gdp or share of ISL; give them in `figures`"
    ):
        load_text(text)
    unarmed = load_text(text.replace("armed_forces: true", "armed_forces: false"))
    armed = unarmed.figures["ISL"].model_copy(update={"armed_forces": True})
    with pytest.raises(DataError, match=r"no share of ISL for 2018.*figures"):
        build_world(unarmed.model_copy(update={"figures": {"ISL": armed}}))


def test_parameters_have_an_effect() -> None:
    """No parameter is read and then forgotten: varying each one changes a history in which everything happens."""
    from alliance_sim.scenario.parameters import Parameters

    events = """[
      {id: a, year: 2019, type: standing, state: USA, to: partner},
      {id: b, year: 2019, type: statement, speaker: USA, about: NATO, tone: -0.5, credibility: 0.5, public: false},
      {id: c, year: 2019, type: letters, sender: USA, recipients: {DEU: -0.9, BEL: -0.5}},
      {id: d, year: 2019, type: crisis, adversary: RUS, target: EST, severity: major},
      {id: e, year: 2020, type: crisis, adversary: RUS, target: LVA, severity: limited},
      {id: f, year: 2021, type: crisis, adversary: RUS, target: LTU, severity: grey_zone},
      {id: g, year: 2019, type: readiness_initiative, battalions: 30, squadrons: 30, warships: 30, days: 30},
      {id: h, year: 2019, type: host_command, state: USA, command: Norfolk},
      {id: i, year: 2019, type: exercise, states: [POL, LTU]},
      {id: j, year: 2019, type: deployment, from: DEU, to: LTU, troops: 1200, framework: true},
      {id: k, year: 2019, type: trade_dispute, states: [USA, CAN], depth: 0.5},
      {id: l, year: 2019, type: summit, readiness: 0.6, tone: 0.5},
      {id: m, year: 2020, type: intent, adversary: RUS, to: 1.0},
      {id: n, year: 2021, type: leader, state: TUR, stance: -1, guardrail: 0},
      {id: o, year: 2021, type: pact, states: [FIN, USA]},
      {id: p, year: 2020, type: accession, state: UKR, consent: vote},
    ]"""
    lively = "attachment: 0.002, leaving_patience: 2, alignment_temperature: 0.02, consent_tolerance: 0.0055"
    lively += ", accommodation_price: 0.002"
    scenario = nato(events, end=2027, theory="crisis: contest, alignment: utility", parameters=lively)
    engine = "batch" if find_spec("numba") else "agents"  # the same bits, sooner
    base = run(scenario, range(3), engine)

    def moves(name: str, other: object) -> bool:
        changed = scenario.parameters.model_copy(update={name: other})
        return not same(base, run(scenario.model_copy(update={"parameters": changed}), range(3), engine))

    idle = []
    for name in Parameters.model_fields:
        value = getattr(scenario.parameters, name)
        others = ["berkemeier_fuhrmann_2018"] if isinstance(value, str) else [value * 2, value / 10]
        if not any(moves(name, other) for other in others):
            idle.append(name)
    assert idle == []
