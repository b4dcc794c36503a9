"""Kills at any moment: a sweep whose driver or workers are killed again and again is, row for row, an untouched one.

`SEED` and the number of kills make the moments; with the same machine load they are about the same each time.
"""

from __future__ import annotations

import math
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from alliance_sim.studies.sweep.drive import sweep
from alliance_sim.studies.sweep.study import load_study
from tests.cli.test_program import PROGRAM, environment
from tests.studies.sweep.small import all_rows, parts, written

SEED = 20181

CALM = 30.0
"""Seconds within which a process that was killed, and all that it started, must be gone."""


def children(pid: int) -> list[int]:
    """Processes that a process has started."""
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()]
    except OSError:
        return []


def is_worker(pid: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def alive(pid: int) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False


def parts_there(folder: Path) -> int:
    return len([*folder.glob("parts/*.parquet")])


class Killed:
    """One sweep in a folder, killed and gone on with until it is whole."""

    def __init__(self, home: Path, name: str, workers: int, killed: Counter[str]) -> None:
        self.home, self.name, self.workers, self.killed = home, name, workers, killed

    def start(self) -> subprocess.Popen[str]:
        args = ["sweep", "small.yaml", "--out", self.name, "--resume", "--quiet", "--engine", "agents"]
        return subprocess.Popen(
            [*PROGRAM, *args, "--workers", str(self.workers)], cwd=self.home, env=environment(),
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def once(self, chance: random.Random) -> int:
        """Start it and kill it, or a worker of it and then itself; how many kills that were. 0: it was done before.

        One time in five at any moment since the start; else soon after a part has come, so that it is in mid-sweep.
        """
        kills, workers, due = 0, list[int](), math.inf
        at_any_time, wounds = chance.random() < 0.2, chance.random() < 0.5
        before = parts_there(self.home / self.name)
        process = self.start()
        with process:
            while process.poll() is None:
                time.sleep(0.02)
                workers = [pid for pid in children(process.pid) if is_worker(pid)]
                if due == math.inf and (at_any_time or parts_there(self.home / self.name) > before):
                    due = time.monotonic() + chance.uniform(0.0, 4.0 if at_any_time else 1.5)
                if time.monotonic() < due:
                    continue
                if workers and kills == 0 and wounds:
                    os.kill(chance.choice(workers), signal.SIGKILL)  # the driver has to see to it
                    kills, due = 1, time.monotonic() + chance.uniform(0.0, 3.0)
                    self.killed["worker"] += 1
                    continue
                process.kill()
                kills += 1
                self.killed["driver"] += 1
                break
            process.wait(timeout=CALM)
            assert process.stderr is not None
            said = process.stderr.read() if process.returncode == 0 else ""
        assert process.returncode in (0, -signal.SIGKILL), said
        until = time.monotonic() + CALM
        while any(alive(pid) for pid in workers):  # a worker ends with its driver
            assert time.monotonic() < until
            time.sleep(0.02)
        return kills


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes as Linux shows them")
@pytest.mark.parametrize(
    ("kills", "replicates"), [(2, 40), pytest.param(100, 600, marks=pytest.mark.verify)], ids=["2", "100"]
)
def test_a_sweep_killed_again_and_again_is_the_same(
    tmp_path: Path, kills: int, replicates: int, reliability: Callable[..., None]
) -> None:
    chance, killed = random.Random(SEED), Counter[str]()
    study = load_study(written(tmp_path, replicates=str(replicates)))
    sweep(study, tmp_path / "whole", engine="agents")
    whole, sweeps = parts(tmp_path / "whole"), 0
    while killed.total() < kills:
        sweeps += 1
        one = Killed(tmp_path, f"killed-{sweeps}", workers=1 + sweeps % 2, killed=killed)
        while killed.total() < kills and one.once(chance):
            pass
        finished = one.start()
        assert finished.wait(timeout=300) == 0
        assert finished.stderr is not None
        assert finished.stderr.read() == ""
        finished.stderr.close()
        assert parts(tmp_path / one.name) == whole
        assert all_rows(tmp_path / one.name).equals(all_rows(tmp_path / "whole"))
    assert killed.total() >= kills
    if kills >= 100:
        told = f"{killed['driver']} kills of a driver, {killed['worker']} of a worker; {sweeps} sweeps gone on with"
        reliability("kills of a sweep at random moments", told, "0 rows differ")
        assert min(killed["worker"], killed["driver"]) > 10
