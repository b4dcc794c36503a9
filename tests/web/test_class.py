"""A small class on the real server: from joining to the debrief, and through a power cut in the middle of a year."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from alliance_sim.run import run
from alliance_sim.scenario import load_text
from tests.web.classmate import Page, Server

CODES = ("DEU", "EST", "FRA", "GBR", "POL", "USA")

FIRST, SECOND = 0, 1
"""The worlds of the class: in the first the power is cut, the second is played to the debrief."""


@pytest.fixture(scope="module")
def two_worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("class") / "room", "--years", "3", "--worlds", "2") as running:
        yield running


@pytest.fixture
def playing(two_worlds: Server) -> Server:
    """A class of two worlds, going on with it if a test has stopped it."""
    return two_worlds if two_worlds.alive() else two_worlds.start()


def phase(page: Page) -> str:
    return str(page.seen["live"]["phase"])


def test_a_power_cut_in_the_middle_of_a_year_loses_nothing(playing: Server) -> None:
    server = playing
    ann, bob = server.join("POL", "Ann"), server.join("EST", "Bob")
    teacher = server.teacher()
    assert teacher.do(do="begin", world=FIRST) is None
    ann.until(lambda page: phase(page) == "open")
    assert ann.order({"type": "budget", "share": 0.031}) is None
    assert bob.do(do="motion", kind="pact", terms={"states": ["POL"]}) is None
    desk, code = server.desk, server.code
    server.kill()
    late = ann.send(do="vote", motion="motion-1", yes=True)
    server.start()
    assert (server.desk, server.code) == (desk, code)
    assert "going on with the class" in server.said
    assert ann.until(lambda page: page.lines == 2 and page.answers.get(late, "") is None)
    seat = ann.until(lambda page: page.seen["seat"]["done"] and page.seen["seat"])
    assert seat["orders"] == [{"type": "budget", "share": 0.031}]
    live = bob.until(lambda page: page.lines == 2 and page.seen["live"]["motions"][0]["votes"] and page.seen["live"])
    assert live["motions"][0]["votes"] == {"POL": True}
    assert {code: one["name"] for code, one in live["seats"].items()} == {"EST": "Bob", "POL": "Ann"}
    assert teacher.do(do="advance", world=FIRST) is None
    told = ann.until(lambda page: len(page.years) == 2 and page.years[1])
    assert told["share"]["POL"] == 0.031
    assert told["motions"][0]["carried"]
    for page in (ann, bob, teacher):
        page.leave()


def test_six_students_play_three_years_to_the_debrief(playing: Server) -> None:
    server = playing
    seats = server.post("/api/seats", {"code": server.code})
    assert set(CODES) <= set(seats["seats"])
    students = {code: server.join(code, f"Student {code}", SECOND) for code in CODES}
    teacher = server.teacher()
    assert students["POL"].order({"type": "budget", "share": 0.03}) == "the class has not begun; wait for your teacher"
    assert teacher.do(do="begin", world=SECOND) is None
    for year in (2019, 2020, 2021):
        for code, student in students.items():
            student.until(lambda page, before=year - 1: phase(page) == "open" and page.year() == before)
            assert student.order({"type": "budget", "share": 0.02 + 0.001 * CODES.index(code)}) is None
        submitted = [seat["done"] for seat in students["POL"].until(all_done)["seats"].values()]
        assert submitted == [True] * 6
        assert teacher.do(do="advance", world=SECOND) is None
    for student in students.values():
        student.until(lambda page: phase(page) == "over")
    check_what_is_taken_home(server, students)
    assert server.alive()
    assert server.stop() == 130, "it ends when it is asked to, though pages are open"
    for page in (*students.values(), teacher):
        page.leave()


def all_done(page: Page) -> object:
    live = page.seen.get("live")
    return live if live and all(seat["done"] for seat in live["seats"].values()) else None


def check_what_is_taken_home(server: Server, students: dict[str, Page]) -> None:
    poland = students["POL"]
    status, _, body = server.ask("GET", "/api/debrief/1", token=poland.token)
    told = json.loads(body)
    assert (status, [sheet["code"] for sheet in told["sheets"]]) == (200, ["POL"])
    status, _, body = server.ask("GET", "/api/debrief/1", token=server.desk)
    assert [sheet["code"] for sheet in json.loads(body)["sheets"]] == list(CODES)
    status, _, text = server.ask("GET", "/api/replay/1", token=poland.token)
    again = run(load_text(text.decode()))
    i = again.states.index("POL")
    assert np.array_equal(again.state["share"][0, 1:4, i], [0.024] * 3)
    shown = [year["share"]["POL"] for year in poland.years]
    assert shown == [float(f"{value:.5g}") for value in again.state["share"][0, :4, i]]
    status, _, box = server.ask("GET", "/api/tables/1/csv", token=server.desk)
    assert "orders.csv" in zipfile.ZipFile(BytesIO(box)).namelist()


def test_a_student_can_be_asked_to_leave_and_the_seat_is_free(server: Server) -> None:
    teacher, student = server.teacher(), server.join("NOR", "Prankster")
    student.until(lambda page: page.seen.get("seat"))
    assert teacher.do(do="kick", world=0, seat="NOR") is None
    student.until(lambda page: "gone" in page.seen)
    student.send(do="say", text="I am still here")
    student.until(lambda page: page.closed == 4401)
    again = server.join("NOR", "Serious")
    seats = again.until(lambda page: page.seen.get("seat") and page.seen["live"]["seats"])
    assert seats["NOR"]["name"] == "Serious"
    for page in (teacher, student, again):
        page.leave()


def test_what_is_said_to_one_state_reaches_it_and_the_teacher_alone(server: Server) -> None:
    one, other, third = (server.join(code) for code in ("PRT", "ESP", "GRC"))
    teacher = server.teacher()
    assert one.do(do="say", to="ESP", text="a word between us") is None
    assert one.do(do="say", text="a word for all") is None
    assert other.until(lambda page: page.seen["seat"]["private"])[-1]["text"] == "a word between us"
    third.until(lambda page: [word for word in page.seen["live"]["words"] if word["text"] == "a word for all"])
    assert "between us" not in json.dumps(third.seen)
    teacher.until(lambda page: "between us" in json.dumps(page.seen.get("desk", {})))
    for page in (one, other, third, teacher):
        page.leave()


def test_a_port_that_is_taken_is_told(tmp_path: Path, server: Server) -> None:
    from alliance_sim.cli import main

    assert main(["classroom", "five-states", "--port", str(server.port), "--out", str(tmp_path / "room")]) == 2
    assert not (tmp_path / "room").exists()
