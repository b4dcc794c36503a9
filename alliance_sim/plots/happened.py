"""Events as a figure shows them: one mark a year, one number an event, one line that names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
