"""A parameter or a rule named without its section is answered with the whole path."""

from __future__ import annotations

import pytest

from alliance_sim.errors import ScenarioError
from alliance_sim.scenario import load_scenario


@pytest.mark.parametrize(
    ("named", "meant"), [("publicness=0.03", "parameters.publicness"), ("burden=public_good", "theory.burden")]
)
def test_the_whole_path_is_offered(named: str, meant: str) -> None:
    with pytest.raises(ScenarioError, match=f"did you mean {meant}"):
        load_scenario("nato-2018", settings=[named])
