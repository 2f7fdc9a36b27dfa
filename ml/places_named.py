"""Places that are named only to say where: "the hole in front of the rice mill" is no matter of rice.

The head of 24 labels learned from a machine that tagged by keywords, so a place in passing speaks as loudly as the matter.
"""

import re
from collections.abc import Mapping

from ml.merging import TopicTree

PLACES = {
    "buildings": "ห้องน้ำ|ห้องส้วม",
    "land": "โรงสี|สวนยาง|ลานมัน|ลานปาล์ม",
    "roads": "ถนน",
    "health": "โรงพยาบาล|ร้านขายยา|คลินิก|อนามัย",
    "labour": "โรงงาน",
    "tax-finance": "ธนาคาร",
    "traffic": "ตลาด|สี่แยก",
    "welfare-children": "โรงเรียน",
}
"""Upper topic → the words by which it is thought of when they are only a place."""

_WHERE = "หน้า|ข้าง|หลัง|ใกล้|ตรงข้าม|แถว|ริม|บริเวณ|ปาก"
_PASSED = f"{_WHERE}|ไป|เข้า|ลง|ขวาง|เต็ม|บน|กลาง|ท่วม|พาด|จาก|ถึง|ไฟ"
_PASSED_BY = {"buildings", "land", "roads"}
"""Who goes to a hospital or a school tells of it more often than not; who goes to a toilet does not."""
_TOLD_BY_OTHER_WORDS = {"roads"}
_NAMED = {
    topic: (re.compile(words), re.compile(f"(?:{_PASSED if topic in _PASSED_BY else _WHERE})(?:{words})"))
    for topic, words in PLACES.items()
}
PLAIN = 0.7
"""How probable the rules must hold another upper topic, for a place to be no more than a place."""
BELIEF = 0.15
"""How far a witness is still believed whose topic is only a place here."""


def only_places(cut: list[str], spoken: Mapping[str, float], tree: TopicTree) -> set[str]:
    """The upper topics of which a text has nothing but the place, beside another that the rules speak plainly for.

    cut: the words of the text; spoken: what the rules say, code → probability.
    """
    text = "".join(cut)
    named = {
        topic
        for topic, (word, place) in _NAMED.items()
        if (n := len(word.findall(text))) and n == len(place.findall(text))
    }
    plain = {tree.group_of(code) for code, probability in spoken.items() if probability >= PLAIN}
    # "The pavement is broken, we walk on the road": of roads the rules speak by other words than that place.
    named -= plain & _TOLD_BY_OTHER_WORDS
    return named if plain - named else set()


def is_torn(first: str, spoken: Mapping[str, float], tree: TopicTree) -> bool:
    """Whether the rules speak plainly, and only for other upper topics than the one that comes first: then people look.

    first: the likeliest upper topic when all witnesses are heard.
    """
    plain = {tree.group_of(code) for code, probability in spoken.items() if probability >= PLAIN}
    return bool(plain) and first not in plain


def doubt_places(said: Mapping[str, float], places: set[str], tree: TopicTree) -> dict[str, float]:
    """What a witness says, hardly believed of topics that are only a place."""
    return {code: p * BELIEF if tree.group_of(code) in places else p for code, p in said.items()}
