"""The job script of an array: its tasks, run one after another by a shell, are the whole sweep."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from alliance_sim.studies.sweep.chunks import chunks
from alliance_sim.studies.sweep.drive import sweep
from alliance_sim.studies.sweep.slurm import job_script
from tests.studies.sweep.small import parts, small
from tests.test_docs import environment, program_folder


def test_the_array_has_no_more_tasks_than_there_are_chunks(tmp_path: Path) -> None:
    study = small(tmp_path)
    for shards, tasks in ((None, len(chunks(study))), (2, 2), (50, len(chunks(study)))):
        script = job_script(study, "small.yaml", Path("runs/small"), shards)
        assert f"#SBATCH --array=1-{tasks}\n" in script
        assert f'--shard "$SLURM_ARRAY_TASK_ID/{tasks}"' in script


def test_what_a_shell_would_read_otherwise_is_quoted(tmp_path: Path) -> None:
    script = job_script(small(tmp_path), "my study.yaml", Path("my runs"), options=["--engine", "agents"])
    assert "alliance-sim sweep 'my study.yaml' --engine agents --out 'my runs'" in script
    assert re.search(r"^# .*\n#   alliance-sim sweep .* --out 'my runs' --resume$", script, re.MULTILINE)


@pytest.mark.verify
def test_the_tasks_together_are_the_sweep(tmp_path: Path) -> None:
    study = small(tmp_path)
    (tmp_path / "job.sh").write_text(job_script(study, "small.yaml", Path("array"), 2), encoding="utf-8")
    programs = program_folder(tmp_path / "programs")
    for task in (2, 1):
        done = subprocess.run(
            ["bash", "job.sh"], cwd=tmp_path, capture_output=True, text=True, check=False,
            env={**environment(programs), "SLURM_ARRAY_TASK_ID": str(task), "SLURM_SUBMIT_DIR": str(tmp_path)},
        )  # fmt: skip
        assert (done.returncode, done.stdout, done.stderr) == (0, "array\n", "")
    sweep(study, tmp_path / "whole", engine="agents")
    assert parts(tmp_path / "array") == parts(tmp_path / "whole")


@pytest.mark.skipif(os.name != "posix", reason="a shell of POSIX is needed")
def test_the_script_is_one_that_a_shell_can_read(tmp_path: Path) -> None:
    script = job_script(small(tmp_path), "small.yaml", Path("array"))
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
