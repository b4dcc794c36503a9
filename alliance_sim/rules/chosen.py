"""Which function is a rule? The name of a variant, or a user's own `module:function`, becomes what states call."""

from __future__ import annotations

import inspect
import math
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from numbers import Real
from typing import Any

from alliance_sim.errors import InputError
from alliance_sim.rules import burden, commitment, threat
from alliance_sim.rules.own import OwnRule, load

Rule = Callable[..., float]

VARIANTS: dict[str, dict[str, Rule]] = {
    "burden": burden.VARIANTS,
    "threat": threat.VARIANTS,
    "commitment": commitment.VARIANTS,
}
"""The functions of each rule by the name of the variant, the default first; only these may be a user's own."""

RESULT: dict[str, str] = {
    "burden": "the defence share the state aims at, a share of GDP from 0 to 1",
    "threat": "the chance of an attack in a year, from 0 to 1",
    "commitment": "the chance that the ally would come, as the state believes it, from 0 to 1",
}
"""What each rule gives."""


@dataclass(frozen=True)
class Rules:
    """The rule functions that a scenario's theory names; `own` has the names of the user's own by rule."""

    threat: Rule
    burden: Rule
    commitment: Rule
    own: Mapping[str, str] = field(default_factory=dict)

    def watched(self, where: Callable[[], str]) -> Rules:
        """The same rules for one state, the user's own behind a guard; `where` says for whom and when, in an error."""
        guards: dict[str, Any] = {
            rule: Guard(rule, name, getattr(self, rule), where) for rule, name in self.own.items()
        }
        return replace(self, **guards) if guards else self


class Guard:
    """A user's own rule that can only give a finite number in range, or an InputError that says what went wrong."""

    def __init__(self, rule: str, name: str, function: Rule, where: Callable[[], str]) -> None:
        self.rule, self.name, self.function, self.where = rule, name, function, where

    def __call__(self, *inputs: float) -> float:
        """The rule's value for these inputs; raises InputError naming rule, state, year and value."""
        try:
            value = self.function(*inputs)
        except (Exception, SystemExit) as error:
            raise InputError(self._told(f"failed with {type(error).__name__}: {error}", inputs)) from error
        number = _number(value)
        if not 0.0 <= number <= 1.0:
            raise InputError(self._told(f"gave {_short(value)}, which is not {RESULT[self.rule]}", inputs))
        return number

    def _told(self, what: str, inputs: tuple[float, ...]) -> str:
        given = zip(parameters(self.rule), inputs, strict=False)
        listed = ", ".join(f"{name}={value!r}" for name, value in given)
        return f"theory.{self.rule} {self.name!r} for {self.where()}: it {what}; it was given {listed}"


def _number(value: Any) -> float:
    """The value as a float; NaN, which is in no range, for what is not a number."""
    return math.nan if isinstance(value, bool) or not isinstance(value, Real) else float(value)


def _short(value: object) -> str:
    return reprlib.repr(value)  # short, and unmoved by an object whose own repr fails


def parameters(rule: str) -> tuple[str, ...]:
    """Names of the parameters that every function of a rule takes, in order.

    >>> parameters("commitment")
    ('reliance', 'promised', 'signal', 'rate')
    """
    return tuple(inspect.signature(next(iter(VARIANTS[rule].values()))).parameters)


def choose(theory: Mapping[str, str], own: Mapping[str, OwnRule], given: Mapping[str, Rule] | None = None) -> Rules:
    """The functions for a theory (rule -> variant or `module:function`).

    own: what is known of the user's own rules, by rule. given: functions that Python code handed over itself. Raises
    InputError where a rule of the user's own was not admitted, has changed on disk, or is not such a function.
    """
    handed = given or {}
    functions: dict[str, Any] = {}
    for rule, variants in VARIANTS.items():
        if rule in handed:
            functions[rule] = check_function(rule, theory[rule], handed[rule])
        elif theory[rule] in variants:
            functions[rule] = variants[theory[rule]]
        elif rule in own:
            functions[rule] = own_function(own[rule])
        else:
            raise InputError(refusal(rule, theory[rule]))
    return Rules(**functions, own={rule: theory[rule] for rule in VARIANTS if theory[rule] not in VARIANTS[rule]})


def own_function(own: OwnRule) -> Rule:
    """The function of a rule of the user's own; its module is run.

    Raises InputError when it was not admitted, cannot be run, has no such function, or it takes other parameters.
    """
    if not own.admitted:
        raise InputError(refusal(own.rule, own.name))
    return check_function(own.rule, own.name, load(own))


def refusal(rule: str, name: str) -> str:
    """Why a rule of the user's own is not run, and what to do."""
    return (
        f"theory.{rule} {name!r} is code outside this package; it is run only with --allow-code"
        " (allow_code=True in Python): a scenario file is data, but code can do anything on this machine,"
        f" so read {name.partition(':')[0]} first and allow it only if you trust it"
    )


def check_function(rule: str, name: str, function: Any) -> Rule:
    """The function itself if it can stand for a rule's variants; raises InputError with both signatures if not."""
    wanted = parameters(rule)
    try:
        given = inspect.signature(function)
    except (TypeError, ValueError):
        raise InputError(f"theory.{rule} {name!r} is not a function but {_short(function)}") from None
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    if tuple(given.parameters) != wanted or any(part.kind not in positional for part in given.parameters.values()):
        plain = [part.replace(annotation=part.empty) for part in given.parameters.values()]
        raise InputError(
            f"theory.{rule} {name!r} takes {len(plain)} parameters, {inspect.Signature(plain)}, but a {rule} rule takes"
            f" {len(wanted)}, ({', '.join(wanted)}); give it the same names in the same order"
        )
    chosen: Rule = function
    return chosen
