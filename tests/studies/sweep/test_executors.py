"""Who runs chunks: the text that names them, and jobs of a batch system as futures."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from alliance_sim.errors import InputError, MissingExtraError
from alliance_sim.studies.sweep import executors
from alliance_sim.studies.sweep.drive import sweep
from alliance_sim.studies.sweep.executors import (
    DaskCrew,
    HereCrew,
    JobLostError,
    LocalCrew,
    SubmititCrew,
    _Jobs,
    executor_from,
)
from alliance_sim.studies.sweep.study import load_study
from tests.studies.sweep.small import parts, written


def test_a_scheduler_is_named_by_its_address() -> None:
    crew = executor_from("dask:tcp://lab-server:8786")
    assert isinstance(crew, DaskCrew)
    assert crew.address == "tcp://lab-server:8786"


def test_jobs_are_named_by_their_folder_and_options() -> None:
    crew = executor_from("submitit:logs?jobs=3&slurm_partition=short")
    assert isinstance(crew, SubmititCrew)
    assert crew.room() == 3
    assert crew.whereabouts() == "jobs with their logs in logs"


@pytest.mark.parametrize("text", ["dask", "dask:", "dask:host", "ray:auto", "submitit", "submitit:", ""])
def test_what_names_nobody_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(InputError, match=r"--executor .*: write dask:tcp://HOST:PORT, submitit:FOLDER"):
        executor_from(text)


@pytest.mark.parametrize("number", ["0", "many", ""])
def test_a_number_of_jobs_is_one_or_more(number: str) -> None:
    with pytest.raises(InputError, match="jobs="):
        executor_from(f"submitit:logs?jobs={number}")


@pytest.mark.parametrize("text", ["dask:tcp://nowhere:1", "submitit:logs"])
def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(executors, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'alliance-sim\[cluster\]'"):
        executor_from(text).open()


def test_options_that_submitit_does_not_take_are_said(tmp_path: Path) -> None:
    pytest.importorskip("submitit")
    with pytest.raises(InputError, match=r"submitit does not take these options: .*colour"):
        executor_from(f"submitit:{tmp_path}?cluster=local&colour=blue").open()
    with pytest.raises(InputError, match="submitit does not take"):
        executor_from(f"submitit:{tmp_path}?cluster=cloud").open()


def test_processes_can_be_closed_and_opened_again() -> None:
    crew = LocalCrew(2)
    crew.close(at_once=True)
    assert crew.open().submit(abs, -3).result(timeout=60) == 3
    assert crew.open() is crew.open()
    crew.close(at_once=True)
    assert crew.open().submit(abs, -4).result(timeout=60) == 4
    crew.close(at_once=False)


def test_this_process_runs_at_once_and_lets_interrupts_through() -> None:
    here = HereCrew().open()
    assert here.submit(abs, -3).result(timeout=0) == 3
    assert isinstance(here.submit(int, "x").exception(timeout=0), ValueError)

    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        here.submit(interrupted)


# --- Jobs ------------------------------------------------------------------------------------------------------------


class Job:
    """As submitit's: it is done when it is asked for the second time."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self.call, self.asked, self.cancelled, self.job_id = call, 0, False, "17"

    def done(self) -> bool:
        self.asked += 1
        return self.asked > 1

    def result(self) -> Any:
        return self.call()

    def cancel(self, check: bool) -> None:
        self.cancelled = True


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "POLL_SECONDS", 0.01)


def test_a_job_is_a_future(quick: None) -> None:
    jobs = _Jobs(lambda function, *args: Job(lambda: function(*args)))
    assert jobs.submit(abs, -3).result(timeout=10) == 3
    with pytest.raises(JobLostError, match="job 17: invalid literal"):
        jobs.submit(int, "x").result(timeout=10)
    jobs.shutdown()


def test_jobs_that_are_not_done_are_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "POLL_SECONDS", 0.01)
    made: list[Job] = []

    def submit(function: Callable[..., Any], *args: Any) -> Job:
        made.append(Job(lambda: function(*args)))
        made[0].asked = -1_000_000
        return made[0]

    jobs = _Jobs(submit)
    future = jobs.submit(abs, -3)
    time.sleep(0.05)
    jobs.shutdown(wait=False, cancel_futures=True)
    assert (made[0].cancelled, future.cancelled()) == (True, True)


@pytest.mark.verify
def test_real_jobs_of_submitit_make_the_same_parts(tmp_path: Path) -> None:
    pytest.importorskip("submitit")
    study = load_study(written(tmp_path, replicates="5"))
    crew = f"submitit:{tmp_path / 'logs'}?cluster=local&jobs=2"
    assert sweep(study, tmp_path / "jobs", executor=crew, engine="agents").complete
    sweep(study, tmp_path / "here", engine="agents")
    assert parts(tmp_path / "jobs") == parts(tmp_path / "here")
