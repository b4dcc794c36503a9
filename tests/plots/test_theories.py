"""The figure of theories: every dot is a number of the study, and clearness is told without colour."""

from __future__ import annotations

from pathlib import Path

import matplotlib.colors as colours
import numpy as np
import pytest

from alliance_sim.errors import InputError
from alliance_sim.plots.theories import LOOKS, save_theories, theories
from alliance_sim.plots.words import wording
from alliance_sim.scenario import load_text
from alliance_sim.scenario.theory import VARIANTS
from alliance_sim.studies.theories import Theories, compare_theories
from tests.results import made_up


@pytest.fixture(scope="module")
def study() -> Theories:
    scenario = load_text(made_up.TEXT.replace("replicates: 30", "replicates: 3"))
    return compare_theories(scenario, outcomes=("capability", "anxiety", "members_at_guideline", "cohesion"))


def test_every_dot_is_a_difference_and_hollow_where_it_is_not_clear(study: Theories) -> None:
    for panel, name in zip(theories(study), study.outcomes, strict=True):
        dots = [line for line in panel.lines if line.get_gid() in ("clear", "unclear")]
        assert len(dots) == len(study.answers)
        for row, (dot, answer) in enumerate(zip(dots, study.answers, strict=True)):
            change = answer.differences[name]
            assert dot.get_xdata()[0] == pytest.approx(wording(name).factor * change.mean)
            assert dot.get_ydata()[0] == row
            filled = colours.to_hex(dot.get_markerfacecolor()) != "#ffffff"
            assert filled == bool(change.direction) == (dot.get_gid() == "clear")


def test_rows_are_named_and_panels_titled(study: Theories) -> None:
    panels = theories(study)
    labels = [label.get_text() for label in panels[0].get_yticklabels()]
    assert labels[0] == "as written"
    assert "burden: public good" in labels
    assert [label.get_text() for label in panels[1].get_yticklabels()] == [""] * len(labels)
    assert [panel.get_title(loc="left").replace("\n", " ") for panel in panels] == [
        wording(name).title for name in study.outcomes
    ]


def test_rules_differ_in_shape_and_in_greyscale_not_only_in_colour() -> None:
    assert set(LOOKS) == {"", *VARIANTS}
    assert len({look["marker"] for look in LOOKS.values()}) == len(LOOKS)
    assert len({look["color"] for look in LOOKS.values()}) == len(LOOKS)


def test_the_footer_says_n_seeds_interval_scenario_and_digest(study: Theories) -> None:
    figure = theories(study)[0].figure.figure
    (footer,) = [text.get_text().replace("\n", " ") for text in figure.texts if text.get_gid() == "footer"]
    assert "n = 3 (seeds 7 to 9), bars: 5–95 % of seeds of the paired difference" in footer
    assert f"scenario made-up @ {study.own.scenario.scenario.digest()[:8]}" in footer


def test_no_text_runs_out_of_the_page_or_into_another_panel(study: Theories) -> None:
    panels = theories(study)
    figure = panels[0].figure.figure
    figure.draw_without_rendering()
    page = figure.bbox
    boxes = [panel.get_tightbbox() for panel in panels]
    for box in boxes:
        assert page.x0 <= box.x0
        assert box.x1 <= page.x1
        assert page.y0 <= box.y0
        assert box.y1 <= page.y1
    for index, box in enumerate(boxes):
        for other in boxes[index + 1 :]:
            assert not box.overlaps(other)


def test_it_draws_on_axes_of_the_caller_s(study: Theories) -> None:
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.subplots(2, 2)
    assert list(theories(study, axes)) == list(np.ravel(axes))
    assert figure.texts == []
    with pytest.raises(InputError, match=r"4 outcomes .* need as many Axes, not 2"):
        theories(study, axes[0])


def test_equal_studies_give_equal_files(study: Theories, tmp_path: Path) -> None:
    first, second = save_theories(study, tmp_path / "a"), save_theories(study, tmp_path / "b")
    assert [path.name for path in first] == ["theories.png", "theories.pdf"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
