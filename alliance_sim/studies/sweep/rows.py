"""The rows of a sweep: runs with what they were asked for, as a table and as the bytes of a Parquet file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

ARMS = ("scenario", "baseline")
KEYS = ("sample", "replicate", "seed", "arm", "year")
"""Columns before the outcomes; after them comes `error`."""


@dataclass(frozen=True)
class Block:
    """All runs of one sample in a chunk.

    Args:
        sample: its number.
        replicate: the first one's number; the others follow.
        seed: of the first replicate; the others follow.
        years: those reported; None for a mean over all.
        values: outcomes [outcome, run, arm, year], NaN where not defined.
        errors: [run][arm], None where the run did not fail.
    """

    sample: int
    replicate: int
    seed: int
    years: tuple[int | None, ...]
    values: NDArray[np.float64]
    errors: list[list[str | None]]

    @property
    def failed(self) -> int:
        """Number of runs that failed."""
        return sum(error is not None for arms in self.errors for error in arms)

    def columns(self, text_seeds: bool) -> dict[str, Any]:
        """Numpy columns and the rows of `values` as one array [outcome, row]; a run that failed has one row."""
        _, runs, arms, years = self.values.shape
        failed = np.array([[error is not None for error in each] for each in self.errors]).reshape(runs, arms, 1)
        kept = (~failed | (np.arange(years) == 0)).reshape(-1)
        seeds = range(self.seed, self.seed + runs)
        seed = np.array([str(each) for each in seeds], dtype=object) if text_seeds else np.array(seeds, dtype=np.int64)
        year = np.array([-1 if each is None else each for each in self.years], dtype=np.int16)
        year = np.where(failed, np.int16(-1), year)
        said = np.array(self.errors, dtype=object).reshape(runs, arms, 1)
        return {
            "sample": np.full(int(kept.sum()), self.sample, dtype=np.int32),
            "replicate": _spread(np.arange(self.replicate, self.replicate + runs, dtype=np.int32), arms, years)[kept],
            "seed": _spread(seed, arms, years)[kept],
            "arm": np.tile(np.repeat(np.arange(arms, dtype=np.int8), years), runs)[kept],
            "year": year.reshape(-1)[kept],
            "error": np.broadcast_to(said, (runs, arms, years)).reshape(-1)[kept],
            "values": self.values.reshape(len(self.values), -1)[:, kept],
        }


def _spread(runs: NDArray[Any], arms: int, years: int) -> NDArray[Any]:
    return np.repeat(runs, arms * years)


def schema(outcomes: Sequence[str], text_seeds: bool = False, about: Mapping[str, str] | None = None) -> pa.Schema:
    """Columns and types of a sweep's rows, with the outcomes' units; the same in all its parts."""
    import pyarrow as pa

    from alliance_sim.metrics import OUTCOMES

    fields = [
        pa.field("sample", pa.int32()),
        pa.field("replicate", pa.int32()),
        pa.field("seed", pa.string() if text_seeds else pa.int64()),
        pa.field("arm", pa.string()),
        pa.field("year", pa.int16()),
        *(pa.field(name, pa.float64(), metadata={"unit": OUTCOMES[name].unit}) for name in outcomes),
        pa.field("error", pa.string()),
    ]
    return pa.schema(fields, metadata=dict(about or {}))


def table_of(blocks: Sequence[Block], outcomes: Sequence[str], text_seeds: bool, about: Mapping[str, str]) -> pa.Table:
    """The blocks below each other; what is not defined is null."""
    import pyarrow as pa

    parts = [block.columns(text_seeds) for block in blocks]
    joined = {name: np.concatenate([part[name] for part in parts], axis=-1) for name in parts[0]}
    values, kinds = joined.pop("values"), schema(outcomes, text_seeds, about)
    arrays = [
        pa.array(joined["sample"]),
        pa.array(joined["replicate"]),
        pa.array(joined["seed"], kinds.field("seed").type),
        pa.DictionaryArray.from_arrays(joined["arm"], list(ARMS)).cast(pa.string()),
        pa.array(joined["year"], mask=joined["year"] < 0),
        *(pa.array(row, from_pandas=True) for row in values),
        pa.array(joined["error"], pa.string()),
    ]
    return pa.Table.from_arrays(arrays, schema=kinds)


def parquet_bytes(table: pa.Table) -> bytes:
    """A table as the bytes of a Parquet file: the same for the same rows, with check sums inside."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    into = pa.BufferOutputStream()
    # dictionaries of numbers that hardly repeat would cost more than they save
    pq.write_table(
        table, into, compression="zstd", version="2.6", use_dictionary=[*KEYS, "error"], write_page_checksum=True
    )
    return into.getvalue().to_pybytes()  # type: ignore[no-any-return]
