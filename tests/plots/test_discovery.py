"""The figure of scenario discovery: limits where the box has them, and every box on its way."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from alliance_sim.errors import InputError
from alliance_sim.plots.discovery import discovery, save_discovery
from alliance_sim.studies.discovery import Box, Condition, Discovery, Limit

PUBLICNESS = Limit("parameters.publicness", 0.03, 0.06, (), 1e-9)
YEAR = Limit("events.downgrade.year", 2019.0, 2021.0, (), 0.2)
THEORY = Limit("theory.burden", math.nan, math.nan, ("joint_product", "guideline_only"), 1e-4)
WHOLE = Box(1.0, 0.2, 1.0, ())
FOUND = Discovery(
    Condition("deterrence", above=False, bound=0.6), 1000, 200,
    {"parameters.publicness": (0.0, 0.06), "events.downgrade.year": (2019.0, 2025.0), "parameters.other": (0.0, 1.0)},
    {"theory.burden": ("guideline_only", "joint_product", "public_good")},
    (WHOLE, Box(0.95, 0.5, 0.4, (PUBLICNESS,)), Box(0.9, 0.9, 0.2, (PUBLICNESS, YEAR, THEORY)),
     Box(0.5, 1.0, 0.1, (PUBLICNESS, YEAR, THEORY))),
)  # fmt: skip


def test_bars_are_the_limits_in_each_range() -> None:
    limits, _ = discovery(FOUND)
    bars = [line.get_xdata() for line in limits.lines if line.get_gid() == "limit"]
    assert len(bars) == 4  # two of numbers, and a name each for two of three
    np.testing.assert_allclose(bars[0], [0.5, 1.0])
    np.testing.assert_allclose(bars[1], [0.0, 1 / 3])
    told = {text.get_text() for text in limits.texts}
    assert {"from 0.0300", "to 2021", "joint product", "public good"} <= told
    assert [tick.get_text() for tick in limits.get_yticklabels()] == [
        "publicness", "downgrade: year (may be chance)", "burden theory",
    ]  # fmt: skip


def test_every_box_is_on_the_way_and_the_chosen_one_ringed() -> None:
    _, way = discovery(FOUND)
    (dots,) = way.collections
    np.testing.assert_allclose(dots.get_offsets(), [(box.coverage, box.density) for box in FOUND.boxes])
    (chosen,) = [line for line in way.lines if line.get_gid() == "chosen"]
    assert (chosen.get_xdata()[0], chosen.get_ydata()[0]) == (0.9, 0.9)


def test_a_box_without_limits_says_so() -> None:
    limits, _ = discovery(Discovery(FOUND.condition, 1000, 200, FOUND.ranges, FOUND.names, (WHOLE,)))
    assert [text.get_text() for text in limits.texts] == ["no factor is limited"]


def test_nothing_runs_off_the_page() -> None:
    panels = discovery(FOUND, "seeds 2018 to 2027; data: made up; alliance_sim 0.1.0")
    figure = panels[0].figure.figure
    figure.draw_without_rendering()
    boxes = [panel.get_tightbbox() for panel in panels] + [text.get_window_extent() for text in figure.texts]
    for index, box in enumerate(boxes):
        assert figure.bbox.x0 <= box.x0
        assert box.x1 <= figure.bbox.x1
        assert figure.bbox.y0 <= box.y0
        assert box.y1 <= figure.bbox.y1
        for other in boxes[index + 1 :]:
            assert not box.overlaps(other)


def test_it_draws_on_two_axes_of_the_caller_s_and_gives_equal_files(tmp_path: Path) -> None:
    from matplotlib.figure import Figure

    axes = Figure().subplots(1, 2)
    assert list(discovery(FOUND, ax=axes)) == list(axes)
    with pytest.raises(InputError, match="need two Axes, not 1"):
        discovery(FOUND, ax=np.array([axes[0]]))
    first, second = (save_discovery(FOUND, "s", tmp_path / name, ("png",))[0] for name in "ab")
    assert first.read_bytes() == second.read_bytes()
