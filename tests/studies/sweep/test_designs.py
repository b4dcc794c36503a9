"""Designs: the samples that a study takes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from alliance_sim.errors import InputError
from alliance_sim.studies.sweep.designs import matrix, point_of, problem, samples
from alliance_sim.studies.sweep.study import Study, load_study

FACTORS = """\
factors:
  parameters.publicness: {low: 0.0, high: 0.06}
  events.downgrade.phase_in: {low: 0, high: 6}
  theory.burden: [joint_product, public_good, guideline_only]
"""


def study(folder: Path, design: str, factors: str = FACTORS) -> Study:
    text = f"study: s\nscenario: us-partner-only\ndesign: {design}\n{factors}replicates: 2\n"
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    return load_study(folder / "study.yaml")


def test_a_grid_is_every_combination_the_last_factor_first(tmp_path: Path) -> None:
    factors = "factors:\n  parameters.publicness: [0.01, 0.02]\n  events.downgrade.year: [2019, 2021]\n"
    assert [tuple(point.values()) for point in samples(study(tmp_path, "{method: grid}", factors))] == [
        (0.01, 2019), (0.01, 2021), (0.02, 2019), (0.02, 2021),
    ]  # fmt: skip


def test_a_range_in_a_grid_has_levels_with_both_ends(tmp_path: Path) -> None:
    points = samples(study(tmp_path, "{method: grid, levels: 3}"))
    assert sorted({point["parameters.publicness"] for point in points}) == pytest.approx([0.0, 0.03, 0.06])
    assert sorted({point["events.downgrade.phase_in"] for point in points}) == [0, 3, 6]
    assert len(points) == 27


def test_a_list_takes_values_side_by_side_or_samples_as_they_are(tmp_path: Path) -> None:
    factors = "factors:\n  parameters.publicness: [0.01, 0.02]\n  events.downgrade.year: [2019, 2021]\n"
    side_by_side = [{"parameters.publicness": 0.01, "events.downgrade.year": 2019},
                    {"parameters.publicness": 0.02, "events.downgrade.year": 2021}]  # fmt: skip
    assert samples(study(tmp_path, "{method: list}", factors)) == side_by_side
    assert samples(study(tmp_path, "{method: list, samples: [{parameters.publicness: 1 %}]}", "")) == [
        {"parameters.publicness": 0.01}
    ]


def test_what_a_sample_of_a_list_does_not_set_has_the_value_of_the_scenario(tmp_path: Path) -> None:
    given = "{method: list, samples: [{parameters.publicness: 1 %}, {events.downgrade.year: 2021}]}"
    made = study(tmp_path, given, "")
    usual = made.base.parameters.publicness
    assert samples(made) == [
        {"parameters.publicness": 0.01, "events.downgrade.year": 2019},
        {"parameters.publicness": usual, "events.downgrade.year": 2021},
    ]
    assert made.factors == {"parameters.publicness": (0.01, usual), "events.downgrade.year": (2019, 2021)}


@pytest.mark.parametrize(
    ("design", "count"),
    [
        ("{method: sobol, samples: 16}", 16 * 5),
        ("{method: sobol, samples: 16, second_order: true}", 16 * 8),
        ("{method: morris, samples: 6}", 6 * 4),
        ("{method: latin_hypercube, samples: 12}", 12),
    ],
)
def test_sampled_designs(tmp_path: Path, design: str, count: int) -> None:
    taken = study(tmp_path, design)
    points = samples(taken)
    assert len(points) == count
    assert samples(taken) == points
    for point in points:
        assert 0.0 <= point["parameters.publicness"] <= 0.06
        assert point["events.downgrade.phase_in"] in range(7)
        assert isinstance(point["events.downgrade.phase_in"], int)
        assert point["theory.burden"] in ("joint_product", "public_good", "guideline_only")
    assert samples(study(tmp_path, design.replace("}", ", seed: 1}"))) != points


def test_values_of_a_list_and_whole_numbers_are_taken_about_equally_often(tmp_path: Path) -> None:
    points = samples(study(tmp_path, "{method: latin_hypercube, samples: 210}"))
    assert set(Counter(point["theory.burden"] for point in points).values()) == {70}
    assert set(Counter(point["events.downgrade.phase_in"] for point in points).values()) == {30}


def test_the_ends_of_the_bounds_are_the_ends_of_the_factors(tmp_path: Path) -> None:
    taken = study(tmp_path, "{method: sobol, samples: 2}")
    low, high = np.array(problem(taken)["bounds"]).T
    assert list(point_of(taken, low).values()) == [0.0, 0, "joint_product"]
    assert list(point_of(taken, high).values()) == [0.06, 6, "guideline_only"]


def test_only_what_was_drawn_has_a_matrix(tmp_path: Path) -> None:
    assert matrix(study(tmp_path, "{method: sobol, samples: 2}")).shape == (10, 3)
    with pytest.raises(InputError, match="a design by grid is not drawn"):
        matrix(study(tmp_path, "{method: grid}"))
