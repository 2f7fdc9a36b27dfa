"""The rules of the office, one act after another."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from complaints import chores
from complaints.handling import (
    accept_assignment,
    ask_complainant,
    assign_case,
    decline_assignment,
    propose_closing,
    reject_case,
    reply_to_complainant,
    send_to_triage,
)
from complaints.models import Assignment, Case, CaseEvent
from complaints.responding import (
    answer_question,
    close_by_silence,
    confirm_resolution,
    dispute_resolution,
    resume_without_answer,
    withdraw_complaint,
)
from complaints.workflow import CaseState, Outcome
from directory.calendar import add_working_days
from notifications.models import Message
from tests.factories import make_agency


def state_of(case):
    return Case.objects.get(pk=case.pk).state


def kinds_of(case):
    return list(CaseEvent.objects.filter(case=case).order_by("n").values_list("kind", flat=True))


@pytest.fixture
def proposed(working, wichai):
    return propose_closing(working, answer="ปะหลุมเสร็จแล้ว", outcome=Outcome.SOLVED, by=wichai)


class TestSendingACaseToAnAgency:
    def test_proposes_it_and_tells_the_complainant(self, assignment, case):
        assert assignment.state == "proposed"
        assert assignment.accept_by > timezone.now()
        assert state_of(case) == CaseState.ROUTED
        assert kinds_of(case) == ["filed", "routed"]
        assert Message.objects.filter(event_key=f"case:{case.reference}:2").exists()

    def test_is_refused_when_the_agency_has_it_already(self, assignment, case, highways):
        with pytest.raises(ValidationError) as refused:
            assign_case(case, highways, by=None)
        assert refused.value.code == "agency_has_it_already"

    @pytest.mark.parametrize(
        ("name", "days_open"), [("สำนักงานที่ยุบแล้ว", -1), ("คณะกรรมการการบริหารงานยุติธรรมแห่งชาติ", None)]
    )
    def test_is_refused_for_an_agency_that_was_closed_or_takes_no_complaints(self, case, name, days_open):
        closes_on = timezone.localdate() + timedelta(days=days_open) if days_open else None
        other = make_agency(name, closes_on=closes_on, takes_complaints=bool(days_open))
        with pytest.raises(ValidationError) as refused:
            assign_case(case, other, by=None)
        assert refused.value.code == "agency_takes_no_complaints"

    def test_has_one_responsible_agency(self, assignment, case, centre):
        with pytest.raises(ValidationError) as refused:
            assign_case(case, centre, by=None)
        assert refused.value.code == "case_has_a_lead"

    def test_closes_what_the_person_left_open_when_the_topic_is_sensitive(self, case, highways, bribery):
        assert case.visibility == "public"
        assign_case(case, highways, by=None, topic=bribery)
        case.refresh_from_db()
        assert case.visibility == "confidential"
        assert case.public_text == ""


class TestMails:
    def test_say_what_happened_and_never_what_was_written(self, working, wichai):
        reply_to_complainant(working, text="ช่างชื่อสมหมายจะไปพรุ่งนี้", by=wichai)
        mail = Message.objects.latest("id")
        assert working.agency.name_th in mail.body
        assert "สมหมาย" not in mail.subject + mail.body

    def test_greet_nobody_by_a_name_that_anybody_could_have_typed(self, file, malee):
        from complaints.intake import Contact

        file(by=None, contact=Contact(name="เงินฟรีที่นี่", email="victim@example.org"))
        assert "เงินฟรี" not in Message.objects.get().body

    def test_of_a_confidential_case_do_not_even_name_the_agency(self, file, bribery, highways):
        secret = file(visibility="confidential", topic=bribery).complaint.case
        assign_case(secret, highways, by=None)
        assert not any(highways.name_th in m.subject + m.body for m in Message.objects.all())


class TestAcceptingAnAssignment:
    def test_puts_it_in_progress_and_on_the_timeline(self, assignment, wichai, case):
        accept_assignment(assignment, by=wichai)
        assert state_of(case) == CaseState.IN_PROGRESS
        assert kinds_of(case)[-1] == "accepted"

    def test_names_the_officer_and_starts_the_clock(self, assignment, wichai):
        accepted = accept_assignment(assignment, by=wichai)
        assert accepted.officer == wichai
        assert accepted.due_at > timezone.now()

    def test_is_refused_once_someone_else_has_accepted_it(self, assignment, wichai, highways):
        accept_assignment(assignment, by=wichai)
        with pytest.raises(ValidationError) as refused:
            accept_assignment(assignment, by=wichai)
        assert refused.value.code == "transition_not_allowed"
        assert kinds_of(assignment.case).count("accepted") == 1

    def test_once_more_begins_no_date_anew_while_the_complainant_is_asked_or_confirms(self, working, wichai, malee):
        ask_complainant(working, question="ตรงไหนคะ", by=wichai)
        with pytest.raises(ValidationError):
            accept_assignment(working, by=wichai)
        answer_question(working.case, text="หน้าวัด", by=malee)
        propose_closing(working, answer="ปะแล้ว", outcome=Outcome.EXPLAINED, by=wichai)
        with pytest.raises(ValidationError):
            accept_assignment(working, by=wichai)
        assert state_of(working.case) == CaseState.RESOLUTION_PROPOSED


class TestDeclining:
    def test_brings_the_case_back_to_the_desk_with_the_reason(self, assignment, wichai, centre, case):
        decline_assignment(assignment, reason="เป็นทางหลวงท้องถิ่น", proposed_agency=centre, by=wichai)
        assert state_of(case) == CaseState.TRIAGE
        assert Assignment.objects.get().proposed_agency == centre

    @pytest.mark.parametrize(("reason", "code"), [("", "note_missing"), ("  ", "note_missing")])
    def test_needs_a_reason(self, assignment, wichai, centre, reason, code):
        with pytest.raises(ValidationError) as refused:
            decline_assignment(assignment, reason=reason, proposed_agency=centre, by=wichai)
        assert refused.value.code == code

    def test_needs_another_agency(self, assignment, wichai, highways):
        for agency, code in ((None, "another_agency_missing"), (highways, "agency_proposed_is_this_one")):
            with pytest.raises(ValidationError) as refused:
                decline_assignment(assignment, reason="ไม่ใช่ของเรา", proposed_agency=agency, by=wichai)
            assert refused.value.code == code

    def test_the_third_time_is_marked_for_the_central_desk(self, case, wichai, centre):
        for number in range(3):
            sent = assign_case(case, make_agency(f"หน่วยงานที่ {number}"), by=None)
            decline_assignment(sent, reason="ไม่ใช่ของเรา", proposed_agency=centre, by=wichai)
        marks = CaseEvent.objects.filter(case=case, kind="declined").order_by("n").values_list("facts", flat=True)
        assert [mark["central_desk"] for mark in marks] == [False, False, True]


class TestAskingTheComplainant:
    def test_waits_for_them_until_a_date(self, working, wichai, case):
        ask_complainant(working, question="หลุมอยู่ฝั่งไหนของถนน", by=wichai)
        case.refresh_from_db()
        assert case.state == CaseState.AWAITING_COMPLAINANT
        assert case.answer_by > timezone.now()

    def test_stops_the_clock_and_the_answer_starts_it_again_later(self, working, wichai, case):
        due = working.due_at
        ask_complainant(working, question="ฝั่งไหน", by=wichai)
        Case.objects.filter(pk=case.pk).update(asked_at=timezone.now() - timedelta(days=7))
        answer_question(case, text="ฝั่งโรงเรียน", by=None)
        working.refresh_from_db()
        assert state_of(case) == CaseState.IN_PROGRESS
        assert working.due_at >= add_working_days(due, 4)

    def test_is_refused_while_a_question_is_open(self, working, wichai):
        ask_complainant(working, question="ฝั่งไหน", by=wichai)
        with pytest.raises(ValidationError) as refused:
            ask_complainant(working, question="กี่หลุม", by=wichai)
        assert refused.value.code == "question_is_open"

    def test_is_refused_before_the_case_is_accepted(self, assignment, wichai):
        with pytest.raises(ValidationError):
            ask_complainant(assignment, question="ฝั่งไหน", by=wichai)

    def test_without_an_answer_in_time_work_goes_on(self, working, wichai, case):
        ask_complainant(working, question="ฝั่งไหน", by=wichai)
        assert resume_without_answer(case).state == CaseState.AWAITING_COMPLAINANT  # not before its time
        Case.objects.filter(pk=case.pk).update(answer_by=timezone.now() - timedelta(minutes=1))
        assert chores.resume_unanswered_questions.function() == 1
        assert state_of(case) == CaseState.IN_PROGRESS
        assert chores.resume_unanswered_questions.function() == 0


class TestReplying:
    def test_I9_drops_what_nobody_sees_from_the_words(self, working, wichai):
        reply_to_complainant(working, text="ช่างจะ\u202eไป\u200bพรุ่งนี้", by=wichai)
        assert CaseEvent.objects.latest("id").note == "ช่างจะไปพรุ่งนี้"

    def test_tells_the_complainant_without_changing_the_state(self, working, wichai, case):
        reply_to_complainant(working, text="ช่างจะไปพรุ่งนี้", by=wichai)
        assert state_of(case) == CaseState.IN_PROGRESS
        assert kinds_of(case)[-1] == "replied"

    def test_is_refused_before_the_case_is_accepted(self, assignment, wichai):
        with pytest.raises(ValidationError) as refused:
            reply_to_complainant(assignment, text="สวัสดี", by=wichai)
        assert refused.value.code == "not_accepted_yet"


class TestClosing:
    def test_is_a_proposal_that_the_complainant_confirms(self, proposed, case, malee):
        assert state_of(case) == CaseState.RESOLUTION_PROPOSED
        confirm_resolution(case, by=malee)
        case.refresh_from_db()
        assert (case.state, case.outcome) == (CaseState.CLOSED, Outcome.SOLVED)
        assert case.confirmed_at is not None
        assert Assignment.objects.get().state == "approved"

    def test_needs_an_answer(self, working, wichai):
        with pytest.raises(ValidationError) as refused:
            propose_closing(working, answer=" ", outcome=Outcome.SOLVED, by=wichai)
        assert refused.value.code == "note_missing"

    def test_disputed_is_open_again_and_counted(self, proposed, case, malee):
        dispute_resolution(case, reason="ยังมีอีกสองหลุม", by=malee)
        case.refresh_from_db()
        assert (case.state, case.outcome, case.reopened_count) == (CaseState.IN_PROGRESS, "", 1)
        assert Assignment.objects.get().state == "working"

    def test_a_dispute_needs_words(self, proposed, case):
        with pytest.raises(ValidationError):
            dispute_resolution(case, reason="", by=None)
        assert state_of(case) == CaseState.RESOLUTION_PROPOSED

    def test_silence_confirms_but_not_before_its_time(self, proposed, case):
        assert close_by_silence(case).state == CaseState.RESOLUTION_PROPOSED
        Case.objects.filter(pk=case.pk).update(confirm_by=timezone.now() - timedelta(minutes=1))
        assert chores.close_silent_cases.function() == 1
        case.refresh_from_db()
        assert case.state == CaseState.CLOSED
        assert case.confirmed_at is None  # told apart from what a person confirmed
        assert chores.close_silent_cases.function() == 0

    def test_R10_by_silence_goes_on_behind_a_case_that_fails(self, proposed, case, file, highways, wichai, monkeypatch):
        other = accept_assignment(assign_case(file().complaint.case, highways, by=None), by=wichai)
        propose_closing(other, answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        Case.objects.update(confirm_by=timezone.now() - timedelta(minutes=1))
        monkeypatch.setattr(chores, "close_by_silence", lambda c: 1 / 0 if c == case else close_by_silence(c))
        assert chores.close_silent_cases.function() == 1
        assert (state_of(case), state_of(other.case)) == (CaseState.RESOLUTION_PROPOSED, CaseState.CLOSED)

    def test_is_refused_while_nothing_was_proposed(self, working, case):
        for act in (confirm_resolution, lambda c, by: dispute_resolution(c, reason="ยัง", by=by)):
            with pytest.raises(ValidationError) as refused:
                act(case, by=None)
            assert refused.value.code == "nothing_to_confirm"


class TestEnding:
    @pytest.mark.parametrize("end", ["withdrawn", "rejected"])
    def test_stops_every_further_act(self, case, siriporn, highways, end):
        if end == "withdrawn":
            withdraw_complaint(case, by=None)
        else:
            reject_case(send_to_triage(case), reason="เป็นโฆษณา", by=siriporn)
        assert state_of(case) == end
        for act in (
            lambda: assign_case(case, highways, by=None),
            lambda: withdraw_complaint(case, by=None),
            lambda: send_to_triage(case),
        ):
            with pytest.raises(ValidationError):
                act()

    def test_a_rejection_says_why(self, case, siriporn):
        with pytest.raises(ValidationError):
            reject_case(case, reason="", by=siriporn)


class TestTimeline:
    def test_is_numbered_without_gaps_and_counted_on_the_case(self, proposed, case):
        case.refresh_from_db()
        numbers = list(case.events.order_by("n").values_list("n", flat=True))
        assert numbers == list(range(1, case.event_count + 1))

    @pytest.mark.parametrize(
        "change", ["UPDATE complaints_caseevent SET note = 'x'", "DELETE FROM complaints_caseevent"]
    )
    def test_is_append_only(self, case, change):
        from django.db.utils import InternalError

        with pytest.raises(InternalError), connection.cursor() as cursor:
            cursor.execute(change)

    def test_R6_an_act_that_fails_leaves_no_line_no_state_and_no_message(self, assignment, wichai, case, monkeypatch):
        before = Message.objects.count()
        monkeypatch.setattr("complaints.timeline.announce", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            accept_assignment(assignment, by=wichai)
        assert kinds_of(case) == ["filed", "routed"]
        assert state_of(case) == CaseState.ROUTED
        assert Message.objects.count() == before


class TestNoDeadEnds:
    """Every state either ends, or has a clock or a queue of people that moves it on."""

    def test_every_waiting_state_has_a_timer_or_a_queue(self, working, wichai, case, siriporn):
        ask_complainant(working, question="ฝั่งไหน", by=wichai)
        far = timezone.now() + timedelta(days=400)
        assert case in Case.objects.with_unanswered_question(far)
        answer_question(case, text="ซ้าย", by=None)
        assert Assignment.objects.handled_by(wichai).overdue(far).exists()
        propose_closing(Assignment.objects.get(), answer="เสร็จ", outcome=Outcome.SOLVED, by=wichai)
        assert case in Case.objects.to_close_by_silence(far)

    def test_a_proposed_assignment_becomes_overdue(self, assignment, wichai):
        far = timezone.now() + timedelta(days=400)
        assert assignment in Assignment.objects.handled_by(wichai).overdue(far)
