"""`run`, `compare`, `test` and `rerun`, with the real engine on a small world."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.results import made_up

FAST = ("--workers", "1", "--no-figures")
FILES = {
    "state-year.parquet", "alliance-year.parquet", "dyad-year.parquet",
    "summary.csv", "changes.csv", "provenance.json", "scenario.yaml",
}  # fmt: skip


def entries(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def flat(text: str) -> str:
    return " ".join(text.split())


def saved(folder: Path) -> Path:
    (run,) = (folder / "runs").iterdir()
    return run


def test_run_answers_in_words_and_a_table_and_says_where_the_results_are(call: Call, folder: Path) -> None:
    said = call("run", "made-up.yaml", *FAST)
    assert (said.status, said.err) == (0, "")
    assert flat(said.out).startswith(
        "The United States becomes a partner: in 2019 the United States becomes a partner."
    )
    assert "unit   scenario baseline difference [90 % interval]" in said.out
    assert said.out.endswith(f"Results: runs/{saved(folder).name}\n")
    assert entries(saved(folder)) == FILES


def test_nothing_is_wider_than_a_terminal(call: Call) -> None:
    said = call("compare", "made-up.yaml", *FAST)
    assert max(len(line) for line in said.out.splitlines() if "Results:" not in line) <= 80
    assert "\x1b" not in said.out


def test_the_json_document(call: Call, folder: Path) -> None:
    said = call("run", "made-up.yaml", "--json", *FAST)
    document = json.loads(said.out)
    assert list(document) == ["scenario", "seeds", "years", "results", "rows"]
    assert document["seeds"] == [7, 8, 9]
    assert document["years"] == [2018, 2019, 2020, 2021]
    assert folder / document["results"] == saved(folder)
    keys = ["outcome", "unit", "year", "scenario", "baseline", "difference", "low", "high"]
    for row in document["rows"]:
        assert list(row) == [*keys, "pairing_factor", "clear_from"]
        assert [type(row[key]) for key in keys[:3]] == [str, str, int]
        if row["outcome"] == "honoured_share":  # not defined in a year without a crisis
            continue
        assert all(isinstance(row[key], float) for key in keys[3:])
        assert row["difference"] == pytest.approx(row["scenario"] - row["baseline"], abs=1e-9)


def test_a_plain_world_has_null_where_there_is_no_baseline(call: Call) -> None:
    rows = json.loads(call("run", "plain.yaml", "--json", *FAST).out)["rows"]
    assert all(row["baseline"] is None and row["difference"] is None for row in rows)
    assert all(row["low"] <= row["scenario"] <= row["high"] for row in rows if row["outcome"] != "honoured_share")


def test_quiet_prints_the_folder_alone(call: Call, folder: Path) -> None:
    said = call("run", "made-up.yaml", "--quiet", *FAST)
    assert (said.out, said.err) == (f"runs/{saved(folder).name}\n", "")


def test_the_same_file_twice_is_the_same_bytes_in_two_folders(call: Call, folder: Path) -> None:
    call("run", "made-up.yaml", *FAST)
    call("run", "made-up.yaml", *FAST)
    first, second = sorted((folder / "runs").iterdir(), key=lambda path: len(path.name))
    assert second.name == f"{first.name}-2"
    for name in FILES - {"provenance.json"}:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_options_change_the_run_and_are_kept(call: Call, folder: Path) -> None:
    changes = ("--seed", "40", "--replicates", "2", "--set", "end=2022", "--theory", "burden=fixed_share")
    args = ("run", "made-up.yaml", *changes)
    assert call(*args, *FAST).status == 0
    parameters = json.loads((saved(folder) / "provenance.json").read_text(encoding="utf-8"))["parameters"]
    assert parameters["args"] == [*args, *FAST]
    assert parameters["seeds"] == [40, 41]
    assert parameters["years"] == [2018, 2019, 2020, 2021, 2022]
    assert parameters["arms"]["scenario"]["resolved"]["theory"]["burden"] == "fixed_share"


def test_a_patch_of_the_file(call: Call, folder: Path) -> None:
    with (folder / "made-up.yaml").open("a", encoding="utf-8") as file:
        file.write("patches:\n  late: {events.downgrade.year: 2021}\n")
    said = call("run", "made-up.yaml", "--patch", "late", *FAST)
    assert "in 2021 the United States becomes a partner" in flat(said.out)
    refused = call("run", "made-up.yaml", "--patch", "lat", *FAST)
    assert refused.status == 2
    assert "late" in refused.err


def test_the_year_to_report(call: Call, folder: Path) -> None:
    assert "What happens by 2019:" in call("run", "made-up.yaml", "--year", "2019", *FAST).out
    refused = call("run", "made-up.yaml", "--year", "2099", *FAST)
    assert (refused.status, refused.err) == (2, "--year 2099: made-up runs from 2018 to 2021\n")


def test_out_is_the_folder_itself_and_never_over_others(call: Call, folder: Path) -> None:
    assert call("run", "made-up.yaml", "--out", "mine", *FAST).status == 0
    assert entries(folder / "mine") == FILES
    again = call("run", "made-up.yaml", "--out", "mine", *FAST)
    assert (again.status, again.out) == (2, "")
    assert "mine already exists and is not empty" in again.err
    assert not (folder / "runs").exists()


def test_a_folder_in_use_is_refused_before_anything_is_run(
    call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alliance_sim.run.compare_runs", lambda *_, **__: pytest.fail("it ran first"))
    assert call("run", "made-up.yaml", "--out", ".", *FAST).status == 2


def test_an_unwritable_folder_is_said_before_a_traceback(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    said = call("run", "made-up.yaml", *FAST)
    assert said.status == 2
    assert said.err.startswith("cannot write results to runs/made-up-")
    assert said.err.endswith(": permission denied\n")


def test_figures_are_kept_beside_the_tables(call: Call, folder: Path) -> None:
    said = call("run", "made-up.yaml", "--workers", "1")
    assert (said.status, said.err) == (0, "")
    assert {path.suffix for path in (saved(folder) / "figures").iterdir()} == {".png", ".pdf"}


def test_figures_that_cannot_be_drawn_cost_no_results(
    call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ImportError("No module named 'matplotlib'")

    monkeypatch.setattr("alliance_sim.plots.save_figures", fail)
    said = call("run", "made-up.yaml", "--workers", "1")
    assert said.status == 0
    assert said.err == "no figures were drawn: No module named 'matplotlib'\n"
    assert entries(saved(folder)) == FILES


def test_an_interruption_while_drawing_says_where_the_tables_are(
    call: Call, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("alliance_sim.plots.save_figures", interrupt)
    said = call("run", "made-up.yaml", "--workers", "1")
    assert said.status == 130
    assert f"the tables are in runs/{saved(folder).name}\n" in said.err
    assert entries(saved(folder)) == FILES


def test_an_engine_that_is_none(call: Call) -> None:
    said = call("run", "made-up.yaml", "--engine", "steam", *FAST)
    assert (said.status, said.out) == (2, "")
    assert "steam" in said.err


# --- compare ---------------------------------------------------------------------------------------------------------


def test_compare_shows_the_states(call: Call) -> None:
    said = call("compare", "made-up.yaml", *FAST)
    assert said.status == 0
    assert "attack since  spending since" in said.out
    assert "Poland (POL)" in said.out


def test_compare_shows_what_pairing_is_worth_and_run_does_not(call: Call) -> None:
    table = flat("clear from     paired   unpaired times runs")
    assert table in flat(call("compare", "made-up.yaml", *FAST).out)
    assert table not in flat(call("run", "made-up.yaml", *FAST).out)


def test_compare_tells_machines_of_every_member(call: Call) -> None:
    document = json.loads(call("compare", "made-up.yaml", "--json", "--year", "2020", *FAST).out)
    keys = ["iso3", "variable", "unit", "year", "scenario", "baseline", "difference", "low", "high"]
    assert [list(row) for row in document["states"]] == [[*keys, "pairing_factor", "clear_from"]] * 3 * 4
    assert {row["year"] for row in document["states"]} == {2020}
    assert {row["iso3"] for row in document["states"]} == {"GBR", "ISL", "POL"}


@pytest.mark.parametrize("name", ["seed", "replicates"])
def test_a_number_set_twice_is_told_in_the_words_of_the_options(call: Call, name: str) -> None:
    said = call("run", "made-up.yaml", "--set", f"{name}=0", f"--{name}", "2", *FAST)
    expected = f"--{name} 2 and --set {name}=0 both set {name}; keep one of the two\n"
    assert (said.status, said.out, said.err) == (2, "", expected)


def test_a_plain_world_cannot_be_compared_with_itself(call: Call) -> None:
    said = call("compare", "plain.yaml", *FAST)
    assert said.status == 2
    assert "plain has no events of its own" in said.err
    assert "alliance-sim compare plain OTHER" in said.err


def test_two_scenarios(call: Call, folder: Path) -> None:
    said = call("compare", "made-up.yaml", "plain.yaml", "--seed", "5", *FAST)
    assert said.status == 0
    assert "compared with 'plain'" in said.out
    arms = json.loads((saved(folder) / "provenance.json").read_text(encoding="utf-8"))["parameters"]["arms"]
    assert [arm["scenario"] for arm in arms.values()] == ["made-up", "plain"]


def test_two_scenarios_need_the_same_years(call: Call, folder: Path) -> None:
    text = (folder / "plain.yaml").read_text(encoding="utf-8")
    (folder / "plain.yaml").write_text(text.replace("end: 2021", "end: 2030"), encoding="utf-8")
    said = call("compare", "made-up.yaml", "plain.yaml", *FAST)
    assert said.status == 2
    assert "made-up runs 2018-2021 and plain 2018-2030" in said.err
    assert call("compare", "made-up.yaml", "plain.yaml", "--set", "end=2021", *FAST).status == 0


# --- test ------------------------------------------------------------------------------------------------------------


def test_claims_that_hold(call: Call, folder: Path) -> None:
    said = call("test", "made-up.yaml", "--workers", "1")
    assert said.status == 0
    assert said.out.startswith("ok: made-up: anxiety in 2021 above baseline (")
    assert re.fullmatch(r"\(\d+\.\d %; baseline \d+\.\d %\)", said.out.split("baseline ", 1)[1].strip())
    assert not (folder / "runs").exists()


def test_one_claim_that_fails_fails_all(call: Call, folder: Path) -> None:
    text = (folder / "made-up.yaml").read_text(encoding="utf-8")
    (folder / "wrong.yaml").write_text(text.replace("above: baseline", "below: baseline"), encoding="utf-8")
    said = call("test", "wrong.yaml", "made-up.yaml", "--workers", "1")
    assert said.status == 1
    assert [line.split(":")[0] for line in said.out.splitlines()] == ["FAILED", "ok"]


def test_a_claim_about_what_the_file_does_not_keep_is_judged_all_the_same(call: Call, folder: Path) -> None:
    claim = "{outcome: members, year: 2020, above: 0}"
    text = f"name: few\nextends: made-up.yaml\noutcomes: [spending]\nexpect: [{claim}]\n"
    (folder / "few.yaml").write_text(text, encoding="utf-8")
    said = call("test", "few.yaml", "--workers", "1")
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("ok: few: members in 2020 above 0 (")


def test_claims_as_json(call: Call) -> None:
    claims = json.loads(call("test", "made-up.yaml", "--json", "--workers", "1").out)["claims"]
    assert [(claim["holds"], claim["claim"]) for claim in claims] == [(True, "anxiety in 2021 above baseline")]


def test_a_file_without_claims_says_so(call: Call) -> None:
    said = call("test", "plain.yaml", "--workers", "1")
    assert (said.status, said.out) == (0, "")
    assert "plain: nothing to test" in said.err


def test_every_bad_file_is_named_before_anything_is_run(call: Call, folder: Path) -> None:
    (folder / "bad.yaml").write_text("name: bad\nstart: soon\nend: 2020\n", encoding="utf-8")
    said = call("test", "made-up.yaml", "bad.yaml", "nowhere.yaml", "--workers", "1")
    assert (said.status, said.out) == (2, "")
    assert "bad.yaml:2:8" in said.err
    assert "nowhere.yaml" in said.err


# --- rerun -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def made(call: Call, folder: Path) -> Path:
    call("run", "made-up.yaml", *FAST)
    return saved(folder)


def test_rerun_gives_the_same_bytes_without_the_file(call: Call, folder: Path, made: Path) -> None:
    (folder / "made-up.yaml").unlink()
    said = call("rerun", str(made), "--workers", "1")
    assert said.status == 0
    assert said.out == (
        "identical: state-year.parquet, alliance-year.parquet, dyad-year.parquet, changes.csv, scenario.yaml,"
        " summary.csv came out with the same bytes\n"
    )


def test_rerun_answers_machines_too(call: Call, made: Path) -> None:
    said = call("rerun", str(made), "--json", "--workers", "1")
    assert said.status == 0
    answer = json.loads(said.out)
    assert (answer["identical"], answer["different"], answer["changed"]) == (True, [], [])
    assert set(answer["same"]) == FILES - {"provenance.json"}
    with (made / "summary.csv").open("ab") as file:
        file.write(b"\n")
    again = call("rerun", str(made), "--json", "--workers", "1")
    assert again.status == 1
    assert json.loads(again.out)["changed"] == ["summary.csv"]


def test_rerun_of_settings_two_files_and_a_plain_world(call: Call, folder: Path) -> None:
    for args in (
        ("run", "made-up.yaml", "--set", "parameters.publicness=0.03"),
        ("compare", "made-up.yaml", "plain.yaml"),
        ("run", "plain.yaml", "--seed", str(2**65)),
    ):
        shutil.rmtree(folder / "runs", ignore_errors=True)
        assert call(*args, *FAST).status == 0
        assert call("rerun", str(saved(folder)), "--workers", "1").status == 0, args


@pytest.mark.parametrize("name", ["dyad-year.parquet", "summary.csv", "changes.csv", "scenario.yaml"])
def test_rerun_notices_a_file_that_was_changed(call: Call, made: Path, name: str) -> None:
    with (made / name).open("ab") as file:
        file.write(b"\n")
    said = call("rerun", str(made), "--workers", "1")
    assert said.status == 1
    assert f"{name} is not what the run wrote" in said.out


def test_rerun_needs_every_file_that_the_run_wrote(call: Call, made: Path) -> None:
    (made / "summary.csv").unlink()
    said = call("rerun", str(made), "--workers", "1")
    assert (said.status, said.out) == (2, "")
    assert "is not a whole run: summary.csv missing" in said.err


def test_rerun_makes_the_summary_again(call: Call, made: Path) -> None:
    path = made / "provenance.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["tables"]["sha256"]["summary.csv"] = "0" * 64
    path.write_text(json.dumps(document), encoding="utf-8")
    assert "summary.csv came out different" in call("rerun", str(made), "--workers", "1").out


def test_rerun_says_why_a_table_came_out_different(call: Call, made: Path) -> None:
    path = made / "provenance.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["environment"]["libraries"]["numpy"] = "1.0"
    document["tables"]["sha256"]["state-year.parquet"] = "0" * 64
    path.write_text(json.dumps(document), encoding="utf-8")
    said = call("rerun", str(made), "--workers", "1")
    assert said.status == 1
    assert "state-year.parquet came out different\n  numpy 1.0 then" in said.out


def test_rerun_of_what_is_no_run(call: Call, folder: Path, made: Path) -> None:
    assert call("rerun", "nowhere").status == 2
    assert call("rerun", str(folder)).status == 2
    (made / "state-year.parquet").unlink()
    said = call("rerun", str(made))
    assert said.status == 2
    assert "state-year.parquet missing" in said.err


def test_what_was_run_reads_as_it_was(call: Call, made: Path) -> None:
    from alliance_sim.results.folder import read_run

    read = read_run(made)
    assert read.scenario.scenario.text == made_up.TEXT.replace("replicates: 30", "replicates: 3")
    assert read.scenario.seeds == (7, 8, 9)
    assert read.scenario.state_table().query("iso3 == 'USA' and year == 2020")["standing"].eq("partner").all()
