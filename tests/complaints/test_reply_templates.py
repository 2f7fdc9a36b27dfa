"""Texts that an agency keeps for its own people: who writes them, who is offered them, and what is filled in by itself."""

import re
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from complaints import reply_templates
from complaints.handling import accept_assignment, assign_case
from complaints.models import ReplyTemplate
from complaints.plain_words import LONGEST_RUN, hints_for
from complaints.reply_templates import MOST_OF_AN_AGENCY, begin_with, keep_template, offer_template, refuse_open_gaps
from directory.models import Role
from tests.factories import make_membership, make_user

pytestmark = pytest.mark.django_db
TEXT = "[หน่วยงาน]นัดซ่อมเรื่อง[หัวข้อ] ภายใน[วันครบกำหนด] ช่างชื่อ [ชื่อช่าง] ลงชื่อ [เจ้าหน้าที่]"


@pytest.fixture(autouse=True)
def _in_english():
    reply_templates.forget_templates()
    with translation.override("en"):
        yield


@pytest.fixture
def appointment(highways):
    return keep_template(ReplyTemplate(use="reply", name="นัดซ่อม", text=TEXT), highways)


def fields(agency, **more):
    return {"agency": agency.code, "use": "reply", "kind": "", "name": "นัดซ่อม", "text": TEXT} | more


class TestBeginningWithOne:
    def test_fills_in_what_the_case_tells_and_leaves_the_rest_to_the_officer(self, appointment, working, wichai):
        begun = begin_with(appointment, working, wichai)
        assert begun.startswith(f"กรมทางหลวงนัดซ่อมเรื่อง{working.case.topic.name_th} ภายใน")
        assert begun.endswith("ช่างชื่อ [ชื่อช่าง] ลงชื่อ วิชัย")
        assert str(timezone.localtime(working.due_at).year + 543) in begun, "the date as Thai people write it"

    def test_what_the_case_does_not_tell_stays_a_gap(self, appointment, assignment, wichai):
        assert "[วันครบกำหนด]" in begin_with(appointment, assignment, wichai), "not accepted, so nothing is due yet"

    def test_puts_it_under_what_was_typed_and_sends_nothing_with_a_gap(self, as_, appointment, working, wichai):
        client, address = as_(wichai), reverse("office_reply", args=[working.case.reference])
        begun = client.post(
            address, {"reply-text": "สวัสดีค่ะ", "template": appointment.pk, "begin": "1"}
        ).content.decode()
        assert "สวัสดีค่ะ\n\nกรมทางหลวงนัดซ่อม" in begun
        refused = client.post(address, {"reply-text": "ช่างชื่อ [ชื่อช่าง]"})
        assert refused.status_code == 400 and "Still to be filled in: [ชื่อช่าง]" in refused.content.decode()

    @pytest.mark.parametrize("lost", ["switched_off", "reworded", "deleted"])
    def test_sends_no_gap_of_a_text_that_was_changed_meanwhile(self, as_, appointment, working, wichai, highways, lost):
        client, address = as_(wichai), reverse("office_reply", args=[working.case.reference])
        client.post(address, {"reply-text": "", "template": appointment.pk, "begin": "1"})
        if lost == "reworded":
            appointment.text = "นัดซ่อมแล้ว"
            keep_template(appointment, highways)
        elif lost == "switched_off":
            offer_template(appointment, is_offered=False)
        else:
            appointment.delete()
        refused = client.post(address, {"reply-text": "ช่างชื่อ [ชื่อช่าง]"})
        assert refused.status_code == 400 and "Still to be filled in: [ชื่อช่าง]" in refused.content.decode()
        assert client.post(address, {"reply-text": "ช่างชื่อ สมปอง ดู [ภาคผนวก ก]"}).status_code == 302

    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("ช่างชื่อ [ชื่อช่าง จะไปพรุ่งนี้", "[ชื่อช่าง"),
            ("ช่างชื่อ [ชื่อช่างจะไปพรุ่งนี้", "[ชื่อช่างจะไปพรุ่งนี้"),
            ("ช่างชื่อ [ชื่อช่าง\nครับ] ลงชื่อ [เจ้าหน้าที่]", "[เจ้าหน้าที่], [ชื่อช่าง"),
            ("ดู [ภาคผนวก ก ประกอบ", None),
            ("ช่วง [0, 5) กม.", None),
            ("[", None),
        ],
    )
    def test_sends_no_gap_that_lost_a_bracket(self, appointment, highways, text, left):
        if left is None:
            refuse_open_gaps(text, highways.pk)
            return
        with pytest.raises(ValidationError) as refused:
            refuse_open_gaps(text, highways.pk)
        assert refused.value.params["gaps"] == left

    def test_sends_no_gap_of_a_text_kept_unclosed_before_that_was_refused(self, highways):
        ReplyTemplate.objects.create(agency=highways, use="reply", name="นัด", text="เวลา [เวลา ครับ")
        with pytest.raises(ValidationError):
            refuse_open_gaps("ช่างไปเวลา [เวลา ครับ", highways.pk)

    def test_looks_at_the_wordings_once_and_only_for_words_with_a_bracket(
        self, appointment, highways, django_assert_num_queries
    ):
        for n in range(5):
            appointment.text = f"นัดซ่อม [วันที่ {n}]"
            keep_template(appointment, highways)
        with django_assert_num_queries(0):
            refuse_open_gaps("ซ่อมเสร็จแล้วเมื่อวันพุธ", highways.pk)
        with django_assert_num_queries(1):
            refuse_open_gaps("ซ่อมเสร็จแล้ว [1] [2] [3]", highways.pk)

    def test_its_own_stand_before_those_for_all(self, appointment, working, case):
        ReplyTemplate.objects.create(use="reply", name="ของกลาง", text="ข้อความกลาง")
        reply_templates.forget_templates()
        names = [row.name for row in reply_templates.templates_for("reply", working)]
        assert names == ["นัดซ่อม", "ของกลาง"]

    def test_is_neither_offered_to_another_agency_nor_holds_it_up(self, as_, appointment, file, centre, stranger):
        make_membership(stranger, centre)
        part = accept_assignment(assign_case(file().complaint.case, centre, by=None), by=stranger)
        client, address = as_(stranger), reverse("office_reply", args=[part.case.reference])
        assert appointment.name not in client.get(reverse("office_case", args=[part.case.reference])).content.decode()
        begun = client.post(address, {"reply-text": "", "template": appointment.pk, "begin": "1"})
        assert "นัดซ่อม" not in begun.content.decode()
        assert client.post(address, {"reply-text": "ดู [ชื่อช่าง] ด้วย"}).status_code == 302

    def test_asks_the_database_once_for_all_forms_of_a_page(self, as_, appointment, working, wichai, monkeypatch):
        asked = []

        def own_templates(agency):
            asked.append(agency)
            return [appointment]

        monkeypatch.setattr("complaints.assignment_tables._own_templates", own_templates)
        page = as_(wichai).get(reverse("office_case", args=[working.case.reference])).content.decode()
        assert appointment.name in page
        assert asked == [working.agency_id]

    def test_goes_into_the_answer_and_no_docket(self, client, appointment, working, wichai):
        client.force_login(wichai)
        page = client.get(reverse("office_case", args=[working.case.reference])).content.decode()
        assert "ใส่ข้อความ" in page and "ใส่ในแฟ้ม" not in page


class TestWritingThem:
    def test_one_is_written_found_changed_and_put_away_and_back(self, as_, kanya, highways):
        client = as_(kanya)
        assert "No text of your own yet" in client.get(reverse("office_templates")).content.decode()
        assert client.post(reverse("new_office_template"), fields(highways)).status_code == 302

        row = ReplyTemplate.objects.get(agency=highways)
        page = client.get(reverse("office_templates")).content.decode()
        assert "นัดซ่อม" in page and "<mark" in page and "[ชื่อช่าง]" in page

        own = reverse("office_template", args=[row.public_id])
        client.post(own, fields(highways, text="แก้แล้ว"))
        row.refresh_from_db()
        assert row.text == "แก้แล้ว"

        switch = reverse("switch_office_template", args=[row.public_id])
        client.post(switch, {"offer": "no"})
        assert not ReplyTemplate.objects.get(pk=row.pk).is_active
        assert "Offer it again" in client.get(reverse("office_templates")).content.decode()
        client.post(switch, {"offer": "yes"})
        assert ReplyTemplate.objects.get(pk=row.pk).is_active

    def test_every_change_is_on_the_record_with_who_made_it(self, as_, kanya, highways):
        client = as_(kanya)
        client.post(reverse("new_office_template"), fields(highways))
        row = ReplyTemplate.objects.get(agency=highways)
        client.post(reverse("office_template", args=[row.public_id]), fields(highways, text="แก้แล้ว"))
        kept = row.events.order_by("pgh_id")
        assert [event.text for event in kept] == [TEXT, "แก้แล้ว"]
        assert {event.pgh_context.metadata["user"] for event in kept} == {kanya.pk}

    def test_can_be_looked_at_before_it_is_kept(self, as_, kanya, highways):
        page = as_(kanya).post(reverse("new_office_template"), fields(highways, text="ทั้งนี้ นัดวัน [วันที่]", look="1"))
        html = page.content.decode()
        assert "So it reads" in html and "<mark" in html and "“ทั้งนี้”" in html
        assert not ReplyTemplate.objects.filter(agency=highways).exists()

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"text": ""}, "required"),
            ({"name": ""}, "required"),
            ({"text": "แนบสำเนาบัตรประชาชนมาด้วย"}, "we ask nobody for a copy"),
            ({"text": "นัดวันที่ ...."}, "in brackets"),
            ({"text": "นัดวันที่ [วันที่] เวลา [เวลา ครับ"}, "A bracket has no partner: “[เวลา ครับ”"),
            ({"use": "spam"}, "valid choice"),
            ({"text": "ก" * 2001}, "2000"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, as_, kanya, highways, more, said):
        answer = as_(kanya).post(reverse("new_office_template"), fields(highways, **more))
        html = answer.content.decode()
        assert answer.status_code == 400 and said in html
        assert not ReplyTemplate.objects.filter(agency=highways).exists()

    def test_two_of_one_name_are_told_apart(self, as_, kanya, highways, appointment):
        answer = as_(kanya).post(reverse("new_office_template"), fields(highways))
        assert answer.status_code == 400 and "A text of this name is there already" in answer.content.decode()

    def test_another_agency_may_use_the_same_name(self, highways, centre, appointment):
        keep_template(ReplyTemplate(use="reply", name="นัดซ่อม", text="ของศูนย์"), centre)
        assert ReplyTemplate.objects.filter(name="นัดซ่อม").count() == 2

    def test_there_are_only_so_many(self, highways):
        ReplyTemplate.objects.bulk_create(
            ReplyTemplate(agency=highways, use="reply", name=f"ที่ {n}", text="ข้อความ") for n in range(MOST_OF_AN_AGENCY)
        )
        with pytest.raises(ValidationError) as refused:
            keep_template(ReplyTemplate(use="reply", name="อีกอัน", text="ข้อความ"), highways)
        assert refused.value.code == "too_many_templates"


class TestTheForm:
    @pytest.mark.parametrize("agencies", [1, 2])
    def test_is_sent_as_it_was_drawn(self, as_, kanya, highways, centre, agencies):
        if agencies == 2:
            make_membership(kanya, centre, Role.AGENCY_HEAD)
        html = as_(kanya).get(reverse("new_office_template")).content.decode()
        # A hidden field with the one, or a choice of both.
        drawn = (
            r'name="agency"[^>]*value="([^"]*)"' if agencies == 1 else r'<option value="(doh|damrongdhama-khon-kaen)"'
        )
        code = re.search(drawn, html)[1]
        assert as_(kanya).post(reverse("new_office_template"), fields(highways) | {"agency": code}).status_code == 302


class TestWhoMay:
    ADDRESSES = ("office_templates", "new_office_template")

    @pytest.mark.parametrize("name", ADDRESSES)
    @pytest.mark.parametrize("who", ["wichai", "malee", "siriporn"])
    def test_who_does_not_lead_finds_nothing(self, as_, name, who, request):
        assert as_(request.getfixturevalue(who)).get(reverse(name)).status_code == 404

    def test_another_agencys_is_not_found(self, as_, appointment, centre):
        chief = make_membership(make_user("สมหญิง หัวหน้า"), centre, Role.AGENCY_HEAD).user
        client = as_(chief)
        for name in ("office_template", "switch_office_template"):
            address = reverse(name, args=[appointment.public_id])
            assert client.post(address, fields(centre) | {"offer": "no"}).status_code == 404
        assert ReplyTemplate.objects.get(pk=appointment.pk).is_active

    def test_none_is_written_for_another_agency(self, as_, kanya, centre, highways):
        answer = as_(kanya).post(reverse("new_office_template"), fields(centre))
        assert answer.status_code == 400
        assert not ReplyTemplate.objects.filter(agency=centre).exists()

    def test_one_that_never_was_is_not_found(self, as_, kanya):
        assert as_(kanya).get(reverse("office_template", args=[uuid.uuid4()])).status_code == 404

    def test_the_list_of_cases_leads_there_for_who_leads(self, as_, kanya, wichai):
        assert reverse("office_templates") in as_(kanya).get(reverse("office")).content.decode()
        assert reverse("office_templates") not in as_(wichai).get(reverse("office")).content.decode()


class TestHowItReads:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("หน่วยงานจะดำเนินการแก้ไขโดยเร็วที่สุด", ["ดำเนินการแก้ไข", "โดยเร็วที่สุด"]),
            ("จึงเรียนมาเพื่อโปรดทราบ", ["จึงเรียนมาเพื่อโปรดทราบ"]),
            ("ท่านแจ้งมา ท่านรอก่อน", ["ท่าน"]),
            ("เจอกัน ณ ที่ว่าการอำเภอ", ["ณ"]),
        ],
    )
    def test_names_words_of_the_office_once_each(self, text, said):
        assert [hint.said for hint in hints_for(text)] == said

    @pytest.mark.parametrize(
        "text",
        ["คุณ มาลี คะ", "ไปที่ทำการไปรษณีย์ในวันทำการ", "เดินไปท่านี้", "ซ่อมเสร็จแล้วเมื่อวันพุธ", "", "Fixed on Monday."],
    )
    def test_leaves_plain_words_alone(self, text):
        assert hints_for(text) == []

    def test_names_what_is_too_long(self):
        hints = hints_for("ก" * (LONGEST_RUN + 1) + " สั้น")
        assert [(hint.said[:3], hint.instead) for hint in hints] == [("กกก", "")]

    def test_is_asked_for_in_the_form_and_sends_nothing(self, as_, working, wichai):
        client, address = as_(wichai), reverse("office_reply", args=[working.case.reference])
        page = client.post(address, {"reply-text": "เราจะดำเนินการโดยเร็วที่สุด", "plain": "1"})
        html = page.content.decode()
        assert page.status_code == 200 and "People may stumble over these words" in html
        assert "เราจะดำเนินการโดยเร็วที่สุด</textarea>" in html
        assert working.case.events.last().kind == "accepted"
        assert "It reads easily" in client.post(address, {"reply-text": "ซ่อมเสร็จแล้ว", "plain": "1"}).content.decode()

    def test_what_was_typed_is_shown_as_text(self, as_, working, wichai):
        address = reverse("office_reply", args=[working.case.reference])
        html = as_(wichai).post(address, {"reply-text": "<img src=x>" * 20, "plain": "1"}).content.decode()
        assert "<img src=x>" not in html
