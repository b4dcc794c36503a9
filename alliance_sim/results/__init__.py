"""What came out of a run, and how it was made: arrays, the folder they are kept in, and their provenance."""

from alliance_sim.results.results import Comparison, Results

__all__ = ["Comparison", "Results"]
