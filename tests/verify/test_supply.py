"""What is installed and shipped: builds that repeat, known holes, the smallest install, old and new versions of all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.test_layout import ROOT

pytestmark = pytest.mark.verify

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ("python3.11", "python3.12", "python3.13")
TESTING = ("pytest>=8.2", "hypothesis>=6.100", "hatchling>=1.27", "editables>=0.5", "numba>=0.61")
SUITE = (
    "tests/rules", "tests/agents", "tests/scenario", "tests/results", "tests/test_draws.py", "tests/test_limits.py",
    "tests/test_parity.py", "tests/test_run.py",
)  # fmt: skip
"""Tests that need no more than the core and the compiled engine."""

FIRST_STEPS = (
    "run us-partner-only --replicates 2 --no-figures --quiet --out runs/us-partner-only-first",
    "report runs/us-partner-only-first",
    "cards nato-2018",
    "odd us-partner-only",
    "classroom --help",
)
"""What somebody does first with what is installed."""

KNOWN = (
    ("pandas>=2.2", "pandas==2.2.2"),  # 2.2.0 and 2.2.1 were built for numpy 1
)
"""Floors for which the first release of the series cannot stand beside the others, and what is tested instead."""


def call(*command: object, folder: Path = ROOT, **environment: str) -> str:
    """What a command says; a failure shows it."""
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, text=True, check=False, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout


def fresh(folder: Path, python: str, *packages: object) -> Path:
    """An environment with these packages and nothing else; skips where there is no such Python, or no way to fetch."""
    if (
        shutil.which(python) is None
        or subprocess.run([python, "--version"], capture_output=True, check=False).returncode
    ):
        pytest.skip(f"{python} is not on this machine")
    call(python, "-m", "venv", folder)
    found = subprocess.run(
        [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", *map(str, packages)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if found.returncode and re.search(
        "new connection|connection (broken|refused)|failed to resolve|name resolution|network is unreachable|timed out",
        found.stderr,
        re.IGNORECASE,
    ):
        pytest.skip("packages cannot be fetched here")
    assert found.returncode == 0, found.stderr[-4000:]
    return folder / "bin" / "python"


def suite_passes(python: Path) -> str:
    """pytest's closing words over the suite, in an environment that has this checkout."""
    call(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ROOT)
    said = call(python, "-W", "ignore", "-m", "pytest", "-q", "-W", "default", "-p", "no:cacheprovider", *SUITE)
    return said.strip().splitlines()[-1].strip("= ")


def mesa_of(python: Path) -> str:
    """Which Mesa, numpy and pandas an environment has."""
    listed = json.loads(call(python, "-m", "pip", "list", "--format", "json", "--disable-pip-version-check"))
    version = {package["name"].lower(): package["version"] for package in listed}
    return f"Mesa {version['mesa']}, numpy {version['numpy']}, pandas {version['pandas']}"


def pins(python: str) -> Path:
    """The pinned packages of a Python."""
    return ROOT / "constraints" / f"py{python.removeprefix('python').replace('.', '')}.txt"


def test_two_builds_are_byte_identical(tmp_path: Path, reliability: Callable[..., None]) -> None:
    built = []
    for name in ("one", "other"):
        folder = tmp_path / name
        call("git", "clone", "--quiet", ROOT, folder)
        call(sys.executable, "-m", "hatchling", "build", folder=folder)
        built.append({
            path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((folder / "dist").iterdir())
        })  # fmt: skip
    different = [name for name in built[0] if built[0][name] != built[1].get(name)]
    reliability("builds of wheel and sdist, byte for byte", "2 builds in 2 folders", len(different))
    assert len(built[0]) == 2
    assert different == []


def test_the_smallest_install_runs_anywhere(tmp_path: Path, reliability: Callable[..., None]) -> None:
    """The wheel alone, with the packages that it asks for and no extra, in an empty folder."""
    wheel = tmp_path / "wheel"
    call(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", wheel)
    pinned = tmp_path / "pins.txt"  # without hashes: the wheel just built can have none
    named = re.findall(r"^(\S+==\S+)", pins(PYTHONS[sys.version_info.minor - 11]).read_text("utf-8"), re.MULTILINE)
    pinned.write_text("\n".join(named), encoding="utf-8")
    python = fresh(tmp_path / "venv", sys.executable, "-c", pinned, *wheel.iterdir())
    size = sum(path.stat().st_size for path in (tmp_path / "venv").rglob("*") if path.is_file()) / 1e6
    count = len(json.loads(call(python, "-m", "pip", "list", "--format", "json", "--disable-pip-version-check")))
    empty = tmp_path / "empty"
    empty.mkdir()
    said = [call(python.with_name("alliance-sim"), *words.split(), folder=empty) for words in FIRST_STEPS]
    assert said[0].strip().splitlines()[-1].startswith("runs/us-partner-only-")
    (folder,) = (empty / "runs").iterdir()
    assert "<html" in next(folder.glob("report*.html")).read_text(encoding="utf-8")
    told = f"{size:.0f} MB, {count} packages; {len(FIRST_STEPS)} commands: run, its report, role cards, ODD, help"
    reliability("smallest install: the wheel without extras, away from the checkout", told, 0)


@pytest.mark.parametrize("python", PYTHONS)
def test_the_pinned_versions_pass_on_every_python(
    python: str, tmp_path: Path, reliability: Callable[..., None]
) -> None:
    own = fresh(tmp_path / "venv", python, "--require-hashes", "-r", pins(python))
    said = suite_passes(own)
    reliability(f"pinned versions on {python.replace('python', 'Python ')}", f"{said}; {mesa_of(own)}", 0)


def floors() -> list[str]:
    """The oldest release of every package that `pyproject.toml` admits."""
    known = dict(KNOWN)
    asked = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["fast"]]
    return [known.get(need, re.sub(r"(,<.*)$", "", need).replace(">=", "==")) for need in asked]


def test_the_oldest_versions_pass(tmp_path: Path, reliability: Callable[..., None]) -> None:
    python = fresh(tmp_path / "venv", "python3.11", *floors(), "pytest>=8.2", *TESTING[1:4])
    said = suite_passes(python)
    reliability("oldest versions of every package, Python 3.11", f"{said}; {mesa_of(python)}", 0)


def test_the_newest_versions_pass(tmp_path: Path, reliability: Callable[..., None]) -> None:
    python = fresh(tmp_path / "venv", "python3.13", *PROJECT["dependencies"], *TESTING)
    said = suite_passes(python)
    reliability("newest versions of every package, Python 3.13", f"{said}; {mesa_of(python)}", 0)


@pytest.mark.parametrize("python", PYTHONS)
def test_no_pinned_version_has_a_known_hole(python: str, tmp_path: Path, reliability: Callable[..., None]) -> None:
    own = fresh(tmp_path / "venv", "python3", "pip-audit")
    command = [own, "-m", "pip_audit", "--requirement", pins(python), "--no-deps", "--disable-pip", "--format", "json"]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        pytest.skip(f"the list of known holes cannot be fetched here: {done.stderr.strip()[-200:]}")
    found = json.loads(done.stdout)["dependencies"]
    holes = {each["name"]: [hole["id"] for hole in each.get("vulns", [])] for each in found if each.get("vulns")}
    reliability(
        f"known holes in the pins of {python.replace('python', 'Python ')}", f"{len(found)} packages", holes or 0
    )
    assert holes == {}


def test_the_bill_of_materials_names_every_pin(tmp_path: Path, reliability: Callable[..., None]) -> None:
    own = fresh(tmp_path / "venv", "python3", "cyclonedx-bom")
    bill = tmp_path / "sbom.json"
    call(own, "-m", "cyclonedx_py", "requirements", pins("python3.11"), "--output-file", bill, "--output-reproducible")
    named = {part["name"].lower() for part in json.loads(bill.read_text(encoding="utf-8"))["components"]}
    pinned = set(
        re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==", pins("python3.11").read_text("utf-8"), re.MULTILINE)
    )
    missing = sorted(name for name in pinned if name.lower() not in named)
    reliability("bill of materials (CycloneDX) from the pins", f"{len(pinned)} packages", len(missing))
    assert missing == []
