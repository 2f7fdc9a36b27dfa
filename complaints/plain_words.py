"""How an answer reads: words of the office that people stumble over, what to say instead, and what is too long.

A hint, never a verdict: nothing is held up, and the officer's words stay as they are. The list is a judgement of ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_RUN = 140
"""Letters between two spaces, beyond which a Thai reader has lost the beginning (Thai ends a sentence with a space)."""
MOST_HINTS = 8

INSTEAD = {
    "ดำเนินการแก้ไข": "แก้ไข",
    "ดำเนินการซ่อมแซม": "ซ่อม",
    "ดำเนินการตรวจสอบ": "ตรวจ",
    "ดำเนินการประสาน": "ติดต่อ",
    "ดำเนินการ": "ทำ หรือบอกว่าทำอะไร",
    "ประสานไปยัง": "ติดต่อ หรือส่งต่อให้",
    "ประสานงาน": "ติดต่อ",
    "จึงเรียนมาเพื่อโปรดทราบ": "ตัดออกได้",
    "เรียนมาเพื่อโปรดทราบ": "ตัดออกได้",
    "จึงเรียนมาเพื่อ": "ตัดออกได้",
    "เพื่อโปรดพิจารณา": "บอกว่าอยากให้ทำอะไร",
    "อนึ่ง": "อีกเรื่องหนึ่ง",
    "ทั้งนี้": "ตัดออกได้",
    "ในการนี้": "ตัดออกได้",
    "แล้วแต่กรณี": "บอกว่ากรณีไหน",
    "ตามนัย": "ตาม",
    "โดยพลัน": "ทันที",
    "โดยเร็วที่สุด": "บอกวัน เช่น ภายในวันศุกร์",
    "ในโอกาสแรก": "บอกวัน เช่น ภายในวันศุกร์",
    "ต่อไปในอนาคต": "บอกว่าเมื่อไร",
    "อยู่ระหว่างดำเนินการ": "บอกว่ากำลังทำอะไร และเสร็จเมื่อไร",
    "อยู่ระหว่างการพิจารณา": "บอกว่าใครพิจารณา และรู้ผลเมื่อไร",
    "รับทราบ": "รับเรื่องแล้ว และจะทำอะไรต่อ",
    "ข้างต้น": "บอกสิ่งนั้นอีกครั้ง",
    "ดังกล่าว": "นี้ หรือเรียกชื่อสิ่งนั้น",
    "ผู้ร้อง": "คุณ",
    "ผู้ร้องเรียน": "คุณ",
    "ท่าน": "คุณ",
    "ณ ": "ที่",
    "กอปรกับ": "และ",
    "มีความประสงค์": "อยาก หรือต้องการ",
    "ทำการ": "ตัดออกได้",
    "ให้แล้วเสร็จ": "ให้เสร็จ",
    "เป็นการเร่งด่วน": "ทันที หรือบอกวัน",
    "พิจารณาตามอำนาจหน้าที่": "บอกว่าจะทำอะไร",
    "ไม่สามารถดำเนินการได้": "ทำไม่ได้ เพราะ…",
}
"""Office words and plain ones. The longest that fits is told, so that one place gives one hint."""
_APART = {
    "ท่าน": "(?<!ทัด)ท่าน(?!ี้)",
    "ณ ": "(?<![ก-๙])ณ ",
    "ทำการ": "(?<!ที่)(?<!วัน)(?<!เวลา)ทำการ(?!บ้าน)",
}
"""Words that also stand within others: คุณ, ที่ทำการไปรษณีย์."""
_WORDS = re.compile("|".join(_APART.get(word, word) for word in sorted(INSTEAD, key=len, reverse=True)))


@dataclass(frozen=True)
class Hint:
    """said: the words in question; instead: plain ones, "" where it is only too long."""

    said: str
    instead: str = ""


def hints_for(text: str) -> list[Hint]:
    """What of these words people may stumble over, in the order of the text, each once, MOST_HINTS at most."""
    found: dict[str, Hint] = {}
    for match in _WORDS.finditer(text):
        said = match.group()
        found.setdefault(said, Hint(said.strip(), INSTEAD[said]))
    hints = list(found.values())
    hints += [Hint(f"{run[:40]}…") for run in re.split(r"\s+", text) if len(run) > LONGEST_RUN][:2]
    return hints[:MOST_HINTS]
