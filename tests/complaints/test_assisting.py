"""Filing on behalf of somebody: who may, what is recorded, who owns it, and what the helper sees afterwards."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints import timeline
from complaints.access import Viewer
from complaints.assisted_receipts import COOKIE, MOST_OPEN
from complaints.assisting import filed_today, take_back
from complaints.handling import accept_assignment, assign_case
from complaints.models import AssistedFiling, Case, CaseEvent, Complaint, Consent
from complaints.responding import withdraw_complaint
from complaints.tracking_qr import tracking_address, tracking_qr
from directory.models import Role
from records.idempotency import KeyRunning
from records.models import ThrottleBucket
from tests.complaints.assisted import ASSIST, newest_receipt, told
from tests.complaints.conftest import POTHOLE, SMOKE
from tests.factories import make_membership, make_user

TIP = "ผู้ใหญ่บ้านเรียกเงินใต้โต๊ะคนที่มาขอใบอนุญาตก่อสร้าง ทุกรายต้องจ่าย"

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(as_, lamai, sila):
    """Lamai files; returns the answer of the page."""

    def files(**fields):
        return as_(lamai).post(ASSIST, told(**fields))

    return files


class TestWhoMay:
    def test_a_helper_opens_the_page(self, as_, lamai):
        assert as_(lamai).get(ASSIST).status_code == 200

    @pytest.mark.parametrize("address", [ASSIST, f"{ASSIST}receipt/some/"])
    def test_an_officer_who_is_no_helper_finds_none(self, as_, wichai, address):
        assert as_(wichai).get(address).status_code == 404

    def test_a_citizen_finds_none(self, as_, malee):
        assert as_(malee).get(ASSIST).status_code == 404
        assert as_(malee).post(ASSIST, told()).status_code == 404

    def test_a_visitor_is_asked_to_sign_in(self, client):
        assert client.get(ASSIST).status_code == 302

    def test_who_left_the_agency_files_nothing_more(self, files, lamai):
        lamai.memberships.update(
            starts_on=timezone.localdate() - timedelta(9), ends_on=timezone.localdate() - timedelta(1)
        )
        assert files().status_code == 404
        assert not Complaint.objects.exists()

    def test_who_left_reads_no_receipt_any_more(self, as_, files, lamai):
        files()
        lamai.memberships.update(
            starts_on=timezone.localdate() - timedelta(9), ends_on=timezone.localdate() - timedelta(1)
        )
        assert as_(lamai).get(newest_receipt()).status_code == 404


class TestWhatIsRecorded:
    def test_the_complaint_is_the_persons_and_names_the_helper(self, files, lamai):
        files()
        complaint = Complaint.objects.get()
        assert complaint.helper == lamai
        assert complaint.channel == "phone"
        assert complaint.complainant.user is None
        assert (complaint.complainant.name, complaint.complainant.phone) == ("ยายคำ ดีมาก", "+66810000123")

    def test_for_which_agency_and_who_told_it(self, files, centre):
        files(told_by="family", told_by_name="หลานแดง", channel="counter")
        kept = AssistedFiling.objects.get()
        assert (kept.agency, kept.told_by, kept.told_by_name) == (centre, "family", "หลานแดง")

    def test_the_consent_has_its_words_its_version_and_how_it_was_given(self, files):
        files(consent_as="signed", channel="letter")
        consent = Consent.objects.get(purpose="help")
        assert consent.version == 1
        assert consent.said
        assert (consent.given_as, consent.channel) == ("signed", "letter")

    @pytest.mark.parametrize("field", ["consent", "consent_as", "channel"])
    def test_nothing_is_filed_without(self, files, field):
        answer = files(**{field: ""})
        assert answer.status_code == 400
        assert not Complaint.objects.exists()
        assert POTHOLE in answer.content.decode(), "what was typed is still there"

    def test_the_timeline_says_through_which_channel_and_which_agency_but_not_who(self, client, files, lamai):
        files(channel="counter")
        complaint = Complaint.objects.get()
        client.logout()
        client.cookies["language"] = "en"
        page = client.get(f"/track/{complaint.reference}/").content.decode()
        assert "on behalf of the person (told at a counter)" in page
        assert "ศูนย์ดำรงธรรมจังหวัดขอนแก่น" in page or "Damrongdhama" in page
        assert "ละไม" not in page

    def test_the_officers_of_the_case_read_who_helped_and_who_told_it(self, as_, files, highways, wichai, roads):
        files(told_by="family", told_by_name="หลานแดง")
        case = Case.objects.get()
        accept_assignment(assign_case(case, highways, by=None, topic=roads), by=wichai)
        page = as_(wichai).get(f"/office/{case.reference}/").content.decode()
        assert "ละไม เพ็ชรดี" in page
        assert "A relative (หลานแดง)" in page

    def test_who_told_it_stands_in_no_public_text(self, files, roads):
        files(
            visibility="public",
            may_publish="on",
            told_by="family",
            told_by_name="แดงต้อย บุญมา",
            text=f"{POTHOLE} แดงต้อย บุญมา เห็นมากับตา",
        )
        assert "แดงต้อย" not in Case.objects.get().public_text

    def test_an_anonymous_one_keeps_nothing_of_anybody(self, files):
        files(visibility="anonymous", told_by="family", told_by_name="หลานแดง")
        complaint, kept = Complaint.objects.get(), AssistedFiling.objects.get()
        assert complaint.helper is None
        assert (kept.agency, kept.told_by, kept.told_by_name) == (None, "", "")
        assert not hasattr(complaint, "complainant")
        event = CaseEvent.objects.get(kind="filed")
        assert (event.by, event.agency) == (None, None)
        assert event.facts == {"helped": "phone"}


class TestAfterwards:
    def test_the_helper_may_not_open_it(self, as_, files, lamai):
        files()
        case = Case.objects.get()
        assert not Case.objects.visible_to(Viewer(lamai)).filter(pk=case.pk).exists()
        assert POTHOLE not in as_(lamai).get(f"/track/{case.reference}/").content.decode()
        assert case.reference not in as_(lamai).get("/me/").content.decode()

    def test_a_confidential_one_is_not_found_by_its_number(self, as_, files, lamai):
        files(text=TIP, kind="tip_off", visibility="confidential")
        case = Case.objects.get()
        assert case.visibility == "confidential"
        assert TIP not in as_(lamai).get(f"/track/{case.reference}/").content.decode()

    def test_their_day_tells_number_and_channel_only(self, as_, files, lamai):
        files()
        page = as_(lamai).get(ASSIST).content.decode()
        assert Case.objects.get().reference in page
        assert "หนองแวง" not in page

    def test_their_day_tells_no_topic_in_confidence(self, as_, files, lamai, bribery):
        files(text=TIP, kind="tip_off", visibility="confidential")
        Case.objects.update(topic=bribery)
        page = as_(lamai).get(ASSIST).content.decode()
        assert "in confidence" in page
        assert "<td>เรียกรับเงิน" not in page

    def test_nobody_elses_filings_are_in_it(self, as_, files, centre):
        files()
        other = make_membership(make_user("สมหญิง ใจอารี"), centre, Role.HELPER).user
        assert Case.objects.get().reference not in as_(other).get(ASSIST).content.decode()

    def test_the_list_asks_no_more_for_ten_than_for_one(self, client, files):
        files()
        client.get(ASSIST)
        with CaptureQueriesContext(connection) as for_one:
            client.get(ASSIST)
        for _n in range(9):
            files()
        client.get(ASSIST)
        with CaptureQueriesContext(connection) as for_ten:
            assert client.get(ASSIST).content.decode().count("assist/take-back/") == 10
        assert len(for_ten) <= len(for_one)


class TestTheReceipt:
    def test_shows_number_and_code_once(self, as_, files, lamai, client):
        answer = files()
        assert answer["Location"] == newest_receipt()
        page = client.get(newest_receipt()).content.decode()
        complaint = Complaint.objects.get()
        code = page.split("data-code>")[1].split("<")[0]
        assert complaint.reference in page
        client.post(f"{newest_receipt()}handed-over/")
        assert client.get(newest_receipt()).status_code == 302
        client.logout()
        opened = client.post("/track/", {"reference": complaint.reference, "code": code}, follow=True)
        assert POTHOLE in opened.content.decode()

    def test_is_not_another_helpers(self, client, files, centre):
        files()
        other = make_membership(make_user("สมหญิง ใจอารี"), centre, Role.HELPER).user
        name = next(name for name in client.cookies if name.startswith(COOKIE))
        cookie = client.cookies[name].value
        client.force_login(other)
        client.cookies[name] = cookie
        assert client.get(newest_receipt()).status_code == 302

    def test_opens_nothing_in_the_helpers_browser(self, client, files):
        files()
        client.get(newest_receipt())
        assert POTHOLE not in client.get(f"/track/{Complaint.objects.get().reference}/").content.decode()

    def test_speaks_the_persons_language(self, client, files):
        files(language="lo")
        assert 'lang="lo"' in client.get(newest_receipt()).content.decode()
        assert Complaint.objects.get().language == "lo"

    def test_stands_in_no_address(self, client, files):
        answer = files()
        page = client.get(newest_receipt()).content.decode()
        code = page.split("data-code>")[1].split("<")[0]
        assert code not in answer["Location"]
        assert f'="{code}' not in page


def _code_on(page):
    return page.content.decode().split("data-code>")[1].split("<")[0]


class TestSeveralReceipts:
    """Two tabs: the next person calls while the receipt of the last is not printed yet."""

    @pytest.fixture
    def two(self, files):
        """The receipts of two people, each as (address, reference)."""
        return [(files(text=text)["Location"], Complaint.objects.latest("pk").reference) for text in (POTHOLE, SMOKE)]

    def test_each_page_shows_its_own_person(self, client, two):
        codes = set()
        for address, reference in two:
            for paper in ("page", "slip"):
                page = client.get(f"{address}?paper={paper}")
                assert f"data-reference>{reference}<" in page.content.decode()
                codes.add(_code_on(page))
        assert len(codes) == 2

    def test_a_wrong_click_takes_back_the_one_of_its_page(self, client, two):
        (first, of_first), (_second, of_second) = two
        client.post(f"{first}take-back/")
        assert Case.objects.get(reference=of_first).state == "withdrawn"
        assert Case.objects.get(reference=of_second).state == "received"

    def test_handing_over_ends_the_one_of_its_page(self, client, two):
        (first, of_first), (second, _of_second) = two
        client.post(f"{first}handed-over/")
        assert AssistedFiling.objects.get(complaint__reference=of_first).is_handed_over
        assert AssistedFiling.objects.filter(is_handed_over=True).count() == 1
        assert client.get(first).status_code == 302
        assert client.get(second).status_code == 200

    def test_what_is_kept_of_one_opens_no_other(self, client, two):
        (first, of_first), (_second, of_second) = two
        kept = {name: client.cookies[name].value for name in client.cookies if name.startswith(COOKIE)}
        names = list(kept)
        client.cookies[names[0]] = kept[names[1]]
        assert client.get(first).status_code == 302
        client.post(f"{first}take-back/")
        client.post(f"{first}handed-over/")
        assert not Case.objects.filter(state="withdrawn").exists()
        assert not AssistedFiling.objects.filter(is_handed_over=True).exists()

    def test_those_not_handed_over_are_found_again_from_the_form(self, client, two):
        (first, of_first), (second, of_second) = two
        client.post(f"{first}handed-over/")
        page = client.get(ASSIST).content.decode()
        assert f'href="{second}"' in page
        assert f'href="{first}"' not in page

    def test_the_form_asks_no_more_for_five_receipts_than_for_one(self, client, files):
        files()
        client.get(ASSIST)
        with CaptureQueriesContext(connection) as for_one:
            client.get(ASSIST)
        for _n in range(4):
            files()
        client.get(ASSIST)
        with CaptureQueriesContext(connection) as for_five:
            assert client.get(ASSIST).content.decode().count('href="/office/assist/receipt/') == 5
        assert len(for_five) <= len(for_one)

    def test_a_browser_keeps_so_many_and_no_more(self, client, files):
        addresses = [files()["Location"] for _n in range(MOST_OPEN + 2)]
        open_still = [address for address in addresses if client.get(address).status_code == 200]
        assert open_still == addresses[2:]

    def test_neither_number_nor_code_stands_in_an_address(self, client, two):
        for address, reference in two:
            assert reference not in address
            assert _code_on(client.get(address)) not in address


class TestOnPaper:
    def test_its_qr_leads_to_the_page_of_the_case_with_the_number_alone(self, client, files, settings):
        settings.SITE_URL = "https://siang.example"
        files()
        page = client.get(newest_receipt()).content.decode()
        reference = Complaint.objects.get().reference
        drawn = page.split('<div class="slip-qr"')[1].split(">", 1)[1].split("</svg>")[0] + "</svg>"
        assert tracking_address(reference) == f"https://siang.example/track/{reference}/"
        assert drawn == tracking_qr(reference)
        assert drawn != tracking_qr(reference[:-1] + ("1" if reference.endswith("0") else "0"))

    def test_is_a_page_until_somebody_chooses_the_slip(self, client, files):
        files()
        assert "slip--narrow" not in client.get(newest_receipt()).content.decode()
        assert "slip--narrow" in client.get(f"{newest_receipt()}?paper=slip").content.decode()

    def test_the_counters_printer_is_remembered(self, client, files):
        files()
        client.get(f"{newest_receipt()}?paper=slip")
        files()
        assert "slip--narrow" in client.get(newest_receipt()).content.decode()
        assert "slip--narrow" not in client.get(f"{newest_receipt()}?paper=<b>").content.decode()

    def test_says_how_news_come_in_the_persons_language(self, client, files):
        files(email="kham@example.org", news_channel="email", language="en")
        page = client.get(newest_receipt()).content.decode()
        assert "News goes to kham@example.org, once you have typed the code" in page

    def test_tells_no_minute_of_an_anonymous_one(self, client, files):
        files(visibility="anonymous")
        slip = client.get(newest_receipt()).content.decode().split('class="receipt slip')[1].split("refbig")[0]
        assert not re.search(r"\d\d[.:]\d\d", slip)


class TestSendingTwice:
    def test_the_same_form_is_filed_once_and_shows_the_same_receipt(self, client, files):
        token = str(uuid.uuid4())
        files(form_token=token)
        first = client.get(newest_receipt()).content.decode().split("data-code>")[1][:19]
        files(form_token=token)
        assert client.get(newest_receipt()).content.decode().split("data-code>")[1][:19] == first
        assert Complaint.objects.count() == 1

    def test_once_handed_over_the_code_never_comes_back(self, client, files):
        token = str(uuid.uuid4())
        files(form_token=token)
        client.post(f"{newest_receipt()}handed-over/")
        assert files(form_token=token)["Location"] == ASSIST
        assert client.get(newest_receipt()).status_code == 302
        assert Complaint.objects.count() == 1

    def test_other_words_in_a_second_tab_are_not_lost_and_not_filed_by_themselves(self, files):
        token = str(uuid.uuid4())
        files(form_token=token)
        answer = files(form_token=token, text=SMOKE)
        assert "changed it since" in answer.content.decode()
        assert "โรงงานปล่อยควันดำ" in answer.content.decode()
        assert Complaint.objects.count() == 1

    def test_the_key_is_the_helpers_own(self, as_, files, centre):
        token = str(uuid.uuid4())
        files(form_token=token)
        other = make_membership(make_user("สมหญิง ใจอารี"), centre, Role.HELPER).user
        as_(other).post(ASSIST, told(form_token=token))
        assert Complaint.objects.count() == 2

    def test_while_the_first_is_still_being_filed_the_second_waits_with_its_words(self, files, monkeypatch):
        def running(*_args):
            raise KeyRunning

        monkeypatch.setattr("complaints.views.office_assist.claim", running)
        answer = files()
        assert answer.status_code == 400
        assert "หนองแวง" in answer.content.decode()

    def test_what_breaks_halfway_leaves_nothing_and_the_same_form_is_filed_then(self, client, files, monkeypatch):
        token = str(uuid.uuid4())
        client.raise_request_exception = False
        with monkeypatch.context() as broken:
            broken.setattr("records.idempotency.Claim.finish", lambda *_args: 1 / 0)
            assert files(form_token=token).status_code == 500
        assert not Complaint.objects.exists()
        assert not AssistedFiling.objects.exists()
        assert files(form_token=token)["Location"] == newest_receipt()
        assert Complaint.objects.count() == 1

    def test_too_many_in_an_hour_wait_with_their_words(self, files, settings):
        settings.THROTTLE_SCALE = 1 / 240
        files()
        answer = files()
        assert answer.status_code == 429
        assert "หนองแวง" in answer.content.decode()
        assert Complaint.objects.count() == 1
        assert ThrottleBucket.objects.exists()

    def test_hostile_words_are_shown_as_words(self, files):
        answer = files(
            text="<script>alert(1)</script> ถนนพัง", consent="", told_by_name='"><img src=x>', own_topic="no/such"
        )
        assert answer.status_code == 400
        assert "<script>alert" not in answer.content.decode()
        assert "<img src=x" not in answer.content.decode()


class TestTakingBack:
    def test_a_wrong_click_is_undone_and_the_timeline_says_so(self, as_, files, lamai):
        files()
        complaint = Complaint.objects.get()
        as_(lamai).post(f"{ASSIST}take-back/", {"reference": complaint.reference})
        complaint.case.refresh_from_db()
        assert complaint.case.state == "withdrawn"
        assert complaint.case.events.get(kind="withdrawn").by == lamai

    def test_not_after_ten_minutes(self, as_, files, lamai, monkeypatch):
        files()
        reference = Complaint.objects.get().reference
        monkeypatch.setattr("complaints.assisting.TAKE_BACK_WITHIN", timedelta(0))
        as_(lamai).post(f"{ASSIST}take-back/", {"reference": reference})
        assert Case.objects.get().state != "withdrawn"

    def test_not_once_somebody_acted(self, as_, files, lamai, highways, wichai, roads):
        files()
        case = Case.objects.get()
        accept_assignment(assign_case(case, highways, by=None, topic=roads), by=wichai)
        as_(lamai).post(f"{ASSIST}take-back/", {"reference": case.reference})
        case.refresh_from_db()
        assert case.state == "in_progress"

    def test_the_house_alone_has_not_acted(self, as_, files, lamai, highways, roads):
        files()
        case = Case.objects.get()
        assign_case(case, highways, by=None, topic=roads)
        as_(lamai).post(f"{ASSIST}take-back/", {"reference": case.reference})
        case.refresh_from_db()
        assert case.state == "withdrawn"

    def test_twice_is_once(self, as_, files, lamai):
        files()
        reference = Complaint.objects.get().reference
        as_(lamai).post(f"{ASSIST}take-back/", {"reference": reference})
        as_(lamai).post(f"{ASSIST}take-back/", {"reference": reference})
        assert CaseEvent.objects.filter(kind="withdrawn").count() == 1

    def test_not_what_another_helper_filed(self, as_, files, centre):
        files()
        other = make_membership(make_user("สมหญิง ใจอารี"), centre, Role.HELPER).user
        answer = as_(other).post(f"{ASSIST}take-back/", {"reference": Complaint.objects.get().reference})
        assert answer.status_code == 404

    def test_an_anonymous_one_from_its_receipt_alone(self, as_, client, files, lamai):
        files(visibility="anonymous")
        reference = Complaint.objects.get().reference
        assert as_(lamai).post(f"{ASSIST}take-back/", {"reference": reference}).status_code == 404
        client.post(f"{newest_receipt()}take-back/")
        assert Case.objects.get().state == "withdrawn"
        assert CaseEvent.objects.get(kind="withdrawn").by is None
        assert client.get(newest_receipt()).status_code == 302

    @pytest.mark.parametrize(("visibility", "state"), [("agency", "withdrawn"), ("anonymous", "received")])
    def test_a_form_that_is_sent_once_more_begins_no_new_ten_minutes(self, as_, files, lamai, visibility, state):
        form = told(visibility=visibility)
        for _ in range(2):
            as_(lamai).post(ASSIST, form)
        as_(lamai).post(f"{newest_receipt()}take-back/")
        assert Case.objects.get().state == state, (
            "the receipt is shown again; when an anonymous one was filed, nothing tells"
        )

    def test_a_named_one_not_after_ten_minutes_by_the_receipt_either(self, as_, files, lamai, monkeypatch):
        files()
        monkeypatch.setattr("complaints.assisting.TAKE_BACK_WITHIN", timedelta(0))
        assert (
            "take-back"
            not in as_(lamai).get(newest_receipt()).content.decode().partition("<main")[2].partition("</main")[0]
        )
        as_(lamai).post(f"{newest_receipt()}take-back/")
        assert Case.objects.get().state != "withdrawn"

    def test_what_the_person_withdraws_is_not_told_to_the_helper(self, as_, files, lamai):
        files()
        withdraw_complaint(Case.objects.get(), by=None)
        assert not filed_today(lamai)[0].is_taken_back
        assert "ถอนคืนแล้ว" not in as_(lamai).get(ASSIST).content.decode()

    def test_locks_the_case_it_joined_first_as_everywhere(self, files, lamai, file, monkeypatch):
        files()
        complaint = Complaint.objects.get()
        root = file(text="ไฟทางหน้าวัดดับทั้งแถว").complaint.case
        Case.objects.filter(pk=complaint.case_id).update(joined_into=root)
        locked, lock = [], timeline._locked
        monkeypatch.setattr(timeline, "_locked", lambda pk: locked.append(pk) or lock(pk))
        take_back(complaint, filed_at=complaint.submitted_at, by=lamai)
        assert locked[:2] == [root.pk, complaint.case_id]
