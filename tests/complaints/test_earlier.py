"""Earlier answers of the same agency beside the editor: of what, to whom they are shown, and what is hidden in them."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from complaints.earlier import SHOWN, earlier_answers
from complaints.handling import accept_assignment, assign_case, propose_closing
from complaints.models import Assignment, Case
from complaints.workflow import Outcome, Visibility
from tests.factories import make_membership, make_topic

pytestmark = pytest.mark.django_db
HERE, CLOSE_BY, FAR = (16.4400, 102.8300), (16.4404, 102.8300), (16.5000, 102.9000)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def answered(file, highways, roads, wichai):
    """A case of Highways that was answered before."""

    def answered(answer="ปะหลุมเสร็จแล้ว", at=None, topic=roads, agency=highways, by=wichai, **fields):
        place = {"latitude": at[0], "longitude": at[1]} if at else {}
        case = file(**place, **fields).complaint.case
        part = accept_assignment(assign_case(case, agency, by=None, topic=topic), by=by)
        return propose_closing(part, answer=answer, outcome=Outcome.SOLVED, by=by)

    return answered


@pytest.fixture
def open_one(file, highways, roads, wichai):
    case = file(latitude=HERE[0], longitude=HERE[1]).complaint.case
    return accept_assignment(assign_case(case, highways, by=None, topic=roads), by=wichai)


class TestEarlierAnswers:
    def test_the_same_spot_comes_first_and_says_how_far(self, answered, open_one, wichai):
        elsewhere = answered("ที่อื่น", at=FAR)
        spot = answered("จุดนี้เอง", at=CLOSE_BY)
        found = earlier_answers(open_one, wichai)
        assert [each.reference for each in found] == [spot.case.reference, elsewhere.case.reference]
        assert found[0].metres == pytest.approx(44, abs=2) and found[1].metres is None

    def test_of_as_near_ones_the_newest_comes_first_and_three_are_enough(self, answered, open_one, wichai):
        for n in range(SHOWN + 2):
            answered(f"ครั้งที่ {n}")
        assert [each.answer for each in earlier_answers(open_one, wichai)] == ["ครั้งที่ 4", "ครั้งที่ 3", "ครั้งที่ 2"]

    def test_another_topic_says_nothing(self, answered, open_one, wichai):
        answered(topic=make_topic("light", "ไฟ"))
        assert earlier_answers(open_one, wichai) == []

    def test_itself_and_what_is_not_answered_are_left_out(self, file, highways, roads, open_one, wichai):
        accept_assignment(assign_case(file().complaint.case, highways, by=None, topic=roads), by=wichai)
        assert earlier_answers(open_one, wichai) == []

    def test_names_and_numbers_in_them_are_hidden(self, answered, open_one, wichai):
        answered("โทรหาคุณสมหญิง ใจดี ที่ 081-234-5678 แล้ว")
        answer = earlier_answers(open_one, wichai)[0].answer
        assert "081" not in answer and "สมหญิง" not in answer

    def test_another_agencys_answers_are_not_shown(self, answered, open_one, wichai, centre, stranger):
        make_membership(stranger, centre)
        answered(agency=centre, by=stranger)
        assert earlier_answers(open_one, wichai) == []

    @pytest.mark.parametrize("which", ["earlier", "this"])
    def test_what_is_confidential_neither_shows_nor_is_shown(self, answered, open_one, kanya, which):
        past = answered()
        case = past.case if which == "earlier" else open_one.case
        Case.objects.filter(pk=case.pk).update(visibility=Visibility.CONFIDENTIAL)
        assert earlier_answers(Assignment.objects.get(pk=open_one.pk), kanya) == [], "not even for who leads"

    def test_is_a_walk_along_an_index(self, open_one, wichai):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(
                "EXPLAIN SELECT id FROM complaints_assignment WHERE agency_id = %s AND answered_at IS NOT NULL"
                " ORDER BY answered_at DESC LIMIT 200",
                [open_one.agency_id],
            )
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "assignment_answered" in plan and "Sort" not in plan


class TestInTheForm:
    def test_one_is_put_under_what_was_typed_and_nothing_is_sent(self, as_, answered, open_one, wichai):
        past = answered("ปะหลุมด้วยยางมะตอยแล้ว โทร 081-234-5678")
        client, address = as_(wichai), reverse("office_close", args=[open_one.case.reference])
        page = client.get(reverse("office_case", args=[open_one.case.reference])).content.decode()
        assert "1 earlier answer of your agency" in page and "081-234" not in page

        begun = client.post(address, {"close-text": "เรียนคุณมาลี", "again": past.case.reference})
        html = begun.content.decode()
        assert begun.status_code == 200 and "เรียนคุณมาลี\n\nปะหลุมด้วยยางมะตอยแล้ว" in html
        assert Assignment.objects.get(pk=open_one.pk).state == "working"

    def test_what_is_hidden_in_it_has_to_be_written_anew(self, as_, answered, open_one, wichai):
        answered("โทร 081-234-5678 แล้ว")
        hidden = earlier_answers(open_one, wichai)[0].answer
        address = reverse("office_close", args=[open_one.case.reference])
        refused = as_(wichai).post(address, {"close-text": hidden, "close-outcome": "solved"})
        assert refused.status_code == 400 and "Still to be filled in" in refused.content.decode()

    def test_a_case_that_is_not_among_them_gives_no_words(self, as_, answered, open_one, wichai, centre, stranger):
        make_membership(stranger, centre)
        foreign = answered("ความลับของหน่วยงานอื่น", agency=centre, by=stranger)
        address = reverse("office_close", args=[open_one.case.reference])
        html = as_(wichai).post(address, {"close-text": "", "again": foreign.case.reference}).content.decode()
        assert "ความลับ" not in html
