"""Runs that are added up as they come give what the same runs give when all are kept."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("numba")

from alliance_sim.batch.reduced import reduce_runs
from alliance_sim.run import run
from alliance_sim.world import build_world
from tests.test_parity import lively


@pytest.mark.parametrize("threads", [1, 2])
def test_means_spreads_and_extremes(threads: int) -> None:
    seeds = range(250)
    kept, reduced = run(lively(), seeds, "batch"), reduce_runs(build_world(lively()), seeds, threads)
    for name, values in kept.outcomes.items():
        defined = ~np.isnan(values)
        assert reduced.runs[name].tolist() == defined.sum(axis=0).tolist()
        some = np.array(
            [values[defined[:, t], t].mean() if defined[:, t].any() else np.nan for t in range(values.shape[1])]
        )
        assert reduced.mean[name] == pytest.approx(some, rel=1e-9, nan_ok=True)
    spread = kept.outcomes["deterrence"].std(axis=0, ddof=1)
    assert reduced.deviation["deterrence"] == pytest.approx(spread, rel=1e-6)
    assert reduced.low["deterrence"].tolist() == kept.outcomes["deterrence"].min(axis=0).tolist()
    assert reduced.high["deterrence"].tolist() == kept.outcomes["deterrence"].max(axis=0).tolist()
