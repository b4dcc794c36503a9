"""`sweep` as a user meets it: what it prints, how it ends, and what it says to do next."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from alliance_sim.cli import sweeping
from alliance_sim.studies.sweep import work
from alliance_sim.studies.sweep.chunks import chunks
from alliance_sim.studies.sweep.study import load_study
from tests.cli.conftest import Call
from tests.cli.test_program import PROGRAM, environment
from tests.studies.sweep.crews import Unreliable, dead
from tests.studies.sweep.small import RUNS, all_rows, parts, written

FAST = ("--workers", "1", "--engine", "agents")


@pytest.fixture
def study(folder: Path) -> str:
    return written(folder).name


def made(folder: Path) -> Path:
    (only,) = (folder / "runs").iterdir()
    return only


def gone(group: int, seconds: float) -> bool:
    """Whether no process of the group is left, at the latest after so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_a_sweep_is_told_in_words_and_a_table(call: Call, folder: Path, study: str) -> None:
    said = call("sweep", study, *FAST)
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith(f"small: {RUNS} runs, none failed; all 4 chunks done.\n")
    assert said.out.endswith(f"\n\nResults: runs/{made(folder).name}\n")
    table = [
        line.split()[0] for line in said.out.splitlines() if line.startswith(("capability", "anxiety", "honoured"))
    ]
    assert table == ["capability", "anxiety", "honoured_share"]
    assert max(map(len, said.out.splitlines())) <= 80


def test_quiet_prints_the_folder_alone(call: Call, folder: Path, study: str) -> None:
    said = call("sweep", study, "--quiet", *FAST)
    assert (said.status, said.out, said.err) == (0, f"runs/{made(folder).name}\n", "")


def test_the_json_document(call: Call, folder: Path, study: str) -> None:
    document = json.loads(call("sweep", study, "--json", *FAST).out)
    assert list(document) == [
        "study", "results", "chunks", "runs", "failed", "failures", "year", "outcomes", "differences",
    ]  # fmt: skip
    assert document["chunks"] == {"done": 4, "asked": 4, "given_up": {}}
    assert (document["runs"], document["failed"], document["year"]) == (RUNS, 0, 2021)
    frame = all_rows(folder / document["results"]).to_pandas()
    means = frame.query("year == 2021 and arm == 'scenario'").groupby("sample")["capability"].mean()
    told = document["outcomes"]["capability"]
    assert (told["low"], told["high"]) == pytest.approx((means.min(), means.max()), rel=1e-12)
    assert (told["low_sample"], told["high_sample"]) == (means.idxmin(), means.idxmax())


def test_a_second_time_is_refused_and_resume_has_nothing_to_do(call: Call, folder: Path, study: str) -> None:
    first = call("sweep", study, *FAST)
    before = parts(made(folder))
    again = call("sweep", study, *FAST)
    assert (again.status, again.out) == (2, "")
    assert "already holds all 4 chunks" in again.err
    assert "--resume" in again.err
    assert call("sweep", study, "--resume", *FAST).out == first.out
    assert parts(made(folder)) == before
    assert call("sweep", study, "--out", "second", *FAST).status == 0
    assert parts(folder / "second") == before


def test_a_changed_study_is_refused(call: Call, folder: Path, study: str) -> None:
    call("sweep", study, "--out", "mine", *FAST)
    written(folder, replicates="5")
    said = call("sweep", study, "--out", "mine", "--resume", *FAST)
    assert (said.status, said.out) == (2, "")
    assert "    study.yaml: -replicates: 6\n    study.yaml: +replicates: 5\n" in said.err


def test_shards(call: Call, folder: Path, study: str) -> None:
    call("sweep", study, "--out", "whole", *FAST)
    for part in ("2/2", "1/2"):
        assert call("sweep", study, "--out", "shared", "--shard", part, *FAST).status == 0
    assert parts(folder / "shared") == parts(folder / "whole")
    refused = call("sweep", study, "--shard", "3/2", *FAST)
    assert (refused.status, refused.err.startswith("--shard 3/2: write PART/WHOLE")) == (2, True)


def test_failed_runs_end_with_four_and_say_where(
    call: Call, folder: Path, study: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*_: object) -> None:
        raise ZeroDivisionError("by zero")

    work._shared.clear()
    monkeypatch.setattr(work, "run_one", run)
    said = call("sweep", study, *FAST)
    work._shared.clear()
    assert said.status == 4
    assert f"small: {RUNS} runs, {RUNS} of them failed; all 4 chunks done.\n" in said.out
    assert f"{RUNS} runs, first in sample 0: ZeroDivisionError: by zero\n" in said.out


def test_chunks_that_are_given_up_end_with_one(
    call: Call, folder: Path, study: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison = chunks(load_study(folder / study))[0].id
    crew = Unreliable(lambda _, chunk: dead() if chunk == poison else None)
    monkeypatch.setattr("alliance_sim.studies.sweep.drive.executor_from", lambda _: crew)
    said = call("sweep", study, "--executor", "dask:tcp://here:1", "--engine", "agents", "--quiet")
    assert (said.status, said.out) == (1, f"runs/{made(folder).name}\n")
    assert said.err == (
        "1 chunks were given up; to try again: alliance-sim sweep small.yaml --executor dask:tcp://here:1"
        " --engine agents --quiet --resume\n  BrokenExecutor: a process of the pool was terminated abruptly\n"
    )


def test_an_executor_that_is_none_is_refused(call: Call, folder: Path, study: str) -> None:
    said = call("sweep", study, "--executor", "ray")
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("--executor ray: write dask:tcp://HOST:PORT")
    assert not (folder / "runs").exists()


def test_a_study_that_is_not_there(call: Call) -> None:
    said = call("sweep", "no-such-study.yaml")
    assert (said.status, said.out) == (2, "")
    assert "no-such-study.yaml" in said.err


# --- Measuring -------------------------------------------------------------------------------------------------------


def test_a_dry_run_runs_nothing_and_says_what_it_would_take(call: Call, folder: Path, study: str) -> None:
    said = call("sweep", study, "--dry-run", "--workers", "2", "--engine", "agents")
    assert said.status == 0
    lines = said.out.splitlines()
    assert lines[0] == f"small: {RUNS} runs of 4 samples in 4 chunks"
    assert lines[1].endswith(" in 2 processes, agents engine")
    assert not (folder / "runs").exists()


def test_a_dry_run_measures(call: Call, folder: Path, study: str) -> None:
    document = json.loads(call("sweep", study, "--dry-run", "--json", *FAST).out)
    assert (document["runs"], document["samples"], document["chunks"], document["workers"]) == (RUNS, 4, 4, 1)
    call("sweep", study, *FAST)
    size = sum(map(len, parts(made(folder)).values()))
    assert document["bytes"] == pytest.approx(size, rel=0.3)
    assert document["seconds"] > 0


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.42, "0.4 s"), (59, "59 s"), (600, "10 minutes"), (9000, "2 hours"), (432_000, "5 days")]
)
def test_times_are_said_roughly(seconds: float, said: str) -> None:
    assert sweeping._duration(seconds) == said


@pytest.mark.parametrize(("count", "said"), [(12, "12 bytes"), (2_300, "2.3 kB"), (5e6, "5.0 MB"), (7.21e9, "7.2 GB")])
def test_sizes_are_said_roughly(count: float, said: str) -> None:
    assert sweeping._size(count) == said


# --- Slurm -----------------------------------------------------------------------------------------------------------


def test_the_job_script(call: Call, folder: Path, study: str) -> None:
    said = call("sweep", "slurm", study, "--shards", "3", "--engine", "agents")
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("#!/bin/bash\n#SBATCH --job-name=small\n#SBATCH --array=1-3\n")
    assert f"exec alliance-sim sweep {study} --engine agents --out runs/small-" in said.out
    assert not (folder / "runs").exists()


def test_the_job_script_has_help(call: Call) -> None:
    assert call("sweep", "slurm", "--help").out.startswith("Usage: alliance-sim sweep slurm [OPTIONS] STUDY\n")


# --- Interrupts ------------------------------------------------------------------------------------------------------


def test_an_interrupt_says_how_to_go_on(call: Call, folder: Path, study: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(work, "run_one", interrupt)
        said = call("sweep", study, *FAST)
    command = f"alliance-sim sweep {study} --workers 1 --engine agents --resume"
    assert (said.status, said.out) == (130, "")
    assert said.err == f"\ninterrupted; what is done is kept, to go on: {command}\n"
    assert call(*command.split()[1:]).status == 0


def test_an_interrupted_sweep_leaves_no_process_and_goes_on(folder: Path) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    study = written(folder, replicates="3000").name
    args = [*PROGRAM, "sweep", study, "--workers", "2", "--engine", "agents", "--out", "swept"]
    started = subprocess.Popen(
        args, cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    with started:
        until = time.monotonic() + 60
        while time.monotonic() < until and not any((folder / "swept" / "parts").glob("*.parquet")):
            time.sleep(0.05)
        os.killpg(started.pid, signal.SIGINT)  # as a terminal does: to the workers too
        try:
            _, said = started.communicate(timeout=60)
        finally:
            started.kill()
    assert started.returncode == 130
    again = f"sweep {study} --workers 2 --engine agents --out swept --resume"
    assert said == f"\ninterrupted; what is done is kept, to go on: alliance-sim {again}\n"
    assert gone(started.pid, 20)
    names = set(parts(folder / "swept"))
    assert names
    assert all(name.endswith(".parquet") for name in names)
