"""What a figure reads from results: the two arms, means and bands over seeds, and facts about states."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim.studies.intervals import bounds

if TYPE_CHECKING:
    from alliance_sim.results.results import Comparison, Results
    from alliance_sim.scenario import Scenario

    Shown = Comparison | Results
    """A figure takes the scenario beside its baseline, or the results of one scenario alone."""
else:
    Shown = Any


def split(shown: Shown) -> tuple[Results, Results | None]:
    """The scenario's results and its baseline's; None for a plain world, which is compared with nothing."""
    from alliance_sim.results.results import Results

    if isinstance(shown, Results):
        return shown, None
    return shown.scenario, None if shown.plain else shown.baseline


def band(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean and 90 % interval over replicates (the first axis), as in the tables; NaN where none has a value."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a year without any value stays a gap in the line
        return np.nanmean(values, axis=0), *bounds(values)


def state_index(results: Results, codes: Iterable[str]) -> list[int]:
    """Where these states stand in the arrays of the results."""
    place = {code: index for index, code in enumerate(results.states)}
    return [place[code] for code in codes]


def allies(results: Results) -> tuple[str, ...]:
    """Members and partners in the order of their codes, without adversaries."""
    wanted = set(results.scenario.states) | set(results.scenario.partners)
    return tuple(code for code in results.states if code in wanted)


def usual_standing(results: Results, code: str, year: int) -> str:
    """The standing that most replicates give the state at the end of that year."""
    place = state_index(results, [code])[0]
    counts = Counter(results.standing_names()[:, results.index(year), place].tolist())
    return str(max(sorted(counts), key=lambda name: counts[name]))


def changed_states(results: Results) -> tuple[str, ...]:
    """States whose standing in the last year is not the one they began with."""
    last, begun = results.years[-1], results.scenario.initial_standings
    return tuple(code for code in allies(results) if usual_standing(results, code, last) != begun.get(code))


def coordinates(scenario: Scenario, code: str) -> tuple[float, float] | None:
    """Longitude and latitude of the capital in degrees; None for an invented state without a place."""
    from alliance_sim.data.load import countries

    own, known = scenario.figures.get(code), countries().get(code)
    if own is not None and own.longitude is not None and own.latitude is not None:
        return float(own.longitude), float(own.latitude)
    return (known.longitude, known.latitude) if known else None


def data_credit(results: Results) -> str:
    """Who is to be credited for the figures that the run starts from: `NATO 2024, IMF WEO 2025-10, SIPRI 2025`."""
    return _credit(results.scenario, results.states, results.years[0])


def credit(scenario: Scenario) -> str:
    """The same of a scenario before any run."""
    return _credit(scenario, {*scenario.states, *scenario.partners, *scenario.adversaries}, scenario.start)


def _credit(scenario: Scenario, states: Iterable[str], start: int) -> str:
    from alliance_sim.data.load import figure_texts

    texts = figure_texts()
    cells = ((code, variable, str(start)) for variable in ("defence_share", "gdp") for code in states)
    keys = [texts[cell][2] for cell in cells if cell in texts]
    found = {_short_source(key) for key in keys}
    credited = [name for name in _SHORT.values() if name in found] + sorted(found - set(_SHORT.values()))
    return ", ".join([*credited, *(["scenario file"] if scenario.figures or not credited else [])])


_SHORT = {
    "nato-2024-06": "NATO 2024", "nato-2026-07": "NATO 2026", "imf-weo-2025-10": "IMF WEO 2025-10",
    "sipri-milex-2025": "SIPRI 2025",
}  # fmt: skip
"""The beginning of a source's key in the data set, and its name in a footer."""


def _short_source(key: str) -> str:
    return next((short for start, short in _SHORT.items() if key.startswith(start)), key)
