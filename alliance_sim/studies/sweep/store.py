"""The folder of a sweep: every chunk a Parquet file of its own, written whole and renamed into place.

Whatever happens to a process, a part is there and whole or it is not there; nothing is ever appended or changed.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alliance_sim.errors import ResultsError
from alliance_sim.studies.sweep.chunks import Chunk, shard
from alliance_sim.studies.sweep.lock import working
from alliance_sim.studies.sweep.manifest import changes, manifest, resolved_text

if TYPE_CHECKING:
    import pyarrow as pa

    from alliance_sim.studies.sweep.study import Study
    from alliance_sim.studies.sweep.work import Part

STUDY, SCENARIO, MANIFEST, SAMPLES, PARTS, LOCKS = (
    "study.yaml", "scenario.yaml", "manifest.json", "samples.parquet", "parts", ".locks",
)  # fmt: skip

Point = Mapping[str, Any]
WHOLE = (1, 1)
"""The shard that is all of a sweep."""


@dataclass(frozen=True)
class Store:
    """A sweep's folder and the chunks it is to hold."""

    folder: Path
    pieces: tuple[Chunk, ...]

    def part(self, chunk: Chunk) -> Path:
        """Where a chunk's rows are, or will be."""
        return self.folder / PARTS / f"{chunk.id}.parquet"

    def missing(self, pieces: Sequence[Chunk]) -> list[Chunk]:
        """Those of the chunks whose part is not there or cannot be read."""
        there = {path.name for path in (self.folder / PARTS).iterdir()}
        return [chunk for chunk in pieces if f"{chunk.id}.parquet" not in there or not is_whole(self.part(chunk))]

    def working(self, part: tuple[int, int] = WHOLE) -> AbstractContextManager[None]:
        """Hold the chunks of a shard. Raises ResultsError if another process works on one of them."""
        ours = {chunk.id for chunk in shard(self.pieces, part)}

        def overlaps(name: str) -> bool:
            first, _, whole = name.partition("-of-")
            theirs = (int(first), int(whole)) if whole else WHOLE
            return any(chunk.id in ours for chunk in shard(self.pieces, theirs))

        return working(self.folder / LOCKS, "all" if part == WHOLE else f"{part[0]}-of-{part[1]}", overlaps)

    def sweep_up(self, pieces: Sequence[Chunk]) -> None:
        """Remove what killed processes left half written; only for chunks whose lock is held."""
        ours = {chunk.id for chunk in pieces}
        for path in (self.folder / PARTS).glob(".*.tmp"):
            if path.name.split(".")[1] in ours:
                path.unlink(missing_ok=True)

    def keep(self, part: Part) -> None:
        """Put a chunk's rows into the folder, whole or not at all; what is there already stays.

        Raises:
            ResultsError: the disk is full, or the folder cannot be written.
        """
        with _plain_errors(self.folder):
            write_whole(self.folder / PARTS / f"{part.id}.parquet", part.data)

    def tables(self, pieces: Sequence[Chunk]) -> Iterator[pa.Table]:
        """The parts of these chunks that are there, one after another."""
        import pyarrow.parquet as pq

        for chunk in pieces:
            if self.part(chunk).exists():
                yield pq.read_table(self.part(chunk))


def is_whole(path: Path) -> bool:
    """Whether a part can be read to its last byte, and is the one that its name says."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path, page_checksum_verification=True)
    except (OSError, pa.ArrowException):
        return False
    return bool((table.schema.metadata or {}).get(b"chunk", b"").decode() == path.stem)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under another name, make sure that it is on the disk, and rename it into place."""
    partial = path.with_name(f".{path.stem}.{secrets.token_hex(4)}.tmp")
    try:
        with partial.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make sure that the new name is on the disk too; not every system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# --- Making and finding the folder -----------------------------------------------------------------------------------


def folder_of(study: Study, root: Path = Path("runs")) -> Path:
    """`runs/<study>-<8 hexadecimal digits>`: the same study, the same folder."""
    return root / f"{study.study}-{study.digest()[:8]}"


def open_store(
    study: Study, points: Sequence[Point], pieces: Sequence[Chunk], folder: Path, *, join: bool
) -> Store:  # fmt: skip
    """The folder of a sweep, made if it is not there.

    Args:
        study: what is swept.
        points: its samples.
        pieces: its chunks.
        folder: where.
        join: whether one that is there already may be gone on with.

    Raises:
        ResultsError: it cannot be written; holds something else; holds this sweep and may not be joined; or study,
            code or data are not those it was begun with, with the difference.
    """
    store = Store(folder, tuple(pieces))
    document = manifest(study, points, pieces)
    with _plain_errors(folder):
        if _holds_nothing(folder) and _make(store, study, points, document):
            return store
    then = read_manifest(folder)
    found = changes(then, document, _texts(folder, study))
    if found:
        raise ResultsError(
            "\n".join(
                [
                    f"{folder} was begun otherwise, so it cannot be gone on with:",
                    *(f"  {line}" for line in found),
                    "put back what has changed, or sweep anew into another folder with --out FOLDER",
                ]
            )
        )
    if not join:
        raise _refusal(store)
    return store


def _refusal(store: Store) -> ResultsError:
    done = len(store.pieces) - len(store.missing(store.pieces))
    state = "all" if done == len(store.pieces) else f"{done} of"
    return ResultsError(
        f"{store.folder} already holds {state} {len(store.pieces)} chunks of this sweep, and nothing is ever written"
        " over: go on with it by --resume, or sweep anew with --out FOLDER"
    )


def _holds_nothing(folder: Path) -> bool:
    if not folder.exists():
        return True
    if not folder.is_dir():
        raise ResultsError(f"{folder} is a file; choose another --out")
    return not any(folder.iterdir())


def _make(store: Store, study: Study, points: Sequence[Point], document: Mapping[str, Any]) -> bool:
    """Make the folder whole under another name and rename it into place; False if another process was quicker."""
    folder = store.folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = folder.parent / f".{folder.name}.partial-{secrets.token_hex(4)}"
    partial.mkdir()
    try:
        (partial / PARTS).mkdir()
        texts = {
            STUDY: study.text,
            SCENARIO: resolved_text(study),
            MANIFEST: json.dumps(document, indent=2, allow_nan=False) + "\n",
        }
        for name, text in texts.items():
            write_whole(partial / name, text.encode("utf-8"))
        write_whole(partial / SAMPLES, samples_bytes(study, points))
        if folder.is_dir():
            folder.rmdir()  # only an empty one goes; not every system renames onto it
        partial.rename(folder)
    except OSError:
        if (folder / MANIFEST).exists():
            return False
        raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return True


def samples_bytes(study: Study, points: Sequence[Point]) -> bytes:
    """samples.parquet: `sample`, then a column for each factor; text where its values are not all numbers."""
    import pyarrow as pa

    from alliance_sim.studies.sweep.rows import parquet_bytes

    columns: dict[str, Any] = {"sample": pa.array(range(len(points)), pa.int32())}
    for path in study.factors:
        columns[path] = _column([point.get(path) for point in points])
    return parquet_bytes(pa.table(columns))


def _column(values: list[Any]) -> pa.Array:
    import pyarrow as pa

    stated = [value for value in values if value is not None]
    if all(isinstance(value, bool) for value in stated) and stated:
        return pa.array(values, pa.bool_())
    if all(isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63 for value in stated):
        return pa.array(values, pa.int64())
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in stated):
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    return pa.array([value if value is None or isinstance(value, str) else json.dumps(value) for value in values])


def _texts(folder: Path, study: Study) -> dict[str, tuple[str, str]]:
    now = {STUDY: study.text, SCENARIO: resolved_text(study)}
    found: dict[str, tuple[str, str]] = {}
    for name, text in now.items():
        try:
            found[name] = (folder / name).read_bytes().decode("utf-8"), text
        except (OSError, UnicodeDecodeError):
            found[name] = "", text
    return found


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a sweep's folder.

    Raises:
        ResultsError: it is not the folder of a sweep, or its manifest is damaged or of another version of the format.
    """
    from alliance_sim.results.provenance import SCHEMA_VERSION

    path = folder / MANIFEST
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        found, _ = str(document["schema_version"]), document["parameters"]["chunks"]
    except FileNotFoundError:
        raise ResultsError(
            f"{folder} is not the folder of a sweep: it has no {MANIFEST}; choose another --out"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise ResultsError(f"{path} is damaged: {type(error).__name__} {error}") from None
    if found.split(".", 1)[0] != SCHEMA_VERSION.split(".", 1)[0]:
        raise ResultsError(f"{path} is written as format {found}; this version reads format {SCHEMA_VERSION}")
    return dict(document)


@contextmanager
def _plain_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except ResultsError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise ResultsError(
            f"cannot write to {folder}: {reason[:1].lower()}{reason[1:]}; what is there is kept, go on with --resume"
        ) from error
