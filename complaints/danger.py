"""Words of danger. When a text has them, emergency numbers are shown at once, before and after filing.

Kept broad on purpose: a number shown without need costs a line on a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.danger_words import IN_OTHER_LANGUAGES


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
            *IN_OTHER_LANGUAGES["191"],
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
            *IN_OTHER_LANGUAGES["1669"],
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
            *IN_OTHER_LANGUAGES["199"],
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
            *IN_OTHER_LANGUAGES["1323"],
        ),
    ),
)


_NO_LATIN = re.compile("[^a-z]+")
_LETTERS_READ = 4000


def emergency_numbers(text: str) -> list[EmergencyNumber]:
    """The numbers that fit what the text speaks of; none when it speaks of no danger."""
    return [number for number in NUMBERS if speaks_of(text, number.words)]


def speaks_of_danger_in_another_language(text: str) -> bool:
    """Whether it is urgent by words that are not Thai: the model and its rules know those of Thai alone."""
    return any(speaks_of(text, words) for words in IN_OTHER_LANGUAGES.values())


def speaks_of(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in the text; Latin ones as whole words, so that "gun" is not in "begun"."""
    lowered = text[:_LETTERS_READ].lower()
    latin = f" {_NO_LATIN.sub(' ', lowered)} "
    return any(f" {word} " in latin if word[0].isascii() else word in lowered for word in words)
