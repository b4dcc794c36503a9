"""How the benchmarks measure: contenders take turns, medians are kept, and the machine is described."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

import mesa
import numpy as np


def seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def processor_seconds(task: Callable[[], object]) -> float:
    """Time that this process's threads were at work: on a quiet machine that of the clock, on a busy one less."""
    start = time.process_time()
    task()
    return time.process_time() - start


SIDE_BY_SIDE = ("2 threads", "2 processes")
"""What several cores do at the same time is timed by the clock on the wall, all else by the processor's."""


def taking_turns(contenders: Mapping[str, tuple[int, Callable[[], object]]], rounds: int) -> dict[str, float]:
    """Median milliseconds a run of every contender: (runs in one turn, task). They take turns, so that a busy moment
    falls on all of them; a first round only warms up."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, (runs, task) in contenders.items():
            clock = seconds if any(words in name for words in SIDE_BY_SIDE) else processor_seconds
            one = clock(task) / runs * 1e3
            if number:
                taken[name].append(one)
    return {name: median(values) for name, values in taken.items()}


def exponent(sizes: Sequence[float], taken: Sequence[float]) -> float:
    """Slope of a line fitted to the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(taken), 1)[0])


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table: the first column is text, the others are numbers; floats keep three digits."""
    cells = [[shown(cell) for cell in row] for row in rows]
    lines = ["| " + " | ".join(heads) + " |", "|---|" + "---:|" * (len(heads) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in cells)])


def shown(cell: object) -> str:
    """A number with about three digits, a text as it is, nothing for None."""
    if not isinstance(cell, float):
        return "" if cell is None else str(cell)
    if abs(cell) >= 99.5:
        return f"{cell:,.0f}".replace(",", " ")
    return f"{cell:.1f}" if abs(cell) >= 9.95 else f"{cell:.2f}"


def machine(compiler: str) -> str:
    """What the numbers were measured on."""
    import numba

    cpu = next((line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")), platform.machine())
    return (
        f"{cpu}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start; Python"
        f" {platform.python_version()}, Mesa {mesa.__version__}, numba {numba.__version__}, numpy {np.__version__},"
        f" C compiler {compiler}"
    )


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
