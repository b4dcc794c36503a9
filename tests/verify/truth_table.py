"""The table of the hindcast in docs/truth.md, between its marks: `python -m tests.verify.truth_table` writes it."""

from __future__ import annotations

import re
from pathlib import Path

from alliance_sim.studies.truth.hindcast import MODEL, Hindcast, hindcast
from alliance_sim.studies.truth.shares import reported
from alliance_sim.studies.truth.told import skill_rows

PAGE = Path(__file__).resolve().parents[2] / "docs" / "truth.md"
MARKED = re.compile(r"(<!-- verified hindcast -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def table(found: Hindcast) -> str:
    """One row a forecaster, in points of GDP; then what the bands are worth."""
    head = "| forecast | all | 1 year ahead | 3 years | 2022-24 from 2021 | MAE | model's skill against it, 90 % |"
    lines = [head, "| --- | ---: | ---: | ---: | ---: | ---: | --- |"]
    for row in skill_rows(found):
        skill = row["skill"]
        said = "" if skill is None else f"{skill['value']:+.2f} ({skill['low']:+.2f} to {skill['high']:+.2f})"
        held_out = found.rmse(row["forecaster"], origin=2021)
        cells = (row["rmse"], row["rmse_one_year"], row["rmse_longest"], held_out, row["mae"])
        name = f"**{row['forecaster']}**" if row["forecaster"] == MODEL else row["forecaster"]
        lines.append(f"| {name} | {' | '.join(f'{cell:.3f}' for cell in cells)} | {said} |")
    crps = 100.0 * float(found.rows["crps"].mean())
    held = f"The model's 90 % bands hold {found.coverage():.1%} of {len(found.rows)} state-years"
    return "\n".join([*lines, "", f"{held}; CRPS {crps:.3f} points.", ""])


def written() -> str:
    """The table as the page has it."""
    found = MARKED.search(PAGE.read_text(encoding="utf-8"))
    assert found is not None, f"{PAGE.name} has no marks for the table"
    return found.group(2)


def write(text: str) -> None:
    """Put the table between the page's marks."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(MARKED.sub(lambda found: found.group(1) + text + found.group(3), page), encoding="utf-8")


if __name__ == "__main__":
    write(table(hindcast(reported())))
