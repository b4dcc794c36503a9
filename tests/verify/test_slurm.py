"""A real array under a real Slurm of one node: Debian's slurm-wlm and munge, in a folder of their own.

Needs `apt-get install slurm-wlm munge` and root, since Slurm's own daemons do; nothing of the machine's own Slurm is
touched. The commands are those of docs/studies.md.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alliance_sim.studies.sweep.drive import sweep
from alliance_sim.studies.sweep.study import load_study
from tests.studies.sweep.small import parts, written
from tests.studies.sweep.test_dask import documented, free_port
from tests.test_docs import environment, program_folder

DAEMONS = ("munged", "slurmctld", "slurmd")
ABSENT = [
    name
    for name in (*DAEMONS, "sbatch", "scancel", "sinfo")
    if shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") is None
]

pytestmark = [
    pytest.mark.verify,
    pytest.mark.skipif(
        bool(ABSENT), reason=f"Slurm is not installed ({', '.join(ABSENT)} missing): slurm-wlm and munge"
    ),
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="Slurm's daemons want root"),
]

LONG = 240.0
"""Seconds after which a step that did not happen has failed."""

CONFIGURATION = """\
ClusterName=one
SlurmctldHost={node}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={daemon}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={place}/munge.socket
StateSaveLocation={place}/state
SlurmdSpoolDir={place}/spool
SlurmctldPidFile={place}/slurmctld.pid
SlurmdPidFile={place}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
MailProg=/bin/true
NodeName={node} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""

Call = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a Slurm that is up, with one idle node of two cores."""
    folder = tmp_path_factory.mktemp("slurm")
    for name in ("state", "spool"):
        (folder / name).mkdir()
    node = os.uname().nodename.partition(".")[0]
    told = CONFIGURATION.format(node=node, controller=free_port(), daemon=free_port(), place=folder)
    (folder / "slurm.conf").write_text(told, encoding="utf-8")
    (folder / "munge.key").write_bytes(os.urandom(1024))
    (folder / "munge.key").chmod(0o600)
    files = {"key-file": "key", "socket": "socket", "pid-file": "pid", "log-file": "log", "seed-file": "seed"}
    munge = [f"--{option}={folder}/munge.{end}" for option, end in files.items()]
    conf = str(folder / "slurm.conf")
    commands = (
        ["munged", "--foreground", "--force", *munge],
        ["slurmctld", "-D", "-i", "-f", conf],
        ["slurmd", "-D", "-f", conf],
    )
    started: list[subprocess.Popen[bytes]] = []
    where = {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin", "SLURM_CONF": conf}
    try:
        for command in commands:
            with (folder / f"{command[0]}.out").open("wb") as log:
                started.append(subprocess.Popen(command, env=where, stdout=log, stderr=log))
            until((folder / "munge.socket").exists)
        until(
            lambda: "idle" in subprocess.run(["sinfo"], env=where, capture_output=True, text=True, check=False).stdout
        )
        yield folder
    finally:
        for process in reversed(started):
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=30)


@pytest.fixture
def call(place: Path, tmp_path: Path) -> Call:
    """Run a shell's line in a folder with a small study, as a user of that Slurm."""
    programs = program_folder(tmp_path / "programs")
    written(tmp_path, replicates="150")
    where = {**environment(programs), "SLURM_CONF": str(place / "slurm.conf")}

    def called(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", line], cwd=tmp_path, env=where, capture_output=True, text=True, check=False, timeout=LONG
        )

    return called


def until(happened: Callable[[], object]) -> None:
    last = time.monotonic() + LONG
    while not happened():
        assert time.monotonic() < last
        time.sleep(0.2)


def submitted(call: Call) -> str:
    """Write the script and hand it in, by the documents' commands; the job's number."""
    script = " ".join(documented("alliance-sim sweep slurm study.yaml")).replace(
        "study.yaml", "small.yaml --engine agents --shards 4"
    )
    assert call(script).returncode == 0
    said = call(" ".join(documented("sbatch job.sh")))
    assert said.returncode == 0, said.stderr
    return said.stdout.split()[-1]


def ended(call: Call, job: str) -> bool:
    return job not in call(f"squeue --noheader --format=%A --jobs {job}").stdout


def test_an_array_is_the_sweep(call: Call, tmp_path: Path, reliability: Callable[..., None]) -> None:
    job = submitted(call)
    until(lambda: ended(call, job))
    logs = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("small-*.log")}
    (folder,) = (tmp_path / "runs").iterdir()
    assert logs == {f"small-{job}_{task}.log": f"runs/{folder.name}\n" for task in (1, 2, 3, 4)}
    sweep(load_study(tmp_path / "small.yaml"), tmp_path / "whole", engine="agents")
    assert parts(folder) == parts(tmp_path / "whole")
    assert "1,200 runs, none failed; all 60 chunks done." in call(finishing(tmp_path)).stdout
    reliability(
        "a Slurm array of four tasks against the sweep in one process", "60 parts of 1,200 runs", "0 parts differ"
    )


def finishing(folder: Path) -> str:
    """The last step, as the script itself says it."""
    (line,) = re.findall(
        r"^#   (alliance-sim sweep .*)$", (folder / "job.sh").read_text(encoding="utf-8"), re.MULTILINE
    )
    return str(line)


def test_what_a_cancelled_task_did_not_do_is_done_by_the_next_array(
    call: Call, tmp_path: Path, reliability: Callable[..., None]
) -> None:
    job = submitted(call)
    until(lambda: len([*tmp_path.glob("runs/*/parts/*.parquet")]) > 3)
    assert call(f"scancel --signal=KILL {job}").returncode == 0
    until(lambda: ended(call, job))
    (folder,) = (tmp_path / "runs").iterdir()
    before = parts(folder)
    assert 3 < len(before) < 60
    again = submitted(call)
    until(lambda: ended(call, again))
    sweep(load_study(tmp_path / "small.yaml"), tmp_path / "whole", engine="agents")
    assert parts(folder) == parts(tmp_path / "whole")
    assert before.items() <= parts(folder).items()
    told = f"killed after {len(before)} of 60 parts, then handed in again"
    reliability("a Slurm array cancelled in mid-sweep", told, "0 parts differ")
