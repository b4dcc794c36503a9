"""What a scenario is: the file as it is written (`ScenarioFile`) and the scenario as a run takes it (`Scenario`)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, WithJsonSchema, model_validator

from alliance_sim.errors import ScenarioError
from alliance_sim.rules.own import OwnRule
from alliance_sim.scenario.events import Event, GuidelinePledge
from alliance_sim.scenario.parameters import Parameters
from alliance_sim.scenario.theory import Theory
from alliance_sim.scenario.values import (
    PERCENT_PATTERN,
    Change,
    Code,
    Codes,
    GdpShare,
    Part,
    Slug,
    Tone,
    Unit,
    Year,
    read_percent,
    refusal,
)
from alliance_sim.scenario.wording import did_you_mean, shown

OUTCOME_NAMES: tuple[str, ...] = (
    "capability",
    "largest_share",
    "deterrence",
    "expected_attacks",
    "spending",
    "members",
    "members_at_guideline",
    "burden_gini",
    "burden_hhi",
    "full_income_burden",
    "free_riding",
    "anxiety",
    "dependence",
    "cohesion",
    "algebraic_connectivity",
    "communities",
    "entrapment",
    "crises",
    "honoured_share",
    "vulnerable_states",
    "structural_balance",
)
"""The outcomes a file may name; `metrics.OUTCOMES` computes them (a test holds both equal)."""

LONGEST_RUN = 200
"""Years from `start` to `end` at most."""


def _figure(meaning: str, unit: str, **more: Any) -> Any:
    return Field(default=None, description=meaning, json_schema_extra={"unit": unit}, **more)


def _known_outcome(name: Any) -> Any:
    if not isinstance(name, str) or name not in OUTCOME_NAMES:
        raise refusal(f"{shown(name)} is not an outcome{did_you_mean(name, OUTCOME_NAMES)}")
    return name


OutcomeName = Annotated[str, BeforeValidator(_known_outcome), Field(json_schema_extra={"enum": list(OUTCOME_NAMES)})]


class Guideline(GuidelinePledge):
    """The alliance's spending guideline at the start."""


class Alliance(Part):
    """The institution: its name and, if it has one, its spending guideline."""

    name: str = Field(default="NATO", min_length=1, description="with NATO the data set says who is what at the start")
    guideline: Guideline | None = Field(default=None, description="spending guideline in force at the start")


class AdversarySettings(Part):
    """What is known of an adversary at the start."""

    intent: Unit = Field(description="intent toward every state, 0 to 1", json_schema_extra={"unit": "1"})


class Figures(Part):
    """Figures of one state instead of the data's; one the data set lacks needs gdp, share, latitude, longitude."""

    name: str | None = Field(default=None, description="name in texts and figures", min_length=1)
    gdp: float | None = _figure("gross domestic product at the start", "billion constant USD", gt=0, le=1e7)
    gdp_growth: Change | None = _figure("real growth each year", "share per year, 2 % or 0.02")
    share: GdpShare | None = _figure("defence spending at the start", "share of GDP, 2 % or 0.02")
    population: float | None = _figure("population at the start", "million", gt=0)
    capability: float | None = _figure(
        "stock of military capability at the start", "billion constant USD", ge=0, le=1e7
    )
    efficiency: float | None = _figure("capability bought by a dollar; carries price levels", "1", gt=0, le=100)
    readiness: Unit | None = _figure("part of the capability that is ready", "1")
    stance: Tone | None = _figure("leader's disposition to the alliance, -1 to 1", "1")
    guardrail: Unit | None = _figure("how far institutions and advisers bind the leader", "1")
    receptivity: Unit | None = _figure("how far pressure to spend is heard at home", "1")
    reach_km: float | None = _figure("distance over which the state's own power falls to 1/e", "km", gt=0)
    latitude: float | None = _figure("of the capital", "degrees north", ge=-90, le=90)
    longitude: float | None = _figure("of the capital", "degrees east", ge=-180, le=180)
    borders: Codes | None = _figure("states with a land border", "codes")
    armed_forces: bool | None = Field(default=None, description="false for a state without an army")


class Standing(Part):
    """What a state is to the alliance."""

    guarantee: Unit = Field(description="the mutual-defence promise, 0 none to 1 full", json_schema_extra={"unit": "1"})
    integration: Unit = Field(description="command, planning, interoperability", json_schema_extra={"unit": "1"})
    exercises: Unit = Field(description="part in the alliance's exercises", json_schema_extra={"unit": "1"})
    votes: bool = Field(description="whether the state is a member that has a vote")


class StandingFigures(Part):
    """A standing in a file: of a built-in one only what differs, of a new one all four values."""

    guarantee: Unit | None = _figure("the mutual-defence promise, 0 none to 1 full", "1")
    integration: Unit | None = _figure("command, planning, interoperability", "1")
    exercises: Unit | None = _figure("part in the alliance's exercises", "1")
    votes: bool | None = Field(default=None, description="whether the state is a member that has a vote")


STANDINGS: Mapping[str, Standing] = {
    "member": Standing(guarantee=1.0, integration=1.0, exercises=1.0, votes=True),
    "member_outside_command": Standing(guarantee=1.0, integration=0.3, exercises=0.5, votes=True),
    "partner": Standing(guarantee=0.1, integration=0.3, exercises=0.6, votes=False),
    "outside": Standing(guarantee=0.0, integration=0.0, exercises=0.0, votes=False),
}
"""The built-in standings; a file may give other values and further standings."""


SHARE_OUTCOMES: frozenset[str] = frozenset(
    {
        "largest_share",
        "deterrence",
        "full_income_burden",
        "free_riding",
        "anxiety",
        "dependence",
        "entrapment",
        "honoured_share",
    }
)
"""Outcomes that are told in percent, so that a claim about them may be written so."""


def _threshold(value: Any) -> Any:
    number = read_percent(value)
    if number != "baseline" and (isinstance(number, bool) or not isinstance(number, int | float)):
        raise refusal(f"must be a number or the word baseline, not {shown(value)}")
    return number


def _percent_allowed(claim: Any) -> Any:
    """Whether numbers with a percent sign stand beside an outcome that is a share."""
    if not isinstance(claim, dict) or claim.get("outcome") not in OUTCOME_NAMES:
        return claim
    bounds = [claim.get("above"), claim.get("below"), *_both(claim.get("between"))]
    written = [bound for bound in bounds if isinstance(bound, str) and read_percent(bound) != bound]
    if written and claim["outcome"] not in SHARE_OUTCOMES:
        raise refusal(
            f"has {shown(written[0])}, and {claim['outcome']} is not a share; write the number without a percent sign"
        )
    return claim


def _both(between: Any) -> list[Any]:
    return list(between) if isinstance(between, list | tuple) else []


PERCENT_TEXT = {"type": "string", "pattern": PERCENT_PATTERN}
Threshold = Annotated[
    Literal["baseline"] | float,
    BeforeValidator(_threshold),
    WithJsonSchema({"anyOf": [{"const": "baseline", "type": "string"}, {"type": "number"}, PERCENT_TEXT]}),
]
Bound = Annotated[float, BeforeValidator(read_percent), WithJsonSchema({"anyOf": [{"type": "number"}, PERCENT_TEXT]})]


class Expect(Part):
    """A claim that makes the scenario a test: an outcome's mean over seeds in a year, against number or baseline.

    A bound of an outcome that is a share may be written with a percent sign.
    """

    outcome: OutcomeName = Field(description="name of the outcome")
    year: Year = Field(description="year of the claim", json_schema_extra={"unit": "year"})
    above: Threshold | None = Field(default=None, description="greater than this number, or than the baseline's value")
    below: Threshold | None = Field(default=None, description="less than this number, or than the baseline's value")
    between: Annotated[tuple[Bound, ...], Field(strict=False, min_length=2, max_length=2)] | None = Field(
        default=None, description="from the first to the second number, both included"
    )

    _percents = model_validator(mode="before")(_percent_allowed)

    @model_validator(mode="after")
    def _says_something(self) -> Expect:
        if self.above is None and self.below is None and self.between is None:
            raise refusal("claims nothing; give `above`, `below` or `between`")
        if self.between is not None and self.between[0] > self.between[1]:
            raise refusal(f"has between {self.between[0]:g} and {self.between[1]:g}; the smaller number comes first")
        return self

    @property
    def needs_baseline(self) -> bool:
        """Whether the claim can only be judged with the baseline's value."""
        return "baseline" in (self.above, self.below)

    def verdict(self, scenario_value: float, baseline_value: float | None = None) -> bool:
        """Whether the claim holds; a value that is not a number fulfils no claim.

        Raises `ValueError` when the claim speaks of the baseline and no value of it is given.

        >>> Expect(outcome="anxiety", year=2021, above="baseline").verdict(0.3, 0.1)
        True
        """
        if self.needs_baseline and baseline_value is None:
            raise ValueError(
                f"{self.outcome} in {self.year}: the claim compares with the baseline, whose value is missing"
            )
        low, high = self.between or (float("-inf"), float("inf"))
        return (
            (self.above is None or scenario_value > _bound(self.above, baseline_value))
            and (self.below is None or scenario_value < _bound(self.below, baseline_value))
            and low <= scenario_value <= high
        )


def _bound(threshold: Literal["baseline"] | float, baseline_value: float | None) -> float:
    return float(baseline_value or 0.0) if threshold == "baseline" else float(threshold)


class BaselineFile(Part):
    """What the scenario is compared with."""

    without: Annotated[tuple[str, ...], Field(strict=False)] = Field(description="ids of the events that are left out")


def _percents(value: Any) -> Any:
    """Parameters that are shares of GDP may be written with a percent sign too."""
    if not isinstance(value, dict):
        return value
    return {key: read_percent(number) if key in SHARE_PARAMETERS else number for key, number in value.items()}


SHARE_PARAMETERS: frozenset[str] = frozenset(
    name
    for name, field in Parameters.model_fields.items()
    if isinstance(field.json_schema_extra, dict)
    and str(field.json_schema_extra.get("unit", "")).startswith("share of GDP")
)
"""Parameters whose unit is a share of GDP."""


class ScenarioFile(Part):
    """A scenario file of alliance-sim: the start of a run and its dated events. Money is billion constant USD."""

    name: Slug | None = Field(default=None, description="slug: letters, digits, hyphens")
    title: str | None = Field(default=None, description="one line for lists and figures; the name when left out")
    description: str = Field(default="", description="what it is about, what is history and what is assumption")
    extends: str | None = Field(
        default=None, description="another scenario, by name or path; events append, mappings merge, this file wins"
    )
    start: Year | None = Field(default=None, description="first simulated year; the world is the data of that year")
    end: Year | None = Field(default=None, description="last year, inclusive")
    seed: int = Field(default=0, ge=0, description="first seed; replicates take seed, seed + 1, …")
    replicates: int = Field(default=200, ge=1, le=1_000_000, description="runs with different seeds")
    alliance: Alliance = Field(default=Alliance(name="NATO", guideline=None), description="the institution")
    states: Annotated[tuple[Code, ...], Field(strict=False)] | None = Field(
        default=None, description="default: the data set's members at the start year, plus those an event names"
    )
    partners: Annotated[tuple[Code, ...], Field(strict=False)] = Field(
        default=(), description="states that start as partners"
    )
    adversaries: dict[Code, AdversarySettings] = Field(default={}, description="adversaries by code")
    theory: Theory = Field(default=Theory(), description="which variant of each rule")
    parameters: Annotated[Parameters, BeforeValidator(_percents)] = Field(
        default=Parameters(), description="global parameters"
    )
    figures: dict[Code, Figures] = Field(default={}, description="figures of single states, instead of the data's")
    standings: dict[Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")], StandingFigures] = Field(
        default={}, description="further standings, or other values for the built-in ones"
    )
    events: Annotated[tuple[Event, ...], Field(strict=False)] = Field(default=(), description="dated events")
    baseline: BaselineFile | None = Field(
        None,
        description="what this is compared with; default: without all events of this file, keeping those of `extends`",
    )
    patches: dict[Slug, dict[str, Any]] = Field(default={}, description="named variations: path to value")
    expect: Annotated[tuple[Expect, ...], Field(strict=False)] = Field(
        default=(), description="claims that make this a test"
    )
    outcomes: Annotated[tuple[OutcomeName, ...], Field(strict=False)] = Field(default=(), description="default: all")


class Baseline(Part):
    """What a scenario is compared with: itself without these events (ids)."""

    without: tuple[str, ...] = ()


class Scenario(Part):
    """A checked scenario, complete: what the file left open is filled in from the data set and the defaults."""

    name: str
    title: str
    description: str
    start: int
    end: int
    seed: int
    replicates: int
    alliance: Alliance
    states: tuple[str, ...]
    partners: tuple[str, ...]
    adversaries: dict[str, AdversarySettings]
    theory: Theory
    parameters: Parameters
    figures: dict[str, Figures]
    standings: dict[str, Standing]
    events: tuple[Event, ...]
    baseline: Baseline
    outcomes: tuple[str, ...]
    expect: tuple[Expect, ...]
    initial_standings: dict[str, str]
    text: str = Field(default="", repr=False)
    source_files: tuple[str, ...] = ()
    own_rules: dict[str, OwnRule] = Field(default_factory=dict, repr=False)
    _origins: dict[str, str] = PrivateAttr(default_factory=dict)

    def origin(self, path: str) -> str:
        """The `file:line:column` that set the value at a path such as `events.downgrade.year`, or `default`."""
        return self._origins.get(path, "default")

    def without(self, ids: Iterable[str]) -> Scenario:
        """The scenario without the events of these ids, all else equal; raises `ScenarioError` for an unknown id."""
        left_out = tuple(ids)
        known = [event.id for event in self.events]
        for name in left_out:
            if name not in known:
                raise ScenarioError(f"{shown(name)} is not an event of {self.name}{did_you_mean(name, known)}")
        kept = tuple(event for event in self.events if event.id not in left_out)
        still = tuple(name for name in self.baseline.without if name not in left_out)
        return self.model_copy(update={"events": kept, "baseline": Baseline(without=still)})

    def baseline_scenario(self) -> Scenario:
        """What the scenario is compared with: the same without the events of `baseline.without`."""
        return self.without(self.baseline.without)

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain values under the names of the file; read again it is the same scenario."""
        excluded = {"text", "source_files", "initial_standings", "own_rules"}
        plain = self.model_dump(mode="json", by_alias=True, exclude=excluded)
        plain["events"] = [_event(event) for event in plain["events"]]
        plain["expect"] = [_stated(claim) for claim in plain["expect"]]
        plain["figures"] = {code: _stated(figures) for code, figures in plain["figures"].items()}
        return plain

    def digest(self) -> str:
        """SHA-256 (hex) of what decides the results; titles, descriptions, notes and claims do not.

        The order of states and mappings in the file and its comments do not matter either.
        """
        plain = {key: value for key, value in self.to_dict().items() if key not in ("title", "description", "expect")}
        plain["events"] = [{key: value for key, value in event.items() if key != "note"} for event in plain["events"]]
        plain["outcomes"] = sorted(plain["outcomes"])
        plain["baseline"] = sorted(plain["baseline"]["without"])
        plain["initial_standings"] = self.initial_standings
        if self.own_rules:
            plain["own_rules"] = {rule: own.sha256 for rule, own in self.own_rules.items()}
        text = json.dumps(plain, sort_keys=True, ensure_ascii=True, allow_nan=False)
        return hashlib.sha256(text.encode("ascii")).hexdigest()


def _event(event: dict[str, Any]) -> dict[str, Any]:
    """The keys in the order in which people write them."""
    first = {key: event[key] for key in ("id", "year", "type")}
    note = {"note": event["note"]} if event["note"] else {}
    return first | _stated({key: value for key, value in event.items() if key != "note"}) | note


def _stated(part: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in part.items() if value is not None}
