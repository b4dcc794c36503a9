"""Every claim of docs/security.md, tried."""

from __future__ import annotations

import ast
import itertools
import re
import socket
from pathlib import Path

import pytest

from alliance_sim.errors import ScenarioError
from alliance_sim.report import of_run
from alliance_sim.scenario import load_scenario, load_text
from tests.cli.conftest import Call
from tests.results import made_up
from tests.test_layout import ROOT, modules, place

PAGE = ROOT / "docs" / "security.md"
SPY = """from pathlib import Path
Path("was-run").touch()

def rule(share, base_share, income, spill_in, public_weight, private_weight, threat, guideline, pressure):
    return 0.02
"""
OWN = made_up.TEXT + "theory: {burden: 'spy:rule'}\n"


def test_every_claim_names_a_test_that_exists() -> None:
    claims = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    named = [re.findall(r"`(test_\w+|tests/[\w/]+\.py)`", line.rsplit("|", 2)[1]) for line in claims]
    here = set(re.findall(r"^def (test_\w+)", Path(__file__).read_text(encoding="utf-8"), re.MULTILINE))
    assert len(claims) >= 8
    for tests in named:
        assert tests
        assert all(name in here or (ROOT / name).is_file() for name in tests), tests


@pytest.mark.parametrize(
    "line",
    [
        "theory: {burden: 'spy:rule'}", "theory: {threat: 'os:system'}", "seed: !!python/object/apply:os.system [echo]",
        "name: !!python/name:os.system x", "extends: !!python/object/new:spy.rule []",
    ],
)  # fmt: skip
def test_a_file_runs_no_code(line: str, call: Call, folder: Path) -> None:
    (folder / "spy.py").write_text(SPY, encoding="utf-8")
    (folder / "hostile.yaml").write_text(made_up.TEXT + line + "\n", encoding="utf-8")
    for command in (["check"], ["run", "--quiet", "--no-figures"], ["compare", "--no-figures"], ["theories"], ["test"]):
        said = call(*command, "hostile.yaml")
        assert said.status == 2, command
        assert "hostile.yaml:" in said.err
    with pytest.raises(ScenarioError):
        load_scenario("hostile.yaml")
    assert not (folder / "was-run").exists()


def test_results_run_no_code(call: Call, folder: Path) -> None:
    (folder / "spy.py").write_text(SPY, encoding="utf-8")
    (folder / "own.yaml").write_text(OWN, encoding="utf-8")
    made = ["run", "own.yaml", "--replicates", "2", "--no-figures", "--quiet", "--out", "out"]
    assert call(*made, "--allow-code").status == 0
    (folder / "was-run").unlink()
    refused = call("rerun", "out")
    assert (refused.status, "--allow-code" in refused.err) == (2, True)
    for command in (
        ["explain", "out", "--state", "AAA", "--year", "2019"],
        ["report", "out", "--to", "methods"],
        ["export", "out", "--to", "csv"],
    ):
        call(*command)
    assert not (folder / "was-run").exists()


DANGEROUS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "system",
    "popen",
    "Popen",
    "check_output",
    "check_call",
    "unsafe_load",
}
DOORS = {
    "alliance_sim/rules/own.py": {"exec", "compile"},
    "alliance_sim/batch/compile.py": {"exec", "compile"},
}
"""File -> calls that run text, allowed there: behind `--allow-code`, and made of the package's own functions."""


def dangerous_calls(path: Path) -> set[str]:
    """Names of calls in a file that could run text or a program, but for `re.compile` and `platform.system`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            owner = getattr(getattr(node.func, "value", None), "id", "")
            if name in DANGEROUS and (owner, name) not in {("re", "compile"), ("platform", "system")}:
                found.add(name)
    return found


def test_no_other_way_to_run_text(tmp_path: Path) -> None:
    assert {place(path): calls for path in modules() if (calls := dangerous_calls(path))} == DOORS
    spoiled = tmp_path / "spoiled.py"
    spoiled.write_text("import os, re\nre.compile('x')\nos.system('x')\neval('1')\n", encoding="utf-8")
    assert dangerous_calls(spoiled) == {"system", "eval"}


@pytest.fixture
def few_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports with their first figures only, since all take long to draw."""
    drawn = of_run.drawn
    monkeypatch.setattr(of_run, "drawn", lambda comparison: itertools.islice(drawn(comparison), 2))


@pytest.mark.usefixtures("few_figures")
def test_a_run_asks_nothing_of_the_network(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was asked for")

    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket, "socket", type("NoSocket", (socket.socket,), {name: refuse}))
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert (
        call(
            "run", "made-up.yaml", "--replicates", "2", "--workers", "1", "--no-figures", "--quiet", "--out", "out"
        ).status
        == 0
    )
    assert call("report", "out").status == 0
    assert call("compare", "made-up.yaml", "--replicates", "2", "--workers", "1", "--no-figures").status == 0


MARKUP = "<script src=http://127.0.0.1/x></script><img src=x onerror=alert(1)>"


@pytest.mark.usefixtures("few_figures")
def test_markup_in_a_file_stays_text(call: Call, folder: Path) -> None:
    title = next(line for line in made_up.TEXT.splitlines() if line.startswith("title:"))
    (folder / "markup.yaml").write_text(made_up.TEXT.replace(title, f"title: '{MARKUP}'"), encoding="utf-8")
    assert call("run", "markup.yaml", "--replicates", "2", "--no-figures", "--quiet", "--out", "out").status == 0
    assert call("report", "out").status == 0
    assert call("cards", "markup.yaml", "--out", "cards.html").status in (0, 2)
    pages = [path.read_text(encoding="utf-8") for path in folder.rglob("*.html")]
    assert pages
    assert all("<script src" not in page and "<img src=x" not in page for page in pages)
    assert any("&lt;script src" in page for page in pages)


@pytest.mark.parametrize("text", ['title: "\\e[31mred"', "title: a\x1b[2Jb", 'tit\\e: "\\x9b31m"', "seed: '\x9b31m'"])
def test_no_message_steers_the_terminal(text: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_text(f"name: a\nstart: 2018\nend: 2019\n{text}\n")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", str(refused.value))


@pytest.mark.parametrize("name", ["../out", "a/b", "/etc/x", "..", ".hidden", "a b", "C:\\x", "~", ""])
def test_a_name_cannot_leave_the_folder(name: str) -> None:
    with pytest.raises(ScenarioError, match="name"):
        load_text(made_up.TEXT.replace(next(iter(made_up.TEXT.splitlines())), f"name: '{name}'"))
