"""The clock of promises: reminded fourteen days before, late to the heads and one agency up at a time, missing ones too."""

import pytest
from django.utils import timezone

from consultations.promises.keeping import move_promise, withdraw_promise
from consultations.promises.lateness import (
    REMINDED_BEFORE,
    escalate_late_promises,
    escalate_missing_promises,
    remind_owners,
    wait_for_promises,
    watch_promises,
)
from consultations.promises.models import Promise, PromiseNews, PromiseWait
from consultations.promises.telling import tell_one
from directory.models import Role
from notifications.models import Message
from tests.consultations.promises.conftest import as_if_due, on
from tests.factories import make_membership, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(suda):
    """Who keeps it reads mail."""
    suda.email, suda.email_confirmed_at = "suda@example.go.th", timezone.now()
    suda.save()
    return suda


@pytest.fixture
def head(council, works):
    """The agency lies below another one, of which Wichai is the head."""
    council.parent = works
    council.save()
    own = make_user("หัวหน้า เอง", email="head@example.go.th", email_confirmed_at=timezone.now())
    return make_membership(own, council, Role.AGENCY_HEAD).user


def mails(what):
    return [message.user for message in Message.objects.filter(event_key__contains=what).order_by("id")]


class TestReminding:
    def test_tells_the_owner_once_for_each_day(self, promised, reader, suda):
        promise = promised(REMINDED_BEFORE.days + 1)
        assert remind_owners() == 0
        as_if_due(promise, REMINDED_BEFORE.days)
        assert remind_owners() == 1
        assert remind_owners() == 0
        assert mails(":due:") == [suda]
        move_promise(promise, to=on(10), reason="ฝน", by=suda)
        assert remind_owners() == 1
        assert mails(":due:") == [suda, suda]

    def test_says_nothing_of_what_is_late_or_over(self, promised, reader, suda):
        as_if_due(promised(5), -1)
        withdraw_promise(promised(6), reason="งบ", by=suda)
        assert remind_owners() == 0


class TestLateness:
    def test_goes_to_the_head_and_then_one_agency_up_and_again_at_the_top(
        self, promise, reader, head, wichai, council, works
    ):
        as_if_due(promise, -1)
        assert escalate_late_promises() == 1
        assert escalate_late_promises() == 0
        assert mails(":late:") == [head]
        assert tell_one() == 1
        for _step in range(2):
            Promise.objects.update(next_step_at=timezone.now())
            assert escalate_late_promises() == 1
        assert [(step.kind, step.by, step.told) for step in promise.steps.filter(kind="late")] == [
            ("late", None, council), ("late", None, works),
        ]  # fmt: skip
        assert mails(":late:") == [head, wichai]  # at the top once a day
        assert "office" in Message.objects.get(user=head).body
        assert "office" not in Message.objects.get(user=wichai).body
        assert PromiseNews.objects.count() == 1

    def test_waits_for_the_day_and_starts_anew_after_a_move(self, promise, head, suda):
        as_if_due(promise, 1)
        assert escalate_late_promises() == 0
        as_if_due(promise, -1)
        escalate_late_promises()
        move_promise(promise, to=on(5), reason="ฝน", by=suda)
        assert escalate_late_promises() == 0
        assert Promise.objects.get().level == 0

    def test_what_is_over_goes_nowhere(self, promise, head, suda):
        as_if_due(promise, -1)
        withdraw_promise(promise, reason="งบ", by=suda)
        assert escalate_late_promises() == 0


class TestAnAnswerWithoutAPromise:
    @pytest.fixture
    def waited(self, answered):
        assert wait_for_promises() == 1
        assert wait_for_promises() == 0
        assert escalate_missing_promises() == 0
        PromiseWait.objects.update(next_step_at=timezone.now())
        return answered

    def test_is_asked_of_who_answered_and_then_of_the_heads(self, waited, reader, head, wichai, council, suda):
        assert escalate_missing_promises() == 1
        assert mails("promise-missing:") == [suda, head]
        PromiseWait.objects.update(next_step_at=timezone.now())
        assert escalate_missing_promises() == 1
        PromiseWait.objects.update(next_step_at=timezone.now())
        assert escalate_missing_promises() == 1
        assert wichai in mails("promise-missing:")

    def test_is_forgotten_once_it_is_there(self, waited, promised, reader):
        PromiseWait.objects.all().delete()
        promised()
        PromiseWait.objects.create(duty=waited, next_step_at=timezone.now())
        assert escalate_missing_promises() == 1
        assert not PromiseWait.objects.exists()
        assert mails("promise-missing:") == []


def test_the_chore_ends(promise, reader):
    as_if_due(promise, -1)
    assert watch_promises() > 0
    assert watch_promises() == 0
