"""How messages show a value and offer the right one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

LONGEST_SHOWN = 60
"""Characters of a value that a message shows; a pasted page must not drown the reason."""

MOST_COMPARED = 500
"""Choices among which the nearest is looked for, so that a hostile file cannot buy hours of comparing."""


def shown(value: Any) -> str:
    """The value as a message shows it: quoted when it is text, shortened when it is long.

    >>> shown("Estonnia"), shown(2), shown({"a": 1}), shown(None)
    ("'Estonnia'", '2', 'a mapping', 'nothing')
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return _shortened(value)


def _shortened(value: Any) -> str:
    text = repr(value)
    if len(text) <= LONGEST_SHOWN:
        return text
    what = "digits" if isinstance(value, int) else "characters"
    return f"{text[: LONGEST_SHOWN - 20]}… ({len(str(value))} {what})"


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that looks most like `word`, or None when none comes near."""
    by_lower = {choice.lower()[:LONGEST_SHOWN]: choice for choice in islice(choices, MOST_COMPARED)}
    found = difflib.get_close_matches(word.lower()[:LONGEST_SHOWN], by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def did_you_mean(word: Any, choices: Sequence[str], name_all: bool = True) -> str:
    """The end of a message: the nearest choice, else the choices themselves when there are few.

    >>> did_you_mean("tittle", ["title", "name"])
    '; did you mean title?'
    >>> did_you_mean("xyz", ["title", "name"])
    '; there are: title, name'
    """
    close = nearest(word, choices) if isinstance(word, str) else None
    if close is not None:
        return f"; did you mean {close}?"
    if choices and name_all and len(choices) <= 30:
        return f"; there {'is' if len(choices) == 1 else 'are'}: {', '.join(choices)}"
    return ""


def listed(names: Iterable[str]) -> str:
    """Names as a sentence lists them.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *front, last = list(names)
    return f"{', '.join(front)} and {last}" if front else last
