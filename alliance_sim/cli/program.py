"""The program `alliance-sim`: its commands, and what the shell is told when something goes wrong.

Exit status: 0 done, 1 failed, 2 the input cannot be used, 130 interrupted.
"""

from __future__ import annotations

import os
import shlex
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from alliance_sim.cli.exporting import export
from alliance_sim.cli.fitting import calibrate, forecast, hindcast
from alliance_sim.cli.running import compare, rerun, run, test
from alliance_sim.cli.sensing import sensitivity
from alliance_sim.cli.showing import archive, cards, odd, plot, report
from alliance_sim.cli.studying import explain, theories
from alliance_sim.cli.sweeping import sweep
from alliance_sim.cli.teaching import classroom
from alliance_sim.cli.writing import check, data, new, outcomes, scenarios, schema
from alliance_sim.errors import AllianceSimError, InputError

NAME = "alliance-sim"
INTERRUPTED = 130


class Program(click.Group):
    """The group of commands, listed in the order in which one needs them."""

    def list_commands(self, _: click.Context) -> list[str]:
        """Names of the commands in the order in which they were added."""
        return list(self.commands)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from alliance_sim.results.provenance import software_version

        click.echo(f"{NAME} {software_version()}")
        ctx.exit()


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version and exit."
)
def program() -> None:
    """What its members spend, promise and risk when one of an alliance steps back.

    FILE is a scenario file, or the name of a shipped one: try `alliance-sim run us-partner-only`.
    """


_TO_RUN = (run, compare, theories, test, rerun, explain)
_TO_WRITE = (scenarios, new, check, schema, outcomes, data)
_TO_STUDY = (sweep, sensitivity, calibrate, hindcast, forecast)
_TO_SHOW = (plot, report, export, archive, odd, cards, classroom)

for _command in (*_TO_RUN, *_TO_WRITE, *_TO_STUDY, *_TO_SHOW):
    program.add_command(_command)


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; nothing the user causes shows a traceback.

    Args:
        args: the arguments after the program's name; those of the process by default.
    """
    typed = list(sys.argv[1:] if args is None else args)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a name such as Türkiye must not end a run on an old terminal
    with suppress(ValueError):  # only a main thread may listen to signals
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        status = _invoke(typed)
        sys.stdout.flush()
    except BrokenPipeError:
        status = _silence()
    except OSError:  # a full device: said already, when it was written to
        _silence()
        status = InputError.exit_code
    return status


def _invoke(typed: list[str]) -> int:
    try:
        with program.make_context(NAME, list(typed), obj=tuple(typed)) as context:
            program.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        again = shlex.join([NAME, *typed])
        click.echo(f"\ninterrupted; to repeat: {again}", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except (AllianceSimError, OSError) as error:
        return _refuse(error)
    return 0


def _refuse(error: AllianceSimError | OSError) -> int:
    """Say what is wrong, one problem a line, and give the exit status that goes with it."""
    if isinstance(error, InputError):
        for problem in error.problems:
            click.echo(str(problem), err=True)
        return error.exit_code
    if isinstance(error, AllianceSimError):
        click.echo(str(error), err=True)
        return error.exit_code
    place = f"{error.filename}: " if error.filename else ""
    click.echo(f"{place}{error.strerror or error}", err=True)
    return InputError.exit_code


def _silence() -> int:
    """The reader of a pipe has gone, as after `| head`: that is no failure, and nothing more is written."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # a stream without a file, as in a notebook
        return 0
    return 0
