"""Four eyes: an answer about a chosen topic waits for a second person, and nobody outside the office can tell."""

import ast
import threading
import uuid
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from complaints import chores, handling, queue
from complaints.appealing import appeal_case, grant_appeal, take_back_appeal, uphold_answer
from complaints.approval_rules import choose_topics, forget_approval_rules, is_approved, load_approval_rules
from complaints.approval_staff import name_approvers
from complaints.approval_tries import draft_of
from complaints.approvers import approvers_of, at_own_agency, from_below, may_approve
from complaints.approving import approve_answer, send_back_answer, take_back_answer
from complaints.converting import convert_case
from complaints.correcting import add_to_complaint
from complaints.digest import parts_of
from complaints.escalating import escalate, forget_ladder, load_escalation_rules, waiting_to_go_up
from complaints.extending import days_to_choose, extend_assignment
from complaints.handling import (
    accept_assignment,
    ask_complainant,
    assign_case,
    decline_assignment,
    propose_closing,
    reply_to_complainant,
)
from complaints.joining import join_case, separate_case
from complaints.kinds import load_outcomes
from complaints.lines import timeline
from complaints.models import (
    Approval,
    ApprovalRule,
    Assignment,
    Case,
    CaseEvent,
    CaseFile,
    Closing,
    Escalation,
    EscalationRule,
    Letter,
)
from complaints.praising import acknowledge_praise, close_unanswered_praise
from complaints.queue_counts import counts
from complaints.responding import confirm_resolution, dispute_resolution, withdraw_complaint
from complaints.splitting import PartToMake, split_as_lead
from complaints.steps_of_waiting import waits_of
from complaints.supporting import ask_for_help, finish_part
from complaints.transferring import transfer_assignment
from complaints.workflow import AssignmentState, CaseKind, CaseState, ExtensionReason, Outcome, Visibility
from directory.calendar import BANGKOK
from directory.models import AgencyKind, Leave, Letterhead, Membership, Role
from notifications.models import Message
from records.models import Upload
from records.uploads import discard_waiting_uploads, store_upload
from tests.factories import make_agency, make_membership, make_topic, make_user
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=BANGKOK)
ANSWER = "ปะหลุมเสร็จแล้ว ใช้ยางมะตอยผสมร้อน ถ้าเป็นอีกแจ้งในหน้านี้"
WHY = "บอกวันที่ทำด้วย"
NO_PHOTO = "กล้องเปียก"


@pytest.fixture(autouse=True)
def now():
    with freeze_time(MONDAY) as now:
        yield now


@pytest.fixture(autouse=True)
def approved(roads):
    """Answers about roads are approved at every agency."""
    rule = ApprovalRule.objects.create(topic=roads.parent, source="สำหรับทดสอบ")
    forget_approval_rules()
    return rule


@pytest.fixture
def ministry(db):
    return make_agency("กระทรวงคมนาคม", code="mot", kind=AgencyKind.MINISTRY)


@pytest.fixture
def narong(ministry, highways):
    """A supervisor of the ministry above Highways."""
    highways.parent = ministry
    highways.save()
    return make_membership(make_user("ณรงค์ มั่นคง", email="narong@example.org"), ministry, Role.SUPERVISOR).user


def close(part, by, text=ANSWER, **more):
    more.setdefault("no_photo", NO_PHOTO)
    more.setdefault("outcome", Outcome.SOLVED)
    return propose_closing(part, answer=text, by=by, **more)


def waiting(part):
    return Approval.objects.select_related("assignment__case", "assignment__agency").open().get(assignment=part)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def photo(token=None):
    return store_upload(SimpleUploadedFile("after.jpg", phone_photo()), token=str(token or uuid.uuid4()))


@pytest.fixture
def held(working, wichai, kanya):
    """Wichai's answer, waiting for Kanya."""
    close(working, wichai)
    return waiting(working)


def refused(code, act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    assert error.value.code == code


class TestWaiting:
    def test_nothing_of_the_case_changes_that_anybody_outside_can_read(self, working, wichai, kanya, malee):
        before = fresh(working.case)
        close(working, wichai)
        case, part = fresh(working.case), fresh(working)
        assert case.state == before.state == CaseState.IN_PROGRESS
        assert (case.outcome, case.resolution_proposed_at, case.confirm_by) == ("", None, None)
        assert (part.state, part.answer, part.answered_at) == (AssignmentState.WORKING, "", None)
        assert part.due_at == working.due_at
        assert not Closing.objects.exists()
        outside = timeline(case, up_to=CaseEvent.Seen.AGENCY)
        assert not [line for line in outside if line.n > before.event_count]

    def test_the_due_date_runs_on_and_the_waiting_has_a_date_of_its_own(self, held):
        part = fresh(held.assignment)
        assert part.approve_by == MONDAY + timedelta(days=1)
        assert part.is_overdue(part.due_at + timedelta(seconds=1))

    def test_the_complainant_gets_no_message_and_the_approver_gets_one(self, working, wichai, kanya):
        told = Message.objects.count()
        close(working, wichai)
        new = Message.objects.order_by("-id")[: Message.objects.count() - told]
        assert [message.user for message in new] == [kanya]
        assert ANSWER[:10] not in new[0].body + new[0].subject

    def test_no_letter_is_owed_before_approval(self, working, wichai, kanya, highways):
        Letterhead.objects.create(
            agency=highways,
            is_on=True,
            prefix="คค 0600",
            office="กรมทางหลวง",
            address="กรุงเทพฯ",
            signed_name="กัญญา",
            signed_as="ผู้อำนวยการ",
        )
        close(working, wichai)
        assert not Letter.objects.exists()
        approve_answer(waiting(working), by=kanya)
        assert Letter.objects.get().event.kind == CaseEvent.Kind.RESOLUTION_PROPOSED

    def test_other_topics_go_out_at_once(self, working, wichai, approved):
        approved.delete()
        forget_approval_rules()
        close(working, wichai)
        assert fresh(working.case).state == CaseState.RESOLUTION_PROPOSED

    def test_questions_and_news_go_out_at_once(self, working, wichai, held):
        reply_to_complainant(working, text="พรุ่งนี้เข้าไปดู", by=wichai)
        assert working.case.events.filter(kind=CaseEvent.Kind.REPLIED).exists()

    def test_a_second_answer_does_not_take_the_place_of_the_first(self, held, wichai):
        refused("approval_is_open", close, held.assignment, wichai, "อีกคำตอบ")
        assert waiting(held.assignment).text == ANSWER

    def test_what_is_wrong_is_refused_before_it_waits(self, working, wichai):
        refused("note_missing", close, working, wichai, " ")
        assert not Approval.objects.exists()

    def test_the_case_stays_where_it_is_while_it_waits(self, held, wichai, stranger, make_other):
        part = held.assignment
        refused("approval_is_open", ask_complainant, part, question="ที่ไหน", by=wichai)
        refused("approval_is_open", transfer_assignment, part, agency=make_other, reason="ไม่ใช่ของเรา", by=wichai)
        refused(
            "approval_is_open", decline_assignment, part, reason="ไม่ใช่ของเรา", proposed_agency=make_other, by=wichai
        )
        refused("approval_is_open", split_as_lead, part, [PartToMake(ranges=((0, 10),))], by=wichai)


@pytest.fixture
def make_other(db):
    return make_agency("กรมทางหลวงชนบท", code="drr")


class TestApproving:
    def test_it_goes_out_exactly_as_it_was_written_with_the_clocks_of_now(self, held, kanya, wichai, now):
        now.move_to(MONDAY + timedelta(hours=3))
        approve_answer(held, by=kanya)
        case, part = fresh(held.assignment.case), fresh(held.assignment)
        assert case.state == CaseState.RESOLUTION_PROPOSED
        assert (part.answer, part.state, part.answered_at) == (ANSWER, AssignmentState.ANSWERED, timezone.now())
        assert case.resolution_proposed_at == timezone.now()
        assert case.confirm_by > timezone.now()
        assert part.approve_by is None
        assert Closing.objects.get().event.note == ANSWER

    def test_the_line_is_the_writers_and_the_office_reads_who_approved(self, held, kanya, wichai, malee):
        approve_answer(held, by=kanya)
        case = held.assignment.case
        lines = {
            line.kind: line
            for line in timeline(case, up_to=CaseEvent.Seen.INTERNAL, own_agency=held.assignment.agency_id)
        }
        assert lines["answer_approved"].officer == kanya.full_name
        assert lines["resolution_proposed"].officer == wichai.full_name
        assert lines["answer_approved"].n < lines["resolution_proposed"].n
        assert "answer_approved" not in {line.kind for line in timeline(case, up_to=CaseEvent.Seen.AGENCY)}
        numbers = list(case.events.values_list("n", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        assert fresh(case).event_count == numbers[-1]

    def test_the_same_rows_as_when_it_goes_out_at_once(self, first, second, wichai, kanya, approved, somchai):
        """Of two cases alike one is approved and one goes out directly: they differ in nothing but the office's own lines."""
        held_part = first.lead()
        close(held_part, wichai)
        approve_answer(waiting(held_part), by=kanya)
        approved.delete()
        forget_approval_rules()
        direct = close(accept_assignment(second.lead(), by=wichai), wichai)
        one, other = fresh(first), fresh(direct.case)
        for name in ("state", "outcome", "resolution_proposed_at", "confirm_by"):
            assert getattr(one, name) == getattr(other, name), name
        a, b = fresh(held_part), fresh(direct)
        for name in ("state", "answer", "answered_at", "approve_by", "officer_id"):
            assert getattr(a, name) == getattr(b, name), name
        kind = CaseEvent.Kind.RESOLUTION_PROPOSED
        assert one.events.get(kind=kind).facts == other.events.get(kind=kind).facts

    def test_pictures_go_out_with_it(self, working, wichai, kanya):
        picture = photo()
        close(working, wichai, uploads=[picture], no_photo="")
        assert not CaseFile.objects.filter(upload=picture).exists()
        approve_answer(waiting(working), by=kanya)
        assert CaseFile.objects.get(upload=picture).event.kind == CaseEvent.Kind.RESOLUTION_PROPOSED

    def test_what_the_act_refuses_by_now_is_refused_whole(self, held, kanya, wichai):
        convert_case(held.assignment.case, CaseKind.PRAISE, by=wichai, assignment=held.assignment)
        refused("is_praise", approve_answer, held, by=kanya)
        assert waiting(held.assignment).pk == held.pk
        assert not held.assignment.case.events.filter(kind=CaseEvent.Kind.ANSWER_APPROVED).exists()
        send_back_answer(held, reason="เป็นคำชมไปแล้ว", by=kanya)  # and so it is no dead end

    def test_the_new_date_of_an_extended_case_stands(self, held, kanya, wichai):
        part = held.assignment
        until = timezone.localdate(days_to_choose(part)[2])
        extend_assignment(part, until=until, reason=ExtensionReason.MATERIAL, text="รอยาง", by=wichai)
        approve_answer(held, by=kanya)
        assert timezone.localdate(fresh(part).due_at) == until

    def test_a_topic_that_asks_no_more_changes_nothing_of_what_waits(self, held, kanya, approved):
        approved.delete()
        forget_approval_rules()
        assert waiting(held.assignment)
        approve_answer(held, by=kanya)
        assert fresh(held.assignment.case).state == CaseState.RESOLUTION_PROPOSED

    def test_taken_back_and_sent_once_more_it_goes_by_the_topic_of_then(self, held, wichai, approved):
        take_back_answer(held, by=wichai)
        approved.needs_approval = False
        approved.save()
        forget_approval_rules()
        close(fresh(held.assignment), wichai)
        assert fresh(held.assignment.case).state == CaseState.RESOLUTION_PROPOSED

    def test_after_an_objection_the_next_answer_waits_again(self, held, kanya, wichai, malee):
        approve_answer(held, by=kanya)
        dispute_resolution(held.assignment.case, reason="ยังไม่เสร็จ", by=malee)
        close(fresh(held.assignment), wichai, "ทำใหม่แล้ว")
        again = waiting(held.assignment)
        approve_answer(again, by=kanya)
        assert confirm_resolution(held.assignment.case, by=malee).state == CaseState.CLOSED


class TestWhoApproves:
    def test_never_who_wrote_it(self, working, kanya, wichai):
        close(working, kanya)
        refused("approves_own_answer", approve_answer, waiting(working), by=kanya)

    def test_not_even_past_the_acts(self, held, wichai):
        with pytest.raises(IntegrityError), transaction.atomic():
            Approval.objects.filter(pk=held.pk).update(became="approved", ended_at=timezone.now(), ended_by=wichai)

    def test_an_officer_does_not_unless_named(self, held, somchai, kanya, highways):
        refused("is_no_approver", approve_answer, held, by=somchai)
        name_approvers(highways, [somchai], by=kanya)
        approve_answer(held, by=fresh(somchai))

    def test_whoever_edits_has_written_it(self, held, kanya, wichai, somchai, highways):
        name_approvers(highways, [wichai], by=kanya)
        take_back_answer(held, by=kanya)
        close(fresh(held.assignment), kanya, ANSWER + " ขอบคุณ")
        again = waiting(held.assignment)
        refused("approves_own_answer", approve_answer, again, by=kanya)
        approve_answer(again, by=fresh(wichai))  # two people have read it: who changed it, and who wrote it first

    def test_a_deputy_gains_no_right(self, held, kanya, somchai, highways):
        Leave.objects.create(
            user=kanya, agency=highways, starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 24), deputy=somchai
        )
        refused("is_no_approver", approve_answer, held, by=somchai)

    def test_not_people_of_another_agency_nor_the_complainant(self, held, stranger, malee, siriporn):
        for user in (stranger, malee, siriporn):
            refused("is_no_approver", approve_answer, held, by=user)
            refused("is_no_approver", send_back_answer, held, reason=WHY, by=user)

    def test_not_a_supervisor_who_moved_to_another_agency_meanwhile(self, held, kanya, make_other):
        kanya.memberships.update(ends_on=date(2026, 11, 22))
        make_membership(kanya, make_other, Role.SUPERVISOR)
        refused("is_no_approver", approve_answer, held, by=fresh(kanya))

    def test_not_in_their_own_matter(self, file, highways, roads, wichai, kanya):
        own = file(by=kanya, visibility=Visibility.AGENCY).complaint.case
        part = accept_assignment(assign_case(own, highways, by=None, topic=roads), by=wichai)
        close(part, wichai)
        refused("is_no_approver", approve_answer, waiting(part), by=kanya)

    def test_in_confidence_only_those_who_may_open_it(self, held, somchai, kanya, highways):
        name_approvers(highways, [somchai], by=kanya)
        case = held.assignment.case
        Case.objects.filter(pk=case.pk).update(visibility=Visibility.CONFIDENTIAL)
        assert not may_approve(waiting(held.assignment), fresh(somchai))
        assert may_approve(waiting(held.assignment), kanya)

    def test_somebody_who_left_as_officer_approves_no_more(self, held, somchai, kanya, highways):
        name_approvers(highways, [somchai], by=kanya)
        somchai.memberships.filter(role=Role.OFFICER).update(ends_on=date(2026, 11, 22))
        refused("is_no_approver", approve_answer, held, by=fresh(somchai))


class TestNobodyLeft:
    def test_who_leads_above_approves_where_the_only_supervisor_wrote_it(self, working, kanya, narong):
        close(working, kanya)
        held = waiting(working)
        assert approvers_of(held).people == [narong]
        assert list(from_below(narong)) == [held]
        approve_answer(held, by=narong)
        assert fresh(working.case).state == CaseState.RESOLUTION_PROPOSED

    def test_who_leads_above_does_not_where_somebody_is_there(self, held, narong):
        assert list(from_below(narong)) == []
        refused("is_no_approver", approve_answer, held, by=narong)

    def test_all_on_leave(self, held, kanya, narong, highways, now):
        Leave.objects.create(user=kanya, agency=highways, starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 24))
        assert list(from_below(narong)) == [held]
        assert may_approve(held, kanya)  # who is away may all the same
        now.move_to(MONDAY + timedelta(days=2))
        assert list(from_below(narong)) == []

    def test_at_last_a_central_desk(self, working, kanya):
        desk = make_agency("ศูนย์บริการประชาชน", code="central", kind=AgencyKind.CENTRAL_DESK)
        wimon = make_membership(make_user("วิมล ใจเย็น"), desk, Role.SUPERVISOR).user
        close(working, kanya)
        assert list(from_below(wimon)) == [waiting(working)]

    def test_nobody_at_all_is_said_and_it_can_be_taken_back(self, working, wichai, as_):
        close(working, wichai)
        assert approvers_of(waiting(working)).agency is None
        page = as_(wichai).get(reverse("office_case", args=[working.case.reference])).content.decode()
        assert "Nobody is left who could approve it" in page
        take_back_answer(waiting(working), by=wichai)

    def test_an_only_approver_with_a_hand_in_it_counts_as_nobody(self, file, highways, roads, wichai, kanya, narong):
        own = file(by=kanya, visibility=Visibility.AGENCY).complaint.case
        part = accept_assignment(assign_case(own, highways, by=None, topic=roads), by=wichai)
        close(part, wichai)
        assert list(from_below(narong)) == [waiting(part)]


class TestSendingBack:
    def test_words_and_pictures_begin_the_next_try(self, working, wichai, kanya, as_):
        picture = photo()
        close(working, wichai, uploads=[picture], no_photo="")
        send_back_answer(waiting(working), reason=WHY, by=kanya)
        draft = draft_of(fresh(working), ["close"])
        assert (draft.text, draft.reason, draft.ended_by) == (ANSWER, WHY, kanya)
        page = as_(wichai).get(reverse("office_case", args=[working.case.reference])).content.decode()
        assert ANSWER in page
        assert WHY in page
        assert str(picture.public_id) in page
        assert fresh(working.case).state == CaseState.IN_PROGRESS

    def test_the_pictures_outlast_the_clean_up_of_what_was_never_sent(self, working, wichai, kanya, now):
        picture = photo()
        close(working, wichai, uploads=[picture], no_photo="")
        send_back_answer(waiting(working), reason=WHY, by=kanya)
        now.move_to(MONDAY + timedelta(days=29))
        discard_waiting_uploads()
        assert Upload.objects.filter(pk=picture.pk).exists()
        now.move_to(MONDAY + timedelta(days=31))
        discard_waiting_uploads()
        assert not Upload.objects.filter(pk=picture.pk).exists()

    def test_while_it_waits_no_clean_up_takes_them(self, working, wichai, kanya, now):
        picture = photo()
        close(working, wichai, uploads=[picture], no_photo="")
        now.move_to(MONDAY + timedelta(days=90))
        discard_waiting_uploads()
        assert Upload.objects.filter(pk=picture.pk).exists()

    def test_a_reason_is_needed_and_the_writer_gets_a_mail(self, held, kanya, wichai):
        refused("note_missing", send_back_answer, held, reason=" ", by=kanya)
        send_back_answer(held, reason=WHY, by=kanya)
        newest = Message.objects.latest("id")
        assert newest.user == wichai
        assert WHY not in newest.body

    def test_not_by_its_writer(self, working, kanya):
        close(working, kanya)
        refused("approves_own_answer", send_back_answer, waiting(working), reason=WHY, by=kanya)

    def test_an_answer_that_went_out_meanwhile_leaves_no_draft(self, held, kanya, wichai, malee, approved, now):
        send_back_answer(held, reason=WHY, by=kanya)
        approved.delete()
        forget_approval_rules()
        now.move_to(MONDAY + timedelta(hours=1))
        close(fresh(held.assignment), wichai, "ทำแล้ว")
        dispute_resolution(held.assignment.case, reason="ไม่จริง", by=malee)
        assert draft_of(fresh(held.assignment), ["close"]) is None


class TestMeanwhile:
    def test_withdrawn(self, held, kanya, malee):
        withdraw_complaint(held.assignment.case, by=malee)
        assert fresh(held).became == "overtaken"
        assert fresh(held.assignment).approve_by is None
        refused("approval_is_over", approve_answer, held, by=kanya)

    def test_joined_into_another_and_taken_out_again(self, first, second, wichai, kanya, somsak):
        part = accept_assignment(second.lead(), by=wichai)
        close(part, wichai)
        held = waiting(part)
        join_case(fresh(second), fresh(first), by=wichai, agency=part.agency)
        assert fresh(held).became == "overtaken"
        separate_case(fresh(second), by=wichai, agency=part.agency)
        refused("approval_is_over", approve_answer, held, by=kanya)
        close(fresh(part), wichai)  # no dead end

    def test_praise_that_time_ended(self, file, highways, roads, wichai, kanya, now):
        load_outcomes()
        case = file(kind=CaseKind.PRAISE).complaint.case
        part = assign_case(case, highways, by=None, topic=roads)
        acknowledge_praise(part, answer="ขอบคุณ", outcome=Outcome.NOTED, by=wichai)
        held = waiting(part)
        assert fresh(part).state == AssignmentState.PROPOSED
        now.move_to(fresh(part).accept_by + timedelta(minutes=1))
        assert close_unanswered_praise(fresh(case)).state == CaseState.CLOSED
        assert fresh(held).became == "overtaken"

    def test_a_stale_try_is_refused_and_the_new_one_tells_what_changed(self, held, kanya, wichai, as_):
        address = reverse("office_approval", args=[held.public_id])
        seen = held.assignment.case.event_count
        take_back_answer(held, by=wichai)
        close(fresh(held.assignment), wichai, "ปะหลุมเสร็จเมื่อวาน ใช้ยางมะตอยผสมร้อน ถ้าเป็นอีกแจ้งในหน้านี้")
        page = as_(kanya).post(address, {"seen": seen})
        assert page.status_code == 409
        again = waiting(held.assignment)
        assert reverse("office_approval", args=[again.public_id]) in page.content.decode()
        shown = as_(kanya).get(reverse("office_approval", args=[again.public_id])).content.decode()
        assert "<ins>ปะหลุมเสร็จเมื่อวาน</ins>" in shown
        assert "<del>ปะหลุมเสร็จแล้ว</del>" in shown
        assert fresh(held.assignment.case).state == CaseState.IN_PROGRESS

    def test_what_the_complainant_added_is_seen_before_it_is_approved(self, held, kanya, malee, as_):
        address = reverse("office_approval", args=[held.public_id])
        as_(kanya).get(address)
        seen = fresh(held.assignment.case).event_count
        add_to_complaint(held.assignment.case, text="วันนี้มีหลุมใหม่", by=malee)
        page = as_(kanya).post(address, {"seen": seen})
        assert page.status_code == 409
        assert "วันนี้มีหลุมใหม่" in page.content.decode()
        assert fresh(held).became == ""


class TestOtherWays:
    def test_the_answer_of_a_supporting_agency(self, working, wichai, make_other):
        anong = make_membership(make_user("อนงค์ แก้ว"), make_other).user
        boss = make_membership(make_user("บุญ มี"), make_other, Role.SUPERVISOR).user
        part = accept_assignment(ask_for_help(working, make_other, request="ช่วยปิดถนน", by=wichai), by=anong)
        finish_part(part, answer="ปิดถนนให้แล้ว", by=anong)
        assert fresh(part).state == AssignmentState.WORKING
        assert "part_done" not in {
            line.kind for line in timeline(part.case, up_to=CaseEvent.Seen.INTERNAL, own_agency=make_other.pk)
        }
        assert "approval_asked" not in {
            line.kind for line in timeline(part.case, up_to=CaseEvent.Seen.INTERNAL, own_agency=working.agency_id)
        }
        approve_answer(waiting(part), by=boss)
        assert fresh(part).state == AssignmentState.ANSWERED

    def test_thanks_for_praise(self, file, highways, roads, wichai, kanya):
        load_outcomes()
        part = assign_case(file(kind=CaseKind.PRAISE).complaint.case, highways, by=None, topic=roads)
        acknowledge_praise(part, answer="ขอบคุณ", outcome=Outcome.NOTED, by=wichai)
        assert fresh(part.case).state == CaseState.ROUTED
        approve_answer(waiting(part), by=kanya)
        assert fresh(part.case).state == CaseState.CLOSED

    @pytest.mark.parametrize(("decide", "words", "state"), [
        (uphold_answer, "reasons", CaseState.CLOSED), (grant_appeal, "instructions", CaseState.IN_PROGRESS),
    ])  # fmt: skip
    def test_the_decision_of_an_appeal(self, held, kanya, wichai, malee, narong, ministry, decide, words, state):
        arun = make_membership(make_user("อรุณ สว่าง"), ministry).user
        approve_answer(held, by=kanya)
        dispute_resolution(held.assignment.case, reason="ยัง", by=malee)
        close(fresh(held.assignment), wichai, "ทำใหม่")
        approve_answer(waiting(held.assignment), by=kanya)
        appeal = appeal_case(fresh(held.assignment.case), reason="ไม่จริง", by=malee)
        decide(appeal.part, by=arun, **{words: "ไปดูแล้ว"})
        assert fresh(appeal).became == ""
        assert fresh(appeal.case).state == CaseState.APPEALED
        refused("is_no_approver", approve_answer, waiting(appeal.part), by=kanya)  # of the agency it is against
        approve_answer(waiting(appeal.part), by=narong)
        assert fresh(appeal.case).state == state

    def test_an_appeal_that_is_taken_back_while_its_decision_waits(self, held, kanya, wichai, malee, narong, ministry):
        arun = make_membership(make_user("อรุณ สว่าง"), ministry).user
        approve_answer(held, by=kanya)
        dispute_resolution(held.assignment.case, reason="ยัง", by=malee)
        close(fresh(held.assignment), wichai, "ทำใหม่")
        approve_answer(waiting(held.assignment), by=kanya)
        appeal = appeal_case(fresh(held.assignment.case), reason="ไม่จริง", by=malee)
        uphold_answer(appeal.part, by=arun, reasons="ไปดูแล้ว")
        decision = waiting(appeal.part)
        take_back_appeal(fresh(appeal.case), by=malee)
        assert fresh(decision).became == "overtaken"

    def test_every_act_that_writes_an_answer_asks_the_gate(self):
        """Whoever adds a way for an answer to go out has to let it wait too."""
        answers = {"RESOLUTION_PROPOSED", "ACKNOWLEDGED", "PART_DONE", "APPEAL_UPHELD", "APPEAL_GRANTED"}
        found = set()
        for file in Path(handling.__file__).parent.glob("*.py"):
            for act in [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)]:
                calls = [
                    node for node in ast.walk(act) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                ]
                records = any(call.func.id == "record" for call in calls)
                kinds = {node.attr for node in ast.walk(act) if isinstance(node, ast.Attribute)} & answers
                if records and kinds:
                    assert any(call.func.id == "goes_out" for call in calls), f"{file.name}: {act.name}"
                    found |= kinds
        assert found == answers


class TestAtOnce:
    @pytest.mark.django_db(transaction=True)
    def test_two_approve_it_goes_out_once(self, held, kanya, highways):
        other = make_membership(make_user("หัวหน้า สอง"), highways, Role.AGENCY_HEAD).user
        became = _together(lambda: approve_answer(held, by=kanya), lambda: approve_answer(held, by=other))
        assert sorted(became) == ["approval_is_over", "done"]
        assert held.assignment.case.events.filter(kind=CaseEvent.Kind.RESOLUTION_PROPOSED).count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_approved_and_taken_back(self, held, kanya, wichai):
        became = _together(lambda: approve_answer(held, by=kanya), lambda: take_back_answer(held, by=wichai))
        assert sorted(became) == ["approval_is_over", "done"]
        went_out = fresh(held.assignment.case).state == CaseState.RESOLUTION_PROPOSED
        assert went_out == (fresh(held).became == "approved")

    @pytest.mark.django_db(transaction=True)
    def test_two_write_an_answer_one_waits(self, working, wichai, somchai, kanya):
        became = _together(lambda: close(working, wichai, "หนึ่ง"), lambda: close(working, somchai, "สอง"))
        assert sorted(became) == ["approval_is_open", "done"]
        assert Approval.objects.open().count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_withdrawn_and_approved(self, held, kanya, malee):
        became = _together(
            lambda: approve_answer(held, by=kanya), lambda: withdraw_complaint(held.assignment.case, by=malee)
        )
        assert "done" in became
        assert fresh(held.assignment.case).state == CaseState.WITHDRAWN

    def test_killed_between_the_two_lines_nothing_is_done(self, held, kanya, monkeypatch):
        def killed(*_args, **_kwargs):
            raise KeyboardInterrupt

        monkeypatch.setitem(approve_answer.__wrapped__.__globals__["_SENDS"], Approval.Act.CLOSE, killed)
        with pytest.raises(KeyboardInterrupt):
            approve_answer(held, by=kanya)
        assert fresh(held).became == ""
        assert not held.assignment.case.events.filter(kind=CaseEvent.Kind.ANSWER_APPROVED).exists()


def _together(*acts):
    """Run these at the same moment; what became of each: "done" or the code of the refusal."""
    became, start = [], threading.Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            act()
            became.append("done")
        except ValidationError as error:
            became.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return became


class TestTime:
    @pytest.fixture(autouse=True)
    def rules(self):
        load_escalation_rules()
        forget_ladder()
        yield
        forget_ladder()

    def test_nobody_looked_the_next_higher_is_told_and_then_the_agency_above(self, held, highways, narong, now):
        head = make_membership(make_user("หัวหน้า ใหญ่", email="head@example.org"), highways, Role.AGENCY_HEAD).user
        now.move_to(MONDAY + timedelta(days=1, hours=1))
        assert not _due("approve")
        now.move_to(MONDAY + timedelta(days=2))
        assert _due("approve") == [held.assignment]
        assert escalate(held.assignment)
        assert not escalate(held.assignment)
        assert Message.objects.latest("id").user == head
        part = fresh(held.assignment)
        assert (part.approval_level, part.escalation_level) == (1, 0)
        now.move_to(MONDAY + timedelta(days=4))
        assert escalate(held.assignment)
        assert Message.objects.latest("id").user == narong
        assert Escalation.objects.filter(why="approve").count() == 2
        assert ANSWER[:8] not in Message.objects.latest("id").body

    def test_a_late_case_goes_up_for_both(self, held, kanya, now):
        Assignment.objects.filter(pk=held.assignment_id).update(due_at=MONDAY + timedelta(days=1))
        now.move_to(MONDAY + timedelta(days=2))
        while escalate(held.assignment):
            pass
        assert set(Escalation.objects.values_list("why", flat=True)) == {"resolve", "approve"}

    def test_approved_nothing_goes_up_any_more(self, held, kanya, now):
        now.move_to(MONDAY + timedelta(days=2))
        escalate(held.assignment)
        approve_answer(held, by=kanya)
        part = fresh(held.assignment)
        assert (part.approve_by, part.approval_level) == (None, 0)
        assert not _due("approve")

    def test_praise_goes_up_too(self, file, highways, roads, wichai, kanya, now):
        load_outcomes()
        part = assign_case(file(kind=CaseKind.PRAISE).complaint.case, highways, by=None, topic=roads)
        acknowledge_praise(part, answer="ขอบคุณ", outcome=Outcome.NOTED, by=wichai)
        now.move_to(MONDAY + timedelta(days=2))
        assert _due("approve") == [part]
        assert escalate(part)

    def test_the_worker_does_it(self, held, now):
        now.move_to(MONDAY + timedelta(days=2))
        assert chores._escalate() == 1

    def test_it_counts_as_a_step_of_its_own(self, held, kanya, wichai, now):
        now.move_to(MONDAY + timedelta(hours=2))
        send_back_answer(held, reason=WHY, by=kanya)
        now.move_to(MONDAY + timedelta(hours=3))
        assert _waited(held.assignment, "approving") == 2 * 3600
        close(fresh(held.assignment), wichai)
        now.move_to(MONDAY + timedelta(hours=4))
        approve_answer(waiting(held.assignment), by=kanya)
        assert _waited(held.assignment, "approving") == 3 * 3600


def _due(clock):
    found = []
    for rule in EscalationRule.objects.filter(clock=clock).order_by("level"):
        found += [part for part in waiting_to_go_up(rule, timezone.now()) if part not in found]
    return found


def _waited(part, step):
    with connection.cursor() as cursor:
        parts = "(SELECT a.*, c.created_at AS filed_at FROM complaints_assignment a JOIN complaints_case c ON c.id = a.case_id)"
        names = ["accepting", "working", "approving", "asking", "confirming"]
        cursor.execute(
            f"WITH p AS {parts} SELECT * FROM ({waits_of('p')}) AS w WHERE w.id = {part.pk}", {"now": timezone.now()}
        )
        row = cursor.fetchone()
    return dict(zip(names, row[1:], strict=False))[step]


class TestRules:
    def test_a_part_does_as_its_topic_unless_it_says_otherwise(self, roads, highways, approved):
        pavement = make_topic("roads/pavement", "ทางเท้า")
        assert is_approved(pavement, highways.pk)
        ApprovalRule.objects.create(topic=pavement, needs_approval=False, source="x")
        forget_approval_rules()
        assert not is_approved(pavement, highways.pk)
        assert is_approved(roads, highways.pk)

    def test_an_agency_asks_for_more_and_never_for_less(self, roads, highways, make_other):
        water = make_topic("water-supply", "น้ำ")
        ApprovalRule.objects.create(topic=water, agency=highways, source="x")
        ApprovalRule.objects.create(topic=roads, agency=highways, needs_approval=False, source="x")
        forget_approval_rules()
        assert is_approved(water, highways.pk)
        assert not is_approved(water, make_other.pk)
        assert is_approved(roads, highways.pk)

    def test_the_file_is_brought_in_once(self):
        make_topic("corruption-conduct", "ทุจริต")
        assert load_approval_rules() == 1
        assert load_approval_rules() == 0

    def test_exactly_the_chosen_topics_and_who_chose_is_kept(self, highways, kanya):
        water, waste = make_topic("water-supply", "น้ำ"), make_topic("waste", "ขยะ")
        choose_topics(highways, [water], by=kanya)
        choose_topics(highways, [waste], by=kanya)
        rule = ApprovalRule.objects.get(agency=highways)
        assert (rule.topic, rule.chosen_by) == (waste, kanya)

    def test_naming_and_no_longer(self, highways, kanya, somchai, wichai, now):
        name_approvers(highways, [somchai], by=kanya)
        name_approvers(highways, [], by=kanya)
        assert not Membership.objects.filter(role=Role.APPROVER).exists()
        name_approvers(highways, [somchai], by=kanya)
        now.move_to(MONDAY + timedelta(days=3))
        name_approvers(highways, [wichai], by=kanya)
        assert not Membership.objects.current().filter(role=Role.APPROVER, user=somchai).exists()
        refused("not_yours_to_change", name_approvers, highways, [somchai], by=wichai)

    def test_only_own_officers_are_named(self, highways, kanya, stranger):
        refused("not_a_colleague", name_approvers, highways, [stranger], by=kanya)


class TestInbox:
    def test_the_approver_finds_and_counts_it_the_writer_does_not(self, held, kanya, wichai, somchai):
        assert [row.reference for row in queue.page(kanya, "to_approve").rows] == [held.assignment.case.reference]
        assert counts(kanya)["to_approve"] == 1
        assert "to_approve" not in queue.views_of(wichai)
        assert list(at_own_agency(kanya)) == [held]

    def test_page_count_and_queryset_say_the_same(self, held, kanya, somchai, highways):
        name_approvers(highways, [somchai], by=kanya)
        for user in (kanya, fresh(somchai)):
            listed = {row.reference for row in queue.page(user, "to_approve").rows}
            asked = set(queue.queue(user, "to_approve").values_list("case__reference", flat=True))
            assert listed == asked
            assert counts(user)["to_approve"] == len(asked) == 1

    def test_a_writer_who_leads_does_not_find_their_own(self, working, kanya):
        close(working, kanya)
        assert not queue.page(kanya, "to_approve").rows
        assert counts(kanya)["to_approve"] == 0


class TestTheMorning:
    def test_tells_the_approver_what_waits_and_nobody_else(self, held, kanya, wichai):
        told = {part.heading: part for part in parts_of(kanya, timezone.now())}
        [waits] = [part for part in told.values() if part.view == "to_approve"]
        assert [line.reference for line in waits.lines] == [held.assignment.case.reference]
        assert "to_approve" not in {part.view for part in parts_of(wichai, timezone.now())}


def test_many_approvers_cost_as_much_as_one(held, kanya, highways, django_assert_num_queries):
    with CaptureQueriesContext(connection) as one:
        approvers_of(held)
    for number in range(4):
        make_membership(make_user(f"หัวหน้า {number}"), highways, Role.SUPERVISOR)
    with django_assert_num_queries(len(one)):
        assert len(approvers_of(held).people) == 5


def test_many_from_below_cost_as_much_as_one(held, narong, file, highways, roads, wichai, django_assert_num_queries):
    Approval.objects.filter(pk=held.pk).update(written_by=wichai)
    highways.memberships.filter(role=Role.SUPERVISOR).delete()
    assert narong.active_roles
    with CaptureQueriesContext(connection) as one:
        assert len(from_below(narong)) == 1
    for _each in range(3):
        part = accept_assignment(
            assign_case(file(visibility=Visibility.AGENCY).complaint.case, highways, by=None, topic=roads), by=wichai
        )
        close(part, wichai)
    fresh_narong = fresh(narong)
    fresh_narong.active_roles  # noqa: B018 - kept, as it was
    with django_assert_num_queries(len(one)):
        assert len(from_below(fresh_narong)) == 4
