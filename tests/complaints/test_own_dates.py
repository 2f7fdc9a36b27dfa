"""An agency's own date while its letter to an agency elsewhere is out: neither lost nor that of the answer, whatever is done
meanwhile, and it counts from where it stood."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from freezegun import freeze_time

from complaints import service_levels
from complaints.converting import convert_case
from complaints.extending import extend_assignment, may_extend
from complaints.handing_over import hand_over
from complaints.handling import accept_assignment, ask_complainant, assign_case, reply_to_complainant
from complaints.joining import join_case, separate_case
from complaints.models import Assignment, ServiceLevel
from complaints.referring import answer_referral
from complaints.responding import answer_question
from complaints.splitting import PartToMake, split_as_lead
from complaints.supporting import ask_for_help
from complaints.workflow import CaseKind, ExtensionReason
from directory.calendar import add_working_days, working_time_between
from tests.complaints.conftest import POTHOLE
from tests.complaints.joined import part_of
from tests.complaints.letter_story import letterhead
from tests.complaints.referral_story import THEIR_ANSWER, sent
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
MONDAY = "2027-01-11 03:00"


@pytest.fixture(autouse=True)
def clock(with_a_key):
    with freeze_time(MONDAY) as clock:
        yield clock


def now(row):
    return type(row).objects.get(pk=row.pk)


def wait(clock, days):
    """Let some working days pass."""
    clock.move_to(add_working_days(timezone.now(), days))


def working_days_left(moment):
    return working_time_between(timezone.now(), moment) / timedelta(hours=8)


class TestTheOwnDate:
    """15 working days from Monday; the letter goes out at once."""

    @pytest.fixture
    def part(self, working, highways):
        letterhead(highways)
        return working

    @pytest.fixture
    def letter(self, part, irrigation):
        return sent(part, irrigation)

    def back(self, letter, part):
        answer_referral(letter, answer=THEIR_ANSWER, by=part.officer)
        return working_days_left(now(part).due_at)

    def test_is_not_extended_and_offers_no_day_while_the_letter_is_out(self, letter, part):
        assert not may_extend(now(part), part.officer)
        day = timezone.localdate() + timedelta(days=30)
        extend = {"until": day, "reason": ExtensionReason.OTHERS, "text": "รอ", "by": part.officer}
        with pytest.raises(ValidationError) as refused:
            extend_assignment(part, **extend)
        assert refused.value.code == "nothing_is_due"
        assert now(part).due_at == letter.answer_by
        assert now(letter).part_due_at == part.due_at

    @pytest.mark.parametrize("days", [0, 4])
    def test_is_untouched_by_what_goes_on_beside_it(self, letter, part, somchai, malee, roads, clock, days):
        if days:
            wait(clock, days)
        reply_to_complainant(now(part), text="รอกรมชลประทาน", by=part.officer)
        hand_over(now(part), officer=somchai, by=part.officer)
        helper = ask_for_help(now(part), make_agency("เทศบาล", code="town"), request="ช่วยสูบน้ำ", by=somchai)
        pump = make_membership(make_user("ปรีชา"), helper.agency).user
        helper = accept_assignment(helper, by=pump)
        ask_complainant(helper, question="กี่จุดคะ", by=pump)
        wait(clock, 2)
        answer_question(now(part.case), text="สองจุด", by=malee)
        split_as_lead(now(part), [PartToMake(ranges=((0, POTHOLE.index(" ")),), topic=roads)], by=somchai)
        assert now(part).due_at == letter.answer_by
        assert now(letter).part_due_at == part.due_at
        assert self.back(letter, now(part)) == pytest.approx(15, abs=0.01)

    def test_of_a_shorter_kind_gives_no_time_for_the_days_that_the_letter_was_out(self, letter, part, clock):
        ServiceLevel.objects.create(step="resolve", kind="suggestion", working_days=2, source="ทดสอบ")
        service_levels.forget_service_levels()
        wait(clock, 10)
        convert_case(part.case, CaseKind.SUGGESTION, by=part.officer, assignment=part)
        assert self.back(letter, part) == pytest.approx(2, abs=0.01)
        service_levels.forget_service_levels()


class TestAnEarlierDateOfACaseThatJoins:
    @pytest.fixture
    def theirs(self, first, second, highways, wichai):
        letterhead(highways)
        accept_assignment(part_of(second), by=wichai)
        return part_of(second)

    def test_counts_from_today_and_not_from_when_the_letter_went_out(
        self, first, second, theirs, irrigation, wichai, clock
    ):
        letter = sent(part_of(first), irrigation)
        wait(clock, 8)
        Assignment.objects.filter(pk=theirs.pk).update(due_at=add_working_days(timezone.now(), 10))
        join_case(second, first, by=wichai)
        wait(clock, 4)
        answer_referral(letter, answer=THEIR_ANSWER, by=wichai)
        assert working_days_left(part_of(first).due_at) == pytest.approx(10, abs=0.01)

    @pytest.mark.parametrize("when", ["while it is out", "after its answer"])
    def test_is_moved_back_when_it_leaves(self, first, second, theirs, irrigation, wichai, clock, when):
        letter = sent(part_of(first), irrigation)
        wait(clock, 2)
        Assignment.objects.filter(pk=theirs.pk).update(due_at=add_working_days(timezone.now(), 6))
        join_case(second, first, by=wichai)
        wait(clock, 3)
        if when == "while it is out":
            separate_case(second, by=wichai)
        answer_referral(letter, answer=THEIR_ANSWER, by=wichai)
        if when == "after its answer":
            separate_case(second, by=wichai)
        assert working_days_left(part_of(first).due_at) == pytest.approx(15, abs=0.01)

    def test_of_another_that_stays_joined_counts_from_today_too(
        self, first, second, theirs, file, highways, roads, irrigation, wichai, clock
    ):
        third = accept_assignment(assign_case(file(visibility="public").complaint.case, highways, by=None), by=wichai)
        letter = sent(part_of(first), irrigation)
        wait(clock, 8)
        for part, days in [(third, 12), (theirs, 10)]:
            Assignment.objects.filter(pk=part.pk).update(due_at=add_working_days(timezone.now(), days))
            join_case(part.case, first, by=wichai)
        separate_case(second, by=wichai)
        answer_referral(letter, answer=THEIR_ANSWER, by=wichai)
        assert working_days_left(part_of(first).due_at) == pytest.approx(12, abs=0.01)
