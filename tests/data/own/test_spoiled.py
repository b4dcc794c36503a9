"""Whatever is in a file: it is read, or refused with a message; never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alliance_sim.data.own import KINDS, read_own
from alliance_sim.data.own.writing import disagreement, scenario_text, table_rows, table_text
from alliance_sim.errors import InputError
from tests.data.own.made import DIRECTED, DYADS, MEMBERS, NATO, NMC, SIPRI, csv_text

TEXTS = {
    "sipri": [csv_text(SIPRI)],
    "nato": [csv_text(NATO)],
    "nmc": [NMC],
    "atop": [DIRECTED, DYADS, MEMBERS],
}
CHANGES = st.lists(st.tuples(st.integers(0, 5000), st.sampled_from([*',;"\t\n0159.-e%*² \0', "1e999", ""])), max_size=6)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_spoiled_file_is_read_or_refused(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS[kind]))
    for place, change in data.draw(CHANGES):
        at = place % len(text)
        text = text[:at] + change + text[at + 1 :]
    path = tmp_path / "spoiled.csv"
    path.write_text(text, encoding="utf-8")
    refusal = ""
    try:
        found = read_own(kind, path, year=1965 if "atopid" in text else None, alliance=3180)
    except InputError as error:
        refusal = str(error)
    if refusal:
        assert "spoiled.csv" in refusal
        return
    assert table_text(table_rows(found)).startswith("iso3,")
    disagreement(found.figures)
    for year in found.years():
        assert scenario_text(found, "spoiled", year, year, None, "spoiled.csv").startswith("name: spoiled\n")
