"""The worker as what it is: a process of its own, killed at bad moments."""

import json
import math
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from config.management.commands.work import Command
from notifications.models import Message, Subscription
from notifications.outbox import enqueue
from records.chores import wake
from tests.factories import make_user
from tests.notifications.mail_server import MailServer

pytestmark = pytest.mark.kill
WAITING, SENT = Message.State.WAITING, Message.State.SENT


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def start_worker(database_url, mail_server):
    """Starts workers; whatever the test did not end is ended after it."""
    started: list[subprocess.Popen[str]] = []

    def start(*options: str) -> subprocess.Popen[str]:
        settings = {"DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "tests.notifications.worker_settings"}
        worker = subprocess.Popen(
            [sys.executable, "-m", "django", "work", *options],
            env=os.environ | settings | {"MAIL_PORT": str(mail_server.port), "PYTHONPATH": str(Path.cwd())},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        if worker.poll() is None:
            worker.kill()
        worker.communicate(timeout=60)


def wait_until(truth: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not truth():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.01)


def tell_people(count: int, first: int = 0) -> None:
    with transaction.atomic():
        for n in range(first, first + count):
            enqueue(f"case:69-7K3M-9QXT-Y:{n}", "email", f"person{n}@example.org", "ความคืบหน้า", "ซ่อมเสร็จแล้ว")


def leases_run_out() -> None:
    Message.objects.filter(state=WAITING).update(next_try_at=timezone.now())


class TestR3R7AWorkerThatIsKilled:
    def test_R3_R7_every_person_gets_every_message_and_none_twice(self, start_worker, mail_server):
        tell_people(40)
        mail_server.taken.seconds_a_mail = 0.02
        for _killing in range(4):
            worker = start_worker("--chores", "outbox")
            so_far = len(mail_server.taken.mails)
            wait_until(lambda: len(mail_server.taken.mails) >= so_far + 4)  # noqa: B023
            worker.send_signal(signal.SIGKILL)
            worker.wait(60)
            leases_run_out()
        start_worker("--chores", "outbox")
        wait_until(lambda: not Message.objects.filter(state=WAITING).exists())

        received = mail_server.taken.by_recipient()
        assert set(received) == {f"person{n}@example.org" for n in range(40)}
        # The provider drops a Message-ID it has seen, so one each is what a person sees.
        assert all(len(message_ids) == 1 for message_ids in received.values())
        assert Message.objects.filter(state=SENT).count() == 40

    def test_R7_two_workers_never_send_the_same(self, start_worker, mail_server):
        tell_people(80)
        mail_server.taken.seconds_a_mail = 0.01
        start_worker("--chores", "outbox")
        start_worker("--chores", "outbox")
        wait_until(lambda: Message.objects.filter(state=SENT).count() == 80)
        assert len(mail_server.taken.mails) == 80


class TestAWorker:
    def test_begins_when_it_is_called(self, start_worker):
        worker = start_worker("--chores", "slow_batch")  # looks by itself each 30 s only
        for _person in range(2):
            call_slow_batch(worker)
        assert Subscription.objects.filter(subject="done").count() == 2

    def test_says_on_one_line_what_it_did(self, start_worker):
        tell_people(3)
        said, _ = start_worker("--once", "--chores", "outbox").communicate(timeout=60)
        [line] = said.splitlines()
        assert json.loads(line) | {"seconds": 0} == {"chore": "outbox", "done": 3, "seconds": 0}

    def test_says_nothing_when_there_is_nothing_to_do(self, start_worker):
        worker = start_worker("--once", "--chores", "outbox")
        assert worker.communicate(timeout=60)[0] == ""
        assert worker.returncode == 0

    def test_R10_goes_on_beside_a_chore_that_always_fails(self, start_worker, mail_server):
        worker = start_worker()
        for n in range(3):
            tell_people(1, first=n)
            wait_until(lambda: len(mail_server.taken.mails) == n + 1)  # noqa: B023
        worker.terminate()
        _, errors = worker.communicate(timeout=60)
        assert "this chore always fails" in errors
        assert errors.count("RuntimeError") <= 5, "it backs off"

    def test_finishes_its_batch_when_told_to_stop(self, start_worker, database_url):
        Subscription.objects.create(user=make_user(), subject="slow")
        Subscription.objects.create(user=make_user(), subject="slow")
        worker = start_worker("--chores", "slow_batch")
        assert worker.stdout is not None
        assert worker.stdout.readline().startswith("started")
        worker.terminate()
        assert worker.wait(60) == 0
        assert sorted(Subscription.objects.values_list("subject", flat=True)) == ["done", "slow"]

    def test_stops_while_it_sleeps(self, start_worker, mail_server):
        worker = start_worker("--chores", "outbox")
        tell_people(1)
        wait_until(lambda: mail_server.taken.mails)
        worker.terminate()
        assert worker.wait(60) == 0

    def test_survives_that_its_connections_are_cut(self, start_worker, database_url):
        worker = start_worker("--chores", "slow_batch")
        call_slow_batch(worker)
        cut_all_others(database_url)
        call_slow_batch(worker)
        assert worker.poll() is None


def call_slow_batch(worker: "subprocess.Popen[str]") -> None:
    """Give it something to do and call it until it has begun: a call is lost while nobody listens."""
    assert worker.stdout is not None
    subscription = Subscription.objects.create(user=make_user(), subject="slow")
    for _call in range(100):
        wake("slow_batch")
        if select.select([worker.stdout], [], [], 0.2)[0]:
            break
    assert worker.stdout.readline().startswith("started")
    wait_until(lambda: Subscription.objects.filter(pk=subscription.pk, subject="done").exists())
    worker.stdout.readline()  # what it did, as JSON


def cut_all_others(database_url: str) -> None:
    with psycopg2.connect(database_url) as operator, operator.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> %s",
            [own_backend()],
        )


def own_backend() -> int:
    from django.db import connection

    connection.ensure_connection()
    return connection.connection.info.backend_pid


def test_a_signal_ends_one_sleep_and_not_all_that_follow():
    worker = Command()
    worker.shifts, worker.ear, worker.ear_due_at = [], None, math.inf
    woken_by, signals = os.pipe()
    os.write(signals, bytes([signal.SIGALRM]))  # as the alarm of a slow model does
    worker.sleep(woken_by)
    assert not select.select([woken_by], [], [], 0)[0]


@pytest.mark.django_db
class TestChoosingChores:
    def test_by_name(self, settings):
        settings.CHORES = ["notifications.chores.send_messages", "tests.notifications.odd_chores.always_fails"]
        call_command("work", "--once", "--chores", "outbox")

    def test_an_unknown_name_is_refused_with_those_there_are(self, settings):
        settings.CHORES = ["notifications.chores.send_messages"]
        with pytest.raises(CommandError, match="outbox"):
            call_command("work", "--once", "--chores", "outbocks")

    def test_calling_a_chore_nobody_runs_does_no_harm(self):
        wake("ไม่มีงานนี้")
