"""What it looks like: one figure a file; each takes results and returns the Axes it drew on.

A figure takes a `Comparison` (the scenario beside its baseline) or the `Results` of one scenario. Without an Axes of
the caller's it makes a figure at print size with title, key and footer; matplotlib's global state is never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from alliance_sim.plots import style
from alliance_sim.plots.arms import Shown, split
from alliance_sim.plots.graph import alliance_graph
from alliance_sim.plots.outcomes import outcome, outcomes
from alliance_sim.plots.spending import spending

__all__ = ["FIGURES", "alliance_graph", "outcome", "outcomes", "save_figures", "spending"]

FIGURES: dict[str, Callable[[Shown], Any]] = {"outcomes": outcomes, "spending": spending, "graph": alliance_graph}
"""Every figure of one run by the name of its file, in the order in which a reader wants them."""


def save_figures(comparison: Shown, folder: Path, kinds: Sequence[str] = ("png", "pdf")) -> list[Path]:
    """Draw every figure of FIGURES into the folder, made if need be, as PNG (200 dpi) and PDF; the files written.

    Equal results give equal bytes. Without a baseline only the scenario is drawn. `kinds` may also name `svg`.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    scenario, _ = split(comparison)
    written = []
    for name, draw in FIGURES.items():
        figure = style.figure_of(np.ravel(draw(comparison))[0])
        title = f"{scenario.scenario.name}: {name}"
        about = style.footer_text(comparison)
        written += [style.save(figure, folder / f"{name}.{kind}", title, about) for kind in kinds]
    return written
