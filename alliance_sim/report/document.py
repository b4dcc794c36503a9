"""What a report holds, whatever it is of: words, tables, figures, sources, and how it was made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Fact:
    """One number that stands above everything else: its value, its unit, and what it is and is compared with."""

    value: str
    unit: str
    words: str


@dataclass(frozen=True)
class Table:
    """A table as text.

    Args:
        name: its key, and the name of its anchor.
        title: what it shows.
        head: heads of the columns.
        rows: cells, as many in each row as heads; the first is the row's own head.
        numbers: columns that hold numbers and stand to the right.
        note: what must be known to read it: year, n, interval, what a star means.
    """

    name: str
    title: str
    head: tuple[str, ...]
    rows: Rows
    numbers: frozenset[int] = frozenset()
    note: str = ""


@dataclass(frozen=True)
class Drawn:
    """A figure of the report: its name, the figure, and its text for those who cannot see it."""

    name: str
    figure: Figure
    text: str


@dataclass(frozen=True)
class Document:
    """A report.

    Args:
        title: the question.
        about: one line: which scenario or study, which years, how many seeds.
        facts: the answer in numbers; may be empty.
        paragraphs: the answer in words.
        figures: draws the figures, one after another.
        tables: results, each with its note.
        validity: how far to trust it, a sentence each.
        assumptions: every parameter with its value, status and source.
        works: literature that rules, parameters and measures rest on.
        data: the sources of the figures that it starts from.
        methods: a paragraph that can stand in a paper.
        made: software, machine, seeds and digests in words.
        commands: how to make it again.
        details: the provenance, whole, as JSON.
    """

    title: str
    about: str
    facts: tuple[Fact, ...]
    paragraphs: tuple[str, ...]
    figures: Callable[[], Iterator[Drawn]]
    tables: tuple[Table, ...]
    validity: tuple[str, ...]
    assumptions: Table
    works: tuple[str, ...]
    data: tuple[str, ...]
    methods: str
    made: str
    commands: tuple[str, ...]
    details: str
    keys: Sequence[str] = field(default=())
    """Keys in references.bib of `works`, in the same order."""
