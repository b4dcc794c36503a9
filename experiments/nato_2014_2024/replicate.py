"""Hold the history scenario `nato-2014-2024` against the defence shares that NATO's members reported."""

from __future__ import annotations

from math import sqrt

from alliance_sim import load_scenario
from alliance_sim.data import figure, members
from alliance_sim.run import run

YEARS = (2016, 2018, 2020, 2021, 2022, 2023, 2024)
SEEDS = range(20)


def rmse(errors: list[float]) -> float:
    """Root mean square, in percentage points of GDP."""
    return 100.0 * sqrt(sum(error * error for error in errors) / len(errors))


def replicate() -> dict[str, float]:
    """Errors over the members of 2024 that have armed forces, for the model and for "nothing changes since 2014"."""
    scenario = load_scenario("nato-2014-2024")
    results = run(scenario, SEEDS)
    mean = results.state["share"].mean(axis=0)
    found: dict[str, float] = {}
    for year in YEARS:
        errors, unchanged = [], []
        for code in members(2024):
            actual, first = figure(code, "defence_share", year), figure(code, "defence_share", scenario.start)
            if actual is not None and first is not None:
                errors.append(float(mean[results.index(year), results.states.index(code)]) - actual.value)
                unchanged.append(first.value - actual.value)
        found[f"states_{year}"] = float(len(errors))
        found[f"rmse_model_{year}"] = rmse(errors)
        found[f"rmse_persistence_{year}"] = rmse(unchanged)
        found[f"bias_model_{year}"] = 100.0 * sum(errors) / len(errors)
    return found


if __name__ == "__main__":
    numbers = replicate()
    print("error of members' defence share, percentage points of GDP, 2014 projected forward")
    print(f"{'year':>4} {'states':>7} {'model RMSE':>11} {'unchanged RMSE':>15} {'model bias':>11}")
    for year in YEARS:
        row = [numbers[f"{name}_{year}"] for name in ("states", "rmse_model", "rmse_persistence", "bias_model")]
        print(f"{year:>4} {row[0]:7.0f} {row[1]:11.2f} {row[2]:15.2f} {row[3]:+11.2f}")
