"""Alliance Treaty Obligations and Provisions (Leeds et al. 2002): who promised defence to whom, who was a member."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ...errors import InputError, Problem
from .cells import Row, Sheet
from .codes import state_of_number
from .found import Found, Promise
from .long import LongTable, long_table

SOURCE = "ATOP (Leeds, Ritter, Mitchell & Long 2002)"
WHAT = "ATOP's dyad-year file (mem1, mem2, year, defense; directed: statea, stateb) or member file (atopid, member)"

_PAIRS = {"undirected": ("mem1", "mem2"), "directed": ("statea", "stateb")}


def read_atop(sheets: Sequence[Sheet], alliance: int | None = None, year: int | None = None) -> Found:
    """Pairs with a promise of defence by year, from a dyad-year file; or an alliance's members, from a member file.

    alliance, year: which alliance (`atopid`) of a member file, and when; needed there. Raises InputError, naming cells.
    """
    header = _first_row(sheets)
    if {"atopid", "member", "yrent"} <= header:
        return _members(long_table(sheets, ("atopid", "member", "yrent", "yrexit"), WHAT), alliance, year)
    kind = "directed" if set(_PAIRS["directed"]) <= header else "undirected"
    table = long_table(sheets, (*_PAIRS[kind], "year", "defense"), WHAT)
    found, directions = Found(SOURCE), _directions(table, *_PAIRS[kind], year)
    problems = []
    for (a, b, when), (row, promised) in directions.items():
        reverse = directions.get((b, a, when))
        if kind == "directed" and reverse is None:
            message = f"{a} to {b} in {when} stands in one direction only; in a directed file rows are then missing"
            problems.append(table.problem(row, _PAIRS[kind][0], message))
        if reverse is not None and a > b:
            continue
        both = promised if reverse is None else promised and reverse[1]
        if promised or (reverse is not None and reverse[1]):
            place = table.place(row, "defense")
            one_sided = not both or _asymmetric(table, row)
            found.promises.append(Promise(min(a, b), max(a, b), when, place, one_sided))
    if problems:
        raise InputError(problems)
    found.promises.sort(key=lambda one: (one.year, one.a, one.b))
    return found


def _first_row(sheets: Sequence[Sheet]) -> set[str]:
    return {cell.strip().lower() for sheet in sheets for row in sheet.rows[:1] for cell in row.cells}


def _asymmetric(table: LongTable, row: Row) -> bool:
    return table.has("asymm") and table.number(row, "asymm") == 1.0


def _directions(
    table: LongTable, first: str, second: str, year: int | None
) -> dict[tuple[str, str, int], tuple[Row, bool]]:
    """Whether the first state promises the second defence, with the row that says so, by the two and the year.

    A pair that stands in several rows of a year, one for each treaty, promises if any of them does.
    """
    found: dict[tuple[str, str, int], tuple[Row, bool]] = {}
    for row in table.rows():
        when = table.whole(row, "year")
        if year is not None and when != year:
            continue
        states = [state_of_number(table.whole(row, name), when) for name in (first, second)]
        if states[0] is None or states[1] is None:
            continue
        key = (states[0].iso3, states[1].iso3, when)
        if key[0] == key[1]:
            raise InputError([table.problem(row, second, f"{key[0]} is paired with itself in {when}")])
        promised = table.number(row, "defense") == 1.0
        if key not in found or (promised and not found[key][1]):
            found[key] = (row, promised)
    return found


def _members(table: LongTable, alliance: int | None, year: int | None) -> Found:
    found = Found(SOURCE)
    present: set[tuple[int, int]] = set()
    for row in table.rows():
        number, entered, left = (table.whole(row, name) for name in ("atopid", "yrent", "yrexit"))
        if left and left < entered:
            raise InputError([table.problem(row, "yrexit", f"leaves in {left}, before it enters in {entered}")])
        # 0 in `yrexit` is no year: the state had not left when the file was made
        if year is None or not (entered <= year and (left == 0 or year < left)):
            continue
        member = table.whole(row, "member")
        present.add((number, member))
        state = state_of_number(member, year)
        if number == alliance and state is not None:
            found.members.append((state.iso3, year))
    sizes = Counter(number for number, _ in present)
    if alliance is None or year is None:
        largest = ", ".join(f"{number} ({size} members)" for number, size in sizes.most_common(5))
        there = f"; the largest of {year} are {largest}" if largest else ""
        raise InputError([Problem(f"a member file needs --year and --alliance, an atopid{there}", table.sheet.file)])
    if not found.members:
        listed = ", ".join(map(str, sorted(sizes)[:12])) or "none"
        message = f"alliance {alliance} has no member of the data set in {year}; alliances of that year: {listed}"
        raise InputError([Problem(message, table.sheet.file)])
    found.members = sorted(set(found.members))
    return found
