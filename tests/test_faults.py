"""What a machine can do to a run: no room, no home, odd settings, two at once, a wrong clock, missing parts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.test_program import PROGRAM, ROOT, environment
from tests.results import made_up
from tests.studies.sweep.small import written

RUN = ("run", "small.yaml", "--replicates", "2", "--no-figures", "--quiet")
TABLES = ("state-year.parquet", "alliance-year.parquet", "dyad-year.parquet", "summary.csv", "changes.csv")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a small scenario and a small study."""
    (tmp_path / "small.yaml").write_text(made_up.TEXT, encoding="utf-8")
    (tmp_path / "study").mkdir()
    written(tmp_path / "study")
    return tmp_path


def start(folder: Path, *args: str, **changed: str | None) -> subprocess.CompletedProcess[str]:
    """Run the program in a folder with some environment variables changed, or taken away where None."""
    known = {**environment(), **changed}
    return subprocess.run(
        [*PROGRAM, *args], cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8",
        errors="replace", env={name: value for name, value in known.items() if value is not None},
    )  # fmt: skip


def tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


# --- Surroundings that must not matter -------------------------------------------------------------------------------

SURROUNDINGS: dict[str, dict[str, str | None]] = {
    "no home, no locale, no such time zone, a tiny terminal": {
        "HOME": None, "XDG_CACHE_HOME": None, "XDG_CONFIG_HOME": None, "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0",
        "PYTHONIOENCODING": None, "TZ": "Nowhere/At_All", "COLUMNS": "1", "LINES": "1", "NO_COLOR": "1",
    },
    "a home that is not there, a locale that is not installed, a day ahead, a terminal of nonsense": {
        "HOME": "/nowhere/at/all", "XDG_CACHE_HOME": None, "LC_ALL": "tr_TR.ISO-8859-9", "LANG": "xx_YY",
        "TZ": "Pacific/Kiritimati", "COLUMNS": "wide", "TERM": "dumb", "PYTHONHASHSEED": "12345",
    },
    "optimised code, without assertions and docstrings": {"PYTHONOPTIMIZE": "2"},
}  # fmt: skip


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("usual")
    (folder / "small.yaml").write_text(made_up.TEXT, encoding="utf-8")
    assert start(folder, *RUN, "--out", "out").returncode == 0
    return tables(folder / "out")


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_the_surroundings_change_no_byte(name: str, home: Path, usual: dict[str, bytes]) -> None:
    done = start(home, *RUN, "--out", "out", **SURROUNDINGS[name])
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "out\n")
    assert tables(home / "out") == usual


@pytest.mark.parametrize("name", list(SURROUNDINGS)[:2])
def test_the_words_are_said_anywhere(name: str, home: Path) -> None:
    done = start(home, *RUN[:-1], **SURROUNDINGS[name])
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "deterrence" in done.stdout


# --- No room, no leave -----------------------------------------------------------------------------------------------


@contextmanager
def little_room(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A file system of its own in a folder, nearly full from the start; skips where none may be mounted."""
    place = folder / "full"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here; tests/results and tests/studies pretend a full disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_ends_a_run_in_words_and_leaves_nothing(home: Path) -> None:
    with little_room(home, 32) as place:
        done = start(home, *RUN, "--out", "full/out")
        assert (done.returncode, list(place.iterdir())) == (2, [])
        assert "no space left on device" in done.stderr.lower()
        assert "full/out" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_full_disk_stops_a_sweep_which_goes_on_when_there_is_room(home: Path) -> None:
    sweep = ("sweep", "small.yaml", "--quiet", "--workers", "1", "--out", "../full/out")
    with little_room(home, 40) as place:
        full = start(home / "study", *sweep)
        assert full.returncode in (1, 2)
        assert "no space left on device" in full.stderr.lower()
        assert "Traceback" not in full.stderr
        subprocess.run(["mount", "-o", "remount,size=4m", str(place)], check=True)
        assert start(home / "study", *sweep, "--resume").returncode == 0
        kept = {path.name: path.read_bytes() for path in (place / "out" / "parts").iterdir()}
    assert start(home / "study", *sweep[:-1], "../calm").returncode == 0
    assert kept == {path.name: path.read_bytes() for path in (home / "calm" / "parts").iterdir()}


def test_a_full_device_behind_the_output_is_no_traceback(home: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "outcomes"], stdout=full, stderr=subprocess.PIPE, text=True, check=False,
            env={**environment(), "PYTHONUNBUFFERED": ""},
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.strip() == "No space left on device"


@pytest.mark.parametrize("out", ["/proc/out", "small.yaml/out", "small.yaml"])
def test_a_folder_that_cannot_be_written_is_named(out: str, home: Path) -> None:
    done = start(home, *RUN, "--out", out)
    assert done.returncode == 2
    assert out in done.stderr
    assert "Traceback" not in done.stderr


# --- Two at once, and a clock that goes back -------------------------------------------------------------------------


def test_two_runs_at_once_keep_out_of_each_others_way(home: Path, usual: dict[str, bytes]) -> None:
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: start(home, *RUN), range(3)))
    assert [each.returncode for each in done] == [0, 0, 0]
    folders = {each.stdout.strip() for each in done}
    assert len(folders) == 3
    assert all(tables(home / folder) == usual for folder in folders)


def test_a_clock_that_goes_back_changes_nothing(
    home: Path, usual: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    from alliance_sim.cli import main

    monkeypatch.chdir(home)
    now = iter(range(2_000_000_000, 0, -86_400))
    monkeypatch.setattr(time, "time", lambda: float(next(now)))
    assert main([*RUN, "--out", "out"]) == 0
    assert tables(home / "out") == usual


# --- What is not installed -------------------------------------------------------------------------------------------

BLOCKED = "import sys; names = sys.argv.pop(1).split(','); sys.modules.update(dict.fromkeys(names)); "
STARTED = "from alliance_sim.cli import main; sys.exit(main())"


def without(folder: Path, missing: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the program where these packages cannot be imported."""
    return subprocess.run(
        [sys.executable, "-c", BLOCKED + STARTED, missing, *args], cwd=folder, capture_output=True, text=True,
        check=False, env=environment(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("missing", "extra", "args"),
    [
        ("numba", "fast", ("run", "small.yaml", "--engine", "batch", "--replicates", "2")),
        ("SALib", "study", ("sweep", "study/morris.yaml", "--quiet", "--workers", "1")),
        ("distributed", "cluster", ("sweep", "study/small.yaml", "--executor", "dask:tcp://127.0.0.1:1")),
        ("xarray,h5netcdf", "netcdf", ("export", "out", "--to", "netcdf")),
    ],
)
def test_a_missing_extra_is_named_with_what_installs_it(
    missing: str, extra: str, args: tuple[str, ...], home: Path
) -> None:
    morris = (
        (home / "study" / "small.yaml")
        .read_text(encoding="utf-8")
        .replace("{method: grid}", "{method: morris, samples: 2}")
    )
    (home / "study" / "morris.yaml").write_text(
        morris.replace("[0.01, 0.03]", "{low: 0.0, high: 0.06}"), encoding="utf-8"
    )
    if "out" in args:
        assert start(home, *RUN, "--out", "out").returncode == 0
    done = without(home, missing, *args)
    assert done.returncode == 1, done.stderr
    assert f"pip install 'alliance-sim[{extra}]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_core_runs_without_any_extra(home: Path, usual: dict[str, bytes]) -> None:
    extras = "numba,SALib,statsmodels,distributed,submitit,xarray,h5netcdf,ema_workbench,sklearn,duckdb,starlette"
    done = without(home, extras, *RUN, "--out", "out")
    assert (done.returncode, done.stderr) == (0, "")
    assert tables(home / "out") == usual


# --- An install that was interrupted ---------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_an_install_that_was_interrupted_starts_afresh(tmp_path: Path) -> None:
    """Half an environment has no stamp, so the next call removes it first; a whole one is left alone."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "constraints", tmp_path / "constraints")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    version = f"py{sys.version_info.major}{sys.version_info.minor}"

    def planned() -> str:
        command = ["make", "--dry-run", "setup", f"PYTHON={sys.executable}"]
        known = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, env=known).stdout

    assert "rm -rf .venv" in planned()
    assert "--require-hashes" in planned()
    (tmp_path / ".venv" / f".packages-{version}").touch()
    assert "rm -rf .venv\n" not in planned()
    assert "--editable" in planned()
    (tmp_path / ".venv" / f".installed-{version}").touch()
    assert "pip" not in planned()
