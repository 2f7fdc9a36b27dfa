"""Where LISTEN connects to: past a pooler that would forget it with the transaction."""

import select

import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from config.management.commands.work import Command
from notifications.hub import the_hub
from notifications.listening import connection_settings, listen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def direct(settings):
    """The tests' own database by another way, which is known by its name."""
    own = connection.settings_dict
    options = {**own["OPTIONS"], "application_name": "past-the-pooler"}
    settings.DATABASE_DIRECT = {key: own[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} | {
        "OPTIONS": options
    }


def who_listens():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT application_name FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'LISTEN%%'"
        )
        return [name for (name,) in cursor.fetchall()]


class TestWithoutADirectWay:
    def test_everything_connects_to_the_one_database(self):
        own = connection.get_connection_params()
        assert {key: connection_settings()[key] for key in ("dbname", "user") if key in own} == {
            key: own[key] for key in ("dbname", "user") if key in own
        }


class TestWithADirectWay:
    def test_a_worker_listens_there_and_hears(self, direct):
        ear = listen("work")
        try:
            assert who_listens() == ["past-the-pooler"]
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify('work', 'outbox')")
            assert select.select([ear], [], [], 5)[0]
            ear.poll()
            assert [notice.payload for notice in ear.notifies] == ["outbox"]
        finally:
            ear.close()

    def test_the_worker_takes_it(self, direct):
        worker = Command()
        worker.shifts, worker.ear, worker.ear_due_at = [], None, 0.0
        worker.keep_an_ear_open()
        try:
            assert who_listens() == ["past-the-pooler"]
        finally:
            worker.ear.close()

    async def test_the_hub_takes_it(self, direct):
        await the_hub().ready()
        try:
            assert await sync_to_async(who_listens)() == ["past-the-pooler"]
        finally:
            await the_hub().stop()

    def test_nothing_of_the_pooled_way_is_left(self, settings, direct):
        settings.DATABASE_DIRECT = {"NAME": "siang", "USER": "siang", "PASSWORD": "", "HOST": "db", "PORT": 5432}
        told = connection_settings()
        assert (told["host"], told["port"], told["dbname"]) == ("db", 5432, "siang")
        assert told.get("options") is None
        assert connection.settings_dict["NAME"] != "siang"
