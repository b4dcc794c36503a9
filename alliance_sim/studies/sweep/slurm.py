"""The job script with which Slurm runs a sweep as an array: no daemon, and a task that is lost is only run again."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from alliance_sim.studies.sweep import chunks as cutting

if TYPE_CHECKING:
    from pathlib import Path

    from alliance_sim.studies.sweep.study import Study

SHARDS = 100
"""Tasks of the array unless a number is given, or there are fewer chunks."""

SCRIPT = """\
#!/bin/bash
#SBATCH --job-name={name}
#SBATCH --array=1-{shards}
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --output={name}-%A_%a.log

# Options of sbatch itself, such as --time or --partition, count more than the lines above. Where a task was lost or
# ran out of time, submit this again: it does only what is missing. When all are done, this shows what came of them:
#   {finish}

cd "${{SLURM_SUBMIT_DIR:-.}}" || exit 1
exec {sweep} \\
    --shard "$SLURM_ARRAY_TASK_ID/{shards}" --workers "${{SLURM_CPUS_PER_TASK:-1}}" --quiet
"""


def job_script(study: Study, file: str, folder: Path, shards: int | None = None, options: Sequence[str] = ()) -> str:
    """The text for `sbatch`.

    Args:
        study: what to sweep.
        file: the study's file as the tasks are to find it, from where the script is submitted.
        folder: where the parts go; all tasks share it.
        shards: tasks of the array; 100 by default, or as many as there are chunks if those are fewer.
        options: further arguments of `sweep`.
    """
    pieces = len(cutting.chunks(study))
    command = ["alliance-sim", "sweep", file, *options, "--out", str(folder)]
    return SCRIPT.format(
        name=study.study, shards=min(shards or SHARDS, pieces), sweep=shlex.join(command),
        finish=shlex.join([*command, "--resume"]),
    )  # fmt: skip
