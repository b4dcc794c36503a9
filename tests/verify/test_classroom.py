"""The classroom at full size: forty seats to the debrief, two hundred pages, thirty power cuts, and real browsers.

Every figure is printed; run with `-s` to see them.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from alliance_sim.results.export.frames import run_frames
from alliance_sim.results.folder import read_run
from alliance_sim.results.results import Comparison
from tests.web.classmate import Page, Server
from tests.web.test_threats import nonsense

pytestmark = pytest.mark.verify

SEATS = (
    "ALB", "BEL", "BGR", "CAN", "CZE", "DEU", "DNK", "ESP", "EST", "FRA", "GBR", "GRC", "HRV", "HUN", "ITA", "LTU",
    "LVA", "NLD", "NOR", "POL",
)  # fmt: skip


Tell = Callable[..., None]


NAMED = ("scenario", "arm")
"""Columns of a table that say which run it is and nothing of the world."""


def tell(figure: str) -> None:
    sys.stdout.write(f"\n{figure}\n")


def phase(page: Page) -> tuple[str, int]:
    live = page.seen["live"]
    return str(live["phase"]), int(live["year"])


def test_forty_students_in_two_worlds_play_six_years_to_the_debrief(tmp_path: Path, reliability: Tell) -> None:
    with Server(tmp_path / "room", "--years", "6", "--worlds", "2") as server:
        teacher = server.teacher()
        students = [server.join(code, f"Student {code} {world}", world) for world in (0, 1) for code in SEATS]
        started = time.monotonic()
        assert teacher.do(do="begin") is None
        slow = []
        for year in range(2019, 2025):
            for place, student in enumerate(students):
                student.until(lambda page, before=year - 1: phase(page) == ("open", before))
                share = round(0.015 + 0.0005 * (place % 20), 4)
                assert (
                    student.order(
                        {"type": "budget", "share": share},
                        {"type": "statement", "about": "NATO", "tone": 0.5, "credibility": 0.4},
                    )
                    is None
                )
            before = time.monotonic()
            assert teacher.do(do="advance") is None
            slow.append(time.monotonic() - before)
        for student in students:
            student.until(lambda page: phase(page) == ("over", 2024))
        played = time.monotonic() - started
        before = time.monotonic()
        sheets = [
            json.loads(server.ask("GET", f"/api/debrief/{world}", token=server.desk)[2])["sheets"] for world in (0, 1)
        ]
        debriefed = time.monotonic() - before
        given = sum(len(one) for one in sheets)
        reliability(
            "a class of 40 to the debrief",
            f"40 students in 2 worlds, 6 years with two orders each; {played:.0f} s, then {given} sheets in "
            f"{debriefed:.0f} s",
            40 - given,
        )
        assert [len(one) for one in sheets] == [20, 20]
        check_the_command_gives_the_class_s_worlds(server, tmp_path, reliability)
        ended = f"{statistics.median(slow):.2f} s"
        tell(f"40 seats, 6 years: {played:.1f} s; a year's end in both worlds {ended}; debriefs {debriefed:.1f} s")
        for page in (*students, teacher):
            page.leave()


def check_the_command_gives_the_class_s_worlds(server: Server, folder: Path, reliability: Tell) -> None:
    """Each world's replay, run by the command, is the table of every turn that the desk hands out, value for value."""
    import pandas as pd

    compared, other = 0, []
    for world in (0, 1):
        box = zipfile.ZipFile(BytesIO(server.ask("GET", f"/api/tables/{world}/parquet", token=server.desk)[2]))
        file, out = folder / f"replay-{world}.yaml", folder / f"run-{world}"
        file.write_bytes(box.read("replay.yaml"))
        command = [sys.executable, "-m", "alliance_sim", "run", str(file), "--out", str(out), "--quiet"]
        subprocess.run(command, check=True, capture_output=True)
        again = read_run(out).scenario
        for name, frame in run_frames(Comparison(again, again)).items():
            taken = pd.read_parquet(BytesIO(box.read(f"{name}.parquet")))
            lived = frame[frame["year"] <= taken["year"].max()].reset_index(drop=True)
            assert len(taken) == len(lived) > 6, name
            for column in taken.columns.difference(NAMED):
                compared += len(taken)
                if not taken[column].equals(lived[column]):
                    other.append(f"{world} {name} {column}")
    tell(f"replays run by the command: {compared} values compared, {len(other)} columns differ")
    reliability(
        "a class of 40, run again by alliance-sim run",
        f"2 replays; {compared:,} values of states, alliance and pairs compared bit for bit",
        f"{len(other)} columns differ",
    )
    assert other == []


def test_two_hundred_pages_see_an_action_at_once(tmp_path: Path, reliability: Tell) -> None:
    """Median time from an action's sending until another page of its world shows it."""
    with Server(tmp_path / "room", "--worlds", "8") as server:
        teacher = server.teacher()
        students = [
            server.join(code, f"{code} {world}", world)
            for world in range(8)
            for code in (*SEATS, "PRT", "ROU", "SVK", "SVN", "TUR")
        ]
        assert len(students) == 200
        assert teacher.do(do="begin") is None
        for student in students:
            student.until(lambda page: phase(page)[0] == "open")
        taken, chance = [], random.Random(1)
        for _ in range(120):
            actor = chance.choice(students)
            others = [page for page in students if page.seen["live"]["world"] == actor.seen["live"]["world"]]
            watcher = chance.choice([page for page in others if page is not actor])
            code, done = actor.seen["seat"]["code"], not actor.seen["seat"]["done"]
            before = time.monotonic()
            actor.send(do="orders", year=2019, orders=[{"type": "budget", "share": 0.02}], done=done)
            watcher.until(lambda page: page.seen["live"]["seats"][code]["done"] is done)  # noqa: B023
            taken.append(time.monotonic() - before)
            actor.until(lambda page: page.seen["seat"]["done"] is done)  # noqa: B023
        lost = sum(page.lines != 1 for page in students)
        middle, worst = statistics.median(taken), max(taken)
        tell(f"200 pages: action to screen median {1000 * middle:.0f} ms, worst {1000 * worst:.0f} ms")
        reliability(
            "200 pages of a class at once",
            f"{len(taken)} actions; on another screen after {1000 * middle:.0f} ms (median; bound 300), at worst "
            f"{1000 * worst:.0f} ms",
            f"{lost} lines lost, {sum(one >= 0.3 for one in taken)} actions later than 300 ms",
        )
        assert lost == 0, "a line was lost"
        assert middle < 0.3
        for page in (*students, teacher):
            page.leave()


def test_thirty_power_cuts_lose_nothing_and_double_nothing(tmp_path: Path, reliability: Tell) -> None:
    chance = random.Random(30)
    server = Server(tmp_path / "room").start()
    students = {code: server.join(code) for code in SEATS[:6]}
    teacher = server.teacher()
    assert teacher.do(do="begin") is None
    stop, said = threading.Event(), {code: [] for code in students}

    def play(code: str) -> None:
        own = random.Random(code)
        while not stop.is_set():
            text = f"{code} {len(said[code])}"
            said[code].append((students[code].send(do="say", text=text), text))
            time.sleep(own.uniform(2.0, 3.0))

    playing = [threading.Thread(target=play, args=(code,)) for code in students]
    for thread in playing:
        thread.start()
    for cut in range(30):
        time.sleep(chance.uniform(0.2, 2.0))
        if cut % 10 == 9:
            teacher.send(do="advance")
            time.sleep(chance.uniform(0.0, 0.3))
        server.kill()
        server.start()
    stop.set()
    for thread in playing:
        thread.join()
    for code, student in students.items():
        student.until(lambda page: all(act in page.answers for act, _ in said[code]))  # noqa: B023
    teacher.until(lambda page: not page.unsent)
    check_nothing_is_lost(server, students, said, reliability)
    for page in (*students.values(), teacher):
        page.leave()
    server.kill()


def check_nothing_is_lost(
    server: Server, students: dict[str, Page], said: dict[str, list[tuple[str, str]]], reliability: Tell
) -> None:
    from alliance_sim.scenario import load_scenario
    from alliance_sim.web.room import Room

    server.kill()
    room = Room(load_scenario("us-partner-only"), server.folder, 1, 2035, 0)
    kept = [entry.body["text"] for entry in room.diary.entries() if entry.kind == "say"]
    accepted = [text for code, all_of in said.items() for act, text in all_of if students[code].answers[act] is None]
    years = [entry.body["year"] for entry in room.diary.entries() if entry.kind == "year"]
    room.diary.close()
    tell(f"30 cuts: {len(accepted)} accepted, {len(kept)} kept, years {years}")
    lost, doubled = len(set(accepted) - set(kept)), len(kept) - len(set(kept))
    reliability(
        "kills of the classroom's server while six students play",
        f"30 kills at random moments; {len(accepted)} actions acknowledged, {len(kept)} kept",
        f"{lost} lost, {doubled} doubled",
    )
    assert sorted(kept) == sorted(accepted)
    assert years == [2019, 2020, 2021]
    server.start()


def test_a_hundred_thousand_messages_without_sense(tmp_path: Path, reliability: Tell) -> None:
    with Server(tmp_path / "room") as server:
        student, chance, sent = server.join("POL"), random.Random(5), 0
        hello = json.dumps({"hello": "seat", "secret": student.token})
        while sent < 100_000:
            with connect(f"ws://127.0.0.1:{server.port}/line", max_size=None) as line:
                line.send(hello if chance.random() < 0.9 else nonsense(chance))
                try:
                    for _ in range(400):
                        line.send(nonsense(chance))
                        sent += 1
                except ConnectionClosed:
                    pass
        reliability(
            "messages without sense to the classroom's server",
            f"{sent:,} messages; afterwards another student's word is taken",
            0 if server.alive() else "the server is down",
        )
        assert server.alive()
        other = server.join("EST")  # the first seat has used up its words for a while
        assert other.do(do="say", text="still there") is None
        tell(f"{sent} messages without sense, and the server answers")
        student.leave()
        other.leave()


# --- Browsers ---

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None)


class Browsing:
    """A browser whose pages note everything that a page must not do, and how much it loads."""

    def __init__(self, browser: Any, server: Server) -> None:
        self.browser, self.server, self.wrong = browser, server, []
        self.bytes: dict[str, int] = {}
        self.base = f"http://127.0.0.1:{server.port}"

    def page(self, address: str, width: int, height: int, scheme: str = "light") -> Any:
        context = self.browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        page = context.new_page()
        page.on("console", lambda said: self.wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", self._requested)
        page.on("dialog", lambda asked: asked.accept())
        page.goto(self.base + address)
        return page

    def _requested(self, request: Any) -> None:
        if not request.url.startswith((self.base, "blob:")):
            self.wrong.append(f"outside request: {request.url}")


@pytest.fixture
def browsing(tmp_path: Path) -> Iterator[Browsing]:
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here")
    with Server(tmp_path / "room", "--years", "2", "--minutes", "9") as server, playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield Browsing(browser, server)
        browser.close()


def violations(page: Any) -> list[str]:
    """What axe-core finds wrong on a page. It is put there by the browser's own tools, past the page's policy."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    page.evaluate(script)
    found = page.evaluate("axe.run(document)")
    assert len(found["passes"]) > 10, "axe looked at nothing"
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_class_in_real_browsers_without_a_fault(browsing: Browsing, scheme: str, reliability: Tell) -> None:
    server, found = browsing.server, []

    def look(name: str, page: Any) -> None:
        found.extend(f"{name}: {one}" for one in violations(page))
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found.extend([f"{name}: {wide} px too wide"] if wide > 0 else [])

    desk = browsing.page(f"/desk#{server.desk}", 1280, 800, scheme)
    wall = browsing.page(f"/wall#{server.code}", 1920, 1080, scheme)
    phone = browsing.page(f"/join#{server.code}", 360, 740, scheme)
    wall.wait_for_selector(".qr")
    look("wall in the lobby", wall)
    phone.fill("#name", "<b>Ann</b>")
    look("joining", phone)
    phone.click("button[type=submit]")
    phone.wait_for_selector("#seat")
    phone.select_option("#seat", "POL")
    phone.click("button[type=submit]")
    phone.wait_for_selector(".secret")
    desk.click("text=Begin")
    phone.wait_for_selector("#share")
    phone.select_option("#chooser-kind", "deployment")
    phone.fill("#chooser-troops", "1000")
    phone.click("text=Add this order")
    phone.wait_for_selector("text=take back")
    phone.click("text=Submit for")
    phone.wait_for_selector("text=Submitted.")
    phone.select_option("#table-it-kind", "communique")
    phone.click("text=Put it on the table")
    phone.wait_for_selector("text=tabled by")
    phone.fill("#say-text", "<img src=x onerror=alert(1)>")
    phone.click("#say button")
    phone.wait_for_selector("#said li")
    look("a seat", phone)
    desk.wait_for_selector("text=1 of 1")
    look("desk", desk)
    for year in (2019, 2020):
        desk.click(f"text=End the year {year}")
        phone.wait_for_selector(f"summary:has-text('{year}')")
    wall.wait_for_selector("#board svg")
    look("wall", wall)
    look("desk at the end", desk)
    phone.click("text=Open your debrief")
    phone.wait_for_selector(".sheet", timeout=120_000)
    look("sheet", phone)
    reliability(
        f"a class in Chromium, {scheme}",
        "joining, seat, desk, projector and sheet, seven looks: axe, width, console, requests elsewhere",
        f"{len(found)} faults on pages, {len(browsing.wrong)} console errors or outside requests",
    )
    assert found == []
    assert browsing.wrong == []


def test_the_desk_s_buttons_do_what_they_say(browsing: Browsing, tmp_path: Path, reliability: Tell) -> None:
    desk = browsing.page(f"/desk#{browsing.server.desk}", 1280, 800)
    student = browsing.server.join("EST", "Ann")
    phone = browsing.page(f"/join#{browsing.server.code}", 390, 844)
    phone.fill("#name", "Bob")
    phone.click("button[type=submit]")
    phone.select_option("#seat", "POL")
    phone.click("button[type=submit]")
    phone.wait_for_selector(".secret")
    desk.click("text=Begin")
    left = student.until(lambda page: phase(page)[0] == "open" and page.seen["live"]["seconds_left"])
    desk.click("text=Pause")
    student.until(lambda page: phase(page)[0] == "paused")
    desk.click("text=Go on")
    desk.click("text=+1 minute")
    student.until(lambda page: phase(page)[0] == "open" and page.seen["live"]["seconds_left"] > left)
    desk.select_option("#outside-kind", "crisis")
    desk.click("text=Let it happen")
    desk.wait_for_selector("text=Waiting for the end of the year: crisis")
    desk.fill("#say-text", "Two minutes left")
    desk.click("text=Say it")
    student.until(lambda page: "Two minutes left" in json.dumps(page.seen["live"]["words"]))
    desk.click("text=End the year 2019")
    year = student.until(lambda page: len(page.years) == 2 and page.years[1])
    assert "EST" in json.dumps(year["crises"]), "the crisis that the desk let happen"
    desk.click("[aria-label='Free the seat of Poland']")
    phone.wait_for_selector("text=your teacher has freed it")
    assert "gone" not in student.seen, "only Poland's seat was freed"
    desk.click("text=End the class")
    desk.wait_for_selector("text=over, after 2019")
    taken = []
    for button in ("Every turn as CSV", "Every turn as Parquet", "Replay as a scenario file"):
        with desk.expect_download() as coming:
            desk.click(f"text={button}")
        coming.value.save_as(tmp_path / "taken")
        taken.append((tmp_path / "taken").stat().st_size)
    reliability(
        "the teacher's desk in Chromium",
        "begin, pause, go on, extend, a crisis, words, end the year, free a seat, end the class, three downloads",
        f"{sum(size < 1000 for size in taken)} empty files, {len(browsing.wrong)} console errors or outside requests",
    )
    assert min(taken) > 1000
    assert browsing.wrong == []
    student.leave()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_explorer_in_a_real_browser(browsing: Browsing, scheme: str, tmp_path: Path, reliability: Tell) -> None:
    found: list[str] = []
    for width, height in ((360, 740), (1280, 800)):
        page = browsing.page("/", width, height, scheme)
        page.wait_for_selector("#answer h2", timeout=120_000)
        page.click("text=Explain")
        page.wait_for_selector("text=In short", timeout=120_000)
        page.select_option("#dropper-kind", "crisis")
        page.click("text=Drop it")
        page.wait_for_selector("#timeline >> text=crisis")
        with page.expect_download() as saving:
            page.click("text=Save as a scenario file")
        saved = tmp_path / f"own-{width}.yaml"
        saving.value.save_as(saved)
        page.click("text=Open a scenario file")
        page.set_input_files("#open", saved)
        page.wait_for_selector("#timeline >> text=Estonia")  # told as an event of the file
        page.wait_for_selector("#run:not([disabled])", timeout=120_000)
        assert page.eval_on_selector("#choose select", "one => one.selectedOptions[0].text") == saved.name
        found.extend(violations(page))
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"too wide at {width}")
    reliability(
        f"the explorer in Chromium, {scheme}",
        "run, explain, drop an event, save, open the saved file, on a phone and a desk: axe, width, console, requests",
        f"{len(found)} faults on pages, {len(browsing.wrong)} console errors or outside requests",
    )
    assert found == []
    assert browsing.wrong == []


@pytest.mark.parametrize("address", ["/", "/join", "/desk", "/wall", "/sheet"])
def test_a_page_is_small_and_soon_there(browsing: Browsing, address: str, reliability: Tell) -> None:
    secret = {"/desk": browsing.server.desk, "/wall": browsing.server.code}.get(address, "")
    page = browsing.page(f"{address}#{secret}", 360, 740)
    page.wait_for_load_state("networkidle")
    loaded = page.evaluate(
        "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
        ".reduce((sum, one) => sum + one.decodedBodySize, 0)"
    )
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    tell(f"{address}: {loaded / 1024:.0f} KiB unpacked, first paint after {paint:.0f} ms")
    reliability(
        f"the classroom's page {address}",
        f"{loaded / 1024:.0f} KiB unpacked (bound 488), first paint after {paint:.0f} ms (bound 1500)",
        f"{len(browsing.wrong)} console errors or outside requests",
    )
    assert loaded < 500_000
    assert paint < 1500
    assert browsing.wrong == []
