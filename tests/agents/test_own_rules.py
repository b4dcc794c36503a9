"""A rule of the user's own in the Mesa engine, in a file, in worker processes, and handed over as a function."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from alliance_sim.agents import AllianceModel
from alliance_sim.errors import InputError, ScenarioError
from alliance_sim.rules import burden
from alliance_sim.run import run
from alliance_sim.scenario import load_scenario, vary
from tests.results import made_up

SIGNATURE = "(share, base_share, income, spill_in, public_weight, private_weight, threat, guideline, pressure)"
FIXED = f"def mine{SIGNATURE}:\n    return share\n"
HIGHER = f"def mine{SIGNATURE}:\n    return 0.05\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario with a rule of its own, in another folder than the current one."""
    folder = tmp_path / "study"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    (folder / "own_burden.py").write_text(FIXED, encoding="utf-8")
    text = made_up.TEXT.replace("replicates: 30", "replicates: 2") + "theory: {burden: own_burden:mine}\n"
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    return folder / "own.yaml"


def test_a_stranger_s_file_runs_no_code(file: Path) -> None:
    (file.parent / "own_burden.py").write_text("raise RuntimeError('it ran')\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"own.yaml:\d+:18: theory.burden .*only with --allow-code"):
        load_scenario(file)
    with pytest.raises(ScenarioError, match="only with --allow-code"):
        AllianceModel(file)
    with pytest.raises(ScenarioError, match="it ran"):
        load_scenario(file, allow_code=True)


def test_an_own_rule_that_says_what_a_variant_says_gives_the_same_bits(file: Path) -> None:
    own = load_scenario(file, allow_code=True)
    variant = vary(own, {"theory.burden": "fixed_share"})
    assert variant.own_rules == {}
    ours, theirs = run(own), run(variant)
    for name, values in theirs.state.items():
        assert np.array_equal(ours.state[name], values, equal_nan=True), name
    assert own.digest() != variant.digest()


def test_the_digest_follows_the_code(file: Path) -> None:
    before = load_scenario(file, allow_code=True)
    (file.parent / "own_burden.py").write_text(HIGHER, encoding="utf-8")
    after = load_scenario(file, allow_code=True)
    assert before.digest() != after.digest()
    assert (
        run(after, [7]).state["share"][0, -1, made_up.POL]
        > run(variant_of(after), [7]).state["share"][0, -1, made_up.POL]
    )


def variant_of(scenario):  # type: ignore[no-untyped-def]
    return vary(scenario, {"theory.burden": "fixed_share"})


def test_worker_processes_run_it_too(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alliance_sim.run.CHUNK", 1)
    (file.parent / "own_burden.py").write_text(HIGHER, encoding="utf-8")
    scenario = load_scenario(file, allow_code=True)
    alone, together = run(scenario, [7, 8]), run(scenario, [7, 8], workers=2)
    assert np.array_equal(alone.state["share"], together.state["share"], equal_nan=True)


def test_a_bad_value_in_a_worker_ends_in_one_error(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alliance_sim.run.CHUNK", 1)
    (file.parent / "own_burden.py").write_text(HIGHER.replace("0.05", "float('nan')"), encoding="utf-8")
    scenario = load_scenario(file, allow_code=True)
    with pytest.raises(InputError, match=r"theory\.burden 'own_burden:mine' for GBR in 2019: it gave nan"):
        run(scenario, [7, 8], workers=2)


def test_only_some_rules_can_be_ones_own(file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("burden:", "crisis:"), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load_scenario(file, allow_code=True)
    assert "crisis is a whole procedure with the variants contest and none" in str(refused.value)
    assert "burden, threat and commitment" in str(refused.value)


@pytest.mark.parametrize("rule", ["threat", "commitment"])
def test_every_single_rule_can_be_ones_own(file: Path, rule: str) -> None:
    wanted = {"threat": "intent, base_intent, base_probability, power, defence, exponent",
              "commitment": "reliance, promised, signal, rate"}[rule]  # fmt: skip
    given = {"threat": "base_probability", "commitment": "reliance"}[rule]
    same = {"threat": "fixed", "commitment": "deeds_only"}[rule]
    (file.parent / "own_other.py").write_text(f"def mine({wanted}):\n    return {given}\n", encoding="utf-8")
    plain = file.read_text(encoding="utf-8").replace("theory: {burden: own_burden:mine}\n", "")
    file.write_text(plain + f"theory: {{{rule}: own_other:mine}}\n", encoding="utf-8")
    scenario = load_scenario(file, allow_code=True)
    ours, theirs = run(scenario, [7]), run(vary(scenario, {f"theory.{rule}": same}), [7])
    assert np.array_equal(ours.state["share"], theirs.state["share"], equal_nan=True)
    assert np.array_equal(ours.state["attack_probability"], theirs.state["attack_probability"], equal_nan=True)


# --- Mesa's way: keywords --------------------------------------------------------------------------------------------


def lived(**settings: object) -> AllianceModel:
    model = AllianceModel("nato-2018", rng=3, collect=False, **settings)  # type: ignore[arg-type]
    model.step()
    return model


def test_python_code_hands_over_the_function_itself() -> None:
    def spends_last_years(
        share: float, base_share: float, income: float, spill_in: float, public_weight: float, private_weight: float,
        threat: float, guideline: float, pressure: float,
    ) -> float:  # fmt: skip
        return share

    ours, theirs = lived(burden=spends_last_years), lived(burden="fixed_share")
    assert ours.rules.burden is spends_last_years
    assert [state.share for state in ours.states] == [state.share for state in theirs.states]
    with pytest.raises(InputError, match="takes 3 parameters"):
        lived(burden=lambda_free)
    with pytest.raises(InputError, match="has no name of its own"):
        lived(burden=lambda share: share)


def lambda_free(share: float, income: float, threat: float) -> float:
    return share


def test_a_name_by_keyword_needs_leave_too(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    with pytest.raises(InputError, match="only with --allow-code"):
        lived(burden="own_burden:mine")
    assert lived(burden="own_burden:mine", allow_code=True).rules.burden is not burden.fixed_share
