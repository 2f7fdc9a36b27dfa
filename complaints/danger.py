"""Words of danger. When a text has them, emergency numbers are shown at once, before and after filing.

Kept broad on purpose: a number shown without need costs a line on a page.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class EmergencyNumber:
    number: str
    name: str | Promise
    words: tuple[str, ...]


NUMBERS = (
    EmergencyNumber(
        "191",
        _("Police, danger to life"),
        (
            "ถูกทำร้าย",
            "ทำร้ายร่างกาย",
            "ยิง",
            "ฆ่า",
            "ปล้น",
            "ชิงทรัพย์",
            "ข่มขืน",
            "ลักพาตัว",
            "อาวุธ",
            "มีด",
            "ปืน",
            "ระเบิด",
            "ตบตี",
            "ซ้อม",
            "ขู่ฆ่า",
            "คลั่ง",
            "บุกรุกเข้าบ้าน",
            "ทะเลาะวิวาท",
            "gun",
            "murder",
            "rape",
            "robbery",
            "stabbed",
        ),
    ),
    EmergencyNumber(
        "1669",
        _("Ambulance"),
        (
            "หมดสติ",
            "เครื่องช่วยหายใจ",
            "ระเบิด",
            "เลือดออก",
            "บาดเจ็บ",
            "เจ็บหนัก",
            "หายใจไม่ออก",
            "ชัก",
            "จมน้ำ",
            "ไฟดูด",
            "ไฟช็อต",
            "ไฟช๊อต",
            "รถชน",
            "รถคว่ำ",
            "รถล้ม",
            "ตกน้ำ",
            "อุบัติเหตุ",
            "ใกล้ตาย",
            "unconscious",
            "bleeding",
            "injured",
            "drowning",
            "electrocuted",
        ),
    ),
    EmergencyNumber(
        "199",
        _("Fire and rescue"),
        (
            "ไฟไหม้",
            "ระเบิด",
            "เพลิงไหม้",
            "ไฟลุก",
            "ประกายไฟ",
            "แก๊สรั่ว",
            "ก๊าซรั่ว",
            "สารเคมีรั่ว",
            "ตึกถล่ม",
            "ติดอยู่ในซาก",
            "งูเข้าบ้าน",
            "fire",
            "gas leak",
            "collapsed",
        ),
    ),
    EmergencyNumber(
        "1323",
        _("Mental health, day and night"),
        (
            "ฆ่าตัวตาย",
            "อยากตาย",
            "ไม่อยากอยู่แล้ว",
            "ทำร้ายตัวเอง",
            "กรีดแขน",
            "โดดตึก",
            "ซึมเศร้า",
            "suicide",
            "kill myself",
            "want to die",
        ),
    ),
)


def emergency_numbers(text: str) -> list[EmergencyNumber]:
    """The numbers that fit what the text speaks of; none when it speaks of no danger."""
    lowered = text[:4000].lower()
    return [number for number in NUMBERS if any(word in lowered for word in number.words)]
