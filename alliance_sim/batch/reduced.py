"""Very many runs, of which only what is asked of them is kept: yearly outcomes, added up as they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from alliance_sim.batch.engine import Batch
from alliance_sim.metrics import OUTCOMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alliance_sim.world import World

CHUNK = 100
"""Runs between two additions; memory grows with it and not with the number of runs."""


@dataclass(frozen=True)
class Reduced:
    """Yearly outcomes over all runs: outcome -> one number a year. Runs in which one is not defined do not count.

    Args:
        runs: number of runs in which the outcome was defined, of all of them.
        mean: over those runs, in the outcome's unit.
        deviation: standard deviation over those runs, with n - 1.
        low: smallest value of any run.
        high: largest value of any run.
    """

    runs: dict[str, NDArray[np.float64]]
    mean: dict[str, NDArray[np.float64]]
    deviation: dict[str, NDArray[np.float64]]
    low: dict[str, NDArray[np.float64]]
    high: dict[str, NDArray[np.float64]]


def reduce_runs(
    world: World, seeds: Sequence[int], threads: int = 1, progress: Callable[[int], None] | None = None
) -> Reduced:
    """Run a world once for every seed (a `range` will do) and keep means, spreads and extremes of its outcomes.

    Memory does not grow with the number of runs. Raises CannotBatchError and MissingExtraError.
    """
    batch = Batch(world)
    shape = (len(batch.plan.outcomes), batch.years)
    count, mean, squares = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    low, high = np.full(shape, np.inf), np.full(shape, -np.inf)
    for _, pages in batch.chunks(
        seeds, CHUNK, threads, lambda start, end: batch.pages(end - start, states=False, dyads=False)
    ):
        batch.engine.add_outcomes(pages.outcomes, count, mean, squares, low, high)
        if progress is not None:
            progress(len(pages.counts))
    deviation = np.sqrt(squares / np.maximum(count - 1.0, 1.0))
    undefined = count == 0.0
    for table in (mean, deviation, low, high):
        table[undefined] = np.nan
    names = [list(OUTCOMES)[which] for which in batch.plan.outcomes.tolist()]
    tables = [dict(zip(names, table, strict=True)) for table in (count, mean, deviation, low, high)]
    return Reduced(*tables)
