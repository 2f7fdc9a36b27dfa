"""What people agreed to is kept with words, version, time and channel, and taken back at any time (promise P4)."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from complaints.consents import WORDS, Purpose, consents_of
from complaints.intake import Contact
from complaints.models import Case, CaseEvent, Complaint, Consent
from complaints.reaching import choose_channel, choose_for_all, confirm_address
from complaints.releasing import release_case, withdraw_from_public
from complaints.responding import withdraw_complaint
from complaints.workflow import Visibility
from notifications.models import Message
from tests.complaints.conftest import POTHOLE
from tests.complaints.test_objecting import code_of

pytestmark = pytest.mark.django_db
NUAN = "pa.nuan@example.org"
TEMPLATES = Path(__file__).parents[2] / "frontend" / "templates" / "complaints"


@pytest.fixture
def nuan(file):
    return file(by=None, visibility=Visibility.PUBLIC, contact=Contact(name="ป้านวล ใจดี", email=NUAN))


@pytest.fixture
def released(working, wichai):
    return release_case(working.case, text=POTHOLE, by=wichai)


def purposes(complaint):
    return [consent.purpose for consent in consents_of(complaint)]


class TestAgreeing:
    @pytest.mark.parametrize(("purpose", "page"), [(Purpose.SHOW_PUBLICLY, "check.html"), (Purpose.NEWS, "_news.html")])
    def test_the_words_that_are_kept_are_those_that_stand_on_the_page(self, purpose, page):
        assert WORDS[purpose][1] in (TEMPLATES / page).read_text(encoding="utf-8")

    def test_P4_keeps_version_words_time_and_channel_of_an_open_case(self, nuan):
        consent = Consent.objects.get()
        complaint = nuan.complaint
        assert (consent.complaint, consent.purpose, consent.version) == (complaint, "show_publicly", 1)
        assert (consent.given_at, consent.channel) == (complaint.submitted_at, "web")
        assert "ทุกคน" in consent.said

    @pytest.mark.parametrize("visibility", [each for each in Visibility if each != Visibility.PUBLIC])
    def test_of_a_case_that_is_not_open_there_is_none(self, file, visibility):
        assert consents_of(file(by=None, visibility=visibility).complaint) == []

    def test_news_are_agreed_to_by_the_code_and_not_before(self, nuan):
        assert purposes(nuan.complaint) == ["show_publicly"]
        confirm_address(nuan.complaint, code_of(nuan.complaint))
        assert purposes(nuan.complaint) == ["show_publicly", "news"]
        assert consents_of(nuan.complaint)[1].address == NUAN

    def test_what_is_older_than_these_rows_is_told_all_the_same(self, nuan):
        Consent.objects.all().delete()
        told = consents_of(nuan.complaint)
        assert [consent.given_at for consent in told] == [nuan.complaint.submitted_at]


class TestTakingNewsBack:
    def test_stops_the_news_and_stays_on_record(self, nuan):
        confirm_address(nuan.complaint, code_of(nuan.complaint))
        choose_channel(nuan.complaint, "page")
        assert purposes(nuan.complaint) == ["show_publicly"]
        assert Consent.objects.get(purpose="news").withdrawn_at
        Message.objects.all().delete()
        withdraw_complaint(nuan.complaint.case, by=None)
        assert not Message.objects.exists()

    def test_for_all_cases_at_once(self, malee, file):
        malee.email_confirmed_at = malee.date_joined
        malee.save()
        filed = [file().complaint for _ in range(2)]
        assert [purposes(complaint) for complaint in filed] == [["news"], ["news"]]
        choose_for_all(malee, "page")
        assert [purposes(complaint) for complaint in filed] == [[], []]
        choose_for_all(malee, "email")
        assert Consent.objects.filter(withdrawn_at=None).count() == 2


class TestTakingBackThatEverybodyMayRead:
    def test_hides_text_pictures_and_place_at_once_and_for_good(self, released, malee, wichai, client):
        complaint = released.complaints.get()
        withdraw_from_public(complaint, by=malee)
        case = Case.objects.get()
        assert (case.visibility, case.released_at, case.public_text) == (Visibility.AGENCY, None, "")
        assert not Case.objects.public().exists()
        assert client.get(f"/cases/{case.reference}/").status_code == 404
        with pytest.raises(ValidationError) as refused:
            release_case(case, text=POTHOLE, by=wichai)
        assert refused.value.code == "may_not_be_public"

    def test_is_one_line_that_the_agency_reads_too(self, released, malee):
        withdraw_from_public(released.complaints.get(), by=malee)
        line = CaseEvent.objects.latest("n")
        assert (line.kind, line.by, line.seen_by) == ("closed_to_public", malee, "complainant")

    def test_before_an_officer_has_looked_too(self, nuan):
        withdraw_from_public(nuan.complaint, by=None)
        assert Case.objects.get().visibility == Visibility.AGENCY
        assert Consent.objects.get().withdrawn_at

    def test_of_an_ended_case_too(self, released, malee):
        withdraw_complaint(released, by=malee)
        withdraw_from_public(released.complaints.get(), by=malee)
        case = Case.objects.get()
        assert (case.visibility, case.state) == (Visibility.AGENCY, "withdrawn")

    def test_twice_is_refused(self, nuan):
        withdraw_from_public(nuan.complaint, by=None)
        with pytest.raises(ValidationError) as refused:
            withdraw_from_public(nuan.complaint, by=None)
        assert refused.value.code == "not_public"
        assert CaseEvent.objects.filter(kind="closed_to_public").count() == 1

    def test_of_who_joined_leaves_the_others_words_shown(self, released, file, malee):
        joined = file(visibility=Visibility.PUBLIC).complaint
        Complaint.objects.filter(pk=joined.pk).update(case=released)
        joined.refresh_from_db()
        withdraw_from_public(joined, by=malee)
        assert Case.objects.public().get() == released
        joined.refresh_from_db()
        assert joined.visibility == Visibility.AGENCY


class TestThePages:
    def test_a_receipt_code_takes_it_back_without_an_account(self, client, nuan):
        address = f"/track/{nuan.complaint.reference}/data/"
        client.post("/track/", {"reference": nuan.complaint.reference, "code": nuan.receipt_code})
        html = client.get(address).content.decode()
        assert Consent.objects.get().said in html
        client.post(f"{address}take-back/", {"purpose": "show_publicly"})
        assert Case.objects.get().visibility == Visibility.AGENCY
        assert Consent.objects.get().said not in client.get(address).content.decode()

    def test_an_account_sees_those_of_all_its_cases(self, client, malee, file):
        filed = [file(visibility=Visibility.PUBLIC).complaint for _ in range(2)]
        client.force_login(malee)
        html = client.get("/me/data/").content.decode()
        assert all(f"/track/{complaint.reference}/data/take-back/" in html for complaint in filed)
        client.post(f"/track/{filed[0].reference}/data/take-back/", {"purpose": "show_publicly", "back": "my_data"})
        assert client.get("/me/data/").content.decode().count('value="show_publicly"') == 1

    def test_S2_is_not_found_for_a_stranger(self, client, nuan):
        answer = client.post(f"/track/{nuan.complaint.reference}/data/take-back/", {"purpose": "show_publicly"})
        assert answer.status_code == 404
        assert Case.objects.get().visibility == Visibility.PUBLIC

    def test_an_account_takes_the_news_of_all_its_cases_back_at_once(self, client, malee, file):
        filed = [file().complaint for _ in range(2)]
        client.force_login(malee)
        html = client.get("/me/data/").content.decode()
        assert "ส่งข่าวของ 2 เรื่อง" in html
        client.post("/me/news/", {"news_channel": "page"})
        assert [purposes(complaint) for complaint in filed] == [[], []]
        assert "ส่งข่าวของ" not in client.get("/me/data/").content.decode()
