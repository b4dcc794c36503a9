"""Draw the small figure of every rule into docs/rules/figures, from the rule functions themselves.

    python -m tests.draw_rules             all that no longer show their rule
    python -m tests.draw_rules --all       all
    python -m tests.draw_rules proximity   some

What a file shows is written into it, so that a test sees when a rule has changed and its figure has not.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, PngImagePlugin

from alliance_sim.plots import style
from tests.rule_shapes import SHAPES, Shape

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "rules" / "figures"
HEIGHT, DPI, COLOURS = 2.0, 200, 32
LOOKS = [
    {"color": style.OKABE_ITO[colour], "linestyle": dash, "marker": marker}
    for colour, dash, marker in (
        ("vermillion", "-", "o"), ("blue", (0, (4, 1.6)), "s"), ("green", (0, (1, 1.2)), "^"), ("black", "-.", "D"),
    )
]  # fmt: skip
"""A line is told by its colour and, for greyscale print, by its dashes and markers too."""


def figure(shape: Shape) -> Figure:
    """The lines of a rule, at the width of a journal's column."""
    with style.house_style():
        drawn = style.new_figure(HEIGHT, style.COLUMN_WIDTH, foot=style.EDGE, head=style.EDGE)
        ax = drawn.add_subplot()
        if shape.zero:
            ax.axhline(0.0, color=style.QUIET, linewidth=0.6)
        for (label, line), look in zip(shape.lines.items(), LOOKS, strict=False):
            every = 1 if shape.steps else (0.1, 0.2)
            ax.plot(shape.xs, [line(x) for x in shape.xs], label=label, markevery=every, **look)
        ax.set(xlabel=shape.x, ylabel=shape.y)
        ax.margins(x=0.02)
        low, high = ax.get_ylim()
        if 0.0 < low < 0.45 * high:
            ax.set_ylim(bottom=0.0)
        if shape.head > 1.0:
            ax.set_ylim(top=shape.head * high)
        if shape.names:
            ax.set_yticks(range(len(shape.names)), [name.replace("_", " ") for name in shape.names])
        ax.legend(loc="best", handlelength=3.2)
    return drawn


def draw(shape: Shape, path: Path) -> None:
    """Write the figure as a small PNG that says what it shows."""
    whole = io.BytesIO()
    drawn = figure(shape)
    with style.house_style():
        drawn.savefig(whole, format="png", dpi=DPI)
    about = PngImagePlugin.PngInfo()
    about.add_text("Title", path.stem)
    about.add_text("Shape", shape.fingerprint())
    with Image.open(whole) as image:
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True, pnginfo=about)


def shown(path: Path) -> str:
    """What a file says that it shows; empty where there is none."""
    if not path.exists():
        return ""
    with Image.open(path) as image:
        return str(image.info.get("Shape", ""))


def main(arguments: list[str]) -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    shapes = {name: shape for module in SHAPES.values() for name, shape in module.items()}
    for name, shape in shapes.items():
        path = FOLDER / f"{name}.png"
        if name in arguments or "--all" in arguments or (not arguments and shown(path) != shape.fingerprint()):
            draw(shape, path)
            sys.stderr.write(f"{path.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
