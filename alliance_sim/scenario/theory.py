"""Which variant of each rule a scenario runs under."""

from __future__ import annotations

import re
from typing import Any

from pydantic import Field, ValidationInfo, field_validator

from alliance_sim.scenario.values import Part, refusal
from alliance_sim.scenario.wording import did_you_mean, shown

VARIANTS: dict[str, tuple[str, ...]] = {
    "burden": ("joint_product", "public_good", "threat_only", "guideline_only", "fixed_share"),
    "threat": ("intent_capability", "balance_of_power", "fixed"),
    "commitment": ("learning", "treaty", "deeds_only"),
    "crisis": ("contest", "none"),
    "alignment": ("utility", "frozen"),
}
"""The variants of each rule, the default first."""

REPLACEABLE = ("burden", "threat", "commitment")
"""Rules that are one function of numbers, for which a function of the user's own can stand."""

OWN_RULE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*:[A-Za-z_][A-Za-z0-9_]*")
"""A user's own rule: `module:function`."""


def is_own_rule(name: str) -> bool:
    """Whether this names a Python function of the user's and not a variant."""
    return OWN_RULE.fullmatch(name) is not None


def _rule(rule: str, meaning: str) -> Any:
    choices: list[Any] = [{"enum": list(VARIANTS[rule])}]
    choices += [{"pattern": f"^{OWN_RULE.pattern}$"}] if rule in REPLACEABLE else []
    return Field(VARIANTS[rule][0], description=meaning, json_schema_extra={"anyOf": choices})


class Theory(Part):
    """The variant of each rule; `module:function` is a rule of the user's own and needs `--allow-code`."""

    burden: str = _rule("burden", "what a state spends")
    threat: str = _rule("threat", "what makes a threat")
    commitment: str = _rule("commitment", "how allies form beliefs about each other")
    crisis: str = _rule("crisis", "how crises run")
    alignment: str = _rule("alignment", "how states join, leave and accommodate")

    @field_validator("*", mode="before")
    @classmethod
    def _known(cls, name: Any, info: ValidationInfo) -> Any:
        rule = str(info.field_name)
        variants = VARIANTS[rule]
        if rule not in REPLACEABLE and isinstance(name, str) and is_own_rule(name):
            raise refusal(
                f"{shown(name)} cannot be used: {rule} is a whole procedure with the variants {' and '.join(variants)};"
                f" functions of your own can stand for {', '.join(REPLACEABLE[:-1])} and {REPLACEABLE[-1]}"
            )
        if not isinstance(name, str) or not (name in variants or is_own_rule(name)):
            raise refusal(f"{shown(name)} is not a variant{did_you_mean(name, variants)}")
        return name
