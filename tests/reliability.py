"""The table of `docs/reliability.md`: a row for each thing that `make verify` tried, written from what came out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reliability.md"
BEGIN, END = "<!-- rows written by make verify -->", "<!-- end of rows -->"


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Args:
        what: what was tried, which also names the row.
        tried: how often, in words.
        failed: what went wrong, in words; `0` if nothing.
        command: what repeats it.
    """

    what: str
    tried: str
    failed: str
    command: str

    def line(self) -> str:
        """The row in Markdown."""
        return f"| {self.what} | {self.tried} | {self.failed} | `{self.command}` |"


def rows(text: str) -> dict[str, str]:
    """What -> line, of the rows between the marks."""
    inside = text.partition(BEGIN)[2].partition(END)[0]
    lines = [line for line in inside.splitlines() if line.startswith("| ")][2:]
    return {line.split("|")[1].strip(): line for line in lines}


def with_rows(text: str, new: list[Row]) -> str:
    """The page with these rows in place of those of the same name; others stay, the order is that of the names."""
    kept = rows(text) | {row.what: row.line() for row in new}
    head, tail = text.partition(BEGIN)[0], text.partition(END)[2]
    table = ["| what | tried | failed | command |", "| --- | --- | --- | --- |", *(kept[what] for what in sorted(kept))]
    return "\n".join([f"{head}{BEGIN}", "", *table, "", f"{END}{tail}"])


def write(new: list[Row]) -> None:
    """Put rows into the page."""
    PAGE.write_text(with_rows(PAGE.read_text(encoding="utf-8"), new), encoding="utf-8")


def write_survivors(room: str, lines: list[str]) -> None:
    """Put the mutants of a part of the package that no test noticed into the page, in place of those before."""
    begin, end = f"<!-- survivors of {room} -->", f"<!-- end of {room} -->"
    text = PAGE.read_text(encoding="utf-8")
    head, tail = text.partition(begin)[0], text.partition(end)[2]
    listed = [*(f"- {line}" for line in lines), ""] if lines else []
    PAGE.write_text("\n".join([f"{head}{begin}", "", *listed, f"{end}{tail}"]), "utf-8")
