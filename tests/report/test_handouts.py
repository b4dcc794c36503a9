"""What a paper takes from a run: tables, methods, references."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alliance_sim.report.document import Table
from alliance_sim.report.handouts import FILES, handout
from alliance_sim.report.of_run import outcome_table, run_document
from alliance_sim.report.sources import bibtex, cited, plain, used_data, used_parameters, used_works, works
from alliance_sim.report.tabulate import escaped, latex, markdown
from alliance_sim.results.folder import save_run
from alliance_sim.results.provenance import Command
from tests.results import made_up
from tests.test_made_docs import cited as cited_in_docs
from tests.test_made_docs import source_texts


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    command = Command("run", ("run", "made-up"), "agents", 0.0)
    return save_run(made_up.comparison(), command, {}, out=tmp_path_factory.mktemp("paper") / "run")


# --- Tables ----------------------------------------------------------------------------------------------------------

SMALL = Table("small", "A title_1", ("what", "value"), (("a|b", "5 %"), ("c*", "−2")), frozenset({1}), "n = 3 & more")


def test_a_table_in_markdown() -> None:
    assert markdown(SMALL) == (
        "**A title_1**\n\n| what | value |\n| --- | ---: |\n| a\\|b | 5 % |\n| c\\* | −2 |\n\nn = 3 & more\n"
    )


def test_a_table_in_latex_has_nothing_that_latex_would_read() -> None:
    text = latex(SMALL)
    assert r"\caption{A title\_1}" in text
    assert r"\begin{tabular}{lr}" in text
    assert "a|b & 5 \\% \\\\\nc* & $-$2 \\\\\n" in text
    assert r"n = 3 \& more" in text
    assert text.count(r"\begin{") == text.count(r"\end{")
    assert escaped("~^\\{}") == r"\textasciitilde{}\textasciicircum{}\textbackslash{}\{\}"


def test_the_tables_hold_the_numbers_of_the_run(folder: Path) -> None:
    text = handout(folder, "latex")
    assert r"deterrence & \% & 99 & 97 & -2 * & -2 to -2 & 2019 \\" in text
    assert r"Poland (POL) * & 2.00 & 2.40 & 2.00 & 3.00 \\" in text
    assert "| anxiety | % | 20 | 50 | 30 \\* |" in handout(folder, "markdown")


def test_other_results_give_another_table() -> None:
    rows = [{row[0]: row[2:] for row in outcome_table(made_up.comparison(by)).rows} for by in (1.0, -0.5)]
    assert rows[0]["deterrence"] != rows[1]["deterrence"]


# --- Methods ---------------------------------------------------------------------------------------------------------


def test_methods_name_versions_seeds_rules_and_what_differs(folder: Path) -> None:
    text = handout(folder, "methods")
    assert "We simulated the scenario made-up, 2018 to 2021." in text
    assert re.search(r"alliance_sim \S+ \(agents engine\) under Python 3\.\d+\.\d+ on \w+ \w+, with mesa \d", text)
    assert "The alliance NATO begins with 4 members, and faces Russia." in text
    assert "It differs from its baseline by downgrade (standing, 2019)." in text
    assert "the same 30 seeds (7 to 36) with common random numbers" in text
    assert "joint product (burden)" in text
    assert "@olson1966" in text
    assert "@data-imf-weo-2025-10" in text


def test_every_key_of_the_methods_is_in_the_references(folder: Path) -> None:
    keys = set(re.findall(r"@([\w.-]+)", handout(folder, "methods")))
    entries = set(re.findall(r"^@\w+\{([^,]+),", handout(folder, "bibtex"), re.MULTILINE))
    assert len(keys) > 20
    assert keys <= entries


def test_a_changed_parameter_and_another_theory_are_told(tmp_path: Path) -> None:
    changed = made_up.TEXT + "parameters: {publicness: 0.03}\ntheory: {burden: guideline_only, crisis: none}\n"
    pair = made_up.comparison()
    object.__setattr__(pair.scenario, "scenario", made_up.scenario(changed))
    folder = save_run(pair, Command("run", (), "batch", 0.0), {}, out=tmp_path / "run")
    text = handout(folder, "methods")
    assert "publicness = 0.03 (default 0.02)" in text
    assert "guideline only (burden)" in text
    assert "(batch engine)" in text


# --- References ------------------------------------------------------------------------------------------------------


def test_every_source_that_the_code_names_is_found_in_the_references() -> None:
    named = {(re.split(r",| &| et al", authors)[0], year) for authors, year in cited_in_docs(source_texts())}
    found = {(work.surname, work.year) for work in cited(source_texts())}
    assert named == found


def test_only_what_the_chosen_rules_use_is_cited() -> None:
    whole = {work.key for work in used_works(made_up.scenario())}
    calm = {
        work.key for work in used_works(made_up.scenario(made_up.TEXT + "theory: {crisis: none, alignment: frozen}\n"))
    }
    assert calm < whole
    assert "mckelvey1995" in whole - calm  # quantal response: how states join and leave
    assert "crisis_" not in "".join(used_parameters(made_up.scenario(made_up.TEXT + "theory: {crisis: none}\n")))
    other = {work.key for work in used_works(made_up.scenario(made_up.TEXT + "theory: {commitment: deeds_only}\n"))}
    assert "mercer1996" in other - whole


def test_data_sources_are_those_of_the_states_of_the_run() -> None:
    keys = [key for key, _ in used_data(made_up.scenario())]
    assert {"nato-2024-06", "sipri-milex-2025"} <= set(keys)
    treaty = made_up.scenario(made_up.TEXT.replace("start: 2018", "start: 2019").replace("ISL", "DEU, FRA"))
    assert "perot-2019" not in keys  # the treaty of Aachen, of France and Germany
    assert "perot-2019" in [key for key, _ in used_data(treaty)]


def test_bibtex_is_well_formed(folder: Path) -> None:
    text = handout(folder, "bibtex")
    entries = re.split(r"(?m)^(?=@)", text)[1:]
    keys = [re.match(r"@\w+\{([^,]+),", entry) for entry in entries]
    assert all(keys)
    names = [key.group(1) for key in keys if key]
    assert len(names) == len(set(names))
    for entry in entries:
        assert entry.count("{") == entry.count("}"), entry
    assert "software-alliance-sim" in names
    assert "% " not in text[2:].replace("% Everything", "")


def test_a_work_in_one_line() -> None:
    found = {work.key: plain(work) for work in works()}
    assert found["walt1987"] == "Walt (1987). The Origins of Alliances. Cornell University Press."
    assert found["gini1912"].startswith("Gini (1912). Variabilità e mutabilità.")
    assert all("{" not in text and "\\" not in text for text in found.values())


def test_every_kind_has_a_file_of_its_own(folder: Path) -> None:
    assert len(set(FILES.values())) == len(FILES)
    assert run_document(folder).keys == tuple(work.key for work in used_works(made_up.scenario()))
    assert bibtex(made_up.scenario(), {"version": "1"}, {}).startswith("% Everything that the run of made-up")
