"""A Dask scheduler with two workers, started by the commands of the documents, one of them killed in mid-sweep."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from alliance_sim.errors import InputError
from alliance_sim.studies.sweep import executors
from alliance_sim.studies.sweep.drive import sweep
from alliance_sim.studies.sweep.executors import DaskCrew
from alliance_sim.studies.sweep.study import load_study
from tests.cli.test_program import PROGRAM, environment
from tests.studies.sweep.small import parts, written
from tests.test_docs import ROOT

pytestmark = pytest.mark.skipif(
    find_spec("distributed") is None or os.name != "posix", reason="needs distributed, and process groups"
)

LONG = 120.0
"""Seconds after which a step that did not happen has failed."""


def documented(first: str) -> list[str]:
    """The words of the command in docs/studies.md that begins so."""
    text = (ROOT / "docs" / "studies.md").read_text(encoding="utf-8")
    (command,) = re.findall(rf"^{re.escape(first)}\b[^#\n]*", text, re.MULTILINE)
    return shlex.split(command)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(happened: Callable[[], object]) -> None:
    """Wait for something, and fail if it does not come."""
    last = time.monotonic() + LONG
    while not happened():
        assert time.monotonic() < last
        time.sleep(0.05)


class Lab:
    """A scheduler and its workers, each a group of processes with a log."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.started = folder, free_port(), list[subprocess.Popen[bytes]]()

    def start(self, first: str) -> subprocess.Popen[bytes]:
        """Start what the documents say, on this machine."""
        said = [word.replace("lab-server:8786", f"127.0.0.1:{self.port}") for word in documented(first)[1:]]
        here = ["--host", "127.0.0.1", "--no-dashboard"]
        more = [*here, "--port", str(self.port)] if first == "dask scheduler" else [*here, "--nthreads", "1"]
        with (self.folder / f"{len(self.started)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *said, *more], cwd=self.folder, env=environment(),
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.started.append(process)
        return process

    def log(self, number: int) -> str:
        return (self.folder / f"{number}.log").read_text(encoding="utf-8")

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a group at once, as a power cut does."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=LONG)


@contextmanager
def lab(folder: Path, workers: int) -> Iterator[Lab]:
    """A scheduler and so many workers of one thread, ready."""
    folder.mkdir()
    made = Lab(folder)
    try:
        made.start("dask scheduler")
        until(lambda: "Scheduler at" in made.log(0))
        for _ in range(workers):
            made.start("dask worker")
        until(lambda: made.log(0).count("Register worker") >= workers)  # a slow one may come twice
        yield made
    finally:
        for process in made.started:
            made.end(process)


@pytest.mark.verify
def test_a_worker_that_is_killed_in_mid_sweep_changes_nothing(tmp_path: Path) -> None:
    study = written(tmp_path, replicates="60")
    with lab(tmp_path / "lab", workers=2) as two:
        said = [
            word.replace("lab-server:8786", f"127.0.0.1:{two.port}")
            for word in documented("alliance-sim sweep study.yaml --executor dask")
        ]
        said[said.index("study.yaml")] = study.name
        running = subprocess.Popen(
            [*PROGRAM, *said[1:], "--out", "swept", "--engine", "agents"], cwd=tmp_path, env=environment(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        with running:
            until(lambda: running.poll() is not None or len([*(tmp_path / "swept").glob("parts/*.parquet")]) >= 3)
            assert running.poll() is None
            two.end(two.started[-1])
            out, err = running.communicate(timeout=LONG)
        assert running.returncode == 0, err
        assert [line for line in err.splitlines() if " - distributed." not in line] == []  # Dask may say whom it lost
        assert "480 runs, none failed; all 24 chunks done." in out
        assert "Remove worker" in two.log(0)
    sweep(load_study(study), tmp_path / "whole", engine="agents")
    assert parts(tmp_path / "swept") == parts(tmp_path / "whole")


@pytest.mark.verify
def test_a_scheduler_without_workers_is_given_up_in_the_time_allowed(tmp_path: Path) -> None:
    study = written(tmp_path)
    with lab(tmp_path / "lab", workers=0) as empty:
        done = subprocess.run(
            [*PROGRAM, "sweep", study.name, "--executor", f"dask:tcp://127.0.0.1:{empty.port}", "--patience", "0.5",
             "--out", "swept", "--engine", "agents"],
            cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False, timeout=LONG,
        )  # fmt: skip
    assert done.returncode == 1
    assert (
        f"the scheduler has no workers yet, so the sweep waits; start some with `dask worker tcp://127.0.0.1:{empty.port}`"
        in (done.stderr)
    )
    assert f"0 workers of tcp://127.0.0.1:{empty.port}" in done.stderr
    assert "--resume" in done.stderr


def test_no_scheduler_is_told_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "CONNECT_SECONDS", 0.5)
    with pytest.raises(InputError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:\d+ .*`dask scheduler`"):
        DaskCrew(f"tcp://127.0.0.1:{free_port()}").open()
