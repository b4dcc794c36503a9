"""From files to one tree by `extends`, every node still knowing who wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from alliance_sim.errors import Problem
from alliance_sim.scenario.document import read_document
from alliance_sim.scenario.library import MAX_BYTES, is_path, locate, read_text
from alliance_sim.scenario.node import Node
from alliance_sim.scenario.wording import shown

LONGEST_CHAIN = 20
"""Files that may extend each other in a row."""

NEVER_INHERITED = ("name", "title", "description", "extends", "expect", "baseline")
"""What a file says about itself alone: its claims may not hold of a file that extends it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it was read."""

    file: str
    text: str
    root: Node


@dataclass(slots=True)
class Composed:
    """The sources, from the file that was asked for to the last one it extends, and what they say together."""

    sources: list[Source] = field(default_factory=list)
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    complete: bool = True
    """Whether all that is extended could be read; otherwise what seems to be missing may stand there."""
    code_folders: tuple[Path, ...] = ()
    """Folders in which rules of the user's own are looked for besides those of the files."""

    def folders(self) -> list[Path]:
        """Where rules of the user's own are looked for first: beside the files, in their order."""
        files = (Path(source.file) for source in self.sources)
        return [*(file.parent for file in files if file.is_file()), *self.code_folders]

    def own_events(self) -> list[str]:
        """Ids of the events that the default baseline leaves out: those of the first file of the chain that has any."""
        for source in self.sources:
            ids = event_ids(source.root)
            if ids:
                return ids
        return []


def event_ids(root: Node) -> list[str]:
    """The ids of a tree's events, in its order."""
    return [
        node.value["id"].value
        for node in events_of(root)
        if "id" in node.value and isinstance(node.value["id"].value, str)
    ]


def events_of(root: Node) -> list[Node]:
    """The nodes of a tree's events that are mappings."""
    events = root.value.get("events") if isinstance(root.value, dict) else None
    listed = events.value if events is not None and isinstance(events.value, list) else []
    return [node for node in listed if isinstance(node.value, dict)]


# --- Reading files and what they extend ---


def compose(text: str, file: str, path: Path | None) -> Composed:
    """Read a text and all that it extends into one tree; `path` is its file, if it has one."""
    composed = Composed()
    if len(text) > MAX_BYTES:
        composed.problems.append(Problem(f"is longer than {MAX_BYTES} characters; a scenario is far smaller", file))
        return composed
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    seen = [path.resolve()] if path else []
    following: tuple[str, str, Path | None] | None = (text, file, path)
    while following is not None:
        text, file, path = following
        source = _read_source(text, file, composed)
        if source is None:
            composed.complete = False
            break
        composed.sources.append(source)
        following = _extended(source, path, seen, composed)
    if composed.sources:
        composed.root = _merged_sources(composed.sources)
    return composed


def _read_source(text: str, file: str, composed: Composed) -> Source | None:
    composed.files.append(file)
    root, problems = read_document(text, file)
    composed.problems.extend(problems)
    if root is None and not problems:
        composed.problems.append(Problem("is empty; a scenario needs at least name, start and end", file, 1, 1))
    if root is not None and root.value is None:
        composed.problems.append(root.place.problem("is empty; a scenario needs at least name, start and end"))
    elif root is not None and not isinstance(root.value, dict):
        composed.problems.append(
            root.place.problem(f"a scenario is a mapping such as 'name: …', not {shown(root.plain())}")
        )
    if root is None or not isinstance(root.value, dict):
        return None
    return Source(file, text, _without_empty(root))


def _without_empty(root: Node) -> Node:
    """A key with nothing behind it, such as `events:` above commented lines, says nothing."""
    return replace(root, value={key: node for key, node in root.value.items() if node.value is not None})


def _extended(
    source: Source, path: Path | None, seen: list[Path], composed: Composed
) -> tuple[str, str, Path | None] | None:
    node = source.root.value.get("extends")
    if node is None or not isinstance(node.value, str):
        return None  # anything but text is reported with the other types
    found = locate(node.value, path.parent if path else Path())
    reason = found if isinstance(found, str) else _circle(found[0], seen, node.value)
    if reason is None and len(seen) >= LONGEST_CHAIN:
        reason = f"more than {LONGEST_CHAIN} files extend each other"
    if reason is not None or isinstance(found, str):
        composed.problems.append(node.place.problem(f"extends: {reason}"))
        composed.complete = False
        return None
    text = read_text(*found)
    if isinstance(text, Problem):
        composed.problems.append(node.place.problem(f"extends: {text.file} {text.message}"))
        composed.complete = False
        return None
    seen.append(found[0].resolve())
    # Called as a reader finds it from the file that names it, wherever the machine keeps the two.
    called = str(Path(source.file).parent / node.value) if is_path(node.value) else found[1]
    return text, called, found[0]


def _circle(path: Path, seen: Sequence[Path], given: str) -> str | None:
    if path.resolve() not in seen:
        return None
    names = [earlier.name for earlier in seen[seen.index(path.resolve()) :]]
    return f"{shown(given)} runs in a circle: {' → '.join([*names, path.name])}"


def _merged_sources(sources: Sequence[Source]) -> Node:
    merged = sources[-1].root
    for source in reversed(sources[:-1]):
        inherited = replace(merged, value={k: node for k, node in merged.value.items() if k not in NEVER_INHERITED})
        merged = _merged(inherited, source.root, top=True)
    # The nearest file that has a baseline or events of its own decides what this one is compared with.
    speaker: dict[str, Node] = next(
        (source.root.value for source in sources if "baseline" in source.root.value or event_ids(source.root)), {}
    )
    baseline = speaker.get("baseline")
    return merged if baseline is None else replace(merged, value={**merged.value, "baseline": baseline})


def _merged(below: Node, above: Node, top: bool = False) -> Node:
    """Mappings merge, events append, and for anything else the extending file wins."""
    if isinstance(below.value, dict) and isinstance(above.value, dict):
        value = dict(below.value)
        for key, node in above.value.items():
            earlier = value.get(key)
            if earlier is None:
                value[key] = node
            elif top and key == "events" and isinstance(earlier.value, list) and isinstance(node.value, list):
                value[key] = replace(node, value=[*earlier.value, *node.value])
            else:
                value[key] = _merged(earlier, node)
        return replace(above, value=value)
    return above
