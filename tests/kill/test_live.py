"""The live connection may break: filing and reading go on, and an open page misses nothing."""

import json
import uuid
from contextlib import ExitStack

import pytest
from websockets.sync.client import connect

from config.bench.visitors import Visitor, check
from tests.config.waiting import soon
from tests.kill.filers import file_until_answered

pytestmark = pytest.mark.kill

CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN live%' AND datname = current_database()"
LISTENING = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'LISTEN live%' AND datname = current_database()"


class OpenPage:
    """What the tracking page does: hears that something changed, then asks for what it has not shown yet."""

    def __init__(self, house, reference):
        self.visitor, self.reference = Visitor(house.port), reference
        self.address = f"ws://127.0.0.1:{house.port}/ws/cases/{reference}/"
        self.origin, self.sockets = house.url(""), ExitStack()
        self.shown: list[int] = []
        self.state = ""
        self.look()

    def look(self):
        answer = self.visitor.get(f"/api/v1/cases/{self.reference}/")
        check(answer, 200)
        told = answer.json()
        self.state = told["state"]
        self.shown += sorted(line["n"] for line in told["timeline"] if line["n"] > max(self.shown, default=0))

    def connect(self):
        self.socket = self.sockets.enter_context(connect(self.address, origin=self.origin))
        self.socket.send(json.dumps({"seen": max(self.shown)}))

    def hears(self, seconds=10):
        return json.loads(self.socket.recv(timeout=seconds))


@pytest.fixture
def page(house):
    """The page of a case that was just filed; no worker has looked at it yet."""
    house.open_web()
    page = OpenPage(house, file_until_answered(Visitor(house.port), str(uuid.uuid4())))
    page.connect()
    assert soon(lambda: bool(house.ask(LISTENING)))
    with page.sockets:
        yield page


class TestTheLiveConnection:
    def test_R8_is_taken_up_again_and_the_open_page_told_to_look(self, house, page):
        assert house.ask(CUT) == [(True,)]
        assert page.hears() == {"changed": True}
        assert soon(lambda: bool(house.ask(LISTENING)))

    def test_R8_a_change_while_it_is_cut_reaches_the_open_page_once_and_in_order(self, house, page):
        house.ask(CUT)
        house.worker.start()
        while page.state != "triage":
            page.hears()
            page.look()
        assert page.shown == [1, 2]

    def test_R8_filing_and_reading_go_on_while_it_is_cut(self, house, page):
        for _ in range(5):
            house.ask(CUT)
            reference = file_until_answered(page.visitor, str(uuid.uuid4()))
            check(page.visitor.get(f"/track/{reference}/"), 200)

    def test_R8_a_page_that_was_away_resumes_from_its_last_number(self, house, page):
        page.socket.close()
        house.worker.start()
        assert soon(lambda: house.ask("SELECT state FROM complaints_case") == [("triage",)], 20)
        page.connect()
        assert page.hears() == {"topic": "case", "n": 2}
        page.look()
        assert page.shown == [1, 2]

    def test_R8_a_killed_web_process_takes_the_page_back(self, house, page):
        house.web.kill()
        house.worker.start()
        assert soon(lambda: house.ask("SELECT state FROM complaints_case") == [("triage",)], 20)
        house.open_web()
        page.connect()
        assert page.hears()["n"] == 2
