"""What the people of an agency read once its last day is dated."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints.closed_agencies import give_back_cases
from complaints.closing_down import closing_down_of, goes_then
from complaints.handling import ask_complainant, propose_closing
from complaints.models import Assignment
from complaints.responding import confirm_resolution
from complaints.supporting import ask_for_help
from complaints.workflow import AssignmentState, Outcome
from directory.known import forget_all
from directory.models import Agency, Role
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
TODAY = reverse("office_today")


def close(agency, days):
    """days: from today to the last day."""
    Agency.objects.filter(pk=agency.pk).update(closes_on=timezone.localdate() + timedelta(days=days))
    forget_all()


@pytest.fixture
def read(as_):
    def read(user, address=TODAY):
        user.forget_roles()
        return as_(user).get(address).content.decode()

    return read


def page_of(part):
    return reverse("office_case", args=[part.case.reference])


class TestTheStartPage:
    def test_tells_it_from_when_it_is_dated_up_to_the_last_day(self, read, working, highways, wichai, kanya):
        assert "last day of" not in read(wichai)
        close(highways, 40)
        shown = read(wichai)
        assert "The last day of" in shown and "go back to the triage desk by themselves" in shown
        assert f"Questions about it: {kanya.full_name}" in shown
        assert "administrators of this system" in read(kanya), "who leads alone asks further up"
        close(highways, 0)
        assert "Today is the last day of" in read(wichai)
        close(highways, -1)
        wichai.forget_roles()
        assert closing_down_of(wichai) == []

    def test_tells_nobody_of_another_agency(self, read, highways, stranger):
        close(highways, 3)
        assert "last day of" not in read(stranger)

    def test_tells_of_all_the_agencies_somebody_works_at(self, wichai, highways):
        other = make_agency("กรมทางหลวงชนบท", code="drr")
        make_membership(wichai, other)
        close(highways, 9)
        close(other, 3)
        wichai.forget_roles()
        assert [each.agency for each in closing_down_of(wichai)] == [other, highways]

    def test_tells_none_who_only_audits_there(self, highways):
        auditor = make_membership(make_user("อรทัย ตรวจดี"), highways, Role.AUDITOR).user
        close(highways, 3)
        auditor.forget_roles()
        assert closing_down_of(auditor) == []

    def test_costs_a_statement_more_and_no_more_with_more_leaders(
        self, highways, wichai, kanya, django_assert_num_queries
    ):
        close(highways, 3)
        wichai.forget_roles()
        _ = wichai.active_roles
        with django_assert_num_queries(1):
            closing_down_of(wichai)
        for n in range(5):
            make_membership(make_user(f"หัวหน้า {n}"), highways, Role.SUPERVISOR)
        with django_assert_num_queries(1):
            assert len(closing_down_of(wichai)[0].ask) == 3


class TestThePageOfACase:
    def test_says_where_it_goes(self, read, working, highways, wichai):
        assert "still open then" not in read(wichai, page_of(working))
        close(highways, 5)
        assert "If this case is still open then, it goes back to the triage desk" in read(wichai, page_of(working))

    def test_says_so_of_what_waits_for_the_complainant(self, read, working, highways, wichai):
        ask_complainant(working, question="หลุมอยู่เลนไหน", by=wichai)
        close(highways, 5)
        assert "waits for the complainant first" in read(wichai, page_of(working))

    def test_says_so_of_help(self, read, working, wichai, stranger):
        agency = stranger.active_roles[0].agency
        part = ask_for_help(working, agency, request="ช่วยดูไฟ", by=wichai)
        close(agency, 5)
        assert "reads that you do not help any more" in read(stranger, page_of(part))
        assert "last day of" not in read(wichai, page_of(part))

    def test_says_nothing_of_an_ended_case(self, read, working, highways, wichai, malee):
        propose_closing(working, answer="ปะแล้ว", outcome=Outcome.SOLVED, by=wichai, no_photo="กล้องเปียก")
        confirm_resolution(working.case, by=malee)
        close(highways, 5)
        assert "last day of" not in read(wichai, page_of(working))

    @pytest.mark.parametrize("state", AssignmentState.values)
    def test_says_what_is_done_the_day_after(self, working, highways, state):
        """Whatever state a part is in: “back” is given back, and nothing else is."""
        Assignment.objects.filter(pk=working.pk).update(state=state, reason="ไม่ใช่", proposed_agency=make_agency())
        working.refresh_from_db()
        said = goes_then(working)
        close(highways, -1)
        assert (said == "back") == (give_back_cases.function() == 1)
