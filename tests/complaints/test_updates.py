"""The clock of the next update: who has a case tells its complainant something every few working days."""

from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from complaints import queue, queue_counts, service_levels
from complaints.converting import convert_case
from complaints.extending import days_to_choose, extend_assignment
from complaints.handing_over import hand_over
from complaints.handling import accept_assignment, ask_complainant, assign_case, propose_closing, reply_to_complainant
from complaints.internal_notes import write_note
from complaints.joining import join_case, separate_case
from complaints.models import Assignment, ServiceLevel
from complaints.responding import answer_question, dispute_resolution
from complaints.supporting import ask_for_help
from complaints.workflow import CaseKind, ExtensionReason, Outcome, Visibility
from directory.calendar import BANGKOK, add_working_days, working_time_between
from directory.models import Role
from tests.complaints.many_cases import many_cases, plan_of
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=BANGKOK)


@pytest.fixture
def now():
    with freeze_time(MONDAY) as now:
        yield now


@pytest.fixture
def part(now, assignment, wichai):
    return accept_assignment(assignment, by=wichai)


def fresh(part):
    return Assignment.objects.get(pk=part.pk)


class TestNewsAreOwed:
    def test_from_acceptance_on_by_the_table(self, now, assignment, wichai, highways):
        assert assignment.update_by is None
        ServiceLevel.objects.create(step="update", agency=highways, working_days=2, source="ทดสอบ")
        service_levels.forget_service_levels()
        assert accept_assignment(assignment, by=wichai).update_by == add_working_days(MONDAY, 2)

    @pytest.mark.parametrize(
        "act",
        [
            lambda part, by: reply_to_complainant(part, text="ช่างไปดูแล้ว", by=by),
            lambda part, by: ask_complainant(part, question="ฝั่งไหนของถนน", by=by),
            lambda part, by: extend_assignment(
                part,
                until=timezone.localdate(days_to_choose(part)[0]),
                reason=ExtensionReason.MATERIAL,
                text="รอยางมะตอย",
                by=by,
            ),
            lambda part, by: convert_case(part.case, CaseKind.SUGGESTION, by=by, assignment=part),
        ],
    )
    def test_again_from_each_sign_of_life(self, now, part, wichai, act):
        now.move_to(MONDAY + timedelta(days=2))
        act(part, wichai)
        assert fresh(part).update_by == add_working_days(MONDAY + timedelta(days=2), 5)

    @pytest.mark.parametrize(
        "act",
        [
            lambda part, by, other: write_note(part, text="โทรหาช่างแล้ว", for_all=True, by=by),
            lambda part, by, other: hand_over(part, officer=other, by=by),
        ],
    )
    def test_and_not_from_what_the_office_alone_reads(self, now, part, wichai, somchai, act):
        before = part.update_by
        now.move_to(MONDAY + timedelta(days=2))
        act(part, wichai, somchai)
        assert fresh(part).update_by == before

    def test_the_wait_for_an_answer_does_not_count(self, now, part, wichai, malee):
        now.move_to(MONDAY + timedelta(days=1))
        ask_complainant(part, question="ฝั่งไหนของถนน", by=wichai)
        left = working_time_between(timezone.now(), fresh(part).update_by)
        now.move_to(MONDAY + timedelta(days=10))
        assert not fresh(part).owes_news()
        answer_question(part.case, text="ฝั่งซ้าย", by=malee)
        assert working_time_between(timezone.now(), fresh(part).update_by) == left > timedelta(0)

    def test_anew_after_a_dispute(self, now, part, wichai, malee):
        propose_closing(part, answer="ปะแล้ว", outcome=Outcome.SOLVED, by=wichai)
        now.move_to(MONDAY + timedelta(days=2))
        dispute_resolution(part.case, reason="ยังเป็นหลุม", by=malee)
        assert fresh(part).update_by == add_working_days(MONDAY + timedelta(days=2), 5)

    def test_by_the_responsible_agency_alone(self, now, part, wichai):
        rural = make_agency("กรมทางหลวงชนบท", code="drr")
        boonmee = make_membership(make_user("บุญมี สายทอง"), rural).user
        helping = accept_assignment(ask_for_help(part, rural, request="ช่วยดู", by=wichai), by=boonmee)
        reply_to_complainant(helping, text="กำลังไปดู", by=boonmee)
        assert fresh(helping).update_by is None
        assert fresh(part).update_by == part.update_by

    def test_by_nobody_for_praise(self, now, file, highways, wichai):
        case = file("ขอชมเจ้าหน้าที่ค่ะ", kind=CaseKind.PRAISE).complaint.case
        assert accept_assignment(assign_case(case, highways, by=None), by=wichai).update_by is None

    def test_anew_by_what_was_joined_with_another_and_is_taken_out(self, now, first, second, siriporn):
        part = accept_assignment(second.lead(), by=first.lead().officer)
        join_case(part.case, first, by=siriporn)
        now.move_to(MONDAY + timedelta(days=20))
        assert not Assignment.objects.owed().silent().filter(pk=part.pk).exists()
        separate_case(part.case, by=siriporn)
        assert fresh(part).update_by == add_working_days(timezone.now(), 5)


class TestTheInbox:
    def shown(self, user, view="silent", cursor=""):
        return queue.page(user, view, cursor=cursor)

    def silent(self, part, **ago):
        Assignment.objects.filter(pk=part.pk).update(update_by=timezone.now() - timedelta(**ago))

    def test_has_a_view_of_those_who_wait_for_news_and_a_mark_in_each(self, part, wichai, stranger, as_):
        assert self.shown(wichai).rows == []
        self.silent(part, days=2)
        assert [row.assignment_id for row in self.shown(wichai).rows] == [part.pk]
        assert queue_counts.counts(wichai)["silent"] == 1
        assert self.shown(stranger).rows == []
        for view in ("all", "mine", "silent"):
            html = as_(wichai).get(reverse("office") + f"?view={view}").content.decode()
            assert "News was due 21 Nov" in html
        reply_to_complainant(fresh(part), text="ช่างไปดูแล้ว", by=wichai)
        assert self.shown(wichai).rows == []
        assert "News was due" not in as_(wichai).get(reverse("office")).content.decode()

    def test_a_confidential_one_is_in_it_for_the_named_and_the_leaders_alone(
        self, now, file, highways, wichai, somchai
    ):
        case = file(visibility=Visibility.CONFIDENTIAL).complaint.case
        part = accept_assignment(assign_case(case, highways, by=None), by=wichai)
        kanya = make_membership(make_user("กัญญา รุ่งเรือง"), highways, Role.SUPERVISOR).user
        self.silent(part, days=1)
        found = {user: [row.assignment_id for row in self.shown(user).rows] for user in (wichai, kanya, somchai)}
        assert found == {wichai: [part.pk], kanya: [part.pk], somchai: []}
        assert queue_counts.counts(somchai)["silent"] == 0

    def test_pages_miss_nothing_and_repeat_nothing(self, now, highways, wichai):
        sent = {part.pk for part in many_cases(highways, queue.PAGE * 2 + 3, update_by=MONDAY - timedelta(days=1))}
        pages, cursor = [], ""
        while not pages or cursor:
            page = self.shown(wichai, cursor=cursor)
            pages.append([row.assignment_id for row in page.rows])
            cursor = page.next_cursor
        assert [len(page) for page in pages] == [queue.PAGE, queue.PAGE, 3]
        assert set(sum(pages, [])) == sent

    def test_walks_its_index(self, highways, wichai):
        many_cases(highways)
        statement = queue._page_of("silent", "", frozenset({"leading", "user", "units", "now"}))
        asked = {"leading": [], "user": wichai.pk, "units": [], "now": timezone.now(), "agency": highways.pk}
        plan = plan_of(statement._sql, asked)
        assert "assignment_owes_news" in plan
        assert "Sort" not in plan and "Seq Scan on complaints_assignment" not in plan


class TestThePages:
    def test_the_complainant_reads_by_when_and_that_it_is_late(self, now, part, as_, malee):
        page = reverse("track_case", args=[part.case.reference])
        html = as_(malee).get(page).content.decode()
        assert "News at the latest by" in html
        assert "should have written" not in html
        now.move_to(MONDAY + timedelta(days=9))
        assert "should have written" in as_(malee).get(page).content.decode()

    def test_the_officer_reads_it_on_the_case(self, now, part, as_, wichai):
        page = reverse("office_case", args=[part.case.reference])
        assert "next news by 30 Nov" in as_(wichai).get(page).content.decode()
        now.move_to(MONDAY + timedelta(days=9))
        assert "News was due 30 Nov" in as_(wichai).get(page).content.decode()


def test_cases_in_hand_are_late_by_no_rule_that_is_new(now, part, second):
    Assignment.objects.update(update_by=None)
    migration = import_module("complaints.migrations.0044_promise_news_of_cases_in_hand")
    with connection.schema_editor() as editor:
        migration.promise_news(apps, editor)
    assert fresh(part).update_by == MONDAY + timedelta(days=7)
    assert fresh(second.lead()).update_by is None
