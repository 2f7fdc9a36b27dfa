"""Referring by letter: the case stays with who wrote, no name goes along without a reason, and no letter is waited for in vain."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from freezegun import freeze_time

from complaints.chores import follow_up_referrals
from complaints.handling import accept_assignment, ask_complainant, assign_case, propose_closing
from complaints.letters import make_letters
from complaints.models import Assignment, Case, CaseEvent, Letter, Referral
from complaints.referring import (
    MOST_REMINDERS,
    answer_referral,
    drop_referral,
    end_referral,
    follow_up,
    receive_referral,
    refer_by_letter,
    send_referral,
)
from complaints.responding import confirm_resolution, dispute_resolution, withdraw_complaint
from complaints.transferring import transfer_assignment
from complaints.workflow import AssignmentState, CaseState, Outcome, Visibility
from directory.models import Letterhead
from notifications.models import Message
from tests.complaints.letter_story import letterhead
from tests.complaints.referral_story import ASKS, THEIR_ANSWER, by_letter, kinds, letter_of, sent, written
from tests.factories import make_agency

pytestmark = pytest.mark.usefixtures("with_a_key")

Identity, How, State = Referral.Identity, Referral.How, Referral.State


@pytest.fixture
def part(working, highways):
    letterhead(highways)
    return working


def code(refused):
    return refused.value.code


def now(row):
    return type(row).objects.get(pk=row.pk)


class TestWritingTheLetter:
    def test_owes_a_letter_and_leaves_the_clock_alone(self, part, irrigation):
        due = part.due_at
        referral = written(part, irrigation)
        assert (referral.state, now(part).state, now(part).due_at) == ("written", "working", due)
        assert letter_of(referral).state == Letter.State.ISSUED
        assert kinds(part.case)[-1] == "referred"

    def test_is_told_to_agencies_only_until_it_is_sent(self, part, irrigation):
        written(part, irrigation)
        line = CaseEvent.objects.get(kind="referred")
        assert (line.seen_by, line.note_seen_by) == ("agency", "agency")

    def test_is_refused_for_an_agency_that_works_here(self, part):
        with pytest.raises(ValidationError) as refused:
            refer_by_letter(part, make_agency("กรมทางหลวงชนบท", code="drr"), asks=ASKS, by=part.officer)
        assert code(refused) == "agency_works_here"

    def test_and_an_ordinary_referral_for_one_that_does_not(self, part, irrigation):
        with pytest.raises(ValidationError) as refused:
            transfer_assignment(part, agency=irrigation, reason="เป็นหน้าที่ของเขา", by=part.officer)
        assert code(refused) == "agency_gets_letters"
        with pytest.raises(ValidationError) as refused:
            assign_case(part.case, irrigation, by=None)
        assert code(refused) == "agency_gets_letters"

    def test_is_refused_where_no_address_is_known(self, part):
        with pytest.raises(ValidationError) as refused:
            refer_by_letter(part, make_agency("ศาล", code="court", takes_complaints=False), asks=ASKS, by=part.officer)
        assert code(refused) == "no_address_for_letters"

    def test_is_refused_without_a_letterhead(self, working, irrigation):
        with pytest.raises(ValidationError) as refused:
            refer_by_letter(working, irrigation, asks=ASKS, by=working.officer)
        assert code(refused) == "no_letterhead"

    def test_needs_no_letters_to_complainants(self, working, highways, irrigation):
        letterhead(highways, is_on=False)
        assert letter_of(written(working, irrigation)).state == Letter.State.ISSUED

    def test_is_refused_before_accepting_and_while_the_complainant_is_asked(
        self, assignment, highways, irrigation, wichai
    ):
        letterhead(highways)
        with pytest.raises(ValidationError) as refused:
            refer_by_letter(assignment, irrigation, asks=ASKS, by=wichai)
        assert code(refused) == "not_accepted_yet"
        part = ask_complainant(accept_assignment(assignment, by=wichai), question="ตรงไหนคะ", by=wichai)
        with pytest.raises(ValidationError) as refused:
            refer_by_letter(part, irrigation, asks=ASKS, by=wichai)
        assert code(refused) == "question_is_open"

    def test_is_refused_twice(self, part, irrigation):
        written(part, irrigation)
        with pytest.raises(ValidationError) as refused:
            refer_by_letter(part, by_letter("กรมเจ้าท่า", "md"), asks=ASKS, by=part.officer)
        assert code(refused) == "referral_under_way"
        with pytest.raises(IntegrityError), transaction.atomic():
            Referral.objects.create(case=part.case, part=part, agency=irrigation, asks=ASKS, answer_days=1)

    @pytest.mark.django_db(transaction=True)
    def test_by_two_at_once_makes_one_letter(self, part, irrigation):
        codes = []

        def refer():
            try:
                refer_by_letter(part, irrigation, asks=ASKS, by=part.officer)
            except ValidationError as error:
                codes.append(error.code)
            finally:
                connection.close()

        threads = [threading.Thread(target=refer) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (codes, Referral.objects.count()) == (["referral_under_way"], 1)


class TestNamingWhoFiled:
    def test_needs_a_reason(self, part, irrigation):
        with pytest.raises(ValidationError) as refused:
            refer_by_letter(part, irrigation, asks=ASKS, identity=Identity.AGREED, by=part.officer)
        assert code(refused) == "identity_needs_a_reason"

    def test_is_refused_where_nobody_is_known(self, file, highways, wichai, irrigation):
        letterhead(highways)
        part = accept_assignment(assign_case(file(by=None).complaint.case, highways, by=None), by=wichai)
        with pytest.raises(ValidationError) as refused:
            refer_by_letter(part, irrigation, asks=ASKS, identity=Identity.LAW, identity_why="ม. 9", by=wichai)
        assert code(refused) == "identity_unknown"

    @pytest.mark.parametrize("visibility", [Visibility.ANONYMOUS, Visibility.CONFIDENTIAL])
    @pytest.mark.parametrize("identity", [Identity.AGREED, Identity.LAW])
    def test_is_never_done_in_confidence(self, file, highways, kanya, irrigation, visibility, identity, malee):
        letterhead(highways)
        by = None if visibility == Visibility.ANONYMOUS else malee
        case = file(visibility=visibility, by=by).complaint.case
        part = accept_assignment(assign_case(case, highways, by=None), by=kanya)
        with pytest.raises(ValidationError) as refused:
            refer_by_letter(part, irrigation, asks=ASKS, identity=identity, identity_why="ม. 30", by=kanya)
        assert code(refused) == "identity_in_confidence"

    def test_is_told_to_who_filed_with_the_reason(self, part, irrigation):
        sent(part, irrigation, identity=Identity.AGREED, identity_why="ตกลงทางโทรศัพท์วันที่ 29 พฤศจิกายน")
        line = CaseEvent.objects.get(kind="referral_sent")
        assert line.facts["identity"] == "agreed"
        assert (line.note, line.note_seen_by) == ("ตกลงทางโทรศัพท์วันที่ 29 พฤศจิกายน", "complainant")


class TestTakingItBack:
    def test_leaves_the_case_where_it_was(self, part, irrigation):
        referral = drop_referral(written(part, irrigation), by=part.officer)
        assert (referral.state, now(part).state) == ("taken_back", "working")
        assert now(part.case).state == CaseState.IN_PROGRESS
        assert letter_of(referral).n == 1  # the number stays given

    def test_makes_no_letter_of_one_that_has_no_number_yet(self, part, irrigation):
        referral = refer_by_letter(part, irrigation, asks=ASKS, by=part.officer)
        drop_referral(referral, by=part.officer)
        make_letters.function()
        assert Letter.objects.count() == 0

    def test_is_refused_once_it_is_sent(self, part, irrigation):
        referral = sent(part, irrigation)
        with pytest.raises(ValidationError) as refused:
            drop_referral(referral, by=part.officer)
        assert code(refused) == "referral_was_sent"

    def test_does_not_count_as_a_letter_to_that_agency(self, part, irrigation):
        drop_referral(written(part, irrigation), by=part.officer)
        assert written(part, irrigation).state == State.WRITTEN


class TestSendingIt:
    def test_lets_the_clock_of_the_answer_run_and_tells_everybody(self, part, irrigation):
        referral = sent(part, irrigation)
        part = now(part)
        assert (part.state, referral.state) == (AssignmentState.EXTERNAL, State.SENT)
        assert referral.answer_by == part.due_at
        assert now(part.case).state == CaseState.IN_PROGRESS
        line = CaseEvent.objects.get(kind="referral_sent")
        assert (line.seen_by, line.facts["number"]) == ("public", "คค 0612/1")

    def test_is_refused_before_the_letter_is_signed(self, part, irrigation, settings):
        settings.LETTER_KEY = ""
        referral = written(part, irrigation)
        with pytest.raises(ValidationError) as refused:
            send_referral(referral, how=How.POST, by=part.officer)
        assert code(refused) == "letter_not_made_yet"

    def test_twice_is_refused(self, part, irrigation):
        referral = sent(part, irrigation)
        with pytest.raises(ValidationError) as refused:
            send_referral(referral, how=How.POST, by=part.officer)
        assert code(refused) == "referral_was_sent"

    def test_by_mail_goes_to_their_office_with_a_link_and_no_word_of_the_case(self, part, irrigation):
        sent(part, irrigation, how=How.EMAIL)
        mail = Message.objects.get(recipient="saraban@rid.example.org")
        assert "/letters/for/" in mail.body
        assert "หลุม" not in mail.body + mail.subject
        assert "มาลี" not in mail.body + mail.subject

    def test_by_mail_is_refused_where_none_is_known(self, part):
        referral = written(part, by_letter("กรมเจ้าท่า", "md", email=""))
        with pytest.raises(ValidationError) as refused:
            send_referral(referral, how=How.EMAIL, by=part.officer)
        assert code(refused) == "agency_has_no_email"

    def test_is_refused_for_an_agency_that_has_begun_to_work_here(self, part, irrigation):
        referral = written(part, irrigation)
        irrigation.takes_complaints = True
        irrigation.save()
        with pytest.raises(ValidationError) as refused:
            send_referral(referral, how=How.POST, by=part.officer)
        assert code(refused) == "agency_works_here"

    def test_keeps_the_case_from_being_reported_without_a_word(self, part, irrigation):
        sent(part, irrigation)
        with pytest.raises(ValidationError) as refused:
            propose_closing(part, answer="เสร็จแล้ว", outcome=Outcome.EXPLAINED, by=part.officer)
        assert code(refused) == "letter_is_out"


class TestWhatComesOfIt:
    def test_received_is_noted_once(self, part, irrigation):
        referral = sent(part, irrigation)
        receive_referral(referral, register_number=" กษ  รับ 55 ", by=part.officer)
        receive_referral(referral, by=part.officer)
        assert kinds(part.case).count("referral_received") == 1
        assert (now(referral).state, now(referral).register_number) == ("received", "กษ รับ 55")

    def test_an_answer_becomes_a_proposal_of_closing_like_any_other(self, part, irrigation, malee):
        referral = sent(part, irrigation)
        answer_referral(referral, answer=THEIR_ANSWER, by=part.officer)
        assert now(part).state == AssignmentState.WORKING
        part = propose_closing(now(part), answer=THEIR_ANSWER, outcome=Outcome.EXPLAINED, by=part.officer)
        confirm_resolution(part.case, by=malee)
        assert now(part.case).state == CaseState.CLOSED

    def test_and_a_dispute_opens_it_again(self, part, irrigation, malee):
        answer_referral(sent(part, irrigation), answer=THEIR_ANSWER, by=part.officer)
        part = propose_closing(now(part), answer=THEIR_ANSWER, outcome=Outcome.EXPLAINED, by=part.officer)
        dispute_resolution(part.case, reason="ยังท่วมอยู่", by=malee)
        assert now(part).state == AssignmentState.WORKING

    def test_is_told_to_who_filed(self, part, irrigation):
        answer_referral(sent(part, irrigation), answer=THEIR_ANSWER, by=part.officer)
        line = CaseEvent.objects.get(kind="referral_answered")
        assert (line.note, line.note_seen_by, line.facts["files"]) == (THEIR_ANSWER, "complainant", "agency")

    def test_the_own_clock_goes_on_by_the_time_it_stood_still(self, part, irrigation):
        with freeze_time("2026-12-14 03:00", tz_offset=0):
            Assignment.objects.filter(pk=part.pk).update(due_at=datetime(2026, 12, 16, 3, tzinfo=UTC))
            referral = sent(part, irrigation)
        with freeze_time("2026-12-16 03:00"):
            answer_referral(referral, answer=THEIR_ANSWER, by=part.officer)
        assert now(part).due_at == datetime(2026, 12, 18, 3, tzinfo=UTC)

    def test_lateness_is_not_washed_away_by_a_letter(self, part, irrigation):
        Assignment.objects.filter(pk=part.pk).update(due_at=timezone.now() - timedelta(days=9))
        referral = sent(part, irrigation)
        end_referral(referral, reason="โทรไปแล้วเขาไม่รับเรื่อง", by=part.officer)
        assert now(part).is_overdue()

    @pytest.mark.parametrize("act", ["answer", "end", "receive"])
    def test_is_refused_for_a_letter_that_is_not_out(self, part, irrigation, act):
        referral = written(part, irrigation)
        with pytest.raises(ValidationError) as refused:
            {
                "answer": lambda: answer_referral(referral, answer="x", by=part.officer),
                "end": lambda: end_referral(referral, reason="x", by=part.officer),
                "receive": lambda: receive_referral(referral, by=part.officer),
            }[act]()
        assert code(refused) == "referral_is_not_out"

    @pytest.mark.django_db(transaction=True)
    def test_two_answers_at_once_are_one(self, part, irrigation):
        referral, codes = sent(part, irrigation), []

        def answer():
            try:
                answer_referral(referral, answer=THEIR_ANSWER, by=None)
            except ValidationError as error:
                codes.append(error.code)
            finally:
                connection.close()

        threads = [threading.Thread(target=answer) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert codes == ["referral_is_not_out"]
        assert kinds(part.case).count("referral_answered") == 1


class TestGoingRound:
    def test_the_same_agency_again_needs_something_new(self, part, irrigation):
        end_referral(sent(part, irrigation), reason="ไม่ใช่หน้าที่", by=part.officer)
        part = now(part)
        with pytest.raises(ValidationError) as refused:
            refer_by_letter(part, irrigation, asks=ASKS, by=part.officer)
        assert code(refused) == "agency_was_asked_before"
        again = refer_by_letter(part, irrigation, asks=ASKS, what_is_new="พบเอกสารโอนคลองแล้ว", by=part.officer)
        assert "พบเอกสารโอนคลองแล้ว" in again.asks

    def test_three_letters_are_enough(self, part):
        for n in range(3):
            end_referral(sent(now(part), by_letter(f"กรม {n}", f"dep-{n}")), reason="ไม่ใช่หน้าที่", by=part.officer)
        with pytest.raises(ValidationError) as refused:
            refer_by_letter(now(part), by_letter("กรมอื่น", "dep-9"), asks=ASKS, by=part.officer)
        assert code(refused) == "referred_too_often"


WORKING_HOUR = "2027-03-10 03:00"


class TestWhenNoAnswerComes:
    def overdue(self, part, irrigation, how=How.POST):
        with freeze_time("2027-01-12 03:00"):
            return sent(part, irrigation, how=how)

    def test_it_is_reminded_by_a_letter_that_refers_to_the_first(self, part, irrigation):
        referral = self.overdue(part, irrigation)
        with freeze_time(WORKING_HOUR):
            assert follow_up_referrals.function() == 1
            make_letters.function()
        reminder = letter_of(referral, Letter.Kind.REMINDER)
        assert reminder.refers_to == letter_of(referral)
        assert now(referral).answer_by > datetime(2027, 3, 10, tzinfo=UTC)
        assert kinds(part.case)[-1] == "referral_reminded"

    def test_by_mail_where_it_went_by_mail_and_else_the_officer_hears_of_it(self, part, irrigation, wichai):
        wichai.email, wichai.email_confirmed_at = "wichai@example.org", timezone.now()
        wichai.save()
        for how, to in [(How.EMAIL, "saraban@rid.example.org"), (How.POST, "wichai@example.org")]:
            referral = self.overdue(now(part), by_letter(f"กรม {how}", f"dep-{how}"), how=how)
            before = Message.objects.filter(recipient=to).count()
            with freeze_time(WORKING_HOUR):
                follow_up(referral)
                make_letters.function()
                assert Message.objects.filter(recipient=to).count() == before + 1
                end_referral(referral, reason="ต่อ", by=wichai)

    def test_before_the_day_and_at_night_nothing_happens(self, part, irrigation):
        self.overdue(part, irrigation)
        for at in ("2027-01-13 03:00", "2027-03-10 20:00"):
            with freeze_time(at):
                assert follow_up_referrals.function() == 0
        assert "referral_reminded" not in kinds(part.case)

    def test_after_the_last_reminder_the_case_comes_back(self, part, irrigation):
        referral = self.overdue(part, irrigation)
        for month in range(4, 4 + MOST_REMINDERS + 1):
            with freeze_time(f"2027-{month:02}-21 03:00"):
                follow_up_referrals.function()
        assert kinds(part.case)[-2:] == ["referral_reminded", "referral_ended"]
        assert (now(referral).state, now(part).state) == ("ended", "working")
        assert now(part).due_at is not None

    def test_a_withdrawn_case_waits_for_nobody(self, part, irrigation, malee):
        referral = self.overdue(part, irrigation)
        withdraw_complaint(part.case, by=malee)
        with freeze_time(WORKING_HOUR):
            assert follow_up_referrals.function() == 0
        with pytest.raises(ValidationError) as refused:
            follow_up(referral)
        assert code(refused) == "case_has_ended"

    def test_an_agency_that_has_no_address_any_more_is_not_reminded(self, part, irrigation):
        referral = self.overdue(part, irrigation)
        irrigation.letter_address.delete()
        with freeze_time(WORKING_HOUR):
            follow_up_referrals.function()
        assert now(referral).state == State.ENDED


def test_every_state_that_waits_has_a_date(part, irrigation):
    referral = sent(part, irrigation)
    assert now(referral).answer_by is not None
    assert Case.objects.get(pk=part.case_id).lead().due_at is not None
    assert Letterhead.objects.count() == 1
