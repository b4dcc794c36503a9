"""Users' own copies of data sets that are not shipped: SIPRI, NATO, COW capabilities and ATOP."""

from __future__ import annotations

from .cells import Sheet, read_sheets
from .found import Figure, Found, LeftOut, Promise
from .kinds import KINDS, read_own

__all__ = ["KINDS", "Figure", "Found", "LeftOut", "Promise", "Sheet", "read_own", "read_sheets"]
