"""The pieces of a sweep: every run in one of them, the same ones on every machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_sim.errors import InputError
from alliance_sim.studies.sweep.chunks import Chunk, chunk_runs, cut, shard, shard_from

SIZES = (st.integers(1, 60), st.integers(1, 300), st.integers(1, 2))


@given(*SIZES)
def test_every_replicate_of_every_sample_is_in_one_chunk(samples: int, replicates: int, arms: int) -> None:
    found = [
        (sample, replicate)
        for chunk in cut("study", samples, replicates, arms)
        for sample in chunk.samples
        for replicate in range(*chunk.replicates)
    ]
    assert found == [(sample, replicate) for sample in range(samples) for replicate in range(replicates)]


@given(*SIZES)
def test_no_two_chunks_have_one_id_and_none_is_too_large(samples: int, replicates: int, arms: int) -> None:
    pieces = cut("study", samples, replicates, arms)
    assert len({chunk.id for chunk in pieces}) == len(pieces)
    assert max(chunk.runs(arms) for chunk in pieces) <= chunk_runs(samples * replicates * arms)


@given(*SIZES, st.integers(1, 12))
def test_shards_have_nothing_in_common_and_miss_nothing(samples: int, replicates: int, arms: int, whole: int) -> None:
    pieces = cut("study", samples, replicates, arms)
    shards = [shard(pieces, (part, whole)) for part in range(1, whole + 1)]
    together = [chunk for each in shards for chunk in each]
    assert sorted(together, key=pieces.index) == pieces
    assert max(map(len, shards)) - min(map(len, shards)) <= 1


def test_ids_do_not_change_from_version_to_version() -> None:
    assert cut("a study's digest", 2, 15, 2) == [
        Chunk("0853393ae1e871b4", (0,), (0, 10)),
        Chunk("042709cc9c35b00e", (0,), (10, 15)),
        Chunk("104950527db04c4a", (1,), (0, 10)),
        Chunk("2c328cdc5924f4e5", (1,), (10, 15)),
    ]


def test_ids_follow_from_the_study() -> None:
    ours, theirs = cut("one", 5, 10), cut("other", 5, 10)
    assert not {chunk.id for chunk in ours} & {chunk.id for chunk in theirs}


@pytest.mark.parametrize(("total", "runs"), [(1, 20), (6400, 100), (100_000, 500), (10**7, 2441), (10**9, 4000)])
def test_chunks_are_few_enough_and_small_enough(total: int, runs: int) -> None:
    assert chunk_runs(total) == runs


def test_a_shard_is_a_part_of_a_whole() -> None:
    assert shard_from("3/100") == (3, 100)


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "/3", "3/", "a/b", "-1/3", "1/3/5"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="such as 3/100"):
        shard_from(text)
