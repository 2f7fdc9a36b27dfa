"""A case that is late goes up the ladder, one step at a time, to people who may see it."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from complaints import chores, escalating, queue
from complaints.escalating import escalate, forget_ladder, ladder, load_escalation_rules, waiting_to_go_up
from complaints.extending import days_to_choose, extend_assignment
from complaints.handling import accept_assignment, ask_complainant, assign_case, propose_closing, reply_to_complainant
from complaints.lines import timeline
from complaints.models import Assignment, Case, CaseEvent, Escalation, EscalationRule
from complaints.responding import dispute_resolution, withdraw_complaint
from complaints.workflow import CaseKind, ExtensionReason, Outcome, Visibility
from directory.calendar import BANGKOK, add_working_days, working_days_between
from directory.models import AgencyKind, Membership, Role, User
from notifications.models import Message
from records.resting import Resting
from tests.complaints.many_cases import many_cases, plan_of
from tests.factories import make_agency, make_membership, make_unit, make_user

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=BANGKOK)


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(chores, "_not_escalating", Resting())
    with freeze_time(MONDAY) as now:
        yield now


@pytest.fixture(autouse=True)
def rules(db):
    load_escalation_rules()
    forget_ladder()


@pytest.fixture
def transport(db):
    return make_agency("กระทรวงคมนาคม", code="mot", kind=AgencyKind.MINISTRY, name_en="Ministry of Transport")


@pytest.fixture
def highways(transport):
    return make_agency("กรมทางหลวง", code="doh", parent=transport)


@pytest.fixture
def kanya(highways):
    return make_membership(make_user("กัญญา รุ่งเรือง", email="kanya@example.org"), highways, Role.SUPERVISOR).user


@pytest.fixture
def prasert(highways):
    return make_membership(make_user("ประเสริฐ ชัยชนะ", email="prasert@example.org"), highways, Role.AGENCY_HEAD).user


@pytest.fixture
def narong(transport):
    """A supervisor of the ministry."""
    return make_membership(make_user("ณรงค์ มั่นคง", email="narong@example.org"), transport, Role.SUPERVISOR).user


def late(part, working_days, clock="due_at"):
    """As if the date had passed that many working days ago."""
    moment = timezone.now() - timedelta(minutes=5)
    while working_days_between(moment, timezone.now()) < working_days:
        moment -= timedelta(days=1)
    Assignment.objects.filter(pk=part.pk).update(**{clock: moment})


def level(part):
    return Assignment.objects.get(pk=part.pk).escalation_level


def climb():
    """Let the chore work until nothing waits."""
    return sum(iter(chores.escalate_late_cases.function, 0))


def climb_for(days, now):
    """The same on so many working days, one after the other."""
    for _day in range(days):
        climb()
        now.move_to(add_working_days(timezone.now(), 1))


def mailed():
    return {message.recipient for message in Message.objects.filter(event_key__endswith=":office")}


class TestWhereItBeginsAmongManyThatAreLate:
    @pytest.fixture
    def backlog(self, highways):
        """Twelve cases that are late by months, and no step was ever taken."""
        return many_cases(highways, 12, due_at=MONDAY - timedelta(days=90), update_by=None)

    def test_each_takes_one_step_a_day(self, backlog, kanya, prasert, narong, now):
        for reached in (1, 2, 3, 4, 4):
            climb()
            assert set(Assignment.objects.values_list("escalation_level", flat=True)) == {reached}
            climb()  # however often the worker looks
            assert CaseEvent.objects.filter(kind="escalated").count() == 12 * reached
            now.move_to(add_working_days(timezone.now(), 1))

    def test_who_leads_gets_some_mails_and_one_for_the_rest(self, backlog, kanya, now):
        climb()
        mails = Message.objects.filter(recipient=kanya.email)
        assert mails.count() == escalating.TOLD_ONE_BY_ONE + 1
        bundle = mails.get(event_key__startswith="ladder:")
        assert reverse("office_late") in bundle.body
        assert not any(part.case.reference in bundle.body for part in backlog)
        now.move_to(add_working_days(MONDAY, 1))
        climb()
        assert mails.filter(event_key__startswith="ladder:").count() == 2

    def test_of_another_agency_each_comes_by_itself_all_the_same(self, backlog, kanya, file, roads):
        rural = make_agency("กรมทางหลวงชนบท", code="drr")
        leader = make_membership(make_user("บุญมี", email="boonmee@example.org"), rural, Role.SUPERVISOR).user
        officer = make_membership(make_user("สายทอง"), rural).user
        part = accept_assignment(assign_case(file().complaint.case, rural, by=None, topic=roads), by=officer)
        late(part, 1)
        climb()
        (mail,) = Message.objects.filter(recipient=leader.email)
        assert part.case.reference in mail.subject

    def test_a_dispute_is_told_by_itself_that_day(self, backlog, working, wichai, malee, kanya):
        climb()
        propose_closing(working, answer="ปะแล้ว", outcome=Outcome.SOLVED, by=wichai, no_photo="ฝนตกหนัก ถ่ายไม่ได้")
        dispute_resolution(Case.objects.get(pk=working.case_id), reason="ยังเป็นหลุม", by=malee)
        assert Message.objects.filter(recipient=kanya.email, subject__contains=working.case.reference).exists()


class TestTheSteps:
    @pytest.mark.parametrize(("days", "reached"), [(0, 0), (1, 1), (4, 1), (5, 2), (9, 2), (10, 3), (20, 4)])
    def test_come_by_the_working_days_the_work_is_late(self, working, kanya, prasert, narong, days, reached):
        Assignment.objects.filter(pk=working.pk).update(due_at=add_working_days(MONDAY - timedelta(days=90), 1))
        due = Assignment.objects.get(pk=working.pk).due_at
        Assignment.objects.filter(pk=working.pk).update(update_by=None)
        with freeze_time(due + timedelta(minutes=1)):
            climb()
        for day in range(1, days + 1):
            with freeze_time(add_working_days(due, day)):
                climb()
        assert level(working) == reached
        lines = working.case.events.filter(kind="escalated")
        assert [line.facts["level"] for line in lines] == list(range(1, reached + 1))
        assert all(line.seen_by == line.note_seen_by == "internal" and line.by is None for line in lines)
        expected = [set(), {kanya}, {kanya, prasert}, {kanya, prasert, narong}, {kanya, prasert, narong}][reached]
        assert mailed() == {user.email for user in expected}

    def test_a_weekend_makes_nobody_later(self, working, kanya, now):
        Assignment.objects.filter(pk=working.pk).update(due_at=MONDAY - timedelta(days=3))  # Friday at ten
        with freeze_time(MONDAY - timedelta(days=1)):
            assert escalate(working) is False
        assert escalate(working) is True

    @pytest.mark.parametrize("hour", [0, 7, 17, 23])
    def test_nobody_is_told_at_night(self, working, kanya, now, hour):
        late(working, 5)
        now.move_to((MONDAY + timedelta(days=1)).replace(hour=hour))
        assert climb() == 0
        now.move_to(MONDAY + timedelta(days=2))
        assert climb() > 0

    def test_each_clock_has_its_own(self, assignment, wichai, kanya, prasert, now):
        late(assignment, 3, "accept_by")
        assert [climb(), self.climb_tomorrow(now)] == [1, 1]
        assert set(Escalation.objects.values_list("why", "level")) == {("accept", 1), ("accept", 2)}
        part = accept_assignment(assignment, by=wichai)
        assert level(part) == 0
        late(part, 1, "update_by")
        self.climb_tomorrow(now)
        assert level(part) == 1
        assert Escalation.objects.filter(why="update").count() == 1

    def climb_tomorrow(self, now):
        now.move_to(add_working_days(timezone.now(), 1))
        return climb()

    def test_are_taken_once_however_often_the_worker_looks(self, working, kanya, monkeypatch):
        late(working, 2)
        assert climb() == 1
        for _ in range(3):
            assert chores.escalate_late_cases.function() == 0
        assert Message.objects.filter(recipient=kanya.email).count() == 1

    def test_come_again_for_another_date(self, working, wichai, kanya):
        late(working, 2)
        climb()
        part = Assignment.objects.get(pk=working.pk)
        extend_assignment(
            part,
            until=timezone.localdate(days_to_choose(part)[0]),
            reason=ExtensionReason.WEATHER,
            text="ฝนตกหนัก",
            by=kanya,
        )
        assert level(working) == 0
        with freeze_time(MONDAY + timedelta(days=60)):
            climb()
        assert Escalation.objects.filter(why="resolve", level=1).count() == 2

    def test_are_skipped_while_somebody_else_holds_the_case(self, working, kanya, monkeypatch):
        late(working, 2)
        monkeypatch.setattr(Case.objects, "select_for_update", lambda **_: Case.objects.none())
        assert escalate(working) is False

    def test_one_that_fails_stops_no_other(self, working, second, wichai, kanya, monkeypatch):
        part = accept_assignment(second.lead(), by=wichai)
        late(working, 2)
        late(part, 2)
        tell = escalating.tell_leader

        def broken(user, one, **told):
            if one.pk == working.pk:
                raise RuntimeError
            tell(user, one, **told)

        monkeypatch.setattr(escalating, "tell_leader", broken)
        climb()
        assert (level(working), level(part)) == (0, 1)
        assert not working.case.events.filter(kind="escalated").exists()


class TestNothingGoesUp:
    def test_while_the_clock_stands_still(self, working, wichai, kanya):
        late(working, 9)
        ask_complainant(working, question="ฝั่งไหน", by=wichai)
        assert climb() == 0

    def test_of_what_waits_to_be_confirmed_or_has_ended(self, working, wichai, malee, kanya):
        late(working, 9)
        propose_closing(working, answer="ปะแล้ว", outcome=Outcome.SOLVED, by=wichai)
        assert climb() == 0
        withdraw_complaint(working.case, by=malee)
        assert climb() == 0

    def test_of_praise(self, file, highways, wichai, kanya):
        part = accept_assignment(
            assign_case(file("ขอชมค่ะ", kind=CaseKind.PRAISE).complaint.case, highways, by=None), by=wichai
        )
        late(part, 9)
        assert climb() == 0

    def test_by_a_step_that_is_not_in_use(self, working, kanya):
        EscalationRule.objects.update(is_active=False)
        forget_ladder()
        late(working, 9)
        assert climb() == 0


class TestWhoIsTold:
    def test_a_mail_says_the_number_and_how_late_and_nothing_of_the_matter(self, working, kanya):
        late(working, 2)
        climb()
        message = Message.objects.get(recipient=kanya.email)
        assert working.case.reference in message.subject
        assert reverse("office_case", args=[working.case.reference]) in message.body
        told = f"{message.subject} {message.body}"
        assert not any(word in told for word in ("หลุม", "ถนน", "มาลี", "ศิลา"))

    def test_above_they_are_led_to_what_the_number_alone_opens(self, working, kanya, narong, client, now):
        late(working, 10)
        climb_for(3, now)
        message = Message.objects.get(recipient=narong.email)
        assert reverse("track_case", args=[working.case.reference]) in message.body
        assert "/office/" not in message.body
        client.force_login(narong)
        assert client.get(reverse("track_case", args=[working.case.reference])).status_code == 200
        assert client.get(reverse("office_case", args=[working.case.reference])).status_code == 404

    def test_nobody_above_learns_of_a_confidential_case(self, file, highways, wichai, kanya, prasert, narong, now):
        case = file(visibility=Visibility.CONFIDENTIAL).complaint.case
        part = accept_assignment(assign_case(case, highways, by=None), by=wichai)
        late(part, 20)
        climb_for(4, now)
        assert level(part) == 4
        assert mailed() == {kanya.email, prasert.email}
        assert set(Escalation.objects.values_list("agency", flat=True)) == {highways.pk}

    def test_of_several_supervisors_those_of_the_unit(self, working, highways, kanya):
        unit = make_unit(highways, "แขวงทางหลวงขอนแก่น")
        somsri = make_membership(make_user("สมศรี"), highways, Role.SUPERVISOR, unit=unit).user
        Assignment.objects.filter(pk=working.pk).update(unit=unit)
        late(working, 1)
        climb()
        assert mailed() == {somsri.email}

    def test_another_leader_where_nobody_has_the_role(self, working, prasert):
        late(working, 1)
        climb()
        assert mailed() == {prasert.email}

    def test_those_above_where_nobody_leads(self, working, narong):
        late(working, 1)
        climb()
        assert mailed() == {narong.email}
        assert "กระทรวงคมนาคม" in str(working.case.events.get(kind="escalated").facts)

    def test_nobody_at_the_end_of_the_tree_and_the_step_is_taken_all_the_same(self, working):
        late(working, 1)
        climb()
        assert level(working) == 1
        assert Escalation.objects.get().agency is None
        assert mailed() == set()

    def test_nobody_who_left_and_no_closed_account(self, working, kanya, prasert):
        Membership.objects.filter(user=kanya).update(ends_on=timezone.localdate() - timedelta(days=1))
        User.objects.filter(pk=prasert.pk).update(is_active=False)
        late(working, 1)
        climb()
        assert mailed() == set()

    def test_the_line_is_for_the_agency_alone(self, working, kanya, wichai, stranger, malee, as_):
        late(working, 1)
        climb()
        Seen = CaseEvent.Seen
        told = {
            seen: [
                line.kind for line in timeline(working.case, up_to=seen, own_agency=stranger.active_roles[0].agency_id)
            ]
            for seen in Seen
        }
        assert all("escalated" not in kinds for kinds in told.values())
        page = reverse("track_case", args=[working.case.reference])
        assert "Level 1" not in as_(malee).get(page).content.decode()
        office = as_(wichai).get(reverse("office_case", args=[working.case.reference])).content.decode()
        assert "Level 1. 1 working day late to be done. Told to those who lead กรมทางหลวง" in office


class TestTheLevelFalls:
    def test_with_the_news_that_were_owed(self, working, wichai, kanya):
        late(working, 1, "update_by")
        climb()
        reply_to_complainant(working, text="ช่างไปดูแล้ว", by=wichai)
        assert level(working) == 0

    def test_not_by_a_letter_where_the_work_is_late(self, working, wichai, kanya):
        late(working, 1)
        climb()
        reply_to_complainant(working, text="ช่างไปดูแล้ว", by=wichai)
        assert level(working) == 1


class TestADispute:
    def test_raises_the_case_by_a_level_and_tells_its_leaders(self, working, wichai, malee, kanya, prasert, now):
        for number, told in ((1, kanya), (2, prasert)):
            propose_closing(Assignment.objects.get(pk=working.pk), answer="ปะแล้ว", outcome=Outcome.SOLVED, by=wichai)
            dispute_resolution(Case.objects.get(pk=working.case_id), reason=f"ยังเป็นหลุม {number}", by=malee)
            assert level(working) == number
            assert Message.objects.filter(recipient=told.email).count() == 1
            now.tick(timedelta(hours=1))
        assert not working.case.events.filter(kind="escalated").exists()  # the dispute's own line tells it
        reply_to_complainant(Assignment.objects.get(pk=working.pk), text="ไปดูอีกครั้ง", by=wichai)
        assert level(working) == 2

    def test_goes_one_above_what_lateness_raised(self, working, wichai, malee, kanya, prasert):
        late(working, 1)
        climb()
        propose_closing(Assignment.objects.get(pk=working.pk), answer="ปะแล้ว", outcome=Outcome.SOLVED, by=wichai)
        dispute_resolution(Case.objects.get(pk=working.case_id), reason="ยังเป็นหลุม", by=malee)
        assert level(working) == 2

    def test_ends_with_the_ladder(self, working, wichai, malee, kanya):
        Assignment.objects.filter(pk=working.pk).update(escalation_level=4)
        propose_closing(Assignment.objects.get(pk=working.pk), answer="ปะแล้ว", outcome=Outcome.SOLVED, by=wichai)
        dispute_resolution(Case.objects.get(pk=working.case_id), reason="ยังเป็นหลุม", by=malee)
        assert level(working) == 4


class TestTheInbox:
    def test_shows_the_level(self, working, wichai, kanya, as_):
        late(working, 1)
        climb()
        assert [row.level for row in queue.page(wichai, "all").rows] == [1]
        assert "Level 1" in as_(wichai).get(reverse("office")).content.decode()


class TestTheQueueOfTheChore:
    @pytest.mark.parametrize(
        ("clock", "index"),
        [
            ("accept", "assignment_late_by_level"),
            ("resolve", "assignment_late_by_level"),
            ("update", "assignment_silent_by_level"),
        ],
    )
    def test_walks_an_index(self, highways, clock, index):
        """Most of what is late has been up for long, and is not looked at again."""
        past = timezone.now() - timedelta(days=30)
        state = {"state": "proposed", "accept_by": past, "due_at": None} if clock == "accept" else {"due_at": past}
        many_cases(highways, 4000, update_by=past, escalation_level=4, **state)
        rule = next(each for each in ladder() if each.clock == clock and each.level == 2)
        sql, values = waiting_to_go_up(rule, timezone.now())[:50].query.sql_with_params()
        plan = plan_of(sql, values)
        assert index in plan
        assert "Seq Scan on complaints_assignment" not in plan


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_take_a_step_once(working, kanya, now):
    late(working, 1)
    begin, done = threading.Barrier(2), []

    def work():
        try:
            begin.wait(10)
            done.append(escalate(working))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(done) in ([False, True],)
    assert working.case.events.filter(kind="escalated").count() == 1
    assert Message.objects.filter(recipient=kanya.email).count() == 1
