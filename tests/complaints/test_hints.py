"""The first guess from plain words, before any model has looked."""

import pytest

from complaints.hints import is_dangerous_to_tell, is_sensitive, suggested_visibility


@pytest.mark.parametrize(
    ("text", "visibility", "sensitive", "dangerous"),
    [
        ("ถนนหน้าบ้านเป็นหลุม", "public", False, False),
        ("ขอคัดสำเนาทะเบียนบ้านแล้วรอนาน", "agency", False, False),
        ("เสาไฟฟ้าเอียง กลัวล้มทับเด็กนักเรียน", "agency", True, False),  # a reason to hurry, not the matter
        ("ถนนหน้าโรงพยาบาลเป็นหลุม", "agency", True, False),  # a landmark
        ("ข้างบ้านเสพยาบ้ากันทุกคืน", "agency", True, False),
        ("พยาบาลให้ยาผิดคน", "agency", True, True),
        ("พ่อเลี้ยงล่ามโซ่เด็กไว้กับเตียง", "agency", True, True),
        ("ครูลวนลามลูกสาวฉันที่โรงเรียน กลัวมาก", "agency", True, True),
        ("ด่านหน้าตลาดเก็บส่วยรถบรรทุกบนถนน", "confidential", True, True),
        ("อบต.ฮั้วประมูลทุกโครงการ", "confidential", True, True),
        ("Police ask for a bribe at the checkpoint", "confidential", True, True),
    ],
)
def test_what_is_said_decides_how_closed_the_form_begins(text, visibility, sensitive, dangerous):
    assert suggested_visibility(text) == visibility
    assert is_sensitive(text) is sensitive
    assert is_dangerous_to_tell(text) is dangerous


@pytest.mark.parametrize(
    "text",
    [
        "The street light is broken and a man there touched my daughter",
        "Flooded drain, and next door a child is beaten every night",
        "pothole, and the man with the gun is back",
        "street light: လမ်းမီး ပျက်တယ်၊ ကလေးကို ရိုက်တယ်",
        "flood ນ້ຳຖ້ວມ ແລະ ຕີລູກ ທຸກມື້",
        "flood ទឹកជំនន់ ហើយវាយក្មេង",
        "flood 淹水，有人打孩子",
        "drain tersumbat dan budak itu didera",
    ],
)
def test_harm_told_in_another_language_beside_a_street_matter_is_not_offered_to_everybody(text):
    assert suggested_visibility(text) != "public"
    assert is_sensitive(text)


def test_a_street_matter_in_english_stays_open_whatever_its_words_contain():
    for text in (
        "The pothole is in front of the person's shop",
        "Garbage since last season",
    ):
        assert suggested_visibility(text) == "public", text


def test_what_may_be_dangerous_to_tell_is_never_offered_to_everybody():
    for text in ("หมอในคลินิกข้างถนนรักษาผิด", "ครูตีเด็กหน้าเสาธง", "ตำรวจจอดรถขวางทางเท้า"):
        assert suggested_visibility(text) != "public"
