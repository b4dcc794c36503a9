"""A table of a report as Markdown, as LaTeX, or as plain text."""

from __future__ import annotations

import textwrap

from alliance_sim.report.document import Table
from alliance_sim.report.tables import cell

SPECIAL = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "−": "$-$", "–": "--", "…": r"\dots{}",
    "<": r"$<$", ">": r"$>$",
}  # fmt: skip
"""What LaTeX would read otherwise."""
WIDTH = 96
"""Letters of a line of plain text."""


def markdown(table: Table) -> str:
    """The table in Markdown, its title in bold above and its note below."""
    rules = ["---:" if place in table.numbers else "---" for place in range(len(table.head))]
    lines = [table.head, rules, *([cell(value) for value in row] for row in table.rows)]
    body = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return f"**{table.title}**\n\n{body}" + (f"\n{table.note}\n" if table.note else "")


def latex(table: Table) -> str:
    """The table in LaTeX (package booktabs), to be read in by `\\input`; its label is `tab:` and its name."""
    columns = "".join("r" if place in table.numbers else "l" for place in range(len(table.head)))
    note = [rf"\par\smallskip\footnotesize {escaped(table.note)}"] if table.note else []
    lines = [
        r"\begin{table}",
        r"\centering",
        rf"\caption{{{escaped(table.title)}}}",
        rf"\label{{tab:{table.name}}}",
        rf"\begin{{tabular}}{{{columns}}}",
        r"\toprule",
        _latex_row(table.head),
        r"\midrule",
        *(_latex_row(row) for row in table.rows),
        r"\bottomrule",
        r"\end{tabular}",
        *note,
        r"\end{table}",
    ]
    return "\n".join(lines) + "\n"


def _latex_row(row: tuple[str, ...]) -> str:
    return rf"{' & '.join(escaped(value) for value in row)} \\"


def escaped(text: str) -> str:
    """Text that LaTeX prints as it is.

    >>> escaped("5 % of GDP_2015")
    '5 \\\\% of GDP\\\\_2015'
    """
    return "".join(SPECIAL.get(letter, letter) for letter in text)


def plain(table: Table) -> str:
    """The table in letters of one width."""
    wide = [max(len(row[place]) for row in (table.head, *table.rows)) for place in range(len(table.head))]
    lines = [
        "  ".join(
            value.rjust(width) if place in table.numbers else value.ljust(width)
            for place, (value, width) in enumerate(zip(row, wide, strict=True))
        ).rstrip()
        for row in (table.head, *table.rows)
    ]
    return "\n".join([table.title, "", *lines, "", textwrap.fill(table.note, WIDTH)]).rstrip()
