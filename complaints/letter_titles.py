"""Titles that people give with their name. Whole titles only: พลอย and พันธิวา are names. In doubt it is a name."""

from __future__ import annotations

import re

_BEFORE_A_NAME = r"(?=\s|[ก-ฮเ-ไ])"
"""A name begins with a consonant, or the vowel written before one: นายิกา and คุณากร are no นาย and no คุณ."""
_LEVELS = "(?:เอก|โท|ตรี)"
_SHORT_LEVELS = r"[อทต]\."
_PLAIN = r"นางสาว|นาย|นาง(?!นวล)|คุณ(?!ภัทร|วุฒิ|ธรรม)|เด็กชาย|เด็กหญิง|ท่านผู้หญิง|พระ(?=\s)"
_OF_MONKS = "พระ(?:ครู|มหา|อาจารย์|อธิการ|ปลัด|สมุห์|ใบฎีกา)"
_LEARNED = "(?:ผู้ช่วย|รอง)?ศาสตราจารย์|ดอกเตอร์|แพทย์หญิง|(?:ทันต|สัตว)แพทย์(?:หญิง)?|เภสัชกร(?:หญิง)?"
_NOBLE = "หม่อม(?:เจ้า|ราชวงศ์|หลวง)"
_RANKS = (
    rf"(?:ว่าที่\s?)?(?:พล(?:เรือ|อากาศ|ตำรวจ)?|พัน(?:ตำรวจ|จ่า(?:อากาศ)?)?|ร้อย(?:ตำรวจ)?|นาวา(?:อากาศ)?|เรือ(?:อากาศ)?"
    rf"|จ่า(?:สิบ|อากาศ)?|สิบ(?:ตำรวจ)?){_LEVELS}|จ่าสิบตำรวจ|ดาบตำรวจ|พลทหาร"
)
_SHORT = (
    r"น\.ส\.|ด\.[ชญต]\.|ดร\.|(?:[ผร])?ศ\.|นพ\.|พญ\.|ทพญ?\.|ภ[กญ]\.|น?\.?สพ\.(?:ญ\.)?|ม\.(?:จ|ร\.ว|ล)\."
    rf"|(?:ว่าที่\s?)?(?:พล\.(?:[รอต]\.)?|พ\.(?:[ตจอ]\.)?|ร\.(?:ต\.)?|น\.|จ\.(?:ส\.)?|ส\.(?:ต\.)?){_SHORT_LEVELS}"
)
_THAI = rf"(?:{_PLAIN}|{_OF_MONKS}|{_LEARNED}|{_NOBLE}|{_RANKS}){_BEFORE_A_NAME}|(?:{_SHORT})"
_TITLE = re.compile(rf"(?:{_THAI})|(?i:(?:mr|mrs|ms|miss|dr|prof)(?:\.|\s))")


def courteous(name: str) -> str:
    """The name as a letter addresses it: with its own title, or with คุณ."""
    return name if _TITLE.match(name) else f"คุณ{name}"
