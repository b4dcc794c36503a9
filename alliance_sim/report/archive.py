"""A run as one file to deposit beside a paper: results, scenario, pins, report, and what to cite; always the same."""

from __future__ import annotations

import io
import json
import shlex
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from alliance_sim.errors import ResultsError
from alliance_sim.report.document import Document
from alliance_sim.report.handouts import FILES, handout
from alliance_sim.report.odd import environment
from alliance_sim.report.page import SWEEP, document_of
from alliance_sim.results.folder import PROVENANCE
from alliance_sim.results.provenance import LIBRARIES

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive: the first that the format knows."""
MODE = 0o644
LEFT_OUT = (".", "export-", "report", "methods.", "tables.", "references.")
"""Beginnings of names in a folder that are no results, or are made anew for the archive."""
LICENSE = "MIT"


def archive(folder: Path, file: Path) -> Path:
    """Write the archive of a run's or a sweep's folder: the same folder gives the same bytes.

    In it are all files of the folder (its exports left out), the figures (drawn if there are none), the report, tables,
    methods and references, `requirements.txt` with the versions of the run, `codemeta.json`, `CITATION.cff`, and a
    README that says how to repeat it. Raises ResultsError if the file exists, or the folder holds neither.
    """
    if file.exists():
        raise ResultsError(f"{file} already exists; name another file with --out")
    files = contents(folder)
    memory = io.BytesIO()
    # Stored, not deflated: the tables are compressed already, and no version of zlib changes a byte.
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_STORED) as whole:
        for name in sorted(files):
            about = zipfile.ZipInfo(f"{folder.resolve().name}/{name}", BEGINNING)
            about.external_attr = MODE << 16
            about.create_system = 3
            whole.writestr(about, files[name])
    file.write_bytes(memory.getvalue())
    return file


def contents(folder: Path) -> dict[str, bytes]:
    """Name in the archive -> bytes of every file."""
    made, document = _made(folder), document_of(folder)
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).as_posix().startswith(LEFT_OUT)
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }
    if not any(name.startswith("figures") for name in files):
        files |= _figures(document)
    files |= {name: handout(folder, kind, document).encode("utf-8") for kind, name in FILES.items() if kind != "pdf"}
    texts = {
        "requirements.txt": pins(made),
        "codemeta.json": codemeta(made),
        "CITATION.cff": citation(document, made),
        "README.md": readme(folder, document, made),
    }
    return files | {name: text.encode("utf-8") for name, text in texts.items()}


def _made(folder: Path) -> dict[str, Any]:
    """The provenance of a run, or the manifest of a sweep. Raises ResultsError for a folder that holds neither."""
    from alliance_sim.results.folder import read_provenance

    if (folder / SWEEP).is_file():
        from alliance_sim.studies.sweep.store import read_manifest

        return read_manifest(folder)
    return read_provenance(folder)


def _figures(document: Document) -> dict[str, bytes]:
    from alliance_sim.plots import style

    found: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as place:
        for drawn in document.figures():
            for kind in ("png", "pdf"):
                path = style.save(drawn.figure, Path(place) / f"{drawn.name}.{kind}", drawn.name, drawn.text)
                found[f"figures/{path.name}"] = path.read_bytes()
    return found


def pins(made: Mapping[str, Any]) -> str:
    """The versions that made the run, as pip reads them; the Python version stands in a comment."""
    libraries = made["environment"]["libraries"]
    lines = [f"# Python {made['environment']['python']['version']}", f"alliance-sim=={made['software']['version']}"]
    lines += [f"{name}=={libraries[name]}" for name in LIBRARIES if name in libraries]
    return "\n".join(lines) + "\n"


def codemeta(made: Mapping[str, Any]) -> str:
    """The software in the words of CodeMeta 3.0."""
    libraries = made["environment"]["libraries"]
    document = {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": made["software"]["name"],
        "version": made["software"]["version"],
        "description": "An agent-based model of an alliance",
        "license": f"https://spdx.org/licenses/{LICENSE}",
        "programmingLanguage": {
            "@type": "ComputerLanguage",
            "name": "Python",
            "version": made["environment"]["python"]["version"],
        },
        "author": [{"@type": "Organization", "name": "alliance_sim contributors"}],
        "softwareRequirements": [f"{name}=={version}" for name, version in libraries.items()],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def citation(document: Document, made: Mapping[str, Any]) -> str:
    """How to cite these results, as Citation File Format 1.2.0; the name of whoever ran them is to be filled in."""
    return environment().get_template("citation.cff.j2").render(
        title=json.dumps(f"Results of alliance_sim: {document.title}", ensure_ascii=False),
        version=made["software"]["version"],
        date=str(made["created"])[:10],
        license=LICENSE,
    )  # fmt: skip


def readme(folder: Path, document: Document, made: Mapping[str, Any]) -> str:
    """What is in the archive and how to make it again."""
    sweep = (folder / SWEEP).is_file()
    name = shlex.quote(folder.resolve().name)
    return environment().get_template("archive.md.j2").render(
        document=document,
        sweep=sweep,
        name=name,
        account=SWEEP if sweep else PROVENANCE,
        python=made["environment"]["python"]["version"],
        version=made["software"]["version"],
    )  # fmt: skip
