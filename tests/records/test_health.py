from functools import partial
from threading import Event

import pytest
from django.db import OperationalError

from records import health


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)


@pytest.fixture
def patient(monkeypatch):
    """A machine that tests everything at once may take longer than a load balancer would wait."""
    for name in ("database_answers", "migrations_applied"):
        monkeypatch.setattr(health, name, partial(getattr(health, name), within_s=60))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
class TestReadiness:
    def test_is_given_with_database_migrations_and_model(self, settings, tmp_path):
        settings.TOPIC_MODEL = str(tmp_path)
        assert health.readiness() == {"database": True, "migrations": True, "model": False}
        (tmp_path / "topics.skops").write_bytes(b"x")
        assert health.readiness()["model"]

    def test_is_refused_while_a_migration_waits(self, monkeypatch):
        monkeypatch.setattr(health, "_nothing_to_migrate", lambda: False)
        assert not health.readiness()["migrations"]


class TestADatabaseThatDoesNotAnswer:
    def test_is_given_up_in_time_and_holds_up_nobody_else(self, monkeypatch):
        answers = Event()
        monkeypatch.setattr(health, "_query", lambda: answers.wait(60))
        try:
            assert not health.database_answers(within_s=0.1)
            assert not health.database_answers(within_s=0.1)  # the first still hangs
        finally:
            answers.set()

    def test_or_is_gone_is_said_plainly(self, monkeypatch):
        def gone():
            raise OperationalError("connection refused")

        monkeypatch.setattr(health, "_query", gone)
        assert not health.database_answers()
