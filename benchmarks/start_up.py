"""How long the program takes to answer, as a ratio to `import numpy` on the same machine in the same minutes.

Seconds say more about the machine than about the program; the ratio can be compared between machines. The commands
take turns, so that a busy moment falls on all of them. Run it by `make bench`, or with a number of rounds:
`python benchmarks/start_up.py 31`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from statistics import median, quantiles

REFERENCE = "import numpy"
COMMANDS: dict[str, tuple[list[str], float | None]] = {
    # name: (arguments to Python, the most seconds it may take)
    REFERENCE: (["-c", "import numpy"], None),
    "bare Python": (["-c", "pass"], None),
    "alliance-sim --help": (["-m", "alliance_sim", "--help"], 0.3),
    "alliance-sim check us-partner-only": (["-m", "alliance_sim", "check", "us-partner-only"], 0.6),
}


def seconds(arguments: list[str], folder: str) -> float:
    """Wall time of one start, in seconds; a command that fails is an error, since it would look fast."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    return time.perf_counter() - start


def measure(rounds: int) -> dict[str, list[float]]:
    """Seconds of every command in every round, after one round that only warms the disk's cache."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds + 1):
            for name, (arguments, _) in COMMANDS.items():
                taken = seconds(arguments, folder)
                if number:
                    times[name].append(taken)
    return times


def table(times: dict[str, list[float]]) -> str:
    """One line a command: median, middle half, ratio to the reference, and the limit where there is one."""
    lines = [f"{'command':36}{'median s':>9}{'middle half':>15}{'ratio':>7}{'limit s':>9}"]
    reference = median(times[REFERENCE])
    for name, taken in times.items():
        low, middle, high = quantiles(taken, n=4)
        limit = COMMANDS[name][1]
        shown = "" if limit is None else f"{limit:.1f}" + ("" if middle <= limit else " over")
        lines.append(f"{name:36}{middle:9.3f}{f'{low:.3f}–{high:.3f}':>15}{middle / reference:7.2f}{shown:>9}")
    return "\n".join(lines)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    print(f"Python {sys.version.split()[0]}, {rounds} rounds")
    print(table(measure(max(rounds, 2))))


if __name__ == "__main__":
    main()
