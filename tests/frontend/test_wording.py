"""Every state has its word, icon and look; the Thai words are those agreed on, on page, mail and API alike."""

import pytest
from django.conf import settings
from django.utils.translation import override

from complaints.models import CaseEvent
from complaints.workflow import AssignmentState, CaseState, Outcome
from frontend import icons, wording

AGREED = {
    "received": "รับเรื่องแล้ว",
    "triage": "กำลังหาหน่วยงานที่รับผิดชอบ",
    "routed": "ส่งถึงหน่วยงานแล้ว",
    "in_progress": "หน่วยงานกำลังดำเนินการ",
    "awaiting_complainant": "รอข้อมูลจากคุณ",
    "resolution_proposed": "แจ้งว่าเสร็จแล้ว รอคุณยืนยัน",
    "closed": "ปิดเรื่องแล้ว",
    "reopened": "เปิดเรื่องอีกครั้ง",
    "appealed": "หน่วยงานเหนือขึ้นไปกำลังทบทวน",
    "withdrawn": "ผู้แจ้งถอนเรื่อง",
    "rejected": "ไม่รับเรื่อง (ดูเหตุผล)",
    "joined": "รวมกับเรื่องเดียวกันแล้ว",
}
AGREED_AT_THE_DESK = {
    "proposed": "เสนอให้รับเรื่อง",
    "accepted": "รับเรื่องแล้ว",
    "working": "กำลังดำเนินการ",
    "answered": "ตอบแล้ว รอตรวจ",
    "approved": "ตอบแล้ว ผ่านการตรวจ",
    "declined": "ไม่รับ เสนอที่อื่น",
    "transferred": "ส่งต่อแล้ว",
    "external": "อยู่ในระบบของหน่วยงานอื่น",
}
AGREED_OUTCOMES = {
    "solved": "แก้ไขแล้ว",
    "explained": "ชี้แจงแล้ว ไม่ต้องแก้",
    "refused": "ทำตามคำขอไม่ได้",
    "nothing_found": "ตรวจแล้วไม่พบปัญหา",
}


OFFICIALESE = ["ผู้ร้อง", "คำร้อง", "เป็นการอะไร", "ตำแหน่งหยาบ", "ฟีด", "ค่าที่ย้อนกลับไม่ได้", "แจ้งแทนหลายคน"]
"""What nobody says aloud, and the names of no law that we cite."""


@pytest.mark.parametrize("catalogue", sorted(settings.BASE_DIR.glob("*/locale/th/LC_MESSAGES/django.po")), ids=str)
def test_no_thai_word_is_one_that_only_an_office_writes(catalogue):
    text = catalogue.read_text(encoding="utf-8")
    assert not [word for word in OFFICIALESE if word in text]


class TestTheWords:
    @pytest.mark.parametrize(("known", "table"), [
        (CaseState, wording.CASE),
        (AssignmentState, wording.ASSIGNMENT),
        (Outcome, wording.OUTCOME),
        (CaseEvent.Seen, wording.SEEN_BY),
        (CaseEvent.Kind, wording.PIN),
    ])  # fmt: skip
    def test_exist_for_everything_a_case_can_be(self, known, table):
        assert set(known.values) <= set(table)

    @pytest.mark.parametrize(("agreed", "table", "reader"), [
        (AGREED, wording.CASE, "you"),
        (AGREED_AT_THE_DESK, wording.ASSIGNMENT, "desk"),
        (AGREED_OUTCOMES, wording.OUTCOME, "you"),
    ])  # fmt: skip
    def test_are_the_agreed_ones_in_thai(self, agreed, table, reader):
        with override("th"):
            assert str(wording.ASSIGNMENT["proposed"].public) == "รอหน่วยงานตอบรับ"
            assert {state: str(table[state].to(reader)) for state in agreed} == agreed

    def test_are_the_same_as_the_labels_that_mails_and_the_api_use(self):
        for language in ("th", "en"):
            with override(language):
                assert {s.value: str(s.label) for s in CaseState} == {
                    s.value: str(wording.CASE[s.value].you) for s in CaseState
                }

    def test_say_you_to_nobody_but_the_complainant(self):
        with override("th"):
            for words in wording.CASE.values():
                assert "คุณ" not in str(words.public) + str(words.desk)

    def test_every_icon_was_drawn(self):
        tables = (wording.CASE, wording.ASSIGNMENT, wording.OUTCOME, wording.SEEN_BY)
        names = {words.icon for table in tables for words in table.values()}
        names |= {icon for icon, _look in wording.PIN.values()} | set(wording.VISIBILITY_ICON.values())
        assert names <= set(icons.drawings())
