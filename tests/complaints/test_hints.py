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


def test_what_may_be_dangerous_to_tell_is_never_offered_to_everybody():
    for text in ("หมอในคลินิกข้างถนนรักษาผิด", "ครูตีเด็กหน้าเสาธง", "ตำรวจจอดรถขวางทางเท้า"):
        assert suggested_visibility(text) != "public"
