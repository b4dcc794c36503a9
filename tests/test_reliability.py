"""The table of what was tried keeps old rows, replaces those of the same name, and is in one order."""

from __future__ import annotations

from tests.reliability import BEGIN, END, PAGE, Row, rows, with_rows

EMPTY = f"# Page\n\n{BEGIN}\n{END}\n\nafter\n"
FIRST = Row("kills", "100", "0", "pytest x")


def test_rows_are_added_replaced_and_sorted() -> None:
    once = with_rows(EMPTY, [FIRST, Row("cases", "9", "1", "pytest y")])
    assert list(rows(once)) == ["cases", "kills"]
    again = with_rows(once, [Row("kills", "200", "3", "pytest x")])
    assert rows(again)["kills"] == "| kills | 200 | 3 | `pytest x` |"
    assert rows(again)["cases"] == rows(once)["cases"]
    assert again.startswith("# Page\n")
    assert again.endswith("\n\nafter\n")
    assert with_rows(again, []) == again


def test_the_page_has_the_table() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert with_rows(text, []) == text
