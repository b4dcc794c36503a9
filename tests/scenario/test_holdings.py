"""What a colleague would ask of troops, pacts and commands: are there any, and are there enough?"""

# ruff: noqa: E501 - a message is quoted whole, as a reader sees it

from __future__ import annotations

import subprocess
import sys

import pytest


def events(*lines: str) -> str:
    """Events `one`, `two`, … with these fields."""
    names = ("one", "two", "three")
    return "events:\n" + "".join(f"  - {{id: {name}, {line}}}\n" for name, line in zip(names, lines, strict=False))


SEND = "type: deployment, from: EST, to: POL"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            [f"year: 2020, {SEND}, troops: 40000"],
            "7:73: event 'one': troops 40000 are more than EST (Estonia) can send: 1 % of its 1.3 million people is 13220; use at most 13220",
        ),
        (
            [f"year: 2020, {SEND}, troops: 13000", f"year: 2021, {SEND}, troops: 1000"],
            "8:73: event 'two': troops 1000 after 13000 sent before are more than EST (Estonia) can send: 1 % of its 1.3 million people is 13220; use at most 220",
        ),
        (
            ["year: 2020, type: redeployment, from: USA, out_of: POL, troops: 4501"],
            "7:79: event 'one': troops 4501 are more than the 4500 that USA has in POL (Poland) in 2020; use at most 4500, or deploy them first",
        ),
        (
            ["year: 2020, type: redeployment, from: DEU, out_of: POL, troops: 1"],
            "7:79: event 'one': troops 1 are more than the 0 that DEU has in POL (Poland) in 2020; deploy them first",
        ),
        (
            ["year: 2020, type: redeployment, from: USA, out_of: POL, troops: 4000", "year: 2021, type: redeployment, from: USA, out_of: POL, troops: 501"],
            "8:79: event 'two': troops 501 are more than the 500 that USA has in POL (Poland) in 2021; use at most 500, or deploy them first",
        ),
        (
            ["year: 2020, type: pact, states: [ISL, USA]"],
            "7:47: event 'one': ISL (Iceland) and USA (United States) have a defence pact already (US-Iceland Defence Agreement, 1951); end it first, or leave this out",
        ),
        (
            ["year: 2020, type: pact, states: [POL, USA]", "year: 2022, type: pact, states: [USA, POL]"],
            "8:47: event 'two': POL (Poland) and USA (United States) have a defence pact already (event 'one', 2020); end it first, or leave this out",
        ),
        (
            ["year: 2020, type: pact, states: [POL, USA], end: true"],
            "7:47: event 'one': POL (Poland) and USA (United States) have no defence pact in 2020 that could end",
        ),
        (
            ["year: 2020, type: pact, states: [ISL, USA], end: true", "year: 2021, type: pact, states: [ISL, USA], end: true"],
            "8:47: event 'two': ISL (Iceland) and USA (United States) have no defence pact in 2021 that could end",
        ),
        (
            ["year: 2020, type: host_command, state: DEU, command: Ulm", "year: 2021, type: host_command, state: DEU, command: ulm"],
            "8:68: event 'two': DEU (Germany) hosts ulm already, since event 'one' in 2020 (bad.yaml:7:10)",
        ),
    ],
)  # fmt: skip
def test_more_than_there_is(lines, message, wrong):
    assert wrong(events(*lines)) == [message]


@pytest.mark.parametrize(
    "lines",
    [
        [f"year: 2020, {SEND}, troops: 13220"],
        [f"year: 2020, {SEND}, troops: 13000", "year: 2021, type: redeployment, from: EST, out_of: POL, troops: 13000", f"year: 2022, {SEND}, troops: 13000"],
        ["year: 2020, type: redeployment, from: USA, out_of: POL, troops: 4500"],
        ["year: 2021, type: redeployment, from: DEU, out_of: POL, troops: 900", "year: 2020, type: deployment, from: DEU, to: POL, troops: 900"],
        ["year: 2020, type: redeployment, from: USA, out_of: DEU, to: BEL, troops: 30000", "year: 2021, type: redeployment, from: USA, out_of: BEL, troops: 31000"],
        ["year: 2020, type: pact, states: [ISL, USA], end: true", "year: 2021, type: pact, states: [ISL, USA]"],
        ["year: 2020, type: pact, states: [SWE, USA]"],
        ["year: 2020, type: host_command, state: DEU, command: Ulm", "year: 2021, type: host_command, state: DEU, command: Rostock"],
        ["year: 2020, type: host_command, state: DEU, command: Ulm", "year: 2021, type: host_command, state: POL, command: Ulm"],
    ],
)  # fmt: skip
def test_what_there_is_enough_of(lines, small):
    assert len(small(events(*lines)).events) == len(lines)


def test_the_population_of_the_file_counts(wrong, small):
    line = [f"year: 2020, {SEND}, troops: 40000"]
    assert small("figures: {EST: {population: 4}}\n" + events(*line))
    assert "1 % of its 3.9 million people is 39000" in wrong("figures: {EST: {population: 3.9}}\n" + events(*line))[0]


def test_in_a_year_without_data_no_population_is_guessed(small):
    codes = (
        "BEL",
        "CAN",
        "DEU",
        "DNK",
        "ESP",
        "FRA",
        "GBR",
        "GRC",
        "ITA",
        "LUX",
        "NLD",
        "NOR",
        "PRT",
        "TUR",
        "USA",
        "RUS",
    )
    figures = "figures:\n  ISL: {gdp: 1, gdp_growth: 0 %}\n" + "".join(
        f"  {code}: {{gdp: 1, share: 1 %, gdp_growth: 0 %}}\n" for code in codes
    )
    line = "year: 1991, type: deployment, from: LUX, to: DEU, troops: 5000"
    settings = ["start=1990", "end=1995", "partners=[]"]
    assert small(figures + events(line), settings=settings).events


def test_what_the_baseline_leaves_out_is_not_there(wrong):
    found = wrong(
        events(
            "year: 2020, type: deployment, from: DEU, to: POL, troops: 900",
            "year: 2021, type: redeployment, from: DEU, out_of: POL, troops: 900",
        )
        + "baseline: {without: [one]}\n"
    )
    assert found == [
        "8:79: event 'two': in the baseline, which leaves out one: troops 900 are more than the 0 that DEU has in POL (Poland) in 2021; deploy them first"
    ]


def test_other_faults_of_the_event_are_said_once(wrong):
    assert wrong(events("year: 2020, type: redeployment, from: DEU, out_of: DEU, troops: 5")) == [
        "7:66: event 'one': from and out_of are both DEU; troops at home cannot be redeployed"
    ]


def test_the_tables_are_read_only_when_they_are_asked_for():
    code = (
        "from alliance_sim.data import load; load.all_troops = load.all_pacts = None;"
        "from alliance_sim.scenario import load_scenario; print(load_scenario('battle-groups').name)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "battle-groups"
