"""What in the documents is made: tables from code, outputs written below commands, references for every source."""

from __future__ import annotations

import calendar
import re
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from alliance_sim.metrics import OUTCOMES
from alliance_sim.report import tables as doc_tables
from alliance_sim.report.odd import odd
from alliance_sim.scenario.parameters import Parameters
from tests import refresh_docs, test_docs


def test_tables_made_from_code_are_present() -> None:
    stale = [
        path.name for path in test_docs.DOCUMENTS if doc_tables.with_tables(text := path.read_text("utf-8")) != text
    ]
    assert stale == [], "run `make docs-refresh`"


def test_every_table_stands_in_a_document() -> None:
    used = {
        found["name"] for path in test_docs.DOCUMENTS for found in doc_tables.MARKED.finditer(path.read_text("utf-8"))
    }
    assert used == set(doc_tables.TABLES)


def test_the_odd_page_is_what_the_program_prints() -> None:
    assert refresh_docs.ODD.read_text("utf-8") == odd(), "run `make docs-refresh`"


def test_every_parameter_is_in_a_table() -> None:
    made = "".join(doc_tables.parameters(part) for part in doc_tables.parameter_parts().values())
    assert [name for name in Parameters.model_fields if f"| `{name}` |" not in made] == []


def test_every_rule_says_its_formula_and_source() -> None:
    made = [row for module in doc_tables.RULES for row in doc_tables.rules(module).splitlines()]
    assert [row for row in made if re.search(r"\|\s*\|", row)] == []


# --- References ------------------------------------------------------------------------------------------------------

# "Leeds, Long & Mitchell (2000)", "Lyu et al. 2022", "Slovic 1993"
CITED = re.compile(r"((?:[A-Z][\w’'-]+)(?:(?:, | & )[A-Z][\w’'-]+)*(?: et al\.)?),? \(?((?:18|19|20)\d\d)\b")
NO_WORKS = {
    ("France", "1966"), ("Greece", "1974"), ("Initiative", "2018"), ("Declaration", "2014"), ("Wales", "2014"),
    ("NATO", "1964"), ("Germany", "1990"), ("ISL", "1965"), ("ROU", "1965"),
}  # fmt: skip


def cited(text: str) -> set[tuple[str, str]]:
    return {found.groups() for found in CITED.finditer(re.sub(r"\s+", " ", text))} - NO_WORKS  # type: ignore[misc]


def works(text: str) -> list[tuple[str, str]]:
    """Authors and year of every entry of a BibTeX file with one entry a line."""
    entry = re.compile(r"author = \{(.+?)\}, title.* year = \{(\d+)\}")
    return [found.groups() for line in text.splitlines() if (found := entry.search(line))]  # type: ignore[misc]


def without_entry(sources: set[tuple[str, str]], entries: list[tuple[str, str]]) -> list[tuple[str, str]]:
    def names(authors: str) -> list[str]:
        return re.split(r", | & ", authors.removesuffix(" et al."))

    def known(authors: str, year: str) -> bool:
        return any(year == of and all(re.search(rf"\b{name}\b", by) for name in names(authors)) for by, of in entries)

    return sorted((authors, year) for authors, year in sources if not known(authors, year))


def source_texts() -> str:
    rules = [module.__doc__ or "" for module in doc_tables.RULES]
    rules += [one.__doc__ or "" for module in doc_tables.RULES for one in doc_tables.rule_functions(module)]
    fields = [doc_tables.extra(field).get("source", "") for field in Parameters.model_fields.values()]
    return "\n".join([*rules, *map(str, fields), *(one.source for one in OUTCOMES.values())])


def test_every_source_has_an_entry_in_the_references() -> None:
    found = cited(source_texts())
    assert len(found) > 40
    entries = works((test_docs.ROOT / "docs" / "references.bib").read_text("utf-8"))
    assert len(entries) == (test_docs.ROOT / "docs" / "references.bib").read_text("utf-8").count("\n@")
    assert without_entry(found, entries) == []


NO_AUTHORS = {"Association", "Database", "Defender", "From", "GDP", "In", "Juncture", "NATO", "USD"}
MONTHS = tuple(calendar.month_name)[1:]


def test_every_work_that_a_document_names_has_an_entry() -> None:
    entries = works((test_docs.ROOT / "docs" / "references.bib").read_text("utf-8"))
    documents = [*test_docs.DOCUMENTS, *(test_docs.ROOT / "docs").rglob("*.ipynb")]
    missing = {
        (path.name, *work)
        for path in documents
        for work in without_entry(cited(path.read_text("utf-8")), entries)
        if work[0] not in NO_AUTHORS and not work[0].endswith(MONTHS)
    }
    assert missing == set()


def test_a_source_without_an_entry_would_be_noticed() -> None:
    entries = works("@book{a, author = {Waltz, Kenneth N.}, title = {Theory}, publisher = {X}, year = {1979}}")
    assert without_entry(cited("see Waltz (1979), Waltz (1980) and Walt & Waltz 1979"), entries) == [
        ("Walt & Waltz", "1979"),
        ("Waltz", "1980"),
    ]


# --- Refreshing ------------------------------------------------------------------------------------------------------

STALE = """
1. A command:

   ```console
   $ printf 'one\\ntwo 0.2537\\nthree\\nfour\\n'
   old
   two ...
   ...
   four
   ```

```console
$ echo kept whole
kept ...
```

```python
>>> x = [1, 2]
>>> for i in x:
...     print(i, "-")
1 +
2 +
>>> len(x)
```
"""


def test_refreshing_writes_what_is_said_and_keeps_what_fits(tmp_path: Path) -> None:
    new, troubles = refresh_docs.refreshed(STALE, tmp_path)
    fresh = STALE.replace("old\n", "one\n").replace("1 +\n2 +\n", "1 -\n2 -\n")
    assert new == fresh.replace("len(x)\n", "len(x)\n2\n")
    assert troubles == []


def test_lines_kept_between_two_gaps_are_found_again() -> None:
    written = "...\ncapability 20\nanxiety 3\n...\n"
    said = "words\nmore words\ncapability 25\nanxiety 4\nthe end\n"
    assert refresh_docs.renewed(written, said) == "...\ncapability 25\nanxiety 4\n...\n"


@pytest.mark.parametrize("block", ["console\n$ exit 3", "python\n>>> 1 / 0", "python\nassert False"])
def test_refreshing_names_what_it_cannot_put_right(tmp_path: Path, block: str) -> None:
    text = f"```{block}\n```\n"
    new, troubles = refresh_docs.refreshed(text, tmp_path)
    assert new == text
    assert len(troubles) == 1


def test_the_pictures_are_small() -> None:
    assert refresh_docs.PICTURE.stat().st_size < 250_000
    assert refresh_docs.TUTORIAL_FIGURE.stat().st_size < 50_000


@pytest.mark.verify
def test_the_tutorials_figure_is_what_its_reader_draws(tmp_path: Path) -> None:
    drawn = refresh_docs.tutorial_figure(tmp_path)
    with Image.open(refresh_docs.TUTORIAL_FIGURE) as kept:
        assert kept.size == drawn.size
        apart = ImageStat.Stat(ImageChops.difference(kept.convert("RGB"), drawn)).mean
    assert max(apart) < 1.0, "run `make docs-refresh`"
