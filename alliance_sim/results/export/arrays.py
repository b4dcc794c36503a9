"""A run as NetCDF files: arrays with named axes, as xarray opens them in one line."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import MissingExtraError
from alliance_sim.results.export.frames import ALLIANCE_YEAR, DYAD_YEAR, STATE_YEAR, UNITS, cow_codes
from alliance_sim.results.results import LARGEST_INT64, Comparison, Results

if TYPE_CHECKING:
    import xarray as xr

ENGINES = {"h5netcdf": ("h5netcdf", "h5py"), "netcdf4": ("netCDF4",)}
"""What xarray calls the writers of NetCDF 4, and the packages that each needs; h5netcdf leaves h5py to the user."""

AXES = {STATE_YEAR: ("replicate", "year", "state"), ALLIANCE_YEAR: ("replicate", "year")}
AXES[DYAD_YEAR] = ("year", "state", "other")


def netcdf_engine() -> str:
    """What xarray writes NetCDF with. Raises MissingExtraError, with the command that installs it."""
    found = next((engine for engine, packages in ENGINES.items() if all(map(find_spec, packages))), None)
    if find_spec("xarray") is None or found is None:
        raise MissingExtraError(
            "NetCDF needs xarray, h5netcdf and h5py, which are not all installed: pip install 'alliance-sim[netcdf]'"
        )
    return found


def write_netcdf(data: xr.Dataset, path: Path) -> None:
    """Write one data set. Raises MissingExtraError where nothing that writes NetCDF is installed."""
    data.to_netcdf(path, engine=netcdf_engine())  # type: ignore[call-overload]


def run_arrays(comparison: Comparison, about: dict[str, str]) -> dict[str, xr.Dataset]:
    """The three tables as data sets by name, with the axes arm, replicate, year, state and other.

    Arms with different states share one axis; what an arm does not have is missing. `about` goes into the attributes.
    """
    netcdf_engine()
    return {name: _dataset(comparison, name, about) for name in AXES}


def _dataset(comparison: Comparison, name: str, about: dict[str, str]) -> xr.Dataset:
    import xarray as xr

    arms = [_arm(results, name) for results in comparison.arms.values()]
    whole = xr.concat(arms, dim=xr.Variable("arm", list(comparison.arms)), join="outer")
    for variable, unit in UNITS[name].items():
        if variable in whole:
            whole[variable].attrs["units"] = unit
    return whole.assign_attrs(about)


def _arm(results: Results, name: str) -> xr.Dataset:
    import xarray as xr

    axes = AXES[name]
    arrays = {STATE_YEAR: results.state, ALLIANCE_YEAR: results.outcomes, DYAD_YEAR: results.dyads}[name]
    variables: dict[str, Any] = {variable: (axes, values) for variable, values in arrays.items()}
    if name == STATE_YEAR:
        variables["standing"] = (axes, results.standing_names().astype(str))
    return xr.Dataset(variables, coords=_coordinates(results, axes))


def _coordinates(results: Results, axes: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {"year": np.array(results.years)}
    if "replicate" in axes:
        found["replicate"] = np.arange(len(results.seeds))
        large = max(results.seeds) > LARGEST_INT64
        found["seed"] = ("replicate", [str(seed) for seed in results.seeds] if large else np.array(results.seeds))
    if "state" in axes:
        codes = cow_codes(results)
        found["state"] = list(results.states)
        found["ccode"] = ("state", np.array([codes.get(iso3, np.nan) for iso3 in results.states], dtype=np.float64))
    if "other" in axes:
        found["other"] = list(results.states)
    return found
