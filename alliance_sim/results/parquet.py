"""The tables of a run as Parquet: written so that the same results are always the same bytes, and read back checked."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from alliance_sim.errors import ResultsError
from alliance_sim.results.results import DYAD_UNITS, STATE_UNITS, Columns, Comparison, Results

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alliance_sim.scenario import Scenario

STATE_YEAR, ALLIANCE_YEAR, DYAD_YEAR = "state-year.parquet", "alliance-year.parquet", "dyad-year.parquet"
TABLES = (STATE_YEAR, ALLIANCE_YEAR, DYAD_YEAR)

_KEYS = {
    STATE_YEAR: ("arm", "replicate", "seed", "year", "iso3", "standing"),
    ALLIANCE_YEAR: ("arm", "replicate", "seed", "year"),
    DYAD_YEAR: ("arm", "year", "iso3", "other"),
}


def write_tables(comparison: Comparison, folder: Path) -> dict[str, str]:
    """Write the three tables into a folder.

    No date, duration or path goes into them, so two runs of one file give identical bytes.

    Returns:
        File name -> sha256 of each table.
    """
    about = table_metadata(comparison)
    for name in TABLES:
        table = arrow_table(comparison, name).replace_schema_metadata(about)
        pq.write_table(table, folder / name, compression="zstd", version="2.6")
    return {name: sha256(folder / name) for name in TABLES}


def sha256(path: Path) -> str:
    """Digest of a file's bytes, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def arrow_table(comparison: Comparison, name: str) -> pa.Table:
    """One of the three tables, the arms one below the other; what is not defined is null."""
    arms = {arm: _columns(results, name) for arm, results in comparison.arms.items()}
    rows = {arm: len(columns["year"]) for arm, columns in arms.items()}
    order = list(dict.fromkeys(column for columns in arms.values() for column in columns))
    units = _units(name)
    fields, arrays = (
        [_field("arm", pa.string(), units)],
        [pa.array(np.repeat(list(rows), list(rows.values())), pa.string())],
    )
    for column in order:
        parts = [columns.get(column, np.full(rows[arm], np.nan)) for arm, columns in arms.items()]
        values = np.concatenate(parts)
        kind = _kind(values)
        fields.append(_field(column, kind, units))
        arrays.append(pa.array(values, type=kind, from_pandas=True))
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def _columns(results: Results, name: str) -> Columns:
    if name == STATE_YEAR:
        return results.state_columns()
    return results.alliance_columns() if name == ALLIANCE_YEAR else results.dyad_columns()


def _kind(values: NDArray[Any]) -> pa.DataType:
    if values.dtype == object:
        return pa.string()
    return pa.int64() if values.dtype.kind in "iu" else pa.float64()


def _field(column: str, kind: pa.DataType, units: Mapping[str, str]) -> pa.Field:
    return pa.field(column, kind, metadata={"unit": units[column]} if column in units else None)


def _units(name: str) -> dict[str, str]:
    if name == STATE_YEAR:
        return STATE_UNITS
    if name == DYAD_YEAR:
        return DYAD_UNITS
    from alliance_sim.metrics import OUTCOMES

    return {outcome: about.unit for outcome, about in OUTCOMES.items()}


def table_metadata(comparison: Comparison) -> dict[str, str]:
    """Where a table comes from, for one that has been parted from its folder; only what two runs have in common."""
    from alliance_sim.results.provenance import SCHEMA_VERSION, SOFTWARE, software_version

    return {
        "schema_version": SCHEMA_VERSION,
        "software": json.dumps({"name": SOFTWARE, "version": software_version()}),
        "scenario": comparison.scenario.scenario.name,
        "digests": json.dumps({arm: results.scenario.digest() for arm, results in comparison.arms.items()}),
        "seeds": json.dumps([str(seed) for seed in comparison.scenario.seeds]),
    }


def read_arm(folder: Path, arm: str, parameters: Mapping[str, Any], scenario: Scenario, changes: list[Any]) -> Results:
    """Read one arm's arrays back out of the tables.

    Args:
        folder: the run's folder.
        arm: `scenario` or `baseline`.
        parameters: the `parameters` of the folder's provenance: seeds, years, and the arm's states.
        scenario: the arm's scenario.
        changes: the arm's recorded changes.

    Raises:
        ResultsError: a table cannot be read, or does not hold the rows that the provenance names.
    """
    seeds, years = tuple(map(int, parameters["seeds"])), tuple(map(int, parameters["years"]))
    states = tuple(parameters["arms"][arm]["states"])
    shape = (len(seeds), len(years), len(states))
    state_columns = _read(folder / STATE_YEAR, arm)
    results = Results(
        scenario=scenario, seeds=seeds, years=years, states=states,
        state=_reshape(state_columns, STATE_YEAR, shape, folder),
        outcomes=_reshape(_read(folder / ALLIANCE_YEAR, arm), ALLIANCE_YEAR, shape[:2], folder),
        dyads=_square(_read(folder / DYAD_YEAR, arm), shape, folder),
        standing=_standing(state_columns.get("standing"), scenario, shape),
        changes=changes,
    )  # fmt: skip
    _same_rows(results, state_columns, folder)
    return results


def _read(path: Path, arm: str) -> Columns:
    try:
        table = pq.read_table(path)
        table = table.filter(pa.compute.equal(table["arm"], arm))
        return {column: _values(table[column]) for column in table.column_names}
    except FileNotFoundError:
        raise ResultsError(f"{path} is missing; the folder is not a whole run") from None
    except (OSError, pa.ArrowException, KeyError) as error:
        raise ResultsError(f"{path} is not a readable table of a run: {_first_line(error)}") from None


def _values(column: pa.ChunkedArray) -> NDArray[Any]:
    if pa.types.is_floating(column.type):
        return np.asarray(column.to_numpy(), dtype=np.float64)
    return np.array(column.to_pylist(), dtype=object)


def _reshape(columns: Columns, name: str, shape: tuple[int, ...], folder: Path) -> dict[str, NDArray[np.float64]]:
    try:
        return {
            column: values.astype(np.float64).reshape(shape)
            for column, values in columns.items()
            if column not in _KEYS[name]
        }
    except ValueError:
        raise _wrong_rows(folder / name) from None


def _square(columns: Columns, shape: tuple[int, int, int], folder: Path) -> dict[str, NDArray[np.float64]]:
    """Put the pairs back into matrices; the diagonal, which the table leaves out, is not defined."""
    _, years, states = shape
    pairs = ~np.eye(states, dtype=bool)
    matrices = {}
    for column, values in columns.items():
        if column in _KEYS[DYAD_YEAR]:
            continue
        if len(values) != years * states * (states - 1):
            raise _wrong_rows(folder / DYAD_YEAR)
        matrices[column] = np.full((years, states, states), np.nan)
        matrices[column][:, pairs] = values.astype(np.float64).reshape(years, -1)
    return matrices


def _standing(names: NDArray[Any] | None, scenario: Scenario, shape: tuple[int, ...]) -> NDArray[np.int8]:
    order = {name: position for position, name in enumerate(scenario.standings)} | {"": -1}
    try:
        found = [order[name] for name in ([] if names is None else names)]
        return np.array(found, dtype=np.int8).reshape(shape)
    except (KeyError, ValueError):
        raise ResultsError(f"{STATE_YEAR} holds standings that the scenario does not have") from None


def _same_rows(results: Results, columns: Columns, folder: Path) -> None:
    expected = results.state_columns()
    for key in ("replicate", "seed", "year", "iso3"):
        if key not in columns or expected[key].astype(str).tolist() != columns[key].astype(str).tolist():
            raise _wrong_rows(folder / STATE_YEAR)


def _wrong_rows(path: Path) -> ResultsError:
    return ResultsError(
        f"{path} does not hold the rows that provenance.json names; it was changed or belongs elsewhere"
    )


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
