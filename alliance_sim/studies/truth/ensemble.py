"""A forecast with all it does not know: many seeds of the model, and the errors that its fit left, by years ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alliance_sim.studies.truth.carry import Carry, errors
from alliance_sim.studies.truth.history import modelled, with_parameters, without_chance
from alliance_sim.studies.truth.priors import FITTED
from alliance_sim.studies.truth.scores import band

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from alliance_sim.scenario import Scenario
    from alliance_sim.studies.truth.shares import Shares

    Array = NDArray[np.float64]

SEEDS = 60
DRAWS = 10
"""Past errors drawn for every seed."""


@dataclass(frozen=True)
class Outlook:
    """A forecast: the model's path without chance, and an ensemble around it.

    Args:
        point: [year, state], share of GDP: the path without noise or chance crises.
        ensemble: [member, year, state], share of GDP.
    """

    point: Array
    ensemble: Array

    def band(self) -> tuple[Array, Array]:
        """The 90 % band: lower and upper ends [year, state]."""
        return band(self.ensemble)


def outlook(
    known: Shares, scenario: Scenario, parameters: Mapping[str, float], carry: Carry, seeds: int = SEEDS
) -> Outlook:
    """Forecast the years after the last known one, to the scenario's end.

    Every seed's own past is held against the known shares, so all of them start there; to each are added errors like
    those that such forecasts made within the known years, as many years ahead. Since the fit saw those years they are
    widened by √(n/(n-k)): n states, whose errors hang together over years, and k fitted numbers.
    """
    told = with_parameters(scenario, parameters)
    path = modelled(without_chance(told), known.states)[0]
    point = carry.onward(path, known.values)
    spread = carry.onward(modelled(told, known.states, range(seeds)), known.values)
    spread = point * np.exp(np.log(spread) - np.median(np.log(spread), axis=0))
    past = errors(path, known.values, carry, len(point))
    widened = np.sqrt(len(known.states) / (len(known.states) - len(FITTED)))
    shocks = widened * _shocks(past, len(point), (seeds * DRAWS, len(known.states)))
    return Outlook(point, np.repeat(spread, DRAWS, axis=0) * np.exp(shocks))


def _shocks(past: dict[int, Array], years: int, shape: tuple[int, int]) -> Array:
    """Errors drawn from past ones: [member, year, state], log ratio.

    Their shape is that of all past errors, each in units of the usual size for its years ahead; their size is the usual
    one, never smaller further ahead. Where no past forecast looks as far, or too few do to say, it grows with the root
    of the years, as that of a random walk.
    """
    sizes = {ahead: float(np.sqrt(np.mean(np.square(found)))) for ahead, found in past.items()}
    pool = np.concatenate([past[ahead].ravel() / sizes[ahead] for ahead in past])
    longest = max(ahead for ahead in past if len(past[ahead]) >= min(3, len(past[1])))
    generator, drawn, least = np.random.default_rng(0), [], 0.0
    for ahead in range(1, years + 1):
        used = min(ahead, longest)
        least = max(least, sizes[used] * float(np.sqrt(ahead / used)))
        drawn.append(-least * generator.choice(pool, size=shape))
    return np.stack(drawn, axis=1)
