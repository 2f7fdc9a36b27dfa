"""The pages of law texts: for everybody, for the policy team, and for nobody else."""

import io
import json
import re
import uuid

import pytest
from defusedxml import ElementTree
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.announcing import withdraw_consultation
from consultations.laws.akoma_ntoso import NAMESPACE
from consultations.laws.documents import keep_text, look_at_text
from consultations.laws.importing import read_text
from consultations.laws.models import Document, Version
from tests.consultations.announcements import sign_and_announce
from tests.consultations.laws.drafts import FIRST, SECOND, many_sections
from tests.consultations.laws.word import paragraph, word_file
from tests.records.files import pdf as a_pdf

pytestmark = pytest.mark.django_db


def page(client, address, status=200, **query):
    client.cookies["language"] = "en"
    answer = client.get(address, query)
    assert answer.status_code == status
    return answer.content.decode()


def words(html):
    """What is read, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def told(document, keep, suda):
    """A document of an announced consultation, with two versions."""
    keep(document, FIRST)
    sign_and_announce(document.consultation, by=suda)
    document.consultation.refresh_from_db()
    keep(document, SECOND, reason="ลดค่าปรับตามความเห็น")
    return document


class TestReading:
    def test_shows_the_newest_version_with_contents_and_anchors(self, client, told):
        html = page(client, told.get_absolute_url())
        assert 'id="sec_3-1"' in html
        assert 'href="#sec_7"' in html
        assert 'id="sec_3__para_1__point_2"' in html
        assert "ไม่เกินสองพันบาท" in html
        assert "ลดค่าปรับตามความเห็น" in html

    def test_shows_an_earlier_version_and_says_so(self, client, told):
        html = page(client, told.get_absolute_url(), version=1)
        assert "ไม่เกินห้าพันบาท" in html
        assert "This is an earlier version" in html

    def test_of_a_link_to_a_section_that_went_says_so(self, client, told):
        html = page(client, told.get_absolute_url(), version=1, section="sec_3-1")
        assert "not in this version" in html

    @pytest.mark.parametrize("query", [{"version": "9"}, {"version": "x"}, {"version": "๒"}])
    def test_of_a_version_that_is_not_there_is_not_found(self, client, told, query):
        page(client, told.get_absolute_url(), status=404, **query)

    @pytest.mark.parametrize(
        "query", [{"page": "99999"}, {"page": "-1"}, {"page": "x"}, {"section": "x" * 5000}, {"section": "__"}]
    )
    def test_of_nonsense_shows_a_page(self, client, told, query):
        assert "มาตรา" in page(client, told.get_absolute_url(), **query)

    def test_of_a_draft_is_for_its_agency_alone(self, client, document, keep, suda, nipa):
        keep(document, FIRST)
        addresses = [
            document.get_absolute_url(),
            *(reverse(name, args=[document.consultation.slug, 1]) for name in ("law_xml", "law_json")),
        ]
        for address in addresses:
            page(client, address, status=404)
        client.force_login(nipa)
        for address in [*addresses, reverse("compare_laws", args=[document.consultation.slug])]:
            page(client, address, status=404)
        client.force_login(suda)
        assert "Only your agency sees this" in page(client, addresses[0])

    def test_never_shows_a_draft_that_was_replaced(self, client, document, keep, suda):
        keep(document, FIRST.replace("ห้าพันบาท", "แสนบาท"))
        keep(document, FIRST)
        sign_and_announce(document.consultation, by=suda)
        assert "แสนบาท" not in page(client, document.get_absolute_url())
        page(client, document.get_absolute_url(), status=404, version=2)
        assert "แสนบาท" not in page(client, reverse("compare_laws", args=[document.consultation.slug]), show="all")

    def test_of_a_withdrawn_consultation_stays(self, client, told, suda):
        withdraw_consultation(told.consultation, reason="ผิด", by=suda)
        assert "was withdrawn" in page(client, told.get_absolute_url())

    def test_of_hostile_words_shows_them_as_words(self, client, document, keep, suda):
        keep(document, "มาตรา ๑ <script>alert(1)</script> {{ 7 }} & “\"'")
        client.force_login(suda)
        html = page(client, document.get_absolute_url())
        assert "<script>alert" not in html
        assert "&lt;script&gt;" in html

    def test_of_a_long_law_is_in_pages_and_a_link_finds_its_page(self, client, document, keep, suda):
        keep(document, many_sections(500))
        client.force_login(suda)
        html = page(client, document.get_absolute_url(), section="sec_300__para_1")
        assert 'id="sec_300"' in html
        assert 'id="sec_1"' not in html
        assert len(html) < 400_000

    def test_costs_the_same_whatever_the_length(self, client, document, keep, suda):
        def cost(text):
            keep(document, text)
            page(client, document.get_absolute_url())
            with CaptureQueriesContext(
                connection,
            ) as asked:
                page(client, document.get_absolute_url())
            return len(asked)

        client.force_login(suda)
        assert cost(many_sections(3)) == cost(many_sections(300) + "\n(๑) ก\n(ก) ข")

    def test_with_a_pdf_alone_offers_that(self, client, document, suda):
        keep_text(look_at_text(document, file=a_pdf(), by=suda), seen=0, by=suda)
        sign_and_announce(document.consultation, by=suda)
        assert "the official paper only" in page(client, document.get_absolute_url())
        address = reverse("law_pdf", args=[document.consultation.slug, 1, 1])
        answer = client.get(address)
        assert b"".join(answer.streaming_content).startswith(b"%PDF-")
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_of_the_pdf_of_a_draft_is_for_its_agency_alone(self, client, document, suda, nipa):
        keep_text(look_at_text(document, file=a_pdf(), by=suda), seen=0, by=suda)
        address = reverse("law_pdf", args=[document.consultation.slug, 1, 1])
        assert client.get(address).status_code == 404
        client.force_login(nipa)
        assert client.get(address).status_code == 404
        client.force_login(suda)
        assert client.get(address).status_code == 200

    def test_stands_on_the_page_of_its_consultation(self, client, told):
        html = page(client, told.consultation.get_absolute_url())
        assert f'href="{told.get_absolute_url()}"' in html
        assert reverse("compare_laws", args=[told.consultation.slug]) in html

    def test_does_not_stand_there_without_a_text(self, client, announced, add):
        consultation = announced()
        add(consultation)
        assert "The texts" not in page(client, consultation.get_absolute_url())


class TestComparing:
    @pytest.fixture
    def address(self, told):
        return reverse("compare_laws", args=[told.consultation.slug])

    def test_begins_with_the_newest_and_the_one_before(self, client, address):
        html = page(client, address)
        assert "5 parts differ" in html
        assert "taken out:" in html
        assert "มาตรา ๖ → มาตรา ๗" in html

    def test_marks_the_words_for_ear_and_eye(self, client, address):
        html = page(client, address)
        assert re.search(r"<del><span class=\"vh\">taken out: </span>ห้า", html)
        assert re.search(r"<ins><span class=\"vh\">put in: </span>สอง", html)

    def test_shows_only_what_changed_unless_all_is_asked_for(self, client, address):
        assert "ห้ามจอดรถบนทางเท้า" not in page(client, address)
        assert "ห้ามจอดรถบนทางเท้า" in page(client, address, show="all")

    def test_of_a_version_with_itself_finds_nothing(self, client, address):
        assert "Both say the same" in page(client, address, **{"from": "1.1", "to": "1.1"})

    def test_sets_the_law_in_force_beside_the_draft(self, client, document, keep, add, suda):
        keep(document, SECOND)
        keep(add(document.consultation, kind="law_in_force", title_th="พระราชบัญญัติทางเท้า พ.ศ. ๒๕๐๐"), FIRST)
        sign_and_announce(document.consultation, by=suda)
        html = page(client, reverse("compare_laws", args=[document.consultation.slug]))
        assert "5 parts differ" in html
        assert html.index("พ.ศ. ๒๕๐๐") < html.index("5 parts differ")

    @pytest.mark.parametrize(
        "query", [{"from": "9.9", "to": "1.1"}, {"from": "<script>", "to": "1.1"}, {"from": "1.1"}]
    )
    def test_of_what_is_not_there_asks_again(self, client, address, query):
        assert "<script>" not in page(client, address, status=400, **query).split("<main")[1]

    def test_of_one_text_says_what_is_missing(self, client, document, keep, suda):
        keep(document, FIRST)
        sign_and_announce(document.consultation, by=suda)
        assert "only one text" in page(client, reverse("compare_laws", args=[document.consultation.slug]))

    def test_costs_the_same_whatever_the_length(self, client, told, keep, address):
        def cost():
            page(client, address)  # what differs is kept from then on
            with CaptureQueriesContext(connection) as asked:
                page(client, address)
            return len(asked)

        short = cost()
        keep(told, many_sections(400), reason="ก")
        keep(told, many_sections(400, "ให้ผู้ดูแลทางปลูกต้นไม้ช่วงที่"), reason="ข")
        assert cost() == short

    def test_goes_on_behind_its_page(self, client, told, keep, address):
        keep(told, many_sections(90), reason="ก")
        keep(told, many_sections(90, "ให้ผู้ดูแลทางปลูกต้นไม้ช่วงที่"), reason="ข")
        html = page(client, address)
        assert html.count("law-pair") == 25
        assert "page=2" in html
        assert "มาตรา 90" in page(client, address, **{"from": "1.3", "to": "1.4", "page": "4"})


class TestTakingAlong:
    def test_as_akoma_ntoso_has_every_part_in_its_place(self, client, told):
        answer = client.get(reverse("law_xml", args=[told.consultation.slug, 1]))
        assert answer["Content-Type"].startswith("application/akn+xml")
        root = ElementTree.fromstring(answer.content)
        space = f"{{{NAMESPACE}}}"
        assert root.tag == f"{space}akomaNtoso"
        ids = [each.get("eId") for each in root.iter() if each.get("eId")]
        assert len(ids) == len(set(ids))
        law = read_text(SECOND)
        assert {each.eid for each in law.provisions} <= set(ids)
        bill = root.find(f"{space}bill")
        assert [child.tag.removeprefix(space) for child in bill] == ["meta", "preamble", "body", "conclusions"]
        chapter = bill.find(f"{space}body/{space}chapter[@eId='chp_1']")
        assert chapter.find(f"{space}num").text == "หมวด ๑"
        assert chapter.find(f"{space}heading").text == "บททั่วไป"
        item = chapter.find(f".//{space}point[@eId='sec_3__para_1__point_1']")
        assert item.find(f"{space}num").text == "(๑)"
        assert item.find(f"{space}content/{space}p").text == "ที่เป็นสะพานเก่า"

    def test_as_akoma_ntoso_has_the_order_that_the_schema_asks_for(self, client, told):
        root = ElementTree.fromstring(client.get(reverse("law_xml", args=[told.consultation.slug, 1])).content)
        space = f"{{{NAMESPACE}}}"
        order = ["num", "heading", "intro", "content"]
        for each in root.iter():
            if each.tag.removeprefix(space) in {"section", "paragraph", "point", "chapter", "hcontainer"}:
                below = [child.tag.removeprefix(space) for child in each]
                heads = [name for name in below if name in order]
                assert heads == sorted(heads, key=order.index)
                assert below[: len(heads)] == heads
                assert ("content" in below) != any(name not in order for name in below)

    def test_as_akoma_ntoso_names_work_expression_and_manifestation(self, client, told):
        text = client.get(reverse("law_xml", args=[told.consultation.slug, 1])).content.decode()
        for each in ("FRBRWork", "FRBRExpression", "FRBRManifestation", "FRBRlanguage", "/tha@version-2"):
            assert each in text

    def test_as_json_is_read_back_the_same(self, client, told):
        answer = client.get(reverse("law_json", args=[told.consultation.slug, 1]), {"version": 1})
        again = read_text(answer.content.decode())
        assert [(each.eid, each.label, each.text) for each in again.provisions] == [
            (each.eid, each.label, each.text) for each in read_text(FIRST).provisions
        ]

    def test_of_hostile_words_is_well_formed(self, client, document, keep, suda):
        keep(document, "มาตรา ๑ ]]> <a b='\"'> & &amp; \x0c \u0000 ก")
        client.force_login(suda)
        ElementTree.fromstring(client.get(reverse("law_xml", args=[document.consultation.slug, 1])).content)
        json.loads(client.get(reverse("law_json", args=[document.consultation.slug, 1])).content)


class TestManaging:
    @pytest.fixture
    def at(self, client, suda, document):
        client.force_login(suda)
        client.cookies["language"] = "en"
        return reverse("manage_document", args=[document.consultation.slug, 1])

    def look(self, client, at, **given):
        answer = client.post(at, {"pasted": "", "reason": "", **given})
        assert answer.status_code == 302, words(answer.content.decode())
        return answer["Location"]

    def test_is_not_found_by_others(self, client, document, nipa, make_citizen):
        slug = document.consultation.slug
        pages = [
            reverse("manage_documents", args=[slug]),
            reverse("manage_document", args=[slug, 1]),
            reverse("look_at_law", args=[slug, 1, uuid.uuid4()]),
        ]
        for address in pages:
            assert client.get(address).status_code == 302
        for person in (nipa, make_citizen):
            client.force_login(person)
            for address in pages:
                assert client.get(address).status_code == 404
            assert client.post(reverse("take_law_again", args=[slug, 1]), {"which": "0"}).status_code == 404

    def test_goes_from_the_editor_to_a_kept_text(self, client, suda, draft):
        client.force_login(suda)
        consultation = draft()
        documents = reverse("manage_documents", args=[consultation.slug])
        assert documents in page(client, reverse("manage_consultation", args=[consultation.slug]))
        answer = client.post(documents, {"kind": "draft", "title_th": "ร่าง", "form_token": uuid.uuid4()})
        looked = self.look(client, answer["Location"], pasted=FIRST)
        html = page(client, looked)
        assert "มาตรา ๕" in html
        assert "Nothing remarkable" in html
        assert not Version.objects.exists()
        answer = client.post(looked, {"seen": "0"})
        assert answer.status_code == 302
        assert Version.objects.get().parts == len(read_text(FIRST).provisions)

    def test_needs_a_title(self, client, suda, draft):
        client.force_login(suda)
        answer = client.post(reverse("manage_documents", args=[draft().slug]), {"kind": "draft", "title_th": " \u200b"})
        assert answer.status_code == 400
        assert not Document.objects.exists()

    def test_shows_what_is_remarkable_first(self, client, at):
        html = page(client, self.look(client, at, pasted="มาตรา ๑ ก\nมาตรา ๑ ข"))
        assert "มาตรา ๑ stands there twice, in lines 1, 2" in html

    def test_takes_a_word_file_and_a_pdf(self, client, at):
        word = io.BytesIO(word_file(paragraph("มาตรา ๑ ก")))
        word.name = "ร่าง.docx"
        paper = io.BytesIO(a_pdf())
        paper.name = "ร่าง.pdf"
        html = page(client, self.look(client, at, file=word, pdf=paper))
        assert "มาตรา ๑" in html
        assert "official PDF is kept beside" in html

    def test_says_at_the_field_why_a_file_is_refused_and_keeps_what_was_pasted(self, client, at):
        wrong = io.BytesIO(b"\x89PNG\0")
        wrong.name = "law.docx"
        answer = client.post(at, {"pasted": "มาตรา ๑ ก", "file": wrong})
        html = answer.content.decode()
        assert answer.status_code == 400
        assert "This file is no text" in html
        assert "มาตรา ๑ ก" in html

    def test_gives_a_text_back_to_be_mended(self, client, at):
        html = page(client, self.look(client, at, pasted="มาตรา ๑ ก\nมาตรา ๑ ข"))
        back = re.search(r'href="([^"]+\?mend=[^"]+)"', html)[1]
        assert "มาตรา ๑ ก\nมาตรา ๑ ข" in page(client, back)

    def test_of_a_colleagues_text_is_told_and_keeps_nothing_unseen(self, client, at, document, keep):
        looked = self.look(client, at, pasted=FIRST)
        keep(document, SECOND)
        answer = client.post(looked, {"seen": "0"})
        assert answer.status_code == 409
        assert "A colleague kept another text" in answer.content.decode()
        assert 'name="seen" value="1"' in answer.content.decode()
        assert client.post(looked, {"seen": "1"}).status_code == 302

    @pytest.mark.parametrize("seen", ["", "x", "-1", "๐", "9" * 30])
    def test_with_a_spoilt_form_keeps_nothing(self, client, at, seen):
        assert client.post(self.look(client, at, pasted=FIRST), {"seen": seen}).status_code == 409

    def test_takes_an_earlier_draft_again(self, client, at, document, keep):
        first, _second = keep(document, FIRST), keep(document, SECOND)
        assert "Take this text again" in page(client, at)
        client.post(f"{at}again/", {"which": "0"})
        assert document.versions.standing().get() == first
        for which in ("", "x", "7", "-1"):
            assert client.post(f"{at}again/", {"which": which}).status_code == 404

    def test_of_an_announced_one_asks_for_the_reason(self, client, at, document, keep, suda):
        keep(document, FIRST)
        looked = self.look(client, at, pasted=SECOND)
        sign_and_announce(document.consultation, by=suda)
        assert "Say first why" in page(client, looked)
        assert client.post(looked, {"seen": "1"}).status_code == 409
        assert "Write a few words first" in client.post(at, {"pasted": SECOND}).content.decode()
        looked = self.look(client, at, pasted=SECOND, reason="ลดค่าปรับ")
        assert client.post(looked, {"seen": "1"}).status_code == 302
        assert document.versions.standing().count() == 2

    def test_of_another_documents_look_is_not_found(self, client, at, document, add, suda):
        other = add(document.consultation)
        reading = look_at_text(other, pasted=FIRST, by=suda)
        assert (
            client.get(reverse("look_at_law", args=[document.consultation.slug, 1, reading.public_id])).status_code
            == 404
        )

    def test_lists_documents_at_a_fixed_cost(self, client, suda, document, add, keep):
        client.force_login(suda)
        address = reverse("manage_documents", args=[document.consultation.slug])

        def cost():
            with CaptureQueriesContext(connection) as asked:
                page(client, address)
            return len(asked)

        page(client, address)
        few = cost()
        for _each in range(4):
            keep(add(document.consultation), FIRST)
        assert cost() == few
