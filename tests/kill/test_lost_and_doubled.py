"""Nothing that was acknowledged is lost, nothing is doubled: whoever is killed between “201” and “routed”."""

import time

import pytest

from config.bench.house import kill_the_database
from tests.config.waiting import soon
from tests.kill.filers import Filers, some_seconds

pytestmark = pytest.mark.kill

ROUTED_IN_S = 90  # only against hanging: loading the model takes long on a busy machine


def each_acknowledged_once(house, filers):
    assert filers.gave_up == 0
    stored = [row[0] for row in house.ask("SELECT reference FROM complaints_complaint")]
    assert sorted(stored) == sorted(filers.acknowledged)
    assert len(set(stored)) == len(stored) == filers.keys
    assert house.ask("SELECT count(*) FROM complaints_case") == [(filers.keys,)]


def each_routed_once(house):
    waiting = "SELECT 1 FROM complaints_case WHERE state = 'received'"
    assert soon(lambda: not house.ask(waiting), ROUTED_IN_S), (len(house.ask(waiting)), house.worker.last_words())
    decisions = house.ask(
        "SELECT c.reference, (SELECT count(*) FROM routing_routingdecision d WHERE d.case_id = c.id),"
        " (SELECT count(*) FROM complaints_caseevent e WHERE e.case_id = c.id AND e.kind IN ('triage', 'routed')),"
        " (SELECT count(*) FROM complaints_caseevent e WHERE e.case_id = c.id AND e.kind = 'filed'), c.event_count"
        " FROM complaints_case c"
    )
    assert decisions
    assert [row for row in decisions if row[1:] != (1, 1, 1, 2)] == []


def each_told_once(house):
    """One mail for everybody who gave an address, the code to confirm it, and no other."""
    unsent = "SELECT 1 FROM notifications_message WHERE state = 'waiting' AND attempts = 0"
    assert soon(lambda: not house.ask(unsent), ROUTED_IN_S)
    told = house.ask(
        "SELECT c.reference, count(m.id) FROM complaints_complaint c"
        " LEFT JOIN notifications_message m ON m.event_key LIKE 'code:' || c.reference || ':%%' GROUP BY 1"
    )
    assert {count for _reference, count in told} == {1}
    assert house.ask("SELECT count(*) FROM notifications_message") == [(len(told),)]


class TestKillingTheWebProcess:
    def test_R1_loses_and_doubles_no_acknowledged_complaint(self, house):
        house.open()
        filers = Filers(house)

        def killed_again_and_again():
            for _ in range(4):
                time.sleep(some_seconds(1.5))
                house.web.kill()
                house.open_web()

        filers.file_while(killed_again_and_again)
        assert len(filers.acknowledged) > 20
        each_acknowledged_once(house, filers)
        each_routed_once(house)
        each_told_once(house)


class TestKillingTheDatabase:
    def test_R2_loses_and_doubles_no_acknowledged_complaint(self, house, durable_server):
        house.open()
        filers = Filers(house)
        assert house.ask("SHOW fsync") == [("on",)]
        assert house.ask("SHOW synchronous_commit") == [("on",)]

        def killed_again_and_again():
            for _ in range(3):
                time.sleep(some_seconds(1.5))
                kill_the_database(durable_server)
                durable_server.start()
            time.sleep(1)

        filers.file_while(killed_again_and_again)
        assert len(filers.acknowledged) > 20
        each_acknowledged_once(house, filers)
        each_routed_once(house)
        each_told_once(house)

    def test_R2_the_web_process_answers_again_by_itself(self, house, durable_server):
        house.open_web()
        filers = Filers(house, clients=1)
        filers.file_while(lambda: time.sleep(0.5))
        before = house.web.pid
        kill_the_database(durable_server)
        durable_server.start()
        filers.file_while(lambda: time.sleep(0.5))
        assert house.web.pid == before
        assert house.web.is_alive()
        each_acknowledged_once(house, filers)


class TestKillingTheWorker:
    def test_R3_leaves_no_complaint_unrouted_and_routes_none_twice(self, house):
        house.open()
        filers = Filers(house, clients=4)

        def killed_again_and_again():
            for _ in range(5):
                time.sleep(some_seconds(2))
                house.worker.kill()
                house.worker.start()

        filers.file_while(killed_again_and_again)
        each_acknowledged_once(house, filers)
        each_routed_once(house)
        each_told_once(house)

    def test_R3_what_was_filed_without_any_worker_is_routed_by_the_next_one(self, house):
        house.open_web()
        filers = Filers(house, clients=4)
        filers.file_while(lambda: time.sleep(1))
        assert house.ask("SELECT DISTINCT state FROM complaints_case") == [("received",)]
        house.worker.start()
        each_routed_once(house)

    def test_R3_two_workers_route_nothing_twice(self, house):
        house.open_web()
        filers = Filers(house, clients=4)
        filers.file_while(lambda: time.sleep(2))
        house.worker.start()
        second = type(house.worker)("second worker", house.worker.command, house.environment, house.worker.log)
        second.start()
        try:
            each_routed_once(house)
        finally:
            second.stop()
