"""Figures of sensitivity: every mark is an index of the study, and nothing runs off the page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from SALib.sample import morris, sobol

from alliance_sim.errors import InputError
from alliance_sim.plots import sensitivity as figures
from alliance_sim.plots.sensitivity import LOOKS, SMALL, label, looks, ordered, save_sensitivity
from alliance_sim.plots.words import wording
from alliance_sim.studies.ranking import Finding, Findings
from alliance_sim.studies.sensitivity import Design, analyse

NAMES = [
    "parameters.publicness", "parameters.threat_elasticity", "events.downgrade.year", "theory.burden",
    "events.deployment-in-the-baltic-states.troops", "adversaries.RUS.intent",
]  # fmt: skip
OUTCOMES = ("deterrence", "members_at_guideline", "anxiety", "capability")


def findings(method: str, outcomes: tuple[str, ...] = OUTCOMES) -> Findings:
    problem = {"num_vars": len(NAMES), "names": NAMES, "bounds": [[0.0, 1.0]] * len(NAMES)}
    if method == "sobol":
        points = sobol.sample(problem, 32, calc_second_order=False, seed=np.random.default_rng(1))
    else:
        points = morris.sample(problem, 16, num_levels=4, seed=1)
    each = []
    for place, outcome in enumerate(outcomes):
        values = points @ np.roll([0.3, 0.2, 0.1, 0.05, 0.02, 0.0], place)
        each.append(Finding(outcome, "difference", 2035, analyse(Design(method, problem, points), values)))
    return Findings("how-bad", "abcdef1234567890", "seeds 2018 to 2027; data: made up; alliance_sim 0.1.0", tuple(each))


@pytest.fixture(scope="module")
def sobol_findings() -> Findings:
    return findings("sobol")


@pytest.fixture(scope="module")
def morris_findings() -> Findings:
    return findings("morris")


def test_every_dot_of_the_indices_is_one(sobol_findings: Findings) -> None:
    names = ordered(sobol_findings)
    for panel, finding in zip(figures.indices(sobol_findings), sobol_findings.each, strict=True):
        found = {influence.factor: influence for influence in finding.found.indices.influences}
        drawn = [container.lines[0].get_xdata()[0] for container in panel.containers]
        told = [value for name in names for value in (found[name].first.value, found[name].weight.value)]
        assert drawn == pytest.approx(told)
        assert any(line.get_xdata()[0] == SMALL for line in panel.lines if len(set(line.get_xdata())) == 1)


def test_every_mark_of_the_effects_is_one_in_units_of_the_paper(morris_findings: Findings) -> None:
    for panel, finding in zip(figures.effects(morris_findings), morris_findings.each, strict=True):
        factor = wording(finding.outcome).factor
        drawn = sorted(
            (float(container.lines[0].get_xdata()[0]), float(container.lines[0].get_ydata()[0]))
            for container in panel.containers
        )
        told = sorted(
            (factor * influence.weight.value, factor * influence.spread)
            for influence in finding.found.indices.influences
        )
        np.testing.assert_allclose(drawn, told)


@pytest.mark.parametrize("method", ["sobol", "morris"])
def test_convergence_has_a_line_a_factor_and_a_point_a_stage(method: str) -> None:
    made = findings(method)
    for panel, finding in zip(figures.convergence(made), made.each, strict=True):
        stages = finding.found.convergence.stages
        assert len(panel.containers) == len(NAMES)
        assert all(len(container.lines[0].get_xdata()) == len(stages) for container in panel.containers)
        assert [tick.get_text() for tick in panel.get_xticklabels()] == [str(stage.blocks) for stage in stages]
        settled = "(settled)" if finding.found.convergence.settled else "(not settled)"
        assert panel.get_title(loc="left").replace("\n", " ").endswith(settled)


def test_marks_differ_without_colour() -> None:
    shapes = [(look["marker"], look["markerfacecolor"] == "white") for look in LOOKS]
    assert len(set(shapes)) == len(LOOKS)


def test_a_factor_looks_the_same_in_every_figure_and_the_heaviest_come_first(sobol_findings: Findings) -> None:
    assert list(looks(sobol_findings)) == ordered(sobol_findings)
    weights = [
        sum(finding.found.indices.influences[NAMES.index(name)].weight.value for finding in sobol_findings.each)
        for name in ordered(sobol_findings)
    ]
    assert weights == sorted(weights, reverse=True)


def test_paths_are_told_shortly() -> None:
    assert [label(name) for name in NAMES[:4]] == [
        "publicness", "threat elasticity", "downgrade: year", "burden theory",
    ]  # fmt: skip
    assert label("x1") == "x1"


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize(("method", "name"), [("sobol", "indices"), ("morris", "effects"), ("sobol", "convergence")])
def test_no_text_runs_out_of_the_page_or_into_another_panel(method: str, name: str, count: int) -> None:
    panels = getattr(figures, name)(findings(method, OUTCOMES[:count]))
    figure = panels[0].figure.figure
    figure.draw_without_rendering()
    boxes = [panel.get_tightbbox() for panel in panels]
    boxes += [text.get_window_extent() for text in figure.texts]
    boxes += [legend.get_window_extent() for legend in figure.legends]
    for index, box in enumerate(boxes):
        assert figure.bbox.x0 <= box.x0
        assert box.x1 <= figure.bbox.x1
        assert figure.bbox.y0 <= box.y0
        assert box.y1 <= figure.bbox.y1
        for other in boxes[index + 1 :]:
            assert not box.overlaps(other)


def test_the_footer_says_n_seeds_interval_study_and_digest(sobol_findings: Findings) -> None:
    figure = figures.indices(sobol_findings)[0].figure.figure
    (footer,) = [text.get_text().replace("\n", " ") for text in figure.texts if text.get_gid() == "footer"]
    assert "n = 32 base samples × 1 seed, 95 % intervals" in footer
    assert "study how-bad @ abcdef12" in footer
    assert "seeds 2018 to 2027" in footer


def test_it_draws_on_axes_of_the_caller_s(sobol_findings: Findings, morris_findings: Findings) -> None:
    from matplotlib.figure import Figure

    axes = Figure().subplots(2, 2)
    assert list(figures.indices(sobol_findings, axes)) == list(np.ravel(axes))
    with pytest.raises(InputError, match=r"4 outcomes .* need as many Axes, not 2"):
        figures.indices(sobol_findings, axes[0])
    with pytest.raises(InputError, match="this figure is of a sobol design, and how-bad has a morris design"):
        figures.indices(morris_findings)


@pytest.mark.parametrize("method", ["sobol", "morris"])
def test_equal_findings_give_equal_files(method: str, tmp_path: Path) -> None:
    made = findings(method, OUTCOMES[:1])
    first, second = save_sensitivity(made, tmp_path / "a", ("png",)), save_sensitivity(made, tmp_path / "b", ("png",))
    assert [path.name for path in first] == ["sensitivity.png", "convergence.png"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
