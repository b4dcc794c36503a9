"""What restores deterrence after the downgrade: each answer alone, and all answers at once at any strength."""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from alliance_sim.studies.sweep.dataset import read_sweep

if TYPE_CHECKING:
    import pandas as pd

HERE = Path(__file__).parent
ALONE, TOGETHER = HERE / "each-alone.yaml", HERE / "all-together.yaml"
ANSWERS = {
    "none": "no answer",
    "guideline": "guideline of 3.5 % of GDP",
    "budgets": "1.5 % of GDP more in DEU, FRA, GBR",
    "readiness": "30 battalions, squadrons, ships in 30 days",
    "brigades": "a brigade in each Baltic state",
    "american_troops": "20,000 American troops in Poland",
    "warm_words": "warmest words from Washington",
    "half_promise": "half of the promise, still a partner",
    "return": "the United States a member again",
    "all_of_others": "all four answers of the allies at once",
}
"""Samples of `each-alone.yaml`, in their order."""

YEARS = (2025, 2035)
UNITS = {"deterrence": 100.0, "expected_attacks": 1.0, "anxiety": 100.0, "spending": 1.0}
"""Outcome -> what its differences are multiplied by: points, attacks a year, points and billion USD."""

CLAIMS = {
    "Only the American promise restores deterrence": lambda found: (
        min(found, key=lambda name: found[name] if name.startswith("attacks_2035") else 99.0) == "attacks_2035_return"
        and found["attacks_2035_half_promise"] < 0.7 * found["attacks_2035_none"]
    ),
    "All four answers of the allies at once take away about a third of the attacks that the downgrade adds": (
        lambda found: 0.62 < found["attacks_2035_all_of_others"] / found["attacks_2035_none"] < 0.71
    ),
    "A guideline helps more than a budget of one year, whose effect fades": lambda found: (
        found["attacks_2035_guideline"] < found["attacks_2035_budgets"]
        and found["attacks_2025_budgets"] / found["attacks_2025_none"]
        < found["attacks_2035_budgets"] / found["attacks_2035_none"]
    ),
    "Words, American troops and brigades change less than one attack in a hundred": lambda found: all(
        abs(found[f"attacks_2035_{name}"] / found["attacks_2035_none"] - 1.0) < 0.01
        for name in ("warm_words", "american_troops", "brigades")
    ),
}
"""Sentences of the README's verdict -> whether they hold of the numbers."""

THOROUGH_CLAIMS = {
    "With everything varied at once, the promise makes more than nine tenths of the variance": lambda found: (
        found["total_standings.assured.guarantee"] > 0.9
    ),
}


def called(*args: str) -> None:
    """Call the program as a user does."""
    subprocess.run([sys.executable, "-m", "alliance_sim", *args], check=True, stdout=subprocess.DEVNULL)


def differences() -> pd.DataFrame:
    """Scenario minus baseline of `each-alone.yaml`, run by run, in the units of `UNITS`."""
    with tempfile.TemporaryDirectory() as place:
        folder = str(Path(place) / "sweep")
        called("sweep", str(ALONE), "--out", folder, "--quiet")
        runs = read_sweep(folder).differences()
    runs[[*UNITS]] *= list(UNITS.values())
    return runs


def replicate() -> dict[str, float]:
    """Every quantity of `expected.csv`: mean differences from the world without the downgrade."""
    means = differences().groupby(["year", "sample"])[[*UNITS]].mean()
    return {
        f"{outcome.removeprefix('expected_')}_{year}_{name}": float(means.loc[(year, sample), outcome])
        for outcome in UNITS
        for year in YEARS
        for sample, name in enumerate(ANSWERS)
    }


def thorough() -> dict[str, float]:
    """Every quantity of `expected-thorough.csv`: total indices of `all-together.yaml` for the attacks of 2035."""
    with tempfile.TemporaryDirectory() as place:
        swept, found = str(Path(place) / "sweep"), Path(place) / "found"
        called("sweep", str(TOGETHER), "--out", swept, "--quiet")
        called("sensitivity", swept, "--outcome", "expected_attacks", "--out", str(found), "--no-figures")
        with (found / "sensitivity.csv").open(encoding="utf-8", newline="") as table:
            rows = list(csv.DictReader(table))
    whole = max(int(row["blocks"]) for row in rows)
    return {f"total_{row['factor']}": float(row["weight"]) for row in rows if int(row["blocks"]) == whole}


def table(found: dict[str, float]) -> str:
    """The numbers as they stand in the README."""
    lines = [f"{'':<43} {'attacks a year':>15} {'deterrence':>11} {'anxiety':>8} {'spending':>9}"]
    lines.append(
        f"{'difference from no downgrade':<43} {'2025':>7} {'2035':>7} {'points':>11} {'points':>8} {'bn USD':>9}"
    )
    for name, words in ANSWERS.items():
        values = [
            found[f"{what}_{name}"] for what in ("attacks_2025", "attacks_2035", "deterrence_2035", "anxiety_2035")
        ]
        lines.append(
            f"{words:<43} {values[0]:>+7.2f} {values[1]:>+7.2f} {values[2]:>+11.2f} {values[3]:>+8.1f}"
            f" {found[f'spending_2035_{name}']:>+9,.0f}"
        )
    return "\n".join(lines)


def draw(path: Path) -> None:
    """What deterrence still lacks in 2035 after each answer: attacks to be expected, and anxiety."""
    from alliance_sim.plots import style

    runs = differences().query("year == 2035")
    with style.house_style():
        header = style.measure_header(
            "What restores deterrence after the United States steps back",
            "Difference in 2035 from a world without downgrade. Dot: mean of 20 seeds; bar: 5th to 95th percentile of"
            " seeds. Every answer is given from 2022 on. Blue line: no answer.",
        )
        figure = style.new_figure(2.4 + header.height, head=header.height, foot=0.3)
        style.write_header(figure, header)
        panels = figure.subplots(1, 2, sharey=True)
        for ax, outcome, unit in (
            (panels[0], "expected_attacks", "attacks a year on the treaty area"),
            (panels[1], "anxiety", "anxiety, percentage points"),
        ):
            values = runs.groupby("sample")[outcome]
            low, mean, high = values.quantile(0.05), values.mean(), values.quantile(0.95)
            ax.axvline(0.0, color=style.INK, linewidth=0.7)
            ax.axvline(mean[0], color=style.OKABE_ITO["blue"], linewidth=0.9, linestyle=(0, (4, 1.6)))
            ax.hlines(range(len(mean)), low, high, color=style.OKABE_ITO["vermillion"], linewidth=1.2)
            ax.plot(mean, range(len(mean)), "o", color=style.OKABE_ITO["vermillion"], markersize=4)
            ax.set_xlim(left=min(0.0, float(low.min())) - 0.03 * float(high.max()))
            ax.set_xlabel(unit)
            ax.grid(axis="x")
        panels[0].set_yticks(range(len(ANSWERS)), list(ANSWERS.values()))
        panels[0].set_ylim(len(ANSWERS) - 0.5, -0.5)
        text = (
            "experiments/restoring_deterrence/each-alone.yaml; seeds 2018 to 2037; strengths of answers and most"
            " parameters are assumptions"
        )
        style.write_footer(figure, text)
        style.save(figure, path, "What restores deterrence after the United States steps back", text)


if __name__ == "__main__":
    print(table(replicate()))
