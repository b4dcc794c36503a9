"""A small study that tests of sweeps run: four samples, six replicates, both arms of the made-up scenario."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from alliance_sim.studies.sweep.store import PARTS
from alliance_sim.studies.sweep.study import Study, load_study
from tests.results import made_up

TEXT = """\
study: small
scenario: made-up.yaml
design: {method: grid}
factors:
  parameters.publicness: [0.01, 0.03]
  events.downgrade.year: [2019, 2020]
replicates: 6
outcomes: [capability, anxiety, honoured_share]
when: every
"""

SAMPLES, REPLICATES, ARMS = 4, 6, 2
RUNS = SAMPLES * REPLICATES * ARMS


def written(folder: Path, **instead: str) -> Path:
    """The study and its scenario as files; `instead`: key of the study -> the text of its line."""
    (folder / "made-up.yaml").write_text(made_up.TEXT, encoding="utf-8")
    lines = TEXT.splitlines()
    for key, line in instead.items():
        lines = [f"{key}: {line}" if each.startswith(f"{key}:") else each for each in lines]
        if not any(each.startswith(f"{key}:") for each in lines):
            lines.append(f"{key}: {line}")
    path = folder / "small.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def small(folder: Path, **instead: str) -> Study:
    """The study, read."""
    return load_study(written(folder, **instead))


def parts(folder: Path) -> dict[str, bytes]:
    """Name -> bytes of every part of a sweep."""
    return {path.name: path.read_bytes() for path in (folder / PARTS).iterdir()}


def all_rows(folder: Path) -> pa.Table:
    """All rows of a sweep in their order."""
    table = pa.concat_tables([pq.read_table(path) for path in sorted((folder / PARTS).glob("*.parquet"))])
    order = [(name, "ascending") for name in ("sample", "replicate")]
    return table.sort_by([*order, ("arm", "descending"), ("year", "ascending")]).replace_schema_metadata()
