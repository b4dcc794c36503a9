"""What can go wrong: every error this package raises on purpose, each a child of the builtin that a caller would
expect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where: `message` names the thing, shows its value and offers the right one."""

    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return f"{place}: {self.message}" if place else self.message


class AllianceSimError(Exception):
    """The run failed for a reason that is not the user's input (exit status 1)."""

    exit_code = 1


class InputError(AllianceSimError, ValueError):
    """Something the user wrote cannot be used (exit status 2); `problems` lists all of it at once."""

    exit_code = 2

    def __init__(self, problems: Iterable[Problem] | str) -> None:
        listed = (Problem(problems),) if isinstance(problems, str) else tuple(problems)
        self.problems: tuple[Problem, ...] = listed
        super().__init__("\n".join(str(problem) for problem in listed))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        return (type(self), (self.problems,))


class ScenarioError(InputError):
    """A scenario or study file does not say something that can be run."""


class DataError(InputError, LookupError):
    """The data set does not hold what was asked for; missing is never taken for zero."""


class ResultsError(InputError, OSError):
    """A results folder cannot be written, read or repeated."""


class MissingExtraError(AllianceSimError, ImportError):
    """An optional package is needed and not installed; the message says how to install it."""
