"""The pages on the rules are true to the rules: every rule has its theory, equation, source, refutation and figure."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from PIL import Image

from alliance_sim.metrics import OUTCOMES
from alliance_sim.report import tables
from alliance_sim.results.results import DYAD_UNITS, STATE_UNITS
from alliance_sim.scenario import schema
from alliance_sim.scenario.parameters import Parameters
from alliance_sim.scenario.theory import VARIANTS
from tests import draw_rules
from tests.rule_shapes import RULE_NAMES, SHAPES, Shape

DOCS = Path(__file__).resolve().parents[1] / "docs"
RULES = {
    name: function
    for module in tables.RULES
    for function in tables.rule_functions(module)
    for name in [function.__name__]
}
EVERY = [(module, name) for module, names in RULE_NAMES.items() for name in names]


def sections(module: str) -> dict[str, str]:
    """The text below each heading of a module's page that is a rule."""
    text = (DOCS / "rules" / f"{module}.md").read_text("utf-8")
    parts = re.split(r"^## `(\w+)`.*$|^## .*$", text, flags=re.MULTILINE)
    return {name: body for name, body in zip(parts[1::2], parts[2::2], strict=True) if name}


def plain(text: str) -> str:
    """A text without line ends, marks of code and the last full stop."""
    return re.sub(r"\s+", " ", re.sub(r"[`\\]", "", text)).strip().rstrip(".")


def point(section: str, label: str) -> str:
    found = re.search(rf"^- \*\*{label}\.\*\* (.+?)(?=^- \*\*|^$|\Z)", section, re.MULTILINE | re.DOTALL)
    return plain(found.group(1)) if found else ""


@pytest.mark.parametrize("module", RULE_NAMES)
def test_every_rule_has_a_section_in_the_order_of_the_code(module: str) -> None:
    assert list(sections(module)) == RULE_NAMES[module]


@pytest.mark.parametrize(("module", "name"), EVERY)
def test_equation_and_source_are_those_of_the_code(module: str, name: str) -> None:
    section = sections(module)[name]
    says = plain(inspect.getdoc(RULES[name]) or "")
    assert point(section, "Equation") == plain(tables.said(says + ".", "Formula"))
    assert point(section, "Source") == plain(tables.said(says + ".", "Source"))


@pytest.mark.parametrize(("module", "name"), EVERY)
def test_a_rule_says_its_theory_and_what_would_refute_it(module: str, name: str) -> None:
    section = sections(module)[name]
    theory = section.split(f"figures/{name}.png)")[1].split("- **Equation.**")[0]
    assert len(theory.split()) >= 15
    assert len(point(section, "What would refute it").split()) >= 8


@pytest.mark.parametrize(("module", "name"), EVERY)
def test_the_figure_still_shows_the_rule(module: str, name: str) -> None:
    drawn = draw_rules.FOLDER / f"{name}.png"
    assert draw_rules.shown(drawn) == SHAPES[module][name].fingerprint(), "run `python -m tests.draw_rules`"
    assert f"](figures/{name}.png)" in sections(module)[name]


def test_no_figure_is_left_over() -> None:
    assert {path.stem for path in draw_rules.FOLDER.iterdir()} == set(RULES)


def test_a_changed_rule_is_noticed() -> None:
    one = Shape("x", "y", 1.0, {"line": lambda x: x})
    assert one.fingerprint() != Shape("x", "y", 1.0, {"line": lambda x: 1.0001 * x}).fingerprint()
    assert one.fingerprint() != Shape("x, km", "y", 1.0, {"line": lambda x: x}).fingerprint()


def test_a_figure_says_what_it_shows_and_is_small(tmp_path: Path) -> None:
    shape = Shape("x", "y", 1.0, {"line": lambda x: x})
    draw_rules.draw(shape, tmp_path / "made-up.png")
    assert draw_rules.shown(tmp_path / "made-up.png") == shape.fingerprint()
    with Image.open(tmp_path / "made-up.png") as image:
        assert len(set(image.convert("RGB").tobytes())) > 3
    assert max(path.stat().st_size for path in draw_rules.FOLDER.iterdir()) < 40_000


# --- The glossary ----------------------------------------------------------------------------------------------------

GLOSSARY = (DOCS / "glossary.md").read_text("utf-8")


def terms() -> list[str]:
    return re.findall(r"^\*\*(.+?)\.?\*\*", GLOSSARY, re.MULTILINE)


def test_terms_stand_in_their_order() -> None:
    assert len(terms()) > 30
    assert terms() == sorted(terms(), key=str.lower)


def test_every_outcome_is_explained_by_a_term() -> None:
    assert [name for name in OUTCOMES if f"`{name}`" not in GLOSSARY] == []


def known_names() -> set[str]:
    variants = {name for names in VARIANTS.values() for name in names}
    columns = {*STATE_UNITS, *DYAD_UNITS, *OUTCOMES}
    return {*RULES, *Parameters.model_fields, *schema.STANDINGS, *VARIANTS, *columns, *variants}


def unknown(text: str) -> set[str]:
    """Names in code that stand for nothing in this package."""
    named = {part for code in re.findall(r"`([^`]+)`", text) for part in re.findall(r"[a-z_]+", code)}
    return named - known_names() - {"alliance", "sim", "theories", "code"}


def test_every_name_in_the_glossary_stands_for_something() -> None:
    assert unknown(GLOSSARY) == set()
    assert unknown("what `free_rideing` counts") == {"free_rideing"}
