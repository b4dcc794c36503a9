"""What a run rests on: the works that its rules, parameters and measures name, its data, and the software."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from alliance_sim.data.load import countries, figure_texts, pacts, standing_intervals, troops
from alliance_sim.data.tables import citation, rows
from alliance_sim.metrics import OUTCOMES
from alliance_sim.report.tables import RULES, extra, parameter_parts, rule_functions
from alliance_sim.rules.chosen import VARIANTS
from alliance_sim.scenario.parameters import Parameters

if TYPE_CHECKING:
    from alliance_sim.scenario import Scenario

_PACKAGED = Path(__file__).resolve().parents[1] / "_references.bib"
_IN_THE_REPOSITORY = Path(__file__).resolve().parents[2] / "docs" / "references.bib"

UNUSED = {("crisis", "none"): "crisis", ("alignment", "frozen"): "alignment"}
"""A variant of a theory under which a module of rules, and its parameters, are not used."""
TREND_YEARS = 5
"""Years before the first from which growth is carried on."""


@dataclass(frozen=True, slots=True)
class Work:
    """An entry of the references: key, the first author's surname, year, and the entry as BibTeX."""

    key: str
    surname: str
    year: str
    entry: str


@cache
def works() -> tuple[Work, ...]:
    """Every entry of the references, in the order of the file."""
    file = _PACKAGED if _PACKAGED.is_file() else _IN_THE_REPOSITORY
    entries = re.split(r"(?m)^(?=@)", file.read_text(encoding="utf-8"))[1:]
    return tuple(_work(entry.strip()) for entry in entries)


def _work(entry: str) -> Work:
    key = re.search(r"@\w+\{([^,\s]+),", entry)
    if key is None:
        raise ValueError(f"an entry of the references has no key: {entry[:60]}")
    return Work(key.group(1), _field(entry, "author").partition(",")[0], _field(entry, "year"), entry)


def _field(entry: str, name: str) -> str:
    """A field's text without braces; empty where it is not given."""
    found = re.search(rf"\b{name} = \{{((?:[^{{}}]|\{{[^{{}}]*\}})*)\}}", entry)
    return re.sub(r"[{}]|\\(?=[&%])", "", found.group(1)) if found else ""


def plain(work: Work) -> str:
    """The work in one line, as it stands in a list of literature."""
    entry = work.entry
    authors = " and ".join(part.partition(",")[0] for part in _field(entry, "author").split(" and "))
    place = next((text for name in ("journal", "booktitle", "publisher", "institution", "school")
                  if (text := _field(entry, name))), "")  # fmt: skip
    doi = _field(entry, "doi")
    parts = [f"{authors.replace(' and others', ' et al.')} ({work.year})", _field(entry, "title"), place]
    text = ". ".join(part for part in parts if part).replace("--", "–").replace("\\`a", "à")
    return f"{text}.{f' doi:{doi}' if doi else ''}"


def cited(text: str) -> list[Work]:
    """The works that a text names by author and year, as `Walt (1987)` or `Leeds, Long & Mitchell 2000`."""
    return [work for work in works() if re.search(rf"\b{work.surname}\b[^;:\d]{{0,60}}?\(?\b{work.year}\b", text)]


def used_works(scenario: Scenario) -> list[Work]:
    """The works named by the rules that the scenario's theory chooses, by their parameters, and by its outcomes."""
    outcomes = scenario.outcomes or tuple(OUTCOMES)
    texts = [*_rule_texts(scenario), *(OUTCOMES[name].source for name in outcomes if name in OUTCOMES)]
    return cited("\n".join(texts))


def used_rules(scenario: Scenario) -> list[ModuleType]:
    """The modules of rules that the scenario's theory uses."""
    off = {module for (rule, variant), module in UNUSED.items() if getattr(scenario.theory, rule) == variant}
    return [module for module in RULES if module.__name__.rpartition(".")[2] not in off]


def used_parameters(scenario: Scenario) -> list[str]:
    """Names of the parameters of those rules, in the order of their parts."""
    used = {module.__name__.rpartition(".")[2] for module in used_rules(scenario)}
    return [name for part, base in parameter_parts().items() if part in used for name in base.__annotations__]


def _rule_texts(scenario: Scenario) -> Iterable[str]:
    others = {
        function
        for rule, variants in VARIANTS.items()
        for name, function in variants.items()
        if name != getattr(scenario.theory, rule)
    }
    for module in used_rules(scenario):
        yield from (rule.__doc__ or "" for rule in rule_functions(module) if rule not in others)
    for name in used_parameters(scenario):
        yield str(extra(Parameters.model_fields[name]).get("source", ""))


def used_data(scenario: Scenario) -> list[tuple[str, str]]:
    """Key and citation of every source of the data that the run starts from, sorted by key.

    Figures of the scenario file's own have none; nor have assumptions of this package, which the parameters tell.
    """
    known = {*scenario.states, *scenario.partners, *scenario.adversaries} & set(countries())
    citations = {key: text for key, text, _ in rows("sources")}
    keys = {text: key for key, text in citations.items()}
    found = {keys.get(named, named) for named in _data_named(known, scenario.start, scenario.end)}
    return sorted((key, citations[key]) for key in found if key in citations and not key.startswith("assumption"))


def _data_named(known: set[str], first: int, last: int) -> Iterator[str]:
    """What the tables name as their source, key or citation, for these states."""
    for (state, _, year), cell in figure_texts().items():
        if state in known and first - TREND_YEARS <= int(year) <= last:
            yield cell[2]
    for state in known:
        yield from (origin.source for origin in countries()[state].origins)
        yield from (interval.source for interval in standing_intervals().get(state, ()))
    yield from (pact.source for pact in pacts(first) if {pact.a, pact.b} <= known)
    yield from (one.source for one in troops(first) if {one.sender, one.host} <= known)


def bibtex(scenario: Scenario, software: Mapping[str, Any], libraries: Mapping[str, str]) -> str:
    """BibTeX of everything used: works, data sources, this software, and the libraries whose code can change a result.

    software: name and version, as in a run's provenance. libraries: version by name.
    """
    entries = [work.entry for work in used_works(scenario)]
    terms = {key: text for key, _, text in rows("sources")}
    entries += [
        _misc(f"data-{key}", title=citation(key), note=f"Data. Terms: {terms[key]}") for key, _ in used_data(scenario)
    ]
    named = {"alliance-sim": str(software["version"]), **libraries}
    entries += [
        _misc(f"software-{name}", title=f"{name} {version}", note="Software") for name, version in named.items()
    ]
    head = f"% Everything that the run of {_bare(scenario.name)} rests on: literature, data and software.\n\n"
    return head + "\n".join(entries) + "\n"


def _misc(key: str, **fields: str) -> str:
    written = ", ".join(f"{name} = {{{_bare(text)}}}" for name, text in fields.items())
    return f"@misc{{{key}, {written}}}"


def _bare(text: str) -> str:
    """Text with what BibTeX and LaTeX would read as a command set apart."""
    return re.sub(r"([&%$#_])", r"\\\1", text.replace("{", "(").replace("}", ")"))
