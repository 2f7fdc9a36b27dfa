"""Who filed a case that was joined into another gets a letter of their own, under their own number, with nobody else in it."""

import pytest
from django.urls import reverse

from complaints.access import GRANT_COOKIE, write_grants
from complaints.erasure import erase_person
from complaints.handling import accept_assignment, propose_closing
from complaints.intake import Contact
from complaints.joining import join_case, separate_case
from complaints.letters import make_letters
from complaints.models import Complainant, Complaint, Letter
from complaints.responding import confirm_resolution
from complaints.supporting import ask_for_help, finish_part
from complaints.workflow import Outcome, Visibility
from tests.complaints.joined import AGAIN, HERE, now, part_of
from tests.complaints.letter_story import letterhead
from tests.complaints.test_letters import words_in
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.usefixtures("with_a_key")

ANSWER = "คุณมาลี ใจดี โทร 081-234-5678 แจ้งมา เราปูยางใหม่ทั้งช่วงแล้วเมื่อวันที่ 27 พฤศจิกายน"


@pytest.fixture
def told_by_somsak(second, first, highways, somsak):
    """Somsak's complaint, joined into Malee's case, with his own name."""
    letterhead(highways)
    Complainant.objects.filter(complaint__case=second).update(name="สมศักดิ์ เพื่อนบ้าน")
    join_case(second, first, by=None)
    return Complaint.objects.get(case=second)


def answered(first, answer=ANSWER):
    part = propose_closing(part_of(first), answer=answer, outcome=Outcome.EXPLAINED, by=part_of(first).officer)
    make_letters.function()
    return part


def letter_to(complaint) -> Letter:
    return Letter.objects.get(complaint=complaint)


class TestAnAnswer:
    def test_goes_to_each_by_a_letter_of_their_own(self, first, second, told_by_somsak):
        answered(first)
        mine, theirs = letter_to(first.complaints.get()), letter_to(told_by_somsak)
        assert [mine.number, theirs.number] == ["คค 0612/1", "คค 0612/2"]
        told = words_in(theirs)
        assert "เรียน คุณสมศักดิ์ เพื่อนบ้าน" in told
        assert second.reference in told
        assert "ปูยางใหม่ทั้งช่วงแล้ว" in told

    def test_tells_nobody_of_the_others(self, first, second, told_by_somsak):
        answered(first)
        mine, theirs = letter_to(first.complaints.get()), letter_to(told_by_somsak)
        for other in ("มาลี", "081", "๐๘๑", first.reference):
            assert other not in words_in(theirs)
        for other in ("สมศักดิ์", second.reference):
            assert other not in words_in(mine)

    def test_names_nobody_to_who_stays_unnamed(self, file, first, highways):
        letterhead(highways)
        unnamed = file(text=AGAIN, by=None, visibility=Visibility.ANONYMOUS, **HERE).complaint
        join_case(unnamed.case, first, by=None)
        answered(first)
        letter = letter_to(unnamed)
        assert f"เรียน ผู้แจ้งเรื่อง เลขที่ {unnamed.reference}" in words_in(letter)
        assert letter.dated.minute == 0
        assert "หนองแวง" not in words_in(letter).replace(" ", "")

    def test_of_a_helping_agency_goes_to_each_as_well_without_a_word_of_the_others(
        self, first, second, told_by_somsak, wichai
    ):
        other = make_agency("แขวงทางหลวงชนบทขอนแก่น", code="drr-kk")
        helper = make_membership(make_user("ประยูร ช่วยงาน"), other).user
        letterhead(other, prefix="คค 0733")
        part = accept_assignment(ask_for_help(part_of(first), other, request="ขอป้ายเตือน", by=wichai), by=helper)
        finish_part(part, answer="ติดป้ายแล้ว โทรบอกคุณมาลี ใจดี 081-234-5678 แล้ว", by=helper)
        make_letters.function()
        told = words_in(letter_to(told_by_somsak))
        assert "ติดป้ายแล้ว" in told and second.reference in told
        for other in ("มาลี", "081", "๐๘๑", first.reference):
            assert other not in told

    def test_of_before_they_joined_is_not_sent_to_them(self, first, second, highways):
        letterhead(highways, acknowledges=True)
        join_case(second, first, by=None)
        make_letters.function()
        assert Letter.objects.filter(complaint__case=second).count() == 0

    def test_is_no_letter_where_the_agency_sends_none(self, first, told_by_somsak, highways):
        letterhead(highways, is_on=False)
        answered(first)
        assert Letter.objects.count() == 0


class TestTheOwnLetter:
    def own(self, letter):
        return reverse("track_letter", args=[letter.complaint.reference, letter.public_id])

    def test_stands_on_the_own_page_and_opens_there(self, as_, first, second, told_by_somsak, somsak):
        answered(first)
        letter = letter_to(told_by_somsak)
        page = as_(somsak).get(reverse("track_case", args=[second.reference])).content.decode()
        assert self.own(letter) in page
        assert as_(somsak).get(self.own(letter)).status_code == 200

    def test_opens_by_the_own_receipt_code_only(self, client, first, second, told_by_somsak):
        answered(first)
        letter = letter_to(told_by_somsak)
        client.cookies[GRANT_COOKIE] = write_grants([first.reference])
        assert client.get(self.own(letter)).status_code == 404
        assert client.get(self.own(letter_to(first.complaints.get()))).status_code == 200
        client.cookies[GRANT_COOKIE] = write_grants([second.reference])
        assert client.get(self.own(letter)).status_code == 200
        assert client.get(self.own(letter_to(first.complaints.get()))).status_code == 404

    def test_is_of_no_other_complainant(self, as_, first, told_by_somsak, malee):
        answered(first)
        assert as_(malee).get(self.own(letter_to(told_by_somsak))).status_code == 404

    def test_is_seen_but_not_opened_from_the_case_where_the_work_is(self, as_, first, second, told_by_somsak, wichai):
        answered(first)
        letter = letter_to(told_by_somsak)
        client = as_(wichai)
        client.post(reverse("office_case", args=[first.reference]), {"look-reason": "ส่งหนังสือทางไปรษณีย์"})
        page = client.get(reverse("office_case", args=[first.reference])).content.decode()
        assert letter.number in page
        there = reverse("office_letter", args=[first.reference, letter.public_id])
        assert there not in page
        assert client.get(there).status_code == 404
        client.post(reverse("office_case", args=[second.reference]), {"look-reason": "ส่งหนังสือทางไปรษณีย์"})
        assert client.get(reverse("office_letter", args=[second.reference, letter.public_id])).status_code == 200

    def test_stays_with_them_when_they_go_their_own_way(self, as_, first, second, told_by_somsak, somsak):
        answered(first)
        separate_case(second, by=somsak)
        letter = letter_to(told_by_somsak)
        page = as_(somsak).get(reverse("track_case", args=[second.reference])).content.decode()
        assert self.own(letter) in page

    def test_is_not_made_any_more_where_they_left_before(self, first, second, told_by_somsak, somsak):
        part = part_of(first)
        propose_closing(part, answer=ANSWER, outcome=Outcome.EXPLAINED, by=part.officer)
        separate_case(second, by=somsak)
        make_letters.function()
        assert [letter.complaint.case_id for letter in Letter.objects.all()] == [first.pk]

    def test_goes_with_the_name(self, first, second, told_by_somsak, somsak, malee, django_capture_on_commit_callbacks):
        answered(first)
        confirm_resolution(now(first), by=malee)
        with django_capture_on_commit_callbacks(execute=True):
            erase_person(somsak)
        assert letter_to(told_by_somsak).is_gone
        assert not letter_to(first.complaints.get()).is_gone


def test_no_query_more_for_each_who_joined(file, first, highways, django_assert_max_num_queries):
    letterhead(highways)
    for n in range(4):
        who = make_user(f"เพื่อนบ้าน {n}", email=f"n{n}@example.org")
        other = file(text=AGAIN, by=who, visibility=Visibility.PUBLIC, contact=Contact(name=f"เพื่อนบ้าน {n}"), **HERE)
        join_case(other.complaint.case, first, by=None)
    part = part_of(first)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        propose_closing(part, answer=ANSWER, outcome=Outcome.EXPLAINED, by=part.officer)
    inserts = [query for query in queries if 'INSERT INTO "complaints_letter"' in query["sql"]]
    assert len(inserts) == 1
    assert Letter.objects.count() == 5
