"""Events that are in order and change nothing: read without complaint, run, and remarked on with their place."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner

from alliance_sim.cli.program import program
from alliance_sim.run import run
from alliance_sim.scenario import list_scenarios, load_scenario, remarks

SELF = "USA speaks about itself, which moves nobody; name another state"
ENEMY = (
    "about 'RUS' is an adversary, on whose help nobody counts, so words about it change nothing;"
    " write a rapprochement or an intent instead"
)
FIRST = (
    "year 2018 is the first, whose economies and budgets are the data's, so it changes nothing;"
    " take a later year, or give gdp and share in `figures`"
)
REMARKED = {
    "7:20": ("year: 2018, type: economy, states: [DEU], growth: 1 %", FIRST),
    "7:20 ": ("year: 2018, type: budget, state: DEU, share: 3 %", FIRST),
    "7:64": ("year: 2020, type: statement, speaker: USA, about: USA, tone: 1, credibility: 1", SELF),
    "7:64 ": ("year: 2020, type: statement, speaker: USA, about: RUS, tone: 1, credibility: 1", ENEMY),
    "7:52": ("year: 2020, type: summit, statements: [{speaker: USA, about: RUS, tone: 1, credibility: 1}]", ENEMY),
}


def events(*written):
    return "events:\n" + "".join(f"  - {{id: e{k}, {fields}}}\n" for k, fields in enumerate(written))


@pytest.mark.parametrize("place", REMARKED)
def test_what_changes_nothing_is_read_and_remarked_on(place, small):
    fields, why = REMARKED[place]
    (remark,) = remarks(small(events(fields)))
    assert str(remark) == f"small.yaml:{place.strip()}: event 'e0': {why}"


@pytest.mark.parametrize("place", REMARKED)
def test_it_does_change_nothing(place, small):
    idle, calm = (run(small("replicates: 2\n" + more)) for more in (events(REMARKED[place][0]), ""))
    for name, values in calm.outcomes.items():
        np.testing.assert_array_equal(idle.outcomes[name], values, err_msg=name)


def test_a_veto_without_a_vote_holds_all_the_same_and_is_remarked_on(small):
    veto = "year: 2022, type: accession, state: FIN, vetoes: {SWE: 1}"
    partners = "\n".join(["patches: {p: {partners: [FIN, SWE]}}", events(veto)])
    (remark,) = remarks(small(partners, patches=["p"]))
    assert remark.message.startswith(
        "event 'e0': SWE (Sweden) has no vote but is partner at the start; its veto delays the accession all the same"
    )
    joined = "year: 2020, type: accession, state: SWE"
    assert remarks(small(partners.replace(events(veto), events(joined, veto)), patches=["p"])) == []


@pytest.mark.parametrize("name", [name for name, *_ in list_scenarios()])
def test_every_event_of_the_shipped_scenarios_does_something(name):
    assert remarks(load_scenario(name)) == []


def test_check_and_run_say_so_and_succeed(here):
    text = "name: idle\nstart: 2018\nend: 2019\nreplicates: 2\nadversaries: {RUS: {intent: 0.3}}\n"
    (here / "idle.yaml").write_text(text + events("year: 2018, type: budget, state: DEU, share: 3 %"), encoding="utf-8")
    checked = CliRunner().invoke(program, ["check", "idle.yaml"])
    assert checked.exit_code == 0
    assert checked.stderr == f"note: idle.yaml:7:20: event 'e0': {FIRST}\n"
    assert (
        '"notes": [\n        {\n          "message": "event \'e0\': year 2018'
        in CliRunner().invoke(program, ["check", "--json", "idle.yaml"]).output
    )
    ran = CliRunner().invoke(program, ["run", "idle.yaml", "--no-figures"])
    assert ran.exit_code == 0
    assert f"note: idle.yaml:7:20: event 'e0': {FIRST}\n" in ran.stderr
