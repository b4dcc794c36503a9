"""A sweep's summary fits a terminal, whatever it has to tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from alliance_sim.scenario import OUTCOME_NAMES
from alliance_sim.studies.sweep.summary import Failure, Range, Summary
from alliance_sim.studies.sweep.told import WIDTH, summary_text


@pytest.mark.parametrize("paired", [True, False])
@pytest.mark.parametrize("names", [OUTCOME_NAMES, ("deterrence", "spending"), ("algebraic_connectivity",)])
def test_lines_fit_a_terminal(names: tuple[str, ...], paired: bool) -> None:
    ranges = {name: Range(0.6271, 1200, 0.63512, 1234) for name in names}
    changes = {name: Range(-0.002491, 1, -0.0023249, 2) for name in names}
    failures = (Failure("ZeroDivisionError: " + "by zero " * 20, 3, 7),)
    summary = Summary(
        "s", Path("s"), 9, 3, failures, (1, 1), year=2035, ranges=ranges, differences=changes if paired else {}
    )
    lines = summary_text(summary).splitlines()
    assert max(map(len, lines)) <= WIDTH
    rows = [line for line in lines if line.startswith(names)]
    below = paired and max(map(len, names)) > 20  # differences stand below where they do not fit beside
    assert [row.split()[0] for row in rows] == list(names) * (2 if below else 1)
    assert ("difference from baseline" in "\n".join(lines)) == paired
