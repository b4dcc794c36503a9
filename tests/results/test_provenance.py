"""Provenance: how a result was made."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from alliance_sim.data import data_hashes
from alliance_sim.results import provenance as room
from alliance_sim.results.parquet import TABLES
from alliance_sim.results.provenance import Command, differences, provenance
from tests.results import made_up
from tests.results.test_folder import save


def document() -> dict[str, object]:
    made: dict[str, object] = provenance(
        made_up.comparison(), Command("run", ("run", "made-up", "--seed", "7")), {"t": "0"}
    )
    return made


def test_the_field_names_are_those_of_tskit() -> None:
    made = document()
    assert made["software"] == {"name": "alliance-sim", "version": room.software_version()}
    assert {"schema_version", "software", "parameters", "environment", "resources"} <= set(made)
    assert set(made["environment"]) == {"python", "os", "libraries"}  # type: ignore[call-overload]


def test_it_holds_what_is_needed_to_make_the_result_again() -> None:
    parameters = json.loads(json.dumps(document()))["parameters"]
    assert parameters["args"] == ["run", "made-up", "--seed", "7"]
    assert parameters["seeds"] == list(range(7, 37))
    arm = parameters["arms"]["scenario"]
    assert arm["text"] == made_up.TEXT
    assert arm["digest"] == made_up.scenario().digest()
    assert [event["id"] for event in arm["resolved"]["events"]] == ["downgrade"]
    assert parameters["arms"]["baseline"]["resolved"]["events"] == []


def test_data_and_tables_are_named_by_digest(tmp_path: Path) -> None:
    folder = save(tmp_path)
    made = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    assert made["data"]["sha256"] == data_hashes()
    for name in (*TABLES, "summary.csv"):
        assert made["tables"]["sha256"][name] == hashlib.sha256((folder / name).read_bytes()).hexdigest()


def test_seconds_are_counted_from_the_start() -> None:
    resources = provenance(made_up.comparison(), Command("run", started=0.0), {})["resources"]
    assert resources["elapsed_time"] > 0
    assert resources["max_memory"] > 1e6


def test_the_same_machine_has_no_differences() -> None:
    assert differences(document()) == []


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("software", "version"), "0.0.1", "alliance-sim 0.0.1 then"),
        (("environment", "python", "version"), "3.9.0", "python 3.9.0 then"),
        (("environment", "libraries", "numpy"), "1.0", "numpy 1.0 then"),
        (("environment", "os", "machine"), "vax", "machine Linux vax then"),
        (("data", "sha256", "figures.csv"), "0", "data table figures.csv is not the one of the run"),
    ],
)
def test_every_difference_is_named(path: tuple[str, ...], value: str, said: str) -> None:
    made = json.loads(json.dumps(document()))
    made["environment"]["os"]["system"] = "Linux" if "vax" in value else made["environment"]["os"]["system"]
    inside = made
    for part in path[:-1]:
        inside = inside[part]
    inside[path[-1]] = value
    found = differences(made)
    assert any(said in reason for reason in found), found
