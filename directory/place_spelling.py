"""How names of places are spelt when people look for them: one key for the many ways to write one name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from directory.models import AreaLevel

LONGEST_QUERY = 100
MOST_WORDS = 6
SHORTEST_WORD = 2
_LEVELS = {
    "ต": AreaLevel.SUBDISTRICT,
    "ตำบล": AreaLevel.SUBDISTRICT,
    "แขวง": AreaLevel.SUBDISTRICT,
    "อ": AreaLevel.DISTRICT,
    "กิ่งอ": AreaLevel.DISTRICT,
    "อำเภอ": AreaLevel.DISTRICT,
    "กิ่งอำเภอ": AreaLevel.DISTRICT,
    "เขต": AreaLevel.DISTRICT,
    "จ": AreaLevel.PROVINCE,
    "จว": AreaLevel.PROVINCE,
    "จังหวัด": AreaLevel.PROVINCE,
}
# A title with its dot begins a word anywhere ("ศิลาอ.เมือง"); one without only where a word begins: there is a "คีรีเขต".
# After another letter with a dot it is a name's own: "จ.ป.ร.".
_TITLE = re.compile(r"(?<!\.)(กิ่งอ|จว|[ตอจ])\.(?![ก-ฮ]\.)|(?:(?<=\s)|^)(กิ่งอำเภอ|อำเภอ|ตำบล|แขวง|เขต|จังหวัด)")
_ENGLISH_TITLE = re.compile(
    r"\b(sub-?district|district|province|changwat|amphoe|amphur|khet|tambon|tambol|khwaeng)\b", re.IGNORECASE
)
_UNSEEN = re.compile(r"[\u0000-\u001f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_DIGITS = {ord("๐") + value: str(value) for value in range(10)}
_THAI = str.maketrans(
    {
        **dict.fromkeys("็่้๊๋์ๆฯ", None),  # tone marks and signs that are left out or misplaced most
        **dict.fromkeys("ศษซ", "ส"),
        **dict.fromkeys("ฐฑฒธถ", "ท"),
        **dict.fromkeys("ฆฅ", "ค"),
        "ณ": "น",
        "ญ": "ย",
        "ฎ": "ด",
        "ฏ": "ต",
        "ภ": "พ",
        "ฬ": "ล",
        "ใ": "ไ",
        "ี": "ิ",
        "ู": "ุ",
    }
)
_THAI_VOWELS = re.compile(r"[อะ-ู\u0e40-\u0e45ํ]")
_NO_LETTER = re.compile(r"[^0-9a-zก-\u0e4e\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u4e00-\u9fff]")
"""What a key leaves out: all but Thai, Roman, Lao, Burmese, Khmer and Chinese letters."""
_TITLE_ELSEWHERE = re.compile(r"^(?:ຈັງຫວັດ|ខេត្ត|ក្រុង|ស្រុក)(?=..)|(?<=..)(?:府|县|市|ခရိုင်|မြို့)$")
"""Province, district and town, before the name in Lao and Khmer, behind it in Chinese and Burmese."""


@dataclass(frozen=True)
class Word:
    """One word of a query. level: what its title says it is, if it has one."""

    key: str
    level: AreaLevel | None = None


def words_of(query: str) -> list[Word]:
    """The words of two letters and more to look for, without titles: "ต.ศิลา จ.ขอนแก่น" is ศิลา, a sub-district, and ขอนแก่น, a province."""
    text = _plain(query[:LONGEST_QUERY])
    text = _ENGLISH_TITLE.sub(" ", text)
    marked = _TITLE.sub(lambda found: f" \0{found.group(1) or found.group(2)}\0", text)
    words = []
    for piece in re.split(r"[\s,;/]+", marked.replace(" \0", "\n\0").replace("\0 ", "\0")):
        _nothing, title, name = piece.split("\0", 2) if piece.startswith("\0") else ("", "", piece)
        word = Word(key_of(without_title(name)), _LEVELS.get(title))
        if len(word.key) >= SHORTEST_WORD and word not in words:
            words.append(word)
    return words[:MOST_WORDS]


def without_title(name: str) -> str:
    """A name in another language than Thai and English without what says that it is a province, a district or a town."""
    return _TITLE_ELSEWHERE.sub("", name)


def key_of(name: str) -> str:
    """The same for spellings of one name that differ in tone marks, like-sounding letters, spaces or Thai digits.

    In Thai and in the Roman letters of signposts ("Muang", "Mueang"). Other scripts stay as they are written.
    """
    text = _plain(name).casefold()
    text = re.sub(r"(?<=[kptgbd])h", "", text)
    for written, kept in (("ue", "u"), ("eu", "u"), ("oo", "u"), ("ou", "u"), ("ee", "i"), ("ae", "e"), ("oe", "o")):
        text = text.replace(written, kept)
    text = re.sub(r"([a-z])\1+", r"\1", text)
    return _NO_LETTER.sub("", text).translate(_THAI).replace("สริ", "สิ")


def consonants_of(key: str) -> str:
    """What is left of a key when its vowels are wrong too. Empty for keys without Thai letters."""
    return _THAI_VOWELS.sub("", key) if key and key[0] >= "ก" else ""


def _plain(text: str) -> str:
    """NFC without characters that nobody sees; Thai digits as 0-9, two เ as the แ they were meant to be."""
    kept = _UNSEEN.sub("", unicodedata.normalize("NFC", text)).translate(_DIGITS)
    return kept.replace("ํา", "ำ").replace("เเ", "แ")
