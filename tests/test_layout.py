"""The house keeps its order: who imports whom, how large things are, what is written down, and the linters' word."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import metadata
from pathlib import Path
from statistics import mean

import grimp
import networkx as nx
import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "alliance_sim"
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"

FILE_LINES = 300
FUNCTION_LINES = 50
FUNCTION_MEAN = 10
CLASS_METHODS = 15
FRONT_DOOR_NAMES = 12

# A thing that is better large, and why: "path" or "path:name" -> reason.
EXCEPTIONS: dict[str, str] = {}

# Words of a machine or a registry that must not reach a file. Written so that this file does not hold them.
FORBIDDEN_WORDS = re.compile(
    r"(?<![\w.~-])/(?:home|root|Users|opt|mnt|work)/\w"
    r"|(?<![\w.~-])/tmp/\w+/"
    r"|\bpy(?:pi|thonhosted)\.(?:org|python)"
    r"|\bregistry\.(?:npmjs|yarnpkg)|--(?:index-url|extra-index-url|find-links|trusted-host)"
)
TEXT_SUFFIXES = {
    "",
    ".py",
    ".md",
    ".txt",
    ".toml",
    ".yaml",
    ".yml",
    ".csv",
    ".json",
    ".cff",
    ".bib",
    ".ini",
    ".cfg",
    ".sh",
}
FOLDERS = ("alliance_sim", "scenarios", "experiments", "tests", "benchmarks", "docs", "constraints", ".ci")


def call(*command: str, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of this environment's Python and keep what it said."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def holds(result: subprocess.CompletedProcess[str]) -> None:
    """Fail with the tool's own words."""
    assert result.returncode == 0, f"\n{result.stdout}"


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- Style and types -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["check", "."], ["format", "--check", "."]], ids=["check", "format"])
def test_ruff_has_nothing_to_say(command: list[str]) -> None:
    holds(call("-m", "ruff", *command))


def test_every_type_is_known() -> None:
    holds(call("-m", "mypy"))


# --- The street ------------------------------------------------------------------------------------------------------


def street_copy(folder: Path) -> Path:
    """A copy of the package that a test may spoil."""
    shutil.copytree(PACKAGE, folder / "alliance_sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder / "alliance_sim"


def room(package: Path, name: str) -> Path:
    """The file of a module that may be a file or a folder."""
    return package / name / "__init__.py" if (package / name).is_dir() else package / f"{name}.py"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    # The copy must be found before an installed package.
    return call("-c", LINT_IMPORTS, "--no-cache", "--no-logo", folder=folder, PYTHONPATH=str(folder))


def test_the_street_is_kept() -> None:
    holds(lint_imports(ROOT))


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("errors", "from alliance_sim import run", "The street"),
        ("draws", "import alliance_sim.rules.threat", "The street"),
        ("rules/threat", "from alliance_sim.draws import uniform", "The street"),
        ("metrics", "import alliance_sim.results", "The street"),
        ("world", "def late() -> None:\n    import alliance_sim.plots", "The street"),
        ("run", "import alliance_sim", "Nothing inside"),
        ("plots", "from alliance_sim import __doc__", "Nothing inside"),
    ],
)
def test_the_street_bites(tmp_path: Path, module: str, line: str, broken: str) -> None:
    spoiled = room(street_copy(tmp_path), module)
    spoiled.write_text(f"{spoiled.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    result = lint_imports(tmp_path)
    assert result.returncode == 1, result.stdout
    assert any(broken in said and "BROKEN" in said for said in result.stdout.splitlines()), result.stdout


def test_a_room_outside_the_street_is_refused(tmp_path: Path) -> None:
    room(street_copy(tmp_path), "utils").write_text('"""Odds and ends."""\n', encoding="utf-8")
    result = lint_imports(tmp_path)
    assert result.returncode == 1, result.stdout
    assert "utils" in result.stdout


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = grimp.build_graph("alliance_sim", cache_dir=None)
    imports = nx.DiGraph((m, other) for m in graph.modules for other in graph.find_modules_directly_imported_by(m))
    circles = [sorted(circle) for circle in nx.strongly_connected_components(imports) if len(circle) > 1]
    assert circles == []


# --- Sizes -----------------------------------------------------------------------------------------------------------

Function = ast.FunctionDef | ast.AsyncFunctionDef


def docstring_lines(tree: ast.AST) -> set[int]:
    """The lines of strings that stand alone: docstrings of modules, classes, functions and constants."""
    alone = (node for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    return {line for node in alone for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}


@cache
def code_lines(path: Path) -> set[int]:
    """The numbers of the lines that hold code: neither blank, nor comment, nor docstring."""
    nothing = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    with tokenize.open(path) as stream:
        tokens = [token for token in tokenize.generate_tokens(stream.readline) if token.type not in nothing]
    lines = {line for token in tokens for line in range(token.start[0], token.end[0] + 1)}
    return lines - docstring_lines(ast.parse(path.read_text(encoding="utf-8")))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and lines of code of every function and method, the lines of its signature among them."""
    lines = code_lines(path)
    waiting = [("", node) for node in ast.parse(path.read_text(encoding="utf-8")).body]
    for prefix, node in waiting:
        if isinstance(node, Function):
            yield prefix + node.name, len(lines & set(range(node.lineno, (node.end_lineno or node.lineno) + 1)))
        if isinstance(node, Function | ast.ClassDef):
            waiting += [(f"{prefix}{node.name}.", part) for part in node.body]


@cache
def all_functions() -> list[tuple[str, int]]:
    return [(f"{place(path)}:{name}", size) for path in modules() for name, size in functions(path)]


def too_large(sizes: list[tuple[str, int]], limit: int) -> list[tuple[str, int]]:
    return [(name, size) for name, size in sizes if size > limit and name not in EXCEPTIONS]


def test_no_file_is_too_long() -> None:
    assert too_large([(place(path), len(code_lines(path))) for path in modules()], FILE_LINES) == []


def test_no_function_is_too_long() -> None:
    assert too_large(all_functions(), FUNCTION_LINES) == []


def test_functions_are_short_on_the_whole() -> None:
    longest = sorted(all_functions(), key=lambda item: -item[1])[:12]
    assert mean(size for _, size in all_functions()) <= FUNCTION_MEAN, f"the longest are {longest}"


def test_no_class_has_too_many_methods() -> None:
    sizes = [
        (f"{place(path)}:{node.name}", sum(isinstance(part, Function) for part in node.body))
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    assert too_large(sizes, CLASS_METHODS) == []


def test_the_front_door_is_narrow() -> None:
    names = call("-c", "import alliance_sim; print(*alliance_sim.__all__)")
    holds(names)
    assert 1 <= len(names.stdout.split()) <= FRONT_DOOR_NAMES


def test_every_exception_is_still_one() -> None:
    known = {place(path) for path in modules()} | {name for name, _ in all_functions()}
    assert [name for name, reason in EXCEPTIONS.items() if name not in known or len(reason) < 20] == []


MADE_UP = '''"""Docs."""

# why
X = 1
"""About X."""


class C:
    def f(
        self,
    ):
        """Doc
        more."""

        s = """a
        b"""
        return s
'''


def test_sizes_are_counted_as_they_say(tmp_path: Path) -> None:
    path = tmp_path / "made_up.py"
    path.write_text(MADE_UP, encoding="utf-8")
    assert code_lines(path) == {4, 8, 9, 10, 11, 15, 16, 17}
    assert list(functions(path)) == [("C.f", 6)]


# --- What is written down --------------------------------------------------------------------------------------------


def public_parts(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Classes, functions and methods whose name, and whose class's name, has no underscore in front."""
    waiting: list[tuple[str, ast.stmt]] = [("", node) for node in tree.body]
    for prefix, node in waiting:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                waiting += [(f"{prefix}{node.name}.", part) for part in node.body]


def without_docstring(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    missing = [] if ast.get_docstring(tree) else [place(path)]
    return missing + [f"{place(path)}:{name}" for name, node in public_parts(tree) if not ast.get_docstring(node)]


def test_everything_public_says_what_it_is() -> None:
    assert [name for path in modules() for name in without_docstring(path)] == []


def kept_files() -> list[Path]:
    """Every text file that belongs to the repository, found without git, so also in an unpacked archive."""
    files = [path for path in ROOT.iterdir() if path.is_file()]
    for folder in FOLDERS:
        files += (ROOT / folder).rglob("*")
    kept = (path for path in files if path.is_file() and path.suffix in TEXT_SUFFIXES)
    return sorted(path for path in kept if "__pycache__" not in path.parts and path.name not in (".DS_Store", ".git"))


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{place(path)}:{number}: {line.strip()[:80]}"
        for path in kept_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if FORBIDDEN_WORDS.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    ["see /ho" + "me/ann/data.csv", "from https://py" + "pi.org/simple", "--index" + "-url x", "'/wo" + "rk/main'"],
)
def test_a_machine_or_registry_would_be_noticed(line: str) -> None:
    assert FORBIDDEN_WORDS.search(line)


def test_every_pin_has_a_hash() -> None:
    for version in ("311", "312", "313"):
        text = (ROOT / "constraints" / f"py{version}.txt").read_text(encoding="utf-8")
        blocks = [block for block in re.split(r"\n(?=\S)", text.strip()) if block]
        names = {block.split("==")[0].partition("[")[0] for block in blocks}
        assert [block[:60] for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []
        assert {"mesa", "numpy", "pydantic", "hatchling", "editables", "pytest"} <= names


def test_the_pins_install_on_the_first_release_of_this_python() -> None:
    """Systems keep an early one for years (Debian 12: 3.11.2), which finds no package that asks for 3.11.5."""
    major, minor = sys.version_info[:2]
    first = f"{major}.{minor}.0"
    pins = (ROOT / "constraints" / f"py{major}{minor}.txt").read_text(encoding="utf-8")
    installed = {name: metadata(name) for name in re.findall(r"^(\S+)==", pins, re.MULTILINE)}
    asked = {name: about["Requires-Python"] for name, about in installed.items() if "Requires-Python" in about}
    assert {name: asks for name, asks in asked.items() if not SpecifierSet(asks).contains(first)} == {}


# --- The program -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--help"], ["no-such-command"]], ids=["help", "wrong"])
def test_both_ways_to_start_are_one_program(arguments: list[str], tmp_path: Path) -> None:
    script = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]["alliance-sim"]
    module, function = script.split(":")
    # What an installer writes into the script it makes.
    started = f"import sys; from {module} import {function}; sys.argv[0] = 'alliance-sim'; sys.exit({function}())"
    by_script = call("-c", started, *arguments, folder=tmp_path, PYTHONPATH=str(ROOT))
    by_module = call("-m", "alliance_sim", *arguments, folder=tmp_path, PYTHONPATH=str(ROOT))
    assert by_script.stdout.startswith("Usage: alliance-sim")
    assert by_module.stdout == by_script.stdout
    assert by_module.returncode == by_script.returncode == (2 if arguments == ["no-such-command"] else 0)
