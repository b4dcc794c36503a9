"""The ranking in words: every number is the index's own, and doubt is said where there is some."""

from __future__ import annotations

import csv
import io
import json
import math

import numpy as np
import pytest
from SALib.sample import morris, sobol

from alliance_sim.studies.ranking import Finding, Findings, csv_text, document, finding_text, text
from alliance_sim.studies.sensitivity import Design, analyse

NAMES = ("parameters.publicness", "events.downgrade.year", "theory.burden", "standings.partner.guarantee")
SLOPES = np.array([0.1, 0.4, 0.2, 0.0])
PROBLEM = {"num_vars": 4, "names": list(NAMES), "bounds": [[0.0, 1.0]] * 4}


def design(method: str, blocks: int, second_order: bool = False) -> Design:
    if method == "sobol":
        points = sobol.sample(PROBLEM, blocks, calc_second_order=second_order, seed=np.random.default_rng(1))
    else:
        points = morris.sample(PROBLEM, blocks, num_levels=4, seed=1)
    return Design(method, PROBLEM, points, second_order, unordered=frozenset({"theory.burden"}))


def finding(method: str, blocks: int = 256, outcome: str = "deterrence", noisy: float = 0.0) -> Finding:
    made = design(method, blocks)
    values = (made.points @ SLOPES)[:, np.newaxis] + noisy * np.random.default_rng(2).normal(size=(len(made.points), 3))
    return Finding(outcome, "difference", 2035, analyse(made, values))


def flat(words: str) -> str:
    return " ".join(words.split())


def test_sobol_words_name_the_first_the_others_and_those_that_hardly_matter() -> None:
    words = flat(finding_text(finding("sobol")))
    assert words.startswith("deterrence in 2035, difference from the baseline events.downgrade.year matters most.")
    assert "It makes 76 % of the variance, next to all of it alone." in words
    assert "Then come theory.burden (19 %) and parameters.publicness (5 %)." in words
    assert "Hardly anything hangs on standings.partner.guarantee." in words
    assert "interactions are not to be seen" in words
    assert "Chance plays no part in it." in words
    assert "The ranking is settled: 128 base samples give the same as all 256" in words


def test_morris_words_give_the_effect_in_points_and_its_direction() -> None:
    words = flat(finding_text(finding("morris", 16)))
    assert "From one end of its range to the other it raises the outcome by 40.0 points on average." in words
    assert "Then come theory.burden (20.0) and parameters.publicness (10.0)." in words
    assert "The ranking is settled: 8 trajectories give the same as all 16" in words


def test_a_choice_without_order_moves_and_neither_raises_nor_lowers() -> None:
    made = design("morris", 8)
    words = flat(finding_text(Finding("capability", "scenario", None, analyse(made, made.points[:, 2]))))
    assert words.startswith("capability, mean over all years theory.burden matters most.")
    assert "it moves the outcome by 1 billion USD on average" in words.replace("1.00 billion", "1 billion")


def test_interactions_are_told_with_the_pair_that_makes_most() -> None:
    made = design("sobol", 512, second_order=True)
    values = (made.points[:, 0] - 0.5) * (made.points[:, 1] - 0.5)
    words = flat(finding_text(Finding("anxiety", "scenario", 2030, analyse(made, values))))
    assert "matters most. It makes 99 % of the variance with what it acts together with, and alone nothing" in words
    assert "Interactions make about 86 %, most of all parameters.publicness with events.downgrade.year" in words
    assert "the 95 % intervals do not tell events.downgrade.year and parameters.publicness apart" in words


@pytest.mark.parametrize("method", ["sobol", "morris"])
def test_an_outcome_that_is_all_chance_hangs_on_nothing(method: str) -> None:
    made = design(method, 64)
    told = 0
    for seed in range(10):
        values = np.random.default_rng(seed).normal(size=(len(made.points), 5))
        words = flat(finding_text(Finding("anxiety", "scenario", 2030, analyse(made, values))))
        told += "than chance could" in words
        assert ("than chance could" in words) != ("matters most" in words)
    assert told >= 8  # the intervals are of 95 %, and there are four factors


def test_the_share_that_is_chance_is_told_for_runs_and_for_means() -> None:
    found = finding("sobol", noisy=0.2)
    words = flat(finding_text(found))
    single, means = (round(100 * share) for share in (found.found.noise.single, found.found.noise.means))
    assert f"Of the variance of single runs {single} % is chance; of that of the means over 3 seeds" in words
    assert f"which the indices are of, {means} %." in words


def test_one_seed_tells_nothing_of_chance_and_a_constant_hangs_on_nothing() -> None:
    made = design("sobol", 16)
    assert "There is one seed a sample" in finding_text(Finding("anxiety", "", None, analyse(made, made.points[:, 0])))
    same = finding_text(Finding("anxiety", "baseline", 2030, analyse(made, np.ones(len(made.points)))))
    assert same.startswith("anxiety in 2030, without the events")
    assert same.endswith("It is the same in all samples: no factor moves it.")


def test_lines_fit_a_terminal() -> None:
    findings = Findings("a", "b", "c", (finding("sobol", noisy=0.3), finding("morris", 16, "capability", 0.1)))
    assert max(map(len, text(findings).splitlines())) <= 80


def test_the_table_of_indices_is_whole_and_reads_back_to_the_bit() -> None:
    found = finding("sobol")
    rows = list(csv.DictReader(io.StringIO(csv_text(Findings("a", "b", "c", (found,))))))
    assert len(rows) == 4 * len(NAMES)
    last = [row for row in rows if row["blocks"] == "256"]
    assert [row["factor"] for row in last] == [influence.factor for influence in found.found.indices.ranked]
    for row, influence in zip(last, found.found.indices.ranked, strict=True):
        assert float(row["weight"]) == influence.weight.value
        assert float(row["first_margin"]) == influence.first.margin
        assert row["mu"] == ""


def test_the_document_is_json_without_nan() -> None:
    told = document(Findings("a", "b", "c", (finding("morris", 8),)))
    (outcome,) = json.loads(json.dumps(told, allow_nan=False))["outcomes"]
    assert outcome["factors"][0]["factor"] == "events.downgrade.year"
    assert outcome["factors"][0]["first"] is None
    assert outcome["convergence"]["settled"] is True
    assert math.isclose(outcome["factors"][0]["weight"], 0.4)
