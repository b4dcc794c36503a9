"""The ODD description of the model, or of one scenario: prose that seldom changes around tables made from the code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alliance_sim.data.load import YEARS, countries
from alliance_sim.report.tables import TABLES
from alliance_sim.results.provenance import software_version
from alliance_sim.scenario.parameters import Parameters

if TYPE_CHECKING:
    from jinja2 import Environment

    from alliance_sim.scenario import Scenario

TEMPLATES = Path(__file__).parent / "templates"

SUBMODELS = (
    ("threat", "Threat"),
    ("burden", "Burden"),
    ("commitment", "Commitment"),
    ("crisis", "Crises"),
    ("alignment", "Realignment"),
    ("odds", "Chances"),
)
"""The rules by the name of their module, in the order of a year, with the heading of each."""


def odd(scenario: Scenario | None = None) -> str:
    """The description in Markdown, after Grimm et al. (2020).

    scenario: if given, its years, states, events and the parameters that it changes are named too.
    """
    return (
        environment()
        .get_template("odd.md.j2")
        .render(
            version=software_version(),
            scenario=scenario,
            changed=changed_parameters(scenario) if scenario is not None else (),
            groups=groups(scenario) if scenario is not None else (),
            tables=TABLES,
            counts={"states": len(countries()), "first": YEARS[0], "last": YEARS[-1]},
            submodels=SUBMODELS,
        )
    )


def groups(scenario: Scenario) -> list[tuple[str, tuple[str, ...]]]:
    """The codes of members, partners and adversaries, each group by its name."""
    return [
        ("members", scenario.states),
        ("partners", scenario.partners),
        ("adversaries", tuple(scenario.adversaries)),
    ]


def environment(html: bool = False) -> Environment:
    """Where templates are read from; in HTML everything that is filled in is escaped, and a missing name is an
    error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=html, keep_trailing_newline=True
    )


def changed_parameters(scenario: Scenario) -> list[tuple[str, object, object]]:
    """Name, default and value of every parameter that a scenario sets otherwise."""
    values = scenario.parameters
    return [
        (name, field.default, getattr(values, name))
        for name, field in Parameters.model_fields.items()
        if getattr(values, name) != field.default
    ]
