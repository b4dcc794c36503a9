"""Twins: the very functions of the rules, compiled, give the very bits; and the year has one order, stated once."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance_sim import draws
from alliance_sim.batch import compile as compiling
from alliance_sim.batch import layout
from alliance_sim.batch.compile import Twins, switch
from alliance_sim.batch.engine import CannotBatchError, engine_for
from alliance_sim.errors import MissingExtraError
from alliance_sim.results.results import DYAD_UNITS, STATE_UNITS
from alliance_sim.rules import commitment, odds, threat
from alliance_sim.rules.chosen import VARIANTS
from alliance_sim.run import FEW_RUNS, run, the_engine
from alliance_sim.scenario import load_scenario
from alliance_sim.schedule import PHASES, SKIPPED_IN_FIRST_YEAR
from tests.worlds import nato

numba = pytest.importorskip("numba")

# published outputs of SplitMix64 for the state 1234567, which grows by the golden gamma each time
GAMMA = 0x9E3779B97F4A7C15
KNOWN = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]


@pytest.fixture(scope="module")
def twins() -> Twins:
    return Twins({})


def test_draws_are_splitmix64_in_both_engines(twins: Twins) -> None:
    for k, answer in enumerate(KNOWN):
        state = (1234567 + k * GAMMA) % 2**64
        assert draws.splitmix64(state) == answer
        assert int(twins.of(draws.splitmix64)(np.uint64(state))) == answer


@given(st.integers(0, 2**64 - 1), st.integers(1, 10), st.integers(1900, 2200), st.integers(0, 2**64 - 1))
@settings(max_examples=300, deadline=None)
def test_a_draw_is_the_same_in_both_engines(seed: int, stream: int, year: int, key: int) -> None:
    compiled = DRAW(*(np.uint64(value) for value in (seed, stream, year, key, key ^ 5)))
    assert compiled == draws.uniform(seed, stream, year, key, key ^ 5)


DRAW: Callable[..., float] = Twins({}).of(draws.uniform)

ANY = st.floats(-1e3, 1e3)
CHANCE = st.floats(0.0, 1.0)
POWER = st.one_of(st.just(0.0), st.floats(1e-300, 1e12))


@given(CHANCE, ANY, POWER, POWER, st.floats(0.1, 8.0))
@settings(max_examples=300, deadline=None)
def test_rules_give_the_same_bits(chance: float, log_odds: float, power: float, defence: float, m: float) -> None:
    """exp, expm1, log and log1p of the compiled code are those of Python: the same C library's."""
    cases: list[tuple[Callable[..., float], tuple[float, ...]]] = [
        (odds.shift_odds, (chance, log_odds)),
        (threat.contest_chance, (power, defence, m)),
        (commitment.tripwire, (power,)),
        (threat.fading, (log_odds, m)),
    ]
    for function, given_ in cases:
        assert TWINS.of(function)(*given_).hex() == function(*given_).hex()


TWINS = Twins({})


def test_a_function_that_calls_another_calls_its_twin(twins: Twins) -> None:
    twins.of(odds.shift_odds)(0.5, 0.1)
    inner = twins.of(commitment.willingness).py_func.__globals__["shift_odds"]
    assert inner is twins.of(odds.shift_odds)
    assert commitment.willingness.__globals__["shift_odds"] is odds.shift_odds  # the package itself is as it was


def test_a_switch_calls_the_function_of_that_number() -> None:
    rules = list(VARIANTS["commitment"].values())
    chosen = switch("rule", rules, ["reliance", "promised", "signal", "rate"])
    for number, rule in enumerate(rules):
        assert chosen(number, 0.2, 0.7, 0.9, 0.4) == rule(0.2, 0.7, 0.9, 0.4)


def test_the_year_is_written_from_the_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever order the schedule states, the compiled loop has; both engines read it there."""
    called: list[str] = []
    for room in compiling.ROOMS:
        for phase in PHASES:
            if phase in vars(room):
                monkeypatch.setattr(room, phase, lambda *given, phase=phase: called.append(phase))
    for order in (PHASES, PHASES[::-1]):
        monkeypatch.setattr(compiling, "PHASES", order)
        for year in (0, 1):
            called.clear()
            compiling._year()(None, None, None, None, None, None, year)
            assert called == [phase for phase in order if year or phase not in SKIPPED_IN_FIRST_YEAR]


def test_rows_are_recorded_under_their_names() -> None:
    names = {"attack_probability": "attack", "perceived_attack_probability": "perceived", "expected_aid": "aid"}
    states = [names.get(name, name).upper() for name in STATE_UNITS]
    assert [getattr(layout, name) for name in states] == list(range(layout.RECORDED))
    dyads = ["BROUGHT" if name == "aid" else name.upper() for name in DYAD_UNITS]
    assert [getattr(layout, name) for name in dyads] == list(range(layout.RECORDED_DYADS))


def test_compiled_code_is_kept_by_what_it_is_made_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    plain, other = compiling._folder(()), compiling._folder(("burden mine:rule …",))
    assert plain.parent == other.parent == tmp_path / "alliance-sim"
    assert plain != other
    monkeypatch.setattr(compiling, "SOURCES", ("rules", "draws.py"))
    assert compiling._folder(()) != plain


def test_without_numba_batch_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "installed", lambda: False)
    with pytest.raises(MissingExtraError, match=r"pip install 'alliance-sim\[fast\]'"):
        run(nato(end=2019), [0], engine="batch")


def test_without_numba_auto_says_so_and_runs_agents(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(compiling, "installed", lambda: False)
    assert len(run(nato(end=2018), range(40), engine="auto").seeds) == 40
    assert "pip install 'alliance-sim[fast]'; the agents engine runs it" in capsys.readouterr().err
    run(nato(end=2018), range(3), engine="auto")
    assert capsys.readouterr().err == ""


def test_auto_does_not_compile_in_front_of_a_plain_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("alliance_sim.batch.engine.engine", compiling.Engine)
    assert len(run(nato(end=2018), range(40), engine="auto").seeds) == 40
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


OWN = {
    "good": "import math\ndef rule(reliance, promised, signal, rate):\n    return math.sqrt(signal * promised)\n",
    "text": "def rule(reliance, promised, signal, rate):\n    return float(str(reliance))[:3]\n",
    "yes": "def rule(reliance, promised, signal, rate):\n    return signal > 0.5\n",
}


def own(folder: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    (folder / "mine.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    return load_scenario("five-states", settings=["theory.commitment=mine:rule"], allow_code=True)


def test_auto_takes_the_compiled_engine_once_it_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    five = load_scenario("five-states")
    run(five, [0], engine="batch")
    assert [the_engine("auto", five, runs) for runs in (FEW_RUNS - 1, FEW_RUNS)] == ["agents", "batch"]
    assert the_engine("agents", five, 10**6) == "agents"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "empty"))
    assert the_engine("auto", own(tmp_path, OWN["good"], monkeypatch), FEW_RUNS) == "agents"  # a text of its own


@pytest.mark.parametrize("kind", ["text", "yes"])
def test_a_rule_that_cannot_be_compiled_falls_back(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CannotBatchError, match="'mine:rule' cannot be compiled"):
        engine_for(own(tmp_path, OWN[kind], monkeypatch))


def test_a_rule_of_ones_own_has_a_twin_with_the_same_bits() -> None:
    space: dict[str, Any] = {"math": math}
    exec(OWN["good"], space)
    twin = compiling._own_rule("commitment", space["rule"])
    assert twin(0.2, 0.7, 0.9, 0.4) == space["rule"](0.2, 0.7, 0.9, 0.4)


@pytest.mark.verify
def test_a_rule_of_ones_own_in_both_engines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.test_parity import agree

    agree(own(tmp_path, OWN["good"], monkeypatch), [0, 1])
