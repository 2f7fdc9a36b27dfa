"""On the way to a decision on an appeal: the deciding agency asks the complainant, and names a new date."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from complaints import chores, queue
from complaints.appealing import appeal_case, grant_appeal, take_back_appeal, uphold_answer
from complaints.extending import days_to_choose, extend_assignment, may_extend
from complaints.handling import ask_complainant
from complaints.lines import timeline
from complaints.models import Assignment, Case, CaseEvent
from complaints.responding import answer_question, close_by_silence, confirm_resolution, withdraw_complaint
from complaints.workflow import AssignmentState, CaseState, TransitionNotAllowed
from directory.calendar import working_time_between
from directory.models import Role
from notifications.models import Message
from tests.complaints.test_appealing import (  # noqa: F401 - fixtures
    REASONS,
    TO_DO,
    answered_again,
    appealed,
    arun,
    fresh,
    highways,
    narong,
    now,
    silent,
    transport,
    working_seconds,
)
from tests.factories import make_membership

pytestmark = pytest.mark.django_db
QUESTION = "หลุมที่ยังอยู่ อยู่ฝั่งขาเข้าหรือขาออก"


def part_of(appeal):
    return Assignment.objects.get(pk=appeal.part_id)


@pytest.fixture
def asked(appealed, narong):  # noqa: F811
    ask_complainant(appealed.part, question=QUESTION, by=narong)
    return appealed


class TestAsking:
    def test_is_the_complainants_turn_and_stops_the_clock(self, asked, narong, as_, malee):  # noqa: F811
        case, part = fresh(asked.case), part_of(asked)
        assert (case.state, part.state) == (CaseState.AWAITING_COMPLAINANT, AssignmentState.WAITING)
        assert case.answer_by > timezone.now()
        assert [row.said_as for row in queue.page(narong, "waiting").rows] == ["awaiting_complainant"]
        html = as_(malee).get(reverse("track_case", args=[case.reference])).content.decode()
        assert QUESTION in html and "Take the appeal back" in html

    def test_is_in_the_same_thread_and_tells_the_complainant(self, asked):
        line = timeline(fresh(asked.case), up_to=CaseEvent.Seen.COMPLAINANT)[0]
        assert (line.kind, line.note) == ("asked", QUESTION)
        assert Message.objects.filter(recipient="malee@example.org", event_key__endswith=f":{line.n}").exists()

    def test_an_answer_moves_the_date_by_the_working_time_it_waited(self, asked, malee, now, narong):  # noqa: F811
        before, began = part_of(asked).due_at, timezone.now()
        now.tick(timedelta(days=3))
        answer_question(asked.case, text="ขาออก หน้าเสาไฟต้นที่สาม", by=malee)
        case, part = fresh(asked.case), part_of(asked)
        assert (case.state, case.asked_at, part.state) == (CaseState.APPEALED, None, AssignmentState.WORKING)
        waited = working_time_between(began, timezone.now())
        assert part.paused == waited > timedelta()
        assert working_time_between(before, part.due_at) == waited
        uphold_answer(part, reasons=REASONS, by=narong)
        assert fresh(case).state == CaseState.CLOSED

    def test_silence_lets_the_decision_go_on(self, asked, now):  # noqa: F811
        now.move_to(fresh(asked.case).answer_by + timedelta(minutes=1))
        assert chores.resume_unanswered_questions.function() == 1
        assert (fresh(asked.case).state, part_of(asked).state) == (CaseState.APPEALED, AssignmentState.WORKING)
        assert chores.resume_unanswered_questions.function() == 0

    @pytest.mark.parametrize("decide", [lambda part, by: uphold_answer(part, reasons=REASONS, by=by),
                                        lambda part, by: grant_appeal(part, instructions=TO_DO, by=by)])  # fmt: skip
    def test_nothing_is_decided_while_it_waits(self, asked, narong, decide):  # noqa: F811
        with pytest.raises(TransitionNotAllowed) as refused:
            decide(part_of(asked), narong)
        assert refused.value.code == "question_is_open"
        assert not fresh(asked.case).appeals.get().became

    def test_nothing_is_asked_twice_or_confirmed_or_closed_meanwhile(self, asked, narong, malee, now):  # noqa: F811
        with pytest.raises(TransitionNotAllowed) as refused:
            ask_complainant(part_of(asked), question="อีกข้อหนึ่ง", by=narong)
        assert refused.value.code == "question_is_open"
        with pytest.raises(TransitionNotAllowed):
            confirm_resolution(asked.case, by=malee)
        now.tick(timedelta(days=30))
        assert close_by_silence(asked.case).state == CaseState.AWAITING_COMPLAINANT

    def test_taking_the_appeal_back_takes_the_question_along(self, asked, malee):
        take_back_appeal(asked.case, by=malee)
        case = fresh(asked.case)
        assert (case.state, case.asked_at, case.answer_by) == (CaseState.RESOLUTION_PROPOSED, None, None)

    def test_withdrawing_the_case_too(self, asked, malee):
        withdraw_complaint(asked.case, by=malee)
        assert (fresh(asked.case).state, part_of(asked).state) == (CaseState.WITHDRAWN, AssignmentState.TRANSFERRED)

    def test_of_a_case_that_silence_closed(self, silent, narong, malee):  # noqa: F811
        appeal = appeal_case(silent, reason="ยังเป็นหลุมอยู่", by=malee)
        ask_complainant(appeal.part, question=QUESTION, by=narong)
        answer_question(silent, text="ขาออก", by=malee)
        assert fresh(silent).state == CaseState.APPEALED

    def test_is_not_done_by_who_had_a_hand_in_the_answer(self, appealed, wichai, transport):  # noqa: F811
        make_membership(wichai, transport, Role.SUPERVISOR)
        wichai.forget_roles()
        with pytest.raises(ValidationError) as refused:
            ask_complainant(appealed.part, question=QUESTION, by=wichai)
        assert refused.value.code == "decides_own_answer"

    def test_nor_by_the_agency_that_answered(self, appealed, wichai):  # noqa: F811
        with pytest.raises(TransitionNotAllowed):
            ask_complainant(fresh(appealed.case).lead(), question=QUESTION, by=wichai)

    def test_nor_once_it_is_decided(self, appealed, narong):  # noqa: F811
        uphold_answer(appealed.part, reasons=REASONS, by=narong)
        with pytest.raises(TransitionNotAllowed):
            ask_complainant(part_of(appealed), question=QUESTION, by=narong)

    def test_leaves_no_step_behind_in_which_the_case_would_wait_for_ever(self, asked, malee, narong, now):  # noqa: F811
        answer_question(asked.case, text="ขาออก", by=malee)
        grant_appeal(part_of(asked), instructions=TO_DO, by=narong)
        now.tick(timedelta(days=9))
        assert working_seconds(part_of(asked)) is None
        assert working_seconds(fresh(asked.case).lead()) > 0


class TestMoreTime:
    def extend(self, part, by, day=0):
        until = timezone.localdate(days_to_choose(part)[day])
        return extend_assignment(part, until=until, reason="survey", text="ต้องไปดูที่จริงก่อน", by=by)

    def test_is_a_new_date_with_its_reason_told_to_the_complainant(self, appealed, narong):  # noqa: F811
        before = appealed.part.due_at
        self.extend(appealed.part, narong)
        part = part_of(appealed)
        assert part.due_at > before == part.due_before and part.extensions == 1
        line = timeline(fresh(appealed.case), up_to=CaseEvent.Seen.COMPLAINANT)[0]
        assert (line.kind, line.note) == ("extended", "ต้องไปดูที่จริงก่อน")
        assert Message.objects.filter(recipient="malee@example.org", event_key__endswith=f":{line.n}").exists()
        assert fresh(appealed.case).state == CaseState.APPEALED

    def test_is_counted_and_limited(self, appealed, narong, settings):  # noqa: F811
        for _time in range(settings.EXTENSIONS_A_PART):
            self.extend(part_of(appealed), narong)
        assert not may_extend(part_of(appealed), narong)
        with pytest.raises(TransitionNotAllowed) as refused:
            self.extend(part_of(appealed), narong)
        assert refused.value.code == "extended_too_often"

    def test_after_the_date_only_who_leads_gives_it(self, appealed, arun, narong, now):  # noqa: F811
        now.move_to(appealed.part.due_at + timedelta(minutes=1))
        with pytest.raises(TransitionNotAllowed) as refused:
            self.extend(part_of(appealed), arun)
        assert refused.value.code == "extended_too_late"
        self.extend(part_of(appealed), narong)

    def test_is_not_taken_by_who_had_a_hand_in_it(self, appealed, wichai, transport):  # noqa: F811
        make_membership(wichai, transport, Role.SUPERVISOR)
        wichai.forget_roles()
        with pytest.raises(ValidationError) as refused:
            self.extend(part_of(appealed), wichai)
        assert refused.value.code == "decides_own_answer"

    def test_the_agency_that_answered_gets_none_meanwhile(self, appealed, wichai):  # noqa: F811
        assert not may_extend(fresh(appealed.case).lead(), wichai)


class TestThePages:
    def post(self, client, case, name, **fields):
        seen = case.event_count
        return client.post(
            reverse(f"office_{name}", args=[case.reference]),
            {f"{name}-seen": seen, **{f"{name}-{field}": value for field, value in fields.items()}},
            follow=True,
        )

    def test_ask_and_wait_with_no_decision_to_send(self, as_, narong, appealed):  # noqa: F811
        client = as_(narong)
        html = client.get(reverse("office_case", args=[appealed.case.reference])).content.decode()
        assert "Ask the complainant" in html and "It takes longer: name a new date" in html
        html = self.post(client, fresh(appealed.case), "ask", text=QUESTION).content.decode()
        assert "Your clock stands still until there is an answer" in html
        assert "The complainant has been asked. The clock stands still" in html
        assert not {"appeal-title", "ask-title", "extend-title"} & set(re.findall(r'id="([^"]+)"', html))

    def test_move_the_date(self, as_, narong, appealed):  # noqa: F811
        until = timezone.localdate(days_to_choose(appealed.part)[2]).isoformat()
        html = self.post(
            as_(narong), fresh(appealed.case), "extend", until=until, reason="survey", text="ต้องไปดูที่จริงก่อน"
        ).content.decode()
        assert "The new date stands" in html
        assert part_of(appealed).extensions == 1

    @pytest.mark.parametrize("name", ["ask", "extend"])
    def test_are_not_found_by_others(self, as_, stranger, malee, appealed, name):  # noqa: F811
        for who in (stranger, malee):
            assert self.post(as_(who), fresh(appealed.case), name, text=QUESTION).status_code == 404
        assert Case.objects.get().asked_at is None

    def test_the_agency_that_answered_reads_that_another_decides(self, as_, wichai, asked):
        html = as_(wichai).get(reverse("office_case", args=[asked.case.reference])).content.decode()
        assert "The complainant appeals against the answer" in html and "Your clock runs on" not in html

    def test_the_complainant_answers_on_the_page(self, as_, malee, asked):
        answered = as_(malee).post(
            reverse("track_answer", args=[asked.case.reference]), {"text": "ขาออก หน้าเสาไฟ"}, follow=True
        )
        assert answered.status_code == 200
        assert fresh(asked.case).state == CaseState.APPEALED
