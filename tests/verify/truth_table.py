"""The tables of docs/truth.md and README.md that only a fit can write: `python -m tests.verify.truth_table`.

Each stands between `<!-- verified NAME -->` and `<!-- end -->`; `test_truth.py` holds it to what comes out.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from alliance_sim import data
from alliance_sim.plots.truth import save_hindcast
from alliance_sim.studies.truth.calibrate import Fit, Profile, calibrate, profile
from alliance_sim.studies.truth.hindcast import MODEL, UNTOLD, Hindcast, hindcast
from alliance_sim.studies.truth.history import inputs
from alliance_sim.studies.truth.priors import PRIORS
from alliance_sim.studies.truth.rivals import RIVALS
from alliance_sim.studies.truth.shares import reported
from alliance_sim.studies.truth.told import LITTLE, number, skill_rows

ROOT = Path(__file__).resolve().parents[2]
PAGE, README = ROOT / "docs" / "truth.md", ROOT / "README.md"
MARKED = re.compile(r"(<!-- verified (?P<name>[\w-]+) -->\n)(?P<text>.*?)(<!-- end -->)", re.DOTALL)
PICTURE, SHOWN = ROOT / "docs" / "truth-from-2021.png", 2021


def rows(head: Sequence[str], body: Sequence[Sequence[str]], sides: str) -> str:
    """A table in Markdown; sides: l or r for each column."""
    rule = ["---" if side == "l" else "---:" for side in sides]
    return "".join(f"| {' | '.join(line)} |\n" for line in (head, rule, *body))


# --- Hindcast --------------------------------------------------------------------------------------------------------


def hindcast_table(found: Hindcast) -> str:
    """One row a forecaster, in points of GDP; then what the bands are worth."""
    body = []
    for row in skill_rows(found):
        skill, name = row["skill"], row["forecaster"]
        said = "" if skill is None else f"{skill['value']:+.2f} ({skill['low']:+.2f} to {skill['high']:+.2f})"
        held_out = found.rmse(name, origin=2021)
        cells = (row["rmse"], row["rmse_one_year"], row["rmse_longest"], held_out, row["mae"])
        body.append([bold(name, name == MODEL), *(f"{cell:.3f}" for cell in cells), said])
    head = ["RMSE, points of GDP", "all", "1 year ahead", "3 years", "2022-24 from 2021", "MAE", "model's skill, 90 %"]
    crps = 100.0 * float(found.rows["crps"].mean())
    held = f"The model's 90 % bands hold {found.coverage():.1%} of {len(found.rows)} state-years"
    return rows(head, body, "lrrrrrl") + f"\n{held}; CRPS {crps:.3f} points.\n"


def origins_table(found: Hindcast) -> str:
    """One row an origin: errors in points of GDP, the least in bold, and how much the bands hold."""
    names = found.forecasters
    body = []
    for fit in found.fits:
        errors = {name: found.rmse(name, origin=fit.last) for name in names}
        least = min(errors[name] for name in names if name != UNTOLD)
        cells = [bold(f"{errors[name]:.3f}", errors[name] == least) for name in names]
        body.append([str(fit.last), *cells, f"{found.coverage(origin=fit.last):.1%}"])
    return rows(["from", *names, "in the band"], body, "l" + "r" * (len(names) + 1))


def states_table(found: Hindcast, most: int = 8) -> str:
    """The states that the model misses most, with the best and the most telling rivals beside it."""
    table = found.by_state()[[MODEL, "panel regression", "persistence"]].head(most)
    body = [
        [f"{data.countries()[str(iso3)].name} ({iso3})", *(f"{value:.2f}" for value in row)]
        for iso3, row in zip(table.index, table.to_numpy(), strict=True)
    ]
    return rows(["RMSE, points of GDP", *table.columns], body, "lrrr")


def short_table(found: Hindcast) -> str:
    """What README shows: the forecasters side by side, and where a rival wins."""
    names = found.forecasters
    asked = {"all": {}, "2022-24 from 2021": {"origin": 2021}}
    body = [[title, *(f"{found.rmse(name, **where):.3f}" for name in names)] for title, where in asked.items()]
    table = rows(["RMSE, points of GDP", *names], body, "l" + "r" * len(names))
    return f"{table}\nWhere a rival wins: {'; '.join(wins(found)) or 'nowhere'}.\n"


def wins(found: Hindcast) -> list[str]:
    """Rivals that are better than the model from a single origin, in words."""
    return [
        f"{rival} from {fit.last} ({found.rmse(rival, origin=fit.last):.3f}, the model"
        f" {found.rmse(MODEL, origin=fit.last):.3f})"
        for fit in found.fits
        for rival in RIVALS
        if found.rmse(rival, origin=fit.last) < found.rmse(MODEL, origin=fit.last)
    ]


def bold(text: str, whether: bool) -> str:
    return f"**{text}**" if whether else text


# --- Fit and inputs --------------------------------------------------------------------------------------------------


def fit_table(fit: Fit, profiles: Sequence[Profile]) -> str:
    """One row a parameter: bounds, prior, what was fitted and how well the data fix it."""
    body = []
    for one in profiles:
        prior, learnt = PRIORS[one.name], fit.learnt[one.name]
        low = "open" if one.open_below else number(one.low)
        high = "open" if one.open_above else number(one.high)
        fixed = "hardly" if learnt < LITTLE else "one side" if "open" in (low, high) else "yes"
        bounds = f"{number(prior.low)} to {number(prior.high)}"
        centre = f"{number(prior.value)} ± {number(prior.spread)}"
        spread = fit.spread[fit.names.index(one.name)]
        fitted = f"{number(fit.value(one.name))} ± {number(spread)}"
        body.append([f"`{one.name}`", bounds, centre, fitted, f"{low} to {high}", fixed, prior.source])
    head = ["parameter", "bounds", "prior", "fitted", "90 % profile", "fixed by the data", "prior from"]
    return rows(head, body, "lllllll")


def inputs_table() -> str:
    """One row for all that is told from outside."""
    return rows(["input", "years", "source"], [list(row.values()) for row in inputs()], "lll")


# --- Writing ---------------------------------------------------------------------------------------------------------


def tables(found: Hindcast, fit: Fit) -> dict[Path, dict[str, str]]:
    """Page -> name -> table."""
    profiles = [profile(reported(), fit, name) for name in fit.names]
    return {
        PAGE: {
            "fit": fit_table(fit, profiles),
            "inputs": inputs_table(),
            "hindcast": hindcast_table(found),
            "origins": origins_table(found),
            "states": states_table(found),
        },
        README: {"short": short_table(found)},
    }


def written(page: Path) -> dict[str, str]:
    """The tables as the page has them."""
    return {found["name"]: found["text"] for found in MARKED.finditer(page.read_text(encoding="utf-8"))}


def write(page: Path, made: dict[str, str]) -> None:
    """Put the tables between the page's marks."""
    text = page.read_text(encoding="utf-8")
    page.write_text(MARKED.sub(lambda found: found[1] + made[found["name"]] + found[4], text), encoding="utf-8")


def draw(found: Hindcast) -> None:
    """The picture of the page."""
    with tempfile.TemporaryDirectory() as folder:
        save_hindcast(found, reported(), Path(folder))
        shutil.copyfile(Path(folder) / f"hindcast-{SHOWN}.png", PICTURE)


if __name__ == "__main__":
    hindcasted = hindcast(reported())
    for page, made in tables(hindcasted, calibrate(reported())).items():
        write(page, made)
    draw(hindcasted)
