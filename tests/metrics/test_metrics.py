"""Measures: each on a small alliance whose numbers can be checked by hand."""

from __future__ import annotations

import math
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alliance_sim import metrics
from alliance_sim.metrics import OUTCOMES, AllianceYear
from alliance_sim.metrics.graphs import balanced_share, smallest_eigenvalue, triangles
from alliance_sim.scenario.schema import OUTCOME_NAMES


def three(**given: Any) -> AllianceYear:
    """A large member (0), a small member (1), a partner (2), an adversary (3)."""
    values: dict[str, Any] = {
        "counted": [0, 1], "members": [0, 1], "largest": 0, "guideline": 0.02, "armed": [True] * 4,
        "guarantee": [1.0, 1.0, 0.1, 0.0], "gdp": [300.0, 100.0, 50.0, 80.0],
        "share": [0.03, 0.01, 0.02, 0.05], "budget": [9.0, 1.0, 1.0, 4.0],
        "capability": [90.0, 10.0, 10.0, 50.0], "attack_probability": [0.01, 0.11, 0.2, math.nan],
        "spill_in": [1.0, 9.0, 0.0, 0.0],
        "adversaries": [3], "intent": [[0.3, 0.05, 0.3, 0.0]], "crises": 2, "called": 4, "honoured": 3,
        "anxiety": [0.0, 0.5, 0.9, math.nan], "entrapment": [0.4, 0.2, 0.0, 0.0],
        "expected_aid": [5.0, 40.0, 0.0, math.nan],
        "aid": [[0.0, 4.0, 1.0, 0.0], [30.0, 0.0, 10.0, 0.0], [0.0] * 4, [0.0] * 4],
        "tie": [[0.0, 0.8, 0.2, 0.0], [0.8, 0.0, 0.1, 0.0], [0.2, 0.1, 0.0, 0.0], [0.0] * 4],
    }  # fmt: skip
    return AllianceYear(**{**values, **given})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("capability", 90.0 + 10.0 + 1.0),
        ("largest_share", 90.0 / 101.0),
        ("deterrence", 1.0 - (0.9 + 1.1) / 100.0),
        ("expected_attacks", 0.12),
        ("spending", 10.0),
        ("members", 2.0),
        ("members_at_guideline", 1.0),
        ("burden_gini", 0.25),
        ("burden_hhi", 0.81 + 0.01),
        ("full_income_burden", (9.0 / 301.0 + 1.0 / 109.0) / 2.0),
        ("free_riding", 0.15),
        ("anxiety", 0.25),
        ("dependence", 0.75),
        ("cohesion", 0.8),
        ("algebraic_connectivity", 1.6),
        ("communities", 1.0),
        ("entrapment", 0.3),
        ("crises", 2.0),
        ("honoured_share", 0.75),
        ("vulnerable_states", 0.0),
        ("structural_balance", 0.0),
    ],
)
def test_by_hand(name: str, value: float) -> None:
    assert OUTCOMES[name].function(three()) == pytest.approx(value, abs=1e-12)


def test_every_outcome_has_a_hand_checked_case_and_says_what_it_is() -> None:
    tested = {case[0] for case in test_by_hand.pytestmark[0].args[1]}
    assert tested == set(OUTCOMES)
    for outcome in OUTCOMES.values():
        assert outcome.definition.endswith(".")
        assert outcome.unit
        assert outcome.source


def test_a_scenario_file_knows_the_same_outcomes() -> None:
    assert tuple(OUTCOMES) == OUTCOME_NAMES


def test_a_departure_stays_in_the_treaty_area_but_not_among_the_members() -> None:
    """So that deterrence with and without a departure speaks of the same states."""
    gone = three(members=[1], guarantee=[0.1, 1.0, 0.1, 0.0])
    assert metrics.deterrence(gone) == metrics.deterrence(three())
    assert metrics.capability(gone) == pytest.approx(9.0 + 10.0 + 1.0)
    assert metrics.spending(gone) == 1.0


def test_ties_below_the_threshold_split_the_alliance_into_blocs() -> None:
    assert (
        metrics.communities(three(tie=[[0.0, 0.2, 0.2, 0.0], [0.2, 0.0, 0.1, 0.0], [0.2, 0.1, 0.0, 0.0], [0.0] * 4]))
        == 2.0
    )


def test_an_alliance_of_nobody_has_no_outcome_that_fails() -> None:
    empty = three(counted=[], members=[], called=0, honoured=0)
    undefined = {name for name, outcome in OUTCOMES.items() if not np.isfinite(outcome.function(empty))}
    assert undefined == {"honoured_share", "deterrence"}


def test_an_alliance_without_means_deters_nobody_and_nobody_in_it_rides_free() -> None:
    unarmed = three(capability=[0.0] * 4, budget=[0.0] * 4, share=[0.0] * 4, attack_probability=[0.9] * 4)
    assert np.isnan(metrics.deterrence(unarmed))
    assert metrics.free_riding(unarmed) == 0.0


def test_an_adversary_that_outweighs_a_state_and_its_tied_allies_makes_it_vulnerable() -> None:
    cut_off = three(tie=NO_TIES)
    assert metrics.vulnerable_states(cut_off) == 1.0  # the small member with 10 against 50; the large one has 90


@pytest.mark.parametrize(("rival", "vulnerable"), [(10.0, 0.0), (10.1, 1.0), (15.0, 1.0), (90.1, 2.0)])
def test_to_outweigh_is_to_have_more(rival: float, vulnerable: float) -> None:
    cut_off = three(tie=NO_TIES, capability=[90.0, 10.0, 10.0, rival])
    assert metrics.vulnerable_states(cut_off) == vulnerable


def test_nobody_is_tied_to_itself() -> None:
    itself = [[1.0, 0.8, 0.2, 0.0], [0.8, 1.0, 0.1, 0.0], [0.2, 0.1, 1.0, 0.0], [0.0] * 4]
    assert metrics.cohesion(three(tie=itself)) == metrics.cohesion(three())


NO_TIES = [[0.0] * 4 for _ in range(4)]


def test_friends_with_a_common_enemy_are_balanced_and_a_friend_of_the_enemy_upsets_them() -> None:
    assert metrics.structural_balance(three(intent=[[0.3, 0.3, 0.3, 0.0]])) == 1.0
    assert metrics.structural_balance(three(intent=[[0.3, 0.0, 0.3, 0.0]])) == 0.0


def test_two_adversaries_on_good_terms_share_their_enemies_or_are_unbalanced() -> None:
    """Without ties among the allies: triads 0-2-3 (-,-,+) balanced and 1-2-3 (+,-,+) not."""
    split = {"counted": [0, 1], "adversaries": [2, 3], "tie": NO_TIES}
    assert metrics.structural_balance(three(intent=[[0.3, 0.0, 0.0, 0.0], [0.3, 0.3, 0.0, 0.0]], **split)) == 0.5


@given(st.integers(1, 7), st.integers(0, 3), st.randoms(use_true_random=False))
def test_counting_triads_by_groups_finds_what_counting_one_by_one_finds(n: int, rivals: int, chance: Random) -> None:
    """States 0..n-1 have ties of 0 or 1, adversaries behind them an intent of 0 or 0.3 toward each."""
    both = n + rivals
    tie = [[0.0] * both for _ in range(both)]
    intent = [[chance.choice([0.0, 0.3]) if i < n else 0.0 for i in range(both)] for _ in range(rivals)]
    signs = np.ones((both, both))
    for a in range(n):
        for b in range(a):
            tie[a][b] = tie[b][a] = signs[a, b] = chance.choice([0.0, 1.0])
        for rank in range(rivals):
            signs[n + rank, a] = -1.0 if intent[rank][a] > 0.0 else 1.0
    year = three(counted=list(range(n)), adversaries=list(range(n, both)), tie=tie, intent=intent)
    assert metrics.structural_balance(year) == pytest.approx(balanced_share(signs.ravel().tolist(), both), abs=1e-12)


def test_a_state_without_armed_forces_is_not_counted_as_a_free_rider_on_the_guideline() -> None:
    unarmed = three(armed=[True, False, True, True], share=[0.03, 0.0, 0.02, 0.05])
    assert metrics.members_at_guideline(unarmed) == 1.0
    assert metrics.burden_gini(unarmed) == 0.0


@given(st.lists(st.floats(1e-3, 0.2), min_size=2, max_size=30))
def test_inequality_stays_in_its_range(shares: list[float]) -> None:
    n = len(shares)
    year = three(members=list(range(n)), armed=[True] * n, share=shares, budget=shares, gdp=[1.0] * n)
    assert 0.0 <= metrics.burden_gini(year) < 1.0
    assert 1.0 / n - 1e-12 <= metrics.burden_hhi(year) <= 1.0 + 1e-12
    assert 0.0 <= metrics.free_riding(year) <= 1.0


@example(0.003, 5)  # whose weighted sum rounds to less than 0
@given(st.floats(1e-3, 0.2), st.integers(2, 30))
def test_an_equal_burden_has_no_inequality(share: float, n: int) -> None:
    year = three(members=list(range(n)), armed=[True] * n, share=[share] * n, budget=[share] * n, gdp=[1.0] * n)
    assert 0.0 <= metrics.burden_gini(year) < 1e-12
    assert metrics.free_riding(year) == pytest.approx(0.0, abs=1e-12)


def test_connectivity_agrees_with_networkx() -> None:
    import networkx as nx

    rng = np.random.default_rng(7)
    ties = np.triu(rng.random((6, 6)), 1)
    ties += ties.T
    year = three(counted=list(range(6)), tie=ties.tolist())
    published = sorted(nx.laplacian_spectrum(nx.from_numpy_array(ties)))[1]
    assert metrics.algebraic_connectivity(year) == pytest.approx(published, abs=1e-6)


@pytest.mark.parametrize("faint", [1e-3, 1e-5, 1e-7, 3e-9])
def test_a_faint_link_beside_a_strong_one_costs_no_digits(faint: float) -> None:
    """Householder's reflection away from the strong one; toward it, all but a few digits would cancel."""
    matrix = [[1.5 + faint, -1.0, -faint], [-1.0, 2.5, -1.0], [-faint, -1.0, 1.5 + faint]]
    assert smallest_eigenvalue(matrix) == pytest.approx(0.5, abs=1e-12)


@given(st.integers(0, 2**32 - 1), st.integers(0, 9), st.floats(0.0, 1.0))
def test_triangles_are_those_of_networkx_however_dense_the_graph(seed: int, n: int, density: float) -> None:
    import networkx as nx

    graph = nx.gnp_random_graph(n, density, seed=seed)
    linked = [[1.0 if graph.has_edge(a, b) else 0.0 for b in range(n)] for a in range(n)]
    assert triangles(linked) == sum(nx.triangles(graph).values()) // 3


@given(st.integers(0, 2**32 - 1), st.integers(2, 12), st.sampled_from([0.0, 0.3, 1.0]), st.booleans())
def test_connectivity_of_any_graph_is_that_of_numpy(seed: int, n: int, density: float, equal: bool) -> None:
    """Graphs in one piece and in several, and those whose eigenvalues are all the same."""
    rng = np.random.default_rng(seed)
    ties = np.triu((rng.random((n, n)) < density) * (0.5 if equal else rng.random((n, n))), 1)
    ties += ties.T
    spectrum = np.linalg.eigvalsh(np.diag(ties.sum(axis=0)) - ties)
    year = three(counted=list(range(n)), tie=ties.tolist())
    assert metrics.algebraic_connectivity(year) == pytest.approx(max(0.0, spectrum[1]), abs=6e-7)
