"""A letter to an agency elsewhere that is still out when its case is taken up again: it is waited for, and can be answered."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from complaints.appealing import appeal_case, grant_appeal
from complaints.audit_sampling import draw_sample
from complaints.auditing import audit_closing
from complaints.chores import follow_up_referrals
from complaints.handling import propose_closing, reject_case
from complaints.models import Assignment, Audit, AuditRule, Referral
from complaints.referring import answer_referral, end_referral, follow_up, receive_referral, refer_by_letter
from complaints.responding import close_by_silence, confirm_resolution, dispute_resolution
from complaints.workflow import AssignmentState, CaseState, Outcome
from directory.calendar import add_working_days, working_time_between
from directory.models import AgencyKind, Role
from tests.complaints.letter_story import letterhead
from tests.complaints.referral_story import ASKS, THEIR_ANSWER, by_letter, sent
from tests.complaints.test_letters_under_way import now, refused
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
State = Referral.State
MONDAY = "2027-01-11 03:00"


@pytest.fixture(autouse=True)
def clock(with_a_key):
    with freeze_time(MONDAY) as clock:
        yield clock


@pytest.fixture
def part(working, highways):
    letterhead(highways)
    return working


def wait(clock, days):
    """Let some working days pass."""
    clock.move_to(add_working_days(timezone.now(), days))


def working_days_left(moment):
    return working_time_between(timezone.now(), moment) / timedelta(hours=8)


def disputed(case, malee, judges, clock):
    dispute_resolution(case, reason="ยังท่วมอยู่", by=malee)


def granted(case, malee, judges, clock):
    clock.move_to(now(case).confirm_by + timedelta(minutes=1))
    close_by_silence(case)
    appeal = appeal_case(case, reason="ยังท่วมอยู่", by=malee)
    grant_appeal(appeal.part, instructions="ให้ทำให้เสร็จ", by=judges[0])


def audited(case, malee, judges, clock):
    AuditRule.objects.create(share_percent=100, minimum=1, source="ทดสอบ")
    confirm_resolution(case, by=malee)
    clock.tick(timedelta(days=1))
    draw_sample()
    no = {"dealt_with": "no", "answers": "no", "in_time": "yes", "evidence": "no"}
    audit_closing(Audit.objects.get(), found=no, verdict="false", reason="ยังไม่ได้ทำ", by=judges[1])


@pytest.mark.parametrize("open_again", [disputed, granted, audited])
class TestACaseThatEndedBesideItsLetter:
    """Reported as done while the letter was out: no act does so, and rows of before may say so."""

    @pytest.fixture
    def judges(self, highways):
        highways.parent = make_agency("กระทรวงคมนาคม", code="mot", kind=AgencyKind.MINISTRY)
        highways.save()
        above = make_membership(make_user("ณรงค์ มั่นคง"), highways.parent, Role.SUPERVISOR).user
        auditor = make_membership(make_user("อรทัย สุจริต"), make_agency("สำนักงานปลัด", code="opm"), Role.AUDITOR).user
        return above, auditor

    @pytest.fixture
    def letter(self, part, irrigation, malee, judges, clock, open_again):
        letter = sent(part, irrigation)
        Referral.objects.update(state=State.ANSWERED)
        Assignment.objects.filter(pk=part.pk).update(state=AssignmentState.WORKING)
        propose_closing(part, answer="เสร็จแล้ว", outcome=Outcome.EXPLAINED, by=part.officer)
        Referral.objects.update(state=State.SENT)
        wait(clock, 1)
        open_again(part.case, malee, judges, clock)
        return now(letter)

    def test_waits_for_the_answer_again_and_has_all_its_new_time_after_it(self, letter, part, clock):
        assert (now(part).state, now(part).due_at) == (AssignmentState.EXTERNAL, letter.answer_by)
        assert now(part.case).state == CaseState.IN_PROGRESS
        wait(clock, 3)
        answer_referral(letter, answer=THEIR_ANSWER, by=part.officer)
        assert (now(letter).state, now(part).state) == (State.ANSWERED, AssignmentState.WORKING)
        assert working_days_left(now(part).due_at) == pytest.approx(15, abs=0.01)

    def test_can_be_gone_on_with_and_one_more_letter_is_written_then(self, letter, part):
        refused("referral_under_way", refer_by_letter, part, by_letter("กรมอื่น", "x"), asks=ASKS, by=part.officer)
        receive_referral(letter, register_number="กษ 1", by=part.officer)
        end_referral(letter, reason="ไม่ตอบ", by=part.officer)
        assert sent(now(part), by_letter("กรมเจ้าท่า", "md")).state == State.SENT
        assert part.referrals.under_way().count() == 1

    def test_is_reminded_and_comes_back_by_itself(self, letter, part, clock):
        for _time in range(3):
            clock.move_to(add_working_days(now(letter).answer_by, 1))
            assert follow_up_referrals.function() == 1
        assert (now(letter).state, now(part).state) == (State.ENDED, AssignmentState.WORKING)

    def test_offers_the_answer_on_its_page(self, letter, part, as_):
        page = as_(part.officer).get(reverse("office_referral", args=[part.case.reference])).content.decode()
        assert "answered-text" in page and "end-text" in page


class TestALetterBesideWorkInHand:
    """What the letter's case was accepted a second time for: rows of before."""

    @pytest.fixture
    def letter(self, part, irrigation):
        letter = sent(part, irrigation)
        own = add_working_days(timezone.now(), 7)
        Assignment.objects.filter(pk=part.pk).update(state=AssignmentState.WORKING, due_at=own)
        return letter

    def test_is_not_closed_beside_it_until_it_ends(self, letter, part):
        close = {"answer": "เสร็จ", "outcome": Outcome.EXPLAINED, "by": part.officer}
        refused("referral_under_way", propose_closing, part, **close)
        end_referral(letter, reason="ต่อ", by=part.officer)
        assert propose_closing(now(part), **close).state == AssignmentState.ANSWERED

    @pytest.mark.parametrize("act", [answer_referral, end_referral])
    def test_is_answered_or_ended_and_the_own_date_stands(self, letter, part, act, clock):
        wait(clock, 2)
        words = {"answer": THEIR_ANSWER} if act is answer_referral else {"reason": "ต่อ"}
        act(letter, by=part.officer, **words)
        assert now(part).state == AssignmentState.WORKING
        assert working_days_left(now(part).due_at) == pytest.approx(5, abs=0.01)

    def test_stays_late_where_the_own_date_was(self, letter, part, clock):
        wait(clock, 9)
        answer_referral(letter, answer=THEIR_ANSWER, by=part.officer)
        assert now(part).is_overdue()

    def test_is_reminded_and_waits_from_then_on(self, letter, part, clock):
        clock.move_to(letter.answer_by + timedelta(minutes=1))
        assert follow_up(letter)
        assert (now(part).state, now(part).due_at) == (AssignmentState.EXTERNAL, now(letter).answer_by)


def test_a_letter_in_a_case_that_was_rejected_and_accepted_on_appeal_is_answered(part, irrigation, malee, siriporn):
    desk = make_agency("ศูนย์กลาง", code="desk-1", kind=AgencyKind.CENTRAL_DESK)
    wimon = make_membership(make_user("วิมล ใจเย็น"), desk, Role.SUPERVISOR).user
    letter = sent(part, irrigation)
    reject_case(part.case, reason="ไม่รับ", by=siriporn)
    refused("case_has_ended", answer_referral, letter, answer=THEIR_ANSWER, by=part.officer)
    appeal = appeal_case(part.case, reason="เป็นหน้าที่", by=malee)
    grant_appeal(appeal.part, instructions="ให้รับ", by=wimon)
    assert now(part).state == AssignmentState.EXTERNAL
    answer_referral(letter, answer=THEIR_ANSWER, by=part.officer)
    assert (now(letter).state, now(part).state) == (State.ANSWERED, AssignmentState.WORKING)
