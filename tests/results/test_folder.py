"""The folder of a run: whole or not there, never over another, the same bytes each time, read back as it was."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from alliance_sim.errors import ResultsError
from alliance_sim.results import Comparison, Results
from alliance_sim.results import folder as folder_module
from alliance_sim.results.folder import add_figures, read_run, run_name, save_run
from alliance_sim.results.parquet import TABLES
from alliance_sim.results.provenance import Command
from alliance_sim.scenario import load_scenario, load_text
from tests.results import made_up

COMMAND = Command("run", ("run", "made-up"))
FILES = {*TABLES, "summary.csv", "changes.csv", "provenance.json", "scenario.yaml"}


def save(root: Path, comparison: Comparison | None = None, out: Path | None = None) -> Path:
    return save_run(comparison or made_up.comparison(), COMMAND, {"summary.csv": "outcome\n"}, out=out, root=root)


def entries(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def same(one: Results, other: Results) -> bool:
    pairs = [(one.standing, other.standing)]
    for ours, theirs in ((one.state, other.state), (one.outcomes, other.outcomes)):
        assert list(ours) == list(theirs)
        pairs += [(ours[name], theirs[name]) for name in ours]
    return all(np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in pairs)


def test_a_run_has_all_its_files_and_nothing_else(tmp_path: Path) -> None:
    folder = save(tmp_path)
    assert entries(folder) == FILES
    assert entries(tmp_path) == {folder.name}
    assert (folder / "scenario.yaml").read_text(encoding="utf-8") == made_up.TEXT


@pytest.mark.parametrize(
    ("settings", "kept"),
    [((), True), (("parameters.publicness=0.03",), False), (("events.downgrade.phase_in=2",), False)],
)
def test_the_scenario_that_is_kept_runs_by_itself(tmp_path: Path, settings: tuple[str, ...], kept: bool) -> None:
    scenario = load_text(made_up.TEXT, settings=settings)
    comparison = made_up.comparison()
    folder = save(tmp_path, replace(comparison, scenario=replace(comparison.scenario, scenario=scenario)))
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    assert load_scenario(folder / "scenario.yaml").digest() == scenario.digest()
    assert (text == made_up.TEXT) == kept


def test_a_scenario_that_extends_others_is_kept_in_one_piece(tmp_path: Path) -> None:
    (tmp_path / "below.yaml").write_text(made_up.TEXT, encoding="utf-8")
    above = "name: above\ntitle: It costs a lot, really\nextends: below.yaml\nstandings: {partner: {guarantee: 0.2}}\n"
    (tmp_path / "above.yaml").write_text(above, encoding="utf-8")
    scenario = load_scenario(tmp_path / "above.yaml")
    comparison = made_up.comparison()
    folder = save(tmp_path / "runs", replace(comparison, scenario=replace(comparison.scenario, scenario=scenario)))
    (tmp_path / "below.yaml").unlink()
    kept = load_scenario(folder / "scenario.yaml")
    assert (kept.digest(), kept.title, kept.expect) == (scenario.digest(), scenario.title, scenario.expect)


def test_two_runs_of_one_file_are_the_same_bytes_in_every_table(tmp_path: Path) -> None:
    first, second = save(tmp_path / "a"), save(tmp_path / "b")
    for name in FILES - {"provenance.json"}:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_other_results_are_other_bytes(tmp_path: Path) -> None:
    first, second = save(tmp_path / "a"), save(tmp_path / "b", made_up.comparison(strength=1.0 + 1e-12))
    assert (first / TABLES[0]).read_bytes() != (second / TABLES[0]).read_bytes()


def test_no_time_or_place_is_in_a_table(tmp_path: Path) -> None:
    folder = save(tmp_path)
    for name in TABLES:
        kept = pq.read_schema(folder / name).metadata
        assert set(kept) == {b"schema_version", b"software", b"scenario", b"digests", b"seeds"}
        assert str(tmp_path).encode() not in (folder / name).read_bytes()


def test_columns_say_their_unit_and_missing_is_null(tmp_path: Path) -> None:
    table = pq.read_table(save(tmp_path) / "state-year.parquet")
    assert table.column_names[:6] == ["arm", "replicate", "seed", "year", "iso3", "standing"]
    assert table.schema.field("budget").metadata == {b"unit": b"billion USD (2015)"}
    assert table["budget"].null_count == 2 * 30 * 4  # Russia's, in both arms
    outcomes = pq.read_schema(tmp_path / entries(tmp_path).pop() / "alliance-year.parquet")
    assert outcomes.field("capability").metadata == {b"unit": b"billion USD (2015)"}


def test_the_name_says_what_was_asked() -> None:
    name = run_name(made_up.comparison())
    assert name.startswith("made-up-")
    assert len(name) == len("made-up-") + 8
    assert run_name(made_up.comparison(strength=3.0)) == name  # results do not make the name
    fewer = made_up.comparison(seeds=tuple(range(7, 20)))
    assert run_name(fewer) != name


def test_a_run_is_never_written_over_another(tmp_path: Path) -> None:
    first = save(tmp_path)
    (first / "notes.txt").write_text("mine", encoding="utf-8")
    second, third = save(tmp_path), save(tmp_path)
    assert (second.name, third.name) == (f"{first.name}-2", f"{first.name}-3")
    assert (first / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_file_in_the_way_is_left_alone(tmp_path: Path) -> None:
    in_the_way = tmp_path / run_name(made_up.comparison())
    in_the_way.write_text("mine", encoding="utf-8")
    assert save(tmp_path).name == f"{in_the_way.name}-2"
    assert in_the_way.read_text(encoding="utf-8") == "mine"


def test_a_folder_of_one_s_own_must_be_new_or_empty(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert save(tmp_path, out=tmp_path / "empty") == tmp_path / "empty"
    assert save(tmp_path, out=tmp_path / "deep" / "new") == tmp_path / "deep" / "new"
    with pytest.raises(ResultsError, match="already exists and is not empty"):
        save(tmp_path, out=tmp_path / "empty")
    assert entries(tmp_path / "empty") == FILES


def test_a_folder_filled_in_the_meantime_is_not_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, write = tmp_path / "out", folder_module._write

    def slow_write(*args: object) -> None:
        write(*args)  # type: ignore[arg-type]
        out.mkdir()
        (out / "theirs").write_text("x", encoding="utf-8")

    monkeypatch.setattr(folder_module, "_write", slow_write)
    with pytest.raises(ResultsError, match="filled by another run"):
        save(tmp_path, out=out)
    assert entries(out) == {"theirs"}
    assert entries(tmp_path) == {"out"}


def test_a_run_killed_while_writing_leaves_no_folder_that_looks_whole(tmp_path: Path) -> None:
    program = """
import os, sys
from pathlib import Path
from alliance_sim.results import folder
from tests.results import made_up, test_folder
folder._changes_text = lambda comparison: os.kill(os.getpid(), 9)
test_folder.save(Path(sys.argv[1]))
"""
    killed = subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=Path(__file__).parents[2], check=False)
    assert killed.returncode == -9
    assert all(name.startswith(".made-up-") and "partial" in name for name in entries(tmp_path))
    assert len(entries(tmp_path)) == 1
    assert save(tmp_path).name == run_name(made_up.comparison())


def test_a_run_that_fails_while_writing_cleans_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(folder_module, "_changes_text", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(tmp_path)
    assert entries(tmp_path) == set()


@pytest.mark.parametrize(
    ("number", "said"), [(errno.ENOSPC, "no space left on device"), (errno.EACCES, "permission denied")]
)
def test_a_disk_that_refuses_is_said_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(pq, "write_table", refuse)
    with pytest.raises(ResultsError, match=f"cannot write results to .*made-up-.*: {said}") as refused:
        save(tmp_path)
    assert refused.value.exit_code == 2
    assert entries(tmp_path) == set()


def test_a_place_that_is_no_folder_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ResultsError, match=r"cannot write results to .*file"):
        save(tmp_path / "file")


def test_figures_appear_when_all_are_drawn(tmp_path: Path) -> None:
    folder = save(tmp_path)
    with pytest.raises(ZeroDivisionError):
        add_figures(folder, lambda place: (place / "a.png").write_text(str(1 / 0), encoding="utf-8"))
    assert entries(folder) == FILES
    add_figures(folder, lambda place: (place / "a.png").write_bytes(b"x"))
    assert entries(folder / "figures") == {"a.png"}


# --- Reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seeds", [tuple(range(7, 37)), (2**70, 3)], ids=["small", "large"])
def test_what_was_saved_is_read_back(tmp_path: Path, seeds: tuple[int, ...]) -> None:
    saved = made_up.comparison(seeds=seeds)
    read = read_run(save(tmp_path, saved))
    for arm in ("scenario", "baseline"):
        ours, theirs = getattr(saved, arm), getattr(read, arm)
        assert same(ours, theirs)
        assert (ours.seeds, ours.years, ours.states) == (theirs.seeds, theirs.years, theirs.states)
        assert ours.scenario.digest() == theirs.scenario.digest()
        off = ~np.eye(5, dtype=bool)
        assert np.array_equal(ours.dyads["aid"][:, off], theirs.dyads["aid"][:, off])
    assert read.scenario.scenario.text == made_up.TEXT


def test_what_was_read_is_saved_as_the_same_bytes(tmp_path: Path) -> None:
    first = save(tmp_path / "a")
    second = save(tmp_path / "b", read_run(first))
    for name in FILES - {"provenance.json"}:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_a_plain_world_is_read_back_plain(tmp_path: Path) -> None:
    read = read_run(save(tmp_path, made_up.plain()))
    assert read.plain
    assert same(read.scenario, made_up.plain().scenario)


def test_recorded_changes_are_kept(tmp_path: Path) -> None:
    change = {"replicate": 2, "year": 2020, "state": "POL", "what": "left", "reason": "benefit 0.02 < cost 0.05, twice"}
    comparison = made_up.comparison()
    comparison = replace(comparison, scenario=replace(comparison.scenario, changes=[change]))
    folder = save(tmp_path, comparison)
    assert read_run(folder).scenario.changes == [change]
    assert read_run(folder).baseline.changes == []
    assert "scenario,2,9,2020,POL,left" in (folder / "changes.csv").read_text(encoding="utf-8")


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="is not a folder"):
        read_run(tmp_path / "nowhere")
    with pytest.raises(ResultsError, match="is not the folder of a run"):
        read_run(tmp_path)


@pytest.mark.parametrize("name", [*TABLES, "changes.csv"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    folder = save(tmp_path)
    (folder / name).unlink()
    with pytest.raises(ResultsError, match=f"{name} is missing"):
        read_run(folder)


@pytest.mark.parametrize("name", sorted({*TABLES, "changes.csv", "provenance.json"}))
@pytest.mark.parametrize("damage", ["cut", "garbage", "empty"])
def test_a_damaged_file_is_named(tmp_path: Path, name: str, damage: str) -> None:
    folder = save(tmp_path)
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes({"cut": whole[: len(whole) // 2], "garbage": b"\xff\x00" * 50, "empty": b""}[damage])
    if name == "changes.csv" and damage != "garbage":
        whole_header = (folder / name).read_bytes()
        assert len(whole_header) < len(whole)
        return  # a shorter list of changes is a list of changes
    with pytest.raises(ResultsError, match=name) as refused:
        read_run(folder)
    assert refused.value.exit_code == 2


def changed_document(folder: Path, **changes: object) -> Path:
    path = folder / "provenance.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    for key, value in changes.items():
        *front, last = key.split("__")
        inside = document
        for part in front:
            inside = inside[part]
        inside[last] = value
    path.write_text(json.dumps(document), encoding="utf-8")
    return folder


def test_another_version_of_the_format_is_refused(tmp_path: Path) -> None:
    folder = changed_document(save(tmp_path), schema_version="9.0.0")
    with pytest.raises(ResultsError, match=r"written as format 9.0.0 by alliance-sim .*; this version reads format 1"):
        read_run(folder)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"parameters__seeds": [1, 2]}, "does not hold the rows"),
        ({"parameters__years": [2019, 2020, 2021, 2022]}, "does not hold the rows"),
        ({"parameters__arms__scenario__states": ["FRA", "ISL", "POL", "RUS", "USA"]}, "does not hold the rows"),
        ({"parameters__arms__scenario__digest": "0" * 64}, "is not the one of the run any more"),
        ({"parameters__arms__scenario__resolved": {"start": "soon"}}, "does not read the scenario of the run"),
        ({"parameters": {}}, "is damaged"),
        ({"parameters__arms": []}, "is damaged"),
    ],
)
def test_tables_and_provenance_must_agree(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    with pytest.raises(ResultsError, match=said):
        read_run(changed_document(save(tmp_path), **changes))
