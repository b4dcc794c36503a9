"""Results in the formats of other programs: CSV, Parquet, NetCDF, Stata, GraphML and GEXF."""

from alliance_sim.results.export.formats import GRAPHS, KINDS, export_frames, export_run

__all__ = ["GRAPHS", "KINDS", "export_frames", "export_run"]
