"""What measures need to know of graphs and their matrices: closed triads, the smallest eigenvalue."""

from __future__ import annotations

import math
from collections.abc import Sequence

from alliance_sim.metrics.rows import new_row


def triangles(linked: Sequence[Sequence[float]]) -> int:
    """Number of triads of a graph in which all three are linked.

    linked: [a][b] for b < a, 1 linked, 0 not. Links and gaps each have their triangles, and the two together follow
    from the degrees (Goodman 1959), so that only those of the fewer are counted one by one.
    """
    n, links, degrees = len(linked), 0.0, new_row(len(linked))
    for a in range(n):
        ours, own = linked[a], 0
        for b in range(a):
            own += 1 if ours[b] > 0.0 else 0
            degrees[b] += ours[b]
        degrees[a] += own
    for degree in degrees:
        links += 0.5 * degree
    if links <= 0.25 * n * (n - 1.0):
        return _triangles_of(linked, 1.0)
    mixed = 0.0
    for degree in degrees:
        mixed += 0.5 * degree * (n - 1.0 - degree)
    return n * (n - 1) * (n - 2) // 6 - int(mixed) - _triangles_of(linked, 0.0)


def _triangles_of(linked: Sequence[Sequence[float]], kind: float) -> int:
    """Number of triads whose three pairs are all of a kind, 1 linked or 0 not, counted one by one."""
    found = 0
    for a in range(len(linked)):
        ours = linked[a]
        for b in range(a):
            if ours[b] == kind:
                theirs = linked[b]
                for c in range(b):
                    found += 1 if (ours[c] == kind) & (theirs[c] == kind) else 0
    return found


def balanced_share(signs: Sequence[float], n: int) -> float:
    """Share of balanced triads in a signed graph of n nodes; 1 where no triad is closed.

    signs: n x n numbers, row after row, +1 friendly, -1 hostile, 0 neither; only those with a column before their row
    are read. A triad of three links is balanced if the product of its signs is +1 (Heider 1946; Cartwright & Harary
    1956). `structural_balance` counts the same for an alliance, by whole groups of triads.
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


def smallest_eigenvalue(matrix: list[list[float]]) -> float:
    """Smallest eigenvalue of a symmetric matrix that has none below 0; the matrix is overwritten.

    Householder's reduction to three diagonals (Golub & Van Loan 2013, 8.3), then Laguerre's steps, which come from
    below and never leave the smallest root (Parlett 1998, 7.6): in plain arithmetic, so that every machine and both
    engines give the same bits. Result: 0 or more, less than 1e-9 too small.
    """
    n = len(matrix)
    diagonal, beside, moved = new_row(n), new_row(n), new_row(n)
    for k in range(n - 1, 1, -1):
        beside[k] = _reflect(matrix, k, moved)
    if n > 1:
        beside[1] = matrix[1][0]
    for k in range(n):
        diagonal[k], beside[k] = matrix[k][k], beside[k] * beside[k]
    value, step = 0.0, _laguerre(diagonal, beside, 0.0)
    while step > 0.0:
        value += step
        step = _laguerre(diagonal, beside, value)
    return value


def _reflect(matrix: list[list[float]], k: int, moved: list[float]) -> float:
    """Clear row and column k before the second diagonal; the entry that is left there. moved: room for a row."""
    row, norm, along = matrix[k], 0.0, 0.0
    for i in range(k):
        norm += row[i] * row[i]
    last = -math.sqrt(norm) if row[k - 1] > 0.0 else math.sqrt(norm)
    scale = norm - row[k - 1] * last
    if scale <= 0.0:
        return row[k - 1]
    row[k - 1] -= last
    for i in range(k):
        moved[i] = 0.0
    for j in range(k):
        factor, column = row[j] / scale, matrix[j]
        for i in range(k):
            moved[i] += factor * column[i]
    for i in range(k):
        along += moved[i] * row[i]
    along *= 0.5 / scale
    for i in range(k):
        moved[i] -= along * row[i]
    for j in range(k):
        column, ours, other = matrix[j], row[j], moved[j]
        for i in range(k):
            column[i] -= ours * moved[i] + other * row[i]
    return last


def _laguerre(diagonal: list[float], beside: list[float], value: float) -> float:
    """Laguerre's step from a value toward the smallest eigenvalue of a matrix of three diagonals; 0 when it is reached.

    beside: squares of the second diagonal, from 1 on. The sums of 1 / (eigenvalue - value) and of its square are taken
    from the pivots of the matrix and their derivatives.
    """
    n, pivot, slope, bend, ratio, total, squares = len(diagonal), 1.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for k in range(n):
        weight = beside[k] / pivot
        scaled = weight / pivot
        bend = scaled * (bend + 2.0 * slope * ratio)
        slope = 1.0 + scaled * slope
        pivot = diagonal[k] - value - weight
        if pivot <= 0.0:
            return 0.0
        ratio = slope / pivot
        total += ratio
        squares += bend / pivot + ratio * ratio
    if n < 1e-9 * total:
        return 0.0
    return n / (total + math.sqrt(max(0.0, (n - 1.0) * (n * squares - total * total))))
