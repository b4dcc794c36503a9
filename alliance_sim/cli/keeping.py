"""How commands keep what they found: tables with their provenance first, then the figures, which may fail alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alliance_sim.errors import AllianceSimError

if TYPE_CHECKING:
    from alliance_sim.results.provenance import Command


def typed() -> tuple[str, ...]:
    """The arguments of the command line, for the provenance."""
    arguments: tuple[str, ...] = click.get_current_context().find_root().obj or ()
    return arguments


def keep_study(
    name: str, tables: Mapping[str, str], parameters: Mapping[str, Any], command: Command, out: Path | None,
    others: Mapping[str, str] | None = None,
) -> Path:  # fmt: skip
    """The folder of a study, whole or not at all: its tables, other files, and the provenance.

    tables: text by file; their digests stand in the provenance, those of `others` do not. Raises ResultsError as
    `save_study` does.
    """
    from alliance_sim.results.folder import PROVENANCE, save_study
    from alliance_sim.results.provenance import made

    hashes = {file: hashlib.sha256(text.encode("utf-8")).hexdigest() for file, text in tables.items()}
    provenance = json.dumps(made(parameters, command, hashes), indent=2, allow_nan=False) + "\n"
    return save_study(name, {**tables, **(others or {}), PROVENANCE: provenance}, out=out)


def keep_figures(folder: Path, draw: Callable[[Path], object]) -> None:
    """Let `draw` fill the folder's figures; a figure that fails costs no result and is told on standard error."""
    from alliance_sim.results.folder import add_figures

    try:
        add_figures(folder, draw)
    except (AllianceSimError, ImportError) as error:
        click.echo(f"no figures were drawn: {error}", err=True)
