"""Numbers along an axis, written as a reader expects them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axis import Axis

STEPS = [1, 2, 2.5, 5, 10]
"""Ticks stand at round numbers only."""


def plain_number(value: float, decimals: int) -> str:
    """A number as a reader expects it: thousands parted by a comma, a true minus, no powers of ten."""
    return f"{value:,.{decimals}f}".replace("-", "−")


def decimals(ticks: Sequence[float]) -> int:
    """As few as tell these ticks apart, the same for all of them."""
    step = abs(float(ticks[1] - ticks[0])) if len(ticks) > 1 else 1.0
    return next((places for places in range(9) if abs(round(step, places) - step) < 1e-3 * step), 9)


def plain_axis(axis: Axis, most: int = 5, whole: bool = False) -> None:
    """At most `most` round ticks with plain numbers; whole ones for what is counted."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(most, integer=whole, steps=STEPS))
    axis.set_major_formatter(
        FuncFormatter(lambda value, _: plain_number(value, decimals(list(axis.get_majorticklocs()))))
    )
