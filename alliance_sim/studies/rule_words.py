"""Each rule in words with one state's numbers put in, so that a reader can follow the calculation by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from alliance_sim.rules import burden, commitment, threat
from alliance_sim.rules.chosen import parameters
from alliance_sim.studies.spoken import enumerated, in_sentence, significant

if TYPE_CHECKING:
    from alliance_sim.studies.explain import Explanation

LARGEST = 3
"""How many allies are named with their aid."""


def share(value: float) -> str:
    """A share or a chance on paper: `2.31 %`."""
    return f"{significant(100 * value)} %"


def threat_words(found: Explanation) -> list[str]:
    """How dangerous the state's position is, adversary by adversary, and what it believes of it."""
    x, results = found.now, found.results
    own, aid = x.readiness * x.capability, found.recorded("expected_aid", found.year)
    codes = [adversary.iso3 for adversary in found.model.adversaries]
    said = [
        f"D is what could defend it: own ready forces {significant(own)} and aid it counts on {significant(aid)},"
        f" together {significant(own + aid)} billion USD of capability."
    ]
    for rank, code in enumerate(codes):
        said.append(f"{_capital(in_sentence(results, code))}: {_attack(found, rank, own + aid)}")
    total = share(found.recorded("attack_probability", found.year))
    return [*said, f"Chance of being attacked by {'any of them' if len(codes) > 1 else 'it'}: {total} a year."]


def _attack(found: Explanation, rank: int, defence: float) -> str:
    x, state, adversary = found.now, found.state, found.model.adversaries[rank]
    m, power = found.model.parameters.contest_exponent, x.power[rank]
    intent = x.intent[rank] * (1.0 - x.concessions[rank])
    base, first = adversary.base_intent[state.position], adversary.base_attack[state.position]
    inputs = (intent, base, first, power, defence, m)
    result = share(state.rules.threat(*inputs))
    reaching = f"P = {significant(power)} billion USD of its power that reaches here and m = {m:g}"
    contest, odds = f"P^m / (P^m + D^m), with {reaching}", significant(threat.contest_chance(power, defence, m))
    conceded = f" (after concessions of {share(x.concessions[rank])})" if x.concessions[rank] else ""
    formulas = {
        "intent_capability": f"intent{conceded} × {contest}: {significant(intent)} × {odds} = {result} a year.",
        "balance_of_power": f"the first year's intent × {contest}: {significant(base)} × {odds} = {result} a year.",
        "fixed": f"held at the first year's {result} a year.",
    }
    return formulas.get(found.results.scenario.theory.threat) or own_words(found, "threat", inputs, result)


def own_words(found: Explanation, rule: str, inputs: tuple[float, ...], result: str) -> str:
    """A rule of the user's own: what it was given, and what it says."""
    given = ", ".join(f"{name} = {significant(value)}" for name, value in zip(parameters(rule), inputs, strict=True))
    return f"your rule {getattr(found.results.scenario.theory, rule)}, given {given}, says {result}."


def belief_words(found: Explanation) -> list[str]:
    """How the belief about the danger moved."""
    look, rate = found.model.looks[found.year], found.model.parameters.perception_rate
    crises = "after crises nearby" if look.shock > 0.0 else "since there were fewer crises nearby than usual"
    shock = f", and {significant(100 * look.shock)} points {crises}" if look.shock else ""
    noise = f" (through noise; there it was {share(look.there)})" if look.there != look.seen else ""
    return [
        f"It believes {share(look.after)}: last year's belief {share(look.before)}, moved by {rate:g} of the way to"
        f" what it saw this year, {share(look.seen)}{noise}{shock}. It sees before this year's aid is settled."
    ]


def aid_words(found: Explanation) -> list[str]:
    """What allies could bring, the largest first."""
    x, state, results = found.now, found.state, found.results
    floor = found.model.parameters.interoperability_floor
    rows = []
    for code, trust in x.trust.items():
        usable = commitment.interoperability(*x.fit[code], floor)
        readiness, capability = x.forces[code]
        left = state.help_left[found.model.by_code[code].position]
        brought = commitment.expected_aid(trust, usable, readiness, capability, left)
        numbers = " × ".join(significant(value) for value in (trust, usable, readiness, capability, left))
        rows.append((-brought, code, f"{in_sentence(results, code)} {numbers} = {significant(brought)}"))
    if not rows:
        return ["It has no allies that it could count on."]
    named = [text for _, _, text in sorted(rows)[:LARGEST]]
    return [
        f"Aid from each of {len(rows)} is trust × usable × ready × forces × what arrives; the largest:"
        f" {enumerated(named)} billion USD; together {significant(found.recorded('expected_aid', found.year))}.",
        f"Of the allies' spending it counts on {significant(found.recorded('spill_in', found.year))} billion USD a year"
        " (trust × budget, summed).",
    ]


def burden_words(found: Explanation) -> list[str]:
    """How the defence share follows: wish, target, inertia, events."""
    x, year = found.now, found.year
    if found.before is None:
        return [f"{year} is the first year: its share, {share(x.share)} of GDP, is the data's, and no rule decided it."]
    last, now = share(x.share), share(found.recorded("share", year))
    event = _budget_event(found)
    if not math.isnan(x.ordered):
        return [f"{event} Last year it was {last}; now it is {now}."]
    p, target = found.model.parameters, _target(found, x.guideline, x.pressure)
    return [
        *_wish(found),
        f"Share: last year's + {p.spending_inertia:g} of the way to the target = {last} + {p.spending_inertia:g} ×"
        f" ({share(target)} − {last}) = {share(_settled(found, target))}; at most {share(p.spending_growth_ceiling)}"
        f" above last year's.{event}",
    ]


def _budget_event(found: Explanation) -> str:
    x = found.now
    added = f" An event adds {significant(100 * x.added)} points." if x.added else ""
    return f" An event sets the share to {share(x.ordered)}.{added}".lstrip() if not math.isnan(x.ordered) else added


def _settled(found: Explanation, target: float) -> float:
    p = found.model.parameters
    return burden.next_share(found.now.share, target, p.spending_inertia, p.spending_growth_ceiling)


def burden_inputs(found: Explanation, guideline: float, pressure: float) -> tuple[float, ...]:
    """What the burden rule was given, in the order of its parameters."""
    x, state, p = found.now, found.state, found.model.parameters
    demand = burden.threat_demand(x.perceived, state.base_perceived, p.threat_elasticity)
    return (
        x.share, state.base_share, x.gdp, found.recorded("spill_in", found.year), state.public_weight,
        state.private_weight, demand, guideline, pressure,
    )  # fmt: skip


def _target(found: Explanation, guideline: float, pressure: float) -> float:
    return float(found.state.rules.burden(*burden_inputs(found, guideline, pressure)))


def _wish(found: Explanation) -> list[str]:
    """Threat factor, wish and target under the theory's variant."""
    x, variant = found.now, found.results.scenario.theory.burden
    target = share(_target(found, x.guideline, x.pressure))
    if variant not in WISHES:
        given = burden_inputs(found, x.guideline, x.pressure)
        return [f"Target: {own_words(found, 'burden', given, target)}"]
    if variant == "fixed_share":
        return [f"Target: last year's share, {target}."]
    wish = share(_target(found, 0.0, 0.0))
    said = [_threat_factor(found)] if variant != "guideline_only" else []
    return [
        *said,
        f"Wish: {WISHES[variant](found)} = {wish} of GDP.",
        f"Target: wish + pressure × what is missing to the guideline = {wish} + {significant(x.pressure)} ×"
        f" max(0, {share(x.guideline)} − {wish}) = {target}.",
    ]


def _threat_factor(found: Explanation) -> str:
    x, state, p = found.now, found.state, found.model.parameters
    factor = burden.threat_demand(x.perceived, state.base_perceived, p.threat_elasticity)
    return (
        f"Threat factor: exp({p.threat_elasticity:g} × (belief {share(x.perceived)} − the first year's"
        f" {share(state.base_perceived)})) = {significant(factor, 4)}."
    )


def _joint_product(found: Explanation) -> str:
    given = dict(zip(parameters("burden"), burden_inputs(found, 0.0, 0.0), strict=True))
    a, b = given["public_weight"] * given["threat"], given["private_weight"] * given["threat"]
    return (
        f"½ (B + √(B² + 4 b I S)) / I with B = (a + b) I − (1 − a) S: income I = {significant(given['income'])},"
        f" allies' spending S = {significant(given['spill_in'])} billion USD; a = {significant(a)} for the common"
        f" good and b = {significant(b)} for its own benefit, both times the threat factor"
    )


def _public_good(found: Explanation) -> str:
    given = dict(zip(parameters("burden"), burden_inputs(found, 0.0, 0.0), strict=True))
    a = given["public_weight"] * given["threat"]
    return (
        f"max(0, a I − (1 − a) S) / I: income I = {significant(given['income'])}, allies' spending"
        f" S = {significant(given['spill_in'])} billion USD, a = {significant(a)} with the threat factor"
    )


WISHES: dict[str, Callable[[Any], str]] = {
    "joint_product": _joint_product,
    "public_good": _public_good,
    "threat_only": lambda found: f"the first year's share {share(found.state.base_share)} × the threat factor",
    "guideline_only": lambda _: "the first year's share",
    "fixed_share": lambda _: "last year's share",
}
"""What a state wishes to spend before the guideline weighs on it, by variant."""


def trust_words(found: Explanation) -> list[str]:
    """How belief in the most important ally came about."""
    x, results, theory = found.now, found.results, found.results.scenario.theory
    if found.before is None or not x.trust:
        return []
    code = max(x.trust, key=lambda one: (x.forces[one][1], one))
    was, now = found.before.trust.get(code), x.trust[code]
    how = {
        "learning": "it moves toward what the ally seems willing to do",
        "treaty": "it is what the treaty promises, whatever happens",
        "deeds_only": "only what allies do in crises moves it",
    }.get(theory.commitment, f"your rule {theory.commitment} says so")
    before = "there was no tie a year ago" if was is None else f"{share(was)} a year ago"
    return [f"Trust in {in_sentence(results, code)}, the strongest ally: {share(now)}; {before} ({how})."]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
