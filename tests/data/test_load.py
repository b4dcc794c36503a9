"""What the loading functions answer: published anchors, missing cells, symmetric pairs, errors that help."""

from __future__ import annotations

import dataclasses
import math
import pickle
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_sim import data
from alliance_sim.errors import DataError

CODES = sorted(data.countries())
states = st.sampled_from(CODES)
years = st.integers(min_value=1900, max_value=2100)


def value(iso3: str, variable: str, year: int) -> float:
    cell = data.figure(iso3, variable, year)
    assert cell is not None
    return cell.value


# --- States ---


def test_states_are_sorted_and_keyed_by_their_code() -> None:
    known = data.countries()
    assert list(known) == sorted(known)
    assert len(known) == 48
    assert all(code == country.iso3 for code, country in known.items())


def test_the_answer_cannot_spoil_the_next_one() -> None:
    data.countries().clear()
    assert len(data.countries()) == 48
    data.oz1964().clear()
    assert len(data.oz1964()) == 14
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.countries()["NOR"].name = "Noreg"  # type: ignore[misc]


def test_records_travel_to_worker_processes() -> None:
    for record in (data.countries()["NOR"], data.figure("NOR", "gdp", 2018), data.pacts(2018)[0], data.troops(2018)[0]):
        assert pickle.loads(pickle.dumps(record)) == record
        assert hash(record) == hash(pickle.loads(pickle.dumps(record)))


def test_what_a_country_carries() -> None:
    usa, norway, iceland = (data.countries()[code] for code in ("USA", "NOR", "ISL"))
    assert (norway.name, norway.capital, norway.cow_code) == ("Norway", "Oslo", 385)
    assert (norway.latitude, norway.longitude) == (59.9133, 10.739)
    assert usa.reach_km == 1e9
    assert norway.reach_km == 2000
    assert {data.countries()[code].reach_km for code in ("GBR", "FRA")} == {6000}
    assert (iceland.armed_forces, iceland.receptivity) == (False, 0)
    assert [code for code, country in data.countries().items() if not country.armed_forces] == ["ISL"]
    assert {code: country.efficiency for code, country in data.countries().items() if country.efficiency != 1} == {
        "BLR": 2.5,
        "CHN": 1.7,
        "RUS": 2.5,
        "UKR": 2.5,
    }


def test_assumptions_about_a_country_are_marked() -> None:
    origins = {origin.column: origin for origin in data.countries()["RUS"].origins}
    assert list(origins) == ["place", "armed_forces", "reach_km", "efficiency", "receptivity"]
    assert [column for column, origin in origins.items() if origin.verified] == ["place", "armed_forces"]
    assert "Kofman & Connolly 2019" in origins["efficiency"].source
    assert "assumption" in origins["reach_km"].source


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NOR", "NOR"),
        ("NO", "NOR"),
        ("no", "NOR"),
        (" norway ", "NOR"),
        ("Türkiye", "TUR"),
        ("turkey", "TUR"),
        ("united states", "USA"),
        ("Czech Republic", "CZE"),
        ("uk", "GBR"),
    ],
)
def test_a_state_is_found_by_code_or_name(text: str, code: str) -> None:
    assert data.find_state(text) == code


@given(states, st.sampled_from(["iso3", "iso2", "name"]), st.sampled_from([str.upper, str.lower, str.title]))
def test_every_state_is_found_in_any_case(iso3: str, field: str, case: Callable[[str], str]) -> None:
    assert data.find_state(case(getattr(data.countries()[iso3], field))) == iso3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("NRW", "'NRW' is not a state of the data set; did you mean NOR (Norway)?"),
        ("Estonnia", "'Estonnia' is not a state of the data set; did you mean EST (Estonia)?"),
        ("GEM", "'GEM' is not a state of the data set; did you mean GEO (Georgia)?"),
    ],
)
def test_an_unknown_state_names_the_nearest(text: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        data.find_state(text)
    assert str(caught.value) == message
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("text", ["", "   ", "QQQ", "1", "\0"])
def test_a_state_like_none_lists_them_all(text: str) -> None:
    with pytest.raises(DataError) as caught:
        data.find_state(text)
    assert repr(text) in str(caught.value)
    assert "ALB, AUS, AUT" in str(caught.value)


@given(st.text(max_size=12))
def test_any_text_is_a_state_or_a_data_error(text: str) -> None:
    try:
        found = data.find_state(text)
    except DataError as error:
        found = f"refused {text!r}" if repr(text) in str(error) else "refused without naming it"
    assert found in {*CODES, f"refused {text!r}"}


def test_every_function_refuses_an_unknown_code() -> None:
    calls: list[Callable[[], object]] = [
        lambda: data.figure("NRW", "gdp", 2018),
        lambda: data.trend_growth("NRW", 2018),
        lambda: data.capital_distance_km("NRW", "USA"),
        lambda: data.nearest_distance_km("USA", "NRW"),
        lambda: data.land_border("USA", "NRW"),
        lambda: data.standing("NRW", 2018),
    ]
    for call in calls:
        with pytest.raises(DataError, match=r"'NRW'.*did you mean NOR \(Norway\)"):
            call()


# --- Figures ---


@pytest.mark.parametrize(
    ("iso3", "variable", "year", "published"),
    [
        ("USA", "defence_share", 2018, 0.0325713),
        ("EST", "defence_share", 2018, 0.0201103),
        ("DEU", "defence_share", 2018, 0.0124993),
        ("POL", "defence_share", 2024, 0.0375),
        ("RUS", "defence_share", 2018, 0.037198),
        ("USA", "gdp_growth", 2018, 0.02967),
        ("USA", "gdp", 2018, 19652.1215),
        ("USA", "defence_spending", 2018, 672.255),
        ("USA", "population", 2018, 327.023),
        ("NOR", "defence_share", 2018, 0.0171529),
    ],
)
def test_published_anchors_to_the_last_digit(iso3: str, variable: str, year: int, published: float) -> None:
    assert value(iso3, variable, year) == published


def test_a_cell_says_where_it_is_from() -> None:
    cell = data.figure("USA", "defence_share", 2018)
    assert cell is not None
    assert cell.unit == "share of GDP"
    assert cell.source.startswith("NATO, Defence Expenditure of NATO Countries")
    assert cell.verified
    luxembourg = data.figure("LUX", "defence_share", 2024)
    assert luxembourg is not None
    assert "32 % below IMF GDP" in luxembourg.note


def test_iceland_is_missing_and_not_zero() -> None:
    for year in data.YEARS:
        assert data.figure("ISL", "defence_share", year) is None
        assert data.figure("ISL", "defence_spending", year) is None
        assert value("ISL", "gdp", year) > 0


@pytest.mark.parametrize("year", [2012, 2025])
def test_a_year_outside_the_data_is_missing(year: int) -> None:
    assert data.figure("NOR", "gdp", year) is None


def test_no_figure_is_zero_or_not_a_number() -> None:
    cells = [data.figure(code, name, year) for code in CODES for name in data.VARIABLES for year in data.YEARS]
    found = [cell for cell in cells if cell is not None]
    assert len(found) == 2856
    assert all(math.isfinite(cell.value) and cell.value != 0 and cell.source for cell in found)


def test_units_are_those_of_the_variables() -> None:
    for name, unit in data.VARIABLES.items():
        cell = data.figure("NOR", name, 2018)
        assert cell is not None
        assert cell.unit == unit


def test_an_unknown_variable_names_the_nearest() -> None:
    with pytest.raises(
        DataError, match="'defense_share' is not a variable of the data set; did you mean defence_share"
    ):
        data.figure("NOR", "defense_share", 2018)
    with pytest.raises(DataError, match="the variables are gdp, gdp_growth, population"):
        data.figure("NOR", "xyz", 2018)


def test_trend_growth_is_the_mean_of_the_years_there_are() -> None:
    assert data.trend_growth("NOR", 2018, window=1) == value("NOR", "gdp_growth", 2018)
    five = [value("NOR", "gdp_growth", year) for year in range(2014, 2019)]
    assert data.trend_growth("NOR", 2018) == pytest.approx(sum(five) / 5, abs=1e-15)
    first_two = [value("NOR", "gdp_growth", year) for year in (2013, 2014)]
    assert data.trend_growth("NOR", 2014) == pytest.approx(sum(first_two) / 2, abs=1e-15)
    assert data.trend_growth("NOR", 2028) == value("NOR", "gdp_growth", 2024)
    assert data.trend_growth("NOR", 2029) is None
    assert data.trend_growth("NOR", 2012) is None
    with pytest.raises(DataError, match="at least 1 year, not 0"):
        data.trend_growth("NOR", 2018, window=0)


@given(states, st.sampled_from(list(data.YEARS)), st.integers(min_value=1, max_value=20))
def test_trend_growth_lies_between_its_years(iso3: str, year: int, window: int) -> None:
    trend = data.trend_growth(iso3, year, window)
    seen = [value(iso3, "gdp_growth", past) for past in data.YEARS if year - window < past <= year]
    assert trend is not None
    assert min(seen) - 1e-15 <= trend <= max(seen) + 1e-15


# --- Pairs ---


@given(states, states)
def test_pairs_are_symmetric(a: str, b: str) -> None:
    assert data.capital_distance_km(a, b) == data.capital_distance_km(b, a)
    assert data.nearest_distance_km(a, b) == data.nearest_distance_km(b, a)
    assert data.land_border(a, b) == data.land_border(b, a)


@given(states, states, states)
def test_capitals_obey_the_triangle(a: str, b: str, c: str) -> None:
    direct, first, second = (data.capital_distance_km(*pair) for pair in ((a, c), (a, b), (b, c)))
    assert direct is not None
    assert first is not None
    assert second is not None
    assert direct <= first + second + 0.2


def test_a_state_and_itself() -> None:
    assert data.capital_distance_km("NOR", "NOR") == 0
    assert data.nearest_distance_km("RUS", "RUS") == 0
    assert data.land_border("NOR", "NOR") is None


def test_known_distances() -> None:
    assert data.capital_distance_km("NOR", "SWE") == pytest.approx(417, abs=3)
    assert data.capital_distance_km("GBR", "FRA") == pytest.approx(344, abs=3)
    assert data.capital_distance_km("AUS", "NZL") == pytest.approx(2325, abs=10)


def test_nearest_places_bring_russia_closer_and_nobody_else() -> None:
    assert data.nearest_distance_km("SWE", "RUS") == pytest.approx(534, abs=2)
    assert data.capital_distance_km("SWE", "RUS") == pytest.approx(1233, abs=2)
    for a in CODES:
        for b in CODES:
            capital, nearest = data.capital_distance_km(a, b), data.nearest_distance_km(a, b)
            assert capital is not None
            assert nearest is not None
            assert nearest <= capital
            assert nearest == capital or "RUS" in (a, b)


@pytest.mark.parametrize(
    ("iso3", "neighbours"),
    [
        ("RUS", "BLR CHN EST FIN GEO LTU LVA NOR POL UKR"),
        ("NOR", "FIN RUS SWE"),
        ("ISL", ""),
        ("USA", "CAN"),
        ("DEU", "AUT BEL CHE CZE DNK FRA LUX NLD POL"),
        ("GBR", "IRL"),
        ("HUN", "AUT HRV ROU SRB SVK SVN UKR"),
        ("TUR", "BGR GEO GRC IRN"),
    ],
)
def test_land_borders(iso3: str, neighbours: str) -> None:
    assert [other for other in CODES if data.land_border(iso3, other)] == neighbours.split()


# --- NATO ---


@pytest.mark.parametrize(
    ("year", "count"),
    [
        (1948, 0), (1949, 12), (1952, 14), (1955, 15), (1982, 16), (1999, 19), (2004, 26), (2009, 28), (2014, 28),
        (2016, 28), (2017, 29), (2018, 29), (2019, 29), (2020, 30), (2023, 31), (2024, 32), (2030, 32),
    ],
)  # fmt: skip
def test_how_many_members(year: int, count: int) -> None:
    assert len(data.members(year)) == count
    assert list(data.members(year)) == sorted(set(data.members(year)))


def test_who_is_a_member() -> None:
    assert "MNE" in data.members(2017)
    assert "MNE" not in data.members(2016)
    assert "MKD" not in data.members(2018)
    assert "MKD" in data.members(2020)
    assert set(data.members(2024)) - set(data.members(2022)) == {"FIN", "SWE"}
    assert "FRA" in data.members(1980)


@pytest.mark.parametrize(
    ("iso3", "year", "expected"),
    [
        ("FRA", 1965, "member"),
        ("FRA", 1966, "member_outside_command"),
        ("FRA", 2008, "member_outside_command"),
        ("FRA", 2009, "member"),
        ("GRC", 1974, "member_outside_command"),
        ("GRC", 1980, "member"),
        ("SWE", 2018, "partner"),
        ("SWE", 2023, "partner"),
        ("SWE", 2024, "member"),
        ("FIN", 2023, "member"),
        ("MKD", 2018, "partner"),
        ("UKR", 2018, "partner"),
        ("JPN", 2018, "partner"),
        ("RUS", 2013, "partner"),
        ("RUS", 2014, "outside"),
        ("RUS", 2018, "outside"),
        ("BLR", 2018, "partner"),
        ("BLR", 2021, "outside"),
        ("CHN", 2018, "outside"),
        ("IRN", 2018, "outside"),
        ("EST", 1980, "outside"),
    ],
)
def test_standing(iso3: str, year: int, expected: str) -> None:
    assert data.standing(iso3, year) == expected


def test_the_world_of_2018() -> None:
    partners = [code for code in CODES if data.standing(code, 2018) == "partner"]
    assert " ".join(partners) == "AUS AUT BIH BLR CHE FIN GEO IRL JPN KOR MDA MKD NZL SRB SWE UKR"


@given(states, years)
def test_standing_and_members_agree(iso3: str, year: int) -> None:
    known = data.standing(iso3, year)
    assert known in data.STANDINGS
    assert known.startswith("member") == (iso3 in data.members(year))


# --- Promises and troops ---


def test_pacts_in_force() -> None:
    pairs = {(pact.a, pact.b): pact for pact in data.pacts(2018) if pact.kind == "defence"}
    assert sorted(pairs) == [
        ("AUS", "NZL"), ("AUS", "USA"), ("BLR", "RUS"), ("GBR", "PRT"), ("ISL", "USA"), ("JPN", "USA"), ("KOR", "USA")
    ]  # fmt: skip
    assert "one-sided" in pairs["JPN", "USA"].note


def test_a_pact_counts_from_its_first_year_to_the_one_before_its_last() -> None:
    def in_force(a: str, b: str, year: int) -> bool:
        return any((pact.a, pact.b) == (a, b) for pact in data.pacts(year))

    assert [in_force("RUS", "UKR", year) for year in (1993, 1994, 2013, 2014)] == [False, True, True, False]
    assert [in_force("NZL", "USA", year) for year in (1985, 1986)] == [True, False]
    assert [in_force("FRA", "GRC", year) for year in (2020, 2021, 2050)] == [False, True, True]


def test_cooperation_is_not_called_defence() -> None:
    kinds = {(pact.a, pact.b): pact.kind for pact in data.pacts(2018)}
    assert kinds["FIN", "SWE"] == "cooperation"
    assert kinds["CHN", "RUS"] == "nonaggression_consult"
    assert kinds["ESP", "USA"] == "basing"


def one(year: int, sender: str, host: str, kind: str) -> data.Troops:
    (found,) = [count for count in data.troops(year) if (count.sender, count.host, count.kind) == (sender, host, kind)]
    return found


def test_troops() -> None:
    assert one(2018, "USA", "DEU", "permanent").persons == 36452
    assert one(2022, "USA", "POL", "permanent").persons == 462
    assert one(2022, "USA", "POL", "total_with_rotational").persons == 10500
    assert one(2018, "GBR", "EST", "battle_group").persons == 1100
    assert not one(2018, "USA", "POL", "battle_group").verified


def test_battle_groups_have_their_framework_nation() -> None:
    def groups(year: int) -> dict[str, str]:
        return {count.host: count.sender for count in data.troops(year) if count.kind == "battle_group"}

    baltic = {"EST": "GBR", "LVA": "CAN", "LTU": "DEU", "POL": "USA"}
    assert groups(2016) == {}
    assert groups(2017) == groups(2018) == baltic
    assert groups(2022) == baltic | {"BGR": "ITA", "ROU": "FRA", "SVK": "CZE"}


def test_a_count_stands_until_the_next_and_says_its_year() -> None:
    assert data.troops(2012) == ()
    assert one(2020, "CAN", "LVA", "battle_group").year == 2018
    assert one(2022, "CAN", "LVA", "battle_group").year == 2022
    assert one(2030, "USA", "DEU", "permanent").year == 2024


@given(years)
def test_troops_never_come_from_the_future(year: int) -> None:
    counts = data.troops(year)
    assert all(count.year <= year and count.persons >= 0 for count in counts)
    keys = [(count.sender, count.host, count.kind) for count in counts]
    assert keys == sorted(set(keys))


# --- Rates, 1964, speed ---


def test_rates() -> None:
    priors = {name: cell.value for name, cell in data.treaty_priors().items()}
    assert priors["leeds_2003"] == 0.75
    assert priors["berkemeier_fuhrmann_2018_defence_pacts"] == 0.41
    assert all(0 < prior < 1 for prior in priors.values())
    rates = data.dispute_rates()
    assert {name: cell.value for name, cell in rates.items()} == {"contiguous": 0.068, "other": 0.0014}
    assert not rates["contiguous"].verified


def test_nato_1964() -> None:
    table = data.oz1964()
    assert table["USA"] == (569.03, 0.09)
    assert len(table) == 14
    assert set(table) == set(data.members(1964)) - {"ISL"}


def test_olson_and_zeckhausers_rank_correlation_is_reproduced() -> None:
    table = data.oz1964()
    ranks = [
        [sorted(column).index(entry) + (column.count(entry) + 1) / 2 for entry in column]
        for column in ([gnp for gnp, _ in table.values()], [share for _, share in table.values()])
    ]
    mean = (len(table) + 1) / 2
    dx, dy = ([rank - mean for rank in column] for column in ranks)
    rho = sum(x * y for x, y in zip(dx, dy, strict=True)) / math.sqrt(sum(x * x for x in dx) * sum(y * y for y in dy))
    assert round(rho, 3) == 0.490


def test_reading_stays_light() -> None:
    """`check` must answer at once: no table library may be imported, and the members need only one table."""
    code = (
        "import sys\n"
        "from alliance_sim import data\n"
        "from alliance_sim.data import load, tables\n"
        "read = []\n"
        "load.rows = lambda name: read.append(name) or tables.rows(name)\n"
        "assert len(data.members(2018)) == 29\n"
        "heavy = {'pandas', 'numpy', 'pyarrow', 'pydantic', 'networkx', 'matplotlib', 'mesa', 'difflib', 'hashlib'}\n"
        "print(sorted(heavy & set(sys.modules)), read)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[] ['standing']"
