"""A petition of Malee to the council, from three signatures on to be answered."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from consultations.moderation.rules import load_rules
from consultations.petitions.counting import add_up
from consultations.petitions.deciding import publish_petition
from consultations.petitions.models import Petition, PetitionRule
from consultations.petitions.signing import sign_petition
from consultations.petitions.writing import Words, keep_draft, submit_petition
from directory.models import Role
from tests.factories import make_membership, make_user

TITLE = "ขอไฟส่องสว่างบนสะพานลอยหน้าโรงเรียน"
ASKS = "- ติดไฟบนสะพานลอย\n- ตัดกิ่งไม้ที่บังไฟ"
WHY = "ตอนเย็นมืดมาก เด็กเดินกลับบ้านไม่เห็นขั้นบันได"


@contextmanager
def refused(code):
    with pytest.raises(ValidationError) as error:
        yield
    assert error.value.error_list[0].code == code


def rule(level="country", **fields) -> PetitionRule:
    days = {"threshold": 3, "days": 60, "check_days": 5, "answer_days": 10, "step_days": 2, **fields}
    return PetitionRule.objects.create(level=level, source="ทดสอบ", **days)


def fresh(petition) -> Petition:
    return Petition.objects.get(pk=petition.pk)


def signed_by(petition, count: int) -> list:
    people = [make_user(f"คนที่ {n}") for n in range(count)]
    for person in people:
        sign_petition(petition, by=person)
    add_up()
    return people


def end(petition, *, minutes=1) -> Petition:
    """Its time has passed."""
    now = timezone.now()
    Petition.objects.filter(pk=petition.pk).update(
        published_at=now - timedelta(days=60), closes_at=now - timedelta(minutes=minutes)
    )
    return fresh(petition)


@pytest.fixture
def malee(db):
    return make_user("มาลี ใจดี")


@pytest.fixture
def head(council):
    """Of the same agency: decides what Suda may not."""
    return make_membership(make_user("ประเสริฐ หัวหน้า"), council, Role.AGENCY_HEAD).user


@pytest.fixture
def written(council, suda, malee):
    """Keeps a draft that is complete unless told otherwise."""
    load_rules()

    def written(*, by=None, **fields):
        words = {"title": TITLE, "asks": ASKS, "why": WHY, "agency": council, **fields}
        return keep_draft(Words(**words), by=by or malee)

    return written


@pytest.fixture
def sent(written, malee):
    rule()
    return submit_petition(written(), by=malee)


@pytest.fixture
def petition(sent, suda):
    """Open for signatures."""
    return publish_petition(sent, by=suda)


@pytest.fixture
def reached(petition):
    signed_by(petition, 3)
    return fresh(petition)
