"""Finding people's names in Thai text, which writes them like all other words: no capitals, often no spaces.

Evidence is what stands before (a title, "my name is", คุณ, พี่), the lists of known names, or a telephone number behind;
where one alone is weak, two are asked for. A detector that guesses would hide places and shops.
Linear: runs of letters are bounded, and each is looked up at most once a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from ml.thai_names import thai_names

_LETTERS = r"\u0E01-\u0E3A\u0E40-\u0E4E"
_LETTER = f"[{_LETTERS}]"
_RUN = f"({_LETTER}{{2,30}})"
_UNKNOWN_LETTERS, _FAMILY_LETTERS = 12, 20
_NEAR_LETTERS = 25

# Before it stands no letter, or a word after which a person is named: not a shop, a soi or a crossing called so.
_START = f"(?:(?<!{_LETTER})|(?<=กับ)|(?<=ของ)|(?<=ให้)|(?<=และ)|(?<=โดย)|(?<=คือ)|(?<=ชื่อ)|(?<=ถึง)|(?<=จาก)|(?<=แจ้ง)|(?<=ติดต่อ)|(?<=ถาม)|(?<=โทรหา)|(?<=เจอ)|(?<=พบ)|(?<=เห็น))"
_TITLE = (  # นางเลิ้ง and นางลิ้นจี่ are parts of Bangkok
    r"(?:นางสาว|น\.ส\.|น\.ส(?=\s)|นาย|นาง|ด\.ช\.|ด\.ญ\.|เด็กชาย|เด็กหญิง)\s{0,2}"
    r"(?!ทะเบียน|จ้าง|อำเภอ|กเทศ|หน้า|ทุน|ช่าง|ตรวจ|ตำรวจ|แพทย์|กรัฐ|ก\s|กฯ|กอบ|พยาบาล|ก\u0E2D|คุณ|เลิ้ง|ลิ้นจี่)"
)
_RANK = rf"(?<![{_LETTERS}.])(?:พล\.[ตรทอ]\.[ตทอจ]\.|พ\.[ตจอ]\.[ตทอ]\.|ร\.ต\.[ตทอ]\.|จ\.ส\.[ตทอ]\.|ส\.[ตอ]\.[ตทอ]\.|ด\.ต\.)\s?"
_CALLED = r"(?:พี่|น้อง|ป้า|ลุง|น้า|ครู|อาจารย์|หมอ(?!ชิต)|ทนาย|นายช่าง|ช่าง|ผู้ใหญ่|กำนัน|สารวัตร|ผอ\.|สก\.|ส\.ก\.|ส\.ส\.|ตร\.)"
_TITLED = re.compile(rf"{_START}(?:{_TITLE}|{_RANK}){_RUN}")
_GLUED = re.compile(
    rf"(?<!ซอย)(?<!แยก)(?<!ร้าน)(?<!ถนน)(?<!คลอง)(?<!ตลาด)(?<!หนอง)(?<!บึง)(?<!สะพาน){_TITLE}{_RUN}(?=[ \u00A0])"
)
"""A title right behind any other word, as Thai is written: with a known given name and a family name behind it, no doubt."""
_AT_HOME = re.compile(rf"บ้าน(?:ของ)?(?:{_TITLE}|{_CALLED}|คุณ)\s?{_RUN}")
"""People say where something is by whose house stands there. A village is called so too: only known names count."""
_A_NUMBER = re.compile(r"\d\s?$")
_MY_NAME = re.compile(
    "(?:ผม|ดิฉัน|ฉัน|หนู|ข้าพเจ้า|เจ้าของ|ผู้แจ้ง|ผู้ร้อง|ผู้ร้องเรียน|ผู้เสียหาย)"
    rf"ชื่อ(?:เล่น|จริง)?\s{{0,2}}(?:คือ|ว่า)?\s{{0,2}}{_RUN}"
)
_CHILD = re.compile(
    rf"(?:(?<!ป)ลูก|บุตร|หลาน|เด็ก)(?:สาว|ชาย)?(?:ของ)?(?:ผม|ดิฉัน|ฉัน|หนู|เขา)?ชื่อ(?:เล่น)?\s?(?:คือ|ว่า)?\s?(?:น้อง\s?)?{_RUN}"
)
"""Children are called by names that are in no list, of two letters often."""
_ME = "(?:ผม|กระผม|ดิฉัน|ฉัน|หนู|ข้าพเจ้า|เรา|เขา|เธอ)"
_NICKNAME = re.compile(
    rf"(?:ชื่อเล่น(?:ของ{_ME})?\s{{0,2}}(?:คือ|ว่า|ชื่อ|:)?|เรียก{_ME}ว่า|เรียกว่า(?=(?:พี่|น้อง|ลุง|ป้า)))\s{{0,2}}{_RUN}"
)
_NO_NICKNAME = re.compile(
    "ให้|ของ|จริง|ไอ้|อี(?!ฟ)|คน|โง่|ควาย|หมา|สัตว์|บ้า|เป็น|มี|ใหม่|ตัว|พวก|แรงงาน|ต่างด้าว|เจ้า|ตาม|ใน|เด็ก|กะหรี่|ขอทาน|ขี้|นัก|ผู้|แก(?!้)|ลูก|โจร|ขโมย"
)
"""What people are called that tells nobody who they are."""
_I_AM = re.compile(rf"(?<!{_LETTER})(?:ผม|กระผม|ดิฉัน|ข้าพเจ้า)\s?{_RUN}(?=[ \u00A0])")
"""Without a word for name between: only a known given name with a family name behind it is one."""
_NAMED = re.compile(rf"(?<!เ)ชื่อ\s{{0,2}}[\"“(]?{_RUN}")
_KHUN = re.compile(rf"(?<!ขอบ)(?<!พระ)(?<!เจ้า)(?<!ครัว)คุณ\s?{_RUN}")
_CALLED_SO = re.compile(rf"{_START}{_CALLED}\s?{_RUN}")
_WITH_PHONE = re.compile(
    rf"{_START}(?:{_CALLED}|คุณ)\s?({_LETTER}{{2,{_UNKNOWN_LETTERS}}}?)[\s:.,()\-]{{0,4}}"
    r"(?:(?:เบอร์โทร|โทร|เบอร์|มือถือ|tel)[\s:.,()\-]{0,4})?(?=(?:\+66|0)[\d\- ]{8,12})",
    re.IGNORECASE,
)
_PAIR = re.compile(rf"(?<!{_LETTER}){_RUN}[ \u00A0]{{1,3}}(?={_RUN}(?!{_LETTER}))")
_NEXT = re.compile(rf"[ \u00A0]{{1,3}}{_RUN}(?!{_LETTER})")

_GOES_ON = re.compile(
    "ครับ|ค่ะ|คะ|คับ|นะ|ได้|บอก|ว่า|ที่|และ|โทร|เบอร์|เป็น|มา|ไป|เจ้าของ|เจ้าหน้าที่|อยู่|อยาก|อย่าง|แจ้ง|ซึ่ง|จะ|ไม่|ให้|กับ|ด้วย"
    "|มี|ขอ|บ้าน|บุตร|อายุ|นามสกุล|จาก|หรือ|ลง|ดำเนิน|ร้อง|ผู้|ช่วย|ติด|หัวหน้า|พนักงาน|ตำแหน่ง|ซอย|ถนน|เขต|แขวง|ตำบล|อำเภอ|จังหวัด"
    "|ดิฉัน|ผม|เคย|แล้ว|แต่|กำลัง|ใน|กล่าว|พูด|รับ|ต้อง|พร้อม|ทาง|เนื่อง|เมื่อ|วัน|โดย|ประสาน|ตรวจ|ประธาน|อดีต|รอง|ฝ่าย|แผนก|บริษัท"
    "|คือ|ตาม|เพื่อ|ก็|คง|ยัง|หมู่|สังกัด|ทำ|เข้า|ออก|ถูก|ใช้|ท่าน|คุณ|นาย|นาง|น้อง|พี่|ครู|คน|เงิน|ปล่อย"
    "|ปัจจุบัน|อาศัย|ข้าราชการ|พยายาม|ย้อน|อ้าง|ละเลย|จึง|ขับ|ชี้|เดิน|ยืน|นั่ง|ทุก|ส่วน|สูบ|พา|ถึง"
)
"""Words with which a sentence goes on behind a name."""
_CERTAINLY_GOES_ON = re.compile(
    "ครับ|ค่ะ|นะคะ|โทร|เบอร์|พนักงาน|หัวหน้า|เจ้าหน้าที่|ได้|อยู่|แจ้ง|ร้อง|ดำเนิน|ให้|เอา|บ้านเลขที่|จึง|ก็|กลับ|ฝ่าย|ซึ่ง|หายไป|ก่อคดี|ขับรถ|จอดรถ|ทั้ง|จาก"
)
"""Those of them that are part of hardly any name: the others, looked for inside a run, would cut names in two."""
_LIKE_A_FAMILY = re.compile(
    "(?:มี|มา|คง|อยู่|วัน|ทาง|ใจ|คุณ|บุตร|เงิน|ยัง|พร้อม|เจ้า|ขอ|คน|ใน|พา|ได้|นาย|น้อง|ช่วย|รับ|รอง|ประธาน)"
    "(?:ทรัพย์(?!สิน)|สุข(?!ภาพ|า)|ชัย|ศรี|ศิริ|สิริ|ศิล|บุญ(?!คุณ)|แก้ว|ลาภ|โชค|พร(?!้|ะ|ุ)|ทอง|แสง(?!ส)|สิน|ธรรม|ฤทธิ์|วงศ์|วงษ์|พงศ์|พงษ์|รัตน|มณี|เพชร"
    "|จันทร์|งาม|เจริญ|มั่น|สกุล|กุล|วรรณ|สมบูรณ์|เกิด|เกษม|เย็น|สวัสดิ์|เดช|พันธ์|ลัย|ลี)"
)
"""Family names that begin with such a word, by what follows it."""
_NO_NAME = re.compile(
    "อะไร|ก็|ไม่|ว่า|เดียว|เสีย|ซอย|ร้าน|ถนน|หมู่บ้าน|บริษัท|โครงการ|และ|หรือ|ที่|ใคร|ๆ|ครับ|ค่ะ|คะ|จ้า|นะ|เบอร์|โทร|นาย|นาง"
)
_A_PLACE = re.compile("ร้าน|โครงการ|บริษัท|หมู่บ้าน|ซอย|ถนน|โรงเรียน|วัด|คลินิก|อู่|ตลาด|คอนโด|อาคาร|ตึก|ป้าย")


def find_names(text: str) -> Iterator[tuple[int, int]]:
    """Where people are named in the text: start and end offsets (end excluded), in no order; they may overlap."""
    names = thai_names()
    for match in _TITLED.finditer(text):
        letters = _known_letters(match[1], names.given)
        are_counted = _A_NUMBER.search(text, max(0, match.start() - 2), match.start())  # 4 นาย: four men
        if not letters and not are_counted and not _NO_NAME.match(match[1]):
            letters = _until_it_goes_on(match[1])  # rather too much is hidden than half of a name shown
        yield from _name_at(text, match, letters)
    for match in _GLUED.finditer(text):
        if match[1] in names.given and (family := _NEXT.match(text, match.end(1))) and _letters_of_family_name(family):
            yield from _name_at(text, match, len(match[1]))
    for match in _WITH_PHONE.finditer(text):
        if not _NO_NAME.match(match[1]):
            yield match.span(1)
    for match in chain(_CHILD.finditer(text), _MY_NAME.finditer(text)):
        yield from _name_at(text, match, _known_letters(match[1], names.given) or _letters_of_unknown(match[1]))
    for match in _NICKNAME.finditer(text):
        if not _NO_NICKNAME.match(match[1]) and not _GOES_ON.match(match[1]):
            yield from _name_at(text, match, _letters_of_unknown(match[1]))
    for match in _I_AM.finditer(text):
        if _is_with_family_name(text, match):
            yield from _name_at(text, match, len(match[1]))
    for match in _KHUN.finditer(text):
        yield from _name_at(text, match, _known_letters(match[1], names.after_khun))
    for match in _CALLED_SO.finditer(text):
        yield from _name_at(text, match, _known_letters(match[1], names.only_given))
    for match in _AT_HOME.finditer(text):
        yield from _name_at(text, match, _known_letters(match[1], names.only_given))
    for match in _NAMED.finditer(text):
        if not _A_PLACE.search(text, max(0, match.start() - _NEAR_LETTERS), match.start()):
            known = len(match[1]) if _is_with_family_name(text, match) else 0
            yield from _name_at(text, match, known or _known_letters(match[1], names.only_given))
    for match in _PAIR.finditer(text):
        if match[1] in names.only_given and match[2] in names.family:
            yield match.start(1), match.end(2)


def _known_letters(run: str, given: frozenset[str]) -> int:
    """How many letters at the beginning of a run are a known name that ends there; 0 when none are."""
    for letters in range(len(run), 2, -1):
        if run[:letters] in given and (letters == len(run) or _GOES_ON.match(run, letters)):
            return letters
    return 0


def _letters_of_unknown(run: str) -> int:
    """The same for a name that is in no list, where what stands before leaves no doubt that one follows."""
    if _NO_NAME.match(run):
        return 0
    letters = _until_it_goes_on(run)
    return letters if letters <= _UNKNOWN_LETTERS else 0


def _until_it_goes_on(run: str) -> int:
    goes_on = _CERTAINLY_GOES_ON.search(run, 2)
    return goes_on.start() if goes_on else len(run)


def _name_at(text: str, match: re.Match[str], letters: int) -> Iterator[tuple[int, int]]:
    """The given name of so many letters that the match begins with, and the family name behind it."""
    if letters:
        end = match.start(1) + letters
        follows = _NEXT.match(text, end)
        yield match.start(1), end + _letters_of_family_name(follows) if follows else end


def _is_with_family_name(text: str, match: re.Match[str]) -> bool:
    """Whether the whole run is a given name with a family name behind it; a known one, where it is an everyday word too."""
    names, family = thai_names(), _NEXT.match(text, match.end(1))
    if family is None or match[1] not in names.given:
        return False
    if match[1] in names.only_given:
        return _letters_of_family_name(family) > 0
    return family[1] in names.only_family or bool(_LIKE_A_FAMILY.match(family[1]))


def _letters_of_family_name(follows: re.Match[str]) -> int:
    """How far a family name reaches behind a given name, the space between included; 0 when none follows.

    They are too many to list and say more than any given name: what does not go on with the sentence counts as one, and
    so does what begins like that but is a family name (มีทรัพย์).
    """
    is_known = follows[1] in thai_names().only_family or _LIKE_A_FAMILY.match(follows[1])
    letters = 0 if _GOES_ON.match(follows[1]) and not is_known else _until_it_goes_on(follows[1])
    return follows.start(1) - follows.start() + letters if 3 <= letters <= _FAMILY_LETTERS else 0
