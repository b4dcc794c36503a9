"""Reading a study file: every problem at once, each at its line, with the nearest right word."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from alliance_sim.errors import Problem, ScenarioError
from alliance_sim.scenario import OUTCOME_NAMES, Scenario, load_scenario, vary
from alliance_sim.scenario.document import read_document
from alliance_sim.scenario.library import is_file, shipped_names
from alliance_sim.scenario.node import Node
from alliance_sim.scenario.paths import get_path
from alliance_sim.scenario.values import read_percent
from alliance_sim.scenario.wording import did_you_mean, shown
from alliance_sim.studies.sweep.kinds import LEVELS, METHODS, REPLICATES, WHEN, DesignSpec, Factor, Range, Study

KEYS = (
    "study", "scenario", "description", "design", "factors", "replicates", "outcomes", "when", "paired",
)  # fmt: skip
DESIGN_KEYS = ("method", "samples", "seed", "levels", "second_order")
SAMPLED = ("latin_hypercube", "sobol", "morris")
SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
MOST_REPLICATES, MOST_SAMPLES = 10_000_000, 10_000_000


def read_study(text: str, file: str, path: Path, scenario: str | os.PathLike[str] | None, allow_code: bool) -> Study:
    """The study of a text; arguments and errors as `load_study`."""
    root, problems = read_document(text, file)
    if root is None:
        raise ScenarioError(problems or [Problem("there is no study in it; begin with study: NAME", file)])
    if not isinstance(root.value, dict):
        raise ScenarioError([*problems, root.place.problem(f"a study is a mapping, not {shown(root.plain())}")])
    found = _Reader(root, problems, path, allow_code).read(scenario)
    if problems or found is None:
        raise ScenarioError(sorted(dict.fromkeys(problems), key=lambda each: (each.line or 0, each.column or 0)))
    return replace(found, text=text)


class _Mappings:
    """What every reader of a file needs: the file's root, the problems found so far, and values by their key."""

    def __init__(self, root: Node, problems: list[Problem]) -> None:
        self.root, self.problems = root, problems

    def _only(self, node: Node, known: tuple[str, ...], what: str, prefix: str = "") -> None:
        for key, inner in node.value.items():
            if key not in known:
                place = inner.key_place or inner.place
                said = f"{prefix}{key}: is not a key of {what}{did_you_mean(key, list(known))}"
                self.problems.append(place.problem(said))

    def _mapping(self, key: str) -> dict[str, Node]:
        node = self.root.value.get(key)
        if node is None:
            return {}
        if isinstance(node.value, dict):
            return {str(path): inner for path, inner in node.value.items()}
        self.problems.append(node.place.problem(f"{key}: must be a mapping of paths, not {shown(node.plain())}"))
        return {}

    def _value(
        self, node: Node, key: str, read: Callable[[Any], Any], default: Any, prefix: str = "", required: bool = False
    ) -> Any:
        inner = node.value.get(key)
        if inner is None:
            if required:
                self.problems.append(node.place.problem(f"{prefix}{key}: is missing"))
            return default
        try:
            return read(inner.plain())
        except ValueError as reason:
            self.problems.append(inner.place.problem(f"{prefix}{key}: {reason}"))
            return default


class _Reader(_Mappings):
    """One file being read; what is wrong is added to `problems`."""

    def __init__(self, root: Node, problems: list[Problem], path: Path, allow_code: bool) -> None:
        super().__init__(root, problems)
        self.path, self.allow_code = path, allow_code

    def read(self, scenario: str | os.PathLike[str] | None) -> Study | None:
        self._only(self.root, KEYS, "a study")
        name = self._value(self.root, "study", _slug, None, required=True)
        base = self._base(scenario)
        design = self._design()
        paths = self._mapping("factors")
        read = {path: self._factor(path, node, base) for path, node in paths.items()}
        factors = {path: factor for path, factor in read.items() if factor is not None}
        design, factors = self._complete(design, factors, base)
        replicates = self._value(self.root, "replicates", _whole(1, MOST_REPLICATES), REPLICATES)
        outcomes = self._value(self.root, "outcomes", _outcomes, ())
        when = self._value(self.root, "when", _when, "last")
        paired = self._value(self.root, "paired", _truth, True)
        description = self._value(self.root, "description", _text, "")
        if base is None or design is None or self.problems:
            return None
        self._years(when, base, factors)
        return Study(name, base, design, factors, replicates, outcomes, when, paired, "", description)

    def _years(self, when: Any, base: Scenario, factors: dict[str, Factor]) -> None:
        if isinstance(when, str) or {"start", "end"} & set(factors):
            return
        for year in when:
            if not base.start <= year <= base.end:
                said = f"when: {base.name} runs from {base.start} to {base.end}, so it has no year {year}"
                self.problems.append(self.root.value["when"].place.problem(said))

    # --- Parts ---

    def _base(self, given: str | os.PathLike[str] | None) -> Scenario | None:
        node = self.root.value.get("scenario")
        if node is None:
            self.problems.append(self.root.place.problem("a study names its scenario; write scenario: us-partner-only"))
            return None
        if not isinstance(node.value, str):
            self.problems.append(node.place.problem(f"scenario: must be a name or a path, not {shown(node.plain())}"))
            return None
        found = self._located(node.value) if given is None else given
        if isinstance(found, Path) and not is_file(found):
            self.problems.append(node.place.problem(f"scenario: there is no file {shown(node.value)} beside the study"))
            return None
        try:
            return load_scenario(found, allow_code=self.allow_code)
        except ScenarioError as error:
            self.problems += [_beside(node, problem) for problem in error.problems]
            return None

    def _located(self, name: str) -> str | Path:
        beside = self.path.parent / name
        if is_file(beside):
            return beside
        if name in shipped_names() or not Path(name).suffix:
            return name
        return beside

    def _design(self) -> DesignSpec | None:
        node = self.root.value.get("design")
        if node is None:
            self.problems.append(self.root.place.problem("a study names its design; write design: {method: grid}"))
            return None
        if not isinstance(node.value, dict):
            self.problems.append(node.place.problem(f"design: must be a mapping, not {shown(node.plain())}"))
            return None
        self._only(node, DESIGN_KEYS, "a design", "design.")
        method = self._value(node, "method", _one_of(METHODS), None, "design.", required=True)
        if method is None:
            return None
        given = self._given(node) if method == "list" else ()
        samples = None
        if method in SAMPLED:
            samples = self._value(node, "samples", _whole(1, MOST_SAMPLES), None, "design.", required=True)
        elif method == "grid" and "samples" in node.value:
            place = node.value["samples"].place
            self.problems.append(place.problem("design.samples: a grid has all combinations; give levels instead"))
        return DesignSpec(
            method, samples, given,
            seed=self._value(node, "seed", _whole(0, 2**32 - 1), 0, "design."),
            levels=self._value(node, "levels", _levels(method), LEVELS, "design."),
            second_order=self._value(node, "second_order", _truth, False, "design."),
        )  # fmt: skip

    def _given(self, node: Node) -> tuple[dict[str, Any], ...]:
        samples = node.value.get("samples")
        if samples is None:
            return ()
        rows = samples.value if isinstance(samples.value, list) else []
        if not rows or any(not isinstance(row.value, dict) or not row.value for row in rows):
            said = (
                f"design.samples: a list has a mapping of path to value for each sample, not {shown(samples.plain())}"
            )
            self.problems.append(samples.place.problem(said))
            return ()
        return tuple({path: read_percent(each.plain()) for path, each in row.value.items()} for row in rows)

    def _complete(
        self, design: DesignSpec | None, factors: dict[str, Factor], base: Scenario | None
    ) -> tuple[DesignSpec | None, dict[str, Factor]]:
        """The design with the samples of a list, which are given or stand in the factors side by side; the factors."""
        if design is not None and design.given:
            return self._with_rows(design, factors, base)
        if design is None:
            return None, factors
        if not factors and not self.problems:
            said = "a study varies something; write factors: {parameters.publicness: [0.01, 0.03]}"
            self.problems.append(self.root.place.problem(said))
        if design.method != "list":
            return design, factors
        columns = [factor for factor in factors.values() if isinstance(factor, tuple)]
        if len(columns) < len(factors) or len({len(column) for column in columns}) > 1:
            said = "design: in a list every factor has a list of values, all of one length: the first of each, then on"
            self.problems.append(self.root.value["design"].place.problem(said))
            return design, factors
        given = tuple(dict(zip(factors, row, strict=True)) for row in zip(*columns, strict=True))
        return replace(design, given=given), factors

    def _with_rows(
        self, design: DesignSpec, factors: dict[str, Factor], base: Scenario | None
    ) -> tuple[DesignSpec, dict[str, Factor]]:
        """The samples of a list that are given, each with all that any of them sets; what is varied follows from them.

        What a sample does not set has the scenario's value, so that it stands in the data set too.
        """
        if factors:
            said = "factors: are not needed beside design.samples, which say what is varied; keep one of the two"
            self.problems.append(self.root.value["factors"].place.problem(said))
        if base is None:
            return design, factors
        self._tried_rows(design, base)
        paths = list(dict.fromkeys(path for point in design.given for path in point))
        usual = {path: get_path(base.to_dict(), path) for path in paths if not self.problems}
        given = tuple(
            {path: point.get(path, usual.get(path)) for path in paths if path in point or usual.get(path) is not None}
            for point in design.given
        )
        taken: dict[str, Factor] = {
            path: tuple({repr(point[path]): point[path] for point in given if path in point}.values()) for path in paths
        }
        return replace(design, given=given), taken

    def _tried_rows(self, design: DesignSpec, base: Scenario) -> None:
        rows = self.root.value["design"].value["samples"].value
        for row, point in zip(rows, design.given, strict=True):
            for path, node in row.value.items():
                self.problems += _tried(base, path, point[path], node, self.allow_code)

    def _factor(self, path: str, node: Node, base: Scenario | None) -> Factor | None:
        factor = self._range(path, node) if isinstance(node.value, dict) else self._list(path, node)
        if factor is None or base is None:
            return factor
        if isinstance(factor, Range):
            return self._fitting(path, factor, node, base)
        for value, each in zip(factor, node.value, strict=True):
            found = list(_tried(base, path, value, each, self.allow_code, node))
            self.problems += [problem for problem in found if problem not in self.problems]
        return factor

    def _fitting(self, path: str, factor: Range, node: Node, base: Scenario) -> Range:
        """A range whose ends are whole numbers only where the scenario's value is one."""
        found: list[Problem] = []
        for value, key in ((factor.low, "low"), (factor.high, "high")):
            found = found or list(_tried(base, path, value, node.value[key], self.allow_code, node))
        self.problems += found
        if found:
            return factor
        now = get_path(base.to_dict(), path)
        whole = isinstance(now, int) and not isinstance(now, bool)
        return factor if whole else Range(float(factor.low), float(factor.high))

    def _range(self, path: str, node: Node) -> Range | None:
        self._only(node, ("low", "high"), "a range", f"{path}.")
        ends = [self._value(node, key, _number, None, f"{path}.", required=True) for key in ("low", "high")]
        if None in ends:
            return None
        if not ends[0] < ends[1]:
            said = f"{path}: low must be below high, and {shown(ends[0])} is not below {shown(ends[1])}"
            self.problems.append(node.place.problem(said))
            return None
        return Range(ends[0], ends[1])

    def _list(self, path: str, node: Node) -> tuple[Any, ...] | None:
        if not isinstance(node.value, list) or not node.value:
            said = f"{path}: write a range {{low: …, high: …}} or a list of values, not {shown(node.plain())}"
            self.problems.append(node.place.problem(said))
            return None
        return tuple(read_percent(each.plain()) for each in node.value)


def _beside(node: Node, problem: Problem) -> Problem:
    """A problem of the scenario: at its own line, or at that of the study which names it."""
    return problem if problem.line is not None else node.place.problem(f"scenario: {problem.message}")


def _tried(
    base: Scenario, path: str, value: Any, node: Node, allow_code: bool, factor: Node | None = None
) -> Iterator[Problem]:
    """What is wrong with one value of a factor, found by giving it to the scenario; a wrong path is told at its key."""
    try:
        vary(base, {path: value}, allow_code=allow_code)
    except ScenarioError as error:
        for problem in error.problems:
            of_path = "leads nowhere" in problem.message or "unknown key" in problem.message
            place = (factor or node).key_place if of_path else None
            yield (place or node.place).problem(problem.message)


# --- What a value must be: the value read, or ValueError with the reason ----------------------------------------------


def _slug(value: Any) -> str:
    if isinstance(value, str) and SLUG.fullmatch(value):
        return value
    raise ValueError(f"must be a slug of letters, digits and hyphens, not {shown(value)}")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"must be text, not {shown(value)}")


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(f"must be true or false, not {shown(value)}")


def _number(value: Any) -> float:
    number = read_percent(value)
    # not math.isfinite, for which a whole number of 400 digits is too large
    if isinstance(number, int | float) and not isinstance(number, bool) and abs(number) <= sys.float_info.max:
        return number
    raise ValueError(f"must be a number, not {shown(value)}")


def _whole(low: int, high: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        raise ValueError(f"must be a whole number from {low} to {high}, not {shown(value)}")

    return read


def _levels(method: str) -> Callable[[Any], int]:
    whole = _whole(2, 1000)

    def read(value: Any) -> int:
        found = whole(value)
        if method == "morris" and found % 2:
            raise ValueError(f"must be even in Morris's design, not {found}")
        return found

    return read


def _one_of(known: tuple[str, ...]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if isinstance(value, str) and value in known:
            return value
        raise ValueError(f"{shown(value)} is not one of {', '.join(known)}{did_you_mean(value, list(known), False)}")

    return read


def _outcomes(value: Any) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names:
        raise ValueError(f"must be a list of outcomes, not {shown(value)}")
    for name in names:
        if name not in OUTCOME_NAMES:
            raise ValueError(f"{shown(name)} is not an outcome{did_you_mean(name, list(OUTCOME_NAMES))}")
        if names.count(name) > 1:
            raise ValueError(f"{shown(name)} is named twice")
    return tuple(names)


def _when(value: Any) -> str | tuple[int, ...]:
    if isinstance(value, list) and value and all(isinstance(year, int) and year >= 0 for year in value):
        if len(set(value)) == len(value):
            return tuple(sorted(value))
        raise ValueError("names a year twice")
    if isinstance(value, str) and value in WHEN:
        return value
    raise ValueError(f"must be {', '.join(WHEN)} or a list of years, not {shown(value)}")
