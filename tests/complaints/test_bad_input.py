"""What must not leak, whoever slips: a name in what everybody reads, a matter in confidence filed as public; and what is
too much: following everything there is. Other bad input: test_removing (papers), test_drafts (two devices),
tests/journeys/test_outbox (two phones, a wrong clock, thirty days).
"""

import time

import pytest

from complaints.converting import convert_case
from complaints.correcting import Correction, correct_case, take_correction
from complaints.handling import accept_assignment, assign_case, propose_closing, set_topic
from complaints.models import Case, TopicQuestion
from complaints.releasing import may_be_public, release_case, take_back_release
from complaints.responding import confirm_resolution
from complaints.workflow import CaseKind, Outcome, Visibility
from frontend import home
from notifications.following import MOST_FOLLOWED
from notifications.models import Subscription
from tests.factories import make_area, make_topic

pytestmark = pytest.mark.django_db
NAMES = ["สมชาย ใจดี", "โอ๋", "Somchai Jaidee"]
TOLD = "ถนนหน้าวัดเป็นหลุม เจอ สมชาย ใจดี เอาปูนมาเทเอง ถามพี่โอ๋ 081-234-5678 ได้ Mr. Somchai Jaidee saw it"
WHERE = "หน้าบ้านนายสมชาย ใจดี บ้านเลขที่ 99/1"


def public_pages(client, case):
    """Everything that strangers can read of a case."""
    addresses = (
        f"/cases/{case.reference}/", "/cases/", "/cases/feed/", f"/track/{case.reference}/",
        f"/api/v1/cases/{case.reference}/", "/cases/?q=สมชาย",
    )  # fmt: skip
    return {address: client.get(address).content.decode() for address in addresses}


class TestANameInThePublicText:
    @pytest.fixture
    def pole(self, roads):
        return TopicQuestion.objects.create(
            topic=roads, code="who", kind="text", wording_th="ใครเห็นบ้าง", wording_en="Who saw it"
        )

    def test_is_hidden_on_the_page_where_its_author_says_yes(self, client):
        form = {"step": "check", "text": TOLD, "visibility": "public", "about": ""}
        html = client.post("/complaints/new/", form, follow=True).content.decode()
        shown = html.partition('id="public"')[2].partition("</section>")[0]
        assert not [name for name in NAMES if name in shown]
        assert "ชื่อคน" in shown

    def test_stands_on_no_public_page_before_or_after_an_officer_has_looked(
        self, client, file, highways, roads, pole, wichai
    ):
        answers = [
            {
                "question": "who", "kind": "text", "asked": {"th": "ใครเห็นบ้าง", "en": "Who saw it"},
                "answer": "นายสมชาย ใจดี", "said": {"th": "นายสมชาย ใจดี", "en": "นายสมชาย ใจดี"},
            }
        ]  # fmt: skip
        case = file(
            text=TOLD, by=None, visibility=Visibility.PUBLIC, place_text=WHERE, topic=roads, answers=answers
        ).complaint.case
        for _looked in (False, True):
            for address, html in public_pages(client, case).items():
                found = [name for name in ("สมชาย ใจดี", "พี่โอ๋", "Somchai Jaidee", "99/1") if name in html]
                assert not [name for name in found if address != "/cases/?q=สมชาย"], address
            assign_case(case, highways, by=None, topic=roads) if not _looked else None
            case.refresh_from_db()
            if not _looked:
                # An officer who types the name in again, and the landmark with it, changes nothing.
                release_case(case, text=f"{TOLD} ผู้แจ้งชื่อ มาลี ใจงาม", place=WHERE, by=wichai)
        assert "มาลี ใจงาม" not in Case.objects.get().public_text

    def test_that_was_overlooked_is_taken_back_at_once(self, client, working, wichai):
        overlooked = "หลุมหน้าบ้านเจ๊แดงเจ้าของร้านก๋วยเตี๋ยวเรือ"
        case = release_case(working.case, text=overlooked, by=wichai)
        assert overlooked in client.get(f"/cases/{case.reference}/").content.decode()
        take_back_release(case, by=wichai, reason="มีชื่อคน")
        assert not [html for html in public_pages(client, case).values() if "เจ๊แดง" in html]


class TestAConfidentialTopicFiledAsPublic:
    @pytest.fixture
    def hospital(self, db):
        return make_topic("health/hospital", "โรงพยาบาล", visibility_floor="agency")

    @pytest.mark.parametrize(("floor", "kept"), [("agency", "agency"), ("confidential", "confidential")])
    def test_by_form_act_or_api_keeps_its_floor(self, file, floor, kept):
        topic = make_topic(f"x/{floor}", "เรื่องปิด", visibility_floor=floor)
        case = file(visibility=Visibility.PUBLIC, topic=topic).complaint.case
        assert (case.visibility, case.public_text, may_be_public(case)) == (kept, "", False)

    def test_by_the_api_is_not_found_by_its_number(self, client, bribery):
        sent = {"text": TOLD, "topic": bribery.code, "visibility": "public"}
        answer = client.post("/api/v1/complaints/", sent, content_type="application/json")
        assert answer.status_code == 201
        reference = answer.json()["reference"]
        assert client.get(f"/api/v1/cases/{reference}/").status_code == 404
        assert client.get(f"/track/{reference}/").status_code == 404
        assert Case.objects.get().visibility == Visibility.CONFIDENTIAL

    def test_corrected_by_its_author_closes_at_once(self, case, malee, bribery):
        correct_case(case, Correction(topic=bribery), by=malee)
        assert Case.objects.get().visibility == Visibility.CONFIDENTIAL

    def test_corrected_by_the_officer_takes_back_what_was_shown(self, client, working, malee, wichai, bribery):
        case = release_case(working.case, text="ถนนเป็นหลุม", by=wichai)
        correct_case(case, Correction(topic=bribery), by=malee)
        working.refresh_from_db()
        take_correction(working, by=wichai)
        case.refresh_from_db()
        assert (case.visibility, case.released_at, case.public_text) == (Visibility.CONFIDENTIAL, None, "")
        for address in (f"/cases/{case.reference}/", f"/track/{case.reference}/"):
            assert client.get(address).status_code == 404
        assert case.reference not in client.get("/cases/").content.decode()

    def test_corrected_back_does_not_open_it_again(self, case, bribery, roads):
        set_topic(case, bribery)
        case.save()
        set_topic(case, roads)
        case.save()
        assert Case.objects.get().visibility == Visibility.CONFIDENTIAL

    def test_made_a_tip_off_closes_too(self, client, working, wichai):
        case = release_case(working.case, text="ถนนเป็นหลุม", by=wichai)
        convert_case(case, CaseKind.TIP_OFF, by=wichai, assignment=working)
        assert client.get(f"/cases/{case.reference}/").status_code == 404

    def test_its_author_reads_why(self, client, file, malee, hospital):
        complaint = file(visibility=Visibility.PUBLIC, topic=hospital).complaint
        client.force_login(malee)
        html = client.get(f"/track/{complaint.reference}/").content.decode()
        assert "เรื่องแบบนี้ปิดไว้เสมอ" in html

    def test_who_got_what_they_chose_reads_no_such_thing(self, client, file, malee):
        complaint = file(visibility=Visibility.CONFIDENTIAL).complaint
        client.force_login(malee)
        assert "เรื่องแบบนี้ปิดไว้เสมอ" not in client.get(f"/track/{complaint.reference}/").content.decode()


class TestFollowingTenThousandAreas:
    def test_ends_at_a_number_that_one_person_can_read_and_says_what_to_do(self, client, malee, khon_kaen):
        make_area(4001, "เมืองขอนแก่น")
        codes = [make_area(400100 + number, f"ตำบล {number}").pk for number in range(1, 100)]
        client.force_login(malee)
        others = [Subscription(user=malee, subject=f"area:{100000 + n}") for n in range(MOST_FOLLOWED - 5)]
        Subscription.objects.bulk_create(others)
        sentences = set()
        for code in codes[:12]:
            answer = client.post("/cases/follow/", {"subject": f"area:{code}", "next": f"/areas/{code}/"}, follow=True)
            assert answer.status_code == 200
            sentences |= {str(message) for message in answer.context["messages"]}
        assert Subscription.objects.filter(user=malee).count() == MOST_FOLLOWED
        assert any(f"{MOST_FOLLOWED}" in sentence and "โปรแกรมอ่านข่าว" in sentence for sentence in sentences)

    def test_a_full_list_is_shown_within_a_moment_and_with_few_questions(
        self, client, malee, khon_kaen, django_assert_max_num_queries
    ):
        make_area(4001, "เมืองขอนแก่น")
        for number in range(1, 100):
            make_area(400100 + number, f"ตำบล {number}")
        subjects = [f"area:{400100 + n}" for n in range(1, 100)]
        subjects += [f"case:69-0000-{n:04d}-0" for n in range(MOST_FOLLOWED - len(subjects))]
        Subscription.objects.bulk_create(Subscription(user=malee, subject=subject) for subject in subjects)
        client.force_login(malee)
        client.get("/me/")
        start = time.perf_counter()
        with django_assert_max_num_queries(40):
            html = client.get("/me/").content.decode()
        assert time.perf_counter() - start < 2
        assert html.count('name="stop"') == MOST_FOLLOWED


class TestANameInTheLandmark:
    """It stood on the case's own page and the home page as it was typed, where no area was chosen or the text was released."""

    def test_is_not_read_by_strangers_where_no_area_was_chosen(self, client, file):
        reference = file(by=None, visibility=Visibility.PUBLIC, area=None, place_text=WHERE).complaint.reference
        assert "สมชาย" not in client.get(f"/track/{reference}/").content.decode()

    def test_is_read_by_its_author(self, client, file, malee):
        reference = file(visibility=Visibility.PUBLIC, area=None, place_text=WHERE).complaint.reference
        client.force_login(malee)
        assert WHERE in client.get(f"/track/{reference}/").content.decode()

    def test_is_not_among_the_solved_on_the_first_page(self, client, file, highways, roads, wichai, malee):
        case = file(visibility=Visibility.PUBLIC, area=None, place_text=WHERE).complaint.case
        working = accept_assignment(assign_case(case, highways, by=None, topic=roads), by=wichai)
        release_case(case, text="ถนนเป็นหลุม", place=WHERE, by=wichai)
        propose_closing(working, answer="ปะแล้ว", outcome=Outcome.SOLVED, by=wichai)
        confirm_resolution(case, by=malee)
        home._newest_solved.forget()
        html = client.get("/").content.decode()
        assert case.reference in html and "สมชาย" not in html
        home._newest_solved.forget()
