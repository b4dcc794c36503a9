"""A sweep in words and a table, for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from alliance_sim.studies.spoken import calendar, measure, together
from alliance_sim.studies.sweep.summary import Range, Summary

WIDTH = 80
CELL, UNIT = 12, 6
DIFFERENCE = "difference from baseline"


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
    """Levels and differences beside each other, or below each other where they do not fit."""
    levels = {name: _pair(found, measure(name).factor) for name, found in summary.ranges.items()}
    changes = {name: _pair(found, measure(name).factor) for name, found in summary.differences.items()}
    both = {name: cells + changes.get(name, ["", ""]) for name, cells in levels.items()} if changes else levels
    blocks = [_block(both, DIFFERENCE if changes else "")]
    if changes and max(map(len, blocks[0])) > WIDTH:
        blocks = [_block(levels, ""), ["", *_block(changes, DIFFERENCE)]]
    year = "Means over all years" if summary.year is None else calendar(summary.year)
    legend = (
        f"{year}; the lowest and the highest mean of a sample over its replicates, and in brackets the sample's number"
        " in samples.parquet."
    )
    return "\n".join([*(line for block in blocks for line in block), "", textwrap.fill(legend, WIDTH)])


def _block(rows: Mapping[str, list[str]], head: str) -> list[str]:
    heads = ["lowest", "highest"] * (max(map(len, rows.values())) // 2)
    wide = max(map(len, rows))
    widths = _widths([heads, *rows.values()], WIDTH - wide - UNIT - 1)
    lines = [_line("", "unit", heads, wide, widths)]
    above = [f"{head:>{len(lines[0])}}"] if head else []
    return [*above, *lines, *(_line(name, measure(name).short, cells, wide, widths) for name, cells in rows.items())]


def _widths(rows: list[list[str]], room: int) -> list[int]:
    """Widths of the columns: all alike where there is room, else as wide as what stands in each."""
    least = [max(map(len, column)) for column in zip(*rows, strict=True)]
    alike = [max(CELL, *least)] * len(least)
    return alike if sum(alike) + len(alike) <= room else least


def _line(name: str, unit: str, cells: list[str], wide: int, widths: list[int]) -> str:
    row = "".join(f" {cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
    return f"{name:<{wide}} {unit:<{UNIT}}{row}"


def _pair(found: Range, factor: float) -> list[str]:
    low, high = together((found.low * factor, found.high * factor), more=2)
    return [f"{low} ({found.low_sample})", f"{high} ({found.high_sample})"]
