"""A box that scenario discovery found, in words and as tables."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from typing import Any

from alliance_sim.studies.discovery import CHANCE, Box, Discovery, Limit
from alliance_sim.studies.ranking import filled
from alliance_sim.studies.spoken import enumerated, measure, significant, step, with_unit

COLUMNS = ("box", "chosen", "coverage", "density", "mass", "factor", "low", "high", "values", "chance")


def text(found: Discovery) -> str:
    """Where the cases lie: the limits, how many of the cases they hold, and which of them may be chance."""
    box = found.box
    if not box.limits:
        return filled(
            f"{case(found)} in {found.cases:,} of {found.samples:,} samples, and no box of factors holds them better"
            " than the whole."
        )
    words = [
        f"{case(found)} in {found.cases:,} of {found.samples:,} samples"
        f" ({100 * found.cases / found.samples:.0f} %). The box below holds {100 * box.coverage:.0f} % of these"
        f" (coverage), and in {100 * box.density:.0f} % of its own samples it is so (density)."
    ]
    doubtful = [limit.factor for limit in box.limits if not limit.chance <= CHANCE]
    if doubtful:
        words.append(f"The limit on {enumerated(doubtful)} may be chance.")
    width = max(len(limit.factor) for limit in box.limits)
    words[0] = words[0][0].upper() + words[0][1:] if found.of == "difference" else words[0]
    return "\n".join(
        [filled(" ".join(words)), "", *(f"{each.factor:<{width}}  {said(each, found)}" for each in box.limits)]
    )


def case(found: Discovery) -> str:
    """What makes a case of interest, as a clause."""
    condition, spoken = found.condition, measure(found.condition.outcome)
    unit = step(spoken.unit) if found.of == "difference" else spoken.unit
    bound = with_unit(significant(spoken.factor * condition.bound), unit)
    return f"{found.what} is {'above' if condition.above else 'below'} {bound}"


def said(limit: Limit, found: Discovery) -> str:
    """What the box allows a factor: only the ends that it limits."""
    if limit.values:
        return " or ".join(limit.values)
    low, high = found.ranges[limit.factor]
    start, end = (_number(value) for value in (limit.low, limit.high))
    if limit.low > low and limit.high < high:
        return f"{start} to {end}"
    return f"at least {start}" if limit.low > low else f"at most {end}"


def _number(value: float) -> str:
    return f"{value:.0f}" if value.is_integer() else significant(value)


def csv_text(found: Discovery) -> str:
    """Every box on PRIM's way: a row for each limit of each, and one for the box of all samples."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for place, box in enumerate(found.boxes):
        writer.writerows([place, int(place == found.chosen), *row] for row in _rows(box))
    return written.getvalue()


def _rows(box: Box) -> Iterator[list[Any]]:
    whole = [repr(box.coverage), repr(box.density), repr(box.mass)]
    for limit in box.limits:
        ends = ["", ""] if limit.values else [repr(limit.low), repr(limit.high)]
        yield [*whole, limit.factor, *ends, " ".join(limit.values), repr(limit.chance)]
    if not box.limits:
        yield [*whole, "", "", "", "", ""]


def document(found: Discovery) -> dict[str, Any]:
    """The chosen box as one JSON document."""
    return {
        "condition": str(found.condition),
        "samples": found.samples,
        "cases": found.cases,
        "coverage": found.box.coverage,
        "density": found.box.density,
        "mass": found.box.mass,
        "limits": [
            {
                "factor": limit.factor,
                "low": None if limit.values else limit.low,
                "high": None if limit.values else limit.high,
                "values": list(limit.values),
                "chance": None if math.isnan(limit.chance) else limit.chance,
            }
            for limit in found.box.limits
        ],
    }
