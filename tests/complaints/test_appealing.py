"""A complainant who does not accept an answer: the agency above decides, once, by its own clock."""

import threading
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from complaints import chores, queue, service_levels
from complaints.appealing import appeal_case, grant_appeal, take_back_appeal, uphold_answer
from complaints.appeals import appeal_page, appeals_until, decides
from complaints.co_signing import co_sign, invite_co_signers
from complaints.endings import ending_of_complaint
from complaints.escalating import escalate, forget_ladder, load_escalation_rules, waiting_to_go_up
from complaints.handling import accept_assignment, assign_case, propose_closing
from complaints.lines import timeline
from complaints.models import (
    Appeal,
    Assignment,
    Case,
    CaseEvent,
    Complaint,
    Escalation,
    EscalationRule,
    ServiceLevel,
)
from complaints.queue_counts import counts
from complaints.responding import close_by_silence, confirm_resolution, dispute_resolution, withdraw_complaint
from complaints.service_levels import forget_service_levels
from complaints.steps_of_waiting import waits_of
from complaints.supporting import ask_for_help, finish_part, refuse_to_help
from complaints.telling import officer_behind
from complaints.translating import target_for
from complaints.views.office_sending import refuse_if_somebody_was_faster
from complaints.workflow import AssignmentState, CaseKind, CaseState, Outcome, Visibility, public_state
from directory.calendar import BANGKOK, add_working_days, working_days_between
from directory.models import AgencyKind, Role
from directory.reference_files import read_csv
from frontend.personal_rows import Owner, own_events, own_files
from notifications.models import Message
from records.resting import Resting
from records.uploads import store_upload
from tests.factories import make_agency, make_membership, make_user
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=BANGKOK)
WHY = "ตอบว่าซ่อมแล้ว แต่หลุมยังอยู่ที่เดิม ดูรูปวันนี้ได้เลย"
REASONS = "ไปดูที่จริงเมื่อวาน ผิวถนนเรียบแล้ว หลุมที่เหลืออยู่ในที่เอกชน"
TO_DO = "ให้ซ่อมให้เต็มความกว้างของถนน แล้วแนบรูปทั้งสองฝั่ง"


@pytest.fixture(autouse=True)
def now():
    with freeze_time(MONDAY) as now:
        yield now


@pytest.fixture
def transport(db):
    return make_agency("กระทรวงคมนาคม", code="mot", kind=AgencyKind.MINISTRY, name_en="Ministry of Transport")


@pytest.fixture
def highways(transport):
    return make_agency("กรมทางหลวง", code="doh", parent=transport)


@pytest.fixture
def narong(transport):
    """A supervisor of the ministry."""
    return make_membership(make_user("ณรงค์ มั่นคง", email="narong@example.org"), transport, Role.SUPERVISOR).user


@pytest.fixture
def arun(transport):
    """An officer of the ministry."""
    return make_membership(make_user("อรุณ สว่าง", email="arun@example.org"), transport).user


@pytest.fixture
def desk(db):
    desk = make_agency("ศูนย์บริการประชาชน", code="central-desk", kind=AgencyKind.CENTRAL_DESK)
    make_membership(make_user("วิมล ใจเย็น"), desk, Role.SUPERVISOR)
    return desk


def answer(part, by):
    return propose_closing(part, answer="ปะหลุมแล้ว", outcome=Outcome.SOLVED, by=by, no_photo="ฝนตก กล้องเปียก ถ่ายไม่ได้")


def fresh(case):
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def silent(working, wichai, now):
    """Answered, and closed because nobody said anything."""
    answer(working, wichai)
    later = fresh(working.case).confirm_by + timedelta(minutes=1)
    now.move_to(later)
    return close_by_silence(working.case)


@pytest.fixture
def answered_again(working, wichai, malee):
    """Answered, disputed, and answered once more."""
    answer(working, wichai)
    dispute_resolution(working.case, reason="ยังไม่เสร็จ", by=malee)
    answer(Assignment.objects.get(pk=working.pk), wichai)
    return fresh(working.case)


@pytest.fixture
def appealed(answered_again, narong, malee):
    return appeal_case(answered_again, reason=WHY, by=malee)


def kinds(case):
    return list(case.events.values_list("kind", flat=True))


def working_seconds(part):
    rows = (
        "(SELECT p.*, c.created_at AS filed_at FROM complaints_assignment p"
        " JOIN complaints_case c ON c.id = p.case_id WHERE p.id = %(part)s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT working FROM ({waits_of(rows)}) w", {"part": part.pk, "now": timezone.now()})
        return cursor.fetchone()[0]


def mails():
    """The newest to each."""
    written = Message.objects.filter(event_key__endswith=":office").order_by("id")
    return {message.recipient: message.subject for message in written}


class TestWhoMayAppealAndWhen:
    def test_an_answer_given_again_after_an_objection(self, answered_again, narong, malee):
        assert appeals_until(answered_again) == answered_again.confirm_by
        assert appeal_case(answered_again, reason=WHY, by=malee).became == ""
        assert fresh(answered_again).state == CaseState.APPEALED

    def test_not_a_first_answer_which_is_disputed(self, working, wichai, narong, malee):
        answer(working, wichai)
        with pytest.raises(ValidationError) as refused:
            appeal_case(working.case, reason=WHY, by=malee)
        assert refused.value.code == "nothing_to_appeal"

    def test_a_case_that_silence_closed(self, silent, narong, malee, now):
        until = appeals_until(silent)
        assert working_days_between(silent.closed_at, until) == 15
        now.move_to(until - timedelta(minutes=1))
        appeal_case(silent, reason=WHY, by=malee)
        case = fresh(silent)
        assert (case.state, case.closed_at) == (CaseState.APPEALED, None)

    def test_not_after_the_last_day(self, silent, narong, malee, now):
        now.move_to(appeals_until(silent) + timedelta(minutes=1))
        with pytest.raises(ValidationError) as refused:
            appeal_case(silent, reason=WHY, by=malee)
        assert refused.value.code == "appeals_are_over"
        assert not Appeal.objects.exists()
        assert fresh(silent).state == CaseState.CLOSED

    def test_the_days_are_a_row(self, silent, narong):
        ServiceLevel.objects.create(step="appeal", working_days=3, source="ทดสอบ")
        forget_service_levels()
        assert working_days_between(silent.closed_at, appeals_until(silent)) == 3
        forget_service_levels()

    def test_the_rows_we_bring_are_marked_as_ours(self):
        rows = [row for row in read_csv(service_levels._TABLE) if row["step"] in {"appeal", "review"}]
        assert len(rows) == 2
        assert all(row["source"].startswith("เรากำหนดเอง") and row["confirmed"] == "no" for row in rows)

    def test_not_what_they_confirmed(self, answered_again, narong, malee):
        confirm_resolution(answered_again, by=malee)
        with pytest.raises(ValidationError) as refused:
            appeal_case(answered_again, reason=WHY, by=malee)
        assert refused.value.code == "nothing_to_appeal"

    @pytest.mark.parametrize("state", ["working", "assignment", "case"])
    def test_not_before_there_is_an_answer(self, request, state, narong, malee):
        given = request.getfixturevalue(state)
        with pytest.raises(ValidationError) as refused:
            appeal_case(getattr(given, "case", given), reason=WHY, by=malee)
        assert refused.value.code == "nothing_to_appeal"

    def test_not_praise(self, answered_again, narong, malee):
        Case.objects.filter(pk=answered_again.pk).update(kind=CaseKind.PRAISE)
        with pytest.raises(ValidationError):
            appeal_case(answered_again, reason=WHY, by=malee)

    def test_not_without_a_word(self, answered_again, narong, malee):
        with pytest.raises(ValidationError) as refused:
            appeal_case(answered_again, reason=" \n ", by=malee)
        assert refused.value.code == "note_missing"
        assert kinds(answered_again).count("appealed") == 0

    def test_not_twice(self, appealed, narong, malee, wichai):
        with pytest.raises(ValidationError) as refused:
            appeal_case(appealed.case, reason=WHY, by=malee)
        assert refused.value.code == "appealed_already"
        grant_appeal(appealed.part, instructions=TO_DO, by=narong)
        lead = fresh(appealed.case).lead()
        answer(lead, wichai)
        with pytest.raises(ValidationError) as refused:
            appeal_case(appealed.case, reason=WHY, by=malee)
        assert refused.value.code == "appealed_already"
        dispute_resolution(appealed.case, reason="ยังเหมือนเดิม", by=malee)  # which leaves them the way there was

    def test_the_database_keeps_one_a_case(self, appealed):
        other = make_agency("หน่วยงานอื่น")
        part = Assignment.objects.create(case=appealed.case, agency=other, part="review", state="transferred")
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.create(case=appealed.case, part=part, against=other)


class TestWhoDecides:
    def test_the_nearest_agency_above_that_takes_complaints(self, answered_again, transport, narong):
        assert decides(answered_again) == transport

    def test_one_that_takes_none_is_passed_over(self, answered_again, transport, narong):
        state = make_agency("รัฐบาล", kind=AgencyKind.MINISTRY)
        make_membership(make_user("สูงสุด"), state, Role.AGENCY_HEAD)
        transport.takes_complaints, transport.parent = False, state
        transport.save()
        assert decides(fresh(answered_again)) == state

    def test_one_where_nobody_works_is_passed_over(self, answered_again, transport, desk):
        assert decides(answered_again) == desk

    def test_without_one_above_the_central_desk(self, answered_again, highways, desk, narong):
        highways.parent = None
        highways.save()
        assert decides(fresh(answered_again)) == desk

    def test_one_that_helps_in_the_case_is_no_judge_of_it(self, answered_again, transport, narong, desk):
        Assignment.objects.create(
            case=answered_again, agency=transport, part="supporting", state="answered", due_at=timezone.now()
        )
        assert decides(fresh(answered_again)) == desk

    def test_an_agency_never_decides_on_its_own_answer(self, file, desk, malee, roads):
        officer = make_membership(make_user("เจ้าหน้าที่ศูนย์"), desk).user
        case = file(visibility=Visibility.PUBLIC).complaint.case
        part = accept_assignment(assign_case(case, desk, by=None, topic=roads), by=officer)
        answer(part, officer)
        dispute_resolution(case, reason="ไม่จริง", by=malee)
        answer(Assignment.objects.get(pk=part.pk), officer)
        assert decides(fresh(case)) is None
        with pytest.raises(ValidationError) as refused:
            appeal_case(case, reason=WHY, by=malee)
        assert refused.value.code == "nobody_above"

    def test_not_the_desk_where_nobody_works(self, answered_again, transport, malee):
        make_agency("ศูนย์ว่าง", code="empty-desk", kind=AgencyKind.CENTRAL_DESK)
        assert decides(answered_again) is None  # nor the ministry, which has no people either
        with pytest.raises(ValidationError) as refused:
            appeal_case(answered_again, reason=WHY, by=malee)
        assert refused.value.code == "nobody_above"

    def test_a_desk_with_people_before_one_without(self, answered_again, transport):
        make_agency("ศูนย์ว่าง", code="empty-desk", kind=AgencyKind.CENTRAL_DESK)
        staffed = make_agency("ศูนย์ที่สอง", code="second-desk", kind=AgencyKind.CENTRAL_DESK)
        make_membership(make_user("คนของศูนย์"), staffed)
        assert decides(answered_again) == staffed

    def test_no_desk_in_confidence_where_nobody_may_see_it(self, answered_again, transport):
        desk = make_agency("ศูนย์", code="desk", kind=AgencyKind.CENTRAL_DESK)
        make_membership(make_user("คนของศูนย์"), desk)
        Case.objects.filter(pk=answered_again.pk).update(visibility=Visibility.CONFIDENTIAL, public_text="")
        assert decides(fresh(answered_again)) is None

    def test_in_confidence_only_where_somebody_may_see_it(self, answered_again, transport, arun, desk):
        assert decides(answered_again) == transport
        Case.objects.filter(pk=answered_again.pk).update(visibility=Visibility.CONFIDENTIAL, public_text="")
        assert decides(fresh(answered_again)) == desk


class TestAppealing:
    def test_gives_the_agency_above_a_part_with_a_clock_of_its_own(self, appealed, transport, highways):
        part = appealed.part
        assert (part.agency, part.part, part.state) == (transport, Assignment.Part.REVIEW, AssignmentState.WORKING)
        assert part.due_at == add_working_days(appealed.filed_at, 20)
        lead = fresh(appealed.case).lead()
        assert (lead.agency, lead.state) == (highways, AssignmentState.ANSWERED)

    def test_is_one_line_that_everybody_reads_and_words_for_those_concerned(self, appealed):
        line = appealed.case.events.last()
        assert (line.kind, line.seen_by, line.note_seen_by) == ("appealed", "public", "complainant")
        public = timeline(appealed.case, up_to=CaseEvent.Seen.PUBLIC)[0]
        assert "กระทรวงคมนาคม" in public.sentence or "Ministry of Transport" in public.sentence
        assert public.note == ""
        assert timeline(appealed.case, up_to=CaseEvent.Seen.COMPLAINANT)[0].note == WHY

    def test_tells_who_decides_and_who_answered(self, appealed, narong, wichai):
        assert set(mails()) == {narong.email, wichai.email}
        assert all(appealed.case.reference in subject for subject in mails().values())
        assert not any(WHY in message.body for message in Message.objects.all())

    def test_the_complainant_gets_a_receipt_for_it(self, appealed):
        assert Message.objects.filter(
            recipient="malee@example.org", event_key=f"case:{appealed.case.reference}:{appealed.case.event_count}"
        ).exists()

    def test_tells_no_office_who_filed_it(self, appealed, malee, wichai, narong, highways, as_):
        assert officer_behind(appealed.case.events.last()) is None
        take_back_appeal(appealed.case, by=malee)
        lines = timeline(appealed.case, up_to=CaseEvent.Seen.INTERNAL, own_agency=highways.pk)
        told = {line.kind: line.officer for line in lines}
        assert told["appealed"] == told["appeal_taken_back"] == ""
        assert told["accepted"] == wichai.full_name

    def test_nor_by_saying_who_was_faster(self, working, wichai, malee, narong, highways):
        answer(working, wichai)
        dispute_resolution(working.case, reason="ยัง", by=malee)
        answer(Assignment.objects.get(pk=working.pk), wichai)
        seen = fresh(working.case).event_count
        appeal_case(working.case, reason=WHY, by=malee)
        with pytest.raises(ValidationError) as refused:
            refuse_if_somebody_was_faster(Assignment.objects.get(pk=working.pk), wichai, seen)
        assert str(refused.value.params["name"]) == "ผู้แจ้ง"

    def test_its_words_are_the_complainants_for_translators(self, answered_again, narong, malee):
        Complaint.objects.filter(case=answered_again).update(language="en")
        appeal_case(answered_again, reason="The hole is still there. Nobody has repaired anything.", by=malee)
        assert target_for(answered_again, answered_again.events.last()) == "th"

    def test_its_words_are_taken_away_by_who_wrote_them_alone(self, answered_again, narong, malee, second, somsak):
        Complaint.objects.filter(case=second).update(case=answered_again)
        appeal_case(answered_again, reason=WHY, by=malee)
        theirs = own_events(Owner.of_account(somsak))
        assert not theirs.filter(kind="appealed").exists() and theirs.filter(kind="accepted").exists()
        assert own_events(Owner.of_account(malee)).filter(kind="appealed").exists()

    def test_pictures_sent_with_it_by_code_are_ones_own(
        self, file, highways, roads, wichai, narong, tmp_path, settings
    ):
        settings.MEDIA_ROOT = tmp_path
        complaint = file(by=None, visibility=Visibility.PUBLIC).complaint
        part = accept_assignment(assign_case(complaint.case, highways, by=None, topic=roads), by=wichai)
        answer(part, wichai)
        dispute_resolution(complaint.case, reason="ยัง", by=None)
        answer(Assignment.objects.get(pk=part.pk), wichai)
        photo = store_upload(SimpleUploadedFile("1.jpg", phone_photo(), "image/jpeg"), token="5" * 32)
        appeal_case(complaint.case, reason=WHY, by=None, uploads=[photo])
        assert [kept.upload for kept in own_files(Owner.of_complaint(complaint))] == [photo]
        assert own_events(Owner.of_complaint(complaint)).filter(kind="appealed").exists()

    def test_stops_the_clock_of_confirming(self, appealed, now):
        now.move_to(MONDAY + timedelta(days=60))
        assert not Case.objects.to_close_by_silence(timezone.now()).exists()
        assert close_by_silence(appealed.case).state == CaseState.APPEALED

    @pytest.mark.parametrize("act", [confirm_resolution, lambda case, by: dispute_resolution(case, reason="ไม่", by=by)])
    def test_nothing_is_confirmed_or_disputed_meanwhile(self, appealed, malee, act):
        with pytest.raises(ValidationError):
            act(appealed.case, by=malee)

    def test_the_agency_above_sees_the_case_and_the_others_do_not(self, appealed, narong, stranger):
        assert Assignment.objects.handled_by(narong).filter(case=appealed.case).exists()
        assert not Assignment.objects.handled_by(stranger).filter(case=appealed.case).exists()

    def test_stands_in_the_view_of_appeals(self, appealed, narong, wichai):
        assert [row.reference for row in queue.page(narong, "appeals").rows] == [appealed.case.reference]
        assert counts(narong)["appeals"] == 1
        assert queue.page(wichai, "appeals").rows == []
        row = queue.page(wichai, "to_confirm").rows[0]
        assert row.said_as == CaseState.APPEALED  # nobody is asked to confirm now

    def test_goes_up_the_ladder_there_when_it_is_late(self, appealed, narong, now, monkeypatch):
        monkeypatch.setattr(chores, "_not_escalating", Resting())
        load_escalation_rules()
        forget_ladder()
        now.move_to(add_working_days(appealed.part.due_at, 1) + timedelta(minutes=1))
        rule = EscalationRule.objects.filter(clock="resolve").order_by("level").first()
        assert list(waiting_to_go_up(rule, timezone.now())) == [appealed.part]
        assert escalate(appealed.part) is True
        assert Escalation.objects.get().agency == appealed.part.agency
        forget_ladder()

    @pytest.mark.django_db(transaction=True)
    def test_twice_at_once_is_once(self, answered_again, narong, malee):
        results = []

        def send():
            try:
                results.append(appeal_case(Case.objects.get(pk=answered_again.pk), reason=WHY, by=malee))
            except ValidationError as error:
                results.append(error.code)
            finally:
                connection.close()

        threads = [threading.Thread(target=send) for _ in range(2)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        assert "appealed_already" in results
        assert Appeal.objects.count() == 1
        assert kinds(answered_again).count("appealed") == 1


class TestTakingItBack:
    def test_leaves_the_case_where_it_was_with_a_short_grace(self, appealed, malee, now):
        now.move_to(MONDAY + timedelta(days=30))
        take_back_appeal(appealed.case, by=malee)
        case = fresh(appealed.case)
        assert case.state == CaseState.RESOLUTION_PROPOSED
        assert working_days_between(timezone.now(), case.confirm_by) == 2
        assert kinds(case)[-1] == "appeal_taken_back"

    def test_gives_no_days_that_were_not_there(self, appealed, malee, now):
        before = fresh(appealed.case).confirm_by
        now.move_to(MONDAY + timedelta(hours=1))
        take_back_appeal(appealed.case, by=malee)
        assert fresh(appealed.case).confirm_by == before

    def test_a_closed_case_is_closed_as_of_then(self, silent, narong, malee):
        before = silent.closed_at
        take_back_appeal(appeal_case(silent, reason=WHY, by=malee).case, by=malee)
        case = fresh(silent)
        assert (case.state, case.closed_at) == (CaseState.CLOSED, before)

    def test_ends_what_the_agency_above_sees(self, appealed, narong, malee):
        take_back_appeal(appealed.case, by=malee)
        assert not Assignment.objects.handled_by(narong).filter(case=appealed.case).exists()
        assert "taken back" in mails()[narong.email] or "ถอน" in mails()[narong.email]

    def test_is_refused_once_it_is_decided_or_taken_back(self, appealed, narong, malee):
        take_back_appeal(appealed.case, by=malee)
        with pytest.raises(ValidationError) as refused:
            take_back_appeal(appealed.case, by=malee)
        assert refused.value.code == "no_open_appeal"

    def test_who_took_it_back_may_think_better_of_it(self, appealed, narong, malee):
        take_back_appeal(appealed.case, by=malee)
        again = appeal_case(appealed.case, reason=WHY, by=malee)
        assert again.pk != appealed.pk
        assert fresh(appealed.case).state == CaseState.APPEALED

    def test_but_not_for_ever(self, appealed, narong, malee):
        take_back_appeal(appealed.case, by=malee)
        assert appeal_page(fresh(appealed.case)).may_appeal
        appeal_case(appealed.case, reason=WHY, by=malee)
        take_back_appeal(appealed.case, by=malee)
        with pytest.raises(ValidationError) as refused:
            appeal_case(appealed.case, reason=WHY, by=malee)
        assert refused.value.code == "appealed_too_often"
        assert not appeal_page(fresh(appealed.case)).may_appeal
        assert Appeal.objects.count() == 2

    def test_a_dispute_after_it_begins_the_work_of_the_agency_anew(self, appealed, wichai, malee, now):
        now.move_to(MONDAY + timedelta(hours=1))
        take_back_appeal(appealed.case, by=malee)
        dispute_resolution(appealed.case, reason="ยังไม่เสร็จ", by=malee)
        now.move_to(MONDAY + timedelta(hours=4))
        assert working_seconds(fresh(appealed.case).lead()) == 3 * 3600

    def test_so_does_a_granted_appeal_against_a_case_that_silence_closed(self, silent, narong, malee, now):
        before = working_seconds(silent.lead())
        grant_appeal(appeal_case(silent, reason=WHY, by=malee).part, instructions=TO_DO, by=narong)
        now.move_to(timezone.now() + timedelta(hours=2))
        assert working_seconds(silent.lead()) - before == 2 * 3600

    def test_and_not_that_of_one_that_helped_and_is_done(self, working, wichai, malee, narong, now):
        helper = make_membership(make_user("ผู้ช่วย"), make_agency("เทศบาล", code="town")).user
        part = ask_for_help(working, helper.active_roles[0].agency, request="ช่วยดู", by=wichai)
        finish_part(accept_assignment(part, by=helper), answer="ดูแล้ว", by=helper)
        answer(Assignment.objects.get(pk=working.pk), wichai)
        dispute_resolution(working.case, reason="ยัง", by=malee)
        answer(Assignment.objects.get(pk=working.pk), wichai)
        appeal = appeal_case(working.case, reason=WHY, by=malee)
        grant_appeal(appeal.part, instructions=TO_DO, by=narong)
        now.move_to(timezone.now() + timedelta(hours=2))
        assert not working_seconds(part)

    def test_withdrawing_the_whole_case_ends_it_too(self, appealed, narong, malee):
        withdraw_complaint(appealed.case, by=malee)
        case = fresh(appealed.case)
        assert (case.state, case.appealed_at) == (CaseState.WITHDRAWN, None)
        assert Appeal.objects.get().became == Appeal.Became.TAKEN_BACK
        assert not queue.page(narong, "appeals").rows


class TestDeciding:
    def test_upheld_closes_the_case_for_good_and_says_why(self, appealed, narong, malee):
        uphold_answer(appealed.part, reasons=REASONS, by=narong)
        case = fresh(appealed.case)
        assert (case.state, case.closed_at, case.outcome) == (CaseState.CLOSED, timezone.now(), Outcome.SOLVED)
        assert {part.state for part in case.assignments.all()} == {AssignmentState.APPROVED}
        line = timeline(case, up_to=CaseEvent.Seen.COMPLAINANT)[0]
        assert (line.kind, line.note) == ("appeal_upheld", REASONS)
        for act in (
            lambda: dispute_resolution(case, reason="ไม่", by=malee),
            lambda: appeal_case(case, reason=WHY, by=malee),
        ):
            with pytest.raises(ValidationError):
                act()

    def test_upheld_asks_how_it_went(self, appealed, narong):
        uphold_answer(appealed.part, reasons=REASONS, by=narong)
        assert ending_of_complaint(fresh(appealed.case).complaints.get()).event.kind == "appeal_upheld"

    def test_granted_sends_it_back_a_level_higher_by_a_new_date(self, appealed, narong, wichai, kanya, highways):
        load_escalation_rules()
        forget_ladder()
        before = fresh(appealed.case).lead()
        grant_appeal(appealed.part, instructions=TO_DO, by=narong)
        case = fresh(appealed.case)
        lead = case.lead()
        assert (case.state, case.outcome, case.resolution_proposed_at) == (CaseState.IN_PROGRESS, "", None)
        assert (lead.agency, lead.state) == (highways, AssignmentState.WORKING)
        assert lead.due_at == add_working_days(timezone.now(), 15)
        assert lead.escalation_level == before.escalation_level + 1
        assert case.reopened_count == 2
        assert Escalation.objects.filter(assignment=lead, why="appeal").count() == 1
        assert timeline(case, up_to=CaseEvent.Seen.COMPLAINANT)[0].note == TO_DO
        assert {wichai.email, kanya.email} <= set(mails())
        forget_ladder()

    def test_granted_opens_a_closed_case_again(self, silent, narong, malee):
        appeal = appeal_case(silent, reason=WHY, by=malee)
        grant_appeal(appeal.part, instructions=TO_DO, by=narong)
        case = fresh(silent)
        assert (case.state, case.closed_at, case.reopened_count) == (CaseState.IN_PROGRESS, None, 1)

    @pytest.mark.parametrize("decide", [lambda part, by: uphold_answer(part, reasons=REASONS, by=by),
                                        lambda part, by: grant_appeal(part, instructions=TO_DO, by=by)])  # fmt: skip
    def test_is_done_once(self, appealed, narong, decide):
        decide(appealed.part, narong)
        before = kinds(appealed.case)
        with pytest.raises(ValidationError):
            uphold_answer(appealed.part, reasons=REASONS, by=narong)
        with pytest.raises(ValidationError):
            grant_appeal(appealed.part, instructions=TO_DO, by=narong)
        assert kinds(appealed.case) == before

    def test_is_not_done_by_who_had_a_hand_in_it(self, appealed, wichai, malee, transport):
        for user in (wichai, malee):
            make_membership(user, transport, Role.SUPERVISOR)
            with pytest.raises(ValidationError) as refused:
                uphold_answer(appealed.part, reasons=REASONS, by=user)
            assert refused.value.code == "decides_own_answer"
        assert fresh(appealed.case).state == CaseState.APPEALED

    def test_nor_by_whose_own_case_was_joined_into_it(self, appealed, second, somsak, transport, siriporn):
        Case.objects.filter(pk=second.pk).update(joined_into=appealed.case_id)
        make_membership(somsak, transport, Role.SUPERVISOR)
        with pytest.raises(ValidationError) as refused:
            uphold_answer(appealed.part, reasons=REASONS, by=somsak)
        assert refused.value.code == "decides_own_answer"

    def test_nor_by_who_signed_it(self, working, wichai, malee, narong, somsak, transport):
        co_sign(invite_co_signers(working.case, by=malee), by=somsak)
        answer(Assignment.objects.get(pk=working.pk), wichai)
        dispute_resolution(working.case, reason="ยัง", by=malee)
        answer(Assignment.objects.get(pk=working.pk), wichai)
        appeal = appeal_case(working.case, reason=WHY, by=malee)
        make_membership(somsak, transport, Role.SUPERVISOR)
        with pytest.raises(ValidationError) as refused:
            uphold_answer(appeal.part, reasons=REASONS, by=somsak)
        assert refused.value.code == "decides_own_answer"
        assert fresh(working.case).state == CaseState.APPEALED

    def test_who_decided_may_get_the_case_itself_afterwards(self, appealed, narong, wichai, transport):
        grant_appeal(appealed.part, instructions=TO_DO, by=narong)
        lead = fresh(appealed.case).lead()
        given = ask_for_help(lead, transport, request="ช่วยหางบให้", by=wichai)
        assert (given.agency, given.state) == (transport, AssignmentState.PROPOSED)
        accept_assignment(given, by=narong)

    def test_a_decision_alone_is_no_work_on_the_case(self, appealed, narong, wichai):
        grant_appeal(appealed.part, instructions=TO_DO, by=narong)
        lead = Assignment.objects.get(pk=fresh(appealed.case).lead().pk)
        assert public_state(fresh(appealed.case), [appealed.part]) == CaseState.RECEIVED
        lead.state = AssignmentState.PROPOSED
        assert public_state(fresh(appealed.case), [lead, Assignment.objects.get(pk=appealed.part_id)]) == "routed"

    def test_is_not_done_with_the_part_that_answered(self, appealed, narong):
        with pytest.raises(ValidationError) as refused:
            uphold_answer(fresh(appealed.case).lead(), reasons=REASONS, by=narong)
        assert refused.value.code == "no_open_appeal"

    def test_the_part_that_decides_does_no_other_work(self, appealed, narong):
        for act in (
            lambda: accept_assignment(appealed.part, by=narong),
            lambda: answer(appealed.part, narong),
            lambda: refuse_to_help(appealed.part, reason="ไม่ใช่ของเรา", by=narong),
        ):
            with pytest.raises(ValidationError):
                act()
        assert Assignment.objects.get(pk=appealed.part.pk).due_at == appealed.part.due_at

    def test_needs_reasons(self, appealed, narong):
        with pytest.raises(ValidationError):
            uphold_answer(appealed.part, reasons="  ", by=narong)
        assert fresh(appealed.case).state == CaseState.APPEALED


class TestInConfidence:
    @pytest.fixture
    def secret(self, appealed):
        Case.objects.filter(pk=appealed.case.pk).update(visibility=Visibility.CONFIDENTIAL, public_text="")
        return appealed

    def test_only_who_leads_the_agency_above_learns_of_it(self, secret, narong, arun):
        assert [row.reference for row in queue.page(narong, "appeals").rows] == [secret.case.reference]
        assert queue.page(arun, "appeals").rows == []
        assert counts(arun)["appeals"] == 0
        assert Assignment.objects.handled_by(arun).count() == 0

    def test_an_officer_there_finds_no_page(self, secret, arun, as_):
        address = reverse("office_case", args=[secret.case.reference])
        assert as_(arun).get(address).status_code == 404
        told = {"appeal-decision": "upheld", "appeal-text": REASONS}
        assert as_(arun).post(reverse("office_appeal", args=[secret.case.reference]), told).status_code == 404
        assert fresh(secret.case).state == CaseState.APPEALED

    def test_who_leads_says_why_they_look(self, secret, narong, as_):
        html = as_(narong).get(reverse("office_case", args=[secret.case.reference])).content.decode()
        assert WHY not in html
        assert "look-reason" in html

    def test_no_officer_gets_a_mail(self, working, wichai, malee, narong, arun):
        Case.objects.filter(pk=working.case_id).update(visibility=Visibility.CONFIDENTIAL, public_text="")
        answer(Assignment.objects.get(pk=working.pk), wichai)
        dispute_resolution(working.case, reason="ยัง", by=malee)
        answer(Assignment.objects.get(pk=working.pk), wichai)
        appeal_case(working.case, reason=WHY, by=malee)
        assert set(mails()) == {narong.email, wichai.email}


class TestOnTheTrackingPage:
    def test_offers_it_with_who_decides_and_until_when(self, as_, malee, answered_again, narong):
        html = as_(malee).get(answered_again.get_absolute_url()).content.decode()
        assert "Ministry of Transport then decides" in html
        assert "5 working days left" in html
        assert f"/track/{answered_again.reference}/appeal/" in html

    def test_sending_shows_who_has_it_and_the_days_left(self, as_, malee, answered_again, narong):
        client = as_(malee)
        done = client.post(f"/track/{answered_again.reference}/appeal/", {"text": WHY}, follow=True)
        html = done.content.decode()
        assert Appeal.objects.get().case == answered_again
        assert "Under review by the superior agency" in html
        assert "20 working days left" in html
        assert "Take the appeal back" in html
        assert f"/track/{answered_again.reference}/confirm/" not in html

    def test_by_receipt_code_too(self, client, file, highways, roads, wichai, narong):
        filed = file(by=None)
        part = accept_assignment(assign_case(filed.complaint.case, highways, by=None, topic=roads), by=wichai)
        answer(part, wichai)
        dispute_resolution(part.case, reason="ยัง", by=None)
        answer(Assignment.objects.get(pk=part.pk), wichai)
        client.cookies["language"] = "en"
        address = f"/track/{filed.complaint.reference}/appeal/"
        assert client.post(address, {"text": WHY}).status_code == 404
        client.post("/track/", {"reference": filed.complaint.reference, "code": filed.receipt_code})
        assert client.post(address, {"text": WHY}).status_code == 302
        assert Appeal.objects.get().case.reference == filed.complaint.reference

    def test_a_stranger_appeals_nothing(self, as_, stranger, answered_again, narong):
        client = as_(stranger)
        assert client.post(f"/track/{answered_again.reference}/appeal/", {"text": WHY}).status_code == 404
        assert "Appeal against the answer" not in client.get(answered_again.get_absolute_url()).content.decode()

    def test_nor_takes_one_back(self, as_, stranger, appealed):
        assert as_(stranger).post(f"/track/{appealed.case.reference}/appeal/take-back/").status_code == 404
        assert fresh(appealed.case).state == CaseState.APPEALED

    def test_an_empty_one_comes_back_with_the_error(self, as_, malee, answered_again, narong):
        refused = as_(malee).post(f"/track/{answered_again.reference}/appeal/", {"text": ""})
        assert refused.status_code == 400
        assert "govuk-error-summary" in refused.content.decode()

    def test_what_came_too_late_is_not_lost(self, as_, malee, silent, narong, now):
        now.move_to(appeals_until(silent) + timedelta(days=1))
        refused = as_(malee).post(f"/track/{silent.reference}/appeal/", {"text": WHY})
        html = refused.content.decode()
        assert refused.status_code == 409
        assert WHY in html
        assert "The time to appeal is over" in html

    def test_taking_it_back_asks_again_whether_it_is_done(self, as_, malee, appealed):
        html = as_(malee).post(f"/track/{appealed.case.reference}/appeal/take-back/", follow=True).content.decode()
        assert f"/track/{appealed.case.reference}/confirm/" in html

    def test_upheld_names_the_ways_that_remain(self, as_, malee, appealed, narong):
        uphold_answer(appealed.part, reasons=REASONS, by=narong)
        html = as_(malee).get(appealed.case.get_absolute_url()).content.decode()
        assert REASONS in html
        for number in ("1676", "1567", "1355"):
            assert f'href="tel:{number}"' in html
        assert "Appeal against the answer" not in html

    def test_nobody_above_is_no_dead_end(self, as_, malee, silent, highways):
        highways.parent = None
        highways.save()
        html = as_(malee).get(silent.get_absolute_url()).content.decode()
        assert 'href="tel:1676"' in html

    def test_a_stranger_reads_that_it_is_appealed_and_no_word_of_it(self, client, appealed, narong):
        client.cookies["language"] = "en"
        html = client.get(appealed.case.get_absolute_url()).content.decode()
        assert "The person who filed appeals against the answer, and" in html
        assert WHY not in html

    def test_asks_no_more_of_the_database_the_longer_the_story(
        self, as_, malee, appealed, narong, django_assert_max_num_queries
    ):
        client = as_(malee)
        client.get(appealed.case.get_absolute_url())
        with django_assert_max_num_queries(30):
            client.get(appealed.case.get_absolute_url())


class TestAtTheOffice:
    def test_the_page_has_the_decision_and_nothing_of_the_others_work(self, as_, narong, appealed):
        html = as_(narong).get(reverse("office_case", args=[appealed.case.reference])).content.decode()
        assert "Decide the appeal" in html
        assert WHY in html
        assert f"/office/{appealed.case.reference}/close/" not in html
        assert f"/office/{appealed.case.reference}/decline/" not in html

    @pytest.mark.parametrize(("decision", "state"), [("upheld", "closed"), ("granted", "in_progress")])
    def test_deciding(self, as_, narong, appealed, decision, state):
        address = reverse("office_appeal", args=[appealed.case.reference])
        told = {"appeal-decision": decision, "appeal-text": REASONS, "appeal-seen": appealed.case.event_count}
        done = as_(narong).post(address, told, follow=True)
        assert done.status_code == 200
        assert fresh(appealed.case).state == state

    def test_no_decision_without_a_choice_or_another_one(self, as_, narong, appealed):
        address = reverse("office_appeal", args=[appealed.case.reference])
        for decision in ("", "taken_back", "x"):
            refused = as_(narong).post(address, {"appeal-decision": decision, "appeal-text": REASONS})
            assert refused.status_code == 400
            assert REASONS in refused.content.decode()

    def test_the_agency_that_answered_decides_nothing(self, as_, wichai, kanya, appealed):
        address = reverse("office_appeal", args=[appealed.case.reference])
        for user in (wichai, kanya):
            told = {"appeal-decision": "upheld", "appeal-text": REASONS}
            assert as_(user).post(address, told).status_code == 409
        assert fresh(appealed.case).state == CaseState.APPEALED

    def test_it_reads_that_another_decides(self, as_, wichai, appealed):
        html = as_(wichai).get(reverse("office_case", args=[appealed.case.reference])).content.decode()
        assert "The complainant appeals against the answer" in html

    def test_the_office_of_others_finds_nothing(self, as_, stranger, appealed):
        address = reverse("office_appeal", args=[appealed.case.reference])
        assert as_(stranger).post(address, {"appeal-decision": "upheld", "appeal-text": REASONS}).status_code == 404

    def test_a_decision_on_an_appeal_that_was_taken_back_meanwhile(self, as_, narong, malee, appealed):
        take_back_appeal(appealed.case, by=malee)
        address = reverse("office_appeal", args=[appealed.case.reference])
        assert as_(narong).post(address, {"appeal-decision": "upheld", "appeal-text": REASONS}).status_code == 404
        assert fresh(appealed.case).state == CaseState.RESOLUTION_PROPOSED
