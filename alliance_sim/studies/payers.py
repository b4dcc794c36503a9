"""Who pays: which members spend more, and less, because of the events, and how much of what is lost they replace."""

from __future__ import annotations

from collections.abc import Sequence

from alliance_sim.results.results import Comparison
from alliance_sim.studies.causes import motive, staying
from alliance_sim.studies.compare import Replacement, StateChange, members, replacement, shared_members, state_changes
from alliance_sim.studies.spoken import (
    NAMED_STATES,
    doubt,
    enumerated,
    how_many,
    interval,
    named,
    sentence,
    significant,
    together,
)


def payers(comparison: Comparison, year: int) -> str:
    """Who raises spending, and by how much."""
    remaining = staying(comparison, year)
    changes = [change for change in state_changes(comparison, year) if change.iso3 in remaining and _armed(change)]
    more = sorted(
        (change for change in changes if change.budget.effect > 0),
        key=lambda change: (-change.budget.mean, change.iso3),
    )
    fewer = _savers(comparison, [change for change in changes if change.budget.effect < 0])
    fewer_members = len(remaining) < len(shared_members(comparison, year)) or _left(comparison, year)
    who = f"{'other ' if fewer_members else ''}member{'' if len(changes) == 1 else 's'}"
    if not changes or len(comparison.scenario.seeds) == 1:
        return ""
    if not more:
        if len(changes) == 1:
            return f"The one {who} with armed forces does not spend notably more.{fewer}"
        return f"None of the {len(changes)} {who} with armed forces spends notably more.{fewer}"
    listed = enumerated(_payment(comparison, change) for change in more[:NAMED_STATES])
    most = "; most of all, in billion USD a year," if len(more) > NAMED_STATES else ", in billion USD a year:"
    reasons = motive(comparison, [change.iso3 for change in more], year)
    spend = "spends" if len(more) == 1 else "spend"
    return (
        f"{sentence(how_many(len(more), len(changes)))} {who} with armed forces {spend} notably more"
        f"{most} {listed}.{fewer}{f' {reasons}' if reasons else ''}"
    )


def _savers(comparison: Comparison, changes: Sequence[StateChange]) -> str:
    """Who spends less, those who save most by name."""
    if not changes:
        return ""
    ranked = sorted(changes, key=lambda change: (change.budget.mean, change.iso3))
    listed = enumerated(_payment(comparison, change) for change in ranked[:NAMED_STATES])
    most = ", most of all" if len(changes) > NAMED_STATES else ":"
    return f" {len(changes)} spend{'s' if len(changes) == 1 else ''} less{most} {listed}."


def _left(comparison: Comparison, year: int) -> bool:
    return bool(set(members(comparison.baseline, year)) - set(members(comparison.scenario, year)))


def _armed(change: StateChange) -> bool:
    return change.before["budget"] > 0 or change.after["budget"] > 0


def _payment(comparison: Comparison, change: StateChange) -> str:
    ours, theirs = together((100 * means["share"] for means in (change.after, change.before)), more=2)
    extra = significant(change.budget.mean)
    sign = "+" if change.budget.mean > 0 else ""
    return f"{named(comparison.scenario, change.iso3)} ({sign}{extra}; {ours} instead of {theirs} % of GDP)"


def replaced(comparison: Comparison, year: int) -> str:
    """How much of the lost spending the others make up for."""
    found = replacement(comparison, year)
    if found.lost.direction <= 0:
        return ""
    if found.replaced.nothing:
        return f"{_gone(found)}; the others replace nothing of it."
    lost = _gone(found)
    if not found.replaced.direction:
        return f"{lost}; the others replace no clear part of it ({doubt(found.share, 100, '%')})."
    replaced, share = significant(found.replaced.mean), significant(100 * found.share.mean)
    if found.replaced.direction < 0:
        return f"{lost}; instead of replacing it, the others spend {replaced.removeprefix('-')} billion less."
    return f"{lost}; the others replace {replaced} billion, {share} % of it ({interval(found.share, 100, '%')})."


def _gone(found: Replacement) -> str:
    return f"{significant(found.lost.mean)} billion USD of spending a year no longer stand behind the promise"
