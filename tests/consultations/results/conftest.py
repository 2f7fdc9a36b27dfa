"""A consultation that has closed, in which three things were said by five people each; from four on they have to be answered."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from consultations.models import Consultation
from consultations.participation.models import Identity, Participant, Statement
from consultations.results.making import make_duties
from consultations.results.models import Duty, DutyRule
from directory.models import Role
from tests.consultations.participation.conftest import begin, conversation, malee
from tests.consultations.themes.conftest import SUBJECTS, found, theme_of, written
from tests.factories import make_agency, make_membership, make_user

__all__ = ["begin", "conversation", "found", "malee", "written"]


@contextmanager
def refused(code):
    with pytest.raises(ValidationError) as error:
        yield
    assert error.value.code == code


def close(conversation) -> Consultation:
    now = timezone.now()
    rows = Consultation.objects.filter(pk=conversation.pk)
    rows.update(opens_at=now - timedelta(days=20), closes_at=now - timedelta(minutes=1))
    return rows.get()


def rule(size=4, kind="principles", **fields) -> DutyRule:
    days = {"answer_days": 10, "extension_days": 5, "step_days": 2, **fields}
    return DutyRule.objects.create(kind=kind, size=size, source="ทดสอบ", **days)


def make_all() -> None:
    while make_duties():
        pass


def written_by(user, statement: Statement) -> None:
    """An account wrote it, not a browser."""
    author = Participant.objects.get(pk=statement.author_id)
    author.user, author.identity = user, Identity.CONFIRMED
    author.save()


def of(conversation, subject: str) -> list[Statement]:
    return list(Statement.objects.filter(conversation=conversation, text__in=SUBJECTS[subject]).order_by("n"))


@pytest.fixture
def closed(found):
    close(found)
    return found


@pytest.fixture
def duty(closed):
    """That of trees; the other two are there as well."""
    rule()
    make_all()
    return Duty.objects.select_related("consultation").get(theme=theme_of(closed, "trees"))


@pytest.fixture
def works(db):
    return make_agency("กรมโยธาธิการ", code="works")


@pytest.fixture
def wichai(works):
    """Head of another agency."""
    head = make_user("วิชัย ใจกล้า", email="wichai@example.go.th", email_confirmed_at=timezone.now())
    return make_membership(head, works, Role.AGENCY_HEAD).user
