"""Joined cases on the pages of offices, of the desk and of who filed them, their files, and the API."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.correcting import add_to_complaint
from complaints.handling import assign_case, propose_closing, reply_to_complainant, send_to_triage
from complaints.joining import join_case, separate_case
from complaints.models import Case
from complaints.references import new_reference
from complaints.releasing import release_case
from complaints.workflow import Outcome, Visibility
from notifications.models import Message
from records.uploads import store_upload
from tests.complaints.joined import AGAIN, HERE, confirm_addresses, now, part_of
from tests.factories import make_user
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db


class TestOfficePages:
    def test_offer_the_other_case_join_it_and_take_it_out_again(self, first, second, wichai, as_):
        page = as_(wichai)
        shown = page.get(reverse("office_case", args=[first.reference])).content.decode()
        assert second.reference in shown and "1 case may be of the same problem" in shown
        answer = page.post(reverse("office_join", args=[first.reference]), {"other": second.reference}, follow=True)
        html = answer.content.decode()
        assert answer.redirect_chain[-1][0] == reverse("office_case", args=[first.reference])
        assert "1 other told of the same" in html and AGAIN in html and "may be of the same problem" not in html
        joined = page.get(reverse("office_case", args=[second.reference])).content.decode()
        assert f"This case goes on in {first.reference}" in joined
        page.post(reverse("office_separate", args=[first.reference]), {"joined": second.reference})
        assert now(second).joined_into is None

    def test_from_the_later_case_join_it_into_the_earlier(self, first, second, wichai, as_):
        as_(wichai).post(reverse("office_join", args=[second.reference]), {"other": first.reference})
        assert now(second).joined_into == first and now(first).joined_into is None

    def test_are_not_found_for_cases_of_others(self, first, second, wichai, stranger, as_, file, somsak):
        elsewhere = file(text=AGAIN, by=somsak, **HERE).complaint.case
        assert (
            as_(wichai).post(reverse("office_join", args=[first.reference]), {"other": elsewhere.reference}).status_code
            == 404
        )
        join_case(second, first, by=wichai)
        page = as_(stranger)
        assert (
            page.post(reverse("office_separate", args=[first.reference]), {"joined": second.reference}).status_code
            == 404
        )
        assert (
            as_(wichai)
            .post(reverse("office_separate", args=[first.reference]), {"joined": elsewhere.reference})
            .status_code
            == 404
        )
        assert now(second).joined_into == first


HOLE, BIG_HOLE = "ถนนเป็นหลุมใหญ่ รถล้มทุกคืน", "ถนนเป็นหลุมใหญ่มาก รถล้มอีกแล้ว"


class TestNamingTheOtherByItsNumber:
    """Two that say nearly the same are no candidates of each other without pins: an officer who knows the number names it."""

    @pytest.fixture
    def apart(self, file, somsak, highways, roads, wichai):
        cases = [file(text=HOLE), file(text=BIG_HOLE, by=somsak)]
        return [assign_case(each.complaint.case, highways, by=None, topic=roads).case for each in cases]

    def look(self, client, case, number):
        return client.get(reverse("office_same", args=[case.reference]), {"number": number})

    def test_shows_both_before_anything_happens_and_joins_them(self, apart, wichai, as_):
        one, other = apart
        client = as_(wichai)
        page = client.get(reverse("office_case", args=[one.reference])).content.decode()
        assert "may be of the same problem" not in page and reverse("office_same", args=[one.reference]) in page
        html = self.look(client, one, other.reference.lower().replace("-", " ")).content.decode()
        assert HOLE in html and BIG_HOLE in html and f"{other.reference} would go on in {one.reference}" in html
        assert now(other).joined_into is None
        client.post(reverse("office_join", args=[one.reference]), {"other": other.reference})
        assert now(other).joined_into == one

    def test_of_what_is_unknown_or_of_others_says_the_same(self, apart, wichai, stranger, file, somsak, as_):
        theirs = file(text="หลุมของคนอื่น", by=somsak).complaint.case
        assign_case(theirs, stranger.active_roles[0].agency, by=None)
        said = set()
        for number in (theirs.reference, new_reference(), file(text="ยังไม่มีใครรับ", by=somsak).complaint.case.reference):
            answer = self.look(as_(wichai), apart[0], number)
            html = answer.content.decode()
            assert answer.status_code == 400 and "หลุมของคนอื่น" not in html
            said.add(re.search(r'<a href="#id_number">([^<]*)', html)[1])
        assert said == {"No open case that you may join has this number. Look at it once more."}

    @pytest.mark.parametrize(
        ("number", "told"),
        [
            ("own", "number of this very case"),
            ("", "Write the number"),
            ("69-AAAA", "characters short"),
            ("สวัสดี", "looks like"),
        ],
    )
    def test_says_what_is_wrong_with_the_number(self, apart, wichai, as_, number, told):
        answer = self.look(as_(wichai), apart[0], apart[0].reference if number == "own" else number)
        html = answer.content.decode()
        assert answer.status_code == 400 and told in html and 'id="id_number"' in html

    def test_says_before_the_look_why_both_cannot_be_joined(self, apart, wichai, as_):
        Case.objects.filter(pk=apart[1].pk).update(kind="suggestion")
        answer = self.look(as_(wichai), apart[0], apart[1].reference)
        assert answer.status_code == 400 and "The two are of different kinds" in answer.content.decode()

    def test_shows_no_word_told_in_confidence(self, apart, file, somsak, highways, bribery, kanya, wichai, as_):
        secret = file(text="เขาเรียกเงิน", by=somsak, visibility=Visibility.CONFIDENTIAL).complaint.case
        assign_case(secret, highways, by=None, topic=bribery)
        for who, told in ((kanya, "told in confidence is never joined"), (wichai, "No open case that you may join")):
            html = self.look(as_(who), apart[0], secret.reference).content.decode()
            assert told in html and "เขาเรียกเงิน" not in html
        assert self.look(as_(kanya), secret, apart[0].reference).status_code == 404

    def test_is_not_found_by_who_does_not_lead_the_case(self, apart, stranger, malee, as_):
        for who in (stranger, malee):
            assert self.look(as_(who), apart[0], apart[1].reference).status_code == 404

    def test_at_the_desk_finds_what_waits_there_and_of_the_rest_what_everybody_reads(
        self, apart, file, somsak, siriporn, wichai, as_
    ):
        waiting, beside = (send_to_triage(file(text=f"หลุมที่ {n}", by=somsak).complaint.case) for n in (1, 2))
        address = reverse("desk_same", args=[waiting.reference])
        client = as_(siriporn)
        assert address in client.get(reverse("desk"), {"case": waiting.reference}).content.decode()
        html = client.get(address, {"number": beside.reference}).content.decode()
        assert "หลุมที่ 2" in html and f"{beside.reference} would go on in {waiting.reference}" in html
        assert client.get(address, {"number": apart[0].reference}).status_code == 400
        public = file(text=f"{AGAIN} โทร 081-234-5678", by=somsak, visibility=Visibility.PUBLIC).complaint.case
        assign_case(public, part_of(apart[0]).agency, by=None)
        release_case(public, text=AGAIN, by=wichai)
        html = client.get(address, {"number": public.reference}).content.decode()
        assert "081-234-5678" not in html and AGAIN in html
        joined = re.search(
            r'action="([^"]*/join/[^"]*)".*?name="shown" value="([^"]*)".*?name="other" value="([^"]*)"', html, re.S
        )
        client.post(joined[1], {"shown": joined[2], "other": joined[3]})
        assert now(waiting).joined_into == public
        assert as_(wichai).get(reverse("desk_same", args=[beside.reference])).status_code == 404


class TestDeskPages:
    def test_offer_join_and_undo(self, file, somsak, siriporn, as_):
        first = send_to_triage(file(**HERE).complaint.case)
        second = send_to_triage(file(text=AGAIN, by=somsak, **HERE).complaint.case)
        page = as_(siriporn)
        assert "may be of the same problem" in page.get(reverse("desk"), {"case": second.reference}).content.decode()
        answer = page.post(reverse("desk_join", args=[second.reference]), {"other": first.reference}, follow=True)
        assert f"{second.reference} goes on in {first.reference}" in answer.content.decode()
        assert now(second).joined_into == first
        page.post(reverse("desk_separate", args=[second.reference]))
        assert now(second).joined_into is None and now(second).state == "triage"

    def test_do_not_join_with_a_hidden_case_nor_undo_what_others_did(self, first, file, somsak, siriporn, wichai, as_):
        waiting = send_to_triage(file(text=AGAIN, by=somsak, **HERE).complaint.case)
        page = as_(siriporn)
        assert page.post(reverse("desk_join", args=[waiting.reference]), {"other": first.reference}).status_code == 404
        join_case(waiting, first, by=wichai)
        assert page.post(reverse("desk_separate", args=[waiting.reference])).status_code == 404
        assert "goes on in" not in page.get(reverse("desk"), {"joined": waiting.reference}).content.decode()


class TestThePersonsPage:
    def test_tells_how_it_goes_on_and_nothing_of_the_other(self, first, second, somsak, wichai, as_):
        join_case(second, first, by=wichai)
        propose_closing(part_of(first), answer="ซ่อมหลุมแล้ว โทรถามคุณมาลี 081-234-5678", outcome=Outcome.SOLVED, by=wichai)
        html = as_(somsak).get(reverse("track_case", args=[second.reference])).content.decode()
        assert "Others told of the same" in html and "ซ่อมหลุมแล้ว" in html and "For me it is not done" in html
        assert "081-234-5678" not in html and first.reference not in html and "บ้านหนองแวงเป็นหลุมลึกมาก" not in html

    def test_shows_the_number_of_the_agencys_letter_in_the_answer(self, first, second, somsak, wichai, as_):
        join_case(second, first, by=wichai)
        answer = "ปะแล้วตามหนังสือเลขที่ 1234/2569 ถามบ้านเลขที่ 12/3 หรือ 081-234-5678"
        propose_closing(part_of(first), answer=answer, outcome=Outcome.SOLVED, by=wichai)
        html = as_(somsak).get(reverse("track_case", args=[second.reference])).content.decode()
        assert "หนังสือเลขที่ 1234/2569" in html and "12/3" not in html and "081-234-5678" not in html

    def test_links_to_the_other_where_everybody_reads_it(self, first, second, somsak, wichai, as_):
        release_case(first, text="หลุม", by=wichai)
        release_case(second, text="หลุม", by=wichai)
        join_case(second, now(first), by=wichai)
        other = reverse("public_case", args=[first.reference])
        assert other in as_(somsak).get(reverse("track_case", args=[second.reference])).content.decode()
        assert other in as_(somsak).get(reverse("public_case", args=[second.reference])).content.decode()

    def test_takes_it_out_again_with_a_word(self, first, second, somsak, malee, wichai, as_):
        join_case(second, first, by=wichai)
        address = reverse("track_separate", args=[second.reference])
        assert as_(malee).post(address, {"text": "x"}).status_code == 404
        answer = as_(somsak).post(address, {"text": "หลุมของฉันอยู่อีกฝั่ง"}, follow=True)
        assert "goes on by itself again" in answer.content.decode()
        assert now(second).state == "routed" and "หลุมของฉันอยู่อีกฝั่ง" in answer.content.decode()
        assert as_(somsak).post(address, {"text": ""}).status_code == 409

    def test_of_a_stranger_says_no_more_than_that_it_was_joined(self, first, second, wichai, client):
        join_case(second, first, by=wichai)
        client.cookies["language"] = "en"
        html = client.get(reverse("track_case", args=[second.reference])).content.decode()
        assert "Joined with the same matter" in html and "Others told of the same" not in html


NEWS = "ช่างของเรานัดเข้าดูวันพุธนี้ ถามคุณมาลี ใจดี ได้ที่ 081-234-5678"


class TestNewsOfTheAgency:
    """What it writes on the way is for all who told of it, unless the officer means the first alone."""

    @pytest.fixture
    def together(self, first, second, wichai):
        confirm_addresses()
        join_case(second, first, by=wichai)
        return now(first)

    def mails_of(self, case):
        return Message.objects.filter(subject__contains=case.reference).count()

    def send(self, as_, wichai, case, **more):
        address = reverse("office_reply", args=[case.reference])
        return as_(wichai).post(address, {"reply-text": NEWS, **more})

    def test_reaches_all_on_their_page_and_by_mail_with_personal_data_hidden(
        self, together, second, malee, somsak, wichai, as_
    ):
        before = self.mails_of(second)
        assert self.send(as_, wichai, together, **{"reply-to": "all"}).status_code == 302
        html = as_(somsak).get(reverse("track_case", args=[second.reference])).content.decode()
        assert "What the agency wrote to all of you" in html and "ช่างของเรานัดเข้าดูวันพุธนี้" in html
        assert "081-234-5678" not in html and "มาลี" not in html and together.reference not in html
        assert self.mails_of(second) == before + 1
        mine = as_(malee).get(reverse("track_case", args=[together.reference])).content.decode()
        assert "081-234-5678" in mine, "who told of it first reads it as it was written"

    def test_for_the_first_alone_reaches_no_other(self, together, second, somsak, wichai, as_):
        before = self.mails_of(second)
        assert self.send(as_, wichai, together, **{"reply-to": "first"}).status_code == 302
        html = as_(somsak).get(reverse("track_case", args=[second.reference])).content.decode()
        assert "นัดเข้าดู" not in html and "What the agency wrote to all of you" not in html
        assert self.mails_of(second) == before

    @pytest.mark.parametrize("to", ["", "everybody"])
    def test_is_not_sent_before_the_officer_has_chosen(self, together, wichai, as_, to):
        answer = self.send(as_, wichai, together, **{"reply-to": to})
        html = answer.content.decode()
        assert answer.status_code == 400 and "Choose who reads it" in html and "ช่างของเรานัด" in html

    def test_offers_no_choice_where_nobody_joined_and_is_shown_to_nobody_who_joins_later(
        self, first, second, somsak, wichai, as_
    ):
        page = as_(wichai).get(reverse("office_case", args=[first.reference])).content.decode()
        assert "reply-to" not in page
        assert self.send(as_, wichai, first).status_code == 302
        join_case(second, now(first), by=wichai)
        html = as_(somsak).get(reverse("track_case", args=[second.reference])).content.decode()
        assert "นัดเข้าดู" not in html, "it was written to one person"
        assert "reply-to" in as_(wichai).get(reverse("office_case", args=[first.reference])).content.decode()

    def test_is_gone_for_who_was_taken_out_again_and_for_strangers(self, together, second, somsak, wichai, as_, client):
        reply_to_complainant(part_of(together), text=NEWS, by=wichai)
        page = reverse("track_case", args=[second.reference])
        assert "นัดเข้าดู" not in as_(make_user("คนแปลกหน้า")).get(page).content.decode()
        separate_case(second, by=somsak)
        assert "นัดเข้าดู" not in as_(somsak).get(page).content.decode()

    def test_takes_no_file_along(self, together, malee, somsak, wichai, as_, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        file = store_upload(SimpleUploadedFile("นัด.jpg", phone_photo(), "image/jpeg"), token="ก")
        reply_to_complainant(part_of(together), text=NEWS, uploads=[file], by=wichai)
        address = reverse("file", args=[file.public_id])
        assert as_(malee).get(address).status_code == 200
        assert as_(somsak).get(address).status_code == 404

    def test_costs_the_same_whatever_their_number(self, together, second, somsak, wichai, as_):
        def asked():
            with CaptureQueriesContext(connection) as queries:
                as_(somsak).get(reverse("track_case", args=[second.reference]))
            return len(queries)

        reply_to_complainant(part_of(together), text="ข่าวที่ 1", by=wichai)
        asked()
        one = asked()
        for n in range(2, 5):
            reply_to_complainant(part_of(together), text=f"ข่าวที่ {n}", by=wichai)
        assert asked() == one

    def test_is_told_to_programs_too(self, together, second, somsak, wichai, client):
        reply_to_complainant(part_of(together), text=NEWS, by=wichai)
        client.force_login(somsak)
        news = client.get(f"/api/v1/cases/{second.reference}/").json()["together"]["news"]
        assert len(news) == 1 and "นัดเข้าดู" in news[0]["text"] and "081" not in news[0]["text"]


class TestFiles:
    def test_of_a_joined_case_open_for_the_agency_that_works_on_it(
        self, first, file, somsak, siriporn, wichai, as_, settings, tmp_path
    ):
        settings.MEDIA_ROOT = tmp_path
        picture = store_upload(SimpleUploadedFile("หลุม.jpg", phone_photo(), "image/jpeg"), token="แบบฟอร์ม")
        waiting = send_to_triage(file(text=AGAIN, by=somsak, uploads=[picture]).complaint.case)
        address = reverse("file", args=[picture.public_id])
        assert as_(wichai).get(address).status_code == 404
        join_case(waiting, first, by=siriporn)
        assert as_(wichai).get(address).status_code == 200

    def test_with_which_the_agency_says_it_is_done_open_for_all_who_joined(
        self, first, second, malee, somsak, wichai, as_, settings, tmp_path
    ):
        settings.MEDIA_ROOT = tmp_path
        photos = [
            store_upload(SimpleUploadedFile("หลุม.jpg", phone_photo(), "image/jpeg"), token=token) for token in "กข"
        ]
        add_to_complaint(now(first), text="รูปจากฉัน", by=malee, uploads=photos[:1])
        join_case(second, first, by=wichai)
        propose_closing(part_of(first), answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai, uploads=photos[1:])
        page = as_(somsak)
        told, after = (reverse("file", args=[photo.public_id]) for photo in photos)
        assert (page.get(told).status_code, page.get(after).status_code) == (404, 200)
        assert after in page.get(reverse("track_case", args=[second.reference])).content.decode()
        assert as_(make_user("คนแปลกหน้า")).get(after).status_code == 404
        page = as_(somsak)
        separate_case(second, by=somsak)
        assert page.get(after).status_code == 404


class TestTheApi:
    def test_names_the_other_case_only_where_everybody_reads_it(self, first, second, wichai, client):
        join_case(second, first, by=wichai)
        told = client.get(f"/api/v1/cases/{second.reference}/").json()
        assert (told["state"], told["joined_into"], told["due_at"]) == ("joined", None, None)
        release_case(now(first), text="หลุม", by=wichai)
        told = client.get(f"/api/v1/cases/{second.reference}/").json()
        assert told["joined_into"] == first.reference
        assert client.get(f"/api/v1/cases/{first.reference}/").json()["joined_into"] is None
        assert "together" not in told

    def test_tells_who_filed_it_how_it_goes_on(self, first, second, somsak, wichai, client):
        join_case(second, first, by=wichai)
        propose_closing(part_of(first), answer="ซ่อมแล้ว โทร 081-234-5678", outcome=Outcome.SOLVED, by=wichai)
        client.force_login(somsak)
        together = client.get(f"/api/v1/cases/{second.reference}/").json()["together"]
        assert (together["state"], together["reference"]) == ("resolution_proposed", None)
        assert "ซ่อมแล้ว" in together["answer"] and "081" not in together["answer"]
