"""What is on every figure, how it is saved, and that the caller's matplotlib is left alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import matplotlib.text
import numpy as np
import pytest
from matplotlib.figure import Figure

from alliance_sim.errors import InputError
from alliance_sim.plots import FIGURES, save_figures, style
from alliance_sim.plots.arms import band, data_credit
from alliance_sim.results.provenance import software_version
from alliance_sim.results.results import Comparison, Results

Make = Callable[..., Results]


DRAWN: dict[tuple[str, int], Figure] = {}


def drawn(name: str, shown: Comparison | Results) -> Figure:
    """The figure, drawn once for all tests that only look at it."""
    key = (name, id(shown))
    if key not in DRAWN:
        DRAWN[key] = style.figure_of(np.ravel(FIGURES[name](shown))[0])
    return DRAWN[key]


def pixels(figure: Figure) -> np.ndarray:
    with style.house_style():
        figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[:, :, :3]  # type: ignore[attr-defined]


def test_the_footer_says_all_that_a_reader_must_know(comparison: Comparison) -> None:
    assert style.footer_text(comparison) == (
        "n = 5 (seeds 2018 to 2022), band: 5–95 % of seeds; scenario us-partner-only @ abcdef12; "
        f"data: NATO 2024, IMF WEO 2025-10, SIPRI 2025; alliance_sim {software_version()}"
    )


@pytest.mark.parametrize(
    ("seeds", "said"),
    [
        ((5,), "1 (seed 5)"),
        ((5, 6), "2 (seeds 5 to 6)"),
        ((1, 5, 9), "3 (seeds 1, 5, 9)"),
        ((9, 7, 5, 3, 1), "5 (seeds 9, 7, 5, …, 1)"),
    ],
)
def test_seeds_are_named_in_short(seeds: tuple[int, ...], said: str) -> None:
    assert style.seeds_text(seeds) == said


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_carries_the_footer(name: str, comparison: Comparison) -> None:
    footer = next(found for found in drawn(name, comparison).texts if found.get_gid() == "footer")
    for part in ("n = 5 (seeds 2018 to 2022)", "us-partner-only @ abcdef12", "IMF WEO 2025-10", software_version()):
        assert part in " ".join(footer.get_text().split())


@pytest.mark.parametrize("name", FIGURES)
def test_no_text_is_cut_off_or_too_small(name: str, comparison: Comparison) -> None:
    figure = drawn(name, comparison)
    with style.house_style():
        figure.draw_without_rendering()
        used = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert min(used.x0, used.y0) >= 0
    assert used.x1 <= width
    assert used.y1 <= height
    for found in figure.findobj(mpl.text.Text):
        assert found.get_fontsize() >= style.SMALLEST, found


@pytest.mark.parametrize("name", FIGURES)
def test_pages_fit_into_a_journal(name: str, comparison: Comparison) -> None:
    width, height = drawn(name, comparison).get_size_inches()
    assert width == style.PAGE_WIDTH
    assert height <= 9.2


@pytest.mark.parametrize("name", FIGURES)
def test_there_is_ink_in_every_part_of_the_page(name: str, comparison: Comparison) -> None:
    picture = pixels(drawn(name, comparison))
    dark = picture.min(axis=2) < 200
    for rows in np.array_split(dark, 3, axis=0):
        for part in np.array_split(rows, 3, axis=1):
            assert part.mean() > 0.0005
    colours = {tuple(colour) for colour in np.unique(picture.reshape(-1, 3), axis=0)}
    for arm in (style.SCENARIO, style.BASELINE):
        rgb = tuple(round(255 * channel) for channel in mpl.colors.to_rgb(arm["color"]))
        assert any(max(abs(np.subtract(colour, rgb))) <= 3 for colour in colours), arm


def test_the_arms_differ_in_greyscale_too() -> None:
    def grey(colour: str) -> float:
        return float(np.dot(mpl.colors.to_rgb(colour), (0.299, 0.587, 0.114)))

    assert abs(grey(style.SCENARIO["color"]) - grey(style.BASELINE["color"])) > 0.1


@pytest.mark.parametrize("count", [1, pytest.param(len(FIGURES), marks=pytest.mark.verify)])
def test_files_are_written_and_equal_results_give_equal_bytes(
    comparison: Comparison, tmp_path: Path, count: int
) -> None:
    names = list(FIGURES)[:count]
    first = save_figures(comparison, tmp_path / "deep" / "one", names=names)
    assert [path.name for path in first] == [f"{name}.{kind}" for name in names for kind in ("png", "pdf")]
    again = save_figures(comparison, tmp_path / "two", names=names)
    for one, two in zip(first, again, strict=True):
        assert one.read_bytes() == two.read_bytes(), one.name
    assert first[0].read_bytes().startswith(b"\x89PNG")
    assert b"CreationDate" not in first[1].read_bytes()
    assert b"/FontFile2" in first[1].read_bytes()  # TrueType (42), which journals ask for
    assert b"us-partner-only" in first[0].read_bytes()


def test_bytes_do_not_depend_on_the_process(comparison: Comparison, tmp_path: Path) -> None:
    code = (
        "import sys, numpy as np\n"
        "from pathlib import Path\n"
        "from alliance_sim.plots import style\n"
        "with style.house_style():\n"
        "    figure = style.new_figure(2.0)\n"
        "    figure.subplots().plot([1, 2, 3], label='Łódź – a line')\n"
        "    figure.axes[0].legend()\n"
        "for kind in ('png', 'pdf', 'svg'):\n"
        "    style.save(figure, Path(sys.argv[1] + '.' + kind), 'title', 'n = 5 – β')\n"
    )
    for seed in ("1", "2"):
        place = str(tmp_path / seed)
        subprocess.run([sys.executable, "-c", code, place], check=True, env={"PYTHONHASHSEED": seed, **_home()})
    for kind in ("png", "pdf", "svg"):
        assert (tmp_path / f"1.{kind}").read_bytes() == (tmp_path / f"2.{kind}").read_bytes(), kind


def _home() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONHASHSEED"}


def test_unknown_kinds_are_refused_with_the_known(comparison: Comparison, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"'outcomes\.bmp': give one of pdf, png, svg"):
        save_figures(comparison, tmp_path, kinds=["bmp"])


def test_results_alone_can_be_saved(make: Make, tmp_path: Path) -> None:
    assert len(save_figures(make(True), tmp_path)) == 2 * len(FIGURES)


def test_global_state_is_untouched(comparison: Comparison, tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    save_figures(comparison, tmp_path, kinds=["png"])
    assert dict(mpl.rcParams) == before


def test_pyplot_and_matplotlib_are_not_imported_before_they_are_needed() -> None:
    code = (
        "import sys, alliance_sim.plots as plots; assert 'matplotlib' not in sys.modules\n"
        "from alliance_sim.plots import style\n"
        "with style.house_style(): style.new_figure(2.0).subplots().plot([1, 2])\n"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_users_own_settings_do_not_change_the_picture(comparison: Comparison, tmp_path: Path) -> None:
    plain = save_figures(comparison, tmp_path / "plain", kinds=["png"])
    with mpl.rc_context({"axes.facecolor": "black", "font.size": 20, "lines.linewidth": 9, "savefig.dpi": 30}):
        own = save_figures(comparison, tmp_path / "own", kinds=["png"])
    assert [path.read_bytes() for path in plain] == [path.read_bytes() for path in own]


def test_bands_leave_out_what_is_missing() -> None:
    mean, low, high = band(np.array([[1.0, np.nan], [3.0, np.nan]]))
    assert (mean[0], low[0], high[0]) == (2.0, 1.0, 3.0)
    assert np.isnan([mean[1], low[1], high[1]]).all()


def test_data_of_the_scenarios_own_are_credited_to_it(make: Make) -> None:
    results = make(False, figures={"NOR": object()})
    assert data_credit(results).endswith("SIPRI 2025, scenario file")


def test_long_titles_are_broken_and_make_room_for_themselves() -> None:
    short, long = style.measure_header("A title"), style.measure_header("A title of many words " * 9)
    assert "\n" in long.title
    assert long.height > short.height
