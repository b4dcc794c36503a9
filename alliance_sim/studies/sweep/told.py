"""A sweep in words and a table, for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from alliance_sim.studies.spoken import calendar, measure, together
from alliance_sim.studies.sweep.summary import Range, Summary

WIDTH = 80
CELL = 12


def summary_text(summary: Summary) -> str:
    """How many runs there are and which failed, then how far each outcome ranges over the samples."""
    parts = [_told(summary)]
    if summary.failures:
        parts.append("\n".join(_failures(summary)))
    if summary.ranges:
        parts.append(_table(summary))
    return "\n\n".join(parts)


def _told(summary: Summary) -> str:
    done, asked = summary.chunks
    failed = f"{summary.failed:,} of them failed" if summary.failed else "none failed"
    chunks = f"all {asked:,}" if done == asked else f"{done:,} of {asked:,}"
    return f"{summary.study}: {summary.runs:,} runs, {failed}; {chunks} chunks done."


def _failures(summary: Summary) -> list[str]:
    return [
        textwrap.fill(
            f"{failure.runs:,} {'run' if failure.runs == 1 else 'runs'}, first in sample {failure.sample}:"
            f" {failure.error}",
            WIDTH,
            subsequent_indent="  ",
        )
        for failure in summary.failures
    ]


def _table(summary: Summary) -> str:
    rows = {name: _cells(name, levels, summary.differences) for name, levels in summary.ranges.items()}
    wide, narrow = max(map(len, rows)), max(CELL, *(len(cell) for cells in rows.values() for cell in cells))
    heads = ["lowest", "highest"] * (2 if summary.differences else 1)
    lines = [_line("", "unit", heads, wide, narrow)]
    if summary.differences:
        lines.insert(0, f"{'':<{wide + 2 * narrow + 9}} {'difference from baseline':>{2 * narrow + 1}}")
    lines += [_line(name, measure(name).short, cells, wide, narrow) for name, cells in rows.items()]
    year = "Means over all years" if summary.year is None else calendar(summary.year)
    legend = (
        f"{year}; the lowest and the highest mean of a sample over its replicates, and in brackets the sample's number"
        " in samples.parquet."
    )
    return "\n".join([*lines, "", textwrap.fill(legend, WIDTH)])


def _line(name: str, unit: str, cells: list[str], wide: int, narrow: int) -> str:
    return f"{name:<{wide}} {unit:<6}" + "".join(f" {cell:>{narrow}}" for cell in cells)


def _cells(name: str, levels: Range, differences: Mapping[str, Range]) -> list[str]:
    factor = measure(name).factor
    return _pair(levels, factor) + (_pair(differences[name], factor) if name in differences else [])


def _pair(found: Range, factor: float) -> list[str]:
    low, high = together((found.low * factor, found.high * factor), more=2)
    return [f"{low} ({found.low_sample})", f"{high} ({found.high_sample})"]
