"""A hearing that is to come, and who registers for it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from consultations.hearings.models import Hearing
from consultations.hearings.planning import Plan, add_hearing
from consultations.hearings.registering import Told, register
from directory.models import Role
from tests.factories import make_membership, make_user

MEETING = "https://meet.example.go.th/sila"


def plan(**fields) -> Plan:
    begins_at = fields.pop("begins_at", timezone.now() + timedelta(days=7))
    written = {
        "title_th": "เวทีรับฟังที่ศิลา",
        "begins_at": begins_at,
        "ends_at": begins_at + timedelta(hours=3),
        "place": "หอประชุมเทศบาลเมืองศิลา",
        "seats": 2,
        "link": MEETING,
    }
    return Plan(**written | fields)


def move_clock_to(hearing: Hearing, before: timedelta) -> Hearing:
    """As if it began so long from now."""
    begins_at = timezone.now() + before
    Hearing.objects.filter(pk=hearing.pk).update(begins_at=begins_at, ends_at=begins_at + timedelta(hours=3))
    return Hearing.objects.select_related("consultation__agency").get(pk=hearing.pk)


def come(hearing: Hearing, way: str = "hall", *, user=None, **told):
    return register(hearing, Told(way=way, **told), user=user)


@pytest.fixture
def hearing(announced, suda):
    """Of an open consultation: two seats and a meeting online, in a week."""
    return add_hearing(announced(), plan(), by=suda)


@pytest.fixture
def malee(db):
    return make_user("มาลี ใจดี")


@pytest.fixture
def colleague(council):
    return make_membership(make_user("ชัย ธุรการ"), council, Role.POLICY_TEAM).user


def code_of(act) -> str:
    """By what it is refused; "" where it is not."""
    try:
        act()
    except ValidationError as error:
        return error.code
    return ""
