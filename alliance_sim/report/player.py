"""A page that plays a run year by year and asks nothing of the network."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

from alliance_sim.report.odd import environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

    from alliance_sim.plots.animation import Frame
    from alliance_sim.plots.arms import Shown


def player(shown: Shown, whole: Sequence[Frame]) -> str:
    """The frames of `plots.animation` as one HTML file; without scripts it shows the last year."""
    from alliance_sim.plots import style
    from alliance_sim.plots.animation import PAUSE, paletted
    from alliance_sim.plots.arms import split
    from alliance_sim.studies.spoken import calendar

    scenario, _ = split(shown)
    pictures = [
        {"year": calendar(frame.year), "text": frame.text, "data": png_text(paletted(frame.image))} for frame in whole
    ]
    return (
        environment(html=True)
        .get_template("player.html.j2")
        .render(
            title=scenario.scenario.title or scenario.scenario.name,
            frames=pictures,
            pause=PAUSE,
            about=style.footer_text(shown, "means over seeds"),
        )
    )


def png_text(image: Image) -> str:
    """A picture as PNG in base64, as it stands inside a page."""
    memory = io.BytesIO()
    image.save(memory, format="PNG", optimize=True)
    return base64.b64encode(memory.getvalue()).decode("ascii")
