"""What an outcome is called on a figure: a title in plain words, the unit on its axis, the factor to paper."""

from __future__ import annotations

from dataclasses import dataclass

from alliance_sim.metrics import OUTCOMES


@dataclass(frozen=True, slots=True)
class Wording:
    """`factor` turns the inside value into the unit on paper (shares into percent); `whole`: it counts something."""

    title: str
    unit: str
    factor: float = 1.0
    whole: bool = False

    @property
    def change(self) -> str:
        """Unit of a difference: percentages differ by points."""
        if self.unit.startswith("percent"):
            return "percentage points"
        return "points of a scale from 0 to 1" if self.unit.startswith("0 ") else f"difference, {self.unit}"


WORDINGS: dict[str, Wording] = {
    "capability": Wording("Capability promised to the alliance", "billion 2015 USD"),
    "largest_share": Wording("Largest state's share of capability", "percent of what is promised", 100.0),
    "deterrence": Wording("Deterrence: an ally is not attacked", "percent chance a year", 100.0),
    "expected_attacks": Wording("Attacks on allies to be expected", "attacks a year"),
    "spending": Wording("Defence spending of the members", "billion 2015 USD a year"),
    "members": Wording("Members with a vote", "states", whole=True),
    "members_at_guideline": Wording("Members that meet the guideline", "states", whole=True),
    "burden_gini": Wording("Inequality of defence shares (Gini)", "0 equal … 1 unequal"),
    "burden_hhi": Wording("Concentration of spending (Herfindahl)", "0 spread … 1 one payer"),
    "full_income_burden": Wording("Members' full-income burden", "percent of full income", 100.0),
    "free_riding": Wording("Free riding: burden against GDP", "percent of spending", 100.0),
    "anxiety": Wording("Anxiety: aid feared not to come", "percent of possible defence", 100.0),
    "dependence": Wording("Dependence on the largest state", "percent of expected aid", 100.0),
    "cohesion": Wording("Cohesion: mean tie between allies", "0 none … 1 close"),
    "algebraic_connectivity": Wording("How hard the graph is to split", "algebraic connectivity"),
    "communities": Wording("Blocs held together by strong ties", "blocs", whole=True),
    "entrapment": Wording("Entrapment: a promise is called on", "percent chance a year", 100.0),
    "crises": Wording("Crises brought by adversaries", "crises a year", whole=True),
    "honoured_share": Wording("Promises kept in crises", "percent of calls", 100.0),
    "vulnerable_states": Wording("Allies an adversary outweighs", "states", whole=True),
    "structural_balance": Wording("Balanced triads of friends and enemies", "percent of triads", 100.0),
}


def wording(name: str) -> Wording:
    """The outcome's words; a measure that has none here keeps its name and the unit that `metrics` gives it."""
    if name in WORDINGS:
        return WORDINGS[name]
    known = OUTCOMES.get(name)
    return Wording(name.replace("_", " ").capitalize(), known.unit if known else "value")
