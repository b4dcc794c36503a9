"""Tables as Stata files: names that Stata takes, labels for what words stand for, and no number rounded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 32
"""Letters of a variable's name."""

LONGEST_LABEL = 80
"""Letters of a variable's label."""

LARGEST = 2_147_483_620
"""Largest whole number of Stata's; a larger one (a seed) becomes text."""

RESERVED = {"_all", "_b", "_coef", "_cons", "_n", "_N", "_pi", "_pred", "_rc", "_skip", "byte", "double", "float", "if"}
RESERVED |= {"in", "int", "long", "str", "strL", "using", "with"}
"""Words that are no names in Stata."""

ARMS = {0: "baseline", 1: "scenario"}

UNDATED = datetime(1960, 1, 1)
"""Stata's day 0 instead of the day of writing, so that equal results are equal files."""


def stata_names(names: Sequence[str]) -> dict[str, str]:
    """A name that Stata and R take for every name, each a different one; most stay as they are.

    >>> stata_names(["year", "events.downgrade.year", "if", "2nd"])
    {'year': 'year', 'events.downgrade.year': 'events_downgrade_year', 'if': 'if_', '2nd': '_2nd'}
    """
    found: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9_]", "_", name) or "_"
        plain = f"_{plain}" if plain[0].isdigit() else f"{plain}_" if plain in RESERVED else plain
        found[name] = _unused(plain, set(found.values()))
    return found


def _unused(name: str, taken: set[str]) -> str:
    number, short = 1, name[:LONGEST]
    while short in taken:
        number += 1
        short = f"{name[: LONGEST - len(str(number)) - 1]}_{number}"
    return short


def write_stata(frame: pd.DataFrame, path: Path, units: Mapping[str, str], title: str) -> None:
    """Write one table; a renamed column keeps its whole name in its label, beside its unit.

    `arm` is 1 for the scenario and 0 for the baseline, and `standing` a number; both carry value labels.
    """
    names = stata_names([str(name) for name in frame.columns])
    labels = {names[name]: _label(name, names[name], units.get(name, "")) for name in names}
    plain = frame.set_axis(list(names.values()), axis=1).copy()
    values: dict[str, dict[int, str]] = {}
    for name in plain.columns:
        plain[name] = _column(plain[name], name, values)
    with path.open("wb") as file:
        plain.to_stata(
            file,
            write_index=False,
            version=118,
            time_stamp=UNDATED,
            data_label=title[:LONGEST_LABEL],
            variable_labels={name: text for name, text in labels.items() if text},
            value_labels={name: {float(code): word for code, word in pairs.items()} for name, pairs in values.items()},
        )


def _label(name: str, short: str, unit: str) -> str:
    return ", ".join(part for part in (name if name != short else "", unit) if part)[:LONGEST_LABEL]


def _column(column: pd.Series, name: str, values: dict[str, dict[int, str]]) -> pd.Series:
    """The column as Stata holds it: words that come from a short list as labelled numbers, other words as text."""
    if name in ("arm", "standing"):
        words = ARMS if name == "arm" else dict(enumerate(sorted({str(word) for word in column if word}), start=1))
        codes = {word: code for code, word in words.items()}
        values[name] = words
        return column.map(codes).astype("float64" if column.map(codes).isna().any() else "int16")
    if column.dtype.kind in "iu":
        return _whole(column)
    if column.dtype.kind == "f":
        return column
    return column.map(lambda value: "" if value is None or value != value else str(value)).astype(object)


def _whole(column: pd.Series) -> pd.Series:
    if column.isna().any():
        return column.astype("float64")
    large = len(column) and max(abs(int(column.min())), abs(int(column.max()))) > LARGEST
    return column.astype(str).astype(object) if large else column.astype("int32")
