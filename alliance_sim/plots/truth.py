"""Fact and forecast, a small panel a member: what was reported, what the model would have said, what it says comes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from alliance_sim import data
from alliance_sim.plots import style
from alliance_sim.results.provenance import software_version
from alliance_sim.studies.truth.hindcast import MODEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from alliance_sim.studies.truth.forecast import Forecast
    from alliance_sim.studies.truth.hindcast import Hindcast
    from alliance_sim.studies.truth.shares import Shares

    Array = NDArray[np.float64]

COLUMNS = 8
PANEL = 1.02
"""Inches a panel takes in height."""
CREDIT = "data: NATO 2024 and 2026, IMF WEO 2025-10, SIPRI 2025"


@dataclass(frozen=True)
class Ahead:
    """A forecast to be drawn: years, and [year, state] shares of point and band; `rival` may be left out."""

    years: Sequence[int]
    point: Array
    low: Array
    high: Array
    rival: Array | None = None


def hindcast(found: Hindcast, shares: Shares, origin: int) -> Figure:
    """Every member from 2014: what was reported, and what the model and the best rival said at the origin.

    Panels are sorted by the reported share of the last year. Bands hold 90 %.
    """
    rows = found.rows[found.rows["origin"] == origin]
    best = min(found.forecasters[2:], key=found.rmse)
    years = sorted(rows["year"].unique().tolist())
    tables = {
        name: rows.pivot(index="year", columns="iso3", values=name)[list(shares.states)].to_numpy(dtype=float)
        for name in (MODEL, "low", "high", best)
    }
    ahead = Ahead(years, tables[MODEL], tables["low"], tables["high"], tables[best])
    title = f"Would it have known? {years[0]}–{years[-1]} seen from {origin}"
    lines = (
        "Defence spending, % of GDP. Black dots: reported. Line and band: the model fitted to the years before the"
        f" dotted line, with 90 % of what it holds possible. Dashes: {best}, the best rival over all origins."
        f" RMSE {found.rmse(MODEL, origin=origin):.2f} against {found.rmse(best, origin=origin):.2f} points."
    )
    return _panels(shares, ahead, origin, title, lines)


def forecast(found: Forecast) -> Figure:
    """Every member from 2014 to the forecast's last year: what was reported, and the fan of what comes."""
    low, high = found.outlook.band()
    ahead = Ahead(found.years, found.outlook.point, low, high)
    title = f"What members will spend, {found.years[0]}–{found.years[-1]}"
    lines = (
        f"Defence spending, % of GDP. Black dots: reported to {found.known.last}. Line and band: forecast, told the"
        " pledge of 2025 (3.5 % by 2035) and that nothing else happens, with 90 % of what the model holds possible."
    )
    return _panels(found.known, ahead, found.known.last, title, lines)


def _panels(shares: Shares, ahead: Ahead, origin: int, title: str, lines: str) -> Figure:
    order = np.argsort(-shares.values[-1])
    count = -(-len(order) // COLUMNS)
    with style.house_style():
        header = style.measure_header(title, lines)
        figure = style.new_figure(count * PANEL + header.height + 0.35, head=header.height, foot=0.22)
        grid = figure.subplots(count, COLUMNS, sharex=True, squeeze=False)
        for place, axes in enumerate(grid.ravel()):
            if place < len(order):
                _panel(axes, shares, ahead, origin, int(order[place]))
            else:
                axes.set_axis_off()
        for axes in grid[max(0, count - 2), len(order) % COLUMNS or COLUMNS :]:
            axes.tick_params(labelbottom=True)
        style.write_header(figure, header)
        _write_foot(figure)
    return figure


def _panel(axes: Axes, shares: Shares, ahead: Ahead, origin: int, i: int) -> None:
    past = np.arange(shares.first, shares.last + 1)
    start = shares.values[origin - shares.first, i]
    years = [origin, *ahead.years]
    low, high = ([100.0 * value for value in (start, *table[:, i])] for table in (ahead.low, ahead.high))
    axes.fill_between(years, low, high, color=style.SCENARIO["color"], alpha=0.22, linewidth=0)
    axes.plot(years, 100.0 * np.array([start, *ahead.point[:, i]]), color=style.SCENARIO["color"], linewidth=1.3)
    if ahead.rival is not None:
        rival: dict[str, Any] = {"color": style.BASELINE["color"], "linestyle": style.BASELINE["linestyle"]}
        axes.plot(years, 100.0 * np.array([start, *ahead.rival[:, i]]), linewidth=0.9, **rival)
    axes.plot(past, 100.0 * shares.values[:, i], color=style.INK, marker="o", markersize=1.8, linewidth=0.6)
    axes.axvline(origin, color=style.QUIET, linewidth=0.5, linestyle=(0, (1, 2)))
    axes.set_title(data.countries()[shares.states[i]].name, fontsize=style.SMALL, pad=2)
    axes.set_ylim(0.0, 1.12 * max(*high, *(100.0 * shares.values[:, i])))
    axes.locator_params(axis="y", nbins=4)
    last = max(shares.last, ahead.years[-1])
    axes.set_xlim(shares.first - 0.5, last + 0.5)
    axes.set_xticks([2015, 2020] if last < 2026 else [2015, 2025])
    axes.tick_params(labelsize=style.SMALLEST)


def _write_foot(figure: Figure) -> None:
    width, height = figure.get_size_inches()
    figure.text(
        style.EDGE / width, 0.05 / height, f"{CREDIT}; alliance_sim {software_version()}", ha="left", va="bottom",
        fontsize=style.SMALLEST, color=style.QUIET, gid="footer",
    )  # fmt: skip


def save_hindcast(found: Hindcast, shares: Shares, folder: Path) -> list[Path]:
    """Draw the view from every origin into the folder, as PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        style.save(
            hindcast(found, shares, fit.last), folder / f"hindcast-{fit.last}.png", f"Hindcast from {fit.last}", CREDIT
        )
        for fit in found.fits
    ]


def save_forecast(found: Forecast, folder: Path) -> list[Path]:
    """Draw the forecast into the folder, as PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"Forecast to {found.years[-1]}"
    return [style.save(forecast(found), folder / "forecast.png", name, CREDIT)]
