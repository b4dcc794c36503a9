"""The command that hands results to other programs: `export`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from alliance_sim.cli.options import json_option

KINDS = ("csv", "parquet", "netcdf", "stata", "graphml", "gexf")
"""As in `results.export.KINDS`, which is not read here so that `--help` answers at once."""


@click.command()
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--to", "kind", type=click.Choice(KINDS), required=True, help="The format.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Folder of the files, new or empty.")
@click.option("--year", type=int, metavar="YEAR", help="Year of a GraphML graph; the last one by default.")
@json_option
def export(results: Path, kind: str, out: Path | None, year: int | None, as_json: bool) -> None:
    """Write results for other programs.

    RESULTS is the folder of a run or of a sweep. A run's tables are state-years, alliance-years and directed dyad-years
    with Correlates of War codes (csv, parquet, stata), or arrays with named axes (netcdf); graphml holds the alliance
    graph of one year, gexf that of all years, one file an arm. Files go to RESULTS/export-FORMAT unless --out says
    otherwise, and never over others.
    """
    place = _exported(results, kind, out, year)
    files = [str(place / path.name) for path in sorted(place.iterdir())]
    if as_json:
        click.echo(json.dumps({"folder": str(place), "files": files}, indent=2))
    else:
        click.echo("\n".join(files))


def _exported(results: Path, kind: str, out: Path | None, year: int | None) -> Path:
    from alliance_sim.results.export import export_frames, export_run
    from alliance_sim.results.folder import read_run

    if not (results / SWEEP).is_file():
        return export_run(read_run(results), kind, results, out, year)
    from alliance_sim.studies.sweep.dataset import read_sweep

    sweep = read_sweep(results)
    array = sweep.xarray() if kind == "netcdf" else None
    return export_frames({"sweep": sweep.frame()}, kind, results, out, array)


SWEEP = "manifest.json"
"""The file by which the folder of a sweep is known."""
