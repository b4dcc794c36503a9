"""Scenario discovery: a box that was hidden is found again, and what cannot be found is said."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_sim.errors import InputError, MissingExtraError
from alliance_sim.studies import boxes
from alliance_sim.studies.discovery import Condition, Discovery, condition_from, discover

pytestmark = pytest.mark.skipif(find_spec("ema_workbench") is None, reason="EMA workbench is not installed")

OUTCOMES = ("deterrence", "anxiety")
LOW = Condition("deterrence", above=False, bound=0.5)


def points(count: int = 800) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "parameters.publicness": rng.uniform(0.0, 0.06, count),
            "events.downgrade.year": rng.integers(2019, 2026, count),
            "theory.burden": np.array(["joint_product", "public_good", "guideline_only"])[rng.integers(0, 3, count)],
            "parameters.nothing": rng.uniform(size=count),
        }
    )


def hidden(samples: pd.DataFrame) -> np.ndarray:
    """Deterrence is low where publicness is high, the downgrade early, and burdens no pure public good."""
    inside = samples["parameters.publicness"].gt(0.03) & samples["events.downgrade.year"].lt(2022)
    return np.where(inside & samples["theory.burden"].ne("public_good"), 0.2, 0.8)


@pytest.fixture(scope="module")
def found() -> Discovery:
    samples = points()
    return discover(samples, hidden(samples), LOW)


def test_the_hidden_box_is_found(found: Discovery) -> None:
    limits = {limit.factor: limit for limit in found.box.limits}
    assert limits.keys() == {"parameters.publicness", "events.downgrade.year", "theory.burden"}
    assert limits["parameters.publicness"].low == pytest.approx(0.03, abs=0.002)
    assert (limits["events.downgrade.year"].low, limits["events.downgrade.year"].high) == (2019.0, 2021.0)
    assert limits["theory.burden"].values == ("guideline_only", "joint_product")
    assert all(limit.chance < 1e-6 for limit in limits.values())
    assert found.box.coverage > 0.95
    assert found.box.density > 0.95


def test_the_way_starts_from_all_samples_and_its_numbers_are_those_of_the_samples(found: Discovery) -> None:
    samples, first = points(), found.boxes[0]
    cases = LOW.met(hidden(samples))
    assert (first.coverage, first.mass, first.limits) == (1.0, 1.0, ())
    assert first.density == pytest.approx(cases.mean())
    inside = np.ones(len(samples), dtype=bool)
    for limit in found.box.limits:
        column = samples[limit.factor]
        inside &= column.isin(limit.values) if limit.values else column.between(limit.low, limit.high)
    assert found.box.coverage == pytest.approx((cases & inside).sum() / cases.sum())
    assert found.box.density == pytest.approx((cases & inside).sum() / inside.sum())
    assert found.box.mass == pytest.approx(inside.mean())


def test_the_chosen_box_has_coverage_and_density_in_balance(found: Discovery) -> None:
    assert found.box.balance == max(box.balance for box in found.boxes)


def test_samples_without_an_outcome_are_left_out(found: Discovery) -> None:
    samples = points()
    values = hidden(samples)
    more = pd.concat([samples, samples[:50]], ignore_index=True)
    assert repr(discover(more, np.append(values, np.full(50, math.nan)), LOW)) == repr(found)  # NaN is NaN


@pytest.mark.verify
def test_the_box_does_not_hang_on_the_order_of_sets(found: Discovery) -> None:
    root = str(Path(__file__).parents[2])
    script = "import tests.studies.test_discovery as t; s = t.points(); print(t.discover(s, t.hidden(s), t.LOW).box)"
    told = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True, text=True, check=True, cwd=root,
        env={**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": root},
    )  # fmt: skip
    assert told.stdout.strip() == str(found.box)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("deterrence<0.6", Condition("deterrence", above=False, bound=0.6)),
        (" anxiety > 30 % ", Condition("anxiety", above=True, bound=0.3)),
        ("deterrence<-.5e-1", Condition("deterrence", above=False, bound=-0.05)),
    ],
)
def test_a_condition_is_read(text: str, condition: Condition) -> None:
    assert condition_from(text, OUTCOMES) == condition


@given(bound=st.floats(-1e6, 1e6), above=st.booleans())
def test_a_condition_reads_back_as_it_is_written(bound: float, above: bool) -> None:
    read = condition_from(str(Condition("anxiety", above, bound)), OUTCOMES)
    assert (read.outcome, read.above) == ("anxiety", above)
    assert read.bound == pytest.approx(bound, rel=1e-5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("deterrence", "write OUTCOME<NUMBER or OUTCOME>NUMBER"),
        ("deterrence<=0.5", "write OUTCOME<NUMBER or OUTCOME>NUMBER"),
        ("deterrance<0.5", "'deterrance' is not an outcome of the study; did you mean deterrence"),
    ],
)
def test_what_is_no_condition_is_an_error(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        condition_from(text, OUTCOMES)


def test_too_few_cases_are_an_error_that_says_where_the_outcome_lies() -> None:
    samples = points()
    with pytest.raises(InputError, match=r"deterrence<0.1 holds in 0 of 800 samples.*between 0\.2 and 0\.8"):
        discover(samples, hidden(samples), Condition("deterrence", above=False, bound=0.1))
    with pytest.raises(InputError, match=r"deterrence>0.1 holds in 800 of 800 samples"):
        discover(samples, hidden(samples), Condition("deterrence", above=True, bound=0.1))


def test_without_ema_workbench_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ema_workbench.analysis", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'alliance-sim\[discovery\]'"):
        discover(points(), hidden(points()), LOW)


def test_a_condition_on_a_difference_is_told_as_one(found: Discovery) -> None:
    condition = Condition("deterrence", False, -0.01)
    of = {
        of: boxes.text(replace(found, condition=condition, of=of)) for of in ("difference", "scenario", "baseline", "")
    }
    assert of["difference"].startswith("The difference in deterrence is below -1 points in ")
    assert of["scenario"].startswith("deterrence is below -1 % in ")
    assert of["baseline"].startswith("deterrence of the baseline is below -1 % in ")
    assert of[""] == of["scenario"]
