"""Events as a figure shows them: one mark a year, one number an event, one line that names them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alliance_sim.plots import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from alliance_sim.results.results import Results


@dataclass(frozen=True, slots=True)
class Mark:
    """A year with events: their numbers as text, and whether the baseline goes without all of them."""

    year: int
    numbers: str
    scenario_only: bool


def event_marks(scenario: Results, baseline: Results | None) -> list[Mark]:
    """The marks to draw, in order of years; events outside the simulated years are left out."""
    shared = _shared_ids(baseline)
    numbered = list(enumerate(_drawn_events(scenario), start=1))
    marks = []
    for year in sorted({event.year for _, event in numbered}):
        here = [(number, event.id) for number, event in numbered if event.year == year]
        only = all(name not in shared for _, name in here)
        marks.append(Mark(year, _range([number for number, _ in here]), only))
    return marks


def event_key(scenario: Results, baseline: Results | None) -> str:
    """The events by number: `Events: 1 remark (2018). Not in the baseline: 2 downgrade (2019–2021).`; empty without."""
    shared = _shared_ids(baseline)
    numbered = list(enumerate(_drawn_events(scenario), start=1))
    common = [_named(number, event) for number, event in numbered if baseline is None or event.id in shared]
    own = [_named(number, event) for number, event in numbered if baseline is not None and event.id not in shared]
    titles = {"Events": common, "Not in the baseline" if common else "Events, not in the baseline": own}
    return " ".join(f"{title}: {', '.join(names)}." for title, names in titles.items() if names)


def _named(number: int, event: Any) -> str:
    """An event's entry, with spaces at which no line breaks."""
    return f"{number}\N{NO-BREAK SPACE}{event.id}\N{NO-BREAK SPACE}({_when(event)})"


def _drawn_events(scenario: Results) -> list[Any]:
    first, last = scenario.years[0], scenario.years[-1]
    return [event for event in scenario.scenario.events if first <= event.year <= last]


def _shared_ids(baseline: Results | None) -> set[str]:
    return {event.id for event in baseline.scenario.events} if baseline is not None else set()


def _when(event: Any) -> str:
    """`2019`, or `2019–2021` for a change phased in over two years."""
    phase = int(getattr(event, "phase_in", 0) or 0)
    return f"{event.year}–{event.year + phase}" if phase else str(event.year)


def _range(numbers: list[int]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"


def draw_marks(ax: Axes, marks: Sequence[Mark]) -> int:
    """A thin line in each year with an event and its number above (its name is in the header); the lines of numbers."""
    levels = _levels(ax, marks)
    for mark, level in zip(marks, levels, strict=True):
        colour = style.INK if mark.scenario_only else "#6E6E6E"
        ax.axvline(mark.year, color=colour, linewidth=0.6, linestyle=(0, (1, 1.5)), zorder=1)
        ax.annotate(
            mark.numbers, (mark.year, 1), xycoords=("data", "axes fraction"), xytext=(0, 1.5 + 6 * level),
            textcoords="offset points", ha="center", va="bottom", fontsize=style.SMALLEST, color=colour, gid="event",
        )  # fmt: skip
    return 1 + max(levels, default=-1)


def width_of(ax: Axes) -> float:
    """Width of the panel in points, as far as it is known before the page is laid out."""
    return float(ax.get_position().width * style.figure_of(ax).get_figwidth() * 72)


def _levels(ax: Axes, marks: Sequence[Mark]) -> list[int]:
    """0 or 1 for each mark: one line of numbers above another where years are too close for one."""
    first, last = ax.get_xlim()
    points_a_year = width_of(ax) / (last - first)
    ends, levels = [-math.inf, -math.inf], []
    for mark in marks:
        half = (len(mark.numbers) * 0.32 + 0.1) * style.SMALLEST / points_a_year
        level = 0 if mark.year - half >= ends[0] else 1
        ends[level] = mark.year + half
        levels.append(level)
    return levels
