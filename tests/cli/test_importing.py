"""`data import`: a user's own file becomes a scenario that runs, or a table; what was left out is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alliance_sim.cli.importing import KINDS
from alliance_sim.data import own
from alliance_sim.scenario import load_scenario
from tests.cli.conftest import Call
from tests.data.own.made import DYADS, MEMBERS, NATO, NMC, SIPRI, csv_file


def test_the_kinds_are_those_that_can_be_read() -> None:
    assert tuple(own.KINDS) == KINDS


def test_figures_become_a_scenario_that_extends_another(call: Call, folder: Path) -> None:
    csv_file(folder, "milex.csv", SIPRI)
    said = call("data", "import", "sipri", "milex.csv", "--extends", "france-1966", "--out", "mine.yaml")
    assert (said.status, said.out) == (0, "mine.yaml written; next: alliance-sim check mine.yaml\n")
    assert "left out: milex.csv:12:4: ISL 1965 is 0, which is read as missing" in said.err
    assert "note: no share here for BEL, CAN, DNK, GBR, ISL" in said.err
    text = (folder / "mine.yaml").read_text(encoding="utf-8")
    assert "  DEU: {share: 4.3 %}    # West Germany, milex.csv:9:4\n" in text
    assert "YUG" not in text  # not a state of france-1966, where its figures would be an error
    scenario, before = load_scenario("mine.yaml"), load_scenario("france-1966")
    assert scenario.figures["FRA"].share == 0.052
    assert scenario.figures["FRA"].gdp == before.figures["FRA"].gdp
    assert scenario.figures["BEL"] == before.figures["BEL"]
    assert scenario.baseline.without == before.baseline.without


def test_a_scenario_elsewhere_is_extended_by_the_path_from_the_new_file(call: Call, folder: Path) -> None:
    csv_file(folder, "milex.csv", SIPRI)
    (folder / "sub").mkdir()
    (folder / "sub" / "base.yaml").write_text("name: base\nextends: france-1966\n", encoding="utf-8")
    out = "other/my figures.yaml"
    (folder / "other").mkdir()
    assert call("data", "import", "sipri", "milex.csv", "--extends", "sub/base.yaml", "--out", out).status == 0
    assert load_scenario(out).figures["FRA"].share == 0.052
    assert load_scenario(out).name == "my-figures"


def test_without_a_scenario_the_file_is_for_another_to_extend(call: Call, folder: Path) -> None:
    csv_file(folder, "milex.csv", SIPRI)
    said = call("data", "import", "sipri", "milex.csv", "--year", "1966", "--states", "FRA,Greece", "--out", "f.yaml")
    assert said.out == "f.yaml written\n"
    (folder / "mine.yaml").write_text(
        "name: mine\nextends: f.yaml\nstart: 2018\nend: 2019\nstates: [FRA, GRC]\n", encoding="utf-8"
    )
    assert load_scenario("mine.yaml").figures["GRC"].share == 0.036


def test_a_state_that_is_no_more_can_be_asked_for(call: Call, folder: Path) -> None:
    csv_file(folder, "milex.csv", SIPRI)
    said = call("data", "import", "sipri", "milex.csv", "--year", "1966", "--states", "yug")
    assert "YUG: {share: 5.5 %}    # Yugoslavia, milex.csv:14:5" in said.out


def test_another_year_than_the_scenarios_is_said(call: Call, folder: Path) -> None:
    csv_file(folder, "milex.csv", SIPRI)
    said = call("data", "import", "sipri", "milex.csv", "--extends", "france-1966", "--year", "1967")
    assert "note: figures of 1967 for a scenario that starts in 1965\n" in said.err
    assert "GRC: {share: 4.3 %}" in said.out


def test_a_table_of_all_years_as_csv_and_json(call: Call, folder: Path) -> None:
    csv_file(folder, "nmc.csv", NMC)
    said = call("data", "import", "nmc", "nmc.csv", "--states", "FRA")
    assert said.out.splitlines()[0] == "iso3,year,variable,value,unit,source,note"
    assert len(said.out.splitlines()) == 1 + 4
    rows = json.loads(call("data", "import", "nmc", "nmc.csv", "--states", "FRA", "--json").out)["rows"]
    assert {row["variable"]: row["value"] for row in rows}["population"] == pytest.approx(48.758)


def test_a_figure_apart_from_the_packages_own_is_said(call: Call, folder: Path) -> None:
    csv_file(folder, "nato.csv", NATO)
    said = call("data", "import", "nato", "nato.csv", "--year", "2023", "--states", "ALB,NOR")
    assert "note: ALB 2023 has 1.75 % here, 1." in said.err
    assert "another edition or another definition" in said.err
    assert "ALB: {share: 1.75 %}    # estimate, nato.csv:6:5" in said.out


def test_promises_become_pacts_but_for_those_that_the_alliance_has(call: Call, folder: Path) -> None:
    csv_file(folder, "dy.csv", DYADS + "220740,220,740,1965,1,1,0,1\n")  # made up: France and Japan
    (folder / "base.yaml").write_text(
        "name: base\nextends: france-1966\npartners: [JPN]\nfigures: {JPN: {gdp: 900, share: 1 %, gdp_growth: 5 %}}\n",
        encoding="utf-8",
    )
    said = call("data", "import", "atop", "dy.csv", "--extends", "base.yaml", "--out", "pacts.yaml")
    assert said.status == 0
    events = {event.id: event for event in load_scenario("pacts.yaml").events}
    assert [name for name in events if name.startswith("pact")] == ["pact-FRA-JPN"]
    assert events["pact-FRA-JPN"].note == "one-sided, dy.csv:7:6"
    assert "left out: FRA and USA 1965: base.yaml has their promise already" in said.err  # both are members
    assert "left out: JPN and USA 1965: base.yaml has their promise already" in said.err  # the data's treaty of 1960


def test_members_become_the_states_of_a_scenario(call: Call, folder: Path) -> None:
    csv_file(folder, "m.csv", MEMBERS)
    said = call("data", "import", "atop", "m.csv", "--year", "1965", "--alliance", "3180")
    assert "states: [DEU, FRA, GRC, USA]\n" in said.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("sipri", "nowhere.csv"), "nowhere.csv: there is no such file"),
        (("sipri", "milex.csv", "--year", "1950"), "nothing of 1950 in this file; it has the years 1964 to 1967"),
        (("sipri", "milex.csv", "--year", "1965", "--states", "NOR"), "nothing of 1965 for NOR in this file"),
        (("sipri", "milex.csv", "--states", "Norwy"), "did you mean NOR (Norway)?"),
        (("sipri", "milex.csv", "--extends", "france-1966", "--states", "YUG,FRA"), "--states YUG: not in france-1966"),
        (("sipri", "milex.csv", "--out", "x.yaml"), "--out x.yaml: a scenario needs a year"),
        (("sipri", "milex.csv", "--out", "x.txt"), "--out x.txt: name a .yaml file for a scenario or a .csv file"),
        (("sipri", "milex.csv", "--out", "milex.csv"), "milex.csv already exists and is left as it is"),
        (("sipri", "milex.csv", "--year", "1965", "--out", "no/x.yaml"), "x.yaml cannot be written: No such file"),
        (("sipri", "milex.csv", "--json", "--out", "x.csv"), "--json is printed and --out x.csv is written"),
        (("cow", "milex.csv"), "'cow' is not one of"),
        (("sipri",), "Missing argument 'FILE'"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    call: Call, folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    csv_file(folder, "milex.csv", SIPRI)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    answer = call("data", "import", *arguments)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_data_of_a_state_still_answers_with_options_in_any_place(call: Call) -> None:
    first, second = call("data", "--json", "NOR"), call("data", "NOR", "--json")
    assert first == second
    assert json.loads(first.out)["iso3"] == "NOR"
    assert "data import --help" in call("data", "--help").out
    assert "alliance-sim data import [OPTIONS]" in call("data", "import", "--help").out
