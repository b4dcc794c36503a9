"""What came of a sweep: how many runs, which failed, and how far each outcome ranges over the samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.studies.sweep.rows import ARMS, KEYS

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from alliance_sim.studies.sweep.chunks import Chunk
    from alliance_sim.studies.sweep.store import Store

MOST_ERRORS = 5
"""Different errors that are kept for the summary."""


@dataclass(frozen=True, slots=True)
class Range:
    """How far an outcome ranges: the lowest and the highest mean of any sample over its replicates, and which it is."""

    low: float
    low_sample: int
    high: float
    high_sample: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Runs that failed alike.

    Args:
        error: what they said.
        runs: how many.
        sample: number of the first sample in which.
    """

    error: str
    runs: int
    sample: int


@dataclass(frozen=True)
class Summary:
    """What came of a sweep.

    Args:
        study: its name.
        folder: where its data are.
        runs: that are there, failed ones among them.
        failed: how many of those.
        failures: the errors, the commonest first.
        chunks: how many there are of the chunks asked for, and how many were asked for.
        given_up: chunk id -> why it is not there.
        year: the year of `ranges`: the last reported one of a sample; None for a mean over years.
        ranges: outcome -> range over samples, in the arm `scenario`.
        differences: outcome -> range of the mean paired difference (scenario − baseline); empty if not paired.
    """

    study: str
    folder: Path
    runs: int
    failed: int
    failures: tuple[Failure, ...]
    chunks: tuple[int, int]
    given_up: Mapping[str, str] = field(default_factory=dict)
    year: int | None = None
    ranges: Mapping[str, Range] = field(default_factory=dict)
    differences: Mapping[str, Range] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether every chunk that was asked for is there."""
        return self.chunks[0] == self.chunks[1]


class _Totals:
    """Sums over the replicates of every sample: [arm, outcome, sample], added up in the order of the rows."""

    def __init__(self, outcomes: int, samples: int) -> None:
        self.sum = np.zeros((len(ARMS), outcomes, samples))
        self.count = np.zeros((len(ARMS), outcomes, samples))
        self.change = np.zeros((2, outcomes, samples))

    def add(self, sample: NDArray[Any], arm: NDArray[Any], values: NDArray[np.float64]) -> None:
        """One row a run; `values` [outcome, row]."""
        defined = ~np.isnan(values)
        for number in range(len(ARMS)):
            chosen = arm == number
            for row, column in enumerate(values):
                kept = chosen & defined[row]
                np.add.at(self.sum[number, row], sample[kept], column[kept])
                np.add.at(self.count[number, row], sample[kept], 1.0)
        # a run and the same run without the events are rows one after another
        pairs = np.flatnonzero((arm[:-1] == 0) & (arm[1:] == 1)) if len(arm) else np.empty(0, dtype=int)
        for row, column in enumerate(values):
            change = column[pairs] - column[pairs + 1]
            kept = ~np.isnan(change)
            np.add.at(self.change[0, row], sample[pairs][kept], change[kept])
            np.add.at(self.change[1, row], sample[pairs][kept], 1.0)


def summarise(
    store: Store, study: str, pieces: Sequence[Chunk], samples: int, given_up: Mapping[str, str]
) -> Summary:  # fmt: skip
    """Read the parts of a sweep one after another and add them up; memory grows with samples, not with runs.

    Args:
        store: the folder.
        study: the sweep's name.
        pieces: the chunks that were asked for.
        samples: how many the study has.
        given_up: chunk id -> why.
    """
    totals: _Totals | None = None
    names: list[str] = []
    runs, there, year = 0, 0, None
    failures: dict[str, tuple[int, int]] = {}
    for table in store.tables(pieces):
        there += 1
        if totals is None:
            names = [name for name in table.column_names if name not in (*KEYS, "error")]
            totals = _Totals(len(names), samples)
        last = _last_rows(table)
        runs += last.num_rows
        _count_failures(last, failures)
        year = _latest(year, last)
        values = np.stack([last[name].to_numpy() for name in names]).astype(np.float64)
        arm = np.asarray(last["arm"].to_numpy(zero_copy_only=False) == ARMS[1]).astype(np.int8)
        totals.add(last["sample"].to_numpy(), arm, values)
    found = sorted(failures.items(), key=lambda each: (-each[1][0], each[1][1]))
    return Summary(
        study=study, folder=store.folder, runs=runs, failed=sum(count for count, _ in failures.values()),
        failures=tuple(Failure(error, *counted) for error, counted in found[:MOST_ERRORS]),
        chunks=(there, len(pieces)), given_up=dict(given_up),
        year=year, ranges={} if totals is None else _ranges(names, totals.sum[0], totals.count[0]),
        differences={} if totals is None else _ranges(names, *totals.change),
    )  # fmt: skip


def _last_rows(table: pa.Table) -> pa.Table:
    """The last row of every run, which is one of the year last reported."""
    keys = [table[name].to_numpy(zero_copy_only=False) for name in ("sample", "replicate", "arm")]
    changed = np.zeros(len(keys[0]), dtype=bool)
    if len(changed):
        changed[-1] = True
    for key in keys:
        changed[:-1] |= np.asarray(key[1:] != key[:-1], dtype=bool)
    return table.filter(changed)


def _count_failures(last: pa.Table, failures: dict[str, tuple[int, int]]) -> None:
    failed = last.filter(last["error"].is_valid())
    for error, sample in zip(failed["error"].to_pylist(), failed["sample"].to_pylist(), strict=True):
        count, first = failures.get(error, (0, sample))
        failures[error] = count + 1, min(first, sample)


def _latest(year: int | None, last: pa.Table) -> int | None:
    years = [each for each in last["year"].unique().to_pylist() if each is not None]
    return max([*years, *([] if year is None else [year])], default=None)


def _ranges(names: list[str], total: NDArray[np.float64], count: NDArray[np.float64]) -> dict[str, Range]:
    found = {}
    for row, name in enumerate(names):
        known = np.flatnonzero(count[row] > 0)
        if len(known):
            means = total[row, known] / count[row, known]
            low, high = int(means.argmin()), int(means.argmax())
            found[name] = Range(float(means[low]), int(known[low]), float(means[high]), int(known[high]))
    return found
