"""Names and messages that people type: kept short, plain, and free of what could deceive a reader."""

from __future__ import annotations

import unicodedata

from alliance_sim.errors import InputError

LONGEST_NAME, LONGEST_WORDS = 40, 500
"""Characters of a name and of a message."""

_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Unicode categories without a mark of their own: controls, marks that turn the direction of writing, halves."""


def plain(text: object, longest: int, what: str) -> str:
    """A text with unseen characters removed and white space joined.

    Raises InputError, saying what is missing, where nothing is left or more than `longest` characters are.

    >>> plain("  Ann\\u202e \\n Lee ", 40, "a name")
    'Ann Lee'
    """
    if not isinstance(text, str) or len(text) > 10 * longest:
        raise InputError(f"{what} must be a text of at most {longest} characters")
    seen = "".join(
        " " if letter.isspace() else letter
        for letter in text
        if letter.isspace() or unicodedata.category(letter) not in _UNSEEN
    )
    joined = " ".join(seen.split())
    if not joined or len(joined) > longest:
        raise InputError(f"{what} must have 1 to {longest} characters")
    return joined
