"""What a year of the compiled engine writes down: states, dyads, standings, and the scenario's measures."""

from __future__ import annotations

from typing import Any

from alliance_sim.batch import layout as at
from alliance_sim.batch.plan import Book, Life, Plan, Work
from alliance_sim.metrics import AllianceYear
from alliance_sim.rules import alignment, commitment


def measure(which: int, year: AllianceYear) -> float:
    """One of the measures in `metrics.OUTCOMES`; the compiler puts them in its place."""
    raise NotImplementedError


def record(plan: Plan, p: Any, now: Life, work: Work, book: Book, key: Any, t: int) -> None:
    """Write the year down."""
    for i in range(plan.n):
        if plan.ally[i]:
            now.state[at.ANXIETY, i] = _anxiety(plan, now, i)
    if book.state.shape[1] > 0:
        _write_states(plan, now, book, t)
    if book.dyads.shape[1] > 0:
        _write_dyads(plan, now, book, t)
    if len(plan.outcomes) > 0:
        year = _view(plan, now, work, t)
        for number in range(len(plan.outcomes)):
            book.outcomes[number, t] = measure(plan.outcomes[number], year)


def _write_states(plan: Plan, now: Life, book: Book, t: int) -> None:
    for row in range(at.RECORDED):
        for i in range(plan.n):
            book.state[row, t, i] = now.state[row, i]
    for i in range(plan.n):
        book.standing[t, i] = now.mark[at.STANDING, i] if plan.ally[i] else -1


def _write_dyads(plan: Plan, now: Life, book: Book, t: int) -> None:
    for row in range(at.RECORDED_DYADS):
        for i in range(plan.n):
            if book.adds:
                for j in range(plan.n):
                    book.dyads[row, t, i, j] += now.dyad[row, i, j]
            else:
                for j in range(plan.n):
                    book.dyads[row, t, i, j] = now.dyad[row, i, j]


def _anxiety(plan: Plan, now: Life, i: int) -> float:
    """Share of the defence that could come, own and allies' at full use, which the state expects not to come."""
    missing, possible = 0.0, now.state[at.READINESS, i] * now.state[at.CAPABILITY, i]
    for j in range(plan.n):
        if now.linked[i, j]:
            could_come = commitment.expected_aid(
                1.0, 1.0, now.state[at.READINESS, j], now.state[at.CAPABILITY, j], plan.fixed[at.HELP_LEFT, i, j]
            )
            possible += could_come
            missing += could_come * (1.0 - now.dyad[at.RELIANCE, i, j])
    return missing / possible if possible > 0.0 else 0.0


def _view(plan: Plan, now: Life, work: Work, t: int) -> AllianceYear:
    """What the measures read."""
    counted, members = 0, 0
    for i in range(plan.n):
        if plan.ally[i]:
            now.state[at.SHOWN_GUARANTEE, i] = now.state[at.GUARANTEE, i]
            now.state[at.SHOWN_SPILL_IN, i] = now.state[at.SPILL_IN, i]
            now.state[at.SHOWN_ENTRAPMENT, i] = now.state[at.ENTRAPMENT, i]
            if now.mark[at.IN_AREA, i]:
                now.mark[at.COUNTED, counted] = i
                counted += 1
            if now.state[at.VOTES, i] > 0.0:
                now.mark[at.MEMBERS, members] = i
                members += 1
            for rank in range(len(plan.adversaries)):
                seen = plan.toward[at.INTENT, t, rank, i] * plan.toward[at.SEEN, t, rank, i]
                work.intent[rank, i] = alignment.accommodated(seen, now.toward[at.ACCOMMODATION, i, rank])
    crises, called, honoured = 0, 0, 0
    for number in range(now.tally[at.CRISES]):
        if now.state[at.GUARANTEE, work.crisis[number, at.TARGET]] > 0.0:
            crises += 1
        called += work.crisis[number, at.CALLED]
        honoured += work.crisis[number, at.HONOURED]
    return AllianceYear(
        now.mark[at.COUNTED, :counted], now.mark[at.MEMBERS, :members], plan.largest, plan.yearly[at.GUIDELINE, t],
        plan.armed, now.state[at.SHOWN_GUARANTEE], now.state[at.GDP], now.state[at.SHARE], now.state[at.BUDGET],
        now.state[at.CAPABILITY], now.state[at.ATTACK], now.state[at.SHOWN_SPILL_IN], now.state[at.ANXIETY],
        now.state[at.SHOWN_ENTRAPMENT], plan.adversaries, work.intent, crises, called, honoured, now.state[at.AID],
        now.dyad[at.BROUGHT], now.dyad[at.TIE],
    )  # fmt: skip
