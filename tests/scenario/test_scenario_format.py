"""SCENARIOS.md, "A scenario": each promise of the page a test."""

# ruff: noqa: E501 - a message is quoted whole, as a reader sees it

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_sim.errors import ScenarioError
from alliance_sim.scenario import load_scenario, load_text, resolved, vary
from alliance_sim.scenario.schema import STANDINGS, Expect

from .conftest import BASE

GUIDELINE = "alliance: {{guideline: {{share: {}, due: 2024}}}}\n"


# --- Percent ---


@pytest.mark.parametrize("written", ["2 %", "2%", "2.0 %", "0.02", "'2 %'", "+2 %", "2.00%"])
def test_percent_and_share_are_the_same_number(written, small):
    assert small(GUIDELINE.format(written)).alliance.guideline.share == 0.02


@given(st.integers(0, 5000))
def test_percent_is_read_exactly(hundredths):
    text = f"{hundredths // 100}.{hundredths % 100:02d}"
    share = load_text(BASE + GUIDELINE.format(f"{text} %")).alliance.guideline.share
    assert share == float(f"{text}e-2")


def test_a_bare_2_says_so(wrong):
    assert wrong(GUIDELINE.format("2")) == [
        "6:31: alliance.guideline.share is a share and 2 has no percent sign; write 2 % or 0.02"
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "figures: {DEU: {gdp_growth: 0.8}}\n",
            "6:29: figures.DEU.gdp_growth must be from -90 % to 50 %, not 0.8 (80 %); with a percent sign 0.8 % is meant",
        ),
        ("figures: {DEU: {share: 60 %}}\n", "6:24: figures.DEU.share must be from 0 % to 50 %, not '60 %'"),
        ("figures: {DEU: {share: much}}\n", "6:24: figures.DEU.share must be a share such as 2 % or 0.02, not 'much'"),
        (
            "figures: {DEU: {gdp: 2 %}}\n",
            "6:22: figures.DEU.gdp must be a number, not '2 %'; a percent sign is for shares only",
        ),
        (
            "events: [{id: x, year: 2019, type: economy, states: [DEU], level: -5}]\n",
            "6:67: event 'x': level is a share and -5 has no percent sign; write -5 % or -0.05",
        ),
        (
            "events: [{id: x, year: 2019, type: budget, state: DEU, change: 1}]\n",
            "6:64: event 'x': change is a share and 1 has no percent sign; write 1 % or 0.01",
        ),
    ],
)
def test_a_share_that_cannot_be_meant_is_refused(lines, expected, wrong):
    assert wrong(lines) == [expected]


def test_a_parameter_that_is_a_share_takes_a_percent_sign(small):
    assert small("parameters: {publicness: 3 %}\n").parameters.publicness == 0.03


# --- States ---


def test_states_default_to_the_members_and_those_that_events_name(small):
    scenario = small("events: [{id: x, year: 2020, type: accession, state: MKD}]\n")
    assert len(scenario.states) == 30
    assert list(scenario.states) == sorted(scenario.states)
    assert scenario.initial_standings["MKD"] == "partner"
    assert scenario.initial_standings["USA"] == "member"


def test_partners_and_adversaries_are_not_states(small):
    scenario = small("states: [USA, NOR]\n")
    assert (scenario.states, scenario.partners, list(scenario.adversaries)) == (("NOR", "USA"), ("SWE",), ["RUS"])
    assert scenario.initial_standings == {"NOR": "member", "SWE": "partner", "USA": "member"}


def test_partners_may_be_members_in_the_data(small):
    scenario = load_text("name: a\nstart: 2018\nend: 2020\npartners: [USA]\n")
    assert scenario.initial_standings["USA"] == "partner"
    assert "USA" not in scenario.states


def test_a_state_the_data_lack_is_told_how_it_can_take_part(wrong):
    assert wrong("states: [USA, PRK]\n") == [
        "6:15: states: 'PRK' is not a state of the data set; did you mean PRT (Portugal)?"
        " Or give its figures: gdp, share, latitude and longitude"
    ]


def test_a_state_the_data_lack_needs_figures(wrong, small):
    assert wrong("states: [USA, ATL]\nfigures: {ATL: {gdp: 3}}\n") == [
        "7:11: figures: ATL is not a state of the data set, so share, latitude and longitude must be given;"
        " did you mean AUT (Austria)?"
    ]
    whole = "figures: {ATL: {gdp: 3, share: 2 %, latitude: 30, longitude: -30}}\n"
    assert small("states: [USA, ATL]\n" + whole).initial_standings["ATL"] == "member"
    joining = "events: [{id: x, year: 2020, type: accession, state: ATL}]\n"
    assert small("states: [USA, ATL]\n" + whole + joining).initial_standings["ATL"] == "outside"


def test_a_start_without_data_needs_figures_of_everyone(messages):
    old = "name: old\nstart: 1936\nend: 1939\nalliance: {name: Entente}\nstates: [FRA, GBR]\n"
    assert messages(old) == [
        "bad.yaml:2:8: start 1936: the data set covers 2013 to 2024; another start needs gdp and share in `figures`"
        " for every state, missing for FRA and GBR"
    ]
    figures = "figures: {FRA: {gdp: 200, share: 5 %}, GBR: {gdp: 250, share: 4 %}}\n"
    assert load_text(old + figures).initial_standings == {"FRA": "member", "GBR": "member"}


def test_another_alliance_names_its_states(messages):
    assert messages("name: a\nstart: 2018\nend: 2020\nalliance: {name: Nordic}\n") == [
        "bad.yaml:1:1: the scenario has no states: the data set knows the members of NATO, not those of 'Nordic';"
        " list them in `states`"
    ]


def test_a_state_has_one_role(wrong):
    assert wrong("states: [USA, SWE, USA]\n") == [
        "4:12: partners: SWE (Sweden) is in states (bad.yaml:6:15) too; keep one",
        "6:20: states: USA (United States) is in states twice",
    ]


def test_figures_of_someone_who_takes_no_part(wrong):
    assert wrong("figures: {JPN: {gdp: 3}}\n") == [
        "6:11: figures: JPN (Japan) does not take part; add it to `states` or `partners`"
    ]


# --- Years, seeds ---


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("end: 2030", "end: 2017"), "3:6: end 2017 is before start 2018"),
        (("end: 2030", "end: 2219"), "3:6: end 2219 is more than 200 years after start 2018"),
        (("start: 2018", "start: '2018'"), "2:8: start must be a whole number, not '2018'"),
        (("name: small", "name: a b"), "1:7: name must be a slug of letters, digits and hyphens, not 'a b'"),
        (("name: small\n", ""), "1:1: name is missing; it is: slug: letters, digits, hyphens"),
    ],
)
def test_years_and_name(change, expected, messages):
    assert f"bad.yaml:{expected}" in messages(BASE.replace(*change))


@pytest.mark.parametrize("end", [2018, 2218])
def test_one_year_and_two_hundred_are_allowed(end):
    assert load_text(BASE.replace("2030", str(end))).end == end


@pytest.mark.parametrize("seed", [0, 2018, 10**300])
def test_any_seed_from_0(seed, small):
    assert small(f"seed: {seed}\n").seed == seed


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("seed: -1", "6:7: seed must be at least 0, not -1"),
        ("seed: 1.5", "6:7: seed must be a whole number, not 1.5"),
        ("seed: true", "6:7: seed must be a whole number, not true"),
        ("replicates: 0", "6:13: replicates must be at least 1, not 0"),
        ("replicates: 1000001", "6:13: replicates must be at most 1000000, not 1000001"),
        ("alliance: {guideline: {share: 2 %, due: 2017}}", "6:41: alliance.guideline.due 2017 is before start 2018;"
         " pressure builds up to that date, so leave a past guideline out"),
        ("outcomes: [capabilty]", "6:12: outcomes 'capabilty' is not an outcome; did you mean capability?"),
        ("outcomes: [anxiety, anxiety]", "6:21: outcomes: anxiety is listed twice"),
        ("theory: {burden: joint_prodct}", "6:18: theory.burden 'joint_prodct' is not a variant; did you mean joint_product?"),
        ("parameters: {publicnes: 0.1}", "6:14: parameters: unknown key 'publicnes'; did you mean publicness?"),
        ("standings: {observer: {guarantee: 0}}", "6:13: standings: 'observer' is new, so it needs integration,"
         " exercises and votes too"),
    ],
)  # fmt: skip
def test_values_of_the_top(line, expected, wrong):
    assert wrong(line + "\n") == [expected]


def test_own_code_needs_leave(small, wrong):
    line = "theory: {threat: my.module:rule}\n"
    (problem,) = wrong(line)
    assert problem.startswith(
        "6:18: theory.threat 'my.module:rule' is code outside this package; it is run only with --allow-code"
    )
    with pytest.raises(ScenarioError, match=r"there is no module 'my\.module'"):
        load_text(BASE + line, allow_code=True)


# --- Standings ---


def test_all_standings_are_there_the_files_own_after_the_built_in(small):
    text = "standings:\n  observer: {guarantee: 0, integration: 0, exercises: 0.1, votes: false}\n  partner: {guarantee: 0.2}\n"
    standings = small(text).standings
    assert list(standings) == [*STANDINGS, "observer"]
    assert standings["partner"].model_dump() == {"guarantee": 0.2, "integration": 0.3, "exercises": 0.6, "votes": False}
    assert standings["member_outside_command"].integration == 0.3


# --- Baseline ---

TWO = """\
events:
  - {id: later, year: 2025, type: standing, state: USA, to: partner}
  - {id: first, year: 2019, type: statement, speaker: USA, about: NATO, tone: -0.6, credibility: 0.4}
"""


def test_events_are_in_order_of_years(small):
    assert [event.id for event in small(TWO).events] == ["first", "later"]


def test_the_baseline_leaves_out_all_events_by_default(small):
    scenario = small(TWO)
    assert set(scenario.baseline.without) == {"first", "later"}
    assert scenario.baseline_scenario().events == ()


def test_the_baseline_may_name_what_it_leaves_out(small, wrong):
    scenario = small(TWO + "baseline: {without: [later]}\n")
    assert [event.id for event in scenario.baseline_scenario().events] == ["first"]
    assert scenario.baseline_scenario().states == scenario.states
    assert wrong(TWO + "baseline: {without: [latter]}\n") == [
        "9:22: baseline.without: 'latter' is not an event; did you mean later?"
    ]


def test_without_an_unknown_event_is_refused(small):
    with pytest.raises(ScenarioError, match="'frist' is not an event of small; did you mean first"):
        small(TWO).without(["frist"])


# --- Expect ---


@pytest.mark.parametrize(
    ("claim", "value", "baseline", "holds"),
    [
        ({"above": "baseline"}, 0.3, 0.2, True),
        ({"above": "baseline"}, 0.2, 0.2, False),
        ({"below": "baseline"}, 0.1, 0.2, True),
        ({"above": 0.3}, 0.31, None, True),
        ({"below": 0.3}, 0.3, None, False),
        ({"above": 0.1, "below": 0.3}, 0.2, None, True),
        ({"above": 0.1, "below": 0.3}, 0.4, None, False),
        ({"between": [0.1, 0.3]}, 0.3, None, True),
        ({"between": [0.1, 0.3]}, 0.31, None, False),
        ({"above": 0}, math.nan, None, False),
        ({"between": [0, 1]}, math.nan, None, False),
    ],
)
def test_a_verdict(claim, value, baseline, holds):
    assert Expect.model_validate({"outcome": "anxiety", "year": 2021} | claim).verdict(value, baseline) is holds


def test_a_verdict_against_a_baseline_needs_it():
    with pytest.raises(ValueError, match="whose value is missing"):
        Expect(outcome="anxiety", year=2021, above="baseline").verdict(0.3)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("{outcome: anxeity, year: 2021, above: 1}", "6:20: expect.outcome 'anxeity' is not an outcome; did you mean anxiety?"),
        ("{outcome: anxiety, year: 2031, above: 1}", "6:35: expect: year 2031 is outside the scenario's years, 2018 to 2030"),
        ("{outcome: anxiety, year: 2021}", "6:10: expect claims nothing; give `above`, `below` or `between`"),
        ("{outcome: anxiety, year: 2021, above: basline}", "6:48: expect.above must be a number or the word baseline, not 'basline'"),
        ("{outcome: anxiety, year: 2021, between: [2, 1]}", "6:10: expect has between 2 and 1; the smaller number comes first"),
        ("{outcome: anxiety, year: 2021, between: [2]}", "6:50: expect.between must have at least 2 entries, not 1"),
        ("{outcome: members, year: 2021, above: 40 %}", "6:10: expect has '40 %', and members is not a share; write the number"),
        ("{outcome: anxiety, year: 2021, equals: 2}", "6:41: expect: unknown key 'equals'"),
    ],
)  # fmt: skip
def test_a_claim_that_cannot_be_judged(claim, expected, wrong):
    assert wrong(f"expect: [{claim}]\n")[0].startswith(expected)


def test_a_claim_about_a_share_may_be_written_in_percent(small):
    claims = small(
        "expect: [{outcome: anxiety, year: 2021, above: 40 %}, {outcome: anxiety, year: 2021, between: [1 %, 0.5]}]\n"
    )
    assert [(claim.above, claim.between) for claim in claims.expect] == [(0.4, None), (None, (0.01, 0.5))]


@pytest.mark.parametrize(("key", "meant"), [("date", "year"), ("when", "year"), ("country", "state"), ("kind", "type")])
def test_a_key_of_the_same_meaning_is_offered_before_one_of_like_letters(wrong, key, meant):
    said = wrong(
        f"events: [{{id: a, {key}: 2019, type: withdrawal, state: USA, year: 2020}}]\n".replace(f"{meant}: ", "x: ", 0)
    )
    assert any(f"event 'a': unknown key {key!r}; did you mean {meant}?" in line for line in said)


@pytest.mark.parametrize("more", ["", "partners: [SWE]\n"])
def test_a_start_before_the_alliance_is_blamed_on_the_start(more):
    with pytest.raises(ScenarioError) as caught:
        load_text(f"name: old\nstart: 1850\nend: 1860\n{more}", file="old.yaml")
    assert str(caught.value).splitlines()[0] == (
        "old.yaml:2:8: start 1850: the data set knows no members of NATO before 1949; start in 1949 or later, or list"
        " `states` with their figures"
    )


# --- Resolved, digest, round trip ---


def test_resolved_says_who_set_each_value(small):
    rows = {path: (value, origin) for path, value, origin in resolved(small(TWO, settings=["seed=7"]))}
    assert rows["start"] == (2018, "small.yaml:2:8")
    assert rows["seed"] == (7, "--set seed=7")
    assert rows["events.first.tone"] == (-0.6, "small.yaml:8:79")
    assert rows["events.later.phase_in"] == (0, "default")
    assert rows["parameters.publicness"] == (0.02, "default")
    assert rows["adversaries.RUS.intent"] == (0.3, "small.yaml:5:29")


def test_the_digest_is_of_the_content_alone(small):
    one = small("figures: {DEU: {share: 2 %}, NOR: {gdp: 400}}\noutcomes: [anxiety, spending]\n")
    other = load_text(
        "# another order\nend: 2030\nstart: 2018\nname: small\ntitle: Else\noutcomes: [spending, anxiety]\n"
        "adversaries: {RUS: {intent: 0.30}}\npartners: [SWE]\nfigures: {NOR: {gdp: 400.0}, DEU: {share: 0.02}}\n"
    )
    assert one.digest() == other.digest()
    assert one.digest() != small().digest()


@pytest.mark.parametrize("change", [("2030", "2031"), ("SWE", "FIN"), ("0.3", "0.31"), ("end", "seed: 1\nend")])
def test_every_value_that_matters_is_in_the_digest(change, small):
    assert load_text(BASE.replace(*change)).digest() != small().digest()


@given(st.permutations(["USA", "NOR", "DEU", "FRA", "GBR"]), st.permutations(["anxiety", "spending", "cohesion"]))
def test_the_order_of_states_does_not_matter(states, outcomes):
    lines = f"states: [{', '.join(states)}]\noutcomes: [{', '.join(outcomes)}]\n"
    event = f"events: [{{id: x, year: 2020, type: exercise, states: [{', '.join(states)}]}}]\n"
    scenario = load_text(BASE + lines + event)
    _DIGEST.add(scenario.digest())
    assert len(_DIGEST) == 1


_DIGEST: set[str] = set()

YEARS = st.integers(2018, 2030)
UNITS = st.floats(0, 1)
TONES = st.floats(-1, 1)
CODES = st.sampled_from(["USA", "NOR", "DEU", "FRA"])
EVENTS = st.one_of(
    st.fixed_dictionaries({"type": st.just("statement"), "speaker": CODES, "about": st.sampled_from(["NATO", "GBR"]),
                           "tone": TONES, "credibility": UNITS, "public": st.booleans()}),
    st.fixed_dictionaries({"type": st.just("letters"), "sender": st.just("USA"),
                           "recipients": st.dictionaries(st.sampled_from(["NOR", "DEU"]), TONES, min_size=1)}),
    st.fixed_dictionaries({"type": st.just("deployment"), "from": st.just("USA"), "to": st.just("NOR"),
                           "troops": st.integers(1, 10**6)}),
    st.fixed_dictionaries({"type": st.just("crisis"), "adversary": st.just("RUS"), "target": CODES,
                           "severity": st.sampled_from(["grey_zone", "limited", "major"])}),
    st.fixed_dictionaries({"type": st.just("trade_dispute"), "states": st.just(["USA", "FRA"]), "depth": UNITS}),
)  # fmt: skip
FILES = st.fixed_dictionaries(
    {"name": st.just("any"), "start": st.just(2018), "end": YEARS.map(lambda year: max(year, 2030)),
     "adversaries": st.fixed_dictionaries({"RUS": st.fixed_dictionaries({"intent": UNITS})}),
     "events": st.lists(st.tuples(YEARS, EVENTS), max_size=5)},
    optional={"seed": st.integers(0, 10**30), "title": st.text(st.characters(codec="ascii", exclude_categories=["C"])),
              "replicates": st.integers(1, 10**6), "parameters": st.fixed_dictionaries({"publicness": st.floats(0, 0.3)}),
              "figures": st.dictionaries(CODES, st.fixed_dictionaries({"share": st.floats(0, 0.5)}))},
)  # fmt: skip


@given(FILES)
def test_what_is_written_out_reads_as_the_same_scenario(plain):
    plain["events"] = [{"id": f"e{i}", "year": year} | event for i, (year, event) in enumerate(plain["events"])]
    scenario = load_text(json.dumps(plain))
    again = load_text(json.dumps(scenario.to_dict()))
    assert again.to_dict() == scenario.to_dict()
    assert again.digest() == scenario.digest()
    assert again.initial_standings == scenario.initial_standings


def test_a_scenario_travels_to_another_process(small):
    import pickle

    scenario = pickle.loads(pickle.dumps(small(TWO)))
    assert scenario.digest() == small(TWO).digest()
    assert scenario.origin("start") == "small.yaml:2:8"


def test_a_scenario_does_not_change(small):
    with pytest.raises(ValueError, match="frozen"):
        small().start = 2000


# --- Varying ---


def test_a_study_varies_by_path(small):
    varied = vary(
        small(TWO), {"events.later.year": 2021, "parameters.publicness": "3 %", "figures.DEU.gdp_growth": 0.01}
    )
    assert (varied.events[1].year, varied.parameters.publicness, varied.figures["DEU"].gdp_growth) == (2021, 0.03, 0.01)
    assert varied.text == small(TWO).text


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("events.latter.year", 2020, "path 'events.latter.year' leads nowhere: no 'latter' in events; did you mean later?"),
        ("events.later.yaer", 2020, "event 'later': unknown key 'yaer'; did you mean year?"),
        ("parameter.publicness", 0, "path 'parameter.publicness' leads nowhere: no 'parameter' in a scenario; did you mean parameters?"),
        ("events.later.year", 1999, "event 'later': year 1999 is outside the scenario's years, 2018 to 2030"),
        ("theory.burden", "joint", "theory.burden 'joint' is not a variant; there are: joint_product"),
    ],
)  # fmt: skip
def test_a_path_that_leads_nowhere_names_the_nearest(path, value, expected, small):
    with pytest.raises(ScenarioError) as caught:
        vary(small(TWO), {path: value})
    assert expected in str(caught.value)


def test_names_and_paths_are_the_same_scenario(here):
    (here / "small.yaml").write_text(BASE)
    assert load_scenario("small.yaml").digest() == load_scenario(here / "small.yaml").digest()
