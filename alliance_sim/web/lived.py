"""A world lived through up to a year: what came out, what each state alone knows, and what its agents would do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alliance_sim.agents import AllianceModel, realignment
from alliance_sim.results.results import Results
from alliance_sim.rules.crisis import SEVERITIES
from alliance_sim.scenario import with_events
from alliance_sim.scenario.parameters import TREATY_PRIORS

if TYPE_CHECKING:
    from alliance_sim.agents import MemberState
    from alliance_sim.scenario import Scenario

Fact = dict[str, Any]


@dataclass(frozen=True)
class Lived:
    """One seed of a scenario from its first year to `year`.

    results: one replicate. crises: by year, who was challenged and who came. secrets: by state, what only it knows.
    objectors: by state without a vote, the members whose agents object to it as a member. suitors: by state, the
    states that would gain from a pact with it. advice: by state, the defence share its agent would choose next year.
    """

    year: int
    results: Results
    crises: dict[int, list[Fact]]
    secrets: dict[str, Fact] = field(default_factory=dict)
    objectors: dict[str, list[str]] = field(default_factory=dict)
    suitors: dict[str, list[str]] = field(default_factory=dict)
    advice: dict[str, float] = field(default_factory=dict)


def extended(scenario: Scenario, events: Sequence[Mapping[str, Any]]) -> Scenario:
    """The scenario with further events; rules of the user's own that it was loaded with stay admitted.

    Raises ScenarioError, with every problem, where they do not go together.
    """
    return with_events(scenario, events, allow_code=bool(scenario.own_rules))


def live(scenario: Scenario, year: int, inside: bool = True) -> Lived:
    """Live through a scenario up to the end of a year with its first seed, in the agents engine.

    inside: whether the states' secrets and their agents' advice are wanted too.
    """
    model = AllianceModel(scenario, collect=False)
    crises = {model.year: _crises(model)}
    while model.year < year:
        model.step()
        crises[model.year] = _crises(model)
    lived = Lived(year, results_of(model), crises)
    if not inside:
        return lived
    secrets = {state.iso3: _secrets(state) for state in model.states}
    objectors = {
        state.iso3: [reason[:3] for reason in realignment.objectors(state)] for state in model.states if not state.votes
    }
    suitors = {state.iso3: _suitors(state) for state in model.states}
    model.step()  # nothing is ordered for the next year yet: what is left is the agents' own choice
    advice = {state.iso3: state.share for state in model.states}
    return Lived(year, lived.results, crises, secrets, objectors, suitors, advice)


def results_of(model: AllianceModel) -> Results:
    """The results of a model up to the year it is in."""
    end, history, first = model.elapsed + 1, model.history, model.world.scenario.start
    return Results(
        scenario=model.world.scenario,
        seeds=(model.run_seed,),
        years=tuple(range(first, first + end)),
        states=model.world.states,
        state={name: values[None, :end].copy() for name, values in history.state.items()},
        outcomes={name: values[None, :end].copy() for name, values in history.outcomes.items()},
        dyads={name: values[:end].copy() for name, values in history.dyads.items()},
        standing=history.standing[None, :end].copy(),
        changes=[{"replicate": 0, **change} for change in history.changes],
    )


def _crises(model: AllianceModel) -> list[Fact]:
    return [
        {
            "adversary": one.adversary.iso3,
            "target": one.target.iso3,
            "severity": SEVERITIES[one.severity],
            "came": sorted(code for code, came in one.came.items() if came),
            "stayed": sorted(code for code, came in one.came.items() if not came),
            "held": one.held,
        }
        for one in model.crises
    ]


def _secrets(state: MemberState) -> Fact:
    """What only the state knows: the danger it sees, and what it believes of each ally."""
    troops, i = state.model.outside.troops[state.model.elapsed], state.position
    codes = state.model.world.states
    return {
        "danger": state.perceived_attack_probability,
        "own": state.readiness * state.capability,
        "aid": state.expected_aid,
        "pressure": state.pressure,
        "entrapment": state.entrapment,
        "anxiety": state.anxiety,
        "allies": [
            {"code": ally.iso3, "reliance": tie["reliance"][state.iso3], "aid": tie["aid"][state.iso3],
             "tie": tie["tie"], "treaty": tie["treaty"] > 0.0}
            for ally, tie in state.links
        ],
        "abroad": {codes[host]: int(row[i]) for host, row in enumerate(troops) if row[i] > 0.0},
        "hosted": {codes[sender]: int(persons) for sender, persons in enumerate(troops[i]) if persons > 0.0},
    }  # fmt: skip


def _suitors(state: MemberState) -> list[str]:
    """The states whose agents would gain from a bilateral pact with this one."""
    prior = TREATY_PRIORS[state.model.parameters.treaty_prior]
    return [
        other.iso3
        for other in state.model.states
        if other is not state and other.armed and realignment.pact_gain(other, state, prior) > 0.0
    ]
