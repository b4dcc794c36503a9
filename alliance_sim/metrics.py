"""How do we measure an alliance? One function a measure, each with its definition, unit and source."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

ROUND_OFF = 1e6
"""Eigenvalues are kept to one part in this of a tie: their last digits are round-off."""

HOSTILE_INTENT = 0.1
"""Assumption: an adversary is hostile to a state when its intent toward it is at least this."""

BLOC_TIE = 0.25
"""Assumption: two states are in one bloc when a chain of ties at least this strong joins them."""


class AllianceYear(NamedTuple):
    """What the measures read: one year of a run, states in one fixed order.

    counted: positions of the treaty area, that is states that were members in the first year or have joined since, so
    that a
    measure compares the same states with and without a departure. members: positions of the states that vote this year.
    largest: position of the state with most capability in the first year. Amounts in billion USD; chances and shares
    0-1.
    adversaries: their positions; intent: [adversary][i], as i sees it after its concessions. crises, called, honoured:
    challenges of the year, allies called on and those that came. aid, tie: [i][j], i receives from j.
    """

    counted: Sequence[int]
    members: Sequence[int]
    largest: int
    guideline: float
    armed: Sequence[bool]
    guarantee: Sequence[float]
    gdp: Sequence[float]
    share: Sequence[float]
    budget: Sequence[float]
    capability: Sequence[float]
    attack_probability: Sequence[float]
    spill_in: Sequence[float]
    anxiety: Sequence[float]
    entrapment: Sequence[float]
    adversaries: Sequence[int]
    intent: Sequence[Sequence[float]]
    crises: int
    called: int
    honoured: int
    aid: Sequence[Sequence[float]]
    tie: Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A measure: its name, unit, definition, source and the function that computes it for one year."""

    name: str
    unit: str
    definition: str
    source: str
    function: Callable[[AllianceYear], float]


def capability(year: AllianceYear) -> float:
    """Capability promised to the alliance: stocks weighted by each state's guarantee."""
    return _total([year.guarantee[i] * year.capability[i] for i in range(len(year.capability))])


def largest_share(year: AllianceYear) -> float:
    """Share of the promised capability that the first year's largest state brings."""
    return _ratio(year.guarantee[year.largest] * year.capability[year.largest], capability(year))


def deterrence(year: AllianceYear) -> float:
    """1 minus the attack probability of the treaty area's states, weighted by their capability of the year.

    Not defined where none of them has any.
    """
    weight = _total([year.capability[i] for i in year.counted])
    exposed = _total([year.capability[i] * year.attack_probability[i] for i in year.counted])
    return 1.0 - exposed / weight if weight > 0.0 else math.nan


def expected_attacks(year: AllianceYear) -> float:
    """Attacks on the treaty area's states to be expected in the year: the sum of their attack probabilities."""
    return _total([year.attack_probability[i] for i in year.counted])


def spending(year: AllianceYear) -> float:
    """Defence spending of the states that are members this year."""
    return _total([year.budget[i] for i in year.members])


def members(year: AllianceYear) -> float:
    """Number of states whose standing gives them a vote."""
    return float(len(year.members))


def members_at_guideline(year: AllianceYear) -> float:
    """Number of members whose defence share is at or above the guideline; 0 without a guideline."""
    if year.guideline <= 0.0:
        return 0.0
    return float(len([i for i in year.members if year.armed[i] and year.share[i] >= year.guideline - 1e-12]))


def burden_gini(year: AllianceYear) -> float:
    """Gini coefficient of the members' defence shares: 0 when all bear the same share of GDP."""
    shares = sorted([year.share[i] for i in year.members if year.armed[i]])
    n, total = len(shares), _total(shares)
    ranked = _total([(2.0 * rank - n - 1.0) * share for rank, share in enumerate(shares, 1)])
    return _ratio(ranked, n * total)


def burden_hhi(year: AllianceYear) -> float:
    """Concentration of the members' spending: sum of squared shares of the total, 1 when one pays all."""
    total = _total([year.budget[i] for i in year.members])
    parts = [_ratio(year.budget[i], total) for i in year.members]
    return _total([part * part for part in parts])


def full_income_burden(year: AllianceYear) -> float:
    """Mean of the members' spending relative to their full income, GDP plus the spill-in they count on."""
    burdens = [_ratio(year.budget[i], year.gdp[i] + year.spill_in[i]) for i in year.members]
    return _ratio(_total(burdens), float(len(burdens)))


def free_riding(year: AllianceYear) -> float:
    """Share of the members' spending that would have to be borne by others for burden to follow GDP."""
    paid = _total([year.budget[i] for i in year.members])
    income = _total([year.gdp[i] for i in year.members])
    gaps = [abs(_ratio(year.budget[i], paid) - _ratio(year.gdp[i], income)) for i in year.members]
    return 0.5 * _total(gaps) if paid > 0.0 else 0.0


def anxiety(year: AllianceYear) -> float:
    """Mean over the treaty area of the share of its possible defence that a state expects not to come."""
    return _ratio(_total([year.anxiety[i] for i in year.counted]), float(len(year.counted)))


def dependence(year: AllianceYear) -> float:
    """Mean over the other states of the treaty area of the largest state's share in the aid they expect."""
    others = [i for i in year.counted if i != year.largest]
    shares = [_ratio(year.aid[i][year.largest], _total(year.aid[i])) for i in others]
    return _ratio(_total(shares), float(len(others)))


def cohesion(year: AllianceYear) -> float:
    """Weighted density of the alliance graph: mean tie over all pairs of the treaty area."""
    pairs = [year.tie[i][j] for i in year.counted for j in year.counted if i < j]
    return _ratio(_total(pairs), float(len(pairs)))


def algebraic_connectivity(year: AllianceYear) -> float:
    """Second smallest eigenvalue of the treaty area's weighted Laplacian: how hard the graph is to split."""
    n = len(year.counted)
    if n < 2:
        return 0.0
    laplacian = [_row(n) for _ in range(n)]
    for a in range(n):
        for b in range(n):
            if a != b:
                tie = year.tie[year.counted[a]][year.counted[b]]
                laplacian[a][b] = -tie
                laplacian[a][a] += tie
    return math.floor(max(0.0, _second_smallest(laplacian)) * ROUND_OFF + 0.5) / ROUND_OFF


def communities(year: AllianceYear) -> float:
    """Number of blocs of the treaty area: groups of states joined by chains of ties of at least 0.25."""
    left, blocs = list(year.counted), 0
    while left:
        blocs += 1
        bloc = [left.pop(0)]
        for i in bloc:
            joined = [j for j in left if year.tie[i][j] >= BLOC_TIE]
            bloc += joined
            left = [j for j in left if j not in joined]
    return float(blocs)


def entrapment(year: AllianceYear) -> float:
    """Mean over the treaty area of the chance that at least one of a state's promises is called on this year."""
    return _ratio(_total([year.entrapment[i] for i in year.counted]), float(len(year.counted)))


def crises(year: AllianceYear) -> float:
    """Number of challenges by adversaries to members and partners in the year, those in the grey zone included."""
    return float(year.crises)


def honoured_share(year: AllianceYear) -> float:
    """Share of the promises called on in the year's crises that were kept; not defined in a year without a call."""
    return year.honoured / year.called if year.called > 0 else math.nan


def vulnerable_states(year: AllianceYear) -> float:
    """Number of the treaty area's states that an adversary outweighs, although all their tied allies come."""
    n = len(year.capability)
    allied = [_row(n) for _ in range(n)]
    for i in range(n):
        for j in range(n):
            allied[i][j] = 1.0 if year.tie[i][j] >= BLOC_TIE else 0.0
    found = vulnerable(year.capability, allied, 1.0, year.adversaries)
    return float(len([i for i in year.counted if i in found]))


def vulnerable(
    capability: Sequence[float], allied: Sequence[Sequence[float]], gamma: float, leaders: Sequence[int]
) -> list[int]:
    """Positions of the states that some leader and its allies can beat, after Jackson & Nei (2015).

    capability: of every state. allied: [i][j], 0 if not. gamma: how much stronger an attacker must be, above 0.
    leaders: who may attack.
    State i is vulnerable if a leader j and all of j's allies but i outweigh i and those of its allies that do not
    attack,
    gamma times. Larger coalitions only help the attacker, so that the largest one decides.
    """
    found = []
    for i in range(len(capability)):
        friends = allied[i]
        for j in leaders:
            followers, attacking, defending = allied[j], 0.0, 0.0
            for k in range(len(capability)):
                if k != i and (k == j or followers[k] > 0.0):
                    attacking += capability[k]
                elif k == i or friends[k] > 0.0:
                    defending += capability[k]
            if j != i and attacking > gamma * defending:
                found.append(i)
                break
    return found


def structural_balance(year: AllianceYear) -> float:
    """Share of balanced triads among the treaty area and its adversaries; 1 where no triad is closed.

    A tie of at least 0.25 is positive. An adversary and a state are enemies where the state sees an intent of at least
    0.1 and has not accommodated it away, else on good terms; so are two adversaries.
    """
    everyone = list(year.counted) + list(year.adversaries)
    n, signs = len(everyone), _row(len(everyone) ** 2)
    for a in range(n):
        for b in range(a):
            signs[a * n + b] = _sign(year, everyone[a], everyone[b])
    return balanced_share(signs, n)


def balanced_share(signs: Sequence[float], n: int) -> float:
    """Share of balanced triads in a signed graph of n nodes; 1 where no triad is closed.

    signs: n x n numbers, row after row, +1 friendly, -1 hostile, 0 neither; only those with a column before their row
    are read. A triad of three links is balanced if the product of its signs is +1 (Heider 1946; Cartwright & Harary
    1956).
    """
    balanced, closed = 0.0, 0.0
    for a in range(n):
        for b in range(a):
            pair = signs[a * n + b]
            if pair != 0.0:
                for c in range(b):
                    triad = pair * (signs[b * n + c] * signs[a * n + c])
                    balanced += triad
                    closed += abs(triad)
    return 0.5 * (1.0 + balanced / closed) if closed > 0.0 else 1.0


def _sign(year: AllianceYear, i: int, j: int) -> float:
    """+1 friendly, -1 hostile, 0 neither."""
    if i == j:
        return 0.0
    hostile, sides = 0.0, 0
    for rank in range(len(year.adversaries)):
        if year.adversaries[rank] == i:
            hostile, sides = max(hostile, year.intent[rank][j]), sides + 1
        if year.adversaries[rank] == j:
            hostile, sides = max(hostile, year.intent[rank][i]), sides + 1
    if sides == 0:
        return 1.0 if year.tie[i][j] >= BLOC_TIE else 0.0
    return -1.0 if sides == 1 and hostile >= HOSTILE_INTENT else 1.0


def _row(length: int) -> list[float]:
    """Numbers to work on, all 0."""
    return [0.0] * length


def _second_smallest(matrix: list[list[float]]) -> float:
    """Second smallest eigenvalue of a symmetric matrix of at least two rows, which is overwritten.

    Householder's reduction to three diagonals, then bisection with Sturm counts (Golub & Van Loan 2013, 8.3-8.4): in
    plain arithmetic, so that every machine and both engines give the same bits.
    """
    n = len(matrix)
    diagonal, beside = _row(n), _row(n)
    for k in range(n - 2):
        beside[k + 1] = _reflect(matrix, k)
    beside[n - 1] = matrix[n - 1][n - 2]
    for k in range(n):
        diagonal[k] = matrix[k][k]
    high = 0.0
    for k in range(n):
        after = abs(beside[k + 1]) if k + 1 < n else 0.0
        high = max(high, diagonal[k] + abs(beside[k]) + after)
    low = 0.0
    while high - low > 1e-12 * high and high > 1e-12:
        middle = 0.5 * (low + high)
        if _eigenvalues_below(diagonal, beside, middle) < 2:
            low = middle
        else:
            high = middle
    return low


def _reflect(matrix: list[list[float]], k: int) -> float:
    """Clear row and column k beyond the second diagonal; the entry that is left there."""
    n, row, norm = len(matrix), matrix[k], 0.0
    for i in range(k + 1, n):
        norm += row[i] * row[i]
    first = -math.sqrt(norm) if row[k + 1] > 0.0 else math.sqrt(norm)
    scale = norm - row[k + 1] * first
    if scale <= 0.0:
        return row[k + 1]
    row[k + 1] -= first
    moved, along = _row(n), 0.0
    for j in range(k + 1, n):
        factor, column = row[j] / scale, matrix[j]
        for i in range(k + 1, n):
            moved[i] += factor * column[i]
    for i in range(k + 1, n):
        along += moved[i] * row[i]
    along *= 0.5 / scale
    for i in range(k + 1, n):
        moved[i] -= along * row[i]
    for j in range(k + 1, n):
        column, ours, other = matrix[j], row[j], moved[j]
        for i in range(k + 1, n):
            column[i] -= ours * moved[i] + other * row[i]
    return first


def _eigenvalues_below(diagonal: list[float], beside: list[float], value: float) -> int:
    """How many eigenvalues of a matrix of three diagonals are smaller than a value."""
    below, pivot = 0, 1.0
    for k in range(len(diagonal)):
        pivot = diagonal[k] - value - beside[k] * beside[k] / pivot
        if pivot == 0.0:
            pivot = 1e-300
        below += 1 if pivot < 0.0 else 0
    return below


def _total(values: Sequence[float]) -> float:
    """Sum in the given order; the built-in `sum` rounds differently from one Python to the next."""
    total = 0.0
    for value in values:
        total += value
    return total


def _ratio(part: float, whole: float) -> float:
    """part / whole, and 0 where there is nothing to take a part of."""
    return part / whole if whole > 0.0 else 0.0


_MODEL = "definition of this model"

OUTCOMES: dict[str, Outcome] = {
    function.__name__: Outcome(function.__name__, unit, str(function.__doc__).splitlines()[0], source, function)
    for function, unit, source in [
        (capability, "billion USD (2015)", "Singer, Bremer & Stuckey 1972 on material capability; weights: " + _MODEL),
        (largest_share, "share", "Olson & Zeckhauser 1966 on the large member's burden"),
        (deterrence, "1 - chance a year", "Huth 1988 on extended deterrence; weights: " + _MODEL),
        (expected_attacks, "attacks a year", _MODEL),
        (spending, "billion USD (2015)", "NATO definition of defence expenditure"),
        (members, "states", "standing of each state, see the scenario"),
        (members_at_guideline, "states", "NATO Wales Summit Declaration 2014, paragraph 14"),
        (burden_gini, "0-1", "Gini 1912"),
        (burden_hhi, "0-1", "Herfindahl 1950; Hirschman 1945"),
        (
            full_income_burden,
            "share of full income",
            "after Hildebrandt 1990, RAND N-3048, who counts only the spending that spills over",
        ),
        (
            free_riding,
            "share of spending",
            "Sandler & Forbes 1980 on burden against benefit; Duncan & Duncan 1955 on dissimilarity",
        ),
        (anxiety, "share of possible defence", "Snyder 1984 on abandonment; weights: " + _MODEL),
        (dependence, "share of expected aid", "Snyder 1984 on dependence"),
        (cohesion, "0-1", "weighted density, Wasserman & Faust 1994"),
        (algebraic_connectivity, "1", "Fiedler 1973"),
        (communities, "blocs", "connected components of strong ties, Wasserman & Faust 1994"),
        (entrapment, "chance a year", "Snyder 1984 on entrapment"),
        (crises, "crises a year", "rates: dispute data 1950-2010, see the data's sources"),
        (honoured_share, "share of calls", "Leeds, Long & Mitchell 2000 on the share of promises honoured"),
        (vulnerable_states, "states", "Jackson & Nei 2015; coalitions led by adversaries"),
        (structural_balance, "share of triads", "Cartwright & Harary 1956; Antal, Krapivsky & Redner 2005"),
    ]
}
"""Every measure by name, in the order in which it is shown."""
