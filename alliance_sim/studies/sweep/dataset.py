"""What a sweep left: its rows beside their factors, as a pandas frame or an xarray data set."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alliance_sim.errors import MissingExtraError, ResultsError
from alliance_sim.studies.sweep.rows import ARMS, KEYS
from alliance_sim.studies.sweep.store import PARTS, SAMPLES, read_manifest

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

YEARLESS = 0
"""The year of a mean over all years in a data set, whose coordinates cannot be missing."""


@dataclass(frozen=True)
class SweepResults:
    """The folder of a sweep, read.

    Args:
        folder: where it is.
        manifest: its own account: study, code, data, chunks.
        parts: the parts that are there, in the order of the study.
    """

    folder: Path
    manifest: dict[str, Any]
    parts: tuple[Path, ...]

    @property
    def missing(self) -> int:
        """Chunks that have not been run yet."""
        return len(self.manifest["parameters"]["chunks"]) - len(self.parts)

    @property
    def factors(self) -> tuple[str, ...]:
        """Paths of what was varied."""
        return tuple(self.manifest["parameters"]["factors"])

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes reported."""
        import pyarrow.parquet as pq

        return tuple(name for name in pq.read_schema(self.parts[0]).names if name not in (*KEYS, "error"))

    def samples(self) -> pd.DataFrame:
        """A row a sample: its number and the value of each factor."""
        import pandas as pd

        return pd.read_parquet(self.folder / SAMPLES)

    def frame(self) -> pd.DataFrame:
        """A row for each sample, replicate, arm and year: factors by their path, outcomes, `error`.

        A run that failed is one row with its error, without year and outcomes.
        """
        import pandas as pd
        import pyarrow.dataset as ds

        rows = ds.dataset([str(path) for path in self.parts], format="parquet").to_table().to_pandas()
        factors = [name for name in self.samples().columns if name not in rows.columns or name == "sample"]
        joined = pd.merge(self.samples()[factors], rows, on="sample", how="right")
        joined["_arm"] = joined["arm"].map({arm: place for place, arm in enumerate(ARMS)})
        ordered = joined.sort_values(["sample", "replicate", "_arm", "year"], kind="stable", ignore_index=True)
        return ordered.drop(columns="_arm")

    def differences(self) -> pd.DataFrame:
        """Scenario minus baseline, run by run: a row for each sample, replicate and year, factors beside it.

        Raises ResultsError for a sweep that is not paired.
        """
        if not self.manifest["parameters"]["paired"]:
            raise ResultsError(f"{self.folder}: the sweep is not paired, so there is no baseline to compare with")
        rows = self.frame()
        rows = rows[rows["error"].isna()].drop(columns="error")
        keys = [name for name in rows.columns if name not in (*self.outcomes, "arm")]
        arms = [rows[rows["arm"] == arm].set_index(keys)[list(self.outcomes)] for arm in ARMS]
        return (arms[0] - arms[1]).reset_index()

    def xarray(self) -> xr.Dataset:
        """The outcomes as arrays over sample, replicate, arm and year; factors stand along `sample`.

        A mean over all years has the year 0. Raises MissingExtraError where xarray is not installed.
        """
        try:
            import xarray as xr
        except ImportError as error:
            raise MissingExtraError("this needs xarray: pip install 'alliance-sim[netcdf]'") from error
        rows = self.frame()
        rows = rows[rows["error"].isna()].fillna({"year": YEARLESS}).astype({"year": int})
        axes = ["sample", "replicate", "arm", "year"]
        data: xr.Dataset = xr.Dataset.from_dataframe(rows.set_index(axes)[list(self.outcomes)])
        samples = self.samples().set_index("sample").loc[data["sample"].to_numpy()]
        return data.assign_coords({name: ("sample", samples[name].to_numpy()) for name in samples.columns})


def read_sweep(folder: str | Path) -> SweepResults:
    """The sweep in a folder, finished or not; `missing` says how many chunks are not there.

    Raises:
        ResultsError: it is not the folder of a sweep, or holds no result yet.
    """
    place = Path(folder)
    manifest = read_manifest(place)
    chunks = manifest["parameters"]["chunks"]
    parts = tuple(path for chunk in chunks if (path := place / PARTS / f"{chunk}.parquet").exists())
    if not parts:
        raise ResultsError(f"{place} holds none of its {len(chunks):,} chunks yet; run the sweep with --resume")
    return SweepResults(place, manifest, parts)
