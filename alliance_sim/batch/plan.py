"""What every run of a scenario shares, and what one run lives in: the arrays that the compiled loop works on."""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from alliance_sim import draws
from alliance_sim.batch import layout
from alliance_sim.exogenous import Exogenous, build_exogenous
from alliance_sim.metrics import OUTCOMES
from alliance_sim.rules import commitment
from alliance_sim.rules.alignment import STEP_DOWN
from alliance_sim.rules.chosen import VARIANTS
from alliance_sim.scenario.parameters import TREATY_PRIORS, Parameters

if TYPE_CHECKING:
    from alliance_sim.scenario import Scenario
    from alliance_sim.world import World


Array = Any
"""An array of numbers; `Any`, since the measures read its rows as sequences and the loop its entries as floats."""

NUMBERS = tuple(name for name in Parameters.model_fields if name != "treaty_prior")

_Settings = namedtuple("Settings", [*NUMBERS, "prior"])  # type: ignore[misc]
Settings: Any = _Settings
"""The scenario's parameters as plain floats."""


class Plan(NamedTuple):
    """What every run of a scenario shares; the arrays are laid out as in `layout`.

    n: states, adversaries included. ally [i]: whether a state is none. adversaries: their positions by rank. keys: of
    the actors' codes. threat, burden, commitment: which variant. outcomes: which measures. standings: levels; lower:
    the standing to which one steps down from each; full: that of a member. decided, applied, challenged, concluded:
    rows of year and what events bring. voiced_from: first year in which anybody complains. toned [year, i]: whether i
    hears anybody in a tone of his own.
    """

    n: int
    start: int
    member: int
    largest: int
    threat: int
    burden: int
    commitment: int
    treaty_believed: bool
    by_chance: bool
    frozen: bool
    voiced_from: int
    ally: Array
    armed: Array
    adversaries: Array
    keys: Array
    toned: Array
    levels: Array
    lower: Array
    outcomes: Array
    yearly: Array
    states: Array
    dyads: Array
    toward: Array
    adversary: Array
    fixed: Array
    decided: Array
    applied: Array
    challenged: Array
    concluded: Array


class Life(NamedTuple):
    """Everything that changes in one run: [row, …] as in `layout`; `linked` [i, j]: whether two states have a tie.

    `numbers`, `wholes` and `flags` are the memory of the others, one array a type, so that a run begins with a copy.
    """

    numbers: Array
    wholes: Array
    flags: Array
    state: Array
    dyad: Array
    toward: Array
    mark: Array
    tally: Array
    waiting: Array
    linked: Array


class Work(NamedTuple):
    """Room for what does not outlast a year: crises, who came to them, pacts wanted, intent as it is seen, a row of
    numbers by state."""

    crisis: Array
    came: Array
    pacts: Array
    gains: Array
    intent: Array
    row: Array


class Book(NamedTuple):
    """Where one run is written: state [row, year, state], outcomes [outcome, year], dyads [row, year, i, j], standing
    [year, state], changes [number, column] (see `layout`). An array without years, or rows, is not wanted. adds:
    whether dyads are added to those of the runs before."""

    state: Array
    outcomes: Array
    dyads: Array
    standing: Array
    changes: Array
    adds: bool


def new_life(plan: Plan) -> Life:
    """Empty room for one run."""
    n, rivals, waiting = plan.n, len(plan.adversaries), len(plan.applied)
    shapes = [(layout.STATE_ROWS, n), (layout.DYAD_ROWS, n, n), (layout.TOWARD_ROWS, n, rivals)]
    numbers, tables = _carve(shapes, np.float64)
    wholes, counts = _carve([(layout.COUNT_ROWS, n), (layout.TALLIES,), (waiting,)], np.int64)
    flags = np.zeros(n * n, dtype=np.bool_)
    state, dyad, toward = tables
    mark, tally, row = counts
    return Life(numbers, wholes, flags, state, dyad, toward, mark, tally, row, flags.reshape(n, n))


def new_work(plan: Plan) -> Work:
    """Room for what does not outlast a year."""
    n = plan.n
    most = len(plan.adversaries) * n + len(plan.challenged)
    return Work(
        np.zeros((most, layout.CRISIS_COLUMNS), dtype=np.int64), np.zeros((most, n), dtype=np.int64),
        np.zeros((n * n, 2), dtype=np.int64), np.zeros((n * n, 2)), np.zeros((len(plan.adversaries), n)),
        np.zeros(n),
    )  # fmt: skip


def _carve(shapes: list[tuple[int, ...]], kind: Any) -> tuple[Array, list[Array]]:
    """One flat array and, one after another in it, arrays of these shapes."""
    sizes = [int(np.prod(shape)) for shape in shapes]
    flat = np.zeros(sum(sizes), dtype=kind)
    ends = np.cumsum(sizes).tolist()
    return flat, [flat[end - size : end].reshape(shape) for shape, size, end in zip(shapes, sizes, ends, strict=True)]


def settings(scenario: Scenario) -> Any:
    """The scenario's parameters, all as floats, so that every scenario has the same types."""
    p = scenario.parameters
    return Settings(**{name: float(getattr(p, name)) for name in NUMBERS}, prior=TREATY_PRIORS[p.treaty_prior])


def build_plan(world: World) -> Plan:
    """The arrays that every run of a world shares. Raises what `build_exogenous` raises."""
    scenario, outside, n = world.scenario, build_exogenous(world), len(world.states)
    allies = np.array([i in world.members for i in range(n)], dtype=np.bool_)
    standings, theory = list(scenario.standings), scenario.theory
    levels = [(s.guarantee, s.integration, s.exercises, float(s.votes)) for s in scenario.standings.values()]
    codes = list(OUTCOMES)
    size = {i: (float(world.figures.capability[i]), world.states[i]) for i in world.members}
    armed = (world.figures.receptivity > 0.0) | (world.figures.share > 0.0) | ~allies
    return Plan(
        n=n, start=scenario.start, member=standings.index("member"),
        largest=max(size, key=lambda i: size[i]) if size else 0,
        threat=_variant("threat", theory.threat), burden=_variant("burden", theory.burden),
        commitment=_variant("commitment", theory.commitment),
        treaty_believed=theory.commitment == "treaty", by_chance=theory.crisis != "none",
        frozen=theory.alignment == "frozen",
        ally=allies, armed=armed, adversaries=np.array(world.adversaries, dtype=np.int64),
        keys=np.array([draws.actor_key(iso3) for iso3 in world.states], dtype=np.uint64),
        levels=np.array(levels, dtype=np.float64).T.copy(),
        lower=np.array([standings.index(STEP_DOWN.get(name, "outside")) for name in standings], dtype=np.int64),
        outcomes=np.array([codes.index(name) for name in scenario.outcomes or codes], dtype=np.int64),
        **_outside(outside), **_fixed(world), **_rows(outside, standings),
    )  # fmt: skip


def _variant(rule: str, name: str) -> int:
    """Number of a variant; a rule of the user's own stands after them."""
    names = list(VARIANTS[rule])
    return names.index(name) if name in names else len(names)


def _outside(outside: Exogenous) -> dict[str, Array]:
    """The yearly inputs, stacked as in `layout`."""
    tripwire = np.full(outside.troops.shape, commitment.tripwire(0.0))
    stationed = outside.troops != 0.0
    tripwire[stationed] = [commitment.tripwire(persons) for persons in outside.troops[stationed].tolist()]
    years = len(outside.guideline)
    return {
        "voiced_from": next((t for t in range(years) if outside.voiced[t].any()), years),
        "toned": np.any(outside.tone != 0.0, axis=2),
        "yearly": np.stack([outside.guideline, outside.guideline_aim, outside.urgency]),
        "states": np.stack(
            [
                outside.growth, outside.level, outside.letter_pressure, outside.stance, outside.guardrail,
                outside.budget_share, outside.budget_change, outside.menace, outside.readiness, outside.will,
                outside.hosting,
            ]
        ),
        "dyads": np.stack([outside.voiced, outside.tone, tripwire, outside.practised]),
        "toward": np.stack([outside.intent, outside.seen_intent]),
    }  # fmt: skip


def _fixed(world: World) -> dict[str, Array]:
    """What never changes: adversaries' reach, distances and pacts of the first year."""
    far = world.distance_km[list(world.adversaries)].reshape(world.intent.shape)
    borders = (far == 0.0).astype(np.float64)
    return {
        "adversary": np.stack([world.intent, world.attack_by, world.power_left, borders]),
        "fixed": np.stack([world.help_left, world.nearness, world.pact]),
    }


def _rows(outside: Exogenous, standings: list[str]) -> dict[str, Array]:
    """What events decide, ask for, bring and conclude, as rows that begin with the year."""
    decided = [(t, c.state, standings.index(c.to), c.phase_in) for t, row in enumerate(outside.standing) for c in row]
    applied = [(t, a.state) for t, row in enumerate(outside.applications) for a in row]
    challenged = [(t, c.adversary, c.target, c.severity) for t, row in enumerate(outside.challenges) for c in row]
    concluded = [(t, c.one, c.other, int(c.end)) for t, row in enumerate(outside.treaties) for c in row]
    tables: dict[str, Any] = {"decided": decided, "applied": applied, "challenged": challenged, "concluded": concluded}
    return {
        name: np.array(rows, dtype=np.int64).reshape(len(rows), 2 if name == "applied" else 4)
        for name, rows in tables.items()
    }
