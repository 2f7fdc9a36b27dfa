"""Answered public cases like the text, and help, shown before it is sent; and who needs to send nothing then."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.handling import assign_case
from complaints.models import Case, Complaint, Draft, SparedFilings
from complaints.releasing import release_case
from complaints.similar import similar_answers, spared_filings
from directory.models import Role
from frontend.guides import guides_like
from records.models import Upload
from tests.complaints.test_question_pages import Visitor, picture
from tests.factories import make_area, make_membership, make_user

pytestmark = pytest.mark.django_db
NEW = "/complaints/new/"
POTHOLE = "ถนนเป็นหลุมลึกหน้าตลาด รถมอไซค์ล้มทุกวัน"
HERE = (16.4322, 102.8236)
PIN = {"latitude": HERE[0], "longitude": HERE[1]}
HIDDEN = "ถนนเป็นหลุมหน้าบ้านเลขที่ 14 ห้ามบอกใคร"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    spared_filings.forget()
    yield
    spared_filings.forget()


@pytest.fixture
def releaser(highways):
    return make_membership(make_user("อรทัย พรมมา"), highways, Role.SUPERVISOR).user


@pytest.fixture
def answered(file, highways, releaser, roads):
    """A case of the topic, released and closed with this outcome."""

    def answered(text, *, released=True, outcome="solved", area=None, state="closed", at=None):
        where = {"area": area} if area else {}
        pin = {"latitude": at[0], "longitude": at[1]} if at else {}
        case = file(text, visibility="public", **where, **pin).complaint.case
        assign_case(case, highways, by=None, topic=roads)
        if released:
            release_case(Case.objects.get(pk=case.pk), text=text, by=releaser)
        Case.objects.filter(pk=case.pk).update(
            state=state, closed_at="2026-10-01T00:00:00Z" if state == "closed" else None, outcome=outcome
        )
        return case.reference

    return answered


def references(text=POTHOLE, area=None):
    return [row.reference for found in similar_answers(text, area) for row in found]


class TestWhichAreShown:
    def test_answered_public_cases_of_the_topic_with_its_words(self, answered):
        assert references() == []
        like = answered("ถนนเป็นหลุมใหญ่หน้าโรงเรียน")
        assert references() == [like]

    @pytest.mark.parametrize(
        "case", [{"released": False}, {"state": "in_progress"}, {"outcome": "refused"}, {"outcome": "nothing_found"}]
    )
    def test_none_that_is_hidden_open_or_was_not_answered(self, answered, case):
        answered(HIDDEN, **case)
        assert references() == []

    def test_none_whose_release_was_taken_back(self, answered):
        reference = answered("ถนนเป็นหลุมใหญ่หน้าโรงเรียน")
        Case.objects.filter(reference=reference).update(released_at=None)
        assert references() == []

    def test_none_for_a_text_that_speaks_of_no_topic_for_sure(self, answered):
        answered("ถนนเป็นหลุมใหญ่หน้าโรงเรียน")
        assert references("อยากให้เมืองน่าอยู่กว่านี้") == []

    def test_the_nearest_and_most_alike_three(self, answered, sila):
        beside = make_area(400101, "ในเมือง")
        others = [answered(f"ถนนเป็นหลุมใหญ่ ซอย {n}", area=beside) for n in range(3)]
        near = answered("ถนนเป็นหลุมลึกในซอย")
        found = references(area=sila)
        assert (len(found), found[0]) == (3, near)
        assert set(found[1:]) < set(others)

    def test_of_the_same_district_in_other_words_too(self, answered, sila):
        near = answered("พื้นทางยุบเป็นแอ่ง ซ่อมแล้ว")
        assert references(area=sila) == [near]
        assert references() == []

    def test_none_about_a_street_of_another_province(self, answered, sila):
        answered("ถนนเป็นหลุมใหญ่", area=make_area(500101, "ศรีภูมิ"))
        assert references(area=sila) == []

    def test_at_a_bounded_cost(self, answered, django_assert_max_num_queries):
        for n in range(4):
            answered(f"ถนนเป็นหลุมใหญ่ ซอย {n}")
        with django_assert_max_num_queries(8), CaptureQueriesContext(connection) as asked:
            similar_answers(POTHOLE, None)
        assert "LIMIT 60" in asked[0]["sql"]


class TestWhatWasMendedElsewhere:
    def found(self, text=POTHOLE, at=HERE):
        similar = similar_answers(text, None, at)
        return [row.reference for row in similar.answers], sorted(row.reference for row in similar.elsewhere)

    def test_answers_only_at_the_very_spot(self, answered):
        here = answered("ถนนเป็นหลุมหน้าตลาด", at=(HERE[0] + 0.0002, HERE[1]))
        there = answered("ถนนเป็นหลุมหน้าตลาดนัด", at=(HERE[0] + 0.01, HERE[1]))
        nowhere = answered("ถนนเป็นหลุมหน้าตลาดใหม่")
        assert self.found() == ([here], sorted([nowhere, there]))
        assert self.found(at=None) == ([], sorted([nowhere, there, here]))

    def test_is_none_that_was_only_explained(self, answered):
        here = answered("ถนนเป็นหลุมหน้าตลาด", at=HERE, outcome="explained")
        answered("ถนนเป็นหลุมหน้าตลาดนัด", outcome="explained")
        assert self.found() == ([here], [])

    def test_is_no_other_place_for_a_question_of_no_place(self, answered, roads):
        case = answered("ถนนเป็นหลุมหน้าตลาด", outcome="explained")
        type(roads).objects.filter(pk=roads.pk).update(offers_public=False)
        assert self.found() == ([case], [])


class TestHelpThatAnswers:
    @pytest.mark.parametrize(
        ("text", "guide"),
        [
            ("เรื่องที่แจ้งไว้เดือนก่อนถึงไหนแล้วคะ", "states"),
            ("ไม่อยากให้ใครรู้ว่าเป็นคนแจ้ง ทำได้ไหม", "who-sees"),
            ("อยากคุยกับเจ้าหน้าที่มากกว่าพิมพ์", "people"),
        ],
    )
    def test_is_found_by_what_people_ask(self, text, guide):
        assert guides_like(text, 3)[0].name == guide

    def test_is_not_shown_beside_an_ordinary_complaint(self):
        assert guides_like(POTHOLE, 3) == []

    def test_never_beyond_what_there_is_room_for(self):
        assert guides_like("ไม่อยากให้ใครรู้ ตามเรื่องที่แจ้ง คุยกับเจ้าหน้าที่", 0) == []


class TestOnTheCheckPage:
    @pytest.fixture
    def visitor(self, client):
        return Visitor(client)

    def test_they_are_read_in_a_window_of_their_own_and_the_filing_goes_on(self, visitor, answered):
        reference = answered("ถนนเป็นหลุมใหญ่หน้าโรงเรียน", at=HERE)
        visitor.tells(POTHOLE).presses("check", **PIN)
        assert f'href="/cases/{reference}/" target="_blank" rel="noopener"' in visitor.html
        assert "ส่งเรื่องนี้ต่อ" in visitor.html
        before = Complaint.objects.count()
        visitor.presses("send")
        assert Complaint.objects.count() == before + 1

    def test_what_was_mended_elsewhere_is_called_so_and_sending_is_not_talked_out_of(self, visitor, answered):
        reference = answered("ถนนเป็นหลุมใหญ่หน้าโรงเรียน")
        visitor.tells(POTHOLE).presses("check")
        assert "เรื่องคล้ายกันที่แก้แล้ว (คนละที่)" in visitor.html and f"/cases/{reference}/" in visitor.html
        assert "อาจมีคำตอบแล้ว" not in visitor.html
        assert 'value="enough"' not in visitor.html and "ส่งเรื่องนี้ต่อ" not in visitor.html

    def test_nothing_is_said_where_nothing_is_alike(self, visitor):
        visitor.tells(POTHOLE).presses("check")
        assert "อาจมีคำตอบแล้ว" not in visitor.html
        assert 'value="enough"' not in visitor.html

    def test_whoever_has_the_answer_sends_nothing_and_leaves_nothing(self, visitor, answered, malee):
        answered("ถนนเป็นหลุมใหญ่หน้าโรงเรียน", at=HERE)
        visitor.client.force_login(malee)
        visitor.tells(POTHOLE).presses("check", files=picture(), **PIN)
        visitor.client.post(NEW, {"step": "save", "text": POTHOLE, "form_token": visitor.knows("form_token")})
        assert (Upload.objects.count(), Draft.objects.count()) == (1, 1)
        before = Complaint.objects.count()
        visitor.presses("enough")
        assert visitor.heading == "ดีใจที่คุณได้คำตอบแล้ว"
        assert 'data-module="forget-draft" data-key="new-complaint"' in visitor.html
        assert (Complaint.objects.count(), Upload.objects.count(), Draft.objects.count()) == (before, 0, 0)

    def test_it_is_counted_once_a_form_and_of_nobody(self, client):
        token = str(uuid.uuid4())
        for _press in range(3):
            client.post(NEW, {"step": "enough", "form_token": token})
        client.post(NEW, {"step": "enough", "form_token": "ไม่ใช่รหัส"})
        assert spared_filings() == SparedFilings.objects.get().number == 2
        assert {field.name for field in SparedFilings._meta.get_fields()} == {"on", "number"}

    def test_the_count_cannot_be_driven_up_from_one_address(self, client, settings):
        settings.THROTTLE_SCALE = 1 / 60
        answers = [client.post(NEW, {"step": "enough", "form_token": str(uuid.uuid4())}).status_code for _n in range(3)]
        assert 429 in answers
        assert SparedFilings.objects.get().number < 3

    def test_by_looking_nothing_is_counted(self, client):
        assert client.get("/complaints/not-needed/").status_code == 200
        assert not SparedFilings.objects.exists()


class TestWhatTheAgencyAnswered:
    def test_is_shown_where_an_officer_let_everybody_read_it(self, client, answered, khon_kaen):
        shown, silent = answered(f"{POTHOLE} แถวแรก"), answered(f"{POTHOLE} แถวสอง")
        Case.objects.filter(reference=shown).update(public_answer="เราปูยางใหม่ทั้งช่วงแล้ว")
        rows = {row.reference: row.answer for row in similar_answers(POTHOLE, None).elsewhere}
        assert rows == {shown: "เราปูยางใหม่ทั้งช่วงแล้ว", silent: ""}
        visitor = Visitor(client).tells(POTHOLE)
        html = (visitor.presses("check") if 'value="check"' in visitor.html else visitor).html
        assert html.count("เราปูยางใหม่ทั้งช่วงแล้ว") == 1

    def test_costs_no_statement_more(self, answered):
        for number in range(3):
            answered(f"{POTHOLE} แถว {number}")
        with CaptureQueriesContext(connection) as before:
            similar_answers(POTHOLE, None)
        Case.objects.update(public_answer="ปูยางแล้ว")
        with CaptureQueriesContext(connection) as after:
            similar_answers(POTHOLE, None)
        assert len(after) <= len(before)
