"""The animation: a frame a year, one scale for all of them, and every kind of file it can be written as."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from alliance_sim.errors import InputError
from alliance_sim.plots.animation import LAST_PAUSE, PAUSE, Frame, frames, paletted, save_animation
from alliance_sim.report.player import player
from alliance_sim.results.results import Comparison
from tests.results import made_up


@pytest.fixture(scope="module")
def pair() -> Comparison:
    return made_up.comparison()


@pytest.fixture(scope="module")
def whole(pair: Comparison) -> list[Frame]:
    return list(frames(pair))


def test_there_is_a_frame_a_year_that_says_what_happens(whole: list[Frame]) -> None:
    assert [frame.year for frame in whole] == [2018, 2019, 2020, 2021]
    assert len({frame.image.size for frame in whole}) == 1
    assert "United States (USA) member" in whole[0].text
    assert "United States (USA) partner" in whole[1].text
    assert whole[1].text.endswith("Events of 2019: downgrade.")
    assert whole[2].text.endswith("No events in 2020.")


def test_frames_differ_only_where_something_happens(whole: list[Frame]) -> None:
    def moved(one: Frame, other: Frame) -> float:
        pixels = [np.asarray(frame.image, dtype=int) for frame in (one, other)]
        return float((np.abs(pixels[0] - pixels[1]).max(axis=2) > 30).mean())

    assert moved(whole[0], whole[1]) > 0.01  # the hub turns, Poland's danger rises
    assert moved(whole[2], whole[3]) < 0.005  # nothing but the year


def test_a_gif_keeps_every_shade(whole: list[Frame]) -> None:
    image = whole[1].image
    error = np.abs(np.asarray(paletted(image).convert("RGB"), dtype=int) - np.asarray(image, dtype=int))
    assert error.max() <= 16


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_it_is_written_with_its_pauses(kind: str, whole: list[Frame], tmp_path: Path) -> None:
    first, second = (save_animation(whole, tmp_path / f"{name}.{kind}") for name in "ab")
    assert first.read_bytes() == second.read_bytes()
    with Image.open(first) as written:
        assert written.n_frames == len(whole)
        pauses = []
        for place in range(written.n_frames):
            written.seek(place)
            written.load()
            pauses.append(written.info["duration"])
    assert pauses == [PAUSE, PAUSE, PAUSE, LAST_PAUSE]


def test_another_kind_is_refused(whole: list[Frame], tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"an animation cannot be saved as 'a\.png': give one of gif, webp"):
        save_animation(whole, tmp_path / "a.png")


def test_the_page_holds_every_frame_and_asks_for_nothing(pair: Comparison, whole: list[Frame]) -> None:
    page = player(pair, whole)
    assert page.count("data:image/png;base64,") == len(whole)
    assert page.count(" hidden>") == len(whole) - 1 + 1  # all frames but the last, and the controls until scripts run
    assert all(frame.text in page for frame in whole)
    assert "http" not in page
