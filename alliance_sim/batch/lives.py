"""One run after another in the compiled engine, each from the same first year; compiled as a whole."""

from __future__ import annotations

from typing import Any

from alliance_sim.batch import layout as at
from alliance_sim.batch.plan import Book, Life, Plan, Work


def live_year(plan: Plan, p: Any, now: Life, work: Work, book: Book, key: Any, t: int) -> None:
    """The phases of a year in the order of `schedule.PHASES`; the compiler writes this function from that list."""
    raise NotImplementedError


def live(  # noqa: PLR0913 - numba has no dataclass to hand over
    plan: Plan, p: Any, first: Life, now: Life, work: Work, years: int, keys: Any, begin: int, counts: Any, state: Any,
    outcomes: Any, dyads: Any, standing: Any, changes: Any, together: bool,
) -> None:  # fmt: skip
    """Live through one run for every key.

    keys: of the seeds. begin: where the first run is written in state, outcomes and standing; the others begin at 0.
    counts [run, 2]: how many changes were written, and whether a rule left its range. The other arrays are those of a
    `Book`, with the run before the year. together: all runs add up their dyads on the first page, in their order.
    """
    for run in range(len(keys)):
        _copy(first.numbers, now.numbers)
        _copy(first.wholes, now.wholes)
        _copy(first.flags, now.flags)
        row = begin + run
        page = dyads[0 if together else run]
        book = Book(state[:, row], outcomes[:, row], page, standing[row], changes[run], together and row > 0)
        for t in range(years):
            live_year(plan, p, now, work, book, keys[run], t)
        counts[run, 0], counts[run, 1] = now.tally[at.WRITTEN], now.tally[at.FAULTS]


def _copy(source: Any, target: Any) -> None:
    for i in range(len(source)):
        target[i] = source[i]
