"""`theories`, `explain`, `--theory` and `--allow-code`, as a shell sees them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Call, Said

FAST = ("--workers", "1", "--no-figures")
BURDEN = "(share, base_share, income, spill_in, public_weight, private_weight, threat, guideline, pressure)"
OWN = f"# mine\ndef mine{BURDEN}:\n    return 0.9 * share\n"


def flat(text: str) -> str:
    return " ".join(text.split())


def refused(said: Said) -> str:
    """What an input error says; nothing of it on standard output, and no traceback."""
    assert (said.status, said.out) == (2, "")
    assert "Traceback" not in said.err
    return said.err


def saved(folder: Path) -> Path:
    (found,) = (folder / "runs").iterdir()
    return found


# --- --theory --------------------------------------------------------------------------------------------------------


def test_theories_are_chosen_one_rule_at_a_time(call: Call, folder: Path) -> None:
    chosen = ("--theory", "burden=public_good", "--theory", "alignment=frozen")
    assert call("compare", "made-up.yaml", *chosen, *FAST).status == 0
    arms = json.loads((saved(folder) / "provenance.json").read_text(encoding="utf-8"))["parameters"]["arms"]
    for arm in arms.values():
        assert arm["resolved"]["theory"]["burden"] == "public_good"
        assert arm["resolved"]["theory"]["alignment"] == "frozen"


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        (["burden"], "--theory burden: write RULE=VARIANT, such as burden=public_good"),
        (["burden="], "--theory burden=: write RULE=VARIANT"),
        (["burdn=public_good"], "'burdn' is not a rule; did you mean burden?"),
        (["burden=publik_good"], "'publik_good' is not a variant; did you mean public_good?; burden has the variants"),
        (["crisis=zzz"], "'zzz' is not a variant; crisis has the variants contest, none"),
        (["burden=public_good", "burden=threat_only"], "burden is chosen more than once; keep one of them"),
    ],
)
@pytest.mark.parametrize("command", ["run", "compare", "theories", "check"])
def test_a_theory_that_is_none(call: Call, command: str, chosen: list[str], says: str) -> None:
    options = [part for choice in chosen for part in ("--theory", choice)]
    assert says in refused(call(command, "made-up.yaml", *options))


# --- theories --------------------------------------------------------------------------------------------------------


def test_theories_answers_in_words_a_table_and_a_folder(call: Call, folder: Path) -> None:
    said = call("theories", "made-up.yaml", "--replicates", "3", *FAST)
    assert (said.status, said.err) == (0, "")
    assert flat(said.out).startswith("The United States becomes a partner, under 11 theories: as written (burden")
    assert "threat=balance_of_power" in said.out
    assert max(len(line) for line in said.out.splitlines() if "Results:" not in line) <= 80
    assert saved(folder).name.startswith("theories-made-up-")
    assert said.out.endswith(f"Results: runs/{saved(folder).name}\n")
    assert {path.name for path in saved(folder).iterdir()} == {"theories.csv", "provenance.json", "scenario.yaml"}
    about = json.loads((saved(folder) / "provenance.json").read_text(encoding="utf-8"))
    table = (saved(folder) / "theories.csv").read_bytes()
    assert about["tables"]["sha256"] == {"theories.csv": hashlib.sha256(table).hexdigest()}
    assert about["parameters"]["args"][:2] == ["theories", "made-up.yaml"]
    assert about["parameters"]["theories"][:2] == ["as written", "burden=public_good"]


def test_forty_seeds_a_theory_unless_told_otherwise(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def watch(scenario, *_):  # type: ignore[no-untyped-def]
        asked.append(scenario.replicates)
        raise KeyboardInterrupt

    monkeypatch.setattr("alliance_sim.studies.theories.compare_theories", watch)
    assert call("theories", "made-up.yaml").status == 130
    assert call("theories", "made-up.yaml", "--replicates", "7").status == 130
    assert asked == [40, 7]


def test_theories_as_json_twice_with_figures(call: Call, folder: Path) -> None:
    args = ("theories", "made-up.yaml", "--replicates", "2", "--json", "--year", "2020", "--outcome", "spending")
    first, second = (json.loads(call(*args, "--workers", "1").out) for _ in range(2))
    assert first["year"] == 2020
    assert list(first["agreement"]) == ["spending"]
    assert second["results"] == f"{first['results']}-2"
    assert second["theories"] == first["theories"]
    pictures = {path.name for path in (folder / first["results"] / "figures").iterdir()}
    assert pictures == {"theories.png", "theories.pdf"}


def test_theories_refuses_what_it_cannot_compare(call: Call, folder: Path) -> None:
    assert "plain has no events of its own" in refused(call("theories", "plain.yaml"))
    assert "--year 2099" in refused(call("theories", "made-up.yaml", "--year", "2099"))
    assert "did you mean anxiety?" in refused(call("theories", "made-up.yaml", "--outcome", "anxity"))
    (folder / "full").mkdir()
    (folder / "full" / "x").write_text("", encoding="utf-8")
    assert "already exists" in refused(call("theories", "made-up.yaml", "--out", "full"))
    assert not (folder / "runs").exists()


def test_a_study_is_not_a_run(call: Call, folder: Path) -> None:
    assert call("theories", "made-up.yaml", "--replicates", "2", "--quiet", *FAST).status == 0
    assert "holds what `alliance-sim theories` made, and not a run" in refused(call("rerun", str(saved(folder))))


# --- explain ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def made(call: Call, folder: Path) -> Path:
    assert call("run", "made-up.yaml", *FAST).status == 0
    return saved(folder)


def test_explain_says_why(call: Call, made: Path) -> None:
    said = call("explain", str(made), "--state", "Poland", "--year", "2020")
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("Poland (POL) in 2020, made-up with its events, seed ")
    assert "Why its spending " in said.out
    document = json.loads(call("explain", str(made), "--state", "pol", "--year", "2020", "--seed", "8", "--json").out)
    assert (document["state"], document["seed"]) == ("POL", 8)
    other = json.loads(call("explain", str(made), "--state", "POL", "--year", "2020", "--baseline", "--json").out)
    assert other["arm"] == "baseline"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--state", "Polnd", "--year", "2020"), "did you mean POL (Poland)?"),
        (("--state", "RUS", "--year", "2020"), "is an adversary"),
        (("--state", "POL", "--year", "2030"), "--year 2030: the run has the years 2018 to 2021"),
        (("--state", "POL", "--year", "2020", "--seed", "6"), "--seed 6 is not among the 3 seeds"),
    ],
)
def test_explain_refuses_what_the_run_does_not_have(
    call: Call, made: Path, options: tuple[str, ...], says: str
) -> None:
    assert says in refused(call("explain", str(made), *options))


def test_explain_of_what_is_no_run(call: Call, folder: Path) -> None:
    refused(call("explain", str(folder), "--state", "POL", "--year", "2020"))
    assert call("explain", "nowhere", "--year", "2020").status == 2


# --- --allow-code ----------------------------------------------------------------------------------------------------


@pytest.fixture
def own(folder: Path) -> Path:
    """`made-up.yaml` with a rule of its own in a folder of its own, so that only the file's folder has the module."""
    (folder / "study").mkdir()
    text = (folder / "made-up.yaml").read_text(encoding="utf-8")
    (folder / "study" / "own.yaml").write_text(text + "theory: {burden: own_paying:mine}\n", encoding="utf-8")
    (folder / "study" / "own_paying.py").write_text(OWN, encoding="utf-8")
    return folder / "study"


@pytest.mark.parametrize("command", [("run",), ("compare",), ("theories",), ("test",), ("check",)])
def test_no_command_runs_code_unasked(call: Call, own: Path, command: tuple[str, ...]) -> None:
    (own / "own_paying.py").write_text("from pathlib import Path\nPath('it-ran').touch()\n", encoding="utf-8")
    said = refused(call(*command, "study/own.yaml"))
    assert "study/own.yaml:" in said
    assert "it is run only with --allow-code" in said
    assert not (own.parent / "it-ran").exists()
    assert call(*command, "study/own.yaml", "--allow-code").status == 2  # it has no function `mine`
    assert (own.parent / "it-ran").exists()


def test_every_command_runs_it_when_allowed(call: Call, folder: Path, own: Path) -> None:
    assert call("check", "study/own.yaml", "--allow-code").status == 0
    assert call("test", "study/own.yaml", "--allow-code", "--workers", "1").status == 0
    compared = call("theories", "study/own.yaml", "--allow-code", "--replicates", "2", "--json", *FAST)
    assert "burden=joint_product" in json.loads(compared.out)["agreement"]["spending"]["signs"]
    assert call("run", "study/own.yaml", "--allow-code", "--out", "r", *FAST).status == 0
    said = call("explain", "r", "--state", "POL", "--year", "2020", "--allow-code")
    assert "your rule own_paying:mine, given share = " in flat(said.out)
    assert (
        call("run", "made-up.yaml", "--theory", "burden=own_paying:mine", "--allow-code").status == 2
    )  # not beside it


def test_provenance_keeps_the_code_and_rerun_refuses_another(call: Call, folder: Path, own: Path) -> None:
    assert call("run", "study/own.yaml", "--allow-code", "--out", "r", *FAST).status == 0
    arms = json.loads((folder / "r" / "provenance.json").read_text(encoding="utf-8"))["parameters"]["arms"]
    for arm in arms.values():
        assert arm["own_rules"]["burden"] == {
            "name": "own_paying:mine",
            "folder": "study",
            "sha256": hashlib.sha256(OWN.encode()).hexdigest(),
            "source": OWN,
        }
    assert "only with --allow-code" in refused(call("rerun", "r", "--workers", "1"))
    assert "only with --allow-code" in refused(call("explain", "r", "--state", "POL", "--year", "2020"))
    assert call("rerun", "r", "--workers", "1", "--allow-code").status == 0
    (own / "own_paying.py").write_text(OWN.replace("# mine", "# ours"), encoding="utf-8")
    for command in (("rerun", "r", "--workers", "1"), ("explain", "r", "--state", "POL", "--year", "2020")):
        said = refused(call(*command, "--allow-code"))
        assert "theory.burden 'own_paying:mine' is not the one of the run any more" in said
        assert "provenance.json" in said
    (own / "own_paying.py").unlink()
    assert "there is no module 'own_paying'" in refused(call("rerun", "r", "--allow-code"))


def test_results_are_read_without_running_code(call: Call, folder: Path, own: Path) -> None:
    from alliance_sim.errors import InputError
    from alliance_sim.results.folder import read_run
    from alliance_sim.run import run

    assert call("run", "study/own.yaml", "--allow-code", "--out", "r", *FAST).status == 0
    (own / "own_paying.py").write_text("raise SystemExit('it ran')\n", encoding="utf-8")
    read = read_run(folder / "r").scenario.scenario
    assert read.theory.burden == "own_paying:mine"
    assert read.own_rules["burden"].source == OWN
    with pytest.raises(InputError, match="only with --allow-code"):
        run(read, [7])


def test_a_rule_that_goes_wrong_is_an_error_of_the_input(call: Call, own: Path) -> None:
    (own / "own_paying.py").write_text(OWN.replace("0.9 * share", "share / (income - income)"), encoding="utf-8")
    said = refused(call("run", "study/own.yaml", "--allow-code", *FAST))
    assert "theory.burden 'own_paying:mine' for GBR in 2019: it failed with ZeroDivisionError" in said
    (own / "own_paying.py").write_text(OWN.replace("0.9 * share", "-share"), encoding="utf-8")
    said = refused(call("run", "study/own.yaml", "--allow-code", *FAST))
    assert "it gave -0.0" in said
    assert "a share of GDP from 0 to 1" in said
