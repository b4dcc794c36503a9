"""The report of a study: its words follow from the samples, whatever they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from alliance_sim.errors import ResultsError
from alliance_sim.plots.responses import Responses, numeric, rank_correlation, ratio, responses, shown
from alliance_sim.report import page
from alliance_sim.report.handouts import handout
from alliance_sim.report.of_sweep import Read, read_folder, strength_table, sweep_document, told
from alliance_sim.studies.sweep.drive import sweep
from alliance_sim.studies.sweep.study import load_study
from tests import pictures
from tests.studies.sweep import small


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("study")
    sweep(small.small(place), place / "swept")
    return place / "swept"


@pytest.fixture(scope="module")
def read(folder: Path) -> Read:
    return read_folder(folder)


def with_outcome(read: Read, values: list[float]) -> Read:
    """The same study with other results in one outcome."""
    return replace(read, means=replace(read.means, outcomes={"anxiety": np.array(values)}))


def test_the_means_are_those_of_the_last_year(read: Read) -> None:
    rows = read.sweep.differences()
    last = rows[rows["year"] == 2021]
    for sample, value in enumerate(read.means.outcomes["capability"]):
        assert value == pytest.approx(last[last["sample"] == sample]["capability"].mean())
    assert read.means.when == "2021"
    assert read.means.factors["events.downgrade.year"] == (2019, 2020, 2019, 2020)


def test_words_follow_the_results(read: Read) -> None:
    assert told(with_outcome(read, [0.1, 0.2, 0.1, 0.2]), "anxiety") == (
        "The events change anxiety (the share of its possible defence that a state expects not to come) by 10 to 20"
        " points (2021); it is higher than in the baseline in all 4 samples. It answers most to"
        " events.downgrade.year (1.00)."
    )
    lower = told(with_outcome(read, [-0.1, -0.1, -0.3, -0.3]), "anxiety")
    assert "by -30 to -10 points" in lower
    assert "lower than in the baseline in all 4 samples" in lower
    assert "most to parameters.publicness (1.00)" in lower
    mixed = told(with_outcome(read, [-0.1, 0.1, 0.1, -0.1]), "anxiety")
    assert (
        "higher than in the baseline in 2, lower in 2 of 4 samples. It answers to none of the factors alone." in mixed
    )
    assert told(with_outcome(read, [float("nan")] * 4), "anxiety").endswith("is defined in no sample.")


def test_the_report_has_words_figure_tables_and_methods(folder: Path) -> None:
    document = sweep_document(folder)
    assert document.paragraphs[0].startswith("The study varies parameters.publicness and events.downgrade.year (grid")
    assert len(document.paragraphs) == 1 + 3
    text = page.html(document)
    assert text.count("data:image/png;base64,") == 1
    assert "4 samples" in text
    assert "seeds 7 to 12" in text
    assert "@olson1966" in text
    assert r"\label{tab:strengths}" in handout(folder, "latex")
    assert "@misc{software-alliance-sim" in handout(folder, "bibtex")


def test_an_unfinished_study_says_so(folder: Path, read: Read) -> None:
    part = next(iter(sorted((folder / "parts").glob("*.parquet"))))
    hidden = part.with_suffix(".away")
    part.rename(hidden)
    try:
        if read.sweep.parts == (part,):
            with pytest.raises(ResultsError, match="holds none of its"):
                sweep_document(folder)
        else:
            assert "chunks are missing" in " ".join(sweep_document(folder).validity)
    finally:
        hidden.rename(part)


def test_strengths_by_hand() -> None:
    assert rank_correlation(np.array([3.0, 2.0, 1.0]), [1, 2, 3]) == pytest.approx(-1.0)
    assert rank_correlation(np.array([1.0, 1.0, 1.0]), [1, 2, 3]) == 0.0
    assert ratio(np.array([1.0, 3.0, 1.0, 3.0]), ["a", "a", "b", "b"]) == pytest.approx(0.0)
    # two groups with means 2 and 5 about 3.5: between 4 × 1.5² = 9, whole 10
    assert ratio(np.array([1.5, 2.5, 4.5, 5.5]), ["a", "a", "b", "b"]) == pytest.approx(np.sqrt(9 / 10))
    assert numeric((1, 2.5)) and not numeric((True, False)) and not numeric(("a", 1))  # noqa: PT018


def test_the_table_of_strengths(read: Read) -> None:
    table = strength_table(with_outcome(read, [0.1, 0.2, 0.1, 0.2]))
    assert table.rows == (("anxiety", "0.00", "1.00"),)


def test_a_circle_is_a_sample_and_a_bar_a_mean() -> None:
    found = pictures.made_up_responses()
    panels = responses(found)
    circles = next(line for line in panels[0, 0].lines if line.get_gid() == "samples")
    assert circles.get_ydata() == pytest.approx(100 * found.outcomes["deterrence"])
    bars = [part for part in panels[1, 1].collections if part.get_gid() == "mean"]
    assert [bar.get_segments()[0][0, 1] for bar in bars] == pytest.approx([30.0, 10.0])  # outside, partner
    assert panels[1, 1].get_title(loc="right") == "1.00"


def test_the_weakest_of_many_factors_are_left_out() -> None:
    base = pictures.made_up_responses()
    noise = {f"parameters.p{place}": tuple((place + 2) ** at % 7 for at in range(12)) for place in range(4)}
    many: Responses = replace(base, factors={**noise, **base.factors})
    rows, columns = shown(many)
    assert len(columns) == 4
    assert "parameters.publicness" in columns
    assert rows == ["deterrence", "anxiety"]


def test_a_design_made_for_indices_has_them_in_words_tables_and_figures(tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    design = "{method: morris, samples: 2}"
    study = small.written(tmp_path, design=design)
    text = study.read_text(encoding="utf-8").replace("[0.01, 0.03]", "{low: 0.0, high: 0.06}")
    study.write_text(
        text.replace("events.downgrade.year: [2019, 2020]", "parameters.threat_elasticity: {low: 1, high: 5}"), "utf-8"
    )
    sweep(load_study(study), tmp_path / "swept")
    document = sweep_document(tmp_path / "swept")
    assert len(document.paragraphs) == 1 + 3 + 3
    assert document.paragraphs[4].startswith("Capability in 2021, difference from the baseline: parameters.publicness")
    table = next(table for table in document.tables if table.name == "indices-capability")
    assert table.head == ("factor", "mu*", "mu", "sigma")
    assert next(row[0] for row in table.rows) == "parameters.publicness"
    assert [drawn.name for drawn in document.figures()] == ["responses", "sensitivity", "convergence"]
    assert "alliance-sim sensitivity swept" in document.commands
