"""What becomes of the open cases of an agency that has closed."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone, translation

from complaints.closed_agencies import give_back, give_back_cases, parts_of_closed_agencies
from complaints.handling import accept_assignment, ask_complainant, assign_case
from complaints.models import Assignment, Case
from complaints.responding import answer_question
from complaints.supporting import ask_for_help
from complaints.telling import timeline
from complaints.workflow import AssignmentState, CaseState
from directory.known import forget_all
from directory.models import Agency
from tests.factories import make_agency

pytestmark = pytest.mark.django_db


def close(agency, days_ago=1):
    Agency.objects.filter(pk=agency.pk).update(closes_on=timezone.localdate() - timedelta(days=days_ago))
    forget_all()


class TestAClosedAgency:
    def test_works_on_its_cases_up_to_its_last_day(self, working, highways):
        close(highways, days_ago=0)
        assert give_back_cases.function() == 0
        working.refresh_from_db()
        assert working.state == AssignmentState.WORKING

    def test_gives_them_back_to_the_triage_desk_the_day_after(self, working, highways):
        close(highways)
        assert give_back_cases.function() == 1
        working.refresh_from_db()
        assert working.state == AssignmentState.TRANSFERRED
        case = Case.objects.get()
        assert case.state == CaseState.TRIAGE and case.triaged_at
        assert case in Case.objects.at_the_triage_desk()
        with translation.override("en"):
            assert "has been closed" in timeline(case, up_to="public")[0].sentence
        assert give_back_cases.function() == 0, "once"

    def test_gives_back_what_it_has_not_accepted(self, case, highways, siriporn):
        assign_case(case, highways, by=siriporn)
        close(highways)
        assert give_back_cases.function() == 1
        assert Case.objects.get().state == CaseState.TRIAGE

    def test_waits_for_an_answer_of_the_complainant_first(self, working, highways, wichai, malee):
        ask_complainant(working, question="หลุมอยู่เลนไหน", by=wichai)
        close(highways)
        assert give_back_cases.function() == 0
        answer_question(Case.objects.get(), text="เลนซ้าย", by=malee)
        assert give_back_cases.function() == 1
        assert Case.objects.get().state == CaseState.TRIAGE

    def test_that_helped_leaves_the_case_with_who_is_responsible(self, working, highways, wichai):
        helper = make_agency("กรมชลประทาน", code="rid")
        ask_for_help(working, helper, request="ช่วยสูบน้ำ", by=wichai)
        close(helper)
        assert give_back_cases.function() == 1
        assert Case.objects.get().state == CaseState.IN_PROGRESS
        assert list(Case.objects.get().assignments.live().values_list("agency", flat=True)) == [highways.pk]

    def test_that_opened_again_meanwhile_keeps_its_case(self, working, highways):
        close(highways)
        part = parts_of_closed_agencies().get()
        Agency.objects.update(closes_on=None)
        assert give_back(part) is False
        working.refresh_from_db()
        assert working.state == AssignmentState.WORKING

    def test_can_be_followed_by_another_agency(self, working, highways, siriporn):
        close(highways)
        give_back_cases.function()
        next_one = make_agency("กรมทางหลวงชนบท", code="drr")
        assign_case(Case.objects.get(), next_one, by=siriporn)
        assert Case.objects.get().state == CaseState.ROUTED

    def test_of_many_cases_gives_back_some_at_a_time(self, file, highways, siriporn, wichai, monkeypatch):
        monkeypatch.setattr("complaints.closed_agencies.BATCH", 2)
        for n in range(3):
            accept_assignment(
                assign_case(file(text=f"ถนนหน้าบ้านเลขที่ {n} เป็นหลุมลึกมาก").complaint.case, highways, by=siriporn),
                by=wichai,
            )
        close(highways)
        assert [give_back_cases.function() for _time in range(3)] == [2, 1, 0]
        assert set(Case.objects.values_list("state", flat=True)) == {CaseState.TRIAGE}


@pytest.mark.django_db(transaction=True)
def test_two_workers_give_a_case_back_once(working, highways):
    close(highways)
    part = parts_of_closed_agencies().get()
    together, became = threading.Barrier(2), []

    def run():
        together.wait(10)
        try:
            became.append(give_back(Assignment.objects.get(pk=part.pk)))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert sorted(became) == [False, True]
    assert Case.objects.get().events.filter(kind="transferred").count() == 1
