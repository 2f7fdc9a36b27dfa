"""What happens next: in every state somebody has the case, and there is a day and a word for when it passes."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from complaints.extending import days_to_choose, extend_assignment
from complaints.handling import accept_assignment, ask_complainant, assign_case, propose_closing, send_to_triage
from complaints.models import Assignment, Case
from complaints.next_steps import next_step
from complaints.releasing import release_case
from complaints.responding import withdraw_complaint
from complaints.service_levels import Step, working_days
from complaints.workflow import ExtensionReason, Outcome, Visibility
from directory.calendar import BANGKOK

pytestmark = pytest.mark.django_db


def told(case, *, is_mine=True):
    case = Case.objects.get(pk=case.pk)
    return next_step(case, case.complaints.get(), is_mine=is_mine)


class TestWhatHappensNext:
    def test_while_the_agency_is_found_we_have_it(self, case):
        assert told(case).by > timezone.now()
        assert "เสียงประชา" in told(case).who
        assert "1111" in told(case).if_passed

    def test_at_the_desk_a_person_has_it(self, case):
        send_to_triage(case)
        assert "โต๊ะคัดกรอง" in told(case).who

    def test_an_agency_that_was_sent_it_says_first_whether_it_is_its_duty(self, assignment):
        assert told(assignment.case).who == "กรมทางหลวง"
        assert told(assignment.case).by == assignment.accept_by

    def test_an_agency_at_work_has_its_day(self, working):
        assert told(working.case).by == working.due_at
        assert "ไม่ปิดเอง" in told(working.case).if_passed

    def test_a_moved_day_is_told_with_the_old_one(self, working, wichai):
        before = working.due_at
        until = timezone.localdate(days_to_choose(working)[0])
        extend_assignment(working, until=until, reason=ExtensionReason.WEATHER, text="ฝนตกหนักทั้งสัปดาห์", by=wichai)
        assert told(working.case).before == before

    def test_a_question_is_the_persons_turn_and_nobody_elses_page_says_you(self, working, wichai):
        ask_complainant(working, question="ตรงหลักกิโลเมตรที่เท่าไร", by=wichai)
        assert told(working.case).is_the_persons_turn
        assert told(working.case).who == "คุณ"
        assert told(working.case, is_mine=False).who == "ผู้แจ้ง"
        assert "คุณ" not in told(working.case, is_mine=False).step

    def test_a_report_waits_for_the_person_and_silence_confirms(self, working, wichai):
        propose_closing(working, answer="ปะหลุมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        assert told(working.case).is_the_persons_turn
        assert "นับว่าเสร็จ" in told(working.case).if_passed

    def test_nothing_happens_next_in_a_case_that_ended(self, case, malee):
        withdraw_complaint(case, by=malee)
        assert told(case) is None


LEFT = pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-11-20 10:00", "เหลืออีก 3 วันทำการ"),  # Friday -> Wednesday
        ("2026-11-24 10:00", "เหลืออีก 1 วันทำการ"),
        ("2026-11-25 10:00", "ครบกำหนดวันนี้"),
        ("2026-11-25 16:00", "เลยกำหนดแล้ววันนี้"),
        ("2026-11-27 10:00", "เกินกำหนดมา 2 วันทำการ"),
    ],
)


def at(moment):
    return timezone.datetime.fromisoformat(moment).replace(tzinfo=BANGKOK)


class TestTheDaysLeft:
    @LEFT
    def test_are_working_days(self, working, monkeypatch, now, left):
        Assignment.objects.filter(pk=working.pk).update(
            accepted_at=at("2026-11-16 15:00"), due_at=at("2026-11-25 15:00")
        )
        monkeypatch.setattr(timezone, "now", lambda: at(now))
        assert told(working.case).left == left

    @LEFT
    def test_are_the_same_on_the_public_page_and_on_the_tracking_page(
        self, client, working, wichai, monkeypatch, now, left
    ):
        Case.objects.filter(pk=working.case_id).update(visibility=Visibility.PUBLIC)
        release_case(working.case, text="ถนนหน้าโรงเรียนเป็นหลุมลึก", by=wichai)
        Assignment.objects.filter(pk=working.pk).update(
            accepted_at=at("2026-11-16 15:00"), due_at=at("2026-11-25 15:00")
        )
        monkeypatch.setattr(timezone, "now", lambda: at(now))
        for page in ("cases", "track"):
            html = client.get(f"/{page}/{working.case.reference}/").content.decode()
            said = [
                re.sub("<.*?>", "", words) for words in re.findall(r'class="clock[^>]*>(.*?)</(?:time|span)>', html)
            ]
            assert said == [left], page

    @pytest.mark.parametrize("given", ["2026-11-22 11:00", "2026-11-23 08:00", "2026-11-23 10:00", "2026-11-20 20:00"])
    def test_are_at_first_as_many_as_help_promises(self, case, highways, wichai, monkeypatch, given):
        """On a Sunday, before and in office hours, and on a Friday evening."""
        monkeypatch.setattr(timezone, "now", lambda: at(given))
        assert told(case).left == "เหลืออีก 1 วันทำการ"
        assignment = assign_case(case, highways, by=None)
        assert told(case).left == f"เหลืออีก {working_days(Step.ACCEPT, None)} วันทำการ"
        accept_assignment(assignment, by=wichai)
        assert told(case).left == f"เหลืออีก {working_days(Step.RESOLVE, case.topic)} วันทำการ"
        propose_closing(assignment, answer="ปะหลุมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        assert told(case).left == f"เหลืออีก {working_days(Step.CONFIRM, None)} วันทำการ"

    def test_that_are_ones_own_say_nothing_of_a_clock_that_waits(self, client, working, wichai):
        path = f"/track/{working.case.reference}/"
        assert "วันที่หน่วยงานรอคำตอบ" in client.get(path).content.decode()
        ask_complainant(working, question="ตรงหลักกิโลเมตรที่เท่าไร", by=wichai)
        assert "วันที่หน่วยงานรอคำตอบ" not in client.get(path).content.decode()


class TestOnThePages:
    def test_the_tracking_page_tells_everybody(self, client, working):
        shown = client.get(f"/track/{working.case.reference}/").content.decode()
        assert "ต่อจากนี้" in shown
        assert "กรมทางหลวง" in shown
        assert "ถ้าเลยวันนั้น" in shown

    @pytest.mark.parametrize("state", ["received", "sent"])
    def test_the_day_that_passes_is_named_once(self, client, case, state, highways):
        if state == "sent":
            assign_case(case, highways, by=None)
        shown = client.get(f"/track/{case.reference}/").content.decode()
        assert shown.count("ถ้าเลยวันนั้น") == 1

    def test_the_agencys_day_has_the_hour_that_its_list_shows(self, client, working):
        due = timezone.datetime.fromisoformat("2030-11-25 15:07").replace(tzinfo=BANGKOK)
        Assignment.objects.filter(pk=working.pk).update(due_at=due)
        assert "25 พฤศจิกายน 2573 15.07 น." in client.get(f"/track/{working.case.reference}/").content.decode()

    def test_a_late_case_says_so_to_everybody(self, client, working):
        Assignment.objects.filter(pk=working.pk).update(due_at=timezone.now() - timedelta(days=30))
        assert "เกินกำหนดมา" in client.get(f"/track/{working.case.reference}/").content.decode()
