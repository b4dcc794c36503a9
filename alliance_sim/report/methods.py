"""The paragraph on methods that a paper needs, written for the run at hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from alliance_sim.report.odd import changed_parameters
from alliance_sim.report.sources import used_data, used_parameters, used_works
from alliance_sim.report.tables import extra, number
from alliance_sim.scenario.parameters import Parameters
from alliance_sim.studies.spoken import enumerated, in_sentence, period

if TYPE_CHECKING:
    from alliance_sim.results.results import Comparison
    from alliance_sim.scenario import Scenario


def methods(comparison: Comparison, document: Mapping[str, Any]) -> str:
    """Software, world, design, rules, parameters, data and how differences are told, in one paragraph.

    document: the run's provenance.
    """
    return " ".join(
        [
            _simulated(comparison),
            made_with(document, str(document["parameters"]["engine"])),
            _world(comparison),
            _design(comparison),
            rules_told(comparison.scenario.scenario),
            parameters_told(comparison.scenario.scenario),
            data_told(comparison.scenario.scenario),
            f"The scenario's digest is {comparison.scenario.scenario.digest()[:16]}.",
        ]
    )


def _simulated(comparison: Comparison) -> str:
    results = comparison.scenario
    return f"We simulated the scenario {results.scenario.name}, {period(results.years[0], results.years[-1])}."


def made_with(document: Mapping[str, Any], engine: str = "") -> str:
    """The software with its versions, and the machine's kind."""
    environment = document["environment"]
    libraries = [f"{name} {version}" for name, version in environment["libraries"].items()]
    system = environment["os"]
    by = f" ({engine} engine)" if engine else ""
    return (
        f"The runs were made with alliance_sim {document['software']['version']}{by} under Python"
        f" {environment['python']['version']} on {system['system']} {system['machine']}, with {enumerated(libraries)}."
    )


def _world(comparison: Comparison) -> str:
    results = comparison.scenario
    scenario = results.scenario
    against = enumerated(in_sentence(results, code) for code in scenario.adversaries)
    partners = f" and {len(scenario.partners)} partners" if scenario.partners else ""
    facing = f", and faces {against}" if against else ""
    return f"The alliance {scenario.alliance.name} begins with {len(scenario.states)} members{partners}{facing}."


def _design(comparison: Comparison) -> str:
    scenario, seeds = comparison.scenario.scenario, comparison.scenario.seeds
    rows = tuple(range(seeds[0], seeds[0] + len(seeds))) == seeds
    named = f"{seeds[0]} to {seeds[-1]}" if rows and len(seeds) > 1 else enumerated(map(str, seeds))
    count = f"{len(seeds)} seeds ({named})" if len(seeds) > 1 else f"one seed ({named})"
    interval = "Numbers are means over seeds with the interval from the 5th to the 95th percentile"
    if comparison.plain:
        return f"It was run under {count}. {interval}."
    shared = {event.id for event in comparison.baseline.scenario.events}
    own = [f"{event.id} ({event.type}, {event.year})" for event in scenario.events if event.id not in shared]
    return (
        f"It differs from its baseline by {enumerated(own) or 'settings alone'}. Both were run under the same {count}"
        " with common random numbers, so that the difference of a pair is the doing of the events."
        f" {interval}; a difference is called clear if its interval leaves zero out."
    )


def rules_told(scenario: Scenario) -> str:
    """Which variant of each rule was used, with the keys of the works they rest on."""
    chosen = enumerated(f"{name.replace('_', ' ')} ({rule})" for rule, name in scenario.theory.model_dump().items())
    keys = "; ".join(f"@{work.key}" for work in used_works(scenario))
    return f"States follow the rules {chosen}" + (f" [{keys}]." if keys else ".")


def parameters_told(scenario: Scenario) -> str:
    """How many parameters stand at their defaults and where those are from, and every one that does not."""
    changed = changed_parameters(scenario)
    others = {name for name, _, _ in changed}
    kinds: dict[str, int] = {}
    for name in used_parameters(scenario):
        if name not in others:
            status = str(extra(Parameters.model_fields[name])["status"])
            kinds[status] = kinds.get(status, 0) + 1
    told = enumerated(f"{count} of status {status}" for status, count in sorted(kinds.items()))
    own = enumerated(f"{name} = {number(value)} (default {number(default)})" for name, default, value in changed)
    return f"{sum(kinds.values())} parameters are at their defaults ({told})" + (f"; {own}." if own else ".")


def data_told(scenario: Scenario) -> str:
    """Where the figures of the first year are from."""
    keys = "; ".join(f"@data-{key}" for key, _ in used_data(scenario))
    own = enumerated(sorted(scenario.figures))
    parts = [f"Figures of states are from the package's data [{keys}]"] if keys else []
    parts += [f"those of {own} are given or changed by the scenario"] if own else []
    return f"{'; '.join(parts)}." if parts else ""
