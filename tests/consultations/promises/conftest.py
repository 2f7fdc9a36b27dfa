"""Three promises of a council that has answered a theme of trees: one is open, others are made where a test needs them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultations.participation.models import Statement
from consultations.promises.making import Owner, Words, promise_after_answer
from consultations.promises.models import Promise
from consultations.results.answering import answer_duty
from consultations.results.models import Duty, DutyVoice
from consultations.themes.models import Theme
from tests.consultations.participation.conftest import begin, conversation, malee
from tests.consultations.results.conftest import close, refused, wichai, works, written_by
from tests.consultations.results.test_answering import ANSWER
from tests.consultations.themes.conftest import write

__all__ = ["begin", "conversation", "malee", "refused", "wichai", "works"]
TEXT = "ปลูกต้นไม้ทุก 20 เมตรบนถนนหลังเมือง"
PAGE = "https://www.example.go.th/trees"


def on(days):
    return timezone.localdate() + timedelta(days=days)


def words(days=60, text=TEXT, **told):
    return Words(text, on(days), **told)


def as_if_due(promise, days):
    """As if it had been promised for this day from now: what is promised stays, so the guard is set aside."""
    import pgtrigger

    with pgtrigger.ignore("promises.Promise:words_and_day_of_a_promise_stay"):
        late_from = timezone.now() + timedelta(days=days)
        Promise.objects.filter(pk=promise.pk).update(due_on=on(days), now_due_on=on(days), next_step_at=late_from)
    promise.refresh_from_db()
    return promise


@pytest.fixture
def closed(conversation):
    """One of the people wrote a text of their own; nothing is found by a program here."""
    write(conversation, ["ขอต้นไม้ริมถนน ร้อนมาก"], name="trees")
    return close(conversation)


@pytest.fixture
def duty(closed, council):
    theme = Theme.objects.create(consultation=closed, number=1, name="ต้นไม้", answers=5, texts=5)
    due = timezone.now() + timedelta(days=30)
    told = {"n": 1, "theme": theme, "agency": council, "voices": 5, "answers": 5, "texts": 5}
    duty = Duty.objects.create(consultation=closed, due_at=due, next_step_at=due, **told)
    own = Statement.objects.get(conversation=closed.pk, text__contains="ขอต้นไม้")
    DutyVoice.objects.create(duty=duty, text=f"s{own.n}")
    return duty


@pytest.fixture
def by_malee(duty, malee):
    written_by(malee, Statement.objects.get(conversation=duty.consultation_id, text__contains="ขอต้นไม้"))
    return malee


@pytest.fixture
def answered(duty, suda):
    return answer_duty(duty, **ANSWER, by=suda)


@pytest.fixture
def owner(council):
    return Owner(council, "กองช่าง")


@pytest.fixture
def promised(answered, owner, suda):
    def promised(days=60, text=TEXT, **told):
        return promise_after_answer(answered, words(days, text, **told), owner=owner, by=suda)

    return promised


@pytest.fixture
def promise(promised):
    return promised()
