"""Write the expected numbers, the table and the figure of the experiments that are studies of the package's own.

    python -m tests.refresh_experiments                           all of them
    python -m tests.refresh_experiments restoring_deterrence      some of them

To be run after a change of the model or of its parameters; read the changes before you keep them. A sentence of a
README that no longer holds is named, and the exit status is 1. Published numbers are never touched.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests import test_experiments

DIGITS = 10
"""Significant digits of an expected number."""


def written(path: Path, found: Mapping[str, float]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["quantity", "value", "tolerance"])
        table.writerows(
            [name, f"{value:.{DIGITS}g}", f"{max(1e-6, abs(value) * 1e-8):.1g}"] for name, value in found.items()
        )


def refresh(folder: Path) -> list[str]:
    """Write one experiment anew; the sentences of its README that do not hold."""
    module: Any = test_experiments.module_of(folder)
    found, deep = module.replicate(), dict[str, float]()
    written(folder / "expected.csv", found)
    if hasattr(module, "thorough"):
        deep = module.thorough()
        written(folder / "expected-thorough.csv", deep)
    readme = folder / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, after = test_experiments.TABLE.split(text, maxsplit=1)[::2]
    readme.write_text(f"{before}```text\n{module.table(found)}\n```\n{after}", encoding="utf-8")
    module.draw(folder / "figure.png")
    return test_experiments.untrue(module.CLAIMS, found) + test_experiments.untrue(
        getattr(module, "THOROUGH_CLAIMS", {}), deep
    )


def main(names: list[str]) -> int:
    folders = [folder for folder in test_experiments.STUDIES if not names or folder.name in names]
    known = ", ".join(folder.name for folder in test_experiments.STUDIES)
    unknown = set(names) - {folder.name for folder in folders}
    if unknown:
        sys.stderr.write(f"no such study: {', '.join(sorted(unknown))}; there are {known}\n")
        return 2
    wrong = [f"{folder.name}: does not hold any more: {claim}" for folder in folders for claim in refresh(folder)]
    told = wrong or [f"written: {', '.join(folder.name for folder in folders)}"]
    sys.stdout.write("".join(f"{line}\n" for line in told))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
