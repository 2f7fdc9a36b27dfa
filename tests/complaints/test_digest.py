"""The morning's mail to each of an office: numbers only, once a day, none where nothing waits."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from freezegun import freeze_time

from complaints import chores, digest
from complaints.digest import choose_mail, enlist_officers, parts_of, write_morning_mail
from complaints.handling import accept_assignment, assign_case
from complaints.models import Assignment, MorningMail
from complaints.workflow import CaseKind, Visibility
from directory.calendar import BANGKOK, forget_calendar
from directory.models import Holiday, Membership, Role, User
from notifications.models import Message
from records.resting import Resting
from tests.complaints.many_cases import many_cases
from tests.factories import make_membership, make_user

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=BANGKOK)


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(chores, "_not_mailing", Resting())
    with freeze_time(MONDAY) as now:
        yield now


@pytest.fixture
def kanya(highways):
    return make_membership(make_user("กัญญา รุ่งเรือง", email="kanya@example.org"), highways, Role.SUPERVISOR).user


def due(part, moment, **fields):
    Assignment.objects.filter(pk=part.pk).update(due_at=moment, update_by=None, **fields)


def write():
    """Let the chore work until nothing waits."""
    return sum(iter(chores.write_morning_mails.function, 0))


def mails(user=None):
    found = Message.objects.filter(event_key__startswith="morning:").order_by("id")
    return list(found.filter(user=user) if user else found)


class TestTheMail:
    def test_names_what_is_late_what_soon_will_be_and_what_is_new(self, file, highways, roads, wichai):
        late, soon, news, later = (
            accept_assignment(assign_case(file().complaint.case, highways, by=None, topic=roads), by=wichai)
            for _ in range(4)
        )
        due(late, MONDAY - timedelta(days=3))  # Friday
        due(soon, MONDAY + timedelta(days=2, hours=8))
        due(news, MONDAY + timedelta(days=20), has_news=True)
        due(later, MONDAY + timedelta(days=3, hours=8))
        write()
        (mail,) = mails(wichai)
        for part in (late, soon, news):
            assert mail.body.count(part.case.reference) == 1
        assert later.case.reference not in mail.body
        assert reverse("office_mail") in mail.body
        assert not any(word in mail.subject + mail.body for word in ("หลุม", "ถนน", "ศิลา", "มาลี"))

    def test_says_who_should_have_had_news(self, working, wichai):
        due(working, MONDAY + timedelta(days=20))
        Assignment.objects.filter(pk=working.pk).update(update_by=MONDAY - timedelta(days=1))
        write()
        assert working.case.reference in mails(wichai)[0].body

    def test_is_none_where_nothing_waits(self, working, wichai):
        due(working, MONDAY + timedelta(days=20))
        assert write() == 1
        assert mails() == []

    def test_is_none_of_praise(self, file, highways, wichai):
        case = file("ขอชมค่ะ", kind=CaseKind.PRAISE).complaint.case
        due(accept_assignment(assign_case(case, highways, by=None), by=wichai), MONDAY - timedelta(days=3))
        write()
        assert mails() == []

    def test_to_those_who_lead_names_what_nobody_has(self, assignment, wichai, kanya):
        Assignment.objects.filter(pk=assignment.pk).update(accept_by=MONDAY - timedelta(days=3))
        write()
        assert [mail.user for mail in mails()] == [kanya]
        assert assignment.case.reference in mails()[0].body

    def test_names_a_confidential_case_to_who_may_open_it_alone_and_by_its_number(
        self, file, highways, bribery, wichai, somchai, kanya
    ):
        case = file(visibility=Visibility.CONFIDENTIAL).complaint.case
        part = assign_case(case, highways, by=None, topic=bribery)
        Assignment.objects.filter(pk=part.pk).update(accept_by=MONDAY - timedelta(days=3))
        write()
        assert [mail.user for mail in mails()] == [kanya]
        assert "เรียกรับเงิน" not in mails()[0].body
        assert case.reference in mails()[0].body

    def test_ends_somewhere(self, highways, wichai):
        many_cases(highways, 30, officer=wichai, due_at=MONDAY - timedelta(days=3))
        write()
        assert mails(wichai)[0].body.count("\n- 69-") == digest.LINES
        assert mails(wichai)[0].body.count(reverse("office") + "?view=mine") == 1

    def test_costs_no_more_for_more(self, highways, wichai, kanya, django_assert_max_num_queries):
        many_cases(highways, 60, officer=wichai, due_at=MONDAY - timedelta(days=3))
        with django_assert_max_num_queries(11):
            assert len(parts_of(wichai, MONDAY)) == 1
        with django_assert_max_num_queries(13):
            parts_of(kanya, MONDAY)


class TestOnceADay:
    @pytest.fixture(autouse=True)
    def late(self, working):
        due(working, MONDAY - timedelta(days=3))

    def test_however_often_the_worker_looks_or_begins_anew(self, wichai, now):
        write()
        for _ in range(3):
            now.tick(timedelta(minutes=10))
            assert write() == 0
        assert len(mails(wichai)) == 1

    def test_and_again_on_the_next_working_morning(self, wichai, now):
        write()
        now.move_to(MONDAY + timedelta(days=1))
        write()
        assert len(mails(wichai)) == 2

    @pytest.mark.parametrize(
        "moment",
        [
            MONDAY - timedelta(days=1),  # Sunday
            MONDAY.replace(hour=6, minute=0),
            MONDAY.replace(hour=12, minute=0),
            MONDAY.replace(hour=23),
        ],
    )
    def test_on_working_mornings_alone(self, now, moment):
        now.move_to(moment)
        assert write() == 0
        assert mails() == []

    def test_on_no_day_off(self):
        Holiday.objects.create(date=MONDAY.date(), name_th="วันหยุด", source="ทดสอบ")
        forget_calendar()
        assert write() == 0

    def test_one_that_fails_stops_no_other(self, working, wichai, kanya, monkeypatch):
        Assignment.objects.create(
            case=working.case, agency=working.agency, state="declined", reason="ไม่ใช่", officer=None
        )
        parts = digest.parts_of

        def broken(user, now):
            if user == wichai:
                raise RuntimeError
            return parts(user, now)

        monkeypatch.setattr(digest, "parts_of", broken)
        write()
        assert MorningMail.objects.get(user=wichai).last_on is None
        assert MorningMail.objects.get(user=kanya).last_on == MONDAY.date()


class TestWhoGetsNone:
    @pytest.fixture(autouse=True)
    def late(self, working):
        due(working, MONDAY - timedelta(days=3))

    def test_who_wants_none(self, wichai):
        choose_mail(wichai, is_wanted=False)
        write()
        assert mails() == []
        choose_mail(wichai, is_wanted=True)
        write()
        assert len(mails(wichai)) == 1

    def test_who_left_the_agency(self, wichai):
        Membership.objects.filter(user=wichai).update(ends_on=MONDAY.date() - timedelta(days=1))
        enlist_officers()
        MorningMail.objects.get_or_create(user=wichai)
        write()
        assert mails() == []

    @pytest.mark.parametrize("change", [{"is_active": False}, {"email_confirmed_at": None}])
    def test_whose_account_is_closed_or_address_unknown(self, wichai, change):
        User.objects.filter(pk=wichai.pk).update(**change)
        write()
        assert mails() == []

    def test_who_is_no_officer(self, malee):
        write()
        assert not MorningMail.objects.filter(user=malee).exists()


class TestThePage:
    PAGE = "/office/mail/"

    def test_switches_it_off_and_on_and_a_link_alone_does_neither(self, wichai, as_):
        client = as_(wichai)
        assert "You get it" in client.get(self.PAGE).content.decode()
        client.post(self.PAGE, {"wanted": "no"})
        assert MorningMail.objects.get(user=wichai).is_wanted is False
        assert "You do not get it" in client.get(self.PAGE).content.decode()
        client.post(self.PAGE, {"wanted": "yes"})
        assert MorningMail.objects.get(user=wichai).is_wanted is True

    def test_is_for_officers(self, malee, as_, client):
        assert client.get(self.PAGE).status_code == 302
        assert as_(malee).get(self.PAGE).status_code == 404
        assert as_(malee).post(self.PAGE, {"wanted": "no"}).status_code == 404
        assert not MorningMail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one(working, wichai):
    due(working, MONDAY - timedelta(days=3))
    enlist_officers()
    mail = MorningMail.objects.get(user=wichai)
    begin, done = threading.Barrier(2), []

    def work():
        try:
            begin.wait(10)
            done.append(write_morning_mail(mail))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(done) == [False, True]
    assert len(mails()) == 1
