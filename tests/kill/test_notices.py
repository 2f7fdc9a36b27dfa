"""A notice is written with the act it tells of: none without the act, no act without it, whoever is killed between.

The filers are visitors with an address that nobody has confirmed: what is written with their filing is its code.
"""

import time

import pytest

from tests.config.waiting import soon
from tests.kill.filers import Filers, some_seconds
from tests.kill.test_lost_and_doubled import each_told_once

pytestmark = pytest.mark.kill

ACTS_WITHOUT_THEIR_NOTICE = """
    SELECT c.reference, e.n FROM complaints_caseevent e
    JOIN complaints_case c ON c.id = e.case_id
    JOIN complaints_complaint p ON p.case_id = c.id
    JOIN complaints_complainant w ON w.complaint_id = p.id AND w.email <> ''
    LEFT JOIN notifications_message m ON m.event_key LIKE 'code:' || c.reference || ':%%' AND m.recipient = w.email
    WHERE m.id IS NULL AND e.kind = 'filed'
"""
NOTICES_WITHOUT_THEIR_ACT = """
    SELECT m.event_key FROM notifications_message m
    WHERE NOT EXISTS (
        SELECT FROM complaints_caseevent e JOIN complaints_case c ON c.id = e.case_id
        WHERE m.event_key LIKE 'code:' || c.reference || ':%%'
    )
"""


class TestNoticesAndActs:
    def test_R6_agree_when_the_web_process_is_killed_between_commit_and_answer(self, house):
        house.open_web()
        filers = Filers(house)

        def killed_again_and_again():
            for _ in range(3):
                time.sleep(some_seconds(1.0))
                house.web.kill()
                house.open_web()

        filers.file_while(killed_again_and_again)
        assert house.ask("SELECT count(*) FROM notifications_message") == [(filers.keys,)]
        assert house.ask(ACTS_WITHOUT_THEIR_NOTICE) == []
        assert house.ask(NOTICES_WITHOUT_THEIR_ACT) == []

    def test_R6_a_worker_killed_while_sending_leaves_no_message_behind_and_sends_none_twice(self, house):
        house.open_web()
        Filers(house).file_while(lambda: time.sleep(2))
        house.web.stop()
        before = house.ask("SELECT id, provider_key FROM notifications_message ORDER BY id")
        sent = "SELECT 1 FROM notifications_message WHERE state = 'sent'"
        house.worker.start()
        assert soon(lambda: bool(house.ask(sent)), 20)
        house.worker.kill()
        # What it was sending waits for its lease of minutes to run out; the next worker need not wait for the rest.
        house.worker.start()
        each_told_once(house)
        house.ask("UPDATE notifications_message SET next_try_at = now() WHERE state = 'waiting'")
        assert soon(lambda: not house.ask("SELECT 1 FROM notifications_message WHERE state <> 'sent'"), 20)
        assert house.ask("SELECT id, provider_key FROM notifications_message ORDER BY id") == before
        assert house.ask(
            "SELECT max(attempts) <= 2, count(*) FILTER (WHERE attempts = 2) <= 1 FROM notifications_message"
        ) == [(True, True)]
