"""What becomes of the open cases of an agency that has closed."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from freezegun import freeze_time

from complaints import queue
from complaints.appealing import appeal_case, take_back_appeal, uphold_answer
from complaints.chores import free_of_leavers
from complaints.closed_agencies import (
    _nobody_decides,
    appeals_at_closed_agencies,
    give_appeal_on,
    give_back,
    give_back_cases,
    parts_of_closed_agencies,
)
from complaints.handling import (
    accept_assignment,
    ask_complainant,
    assign_case,
    propose_closing,
    reject_case,
    send_to_triage,
)
from complaints.lines import timeline
from complaints.models import Assignment, Case
from complaints.responding import answer_question, dispute_resolution
from complaints.supporting import ask_for_help
from complaints.workflow import AssignmentState, CaseState, Outcome, TransitionNotAllowed
from directory.calendar import BANGKOK
from directory.known import forget_all
from directory.models import Agency, AgencyKind, Role
from notifications.models import Message
from tests.complaints.many_cases import many_cases, plan_of
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db


def close(agency, days_ago=1):
    Agency.objects.filter(pk=agency.pk).update(closes_on=timezone.localdate() - timedelta(days=days_ago))
    forget_all()


def answer(part, by):
    return propose_closing(part, answer="ปะแล้ว", outcome=Outcome.SOLVED, by=by, no_photo="กล้องเปียก")


class TestAClosedAgency:
    def test_works_on_its_cases_up_to_its_last_day(self, working, highways):
        close(highways, days_ago=0)
        assert give_back_cases.function() == 0
        working.refresh_from_db()
        assert working.state == AssignmentState.WORKING

    def test_gives_them_back_to_the_triage_desk_the_day_after(self, working, highways):
        close(highways)
        assert give_back_cases.function() == 1
        working.refresh_from_db()
        assert working.state == AssignmentState.TRANSFERRED
        case = Case.objects.get()
        assert case.state == CaseState.TRIAGE and case.triaged_at
        assert case in Case.objects.at_the_triage_desk()
        with translation.override("en"):
            assert "has been closed" in timeline(case, up_to="public")[0].sentence
        assert give_back_cases.function() == 0, "once"

    def test_gives_back_what_it_has_not_accepted(self, case, highways, siriporn):
        assign_case(case, highways, by=siriporn)
        close(highways)
        assert give_back_cases.function() == 1
        assert Case.objects.get().state == CaseState.TRIAGE

    def test_waits_for_an_answer_of_the_complainant_first(self, working, highways, wichai, malee):
        ask_complainant(working, question="หลุมอยู่เลนไหน", by=wichai)
        close(highways)
        assert give_back_cases.function() == 0
        answer_question(Case.objects.get(), text="เลนซ้าย", by=malee)
        assert give_back_cases.function() == 1
        assert Case.objects.get().state == CaseState.TRIAGE

    def test_that_helped_leaves_the_case_with_who_is_responsible(self, working, highways, wichai):
        helper = make_agency("กรมชลประทาน", code="rid")
        ask_for_help(working, helper, request="ช่วยสูบน้ำ", by=wichai)
        close(helper)
        assert give_back_cases.function() == 1
        assert Case.objects.get().state == CaseState.IN_PROGRESS
        assert list(Case.objects.get().assignments.live().values_list("agency", flat=True)) == [highways.pk]

    def test_takes_one_line_a_case_though_its_people_are_shut_out_too(self, working, highways, wichai):
        assert working.officer == wichai
        close(highways)
        assert free_of_leavers.function() == 0, "nobody is left there who would take it"
        assert give_back_cases.function() == 1
        assert list(Case.objects.get().events.order_by("-n").values_list("kind", flat=True))[0] == "transferred"
        assert not Case.objects.get().events.filter(kind="handed_over").exists()

    def test_that_opened_again_meanwhile_keeps_its_case(self, working, highways):
        close(highways)
        part = parts_of_closed_agencies().get()
        Agency.objects.update(closes_on=None)
        assert give_back(part) is False
        working.refresh_from_db()
        assert working.state == AssignmentState.WORKING

    def test_can_be_followed_by_another_agency(self, working, highways, siriporn):
        close(highways)
        give_back_cases.function()
        next_one = make_agency("กรมทางหลวงชนบท", code="drr")
        assign_case(Case.objects.get(), next_one, by=siriporn)
        assert Case.objects.get().state == CaseState.ROUTED

    def test_of_many_cases_gives_back_some_at_a_time(self, file, highways, siriporn, wichai, monkeypatch):
        monkeypatch.setattr("complaints.closed_agencies.BATCH", 2)
        for n in range(3):
            accept_assignment(
                assign_case(file(text=f"ถนนหน้าบ้านเลขที่ {n} เป็นหลุมลึกมาก").complaint.case, highways, by=siriporn),
                by=wichai,
            )
        close(highways)
        assert [give_back_cases.function() for _time in range(3)] == [2, 1, 0]
        assert set(Case.objects.values_list("state", flat=True)) == {CaseState.TRIAGE}

    def test_is_looked_for_among_its_own_cases_alone(self, working, highways, centre, django_assert_num_queries):
        many_cases(centre)
        with django_assert_num_queries(2):  # while none is closed
            assert give_back_cases.function() == 0
        close(highways)
        with CaptureQueriesContext(connection) as queries:
            assert not appeals_at_closed_agencies() and parts_of_closed_agencies()[:50]
        asked = [each["sql"] for each in queries if "complaints_assignment" in each["sql"]]
        assert len(asked) == 2
        for sql in asked:
            plan = plan_of(sql)
            assert "Seq Scan on complaints_assignment" not in plan and "complaints_assignment_pkey" not in plan, plan
            assert "Index Cond: (agency_id = " in plan, plan


class TestAnAppeal:
    """It goes to who is above now, with a clock of its own."""

    @pytest.fixture(autouse=True)
    def now(self):
        with freeze_time(datetime(2026, 11, 23, 10, 0, tzinfo=BANGKOK)) as now:
            yield now

    @pytest.fixture
    def ministry(self, highways):
        highways.parent = make_agency("กระทรวงคมนาคม", code="mot", kind=AgencyKind.MINISTRY)
        highways.save()
        make_membership(make_user("ณรงค์ มั่นคง"), highways.parent, Role.SUPERVISOR)
        return highways.parent

    @pytest.fixture
    def wimon(self, db):
        desk = make_agency("ศูนย์บริการประชาชน", code="desk", kind=AgencyKind.CENTRAL_DESK)
        return make_membership(make_user("วิมล ใจเย็น", email="wimon@example.org"), desk, Role.SUPERVISOR).user

    @pytest.fixture
    def appeal(self, working, wichai, malee, ministry):
        answer(working, wichai)
        dispute_resolution(working.case, reason="ยัง", by=malee)
        answer(Assignment.objects.get(pk=working.pk), wichai)
        return appeal_case(Case.objects.get(), reason="ยังเป็นหลุมอยู่", by=malee)

    def test_goes_on_with_who_decides_now(self, appeal, ministry, wimon, now):
        old = appeal.part
        close(ministry)
        now.move_to(timezone.now() + timedelta(days=5))
        assert give_back_cases.function() == 1
        appeal.refresh_from_db()
        part, case = appeal.part, Case.objects.get()
        assert part.agency == wimon.memberships.get().agency
        assert (part.part, part.state, part.escalation_level) == ("review", AssignmentState.WORKING, 0)
        assert part.due_at > old.due_at
        assert Assignment.objects.get(pk=old.pk).state == AssignmentState.TRANSFERRED
        assert (appeal.became, case.state) == ("", CaseState.APPEALED)
        assert [row.reference for row in queue.page(wimon, "appeals").rows] == [case.reference]
        assert give_back_cases.function() == 0, "once"

    def test_is_one_line_and_the_office_is_told(self, appeal, ministry, wimon):
        before = Case.objects.get().event_count
        close(ministry)
        give_back_cases.function()
        case = Case.objects.get()
        assert case.event_count == before + 1
        with translation.override("en"):
            assert "passed the case on to" in timeline(case, up_to="public")[0].sentence
        mails = Message.objects.filter(recipient="wimon@example.org", event_key__endswith=":office")
        assert [mail.subject.count(case.reference) for mail in mails] == [1]

    def test_can_be_decided_there(self, appeal, ministry, wimon):
        close(ministry)
        give_back_cases.function()
        appeal.refresh_from_db()
        uphold_answer(appeal.part, reasons="ไปดูแล้ว", by=wimon)
        assert Case.objects.get().state == CaseState.CLOSED

    def test_is_taken_back_there_too(self, appeal, ministry, wimon, malee):
        close(ministry)
        give_back_cases.function()
        take_back_appeal(Case.objects.get(), by=malee)
        assert not Assignment.objects.handled_by(wimon).exists()

    def test_stays_up_to_the_last_day_and_where_nobody_is_above(self, appeal, ministry):
        close(ministry, days_ago=0)
        assert give_back_cases.function() == 0
        close(ministry)
        with pytest.raises(TransitionNotAllowed) as refused:
            give_appeal_on(appeal.part)
        assert refused.value.code == "nobody_above"
        assert Assignment.objects.get(pk=appeal.part_id).state == AssignmentState.WORKING

    def test_that_nobody_can_decide_is_told_to_administrators_and_tried_no_more_for_a_while(
        self, appeal, ministry, siriporn, caplog, now
    ):
        """The desk has officers, and nobody who works on cases or leads."""
        Agency.objects.filter(code="central-desk").update(kind=AgencyKind.CENTRAL_DESK)
        admin = make_membership(make_user("มานพ ระเบียบ"), make_agency("สปน.", code="opm"), Role.ADMINISTRATOR).user
        close(ministry)
        for _time in range(3):
            assert give_back_cases.function() == 0
        mails = Message.objects.filter(event_key__startswith="appeal-undecidable:")
        assert [mail.user for mail in mails] == [admin]
        assert appeal.case.reference in mails[0].subject and "กระทรวงคมนาคม" in mails[0].body
        assert "failed" not in caplog.text
        with CaptureQueriesContext(connection) as queries:
            give_back_cases.function()
        assert len(queries) == 4 and not any("FOR UPDATE" in each["sql"] for each in queries)
        now.tick(timedelta(days=8))
        _nobody_decides.wake(appeal.part_id)
        give_back_cases.function()
        assert mails.all().count() == 2, "once a week"

    def test_goes_on_once_somebody_leads_the_desk(self, appeal, ministry, siriporn):
        Agency.objects.filter(code="central-desk").update(kind=AgencyKind.CENTRAL_DESK)
        close(ministry)
        assert give_back_cases.function() == 0
        desk = siriporn.memberships.get().agency
        wimon = make_membership(make_user("วิมล ใจเย็น"), desk, Role.SUPERVISOR).user
        _nobody_decides.wake(appeal.part_id)  # its rest is over
        assert give_back_cases.function() == 1
        appeal.refresh_from_db()
        assert appeal.part.agency == desk
        uphold_answer(appeal.part, reasons="ไปดูแล้ว", by=wimon)
        assert Case.objects.get().state == CaseState.CLOSED

    def test_waits_for_the_answer_to_a_question(self, appeal, ministry, wimon, malee):
        ask_complainant(appeal.part, question="ตรงไหน", by=ministry.memberships.get().user)
        close(ministry)
        assert give_back_cases.function() == 0
        answer_question(Case.objects.get(), text="เลนซ้าย", by=malee)
        assert give_back_cases.function() == 1

    def test_against_a_rejection_goes_to_another_desk(self, file, wimon, malee):
        desk = make_agency("ศูนย์เดิม", code="a-desk", kind=AgencyKind.CENTRAL_DESK)
        make_membership(make_user("สุดา รักดี"), desk, Role.SUPERVISOR)
        case = send_to_triage(file(visibility="public").complaint.case)
        reject_case(case, reason="ไม่รับ", by=make_user("ศิริพร"))
        Agency.objects.filter(pk=wimon.memberships.get().agency_id).update(
            closes_on=timezone.localdate() - timedelta(1)
        )
        forget_all()
        appeal = appeal_case(Case.objects.get(), reason="เป็นทางสาธารณะ", by=malee)
        assert appeal.part.agency == desk
        Agency.objects.filter(pk=wimon.memberships.get().agency_id).update(closes_on=None)
        close(desk)
        assert give_back_cases.function() == 1
        appeal.refresh_from_db()
        assert appeal.part.agency == wimon.memberships.get().agency and appeal.is_of_rejection
        uphold_answer(appeal.part, reasons="ดูแล้ว", by=wimon)
        assert Case.objects.get().state == CaseState.REJECTED


@pytest.mark.django_db(transaction=True)
def test_two_workers_give_a_case_back_once(working, highways):
    close(highways)
    part = parts_of_closed_agencies().get()
    together, became = threading.Barrier(2), []

    def run():
        together.wait(10)
        try:
            became.append(give_back(Assignment.objects.get(pk=part.pk)))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert sorted(became) == [False, True]
    assert Case.objects.get().events.filter(kind="transferred").count() == 1
