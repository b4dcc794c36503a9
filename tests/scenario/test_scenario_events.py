"""SCENARIOS.md, "Events and their fields": every type with an event that works and events that do not."""

# ruff: noqa: E501 - a message is quoted whole, as a reader sees it

from __future__ import annotations

import pytest

from alliance_sim.scenario.events import EVENT_TYPES

VALID = {
    "standing": "state: USA, to: partner, phase_in: 2",
    "withdrawal": "state: USA, phase_in: 1",
    "accession": "state: SWE, consent: vote, vetoes: {TUR: 2}",
    "statement": "speaker: USA, about: NATO, tone: -0.6, credibility: 0.4, public: false",
    "letters": "sender: USA, recipients: {NOR: -0.5, DEU: -0.9}",
    "guideline": "share: 3.5 %, due: 2030",
    "summit": "guideline: {share: 2 %, due: 2024}, readiness: 0.8, tone: -0.2,"
    " statements: [{speaker: USA, about: DEU, tone: -1, credibility: 1}]",
    "readiness_initiative": "battalions: 30, squadrons: 30, warships: 30, days: 30, by: 2020",
    "deployment": "from: USA, to: POL, troops: 1000, framework: true",
    "redeployment": "from: USA, out_of: DEU, troops: 1000, to: POL",
    "host_command": "state: USA, command: Norfolk",
    "exercise": "states: [USA, NOR, SWE], size: 50000",
    "leader": "state: USA, stance: -0.8, guardrail: 0.3",
    "rapprochement": "state: HUN, adversary: RUS, depth: 0.5",
    "intent": "adversary: RUS, to: 0.6, toward: [EST, LVA]",
    "crisis": "adversary: RUS, target: EST, severity: grey_zone",
    "economy": "states: [DEU, RUS], growth: -2 %",
    "budget": "state: DEU, change: 0.5 %",
    "pact": "states: [USA, ISL], end: true",
    "trade_dispute": "states: [USA, CAN], depth: 0.3",
}
REQUIRED_ONLY = {
    "standing": "state: USA, to: outside",
    "withdrawal": "state: USA",
    "accession": "state: SWE",
    "statement": "speaker: RUS, about: EST, tone: 0, credibility: 0",
    "summit": "note: nothing was agreed",
    "readiness_initiative": "battalions: 0, squadrons: 0, warships: 0, days: 1",
    "deployment": "from: USA, to: POL, troops: 1",
    "redeployment": "from: USA, out_of: DEU, troops: 1",
    "exercise": "states: [USA, NOR]",
    "leader": "state: USA, stance: 1",
    "intent": "adversary: RUS, to: 0",
    "economy": "states: [DEU], level: 5 %",
    "budget": "state: DEU, share: 3 %",
    "pact": "states: [USA, POL]",
}
INVALID = [
    ("standing", "state: USA, to: partnr", "to 'partnr' is not a standing; did you mean partner?"),
    ("standing", "state: USA", "to is missing; it is: the new standing: member, member_outside_command,"),
    ("standing", "state: USA, to: partner, phase_in: -1", "phase_in must be at least 0, not -1"),
    ("standing", "state: RUS, to: partner", "state 'RUS' is an adversary; this event is about the alliance's states and partners"),
    ("withdrawal", "state: SWE", "SWE (Sweden) cannot leave; it is no member but partner at the start"),
    ("accession", "state: USA", "USA (United States) cannot join; it is a member (member) at the start"),
    ("accession", "state: SWE, vetoes: {SWE: 1}", "SWE cannot veto its own accession"),
    ("accession", "state: SWE, vetoes: {TUR: -1}", "vetoes.TUR must be at least 0, not -1"),
    ("accession", "state: SWE, consent: maybe", "consent must be one of granted, vote, not 'maybe'"),
    ("statement", "speaker: USA, about: NATTO, tone: 0, credibility: 1", "about 'NATTO' is neither the alliance (NATO) nor a state of this scenario; did you mean NATO?"),
    ("statement", "speaker: USA, about: NATO, tone: -1.1, credibility: 1", "tone must be at least -1, not -1.1"),
    ("statement", "speaker: USA, about: NATO, tone: 0, credibility: 40 %", "credibility must be a number, not '40 %'; a percent sign is for shares only"),
    ("statement", "speaker: USA, about: NATO, tone: 0, credibility: 1, public: 1", "public must be true or false, not 1"),
    ("letters", "sender: USA, recipients: {USA: -0.5}", "USA writes a letter to itself; take it out of recipients"),
    ("letters", "sender: USA, recipients: {NO: -0.5}", "recipients 'NO' is not a state of this scenario; did you mean NOR (Norway)?"),
    ("letters", "sender: USA, recipients: {}", "recipients must not be empty"),
    ("guideline", "share: 2, due: 2024", "share is a share and 2 has no percent sign; write 2 % or 0.02"),
    ("guideline", "share: 2 %, due: 2019", "due 2019 is before the year of the event, 2020"),
    ("summit", "guideline: {share: 2 %, due: 2019}", "due 2019 is before the year of the summit, 2020"),
    ("summit", "statements: [{speaker: USAA, about: NATO, tone: 0, credibility: 1}]", "speaker 'USAA' is not a state of this scenario; did you mean USA (United States)?"),
    ("summit", "statements: [{speeker: USA, about: NATO, tone: 0, credibility: 1}]", "unknown key 'speeker'; did you mean speaker?"),
    ("readiness_initiative", "battalions: 30, squadrons: 30, warships: 30, days: 0", "days must be at least 1, not 0"),
    ("readiness_initiative", "battalions: 30, squadrons: 30, warships: 30, days: 1, by: 2019", "by 2019 is before the year of the event, 2020"),
    ("deployment", "from: ISL, to: NOR, troops: 5", "ISL (Iceland) has no armed forces to send"),
    ("deployment", "from: USA, to: POL, troops: 0", "troops must be at least 1, not 0"),
    ("deployment", "from: USA, to: POL, troops: -5", "troops must be at least 1, not -5"),
    ("deployment", "from: USA, to: USA, troops: 5", "from and to are both USA; troops at home are not deployed"),
    ("deployment", "from_: USA, from: USA, to: POL, troops: 5", "unknown key 'from_'; did you mean from?"),
    ("redeployment", "from: USA, out_of: USA, troops: 5", "from and out_of are both USA; troops at home cannot be redeployed"),
    ("redeployment", "from: USA, out_of: DEU, to: DEU, troops: 5", "to and out_of are both DEU; nobody moves"),
    ("redeployment", "from: USA, out_of: DEU, to: USA, troops: 5", "to is USA itself; leave `to` out to bring the troops home"),
    ("host_command", "state: USA, command: ''", "command must not be empty"),
    ("exercise", "states: [USA]", "states must have at least 2 entries, not 1"),
    ("exercise", "states: [USA, USA]", "states names USA twice"),
    ("exercise", "states: [USA, Noway]", "states 'Noway' is not a state of this scenario; did you mean NOR (Norway)?"),
    ("leader", "state: USA, stance: 2", "stance must be at most 1, not 2"),
    ("rapprochement", "state: HUN, adversary: CHN, depth: 1", "adversary 'CHN' is not in `adversaries`; there is: RUS (Russia)"),
    ("intent", "adversary: RUS, to: 1.5", "to must be at most 1, not 1.5"),
    ("crisis", "adversary: RUS, target: Estonnia, severity: major", "target 'Estonnia' is not a state of this scenario; did you mean EST (Estonia)?"),
    ("crisis", "adversary: RUS, target: GER, severity: major", "target 'GER' is not a state of this scenario; did you mean DEU (Germany)?"),
    ("crisis", "adversary: RUS, target: EST, severity: huge", "severity must be one of grey_zone, limited, major, not 'huge'"),
    ("crisis", "adversary: RUS, target: RUS, severity: major", "RUS cannot be in a crisis with itself; name another target"),
    ("crisis", "adversary: RUS, target: JPNN, severity: major", "target 'JPNN' is not a state of this scenario; did you mean JPN (Japan)?"),
    ("economy", "states: [DEU]", "needs `growth` or `level` and has neither; give one"),
    ("economy", "states: [DEU], growth: 1 %, level: 1 %", "needs `growth` or `level` and has both; keep one"),
    ("economy", "states: [], growth: 1 %", "states must not be empty"),
    ("budget", "state: DEU, share: 2 %, change: 1 %", "needs `share` or `change` and has both; keep one"),
    ("rapprochement", "state: RUS, adversary: RUS, depth: 1", "state 'RUS' is an adversary; this event is about the alliance's states and partners"),
    ("pact", "states: [USA, POL, EST]", "states must name two states, not 3"),
    ("trade_dispute", "states: [USA, USA], depth: 1", "states names USA twice"),
]  # fmt: skip


def one(kind: str, fields: str, year: int = 2020) -> str:
    return f"events:\n  - {{id: x, year: {year}, type: {kind}, {fields}}}\n"


def test_the_table_has_twenty_types():
    assert list(EVENT_TYPES) == list(VALID)
    assert len(VALID) == 20
    assert {kind for kind, _, _ in INVALID} == set(VALID)


@pytest.mark.parametrize("kind", VALID)
def test_an_event_with_all_its_fields(kind, small):
    (event,) = small(one(kind, VALID[kind])).events
    assert (event.type, event.id, event.year) == (kind, "x", 2020)
    unset = {name for name in type(event).model_fields if name not in event.model_fields_set} - {"note"}
    assert unset == {"economy": {"level"}, "budget": {"share"}}.get(kind, set())


@pytest.mark.parametrize("kind", REQUIRED_ONLY)
def test_an_event_with_its_required_fields_only(kind, small):
    assert small(one(kind, REQUIRED_ONLY[kind])).events[0].type == kind


@pytest.mark.parametrize(("kind", "fields", "expected"), INVALID)
def test_an_event_that_cannot_be(kind, fields, expected, wrong):
    found = wrong(one(kind, fields))
    assert any(expected in message for message in found), found
    assert all(message.startswith("7:") and "event 'x'" in message for message in found), found


def test_defaults_are_those_of_the_page(small):
    event = small(one("deployment", REQUIRED_ONLY["deployment"])).events[0]
    assert (event.from_, event.framework, event.note) == ("USA", False, "")
    assert small(one("standing", REQUIRED_ONLY["standing"])).events[0].phase_in == 0
    assert small(one("statement", REQUIRED_ONLY["statement"])).events[0].public is True
    assert small(one("accession", "state: SWE")).events[0].consent == "granted"


def test_a_year_outside_the_scenario(wrong):
    assert wrong(one("leader", "state: USA, stance: 1", year=2031)) == [
        "7:19: event 'x': year 2031 is outside the scenario's years, 2018 to 2030"
    ]


def test_a_phase_in_past_the_end_is_fine(small):
    assert small(one("standing", "state: USA, to: partner, phase_in: 30")).events[0].phase_in == 30


def test_an_unknown_type_names_the_nearest(wrong):
    assert wrong(one("standings", "state: USA")) == [
        "7:31: event 'x': type 'standings' is not an event type; did you mean standing?"
    ]


def test_a_state_that_takes_no_part(wrong):
    found = wrong("states: [USA, DEU]\n" + one("leader", "state: JPN, stance: 1"))
    assert found == [
        "8:46: event 'x': state 'JPN' (Japan) does not take part in this scenario; add it to `states` or `partners`"
    ]


# --- Events held against each other ---


def two(first: str, second: str) -> str:
    return f"events:\n  - {{id: one, {first}}}\n  - {{id: two, {second}}}\n"


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [
        ("type: standing, state: USA, to: partner", "type: withdrawal, state: USA", "the standing of USA"),
        ("type: budget, state: DEU, share: 2 %", "type: budget, state: DEU, change: 1 %", "the defence share of DEU"),
        ("type: economy, states: [DEU, FRA], growth: 1 %", "type: economy, states: [FRA], growth: 2 %", "the growth of the economy of FRA"),
        ("type: leader, state: USA, stance: 1", "type: leader, state: USA, stance: -1", "the leader of USA"),
        ("type: intent, adversary: RUS, to: 0.1", "type: intent, adversary: RUS, to: 0.2", "the intent of RUS toward everyone"),
        ("type: rapprochement, state: USA, adversary: RUS, depth: 0.1", "type: rapprochement, state: USA, adversary: RUS, depth: 1", "how close USA is to RUS"),
        ("type: guideline, share: 2 %, due: 2024", "type: summit, guideline: {share: 3 %, due: 2025}", "the guideline"),
        ("type: pact, states: [USA, POL]", "type: pact, states: [POL, USA], end: true", "the pact of POL and USA"),
    ],
)  # fmt: skip
def test_events_of_one_year_that_contradict_each_other(first, second, what, wrong, small):
    messages = wrong(two(f"year: 2020, {first}", f"year: 2020, {second}"))
    expected = f"event 'two': {what} in 2020 is already decided by event 'one' (bad.yaml:7:10); keep one"
    assert f"8:10: {expected}" in messages
    if "withdrawal" not in second:
        assert len(small(two(f"year: 2020, {first}", f"year: 2021, {second}")).events) == 2


def test_growth_and_level_of_one_year_do_not_contradict(small):
    assert small(
        two(
            "year: 2020, type: economy, states: [DEU], growth: 1 %",
            "year: 2020, type: economy, states: [DEU], level: -5 %",
        )
    )


def test_an_id_given_twice_names_both_places(wrong):
    text = two("year: 2020, type: leader, state: USA, stance: 1", "year: 2021, type: leader, state: USA, stance: 1")
    assert wrong(text.replace("two", "one")) == [
        "8:10: event 'one': id is already used at bad.yaml:7:10; give one of them another id"
    ]


def test_joining_twice(wrong):
    assert wrong(two("year: 2020, type: accession, state: SWE", "year: 2021, type: accession, state: SWE")) == [
        "8:51: event 'two': SWE (Sweden) cannot join; it is a member (member) since event 'one' in 2020"
    ]


def test_leaving_before_a_delayed_accession_takes_effect(wrong, small):
    delayed = "year: 2020, type: accession, state: SWE, vetoes: {TUR: 3}"
    assert wrong(two(delayed, "year: 2021, type: withdrawal, state: SWE")) == [
        "8:52: event 'two': SWE (Sweden) cannot leave; it is no member but partner at the start"
    ]
    assert len(small(two(delayed, "year: 2024, type: withdrawal, state: SWE")).events) == 2


def test_leaving_and_coming_back(small, wrong):
    text = two("year: 2020, type: withdrawal, state: USA", "year: 2025, type: accession, state: USA")
    assert len(small(text).events) == 2
    assert wrong(text + "baseline: {without: [one]}\n") == [
        "8:51: event 'two': in the baseline, which leaves out one: USA (United States) cannot join;"
        " it is a member (member) at the start"
    ]


def test_a_vote_may_fail_and_be_repeated(small):
    vote = "type: accession, state: SWE, consent: vote"
    assert len(small(two(f"year: 2020, {vote}", f"year: 2021, {vote}")).events) == 2


def test_a_standing_that_changes_nothing_is_a_control(small):
    assert small(one("standing", "state: USA, to: member")).events[0].to == "member"


# --- All at once ---

MANY = """\
name: many faults
tittle: x
start: 2018
end: 2030
alliance: {guideline: {share: 2, due: 2015}}
adversaries: {RUS: {intent: 1.3}}
figures:
  DEU: {gdp: much}
events:
  - id: a
    year: 2017
    type: crisis
    adversary: RUS
    target: Estonnia
    severity: huge
  - {id: a, year: 2020, type: standing, state: USA, to: partnr, phase_in: 1.5}
  - {id: c, year: 2020, type: letters, sender: USA, recipients: {USA: -0.5, NOR: 2}}
  - {year: 2020}
baseline: {without: [aa]}
expect:
  - {outcome: anxeity, year: 2021, above: baseline}
"""


def test_every_fault_at_once_in_the_order_of_lines(messages):
    types = ", ".join(EVENT_TYPES)
    assert [message.removeprefix("bad.yaml:") for message in messages(MANY)] == [
        "1:7: name must be a slug of letters, digits and hyphens, not 'many faults'",
        "2:1: unknown key 'tittle'; did you mean title?",
        "5:31: alliance.guideline.share is a share and 2 has no percent sign; write 2 % or 0.02",
        "5:39: alliance.guideline.due 2015 is before start 2018; pressure builds up to that date,"
        " so leave a past guideline out",
        "6:29: adversaries.RUS.intent must be at most 1, not 1.3",
        "8:14: figures.DEU.gdp must be a number, not 'much'",
        "11:11: event 'a': year 2017 is outside the scenario's years, 2018 to 2030",
        "14:13: event 'a': target 'Estonnia' is not a state of this scenario; did you mean EST (Estonia)?",
        "15:15: event 'a': severity must be one of grey_zone, limited, major, not 'huge'",
        "16:10: event 'a': id is already used at bad.yaml:10:9; give one of them another id",
        "16:57: event 'a': to 'partnr' is not a standing; did you mean partner?",
        "16:75: event 'a': phase_in must be a whole number, not 1.5",
        "17:71: event 'c': USA writes a letter to itself; take it out of recipients",
        "17:82: event 'c': recipients.NOR must be at most 1, not 2",
        f"18:5: event number 4: type is missing; there are: {types}",
        "19:22: baseline.without: 'aa' is not an event; did you mean a?",
        "21:15: expect.outcome 'anxeity' is not an outcome; did you mean anxiety?",
    ]
