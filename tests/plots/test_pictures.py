"""Every figure looks as it did when it was last looked at (`python -m tests.pictures` draws the kept pictures anew)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.figure import Figure

from alliance_sim.plots import FIGURES, MORE_FIGURES, alliance_graph, outcomes, spending, style
from tests import pictures
from tests.results import made_up

NAMES = (*FIGURES, *MORE_FIGURES, "outcomes-plain", "theories", "responses", "animation")


@pytest.fixture(scope="module")
def drawings() -> dict[str, Callable[[], np.ndarray]]:
    return pictures.drawings()


def test_every_figure_has_a_picture(drawings: dict[str, Callable[[], np.ndarray]]) -> None:
    assert sorted(drawings) == sorted(NAMES)
    assert sorted(path.stem for path in pictures.PLACE.glob("*.png")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_looks_as_it_did(name: str, drawings: dict[str, Callable[[], np.ndarray]]) -> None:
    others = pictures.apart(pictures.kept(name), drawings[name]())
    assert others <= pictures.FEW, f"{others} patches of {name} are others than they were; look at it"


# --- What would be noticed -------------------------------------------------------------------------------------------


def figure_of(name: str) -> Figure:
    draw = {"outcomes": outcomes, "graph": alliance_graph, "spending": spending}[name]
    return style.figure_of(np.ravel(draw(made_up.comparison()))[0])


def without_a_line(figure: Figure) -> None:
    next(line for line in figure.axes[0].lines if line.get_label() == "scenario").remove()


def without_a_band(figure: Figure) -> None:
    for axes in figure.axes:
        for band in list(axes.collections):
            band.remove()


def without_a_state(figure: Figure) -> None:
    """The largest node of the first panel."""
    max(figure.axes[0].lines, key=lambda line: line.get_markersize()).remove()


def without_a_title(figure: Figure) -> None:
    next(text for text in figure.texts if text.get_gid() == "title").set_text("")


def with_other_values(figure: Figure) -> None:
    for line in figure.axes[0].lines:
        line.set_ydata(np.asarray(line.get_ydata())[::-1])


def with_a_long_label(figure: Figure) -> None:
    figure.axes[0].set_yticks(figure.axes[0].get_yticks(), ["The United Kingdom of Great Britain"] * 3)


def paler(figure: Figure) -> None:
    for axes in figure.axes:
        for line in axes.lines:
            line.set_alpha(0.2)


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("outcomes", without_a_line),
        ("outcomes", without_a_band),
        ("outcomes", without_a_title),
        ("outcomes", with_other_values),
        ("outcomes", paler),
        ("graph", without_a_state),
        ("spending", with_a_long_label),
    ],
    ids=lambda each: each if isinstance(each, str) else each.__name__.replace("_", " "),
)
def test_a_spoiled_figure_would_be_noticed(name: str, spoil: Callable[[Figure], None]) -> None:
    whole, spoiled = figure_of(name), figure_of(name)
    assert pictures.alike(pictures.grey(whole), pictures.grey(figure_of(name)))
    spoil(spoiled)
    assert not pictures.alike(pictures.grey(whole), pictures.grey(spoiled))


def test_what_a_version_of_matplotlib_may_move_is_not_noticed() -> None:
    """A third of a pixel, and letters a shade darker: what versions of its text renderer differ in."""
    figure, moved = figure_of("outcomes"), figure_of("outcomes")
    before = pictures.grey(figure)
    with style.house_style():
        moved.draw_without_rendering()
        moved.set_layout_engine("none")
    for axes in moved.axes:
        box = axes.get_position()
        axes.set_position([box.x0 + 0.33 / (72 * 7), box.y0, box.width, box.height])
        for text in (axes.title, axes.yaxis.label, *axes.get_yticklabels()):
            text.set_fontsize(text.get_fontsize() * 1.01)
    assert pictures.alike(before, pictures.grey(moved))
