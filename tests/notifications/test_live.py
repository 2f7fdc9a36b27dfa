import asyncio
import json
import os
import shutil
import signal
import tempfile
from pathlib import Path

import psycopg2
import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.db import connection, connections, transaction

from config import postgres
from directory.models import User
from notifications import hub as hub_module
from notifications.consumers import LiveConsumer
from notifications.hub import CALM_S, read_topic, the_hub
from notifications.live import announce
from tests.factories import make_user
from tests.notifications.sockets import Socket

CASE = "69-7K3M-9QXT-Y"
OTHER_CASE = "69-AAAA-BBBB-C"


class CasePage(LiveConsumer):
    """The page of a case that Mali and everybody without an account may see until it is hidden."""

    hidden_from: set[int | None] = set()
    last = 5

    async def topics(self) -> list[str] | None:
        user = self.scope["user"]
        return None if user.pk in self.hidden_from or self.scope["path"].endswith("strange/") else [f"case:{CASE}"]

    async def last_number(self) -> int | None:
        return self.last


class Desk(LiveConsumer):
    async def topics(self) -> list[str] | None:
        return ["desk", f"person:{self.scope['user'].pk}"]


@pytest.fixture(autouse=True)
def page_is_open_to_all():
    CasePage.hidden_from, CasePage.last = set(), 5


@pytest.fixture
async def hub(transactional_db):
    yield the_hub()
    await the_hub().stop()
    await sync_to_async(connections.close_all)()


@pytest.fixture
def mali(transactional_db):
    return make_user("มาลี ใจดี")


async def opened(consumer=CasePage, **options) -> Socket:
    socket = Socket(consumer.as_asgi(), **options)
    assert await socket.open()
    return socket


async def say(*topics: str) -> None:
    await sync_to_async(announce)(*topics)


class TestAnOpenPage:
    async def test_hears_that_its_case_changed_and_nothing_more(self, hub):
        page = await opened()
        await say(f"case:{CASE}:6")
        assert await page.hear() == {"topic": "case", "n": 6}
        await page.close()

    async def test_hears_nothing_of_another_case(self, hub):
        page = await opened()
        await say(f"case:{OTHER_CASE}:6")
        assert await page.hears_nothing()
        await page.close()

    async def test_hears_a_burst_once_with_the_last_number(self, hub):
        page = await opened()
        for n in (6, 7, 8):
            await say(f"case:{CASE}:{n}")
        heard = [await page.hear()]
        while not await page.hears_nothing():
            heard.append(await page.hear())
        assert heard[-1] == {"topic": "case", "n": 8}
        assert len(heard) <= 2

    async def test_hears_a_throng_once_in_a_while_and_once_more_after_its_last(self, hub, monkeypatch):
        monkeypatch.setattr(hub_module, "CALM_S", 1.0)
        page = await opened()
        for _press in range(5):
            await say(f"calm:case:{CASE}")
            await asyncio.sleep(2 * hub_module.COALESCE_S)
        assert await page.hear() == {"topic": "case"}
        assert await page.hears_nothing(1.3)
        await say(f"calm:case:{CASE}")
        assert await page.hear() == {"topic": "case"}
        await page.close()
        assert 1 <= CALM_S <= 30

    async def test_hears_an_act_at_once_while_a_throng_waits(self, hub):
        page = await opened()
        await say(f"calm:case:{CASE}", f"case:{CASE}:6")
        assert await page.hear(CALM_S / 2) == {"topic": "case", "n": 6}
        await page.close()

    async def test_is_not_remembered_where_nobody_listens(self, hub):
        page = await opened()
        await say(f"calm:case:{OTHER_CASE}", f"case:{CASE}:6")
        await page.hear()
        assert not hub._calm
        await page.close()

    async def test_hears_every_topic_it_asked_for(self, hub, mali):
        desk = await opened(Desk, user=mali)
        await say("desk:12")
        assert await desk.hear() == {"topic": "desk", "n": 12}
        await say(f"person:{mali.pk}")
        assert await desk.hear() == {"topic": "person"}
        await desk.close()

    async def test_R6_hears_nothing_of_an_act_that_was_undone(self, hub):
        def undone():
            with transaction.atomic():
                announce(f"case:{CASE}:6")
                transaction.set_rollback(True)

        page = await opened()
        await sync_to_async(undone)()
        assert await page.hears_nothing()
        await page.close()

    async def test_is_forgotten_when_it_closes(self, hub):
        page = await opened()
        assert hub._sockets
        await page.close()
        assert not hub._sockets


class TestAPageThatComesBack:
    async def test_R8_is_told_at_once_what_it_missed(self, hub):
        page = await opened()
        await page.say({"seen": 3})
        assert await page.hear() == {"topic": "case", "n": 5}
        await page.close()

    async def test_is_told_nothing_when_it_missed_nothing(self, hub):
        page = await opened()
        await page.say({"seen": 5})
        assert await page.hears_nothing()
        await page.close()

    @pytest.mark.parametrize(
        "rubbish", ["", "ก", "5", "[]", "null", '{"seen": "5"}', '{"seen": true}', '{"seen": NaN}', "[" * 100_000]
    )
    async def test_and_says_something_else_is_closed(self, hub, rubbish):
        page = await opened()
        await page.say(rubbish)
        assert await page.hear() is None
        assert page.closed_with == 4400

    async def test_and_asks_without_end_is_closed(self, hub):
        page = await opened()
        for _ in range(3):
            await page.say({"seen": 5})
        assert await page.hear() is None
        assert page.closed_with == 4429


class TestWhoIsRefused:
    async def test_S5_what_is_not_yours_is_closed_like_what_is_not_there(self, hub, mali):
        CasePage.hidden_from = {mali.pk}
        not_yours = Socket(CasePage.as_asgi(), user=mali)
        not_there = Socket(CasePage.as_asgi(), path="/ws/cases/strange/")
        assert not await not_yours.open()
        assert not await not_there.open()
        assert not_yours.closed_with == not_there.closed_with == 4404
        assert not hub._sockets

    async def test_S5_a_person_who_lost_a_role_is_closed_at_once(self, hub, mali):
        stranger = await sync_to_async(make_user)("สมชาย")
        hers, anybodys, his = await opened(user=mali), await opened(), await opened(user=stranger)
        await say(f"close:person:{mali.pk}")
        assert await hers.hear() is None
        assert hers.closed_with == 4403
        await say(f"case:{CASE}:6")
        assert await anybodys.hear() == await his.hear() == {"topic": "case", "n": 6}
        await anybodys.close()
        await his.close()

    async def test_S5_a_case_that_was_hidden_is_closed_for_everybody_who_may_then_ask_again(self, hub, mali):
        pages = [await opened(user=mali), await opened()]
        await say(f"close:case:{CASE}", f"case:{CASE}:6")
        for page in pages:
            assert await page.hear() is None
            assert page.closed_with == 4401  # not one of those that a browser takes for the last word

    async def test_S5_a_permission_lost_without_a_word_closes_within_the_minute(self, hub, mali):
        hers, anybodys = await opened(user=mali), await opened()
        CasePage.hidden_from = {mali.pk}
        await hub._recheck()
        assert await hers.hear() is None
        assert hers.closed_with == 4403
        assert await anybodys.hears_nothing()
        assert hub_module.RECHECK_S <= 30
        await anybodys.close()

    async def test_S5_a_closed_account_counts_as_nobody(self, hub, mali):
        CasePage.hidden_from = {None}
        page = await opened(user=mali)
        await User.objects.filter(pk=mali.pk).aupdate(is_active=False)
        await hub._recheck()
        assert await page.hear() is None
        assert page.closed_with == 4403

    async def test_strangers_on_one_page_are_checked_once_together(self, hub, monkeypatch):
        asked = []
        pages = [await opened() for _ in range(5)]
        with_a_code = await opened(headers=[(b"cookie", b"grants=abc")])

        async def still_allowed(self) -> bool:
            asked.append(self)
            return True

        monkeypatch.setattr(CasePage, "still_allowed", still_allowed)
        await hub._recheck()
        assert len(asked) == 2
        for page in [*pages, with_a_code]:
            await page.close()

    async def test_nobody_is_closed_because_the_database_is_away(self, hub, monkeypatch):
        async def cannot_say(self) -> bool:
            raise psycopg2.OperationalError("gone")

        monkeypatch.setattr(hub_module, "RECHECK_S", 0.05)
        monkeypatch.setattr(CasePage, "still_allowed", cannot_say)
        page = await opened()
        assert await page.hears_nothing(0.3)
        await page.close()


class TestASocketThatDoesNotRead:
    async def test_does_not_hold_up_the_others(self, hub, monkeypatch):
        monkeypatch.setattr(hub_module, "SLOW_SOCKET_S", 0.1)
        pages = [await opened() for _ in range(4)]
        stuck, gone, *fine = hub._sockets[f"case:{CASE}"]

        async def never(_message) -> None:
            await asyncio.sleep(60)

        async def broken(_message) -> None:
            raise RuntimeError("Unexpected ASGI message")

        stuck.base_send, gone.base_send = never, broken
        await say(f"case:{CASE}:6")
        await asyncio.sleep(0.6)
        assert hub._sockets[f"case:{CASE}"] == set(fine)
        heard = [page.output_queue.get_nowait() for page in pages if not page.output_queue.empty()]
        assert [json.loads(event["text"]) for event in heard] == [{"topic": "case", "n": 6}] * 2


class TestR8TheListeningConnection:
    async def test_R8_comes_back_when_it_is_cut_and_tells_everybody_to_look(self, hub):
        page = await opened()
        await sync_to_async(cut_the_listeners)()
        assert await page.hear() == {"changed": True}
        await say(f"case:{CASE}:6")
        assert await page.hear() == {"topic": "case", "n": 6}
        await page.close()

    async def test_is_tested_when_nothing_is_heard(self, hub, monkeypatch):
        monkeypatch.setattr(hub_module, "SILENCE_S", 0.1)
        page = await opened()
        await sync_to_async(cut_the_listeners)()
        assert await page.hear() == {"changed": True}
        assert await page.hears_nothing(0.5)
        await say(f"case:{CASE}:6")
        assert await page.hear() == {"topic": "case", "n": 6}
        await page.close()

    async def test_that_hears_nothing_of_its_own_is_not_trusted(self, hub, monkeypatch):
        # As behind a pooler that gives the connection to somebody else after each transaction.
        monkeypatch.setattr(hub_module, "SILENCE_S", 0.1)
        page = await opened()
        monkeypatch.setattr(hub_module, "PING", "somebody else's")
        monkeypatch.setattr(hub_module, "LIVE_CHANNEL", "another")
        assert await page.hear() == {"changed": True}
        await page.close()

    async def test_R8_survives_that_postgresql_is_killed_and_started_again(self, monkeypatch):
        root = Path(tempfile.mkdtemp(prefix="siang-hub-"))
        server = postgres.Server(postgres.Cluster(root, postgres.find_programs(), durable=False, dies_with_us=True))
        await asyncio.to_thread(server.start)
        url = server.cluster.url()
        monkeypatch.setattr(hub_module, "connection_settings", lambda: {"dsn": url, "connect_timeout": 2})
        try:
            page = await opened()
            os.kill(server.pid, signal.SIGKILL)
            while the_hub()._listening.is_set():
                await asyncio.sleep(0.02)
            assert await page.hears_nothing(0.1)
            await asyncio.to_thread(server.start)
            assert await page.hear(15) == {"changed": True}
            await asyncio.to_thread(notify, url, f"case:{CASE}:6")
            assert await page.hear() == {"topic": "case", "n": 6}
        finally:
            await the_hub().stop()
            await asyncio.to_thread(server.stop)
            shutil.rmtree(root, ignore_errors=True)

    async def test_a_page_may_be_opened_while_it_is_down(self, transactional_db, monkeypatch):
        def down():
            raise psycopg2.OperationalError("no database")

        monkeypatch.setattr(hub_module, "connection_settings", down)
        monkeypatch.setattr(hub_module, "ANSWER_S", 0.2)
        page = await opened()
        monkeypatch.undo()
        assert await page.hear(10) == {"changed": True}
        await page.close()
        await the_hub().stop()


def cut_the_listeners() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND (query LIKE 'LISTEN%%' OR query LIKE '%%pg_notify%%')"
        )
        assert cursor.fetchone()[0] >= 1


def notify(url: str, payload: str) -> None:
    with psycopg2.connect(url) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_notify('live', %s)", [payload])


@pytest.mark.parametrize(
    ("announced", "read"),
    [
        ("case:69-7K3M-9QXT-Y:5", ("case:69-7K3M-9QXT-Y", 5)),
        ("case:69-7K3M-9QXT-Y", ("case:69-7K3M-9QXT-Y", None)),
        ("desk:9", ("desk", 9)),
        ("desk", ("desk", None)),
        ("office:12", ("office:12", None)),
        ("office:12:7", ("office:12", 7)),
        ("person:7", ("person:7", None)),
        ("case:69-7K3M-9QXT-Y:ห้า", ("case:69-7K3M-9QXT-Y", None)),
        ("", ("", None)),
    ],
)
def test_what_is_announced_is_read_as_topic_and_number(announced, read):
    assert read_topic(announced) == read


def test_an_anonymous_viewer_has_no_number():
    page = CasePage()
    page.scope = {"user": AnonymousUser(), "path": "/ws/x/"}
    assert page.person_id is None
