"""What the small figures of docs/rules show: for each rule, lines through its own function at the default parameters.

`draw_rules.py` draws them; `test_rule_pages.py` holds that the drawn lines are still the rule's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from alliance_sim.report.tables import RULES, rule_functions
from alliance_sim.rules import alignment, burden, commitment, crisis, odds, threat
from alliance_sim.scenario.parameters import Parameters

P = Parameters()
PRIOR = 0.75
"""Share of full promises kept in the figures: the default study's."""
GUIDELINE, INCOME, POINT = 0.02, 100.0, 0.01

Line = Callable[[float], float]


@dataclass(frozen=True)
class Shape:
    """Lines of one rule over x from `start` to `stop`, in the units of the labels.

    steps: x counts years. zero: a line at 0. head: room above the lines for the key, 1 for none. names:
    of the values 0, 1, … of y.
    """

    x: str
    y: str
    stop: float
    lines: dict[str, Line]
    start: float = 0.0
    steps: bool = False
    zero: bool = False
    head: float = 1.0
    names: tuple[str, ...] = ()

    @property
    def xs(self) -> list[float]:
        if self.steps:
            return [float(year) for year in range(int(self.start), int(self.stop) + 1)]
        return [self.start + (self.stop - self.start) * i / 160 for i in range(161)]

    def fingerprint(self) -> str:
        """A word for what is drawn: labels and every point to six digits."""
        points = [f"{label}:" + ",".join(f"{line(x):.6g}" for x in self.xs) for label, line in self.lines.items()]
        text = "\n".join([self.x, self.y, *points])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def after(rule: Callable[[float], float], start: float) -> Line:
    """The value after so many years of the same rule."""

    def value(years: float) -> float:
        held = start
        for _ in range(int(years)):
            held = rule(held)
        return held

    return value


def percent(line: Line) -> Line:
    return lambda x: 100.0 * line(x)


def attack(rule: Callable[..., float], ratio: float, intent: float) -> float:
    """Attack chance by one variant, for power `ratio` times the defence; in the first year intent was 0.3."""
    return rule(intent, 0.3, 0.3 * threat.contest_chance(1.0, 1.0, 1.0), ratio, 1.0, P.contest_exponent)


def share(rule: Callable[..., float], **given: float) -> float:
    """Share a burden rule aims at, in per cent of GDP; the state starts at 1.5 %, of an income of 100."""
    usual = {
        "share": 0.015, "base_share": 0.015, "income": INCOME, "spill_in": 5.0, "public_weight": P.publicness,
        "private_weight": burden.private_weight(INCOME, 1.5, 5.0, P.publicness), "threat": 1.0,
        "guideline": GUIDELINE, "pressure": 0.0,
    }  # fmt: skip
    return 100.0 * rule(**{**usual, **given})


def willing(stance: float, guardrail: float) -> float:
    weights = (P.willingness_tie, P.willingness_stance, P.willingness_entrapment)
    return commitment.willingness(PRIOR, 0.5, 0.5, stance, guardrail, 0.0, 0.0, 0.2, 0.2, *weights)


def belief(rule: Callable[..., float], signal: float) -> float:
    return rule(0.6, PRIOR, signal, P.learning_rate)


RATIO = "adversary's power, times the defence"
CHANCE = "chance of attack, % a year"
SHARE = "defence, % of GDP"
BEFORE = "share aimed at before it, % of GDP"
THREAT = "threat demand τ, times the first year's"
SPILL = "allies' spending counted on (income 100)"
KEPT, BELIEVED = "chance to come, %", "belief that it comes, %"

THREAT_SHAPES = {
    "great_circle_km": Shape("degrees of longitude between the places", "distance, km", 180.0, {
        "on the equator": lambda x: threat.great_circle_km(0.0, 0.0, 0.0, x),
        "at 60° north": lambda x: threat.great_circle_km(60.0, 0.0, 60.0, x)}),
    "territory_distance": Shape("distance between the capitals, km", "between the territories, km", 3000.0, {
        "no land border": lambda x: threat.territory_distance(x, 0.0),
        "land border": lambda x: threat.territory_distance(x, 1.0)}),
    "proximity": Shape("distance, km", "power left, %", 8000.0, {
        f"scale {scale:,.0f} km": percent(lambda x, scale=scale: threat.proximity(x, scale))
        for scale in (P.threat_distance_km / 2, P.threat_distance_km, 2 * P.threat_distance_km)}),
    "contest_chance": Shape(RATIO, "chance to prevail, %", 4.0, {
        f"m = {m:g}": percent(lambda x, m=m: threat.contest_chance(x, 1.0, m))
        for m in (P.contest_exponent, 2 * P.contest_exponent, P.contest_exponent / 2)}),
    "intent_capability": Shape(RATIO, CHANCE, 4.0, {
        f"intent {intent:g}": percent(lambda x, intent=intent: attack(threat.intent_capability, x, intent))
        for intent in (0.6, 0.3, 0.1)}),
    "balance_of_power": Shape("intent now (0.3 in the first year)", CHANCE, 1.0, {
        "balance_of_power": percent(lambda x: attack(threat.balance_of_power, 1.0, x)),
        "intent_capability": percent(lambda x: attack(threat.intent_capability, 1.0, x))}),
    "fixed": Shape(RATIO, CHANCE, 4.0, {
        "fixed": percent(lambda x: attack(threat.fixed, x, 0.3)),
        "intent_capability": percent(lambda x: attack(threat.intent_capability, x, 0.3))}),
    "next_perception": Shape("years after the danger doubled", "danger seen, % a year", 8.0, {
        f"rate {rate:g}": percent(after(lambda p, rate=rate: threat.next_perception(p, 0.2, rate, 0.0), 0.1))
        for rate in (P.perception_rate, P.perception_rate / 2)}, steps=True),
    "fading": Shape("years after the event", "what is left, %", 12.0, {
        f"half-life {h:g} years": percent(after(lambda v, h=h: threat.fading(v, h), 1.0))
        for h in (P.shock_half_life, P.letter_half_life)}, steps=True),
}  # fmt: skip

BURDEN_SHAPES = {
    "best_response": Shape(SPILL, "own spending (income 100)", 6.0, {
        f"a = {P.publicness:g}, b = {b:g}": lambda x, b=b: burden.best_response(INCOME, x, P.publicness, b)
        for b in (0.02, 0.01, 0.0)}, head=1.4),
    "public_weight_limit": Shape("own spending (income 100)", "largest a", 6.0, {
        f"allies' spending {spill:g}": lambda x, spill=spill: burden.public_weight_limit(INCOME, x, spill)
        for spill in (20.0, 5.0, 0.0)}, head=1.5),
    "private_weight": Shape("own spending (income 100)", "b", 4.0, {
        f"allies' spending {spill:g}": lambda x, spill=spill: burden.private_weight(INCOME, x, spill, P.publicness)
        for spill in (20.0, 5.0, 0.0)}),
    "threat_demand": Shape("danger since the first year, points", "defence wanted, times", 20.0, {
        f"η = {eta:g}": lambda x, eta=eta: burden.threat_demand(POINT * x, 0.0, eta)
        for eta in (2 * P.threat_elasticity, P.threat_elasticity, P.threat_elasticity / 3)}, start=-5.0),
    "toward_guideline": Shape(BEFORE, "share aimed at, % of GDP", 3.5, {
        f"pressure {pressure:g}": percent(
            lambda x, pressure=pressure: burden.toward_guideline(POINT * x, GUIDELINE, pressure))
        for pressure in (1.0, P.guideline_pressure, 0.0)}),
    "joint_product": Shape(THREAT, "share aimed at, % of GDP", 2.0, {
        "guideline weighs (0.35)": lambda x: share(burden.joint_product, threat=x, pressure=P.guideline_pressure),
        "allies' spending 5": lambda x: share(burden.joint_product, threat=x),
        "allies' spending 10": lambda x: share(burden.joint_product, threat=x, spill_in=10.0)}, start=0.5),
    "public_good": Shape(SPILL, "share aimed at, % of GDP", 6.0, {
        "joint_product": lambda x: share(burden.joint_product, spill_in=x),
        "public_good": lambda x: share(burden.public_good, spill_in=x)}),
    "threat_only": Shape(SPILL, "share aimed at, % of GDP", 6.0, {
        "threat_only, τ = 1.5": lambda x: share(burden.threat_only, spill_in=x, threat=1.5),
        "threat_only, τ = 1": lambda x: share(burden.threat_only, spill_in=x),
        "joint_product, τ = 1": lambda x: share(burden.joint_product, spill_in=x)}),
    "guideline_only": Shape(THREAT, "share aimed at, % of GDP", 2.0, {
        "guideline_only, pressure 1": lambda x: share(burden.guideline_only, threat=x, pressure=1.0),
        "guideline_only, pressure 0.35": lambda x: share(burden.guideline_only, threat=x, pressure=0.35),
        "threat_only, pressure 0": lambda x: share(burden.threat_only, threat=x)}, start=0.5),
    "fixed_share": Shape(THREAT, "share aimed at, % of GDP", 2.0, {
        "fixed_share": lambda x: share(burden.fixed_share, threat=x, pressure=1.0),
        "threat_only": lambda x: share(burden.threat_only, threat=x)}, start=0.5),
    "next_share": Shape("years after the target rose to 3 %", SHARE, 12.0, {
        "no ceiling": percent(after(lambda s: burden.next_share(s, 0.03, P.spending_inertia, 9.0), 0.01)),
        f"ceiling {P.spending_growth_ceiling:g}": percent(
            after(lambda s: burden.next_share(s, 0.03, P.spending_inertia, P.spending_growth_ceiling), 0.01)),
        "a third of the inertia μ": percent(
            after(lambda s: burden.next_share(s, 0.03, P.spending_inertia / 3, P.spending_growth_ceiling), 0.01))},
        steps=True),
    "initial_capability": Shape("growth of the budget, % a year", "stock, years of budget", 6.0, {
        f"δ = {wear:g}": lambda x, wear=wear: burden.initial_capability(1.0, 1.0, wear, POINT * x)
        for wear in (P.depreciation / 2, P.depreciation, 2 * P.depreciation)}, start=-2.0),
    "next_capability": Shape("years", "capability, billion USD", 20.0, {
        f"budget {budget:g} a year": after(lambda k, b=budget: burden.next_capability(k, b, 1.0, P.depreciation), 100.0)
        for budget in (15.0, 10.0, 5.0)}, steps=True, head=1.45),
    "arms_reaction": Shape("own spending", "change of own spending a year", 10.0, {
        f"rival spends {rival:g}": lambda x, rival=rival: burden.arms_reaction(x, rival, 0.6, 1.0, 2.0)
        for rival in (10.0, 5.0, 0.0)}, zero=True),
}  # fmt: skip

COMMITMENT_SHAPES = {
    "promise": Shape("how far the giver's standing carries it", "promise, % kept", 1.0, {
        "pact of the two": percent(lambda x: commitment.promise(x, 1.0, 1.0, PRIOR)),
        "to a member (1)": percent(lambda x: commitment.promise(x, 1.0, 0.0, PRIOR)),
        "to a partner (0.1)": percent(lambda x: commitment.promise(x, 0.1, 0.0, PRIOR))}, head=1.5),
    "joint_level": Shape("one side's level", "level of the two", 1.0, {
        "other side 1": lambda x: commitment.joint_level(x, 1.0, 0.0, P.pact_integration),
        "other side 0.3": lambda x: commitment.joint_level(x, 0.3, 0.0, P.pact_integration),
        "other side 0.3, pact": lambda x: commitment.joint_level(x, 0.3, 1.0, P.pact_integration)}),
    "interoperability": Shape("tie", "power usable, %", 1.0, {
        f"integration {level:g}": percent(
            lambda x, level=level: commitment.interoperability(x, level, P.interoperability_floor))
        for level in (1.0, 0.3, 0.0)}),
    "expected_aid": Shape("belief that it comes", "aid counted on, billion USD", 1.0, {
        "ready, near": lambda x: commitment.expected_aid(x, 0.8, 1.0, 100.0, 1.0),
        "half ready, near": lambda x: commitment.expected_aid(x, 0.8, 0.5, 100.0, 1.0),
        "half ready, one reach away": lambda x: commitment.expected_aid(
            x, 0.8, 0.5, 100.0, threat.proximity(2000.0, 2000.0))}),
    "tripwire": Shape("troops on the ally's soil, thousand", KEPT, 10.0, {
        "prior 0.75": percent(lambda x: odds.shift_odds(PRIOR, P.willingness_tripwire * commitment.tripwire(1000 * x))),
        "prior 0.5": percent(lambda x: odds.shift_odds(0.5, P.willingness_tripwire * commitment.tripwire(1000 * x)))}),
    "grievance": Shape(SHARE, "grievance", 4.0, {
        f"guideline {line:g} %": lambda x, line=line: commitment.grievance(POINT * x, POINT * line)
        for line in (3.5, 2.0)}),
    "willingness": Shape("leader's stance", KEPT, 1.0, {
        f"guardrail {guardrail:g}": percent(lambda x, guardrail=guardrail: willing(x, guardrail))
        for guardrail in (0.0, 0.5, 1.0)}, start=-1.0),
    "learning": Shape("years after the ally changed", BELIEVED, 8.0, {
        f"rate {rate:g}": percent(after(lambda r, rate=rate: commitment.learning(r, PRIOR, 0.1, rate), PRIOR))
        for rate in (P.learning_rate / 2, P.learning_rate)}, steps=True),
    "treaty": Shape("what is seen of the ally, %", "belief a year later, %", 100.0, {
        "treaty": percent(lambda x: belief(commitment.treaty, POINT * x)),
        "learning": percent(lambda x: belief(commitment.learning, POINT * x))}),
    "deeds_only": Shape("what is seen of the ally, %", "belief a year later, %", 100.0, {
        "deeds_only": percent(lambda x: belief(commitment.deeds_only, POINT * x)),
        "learning": percent(lambda x: belief(commitment.learning, POINT * x))}),
    "next_tie": Shape("years", "tie", 20.0, {
        f"exercises {level:g}": after(lambda w, level=level: commitment.next_tie(w, level, PRIOR, P.tie_rate), 0.5)
        for level in (1.0, 0.6, 0.0)}, steps=True),
}  # fmt: skip

SHARES = (P.grey_zone_share, P.major_share)
SHOCKS = (P.grey_zone_shock, P.limited_shock, P.major_shock)

CRISIS_SHAPES = {
    "hazard": Shape(CHANCE, "challenges, % a year", 40.0, {
        "neighbour": percent(
            lambda x: crisis.hazard(POINT * x, P.dispute_rate_contiguous, P.dispute_reference_contiguous)),
        "no neighbour": percent(lambda x: crisis.hazard(POINT * x, P.dispute_rate_other, P.dispute_reference_other))}),
    "severity": Shape("draw, % of all challenges", "severity", 99.99, {
        "default shares": lambda x: float(crisis.severity(POINT * x, *SHARES)),
        "half in the grey zone": lambda x: float(crisis.severity(POINT * x, 0.5, 0.1))}, names=crisis.SEVERITIES),
    "expected_size": Shape("challenges in the grey zone, %", "mean shock, points", 90.0, {
        f"major {100 * major:g} %": percent(lambda x, major=major: crisis.expected_size(POINT * x, major, *SHOCKS))
        for major in (0.1, P.major_share)}, start=40.0),
    "honour_chance": Shape("willingness, %", KEPT, 100.0, {
        "open force": percent(lambda x: crisis.honour_chance(POINT * x, False, P.grey_zone_doubt)),
        "grey zone": percent(lambda x: crisis.honour_chance(POINT * x, True, P.grey_zone_doubt))}),
    "holding_chance": Shape("aid that came, times the adversary's power", "chance to hold, %", 4.0, {
        f"own defence {words}": percent(lambda x, own=own: crisis.holding_chance(1.0, own, x, P.contest_exponent))
        for words, own in (("equal to it", 1.0), ("a fifth of it", 0.2))}),
    "after_loss": Shape("loss of a lost crisis, %", "what is left, %", 40.0, {
        "held": lambda x: crisis.after_loss(100.0, POINT * x, True),
        "did not hold": lambda x: crisis.after_loss(100.0, POINT * x, False)}),
    "belief_after_deed": Shape("belief before, %", "belief after, %", 100.0, {
        "it came": percent(lambda x: crisis.belief_after_deed(POINT * x, True, 1.0, P.deed_gain, P.deed_loss)),
        "it failed another": percent(
            lambda x: crisis.belief_after_deed(POINT * x, False, P.witness_weight, P.deed_gain, P.deed_loss)),
        "it failed us": percent(
            lambda x: crisis.belief_after_deed(POINT * x, False, 1.0, P.deed_gain, P.deed_loss))}),
}  # fmt: skip


def cost(x: float, pressure: float, entrapment: float) -> float:
    return 100.0 * alignment.membership_cost(POINT * x, GUIDELINE, pressure, entrapment, P.entrapment_loss, 0.0)


ALIGNMENT_SHAPES = {
    "phased": Shape("years after the decision", "guarantee", 6.0, {
        words: lambda x, years=years: alignment.phased(1.0, 0.1, x, years)
        for words, years in (("at once", 0.0), ("over 2 years", 2.0), ("over 6 years", 6.0))}, steps=True),
    "chance_to_act": Shape("advantage, points of GDP", "chance to act, % a year", 1.0, {
        f"T = {100 * heat:g} points": percent(lambda x, heat=heat: alignment.chance_to_act(POINT * x, heat))
        for heat in (P.alignment_temperature, 2 * P.alignment_temperature)}, start=-1.0),
    "security_gain": Shape("attack chance averted, points", "worth, points of GDP", 20.0, {
        f"attack costs {100 * loss:g} % of GDP": percent(
            lambda x, loss=loss: alignment.security_gain(POINT * x, 0.0, loss))
        for loss in (2 * P.attack_loss, P.attack_loss)}),
    "membership_cost": Shape(SHARE, "cost, points of GDP", 3.5, {
        "pressure 0.35, entrapment 0.5": lambda x: cost(x, 0.35, 0.5),
        "pressure 0.35, entrapment 0": lambda x: cost(x, 0.35, 0.0),
        "pressure 0, entrapment 0": lambda x: cost(x, 0.0, 0.0)}),
    "net_advantage": Shape("change in what membership is worth, points", "advantage, points of GDP", 1.0, {
        f"attachment {100 * hold:g}": percent(
            lambda x, hold=hold: alignment.net_advantage(POINT * x, 0.0, 0.0, 0.0, hold))
        for hold in (P.attachment, P.attachment / 2)}, start=-4.0, zero=True),
    "objection": Shape("risk the candidate brings, % a year", "objection, points of GDP", 50.0, {
        f"gain {100 * gain:g} points": percent(
            lambda x, gain=gain: alignment.objection(gain, POINT * x, P.entrapment_loss))
        for gain in (0.0, 0.001, 0.003)}, zero=True),
    "accommodated": Shape("how far it accommodates", "intent left", 1.0, {
        f"intent {intent:g}": lambda x, intent=intent: alignment.accommodated(intent, x) for intent in (0.6, 0.3)}),
}  # fmt: skip

ODDS_SHAPES = {
    "shift_odds": Shape("log odds added", "chance, %", 4.0, {
        f"{100 * p:g} % before": percent(lambda x, p=p: odds.shift_odds(p, x)) for p in (0.75, 0.5, 0.1)}, start=-4.0),
    "logistic_noise": Shape("draw", "noise, log odds", 0.99, {
        f"scale {scale:g}": lambda x, scale=scale: odds.logistic_noise(x, scale)
        for scale in (P.signal_noise, P.perception_noise)}, start=0.01),
    "either": Shape("chance of the first, %", "chance of either, %", 100.0, {
        f"second {100 * p:g} %": percent(lambda x, p=p: odds.either(POINT * x, p)) for p in (0.5, 0.2, 0.0)}),
}  # fmt: skip

SHAPES: dict[str, dict[str, Shape]] = {
    "threat": THREAT_SHAPES, "burden": BURDEN_SHAPES, "commitment": COMMITMENT_SHAPES, "crisis": CRISIS_SHAPES,
    "alignment": ALIGNMENT_SHAPES, "odds": ODDS_SHAPES,
}  # fmt: skip
"""The shapes of every rule by module and name."""

RULE_NAMES = {
    module.__name__.rpartition(".")[2]: [function.__name__ for function in rule_functions(module)] for module in RULES
}
"""Every public rule by its module, in the order of the code."""
