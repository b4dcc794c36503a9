"""Which function a rule is: variants by name, the user's own by module and function, and what guards the latter."""

from __future__ import annotations

import hashlib
import math
import pickle
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pytest

from alliance_sim.errors import InputError
from alliance_sim.rules import burden, commitment, threat
from alliance_sim.rules.chosen import (
    RESULT,
    VARIANTS,
    Guard,
    check_function,
    choose,
    own_function,
    parameters,
    refusal,
)
from alliance_sim.rules.own import OwnRule, find, load

PLAIN = {"burden": "joint_product", "threat": "intent_capability", "commitment": "learning"}
TRUSTING = "STEP = 0.5\n\n\ndef trusting(reliance, promised, signal, rate):\n    return min(1.0, reliance + STEP)\n"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a module into a folder of its own, away from the current one."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def written(text: str, name: str = "my_rules.py") -> Path:
        path = tmp_path / "beside" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path / "beside"

    return written


def found(folder: Path, name: str = "my_rules:trusting", rule: str = "commitment", admitted: bool = True) -> OwnRule:
    return find(rule, name, [folder], admitted)


def test_variants_are_the_functions_themselves() -> None:
    rules = choose(PLAIN, {})
    assert (rules.burden, rules.threat, rules.commitment) == (
        burden.joint_product, threat.intent_capability, commitment.learning,
    )  # fmt: skip
    assert rules.watched(lambda: "POL in 2020") is rules


@pytest.mark.parametrize("rule", VARIANTS)
def test_the_variants_of_a_rule_take_the_same_parameters(rule: str) -> None:
    assert all(check_function(rule, name, function) is function for name, function in VARIANTS[rule].items())
    assert set(RESULT) == set(VARIANTS)


def test_a_rule_of_ones_own_is_found_beside_the_file_and_run(write: Write) -> None:
    own = found(write(TRUSTING))
    rules = choose({**PLAIN, "commitment": own.name}, {"commitment": own})
    assert rules.commitment(0.2, 0.75, 0.1, 0.4) == 0.7
    assert rules.own == {"commitment": "my_rules:trusting"}
    assert own.source == TRUSTING
    assert own.sha256 == hashlib.sha256(TRUSTING.encode()).hexdigest()


def test_nobody_admits_a_rule_by_saying_nothing_or_afterwards(write: Write) -> None:
    folder = write(TRUSTING)
    own = find("commitment", "my_rules:trusting", [folder])
    assert not own.admitted
    assert not OwnRule("commitment", "my_rules:trusting", str(folder), TRUSTING).admitted
    with pytest.raises(FrozenInstanceError):
        own.admitted = True  # type: ignore[misc]


def test_the_folder_of_the_file_comes_before_the_current_one_and_the_path(write: Write) -> None:
    Path("my_rules.py").write_text(TRUSTING.replace("0.5", "0.1"), encoding="utf-8")
    assert own_function(found(write(TRUSTING)))(0.2, 0.0, 0.0, 0.0) == 0.7
    assert own_function(find("commitment", "my_rules:trusting", admitted=True))(0.2, 0.0, 0.0, 0.0) == pytest.approx(
        0.3
    )


def test_a_module_on_the_path_of_python(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(write(TRUSTING, "far_rules.py"))])
    assert find("commitment", "far_rules:trusting").source == TRUSTING


def test_a_module_in_a_package_may_import_its_neighbours(write: Write) -> None:
    write("", "house_of_rules/__init__.py")
    write("STEP = 0.25\n", "house_of_rules/steps.py")
    text = "from .steps import STEP\nimport beside_rules\n\n" + TRUSTING.replace("STEP = 0.5\n", "")
    write("", "beside_rules.py")
    folder = write(text, "house_of_rules/trust.py")
    assert own_function(found(folder, "house_of_rules.trust:trusting"))(0.2, 0.0, 0.0, 0.0) == 0.45
    assert str(folder) not in sys.path


def test_a_changed_file_is_another_rule_in_the_same_process(write: Write) -> None:
    first = found(write(TRUSTING))
    assert own_function(first)(0.2, 0.0, 0.0, 0.0) == 0.7
    second = found(write(TRUSTING.replace("0.5", "0.25")))
    assert own_function(second)(0.2, 0.0, 0.0, 0.0) == 0.45
    assert first.sha256 != second.sha256
    with pytest.raises(InputError, match="changed or removed"):
        own_function(first)


def test_a_module_is_run_once_and_never_in_place_of_another_of_its_name(write: Write) -> None:
    folder = write("import json\n" + TRUSTING, "json.py")
    own = find("commitment", "json:trusting", [folder], admitted=True)
    assert load(own) is load(own)
    import json

    assert json.loads("1") == 1


def test_a_rule_travels_to_another_process(write: Write) -> None:
    own = found(write(TRUSTING))
    assert pickle.loads(pickle.dumps(own)) == own


def test_what_is_not_admitted_is_not_run(write: Write) -> None:
    own = found(write("raise SystemExit('it ran')\n"), admitted=False)
    with pytest.raises(InputError, match="run only with --allow-code") as refused:
        own_function(own)
    assert str(refused.value) == refusal("commitment", "my_rules:trusting")
    for word in ("data", "can do anything", "read my_rules first", "allow_code=True"):
        assert word in str(refused.value)
    with pytest.raises(InputError, match="run only with --allow-code"):
        choose({**PLAIN, "commitment": "my_rules:trusting"}, {})


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        (TRUSTING, "my_rule:trusting", "there is no module 'my_rule' .*; did you mean my_rules?"),
        (TRUSTING, "quite.different:trusting", "it would be a file quite/different.py"),
        (TRUSTING, "my_rules:trustng", "my_rules.py has no 'trustng'; did you mean trusting?"),
        ("x = 1\n", "my_rules:trusting", "has no 'trusting'; it has no functions"),
        ("x = (\n", "my_rules:trusting", "my_rules.py:1 cannot be run: SyntaxError"),
        ("\n\nimport no_such_module\n", "my_rules:trusting", "my_rules.py:3 cannot be run: ModuleNotFoundError"),
        ("raise SystemExit(3)\n", "my_rules:trusting", "my_rules.py:1 cannot be run: SystemExit: 3"),
        ("trusting = 3\n", "my_rules:trusting", "is not a function but 3"),
        (
            "def trusting(reliance, signal): ...\n",
            "my_rules:trusting",
            r"takes 2 parameters, \(reliance, signal\), but a commitment rule takes 4,"
            r" \(reliance, promised, signal, rate\); give it the same names in the same order",
        ),
        (
            "def trusting(promised, reliance, signal, rate): ...\n",
            "my_rules:trusting",
            r"\(promised, reliance, signal, rate\), but",
        ),
        (
            "def trusting(reliance, promised, signal, *, rate): ...\n",
            "my_rules:trusting",
            r"\(reliance, promised, signal, \*, rate\), but",
        ),
    ],
)
def test_what_cannot_be_a_rule_is_refused_with_the_reason(write: Write, text: str, name: str, says: str) -> None:
    folder = write(text)
    with pytest.raises(InputError, match=says) as refused:
        own_function(found(folder, name))
    assert str(refused.value).startswith(f"theory.commitment {name!r}")


def test_a_module_that_is_not_text(write: Write) -> None:
    folder = write("")
    (folder / "my_rules.py").write_bytes(b"x = '\xff'\n")
    with pytest.raises(InputError, match=r"my_rules\.py cannot be read"):
        found(folder)


# --- The guard -------------------------------------------------------------------------------------------------------


def guarded(value: object) -> Guard:
    return Guard("commitment", "my_rules:trusting", lambda *_: value, lambda: "POL in 2026")  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize("value", [0.0, 1.0, 0.5, 1, np.float64(0.25), np.float32(0.5)])
def test_a_finite_number_in_range_passes_as_a_float(value: float) -> None:
    given = guarded(value)(0.2, 0.7, 0.1, 0.4)
    assert type(given) is float
    assert given == value


@pytest.mark.parametrize("value", [math.nan, math.inf, -0.1, 1.0001, None, "0.5", True, 1j, [0.5]])
def test_anything_else_names_rule_state_year_value_and_inputs(value: object) -> None:
    with pytest.raises(InputError) as refused:
        guarded(value)(0.2, 0.7, 0.1, 0.4)
    said = str(refused.value)
    assert said.startswith("theory.commitment 'my_rules:trusting' for POL in 2026: it gave ")
    assert repr(value) in said
    assert said.endswith("it was given reliance=0.2, promised=0.7, signal=0.1, rate=0.4")


def test_an_exception_of_the_rule_is_an_error_of_the_input() -> None:
    def divides(*_: float) -> float:
        return 1.0 / 0.0

    guard = Guard("commitment", "my_rules:trusting", divides, lambda: "POL in 2026")
    with pytest.raises(InputError, match=r"for POL in 2026: it failed with ZeroDivisionError: float division by zero"):
        guard(0.2, 0.7, 0.1, 0.4)


def test_only_own_rules_are_guarded(write: Write) -> None:
    own = found(write(TRUSTING.replace("min(1.0, reliance + STEP)", "7.0")))
    rules = choose({**PLAIN, "commitment": own.name}, {"commitment": own}).watched(lambda: "NOR in 2030")
    assert rules.burden is burden.joint_product
    with pytest.raises(InputError, match=r"NOR in 2030: it gave 7\.0"):
        rules.commitment(0.1, 0.1, 0.1, 0.1)


def test_parameters_are_those_of_the_variants() -> None:
    assert parameters("threat") == ("intent", "base_intent", "base_probability", "power", "defence", "exponent")


def test_rules_once_chosen_stay() -> None:
    rules = choose(PLAIN, {})
    with pytest.raises(FrozenInstanceError):
        rules.burden = burden.threat_only  # type: ignore[misc]
