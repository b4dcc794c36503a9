"""Scenario and study files that are right, nearly right and hostile, each a function of one source of chance."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from random import Random
from typing import Any

from alliance_sim.scenario.json_schema import json_schema
from alliance_sim.scenario.library import list_scenarios, locate
from tests.results import made_up
from tests.studies.sweep.small import TEXT as SMALL_STUDY

CODES = ("USA", "DEU", "NOR", "ISL", "TUR", "EST", "SWE", "UKR", "RUS", "MKD")
"""Codes that files use: members, partners, a state without an army, an adversary and a state that was no member yet."""

HAZARDS = (
    "", "~", "null", "NO", "no", "yes", "22:22", "2018-03-01", "0o17", "0x1F", "1e999", "-1e999", ".nan", ".inf",
    "-.inf", "1_000", "9" * 400, "9" * 5000, "-0", "2 %", "200 %", "-2 %", "% 2", "2%", "0.02", "2", "-1", "true",
    "[]", "{}", "[[]]", "[1, 2]", "{a: 1}", "&a [*a]", "&a 1", "*b", "!!python/object:os.system x", "!x y", "<<", "?",
    "'", '"', "|", ">", "|\n   text", "#", "\t", "@", "`", "%YAML 1.1", "---", "...", "\u202e", "\u0000", "\x07", "é",
    "Türkiye", "\U0001f600", "\\ud800", '"\\ud800"', '"\\x00"', "../../etc/passwd", "us-partner-only", "os:system",
    "USA", "usa", "XXX", "RUS", "member", "partner", "baseline", "events.a.year", "[" * 200, "{a: " * 60, "x" * 3000,
)  # fmt: skip
"""Values that a file may hold where another is meant."""

STUDY = SMALL_STUDY.replace("made-up.yaml", "nato-2018").replace("  events.downgrade.year: [2019, 2020]\n", "")

STUDIES = (
    STUDY,
    STUDY.replace("{method: grid}", "{method: sobol, samples: 8}").replace("[0.01, 0.03]", "{low: 0, high: 6 %}"),
    STUDY.replace("{method: grid}", "{method: morris, samples: 4, levels: 4}").replace(
        "[0.01, 0.03]", "{low: 0.0, high: 0.06}\n  parameters.threat_elasticity: {low: 1, high: 5}"
    ),
    STUDY.replace("{method: grid}", "{method: latin_hypercube, samples: 5, seed: 3}") + "paired: false\n",
)


@cache
def shipped() -> tuple[str, ...]:
    """The texts of all shipped scenarios and of one of made-up states."""
    paths = [locate(row[0]) for row in list_scenarios()]
    return (*[path[0].read_text(encoding="utf-8") for path in paths if not isinstance(path, str)], made_up.TEXT)


@cache
def schema() -> dict[str, Any]:
    """The schema of scenario files."""
    return json_schema()


def scenario_from_schema(chance: Random) -> str:
    """A scenario made by walking the schema; in half of them some values are not what is asked for."""
    made = Maker(chance, chance.choice((0.0, 0.0, 0.01, 0.05))).make(schema())
    keys = list(made)
    if chance.random() < 0.2:
        chance.shuffle(keys)
    return written({key: made[key] for key in keys})


def mutated_scenario(chance: Random) -> str:
    """A shipped scenario with one to six lines, words or characters changed."""
    return mutated(chance.choice(shipped()), chance)


def mutated_study(chance: Random) -> str:
    """A study with one to six lines, words or characters changed."""
    return mutated(chance.choice(STUDIES), chance)


def mutated(text: str, chance: Random) -> str:
    """A text after one to six small accidents."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        text = chance.choice(ACCIDENTS)(text, chance)
    return text


def hazard(chance: Random) -> str:
    """A short file around one or two hazards."""
    text = "name: a\nstart: 2018\nend: 2020\n"
    for _ in range(chance.randint(1, 2)):
        key = chance.choice([*schema()["properties"], "x", "", "? [a]\n"])
        text += f"{key}: {chance.choice(HAZARDS)}\n"
    return text


KINDS = {
    "scenario from the schema": scenario_from_schema,
    "mutated scenario": mutated_scenario,
    "mutated study": mutated_study,
    "YAML hazard": hazard,
}
"""Kind of case -> what makes one."""


# --- Accidents -------------------------------------------------------------------------------------------------------


def _line_lost(text: str, chance: Random) -> str:
    lines = text.splitlines(keepends=True)
    at = chance.randrange(len(lines) + 1)
    return "".join(lines[:at] + lines[at + 1 :])


def _line_doubled(text: str, chance: Random) -> str:
    lines = text.splitlines(keepends=True)
    at = chance.randrange(len(lines) + 1)
    return "".join(lines[:at] + lines[at : at + 1] * 2 + lines[at + 1 :])


def _line_moved(text: str, chance: Random) -> str:
    lines = text.splitlines(keepends=True)
    if not lines:
        return text
    line = lines.pop(chance.randrange(len(lines)))
    lines.insert(chance.randrange(len(lines) + 1), line)
    return "".join(lines)


def _indented(text: str, chance: Random) -> str:
    lines = text.splitlines(keepends=True)
    at = chance.randrange(len(lines) + 1)
    return "".join(lines[:at] + [chance.choice([" ", "  ", "\t", "- "]) + line for line in lines[at : at + 1]]
                   + lines[at + 1 :])  # fmt: skip


def _value_replaced(text: str, chance: Random) -> str:
    places = [place for place, letter in enumerate(text) if letter in ":,[{"]
    if not places:
        return text + chance.choice(HAZARDS)
    start = chance.choice(places) + 1
    end = start
    while end < len(text) and text[end] not in ",]}\n":
        end += 1
    return f"{text[:start]} {chance.choice(HAZARDS)}{text[end:]}"


def _number_changed(text: str, chance: Random) -> str:
    places = [place for place, letter in enumerate(text) if letter.isdigit() and letter.isascii()]
    if not places:
        return text
    at = chance.choice(places)
    return text[:at] + chance.choice("0123456789.-%e") + text[at + 1 :]


def _letter_changed(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice("aZ09 \t\n:-#'\"{}[]&*!|>%@`,.\x00\x1b\u00e9\u2028\ufeff") + text[at + 1 :]


def _cut_short(text: str, chance: Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


ACCIDENTS = (
    _line_lost, _line_doubled, _line_moved, _indented, _value_replaced, _value_replaced, _number_changed,
    _letter_changed, _cut_short,
)  # fmt: skip


# --- From the schema -------------------------------------------------------------------------------------------------


class _Raw(str):
    """Text that goes into the file as it is, quoted by nobody."""


TOP = {
    "name": lambda chance: "made-by-chance",
    "start": lambda chance: chance.choice([2014, 2018, 2018, 2020]),
    "end": lambda chance: chance.choice([2020, 2021, 2022]),
    "extends": lambda chance: None,
}
"""What a scenario needs to be worth reading further, by key."""


class Maker:
    """Makes values of the schema's parts about states with these codes; a share `wrong` of them is not what is asked
    for."""

    def __init__(
        self, chance: Random, wrong: float = 0.0, codes: Sequence[str] = CODES, foes: Sequence[str] = (),
        last_year: int = 2022,
    ) -> None:  # fmt: skip
        self.chance, self.wrong, self.codes, self.foes, self.last_year = chance, wrong, codes, foes, last_year
        self.words = {"about": (codes[0], "NATO"), "to": ("member", "member_outside_command", "partner", "outside")}

    def make(self, part: dict[str, Any], name: str = "", depth: int = 0) -> Any:
        """A value of a part; `name` is the key that it stands under."""
        if depth and self.chance.random() < self.wrong:
            return _Raw(self.chance.choice(HAZARDS))
        if "$ref" in part:
            return self.make(schema()["$defs"][part["$ref"].rpartition("/")[2]], name, depth)
        if "const" in part:
            return part["const"]
        for choice in ("enum", "anyOf", "oneOf"):
            if choice in part:
                chosen = self.chance.choice(part[choice])
                return chosen if choice == "enum" else self.make(chosen, name, depth)
        kind = part.get("type", "string")
        return None if kind == "null" else getattr(self, f"_{kind}")(part, name, depth)

    def _object(self, part: dict[str, Any], name: str, depth: int) -> dict[str, Any]:
        if name == "patches":
            return {}
        needed = part.get("required", [])
        made: dict[str, Any] = {}
        for key, inner in part.get("properties", {}).items():
            wanted = 1.0 - self.wrong if key in needed else 0.03 if name == "parameters" else 0.2
            if (depth or key not in TOP) and self.chance.random() < wanted:
                made[key] = self.make(inner, key, depth + 1)
        for inner in part.get("patternProperties", {}).values():
            for code in self.chance.sample(self.codes, min(len(self.codes), self.chance.randint(0 if made else 1, 2))):
                made[code] = self.make(inner, name, depth + 1)
        return made if depth else {key: make(self.chance) for key, make in TOP.items()} | made

    def _array(self, part: dict[str, Any], name: str, depth: int) -> list[Any]:
        inner = part.get("items", {"type": "string"})
        if name == "states" and not self.wrong:
            return self.chance.sample(self.codes, min(2, len(self.codes)))
        return [self.make(inner, name, depth + 1) for _ in range(self.chance.randint(part.get("minItems", 0), 2))]

    def _code(self, part: dict[str, Any]) -> str:
        return self.chance.choice(self.foes if self.foes and part.get("names") == "adversary" else self.codes)

    def _string(self, part: dict[str, Any], name: str, depth: int) -> str:
        pattern = part.get("pattern", "")
        if pattern == "^[A-Z]{3}$":
            return self._code(part)
        if "%" in pattern:
            return f"{self.chance.randint(-5 if self.wrong else 0, 60) / 10} %"
        if name == "id":
            return f"event-{self.chance.randint(0, 999)}"
        return self.chance.choice(self.words.get(name, ("a", "Norfolk")))

    def _integer(self, part: dict[str, Any], name: str, depth: int) -> int:
        if name in ("year", "due", "by"):
            return self.chance.randint(2018, self.last_year)
        return self.chance.randint(int(part.get("minimum", 0)), int(min(part.get("maximum", 40), 5000)))

    def _number(self, part: dict[str, Any], name: str, depth: int) -> float:
        low = part.get("minimum", part.get("exclusiveMinimum", 0.0))
        high = part.get("maximum", 2.0 * abs(low) + 1.0)
        return self.chance.choice([low, high, self.chance.uniform(low, high), high + self.wrong])

    def _boolean(self, part: dict[str, Any], name: str, depth: int) -> bool:
        return self.chance.random() < 0.5


def written(made: dict[str, Any]) -> str:
    """The mapping as YAML: a key a line at the top, in flow style below."""
    return "".join(f"{key}: {_flow(value)}\n" for key, value in made.items() if value is not None)


def _flow(value: Any) -> str:
    if isinstance(value, _Raw):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(inner) for inner in value) + "]"
    return value if isinstance(value, str) and value.isalnum() else json.dumps(value)
