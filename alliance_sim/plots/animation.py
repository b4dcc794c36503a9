"""A run as moving pictures: the alliance graph and two maps, a picture a year, as GIF or WebP."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from alliance_sim.errors import InputError
from alliance_sim.plots import style
from alliance_sim.plots.arms import Shown, changed_states, split
from alliance_sim.plots.graph import draw_snapshot, graph_caption, graph_positions, snapshot
from alliance_sim.plots.map import add_key, colour_scale, depended_on, draw_map, key_of, levels
from alliance_sim.results.results import Results
from alliance_sim.studies.spoken import calendar

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from PIL.Image import Image

KINDS = ("gif", "webp")
"""What an animation can be written as; `report.player` makes a page of it."""
DOTS = 100
"""Dots an inch: a picture is about 700 dots wide."""
PAUSE, LAST_PAUSE = 900, 3000
"""Milliseconds that a year is shown, and the last one."""


@dataclass(frozen=True)
class Frame:
    """One year: its picture and what it shows in words."""

    year: int
    text: str
    image: Image


def frames(shown: Shown) -> Iterator[Frame]:
    """A frame for each year of the scenario: the graph above, danger and dependence on maps of Europe below.

    States keep their place and a colour its meaning from the first frame to the last.
    """
    from PIL import Image

    scenario, _ = split(shown)
    draw = _drawing(shown)
    for year in scenario.years:
        figure, text = draw(year)
        memory = io.BytesIO()
        with style.house_style():
            figure.savefig(memory, format="png", dpi=DOTS)
        yield Frame(year, text, Image.open(memory).convert("RGB"))


def save_animation(whole: Sequence[Frame], path: Path) -> Path:
    """Write the frames as the path's suffix says, gif or webp; the animation goes round for ever.

    Raises InputError for another suffix.
    """
    kind = path.suffix.lstrip(".").lower()
    if kind not in KINDS:
        raise InputError(f"an animation cannot be saved as {path.name!r}: give one of {', '.join(KINDS)}")
    first, *rest = [paletted(frame.image) if kind == "gif" else frame.image for frame in whole]
    times = [PAUSE] * len(rest) + [LAST_PAUSE]
    extra = {"disposal": 1, "optimize": False} if kind == "gif" else {"lossless": True, "method": 4}
    first.save(path, format=kind.upper(), save_all=True, append_images=rest, duration=times, loop=0, **extra)
    return path


def paletted(image: Image) -> Image:
    """The picture in 256 colours of its own, chosen so that the smallest state keeps its shade."""
    from PIL import Image

    return image.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


def _drawing(shown: Shown) -> Callable[[int], tuple[Figure, str]]:
    """Draws any year with the scales of all years."""
    scenario, _ = split(shown)
    places, changed, hub = graph_positions(scenario), changed_states(scenario), depended_on(scenario)
    shots = {year: snapshot(scenario, year) for year in scenario.years}
    strongest = max(float(np.max(shot.capability, initial=0.0)) for shot in shots.values())
    scales = {
        variable: colour_scale(
            [value for year in scenario.years for value in levels(scenario, variable, year, hub).values()]
        )
        for variable in ("attack_probability", "dependence")
    }

    def draw(year: int) -> tuple[Figure, str]:
        with style.house_style():
            figure = _new_page(shown, year)
            above, below = figure.subfigures(2, 1, squeeze=False, height_ratios=(3.4, 3.5))[:, 0]
            graph = above.subplots()
            draw_snapshot(graph, shots[year], places, changed, strongest)
            caption = graph_caption(scenario, shots[year])
            graph.set_title(caption, fontweight="bold", fontsize=style.TITLE)
            for (variable, scale), panel in zip(scales.items(), np.ravel(below.subplots(1, 2)), strict=True):
                found = levels(scenario, variable, year, hub)
                draw_map(panel, scenario, found, scale, "europe", hub if variable == "dependence" else None)
                name = "The danger" if variable == "attack_probability" else "Dependence"
                panel.set_title(f"{name}, {calendar(year)}", fontweight="bold")
                add_key(np.array([panel]), scale, key_of(scenario, variable, hub if name == "Dependence" else None))
        return figure, f"{caption}. {_happened(scenario, year)}"

    return draw


def _happened(scenario: Results, year: int) -> str:
    """The events of a year by their names."""
    names = [event.id for event in scenario.scenario.events if event.year == year]
    return f"Events of {calendar(year)}: {', '.join(names)}." if names else f"No events in {calendar(year)}."


def _new_page(shown: Shown, year: int) -> Figure:
    scenario, _ = split(shown)
    lines = (
        "Above: a node's area is its capability, a line's width the tie; full nodes are members, diamonds are not;"
        f" coloured: those whose standing changes, and their ties. Below: means over seeds. {_happened(scenario, year)}"
    )
    header = style.measure_header(scenario.scenario.title or scenario.scenario.name, lines)
    figure = style.new_figure(7.6 + header.height, head=header.height + 0.04, foot=0.36)
    style.write_header(figure, header)
    style.footer(figure, shown, "means over seeds", "Outlines: Natural Earth 1:110 million, public domain.")
    return figure
