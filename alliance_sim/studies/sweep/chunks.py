"""The pieces that a sweep is cut into: they follow from the study alone, so every machine cuts alike."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alliance_sim.errors import InputError

if TYPE_CHECKING:
    from alliance_sim.studies.sweep.study import Study

LEAST_RUNS, USUAL_RUNS, MOST_RUNS = 20, 500, 4000
"""Runs of a chunk: few in a small sweep, so that every worker gets some; many in a huge one, so that files stay few."""

PIECES, MOST_PIECES = 64, 4096
"""Into about so many chunks a small sweep is cut, and no more than so many unless they would grow too large."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a sweep: these samples, each with the replicates from the first to before the second number.

    id: 16 hexadecimal digits that follow from the study's digest, the samples and the replicates.
    """

    id: str
    samples: tuple[int, ...]
    replicates: tuple[int, int]

    def runs(self, arms: int) -> int:
        """Number of runs in it."""
        return len(self.samples) * (self.replicates[1] - self.replicates[0]) * arms


def chunks(study: Study) -> list[Chunk]:
    """All chunks of a study in the order of samples and replicates."""
    from alliance_sim.studies.sweep.designs import samples

    return cut(study.digest(), len(samples(study)), study.replicates, 2 if study.paired else 1)


def cut(digest: str, samples: int, replicates: int, arms: int = 1) -> list[Chunk]:
    """The chunks of so many samples and replicates: whole samples, or slices of one that is too large for a chunk."""
    most = max(1, chunk_runs(samples * replicates * arms) // arms)
    if replicates <= most:
        each = most // replicates
        return [
            _chunk(digest, tuple(range(first, min(first + each, samples))), (0, replicates))
            for first in range(0, samples, each)
        ]
    slices = [(first, min(first + most, replicates)) for first in range(0, replicates, most)]
    return [_chunk(digest, (sample,), part) for sample in range(samples) for part in slices]


def chunk_runs(total: int) -> int:
    """Runs of a chunk of a sweep with so many runs."""
    return max(LEAST_RUNS, min(USUAL_RUNS, total // PIECES), min(MOST_RUNS, total // MOST_PIECES))


def _chunk(digest: str, samples: tuple[int, ...], replicates: tuple[int, int]) -> Chunk:
    named = json.dumps([digest, samples, replicates])
    return Chunk(hashlib.sha256(named.encode("ascii")).hexdigest()[:16], samples, replicates)


def shard_from(text: str) -> tuple[int, int]:
    """`3/100` as (3, 100). Raises InputError for what is not a part of a whole."""
    part, slash, whole = text.partition("/")
    if slash and part.isdecimal() and whole.isdecimal() and 1 <= int(part) <= int(whole):
        return int(part), int(whole)
    raise InputError(f"--shard {text}: write PART/WHOLE, such as 3/100: parts are counted from 1 to the whole")


def shard(pieces: Sequence[Chunk], part: tuple[int, int]) -> list[Chunk]:
    """Every n-th chunk from the i-th on, counted from 1; the shards of a sweep have no chunk in common and miss none.

    >>> shard(cut("study", 10, 20), (2, 3)) == cut("study", 10, 20)[1::3]
    True
    """
    return list(pieces[part[0] - 1 :: part[1]])
