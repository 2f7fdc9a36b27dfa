"""What staff are told of a case that is not theirs, or not any more: that nothing was sent, and their words."""

import re

import pytest

from complaints.moving_people import move_to_agency
from complaints.references import new_reference
from complaints.workflow import AssignmentState, Visibility
from directory.models import Membership, Role
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
WORDS = "เราไปดูแล้ว <b>พรุ่งนี้</b>จะเริ่มซ่อม และจะแจ้งอีกครั้งเมื่อเสร็จ"
SENT = {"close-text": WORDS, "close-outcome": "explained"}


@pytest.fixture
def manop(db):
    return make_membership(make_user("มานพ", is_staff=True), make_agency(code="opm-ops"), Role.ADMINISTRATOR).user


def _page(answer, reference):
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return html.replace(reference, "NUMBER")


class TestSomebodyWhoWasMovedWhileTheyWrote:
    def test_reads_that_nothing_was_sent_and_has_the_words(self, as_, working, wichai, manop):
        client = as_(wichai)
        held = Membership.objects.select_related("agency").get(user=wichai)
        move_to_agency(held, make_agency("กรมชลประทาน", code="rid"), by=manop)
        answer = client.post(f"/office/{working.case.reference}/close/", SENT)
        html = answer.content.decode()
        assert answer.status_code == 404 and "no longer, with your agency. Nothing was sent" in html
        assert "&lt;b&gt;พรุ่งนี้" in html and "no-store" in answer["Cache-Control"]
        working.refresh_from_db()
        assert working.state == AssignmentState.WORKING

    def test_so_does_who_holds_no_role_any_more(self, as_, working, wichai):
        client = as_(wichai)
        Membership.objects.filter(user=wichai).delete()
        html = client.post(f"/office/{working.case.reference}/reply/", {"reply-text": WORDS}).content.decode()
        assert "Nothing was sent" in html and "พรุ่งนี้" in html
        assert "with your agency" not in client.get(f"/office/{working.case.reference}/").content.decode()


class TestOneWhoNeverHadIt:
    @pytest.mark.parametrize("act", ["", "close/", "accept/", "split/", "referral/refer/", "hand-over/", "translate/"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_reads_the_same_of_a_case_that_is_there_and_of_a_number_that_is_not(
        self, as_, working, file, stranger, bribery, act, method
    ):
        closed = file(visibility=Visibility.CONFIDENTIAL, topic=bribery).complaint
        numbers = [working.case.reference, closed.reference, new_reference()]
        client = as_(stranger)
        send = getattr(client, method)
        answers = [send(f"/office/{n}/{act}", SENT if method == "post" else {}) for n in numbers]
        assert len({(answer.status_code, _page(answer, n)) for answer, n in zip(answers, numbers, strict=True)}) == 1

    def test_a_part_of_the_page_is_answered_in_short(self, as_, working, stranger):
        answer = as_(stranger).get(f"/office/{working.case.reference}/", {"part": "1"})
        assert answer.status_code == 404 and "with your agency" not in answer.content.decode()

    def test_a_visitor_signs_in_first(self, client, working):
        assert client.post(f"/office/{working.case.reference}/close/", SENT).status_code == 302
