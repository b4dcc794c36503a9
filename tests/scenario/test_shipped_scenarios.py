"""The scenarios that are shipped, the schema beside them, the file that `new` writes, and how soon a check answers."""

# ruff: noqa: E501 - a message is quoted whole, as a reader sees it

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from alliance_sim.errors import ScenarioError
from alliance_sim.scenario import json_schema, list_scenarios, load_scenario, load_text, new_text
from alliance_sim.scenario.events import EVENT_TYPES
from alliance_sim.scenario.json_schema import schema_text
from alliance_sim.scenario.library import shipped_folder, shipped_names

NAMES = shipped_names()
LIBRARY = {
    "readiness-initiative", "norfolk-command", "battle-groups", "rapprochement", "advisers-leave", "cyber-pressure",
    "us-partner-only-slow", "us-partner-only-sudden", "us-partner-announced-reversed", "nato-2014-2024", "france-1966",
    "greece-1974", "hague-2025", "european-pillar", "two-fronts", "veto-blocks-accession", "europe-1936", "five-states",
}  # fmt: skip
CORE = {"nato-2014", "nato-2018", "nato-2024", "us-partner-only", "us-withdrawal", "remark-only", "letters-2018"}


def test_the_core_and_the_library_are_shipped():
    assert set(NAMES) >= CORE | LIBRARY


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scenario(name):
    scenario = load_scenario(name)
    assert scenario.name == name
    assert len(scenario.description) > 200
    assert "ssumption" in scenario.description
    assert scenario.expect
    assert (scenario.seed, scenario.replicates) == (2018, 200)
    assert scenario.adversaries
    assert name not in CORE or scenario.adversaries["RUS"].intent == 0.3
    assert load_text(json.dumps(scenario.to_dict())).digest() == scenario.digest()
    for patch in json.loads(json.dumps(list(_patches(name)))):
        load_scenario(name, patches=[patch])


def _patches(name):
    from ruamel.yaml import YAML

    return (YAML(typ="safe").load((shipped_folder() / f"{name}.yaml").read_text(encoding="utf-8")) or {}).get(
        "patches", {}
    )


@pytest.mark.parametrize("name", NAMES)
def test_its_first_line_names_the_schema_beside_it(name):
    first, *_ = (shipped_folder() / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    assert first == "# yaml-language-server: $schema=./schema.json"
    assert (shipped_folder() / "schema.json").is_file()


def test_the_list_has_the_titles_of_the_files():
    assert [(name, title) for name, title, _ in list_scenarios()] == [
        (name, load_scenario(name).title) for name in NAMES
    ]


@pytest.mark.parametrize(("name", "members"), [("nato-2014", 28), ("nato-2018", 29), ("nato-2024", 32)])
def test_a_world_has_the_members_of_its_year(name, members):
    scenario = load_scenario(name)
    assert [*scenario.initial_standings.values()].count("member") == members == len(scenario.states)
    assert scenario.events == ()


def test_the_2018_world_has_montenegro_and_not_yet_north_macedonia():
    states = load_scenario("nato-2018").states
    assert "MNE" in states
    assert "MKD" not in states


def test_us_partner_only_is_compared_with_the_remark_alone():
    scenario = load_scenario("us-partner-only")
    assert (scenario.start, scenario.end) == (2018, 2035)
    assert [event.id for event in scenario.baseline_scenario().events] == ["remark"]
    slow = load_scenario("us-partner-only", patches=["slow"], settings=["parameters.publicness=0.03"])
    assert (slow.events[1].phase_in, slow.parameters.publicness) == (6, 0.03)


def test_the_letters_name_ten_recipients():
    (letters,) = load_scenario("letters-2018").events
    assert set(letters.recipients) == {"NOR", "DEU", "CAN", "BEL", "NLD", "ITA", "ESP", "LUX", "PRT", "DNK"}
    assert all(-1 <= tone < 0 for tone in letters.recipients.values())


# --- Schema ---


def test_the_shipped_schema_is_that_of_the_code():
    shipped = (shipped_folder() / "schema.json").read_text(encoding="utf-8")
    assert shipped == schema_text(), "write it anew: alliance-sim schema > scenarios/schema.json"


def test_the_schema_knows_every_type_key_unit_and_percent():
    schema = json_schema()
    definitions = schema["$defs"]
    assert schema["properties"]["events"]["items"]["discriminator"]["mapping"].keys() == EVENT_TYPES.keys()
    assert schema["additionalProperties"] is False
    share = definitions["Guideline"]["properties"]["share"]
    assert {choice["type"] for choice in share["anyOf"]} == {"number", "string"}
    assert {choice["type"] for choice in definitions["Parameters"]["properties"]["publicness"]["anyOf"]} == {
        "number",
        "string",
    }
    assert definitions["Parameters"]["properties"]["threat_distance_km"]["unit"] == "km"
    assert "from" in definitions["DeploymentEvent"]["properties"]
    for name, definition in definitions.items():
        for key, field in definition["properties"].items():
            assert key == "type" or "description" in field or "$ref" in field, f"{name}.{key}"


# --- A new file ---


@pytest.mark.parametrize("name", ["my-scenario", "2018", "true", "A1"])
def test_a_new_file_loads_as_it_is(name):
    scenario = load_text(new_text(name))
    assert scenario.name == name
    assert [event.id for event in scenario.events] == ["downgrade"]


def test_every_line_that_a_new_file_offers_works():
    lines = [line.removeprefix("# ") if line.startswith(("# start", "# end", "# seed", "# repl", "# alli", "# part", "# adv",
             "# param", "# fig", "# stand", "# base", "# outc")) else line for line in new_text("a").splitlines()]  # fmt: skip
    scenario = load_text("\n".join(lines))
    assert scenario.figures["DEU"].gdp_growth == 0.008
    assert scenario.outcomes == ("deterrence", "capability", "spending")


@pytest.mark.parametrize("name", ["", "a b", "../a", "a\n", "ä", "{x}", "-a"])
def test_a_new_file_needs_a_slug(name):
    with pytest.raises(ScenarioError, match="name must be a slug"):
        new_text(name)


# --- Soon ---


def test_a_check_needs_no_heavy_package():
    code = (
        "import sys; from alliance_sim.scenario import load_scenario; load_scenario('us-partner-only');"
        "print([name for name in ('pandas', 'numpy', 'mesa', 'networkx', 'matplotlib', 'pyarrow') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
