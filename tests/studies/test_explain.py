"""Why a state did that: the same bits, causes that add up, equations whose numbers are the run's, plain errors."""

from __future__ import annotations

import json
import math
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from alliance_sim.agents import AllianceModel
from alliance_sim.errors import InputError, ResultsError
from alliance_sim.results.folder import save_run
from alliance_sim.results.provenance import Command
from alliance_sim.run import compare_runs
from alliance_sim.scenario import load_text
from alliance_sim.scenario.theory import VARIANTS
from alliance_sim.studies.explain import Explanation, explain, shapley
from alliance_sim.studies.explained import document, text
from alliance_sim.studies.watching import danger_on, share_on
from alliance_sim.world import build_world
from tests.results import made_up

EVENTS = """
  - {id: letters, year: 2019, type: letters, sender: USA, recipients: {POL: -0.9}}
  - {id: more, year: 2020, type: budget, state: GBR, share: 2.5 %}
  - {id: attack, year: 2020, type: crisis, adversary: RUS, target: POL, severity: limited}
  - {id: intent, year: 2021, type: intent, adversary: RUS, to: 0.5}
expect:"""
TEXT = (
    made_up.TEXT.replace("replicates: 30", "replicates: 3")
    .replace("\nexpect:", EVENTS)
    .replace("replicates: 3", "replicates: 3\nalliance: {name: NATO, guideline: {share: 2 %, due: 2024}}")
)


def saved(where: Path, text: str = TEXT) -> Path:
    return save_run(compare_runs(load_text(text)), Command("run"), {}, out=where)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("explain") / "run")


# --- The decomposition -----------------------------------------------------------------------------------------------


def by_orders(players: list[str], worth) -> dict[str, float]:  # type: ignore[no-untyped-def]
    """The definition, one order after another."""
    parts = dict.fromkeys(players, 0.0)
    orders = list(permutations(players))
    for order in orders:
        there: frozenset[str] = frozenset()
        for player in order:
            parts[player] += (worth(there | {player}) - worth(there)) / len(orders)
            there |= {player}
    return parts


def test_shapley_is_the_average_over_all_orders() -> None:
    sizes = {"a": 1.3, "b": -0.7, "c": 2.1, "d": 0.4}

    def worth(there: frozenset[str]) -> float:
        total = sum(sizes[player] for player in sorted(there))
        return math.exp(total) + (3.0 if there >= {"a", "d"} else 0.0)

    found, wanted = shapley(list(sizes), worth), by_orders(list(sizes), worth)
    assert found == pytest.approx(wanted)
    assert math.fsum(found.values()) == pytest.approx(worth(frozenset(sizes)) - worth(frozenset()), abs=1e-12)


def test_shapley_without_players_and_of_one_that_does_nothing() -> None:
    assert shapley([], lambda _: 5.0) == {}
    assert shapley(["a", "idle"], lambda there: 2.0 * ("a" in there)) == {"a": 2.0, "idle": 0.0}


@pytest.mark.parametrize("year", [2019, 2020, 2021])
@pytest.mark.parametrize("state", ["GBR", "ISL", "POL", "USA"])
def test_the_causes_add_up_to_the_recorded_change(folder: Path, state: str, year: int) -> None:
    for seed in (7, 8, 9):
        found = explain(folder, state, year, seed)
        for change, variable in ((found.spending, "share"), (found.danger, "attack_probability")):
            assert change is not None
            assert change.now == found.recorded(variable, year)
            assert change.before == found.recorded(variable, year - 1)
            total = math.fsum([*change.causes.values(), change.rest])
            assert total == pytest.approx(change.now - change.before, abs=1e-15)
            assert change.rest == 0.0
            assert [*change.causes] == sorted(change.causes, key=lambda cause: (-abs(change.causes[cause]), cause))


def test_under_every_theory_too(tmp_path: Path) -> None:
    for rule, variants in VARIANTS.items():
        for variant in variants[1:]:
            where = saved(tmp_path / f"{rule}-{variant}", TEXT + f"theory: {{{rule}: {variant}}}\n")
            found = explain(where, "POL", 2021)
            assert found.spending is not None
            assert found.spending.now == found.recorded("share", 2021)
            assert math.fsum(found.spending.causes.values()) == pytest.approx(
                found.spending.now - found.spending.before, abs=1e-15
            )
            assert variant in text(found) or rule in ("crisis", "alignment")


def test_a_cause_that_is_there_is_found(folder: Path) -> None:
    event = explain(folder, "GBR", 2020).spending
    assert event is not None
    assert next(iter(event.causes)) == "budget_event"
    intent = explain(folder, "POL", 2021).danger
    assert intent is not None
    assert next(iter(intent.causes)) == "adversary_intent"
    assert intent.causes["adversary_intent"] > 0
    downgrade = explain(folder, "POL", 2020, 8).danger
    assert downgrade is not None
    assert downgrade.causes["trust"] > 0


def test_a_twin_on_this_year_s_inputs_decides_what_the_state_decided(folder: Path) -> None:
    found = explain(folder, "POL", 2020)
    before = dict(vars(found.state))
    assert share_on(found.state, found.now) == found.recorded("share", 2020)
    assert danger_on(found.state, found.now) == found.recorded("attack_probability", 2020)
    assert vars(found.state) == before  # and leaves the state as it is


# --- The run that is made again --------------------------------------------------------------------------------------


def test_watching_changes_no_bit(folder: Path) -> None:
    found = explain(folder, "POL", 2021, 8)
    model = AllianceModel(build_world(load_text(TEXT)), rng=8, collect=False)
    while model.year < 2021:
        model.step()
    for name, values in model.history.state.items():
        assert np.array_equal(values, found.model.history.state[name], equal_nan=True)
    assert found.results.seeds[1] == 8
    assert found.recorded("share", 2021) == found.results.state["share"][1, 3, made_up.POL]


def test_the_belief_is_told_as_it_moved(folder: Path) -> None:
    found = explain(folder, "POL", 2021)
    look = found.model.looks[2021]
    assert look.before == found.recorded("perceived_attack_probability", 2020)
    assert look.after == found.recorded("perceived_attack_probability", 2021)
    rate = found.model.parameters.perception_rate
    assert look.after == pytest.approx(look.before + rate * (look.seen - look.before) + look.shock)


def test_without_a_seed_the_most_typical_run_is_taken(folder: Path) -> None:
    found = explain(folder, "POL", 2021)
    shares = found.results.state["share"][:, 3, made_up.POL]
    assert found.typical
    assert found.recorded("share", 2021) == np.median(shares)
    assert not explain(folder, "POL", 2021, 7).typical


def test_the_baseline_has_its_own_explanation(folder: Path) -> None:
    ours, theirs = explain(folder, "POL", 2021, 7), explain(folder, "POL", 2021, 7, "baseline")
    assert ours.recorded("expected_aid", 2021) < theirs.recorded("expected_aid", 2021)
    assert "without its events" in flat(text(theirs))


def test_a_run_that_comes_out_different_is_not_explained(tmp_path: Path) -> None:
    where = saved(tmp_path / "run")
    path = where / "provenance.json"
    about = json.loads(path.read_text(encoding="utf-8"))
    arm = about["parameters"]["arms"]["scenario"]
    arm["resolved"]["parameters"]["publicness"] = 0.03
    arm["digest"] = load_text(json.dumps(arm["resolved"])).digest()
    path.write_text(json.dumps(about), encoding="utf-8")
    with pytest.raises(ResultsError, match="run again, share comes out different"):
        explain(where, "POL", 2021)


# --- Errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("Polnd", 2021), r"--state Polnd: 'Polnd' is not a state of this run; did you mean POL \(Poland\)\?"),
        (("Zzzzzz", 2021), "it has GBR, ISL, POL, RUS, USA"),
        (("Russia", 2021), r"--state Russia: RUS \(Russia\) is an adversary; it keeps its defence share"),
        (("POL", 2017), "--year 2017: the run has the years 2018 to 2021"),
        (("POL", 2021, 70), "--seed 70 is not among the 3 seeds of this run, 7 to 9; the nearest is 9"),
    ],
)
def test_what_the_run_does_not_have(folder: Path, asked: tuple[str, int], says: str) -> None:
    with pytest.raises(InputError, match=says):
        explain(folder, *asked)


def test_a_plain_world_has_no_baseline(tmp_path: Path) -> None:
    where = saved(tmp_path / "plain", made_up.PLAIN.replace("replicates: 30", "replicates: 2"))
    with pytest.raises(InputError, match="has no baseline"):
        explain(where, "POL", 2021, arm="baseline")
    assert "It is a member." in text(explain(where, "poland", 2021))


# --- Words -----------------------------------------------------------------------------------------------------------


def flat(words: str) -> str:
    return " ".join(words.split())


def told(found: Explanation) -> str:
    return flat(text(found))


def test_the_text_has_every_part_and_fits_a_terminal(folder: Path) -> None:
    said = text(explain(folder, "Poland", 2020, 7))
    assert max(map(len, said.splitlines())) <= 80
    for part in (
        "Poland (POL) in 2020, made-up with its events, seed 7",
        "Why its spending ", "Why its danger ", "(threat: intent_capability)", "(commitment: learning)",
        "(burden: joint_product)", "What happened in 2020", "Russia challenges Poland (limited crisis)",
        "2019        2020",
    ):  # fmt: skip
        assert part in said, part


def test_the_equation_has_the_run_s_numbers(folder: Path) -> None:
    found = explain(folder, "POL", 2021, 7)
    now, last = (100 * found.recorded("share", year) for year in (2021, 2020))
    said = told(found)
    assert f"= {last:.2f} % + 0.4 ×" in said
    assert f"= {now:.2f} %; at most 25 % above last year's" in said
    chance = 100 * found.recorded("attack_probability", 2021)
    assert f"= {chance:.3g} % a year." in said


def test_at_most_three_causes_are_told_and_the_rest_summed(folder: Path) -> None:
    found = explain(folder, "POL", 2021, 7)
    assert found.spending is not None
    lines = text(found).partition("Why its spending")[2].partition("\n\n")[0]
    assert lines.count(" points because ") == 3
    assert lines.count("from the smaller causes together") == (
        len([p for p in found.spending.causes.values() if p]) > 3
    )
    numbers = [float(line.split()[0]) for line in lines.splitlines()[1:] if " points " in line and "=" not in line]
    (total,) = [float(line.split()[1]) for line in lines.splitlines() if line.strip().startswith("= ")]
    assert sum(numbers) == pytest.approx(total, abs=2e-3)


def test_a_standing_on_its_way_and_a_budget_that_was_set(tmp_path: Path, folder: Path) -> None:
    where = saved(tmp_path / "slow", TEXT.replace("to: partner}", "to: partner, phase_in: 4}"))
    assert "It is still a member, on its way to being a partner; of the promise" in told(explain(where, "USA", 2020))
    assert "An event sets the share to 2.5" in told(explain(folder, "GBR", 2020))


def test_the_first_year_is_the_data_s(folder: Path) -> None:
    found = explain(folder, "POL", 2018)
    assert found.spending is found.danger is None
    assert "2018 is the first year" in told(found)
    json.dumps(document(found), allow_nan=False)


def test_a_state_that_decides_on_itself_says_why(folder: Path) -> None:
    found = explain(folder, "POL", 2020, 7)
    assert "It decides" not in told(found)
    found.model.note("POL", "partner", "left: benefit 0.02 < cost 0.05 for 3 years")
    found.model.note("GBR", "partner", "somebody else's")
    assert "It decides: partner (left: benefit 0.02 < cost 0.05 for 3 years)." in told(found)
    assert "somebody" not in told(found)


def test_the_document_adds_up_as_the_text_does(folder: Path) -> None:
    plain = json.loads(json.dumps(document(explain(folder, "POL", 2020, 7)), allow_nan=False))
    assert (plain["state"], plain["year"], plain["seed"], plain["arm"]) == ("POL", 2020, 7, "scenario")
    for change in (plain["spending"], plain["danger"]):
        assert sum(change["causes"].values()) + change["rest"] == pytest.approx(
            change["now"] - change["before"], abs=1e-15
        )
    assert plain["quantities"]["share"]["2020"] == plain["spending"]["now"]
    assert set(plain["inputs"]["now"]["trust"]) == {"GBR", "ISL", "USA"}
