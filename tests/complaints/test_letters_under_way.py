"""A letter that is written or out, and what else is done with its case meanwhile: neither is lost by the other."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from complaints import service_levels
from complaints.approval_rules import forget_approval_rules
from complaints.converting import convert_case
from complaints.field_work import may_report
from complaints.handling import accept_assignment, assign_case, decline_assignment, propose_closing
from complaints.joining import join_case, separate_case
from complaints.letters import make_letters
from complaints.models import Approval, ApprovalRule, Assignment, Case, Letter, Referral, ServiceLevel
from complaints.praising import acknowledge_praise
from complaints.referral_letters import letter_behind, link_to
from complaints.referrals import may_refer
from complaints.referring import answer_referral, drop_referral, end_referral, follow_up, refer_by_letter, send_referral
from complaints.responding import withdraw_complaint
from complaints.transferring import transfer_assignment
from complaints.workflow import AssignmentState, CaseKind, Outcome, Visibility
from tests.complaints.joined import part_of
from tests.complaints.letter_story import letterhead
from tests.complaints.referral_story import ASKS, THEIR_ANSWER, letter_of, sent, written
from tests.factories import make_agency

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_a_key")]
How, State = Referral.How, Referral.State
WORKING_HOUR = "2027-03-10 03:00"


@pytest.fixture
def part(working, highways):
    letterhead(highways)
    return working


@pytest.fixture
def instant():
    """All at one moment: no working time passes."""
    with freeze_time(timezone.now()):
        yield


def now(row):
    return type(row).objects.get(pk=row.pk)


def refused(code, act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    assert error.value.code == code


def token_of(letter):
    before, after = reverse("letter_for_agency", args=["TOKEN"]).split("TOKEN")
    return link_to(letter).split(before)[1].removesuffix(after)


def is_served(letter):
    return letter_behind(token_of(letter)) == letter


def made_confidential(part):
    return convert_case(part.case, CaseKind.TIP_OFF, by=part.officer)


class TestInConfidenceSince:
    def test_a_letter_that_tells_what_was_said_is_not_sent_and_a_new_one_is(self, part, irrigation):
        referral = written(part, irrigation)
        made_confidential(part)
        refused("letter_tells_in_confidence", send_referral, referral, how=How.POST, by=part.officer)
        assert now(part).state == AssignmentState.WORKING
        drop_referral(referral, by=part.officer)
        assert sent(now(part), irrigation).state == State.SENT

    def test_a_letter_of_a_case_that_always_was_is_sent(self, file, highways, kanya, irrigation):
        letterhead(highways)
        case = file(visibility=Visibility.CONFIDENTIAL).complaint.case
        part = accept_assignment(assign_case(case, highways, by=None), by=kanya)
        referral = sent(part, irrigation, how=How.EMAIL)
        assert is_served(letter_of(referral))
        with freeze_time(WORKING_HOUR):
            follow_up(referral)
            make_letters.function()
            assert is_served(letter_of(referral, Letter.Kind.REMINDER))

    def test_the_link_opens_no_letter_of_before(self, part, irrigation):
        letter = letter_of(sent(part, irrigation, how=How.EMAIL))
        assert is_served(letter)
        made_confidential(part)
        assert not is_served(letter)

    def test_nor_a_reminder_of_before_but_one_written_since(self, part, irrigation):
        referral = sent(part, irrigation, how=How.EMAIL)
        with freeze_time("2027-03-10 03:00"):
            follow_up(referral)
            make_letters.function()
            before = letter_of(referral, Letter.Kind.REMINDER)
            assert is_served(before)
            made_confidential(part)
            assert not is_served(before)
        with freeze_time("2027-05-12 03:00"):
            follow_up(referral)
            make_letters.function()
            since = referral.letters.order_by("pk").last()
            assert since != before
            assert is_served(since)


class TestAnswersThatWaitForApproval:
    @pytest.fixture
    def approved(self, roads):
        ApprovalRule.objects.create(topic=roads.parent, source="สำหรับทดสอบ")
        forget_approval_rules()
        yield
        forget_approval_rules()

    def close(self, part):
        return propose_closing(part, answer="เสร็จแล้ว", outcome=Outcome.EXPLAINED, by=part.officer)

    def test_let_no_letter_be_written(self, part, irrigation, approved, kanya):
        self.close(part)
        assert now(part).approve_by is not None
        assert not may_refer(now(part))
        refused("approval_is_open", refer_by_letter, part, irrigation, asks=ASKS, by=part.officer)

    def test_nor_sent(self, part, irrigation):
        referral = written(part, irrigation)
        Assignment.objects.filter(pk=part.pk).update(approve_by=timezone.now())
        refused("approval_is_open", send_referral, referral, how=How.POST, by=part.officer)

    def test_are_not_written_beside_a_letter(self, part, irrigation, approved, kanya):
        referral = written(part, irrigation)
        refused("referral_under_way", self.close, part)
        assert not Approval.objects.exists()
        drop_referral(referral, by=part.officer)
        self.close(now(part))
        assert Approval.objects.open().exists()

    def test_nor_reported_beside_one_without_approval(self, part, irrigation):
        written(part, irrigation)
        refused("referral_under_way", self.close, part)


class TestJoining:
    @pytest.fixture
    def ours(self, first, second, highways, wichai):
        """Both in Wichai's hands, the second with the earlier date."""
        letterhead(highways)
        accept_assignment(part_of(second), by=wichai)
        return part_of(first)

    @pytest.mark.parametrize("how_far", [written, sent])
    def test_is_refused_while_a_letter_is_under_way(self, ours, first, second, irrigation, wichai, how_far):
        referral = how_far(part_of(second), irrigation)
        refused("referral_under_way", join_case, second, first, by=wichai)
        (end_referral(referral, reason="ต่อ", by=wichai) if referral.is_out else drop_referral(referral, by=wichai))
        assert join_case(second, first, by=wichai).joined_people == 1

    def test_moves_the_own_date_of_the_one_with_a_letter_and_not_that_of_the_answer(
        self, ours, first, second, irrigation, wichai, instant
    ):
        late, early = timezone.now() + timedelta(days=40), timezone.now() + timedelta(days=20)
        Assignment.objects.filter(case=first).update(due_at=late)
        Assignment.objects.filter(case=second).update(due_at=early)
        referral = sent(part_of(first), irrigation)
        join_case(second, first, by=wichai)
        assert now(referral).part_due_at == early
        assert part_of(first).due_at == referral.answer_by
        separate_case(second, by=wichai)
        assert now(referral).part_due_at == late
        join_case(second, first, by=wichai)
        answer_referral(referral, answer=THEIR_ANSWER, by=wichai)
        assert part_of(first).due_at == early


class TestAnotherKind:
    def test_counts_the_own_date_anew_and_not_that_of_the_answer(self, part, irrigation, instant):
        for kind, days in (("", 15), ("suggestion", 30)):
            ServiceLevel.objects.create(step="resolve", kind=kind, working_days=days, source="ทดสอบ")
        service_levels.forget_service_levels()
        referral = sent(part, irrigation)
        own = referral.part_due_at
        convert_case(part.case, CaseKind.SUGGESTION, by=part.officer, assignment=part)
        moved = now(referral).part_due_at
        assert moved > own
        assert now(part).due_at == referral.answer_by
        answer_referral(referral, answer=THEIR_ANSWER, by=part.officer)
        assert now(part).due_at == moved

    @pytest.mark.parametrize("how_far", [written, sent])
    def test_praise_is_refused(self, part, irrigation, how_far):
        how_far(part, irrigation)
        refused("referral_under_way", convert_case, part.case, CaseKind.PRAISE, by=part.officer)

    def test_and_praise_is_neither_acknowledged_nor_sent_with_one(self, part, irrigation):
        referral = written(part, irrigation)
        Case.objects.filter(pk=part.case_id).update(kind=CaseKind.PRAISE)
        thanks = {"answer": "ขอบคุณ", "outcome": Outcome.EXPLAINED, "by": part.officer}
        refused("referral_under_way", acknowledge_praise, part, **thanks)
        refused("is_praise", send_referral, referral, how=How.POST, by=part.officer)
        drop_referral(referral, by=part.officer)
        assert acknowledge_praise(part, **thanks).state == AssignmentState.APPROVED


class TestWhatOvertakesIt:
    def transferred(self, part, malee):
        transfer_assignment(part, agency=make_agency("อบจ.", code="pao"), reason="เป็นหน้าที่ของเขา", by=part.officer)

    def declined(self, part, malee):
        decline_assignment(part, reason="ไม่ใช่ของเรา", proposed_agency=make_agency("อบจ.", code="pao"), by=part.officer)

    def withdrawn(self, part, malee):
        withdraw_complaint(part.case, by=malee)

    @pytest.mark.parametrize("act", [transferred, declined, withdrawn])
    def test_takes_a_letter_back_that_was_not_sent(self, part, irrigation, malee, act):
        referral = refer_by_letter(part, irrigation, asks=ASKS, by=part.officer)
        act(self, now(part), malee)
        referral = now(referral)
        assert (referral.state, referral.ended_at is not None) == (State.TAKEN_BACK, True)
        make_letters.function()
        assert Letter.objects.filter(referral=referral).count() == 0

    def test_leaves_one_that_is_out_as_it_is(self, part, irrigation, malee):
        referral = sent(part, irrigation)
        withdraw_complaint(part.case, by=malee)
        assert now(referral).state == State.SENT


def test_a_second_press_of_accept_begins_no_date_anew_while_a_letter_is_out(part, irrigation):
    referral = sent(part, irrigation)
    refused("transition_not_allowed", accept_assignment, part, by=part.officer)
    assert (now(part).state, now(part).due_at) == (AssignmentState.EXTERNAL, referral.answer_by)
    assert now(referral).part_due_at == part.due_at


def test_nothing_is_reported_from_the_road_while_a_letter_is_out(part, irrigation):
    assert may_report(now(part))
    sent(part, irrigation)
    assert not may_report(now(part))


def test_a_part_whose_work_is_scheduled_is_not_referred(part, irrigation):
    assert may_refer(now(part))
    Assignment.objects.filter(pk=part.pk).update(state=AssignmentState.SCHEDULED)
    assert not may_refer(now(part))
    refused("transition_not_allowed", refer_by_letter, part, irrigation, asks=ASKS, by=part.officer)
