r"""Every command and every Python example in the documents is run, and what it says is compared with what is written.

How to write a document so that it is checked:

- A block opened by three backticks and `console` holds a session: a line `$ alliance-sim …` is a command, a line that
  ends in a backslash goes on in the next, and what follows is all that it says, on either stream. A part written
  `...` stands for any text, a line of its own `...` for any lines. The command must exit with 0, or with N where the
  block is opened by `console exit=N`. All blocks of one document run in document order in one empty folder, so a
  later command sees the results of an earlier one.
- `cat`, `head`, `ls` and the like run too. `git`, `cd`, `pip`, `python3 -m venv` and `source` are for the reader and
  are not run; of `make NAME` it is checked that there is such a thing to make.
- A block opened by `yaml file=NAME` (any language) is first written to NAME in that folder.
- `make docs-refresh` (`refresh_docs.py`) writes what is said now below the commands, and the tables of `doc_tables.py`.
- A block with `slow` after its language is run by `make verify` only; later blocks must not need what it makes.
- A block opened by `python` is a doctest where it has `>>>`, else a script; the blocks of a document share names.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")
FOR_THE_READER = re.compile(r"(?:git|cd|pip|pipx|source|deactivate|python3?(?:\.\d+)? -m (?:venv|pip)) ?")
MAKE = re.compile(r"make\b(.*)")
CHECK_FLAGS = doctest.ELLIPSIS | doctest.REPORT_NDIFF


@dataclass(frozen=True)
class Block:
    """A fenced block: what its opening line says after the backticks, its text, and the line where the text starts."""

    info: str
    text: str
    line: int

    @property
    def language(self) -> str:
        return self.info.split()[0] if self.info.split() else ""

    @property
    def slow(self) -> bool:
        return "slow" in self.info.split()

    def option(self, name: str) -> str | None:
        found = re.search(rf"\b{name}=(\S+)", self.info)
        return found.group(1) if found else None


@dataclass(frozen=True)
class Command:
    """A command of a console block, what it is written to say, the exit status it should have, and its line."""

    text: str
    says: str
    status: int
    line: int


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a Markdown document in order; one that is not closed is an error."""
    lines = iter(enumerate(text.splitlines(), start=1))
    for number, line in lines:
        opened = FENCE.match(line)
        if not opened:
            continue
        indent, fence = len(opened["indent"]), opened["fence"]
        inside: list[str] = []
        for _, body in lines:
            if re.fullmatch(rf"\s*{re.escape(fence[0])}{{{len(fence)},}}\s*", body):
                break
            inside.append(body[min(indent, len(body) - len(body.lstrip())) :])
        else:
            raise ValueError(f"line {number}: this block is not closed")
        yield Block(opened["info"].strip(), "".join(f"{part}\n" for part in inside), number + 1)


def commands(block: Block) -> Iterator[Command]:
    """The commands of a console block; text before the first is an error, since nothing would compare it."""
    before, *parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    if before.strip() or not parts:
        raise ValueError(f"line {block.line}: a console block starts with a line '$ command'")
    line = block.line + before.count("\n")
    for part in parts:
        found = re.match(r"((?:.*\\\n)*.*)\n?", part)
        assert found is not None
        yield Command(found.group(1), part[found.end() :], int(block.option("exit") or 0), line)
        line += part.count("\n")


def program_folder(folder: Path) -> Path:
    """A folder with `alliance-sim` and `python`, which start this environment's Python on this checkout."""
    folder.mkdir()
    for name, arguments in (("alliance-sim", "-m alliance_sim "), ("python", ""), ("python3", "")):
        script = folder / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments}"$@"\n', encoding="utf-8")
        script.chmod(0o755)
    return folder


def environment(programs: Path) -> dict[str, str]:
    path = os.pathsep.join([str(programs), os.environ["PATH"]])
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}


def tidy(text: str) -> str:
    """Without spaces at line ends and empty lines at the end, which nobody sees."""
    return "".join(f"{line.rstrip()}\n" for line in text.rstrip().splitlines())


def is_for_the_reader(command: Command) -> bool:
    """Whether a command is not run here."""
    return bool(FOR_THE_READER.match(command.text) or MAKE.match(command.text))


def call(command: Command, folder: Path, programs: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a reader would, in the document's folder."""
    return subprocess.run(
        ["bash", "-c", command.text],
        cwd=folder,
        env=environment(programs),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )


def difference(command: Command, folder: Path, programs: Path) -> str:
    """What a command says otherwise than its document does; empty when nothing."""
    made = MAKE.match(command.text)
    if made:
        # -n only asks whether there is such a thing to make.
        asked = subprocess.run(
            ["make", "-n", *made.group(1).split()], cwd=ROOT, capture_output=True, text=True, check=False
        )
        return asked.stderr if asked.returncode else ""
    if is_for_the_reader(command):
        return ""
    done = call(command, folder, programs)
    wanted, got = tidy(command.says), tidy(done.stdout)
    if done.returncode != command.status:
        return f"exit status {done.returncode} instead of {command.status}, saying:\n{got}"
    checker = doctest.OutputChecker()
    if checker.check_output(wanted, got, doctest.ELLIPSIS):
        return ""
    return checker.output_difference(doctest.Example(command.text, wanted), got, CHECK_FLAGS)


def python_difference(block: Block, names: dict[str, object], folder: Path) -> str:
    """What a Python block does otherwise than it is written to do; empty when nothing."""
    if ">>>" in block.text:
        test = doctest.DocTestParser().get_doctest(block.text, names, "example", None, block.line)
        said: list[str] = []
        runner = doctest.DocTestRunner(optionflags=CHECK_FLAGS)
        # The runner empties the names it is handed, so it gets them and gives them back.
        runner.run(test, out=said.append, clear_globs=False)
        names.update(test.globs)
        return "".join(said)
    try:
        exec(compile(block.text, str(folder / "example.py"), "exec"), names)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in a folder for a while."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def check(text: str, folder: Path, slow: bool = True) -> list[str]:
    """Everything in which a document differs from what really happens, each with its line; slow blocks if wanted."""
    programs = program_folder(folder / "programs")
    desk = folder / "desk"
    desk.mkdir()
    names: dict[str, object] = {"__name__": "__main__"}
    differences: list[tuple[int, str, str]] = []
    with inside(desk):
        for block in blocks(text):
            file = block.option("file")
            if file:
                (desk / file).write_text(block.text, encoding="utf-8")
            if block.slow and not slow:
                continue
            if block.language == "console":
                differences += [(c.line, c.text, difference(c, desk, programs)) for c in commands(block)]
            elif block.language == "python":
                differences.append((block.line, "python", python_difference(block, names, desk)))
    return [f"line {line}: {what}\n{said}" for line, what, said in differences if said]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_document_says_what_happens(document: Path, tmp_path: Path) -> None:
    differences = check(document.read_text(encoding="utf-8"), tmp_path, slow=False)
    assert not differences, f"{document.relative_to(ROOT)}:\n" + "\n".join(differences)


SLOW = [path for path in DOCUMENTS if any(block.slow for block in blocks(path.read_text(encoding="utf-8")))]


@pytest.mark.verify
@pytest.mark.parametrize("document", SLOW, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_slow_document_says_what_happens(document: Path, tmp_path: Path) -> None:
    differences = check(document.read_text(encoding="utf-8"), tmp_path)
    assert not differences, f"{document.relative_to(ROOT)}:\n" + "\n".join(differences)


def test_the_readme_shows_the_program() -> None:
    shown = [
        command.text
        for block in blocks((ROOT / "README.md").read_text(encoding="utf-8"))
        if block.language == "console"
        for command in commands(block)
    ]
    assert any(text.startswith("alliance-sim run") for text in shown)


def test_links_between_documents_lead_somewhere() -> None:
    missing = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in DOCUMENTS
        for target in re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", document.read_text(encoding="utf-8"))
        if not (document.parent / target).exists()
    ]
    assert missing == []


# --- That the checks above can fail ----------------------------------------------------------------------------------

RIGHT = """
```yaml file=made-up.yaml
name: made-up
```

```console
$ cat made-up.yaml
name: made-up
$ printf 'one\\n\\ntwo 0.25\\nthree\\n' && \\
  echo four >&2
one

two ...
...
four
$ echo kept > result.txt
$ git clone nothing
```

1. In a list:

   ```console exit=2
   $ cat result.txt; exit 2
   kept
   ```

```python
>>> x = 20
>>> x + 1
21
```

```python
from pathlib import Path

assert x == 20
assert Path("result.txt").exists()
```

~~~text
$ this is not run
~~~
"""


def test_a_right_document_passes(tmp_path: Path) -> None:
    assert check(RIGHT, tmp_path) == []


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ("\ntwo ...\n", "\ntwenty ...\n", 9),
        ("\nfour\n", "\nfive\n", 9),
        ("\none\n\ntwo", "\none\ntwo", 9),
        ("name: made-up\n$", "name: made\n$", 7),
        ("$ echo kept > result.txt", "$ echo kept | tee result.txt", 16),
        ("exit=2", "", 23),
        ("exit=2", "exit=1", 23),
        ("\n21\n", "\n22\n", 28),
        ("assert x == 20", "assert x == 21", 34),
        ("git clone nothing", "make no-such-thing", 17),
        ("git clone nothing", "no-such-program", 17),
    ],
)
def test_a_wrong_document_fails_where_it_is_wrong(tmp_path: Path, right: str, wrong: str, line: int) -> None:
    assert right in RIGHT
    differences = check(RIGHT.replace(right, wrong, 1), tmp_path)
    assert [said.partition(":")[0] for said in differences] == [f"line {line}"], differences


@pytest.mark.parametrize("text", ["```console\nno command\n```\n", "```console\n$ echo not closed\n"])
def test_a_block_that_nothing_would_check_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"^line \d"):
        check(text, tmp_path)


def test_the_program_is_this_checkout(tmp_path: Path) -> None:
    document = "```console\n$ alliance-sim --help\nUsage: alliance-sim ...\n```\n"
    assert check(document, tmp_path) == []
