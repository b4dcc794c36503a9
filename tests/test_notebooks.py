"""The notebooks for teaching run from top to bottom, are kept without outputs, and every question has an answer."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

TEACHING = Path(__file__).resolve().parents[1] / "docs" / "teaching"
NOTEBOOKS = sorted(TEACHING.glob("*.ipynb"))
KEY = (TEACHING / "key.md").read_text("utf-8")
TOPICS = ("free-riding", "downgrade", "deterrence-and-reassurance", "own-alliance", "doubt")
SECONDS = 120


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def texts(path: Path) -> str:
    return "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")


def questions(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"^\*\*Question (\d+)\.\*\*", text, re.MULTILINE)]


def outputs(cells: list[Any]) -> list[Any]:
    return [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]


def executed(path: Path, folder: Path) -> list[Any]:
    """The outputs of a notebook that is run in an empty folder; an error in a cell fails the test."""
    from nbclient import NotebookClient

    notebook = read(path)
    NotebookClient(notebook, timeout=SECONDS, resources={"metadata": {"path": str(folder)}}).execute()
    return outputs(notebook.cells)


def pictures(found: list[Any]) -> list[bytes]:
    return [base64.b64decode(one.data["image/png"]) for one in found if "image/png" in one.get("data", {})]


def shows_something(picture: bytes) -> bool:
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as image:
        return image.width >= 300 and len(image.convert("RGB").getcolors(1_000_000) or []) > 20


def test_every_topic_has_its_notebook() -> None:
    assert [path.stem for path in NOTEBOOKS] == [f"{n}-{topic}" for n, topic in enumerate(TOPICS, start=1)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    assert outputs(notebook.cells) == []
    assert [cell.id for cell in notebook.cells] == [f"cell-{n}" for n in range(1, len(notebook.cells) + 1)]
    assert {cell.get("execution_count") for cell in notebook.cells} == {None}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_question_has_an_answer_in_the_key(path: Path) -> None:
    asked = questions(texts(path))
    assert asked == list(range(1, len(asked) + 1))
    assert len(asked) >= 6
    title = re.match(r"# (.+)", texts(path))
    assert title is not None
    answers = re.split(r"^## ", KEY, flags=re.MULTILINE)
    (section,) = [part for part in answers if part.startswith(f"{title[1]}\n")]
    assert questions(section) == asked


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_links_of_a_notebook_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", texts(path))
    assert [link for link in links if not (TEACHING / link).exists()] == []


def test_one_notebook_runs_and_draws(tmp_path: Path) -> None:
    found = executed(NOTEBOOKS[3], tmp_path)
    assert all(map(shows_something, pictures(found)))
    assert [one for one in found if one.output_type == "error" or one.get("name") == "stderr"] == []


@pytest.mark.verify
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom_and_draws(path: Path, tmp_path: Path) -> None:
    found = executed(path, tmp_path)
    assert len(pictures(found)) >= 1
    assert all(map(shows_something, pictures(found)))
    assert [one for one in found if one.output_type == "error" or one.get("name") == "stderr"] == []


def test_a_cell_that_fails_would_be_noticed(tmp_path: Path) -> None:
    from nbclient.exceptions import CellExecutionError

    broken = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    nbformat.write(broken, tmp_path / "broken.ipynb")
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        executed(tmp_path / "broken.ipynb", tmp_path)
