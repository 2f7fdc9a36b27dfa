"""A first guess from plain words, for the filing form only: the web process does not load the topic model.

It preselects who may see the case and says whether to ask one question a page; complaints.kind_hints proposes its kind.
The person sees and may change all of it; routing never reads it.
"""

from __future__ import annotations

from complaints.danger import LETTERS_READ, speaks_of, speaks_of_harm_at_home
from complaints.danger_words import CLOSED_IN_OTHER_LANGUAGES
from complaints.dangerous_roads import without_children_on_a_road
from complaints.kind_hints import proposed_kind
from complaints.personal_data import find_personal_data
from complaints.workflow import CaseKind, Visibility

_STREET_AND_UTILITY = (
    "ถนน", "หลุม", "ทางเท้า", "ฟุตบาท", "ไฟทาง", "ไฟดับ", "ไฟส่องสว่าง", "เสาไฟ", "สายไฟ", "ขยะ", "ท่อ", "น้ำท่วม", "น้ำขัง", "น้ำไม่ไหล",
    "ประปา", "คลอง", "ต้นไม้", "กิ่งไม้", "ป้ายจราจร", "สัญญาณไฟ", "รถติด", "สะพาน", "จอดรถขวาง", "หมาจรจัด", "สุนัขจรจัด",
    "pothole", "street light", "streetlight", "street lamp", "garbage", "flood", "drain", "sidewalk",
)  # fmt: skip
_CORRUPTION_AND_POLICE = (
    "ทุจริต", "คอร์รัปชัน", "คอร์รัปชั่น", "คอรัปชัน", "คอรัปชั่น", "สินบน", "ส่วย", "เรียกเงิน", "รับเงิน", "ใต้โต๊ะ", "รีดไถ", "ยักยอก", "โกงกิน",
    "เงินทอน", "แป๊ะเจี๊ยะ", "ซื้อตำแหน่ง", "ยัดข้อหา", "ตำรวจ", "ผู้มีอิทธิพล", "ฮั้ว", "corruption", "bribe", "police",
)  # fmt: skip
_HEALTH = (
    "โรงพยาบาล", "พยาบาล", "คุณหมอ", "หมอเถื่อน", "แพทย์", "คลินิก", "คนไข้", "ผู้ป่วย", "รักษาผิด", "ผ่าตัด", "hospital", "clinic", "patient",
)  # fmt: skip
_HARM_TO_CHILDREN = (
    "ทำร้ายเด็ก", "ตีเด็ก", "เด็กถูก", "เด็กโดน", "ทารุณเด็ก", "รังแกเด็ก", "ขังเด็ก", "ทิ้งเด็ก", "ครูตี", "ตีลูก", "พ่อเลี้ยง", "แม่เลี้ยง",
    "ล่วงละเมิด", "ข่มขืน", "อนาจาร", "ลวนลาม", "คุกคามทางเพศ", "แตะเนื้อต้องตัว", "child abuse", "molest", "rape",
)  # fmt: skip
_SENSITIVE = (
    *_CORRUPTION_AND_POLICE, *_HEALTH, *_HARM_TO_CHILDREN,
    "ยาเสพติด", "ยาบ้า", "ทำร้าย", "เด็ก", "หมอ", "ป่วย", "ฆ่าตัวตาย", "ข่มขู่", "อิทธิพล", "บ่อน", "ครอบครัว", "drug", "abuse",
)  # fmt: skip
_OF_A_PERSON = (
    "บ้านเลขที่", "ห้องเลขที่", "พิการ", "ติดเตียง", "อัมพาต", "ตั้งครรภ์", "โรคประจำตัว", "สมองเสื่อม", "ออทิสติก", "ซึมเศร้า",
    "house number", "disabled", "bedridden", "pregnant", "dementia",
)  # fmt: skip


def is_sensitive(text: str) -> bool:
    """Does it speak of corruption, police, health, children or violence? Then the form shows how to stay safe.

    Children for whom a dark road is dangerous are a reason to hurry, and nobody harms them.
    """
    if speaks_of_harm_at_home(text):
        return True
    left = without_children_on_a_road(text[:LETTERS_READ].lower())
    return _has_any(left, _SENSITIVE) or speaks_of(left, CLOSED_IN_OTHER_LANGUAGES)


def is_dangerous_to_tell(text: str) -> bool:
    """Corruption, police, health or harm to children: who tells it may want to stay unknown, so ask one thing a page.

    A hospital or a child beside a street matter is a landmark or a reason, and the calm page is quicker.
    """
    kind = proposed_kind(text)
    if speaks_of_harm_at_home(text):
        return True
    if kind in {CaseKind.PRAISE, CaseKind.INFORMATION}:
        return False
    if kind == CaseKind.TIP_OFF or _has_any(text, _CORRUPTION_AND_POLICE):
        return True
    return _has_any(text, _HEALTH + _HARM_TO_CHILDREN) and not _has_any(text, _STREET_AND_UTILITY)


def suggested_visibility(text: str) -> Visibility:
    """Public for street and utility matters, agency for the rest; a sensitive word always keeps it closed.

    What speaks of bribes or the police is offered to named officers only: a colleague may be the one complained of.
    """
    kind = proposed_kind(text)
    if kind == CaseKind.TIP_OFF or speaks_of_harm_at_home(text):
        return Visibility.CONFIDENTIAL
    if _has_any(text, _CORRUPTION_AND_POLICE):
        return Visibility.AGENCY if kind in {CaseKind.PRAISE, CaseKind.INFORMATION} else Visibility.CONFIDENTIAL
    if is_sensitive(text):
        return Visibility.AGENCY
    return Visibility.PUBLIC if _has_any(text, _STREET_AND_UTILITY) else Visibility.AGENCY


def preselected_visibility(text: str) -> Visibility | None:
    """The same as the form ticks it; None where it would be public and the text tells of a person: there one must choose."""
    suggested = suggested_visibility(text)
    return None if suggested == Visibility.PUBLIC and tells_of_a_person(text) else suggested


def tells_of_a_person(text: str) -> bool:
    """Does it hold personal data, or say where somebody lives or how they are?"""
    return _has_any(text, _OF_A_PERSON) or bool(find_personal_data(text[:LETTERS_READ]))


def most_open(text: str) -> Visibility:
    """The most open visibility that a complaint in these words can have, before anybody knows its topic.

    Who lives with the one who beats them must not be found by a public case, whatever was tapped in fear.
    """
    return Visibility.CONFIDENTIAL if speaks_of_harm_at_home(text) else Visibility.PUBLIC


def _has_any(text: str, words: tuple[str, ...]) -> bool:
    lowered = text[:LETTERS_READ].lower()
    return any(word in lowered for word in words)
