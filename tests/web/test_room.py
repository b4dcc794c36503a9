"""The class without a network: orders are events, what is accepted is kept, and its world can be run again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import numpy as np
import pytest

from alliance_sim.errors import InputError, ResultsError
from alliance_sim.run import run
from alliance_sim.scenario import load_scenario, load_text
from alliance_sim.web.debrief import Debrief, debrief
from alliance_sim.web.lived import extended, live
from alliance_sim.web.room import Room
from alliance_sim.web.takeaway import archive, replay, tables

OpenRoom = Callable[..., Room]
ACTS = (f"act-{number:08d}" for number in count())


def act(room: Room, iso3: str, token: str, **message: Any) -> None:
    room.act(0, iso3, token, {"act": next(ACTS), **message})


def desk(room: Room, do: str, **message: Any) -> None:
    room.direct(0, {"do": do, "act": next(ACTS), **message})


def take(room: Room, *codes: str) -> dict[str, str]:
    return {code: room.join(room.code, 0, code, f"Student {code}", next(ACTS)) for code in codes}


def played(room: Room) -> dict[str, str]:
    """Three years in which six seats use every kind of order and every kind of motion."""
    seats = take(room, "POL", "DEU", "USA", "TUR", "EST", "SWE")

    def orders(year: int, code: str, *given: dict[str, Any]) -> None:
        act(room, code, seats[code], do="orders", year=year, orders=list(given), done=True)

    desk(room, "begin")
    orders(
        2019,
        "POL",
        {"type": "budget", "share": 0.03},
        {"type": "statement", "about": "NATO", "tone": 1.0, "credibility": 0.7},
    )
    orders(2019, "DEU", {"type": "deployment", "to": "LTU", "troops": 1200, "framework": True})
    orders(2019, "USA", {"type": "letters", "recipients": {"DEU": -1.0, "ITA": -0.5}})
    act(
        room,
        "POL",
        seats["POL"],
        do="motion",
        kind="communique",
        terms={"tone": 0.5, "guideline": {"share": 0.025, "due": 2027}},
    )
    for code in ("DEU", "TUR", "EST"):
        act(room, code, seats[code], do="vote", motion="motion-1", yes=True)
    act(room, "POL", seats["POL"], do="motion", kind="pact", terms={"states": ["SWE"]})
    act(room, "SWE", seats["SWE"], do="vote", motion="motion-2", yes=True)
    desk(room, "inject", event={"type": "crisis", "adversary": "RUS", "target": "EST", "severity": "limited"})
    desk(room, "advance")
    orders(2020, "TUR", {"type": "rapprochement", "adversary": "RUS", "depth": 0.5})
    orders(2020, "DEU", {"type": "redeployment", "out_of": "LTU", "troops": 200}, {"type": "budget", "share": 0.018})
    act(room, "EST", seats["EST"], do="motion", kind="exercise", terms={"states": ["POL"]})
    act(room, "POL", seats["POL"], do="vote", motion="motion-1", yes=True)
    act(room, "SWE", seats["SWE"], do="motion", kind="accession", terms={})
    act(room, "TUR", seats["TUR"], do="vote", motion="motion-2", yes=False)
    desk(room, "advance")
    orders(2021, "TUR", {"type": "standing", "to": "member_outside_command", "phase_in": 1})
    desk(room, "advance")
    return seats


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The room in which three years were played; a test that changes it opens its own."""
    room = Room(load_scenario("us-partner-only"), tmp_path_factory.mktemp("class") / "room", 1, 2022, 0)
    played(room)
    yield room
    room.diary.close()


@pytest.fixture(scope="module")
def told(done: Room) -> Debrief:
    return debrief(done.scenario, done.worlds[0], done.lived[0])


def assert_same(one: Any, other: Any, years: int) -> None:
    for name, values in one.state.items():
        assert np.array_equal(values[:, :years], other.state[name][:, :years], equal_nan=True), name
    for name, values in one.outcomes.items():
        assert np.array_equal(values[:, :years], other.outcomes[name][:, :years], equal_nan=True), name
    for name, values in one.dyads.items():
        assert np.array_equal(values[:years], other.dyads[name][:years], equal_nan=True), name
    assert np.array_equal(one.standing[:, :years], other.standing[:, :years])


@pytest.mark.parametrize("engine", ["agents", "batch"])
def test_the_same_actions_run_as_a_scenario_file_are_the_class_s_world_to_the_bit(done: Room, engine: str) -> None:
    if engine == "batch":
        pytest.importorskip("numba")
    again = run(load_text(replay(done.scenario, done.worlds[0])), engine=engine)
    assert_same(done.lived[0].results, again, len(done.lived[0].results.years))
    alone = run(load_scenario("us-partner-only"), seeds=[done.scenario.seed])
    assert not np.array_equal(again.state["share"][:, 1], alone.state["share"][:, 1], equal_nan=True)


def test_the_baseline_of_the_replay_is_the_world_of_agents_alone(done: Room) -> None:
    baseline = load_text(replay(done.scenario, done.worlds[0])).baseline_scenario()
    assert_same(run(baseline), run(done.scenario, seeds=[done.scenario.seed]), 18)


def test_a_year_that_is_over_never_changes(done: Room) -> None:
    before = done.scenario
    for settled in done.worlds[0].settled:
        after = extended(before, [event for _, event in settled.events])
        years = settled.year - before.start
        assert_same(live(before, 2022, inside=False).results, live(after, 2022, inside=False).results, years)
        before = after


def test_every_order_and_motion_becomes_its_event(done: Room) -> None:
    world = done.worlds[0]
    ids = [event["id"] for event in world.events]
    assert ids == [
        "desk-2019-1", "DEU-2019-deployment-1", "POL-2019-budget-1", "POL-2019-statement-1", "USA-2019-letters-1",
        "class-2019-motion-1", "class-2019-motion-2",
        "DEU-2020-redeployment-1", "DEU-2020-budget-1", "TUR-2020-rapprochement-1", "class-2020-motion-1",
        "TUR-2021-standing-1",
    ]  # fmt: skip
    assert [motion["carried"] for settled in world.settled for motion in settled.motions] == [True, True, True, False]
    refusal = world.settled[1].motions[1]
    assert (refusal["kind"], refusal["why"]) == ("accession", "TUR said no")
    state = done.lived[0].results.state["share"][0]
    assert state[1, done.lived[0].results.states.index("POL")] == 0.03


def test_a_seat_without_orders_is_played_by_its_agent(open_room: OpenRoom) -> None:
    room = open_room()
    take(room, "POL", "DEU")
    desk(room, "begin")
    desk(room, "advance")
    assert_same(room.lived[0].results, live(room.scenario, 2019).results, 2)


def test_the_advice_is_what_the_agent_does_if_nothing_is_ordered(open_room: OpenRoom) -> None:
    room = open_room()
    take(room, "POL")
    desk(room, "begin")
    advice = room.lived[0].advice["POL"]
    desk(room, "advance")
    results = room.lived[0].results
    assert results.state["share"][0, 1, results.states.index("POL")] == advice


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Room, str]]:
    """A room in its first year, and the secret of POL; what is refused leaves it as it is."""
    room = Room(load_scenario("us-partner-only"), tmp_path_factory.mktemp("class") / "room", 1, 2022, 0)
    secret = take(room, "POL")["POL"]
    desk(room, "begin")
    yield room, secret
    room.diary.close()


@pytest.mark.parametrize(
    ("order", "why"),
    [
        ({"type": "budget", "share": 0.6}, "50 %"),
        ({"type": "budget", "share": 2}, "is a share"),
        ({"type": "budget", "share": 0.02, "state": "DEU"}, "budget has no"),
        ({"type": "deployment", "to": "LTU", "troops": 9_000_000}, "can send"),
        ({"type": "deployment", "to": "POL", "troops": 10}, "both POL"),
        ({"type": "deployment", "to": "CHN", "troops": 10}, "does not take part"),
        ({"type": "redeployment", "out_of": "LTU", "troops": 9000}, "more than"),
        ({"type": "standing", "to": "member"}, "accession"),
        ({"type": "standing", "to": "emperor"}, "not a standing"),
        ({"type": "pact", "with": "DEU"}, "table a motion"),
        ({"type": "pact", "with": "DEU", "end": True}, "no defence pact"),
        ({"type": "economy", "states": ["DEU"], "level": 0.4}, "cannot be ordered"),
        ({"type": "statement", "about": "NATO", "tone": 3.0, "credibility": 1.0}, "tone"),
        ("budget", "cannot be ordered"),
    ],
)  # fmt: skip
def test_an_order_that_cannot_be_carried_out_is_refused_with_the_reason(
    begun: tuple[Room, str], order: Any, why: str
) -> None:
    room, secret = begun
    with pytest.raises(InputError, match=why):
        act(room, "POL", secret, do="orders", year=2019, orders=[order], done=True)
    assert room.worlds[0].seats["POL"].orders == []


def test_orders_that_exclude_each_other_are_told_and_the_year_goes_on(open_room: OpenRoom) -> None:
    room = open_room()
    seats = take(room, "USA")
    desk(room, "begin")
    desk(room, "inject", event={"type": "budget", "state": "USA", "share": 0.05})
    act(room, "USA", seats["USA"], do="orders", year=2019, orders=[{"type": "budget", "share": 0.01}], done=True)
    desk(room, "advance")
    ((seat, why),) = room.worlds[0].settled[0].refused
    assert (seat, "already decided" in why) == ("USA", True)


def test_the_same_action_twice_is_done_once(open_room: OpenRoom) -> None:
    room = open_room()
    seats = take(room, "POL")
    for _ in range(3):
        room.act(0, "POL", seats["POL"], {"do": "say", "text": "once", "act": "the-same-act"})
    assert [one["text"] for one in room.worlds[0].words] == ["once"]
    desk(room, "begin")
    for _ in range(3):
        room.direct(0, {"do": "advance", "act": "the-same-act"})
    assert room.worlds[0].year == 2019


def test_joining_twice_with_one_act_is_one_seat_and_one_token(open_room: OpenRoom) -> None:
    room = open_room()
    first = room.join(room.code, 0, "POL", "Ann", "act-of-ann-1")
    assert room.join(room.code.lower(), 0, "POL", "Ann", "act-of-ann-1") == first
    with pytest.raises(InputError, match="taken by Ann"):
        room.join(room.code, 0, "POL", "Bob", "act-of-bob-1")
    with pytest.raises(InputError, match="given up"):
        room.join(room.code, 0, "DEU", "Ann", "act-of-ann-1")


def test_a_room_that_is_opened_again_is_as_it_was(open_room: OpenRoom) -> None:
    room = open_room()
    seats = played(room)
    act(room, "POL", seats["POL"], do="orders", year=2022, orders=[{"type": "budget", "share": 0.025}], done=False)
    act(room, "EST", seats["EST"], do="motion", kind="pact", terms={"states": ["POL"]})
    again = open_room()
    assert (again.code, again.desk) == (room.code, room.desk)
    assert vars(again.worlds[0]) == vars(room.worlds[0])
    assert again.seat_of(seats["EST"]) == (0, "EST")
    assert_same(again.lived[0].results, room.lived[0].results, 4)


def test_another_scenario_does_not_go_on_with_a_class(open_room: OpenRoom, tmp_path: Any) -> None:
    open_room()
    with pytest.raises(InputError, match="another scenario"):
        Room(load_scenario("nato-2018"), tmp_path / "room", 1, 2022, 0)


def test_a_file_that_is_no_class_is_left_as_it_is(open_room: OpenRoom, tmp_path: Any) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "room.sqlite").write_text("the minutes of a meeting, which is no class at all\n" * 20)
    with pytest.raises(ResultsError, match="is not the file of a room"):
        open_room()
    assert (tmp_path / "room" / "room.sqlite").read_text().startswith("the minutes of a meeting")


def test_parallel_worlds_are_apart_and_alike(open_room: OpenRoom) -> None:
    room = open_room(worlds=2)
    seats = take(room, "POL")
    other = room.join(room.code, 1, "POL", "Bea", next(ACTS))
    assert room.seat_of(seats["POL"]) == (0, "POL")
    assert room.seat_of(other) == (1, "POL")
    with pytest.raises(InputError, match="given up"):
        room.act(1, "POL", seats["POL"], {"do": "say", "text": "hello", "act": next(ACTS)})
    for number in (0, 1):
        room.direct(number, {"do": "begin", "act": next(ACTS)})
        room.direct(number, {"do": "advance", "act": next(ACTS)})
    assert_same(room.lived[0].results, room.lived[1].results, 2)


def test_a_clock_that_runs_out_ends_the_year(open_room: OpenRoom) -> None:
    room = open_room(seconds=60)
    desk(room, "begin")
    until = room.worlds[0].until
    assert until is not None
    assert not room.tick(until - 1, 0)
    assert room.tick(until + 1, 0)
    assert room.worlds[0].year == 2019
    desk(room, "pause")
    assert room.worlds[0].until is None
    desk(room, "extend", seconds=30)
    assert 60 <= (room.worlds[0].left or 0) <= 91
    with pytest.raises(InputError, match="paused"):
        desk(room, "begin")


def test_after_the_last_year_the_class_is_over(open_room: OpenRoom) -> None:
    room = open_room(last=2019)
    seats = take(room, "POL")
    desk(room, "begin")
    desk(room, "advance")
    with pytest.raises(InputError, match="the class is over"):
        act(room, "POL", seats["POL"], do="orders", year=2020, orders=[], done=True)


def test_the_debrief_takes_out_one_seat_at_a_time(done: Room, told: Debrief) -> None:
    sheet = told.sheets["POL"]
    world = done.worlds[0]
    without = [event for settled in world.settled for by, event in settled.events if "POL" not in by]
    twin = live(extended(done.scenario, without), world.year, inside=False).results
    i = twin.states.index("POL")
    assert sheet["agent"]["share"] == pytest.approx(twin.state["share"][0, :, i].tolist(), rel=1e-4)
    assert sheet["own"]["share"][1] == 0.03
    assert sheet["agent"]["share"][1] != 0.03
    score = sheet["score"]
    years = twin.state["attack_probability"][0, 1:, i]
    assert score["agent"]["risked"] == pytest.approx(float(np.mean(years)) * score["attack_loss"], rel=1e-4)
    assert score["own"]["whole"] == pytest.approx(score["own"]["spent"] + score["own"]["risked"], rel=1e-3)
    assert set(told.story["arms"]) == {"class", "agents", "without"}
    assert "becomes a partner" in told.story["left_out"][0]


def test_the_debrief_says_who_free_rode(told: Debrief) -> None:
    rows = told.story["burden"]
    assert rows[0]["code"] == "ISL"
    assert [row["ratio"] for row in rows] == sorted(row["ratio"] for row in rows)
    assert sum(row["paid"] for row in rows) == pytest.approx(1.0, abs=1e-3)
    assert next(row for row in rows if row["code"] == "POL")["seat"]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_every_turn_can_be_taken_home(done: Room, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import zipfile

    import pandas as pd

    monkeypatch.setattr(done.worlds[0].seats["POL"], "name", "=cmd()")
    box = zipfile.ZipFile(io.BytesIO(archive(done.scenario, done.worlds[0], done.lived[0], kind)))
    read = {"csv": pd.read_csv, "parquet": pd.read_parquet}[kind]
    names = [name for name in box.namelist() if name.endswith(kind)]
    made = {name.partition(".")[0]: read(io.BytesIO(box.read(name))) for name in names}
    whole = tables(done.worlds[0], done.lived[0])
    assert set(made) == set(whole)
    assert len(made["orders"]) == 8
    assert set(made["orders"]["student"]) >= {"'=cmd()", "Student DEU"}
    assert load_text(box.read("replay.yaml").decode()).name == "us-partner-only-class-1"
