"""A case that is open again has a date of its own, as if it had been accepted that day, whoever opened it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from freezegun import freeze_time

from complaints.appealing import appeal_case, grant_appeal
from complaints.audit_sampling import draw_sample
from complaints.auditing import audit_closing
from complaints.extending import days_to_choose, extend_assignment
from complaints.handling import propose_closing
from complaints.models import Assignment, Audit, AuditRule, Case, ServiceLevel
from complaints.responding import close_by_silence, confirm_resolution, dispute_resolution
from complaints.service_levels import forget_service_levels
from complaints.workflow import Outcome
from directory.calendar import BANGKOK, add_working_days
from directory.models import AgencyKind, Role
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=BANGKOK)
ANSWERED_AFTER = timedelta(days=2)
OPENED_AFTER = timedelta(days=1)


@pytest.fixture(autouse=True)
def now():
    with freeze_time(MONDAY) as now:
        yield now


@pytest.fixture
def judges(highways):
    """Somebody of the ministry above Highways, and an auditor of another agency."""
    highways.parent = make_agency("กระทรวงคมนาคม", code="mot", kind=AgencyKind.MINISTRY)
    highways.save()
    above = make_membership(make_user("ณรงค์ มั่นคง"), highways.parent, Role.SUPERVISOR).user
    auditor = make_membership(make_user("อรทัย สุจริต"), make_agency("สำนักงานปลัด", code="opm"), Role.AUDITOR).user
    return above, auditor


def disputed(case, malee, judges, now):
    now.tick(OPENED_AFTER)
    dispute_resolution(case, reason="ยังเป็นหลุมอยู่", by=malee)


def granted(case, malee, judges, now):
    now.move_to(Case.objects.get(pk=case.pk).confirm_by + timedelta(minutes=1))
    close_by_silence(case)
    appeal = appeal_case(case, reason="หลุมยังอยู่", by=malee)
    now.tick(OPENED_AFTER)
    grant_appeal(appeal.part, instructions="ให้ซ่อมให้เต็มผิวทาง", by=judges[0])


def audited(case, malee, judges, now):
    AuditRule.objects.create(share_percent=100, minimum=1, source="ทดสอบ")
    confirm_resolution(case, by=malee)
    now.tick(OPENED_AFTER)
    draw_sample()
    no = {"dealt_with": "no", "answers": "no", "in_time": "yes", "evidence": "no"}
    audit_closing(Audit.objects.get(), found=no, verdict="false", reason="รูปเป็นถนนคนละเส้น", by=judges[1])


OPEN_AGAIN = pytest.mark.parametrize("open_again", [disputed, granted, audited])


@OPEN_AGAIN
class TestAResolutionDate:
    @pytest.fixture
    def answered(self, working, wichai, now):
        """Promised on Monday, answered on Wednesday."""
        now.tick(ANSWERED_AFTER)
        return self.answer(working, wichai)

    def answer(self, part, by):
        propose_closing(part, answer="ปะหลุมแล้ว", outcome=Outcome.SOLVED, by=by, no_photo="ฝนตกหนัก ถ่ายไม่ได้")
        return part

    def test_is_as_long_after_that_day_as_it_was_after_the_first(self, answered, malee, judges, now, open_again):
        first = Assignment.objects.get(pk=answered.pk).due_at
        open_again(answered.case, malee, judges, now)
        part = Assignment.objects.get(pk=answered.pk)
        assert part.due_at == add_working_days(timezone.now(), 15) > first

    def test_takes_the_length_that_the_agency_has_for_itself(self, answered, malee, judges, now, open_again, highways):
        ServiceLevel.objects.create(step="resolve", working_days=7, source="ทดสอบ", agency=highways)
        forget_service_levels()
        open_again(answered.case, malee, judges, now)
        assert Assignment.objects.get(pk=answered.pk).due_at == add_working_days(timezone.now(), 7)
        forget_service_levels()

    def test_is_no_date_that_was_put_off_before(self, working, wichai, malee, judges, now, open_again):
        put_off = timezone.localdate(days_to_choose(working)[-1])
        extend_assignment(working, until=put_off, reason="material", text="รอยางมะตอย", by=wichai)
        now.tick(ANSWERED_AFTER)
        self.answer(Assignment.objects.get(pk=working.pk), wichai)
        open_again(working.case, malee, judges, now)
        part = Assignment.objects.get(pk=working.pk)
        assert (part.due_at, part.due_before) == (add_working_days(timezone.now(), 15), None)
