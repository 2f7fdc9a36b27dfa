"""Kinds of cases: what the text proposes, who confirms it, and what follows from it."""

import re
import subprocess
import sys
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from rest_framework.test import APIClient

from complaints import kinds, public_cases, queue, reply_templates, service_levels
from complaints.access import Viewer
from complaints.handling import accept_assignment, assign_case
from complaints.kind_hints import kind_nobody_confirms, proposed_kind
from complaints.kind_tables import GAP
from complaints.models import Case, Complaint, OutcomeOfKind, ReplyTemplate, ServiceLevel
from complaints.praising import acknowledge_praise
from complaints.public_cases import Filters
from complaints.releasing import release_case
from complaints.service_levels import working_days
from complaints.telling import sentence_in
from complaints.workflow import CaseKind, Outcome, Visibility
from directory.calendar import add_working_days, next_working_moment
from tests.complaints.conftest import POTHOLE

NEW = "/complaints/new/"
PRAISED = "ขอชื่นชมเจ้าหน้าที่สำนักงานเขต พูดจาดีและช่วยกรอกเอกสารให้คุณยายจนเสร็จ"
ASKED = "อยากทราบว่าทำบัตรประชาชนใหม่ต้องใช้เอกสารอะไรบ้าง"
PROPOSED = "ขอเสนอให้มีทางจักรยานเลียบคลองตั้งแต่ตลาดถึงโรงเรียน"
SECRET = "ขอแจ้งเบาะแส มีการเปิดบ่อนพนันหลังร้านซ่อมรถทุกคืน"


def chosen_in(html: str) -> str:
    """The value of the list in which the kind is chosen."""
    box = html.split('name="kind"', 1)[1].split("</select>", 1)[0]
    return next(part.split('"', 1)[0] for part in box.split('value="')[1:] if "selected" in part.split(">", 1)[0])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (POTHOLE, "complaint"),
        ("ไฟทางหน้าตลาดดับมาสองสัปดาห์แล้ว ขอบคุณล่วงหน้าค่ะ", "complaint"),
        ("อยากทราบว่าเมื่อไหร่จะมาซ่อมถนนหน้าหมู่บ้าน", "complaint"),
        ("สอบถามหน่อยครับ น้ำประปาไม่ไหลมาสามวันแล้วต้องทำไง", "complaint"),
        ("อยากให้มีไฟทางตรงนี้ มืดมาก กลัวอันตราย", "complaint"),
        ("ไม่ประทับใจเลย เจ้าหน้าที่พูดจาไม่ดี", "complaint"),
        ("มีคนลักลอบทิ้งขยะหลังวัดอีกแล้ว", "complaint"),
        ("ตำรวจจอดรถขวางทางเท้า", "complaint"),
        (PRAISED, "praise"),
        ("ขอขอบคุณทีมกู้ภัยที่มาช่วยแม่เมื่อคืน มาไวมาก", "praise"),
        ("เจ้าหน้าที่ทะเบียนบริการดีมากครับ", "praise"),
        ("ขอบคุณเจ้าหน้าที่ที่มาซ่อมไฟเร็วมากครับ", "praise"),
        ("ขอบคุณ กทม.", "praise"),
        ("ขอบคุณมากครับ เทศบาลมาเก็บกิ่งไม้ให้แล้ว", "praise"),
        ("สวัสดีค่ะ ขอบคุณพี่ๆ กู้ภัยที่ช่วยแม่เมื่อคืนนะคะ", "praise"),
        ("ขอบพระคุณหมอและพยาบาลตึกเด็กทุกท่าน", "praise"),
        ("ขอบคุณอาสาที่ช่วยมาเก็บของตอนเก็บร้าน", "praise"),
        ("กราบขอบคุณที่แก้ไขท่อแตกให้เรียบร้อย", "praise"),
        ("Thank you for fixing the street light so fast", "praise"),
        ("ช่วยมาซ่อมไฟด้วย ขอบคุณครับ", "complaint"),
        ("ขอบคุณล่วงหน้า ช่วยดูไฟหน้าบ้านให้ที", "complaint"),
        ("ขอบคุณล่วงหน้าครับ", "complaint"),
        ("ขอบคุณครับ", "complaint"),
        ("ขอบคุณครับ ช่วยมาดูไฟหน้าบ้านด้วย", "complaint"),
        ("ขอบคุณที่รับเรื่อง แต่ผ่านไปเดือนหนึ่งแล้วยังไม่มา", "complaint"),
        ("ขอบคุณที่มาซ่อมเมื่อวาน วันนี้ดับอีกแล้ว", "complaint"),
        ("ขอบคุณ กทม. ที่ปล่อยให้น้ำท่วมทุกปี", "complaint"),
        ("ขอบคุณค่ะ รบกวนตัดกิ่งไม้หน้าบ้านเลขที่ 9", "complaint"),
        ("ขอบคุณมาก ถนนพังทั้งเส้น", "complaint"),
        ("Thank you in advance for your help with the drain", "complaint"),
        ("Thanks for coming, but the light is still off", "complaint"),
        (PROPOSED, "suggestion"),
        ("สวัสดีครับ อยากเสนอแนะเรื่องตารางเดินรถเมล์", "suggestion"),
        ("ป้ายรถเมล์หน้าโรงเรียนน่าจะมีที่นั่งให้คนแก่", "suggestion"),
        (ASKED, "information_request"),
        ("สนามกีฬาเปิดกี่โมง", "information_request"),
        ("What documents do I need for a house book", "information_request"),
        (SECRET, "tip_off"),
        ("นายช่างเรียกเงินใต้โต๊ะก่อนเซ็นใบอนุญาต", "tip_off"),
        ("อบต.ฮั้วประมูลทุกโครงการ", "tip_off"),
        ("", "complaint"),
        ("😡" * 4000, "complaint"),
    ],
)
def test_the_text_proposes_the_kind(text, kind):
    assert proposed_kind(text) == kind


def test_nobody_is_hidden_by_a_guess_that_nobody_confirms():
    assert kind_nobody_confirms(SECRET) == "complaint"
    assert kind_nobody_confirms(PRAISED) == "praise"


def test_the_proposal_needs_no_model():
    asked = "import sys, complaints.kind_hints as hints; hints.proposed_kind('ขอเสนอแนะ'); print('numpy' in sys.modules, 'sklearn' in sys.modules)"
    setup = (
        "import os, django; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings.test'); django.setup(); "
    )
    told = subprocess.run([sys.executable, "-c", setup + asked], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "False"]


@pytest.mark.django_db
class TestFilingOnThePages:
    def post(self, client, step, text, **fields):
        return client.post(NEW, {"step": step, "text": text, "form_token": TOKEN, **fields}, follow=True)

    @pytest.mark.parametrize(
        ("text", "kind"),
        [(POTHOLE, "complaint"), (PRAISED, "praise"), (ASKED, "information_request"), (PROPOSED, "suggestion")],
    )
    def test_the_proposal_is_preselected_where_it_can_be_changed(self, client, text, kind):
        assert chosen_in(self.post(client, "where", text).content.decode()) == kind

    def test_the_ordinary_street_complaint_needs_no_step_more(self, client):
        self.post(client, "send", POTHOLE, visibility="public")
        assert Case.objects.get().kind == "complaint"

    def test_the_persons_choice_counts_and_stays_through_the_steps(self, client):
        html = self.post(client, "check", PRAISED, kind="suggestion").content.decode()
        assert '<input type="hidden" name="kind" value="suggestion">' in html and "เสนอแนะ" in html
        assert chosen_in(self.post(client, "where", PRAISED, kind="suggestion").content.decode()) == "suggestion"
        self.post(client, "send", PRAISED, kind="suggestion", visibility="agency")
        assert Case.objects.get().kind == "suggestion"

    def test_a_kind_that_does_not_exist_is_told_at_the_field(self, client):
        answer = self.post(client, "send", POTHOLE, kind="spell", visibility="public")
        assert answer.status_code == 400 and 'href="#id_kind"' in answer.content.decode()
        assert not Case.objects.exists()

    def test_a_tip_off_is_told_and_kept_in_confidence_whatever_was_chosen(self, client):
        page = self.post(client, "check", POTHOLE, kind="tip_off", visibility="public")
        assert "เบาะแสเก็บเป็นความลับเสมอ" in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        self.post(client, "send", POTHOLE, kind="tip_off", visibility="public")
        case = Case.objects.get()
        assert (case.visibility, case.public_text) == ("confidential", "")
        assert Complaint.objects.get().visibility == "confidential"

    def test_a_tip_off_may_be_filed_without_a_name(self, client):
        self.post(client, "send", SECRET, visibility="anonymous")
        assert (Case.objects.get().kind, Complaint.objects.get().visibility) == ("tip_off", "anonymous")

    def test_who_chooses_to_be_open_is_offered_no_tip_off(self, client):
        html = self.post(client, "where", SECRET, visibility="agency").content.decode()
        assert chosen_in(html) == "complaint"

    def test_one_question_a_page_shows_the_kind_before_sending_and_lets_it_be_changed(self, client):
        asked = {"asked": "reach", "visibility": "anonymous"}
        assert "แจ้งเบาะแส" in self.post(client, "next", SECRET, **asked).content.decode()
        changing = self.post(client, "words", SECRET, asked="check", visibility="anonymous").content.decode()
        assert chosen_in(changing) == "tip_off"

    def test_praise_of_a_nurse_is_not_asked_one_question_a_page(self, client):
        html = self.post(client, "where", "ขอชื่นชมพยาบาลโรงพยาบาลขอนแก่น ดูแลแม่ดีมาก").content.decode()
        assert 'id="id_province"' in html and chosen_in(html) == "praise"


TOKEN = "11111111-2222-4333-8444-555555555555"


@pytest.mark.django_db
class TestTheApi:
    def file(self, **body):
        return APIClient().post("/api/v1/complaints/", body, format="json")

    def read(self, reference):
        return APIClient().get(f"/api/v1/cases/{reference}/")

    def test_takes_the_kind_and_gives_it_back_in_both_languages(self):
        filed = self.file(text=POTHOLE, kind="suggestion").json()
        assert filed["kind"] == "suggestion"
        read = self.read(filed["reference"]).json()
        assert read["kind"] == "suggestion"
        assert read["kind_label"] == {"th": "เสนอแนะ", "en": "Suggestion"}

    def test_without_one_the_text_decides_but_never_hides_the_case(self):
        assert self.file(text=ASKED).json()["kind"] == "information_request"
        filed = self.file(text=SECRET).json()
        assert filed["kind"] == "complaint" and self.read(filed["reference"]).status_code == 200

    def test_S2_a_tip_off_is_not_found_by_its_reference_alone(self):
        filed = self.file(text=SECRET, kind="tip_off", visibility="public").json()
        assert self.read(filed["reference"]).status_code == 404

    def test_refuses_a_kind_that_does_not_exist(self):
        answer = self.file(text=POTHOLE, kind="spell")
        assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (400, "invalid_choice", "kind")


@pytest.mark.django_db
class TestWhoSeesATipOff:
    def test_never_a_stranger_and_in_the_agency_only_those_named(self, file, highways, roads, wichai):
        case = file(SECRET, kind=CaseKind.TIP_OFF, visibility=Visibility.PUBLIC).complaint.case
        part = assign_case(case, highways, by=None, topic=roads)
        assert not Case.objects.visible_to(Viewer(wichai)).filter(pk=case.pk).exists()
        with pytest.raises(ValidationError) as refused:
            release_case(case, text="บ่อนหลังร้าน", by=wichai)
        assert refused.value.code == "may_not_be_public"
        assert part.case.visibility == "confidential"

    def test_the_database_keeps_it_so(self, file):
        case = file(SECRET, kind=CaseKind.TIP_OFF).complaint.case
        with pytest.raises(IntegrityError):
            Case.objects.filter(pk=case.pk).update(visibility="agency")


@pytest.mark.django_db
class TestTheClock:
    @pytest.fixture
    def lengths(self, roads):
        rows = [("", None, 15), ("", roads, 7), ("praise", None, 5), ("information_request", roads, 4)]
        for kind, topic, days in rows:
            ServiceLevel.objects.create(step="resolve", kind=kind, topic=topic, working_days=days, source="ทดสอบ")
        service_levels.forget_service_levels()

    @pytest.mark.parametrize(
        ("kind", "with_topic", "days"),
        [
            ("complaint", False, 15),
            ("complaint", True, 7),
            ("praise", False, 5),
            ("praise", True, 5),  # the kind's own length comes before the topic's
            ("information_request", True, 4),
            ("information_request", False, 15),
        ],
    )
    def test_is_the_kinds_own_before_the_topics(self, lengths, roads, kind, with_topic, days):
        assert working_days(ServiceLevel.Step.RESOLVE, roads if with_topic else None, kind) == days

    def test_runs_from_acceptance(self, lengths, file, highways, roads, wichai):
        case = file(PRAISED, kind=CaseKind.PRAISE).complaint.case
        part = accept_assignment(assign_case(case, highways, by=None, topic=roads), by=wichai)
        assert part.due_at == add_working_days(next_working_moment(part.accepted_at), 5)

    def test_a_rule_is_quoted_only_once_its_source_is_confirmed(self, lengths, file, highways, wichai, client, malee):
        part = accept_assignment(
            assign_case(file(ASKED, kind=CaseKind.INFORMATION).complaint.case, highways, by=None), by=wichai
        )
        client.force_login(malee)
        row = ServiceLevel.objects.create(
            step="resolve", kind="information_request", working_days=15, source="พ.ร.ฎ. ตัวอย่าง ม.1"
        )
        for confirmed in (False, True):
            ServiceLevel.objects.filter(pk=row.pk).update(is_confirmed=confirmed)
            service_levels.forget_service_levels()
            html = client.get(reverse("track_case", args=[part.case.reference])).content.decode()
            assert ("พ.ร.ฎ. ตัวอย่าง ม.1" in html) is confirmed


@pytest.mark.django_db
class TestOutcomesAndTexts:
    def test_the_shipped_rows_are_loaded_once_and_staffs_changes_stay(self):
        assert kinds.load_outcomes() == OutcomeOfKind.objects.count() > 10
        ReplyTemplate.objects.all().delete()
        reply_templates.load_templates()
        OutcomeOfKind.objects.filter(kind="praise", outcome="solved").update(name_th="บอกต่อแล้ว", is_active=False)
        ReplyTemplate.objects.filter(kind="praise").update(text="ขอบคุณมาก")
        kinds.load_outcomes(), reply_templates.load_templates()
        kinds.forget_kinds(), reply_templates.forget_templates()
        assert dict(kinds.outcomes_of("praise")).keys() == {"explained", "noted"}
        with translation.override("th"):
            assert kinds.outcome_words("solved", "praise") == "บอกต่อแล้ว"  # cases that have it keep its words
        assert {row.text for row in ReplyTemplate.objects.filter(kind="praise")} == {"ขอบคุณมาก"}

    def test_every_kind_has_outcomes_and_a_text_in_the_shipped_tables(self):
        kinds.load_outcomes(), reply_templates.load_templates()
        kinds.forget_kinds(), reply_templates.forget_templates()
        shipped = reply_templates.offered_to(None)
        for kind in CaseKind:
            assert kinds.outcomes_of(kind) and {row.kind for row in shipped if row.use == "close"} & {kind, ""}

    def test_an_outcome_of_another_kind_is_refused(self, file, highways, wichai):
        kinds.load_outcomes()
        kinds.forget_kinds(), reply_templates.forget_templates()
        case = file(PRAISED, kind=CaseKind.PRAISE).complaint.case
        part = accept_assignment(assign_case(case, highways, by=None), by=wichai)
        with pytest.raises(ValidationError) as refused:
            acknowledge_praise(part, answer="ตรวจแล้ว", outcome=Outcome.NOTHING_FOUND, by=wichai)
        assert refused.value.code == "not_its_outcome"
        acknowledge_praise(part, answer="ส่งถึงพี่ที่เคาน์เตอร์ 3 แล้ว", outcome=Outcome.SOLVED, by=wichai)
        line = part.case.events.last()
        assert "ส่งถึงคนที่ได้รับคำชมแล้ว" in sentence_in("th", line.kind, highways, line.facts)

    def test_the_office_offers_the_kinds_outcomes_and_texts_and_loses_no_typed_word(
        self, client, file, highways, wichai
    ):
        kinds.load_outcomes(), reply_templates.load_templates()
        kinds.forget_kinds(), reply_templates.forget_templates()
        case = file(PRAISED, kind=CaseKind.PRAISE).complaint.case
        accept_assignment(assign_case(case, highways, by=None), by=wichai)
        client.force_login(wichai)
        html = client.get(reverse("office_case", args=[case.reference])).content.decode()
        assert "ส่งถึงคนที่ได้รับคำชมแล้ว" in html and "ตรวจแล้วไม่พบปัญหา" not in html
        template = ReplyTemplate.objects.get(kind="praise", use="close", name="ขอบคุณ")
        sent = {"close-text": "เรียนคุณมาลี", "close-outcome": "solved", "template": template.pk, "begin": "1"}
        page = client.post(reverse("office_close", args=[case.reference]), sent)
        assert page.status_code == 200 and f"เรียนคุณมาลี\n\n{template.text[:20]}" in page.content.decode()
        assert 'value="solved" checked' in page.content.decode()
        assert Case.objects.get().closed_at is None

    def test_a_text_of_another_kind_cannot_be_had(self, client, working, wichai):
        reply_templates.load_templates()
        kinds.forget_kinds(), reply_templates.forget_templates()
        client.force_login(wichai)
        other = ReplyTemplate.objects.get(kind="praise", use="close", name="ขอบคุณ")
        sent = {"close-text": "เสร็จแล้ว", "template": other.pk, "begin": "1"}
        assert (
            other.text[:20]
            not in client.post(reverse("office_close", args=[working.case.reference]), sent).content.decode()
        )


@pytest.mark.django_db
class TestGapsOfATextToBeginWith:
    @pytest.fixture(autouse=True)
    def _shipped(self):
        kinds.load_outcomes(), reply_templates.load_templates()
        kinds.forget_kinds(), reply_templates.forget_templates()

    def send(self, client, part, act, text, **fields):
        sent = {f"{act}-text": text, f"{act}-outcome": "solved", **fields}
        return client.post(reverse(f"office_{act}", args=[part.case.reference]), sent)

    def test_no_shipped_text_leaves_one_unnamed(self):
        for row in ReplyTemplate.objects.all():
            assert "…" not in row.text and ".." not in row.text and "__" not in row.text
            row.full_clean()

    @pytest.mark.parametrize("row", range(1, 17))
    def test_one_with_gaps_is_refused_as_it_is_and_taken_once_filled_in(self, row):
        text = ReplyTemplate.objects.get(position=row).text
        if gaps := GAP.findall(text):
            with pytest.raises(ValidationError) as refused:
                reply_templates.refuse_open_gaps(text, None)
            assert refused.value.params["gaps"] == ", ".join(gaps)
        reply_templates.refuse_open_gaps(GAP.sub("วันพุธ", text), None)

    @pytest.mark.parametrize("act", ["reply", "ask", "close"])
    def test_the_answer_comes_back_and_says_at_the_field_what_is_missing(self, client, working, wichai, act):
        client.force_login(wichai)
        text = "เราเข้าไปแก้ไขแล้วเมื่อวันที่ 2 ธันวาคม สิ่งที่ทำคือ [สิ่งที่ทำ]"
        answer = self.send(client, working, act, text)
        html = answer.content.decode()
        assert answer.status_code == 400
        assert f'<a href="#id_{act}-text">ยังไม่ได้เติม: [สิ่งที่ทำ]' in html
        assert f"{text}</textarea>" in html
        assert working.case.events.last().kind == "accepted"

    @pytest.mark.parametrize(
        "text",
        [
            "คุณเขียนว่า “รอมานาน… แล้วก็เงียบ” เราขอโทษ",
            "คุณเขียนว่า “รอมานาน [...] แล้วก็เงียบ” เราขอโทษ",
            "รอสักครู่.... กำลังตรวจ",
            "ดูเอกสาร [1] และ [ภาคผนวก ก] ประกอบ",
            "[]",
            "ลงชื่อ ______",
        ],
    )
    def test_dots_and_brackets_of_ones_own_are_left_alone(self, client, working, wichai, text):
        client.force_login(wichai)
        assert self.send(client, working, "reply", text).status_code == 302

    def test_a_gap_without_a_name_is_told_by_the_word_before_it(self):
        ReplyTemplate.objects.create(use="reply", name="นัด", text="นัดวันที่ […] เวลา […] น.")
        kinds.forget_kinds(), reply_templates.forget_templates()
        with pytest.raises(ValidationError) as refused:
            reply_templates.refuse_open_gaps("นัดวันที่ 3 เวลา […] น.", None)
        assert refused.value.params["gaps"] == "เวลา […]"

    @pytest.mark.parametrize("lost", ["switched_off", "reworded", "deleted"])
    def test_one_that_an_answer_was_begun_with_does_not_go_out_whatever_became_of_its_text(
        self, client, working, wichai, lost
    ):
        if lost == "deleted":
            ReplyTemplate.objects.all().delete()
        else:
            ReplyTemplate.objects.update(**{"switched_off": {"is_active": False}, "reworded": {"text": "แก้แล้ว"}}[lost])
        kinds.forget_kinds(), reply_templates.forget_templates()
        client.force_login(wichai)
        assert self.send(client, working, "reply", "แก้แล้ว [สิ่งที่ทำ]").status_code == 400

    @pytest.mark.parametrize("text", ["นัดวันที่ … เวลา … น.", "นัดวันที่ ....", "นัดวันที่ ____"])
    def test_staff_are_told_to_name_one(self, text):
        with pytest.raises(ValidationError) as refused:
            ReplyTemplate(use="reply", name="นัด", text=text).full_clean()
        assert refused.value.error_dict["text"][0].code == "gap_unnamed"

    @pytest.mark.parametrize(
        "text", ["เวลา [เวลา ครับ", "เวลา เวลา] ครับ", "[วันที่ [เวลา]]", "[สอง\nบรรทัด]", "[]", f"[{'ก' * 61}]"]
    )
    def test_staff_are_told_of_a_bracket_without_its_partner(self, text):
        with pytest.raises(ValidationError) as refused:
            ReplyTemplate(use="reply", name="นัด", text=text).full_clean()
        assert refused.value.error_dict["text"][0].code == "gap_not_closed"

    @pytest.mark.parametrize("text", ["นัดวันที่ [วันที่] นะคะ…", "นัดวันที่ […]", "กำลังตรวจ... แล้วจะแจ้ง"])
    def test_other_dots_are_theirs(self, text):
        ReplyTemplate(use="reply", name="นัด", text=text).full_clean()

    def test_rows_of_before_get_brackets_and_back(self):
        migration = import_module("complaints.migrations.0026_gaps_in_brackets")
        row = ReplyTemplate.objects.create(use="reply", name="นัด", text="นัดวันที่ … เวลา … น.")
        for way, text in ((migration.forwards, "นัดวันที่ […] เวลา […] น."), (migration.backwards, row.text)):
            way(apps, None)
            assert ReplyTemplate.objects.get(pk=row.pk).text == text


@pytest.mark.django_db
class TestFindingAKind:
    def test_the_inbox_shows_one_kind_when_asked(self, file, highways, wichai, client):
        praise = assign_case(file(PRAISED, kind=CaseKind.PRAISE).complaint.case, highways, by=None)
        ordinary = assign_case(file().complaint.case, highways, by=None)
        assert [row.assignment_id for row in queue.page(wichai, "all", queue.Filters(kind="praise")).rows] == [
            praise.pk
        ]
        client.force_login(wichai)
        html = client.get("/office/", {"kind": "praise"}).content.decode()
        assert praise.case.reference in html and ordinary.case.reference not in html
        everything = client.get("/office/", {"kind": "no such kind"}).content.decode()
        assert praise.case.reference in everything and ordinary.case.reference in everything

    def test_the_public_list_shows_one_kind_and_offers_no_tip_offs(self, file, wichai, roads, client):
        def released(kind):
            case = file(visibility=Visibility.PUBLIC, topic=roads, kind=kind).complaint.case
            return release_case(case, text="อ่านได้ทุกคน", by=wichai).reference

        suggestion, ordinary = released(CaseKind.SUGGESTION), released(CaseKind.COMPLAINT)
        assert [row.reference for row in public_cases.page(Filters(kind="suggestion")).rows] == [suggestion]
        html = client.get("/cases/", {"kind": "suggestion"}).content.decode()
        assert suggestion in html and ordinary not in html
        assert 'value="tip_off"' not in html
        assert "เสนอแนะ" in client.get(f"/cases/{suggestion}/").content.decode()

    def test_a_rare_kind_is_a_walk_along_an_index(self):
        statement = str(Case.objects.public().filter(Q(kind="praise")).order_by("-created_at", "-reference")[:21].query)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'case_public_of_a_kind'")
            assert "released_at IS NOT NULL" in cursor.fetchone()[0]
        assert '"complaints_case"."kind"' in statement


@pytest.mark.django_db
def test_what_everybody_reads_says_you_to_nobody():
    """The timeline, an outcome, a state at the desk: officers and strangers read them as well as who filed."""
    from complaints import telling
    from complaints.kind_words import SENTENCES, STATES
    from complaints.kinds import outcome_words

    for language, words_for_you in (("th", r"(?<!ขอบ)คุณ(?!ภาพ)"), ("en", r"\byou(r|rs)?\b")):
        with translation.override(language):
            said = [outcome_words(outcome, kind) for kind in CaseKind.values for outcome in Outcome.values]
            said += [gettext(words) for words in telling._SENTENCES.values()] + [
                str(words) for words in SENTENCES.values()
            ]
            said += [str(words) for _you, public, desk in STATES.values() for words in (public, desk)]
            assert [words for words in said if re.search(words_for_you, words, re.IGNORECASE)] == []


def test_praise_without_a_topic_is_called_praise():
    assert Case(kind=CaseKind.PRAISE).heading == CaseKind.PRAISE.label
    assert Case(kind=CaseKind.COMPLAINT).heading != CaseKind.PRAISE.label
