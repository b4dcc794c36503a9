"""The folder of a sweep: whole files only, one process at a time for each chunk, and never something else's."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from alliance_sim.errors import ResultsError
from alliance_sim.studies.sweep import lock, manifest, store
from alliance_sim.studies.sweep.chunks import chunks
from alliance_sim.studies.sweep.designs import samples
from alliance_sim.studies.sweep.store import Store, folder_of, is_whole, open_store, write_whole
from alliance_sim.studies.sweep.study import Study
from alliance_sim.studies.sweep.work import Part, job_of, make_part
from tests.cli.test_program import ROOT
from tests.studies.sweep.small import parts, small


def opened(study: Study, folder: Path, join: bool = False) -> Store:
    return open_store(study, samples(study), chunks(study), folder, join=join)


def made(study: Study, number: int) -> Part:
    chunk = chunks(study)[number]
    points = samples(study)
    return make_part(job_of(study).packed(), chunk, [points[each] for each in chunk.samples])


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return small(tmp_path)


# --- Files -----------------------------------------------------------------------------------------------------------


def test_what_is_in_a_folder(study: Study, tmp_path: Path) -> None:
    kept = opened(study, tmp_path / "sweep")
    assert (kept.folder / "study.yaml").read_text(encoding="utf-8") == study.text
    assert "name: made-up" in (kept.folder / "scenario.yaml").read_text(encoding="utf-8")
    document = json.loads((kept.folder / "manifest.json").read_text(encoding="utf-8"))
    assert {"schema_version", "software", "parameters", "environment", "code", "data", "created"} == set(document)
    assert document["parameters"]["chunks"] == [chunk.id for chunk in chunks(study)]
    assert document["parameters"]["factors"] == ["parameters.publicness", "events.downgrade.year"]
    assert len(document["data"]["sha256"]) > 5
    assert "rules/threat.py" in document["code"]["sha256"]
    table = pq.read_table(kept.folder / "samples.parquet")
    assert table.to_pylist() == [{"sample": number, **point} for number, point in enumerate(samples(study))]
    assert parts(kept.folder) == {}


def test_a_folder_is_named_after_the_study(study: Study) -> None:
    assert folder_of(study) == Path("runs") / f"small-{study.digest()[:8]}"


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, 2], pa.int64()),
        ([1, 2.5], pa.float64()),
        ([True, False], pa.bool_()),
        (["member", "partner"], pa.string()),
        ([1, None], pa.int64()),
        ([["EST"], ["LVA"]], pa.string()),
        ([2**70, 1], pa.float64()),
    ],
)
def test_a_factor_is_a_column_of_its_kind(values: list[Any], kind: pa.DataType) -> None:
    column = store._column(values)
    assert column.type == kind
    if kind != pa.float64():
        assert column.to_pylist() == (values if values != [["EST"], ["LVA"]] else ['["EST"]', '["LVA"]'])


def test_missing_is_what_is_not_there_or_cannot_be_read(study: Study, tmp_path: Path) -> None:
    kept, pieces = opened(study, tmp_path / "sweep"), chunks(study)
    assert kept.missing(pieces) == pieces
    first, second = made(study, 0), made(study, 1)
    kept.keep(first)
    kept.keep(second)
    assert kept.missing(pieces) == pieces[2:]
    kept.part(pieces[0]).write_bytes(first.data[:-20])  # cut off
    assert kept.missing(pieces) == [pieces[0], *pieces[2:]]
    kept.part(pieces[0]).write_bytes(second.data)  # another chunk's rows
    assert kept.missing(pieces) == [pieces[0], *pieces[2:]]
    kept.part(pieces[0]).write_bytes(b"")
    assert kept.missing(pieces) == [pieces[0], *pieces[2:]]
    kept.keep(first)
    assert kept.missing(pieces) == pieces[2:]


def test_a_bit_that_fell_over_is_noticed(study: Study, tmp_path: Path) -> None:
    kept, part = opened(study, tmp_path / "sweep"), made(study, 0)
    path = kept.folder / "parts" / f"{part.id}.parquet"
    unnoticed = []
    for place in range(4, len(part.data) // 2, 97):  # the pages; what follows them is read or not read at all
        data = bytearray(part.data)
        data[place] ^= 1
        path.write_bytes(bytes(data))
        if is_whole(path) and not pq.read_table(path).equals(pq.read_table(pa.BufferReader(part.data))):
            unnoticed.append(place)
    assert unnoticed == []


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_a_full_disk_leaves_nothing_half_written(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    kept = opened(study, tmp_path / "sweep")
    kept.keep(made(study, 0))
    before = parts(kept.folder)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(*((os, "fsync") if fails == "fsync" else (Path, "replace")), full)  # type: ignore[arg-type]
        with pytest.raises(ResultsError, match="no space left on device; what is there is kept, go on with --resume"):
            kept.keep(made(study, 1))
    assert parts(kept.folder) == before
    kept.keep(made(study, 1))
    assert len(parts(kept.folder)) == 2


def test_a_folder_that_cannot_be_made_whole_is_not_made(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        if path.name == "samples.parquet":
            raise OSError(errno.ENOSPC, "No space left on device")
        write_whole(path, data)

    monkeypatch.setattr(store, "write_whole", full)
    with pytest.raises(ResultsError, match="no space left"):
        opened(study, tmp_path / "new" / "sweep")
    assert list((tmp_path / "new").iterdir()) == []


def test_what_a_killed_process_left_is_swept_up(study: Study, tmp_path: Path) -> None:
    kept, pieces = opened(study, tmp_path / "sweep"), chunks(study)
    ours, theirs = (kept.folder / "parts" / f".{chunk.id}.0a.tmp" for chunk in pieces[:2])
    for path in (ours, theirs):
        path.write_bytes(b"half")
    kept.sweep_up(pieces[:1])
    assert [path.exists() for path in (ours, theirs)] == [False, True]


# --- Whose folder it is ----------------------------------------------------------------------------------------------


def test_a_sweep_is_never_written_over(study: Study, tmp_path: Path) -> None:
    kept = opened(study, tmp_path / "sweep")
    kept.keep(made(study, 0))
    with pytest.raises(ResultsError, match=r"already holds 1 of \d+ chunks .* by --resume"):
        opened(study, tmp_path / "sweep")
    assert opened(study, tmp_path / "sweep", join=True) == kept


def test_a_folder_of_something_else_is_left_alone(study: Study, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    assert opened(study, other).folder == other  # empty
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(ResultsError, match="is a file"):
        opened(study, tmp_path / "file")
    with pytest.raises(ResultsError, match="is not the folder of a sweep"):
        opened(study, tmp_path)


@pytest.mark.parametrize(
    ("text", "said"), [("{", "damaged"), ("[]", "damaged"), ('{"schema_version": "9.0"}', "damaged")]
)
def test_a_damaged_manifest_is_said(study: Study, tmp_path: Path, text: str, said: str) -> None:
    opened(study, tmp_path / "sweep")
    (tmp_path / "sweep" / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(ResultsError, match=said):
        opened(study, tmp_path / "sweep", join=True)


def test_another_format_is_said(study: Study, tmp_path: Path) -> None:
    path = opened(study, tmp_path / "sweep").folder / "manifest.json"
    text = path.read_text(encoding="utf-8").replace('"schema_version": "1', '"schema_version": "7')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ResultsError, match="format 7"):
        opened(study, tmp_path / "sweep", join=True)


def test_a_changed_study_is_refused_with_the_difference(study: Study, tmp_path: Path) -> None:
    opened(study, tmp_path / "sweep")
    with pytest.raises(ResultsError) as refused:
        opened(small(tmp_path, replicates="7"), tmp_path / "sweep", join=True)
    assert str(refused.value).splitlines() == [
        f"{tmp_path / 'sweep'} was begun otherwise, so it cannot be gone on with:",
        "  the study has changed:",
        "    study.yaml: -replicates: 6",
        "    study.yaml: +replicates: 7",
        "put back what has changed, or sweep anew into another folder with --out FOLDER",
    ]


def test_a_changed_scenario_is_a_changed_study(study: Study, tmp_path: Path) -> None:
    from alliance_sim.studies.sweep.study import load_study

    opened(study, tmp_path / "sweep")
    path = tmp_path / "made-up.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("intent: 0.3", "intent: 0.4"), encoding="utf-8")
    with pytest.raises(ResultsError, match=r"scenario.yaml: \+adversaries: \{RUS: \{intent: 0.4\}\}"):
        opened(load_study(tmp_path / "small.yaml"), tmp_path / "sweep", join=True)


def test_a_comment_changes_nothing(study: Study, tmp_path: Path) -> None:
    from alliance_sim.studies.sweep.study import load_study

    kept = opened(study, tmp_path / "sweep")
    path = tmp_path / "small.yaml"
    path.write_text(f"# a remark\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    assert opened(load_study(path), tmp_path / "sweep", join=True) == kept


def test_changed_code_and_data_are_refused_by_name(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(study, tmp_path / "sweep")
    code = {**manifest.code_hashes(), "rules/threat.py": "other"}
    monkeypatch.setattr(manifest, "code_hashes", lambda: code)
    monkeypatch.setattr("alliance_sim.data.load.data_hashes", lambda: {"gdp.csv": "other"})
    with pytest.raises(ResultsError, match=r"the code has changed \(.* then, .* now\): rules/threat.py\n") as refused:
        opened(study, tmp_path / "sweep", join=True)
    assert "  the data has changed: " in str(refused.value)


def test_a_design_that_gives_other_samples_is_refused(study: Study, tmp_path: Path) -> None:
    opened(study, tmp_path / "sweep")
    points = samples(study)
    with pytest.raises(ResultsError, match="the design gives other samples"):
        open_store(study, points[::-1], chunks(study), tmp_path / "sweep", join=True)


# --- Who works on it -------------------------------------------------------------------------------------------------

HOLD = """
import sys, time
from pathlib import Path
from alliance_sim.studies.sweep.lock import working
with working(Path(sys.argv[1]), sys.argv[2], lambda name: True):
    print("held", flush=True)
    time.sleep(60)
"""


def test_two_processes_cannot_work_on_one_folder_and_a_killed_one_holds_nothing(study: Study, tmp_path: Path) -> None:
    kept = opened(study, tmp_path / "sweep")
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(kept.folder / ".locks"), "all"],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    with other:
        try:
            assert other.stdout is not None
            assert other.stdout.readline() == "held\n"
            with pytest.raises(ResultsError, match=f"process {other.pid} on .* is working on this sweep there now"):
                kept.working().__enter__()
            with pytest.raises(ResultsError, match=f"process {other.pid} on .* is working on this sweep"):
                kept.working((1, 3)).__enter__()
        finally:
            other.send_signal(signal.SIGKILL)
    with kept.working(), pytest.raises(ResultsError, match=f"process {os.getpid()} "):
        kept.working((2, 3)).__enter__()


def test_shards_share_a_folder_unless_they_have_chunks_in_common(study: Study, tmp_path: Path) -> None:
    kept = opened(study, tmp_path / "sweep")
    with kept.working((1, 2)), kept.working((2, 2)):
        with pytest.raises(ResultsError, match="shard 1/2 there now"):
            kept.working((1, 2)).__enter__()
        with pytest.raises(ResultsError, match="is working on shard"):
            kept.working((1, 3)).__enter__()
        with pytest.raises(ResultsError, match="is working on shard"):
            kept.working().__enter__()
    with kept.working((1, 3)):
        pass


def test_a_file_system_without_locks_is_worked_on_all_the_same(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock, "_lock", none)
    with opened(study, tmp_path / "sweep").working():
        pass


def test_nobody_waits_for_ever_at_the_gate(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "GATE_SECONDS", 0.1)
    monkeypatch.setattr(lock, "_taken", lambda _: False)
    with pytest.raises(ResultsError, match="has been held for"):
        opened(study, tmp_path / "sweep").working().__enter__()
