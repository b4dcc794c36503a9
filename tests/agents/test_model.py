"""The Mesa engine as a Mesa user meets it."""

from __future__ import annotations

import gc
import pickle
import weakref
from collections.abc import Callable

import mesa
import networkx as nx
import numpy as np
import pytest

from alliance_sim.agents import Adversary, AllianceModel, MemberState, phases
from alliance_sim.errors import InputError
from alliance_sim.metrics import OUTCOMES
from alliance_sim.schedule import PHASES
from tests.worlds import nato, same_bits

SHORT = nato("[{id: e, year: 2019, type: standing, state: USA, to: partner}]", end=2021, parameters="publicness: 0.02")


def finished(**given: object) -> AllianceModel:
    model = AllianceModel(SHORT, **given)
    model.run_model()
    return model


def test_states_are_agents_on_a_live_networkx_graph() -> None:
    model = AllianceModel(SHORT, rng=1)
    assert isinstance(model.graph, nx.Graph)
    assert {type(agent) for agent in model.agents} == {MemberState, Adversary}
    assert sorted(model.graph.nodes) == sorted(state.iso3 for state in model.agents if isinstance(state, MemberState))
    tie = model.graph.edges["USA", "POL"]
    assert tie["pact"] == "alliance"
    assert 0.0 < tie["tie"] < 1.0
    assert set(tie["reliance"]) == {"USA", "POL"}
    before = tie["reliance"]["POL"]
    model.step()
    model.step()
    assert model.graph.edges["USA", "POL"]["reliance"]["POL"] < before


def test_what_a_user_does_to_the_graph_counts() -> None:
    """Cutting every edge of a state between two steps leaves it alone from the next year on."""
    model = AllianceModel(SHORT, rng=1)
    model.graph.remove_edges_from(list(model.graph.edges("POL")))
    model.step()
    assert model.by_code["POL"].expected_aid == 0.0
    assert model.by_code["LTU"].expected_aid > 0.0


def test_the_first_year_is_the_datas_and_each_step_is_a_year() -> None:
    model = AllianceModel(SHORT, rng=1)
    assert model.year == 2018
    assert model.by_code["EST"].share == pytest.approx(0.0201103)
    years = [model.year]
    while model.running:
        model.step()
        years.append(model.year)
    assert years == [2018, 2019, 2020, 2021, 2021]


def test_the_data_collector_has_every_outcome_once_a_year() -> None:
    model = finished(rng=1)
    table = model.datacollector.get_model_vars_dataframe()
    assert list(table["year"]) == [2018, 2019, 2020, 2021]
    assert set(OUTCOMES) < set(table.columns)
    assert list(table["deterrence"]) == list(model.history.outcomes["deterrence"])
    agents = model.datacollector.get_agent_vars_dataframe()
    assert len(agents) == 4 * len(model.agents)


def test_one_seed_one_history_whatever_form_it_is_given_in() -> None:
    runs = [finished(rng=7), finished(seed=7), finished(rng="7"), finished(rng=np.int64(7))]
    assert all(same_bits(runs[0].history, other.history) for other in runs[1:])
    assert not same_bits(runs[0].history, finished(rng=8).history)


def test_seed_zero_is_a_seed_and_no_seed_is_the_scenarios() -> None:
    assert not same_bits(finished(rng=0).history, finished().history)
    assert same_bits(finished().history, finished(rng=2018).history)


@pytest.mark.parametrize("bad", ["x", -1, 1.5j])
def test_a_seed_that_is_none_is_refused(bad: object) -> None:
    with pytest.raises(InputError, match="seed"):
        AllianceModel(SHORT, rng=bad)


def test_chance_of_others_does_not_leak_in() -> None:
    """Only the counter-based draws decide; Mesa's and numpy's generators may be used by a subclass without harm."""
    model = AllianceModel(SHORT, rng=3)
    model.random.random()
    model.rng.random()
    np.random.default_rng().random()
    model.run_model()
    assert same_bits(model.history, finished(rng=3).history)


def test_parameters_and_theories_by_keyword() -> None:
    bold = finished(rng=1, threat_elasticity=9.0, burden="threat_only")
    assert bold.parameters.threat_elasticity == 9.0
    assert not same_bits(bold.history, finished(rng=1).history)
    with pytest.raises(InputError, match="threat_elasticty is no parameter and no rule; did you mean threat_elastici"):
        AllianceModel(SHORT, threat_elasticty=2.0)
    with pytest.raises(InputError, match="publicness"):
        AllianceModel(SHORT, publicness=7.0)


def test_a_subclass_changes_what_states_do() -> None:
    class Pacifist(MemberState):
        def own_share(self) -> float:
            return 0.5 * self.share

    model = finished(rng=1, state_class=Pacifist)
    assert model.by_code["DEU"].share == pytest.approx(0.0124993 / 8.0)


def test_batch_run_over_seeds_and_parameters_reads_the_last_year() -> None:
    rows = mesa.batch_run(
        AllianceModel,
        {"scenario": [SHORT], "seed": [0, 1], "threat_elasticity": [1.0, 5.0]},
        number_processes=1,
        display_progress=False,
    )
    table = {(row["seed"], row["threat_elasticity"]): row["deterrence"] for row in rows}
    assert {row["year"] for row in rows} == {2021}
    assert len(set(table.values())) == 4
    for (seed, elasticity), value in table.items():
        assert value == finished(rng=seed, threat_elasticity=elasticity).outcome("deterrence")


def test_a_model_can_be_pickled_and_goes_on_from_there() -> None:
    model = AllianceModel(SHORT, rng=1)
    model.step()
    again = pickle.loads(pickle.dumps(model.history))
    assert same_bits(again, model.history)


def test_models_are_freed() -> None:
    """A model and its states are gone once nobody holds it, on every Mesa."""
    model = AllianceModel(SHORT, rng=1)
    model.step()
    watch = [weakref.ref(model), weakref.ref(model.by_code["POL"])]
    del model
    gc.collect()
    assert [ref() for ref in watch] == [None, None]


def test_agent_numbers_are_unique_within_a_model() -> None:
    first, second = AllianceModel(SHORT, rng=1), AllianceModel(SHORT, rng=2)
    for model in (first, second):
        numbers = [agent.unique_id for agent in model.agents]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_a_year_runs_in_the_stated_order(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []

    def watched(phase: str, original: Callable[[AllianceModel], None]) -> Callable[[AllianceModel], None]:
        def run(model: AllianceModel) -> None:
            called.append(phase)
            original(model)

        return run

    for phase in PHASES:
        monkeypatch.setattr(phases, phase, watched(phase, getattr(phases, phase)))
    model = AllianceModel(SHORT, rng=1)
    first_year = list(called)
    called.clear()
    model.step()
    assert called == list(PHASES)
    assert first_year == [phase for phase in PHASES if phase not in ("growth", "budgets", "capability")]
