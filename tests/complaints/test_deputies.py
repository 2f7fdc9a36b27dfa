"""While somebody is away: the morning's mail goes to their deputy, who is told when that begins and when it ends."""

from datetime import datetime, timedelta

import pytest
from freezegun import freeze_time

from complaints import chores
from complaints.absence import choose_deputy, end_leave, take_leave
from complaints.digest import parts_of
from complaints.handling import accept_assignment, assign_case
from complaints.models import Assignment
from complaints.workflow import Visibility
from directory.calendar import BANGKOK
from directory.models import Role
from notifications.models import Message
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 7, 0, tzinfo=BANGKOK)


@pytest.fixture(autouse=True)
def now():
    with freeze_time(TUESDAY) as now:
        yield now


@pytest.fixture
def wichai(highways):
    return make_membership(make_user("วิชัย ทองดี", email="wichai@example.org"), highways).user


@pytest.fixture
def somchai(highways):
    return make_membership(make_user("สมชาย ศรีสุข", email="somchai@example.org"), highways).user


@pytest.fixture
def late(working):
    Assignment.objects.filter(pk=working.pk).update(due_at=TUESDAY - timedelta(days=6))
    return working


def away(user, agency, *, days=3, deputy=None):
    return take_leave(
        user, agency, starts_on=TUESDAY.date(), ends_on=TUESDAY.date() + timedelta(days=days), deputy=deputy, by=user
    )


def morning():
    chores.write_morning_mails.function()
    mails = Message.objects.filter(event_key__startswith="morning:")
    return {message.recipient: message.body for message in mails}


def told(user):
    return list(
        Message.objects.filter(recipient=user.email, event_key__startswith="leave:").values_list("subject", flat=True)
    )


class TestTheMorningsMail:
    def test_goes_to_the_deputy_and_not_to_who_is_away(self, late, wichai, somchai, highways):
        away(wichai, highways, deputy=somchai)
        mails = morning()
        assert set(mails) == {"somchai@example.org"}
        assert late.case.reference in mails["somchai@example.org"] and "?view=absent" in mails["somchai@example.org"]

    def test_is_as_ever_before_and_afterwards(self, late, wichai, somchai, highways, now):
        away(wichai, highways, days=0, deputy=somchai)
        now.tick(timedelta(days=1))
        assert set(morning()) == {"wichai@example.org"}

    def test_without_a_deputy_goes_to_who_leads(self, late, wichai, highways):
        make_membership(make_user("กัญญา", email="kanya@example.org"), highways, Role.SUPERVISOR)
        away(wichai, highways)
        assert set(morning()) == {"kanya@example.org"}

    def test_tells_the_deputy_nothing_of_a_confidential_case(self, file, highways, roads, wichai, somchai, now):
        case = file(visibility=Visibility.CONFIDENTIAL).complaint.case
        part = assign_case(case, highways, by=None, topic=roads)
        Assignment.objects.filter(pk=part.pk).update(officer=wichai)
        part = accept_assignment(part, by=wichai)
        Assignment.objects.filter(pk=part.pk).update(due_at=TUESDAY - timedelta(days=6))
        away(wichai, highways, deputy=somchai)
        assert morning() == {}

    def test_of_another_agency_where_they_are_not_away_comes_all_the_same(self, late, wichai, highways):
        rural = make_agency("กรมทางหลวงชนบท", code="drr")
        make_membership(wichai, rural, Role.OFFICER)
        wichai.forget_roles()
        away(wichai, rural)
        assert set(morning()) == {"wichai@example.org"}

    def test_asks_no_more_for_many_who_are_away(self, late, wichai, somchai, highways, django_assert_max_num_queries):
        for n in range(4):
            colleague = make_membership(make_user(f"คนที่ {n}"), highways).user
            away(colleague, highways, deputy=somchai)
        away(wichai, highways, deputy=somchai)
        somchai.active_roles  # noqa: B018 - asked once anyway
        with django_assert_max_num_queries(14):
            assert len(parts_of(somchai, TUESDAY)) == 1


class TestTheDeputyIsTold:
    def test_when_they_become_one(self, wichai, somchai, highways):
        away(wichai, highways, deputy=somchai)
        (subject,) = told(somchai)
        assert wichai.full_name in subject and told(wichai) == []

    def test_nobody_where_there_is_none(self, wichai, highways):
        away(wichai, highways)
        assert not Message.objects.exists()

    def test_when_another_takes_their_place(self, wichai, somchai, highways):
        other = make_membership(make_user("อรุณ", email="arun@example.org"), highways).user
        leave = away(wichai, highways, deputy=somchai)
        choose_deputy(leave, other, by=wichai)
        assert (len(told(somchai)), len(told(other))) == (2, 1)
        choose_deputy(leave, other, by=wichai)  # the same again
        assert len(told(other)) == 1

    @pytest.mark.parametrize("days_in", [0, 2])
    def test_when_who_was_away_is_back_early_or_does_not_go(self, wichai, somchai, highways, now, days_in):
        leave = away(wichai, highways, deputy=somchai)
        now.tick(timedelta(days=days_in))
        end_leave(leave, by=wichai)
        assert len(told(somchai)) == 2
        chores.tell_deputies.function()
        assert len(told(somchai)) == 2

    def test_the_morning_after_the_last_day_once(self, wichai, somchai, highways, now):
        away(wichai, highways, days=1, deputy=somchai)
        now.tick(timedelta(days=1))
        assert chores.tell_deputies.function() == 0 and len(told(somchai)) == 1
        now.tick(timedelta(days=1))
        assert [chores.tell_deputies.function() for _ in range(2)] == [1, 0]
        assert wichai.full_name in told(somchai)[-1] and len(told(somchai)) == 2

    def test_not_of_a_leave_that_is_long_over(self, wichai, somchai, highways, now):
        away(wichai, highways, days=1, deputy=somchai)
        now.tick(timedelta(days=30))
        assert chores.tell_deputies.function() == 0

    def test_not_at_an_address_that_nobody_confirmed(self, wichai, somchai, highways, now):
        type(somchai).objects.filter(pk=somchai.pk).update(email_confirmed_at=None)
        somchai.refresh_from_db()
        away(wichai, highways, days=0, deputy=somchai)
        now.tick(timedelta(days=1))
        assert chores.tell_deputies.function() == 0 and told(somchai) == []
