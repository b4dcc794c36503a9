"""A small class on the real server: from joining to the debrief, and through a power cut in the middle of a year."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np

from alliance_sim.run import run
from alliance_sim.scenario import load_text
from tests.web.classmate import Page, Server

CODES = ("DEU", "EST", "FRA", "GBR", "POL", "USA")


def phase(page: Page) -> str:
    return str(page.seen["live"]["phase"])


def test_six_students_play_three_years_to_the_debrief(tmp_path: Path) -> None:
    with Server(tmp_path / "room", "--years", "3") as server:
        seats = server.post("/api/seats", {"code": server.code})
        assert set(CODES) <= set(seats["seats"])
        students = {code: server.join(code, f"Student {code}") for code in CODES}
        teacher = server.teacher()
        assert (
            students["POL"].order({"type": "budget", "share": 0.03}) == "the class has not begun; wait for your teacher"
        )
        assert teacher.do(do="begin") is None
        for year in (2019, 2020, 2021):
            for code, student in students.items():
                student.until(lambda page, before=year - 1: phase(page) == "open" and page.year() == before)
                assert student.order({"type": "budget", "share": 0.02 + 0.001 * CODES.index(code)}) is None
            submitted = [seat["done"] for seat in students["POL"].until(all_done)["seats"].values()]
            assert submitted == [True] * 6
            assert teacher.do(do="advance") is None
        for student in students.values():
            student.until(lambda page: phase(page) == "over")
        check_what_is_taken_home(server, students)
        for page in (*students.values(), teacher):
            page.leave()
        assert server.alive()


def all_done(page: Page) -> object:
    live = page.seen.get("live")
    return live if live and all(seat["done"] for seat in live["seats"].values()) else None


def check_what_is_taken_home(server: Server, students: dict[str, Page]) -> None:
    poland = students["POL"]
    status, _, body = server.ask("GET", "/api/debrief/0", token=poland.token)
    told = json.loads(body)
    assert (status, [sheet["code"] for sheet in told["sheets"]]) == (200, ["POL"])
    status, _, body = server.ask("GET", "/api/debrief/0", token=server.desk)
    assert [sheet["code"] for sheet in json.loads(body)["sheets"]] == list(CODES)
    status, _, text = server.ask("GET", "/api/replay/0", token=poland.token)
    again = run(load_text(text.decode()))
    i = again.states.index("POL")
    assert np.array_equal(again.state["share"][0, 1:4, i], [0.024] * 3)
    shown = [year["share"]["POL"] for year in poland.years]
    assert shown == [float(f"{value:.5g}") for value in again.state["share"][0, :4, i]]
    status, _, box = server.ask("GET", "/api/tables/0/csv", token=server.desk)
    assert "orders.csv" in zipfile.ZipFile(BytesIO(box)).namelist()


def test_a_power_cut_in_the_middle_of_a_year_loses_nothing(tmp_path: Path) -> None:
    with Server(tmp_path / "room") as server:
        ann, bob = server.join("POL", "Ann"), server.join("EST", "Bob")
        teacher = server.teacher()
        assert teacher.do(do="begin") is None
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
        live = bob.until(
            lambda page: page.lines == 2 and page.seen["live"]["motions"][0]["votes"] and page.seen["live"]
        )
        assert live["motions"][0]["votes"] == {"POL": True}
        assert {code: one["name"] for code, one in live["seats"].items()} == {"EST": "Bob", "POL": "Ann"}
        assert teacher.do(do="advance") is None
        told = ann.until(lambda page: len(page.years) == 2 and page.years[1])
        assert told["share"]["POL"] == 0.031
        assert told["motions"][0]["carried"]
        for page in (ann, bob, teacher):
            page.leave()


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


def test_the_server_stops_when_it_is_asked_to(tmp_path: Path) -> None:
    server = Server(tmp_path / "room").start()
    page = server.join("POL")
    page.until(lambda page: page.seen.get("seat"))
    assert server.stop() == 130
    page.leave()


def test_a_port_that_is_taken_is_told(tmp_path: Path, server: Server) -> None:
    from alliance_sim.cli import main

    assert main(["classroom", "five-states", "--port", str(server.port), "--out", str(tmp_path / "room")]) == 2
    assert not (tmp_path / "room").exists()
