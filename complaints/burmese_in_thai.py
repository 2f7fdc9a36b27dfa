"""Finding Burmese, Karen and Shan names in Thai letters, as a translation writes them: โกอ่องมิน, นอพอเลอ.

The Thai finder knows Thai names, and these are in none of its lists. Evidence is a title (อู, ดอ, โก) and the syllables
behind it, of which one alone has to be no other Thai word; or the name itself, where the original says it.
Tone marks are written in several ways and count for nothing in a syllable, but อู่ is a garage. Linear: every pattern is
bounded, and a run of syllables is read once from its start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from complaints.name_words import ENOUGH_WITHOUT_TITLE, IN_THAI_LETTERS, NO_OTHER_THAI_WORD

_LETTER = "[\u0e01-\u0e3a\u0e40-\u0e4e]"
_TONES = "[\u0e47-\u0e4b]?"
_MARKS = "[\u0e30-\u0e3a\u0e47-\u0e4e]"
_ENDS = f"(?!{_MARKS})"
_OPEN = re.compile(
    "(?:[\u0e01-\u0e2e]อ|[\u0e32\u0e35\u0e37\u0e39\u0e34\u0e38][\u0e47-\u0e4b]?|[\u0e40-\u0e44][\u0e01-\u0e2e]{1,2}[\u0e47-\u0e4b]?)$"
)
"""A syllable that a consonant behind it may yet close: โซ is no part of โซน."""
_CLOSES = re.compile(f"[\u0e01-\u0e2e](?!{_MARKS})")


def _spelled(written: str) -> str:
    """The pattern of a syllable, with or without tone marks."""
    return "".join(re.escape(letter) + ("" if letter in "เแโใไ" else _TONES) for letter in written)


def _rows() -> Iterator[tuple[list[str], list[str]]]:
    for row in IN_THAI_LETTERS.replace("\n", "|").split("|"):
        if row:
            burmese, latin, *thai = row.split()
            yield [burmese, *latin.split(",")], [_without_tones(each) for each in thai]


def _without_tones(word: str) -> str:
    return re.sub("[\u0e47-\u0e4b]", "", word)


def _any_of(words: set[str]) -> str:
    return "|".join(map(_spelled, sorted(words, key=len, reverse=True)))


_SPELLINGS: dict[str, set[str]] = {}
for _names, _thai in _rows():
    for _name in _names:
        _SPELLINGS.setdefault(_name, set()).update(_thai)
_PART = re.compile(f"(?:{_any_of(set().union(*_SPELLINGS.values()))}){_ENDS}")
_START = (
    f"(?:(?<!{_LETTER})|(?<=กับ)|(?<=ของ)|(?<=ให้)|(?<=และ)|(?<=โดย)|(?<=คือ)|(?<=ชื่อ)|(?<=ว่า)|(?<=ถึง)|(?<=จาก)|(?<=แจ้ง)|(?<=ติดต่อ)|(?<=ถาม)|(?<=หา)|(?<=เจอ)|(?<=พบ)|(?<=เห็น)"
    "|(?<=นายจ้าง)|(?<=หัวหน้า)|(?<=เพื่อน)|(?<=สามี)|(?<=ภรรยา)|(?<=เถ้าแก่)|(?<=นายหน้า)|(?<=ตี)|(?<=ลูก)|(?<=เมีย)|(?<=ผัว))"
)
_TITLE = re.compile(
    f"{_START}(?:อู|ดอว์|ดอ|ด่อ|โก้|โก|โค|มะ|หม่อง|เมาง์|ซอว์|ซอ|นอว์|นอ|หน่อ|จาย|ไซ|ซายา|สะยา|ซาไล|สะไล){_ENDS}[ \u00a0]?(?={_LETTER})"
)
_CALLED = re.compile(f"(?:ชื่อ(?:เล่น|จริง)?(?:ว่า|คือ)?|{_START}(?:คุณ|พี่|น้อง|ลุง|ป้า|น้า|อา))[ \u00a0]?(?={_LETTER})")
"""Thai titles and words that a translator puts before a name: the syllables have to be two."""
_ALONE = re.compile(f"(?={_PART.pattern})(?:{_START}|(?<=ผม)|(?<=ฉัน)|(?<=หนู))")
_REST = re.compile(f"{_LETTER}{{1,20}}")
_GOES_ON = re.compile(
    "ครับ|ค่ะ|คะ|นะ|ได้|บอก|ว่า|ที่|และ|โทร|เป็น|มา|ไป|อยู่|แจ้ง|ซึ่ง|จะ|ไม่|ให้|กับ|ด้วย|มี|ขอ|อายุ|จาก|หรือ|ช่วย|เคย|แล้ว|แต่|กำลัง|ใน"
    "|พูด|รับ|ต้อง|พร้อม|เมื่อ|โดย|คือ|ก็|คง|ยัง|ทำ|เข้า|ออก|ถูก|ใช้|คน|เงิน|จึง|ขับ|เดิน|ทุก|พา|ถึง|ตี|ตบ|ต่อย|ด่า|ขู่|ยึด|โกง|ไล่|จ่าย|ค้าง|หัก"
    "|เก็บ|เอา|หนี|หาย|ตาย|เจ็บ|ลา(?!ง)|เห็น|เรียก|สั่ง|บังคับ|กัก|ขัง|ขาย|ผม|ฉัน|เรา|เขา|นี้|นั้น|ทั้ง|ของ|ทะเลาะ|ทำงาน|เสีย|อีก|กลับ|ตก|จับ|ไว้|คุย"
)
_UNKNOWN_LETTERS = 8


def find_burmese_in_thai(text: str) -> Iterator[tuple[int, int]]:
    """Where such people are named in the text: start and end offsets (end excluded), in no order; they may overlap."""
    for match in _TITLE.finditer(text):
        end, parts = _known(text, match.end())
        if len(parts) >= 2 or (parts and parts[0] in NO_OTHER_THAI_WORD and _is_over(text, end)):
            yield match.end(), _with_rest(text, end)
    for match in _CALLED.finditer(text):
        end, parts = _known(text, match.end())
        if len(parts) >= 2 and not NO_OTHER_THAI_WORD.isdisjoint(parts) and _is_over(text, end):
            yield match.end(), _with_rest(text, end)
    for match in _ALONE.finditer(text):
        end, parts = _known(text, match.end())
        is_enough = len(parts) >= 2 and not ENOUGH_WITHOUT_TITLE.isdisjoint(parts)
        if (is_enough or sum(part in NO_OTHER_THAI_WORD for part in parts) >= 3) and _is_over(text, end):
            yield match.end(), end


def written_in_thai(name: str) -> re.Pattern[str] | None:
    """What a name in Burmese or Latin letters is written like in Thai; None where too little of it is known."""
    known = [_SPELLINGS[part] for part in _parts_of(name) if part in _SPELLINGS]
    pieces = [f"(?:{_any_of(spellings)})" for spellings in known]
    if len(pieces) < 2 and not (pieces and all(len(each) >= 4 for each in known[0])):
        return None
    return re.compile(r"[ \u00a0\-]?".join(pieces) + _ENDS)


_IN_BURMESE = re.compile(
    "(?:"
    + "|".join(map(re.escape, sorted(_SPELLINGS, key=len, reverse=True)))
    + ")(?![\u102b-\u103e]|[\u1000-\u1021]\u1037?\u103a)"
)


def _parts_of(name: str) -> list[str]:
    """Its syllables; without the title that the name was found with."""
    parts = _IN_BURMESE.findall(name) if re.search("[\u1000-\u109f]", name) else re.split(r"[\s\-]+", name.lower())
    return parts[1:] if len(parts) > 2 and parts[0] in {"ဦး", "ကို", "မောင်", "စော", "နော်"} else parts


def _known(text: str, at: int) -> tuple[int, list[str]]:
    """Where syllables that follow one another from here end, and which they are, without tone marks."""
    parts = list[re.Match[str]]()
    while len(parts) < 6 and (part := _PART.match(text, at)):
        parts.append(part)
        at = part.end() + (text[part.end() : part.end() + 1] in {" ", "\u00a0"})
    while parts and _is_cut(text, parts[-1]):
        parts.pop()
    return parts[-1].end() if parts else at, [_without_tones(part[0]) for part in parts]


def _is_cut(text: str, part: re.Match[str]) -> bool:
    """Whether what looks like a syllable is but the beginning of a longer one."""
    return bool(_OPEN.search(part[0]) and _CLOSES.match(text, part.end()) and not _is_over(text, part.end()))


def _is_over(text: str, end: int) -> bool:
    rest = _REST.match(text, end)
    return rest is None or bool(_GOES_ON.match(rest[0]))


def _with_rest(text: str, end: int) -> int:
    """A syllable that no list knows is hidden too: rather too much than half of a name."""
    rest = _REST.match(text, end)
    goes_on = _GOES_ON.search(rest[0]) if rest else None
    letters = (goes_on.start() if goes_on else len(rest[0])) if rest else 0
    return end + letters if letters <= _UNKNOWN_LETTERS else end
