"""Where does chance come from? A draw is a function of seed, stream, year and the actors' codes; nothing keeps a
generator.

Two runs that differ in one event share every other draw, so their difference is the event's doing (common random
numbers).
The mixing function is SplitMix64 (Steele, Lea & Flood 2014), whose published outputs are the known answers of the
tests.
"""

from __future__ import annotations

from functools import cache

MASK = 0xFFFFFFFFFFFFFFFF

PERCEPTION = 1
"""Stream: how a state sees the threat to it this year (i: the state)."""
SIGNAL = 2
"""Stream: how everyone sees a state's willingness this year (i: the state)."""
CHALLENGE = 3
"""Stream: whether an adversary challenges a state (i: the adversary, j: the state)."""
SEVERITY = 4
"""Stream: how severe the challenge is (i: the adversary, j: the state)."""
HONOUR = 5
"""Stream: whether an ally honours its promise (i: the challenged state, j: the ally)."""
HOLD = 6
"""Stream: whether the challenged state holds (i: the adversary, j: the state)."""
STEP_DOWN = 7
"""Stream: whether a state acts on its wish to step down (i: the state)."""
JOIN = 8
"""Stream: whether a state acts on its wish to join (i: the state)."""
PACT = 9
"""Stream: whether two states conclude a pact (i, j: the two, in the order of their codes)."""
ACCOMMODATE = 10
"""Stream: whether a state acts on its wish to accommodate (i: the state, j: the adversary)."""


def splitmix64(state: int) -> int:
    """One output of SplitMix64 for a 64-bit state: an integer of 64 well-mixed bits.

    >>> splitmix64(1234567)
    6457827717110365317
    """
    z = (state + 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


@cache
def seed_key(seed: int) -> int:
    """A 64-bit key of a seed of any size (0 or more); every 64-bit piece of the seed counts."""
    key = splitmix64(seed & MASK)
    while seed > MASK:
        seed >>= 64
        key = splitmix64(key ^ (seed & MASK))
    return key


@cache
def actor_key(code: str) -> int:
    """A 64-bit key of a state's permanent code (at most eight letters); the empty code is 0."""
    return int.from_bytes(code.encode("ascii"), "big")


def uniform(seed: int, stream: int, year: int, i: int = 0, j: int = 0) -> float:
    """A draw strictly between 0 and 1.

    seed: from `seed_key`. stream: what is decided, one of this module's streams. year: calendar year. i, j: from
    `actor_key`.
    Formula: the five numbers are absorbed one after the other by `splitmix64`; the top 52 bits become k and the draw
    (k + ½) / 2⁵².
    """
    mixed = splitmix64(seed ^ stream)
    mixed = splitmix64(mixed ^ year)
    mixed = splitmix64(mixed ^ i)
    mixed = splitmix64(mixed ^ j)
    return ((mixed >> 12) + 0.5) * 2.220446049250313e-16
