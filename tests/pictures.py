"""Small grey pictures of every figure, made from fixed made-up results, that the figures of today are held against.

    python -m tests.pictures        draw them anew; then look at every one that changed

What is compared is the shape of a figure, not its pixels: light and dark of patches about a millimetre wide, each with
those at its place and beside it. A letter that another version of matplotlib sets a hair to the side changes nothing; a
missing line, another shade, or a label somewhere else does.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from alliance_sim.plots import FIGURES, MORE_FIGURES, style
from alliance_sim.plots.animation import frames
from alliance_sim.plots.responses import Responses, responses
from alliance_sim.plots.theories import theories
from alliance_sim.scenario import load_text
from alliance_sim.studies.compare import difference
from alliance_sim.studies.theories import Answer, Rival, Theories
from tests.results import made_up

PLACE = Path(__file__).parent / "plots" / "pictures"
DPI = 75
PATCH = 3
"""Dots along a side of a patch: about a millimetre."""
SHADES = 50.0
"""Of 255, how far a patch must be from all at its place and beside it to count as another."""
FEW = 30
"""So many patches of about 25,000 may be others: a figure of a version number, the curl of a letter."""


def grey(figure: Figure) -> np.ndarray:
    """The mean shade (0 black, 255 white) of every patch of a figure."""
    with style.house_style():
        figure.set_dpi(DPI)
        figure.canvas.draw()
        colours = np.asarray(figure.canvas.buffer_rgba())[:, :, :3]  # type: ignore[attr-defined]
    return patches(colours)


def patches(colours: np.ndarray) -> np.ndarray:
    shades = colours @ np.array([0.299, 0.587, 0.114])
    height, width = (size - size % PATCH for size in shades.shape)
    return shades[:height, :width].reshape(height // PATCH, PATCH, width // PATCH, PATCH).mean(axis=(1, 3))


def apart(one: np.ndarray, other: np.ndarray) -> int:
    """How many patches of either picture have nothing like them at their place, or beside it, in the other."""
    if one.shape != other.shape:
        return max(one.size, other.size)
    return int(np.sum(np.maximum(_unmatched(one, other), _unmatched(other, one)) > SHADES))


def _unmatched(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """For each patch how far the nearest shade at its place or beside it is."""
    height, width = one.shape
    wide = np.pad(other, 1, mode="edge")
    return np.min([np.abs(one - wide[y : y + height, x : x + width]) for y in range(3) for x in range(3)], axis=0)


def alike(one: np.ndarray, other: np.ndarray) -> bool:
    return apart(one, other) <= FEW


def made_up_theories() -> Theories:
    """Three theories that agree on one outcome and part on another."""
    names = ("anxiety", "cohesion")
    pairs = [made_up.comparison(strength) for strength in (1.0, 0.4, -0.3)]
    rivals = [Rival("", ""), Rival("burden", "public_good"), Rival("commitment", "treaty")]
    answers = tuple(
        Answer(rival, (), {name: difference(pair, name, 2021) for name in names})
        for rival, pair in zip(rivals, pairs, strict=True)
    )
    return Theories(pairs[0], 2021, names, answers)


def made_up_responses() -> Responses:
    """Twelve samples of two factors: one outcome follows the number, the other the name."""
    numbers, kinds = tuple(0.01 * place for place in range(12)), ("partner", "outside") * 6
    follows = np.array([-0.02 - 0.3 * number for number in numbers])
    jumps = np.array([0.1 if kind == "partner" else 0.3 for kind in kinds])
    return Responses(
        "made-up", {"parameters.publicness": numbers, "events.downgrade.to": kinds},
        {"deterrence": follows, "anxiety": jumps}, True, "2021", "n = 12 samples × 6 replicates; made up",
    )  # fmt: skip


def drawings() -> dict[str, Callable[[], np.ndarray]]:
    """Name -> how to draw that figure as patches."""
    pair = made_up.comparison()
    pair.scenario.dyads["reliance"][:, :, made_up.USA] = 0.1
    pair.scenario.dyads["aid"][:, :, made_up.USA] = 0.05
    found: dict[str, Callable[[], np.ndarray]] = {
        name: lambda draw=draw: grey(style.figure_of(np.ravel(draw(pair))[0]))  # type: ignore[misc]
        for name, draw in {**FIGURES, **MORE_FIGURES}.items()
    }
    plain = made_up.results(load_text(made_up.PLAIN))
    found["outcomes-plain"] = lambda: grey(style.figure_of(FIGURES["outcomes"](plain)[0]))
    found["theories"] = lambda: grey(style.figure_of(theories(made_up_theories())[0]))
    found["responses"] = lambda: grey(style.figure_of(responses(made_up_responses())[0, 0]))
    found["animation"] = lambda: patches(np.asarray(list(frames(pair))[1].image))
    return found


def kept(name: str) -> np.ndarray:
    """The picture that is kept of a figure."""
    with Image.open(PLACE / f"{name}.png") as image:
        return np.asarray(image.convert("L"), dtype=float)


def main() -> None:
    PLACE.mkdir(exist_ok=True)
    found = drawings()
    for path in PLACE.glob("*.png"):
        if path.stem not in found:
            path.unlink()
    for name, draw in found.items():
        shades = np.round(draw()).astype(np.uint8)
        path = PLACE / f"{name}.png"
        if path.exists() and alike(kept(name), shades.astype(float)):
            continue
        Image.fromarray(shades).save(path, optimize=True)
        sys.stdout.write(f"drawn: {path.relative_to(Path.cwd())}\n")


if __name__ == "__main__":
    main()
