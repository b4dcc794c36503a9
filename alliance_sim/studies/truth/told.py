"""Fit, hindcast and forecast as tables of text and as JSON documents."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from alliance_sim import data
from alliance_sim.studies.truth.carry import Carry
from alliance_sim.studies.truth.hindcast import MODEL
from alliance_sim.studies.truth.history import inputs
from alliance_sim.studies.truth.priors import PRIORS

if TYPE_CHECKING:
    from alliance_sim.scenario.parameters import Parameters
    from alliance_sim.studies.truth.calibrate import Fit, Profile
    from alliance_sim.studies.truth.forecast import Forecast
    from alliance_sim.studies.truth.hindcast import Hindcast

WIDTH = 80
LITTLE = 0.25
"""Where the data took less than this of a prior's spread away, they do not fix the parameter."""
TIED = 0.6
"""Correlation from which on two parameters are told as tied together."""


def shipped(parameters: Parameters) -> dict[str, float]:
    """The shipped value of everything that can be fitted."""
    carry = Carry()
    return {name: float(getattr(carry, name, getattr(parameters, name, 0.0))) for name in PRIORS}


def number(value: float) -> str:
    """A parameter's value with three digits that count, or as a whole number: `1000`, `772`, `3.86`, `0.127`."""
    return f"{value:.0f}" if abs(value) >= 1000.0 else f"{value:#.3g}".rstrip(".")


# --- Fit -------------------------------------------------------------------------------------------------------------


def fit_text(fit: Fit, first: int, states: int, parameters: Parameters, profiles: Sequence[Profile] = ()) -> str:
    """The table of a fit, and what it says and does not say."""
    now, by_name = shipped(parameters), {profile.name: profile for profile in profiles}
    head = f"{'parameter':<19}{'fitted':>7}{'sd':>7}{'prior':>16}{'learnt':>8}{'shipped':>9}"
    lines = [head + ("  90 % profile" if profiles else "")]
    for name, value, spread in zip(fit.names, fit.values, fit.spread, strict=True):
        prior = f"{number(PRIORS[name].value)} ± {number(PRIORS[name].spread)}"
        row = (
            f"{name:<19}{number(value):>7}{number(spread):>7}{prior:>16}{fit.learnt[name]:>8.0%}{number(now[name]):>9}"
        )
        lines.append(row + (f"  {_interval(by_name[name])}" if name in by_name else ""))
    said = (
        f"Fitted to the defence shares of {states} states, {first}-{fit.last}: the RMSE of all forecasts up to three"
        f" years ahead within these years is {fit.rmse:.3f} points of GDP. sd: with the priors. learnt: part of the"
        " prior's spread that the data took away."
    )
    return "\n".join([*lines, "", *(textwrap.fill(text, WIDTH) for text in (said, *_remarks(fit)))])


def _remarks(fit: Fit) -> list[str]:
    loose = [name for name in fit.names if fit.learnt[name] < LITTLE]
    tied = [
        f"{one} and {other} ({fit.correlation[i, k]:+.2f})"
        for i, one in enumerate(fit.names)
        for k, other in enumerate(fit.names)
        if i < k and abs(fit.correlation[i, k]) >= TIED
    ]
    apart = max(fit.starts) - min(fit.starts)
    remarks = [f"The data hardly fix {', '.join(loose)}." if loose else "The data move every one of them."]
    remarks += [f"Tied together, so that one can stand in for the other: {', '.join(tied)}."] if tied else []
    remarks += [f"On a bound: {', '.join(fit.bounded)}."] if fit.bounded else []
    if len(fit.starts) > 1:
        remarks.append(f"{len(fit.starts)} starts ended within {apart:.2g} of each other in cost ({fit.cost:.1f}).")
    return remarks


def _interval(profile: Profile) -> str:
    low = "open" if profile.open_below else number(profile.low)
    high = "open" if profile.open_above else number(profile.high)
    return f"{low} to {high}"


def fit_document(fit: Fit, parameters: Parameters, profiles: Sequence[Profile] = ()) -> dict[str, Any]:
    """The fit as plain values."""
    now = shipped(parameters)
    rows = [
        {
            "name": name,
            "value": value,
            "sd": spread,
            "prior": {"value": PRIORS[name].value, "sd": PRIORS[name].spread, "source": PRIORS[name].source},
            "bounds": [PRIORS[name].low, PRIORS[name].high],
            "learnt": fit.learnt[name],
            "shipped": now[name],
        }
        for name, value, spread in zip(fit.names, fit.values, fit.spread, strict=True)
    ]
    profiled = [
        {
            "name": one.name,
            "values": list(one.values),
            "deviance": list(one.deviance),
            "low": None if one.open_below else one.low,
            "high": None if one.open_above else one.high,
        }
        for one in profiles
    ]
    return {
        "last_year": fit.last,
        "rmse_points": fit.rmse,
        "cost": fit.cost,
        "starts": list(fit.starts),
        "on_a_bound": list(fit.bounded),
        "parameters": rows,
        "held": fit.held,
        "correlation": fit.correlation.tolist(),
        "profiles": profiled,
    }


# --- Hindcast --------------------------------------------------------------------------------------------------------


def skill_rows(found: Hindcast) -> list[dict[str, Any]]:
    """One row a forecaster: RMSE and MAE overall, one year ahead and three, points of GDP, and the model's skill."""
    longest = int(found.rows["ahead"].max())
    rows = []
    for name in found.forecasters:
        row: dict[str, Any] = {
            "forecaster": name,
            "rmse": found.rmse(name),
            "mae": found.mae(name),
            "rmse_one_year": found.rmse(name, ahead=1),
            "rmse_longest": found.rmse(name, ahead=longest),
            "skill": None,
        }
        if name != MODEL:
            skill = found.skill(name)
            row["skill"] = {"value": skill.value, "low": skill.low, "high": skill.high}
        rows.append(row)
    return rows


def hindcast_text(found: Hindcast) -> str:
    """Forecasters in a table, the years looked from in another, and the worth of the bands."""
    longest, rows = int(found.rows["ahead"].max()), skill_rows(found)
    head = f"{'RMSE, points of GDP':<22} {'all':>6} {'1 year':>7} {f'{longest} years':>7} {'MAE':>6}"
    lines = [f"{head}  the model's skill"]
    for row in rows:
        shown = f"{row['rmse']:6.3f} {row['rmse_one_year']:7.3f} {row['rmse_longest']:7.3f} {row['mae']:6.3f}"
        lines.append(f"{row['forecaster']:<22} {shown}  {_skill(row['skill'])}".rstrip())
    origins = [fit.last for fit in found.fits]
    lines += ["", f"{'from the year':<22} " + " ".join(f"{origin:>6}" for origin in origins)]
    for name in found.forecasters:
        lines.append(f"{name:<22} " + " ".join(f"{found.rmse(name, origin=origin):6.3f}" for origin in origins))
    told = (
        f"{len(found.rows)} forecasts of {found.rows['iso3'].nunique()} states, up to {longest} years ahead; the model"
        " fitted anew at every origin to what was known then. Skill: 1 - RMSE/RMSE of the rival, with a 90 % interval"
        f" from drawing states anew. The 90 % bands hold {found.coverage():.1%} of the outcomes; the CRPS is"
        f" {100.0 * float(found.rows['crps'].mean()):.3f} points."
    )
    return "\n".join([*lines, "", textwrap.fill(told, WIDTH)])


def _skill(skill: dict[str, float] | None) -> str:
    return "" if skill is None else f"{skill['value']:+.2f} [{skill['low']:+.2f}, {skill['high']:+.2f}]"


def states_text(found: Hindcast) -> str:
    """Errors state by state, the model's largest first."""
    table = found.by_state()
    names = list(table.columns)
    lines = [f"{'RMSE, points of GDP':<24} " + " ".join(f"{_abridged(name):>11}" for name in names)]
    for iso3 in table.index:
        label = f"{data.countries()[str(iso3)].name} ({iso3})"
        lines.append(f"{label:<24} " + " ".join(f"{table.loc[iso3, name]:11.2f}" for name in names))
    return "\n".join(lines)


def _abridged(name: str) -> str:
    return {"model, not told": "not told", "exponential smoothing": "smoothing", "panel regression": "panel"}.get(
        name, name
    )


def inputs_text() -> str:
    """What the model is told from outside, a line each."""
    lines = [f"{'input from outside':<44} {'years':<10} source"]
    lines += [f"{row['input']:<44} {row['years']:<10} {row['source']}" for row in inputs()]
    return "\n".join(lines)


def hindcast_document(found: Hindcast) -> dict[str, Any]:
    """The hindcast as plain values; shares 0-1, errors in points of GDP."""
    return {
        "forecasters": skill_rows(found),
        "coverage": found.coverage(),
        "crps_points": 100.0 * float(found.rows["crps"].mean()),
        "by_origin": [
            {
                "origin": fit.last,
                "fitted": dict(zip(fit.names, fit.values, strict=True)),
                "rmse": {name: found.rmse(name, origin=fit.last) for name in found.forecasters},
                "coverage": found.coverage(origin=fit.last),
            }
            for fit in found.fits
        ],
        "inputs": inputs(),
        "forecasts": found.rows.to_dict(orient="records"),
    }


# --- Forecast --------------------------------------------------------------------------------------------------------


def forecast_text(found: Forecast) -> str:
    """One line a member, the highest share of the last year on top: per cent of GDP."""
    known, last = found.known, found.years[-1]
    shown = sorted({found.years[0], (found.years[0] + last) // 2, last})
    by_state: dict[str, dict[int, dict[str, Any]]] = {iso3: {} for iso3 in known.states}
    for row in found.rows():
        by_state[row["iso3"]][row["year"]] = row
    head = f"{'% of GDP':<24} {known.last:>6} " + " ".join(f"{year:>6}" for year in shown) + f"  90 % band {last}"
    lines = [head]
    for iso3 in sorted(known.states, key=lambda code: -by_state[code][last]["share"]):
        label = f"{data.countries()[iso3].name} ({iso3})"
        now = 100.0 * float(known.values[-1, known.states.index(iso3)])
        ahead = " ".join(f"{100.0 * by_state[iso3][year]['share']:6.2f}" for year in shown)
        final = by_state[iso3][last]
        lines.append(f"{label:<24} {now:6.2f} {ahead}  {100.0 * final['low']:.2f} to {100.0 * final['high']:.2f}")
    events = [event for event in found.scenario.events if event.year > known.last and event.type != "economy"]
    named = "; ".join(f"{event.id} ({event.year})" for event in events)
    told = (
        f"From the shares reported to {known.last}. Told beyond them: {named or 'nothing'}; every economy grows by its"
        " mean of the last five years; the adversary's intent and spending stay. Bands: seeds of the model and the"
        " errors that such forecasts made since 2014."
    )
    return "\n".join([*lines, "", textwrap.fill(told, WIDTH)])
