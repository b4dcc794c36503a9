"""How every figure looks: print sizes, colours with a second channel, a footer that says what was drawn, saving."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alliance_sim.errors import InputError
from alliance_sim.plots.arms import Shown, data_credit, split
from alliance_sim.results.provenance import software_version

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMN_WIDTH = 3.46
"""Width of a figure in one column of a journal, inches (88 mm)."""
PAGE_WIDTH = 7.09
"""Width of a figure across the page of a journal, inches (180 mm)."""

OKABE_ITO = {
    "black": "#000000", "orange": "#E69F00", "sky": "#56B4E9", "green": "#009E73",
    "yellow": "#F0E442", "blue": "#0072B2", "vermillion": "#D55E00", "purple": "#CC79A7",
}  # fmt: skip
"""Colours that the colour-blind tell apart (Okabe & Ito 2008)."""

SCENARIO: dict[str, Any] = {"color": OKABE_ITO["vermillion"], "linestyle": "-", "marker": "o"}
BASELINE: dict[str, Any] = {"color": OKABE_ITO["blue"], "linestyle": (0, (4, 1.6)), "marker": "s"}
"""An arm is told by its colour and, for greyscale print, by its line and marker as well."""

INK, QUIET, FAINT = "#222222", "#5A5A5A", "#D4D4D4"
TITLE, SMALL, SMALLEST = 9.0, 6.5, 5.5
"""Type sizes in points; nothing on a figure is smaller than SMALLEST."""
EDGE = 0.08
"""Inches kept free along the edge of a figure."""

_CYCLE = [OKABE_ITO[name] for name in ("vermillion", "blue", "green", "purple", "orange", "sky", "black")]
_RC: dict[str, Any] = {
    "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans"], "font.size": 7.0,
    "axes.titlesize": 7.5, "axes.labelsize": SMALL, "xtick.labelsize": SMALL, "ytick.labelsize": SMALL,
    "legend.fontsize": SMALL, "legend.frameon": False, "axes.titlelocation": "left",
    "axes.spines.top": False, "axes.spines.right": False, "axes.linewidth": 0.6, "axes.edgecolor": QUIET,
    "xtick.color": QUIET, "ytick.color": QUIET, "xtick.labelcolor": INK, "ytick.labelcolor": INK,
    "xtick.major.width": 0.6, "ytick.major.width": 0.6, "xtick.major.size": 2.5, "ytick.major.size": 2.5,
    "text.color": INK, "axes.labelcolor": INK, "axes.grid": False, "lines.linewidth": 1.4, "lines.markersize": 3.2,
    "grid.color": "#E4E4E4", "grid.linewidth": 0.5, "axes.formatter.useoffset": False,
    "axes.formatter.limits": (-12, 15), "pdf.fonttype": 42, "ps.fonttype": 42, "svg.fonttype": "path",
    "svg.hashsalt": "alliance_sim", "figure.facecolor": "white", "savefig.facecolor": "white",
}  # fmt: skip


@contextmanager
def house_style() -> Iterator[None]:
    """Draw inside this: the house's settings hold here and the caller's come back untouched."""
    from cycler import cycler
    from matplotlib import style

    with style.context(["default", {**_RC, "axes.prop_cycle": cycler(color=_CYCLE)}]):
        yield


def new_figure(height: float, width: float = PAGE_WIDTH, head: float = 0.0, foot: float = 0.3) -> Figure:
    """An empty figure of that size (inches) outside pyplot; `head` and `foot` inches stay free of axes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    free = (EDGE / width, foot / height, 1 - 2 * EDGE / width, 1 - (foot + head) / height)
    figure = Figure(figsize=(width, height), layout=ConstrainedLayoutEngine(rect=free))
    FigureCanvasAgg(figure)  # lets the figure measure its own text
    return figure


def figure_of(ax: Axes) -> Figure:
    """The whole figure that an Axes is drawn on, also where a subfigure holds it."""
    return ax.figure.figure


@dataclass(frozen=True, slots=True)
class Header:
    """Title and smaller lines, broken to the figure's width, and the inches that they take."""

    title: str
    lines: str
    height: float


def measure_header(title: str, lines: str = "", width: float = PAGE_WIDTH) -> Header:
    """Break title and lines into what fits, so that a figure can be made high enough for them."""
    broken, below = wrap(title, width - 2 * EDGE, TITLE * 1.12), wrap(lines, width - 2 * EDGE, SMALL)
    rows = below.count("\n") + 1 if below else 0
    return Header(broken, below, 0.13 + 0.16 * (broken.count("\n") + 1) + 0.13 * rows)


def write_header(figure: Figure, header: Header) -> None:
    """The figure's title at the top left and, below it, smaller lines that a reader needs first."""
    width, height = figure.get_size_inches()
    below = 0.11 + 0.16 * (header.title.count("\n") + 1)
    look: dict[str, Any] = {"ha": "left", "va": "top"}
    figure.text(EDGE / width, 1 - 0.07 / height, header.title, fontsize=TITLE, fontweight="bold", gid="title", **look)
    if header.lines:
        figure.text(
            EDGE / width, 1 - below / height, header.lines, fontsize=SMALL, color=QUIET, linespacing=1.35, **look
        )


def wrap(text: str, width: float, size: float) -> str:
    """`text` broken into lines that fit into `width` inches at `size` points (a letter is about 0.55 em wide)."""
    return "\n".join(
        textwrap.wrap(text, max(20, int(width * 72 / (size * 0.55))), break_long_words=False, break_on_hyphens=False)
    )


def seeds_text(seeds: tuple[int, ...]) -> str:
    """How many and which: `200 (seeds 2018 to 2217)`, or the first three and the last where they are no row.

    Seeds often look like years, so the word stands beside the numbers.
    """
    if len(seeds) == 1:
        return f"1 (seed {seeds[0]})"
    if tuple(range(seeds[0], seeds[0] + len(seeds))) == tuple(seeds):
        return f"{len(seeds)} (seeds {seeds[0]} to {seeds[-1]})"
    shown = [str(seed) for seed in seeds] if len(seeds) <= 4 else [*map(str, seeds[:3]), "…", str(seeds[-1])]
    return f"{len(seeds)} (seeds {', '.join(shown)})"


def footer_text(shown: Shown, interval: str = "band: 5–95 % of seeds") -> str:
    """What every figure must say: n, seeds, interval, scenario with its hash, data and version."""
    scenario, _ = split(shown)
    if len(scenario.seeds) == 1:
        interval = "one run, so no interval"
    parts = (
        f"n = {seeds_text(scenario.seeds)}, {interval}",
        f"scenario {scenario.scenario.name} @ {scenario.scenario.digest()[:8]}",
        f"data: {data_credit(scenario)}",
        f"alliance_sim {software_version()}",
    )
    return "; ".join(parts)


def footer(figure: Figure, shown: Shown, interval: str = "band: 5–95 % of seeds", note: str = "") -> None:
    """Write `footer_text` in small type along the bottom of the figure, after `note` if there is one."""
    write_footer(figure, footer_text(shown, interval), note)


def write_footer(figure: Figure, text: str, note: str = "") -> None:
    """Write a text of one's own there; the version stays on the line of the program's name."""
    width, height = figure.get_size_inches()
    version = software_version()
    parts = (note, text.replace(f" {version}", f"\N{NO-BREAK SPACE}{version}"))
    lines = [wrap(part, width - 2 * EDGE, SMALLEST) for part in parts if part]
    figure.text(
        EDGE / width, 0.05 / height, "\n".join(lines), ha="left", va="bottom", fontsize=SMALLEST, color=QUIET,
        linespacing=1.3, gid="footer",
    )  # fmt: skip


def save(figure: Figure, path: Path, title: str, description: str) -> Path:
    """Write the figure as the path's suffix says (png, pdf, svg); the same figure gives the same bytes every time."""
    kind = path.suffix.lstrip(".").lower()
    if kind not in _METADATA:
        raise InputError(f"a figure cannot be saved as {path.name!r}: give one of {', '.join(sorted(_METADATA))}")
    about = {key: value.format(title=title, description=description) for key, value in _METADATA[kind].items()}
    undated = {"png": {}, "pdf": {"CreationDate": None, "ModDate": None}, "svg": {"Date": None}}[kind]
    with house_style():
        _settle(figure)
        figure.savefig(path, format=kind, dpi=200, metadata={**about, **undated})
    return path


def _settle(figure: Figure) -> None:
    """Lay the figure out once and for all: a second pass would move things by a hair, and every file would differ."""
    from matplotlib.layout_engine import PlaceHolderLayoutEngine

    if not isinstance(figure.get_layout_engine(), PlaceHolderLayoutEngine):
        figure.draw_without_rendering()
        figure.set_layout_engine("none")


_METADATA: dict[str, dict[str, str]] = {
    "png": {"Title": "{title}", "Description": "{description}", "Software": "alliance_sim"},
    "pdf": {"Title": "{title}", "Subject": "{description}", "Creator": "alliance_sim"},
    "svg": {"Title": "{title}", "Description": "{description}", "Creator": "alliance_sim"},
}
"""What each file says about itself; the date is left out so that equal runs give equal files."""
