"""What an agency gave away stays to be found there: that it did, when, by whom and to whom, and nothing of the case."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from complaints.access import Viewer
from complaints.handling import accept_assignment, assign_case, decline_assignment
from complaints.models import Assignment, Case
from complaints.passed_on import _of_a_state, passed_on, passed_on_case
from complaints.queue import parameters_of
from complaints.supporting import ask_for_help, refuse_to_help
from complaints.transferring import transfer_assignment
from complaints.workflow import Visibility
from directory.models import Role
from tests.complaints.conftest import POTHOLE
from tests.complaints.many_cases import many_cases, plan_of
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
REASON = "จุดนี้อยู่ในเขตเทศบาล"


@pytest.fixture
def town():
    return make_agency("เทศบาลเมืองศิลา", code="sila-town")


@pytest.fixture
def declined(working, town, wichai):
    return decline_assignment(working, reason=REASON, proposed_agency=town, by=wichai)


@pytest.fixture
def address(case):
    return reverse("office_case", args=[case.reference])


def references(user):
    return [each.reference for each in passed_on(user)]


class TestTheList:
    def test_has_what_was_declined_with_who_when_and_why(self, declined, case, town, wichai, somchai):
        for officer in (wichai, somchai):
            (found,) = passed_on(officer)
            assert (found.reference, found.officer, found.reason, found.to) == (
                case.reference,
                wichai.full_name,
                REASON,
                town,
            )
            assert timezone.now() - found.at < timedelta(minutes=5)

    def test_has_what_was_sent_on_and_help_that_was_refused(self, working, case, town, centre, wichai):
        help_part = ask_for_help(working, centre, request="ขอรถ", by=wichai)
        helper = make_membership(make_user("ละออ"), centre).user
        refuse_to_help(help_part, reason="ไม่มีรถ", by=helper)
        transfer_assignment(working, agency=town, reason=REASON, by=wichai)
        assert references(wichai) == references(helper) == [case.reference]
        assert [each.was_help for who in (wichai, helper) for each in passed_on(who)] == [False, True]

    def test_has_nothing_of_others_nor_of_what_is_still_here(self, working, case, town, wichai, stranger):
        assert references(wichai) == []
        decline_assignment(working, reason=REASON, proposed_agency=town, by=wichai)
        assert references(stranger) == []

    def test_forgets_after_three_months(self, declined, wichai):
        assert references(wichai)
        with freeze_time(timezone.now() + timedelta(days=91)):
            assert references(wichai) == []

    def test_of_a_confidential_case_tells_who_could_see_it_then(
        self, file, highways, town, wichai, somchai, kanya, roads
    ):
        secret = file(visibility=Visibility.CONFIDENTIAL).complaint.case
        part = accept_assignment(assign_case(secret, highways, by=None, topic=roads), by=wichai)
        decline_assignment(part, reason=REASON, proposed_agency=town, by=wichai)
        assert references(wichai) == references(kanya) == [secret.reference]
        assert references(somchai) == []
        assert passed_on_case(somchai, secret.reference) is None

    def test_shows_no_word_of_the_case(self, declined, case, wichai, as_):
        page = as_(wichai).get(reverse("office_passed_on")).content.decode()
        assert case.reference in page and REASON in page and wichai.full_name in page
        assert POTHOLE[:20] not in page and "มาลี" not in page

    def test_is_one_tab_away_and_not_found_by_others(self, wichai, malee, client, as_):
        address = reverse("office_passed_on")
        assert address in as_(wichai).get(reverse("office")).content.decode()
        assert "Your agency has passed nothing on" in as_(wichai).get(address).content.decode()
        assert as_(malee).get(address).status_code == 404
        client.logout()
        assert client.get(address).status_code == 302

    def test_asks_the_same_however_long_it_is(self, file, highways, town, wichai, roads, django_assert_num_queries):
        def give_away():
            part = assign_case(file().complaint.case, highways, by=None, topic=roads)
            decline_assignment(part, reason=REASON, proposed_agency=town, by=wichai)

        give_away()
        passed_on(wichai)
        with django_assert_num_queries(3):
            passed_on(wichai)
        for _each in range(4):
            give_away()
        with django_assert_num_queries(3):
            assert len(passed_on(wichai)) == 5

    def test_walks_along_an_index(self, highways, wichai):
        many_cases(highways, state="approved")
        many_cases(highways, 300, start=3000, state="declined", reason=REASON)
        asked = parameters_of(Viewer(wichai)) | {"agency": highways.pk}
        plan = plan_of(_of_a_state["declined"]._sql, asked)
        assert "assignment_queue" in plan and "Sort" not in plan


class TestTheAddressOfACaseThatWasGivenAway:
    def test_says_that_it_is_here_no_longer(self, declined, case, town, wichai, somchai, address, as_):
        for officer in (wichai, somchai):
            answer = as_(officer).get(address)
            page = answer.content.decode()
            assert answer.status_code == 404
            assert "This case is no longer with your agency" in page
            assert wichai.full_name in page and REASON in page and town.name in page
            assert POTHOLE[:20] not in page and "มาลี" not in page

    def test_is_the_case_again_once_it_came_back(self, declined, case, highways, wichai, siriporn, address, as_):
        assign_case(case, highways, by=siriporn)
        assert as_(wichai).get(address).status_code == 200

    def test_is_the_page_of_what_is_not_there_for_everybody_else(self, declined, case, stranger, town, address, as_):
        clerk = make_membership(make_user("ปราณี ดีงาม"), town).user
        for officer in (stranger, clerk):
            answer = as_(officer).get(address)
            unknown = as_(officer).get(reverse("office_case", args=["69-0000-0000-0"]))
            assert answer.status_code == unknown.status_code == 404
            assert "no longer with your agency" not in answer.content.decode()
            assert "not, or no longer, with your agency" in unknown.content.decode()

    def test_tells_a_colleague_nothing_of_a_confidential_case(self, declined, case, somchai, kanya, address, as_):
        Case.objects.filter(pk=case.pk).update(visibility=Visibility.CONFIDENTIAL)
        assert "no longer with your agency" not in as_(somchai).get(address).content.decode()
        assert "no longer with your agency" in as_(kanya).get(address).content.decode()

    def test_tells_nothing_to_who_works_there_no_more(self, declined, wichai, address, as_):
        wichai.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
        make_membership(wichai, make_agency("ที่ใหม่", code="elsewhere"), Role.SUPERVISOR)
        assert "no longer with your agency" not in as_(wichai).get(address).content.decode()

    def test_leaves_its_parts_and_acts_not_found(self, declined, wichai, address, as_):
        told = "no longer with your agency"
        assert told not in as_(wichai).get(address, {"part": "1"}).content.decode()
        answer = as_(wichai).post(address, {"look-reason": "อยากดู"})
        assert answer.status_code == 404 and told not in answer.content.decode()

    def test_who_decided_an_appeal_is_told_nothing(self, working, case, wichai, stranger, address, as_):
        Assignment.objects.create(
            case=case, agency=stranger.memberships.get().agency, part="review", state="transferred"
        )
        assert "no longer with your agency" not in as_(stranger).get(address).content.decode()


class TestFromTheList:
    """Key r of the inbox: the link beside “Accept” of a new case."""

    def test_opens_the_case_at_the_form_that_passes_it_on(self, assignment, as_, wichai, address):
        client = as_(wichai)
        row = client.get(reverse("office")).content.decode()
        assert f'href="{address}?pass-on=yes" data-key="r"' in row
        plain, asked = (client.get(address, data).content.decode() for data in ({}, {"pass-on": "yes"}))
        assert '<details class="card act"><summary id="decline-title" data-key="r">' in plain
        assert '<details class="card act" open><summary id="decline-title" data-key="r" autofocus>' in asked

    def test_is_not_there_once_it_is_accepted(self, working, as_, wichai):
        assert "?pass-on=yes" not in as_(wichai).get(reverse("office")).content.decode()

    def test_opens_the_refusal_of_who_is_asked_for_help(self, working, centre, wichai, as_, address):
        ask_for_help(working, centre, request="ขอรถ", by=wichai)
        helper = make_membership(make_user("ละออ"), centre).user
        page = as_(helper).get(address, {"pass-on": "yes"}).content.decode()
        assert 'open><summary id="refuse-title" data-key="r" autofocus>' in page

    def test_says_no_more_than_the_page_itself_where_nobody_may(self, assignment, as_, stranger, address):
        assert as_(stranger).get(address, {"pass-on": "yes"}).status_code == 404
