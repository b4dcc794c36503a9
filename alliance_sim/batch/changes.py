"""What states decided on themselves, put into the same words as in the agents engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from alliance_sim.batch import layout as at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alliance_sim.world import World


def changes(world: World, written: NDArray[Any]) -> Iterator[dict[str, Any]]:
    """Rows of year, state, what and reason, from one run's rows of numbers (see `layout`)."""
    rows = written.tolist()
    codes, start = world.states, world.scenario.start
    for number, (t, i, kind, *numbers) in enumerate(rows):
        if int(kind) != at.OBJECTS:
            what, reason = _words(world, int(kind), numbers, _objections(world, rows, number + 1))
            yield {"year": start + int(t), "state": codes[int(i)], "what": what, "reason": reason}


def _objections(world: World, rows: list[list[float]], first: int) -> str:
    """What the objectors say who follow a wish or an application."""
    said = []
    for _, j, kind, risk, gain, _ in rows[first:]:
        if int(kind) != at.OBJECTS:
            break
        said.append(f"{world.states[int(j)]} objects: risk {risk:.4f} > gain {gain:.4f}")
    return "; ".join(said)


def _words(world: World, kind: int, numbers: list[float], objections: str) -> tuple[str, str]:
    """What changed, and why."""
    a, b, c = numbers
    if kind == at.STEPPED_DOWN:
        to, years = divmod(int(c), 1000)
        what = list(world.scenario.standings)[to]
        return what, f"left: benefit {a:.4f} < cost {b:.4f} for {years} years"
    wish = f"benefit {a:.4f} > cost {b:.4f} for {int(c)} years"
    if kind == at.SEALED:
        return f"pact with {world.states[int(c)]}", f"both gain: {a:.4f} and {b:.4f} of GDP"
    if kind == at.ACCOMMODATES:
        adversary = world.states[world.adversaries[int(c)]]
        return f"accommodates {adversary}", f"relief {a:.4f} > price {b:.4f}"
    return {
        at.JOINED: ("member", f"joined: {wish}"),
        at.WISHED: ("refused", f"wished to join: {wish}; {objections}"),
        at.REFUSED: ("refused", objections),
        at.GRANTED: ("member", "joined: no member objects"),
    }[kind]
