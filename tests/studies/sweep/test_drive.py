"""A sweep from study to folder: the same rows whoever runs it, and nothing lost, whatever happens."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from alliance_sim.errors import InputError, ResultsError
from alliance_sim.studies.sweep import drive, keeper, store, work
from alliance_sim.studies.sweep.chunks import chunks
from alliance_sim.studies.sweep.drive import sweep
from alliance_sim.studies.sweep.study import Study
from alliance_sim.studies.sweep.summary import Failure
from tests.studies.sweep.crews import Unreliable, dead
from tests.studies.sweep.small import ARMS, REPLICATES, RUNS, SAMPLES, all_rows, parts, small


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return small(tmp_path)


@pytest.fixture
def whole(study: Study, tmp_path: Path) -> dict[str, bytes]:
    """The parts of a sweep that nothing happened to."""
    sweep(study, tmp_path / "whole", engine="agents")
    return parts(tmp_path / "whole")


def telling(tell: Callable[[int], None]) -> drive.Progress:
    @contextmanager
    def progress(_: int) -> Iterator[Callable[[int], None]]:
        yield tell

    return progress


# --- The same rows ---------------------------------------------------------------------------------------------------


def test_a_sweep_says_what_came_of_it(study: Study, tmp_path: Path) -> None:
    told: list[int] = []
    summary = sweep(study, tmp_path / "sweep", engine="agents", progress=telling(told.append))
    assert (summary.study, summary.folder, summary.runs, summary.failed) == ("small", tmp_path / "sweep", RUNS, 0)
    assert (summary.complete, summary.given_up, summary.failures, summary.year) == (True, {}, (), 2021)
    assert sum(told) == RUNS
    frame = all_rows(tmp_path / "sweep").to_pandas()
    assert len(frame) == RUNS * 4
    last = frame[frame["year"] == 2021]
    means = last[last["arm"] == "scenario"].groupby("sample")["anxiety"].mean()
    found = summary.ranges["anxiety"]
    assert (found.low_sample, found.high_sample) == (means.idxmin(), means.idxmax())
    assert (found.low, found.high) == pytest.approx((means.min(), means.max()), rel=1e-12)
    wide = last.pivot(index=["sample", "replicate"], columns="arm", values="anxiety")
    change = (wide["scenario"] - wide["baseline"]).groupby("sample").mean()
    found = summary.differences["anxiety"]
    assert (found.low, found.high) == pytest.approx((change.min(), change.max()), rel=1e-12)


@pytest.mark.parametrize("threads", [1, 2])
def test_the_compiled_engine_writes_the_same_bytes(
    study: Study, tmp_path: Path, whole: dict[str, bytes], threads: int
) -> None:
    pytest.importorskip("numba")
    work._shared.clear()
    sweep(study, tmp_path / "sweep", engine="batch", threads=threads)
    assert parts(tmp_path / "sweep") == whole


def test_two_processes_write_the_same_bytes(study: Study, tmp_path: Path, whole: dict[str, bytes]) -> None:
    sweep(study, tmp_path / "sweep", engine="agents", workers=2)
    assert parts(tmp_path / "sweep") == whole


def test_shards_write_the_same_bytes_into_one_folder(study: Study, tmp_path: Path, whole: dict[str, bytes]) -> None:
    first = sweep(study, tmp_path / "sweep", engine="agents", shard=(1, 2))
    assert first.complete
    assert first.runs < RUNS
    second = sweep(study, tmp_path / "sweep", engine="agents", shard=(2, 2))
    assert first.runs + second.runs == RUNS
    assert parts(tmp_path / "sweep") == whole


def test_any_executor_of_the_standard_library_will_do(study: Study, tmp_path: Path, whole: dict[str, bytes]) -> None:
    with ThreadPoolExecutor(2) as executor:
        sweep(study, tmp_path / "sweep", engine="agents", executor=executor)
        assert executor.submit(int).result() == 0  # it is the user's, and still open
    assert parts(tmp_path / "sweep") == whole


def test_an_engine_that_is_none_is_refused_before_anything_is_made(study: Study, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'fast' is not one of"):
        sweep(study, tmp_path / "sweep", engine="fast")
    assert not (tmp_path / "sweep").exists()


# --- Going on --------------------------------------------------------------------------------------------------------


class Stopped(BaseException):
    """As an interrupt comes: between any two chunks."""


def stopped_after(study: Study, folder: Path, count: int) -> None:
    """Stop a sweep when so many parts are on the disk, and none after them is being written."""
    seen: list[int] = []

    def tell(_: int) -> None:
        seen.append(1)
        if len(seen) == count:
            raise Stopped

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keeper, "MOST_WAITING", 0)
        with pytest.raises(Stopped):
            sweep(study, folder, engine="agents", progress=telling(tell))


def test_going_on_does_only_what_is_missing(study: Study, tmp_path: Path, whole: dict[str, bytes]) -> None:
    folder = tmp_path / "sweep"
    stopped_after(study, folder, 1)
    before = {name: (folder / "parts" / name).stat().st_mtime_ns for name in parts(folder)}
    assert len(before) == 1
    told: list[int] = []
    summary = sweep(study, folder, engine="agents", resume=True, progress=telling(told.append))
    assert 0 < sum(told) < RUNS
    assert summary.runs == RUNS
    assert parts(folder) == whole
    assert {name: (folder / "parts" / name).stat().st_mtime_ns for name in before} == before


def test_going_on_with_nothing_begins(study: Study, tmp_path: Path, whole: dict[str, bytes]) -> None:
    sweep(study, tmp_path / "sweep", engine="agents", resume=True)
    assert parts(tmp_path / "sweep") == whole


def test_a_part_that_is_damaged_is_made_again(study: Study, tmp_path: Path, whole: dict[str, bytes]) -> None:
    path = tmp_path / "whole" / "parts" / sorted(whole)[0]
    path.write_bytes(path.read_bytes()[:100])
    sweep(study, tmp_path / "whole", engine="agents", resume=True)
    assert parts(tmp_path / "whole") == whole


def test_a_sweep_that_is_there_is_not_run_again_unasked(
    study: Study, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert sweep(study, engine="agents").folder == store.folder_of(study)
    with pytest.raises(ResultsError, match="already holds all"):
        sweep(study, engine="agents")


def test_a_full_disk_ends_the_sweep_and_keeps_what_is_there(
    study: Study, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, write = tmp_path / "sweep", store.write_whole

    def full(path: Path, data: bytes) -> None:
        if path.parent == folder / "parts" and parts(folder):
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, data)

    with monkeypatch.context() as patched:
        patched.setattr(store, "write_whole", full)
        with pytest.raises(ResultsError, match="no space left on device; what is there is kept"):
            sweep(study, folder, engine="agents")
    assert len(parts(folder)) == 1
    sweep(study, folder, engine="agents", resume=True)
    assert parts(folder) == whole


# --- Workers that die, and workers that say nothing ------------------------------------------------------------------


def test_a_process_that_is_killed_costs_nothing(
    study: Study, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "MOST_WAITING", 0)  # told of the first part while others are still to be made
    killed: list[int] = []

    def kill(_: int) -> None:
        if not killed:
            killed.append(multiprocessing.active_children()[0].pid or 0)
            os.kill(killed[0], signal.SIGKILL)

    summary = sweep(study, tmp_path / "sweep", engine="agents", workers=2, progress=telling(kill))
    assert len(killed) == 1
    assert summary.complete
    assert parts(tmp_path / "sweep") == whole
    assert multiprocessing.active_children() == []


def test_chunks_lost_with_their_workers_are_given_out_again(
    study: Study, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    crew = Unreliable(lambda call, _: dead() if call in (0, 2) else None)
    assert sweep(study, tmp_path / "sweep", engine="agents", executor=crew).complete
    assert parts(tmp_path / "sweep") == whole


def test_a_chunk_that_always_kills_is_given_up_alone(study: Study, tmp_path: Path, whole: dict[str, bytes]) -> None:
    poison = chunks(study)[1].id
    crew = Unreliable(lambda _, chunk: dead() if chunk == poison else None)
    summary = sweep(study, tmp_path / "sweep", engine="agents", executor=crew)
    assert not summary.complete
    assert list(summary.given_up) == [poison]
    assert "terminated abruptly" in summary.given_up[poison]
    assert crew.calls.count(poison) == 3
    assert parts(tmp_path / "sweep") == {n: data for n, data in whole.items() if n != f"{poison}.parquet"}
    assert sweep(study, tmp_path / "sweep", engine="agents", resume=True).complete
    assert parts(tmp_path / "sweep") == whole


def test_a_chunk_for_which_there_is_no_memory_is_tried_again(
    study: Study, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    crew = Unreliable(lambda call, _: MemoryError("no room") if call < 2 else None)
    assert sweep(study, tmp_path / "sweep", engine="agents", executor=crew).complete
    assert parts(tmp_path / "sweep") == whole


def test_silence_ends(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drive, "CHUNKS_OF_PATIENCE", 0)
    crew = Unreliable(lambda call, _: "silence" if call > 0 else None)
    started = time.monotonic()
    summary = sweep(study, tmp_path / "sweep", engine="agents", executor=crew, patience=0.1)
    assert time.monotonic() - started < 20
    assert summary.chunks == (1, len(chunks(study)))
    assert set(summary.given_up.values()) == {"no answer in 0.1 s from the executor"}
    assert set(summary.given_up) == {chunk.id for chunk in chunks(study)[1:]}


def test_silence_that_passes_is_forgotten(
    study: Study, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drive, "CHUNKS_OF_PATIENCE", 0)
    crew = Unreliable(lambda call, _: "silence" if call < 3 else None)
    assert sweep(study, tmp_path / "sweep", engine="agents", executor=crew, patience=0.1).complete
    assert parts(tmp_path / "sweep") == whole


def test_a_worker_that_refuses_ends_the_sweep(study: Study, tmp_path: Path) -> None:
    crew = Unreliable(lambda *_: InputError("this worker has another version of alliance-sim"))
    with pytest.raises(InputError, match="another version"):
        sweep(study, tmp_path / "sweep", engine="agents", executor=crew)


def test_patience_grows_with_what_a_chunk_takes(
    study: Study, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(Unreliable):
        def submit(self, function: Callable[..., object], /, *args: object, **kwargs: object) -> object:  # type: ignore[override]
            from concurrent.futures import Future

            future: Future[object] = Future()
            timer = threading.Timer(0.3, lambda: future.set_result(function(*args, **kwargs)))
            self.calls.append("slow")
            timer.start()
            return future

    monkeypatch.setattr(drive, "seconds_a_run", lambda *_: 1.0)
    crew: Executor = Slow(lambda *_: None)
    assert sweep(study, tmp_path / "sweep", engine="agents", executor=crew, patience=0.01).complete
    assert parts(tmp_path / "sweep") == whole


# --- Runs that fail --------------------------------------------------------------------------------------------------


def test_failed_runs_are_counted_and_the_sweep_goes_on(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_one = work.run_one

    def run(world: object, seed: int) -> object:
        if seed == 9:
            raise ZeroDivisionError("by zero")
        return run_one(world, seed)  # type: ignore[arg-type]

    work._shared.clear()
    monkeypatch.setattr(work, "run_one", run)
    summary = sweep(study, tmp_path / "sweep", engine="agents")
    work._shared.clear()
    assert (summary.complete, summary.runs, summary.failed) == (True, RUNS, SAMPLES * ARMS)
    assert summary.failures == (Failure("ZeroDivisionError: by zero", SAMPLES * ARMS, 0),)
    assert summary.ranges["capability"].low > 0
    assert REPLICATES > 3
