"""Redo Olson & Zeckhauser (1966) with the package's own burden rule."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

from alliance_sim.data import oz1964
from alliance_sim.rules.burden import best_response

PUBLIC_WEIGHT, PRIVATE_WEIGHT = 0.053, 0.051
PURE_WEIGHT = 0.09
"""a of a purely public good with which the United States alone would spend its 9.0 % of 1964."""


def equilibrium(
    incomes: Mapping[str, float], public: float = PUBLIC_WEIGHT, private: float = PRIVATE_WEIGHT
) -> dict[str, float]:
    """Spending (billion USD) at which everyone's is the best response to all others', found by taking turns."""
    spending = dict.fromkeys(incomes, 0.0)
    moved = 1.0
    while moved > 1e-13:
        before = dict(spending)
        for code, income in incomes.items():
            others = sum(spending.values()) - spending[code]
            spending[code] = best_response(income, others, public, private)
        moved = max(abs(spending[code] - before[code]) for code in incomes)
    return spending


def share_error(spending: Mapping[str, float], table: Mapping[str, tuple[float, float]]) -> float:
    """Root mean square error of the members' shares, percentage points of GNP."""
    errors = [100.0 * (spending[code] / gnp - share) for code, (gnp, share) in table.items()]
    return sqrt(sum(error * error for error in errors) / len(errors))


def ranks(values: list[float]) -> list[float]:
    """Rank of each value, the smallest being 1 (the table has no ties)."""
    return [1.0 + sum(other < value for other in values) for value in values]


def spearman(first: list[float], second: list[float]) -> float:
    """Spearman's rank correlation of two lists without ties."""
    n = len(first)
    gaps = sum((a - b) ** 2 for a, b in zip(ranks(first), ranks(second), strict=True))
    return 1.0 - 6.0 * gaps / (n * (n * n - 1.0))


def replicate() -> dict[str, float]:
    """Every quantity of `expected.csv`."""
    table = oz1964()
    incomes = {code: gnp for code, (gnp, _) in table.items()}
    together = equilibrium(incomes)
    others = {code: gnp for code, gnp in incomes.items() if code != "USA"}
    alone = equilibrium(others)
    pure = equilibrium(incomes, PURE_WEIGHT, 0.0)
    before, after = sum(together[code] for code in others), sum(alone.values())
    return {
        "spearman_gnp_and_share": spearman([gnp for gnp, _ in table.values()], [share for _, share in table.values()]),
        "usa_share_percent": 100.0 * together["USA"] / incomes["USA"],
        "germany_share_percent": 100.0 * together["DEU"] / incomes["DEU"],
        "luxembourg_share_percent": 100.0 * together["LUX"] / incomes["LUX"],
        "others_with_usa_percent": 100.0 * before / sum(others.values()),
        "others_without_usa_percent": 100.0 * after / sum(others.values()),
        "replaced_percent": 100.0 * (after - before) / together["USA"],
        "error_joint_products": share_error(together, table),
        "error_public_good": share_error(pure, table),
        "payers_public_good": float(sum(spent > 0.0 for spent in pure.values())),
    }


if __name__ == "__main__":
    for quantity, value in replicate().items():
        print(f"{quantity:30} {value:8.3f}")
