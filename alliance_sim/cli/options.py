"""What several commands share: options, the progress bar, and how a comparison is run and kept."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from alliance_sim.errors import ScenarioError

if TYPE_CHECKING:
    from alliance_sim.results import Comparison
    from alliance_sim.scenario import Scenario

Command = TypeVar("Command", bound=Callable[..., Any])
Progress = Callable[[int], None]


def together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, shown in the order given."""

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


ENGINES = ("agents", "batch", "auto")
"""As in `run.ENGINES`, which is not read here so that `--help` answers at once."""

workers_option = click.option(
    "--workers", type=click.IntRange(min=1), default=None, metavar="N", help="Processes; all cores by default."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer with one JSON document.")

allow_code_option = click.option(
    "--allow-code", is_flag=True, help="Run rules that the file names as module:function; trust them first."
)

scenario_options = together(
    click.option(
        "--patch", "patches", multiple=True, metavar="NAME", help="A named variation of the file; repeatable."
    ),
    click.option(
        "--set", "settings", multiple=True, metavar="PATH=VALUE", help="Set one value of the file; repeatable."
    ),
    click.option("--theory", "theory", multiple=True, metavar="RULE=VARIANT", help="Choose a rival rule; repeatable."),
    click.option("--seed", type=click.IntRange(min=0), metavar="N", help="First seed, instead of the file's."),
    click.option(
        "--replicates", type=click.IntRange(min=1), metavar="N", help="Number of seeds, instead of the file's."
    ),
    allow_code_option,
)

saving_options = together(
    workers_option,
    click.option(
        "--engine",
        type=click.Choice(ENGINES),
        default="auto",
        show_default=True,
        help="States as agents, the same rules compiled, or whichever is sooner done; the results are the same.",
    ),
    click.option(
        "--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Folder of the results, new or empty."
    ),
    click.option("--year", type=int, metavar="YEAR", help="Year to report; the last one by default."),
    click.option("--no-figures", is_flag=True, help="Draw no figures."),
    json_option,
    click.option("--quiet", is_flag=True, help="Print nothing but the folder of the results."),
)


def all_settings(
    settings: Sequence[str], theory: Sequence[str], seed: int | None, replicates: int | None
) -> tuple[str, ...]:
    """Everything that changes a value of the file, as `--set` would say it."""
    numbers = {"seed": seed, "replicates": replicates}
    for name, number in numbers.items():
        before = next((text for text in settings if text.partition("=")[0].strip() == name), None)
        if number is not None and before is not None:
            raise ScenarioError(f"--{name} {number} and --set {before} both set {name}; keep one of the two")
    chosen = [f"{name}={number}" for name, number in numbers.items() if number is not None]
    return (*settings, *(_theory_setting(choice, theory) for choice in theory), *chosen)


def _theory_setting(choice: str, choices: Sequence[str]) -> str:
    """What `--theory burden=public_good` sets; a mistake in it is told in the words of the option."""
    from alliance_sim.scenario.theory import VARIANTS, is_own_rule
    from alliance_sim.scenario.wording import did_you_mean, shown

    rule, equals, variant = (part.strip() for part in choice.partition("="))
    if not equals or not variant:
        raise ScenarioError(f"--theory {choice}: write RULE=VARIANT, such as burden=public_good")
    if rule not in VARIANTS:
        raise ScenarioError(f"--theory {choice}: {shown(rule)} is not a rule{did_you_mean(rule, list(VARIANTS))}")
    if variant not in VARIANTS[rule] and not is_own_rule(variant):
        close = did_you_mean(variant, VARIANTS[rule], name_all=False)
        all_of = f"{rule} has the variants {', '.join(VARIANTS[rule])}"
        raise ScenarioError(f"--theory {choice}: {shown(variant)} is not a variant{close}; {all_of}")
    if sum(other.partition("=")[0].strip() == rule for other in choices) > 1:
        raise ScenarioError(f"--theory {choice}: {rule} is chosen more than once; keep one of them")
    return f"theory.{rule}={variant}"


def all_workers(workers: int | None) -> int:
    """The number of processes asked for, or that of the cores this process may use."""
    if workers is not None:
        return workers
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def progress_bar(runs: int, quiet: bool = False) -> Iterator[Progress | None]:
    """A bar that counts runs, on a terminal only and never on standard output."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    width = min(80, shutil.get_terminal_size().columns) - 1  # 80 too for a terminal that does not tell its size
    with tqdm(total=runs, unit="run", file=sys.stderr, leave=False, ncols=width, nrows=20) as bar:

        def count(done: int) -> None:
            bar.update(done)

        yield count


def simulate(
    scenario: Scenario, baseline: Scenario | None, engine: str, workers: int | None, quiet: bool = False
) -> Comparison:
    """Run a scenario and what it is compared with, behind a progress bar."""
    from alliance_sim.run import compare_runs

    arms = 2 if baseline is not None or scenario.baseline.without else 1
    with progress_bar(arms * scenario.replicates, quiet) as progress:
        return compare_runs(scenario, baseline, engine=engine, workers=all_workers(workers), progress=progress)


def show_remarks(scenario: Scenario) -> None:
    """Lines on standard error about events that change nothing."""
    from alliance_sim.scenario import remarks

    for remark in remarks(scenario):
        click.echo(f"note: {remark}", err=True)
