"""What a message says to the last word, and what is fixed once it is made: small changes to the code show here."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import fields, is_dataclass
from hashlib import sha256
from pathlib import Path

import pytest

import alliance_sim.scenario
from alliance_sim.errors import ScenarioError
from alliance_sim.scenario import load_scenario, load_text
from alliance_sim.scenario.own_rules import admitted
from alliance_sim.scenario.parameters.commitment import TREATY_PRIORS
from tests.agents.test_own_rules import FIXED

FIVE = "name: a\nextends: five-states\n"

GROWING = {"Composed", "Draft", "_Open"}
"""Classes that a reader fills as it goes; all others are made once."""


def faults(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load_text(text)
    return [str(problem) for problem in caught.value.problems]


def dataclasses_here() -> list[type]:
    package = alliance_sim.scenario
    modules = [importlib.import_module(m.name) for m in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    return [
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type) and is_dataclass(thing) and thing.__module__ == module.__name__
    ]


def test_what_is_read_cannot_be_changed_afterwards() -> None:
    found = {thing.__name__: thing.__dataclass_params__.frozen for thing in dataclasses_here()}  # type: ignore[attr-defined]
    assert {name for name, frozen in found.items() if not frozen} == GROWING


def test_what_is_made_many_times_over_has_no_room_for_other_fields() -> None:
    found = {thing.__name__ for thing in dataclasses_here() if not hasattr(thing, "__slots__") and fields(thing)}
    assert found == {"Roster"}  # it keeps what it has worked out


def test_the_priors_are_those_of_the_studies() -> None:
    assert TREATY_PRIORS == {
        "leeds_2003": 0.75,
        "leeds_long_mitchell_2000": 0.745,
        "berkemeier_fuhrmann_2018": 0.50,
        "berkemeier_fuhrmann_2018_defence_pacts": 0.41,
    }


def test_an_event_that_cannot_be_read_is_there_all_the_same() -> None:
    (only,) = faults(FIVE + "events:\n - {id: one, year: 20, type: nonsense}\nbaseline: {without: [one]}\n")
    assert only.startswith("<text>:4:30: event 'one': type 'nonsense' is not an event type; there are: standing, ")
    _, unknown = faults(FIVE + "events:\n - {id: one, year: 20, type: nonsense}\nbaseline: {without: [two]}\n")
    assert "two" in unknown


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "standings: {9x y: {guarantee: 1}}\n",
            "<text>:3:13: standings.9x y must be letters, digits, hyphens and underscores and start with a letter, "
            "not '9x y'",
        ),
        (
            "events:\n - {id: one, year: 20, type: budget, state: MID, share: 1.0e301}\n",
            "<text>:4:57: event 'one': share is a share and 1e+301 has no percent sign; write 1e+301 % or 0.02",
        ),
        (
            "events:\n - {id: one, year: 20, type: budget, state: MID, share: 3}\n",
            "<text>:4:57: event 'one': share is a share and 3 has no percent sign; write 3 % or 0.03",
        ),
        (
            "events:\n - {id: one, year: 20, type: guideline, share: 2 %}\n",
            "<text>:4:4: event 'one': due is missing; it is: year by which it is to be reached",
        ),
    ],
)
def test_a_message_says_what_must_be(text: str, says: str) -> None:
    assert faults(FIVE + text) == [says]


def test_of_many_that_lack_figures_five_are_named_and_the_rest_counted() -> None:
    states = "USA, GBR, FRA, DEU, POL, EST, LVA, LTU, NOR, ITA, ESP, PRT"
    (said,) = faults(f"name: a\nstart: 1990\nend: 1995\nstates: [{states}]\nalliance: {{name: NATO}}\n")
    assert said.endswith("missing for DEU, ESP, EST, FRA and GBR and 7 more")


def test_of_the_files_in_a_folder_three_are_named(tmp_path: Path) -> None:
    for name in ("d", "c", "b", "a"):
        (tmp_path / f"{name}.yaml").touch()
    with pytest.raises(ScenarioError, match=r"is a folder; name a file in it, such as a\.yaml, b\.yaml and c\.yaml"):
        load_scenario(tmp_path)


def test_a_code_is_blamed_where_it_stands() -> None:
    """In a list that is the code's own place; in a mapping it is the key, not what it is given."""
    text = FIVE + "partners: [Sve]\nadversaries:\n  Rus:\n    intent: 0.3\n"
    said = [fault for fault in faults(text) if "is not a state's code" in fault]
    assert [fault.split(": ")[0] for fault in said] == ["<text>:3:12", "<text>:5:3"]


def test_only_the_alliance_of_the_data_is_told_when_the_data_begin() -> None:
    (said,) = faults("name: a\nalliance: {name: Other}\nstart: 1900\nend: 1905\n")
    assert said.endswith(": the data set knows the members of NATO, not those of 'Other'; list them in `states`")


def test_an_own_rule_is_admitted_again_as_long_as_it_says_the_same(tmp_path: Path) -> None:
    file = tmp_path / "own_burden.py"
    file.write_text(FIXED, encoding="utf-8")
    (tmp_path / "a.yaml").write_text(FIVE + "theory: {burden: own_burden:mine}\n", encoding="utf-8")
    scenario = load_scenario(tmp_path / "a.yaml", allow_code=True)
    assert admitted(scenario, allow_code=True) == scenario
    before = sha256(file.read_bytes()).hexdigest()
    file.write_text(file.read_text(encoding="utf-8") + "# another word\n", encoding="utf-8")
    after = sha256(file.read_bytes()).hexdigest()
    with pytest.raises(ScenarioError, match=f"sha256 {after[:12]}…, the run's had {before[:12]}…; the run's whole"):
        admitted(scenario, allow_code=True)
