"""The folder of a run: named after what was asked, whole or not there at all, and never over another run."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alliance_sim.errors import InputError, ResultsError
from alliance_sim.results.results import Comparison

if TYPE_CHECKING:
    from alliance_sim.results.provenance import Command
    from alliance_sim.scenario import Scenario

PROVENANCE, SCENARIO, CHANGES, FIGURES = "provenance.json", "scenario.yaml", "changes.csv", "figures"
_RESOLVED = "# Extended files, patches and settings are in it; the files as they were written are in provenance.json.\n"
_CHANGE_COLUMNS = ("arm", "replicate", "seed", "year", "state", "what", "reason")


def run_name(comparison: Comparison) -> str:
    """Folder name `<scenario>-<8 hexadecimal digits>`: the same question, the same name.

    The digits are a digest of the resolved scenario, what it is compared with and the seeds; not of the versions and
    the engine, which are in the provenance.
    """
    asked = {
        "arms": {arm: results.scenario.digest() for arm, results in comparison.arms.items()},
        "seeds": [str(seed) for seed in comparison.scenario.seeds],
    }
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    return f"{comparison.scenario.scenario.name}-{digest[:8]}"


def check_out(out: Path | None) -> None:
    """Refuse, before anything is run, a folder that already holds something.

    Raises:
        ResultsError: `out` exists and is not an empty folder.
    """
    if out is None:
        return
    with _plain_errors(out):
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise ResultsError(
                f"{out} already exists and is not empty; results never go over others, choose another --out"
            )


def save_run(
    comparison: Comparison,
    command: Command,
    texts: Mapping[str, str],
    *,
    out: Path | None = None,
    root: Path = Path("runs"),
) -> Path:
    """Write a run's folder: tables, scenario, provenance.

    Everything is written into a hidden sibling first and renamed into place at the end, so that a run which is killed
    leaves no folder that looks whole.

    Args:
        comparison: what was run.
        command: what was asked for, for the provenance.
        texts: further files to keep, by name (`summary.csv`).
        out: the folder itself; must be empty or absent.
        root: where folders named by `run_name` go when `out` is not given; a second run of one question gets `-2`.

    Returns:
        The folder that holds the run.

    Raises:
        ResultsError: the folder cannot be written (permission, full disk), or `out` is not empty.
    """
    check_out(out)
    target = out or root / run_name(comparison)
    return fill(target, lambda partial: _write(comparison, command, texts, partial), numbered=out is None)


def save_study(name: str, files: Mapping[str, str], *, out: Path | None = None, root: Path = Path("runs")) -> Path:
    """Write the folder of a study, whole or not at all, as `save_run` does that of a run.

    Args:
        name: name of the folder under `root`; a second study of one question gets `-2`.
        files: text of each file by its name.
        out: the folder itself; must be empty or absent.
        root: where folders go when `out` is not given.

    Raises:
        ResultsError: the folder cannot be written, or `out` is not empty.
    """
    check_out(out)

    def write(partial: Path) -> None:
        for file, text in files.items():
            (partial / file).write_bytes(text.encode("utf-8"))

    return fill(out or root / name, write, numbered=out is None)


def add_figures(folder: Path, draw: Callable[[Path], object]) -> None:
    """Let `draw` fill a folder with figures, and put it into place as `figures` when all are drawn."""
    fill(folder / FIGURES, draw, numbered=True)


def fill(target: Path, write: Callable[[Path], object], *, numbered: bool) -> Path:
    """Let `write` fill a folder, and put it into place, whole or not at all.

    Args:
        target: where it goes; never over another folder.
        write: is handed a hidden folder beside the target and fills it.
        numbered: whether a target that exists gives `-2`, `-3`, … or is an error.

    Returns:
        The folder as it came to be called.

    Raises:
        ResultsError: it cannot be written, or the target holds something and is not to be numbered.
    """
    with _plain_errors(target), _partial(target) as partial:
        write(partial)
        return _claim(partial, target, numbered=numbered)


def _write(comparison: Comparison, command: Command, texts: Mapping[str, str], folder: Path) -> None:
    from alliance_sim.results.parquet import write_tables
    from alliance_sim.results.provenance import provenance

    digests = write_tables(comparison, folder)
    for name, text in {**texts, **run_texts(comparison)}.items():
        (folder / name).write_bytes(text.encode("utf-8"))
        digests[name] = text_digest(text)
    document = provenance(comparison, command, digests)
    (folder / PROVENANCE).write_text(json.dumps(document, indent=2, allow_nan=False) + "\n", encoding="utf-8")


def run_texts(comparison: Comparison) -> dict[str, str]:
    """The files of every run's folder that are text, by name: what states changed themselves, and the scenario."""
    return {CHANGES: _changes_text(comparison), SCENARIO: scenario_text(comparison.scenario.scenario)}


def text_digest(text: str) -> str:
    """The sha256 (hex) of the file that holds this text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def scenario_text(scenario: Scenario) -> str:
    """A file that runs by itself: the text as it was written if that says it all, else the resolved values as YAML."""
    from ruamel.yaml import YAML

    from alliance_sim.scenario import load_text

    try:
        if load_text(scenario.text).digest() == scenario.digest():
            return scenario.text
    except InputError:  # the text is of several files, or was written for another folder
        pass
    text = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(scenario.to_dict(), text)
    return _RESOLVED + text.getvalue()


def _changes_text(comparison: Comparison) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, _CHANGE_COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for arm, results in comparison.arms.items():
        for change in results.changes:
            writer.writerow({"arm": arm, "seed": results.seeds[int(change["replicate"])], **change})
    return text.getvalue()


@contextmanager
def _partial(target: Path) -> Iterator[Path]:
    """A hidden folder beside the target, removed again if it was not put into place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.parent / f".{target.name}.partial-{secrets.token_hex(4)}"
    partial.mkdir()
    try:
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _claim(partial: Path, target: Path, *, numbered: bool) -> Path:
    """Rename into place; a rename onto a folder that holds something fails, so two runs at once cannot mix."""
    number = 1
    while True:
        place = target if number == 1 else target.with_name(f"{target.name}-{number}")
        try:
            if not numbered and place.is_dir():
                place.rmdir()  # only an empty one goes; not every system renames onto it
            if not place.exists():
                return partial.rename(place)
        except OSError:
            if not place.exists() or not any(place.iterdir()):
                raise
        if not numbered:
            raise ResultsError(f"{target} was filled by another run in the meantime; choose another --out")
        number += 1


@contextmanager
def _plain_errors(target: Path) -> Iterator[None]:
    try:
        yield
    except ResultsError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise ResultsError(f"cannot write results to {target}: {reason[:1].lower()}{reason[1:]}") from error


def read_run(folder: str | Path) -> Comparison:
    """Read a run's folder back.

    Returns:
        The comparison as it was run; for a plain world `plain` is true.

    Raises:
        ResultsError: the folder or one of its files is missing, damaged, or of another version of the format.
    """
    from alliance_sim.results.parquet import read_arm

    place = Path(folder)
    document = read_provenance(place)
    parameters = document["parameters"]
    changes = _read_changes(place / CHANGES)
    arms = {
        arm: read_arm(place, arm, parameters, _scenario(about, place), changes.get(arm, []))
        for arm, about in parameters["arms"].items()
    }
    return Comparison(scenario=arms["scenario"], baseline=arms.get("baseline", arms["scenario"]))


def read_provenance(folder: Path) -> dict[str, Any]:
    """The provenance document of a run's folder, checked for what reading and repeating need.

    Raises:
        ResultsError: no folder, no run in it, damaged, or of another version of the format.
    """
    path = folder / PROVENANCE
    if not folder.is_dir():
        raise ResultsError(f"{folder} is not a folder; name the folder of a run, such as runs/<name>-<hash>")
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        _check_document(document, path)
        return dict(document)
    except FileNotFoundError:
        raise ResultsError(f"{folder} is not the folder of a run: it has no {PROVENANCE}") from None
    except ResultsError:
        raise
    except OSError as error:
        raise ResultsError(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ResultsError(f"{path} is damaged: {type(error).__name__} {str(error).splitlines()[0]}") from None


def _check_document(document: dict[str, Any], path: Path) -> None:
    from alliance_sim.results.provenance import SCHEMA_VERSION

    found = str(document["schema_version"])
    if found.split(".", 1)[0] != SCHEMA_VERSION.split(".", 1)[0]:
        made = document.get("software", {}).get("version", "?")
        raise ResultsError(
            f"{path}: written as format {found} by alliance-sim {made}; this version reads format {SCHEMA_VERSION}"
        )
    parameters = document["parameters"]
    if parameters.get("study"):
        made_of = f"; name its sweep instead: {parameters['sweep']}" if parameters.get("sweep") else ""
        raise ResultsError(
            f"{path.parent} holds what `alliance-sim {parameters.get('command', '?')}` made, and not a run{made_of}"
        )
    for key in ("seeds", "years", "engine"):
        parameters[key]
    for arm in ("scenario", *parameters["arms"]):
        for key in ("digest", "resolved", "states"):
            parameters["arms"][arm][key]


def recorded_scenario(document: Mapping[str, Any], arm: str, place: Path) -> Scenario | None:
    """The scenario of one arm, rebuilt from a provenance document; None for an arm that was not run."""
    about = document["parameters"]["arms"].get(arm)
    return None if about is None else _scenario(about, place)


def _scenario(about: Mapping[str, Any], place: Path) -> Scenario:
    """Read the resolved values again as the file they are; patches, settings and extended files are in them."""
    from alliance_sim.results.provenance import recorded_rules
    from alliance_sim.scenario import load_text

    path = place / PROVENANCE
    resolved, own = dict(about["resolved"]), recorded_rules(about)
    theory = dict(resolved.get("theory", {}))
    try:
        # without the names of the user's own rules, which would have to be admitted and run
        resolved["theory"] = {rule: name for rule, name in theory.items() if rule not in own}
        scenario = load_text(json.dumps(resolved), file=str(path))
    except InputError as error:
        reasons = "; ".join(problem.message for problem in error.problems)
        raise ResultsError(f"{path}: this version does not read the scenario of the run: {reasons}") from None
    if own:
        named = scenario.theory.model_copy(update={rule: rules.name for rule, rules in own.items()})
        scenario = scenario.model_copy(update={"theory": named, "own_rules": own})
    if scenario.digest() != about["digest"]:
        raise ResultsError(f"{path}: the scenario is not the one of the run any more; its digest differs")
    return scenario.model_copy(update={"text": str(about.get("text", ""))})


def _read_changes(path: Path) -> dict[str, list[dict[str, Any]]]:
    changes: dict[str, list[dict[str, Any]]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                change: dict[str, Any] = {"replicate": int(row["replicate"]), "year": int(row["year"])}
                change |= {key: row[key] for key in ("state", "what", "reason")}
                changes.setdefault(row["arm"], []).append(change)
    except FileNotFoundError:
        raise ResultsError(f"{path} is missing; the folder is not a whole run") from None
    except (KeyError, ValueError, TypeError, UnicodeDecodeError, csv.Error):
        raise ResultsError(f"{path} is damaged: it does not hold {', '.join(_CHANGE_COLUMNS)}") from None
    return changes
