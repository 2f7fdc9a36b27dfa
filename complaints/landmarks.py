"""Whether two texts name the same landmark, such as "วัดโพธิ์ชัย" or "ซอย 5": where it is, told without a pin.

No gazetteer: a landmark is a word of its kind and the name behind it. Thai goes on without spaces, so that a name also
ends where a word begins with which people go on to say what is wrong there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from directory.digits import TO_PLAIN_DIGITS

_KINDS = [
    "วัด",
    "โรงเรียน",
    "รร.",
    "ตลาด",
    "โรงพยาบาล",
    "รพ.สต.",
    "รพ.",
    "มัสยิด",
    "สะพาน",
    "สี่แยก",
    "สามแยก",
    "แยก",
    "หมู่บ้าน",
    "ซอย",
    "สวน",
    "สถานีตำรวจ",
    "สภ.",
    "ปั๊ม",
    "โรงสี",
    "โรงแรม",
    "อนามัย",
    "สถานีรถไฟ",
    "มหาวิทยาลัย",
    "วิทยาลัย",
]
_BY_LENGTH = "|".join(map(re.escape, sorted(_KINDS, key=len, reverse=True)))
_LANDMARK = re.compile(rf"(?<!จังห)(?<!ตรวจ)({_BY_LENGTH}) ?([ก-๎]+|\d+)")  # วัด is also in จังหวัด and ตรวจวัด
_GOES_ON = re.compile(
    "ดับ|เสีย|ไม่|มี|เป็น|แตก|พัง|ชำรุด|หัก|ล้ม|ท่วม|มืด|รั่ว|ขาด|หลุม|ไฟ|โคม|เสา|น้ำ|ขยะ|ติด|ตรง|หน้า|ข้าง|หลัง|ใกล้|ปาก|ฝั่ง|ทาง|มา|ตั้งแต่"
)
_SHORTEST, _LONGEST = 3, 40
_LETTERS_READ = 1200


def name_the_same_landmark(one: str, other: str) -> bool:
    """Whether a landmark of the one text is one of the other."""
    return not landmarks_of(one).isdisjoint(landmarks_of(other))


def landmarks_of(text: str) -> frozenset[tuple[str, str]]:
    """Kind and name of each landmark in the first 1,200 letters."""
    return frozenset(_named(text))


def _named(text: str) -> Iterator[tuple[str, str]]:
    for kind, name in _LANDMARK.findall(text[:_LETTERS_READ].translate(TO_PLAIN_DIGITS)):
        bare = _GOES_ON.split(name[:_LONGEST], maxsplit=1)[0]
        if name.isdecimal() or len(bare) >= _SHORTEST:
            yield kind, bare
