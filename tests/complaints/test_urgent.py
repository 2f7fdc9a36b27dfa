"""What is urgent is accepted sooner, and so stands first in the list of its agency."""

import pytest

from complaints import queue
from complaints.converting import convert_case
from complaints.handling import assign_case
from complaints.models import ServiceLevel
from complaints.service_levels import load_service_levels
from complaints.workflow import CaseKind
from directory.calendar import add_working_days, next_working_moment
from directory.loading import load_reference

pytestmark = pytest.mark.django_db


def after(days, start):
    return add_working_days(next_working_moment(start), days)


@pytest.fixture
def send(file, highways):
    def send(*, is_urgent, **fields):
        return assign_case(file(**fields).complaint.case, highways, by=None, is_urgent=is_urgent)

    return send


@pytest.mark.parametrize(("is_urgent", "days"), [(True, 1), (False, 3)])
def test_is_to_be_accepted_within_a_working_day(send, is_urgent, days):
    part = send(is_urgent=is_urgent)
    assert part.accept_by == after(days, part.proposed_at)


def test_takes_what_staff_decided(send):
    ServiceLevel.objects.create(step="accept_urgent", working_days=2, source="ทดสอบ")
    part = send(is_urgent=True)
    assert part.accept_by == after(2, part.proposed_at)


def test_is_never_later_than_the_usual_day(send):
    ServiceLevel.objects.create(step="accept_urgent", working_days=9, source="ทดสอบ")
    part = send(is_urgent=True)
    assert part.accept_by == after(3, part.proposed_at)


def test_a_praise_that_tells_of_danger_does_not_close_sooner(send):
    ServiceLevel.objects.create(step="accept", kind="praise", working_days=10, source="ทดสอบ")
    part = send(is_urgent=True, kind=CaseKind.PRAISE)
    assert part.accept_by == after(10, part.proposed_at)


def test_stays_as_urgent_when_its_kind_changes(send, wichai):
    part = send(is_urgent=True)
    convert_case(part.case, CaseKind.TIP_OFF, by=wichai)
    part.refresh_from_db()
    assert part.accept_by == after(1, part.proposed_at)


def test_stands_before_what_came_earlier(send, wichai):
    usual, urgent = send(is_urgent=False), send(is_urgent=True, text="สายไฟขาดห้อยลงมา มีไฟรั่ว")
    found = [row.reference for row in queue.page(wichai, "new").rows]
    assert found == [urgent.case.reference, usual.case.reference]


def test_the_shipped_rows_name_it():
    load_reference()
    load_service_levels()
    assert ServiceLevel.objects.get(step="accept_urgent").working_days == 1
