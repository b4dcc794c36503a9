"""What states decided on themselves is told with how often and since when; delays and votes are not told as facts."""

from __future__ import annotations

from alliance_sim.run import compare_runs
from alliance_sim.scenario import load_scenario
from alliance_sim.studies.decisions import decisions
from alliance_sim.studies.words import answer
from tests.worlds import nato


def test_a_refusal_is_told_and_a_veto_is_no_accession() -> None:
    short = load_scenario("veto-blocks-accession", settings=["end=2023"])
    told = " ".join(answer(compare_runs(short, seeds=range(3))).split())
    assert "Sweden applies to join the alliance, held up until 2022 by Turkiye" in told
    assert "Ukraine asks to join, and the members vote" in told
    assert "Ukraine is refused membership in 3 of 3 seeds, first in 20" in told


def test_nothing_is_told_where_nobody_decided() -> None:
    assert decisions(compare_runs(nato(end=2019), seeds=[0])) == ""


def test_one_seed_gives_numbers_and_no_claim_of_absence() -> None:
    event = "[{id: e, year: 2019, type: standing, state: USA, to: partner, phase_in: 1}]"
    told = " ".join(answer(compare_runs(nato(event, end=2026), seeds=[0])).split())
    assert "phased in over 1 year." in told or "phased in over 1 year " in told
    assert "in this one seed" in told
    for claim in ("no clear change in anxiety", "For no member", "None of the"):
        assert claim not in told


def test_a_run_can_be_shortened_past_its_claims() -> None:
    short = load_scenario("us-partner-only", settings=["end=2020"])
    assert all(claim.year <= 2020 for claim in short.expect)
    assert short.end == 2020
