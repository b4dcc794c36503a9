"""Chance against theory: draws uniform and independent, noise logistic, and all that happens as often as its chance.

Every check ends in a p-value, and fails below `ONE`. All checks of this file together give a false alarm in one of a
thousand correct programs; the seeds are fixed, so an alarm repeats.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from alliance_sim import draws
from alliance_sim.agents import AllianceModel, crises, realignment
from alliance_sim.rules import alignment, crisis, odds
from alliance_sim.scenario import load_scenario
from alliance_sim.world import World, build_world

stats = pytest.importorskip("scipy.stats")

FALSE_ALARM = 1e-3
CHECKS = 200
"""At most so many p-values are looked at in this file; counted in the last test."""

ONE = FALSE_ALARM / CHECKS

STREAMS = {name: value for name, value in vars(draws).items() if name.isupper() and name != "MASK"}
CODES = [draws.actor_key(code) for code in ("DEU", "EST", "FIN", "GBR", "LTU", "POL", "TUR", "USA")]
SIZES = [20_000, pytest.param(1_000_000, marks=pytest.mark.verify)]
"""Draws a check: a glance in every run of the tests, a long look in `make verify`."""

Place = tuple[int, int, int, int, int]
"""Seed, stream, year, i, j of one draw."""


LOOKED: list[float] = []
"""The p-values looked at in this session."""


def plausible(p: float) -> bool:
    """Whether a correct program would do this often enough; the p-value is kept."""
    LOOKED.append(p)
    return p >= ONE


def places(count: int, stream: int = draws.CHALLENGE) -> Iterator[Place]:
    """Places as a run has them: seeds from 0, the years of a century, pairs of states."""
    years, n = range(1950, 2050), len(CODES)
    for number in range(count):
        seed, rest = divmod(number, len(years) * n * n)
        year, pair = divmod(rest, n * n)
        yield seed, stream, years[year], CODES[pair // n], CODES[pair % n]


def drawn(where: Iterable[Place]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([draws.uniform(draws.seed_key(seed), *rest) for seed, *rest in where])


def even(values: np.ndarray[Any, Any], bins: int = 256) -> float:
    """p-value of equal counts in bins of equal width."""
    return float(stats.chisquare(np.histogram(values, bins, (0.0, 1.0))[0]).pvalue)


def apart(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any], bins: int = 16) -> float:
    """p-value of equal counts in the squares of the plane that two series span."""
    table = np.histogram2d(one, other, bins, ((0.0, 1.0), (0.0, 1.0)))[0]
    return float(stats.chisquare(table.ravel()).pvalue)


# Draws


@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("stream", STREAMS)
def test_each_stream_is_uniform(stream: str, count: int) -> None:
    values = drawn(places(count, STREAMS[stream]))
    assert plausible(even(values))
    assert plausible(float(stats.kstest(values, "uniform").pvalue))


@pytest.mark.parametrize("count", SIZES)
def test_each_bit_is_set_half_the_time(count: int) -> None:
    """All 52, so that what is computed from the last digits of a draw is as good as what the first decide."""
    bits = (drawn(places(count)) * 2.0**52).astype(np.uint64)
    for place in range(52):
        ones = int(((bits >> np.uint64(place)) & np.uint64(1)).sum())
        assert plausible(float(stats.binomtest(ones, count).pvalue))


NEIGHBOURS: dict[str, Callable[[Place], Place]] = {
    "next seed": lambda at: (at[0] + 1, *at[1:]),
    "next stream": lambda at: (at[0], at[1] + 1, *at[2:]),
    "next year": lambda at: (*at[:2], at[2] + 1, *at[3:]),
    "ten years on": lambda at: (*at[:2], at[2] + 10, *at[3:]),
    "another actor": lambda at: (*at[:3], at[3] + 1, at[4]),
    "another target": lambda at: (*at[:4], at[4] + 1),
    "the other way round": lambda at: (*at[:3], at[4], at[3] + (at[3] == at[4])),
    "seed and stream exchanged": lambda at: (at[1], at[0] + 11, *at[2:]),
}
"""From a draw to one that shares all but one thing with it: the two must know nothing of each other."""


@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("step", NEIGHBOURS)
def test_neighbouring_draws_are_independent(step: str, count: int) -> None:
    here = list(places(count))
    one, other = drawn(here), drawn(map(NEIGHBOURS[step], here))
    assert plausible(apart(one, other))
    assert plausible(float(stats.pearsonr(one, other).pvalue))


def test_what_is_not_uniform_or_not_independent_is_noticed() -> None:
    values = drawn(places(20_000))
    assert even(values**1.1) < ONE
    assert apart(values, (values + 0.3) % 1.0) < ONE
    blend = np.where(drawn(places(20_000, draws.HOLD)) < 0.1, values, drawn(places(20_000, draws.JOIN)))
    assert apart(values, blend) < ONE


# Noise


@pytest.mark.parametrize("count", SIZES)
def test_noise_is_logistic_with_its_scale(count: int) -> None:
    noise = np.array([odds.logistic_noise(u, 0.15) for u in drawn(places(count, draws.SIGNAL))])
    assert plausible(float(stats.kstest(noise, stats.logistic(scale=0.15).cdf).pvalue))
    variance = (0.15 * math.pi) ** 2 / 3.0
    error = variance * math.sqrt((4.2 - 1.0) / count)  # the logistic's kurtosis is 4.2
    assert plausible(float(2.0 * stats.norm.sf(abs(noise.var() - variance) / error)))
    assert float(stats.kstest(1.05 * noise, stats.logistic(scale=0.10).cdf).pvalue) < ONE


def test_willingness_is_seen_through_that_noise() -> None:
    world = small(signal_noise=0.3)
    seen = [state.public_noise for model in lives(world, range(10)) for state in model.states]
    assert len(seen) > 2_000
    assert plausible(float(stats.kstest(seen, stats.logistic(scale=0.3).cdf).pvalue))


# What happens by chance in the model


@dataclass
class Trials:
    """The chances at which something could happen, and how often it did."""

    chances: list[float] = field(default_factory=list)
    happened: int = 0

    def p_value(self) -> float:
        """Of so many happening, if each happens with its chance; normal, so it wants many of either outcome."""
        variance = math.fsum(p * (1.0 - p) for p in self.chances)
        assert variance > 50.0
        return float(2.0 * stats.norm.sf(abs(self.happened - math.fsum(self.chances)) / math.sqrt(variance)))


def small(**parameters: float) -> World:
    """The years to 2024 with other parameters."""
    settings = ["end=2024", *(f"parameters.{name}={value}" for name, value in parameters.items())]
    return build_world(load_scenario("us-partner-only", settings=settings))


def lives(world: World, seeds: range) -> Iterator[AllianceModel]:
    """The model after every year of every seed."""
    for seed in seeds:
        model = AllianceModel(world, rng=seed, collect=False)
        yield model
        while model.year < world.scenario.end:
            model.step()
            yield model


def watch(
    monkeypatch: pytest.MonkeyPatch, module: Any, chance: str, room: Any, decision: str, count: Callable[[Any], int]
) -> Trials:
    """Keep every chance that `module.chance` gives while `room.decision` runs, and count what this decided."""
    trials, inside = Trials(), [False]
    given, decide = getattr(module, chance), getattr(room, decision)

    def heard(*args: float) -> float:
        value: float = given(*args)
        if inside[0]:
            trials.chances.append(value)
        return value

    def counted(*args: Any) -> Any:
        inside[0] = True
        said = decide(*args)
        inside[0] = False
        trials.happened += count(args[-1] if said is None and decision == "_fight" else said)
        return said

    monkeypatch.setattr(module, chance, heard)
    monkeypatch.setattr(room, decision, counted)
    return trials


HAZARDS: dict[str, tuple[Any, ...]] = {
    "allies come": (crisis, "honour_chance", crises, "_fight", lambda one: sum(one.came.values())),
    "the challenged hold": (crisis, "holding_chance", crises, "_fight", lambda one: one.held),
    "a member steps down": (alignment, "chance_to_act", realignment, "step_down", lambda to: to is not None),
    "a state joins": (alignment, "chance_to_act", realignment, "join", lambda to: to is not None),
    "a state accommodates": (alignment, "chance_to_act", realignment, "accommodate", len),
}
"""What happens: the rule that gives its chance, the step that decides, and how often it happened in one step."""


@pytest.mark.parametrize("seeds", [30, pytest.param(300, marks=pytest.mark.verify)])
def test_all_happens_as_often_as_its_chance(seeds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    world = small(
        dispute_rate_contiguous=0.5, dispute_rate_other=0.05, attachment=0, accommodation_price=0,
        alignment_temperature=0.02, leaving_patience=1,
    )  # fmt: skip
    monkeypatch.setattr(realignment, "objectors", lambda candidate: [])
    watched = {what: watch(monkeypatch, *how) for what, how in HAZARDS.items()}
    for _ in lives(world, range(seeds)):
        pass
    assert {what: trials.p_value() for what, trials in watched.items() if not plausible(trials.p_value())} == {}
    for trials in watched.values():
        trials.happened += math.ceil(0.1 * len(trials.chances))
        assert trials.p_value() < ONE


def test_no_more_was_looked_at_than_the_false_alarms_allow() -> None:
    assert len(LOOKED) <= CHECKS


@pytest.mark.verify
def test_the_row(reliability: Callable[..., None]) -> None:
    """Last, since it tells of all checks before it."""
    failed = sum(p < ONE for p in LOOKED)
    told = f"{len(LOOKED)} p-values, the least {min(LOOKED, default=1.0):.2g}; bound {ONE:.0e}"
    reliability("draws, noise and what happens by chance, against theory", told, failed)
    assert failed == 0
