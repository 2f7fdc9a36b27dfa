"""Where complaints and consultations meet: offered to who complains, linked by them alone, shown to the team."""

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.urls import reverse

from complaints.handling import assign_case
from complaints.intake import Contact, Submission, submit_complaint
from complaints.models import Case
from complaints.releasing import release_case
from complaints.workflow import Visibility
from consultations.announcing import withdraw_consultation
from consultations.discovery.linking import MOST_LINKS, consultations_of, link_case, part_from_links
from consultations.discovery.models import CaseLink
from consultations.discovery.offering import offers_for
from consultations.discovery.subject_views import FLOOR
from directory.models import Role
from frontend.consultation_links import ABOUT_COOKIE, offered_beside
from tests.factories import make_membership, make_topic, make_user

pytestmark = pytest.mark.django_db
POTHOLE = "ถนนหน้าโรงเรียนเป็นหลุมลึกมาก ฝนตกแล้วมองไม่เห็น"


@pytest.fixture
def malee():
    return make_user("มาลี ใจดี")


@pytest.fixture
def roads():
    return make_topic("roads/pothole", "ถนนเป็นหลุม", offers_public=True, visibility_floor="public")


@pytest.fixture
def file(malee, sila, roads):
    def file(text=POTHOLE, by=malee, **fields):
        contact = Contact(name="มาลี ใจดี", email="malee@example.org")
        return submit_complaint(
            Submission(text=text, area=sila, topic=roads, contact=contact, **fields), by=by
        ).complaint

    return file


@pytest.fixture
def read_page(client):
    def read_page(address, by, **query):
        client.force_login(by)
        client.cookies["language"] = "en"
        answer = client.get(address, query)
        assert answer.status_code == 200
        return answer.content.decode()

    return read_page


class TestWhatIsOffered:
    def test_is_open_and_about_the_topic(self, announced, roads, suda):
        near = announced(topic=roads)
        announced(topic=make_topic("light"))
        announced(topic=roads, opens=3)
        withdraw_consultation(announced(topic=roads), reason="ผิด", by=suda)
        assert offers_for("ข้อความ", roads) == [near]

    def test_is_found_by_words_where_it_has_no_topic(self, announced):
        near = announced(changes_th="- ซ่อมถนนที่เป็นหลุมใน 7 วัน หลุมลึกใน 3 วัน")
        announced(changes_th="- ขึ้นค่าไฟ")
        assert offers_for(POTHOLE, None) == [near]

    def test_is_nothing_where_nothing_speaks_for_it(self, announced, roads):
        announced(topic=make_topic("light"))
        assert offers_for("ขอบคุณมาก", None) == []

    def test_is_first_where_the_author_comes_from(self, announced, roads):
        near, came_from = announced(topic=roads), announced(topic=make_topic("light"))
        request = RequestFactory().get("/")
        request.COOKIES[ABOUT_COOKIE] = came_from.slug
        assert offered_beside(request, "x", roads, None) == [came_from, near]
        request.COOKIES[ABOUT_COOKIE] = "'; drop"
        assert offered_beside(request, "x", roads, None) == [near]


class TestALink:
    def test_leads_both_ways_and_ends(self, announced, file, malee, client, read_page):
        consultation, complaint = announced(), file()
        address = reverse("link_consultation", args=[complaint.reference])
        client.force_login(malee)
        client.post(address, {"consultation": consultation.slug})
        client.post(address, {"consultation": consultation.slug})
        assert CaseLink.objects.get().about == consultation.get_absolute_url()
        told = read_page(reverse("track_case", args=[complaint.reference]), malee)
        assert consultation.get_absolute_url() in told
        client.post(address, {"consultation": consultation.slug, "undo": "1"})
        assert not CaseLink.objects.exists()

    def test_is_made_by_nobody_else(self, announced, file, client):
        consultation, complaint = announced(), file()
        client.force_login(make_user("สมศักดิ์"))
        client.post(reverse("link_consultation", args=[complaint.reference]), {"consultation": consultation.slug})
        assert not CaseLink.objects.exists()

    def test_is_to_no_draft(self, draft, file, malee, client):
        complaint = file()
        client.force_login(malee)
        told = {"consultation": draft().slug}
        assert client.post(reverse("link_consultation", args=[complaint.reference]), told).status_code == 404

    def test_comes_back_to_no_page_of_others(self, announced, file, malee, client):
        complaint = file()
        client.force_login(malee)
        told = {"consultation": announced().slug, "next": "https://evil.example/"}
        answer = client.post(reverse("link_consultation", args=[complaint.reference]), told)
        assert answer.url == reverse("track_case", args=[complaint.reference])

    def test_is_one_of_few(self, announced, file):
        case = file().case
        for _each in range(MOST_LINKS):
            link_case(case, announced(), way="offered")
        with pytest.raises(ValidationError):
            link_case(case, announced(), way="offered")

    def test_goes_with_the_account(self, announced, file, malee):
        case = file().case
        link_case(case, announced(), way="offered")
        part_from_links(make_user("สมศักดิ์"))
        assert consultations_of(case)
        part_from_links(malee)
        assert not consultations_of(case)


class TestAnOpinion:
    def test_goes_on_as_a_complaint_with_its_words_in_no_address(self, announced, client):
        consultation = announced()
        told = {"step": "tell", "text": POTHOLE}
        answer = client.post(reverse("complain_about", args=[consultation.slug]), told)
        assert (answer.status_code, answer.url) == (307, reverse("new_complaint"))
        assert answer.cookies[ABOUT_COOKIE]["httponly"]
        answer = client.post(answer.url, told, follow=True)
        assert POTHOLE in answer.content.decode()
        assert not Case.objects.exists()

    def test_of_a_draft_does_not(self, draft, client):
        assert client.post(reverse("complain_about", args=[draft().slug])).status_code == 404


class TestTheTeam:
    @pytest.fixture
    def address(self, announced, roads):
        return reverse("complaints_on_subject", args=[announced(topic=roads).slug])

    @pytest.fixture
    def released(self, file, council, roads):
        complaint = file(visibility=Visibility.PUBLIC)
        officer = make_membership(make_user("วิชัย"), council, Role.OFFICER).user
        assign_case(complaint.case, council, by=None, topic=roads)
        return release_case(complaint.case, text="หลุมลึกหน้าโรงเรียน", by=officer)

    def test_reads_public_ones_and_no_other(self, address, released, file, suda, read_page):
        file(text="ความลับของผู้แจ้ง ถนนเป็นหลุม")
        told = read_page(address, suda)
        assert "หลุมลึกหน้าโรงเรียน" in told
        assert "ความลับ" not in told
        assert "หลุมลึกหน้าโรงเรียน" not in read_page(address, suda, q="ไฟฟ้าดับ")

    def test_is_told_no_small_number_of_its_agencys_own(self, address, released, suda, read_page, file, council, roads):
        assert f"Fewer than {FLOOR}" in read_page(address, suda)
        for _each in range(FLOOR - 1):
            assign_case(file().case, council, by=None, topic=roads)
        told = read_page(address, suda)
        assert "Fewer than" not in told
        assert f'<span class="n">{FLOOR}</span>' in told

    def test_of_another_agency_does_not_find_it(self, address, nipa, client):
        client.force_login(nipa)
        assert client.get(address).status_code == 404

    def test_sees_links_of_public_cases_alone(self, announced, released, file, suda, read_page):
        consultation, hidden = announced(), file().case
        link_case(released, consultation, way="offered")
        link_case(hidden, consultation, way="offered")
        told = read_page(reverse("complaints_on_subject", args=[consultation.slug]), suda)
        assert released.reference in told
        assert hidden.reference not in told
