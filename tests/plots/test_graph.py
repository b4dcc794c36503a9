"""The alliance graph: one layout for both panels, areas and widths as the key says, and a hub to be missed."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from alliance_sim.errors import InputError
from alliance_sim.plots import alliance_graph, style
from alliance_sim.plots.graph import LARGEST_NODE, SMALLEST_NODE, graph_positions, node_diameter, snapshot
from alliance_sim.results.results import Comparison, Results

Make = Callable[..., Results]


def nodes(panel: Axes) -> list[Line2D]:
    return [line for line in panel.lines if line.get_marker() in {"o", "D"}]


def places(panel: Axes) -> list[tuple[float, float]]:
    return [(float(node.get_xdata()[0]), float(node.get_ydata()[0])) for node in nodes(panel)]  # type: ignore[index]


def ties(panel: Axes, gid: str) -> LineCollection:
    return next(found for found in panel.collections if found.get_gid() == gid)  # type: ignore[return-value]


def test_both_panels_have_every_ally_in_the_same_place(comparison: Comparison) -> None:
    before, after = alliance_graph(comparison)
    assert places(before) == places(after)
    assert len(nodes(before)) == 10
    for panel in (before, after):
        codes = {found.get_text() for found in panel.texts}
        assert codes == set(comparison.scenario.states) - {"RUS"}
    assert before.get_xlim() == after.get_xlim()


def test_the_layout_depends_on_who_is_there_and_not_on_what_happens(comparison: Comparison) -> None:
    assert graph_positions(comparison.scenario) == graph_positions(comparison.baseline)


def test_the_hub_is_the_largest_node_and_stands_free_on_the_left(comparison: Comparison) -> None:
    place = graph_positions(comparison.scenario)
    others = [point for code, point in place.items() if code not in {"USA", "CAN"}]
    assert place["USA"][0] < min(x for x, _ in others)
    assert abs(place["USA"][1] - 1.4) < 0.7  # near mid-height
    before, _ = alliance_graph(comparison)
    sizes = [node.get_markersize() for node in nodes(before)]
    assert max(sizes) == pytest.approx(72 * LARGEST_NODE)


def test_the_ties_of_the_changed_state_fade_and_the_others_do_not(comparison: Comparison) -> None:
    before, after = alliance_graph(comparison)
    assert len(ties(before, "ties-changed").get_segments()) == 9
    assert np.max(ties(after, "ties-changed").get_linewidths()) < 0.4 * np.min(
        ties(before, "ties-changed").get_linewidths()
    )
    assert list(ties(after, "ties").get_linewidths()) == list(ties(before, "ties").get_linewidths())
    assert to_rgb(ties(before, "ties-changed").get_colors()[0]) == to_rgb(style.SCENARIO["color"])


def test_a_member_is_a_full_circle_and_a_partner_an_open_diamond(comparison: Comparison) -> None:
    for panel, standing in zip(alliance_graph(comparison), ("o", "D"), strict=True):
        place = graph_positions(comparison.scenario)["USA"]
        hub = next(node for node, at in zip(nodes(panel), places(panel), strict=True) if at == place)
        assert hub.get_marker() == standing
        assert (hub.get_markerfacecolor() == "white") == (standing == "D")


def test_titles_say_year_standing_and_mean_tie(comparison: Comparison) -> None:
    before, after = alliance_graph(comparison)
    assert before.get_title(loc="left") == "2018: United States (USA) member, mean tie with the members 0.80"
    assert after.get_title(loc="left") == "2024: United States (USA) partner, mean tie with the members 0.20"


def test_a_change_in_the_first_year_is_measured_against_the_baseline(make: Make) -> None:
    scenario, baseline = make(True), make(False)
    scenario.standing[:, 0] = scenario.standing[:, 1]
    before, _ = alliance_graph(Comparison(scenario, baseline))
    assert "member, mean tie with the members 0.80" in before.get_title(loc="left")


def test_areas_are_in_proportion_to_capability() -> None:
    assert node_diameter(400, 1600) == pytest.approx(node_diameter(1600, 1600) / 2)
    assert node_diameter(0, 1600) == SMALLEST_NODE
    assert node_diameter(0, 0) == SMALLEST_NODE


def test_key_and_note_are_on_the_page(comparison: Comparison) -> None:
    figure = alliance_graph(comparison)[0].figure
    words = [found.get_text() for key in figure.legends for found in key.get_texts()]
    assert words[:3] == ["member", "not a member", "standing changes (USA), with its ties"]
    assert "1,000 billion USD" in words
    assert "30 or less" in words
    assert "tie 0.3" in words
    assert any("RUS, an adversary" in found.get_text() for found in figure.texts)


def test_a_pact_that_outlasts_a_change_of_standing_is_explained(comparison: Comparison, make: Make) -> None:
    """The line between Iceland and the United States stays thick when all others fade."""

    def note(shown: Comparison | Results) -> str:
        figure = alliance_graph(shown)[0].figure
        return " ".join(next(found for found in figure.texts if found.get_gid() == "footer").get_text().split())

    told = "A bilateral defence pact, which a change of standing does not end, still ties ISL–USA"
    assert told in note(comparison)
    assert "bilateral" not in note(make(False))
    ended = SimpleNamespace(id="end", year=2020, type="pact", states=("ISL", "USA"), end=True)
    downgrade = comparison.scenario.scenario.events[-1]
    assert "bilateral" not in note(make(True, events=(downgrade, ended)))


def test_a_world_without_changes_has_no_coloured_ties(make: Make) -> None:
    before, after = alliance_graph(make(False))
    assert (before.get_title(loc="left"), after.get_title(loc="left")) == ("2018", "2024")
    assert not ties(after, "ties-changed").get_segments()
    words = [found.get_text() for key in before.figure.legends for found in key.get_texts()]
    assert words[:3] == ["member", "not a member", "ties"]


def test_missing_ties_count_as_none(comparison: Comparison) -> None:
    assert not np.isnan(snapshot(comparison.scenario, 2024).ties).any()


def test_invented_states_without_a_place_are_drawn_too(make: Make) -> None:
    before, _ = alliance_graph(make(False, figures={"NOR": SimpleNamespace(name="Oz", longitude=None, latitude=None)}))
    assert len(nodes(before)) == 10


def test_it_wants_two_axes(comparison: Comparison) -> None:
    mine = Figure().subplots(1, 2)
    assert list(alliance_graph(comparison, ax=mine)) == list(mine)
    assert not mine[0].figure.texts
    with pytest.raises(InputError, match="needs 2 Axes, not 1"):
        alliance_graph(comparison, ax=np.array([Figure().subplots()]))
