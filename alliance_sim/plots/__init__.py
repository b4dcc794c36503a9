"""What it looks like: one figure a file; each takes results and returns the Axes it drew on.

A figure takes a `Comparison` (the scenario beside its baseline) or the `Results` of one scenario. Without an Axes of
the caller's it makes a figure at print size with title, key and footer; matplotlib's global state is never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from alliance_sim.errors import InputError
from alliance_sim.plots import style
from alliance_sim.plots.arms import Shown, split
from alliance_sim.plots.burdens import burdens
from alliance_sim.plots.differences import differences
from alliance_sim.plots.graph import alliance_graph
from alliance_sim.plots.map import dependence, dependence_world, exposure, world
from alliance_sim.plots.outcomes import outcome, outcomes
from alliance_sim.plots.reliance import reliance
from alliance_sim.plots.slopes import slopes
from alliance_sim.plots.spending import spending
from alliance_sim.scenario.wording import did_you_mean

__all__ = [
    "FIGURES",
    "MORE_FIGURES",
    "alliance_graph",
    "burdens",
    "dependence",
    "dependence_world",
    "differences",
    "exposure",
    "outcome",
    "outcomes",
    "reliance",
    "save_figures",
    "slopes",
    "spending",
    "world",
]

FIGURES: dict[str, Callable[[Shown], Any]] = {"outcomes": outcomes, "spending": spending, "graph": alliance_graph}
"""The figures that every run is given, by the name of the file, in the order in which a reader wants them."""

MORE_FIGURES: dict[str, Callable[[Shown], Any]] = {
    "differences": differences,
    "slopes": slopes,
    "burdens": burdens,
    "reliance": reliance,
    "map": exposure,
    "map-world": world,
    "dependence": dependence,
    "dependence-world": dependence_world,
}
"""Further figures of one run, drawn by `alliance-sim plot`."""


def save_figures(
    comparison: Shown, folder: Path, kinds: Sequence[str] = ("png", "pdf"), names: Sequence[str] = tuple(FIGURES)
) -> list[Path]:
    """Draw figures into the folder, made if need be, as PNG (200 dpi) and PDF; the files written.

    Equal results give equal bytes. Without a baseline only the scenario is drawn. `kinds` may also name `svg`; `names`
    are those of FIGURES and MORE_FIGURES. Raises InputError for another name.
    """
    known = {**FIGURES, **MORE_FIGURES}
    for name in names:
        if name not in known:
            raise InputError(f"{name!r} is not a figure{did_you_mean(name, list(known))}")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    scenario, _ = split(comparison)
    written = []
    for name in names:
        figure = style.figure_of(np.ravel(known[name](comparison))[0])
        title = f"{scenario.scenario.name}: {name}"
        about = style.footer_text(comparison)
        written += [style.save(figure, folder / f"{name}.{kind}", title, about) for kind in kinds]
    return written
