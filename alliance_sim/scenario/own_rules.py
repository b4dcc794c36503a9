"""Rules of the user's own that were run before: admitted again only if they are still the same text."""

from __future__ import annotations

from pathlib import Path

from alliance_sim.errors import ScenarioError
from alliance_sim.rules.chosen import own_function, refusal
from alliance_sim.rules.own import OwnRule, find
from alliance_sim.scenario.schema import Scenario


def admitted(scenario: Scenario, allow_code: bool) -> Scenario:
    """A scenario read from results, ready to be run again.

    Raises ScenarioError when it has rules of the user's own and they are not allowed, or not those of the run any more.
    """
    if not scenario.own_rules:
        return scenario
    found = {rule: _same(own, allow_code) for rule, own in scenario.own_rules.items()}
    return scenario.model_copy(update={"own_rules": found})


def _same(recorded: OwnRule, allow_code: bool) -> OwnRule:
    if not allow_code:
        raise ScenarioError(refusal(recorded.rule, recorded.name))
    now = find(recorded.rule, recorded.name, [Path(recorded.folder)], admitted=True)
    if now.source != recorded.source:
        raise ScenarioError(
            f"theory.{recorded.rule} {recorded.name!r} is not the one of the run any more: its file has sha256"
            f" {now.sha256[:12]}…, the run's had {recorded.sha256[:12]}…; the run's whole text is in provenance.json,"
            " so put it back, or run the scenario anew"
        )
    own_function(now)
    return now
