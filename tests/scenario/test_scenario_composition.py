"""`extends`, `patches` and `--set`: who wins, who is named, and what is refused."""

# ruff: noqa: E501 - a message is quoted whole, as a reader sees it

from __future__ import annotations

from pathlib import Path

import pytest

from alliance_sim.errors import ScenarioError
from alliance_sim.scenario import get_path, load_scenario, set_path

from .conftest import BASE

PARENT = BASE + (
    "title: Parent\nfigures: {DEU: {gdp_growth: 1 %, share: 1.5 %}}\nparameters: {publicness: 0.01, threat_elasticity: 2}\n"
    "expect: [{outcome: anxiety, year: 2020, above: 0}]\noutcomes: [anxiety]\n"
    "events:\n  - {id: early, year: 2020, type: leader, state: USA, stance: -1}\n"
    "baseline: {without: []}\npatches: {warm: {events.early.stance: 1}}\n"
)
CHILD = (
    "name: child\nextends: parent.yaml\nend: 2031\nparameters: {publicness: 0.03}\nfigures: {DEU: {share: 2 %}}\n"
    "events:\n  - {id: own, year: 2019, type: withdrawal, state: USA}\n"
)


@pytest.fixture
def child(here: Path):
    (here / "parent.yaml").write_text(PARENT)

    def load(text: str = CHILD, **options):
        (here / "child.yaml").write_text(text)
        return load_scenario("child.yaml", **options)

    return load


def fault(load, *args, **options) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(*args, **options)
    return [str(problem) for problem in caught.value.problems]


# --- Extends ---


def test_mappings_merge_events_append_and_this_file_wins(child):
    scenario = child()
    assert (scenario.name, scenario.start, scenario.end) == ("child", 2018, 2031)
    assert (scenario.parameters.publicness, scenario.parameters.threat_elasticity) == (0.03, 2.0)
    assert (scenario.figures["DEU"].share, scenario.figures["DEU"].gdp_growth) == (0.02, 0.01)
    assert [event.id for event in scenario.events] == ["own", "early"]
    assert scenario.outcomes == ("anxiety",)


def test_what_a_file_says_of_itself_is_not_inherited(child):
    scenario = child()
    assert (scenario.title, scenario.description, scenario.expect) == ("child", "", ())


def test_the_baseline_leaves_out_this_files_events_and_keeps_those_of_extends(child):
    assert child().baseline.without == ("own",)
    assert [event.id for event in child().baseline_scenario().events] == ["early"]


def test_a_file_without_events_is_compared_as_the_one_it_extends(child):
    assert child("name: child\nextends: parent.yaml\n").baseline.without == ()


def test_origins_name_the_file(child):
    scenario = child()
    assert scenario.origin("parameters.publicness") == "child.yaml:4:26"
    assert scenario.origin("parameters.threat_elasticity") == "parent.yaml:8:51"
    assert scenario.source_files == ("child.yaml", "parent.yaml")
    assert CHILD.rstrip() in scenario.text
    assert PARENT.rstrip() in scenario.text


def test_faults_of_both_files_are_told_this_file_first(child, here):
    (here / "parent.yaml").write_text(PARENT.replace("stance: -1", "stance: -2"))
    assert fault(child, CHILD + "seed: -1\n") == [
        "child.yaml:8:7: seed must be at least 0, not -1",
        "parent.yaml:12:63: event 'early': stance must be at least -1, not -2",
    ]


def test_an_event_is_not_redefined(child):
    assert fault(child, CHILD.replace("id: own", "id: early")) == [
        "child.yaml:7:10: event 'early': id is already used at parent.yaml:12:10; the event of parent.yaml stays;"
        " vary it with a patch, or give this one another id"
    ]


def test_a_circle_is_named(here):
    for one, other in (("a", "b"), ("b", "a")):
        (here / f"{one}.yaml").write_text(f"name: {one}\nextends: ./{other}.yaml\n")
    assert fault(load_scenario, "a.yaml") == [
        "b.yaml:2:10: extends: './a.yaml' runs in a circle: a.yaml → b.yaml → a.yaml"
    ]
    (here / "a.yaml").write_text("name: a\nextends: a.yaml\n")
    assert fault(load_scenario, "a.yaml") == ["a.yaml:2:10: extends: 'a.yaml' runs in a circle: a.yaml → a.yaml"]


def test_a_chain_has_an_end(here):
    for number in range(30):
        (here / f"f{number}.yaml").write_text(f"name: f\nextends: f{number + 1}.yaml\n")
    assert fault(load_scenario, "f0.yaml") == ["f19.yaml:2:10: extends: more than 20 files extend each other"]


def test_what_is_extended_must_exist(child):
    assert fault(child, CHILD.replace("parent.yaml", "parrent.yaml")) == [
        "child.yaml:2:10: extends: 'parrent.yaml' does not exist; did you mean parent.yaml?"
    ]
    assert fault(child, CHILD.replace("parent.yaml", "nato-2081")) == [
        "child.yaml:2:10: extends: 'nato-2081' is not a shipped scenario; did you mean nato-2018?"
    ]


def test_a_path_starts_from_the_file_that_names_it(here):
    (here / "sub").mkdir()
    (here / "sub" / "parent.yaml").write_text(PARENT.replace("seed", "seed"))
    (here / "sub" / "child.yaml").write_text(CHILD)
    assert load_scenario("sub/child.yaml").source_files == ("sub/child.yaml", "sub/parent.yaml")


# --- Patches and settings ---

PATCHED = (
    CHILD
    + "patches:\n  hollow: {standings.partner.guarantee: 0}\n  later: {events.own.year: 2025}\n  again: {events.own.year: 2026}\n"
)


def test_patches_of_both_files_can_be_asked_for(child):
    scenario = child(PATCHED, patches=["hollow", "later", "warm"])
    assert scenario.standings["partner"].guarantee == 0
    assert [(event.id, event.year) for event in scenario.events] == [("early", 2020), ("own", 2025)]
    assert scenario.events[0].stance == 1
    assert scenario.origin("events.own.year") == "child.yaml:10:28"


def test_settings_are_read_as_in_a_file(child):
    scenario = child(
        settings=["parameters.publicness=3 %", "standings.partner={guarantee: 0}", "events.own.phase_in=6"]
    )
    assert scenario.parameters.publicness == 0.03
    assert scenario.standings["partner"].guarantee == 0
    assert scenario.events[0].phase_in == 6


@pytest.mark.parametrize(
    ("patches", "settings", "expected"),
    [
        (["later", "again"], [], "child.yaml:11:11: events.own.year is set twice: child.yaml:10:11 sets it already; keep one of the two"),
        (["later"], ["events.own.year=2027"], "--set events.own.year=2027: events.own.year is set twice: child.yaml:10:11 sets it already; keep one of the two"),
        (["hollow"], ["standings.partner={votes: true}"], "--set standings.partner={votes: true}: standings.partner is set twice: child.yaml:9:12 sets standings.partner.guarantee already; keep one of the two"),
        (["hollw"], [], "--patch hollw: 'hollw' is not a patch; did you mean hollow?"),
        ([], ["parameters.publicnes=0"], "--set parameters.publicnes=0: parameters: unknown key 'publicnes'; did you mean publicness?"),
        ([], ["parametres.publicness=0"], "--set parametres.publicness=0: path 'parametres.publicness' leads nowhere: no 'parametres' in a scenario; did you mean parameters?"),
        ([], ["standings.partnr.guarantee=0"], "--set standings.partnr.guarantee=0: path 'standings.partnr.guarantee' leads nowhere: no 'partnr' in standings; did you mean partner?"),
        ([], ["events.owen.year=2020"], "--set events.owen.year=2020: path 'events.owen.year' leads nowhere: no 'owen' in events; did you mean own?"),
        ([], ["events.own.yaer=2020"], "--set events.own.yaer=2020: event 'own': unknown key 'yaer'; did you mean year?"),
        ([], ["events.own=2020"], "--set events.own=2020: path 'events.own' must name one value of one event, such as events.downgrade.year"),
        ([], ["name=other"], "--set name=other: name cannot be varied"),
        ([], ["seed"], "--set seed: write path=value, such as parameters.publicness=0.03"),
        ([], ["seed="], "--set seed=: write path=value, such as parameters.publicness=0.03"),
        ([], ["seed=[1"], "--set seed=[1: not valid YAML: expected ',' or ']', but got '<stream end>' (while parsing a flow sequence, line 1)"),
        ([], ["seed..x=1"], "--set seed..x=1: path 'seed..x' has an empty part; write it like events.downgrade.year"),
        ([], ["seed=-1"], "--set seed=-1: seed must be at least 0, not -1"),
        ([], ["figures.DEUX.gdp=1"], "--set figures.DEUX.gdp=1: figures: 'DEUX' is not a state's code (three capital letters); did you mean DEU (Germany)?"),
    ],
)  # fmt: skip
def test_what_cannot_be_set(patches, settings, expected, child):
    assert fault(child, PATCHED, patches=patches, settings=settings) == [expected]


def test_a_patch_is_checked_before_anyone_asks_for_it(child):
    assert fault(child, CHILD + "patches:\n  bad: {events.own.yaer: 1}\n  worse: {seed: x, events.onw.year: 1}\n") == [
        "child.yaml:9:9: patch 'bad': event 'own': unknown key 'yaer'; did you mean year?",
        "child.yaml:10:17: patch 'worse': seed must be a whole number, not 'x'",
        "child.yaml:10:20: path 'events.onw.year' leads nowhere: no 'onw' in events; did you mean own?",
    ]


# --- Paths on plain values ---


def test_paths_read_and_set_values(child):
    plain = child().to_dict()
    assert get_path(plain, "events.own.year") == 2019
    changed = set_path(plain, "events.own.year", 2022)
    assert (get_path(changed, "events.own.year"), get_path(plain, "events.own.year")) == (2022, 2019)
    assert get_path(set_path(plain, "events.own", {"id": "own"}), "events.own") == {"id": "own"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("events.onw.year", "no 'onw' in events; did you mean own?"),
        ("events.own.yaer", "no 'yaer' in events.own; did you mean year?"),
        ("seed.x", "seed has no parts"),
        ("outcomes.0", "outcomes has no parts"),
        ("", "has an empty part"),
    ],
)
def test_a_path_that_leads_nowhere(path, expected, child):
    with pytest.raises(ScenarioError, match=expected.replace("?", r"\?")):
        get_path(child().to_dict(), path)
