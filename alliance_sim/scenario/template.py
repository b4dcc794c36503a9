"""The commented file that `alliance-sim new` writes."""

from __future__ import annotations

import re

from alliance_sim.errors import ScenarioError
from alliance_sim.scenario.document import BOOL, FLOAT, INT, NULL
from alliance_sim.scenario.wording import shown

_TEMPLATE = """\
# yaml-language-server: $schema=./schema.json
# The line above is for editors; `alliance-sim schema > schema.json` writes the file it names.
# A scenario of alliance-sim. Everything after a # is a comment. Check it with: alliance-sim check {name}.yaml
name: {as_text}                     # letters, digits, hyphens
title: The United States becomes a partner in 2020
description: >
  What the scenario is about, in words that a reader understands without the model.
  Say what is history, with a source, and what is assumption.
extends: nato-2018               # the alliance of 2018 on real data; `alliance-sim scenarios` lists others

# start: 2018                    # first year; the world is the data of that year (2013 to 2024)
# end: 2035                      # last year, inclusive
# seed: 2018                     # any whole number from 0; replicates take seed, seed + 1, and so on
# replicates: 200                # runs with different seeds, from which the intervals come

# alliance: {{name: NATO, guideline: {{share: 2 %, due: 2024}}}}    # a share is written 2 % or 0.02
# partners: [SWE, FIN, UKR]      # ISO codes of three letters; `alliance-sim data SWE` shows what is known
# adversaries: {{RUS: {{intent: 0.3}}}}                             # 0 to 1
# parameters: {{threat_elasticity: 3.0, publicness: 0.02}}
# figures: {{DEU: {{gdp_growth: 0.8 %}}}}                           # instead of the data's
# standings: {{partner: {{guarantee: 0.1}}}}                        # what a partner is promised, 0 to 1

events:                          # each has an id, a year and a type
  - id: downgrade
    year: 2020
    type: standing
    state: USA
    to: partner                  # member, member_outside_command, partner, outside
    phase_in: 2                  # years
    note: An assumption; nothing like it was decided.

# baseline: {{without: [downgrade]}}    # what it is compared with; by default without all events of this file

patches:                         # variations by name: run {name}.yaml --patch sudden
  sudden: {{events.downgrade.phase_in: 0}}

expect:                          # claims: alliance-sim test {name}.yaml
  - {{outcome: anxiety, year: 2023, above: baseline}}

# outcomes: [deterrence, capability, spending]                    # by default all
"""


def new_text(name: str) -> str:
    """A commented scenario file to start from, which loads as it is.

    Raises `ScenarioError` when the name is not a slug of letters, digits and hyphens.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}", name):
        raise ScenarioError(f"name must be a slug of letters, digits and hyphens, not {shown(name)}")
    is_text = not any(kind.fullmatch(name) for kind in (NULL, BOOL, INT, FLOAT))
    return _TEMPLATE.format(name=name, as_text=name if is_text else f'"{name}"')
