"""Thai texts that say that somebody was already hurt by what is complained of, fell into it, or that children walk past an open hole.

That makes a matter urgent whatever its topic: a broken cover is work for a week, one that a child fell through is not. Read
as happened is only what is told as happened. Fear of it ("กลัวเด็กตกท่อ"), a near miss, a car in a pothole, an animal and
"ตาย" as people exaggerate ("ร้อนจะตาย") are none; a piece of the sentence before the event decides.
"""

from __future__ import annotations

import re

_SOMEBODY = "เด็ก|นักเรียน|นร\\.|ลูก(?:ของ|สาว|ชาย|ฉัน|ผม|ดิฉัน|หลาน|หนู|เดิน|ตก|ๆ| )|หลาน|คน|ผู้|ยาย|คุณตา|ตายาย|ลุง|ป้า|พ่อ|แม่|น้อง|ชาวบ้าน|ผม|ดิฉัน|ฉัน|หนู|สามี|ภรรยา|เมีย|แฟน|เพื่อน|ครู|พนักงาน|รปภ|พระ|เณร|เดิน|วิ่ง|ก้าว"
_HOLES = "ท่อ|หลุม|บ่อ|คูน้ำ|คูระบาย|คลอง|ร่อง|รางระบาย|รางน้ำ|โพรง|สระ|เหว|ตะแกรง|แมนโฮล"
_FELL_IN = re.compile(
    rf"(?:{_SOMEBODY})(?P<between>[ก-๛ 0-9]{{0,20}}?)"
    rf"(?<!ฝน)(?<!น้ำ)(?:ตก|พลัด|หล่น|ร่วง)(?:ตก|หล่น)?(?:ลง)?(?:ไป|มา)?(?:ใน)?(?:{_HOLES}|(?<=ลงไป))(?!ได้|ว่า|แล้วว่า|คุย|กัน|ง่าย)"
)
_HURT = re.compile(
    r"บาดเจ็บ|เจ็บ(?:ตัว|หนัก|สาหัส|ไปแล้ว|แล้ว| *[0-9๐-๙]+ *(?:คน|ราย)|(?:หลาย|หนึ่ง|สอง|สาม)(?:คน|ราย))"
    r"|(?:ขา|แขน|กระดูก|ข้อเท้า|ข้อมือ|นิ้ว|ฟัน|ซี่โครง|สะโพก|ไหปลาร้า)(?:หัก|ร้าว)|(?:หัว|คิ้ว|หน้า|ปาก)แตก"
    r"|(?<!ไข้)เลือด(?:ออก|ไหล|อาบ)|เย็บ *[0-9๐-๙]+|(?:ต้องเข้า|นอน|ส่ง|หาม)(?:โรงพยาบาล|รพ\.)|เสียชีวิต|หมดสติ"
    r"|ตาย(?:ไปแล้ว|แล้ว|คาที่| *[0-9๐-๙]+ *(?:คน|ราย|ศพ)|(?:หลาย|หนึ่ง|สอง|สาม)(?:คน|ราย|ศพ))"
)
_THING = re.compile(
    rf"{_HOLES}|สายไฟ|สายสื่อสาร|สายเคเบิล|เสา|ต้นไม้|กิ่งไม้|ป้าย|กระจก|ถนน|ทางเท้า|ฟุตบาท|ฟุตปาธ|พื้น|ทางลาด|สะพาน|บันได|ราวกัน|รั้ว|กำแพง|แผ่นเหล็ก|เหล็ก|กองดิน|กองหิน"
    r"|ไฟทาง|ไฟส่อง|ไฟแดง|สัญญาณไฟ|ทางม้าลาย|ทางข้าม|แยก|ทางโค้ง|จุดกลับรถ|ยูเทิร์น|เครื่องเล่น|ไฟรั่ว|หลังคา|กระเบื้อง|(?:หมา|สุนัข)[ก-๛ ]{0,30}กัด"
)
"""What a city or a village keeps in order. Without one near it an injury is told of somebody's illness or of a hospital."""
_NEAR = 80
_DEATH = ("ตาย", "เสียชีวิต")
_DEAD_TREE = re.compile(r"(?:ต้นไม้|กิ่ง|ต้น)(?:(?!ทับ|ใส่|โดน|ล้ม|หล่น|หัก|ชน|คน)[ก-๛ ๆ]){0,25}$")
"""Before a death: the tree's own, not that of somebody whom it struck."""
_MAY_BE = ("ได้ ", "ได้ค", "ได้ง", "ได้จ", "ได้แ", "ได้\n", "หรือ", "หลายตัว")
"""What follows an injury that can happen: "ได้" that begins no "ได้รับ"."""
_OPEN_HOLE = re.compile(
    r"(?:ฝาท่อ|ฝาบ่อ|ฝาปิดท่อ|ตะแกรง)[ก-๛ ]{0,12}?(?:หาย|เปิด|แตก|หัก|ยุบ|พัง|หลุด)|(?:ท่อ|บ่อ)[ก-๛ ]{0,8}?(?:ไม่มีฝา|ไม่ปิดฝา|เปิดอ้า|เปิดทิ้ง)"
)
_CHILDREN_THERE = re.compile(
    r"เด็ก(?!แว้น|ปั๊ม|เสิร์ฟ)|นักเรียน|(?:หน้า|ใกล้|ข้าง|ในรั้ว|ทางไป|ทางเข้า)(?:โรงเรียน|ร\.ร\.|รร\.|อนุบาล|ศูนย์เด็ก)|ลูกหลาน"
)
_NOT_HAPPENED = re.compile(
    r"กลัว|เกรง|ห่วง|เสี่ยง|อาจ(?!าร)|จะ(?!เข้)|เดี๋ยว|ถ้า|หาก|เกือบ|เฉียด|ป้องกัน|กันไม่|กันคน|กันเด็ก|ระวัง|รอให้|ต้องให้|ให้มี|(?<!ทำ)ให้(?:คน|เด็ก)|ไม่ให้|อย่าให้|หวั่น|โอกาส|ไม่มี|ไม่เคย|ไม่ได้|สมมติ|เผื่อ|ก่อนที่|หรือไม่|คงมี|คงได้|เวลามี|เวลาจะ|คนเจ็บป่วย"
)
_BUT_IT_DID = re.compile(r"เคย|เมื่อ(?:วาน|เช้า|คืน|วันที่|อาทิตย์|เดือน)|วันนี้|ล่าสุด")
"""After one of these a fear or a maybe before it is of something else."""
_NO_PEOPLE = "หมา(?!ย)|แมว|สุนัข|แมลง|หนู(?:ตาย|ท่อ|นา)|ปลา(?!ย)|วัว|ควาย|งู|ตัวเงินตัวทอง"
_HURT_ANIMAL = re.compile(rf"(?:{_NO_PEOPLE})(?![ก-๛ ]{{0,30}}กัด)")
_NO_PERSON = re.compile(
    rf"{_NO_PEOPLE}|(?<!มา)รถ|มอไซ|มอเตอร์ไซ|จักรยาน|ล้อ|ยาง|เก๋ง|กระบะ|มือถือ|โทรศัพท์|กุญแจ|ทำของ|สิ่งของ|ข้าวของ|เงิน|ขยะ|ใบไม้|กิ่ง|บอก"
)
_BEFORE = 40
"""Letters before an event in which it may be said that it did not happen."""


def has_hurt_somebody(text: str) -> bool:
    """Whether somebody was already hurt by what the text is about, or children are at an open hole now. Of Thai alone."""
    return somebody_is_hurt(text) or _children_at_a_hole(text.lower())


def somebody_is_hurt(text: str) -> bool:
    """The same without the open hole, by which nobody is hurt so far."""
    lowered = text.lower()
    return _somebody_fell_in(lowered) or _is_told_of_an_injury(lowered)


def _somebody_fell_in(text: str) -> bool:
    return any(
        re.search(_HOLES, text)
        and _is_told_as_happened(text, fell.start(), fell.end("between"))
        and not _NO_PERSON.search(text[max(0, fell.start() - 24) : fell.end("between")])
        for fell in _FELL_IN.finditer(text)
    )


def _is_told_of_an_injury(text: str) -> bool:
    return any(
        _is_told_as_happened(text, hurt.start(), hurt.start())
        and not _HURT_ANIMAL.search(text[max(0, hurt.start() - _BEFORE) : hurt.start()])
        and not text.startswith(_MAY_BE, hurt.end())
        and not (hurt[0].startswith(_DEATH) and _DEAD_TREE.search(text[max(0, hurt.start() - _BEFORE) : hurt.start()]))
        and _THING.search(text[max(0, hurt.start() - _NEAR) : hurt.end() + _NEAR])
        for hurt in _HURT.finditer(text)
    )


def _children_at_a_hole(text: str) -> bool:
    return bool(_OPEN_HOLE.search(text) and _CHILDREN_THERE.search(text))


def _is_told_as_happened(text: str, start: int, end: int) -> bool:
    """start: where the sentence of the event begins; end: where the event itself does."""
    return not _NOT_HAPPENED.search(_BUT_IT_DID.split(text[max(0, start - _BEFORE) : end])[-1])
