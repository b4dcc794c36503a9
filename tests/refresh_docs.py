"""Write what the documents' commands and examples really say below them, and make their tables and pictures anew.

    make docs-refresh                              all documents and the pictures
    python -m tests.refresh_docs docs/model.md     some documents
    python -m tests.refresh_docs --no-picture

An output that still fits what is written, `...` included, is left as it is. Where one does not fit, it is replaced; a
line `...` keeps standing for any lines if as many lines as stand before it and after it are kept. What cannot be put
right here (a wrong exit status, a failing script) is named, and the exit status is 1.
"""

from __future__ import annotations

import difflib
import doctest
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from alliance_sim.report import tables as doc_tables
from alliance_sim.report.odd import odd
from tests import draw_rules, test_docs

if TYPE_CHECKING:
    from PIL import Image

PICTURE = test_docs.ROOT / "docs" / "us-partner-only.png"
TUTORIAL = test_docs.ROOT / "docs" / "tutorial.md"
TUTORIAL_FIGURE = test_docs.ROOT / "docs" / "tutorial-figure.png"
ODD = test_docs.ROOT / "docs" / "odd.md"
COLOURS = 128


def fits(written: str, said: str) -> bool:
    return doctest.OutputChecker().check_output(test_docs.tidy(written), test_docs.tidy(said), doctest.ELLIPSIS)


def renewed(written: str, said: str) -> str:
    """What a command said, shortened where what was written was shortened."""
    if fits(written, said):
        return written
    said = test_docs.tidy(said)
    parts = re.split(r"^\.\.\.\n", written, flags=re.MULTILINE)
    lines, head, tail = said.splitlines(keepends=True), parts[0].count("\n"), parts[-1].count("\n")
    if len(parts) == 1 or head + tail >= len(lines):
        return said
    before = kept_short(parts[0].splitlines(keepends=True), lines[:head])
    after = kept_short(parts[-1].splitlines(keepends=True), lines[len(lines) - tail :])
    between = [nearest(part.splitlines(keepends=True), lines) + "...\n" for part in parts[1:-1] if part]
    return before + "...\n" + "".join(between) + after


def nearest(written: list[str], said: list[str]) -> str:
    """As many lines of what was said as were written, those that are most like them."""

    def likeness(start: int) -> float:
        pairs = zip(written, said[start:], strict=False)
        return sum(difflib.SequenceMatcher(None, old, new).ratio() for old, new in pairs)

    start = max(range(max(1, len(said) - len(written) + 1)), key=likeness)
    return "".join(said[start : start + len(written)])


def kept_short(written: list[str], said: list[str]) -> str:
    """Lines that were said, each as it was written where that still fits."""
    return "".join(old if fits(old, new) else new for old, new in zip(written, said, strict=True))


def indented(text: str, indent: int) -> str:
    return "".join(" " * indent + line if line.strip() else line for line in text.splitlines(keepends=True))


class Desk:
    """The folder in which one document's commands and examples run, and what they said."""

    def __init__(self, folder: Path) -> None:
        self.programs = test_docs.program_folder(folder / "programs")
        self.folder = folder / "desk"
        self.folder.mkdir()
        self.names: dict[str, object] = {"__name__": "__main__"}
        self.troubles: list[str] = []

    def console(self, block: test_docs.Block) -> str:
        """A console block with what its commands say now."""
        new = ""
        for command in test_docs.commands(block):
            said = command.says
            if not test_docs.is_for_the_reader(command):
                done = test_docs.call(command, self.folder, self.programs)
                said = renewed(command.says, done.stdout)
                if done.returncode != command.status:
                    self.troubles.append(f"{command.text}: exit status {done.returncode} instead of {command.status}")
            new += f"$ {command.text}\n{said}"
        return new

    def python(self, block: test_docs.Block) -> str:
        """A Python block with what its examples say now."""
        if ">>>" not in block.text:
            trouble = test_docs.python_difference(block, self.names, self.folder)
            self.troubles += [f"line {block.line}: {trouble}"] if trouble else []
            return block.text
        new = ""
        for part in doctest.DocTestParser().parse(block.text):
            if isinstance(part, str):
                new += part
                continue
            first, *rest = part.source.splitlines(keepends=True)
            source = f">>> {first}" + "".join(f"... {line}" for line in rest)
            new += re.sub(r"^\.\.\. $", "...", source, flags=re.MULTILINE) + self.answer(part)
        return new

    def answer(self, example: doctest.Example) -> str:
        said: list[str] = []
        runner = Listener(said)
        test = doctest.DocTest([example], self.names, "example", None, 0, None)
        runner.run(test, out=lambda _: None, clear_globs=False)
        self.names.update(test.globs)
        self.troubles += runner.raised
        # an empty line of output would end the example
        return re.sub(r"^\n", "<BLANKLINE>\n", said[0], flags=re.MULTILINE) if said else example.want


class Listener(doctest.DocTestRunner):
    """Keeps what an example said where that is not what is written."""

    def __init__(self, said: list[str]) -> None:
        super().__init__(optionflags=test_docs.CHECK_FLAGS)
        self.said = said
        self.raised: list[str] = []

    def report_failure(self, out: object, test: object, example: object, got: str) -> None:
        self.said.append(got)

    def report_unexpected_exception(self, out: object, test: object, example: doctest.Example, error: object) -> None:
        self.raised.append(f"{example.source.strip()}: {error[1]!r}")  # type: ignore[index]


def refreshed(text: str, folder: Path) -> tuple[str, list[str]]:
    """A document with present outputs and tables, and what could not be put right."""
    desk, lines = Desk(folder), doc_tables.with_tables(text).splitlines(keepends=True)
    found = list(test_docs.blocks("".join(lines)))
    with test_docs.inside(desk.folder):
        texts = []
        for block in found:
            if block.option("file"):
                (desk.folder / str(block.option("file"))).write_text(block.text, encoding="utf-8")
            runs = {"console": desk.console, "python": desk.python}.get(block.language)
            texts.append(runs(block) if runs else block.text)
    for block, new in reversed(list(zip(found, texts, strict=True))):
        if new != block.text:
            start, end = block.line - 1, block.line - 1 + block.text.count("\n")
            indent = len(lines[start]) - len(lines[start].lstrip())
            lines[start:end] = [indented(new, indent)]
    return "".join(lines), desk.troubles


def draw_picture() -> None:
    """The README's picture: the outcomes figure of the real run, in fewer colours so that it stays small."""
    from PIL import Image, PngImagePlugin

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        command = [sys.executable, "-m", "alliance_sim", "run", "us-partner-only", "--quiet", "--out", str(out)]
        subprocess.run(command, cwd=test_docs.ROOT, check=True, stdout=subprocess.DEVNULL)
        with Image.open(out / "figures" / "outcomes.png") as image:
            about = PngImagePlugin.PngInfo()
            for name, value in image.info.items():
                if isinstance(value, str):
                    about.add_text(name, value)
            image.convert("RGB").quantize(COLOURS).save(PICTURE, optimize=True, pnginfo=about)


def tutorial_figure(folder: Path) -> Image.Image:
    """The figure that the tutorial's reader draws, by the tutorial's own files."""
    from PIL import Image

    for block in test_docs.blocks(TUTORIAL.read_text("utf-8")):
        if block.option("file"):
            (folder / str(block.option("file"))).write_text(block.text, encoding="utf-8")
    program = [sys.executable, "-m", "alliance_sim", "run", "my-idea.yaml", "--out", "first", "--quiet", "--no-figures"]
    for command in (program, [sys.executable, "my_figure.py"]):
        environment = test_docs.environment(folder)
        subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    with Image.open(folder / "my-figure.png") as image:
        return image.convert("RGB")


def main(arguments: list[str]) -> int:
    names = [argument for argument in arguments if not argument.startswith("-")]
    documents = [Path(name).resolve() for name in names] or test_docs.DOCUMENTS
    if "--no-picture" not in arguments and not names:
        draw_picture()
        draw_rules.main([])
        with tempfile.TemporaryDirectory() as folder:
            tutorial_figure(Path(folder)).quantize(COLOURS).save(TUTORIAL_FIGURE, optimize=True)
    if ODD in documents:
        ODD.write_text(odd(), encoding="utf-8")
    troubles: list[str] = []
    for document in documents:
        old = document.read_text(encoding="utf-8")
        desk = Path(tempfile.mkdtemp())
        new, wrong = refreshed(old, desk)
        shutil.rmtree(desk, ignore_errors=True)
        if new != old:
            document.write_text(new, encoding="utf-8")
        sys.stderr.write(f"{document.name}: {'changed' if new != old else 'as it was'}\n")
        troubles += [f"{document.name}: {trouble}" for trouble in wrong]
    sys.stderr.write("".join(f"{trouble}\n" for trouble in troubles))
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
