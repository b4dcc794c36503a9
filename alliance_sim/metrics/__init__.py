"""How do we measure an alliance? One function a measure, each with its definition, unit and source."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from alliance_sim.metrics.graphs import smallest_eigenvalue, triangles
from alliance_sim.metrics.rows import ascending, copied, new_row, new_table

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
    challenges of the year, allies called on and those that came. expected_aid: of every state, the sum of its row of
    aid. aid, tie: [i][j], i receives from j.
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
    expected_aid: Sequence[float]
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
    total = 0.0
    for i in range(len(year.capability)):
        total += year.guarantee[i] * year.capability[i]
    return total


def largest_share(year: AllianceYear) -> float:
    """Share of the promised capability that the first year's largest state brings."""
    return _ratio(year.guarantee[year.largest] * year.capability[year.largest], capability(year))


def deterrence(year: AllianceYear) -> float:
    """1 minus the attack probability of the treaty area's states, weighted by their capability of the year.

    Not defined where none of them has any.
    """
    weight, exposed = 0.0, 0.0
    for i in year.counted:
        weight += year.capability[i]
        exposed += year.capability[i] * year.attack_probability[i]
    return 1.0 - exposed / weight if weight > 0.0 else math.nan


def expected_attacks(year: AllianceYear) -> float:
    """Attacks on the treaty area's states to be expected in the year: the sum of their attack probabilities."""
    return _sum_over(year.counted, year.attack_probability)


def spending(year: AllianceYear) -> float:
    """Defence spending of the states that are members this year."""
    return _sum_over(year.members, year.budget)


def members(year: AllianceYear) -> float:
    """Number of states whose standing gives them a vote."""
    return float(len(year.members))


def members_at_guideline(year: AllianceYear) -> float:
    """Number of members whose defence share is at or above the guideline; 0 without a guideline."""
    count = 0.0
    for i in year.members:
        if year.guideline > 0.0 and year.armed[i] and year.share[i] >= year.guideline - 1e-12:
            count += 1.0
    return count


def burden_gini(year: AllianceYear) -> float:
    """Gini coefficient of the members' defence shares: 0 when all bear the same share of GDP."""
    shares, n = new_row(len(year.members)), 0
    for i in year.members:
        if year.armed[i]:
            shares[n] = year.share[i]
            n += 1
    total, ranked, rank = 0.0, 0.0, 0.0
    for share in ascending(shares, n):
        rank += 1.0
        total += share
        ranked += (2.0 * rank - n - 1.0) * share
    # where all bear the same, rounding can leave a hair less than 0
    return _ratio(max(0.0, ranked), n * total)


def burden_hhi(year: AllianceYear) -> float:
    """Concentration of the members' spending: sum of squared shares of the total, 1 when one pays all."""
    total, squares = _sum_over(year.members, year.budget), 0.0
    for i in year.members:
        part = _ratio(year.budget[i], total)
        squares += part * part
    return squares


def full_income_burden(year: AllianceYear) -> float:
    """Mean of the members' spending relative to their full income, GDP plus the spill-in they count on."""
    burdens = 0.0
    for i in year.members:
        burdens += _ratio(year.budget[i], year.gdp[i] + year.spill_in[i])
    return _ratio(burdens, float(len(year.members)))


def free_riding(year: AllianceYear) -> float:
    """Share of the members' spending that would have to be borne by others for burden to follow GDP."""
    paid, income, gaps = _sum_over(year.members, year.budget), _sum_over(year.members, year.gdp), 0.0
    for i in year.members:
        gaps += abs(_ratio(year.budget[i], paid) - _ratio(year.gdp[i], income))
    return 0.5 * gaps if paid > 0.0 else 0.0


def anxiety(year: AllianceYear) -> float:
    """Mean over the treaty area of the share of its possible defence that a state expects not to come."""
    return _ratio(_sum_over(year.counted, year.anxiety), float(len(year.counted)))


def dependence(year: AllianceYear) -> float:
    """Mean over the other states of the treaty area of the largest state's share in the aid they expect."""
    shares, others = 0.0, 0.0
    for i in year.counted:
        if i != year.largest:
            shares += _ratio(year.aid[i][year.largest], year.expected_aid[i])
            others += 1.0
    return _ratio(shares, others)


def cohesion(year: AllianceYear) -> float:
    """Weighted density of the alliance graph: mean tie over all pairs of the treaty area."""
    total, n = 0.0, len(year.counted)
    for a in range(n):
        ties = year.tie[year.counted[a]]
        for b in range(a + 1, n):
            total += ties[year.counted[b]]
    return _ratio(total, 0.5 * n * (n - 1.0))


def algebraic_connectivity(year: AllianceYear) -> float:
    """Second smallest eigenvalue of the treaty area's weighted Laplacian: how hard the graph is to split."""
    if len(year.counted) < 2:
        return 0.0
    return math.floor(smallest_eigenvalue(_deflated_laplacian(year)) * ROUND_OFF + 0.5) / ROUND_OFF


def communities(year: AllianceYear) -> float:
    """Number of blocs of the treaty area: groups of states joined by chains of ties of at least 0.25."""
    left, bloc, blocs = copied(year.counted), copied(year.counted), 0.0
    remaining = len(left)
    while remaining > 0:
        remaining -= 1
        bloc[0], size, at = left[remaining], 1, 0
        blocs += 1.0
        while at < size:
            ties, k = year.tie[bloc[at]], 0
            at += 1
            while k < remaining:
                if ties[left[k]] >= BLOC_TIE:
                    remaining -= 1
                    bloc[size], left[k] = left[k], left[remaining]
                    size += 1
                else:
                    k += 1
    return blocs


def entrapment(year: AllianceYear) -> float:
    """Mean over the treaty area of the chance that at least one of a state's promises is called on this year."""
    return _ratio(_sum_over(year.counted, year.entrapment), float(len(year.counted)))


def crises(year: AllianceYear) -> float:
    """Number of challenges by adversaries to members and partners in the year, those in the grey zone included."""
    return float(year.crises)


def honoured_share(year: AllianceYear) -> float:
    """Share of the promises called on in the year's crises that were kept; not defined in a year without a call."""
    return year.honoured / year.called if year.called > 0 else math.nan


def vulnerable_states(year: AllianceYear) -> float:
    """Number of the treaty area's states that an adversary outweighs, although all their tied allies come."""
    found = 0.0
    for i in year.counted:
        for j in year.adversaries:
            if outweighs(year.capability, year.tie[i], year.tie[j], i, j, 1.0):
                found += 1.0
                break
    return found


def outweighs(
    capability: Sequence[float], ties: Sequence[float], ties_of_leader: Sequence[float], i: int, j: int, gamma: float
) -> bool:
    """Whether a leader j and its allies can beat state i, after Jackson & Nei (2015).

    capability: of every state. ties, ties_of_leader: of i and of j to every state, 0-1; one of at least 0.25 makes
    allies. gamma: how much stronger an attacker must be, above 0.
    They can if j and all of j's allies but i have more than gamma times the capability of i and those of its allies
    that do not attack. Larger coalitions only help the attacker, so that the largest one decides.
    """
    attacking, defending = 0.0, 0.0
    for k in range(len(capability)):
        attacks = k != i and (k == j or ties_of_leader[k] >= BLOC_TIE)
        attacking += capability[k] if attacks else 0.0
        defending += capability[k] if not attacks and (k == i or ties[k] >= BLOC_TIE) else 0.0
    return i != j and attacking > gamma * defending


def structural_balance(year: AllianceYear) -> float:
    """Share of balanced triads among the treaty area and its adversaries; 1 where no triad is closed.

    A tie of at least 0.25 is positive. An adversary and a state are enemies where the state sees an intent of at least
    0.1 and has not accommodated it away, else on good terms; so are two adversaries. A triad of three links is balanced
    if the product of its signs is +1 (Heider 1946; Cartwright & Harary 1956).
    """
    n, rivals, friendly = len(year.counted), len(year.adversaries), new_table(len(year.counted))
    for a in range(n):
        ours, ties = friendly[a], year.tie[year.counted[a]]
        for b in range(a):
            ours[b] = 1.0 if ties[year.counted[b]] >= BLOC_TIE else 0.0
    # three states, or three adversaries, are friends if their triad is closed
    balanced = triangles(friendly) + rivals * (rivals - 1) * (rivals - 2) // 6
    closed = balanced
    for rank in range(rivals):
        signs = _signs(year, rank)
        for a in range(n):
            ours, sign = friendly[a], signs[a]
            for b in range(a):
                closed += 1 if ours[b] > 0.0 else 0
                balanced += 1 if ours[b] * sign * signs[b] > 0.0 else 0
        for other in range(rank):
            others = _signs(year, other)
            for a in range(n):
                closed += 1
                balanced += 1 if signs[a] * others[a] > 0.0 else 0
    return balanced / closed if closed > 0 else 1.0


def _signs(year: AllianceYear, rank: int) -> list[float]:
    """-1 for each state of the treaty area that sees an adversary as hostile, else 1."""
    signs = new_row(len(year.counted))
    for a in range(len(year.counted)):
        signs[a] = -1.0 if year.intent[rank][year.counted[a]] >= HOSTILE_INTENT else 1.0
    return signs


def _deflated_laplacian(year: AllianceYear) -> list[list[float]]:
    """The treaty area's weighted Laplacian without its eigenvalue 0, that of the vector of ones.

    A reflection turns that vector into the first axis; what is left is the rest of the rows and columns, whose smallest
    eigenvalue is the second smallest of the Laplacian.
    """
    n = len(year.counted) - 1
    matrix, first, degree, ties = new_table(n), new_row(n), 0.0, year.tie[year.counted[0]]
    for a in range(n):
        first[a] = -ties[year.counted[a + 1]]
        degree -= first[a]
    reach = 1.0 / (math.sqrt(n + 1.0) - 1.0)
    corner = reach * reach * degree
    for a in range(n):
        row, ties, ours, degree = matrix[a], year.tie[year.counted[a + 1]], first[a], -first[a]
        for b in range(n):
            tie = ties[year.counted[b + 1]]
            degree += tie
            row[b] = reach * (ours + first[b]) + corner - tie
        row[a] += degree
    return matrix


def _sum_over(places: Sequence[int], values: Sequence[float]) -> float:
    """Sum of the values at these positions, in their order; the built-in `sum` rounds differently from one Python to
    the next."""
    total = 0.0
    for i in places:
        total += values[i]
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
