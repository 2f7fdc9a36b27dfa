"""The pages: what somebody writes, the agency decides, others sign, and who is not let in."""

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints.models import Draft
from consultations.petitions import searching
from consultations.petitions.counting import close_petitions
from consultations.petitions.deciding import publish_petition, refuse_petition
from consultations.petitions.indexing import index_petitions
from consultations.petitions.models import Petition, Signature
from consultations.petitions.searching import similar_to
from consultations.petitions.signing import sign_petition
from consultations.petitions.turning import complaint_draft_of
from consultations.petitions.workflow import PetitionState
from consultations.petitions.writing import submit_petition
from tests.consultations.petitions.conftest import ASKS, TITLE, WHY, end, fresh, refused, rule, signed_by
from tests.factories import make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, malee):
    client.force_login(malee)
    return client


def said(answer) -> str:
    return answer.content.decode()


class TestWriting:
    def test_from_the_first_word_to_the_agency(self, page, council, suda, malee):
        rule()
        fields = {"title": TITLE, "asks": ASKS, "why": WHY, "agency": str(council.pk), "then": "check"}
        kept = page.post("/consultations/petitions/new/", fields)
        petition = Petition.objects.get()
        check = reverse("check_petition", args=[petition.slug])
        assert kept.status_code == 302 and kept.url == check
        assert "ติดไฟบนสะพานลอย" in said(page.get(check))
        assert page.post(check).status_code == 302 and fresh(petition).state == PetitionState.CHECKED
        assert page.get(reverse("edit_petition", args=[petition.slug])).status_code == 302

    def test_keeps_a_draft_and_names_what_is_missing(self, page):
        assert page.post("/consultations/petitions/new/", {"title": TITLE, "then": "keep"}).status_code == 302
        edit = reverse("edit_petition", args=[Petition.objects.get().slug])
        answer = page.post(edit, {"title": TITLE, "then": "check"})
        assert answer.status_code == 400 and "govuk-error-summary" in said(answer)
        assert page.post("/consultations/petitions/new/", {"title": " "}).status_code == 400

    def test_keeps_the_place(self, page, sila):
        fields = {"title": TITLE, "then": "keep", "province": "40", "district": "4001", "subdistrict": "400111"}
        page.post("/consultations/petitions/new/", fields)
        petition = Petition.objects.get()
        assert petition.area == sila
        assert 'value="400111" selected' in said(page.get(reverse("edit_petition", args=[petition.slug])))

    def test_of_somebody_elses_is_not_found(self, client, written, suda):
        draft = written()
        client.force_login(suda)
        for name in ("own_petition", "edit_petition", "check_petition"):
            assert client.get(reverse(name, args=[draft.slug])).status_code == 404
        for name in ("drop_petition", "write_petition_again", "petition_as_complaint", "appeal_petition"):
            assert client.post(reverse(name, args=[draft.slug])).status_code == 404
        assert client.get(draft.get_absolute_url()).status_code == 404

    def test_needs_an_account_with_a_confirmed_contact(self, client):
        assert "/accounts/login/" in client.get("/consultations/petitions/new/").url
        client.force_login(make_user("ยังไม่ยืนยัน", email_confirmed_at=None))
        assert client.post("/consultations/petitions/new/", {"title": TITLE}).status_code == 403
        assert not Petition.objects.exists()


class TestSigning:
    def test_by_a_press_and_back(self, page, petition, malee):
        page.post(reverse("sign_petition", args=[petition.slug]), {"shows_name": "on"})
        assert Signature.objects.get().shows_name
        assert "มาลี ใจดี" in said(page.get(petition.get_absolute_url()))
        page.post(reverse("withdraw_signature", args=[petition.slug]))
        assert not Signature.objects.exists()

    def test_by_nobody_leads_to_the_sign_in(self, client, petition):
        assert "/accounts/login/" in client.post(reverse("sign_petition", args=[petition.slug])).url
        assert f"?next={petition.get_absolute_url()}" in said(client.get(petition.get_absolute_url()))

    def test_shows_no_author_and_no_name_that_nobody_chose(self, client, petition, suda):
        sign_petition(petition, by=suda)
        words = said(client.get(petition.get_absolute_url()))
        assert "มาลี" not in words and "สุดา" not in words

    def test_of_one_taken_down_is_not_found(self, page, petition, suda):
        refuse_petition(petition, rule="insult", reason="ด่า", by=suda)
        assert page.get(petition.get_absolute_url()).status_code == 404
        assert page.post(reverse("sign_petition", args=[petition.slug])).status_code == 404


class TestTheDesk:
    def test_publishes_and_answers(self, client, sent, suda):
        client.force_login(suda)
        assert TITLE in said(client.get("/consultations/petitions/desk/"))
        client.post(reverse("publish_petition", args=[sent.slug]))
        signed_by(sent, 3)
        answer = reverse("answer_petition", args=[sent.slug])
        assert client.post(answer, {"outcome1": "done", "text1": "ติดแล้ว"}).status_code == 400
        told = {"outcome1": "done", "text1": "ติดแล้ว", "outcome2": "partly", "text2": "ตัดแล้วบางส่วน"}
        assert client.post(answer, told).status_code == 302
        assert fresh(sent).state == PetitionState.ANSWERED
        assert "ตัดแล้วบางส่วน" in said(client.get(sent.get_absolute_url()))
        assert "ตัดแล้วบางส่วน" in said(client.get("/consultations/petitions/answered.atom"))

    def test_refuses_hears_the_appeal_and_hands_on(self, client, sent, suda, head, malee, nipa):
        client.force_login(suda)
        refuse = reverse("refuse_petition", args=[sent.slug])
        assert client.post(refuse, {"rule": "insult"}).status_code == 400
        assert client.post(refuse, {"rule": "insult", "reason": "ด่า"}).status_code == 302
        client.force_login(malee)
        own = reverse("own_petition", args=[sent.slug])
        assert "ด่า" in said(client.get(own))
        assert client.post(reverse("appeal_petition", args=[sent.slug]), {"words": "ไม่ได้ด่า"}).status_code == 302
        client.force_login(head)
        decide = reverse("decide_petition_appeal", args=[sent.slug])
        assert "ไม่ได้ด่า" in said(client.get(reverse("petition_desk_one", args=[sent.slug])))
        assert client.post(decide, {"outcome": "upheld"}).status_code == 400
        assert client.post(decide, {"outcome": "upheld", "answer": "ไม่ผิด"}).status_code == 302
        signed_by(sent, 3)
        hand = {"agency": str(nipa.active_roles[0].agency_id), "reason": "ของเขต"}
        assert client.post(reverse("hand_petition", args=[sent.slug]), hand).status_code == 302
        assert client.get(reverse("petition_desk_one", args=[sent.slug])).status_code == 404

    def test_is_not_for_citizens_nor_for_another_agency(self, client, sent, malee, nipa):
        for person in (malee, nipa):
            client.force_login(person)
            assert client.get(reverse("petition_desk_one", args=[sent.slug])).status_code == 404
            assert client.post(reverse("publish_petition", args=[sent.slug])).status_code == 404
        assert fresh(sent).published_at is None


class TestFinding:
    def test_by_state_agency_topic_place_and_thai_words(self, client, written, malee, suda, council, sila):
        rule()
        rule("subdistrict")
        lights = publish_petition(
            submit_petition(written(area=sila, topic=make_topic("roads/light")), by=malee), by=suda
        )
        buses = written(title="ขอรถเมล์สายใหม่", asks="เพิ่มรถเมล์", why="รอนาน")
        publish_petition(submit_petition(buses, by=malee), by=suda)
        index_petitions.function()
        for asked, found in {
            "": 2, "?q=สะพานลอย": 1, "?q=รถเมล์": 1, "?q=เครื่องบิน": 0, "?state=open": 2,
            "?state=soon": 0, "?state=answered": 0, "?province=40": 1, "?topic=roads": 1, "?agency=opm-ops": 2, "?agency=opm-ops&q=สะพานลอย&state=open": 1,
        }.items():  # fmt: skip
            assert said(client.get(f"/consultations/petitions/{asked}")).count("<article") == found, asked
        end(lights)
        assert said(client.get("/consultations/petitions/?state=closed")).count("<article") == 1

    def test_goes_on_page_after_page_and_misses_none(self, client, petition, monkeypatch):
        monkeypatch.setattr(searching, "PAGE", 1)
        other = Petition.objects.get(pk=petition.pk)
        other.pk, other.slug = None, "69-aaaaaa"
        other.save()
        first = searching.find_petitions(searching.Asked(), now=timezone.now())
        second = searching.find_petitions(searching.Asked(), now=timezone.now(), after=first.next)
        assert {each.slug for page in (first, second) for each in page.petitions} == {petition.slug, "69-aaaaaa"}
        assert second.next == ""

    def test_says_what_is_like_it_while_somebody_writes(self, page, petition):
        index_petitions.function()
        assert similar_to("อยากได้ไฟบนสะพานลอยหน้าโรงเรียน", now=timezone.now()) == [petition]
        assert similar_to("ขอรถเมล์เพิ่มสายกลางคืน", now=timezone.now()) == [] == similar_to("ไฟ", now=timezone.now())
        answer = page.post("/consultations/petitions/similar/", {"title": "ไฟสะพานลอยหน้าโรงเรียน"})
        assert TITLE in said(answer)
        end(petition)
        assert similar_to("ไฟสะพานลอยหน้าโรงเรียน", now=timezone.now()) == []

    def test_serves_programs(self, client, reached, malee):
        listed = client.get("/api/v1/petitions/?state=reached").json()
        assert [each["id"] for each in listed["petitions"]] == [reached.slug] and listed["next"] is None
        one = client.get(f"/api/v1/petitions/{reached.slug}/").json()
        assert one["signatures"] == 3 and one["points"] == reached.points and "author" not in one
        assert client.get("/api/v1/petitions/?state=nonsense").status_code == 400
        assert client.get("/api/v1/petitions/69-000000/").status_code == 404


class TestTooFew:
    def test_goes_on_as_a_complaint_that_is_not_sent_yet(self, page, petition, malee):
        end(petition)
        close_petitions()
        answer = page.post(reverse("petition_as_complaint", args=[petition.slug]))
        draft = Draft.objects.get(user=malee)
        assert answer.url == f"/complaints/new/?draft={draft.key}" and TITLE in draft.fields["text"]
        assert TITLE in said(page.get(answer.url))

    def test_not_with_all_of_its_words_while_it_runs(self, petition, malee):
        with refused("not_over"):
            complaint_draft_of(petition, by=malee)

    def test_can_be_written_again(self, page, petition, malee):
        end(petition)
        page.post(reverse("write_petition_again", args=[petition.slug]))
        assert Petition.objects.filter(author=malee, submitted_at=None, title=TITLE).exists()
