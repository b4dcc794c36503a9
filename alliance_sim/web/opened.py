"""A scenario file that a page brings: read as text, never with more of this machine than the shipped scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alliance_sim.errors import InputError, ScenarioError
from alliance_sim.scenario import list_scenarios, load_text
from alliance_sim.scenario.document import read_document
from alliance_sim.scenario.wording import shown

if TYPE_CHECKING:
    from alliance_sim.scenario import Scenario

CALLED = "your file"
"""How messages call it; its place on the reader's machine is not known."""


def opened(text: object) -> Scenario:
    """The scenario that a text describes.

    It may extend shipped scenarios by name and has no rules of its own. Raises InputError with every problem and its
    line.
    """
    if not isinstance(text, str):
        raise InputError("a scenario file is text")
    root, _ = read_document(text, CALLED)
    whole = root.value if root is not None and isinstance(root.value, dict) else {}
    basis = whole.get("extends")
    if basis is not None and basis.value not in [None, *(name for name, _, _ in list_scenarios())]:
        why = "is not a shipped scenario, and the explorer reads no other file; alliance-sim run does"
        raise ScenarioError([basis.place.problem(f"extends: {shown(basis.plain())} {why}")])
    return load_text(text, CALLED)
