"""The program as a shell sees it: streams, exit status, interruption, closed pipes, start-up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tqdm

from alliance_sim.cli import options, program
from alliance_sim.errors import AllianceSimError, InputError, Problem
from tests.cli.conftest import Call

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-m", "alliance_sim"]
COMMANDS = [
    "run",
    "compare",
    "theories",
    "test",
    "rerun",
    "explain",
    "scenarios",
    "new",
    "check",
    "schema",
    "outcomes",
    "data",
    "sweep",
    "sensitivity",
    "calibrate",
    "hindcast",
    "forecast",
    "plot",
    "report",
    "export",
    "archive",
    "odd",
    "cards",
    "classroom",
]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    line = f"set -o pipefail; {command}"
    return subprocess.run(
        ["bash", "-c", line], cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )


def test_help_lists_the_commands_in_the_order_of_use(call: Call) -> None:
    said = call("--help")
    listed = said.out.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == COMMANDS
    assert "..." not in said.out.partition("Commands:\n")[2]  # no help is cut short


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(call: Call, command: str) -> None:
    said = call(command, "--help")
    assert said.status == 0
    assert said.out.startswith(f"Usage: alliance-sim {command}")


def test_version(call: Call) -> None:
    assert call("--version").out.split()[0] == "alliance-sim"


def test_an_unknown_command_offers_the_nearest(call: Call) -> None:
    said = call("rum", "x")
    assert (said.status, said.out) == (2, "")
    assert "Did you mean 'run'" in said.err


def test_an_unknown_option_offers_the_nearest(call: Call) -> None:
    said = call("run", "x", "--replicate", "3")
    assert said.status == 2
    assert "--replicates" in said.err


def test_a_shipped_scenario_that_is_none_offers_the_nearest(call: Call) -> None:
    said = call("run", "us-partner-onyl")
    assert (said.status, said.out) == (2, "")
    assert "us-partner-only" in said.err


def raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("alliance_sim.scenario.load_scenario", fail)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (InputError([Problem("one", "a.yaml", 1, 2), Problem("two")]), 2, "a.yaml:1:2: one\ntwo\n"),
        (AllianceSimError("it broke"), 1, "it broke\n"),
        (PermissionError(13, "Permission denied", "a.yaml"), 2, "a.yaml: Permission denied\n"),
        (KeyboardInterrupt(), 130, "\ninterrupted; to repeat: alliance-sim run 'a b.yaml'\n"),
    ],
)
def test_exit_status_and_message(
    call: Call, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int, said: str
) -> None:
    raising(monkeypatch, error)
    found = call("run", "a b.yaml")
    assert (found.status, found.out, found.err) == (status, "", said)


def test_a_fault_of_the_program_is_not_hidden(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    raising(monkeypatch, ZeroDivisionError("a fault"))
    with pytest.raises(ZeroDivisionError):
        call("run", "x")


@pytest.mark.parametrize("command", ["schema", "data USA", "outcomes", "--help"])
def test_a_closed_pipe_is_quiet(folder: Path, command: str) -> None:
    program_line = " ".join(PROGRAM)
    done = shell(f"{program_line} {command} | head -c 10", folder)
    assert (done.returncode, done.stderr, len(done.stdout)) == (0, "", 10)


def test_a_pipe_that_is_closed_before_anything_is_written(folder: Path) -> None:
    done = shell(f"{' '.join(PROGRAM)} data USA | true", folder)
    assert (done.returncode, done.stderr) == (0, "")


def test_names_beyond_ascii_do_not_end_a_run(folder: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "check", "made-up.yaml", "--resolved"], cwd=folder, capture_output=True, check=False,
        env={**environment(), "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_interrupted_run_says_how_to_repeat_it_and_leaves_nothing(folder: Path) -> None:
    # a job in the background of a script inherits that SIGINT is ignored, and so would the program started here
    signal.signal(signal.SIGINT, signal.default_int_handler)
    started = subprocess.Popen(
        [*PROGRAM, "run", "made-up.yaml", "--replicates", "100000", "--workers", "2", "--engine", "agents"],
        cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    with started:
        time.sleep(2.5)
        os.killpg(started.pid, signal.SIGINT)  # as a terminal does: to the workers too
        try:
            _, said = started.communicate(timeout=60)
        finally:
            started.kill()
    assert started.returncode == 130
    again = "to repeat: alliance-sim run made-up.yaml --replicates 100000 --workers 2 --engine agents\n"
    assert said == f"\ninterrupted; {again}"
    assert not (folder / "runs").exists()


# --- Progress --------------------------------------------------------------------------------------------------------


def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)


def test_progress_is_shown_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with options.progress_bar(4) as progress:
        assert progress is None
    on_a_terminal(monkeypatch)
    with options.progress_bar(4, quiet=True) as progress:
        assert progress is None
    assert capsys.readouterr() == ("", "")
    with options.progress_bar(4) as progress:
        assert progress is not None
    said = capsys.readouterr()
    assert said.out == ""
    assert "0/4" in said.err
    assert "\x1b[3" not in said.err  # no colour


@pytest.mark.parametrize(("file", "runs"), [("made-up.yaml", 6), ("plain.yaml", 3)])
def test_the_bar_counts_the_runs_of_all_arms(call: Call, monkeypatch: pytest.MonkeyPatch, file: str, runs: int) -> None:
    counted = []

    class Bar(tqdm.tqdm):  # type: ignore[type-arg]
        def close(self) -> None:
            counted.append((self.n, self.total))
            super().close()

    monkeypatch.setattr(tqdm, "tqdm", Bar)
    on_a_terminal(monkeypatch)
    call("run", file, "--workers", "1", "--no-figures")
    assert counted[0] == (runs, runs)


def test_all_cores_are_the_default() -> None:
    assert options.all_workers(None) >= 1
    assert options.all_workers(3) == 3


# --- Start-up --------------------------------------------------------------------------------------------------------


def imported_by(*args: str, folder: Path) -> set[str]:
    code = (
        "import sys, json; from alliance_sim.cli import main; status = main(sys.argv[1:]); "
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *args], cwd=folder, env=environment(), capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


HEAVY = {"pandas", "pyarrow", "matplotlib", "mesa", "networkx", "scipy"}


def test_help_imports_nothing_but_click(folder: Path) -> None:
    outside = HEAVY | {"numpy", "pydantic", "ruamel.yaml", "tqdm"}
    assert imported_by("--help", folder=folder) & outside == set()


@pytest.mark.parametrize("command", ["check", "scenarios", "new", "data", "outcomes"])
def test_light_commands_import_nothing_heavy(folder: Path, command: str) -> None:
    args = {"check": ["made-up.yaml", "--resolved"], "new": ["idea"], "data": ["NOR"]}.get(command, [])
    assert imported_by(command, *args, folder=folder) & HEAVY == set()


def test_the_program_has_one_name() -> None:
    assert program.NAME == "alliance-sim"
