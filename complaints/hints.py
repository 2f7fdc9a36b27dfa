"""A first guess from plain words, for the filing form only: the web process does not load the topic model.

It preselects who may see the case, and the person sees and may change it; routing never reads it.
"""

from __future__ import annotations

from complaints.workflow import Visibility

_STREET_AND_UTILITY = (
    "ถนน", "หลุม", "ทางเท้า", "ฟุตบาท", "ไฟทาง", "ไฟดับ", "ไฟส่องสว่าง", "เสาไฟ", "สายไฟ", "ขยะ", "ท่อ", "น้ำท่วม", "น้ำขัง", "น้ำไม่ไหล",
    "ประปา", "คลอง", "ต้นไม้", "กิ่งไม้", "ป้ายจราจร", "สัญญาณไฟ", "รถติด", "สะพาน", "จอดรถขวาง", "หมาจรจัด", "สุนัขจรจัด",
    "pothole", "street light", "garbage", "flood", "drain", "sidewalk",
)  # fmt: skip
_SENSITIVE = (
    "ทุจริต", "คอร์รัปชัน", "สินบน", "ส่วย", "เรียกเงิน", "รับเงินใต้โต๊ะ", "ตำรวจ", "ยาเสพติด", "ยาบ้า", "ข่มขืน", "ล่วงละเมิด", "ทำร้าย", "เด็ก",
    "โรงพยาบาล", "หมอ", "ป่วย", "ฆ่าตัวตาย", "ข่มขู่", "อิทธิพล", "บ่อน", "ครอบครัว", "corruption", "bribe", "police", "drug", "abuse",
)  # fmt: skip
_NAMED_OFFICERS_ONLY = (
    "ทุจริต", "คอร์รัปชัน", "สินบน", "ส่วย", "เรียกเงิน", "รับเงิน", "ใต้โต๊ะ", "ตำรวจ", "ผู้มีอิทธิพล", "ฮั้ว", "corruption", "bribe", "police",
)  # fmt: skip


def is_sensitive(text: str) -> bool:
    """Does it speak of corruption, police, health, children or violence? Then the form shows how to stay safe."""
    lowered = text[:4000].lower()
    return any(word in lowered for word in _SENSITIVE)


def suggested_visibility(text: str) -> Visibility:
    """Public for street and utility matters, agency for the rest; a sensitive word always keeps it closed.

    What speaks of bribes or the police is offered to named officers only: a colleague may be the one complained of.
    """
    lowered = text[:4000].lower()
    if any(word in lowered for word in _NAMED_OFFICERS_ONLY):
        return Visibility.CONFIDENTIAL
    if is_sensitive(text):
        return Visibility.AGENCY
    return Visibility.PUBLIC if any(word in lowered for word in _STREET_AND_UTILITY) else Visibility.AGENCY
