"""Four eyes on the decision of an appeal, and lists of answers to approve that hold only what one may approve."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from freezegun import freeze_time

from complaints import queue
from complaints.appealing import appeal_case, uphold_answer
from complaints.approval_rules import forget_approval_rules
from complaints.approvers import approvers_of, at_own_agency, from_below, may_approve, number_from_below
from complaints.approving import approve_answer
from complaints.co_signing import co_sign, invite_co_signers
from complaints.digest import parts_of
from complaints.handling import accept_assignment, assign_case, propose_closing, send_to_triage
from complaints.models import Approval, ApprovalRule, Case
from complaints.queue_counts import counts
from complaints.responding import dispute_resolution
from complaints.workflow import CaseState, Outcome, Visibility
from directory.calendar import BANGKOK
from directory.models import AgencyKind, Leave, Role
from routing.desk import reject_from_desk
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=BANGKOK)
REASONS = "ไปดูแล้ว เป็นที่เอกชนทั้งหมด"


@pytest.fixture(autouse=True)
def now():
    with freeze_time(MONDAY) as now:
        yield now


@pytest.fixture(autouse=True)
def approved(roads):
    ApprovalRule.objects.create(topic=roads.parent, source="สำหรับทดสอบ")
    forget_approval_rules()


@pytest.fixture
def desk(db):
    return make_agency("ศูนย์บริการประชาชน", code="central-desk", kind=AgencyKind.CENTRAL_DESK)


@pytest.fixture
def siriporn(desk):
    """Of the triage desk, which she leads as well."""
    user = make_user("ศิริพร แก้วมณี")
    make_membership(user, desk, Role.TRIAGE_OFFICER)
    return make_membership(user, desk, Role.SUPERVISOR).user


@pytest.fixture
def wimon(desk):
    return make_membership(make_user("วิมล ใจเย็น"), desk, Role.SUPERVISOR).user


@pytest.fixture
def ministry(highways):
    highways.parent = make_agency("กระทรวงคมนาคม", code="mot", kind=AgencyKind.MINISTRY)
    highways.save()
    return highways.parent


@pytest.fixture
def arun(ministry):
    return make_membership(make_user("อรุณ สว่าง"), ministry).user


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def waiting(part):
    return Approval.objects.select_related("assignment__case", "assignment__agency").open().get(assignment=part)


def close(part, by):
    return propose_closing(part, answer="ปะแล้ว", outcome=Outcome.SOLVED, by=by, no_photo="กล้องเปียก")


@pytest.fixture
def of_rejection(file, roads, siriporn, wimon, malee):
    """Siriporn turned a case away; Wimon's decision on the appeal waits."""
    case = send_to_triage(file(visibility=Visibility.PUBLIC).complaint.case)
    Case.objects.filter(pk=case.pk).update(topic=roads)
    reject_from_desk(case, reason="เป็นข้อพิพาทระหว่างเพื่อนบ้าน", by=siriporn)
    appeal = appeal_case(fresh(case), reason="เป็นทางสาธารณะ", by=malee)
    uphold_answer(appeal.part, reasons=REASONS, by=wimon)
    return waiting(appeal.part)


@pytest.fixture
def of_answer(working, wichai, kanya, malee, arun):
    """Wichai answered twice, Kanya approved; Arun's decision on the appeal waits."""
    close(working, wichai)
    approve_answer(waiting(working), by=kanya)
    dispute_resolution(working.case, reason="ยัง", by=malee)
    close(fresh(working), wichai)
    approve_answer(waiting(working), by=kanya)
    appeal = appeal_case(fresh(working.case), reason="ไม่จริง", by=malee)
    uphold_answer(appeal.part, reasons=REASONS, by=arun)
    return waiting(appeal.part)


def move(user, agency):
    """Out of every agency they are at, to lead this one from today."""
    user.memberships.update(ends_on=date(2026, 11, 22))
    make_membership(user, agency, Role.SUPERVISOR)
    return fresh(user)


def finds_nothing(user):
    assert not list(at_own_agency(user))
    assert not queue.page(user, "to_approve").rows
    assert not queue.queue(user, "to_approve").exists()
    assert counts(user)["to_approve"] == 0


def is_refused(held, user):
    assert not may_approve(held, user)
    with pytest.raises(ValidationError) as refused:
        approve_answer(held, by=user)
    assert refused.value.code == "is_no_approver"


class TestOfARejection:
    def test_not_by_who_turned_the_case_away(self, of_rejection, siriporn, desk):
        boss = make_membership(make_user("หัวหน้า ศูนย์"), desk, Role.AGENCY_HEAD).user
        is_refused(of_rejection, siriporn)
        finds_nothing(siriporn)
        assert approvers_of(of_rejection).people == [boss]
        assert [row.reference for row in queue.page(boss, "to_approve").rows] == [
            of_rejection.assignment.case.reference
        ]
        approve_answer(of_rejection, by=boss)
        assert fresh(of_rejection.assignment.case).state == CaseState.REJECTED

    def test_where_they_are_the_only_one_another_desk_does(self, of_rejection):
        other = make_agency("ศูนย์กลางสอง", code="desk-2", kind=AgencyKind.CENTRAL_DESK)
        leads = make_membership(make_user("สุดา รักดี"), other, Role.SUPERVISOR).user
        assert list(from_below(leads)) == [of_rejection]
        assert approvers_of(of_rejection).people == [leads]
        approve_answer(of_rejection, by=leads)


class TestOfAnAnswer:
    def test_not_by_who_acted_for_its_agency_and_then_moved(self, of_answer, wichai, kanya, ministry):
        boss = make_membership(make_user("หัวหน้า กระทรวง"), ministry, Role.SUPERVISOR).user
        for moved in (move(wichai, ministry), move(kanya, ministry)):
            is_refused(of_answer, moved)
            finds_nothing(moved)
        assert approvers_of(of_answer).people == [boss]
        assert counts(boss)["to_approve"] == 1

    def test_nor_by_who_works_there_too(self, of_answer, somchai, ministry):
        make_membership(somchai, ministry, Role.SUPERVISOR)
        is_refused(of_answer, fresh(somchai))
        finds_nothing(fresh(somchai))

    def test_where_only_they_are_left_who_leads_above_does(self, of_answer, wichai, somchai, ministry, wimon):
        move(wichai, ministry)
        make_membership(somchai, ministry, Role.SUPERVISOR)
        assert list(from_below(wimon)) == [of_answer]
        make_membership(make_user("หัวหน้า กระทรวง"), ministry, Role.SUPERVISOR)
        assert list(from_below(wimon)) == []

    def test_nor_from_above_by_who_acted_and_moved_to_the_desk(self, of_answer, wichai, desk, wimon):
        assert list(from_below(wimon)) == [of_answer]
        assert list(from_below(move(wichai, desk))) == []


class TestLists:
    def test_leave_out_ones_own_matter(self, file, highways, roads, wichai, kanya):
        own = file(by=kanya, visibility=Visibility.AGENCY).complaint.case
        close(accept_assignment(assign_case(own, highways, by=None, topic=roads), by=wichai), wichai)
        finds_nothing(kanya)

    def test_and_what_one_has_signed(self, working, wichai, malee, kanya):
        co_sign(invite_co_signers(working.case, by=malee), by=kanya)
        close(fresh(working), wichai)
        finds_nothing(kanya)

    def test_and_what_was_joined_with_ones_own(self, working, file, wichai, kanya):
        own = file(by=kanya, visibility=Visibility.PUBLIC).complaint.case
        Case.objects.filter(pk=own.pk).update(joined_into=working.case_id)
        close(working, wichai)
        finds_nothing(kanya)
        assert not may_approve(waiting(working), kanya)

    def test_the_morning_tells_nothing_of_where_one_is_away(self, working, wichai, kanya, highways):
        close(working, wichai)
        assert "to_approve" in {part.view for part in parts_of(kanya, timezone.now())}
        today = timezone.localdate()
        Leave.objects.create(user=kanya, agency=highways, starts_on=today, ends_on=today + timedelta(days=1))
        assert "to_approve" not in {part.view for part in parts_of(kanya, timezone.now())}


class TestTheNumberFromBelow:
    def test_is_one_look_where_nothing_waits_and_then_none_for_some_seconds(
        self, working, wimon, django_assert_num_queries
    ):
        assert wimon.active_roles
        again = fresh(wimon)
        with django_assert_num_queries(1):
            assert number_from_below(wimon) == 0
        with django_assert_num_queries(0):
            assert number_from_below(again) == 0

    def test_is_each_ones_own_and_anew_after_some_seconds(self, working, wichai, wimon, stranger, now):
        assert (number_from_below(wimon), number_from_below(stranger)) == (0, 0)
        close(working, wichai)
        assert number_from_below(wimon) == 0
        now.tick(6)
        assert (number_from_below(wimon), number_from_below(stranger)) == (1, 0)

    def test_costs_the_same_for_many_agencies(self, file, working, wichai, wimon, roads, django_assert_max_num_queries):
        close(working, wichai)
        for number in range(3):
            agency = make_agency(f"หน่วยงาน {number}", code=f"other-{number}")
            officer = make_membership(make_user(f"เจ้าหน้าที่ {number}"), agency).user
            if number:
                make_membership(make_user(f"หัวหน้า {number}"), agency, Role.SUPERVISOR)
            case = file(visibility=Visibility.AGENCY).complaint.case
            close(accept_assignment(assign_case(case, agency, by=None, topic=roads), by=officer), officer)
        assert wimon.active_roles
        with django_assert_max_num_queries(7):
            found = list(from_below(wimon))
        assert {approval.assignment.agency.code for approval in found} == {"doh", "other-0"}

    def test_stands_on_the_page(self, working, wichai, wimon, as_):
        close(working, wichai)
        assert "1 from below" in as_(wimon).get("/office/").content.decode()
