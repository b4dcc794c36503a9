"""Which formats there are, and writing a run, or the frame of a study, in one of them: whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alliance_sim.errors import ResultsError
from alliance_sim.results.folder import check_out, fill
from alliance_sim.results.results import Comparison

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

KINDS = ("csv", "parquet", "netcdf", "stata", "graphml", "gexf")
"""Formats that results are written in."""

GRAPHS = ("graphml", "gexf")
"""Those that hold the alliance graph; a sweep has none."""


def export_run(
    comparison: Comparison, kind: str, folder: Path, out: Path | None = None, year: int | None = None
) -> Path:
    """Write a run in one of `KINDS`.

    Args:
        comparison: the run.
        kind: the format.
        folder: the run's folder; the files go to `<folder>/export-<kind>`, or `-2`, `-3` beside it.
        out: another place, which must be empty or absent.
        year: the year of a GraphML file; the last one by default.

    Returns:
        The folder with the files.

    Raises:
        ResultsError: the place is not empty or cannot be written, or the year was not simulated.
        MissingExtraError: a package that the format needs is not installed.
    """
    _check(kind, year)
    title = f"{comparison.scenario.scenario.name} @ {comparison.scenario.scenario.digest()[:8]}"
    told = comparison.scenario.years[-1] if year is None else year
    comparison.scenario.index(told)

    def write(place: Path) -> None:
        if kind == "graphml":
            from alliance_sim.results.export.graphs import write_graphml

            write_graphml(comparison, place, told, title)
        elif kind == "gexf":
            from alliance_sim.results.export.graphs import write_gexf

            write_gexf(comparison, place, title)
        else:
            _write_run(comparison, kind, place, title)

    return _placed(folder, kind, out, write)


def export_frames(
    frames: Mapping[str, pd.DataFrame],
    kind: str,
    folder: Path,
    out: Path | None = None,
    array: xr.Dataset | None = None,
) -> Path:
    """Write the tables of a study, by name, as `export_run` writes those of a run; `array` is what NetCDF takes.

    Raises:
        ResultsError: the format holds graphs, or NetCDF is asked for and there is no array.
    """
    _check(kind, None)
    if kind in GRAPHS or (kind == "netcdf" and array is None):
        others = [name for name in KINDS if name not in GRAPHS]
        raise ResultsError(f"{folder} has no graph to write as {kind}; choose one of {', '.join(others)}")

    def write(place: Path) -> None:
        if array is not None and kind == "netcdf":
            from alliance_sim.results.export.arrays import write_netcdf

            write_netcdf(array, place / f"{next(iter(frames))}.nc")
            return
        for name, frame in frames.items():
            _write_table(frame, kind, place / name, {}, folder.name)

    return _placed(folder, kind, out, write)


def _check(kind: str, year: int | None) -> None:
    if kind not in KINDS:
        raise ResultsError(f"{kind!r} is not a format; choose one of {', '.join(KINDS)}")
    if year is not None and kind != "graphml":
        raise ResultsError(f"a year is chosen for graphml only; {kind} has all of them")


def _placed(folder: Path, kind: str, out: Path | None, write: Any) -> Path:
    check_out(out)
    return fill(out or folder / f"export-{kind}", write, numbered=out is None)


def _write_run(comparison: Comparison, kind: str, place: Path, title: str) -> None:
    from alliance_sim.results.export.frames import UNITS, run_frames
    from alliance_sim.results.parquet import table_metadata

    if kind == "netcdf":
        from alliance_sim.results.export.arrays import run_arrays, write_netcdf

        for name, data in run_arrays(comparison, table_metadata(comparison)).items():
            write_netcdf(data, place / f"{name}.nc")
        return
    for name, frame in run_frames(comparison).items():
        _write_table(frame, kind, place / name, UNITS[name], title)


def _write_table(frame: pd.DataFrame, kind: str, path: Path, units: Mapping[str, str], title: str) -> None:
    """One table as a file; `path` is without its ending."""
    if kind == "csv":
        frame.to_csv(f"{path}.csv", index=False, lineterminator="\n")
    elif kind == "stata":
        from alliance_sim.results.export.stata import write_stata

        write_stata(frame, path.with_name(f"{path.name.replace('-', '_')}.dta"), units, title)
    else:
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.Table.from_pandas(frame, preserve_index=False)
        fields = [
            field.with_metadata({"unit": units[field.name]} if field.name in units else {}) for field in table.schema
        ]
        pq.write_table(table.cast(pa.schema(fields)), f"{path}.parquet", compression="zstd", version="2.6")
