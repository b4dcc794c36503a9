"""Numbers and names as a reader sees them: three significant figures, percent on paper, states by name."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from alliance_sim.results.results import Results
from alliance_sim.studies.compare import unit_of
from alliance_sim.studies.intervals import NEGLIGIBLE, Estimate

FIGURES = 3
MOST_DECIMALS = 6
NAMED_STATES = 3
"""How many states a sentence names at most."""
FIRST_PLAIN_YEAR = 1000
"""From here on a number alone is read as a year; made-up worlds count from 1."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How one outcome is spoken of.

    Args:
        phrase: what it is, to stand inside a sentence.
        unit: unit in a sentence, after the number.
        short: unit in a table, at most eight characters.
        factor: from the inside value to the number on paper.
    """

    phrase: str
    unit: str
    short: str
    factor: float = 1.0


def _money(phrase: str) -> Measure:
    return Measure(phrase, "billion USD", "bn USD")


def _percent(phrase: str) -> Measure:
    return Measure(phrase, "%", "%", 100.0)


MEASURES: dict[str, Measure] = {
    "capability": _money("the military capability promised to the alliance"),
    "largest_share": _percent("the share of the promised capability that the first year's largest state brings"),
    "deterrence": _percent("deterrence (the chance of a year without attack, weighted by capability)"),
    "expected_attacks": Measure("the number of attacks to be expected", "a year", "a year"),
    "spending": _money("the defence spending of the members"),
    "members": Measure("the number of members", "", "states"),
    "members_at_guideline": Measure("the number of members that meet the guideline", "", "states"),
    "burden_gini": Measure("the inequality of burdens (Gini)", "", "0 to 1"),
    "burden_hhi": Measure("the concentration of spending (Herfindahl)", "", "0 to 1"),
    "full_income_burden": _percent("the full-income burden"),
    "free_riding": _percent("free riding (the share of spending out of step with GDP)"),
    "anxiety": _percent("anxiety (the share of its possible defence that a state expects not to come)"),
    "dependence": _percent("dependence on the largest state"),
    "cohesion": Measure("cohesion (how closely members are tied)", "", "0 to 1"),
    "algebraic_connectivity": Measure("algebraic connectivity of the ties", "", "index"),
    "communities": Measure("the number of blocs", "", "blocs"),
    "crises": Measure("the number of crises", "a year", "a year"),
    "honoured_share": _percent("the share of promises honoured in crises"),
    "vulnerable_states": Measure("the number of vulnerable states", "", "states"),
    "structural_balance": Measure("structural balance (the share of balanced triangles)", "", "0 to 1"),
    "entrapment": _percent("entrapment (the chance that a promise is called on)"),
}


def measure(outcome: str) -> Measure:
    """How an outcome is spoken of; one of the user's own keeps its name and its unit."""
    unit = unit_of(outcome)
    return MEASURES.get(outcome) or Measure(outcome.replace("_", " "), unit, unit[:8])


def significant(value: float, figures: int = FIGURES) -> str:
    """A number to at least so many significant figures, thousands set apart; `none` where it is not defined.

    Digits before the point are all kept, so that numbers in one sentence still add up.

    >>> significant(1234.5), significant(0.012345), significant(-45.678), significant(0.0), significant(3.0)
    ('1,234', '0.0123', '-45.7', '0', '3')
    """
    if math.isnan(value):
        return "none"
    return fixed(value, 0 if _whole(value) else decimals_for(value, figures))


def given(value: float) -> str:
    """A number as a file gives it, without digits that say nothing.

    >>> given(0.5), given(100 * 0.035), given(30)
    ('0.5', '3.5', '30')
    """
    return f"{value:,.6g}"


def decimals_for(value: float, figures: int = FIGURES) -> int:
    """Decimals that show so many significant figures of a number."""
    if abs(value) < 10**-MOST_DECIMALS or math.isnan(value):
        return 0
    return min(MOST_DECIMALS, max(0, figures - 1 - math.floor(math.log10(abs(float(f"{value:.{figures}g}"))))))


def fixed(value: float, decimals: int) -> str:
    """A number with so many decimals; what rounds to zero is `0`.

    >>> fixed(-0.0001, 2), fixed(1234.5, 1)
    ('0', '1,234.5')
    """
    text = f"{value:,.{decimals}f}"
    return text if float(text.replace(",", "")) else "0"


def together(values: Iterable[float], more: int = 0) -> list[str]:
    """Numbers that are read side by side, with the decimals that the largest needs for three significant figures.

    Args:
        values: the numbers; whole ones alone have no decimals.
        more: decimals to add, at most, while two different numbers look alike.

    >>> together([0.9512, 0.9508], more=2), together([812.34, 1.5]), together([2.0, 4.0])
    (['0.9512', '0.9508'], ['812', '2'], ['2', '4'])
    """
    listed = list(values)
    known = [value for value in listed if not math.isnan(value)]
    decimals = 0 if all(map(_whole, known)) else decimals_for(max(known, key=abs, default=0.0))
    for _ in range(more):
        if len({fixed(value, decimals) for value in known}) == len(set(known)):
            break
        decimals = min(decimals + 1, MOST_DECIMALS)
    return ["none" if math.isnan(value) else fixed(value, decimals) for value in listed]


def _whole(value: float) -> bool:
    return abs(value - round(value)) < NEGLIGIBLE * max(1.0, abs(value))


def interval(change: Estimate, factor: float = 1.0, unit: str = "") -> str:
    """The 90 % interval in words; says so when too few seeds give none."""
    if math.isnan(change.low):
        return "too few seeds for an interval"
    low, high = together([change.low * factor, change.high * factor])
    return f"90 % interval {low} to {high}" + (f" {unit}" if unit else "")


def with_unit(text: str, unit: str) -> str:
    """A number and its unit, if it has one."""
    return f"{text} {unit}".rstrip()


def step(unit: str) -> str:
    """Unit of a difference: two percentages differ by points."""
    return "points" if unit == "%" else unit


def doubt(change: Estimate, factor: float = 1.0, unit: str = "") -> str:
    """Why a change is not called one: its mean and an interval that holds zero, or too few seeds."""
    return f"{with_unit(significant(change.mean * factor), step(unit))}, {interval(change, factor)}"


def state_name(results: Results, iso3: str) -> str:
    """The state's name: the scenario file's if it gives one, else the data's, else the code."""
    from alliance_sim.data.load import countries

    own = results.scenario.figures.get(iso3)
    if own is not None and own.name:
        return str(own.name)
    known = countries().get(iso3)
    return known.name if known else iso3


WITH_ARTICLE = ("Kingdom", "States", "Union", "Republic", "Federation", "Empire", "Emirates", "Islands", "Netherlands")
"""Last words of names that take an article in a sentence."""


def in_sentence(results: Results, iso3: str) -> str:
    """The name as it stands inside a sentence: `the United States`, `Poland`."""
    name = state_name(results, iso3)
    return f"the {name}" if name.endswith(WITH_ARTICLE) else name


def named(results: Results, iso3: str) -> str:
    """Name and code, so that a reader of the tables finds the state again: `Poland (POL)`."""
    name = in_sentence(results, iso3)
    return iso3 if name == iso3 else f"{name} ({iso3})"


def sentence(text: str) -> str:
    """With a capital letter at the start.

    >>> sentence("the United States leaves.")
    'The United States leaves.'
    """
    return text[:1].upper() + text[1:]


def calendar(year: int) -> str:
    """A year as it stands in a sentence; one that nobody would take for a year is said to be one.

    >>> calendar(2019), calendar(6)
    ('2019', 'year 6')
    """
    return str(year) if year >= FIRST_PLAIN_YEAR else f"year {year}"


def period(first: int, last: int) -> str:
    """The years from one to another.

    >>> period(2018, 2035), period(1, 30), period(6, 6)
    ('2018 to 2035', 'years 1 to 30', 'year 6')
    """
    if first == last:
        return calendar(first)
    return f"{first} to {last}" if first >= FIRST_PLAIN_YEAR else f"years {first} to {last}"


def how_many(some: int, of: int) -> str:
    """A number of a number in a sentence.

    >>> how_many(2, 5), how_many(5, 5), how_many(1, 1)
    ('2 of 5', 'all 5', 'the one')
    """
    if some < of:
        return f"{some} of {of}"
    return f"all {of}" if of > 1 else "the one"


def enumerated(parts: Iterable[str]) -> str:
    """A list in a sentence.

    >>> enumerated(["a"]), enumerated(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    listed = list(parts)
    return " and ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else "".join(listed)
