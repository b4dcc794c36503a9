"""How many runs become few numbers, one run after another in the order of the seeds; compiled, so that it costs little.

Sums and means do not depend on threads and chunks: whoever adds, adds the same numbers in the same order.
"""

from __future__ import annotations

import math
from typing import Any

BLOCK = 1024
"""Numbers that are added up for all runs of a chunk before the next ones, so that they stay in the fastest memory."""


def add_dyads(total: Any, runs: Any) -> None:
    """Add every run's numbers [run, number] to a total [number]."""
    for start in range(0, len(total), BLOCK):
        end = min(start + BLOCK, len(total))
        for run in range(len(runs)):
            for at in range(start, end):
                total[at] += runs[run, at]


def add_outcomes(values: Any, count: Any, mean: Any, squares: Any, low: Any, high: Any) -> None:
    """Add outcomes [outcome, run, year] to the tables [outcome, year]: how many are defined, mean, sum of squared
    deviations, lowest and highest (Welford 1962)."""
    for k in range(values.shape[0]):
        for run in range(values.shape[1]):
            for t in range(values.shape[2]):
                value = values[k, run, t]
                if not math.isnan(value):
                    count[k, t] += 1.0
                    step = value - mean[k, t]
                    mean[k, t] += step / count[k, t]
                    squares[k, t] += step * (value - mean[k, t])
                    low[k, t], high[k, t] = min(low[k, t], value), max(high[k, t], value)
