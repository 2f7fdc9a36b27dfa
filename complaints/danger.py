"""Words of danger. When a text has them, emergency numbers are shown at once, before and after filing.

For danger to life now. What is feared, long past or happens often is the agency's matter, urgent or not: a red box over
every pothole is read by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.already_hurt import has_hurt_somebody, somebody_is_hurt
from complaints.danger_words import IN_OTHER_LANGUAGES, NO_FIRE
from complaints.no_danger import NO_DANGER


@dataclass(frozen=True)
class EmergencyNumber:
    number: str
    name: str | Promise
    words: tuple[str, ...]
    unless: tuple[str, ...] = ()
    """Phrases in which one of the Latin words tells of no danger."""

    @property
    def no_danger(self) -> str:
        """The pattern of Thai phrases in which one of the words tells of none."""
        return NO_DANGER.get(self.number, "")


_HARM_AT_HOME_IN_THAI = tuple(
    f"{who}{does}"
    for who in ("ผัว", "สามี", "แฟน", "แฟนเก่า", "พ่อ", "แม่", "พ่อเลี้ยง", "แม่เลี้ยง", "ลูกชาย", "พี่ชาย")
    for does in ("ตี", "ทุบ", "ตบ", "เตะ", "ต่อย", "ซ้อม", "ทำร้าย", "ข่มขืน", "ขู่")
) + (
    *("ทุบตี", "ตีเมีย", "ตีลูก", "ตีเด็ก", "ตีหลาน", "ตบเมีย", "ซ้อมเมีย", "ซ้อมลูก", "ขังลูก", "ขังเด็ก", "ทิ้งเด็ก", "ทารุณเด็ก", "ทารุณลูก"),
    *(
        "ทำร้ายฉัน",
        "ทำร้ายดิฉัน",
        "ทำร้ายหนู",
        "ทำร้ายลูก",
        "ทำร้ายเด็ก",
        "ทำร้ายหลาน",
        "ทำร้ายแม่",
        "ทำร้ายเมีย",
        "ทำร้ายภรรยา",
        "ทำร้ายคนแก่",
    ),
    *("รุนแรงในครอบครัว", "รุนแรงในบ้าน", "ข่มขืน", "ล่วงละเมิด", "อนาจารเด็ก", "ลวนลามเด็ก"),
)
HARM_AT_HOME = (*_HARM_AT_HOME_IN_THAI, *IN_OTHER_LANGUAGES["1300"])
"""Violence among those who live together, and against children: whoever tells of it lives with who does it."""

AMBULANCE = "1669"
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
            *("ถูกซ้อม", "โดนซ้อม", "รุมซ้อม", "ซ้อมเมีย", "ซ้อมลูก", "ซ้อมเด็ก", "ซ้อมคน", "ซ้อมแม่", "ซ้อมฉัน", "ซ้อมหนู"),
            "ขู่ฆ่า",
            "คลั่ง",
            "บุกรุกเข้าบ้าน",
            "ทะเลาะวิวาท",
            *HARM_AT_HOME,
            *IN_OTHER_LANGUAGES["191"],
        ),
    ),
    EmergencyNumber(
        AMBULANCE,
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
            *("รถชนคน", "รถชนเด็ก", "รถคว่ำ", "ติดอยู่ในรถ", "ตกน้ำ", "มีคนเจ็บ", "คนเจ็บอยู่", "คนเจ็บนอน", "ไม่ได้สติ", "ไม่รู้สึกตัว"),
            *(
                f"{now}{happens}"
                for now in ("เพิ่ง", "เมื่อกี้", "เมื่อกี้มี", "ตอนนี้", "ตอนนี้มี", "กำลังมี")
                for happens in ("รถชน", "รถล้ม", "เกิดอุบัติเหตุ", "อุบัติเหตุ", "ชนกัน")
            ),
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
        unless=NO_FIRE,
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
    EmergencyNumber("1300", _("Social help"), HARM_AT_HOME),
)


_NO_LATIN = re.compile("[^a-z]+")
_NO_FIRE = re.compile(rf"\b(?:{'|'.join(NO_FIRE)})\b".replace(" ", "[ -]"))
LETTERS_READ = 4000


def emergency_numbers(text: str) -> list[EmergencyNumber]:
    """The numbers that fit what the text speaks of; none when it speaks of no danger."""
    read, hurt = _read(text), somebody_is_hurt(text[:LETTERS_READ])
    return [
        each
        for each in NUMBERS
        if _speaks_of(_without(read, each.no_danger), each.words) or (hurt and each.number == AMBULANCE)
    ]


def speaks_of_harm_at_home(text: str) -> bool:
    return speaks_of(text, HARM_AT_HOME)


def is_urgent_by_words(text: str, *, is_thai: bool) -> bool:
    """Whether words alone make it urgent: harm at home in any language, somebody already hurt by what is complained of, and
    all danger told in another language than Thai.

    The model and its rules know the other words of danger, of Thai alone.
    """
    if speaks_of_harm_at_home(text) or has_hurt_somebody(text[:LETTERS_READ]):
        return True
    return not is_thai and any(speaks_of(text, words) for words in IN_OTHER_LANGUAGES.values())


def speaks_of(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in the text."""
    return _speaks_of(_read(text), words)


def words_in(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """Which of the words stand in the text; Latin ones as whole words, so that "gun" is not in "begun", and no phrase of NO_FIRE."""
    return tuple(_standing(_read(text), words))


def _read(text: str) -> tuple[str, str]:
    """The text in small letters, and its Latin words with one space between."""
    lowered = text[:LETTERS_READ].lower()
    return lowered, f" {_NO_LATIN.sub(' ', _NO_FIRE.sub('-', lowered))} "


def _without(read: tuple[str, str], no_danger: str) -> tuple[str, str]:
    lowered, latin = read
    return (re.sub(no_danger, "-", lowered) if no_danger else lowered), latin


def _speaks_of(read: tuple[str, str], words: Iterable[str]) -> bool:
    return next(_standing(read, words), None) is not None


def _standing(read: tuple[str, str], words: Iterable[str]) -> Iterator[str]:
    lowered, latin = read
    has_latin = not latin.isspace()  # a Thai text has none, and most of the words are Latin
    for word in words:
        if (has_latin and f" {word} " in latin) if word[0].isascii() else word in lowered and _is_whole(word, lowered):
            yield word


def _is_whole(word: str, text: str) -> bool:
    """Whether no Thai syllable is torn where the word begins and ends: "แตกน้ำ" holds no "ตกน้ำ", "มีดิน" no "มีด"."""
    return re.search(f"(?<![เ-ไ]){word}(?![ะ-ฺ็-๎])", text) is not None
