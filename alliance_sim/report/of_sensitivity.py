"""What the report of a sweep says of its factors where the design gives indices: in words, tables and figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from alliance_sim.errors import MissingExtraError
from alliance_sim.report.document import Drawn, Table
from alliance_sim.studies import ranking
from alliance_sim.studies.measured import findings_of
from alliance_sim.studies.sensitivity import METHODS
from alliance_sim.studies.spoken import sentence

if TYPE_CHECKING:
    from alliance_sim.studies.measured import Swept
    from alliance_sim.studies.ranking import Findings


def findings(swept: Swept) -> Findings | None:
    """The sensitivity of all outcomes of a sweep; None for another design, or without the extra `study`."""
    if swept.method not in METHODS:
        return None
    try:
        return findings_of(swept, (), "difference" if swept.paired else "scenario", None)
    except MissingExtraError:
        return None


def paragraphs(found: Findings) -> Iterator[str]:
    """For each outcome which factors matter most, and how surely."""
    for each in found.each:
        yield f"{sentence(each.heading)}: {ranking.told(each)}"


def tables(found: Findings) -> Iterator[Table]:
    """For each outcome its indices with their intervals."""
    for each in found.each:
        head, rows = ranking.table(each)
        sobol = each.found.design.method == "sobol"
        note = "Shares of the variance over the samples" if sobol else "Effects of moving a factor over its whole range"
        yield Table(
            f"indices-{each.outcome}", f"What moves it: {each.heading}", ("factor", *head[1:]), tuple(rows),
            frozenset(range(1, len(head))), f"{note}, ± 95 % interval. {found.source}",
        )  # fmt: skip


def drawn(found: Findings) -> Iterator[Drawn]:
    """The figure of the indices, and the one that shows whether they are settled."""
    if not any(each.found.indices.varies for each in found.each):
        return
    from alliance_sim.plots import sensitivity, style

    shown = sensitivity.indices if found.each[0].found.design.method == "sobol" else sensitivity.effects
    names = ("sensitivity", "What moves each outcome"), ("convergence", "Whether the ranking is settled")
    for (name, text), draw in zip(names, (shown, sensitivity.convergence), strict=True):
        yield Drawn(name, style.figure_of(draw(found).flat[0]), f"{text}. {found.source}")
