"""`scenarios`, `new`, `check`, `schema`, `outcomes` and `data`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alliance_sim.metrics import OUTCOMES
from alliance_sim.scenario import list_scenarios
from tests.cli.conftest import Call


def test_check_says_ok_with_counts(call: Call) -> None:
    said = call("check", "made-up.yaml", "plain.yaml")
    assert (said.status, said.err) == (0, "")
    assert said.out.splitlines() == [
        "ok: made-up: 2018-2021, 4 states, 0 partners, 1 adversary, 1 event, 3 seeds, 1 claim",
        "ok: plain: 2018-2021, 4 states, 0 partners, 0 adversaries, 0 events, 3 seeds, 0 claims",
    ]


def test_check_lists_every_problem_of_every_file_and_still_says_which_are_good(call: Call, folder: Path) -> None:
    (folder / "bad.yaml").write_text("name: bad\nstart: soon\nend: 2020\nstattes: [POL]\n", encoding="utf-8")
    said = call("check", "bad.yaml", "made-up.yaml", "nowhere.yaml")
    assert said.status == 2
    assert said.out.startswith("ok: made-up:")
    lines = said.err.splitlines()
    assert any(line.startswith("bad.yaml:2:8:") for line in lines)
    assert any(line.startswith("bad.yaml:4:1:") and "states" in line for line in lines)
    assert any("nowhere.yaml" in line for line in lines)


def test_check_resolved_says_who_set_what(call: Call) -> None:
    lines = call("check", "made-up.yaml", "--resolved", "--set", "parameters.publicness=0.03").out.splitlines()
    assert "start: 2018  # made-up.yaml:3:8" in lines
    assert 'events.downgrade.to: "partner"  # made-up.yaml:10:65' in lines
    assert any(line.startswith("parameters.depreciation: 0.1  # default") for line in lines)
    assert any(line.startswith("parameters.publicness: 0.03  # --set") for line in lines)


def test_check_as_json(call: Call, folder: Path) -> None:
    (folder / "bad.yaml").write_text("name: bad\nstart: soon\nend: 2020\n", encoding="utf-8")
    said = call("check", "made-up.yaml", "bad.yaml", "--json", "--resolved")
    good, bad = json.loads(said.out)["files"]
    assert said.status == 2
    assert (good["ok"], good["name"], good["states"], good["problems"]) == (True, "made-up", 4, [])
    assert good["resolved"]["start"] == {"value": 2018, "origin": "made-up.yaml:3:8"}
    assert not bad["ok"]
    assert (bad["problems"][0]["file"], bad["problems"][0]["line"], bad["problems"][0]["column"]) == ("bad.yaml", 2, 8)


def test_new_writes_a_file_that_is_good(call: Call, folder: Path) -> None:
    said = call("new", "my-idea")
    assert (said.status, said.out) == (0, "my-idea.yaml written; next: alliance-sim check my-idea.yaml\n")
    assert call("check", "my-idea.yaml").status == 0


def test_new_never_overwrites(call: Call, folder: Path) -> None:
    (folder / "mine.yaml").write_text("precious", encoding="utf-8")
    said = call("new", "mine")
    assert said.status == 2
    assert "mine.yaml already exists" in said.err
    assert (folder / "mine.yaml").read_text(encoding="utf-8") == "precious"


def test_new_takes_the_name_of_the_file_too(call: Call, folder: Path) -> None:
    assert call("new", "mine.yaml").status == 0
    assert "name: mine " in (folder / "mine.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["../escape", "two words", ""])
def test_new_refuses_a_name_that_is_no_slug(call: Call, folder: Path, name: str) -> None:
    before = set(folder.parent.rglob("*.yaml"))
    assert call("new", name).status == 2
    assert set(folder.parent.rglob("*.yaml")) == before


def test_schema_is_a_json_schema(call: Call) -> None:
    schema = json.loads(call("schema").out)
    assert "events" in schema["properties"]


def test_scenarios_are_listed_a_line_each(call: Call) -> None:
    listed = list_scenarios()
    lines = call("scenarios").out.splitlines()
    assert [line.split()[0] for line in lines] == [name for name, _, _ in listed]
    assert [entry["title"] for entry in json.loads(call("scenarios", "--json").out)] == [
        title for _, title, _ in listed
    ]


def test_outcomes_are_listed_with_unit_definition_and_source(call: Call) -> None:
    out = " ".join(call("outcomes").out.split())
    for outcome in OUTCOMES.values():
        assert f"{outcome.name} [{outcome.unit}] {outcome.definition} Source: {outcome.source}" in out
    listed = json.loads(call("outcomes", "--json").out)
    assert [entry["name"] for entry in listed] == list(OUTCOMES)
    assert set(listed[0]) == {"name", "unit", "definition", "source"}


@pytest.mark.parametrize("state", ["NOR", "nor", "Norway"])
def test_data_of_a_state_by_code_or_name(call: Call, state: str) -> None:
    out = call("data", state).out
    assert out.startswith("Norway (NOR)\n")
    assert any(line.startswith("defence_share") and "2018" in line and "[" in line for line in out.splitlines())
    assert "[1] " in out


def test_data_as_json(call: Call) -> None:
    document = json.loads(call("data", "Norway", "--json").out)
    assert (document["iso3"], document["name"]) == ("NOR", "Norway")
    assert set(document["rows"][0]) == {"variable", "year", "value", "unit", "source", "verified", "note"}


def test_data_of_a_state_that_is_none(call: Call) -> None:
    said = call("data", "Norwy")
    assert (said.status, said.out) == (2, "")
    assert "did you mean NOR (Norway)?" in said.err


def test_a_state_without_an_army_has_no_defence_figures_and_not_zero(call: Call) -> None:
    lines = call("data", "ISL").out.splitlines()
    assert not any(line.startswith(("defence_share", "defence_spending")) for line in lines)


def test_a_study_file_is_checked_too(call: Call, folder: Path) -> None:
    text = "study: s\nscenario: made-up.yaml\ndesign: {method: grid}\nfactors: {events.downgrade.year: [2019, 2020]}\n"
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    said = call("check", "study.yaml", "made-up.yaml")
    assert said.status == 0
    assert said.out.startswith("ok: s: made-up, grid of 1 factor, 2 samples, 40 runs\nok: made-up: 2018-2021")
    (folder / "study.yaml").write_text(text.replace("year:", "yaer:"), encoding="utf-8")
    bad = call("check", "study.yaml", "--json")
    assert bad.status == 2
    assert json.loads(bad.out)["files"][0]["ok"] is False
    assert bad.err.startswith("study.yaml:4:11: event 'downgrade': unknown key 'yaer'; did you mean year?")
