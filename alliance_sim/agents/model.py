"""The alliance as a Mesa model: one `step` is one year, run in the order of `schedule.PHASES`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import mesa
import numpy as np
from pydantic import ValidationError

from alliance_sim import draws
from alliance_sim.agents import crises, phases, realignment
from alliance_sim.agents.adversary import Adversary
from alliance_sim.agents.member_state import MemberState
from alliance_sim.agents.state import State
from alliance_sim.agents.ties import Tie
from alliance_sim.errors import InputError, Problem
from alliance_sim.exogenous import Exogenous, build_exogenous
from alliance_sim.metrics import OUTCOMES
from alliance_sim.results.record import Record
from alliance_sim.rules import chosen as rule_choice
from alliance_sim.rules import own as own_code
from alliance_sim.scenario import Scenario, load_scenario
from alliance_sim.scenario.theory import is_own_rule
from alliance_sim.scenario.wording import did_you_mean
from alliance_sim.schedule import PHASES, SKIPPED_IN_FIRST_YEAR
from alliance_sim.world import World, build_world


class AllianceModel(mesa.Model):
    """A scenario being lived through, year by year.

    scenario: a name, a path, a loaded `Scenario` or a built `World`. rng (or seed): the run's seed, an integer of 0 or
    more (text is accepted); the scenario's own when left out. state_class: a subclass of `MemberState`. collect:
    whether Mesa's DataCollector is kept. Any other keyword is a parameter or a theory of the scenario:
    `threat_elasticity=2.5`, `burden="public_good"`, or a function of your own, `burden=my_rule`. allow_code: whether
    rules that a file or a text names as `module:function` may be run. Raises ScenarioError or InputError for what
    cannot be run.

    The model starts at the end of the scenario's first year, which is in the data; each `step` is the next year, and
    the step after the last year only stops the model, so that `batch_run` of every Mesa reads the last year too.
    """

    def __init__(
        self,
        scenario: str | Path | Scenario | World = "nato-2018",
        *,
        rng: Any = None,
        state_class: type[MemberState] = MemberState,
        collect: bool = True,
        allow_code: bool = False,
        **settings: Any,
    ) -> None:
        # not a named argument: Mesa 3.5's batch_run would overwrite it
        seed = settings.pop("seed", None)
        handed = {name: settings.pop(name) for name in rule_choice.VARIANTS if callable(settings.get(name))}
        settings |= {name: _name(name, function) for name, function in handed.items()}
        self.world = _world(scenario, settings, allow_code)
        self.run_seed = _seed(seed if rng is None else rng, self.world.scenario.seed)
        super().__init__(rng=self.run_seed)
        self.random.seed(self.run_seed)
        chosen = self.world.scenario
        self.parameters = chosen.parameters
        self.rules = rule_choice.choose(chosen.theory.model_dump(), chosen.own_rules, handed)
        self.outside = _as_lists(build_exogenous(self.world))
        self.graph = self.world.graph()
        self.year, self.elapsed = chosen.start, 0
        self._key = draws.seed_key(self.run_seed)
        everyone = [
            Adversary(self, iso3) if i in self.world.adversaries else state_class(self, iso3)
            for i, iso3 in enumerate(self.world.states)
        ]
        self.everyone: list[State] = everyone
        self.states = [state for state in everyone if isinstance(state, MemberState)]
        self.learnt: list[list[float]] = []
        self.crises: list[crises.Crisis] = []
        self.waiting: list[int] = []
        self.adversaries = [state for state in everyone if isinstance(state, Adversary)]
        self.by_code = {state.iso3: state for state in self.states}
        self.treaty_area = [state.votes for state in self.states]
        self.largest = max(self.states, key=_size).position if self.states else 0
        self.history = Record.empty(chosen.end - chosen.start + 1, len(everyone), chosen.outcomes)
        phases.connect(self)
        for state in self.states:
            state.usual_shock = crises.base_shock(self, state)
        realignment.remember_first_year(self)
        self.datacollector = _collector(chosen.outcomes) if collect else None
        self._live()

    def step(self) -> None:
        """Live through the next year, or stop when the last is over."""
        if self.year >= self.world.scenario.end:
            self.running = False
            return
        self.year += 1
        self.elapsed += 1
        self._live()

    def draw(self, stream: int, i: int = 0, j: int = 0) -> float:
        """This year's draw of a stream for one or two states (their keys), strictly between 0 and 1."""
        return draws.uniform(self._key, stream, self.year, i, j)

    def outcome(self, name: str) -> float:
        """A measure of this year, by its name in `metrics.OUTCOMES`."""
        return float(self.history.outcomes[name][self.elapsed])

    def note(self, state: str, what: str, reason: str) -> None:
        """Write down a change that a state decided on itself, and why."""
        self.history.changes.append({"year": self.year, "state": state, "what": what, "reason": reason})

    def pairs(self) -> Iterator[tuple[MemberState, MemberState, Tie]]:
        """Every edge of the alliance graph once, in the order of the codes."""
        for state in self.states:
            for other, tie in state.links:
                if state.position < other.position:
                    yield state, other, tie

    def live_phase(self, phase: str) -> None:
        """Live through one phase of the year, by its name in `PHASES`; override it to watch a year from inside."""
        getattr(phases, phase)(self)

    def _live(self) -> None:
        for phase in PHASES:
            if self.elapsed > 0 or phase not in SKIPPED_IN_FIRST_YEAR:
                self.live_phase(phase)
        if self.datacollector is not None:
            self.datacollector.collect(self)


def _world(scenario: str | Path | Scenario | World, settings: dict[str, Any], allow_code: bool) -> World:
    """The world to start from, with parameters and theories given by keyword."""
    if isinstance(scenario, World):
        if not settings:
            return scenario
        scenario = scenario.scenario
    if not isinstance(scenario, Scenario):
        scenario = load_scenario(scenario, allow_code=allow_code)
    theory = {name: value for name, value in settings.items() if name in type(scenario.theory).model_fields}
    parameters = {name: value for name, value in settings.items() if name not in theory}
    known = [*type(scenario.theory).model_fields, *type(scenario.parameters).model_fields]
    unknown = [
        f"{name} is no parameter and no rule{did_you_mean(name, known)}" for name in settings if name not in known
    ]
    if unknown:
        raise InputError([Problem(message) for message in unknown])
    changed: dict[str, Any] = {}
    try:
        if theory:
            changed["theory"] = type(scenario.theory)(**{**scenario.theory.model_dump(), **theory})
            changed["own_rules"] = _own_rules(scenario, theory, allow_code)
        if parameters:
            changed["parameters"] = type(scenario.parameters)(**{**scenario.parameters.model_dump(), **parameters})
    except ValidationError as error:
        raise InputError([Problem(f"{e['loc'][0]}={e['input']!r}: {e['msg']}") for e in error.errors()]) from None
    return build_world(scenario.model_copy(update=changed) if changed else scenario)


def _own_rules(scenario: Scenario, theory: dict[str, Any], allow_code: bool) -> dict[str, own_code.OwnRule]:
    """What is known of the rules of the user's own, those given by keyword as `module:function` among them."""
    kept = {rule: own for rule, own in scenario.own_rules.items() if rule not in theory}
    named = {rule: name for rule, name in theory.items() if rule in rule_choice.VARIANTS and is_own_rule(name)}
    return kept | {rule: own_code.find(rule, name, admitted=True) for rule, name in named.items() if allow_code}


def _name(rule: str, function: Any) -> str:
    """How a theory names a function that Python code handed over."""
    name = f"{getattr(function, '__module__', '')}:{getattr(function, '__name__', '')}"
    if not is_own_rule(name):
        raise InputError(f"{rule}={function!r} has no name of its own; write it as a function with def")
    return name


def _seed(given: Any, default: int) -> int:
    """The run's seed as an integer; a page's input field gives text, and 0 is a seed."""
    if given is None:
        return default
    if isinstance(given, np.random.Generator):
        return int(given.integers(2**63))
    try:
        seed = int(given)
    except (TypeError, ValueError):
        raise InputError(f"seed {given!r} is not an integer of 0 or more") from None
    if seed < 0:
        raise InputError(f"seed {seed} is negative; use an integer of 0 or more")
    return seed


def _as_lists(outside: Exogenous) -> Any:
    """The yearly inputs as nested lists: reading one number of a list is several times faster than of an array."""
    values = {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in vars(outside).items()}
    return Exogenous(**values)


def _size(state: MemberState) -> tuple[float, str]:
    return (state.capability, state.iso3)


def _outcome(model: AllianceModel, name: str) -> float:
    return model.outcome(name)


def _collector(outcomes: tuple[str, ...]) -> mesa.DataCollector:
    """Mesa's collector: every outcome of the model by name, and the main quantities of every state."""
    return mesa.DataCollector(
        model_reporters={"year": "year"} | {name: partial(_outcome, name=name) for name in outcomes or OUTCOMES},
        agent_reporters={
            name: name for name in ("iso3", "share", "budget", "capability", "attack_probability", "anxiety")
        },
    )
