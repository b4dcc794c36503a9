"""The outcomes of a sweep as numbers of its samples, and what is analysed of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.errors import InputError, ResultsError
from alliance_sim.studies.discovery import Discovery, condition_from, discover
from alliance_sim.studies.ranking import OF, Finding, Findings
from alliance_sim.studies.sensitivity import Design, analyse, mean_of_known
from alliance_sim.studies.sweep.designs import matrix, problem
from alliance_sim.studies.sweep.rows import ARMS, KEYS
from alliance_sim.studies.sweep.store import PARTS, SAMPLES, SCENARIO, STUDY, read_manifest

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

    from alliance_sim.studies.sweep.study import Study

    Values = NDArray[np.float64]


@dataclass(frozen=True)
class Swept:
    """A sweep that has been run.

    Args:
        folder: where.
        study: what was swept.
        manifest: the folder's own account.
    """

    folder: Path
    study: Study
    manifest: dict[str, Any]

    @property
    def method(self) -> str:
        """Of the design."""
        return str(self.study.design.method)

    @property
    def paired(self) -> bool:
        """Whether each run has its baseline beside it."""
        return bool(self.manifest["parameters"]["paired"])

    @property
    def source(self) -> str:
        """Seeds, scenario and version, for the foot of a figure."""
        base, version = self.study.base, self.manifest["software"]["version"]
        seeds = f"seeds {base.seed} to {base.seed + self.study.replicates - 1}"
        return f"{seeds}; scenario {base.name} @ {base.digest()[:8]}; alliance_sim {version}"

    @property
    def parts(self) -> list[Path]:
        """The parts that are there. Raises ResultsError if none is."""
        chunks = self.manifest["parameters"]["chunks"]
        there = [path for chunk in chunks if (path := self.folder / PARTS / f"{chunk}.parquet").exists()]
        if not there:
            raise ResultsError(f"{self.folder} holds none of its {len(chunks):,} chunks yet; run the sweep first")
        return there

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes that it holds."""
        import pyarrow.parquet as pq

        return tuple(name for name in pq.read_schema(self.parts[0]).names if name not in (*KEYS, "error"))

    @property
    def failed(self) -> int:
        """Number of runs that failed."""
        import pyarrow.parquet as pq

        columns = (pq.read_table(path, columns=["error"])["error"] for path in self.parts)
        return sum(len(column) - column.null_count for column in columns)

    def points(self) -> pd.DataFrame:
        """The samples, a column for each factor."""
        import pandas as pd

        return pd.read_parquet(self.folder / SAMPLES).drop(columns="sample")


def read_swept(folder: Path) -> Swept:
    """The sweep in a folder.

    Raises:
        ResultsError: it is not the folder of a sweep.
        ScenarioError: the study in it cannot be read.
    """
    from alliance_sim.studies.sweep.study import load_study

    manifest = read_manifest(folder)
    return Swept(folder, load_study(folder / STUDY, scenario=folder / SCENARIO), manifest)


def findings_of(swept: Swept, outcomes: Sequence[str], of: str, year: int | None) -> Findings:
    """The sensitivity of outcomes of a sweep; all that it holds if none is named.

    Args:
        swept: the sweep; its design is `sobol` or `morris`.
        outcomes: names.
        of: `difference`, `scenario` or `baseline`.
        year: the year; the last one reported of each sample if not given.

    Raises:
        InputError: an outcome, a year or a baseline that the sweep does not have.
        ResultsError: none of its runs is there.
        MissingExtraError: SALib is not installed.
    """
    names = tuple(outcomes) or swept.outcomes
    design, (shown, runs) = design_of(swept.study), runs_of(swept, names, of, year)
    each = tuple(Finding(name, of, shown, analyse(design, runs[name])) for name in names)
    return Findings(swept.study.study, swept.study.digest(), swept.source, each)


def discovery_of(swept: Swept, condition: str, of: str, year: int | None) -> Discovery:
    """The box of a sweep's factors in which a condition such as `deterrence<0.6` holds; arguments as `findings_of`.

    Raises:
        InputError: as `findings_of`; or the condition cannot be read, or holds in too few samples or in nearly all.
        MissingExtraError: EMA workbench is not installed.
    """
    wanted = condition_from(condition, swept.outcomes)
    _, runs = runs_of(swept, [wanted.outcome], of, year)
    return replace(discover(swept.points(), mean_of_known(runs[wanted.outcome]), wanted), of=of)


def design_of(study: Study) -> Design:
    """What SALib sampled for a study."""
    asked = study.design
    return Design(
        method=asked.method, problem=problem(study), points=matrix(study), seed=asked.seed, levels=asked.levels,
        second_order=asked.method == "sobol" and asked.second_order,
        unordered=frozenset(path for path, factor in study.factors.items() if _unordered(factor)),
    )  # fmt: skip


def _unordered(factor: Any) -> bool:
    """Whether a factor's values have no order: a list in which not all are numbers."""
    return isinstance(factor, Sequence) and any(not isinstance(value, int | float) for value in factor)


# --- Runs ------------------------------------------------------------------------------------------------------------


def runs_of(swept: Swept, outcomes: Sequence[str], of: str, year: int | None) -> tuple[int | None, dict[str, Values]]:
    """The year looked at (None for a mean over years), and outcome -> values [sample, replicate].

    A value is NaN where its run is not there, has failed or does not define it. Arguments and errors as `findings_of`.
    """
    import pyarrow.parquet as pq

    _check(swept, outcomes, of)
    told, years = swept.manifest["parameters"], set[int]()
    found = {arm: {name: np.full((told["samples"], told["replicates"]), np.nan) for name in outcomes} for arm in ARMS}
    for path in swept.parts:
        table = pq.read_table(path, columns=["sample", "replicate", "arm", "year", *outcomes])
        table = table.take(_rows(table, year))
        years.update(each for each in table["year"].unique().to_pylist() if each is not None)
        _fill(found, table, outcomes)
    if year is not None and not years:
        raise InputError(f"{swept.folder} reports nothing of the year {year}; the study says `when: {told['when']}`")
    chosen = found.get(of) or {name: found["scenario"][name] - found["baseline"][name] for name in outcomes}
    return max(years, default=None), chosen


def _check(swept: Swept, outcomes: Sequence[str], of: str) -> None:
    from alliance_sim.scenario.wording import did_you_mean, shown

    for name in outcomes:
        if name not in swept.outcomes:
            close = did_you_mean(name, list(swept.outcomes))
            raise InputError(f"{shown(name)} is not an outcome of {swept.study.study}{close}")
    if of not in OF:
        raise InputError(f"{shown(of)} is not one of {', '.join(OF)}")
    if of != "scenario" and not swept.paired:
        raise InputError(f"{swept.study.study} is not paired, so it has no {of}: look at the scenario")


def _rows(table: pa.Table, year: int | None) -> NDArray[np.intp]:
    """Places of the rows of that year, or of the last row of each run; the rows of a run follow each other."""
    if year is not None:
        return np.flatnonzero(table["year"].to_numpy() == year)
    same = np.ones(max(table.num_rows - 1, 0), dtype=bool)
    for key in (table["sample"].to_numpy(), table["replicate"].to_numpy(), _first_arm(table)):
        same &= key[:-1] == key[1:]
    return np.flatnonzero(np.append(~same, table.num_rows > 0))


def _first_arm(table: pa.Table) -> NDArray[np.bool_]:
    return np.asarray(table["arm"].to_numpy() == ARMS[0], dtype=bool)


def _fill(found: dict[str, dict[str, Values]], table: pa.Table, outcomes: Sequence[str]) -> None:
    sample, replicate, first = table["sample"].to_numpy(), table["replicate"].to_numpy(), _first_arm(table)
    for arm, chosen in zip(ARMS, (first, ~first), strict=True):
        for name in outcomes:
            found[arm][name][sample[chosen], replicate[chosen]] = table[name].to_numpy()[chosen]
