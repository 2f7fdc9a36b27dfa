"""While the complainant is asked the agency's clock stands still, to the minute, and not for ever."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints import service_levels
from complaints.handling import accept_assignment, ask_complainant, propose_closing, reply_to_complainant
from complaints.models import Assignment, ServiceLevel
from complaints.responding import answer_question, dispute_resolution, resume_without_answer
from complaints.supporting import ask_for_help, finish_part
from complaints.workflow import Outcome, TransitionNotAllowed
from directory.calendar import BANGKOK, add_working_days, working_time_between
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=BANGKOK)
QUESTION = "หลุมอยู่ฝั่งไหนของถนน"


@pytest.fixture
def part(assignment, wichai):
    """Accepted on a Friday at ten; due by the fallback of 15 working days."""
    with freeze_time(FRIDAY):
        return accept_assignment(assignment, by=wichai)


@pytest.fixture
def at_most():
    def at_most(pause, answer=10):
        for step, days in (("pause", pause), ("answer", answer)):
            ServiceLevel.objects.create(step=step, working_days=days, source="ทดสอบ")
        service_levels.forget_service_levels()

    return at_most


def asked_and_answered(part, wichai, malee, asked, answered, question=QUESTION):
    with freeze_time(asked):
        ask_complainant(part, question=question, by=wichai)
    with freeze_time(answered):
        answer_question(part.case, text="ฝั่งซ้าย หน้าโรงเรียน", by=malee)
    part.refresh_from_db()
    return part


class TestTheDateMoves:
    @pytest.mark.parametrize(
        ("asked", "answered", "waited"),
        [
            ("2026-11-20 15:00", "2026-11-20 15:20", timedelta(minutes=20)),
            ("2026-11-20 15:00", "2026-11-23 10:00", timedelta(hours=3)),  # Friday to Monday
            ("2026-11-20 17:00", "2026-11-22 12:00", timedelta(0)),  # offices were closed all the time
            ("2026-11-20 07:00", "2026-11-20 08:00", timedelta(0)),
            ("2026-11-23 08:30", "2026-11-25 08:30", timedelta(hours=16)),
        ],
    )
    def test_by_the_working_time_waited(self, part, wichai, malee, asked, answered, waited):
        due = part.due_at
        asked, answered = (datetime.fromisoformat(text).replace(tzinfo=BANGKOK) for text in (asked, answered))
        part = asked_and_answered(part, wichai, malee, asked, answered)
        assert working_time_between(due, part.due_at) == part.paused == waited
        line = part.case.events.get(kind="answered")
        moved = {"from": due.isoformat(), "until": part.due_at.isoformat()} if waited else {}
        assert {name: datetime.fromisoformat(text) for name, text in line.facts.items()} == {
            name: datetime.fromisoformat(text) for name, text in moved.items()
        }

    def test_the_same_where_no_answer_came_in_time(self, part, wichai, at_most):
        at_most(pause=30, answer=5)
        due = part.due_at
        with freeze_time(FRIDAY + timedelta(hours=1)):
            ask_complainant(part, question=QUESTION, by=wichai)
        over = Assignment.objects.get(pk=part.pk).case.answer_by + timedelta(seconds=1)
        with freeze_time(over):
            resume_without_answer(part.case)
            resume_without_answer(part.case)
        part.refresh_from_db()
        assert working_time_between(due, part.due_at) == timedelta(hours=8 * 5, seconds=1)
        assert part.case.events.filter(kind="question_lapsed").count() == 1

    def test_what_was_late_stays_late_by_as_much(self, part, wichai, malee):
        asked = part.due_at + timedelta(days=3)
        late = working_time_between(part.due_at, asked)
        part = asked_and_answered(part, wichai, malee, asked, asked + timedelta(days=4))
        assert working_time_between(part.due_at, asked + timedelta(days=4)) == late > timedelta(0)

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.timedeltas(timedelta(0), timedelta(days=40)), st.timedeltas(timedelta(0), timedelta(days=20)))
    def test_as_much_working_time_is_left_after_the_answer_as_before_the_question(
        self, part, wichai, malee, later, waited
    ):
        Assignment.objects.filter(pk=part.pk).update(due_at=add_working_days(FRIDAY, 15), paused=timedelta(0))
        part.refresh_from_db()
        asked = FRIDAY + later
        answered = asked + waited
        left = working_time_between(asked, part.due_at)
        part = asked_and_answered(part, wichai, malee, asked, answered, question=f"{QUESTION} {later} {waited}")
        assert working_time_between(answered, part.due_at) == left


class TestNotForEver:
    def test_a_question_whose_answer_may_take_longer_than_is_left_stops_no_clock(self, part, wichai, malee, at_most):
        at_most(pause=15, answer=10)
        with freeze_time(FRIDAY):
            ask_complainant(part, question=QUESTION, by=wichai)
            assert Assignment.objects.get(pk=part.pk).state == "waiting"
        with freeze_time(FRIDAY + timedelta(days=20)):
            resume_without_answer(part.case)
            due = Assignment.objects.get(pk=part.pk).due_at
            ask_complainant(part, question="ถนนเส้นไหน", by=wichai)
        part.refresh_from_db()
        assert (part.state, part.due_at) == ("working", due)
        assert part.case.state == "awaiting_complainant"
        with freeze_time(FRIDAY + timedelta(days=22)):
            answer_question(part.case, text="ถนนหน้าโรงเรียน", by=malee)
        part.refresh_from_db()
        assert part.due_at == due
        assert part.case.asked_at is None
        assert part.case.events.filter(kind="answered").last().facts == {}

    def test_quick_answers_use_up_little_of_it(self, part, wichai, malee, at_most):
        at_most(pause=11, answer=10)
        for n in range(3):
            at = FRIDAY + timedelta(hours=n)
            asked_and_answered(part, wichai, malee, at, at + timedelta(minutes=30), question=f"{QUESTION} {n}")
        assert part.paused == timedelta(minutes=90)
        assert part.due_at == add_working_days(FRIDAY, 15) + timedelta(minutes=90)

    def test_it_is_late_while_a_question_stands_that_stops_no_clock(self, part, wichai, at_most):
        at_most(pause=1, answer=10)
        with freeze_time(FRIDAY):
            ask_complainant(part, question=QUESTION, by=wichai)
        Assignment.objects.filter(pk=part.pk).update(due_at=FRIDAY + timedelta(days=3))
        with freeze_time(FRIDAY + timedelta(days=5)):
            assert list(Assignment.objects.handled_by(wichai).owed().overdue()) == [part]

    def test_a_dispute_gives_a_new_promise_and_new_questions(self, part, wichai, malee):
        with freeze_time(FRIDAY + timedelta(days=3)):
            Assignment.objects.filter(pk=part.pk).update(paused=timedelta(days=9))
            propose_closing(part, answer="ปะหลุมเสร็จแล้ว", outcome=Outcome.SOLVED, by=wichai)
            dispute_resolution(part.case, reason="ยังเป็นหลุมอยู่เลย", by=malee)
        part.refresh_from_db()
        assert part.paused == timedelta(0)

    def test_whoever_helps_finishes_no_part_with_such_a_question_open(self, part, wichai, at_most):
        at_most(pause=1, answer=10)
        rural = make_agency("กรมทางหลวงชนบท", code="drr")
        boonmee = make_membership(make_user("บุญมี สายทอง"), rural).user
        helping = accept_assignment(ask_for_help(part, rural, request="ช่วยดูให้ด้วย", by=wichai), by=boonmee)
        ask_complainant(helping, question=QUESTION, by=boonmee)
        with pytest.raises(TransitionNotAllowed) as refused:
            finish_part(helping, answer="ดูแล้ว", by=boonmee)
        assert refused.value.code == "question_is_open"
        reply_to_complainant(helping, text="รอคำตอบอยู่", by=boonmee)

    def test_before_accepting_nobody_is_asked(self, assignment, wichai, at_most):
        at_most(pause=1, answer=10)
        with pytest.raises(TransitionNotAllowed):
            ask_complainant(assignment, question=QUESTION, by=wichai)
        assignment.case.refresh_from_db()
        assert assignment.case.asked_at is None


class TestBothSidesReadIt:
    @pytest.fixture(autouse=True)
    def now(self):
        with freeze_time(datetime(2026, 11, 23, 3, 0, tzinfo=UTC)) as now:  # ten o'clock
            yield now

    @pytest.fixture
    def pages(self, as_, wichai, malee, client):
        def pages(part):
            reference = part.case.reference
            return (
                as_(wichai).get(reverse("office_case", args=[reference])).content.decode(),
                as_(malee).get(reverse("track_case", args=[reference])).content.decode(),
            )

        return pages

    def test_that_it_stands_still_and_the_date_then(self, part, wichai, pages, now):
        ask_complainant(part, question=QUESTION, by=wichai)
        now.tick(timedelta(hours=2))
        office, citizen = pages(part)
        assert "The clock stands still" in office
        assert "Answered now, it would be due by" in office
        assert "12:00" in office.partition("Answered now")[2][:200]
        assert "Its clock stands still until then" in citizen
        assert "The agency&#x27;s date then" in citizen or "The agency's date then" in citizen

    def test_the_line_of_the_answer_shows_both_dates(self, part, wichai, malee, pages, now):
        ask_complainant(part, question=QUESTION, by=wichai)
        now.tick(timedelta(days=2))
        answer_question(part.case, text="ฝั่งซ้าย", by=malee)
        for page in pages(part):
            assert "Due before:" in page

    def test_that_it_runs_on(self, part, wichai, pages, at_most):
        at_most(pause=1, answer=10)
        office, _citizen = pages(part)
        assert "for as long as they may" in office
        ask_complainant(part, question=QUESTION, by=wichai)
        for page in pages(part):
            assert "stands still" not in page.replace("Its clock stands still until you answer", "")
            assert "Its date stays as it is" in page
        assert "Your clock runs on" in pages(part)[0]


def test_the_api_tells_of_the_answer_and_of_no_extension(part, wichai, malee, client):
    part = asked_and_answered(part, wichai, malee, FRIDAY + timedelta(hours=1), FRIDAY + timedelta(hours=3))
    told = client.get(f"/api/v1/cases/{part.case.reference}/").json()["timeline"]
    assert [line.get("extension") for line in told if line["kind"] == "answered"] == [None]
