"""The explorer: sliders from the schema, events on a timeline, a run beside its baseline, and why a state decided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from alliance_sim.errors import InputError
from alliance_sim.run import compare_runs
from alliance_sim.scenario import list_scenarios, load_scenario, load_text
from alliance_sim.scenario.parameters import Parameters
from alliance_sim.web import explorer
from alliance_sim.web.explorer import Explorer
from alliance_sim.web.guard import LARGEST_BODY

ASKED: dict[str, Any] = {"scenario": "five-states", "replicates": 4}


@pytest.fixture(scope="module")
def own() -> Explorer:
    return Explorer(load_scenario("five-states"))


def test_every_numeric_parameter_has_a_slider_with_its_range_and_origin(own: Explorer) -> None:
    sliders = {one["name"]: one for one in explorer._about(own, ASKED)["parameters"]}
    numeric = {name for name, field in Parameters.model_fields.items() if isinstance(field.default, float)}
    assert set(sliders) == numeric
    for one in sliders.values():
        assert one["low"] <= one["usual"] <= one["high"]
        assert {"unit", "status", "source", "meaning"} <= set(one)


def test_the_charts_are_the_percentiles_of_the_runs(own: Explorer) -> None:
    told = explorer._run(own, ASKED)
    world = load_scenario("five-states")
    compared = compare_runs(world, seeds=range(world.seed, world.seed + 4))
    for name, chart in told["outcomes"].items():
        for arm, results in compared.arms.items():
            values = results.outcomes[name]
            if not np.isnan(values).any():
                shown = np.array(chart[arm], dtype=float)
                assert np.allclose(shown, np.percentile(values, explorer.BAND, axis=0), rtol=1e-4), name
    assert told["words"]
    assert told["replicates"] == 4


def test_an_event_on_the_timeline_moves_the_scenario_away_from_its_baseline(own: Explorer) -> None:
    world = load_scenario("five-states")
    target = world.states[0]
    event = {"id": "mine-1", "year": world.start + 1, "type": "budget", "state": target, "share": 0.09}
    told = explorer._run(own, {**ASKED, "events": [event]})
    assert told["states"]["scenario"]["share"][target] > told["states"]["baseline"]["share"][target]
    assert "mine-1" in [one["id"] for one in told["events"]]


def test_what_was_changed_is_saved_as_a_scenario_file_that_gives_the_same_world(own: Explorer) -> None:
    asked = {**ASKED, "values": {"parameters.publicness": 0.05, "theory.burden": "public_good"}}
    saved = load_text(explorer._file(own, asked).body.decode())
    assert saved.digest() == own.changed(asked).digest()
    assert (saved.parameters.publicness, saved.theory.burden) == (0.05, "public_good")


def test_a_saved_file_that_is_opened_again_runs_to_the_same_charts(own: Explorer) -> None:
    event = {"id": "mine-1", "year": own.own.start + 1, "type": "budget", "state": own.own.states[0], "share": 0.09}
    asked = {**ASKED, "values": {"parameters.publicness": 0.05}, "events": [event]}
    text = explorer._file(own, asked).body.decode()
    opened = {"text": text, "replicates": 4}
    assert explorer._run(own, opened) == explorer._run(own, asked)
    about = explorer._about(own, opened)
    assert "mine-1" in [one["id"] for one in about["events"]]
    assert {one["name"]: one["value"] for one in about["parameters"]}["publicness"] == 0.05
    later = {**event, "id": "mine-2", "share": 0.01}
    told = explorer._run(own, {**opened, "events": [later], "without": ["mine-1"]})["events"]
    assert {"mine-2", "mine-1"} & {one["id"] for one in told} == {"mine-2"}


def test_every_shipped_scenario_file_can_be_opened(own: Explorer) -> None:
    for name, title, path in list_scenarios():
        text = path.read_text(encoding="utf-8")
        assert len(text.encode()) < 200_000 < LARGEST_BODY, "the page opens files up to this size"
        assert explorer._about(own, {"text": text})["title"] == title, name


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name: x\nextends: ../secret.yaml\n", r"your file:2:10: extends: '\.\./secret\.yaml' is not a shipped"),
        ("name: x\nextends: /etc/passwd\n", "reads no other file"),
        ("name: x\nextends: secret\n", "reads no other file"),
        ("name: x\nextends: nato-2018\ntheory: {burden: 'secret:rule'}\n", "your file:3"),
        ("name: x\nstart: 2018\nend: 2017\n", "your file:3"),
        ("\x00", "your file"),
        ("- a list", "a scenario is a mapping"),
        ("", "is empty"),
        (7, "is text"),
        (None, "is text"),
    ],
)
def test_an_opened_file_that_cannot_be_used_is_told_line_by_line_and_reaches_no_other_file(
    own: Explorer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: object, why: str
) -> None:
    (tmp_path / "secret.yaml").write_text("name: secret\nextends: five-states\n", encoding="utf-8")
    (tmp_path / "secret.py").write_text("raise SystemExit('the code was run')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=why) as refused:
        explorer._run(own, {"text": text, "replicates": 1})
    assert "did you mean the file" not in str(refused.value)


def test_a_decision_is_explained_in_words(own: Explorer) -> None:
    world = load_scenario("five-states")
    told = explorer._explain(own, {**ASKED, "state": world.states[0], "year": world.start + 2})
    titles = [part["title"] for part in told["sections"]]
    assert titles[0] == "In short"
    assert any(title.startswith("Why its spending") for title in titles)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"replicates": 10_000}, "replicates"),
        ({"events": "none"}, "events"),
        ({"events": [{"id": "x", "year": 1, "type": "budget"}]}, "state"),
        ({"without": ["nothing"]}, "not an event"),
        ({"values": {"parameters.publicness": 7.0}}, "publicness"),
        ({"values": {"seed": 1}}, "cannot be set here"),
    ],
)
def test_what_cannot_be_run_is_refused_in_words(own: Explorer, asked: dict[str, Any], why: str) -> None:
    with pytest.raises(InputError, match=why):
        explorer._run(own, {**ASKED, **asked})
