"""The dated events of a scenario, one model a type; SCENARIOS.md's table in code.

A field's `names` says what its codes stand for: `ally` (a state or partner), `adversary`, `anyone`, or `topic`
(the alliance's name or anyone). `checks.py` holds them against the scenario.
"""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from alliance_sim.scenario.values import (
    Change,
    Code,
    Codes,
    Delays,
    EventId,
    GdpShare,
    Part,
    Points,
    Tone,
    Tones,
    Unit,
    Year,
    refusal,
)

Role = Literal["ally", "adversary", "anyone", "topic"]


def _named(role: Role, meaning: str, default: Any = ..., **more: Any) -> Any:
    return Field(default, description=meaning, json_schema_extra={"names": role}, **more)


def _amount(meaning: str, unit: str, default: Any = ..., **more: Any) -> Any:
    return Field(default, description=meaning, json_schema_extra={"unit": unit}, **more)


def _no_state_twice(codes: tuple[str, ...]) -> tuple[str, ...]:
    repeated = sorted(code for code, times in Counter(codes).items() if times > 1)
    if repeated:
        raise refusal(f"names {', '.join(repeated)} twice")
    return codes


def _exactly_two(codes: tuple[str, ...]) -> tuple[str, ...]:
    if len(codes) != 2:
        raise refusal(f"must name two states, not {len(codes)}")
    return codes


Group = Annotated[Codes, Field(min_length=1), AfterValidator(_no_state_twice)]
Pair = Annotated[Codes, AfterValidator(_no_state_twice), AfterValidator(_exactly_two)]


class GuidelinePledge(Part):
    """A share of GDP to be reached by a year."""

    share: GdpShare = _amount("defence spending to be reached", "share of GDP, 2 % or 0.02")
    due: Year = _amount("year by which it is to be reached", "year")


class Statement(Part):
    """Words about the alliance or a state; they move beliefs, not willingness."""

    speaker: Code = _named("anyone", "state whose leader speaks")
    about: str = _named("topic", "the alliance's name, or a state")
    tone: Tone = _amount("-1 hostile to 1 warm", "1")
    credibility: Unit = _amount("how far it is taken as meant: 0 a joke, 1 a signed commitment", "1")
    public: bool = Field(default=True, description="false for a leak, which weighs less")


class EventBase(Part):
    """What every event has."""

    id: EventId = Field(description="unique in the scenario; what a sweep or a comparison names")
    year: Year = Field(description="year in which it happens", json_schema_extra={"unit": "year"})
    note: str = Field(default="", description="source or remark; changes nothing")

    @property
    def delay(self) -> int:
        """Years from the event until it takes effect."""
        return 0


class StandingEvent(EventBase):
    """A state's standing to the alliance changes."""

    type: Literal["standing"]
    state: Code = _named("ally", "whose standing changes")
    to: str = Field(
        description="the new standing: member, member_outside_command, partner, outside, or one of `standings`"
    )
    phase_in: int = _amount("years over which it takes effect", "years", 0, ge=0, le=100)


class WithdrawalEvent(EventBase):
    """A member leaves the alliance."""

    type: Literal["withdrawal"]
    state: Code = _named("ally", "member that leaves")
    phase_in: int = _amount("years over which it takes effect", "years", 0, ge=0, le=100)


class AccessionEvent(EventBase):
    """A state applies to join the alliance."""

    type: Literal["accession"]
    state: Code = _named("ally", "state that joins")
    consent: Literal["granted", "vote"] = Field(
        "granted", description="whether the members agree, or are asked in the run"
    )
    vetoes: Delays = Field(
        {},
        description="years of delay by each member that objects",
        json_schema_extra={"names": "ally", "unit": "years"},
    )

    @property
    def delay(self) -> int:
        """Years from the application until it takes effect: those of the longest veto."""
        return max(self.vetoes.values(), default=0)


class StatementEvent(Statement, EventBase):
    """Words about the alliance or a state, public or leaked."""

    type: Literal["statement"]


class LettersEvent(EventBase):
    """One state writes to several about their spending: pressure and grievance."""

    type: Literal["letters"]
    sender: Code = _named("ally", "state that writes")
    recipients: Tones = Field(
        min_length=1,
        description="tone toward each recipient, -1 to 1; only one below 0 presses",
        json_schema_extra={"names": "ally", "unit": "1"},
    )


class GuidelineEvent(GuidelinePledge, EventBase):
    """The alliance agrees on a spending guideline."""

    type: Literal["guideline"]


class SummitEvent(EventBase):
    """A summit and its communiqué."""

    type: Literal["summit"]
    guideline: GuidelinePledge | None = Field(default=None, description="spending guideline agreed on")
    readiness: Unit | None = _amount("readiness the members pledge, 0 to 1", "1", None)
    statements: Annotated[tuple[Statement, ...], Field(strict=False)] = Field(
        default=(), description="statements made there"
    )
    tone: Tone | None = _amount("tone of the communiqué, -1 to 1", "1", None)


class ReadinessInitiativeEvent(EventBase):
    """Forces to be ready within so many days, such as the four thirties of 2018."""

    type: Literal["readiness_initiative"]
    battalions: int = _amount("battalions", "1", ge=0, le=100_000)
    squadrons: int = _amount("air squadrons", "1", ge=0, le=100_000)
    warships: int = _amount("warships", "1", ge=0, le=100_000)
    days: int = _amount("days within which they are ready", "days", ge=1, le=3650)
    by: Year | None = _amount("year by which this holds", "year", None)


class DeploymentEvent(EventBase):
    """Troops are sent to an ally's soil."""

    type: Literal["deployment"]
    from_: Code = _named("ally", "whose troops", alias="from")
    to: Code = _named("ally", "host")
    troops: int = _amount("persons", "persons", ge=1, le=10_000_000)
    framework: bool = Field(default=False, description="whether the sender leads a multinational battle group there")


class RedeploymentEvent(EventBase):
    """Troops leave a host, for home or for another host."""

    type: Literal["redeployment"]
    from_: Code = _named("ally", "whose troops", alias="from")
    out_of: Code = _named("ally", "host they leave")
    troops: int = _amount("persons", "persons", ge=1, le=10_000_000)
    to: Code | None = _named("ally", "new host; home when left out", None)


class HostCommandEvent(EventBase):
    """A state hosts a command of the alliance, a sunk commitment that raises its integration."""

    type: Literal["host_command"]
    state: Code = _named("ally", "host")
    command: str = Field(min_length=1, description="name of the command")


class ExerciseEvent(EventBase):
    """States exercise together."""

    type: Literal["exercise"]
    states: Annotated[Codes, AfterValidator(_no_state_twice), Field(min_length=2)] = _named("ally", "who takes part")
    size: int | None = _amount("persons who take part", "persons", None, ge=1, le=10_000_000)


class LeaderEvent(EventBase):
    """A state's leader, or how far institutions and advisers bind the leader, changes."""

    type: Literal["leader"]
    state: Code = _named("ally", "whose leader")
    stance: Tone = _amount("disposition to the alliance, -1 to 1", "1")
    guardrail: Unit | None = _amount("how far the leader is bound, 0 to 1; unchanged when left out", "1", None)


class RapprochementEvent(EventBase):
    """A state draws closer to an adversary."""

    type: Literal["rapprochement"]
    state: Code = _named("ally", "state that draws closer")
    adversary: Code = _named("adversary", "to whom")
    depth: Unit = _amount("0 none to 1 full", "1")


class IntentEvent(EventBase):
    """An adversary's intent changes."""

    type: Literal["intent"]
    adversary: Code = _named("adversary", "whose intent")
    to: Unit = _amount("new intent, 0 to 1", "1")
    toward: Group | None = _named("ally", "toward whom; toward everyone when left out", None)


class CrisisEvent(EventBase):
    """An adversary challenges a state."""

    type: Literal["crisis"]
    adversary: Code = _named("adversary", "who challenges")
    target: Code = _named("ally", "who is challenged")
    severity: Literal["grey_zone", "limited", "major"] = Field(
        description="grey zone includes cyber, airspace and sabotage"
    )


class EconomyEvent(EventBase):
    """Growth of one year, or a one-off change of the level of GDP: exactly one of the two."""

    type: Literal["economy"]
    states: Group = _named("anyone", "whose economies")
    growth: Change | None = _amount("real growth that year, instead of the data's", "share per year, 2 % or 0.02", None)
    level: Change | None = _amount("one-off change of GDP", "share of GDP, 2 % or 0.02", None)


class BudgetEvent(EventBase):
    """A state's defence spending is set or changed: exactly one of the two."""

    type: Literal["budget"]
    state: Code = _named("anyone", "whose budget")
    share: GdpShare | None = _amount("new share", "share of GDP, 2 % or 0.02", None)
    change: Points | None = _amount("change of the share", "points of GDP, 0.5 % or 0.005", None)


class PactEvent(EventBase):
    """Two states form, or end, a bilateral defence pact."""

    type: Literal["pact"]
    states: Pair = _named("ally", "the two")
    end: bool = Field(default=False, description="true when the pact ends")


class TradeDisputeEvent(EventBase):
    """A trade dispute between two states, which lowers their tie."""

    type: Literal["trade_dispute"]
    states: Pair = _named("ally", "the two")
    depth: Unit = _amount("0 none to 1 full", "1")


AnyEvent = (
    StandingEvent
    | WithdrawalEvent
    | AccessionEvent
    | StatementEvent
    | LettersEvent
    | GuidelineEvent
    | SummitEvent
    | ReadinessInitiativeEvent
    | DeploymentEvent
    | RedeploymentEvent
    | HostCommandEvent
    | ExerciseEvent
    | LeaderEvent
    | RapprochementEvent
    | IntentEvent
    | CrisisEvent
    | EconomyEvent
    | BudgetEvent
    | PactEvent
    | TradeDisputeEvent
)
Event = Annotated[AnyEvent, Field(discriminator="type")]
"""Any event; `type` says which."""

EVENT_TYPES: dict[str, type[EventBase]] = {
    str(model.model_fields["type"].annotation.__args__[0]): model for model in AnyEvent.__args__
}
"""Event models by the `type` a file writes."""
