"""What places of Thailand are called besides in the languages of those who work here: for the search alone, pages do not
show it. Provinces are in the catalogues.

Written down without a speaker's review, like the other words of these languages; who reads one of them should look through it
(docs/languages.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from directory.languages import PAGE_LANGUAGES
from directory.models.names import in_readers_language

OTHER_NAMES = {
    10: ("ກຸງເທບ",),
    14: ("阿瑜陀耶",),
    2302: ("ខ្លងយ៉ៃ",),
    2706: ("អរញ្ញប្រទេស", "អារញ្ញប្រាថេត"),
    5709: ("မယ်ဆိုင်", "美赛"),
    6306: ("မဲဆောက်", "湄索"),
    7401: ("မဟာချိုင်",),
    8404: ("苏梅岛",),
    9011: ("合艾",),
}
"""By DOPA code. What people call the town where they work stands for its district: Mahachai is เมืองสมุทรสาคร."""


def names_elsewhere(code: int, thai: str, english: str) -> Iterator[str]:
    """The names of a place in other languages than Thai and English, as far as any are known."""
    yield from OTHER_NAMES.get(code, ())
    if code < 100:
        yield from (in_readers_language(thai, english, "province", language.code) for language in PAGE_LANGUAGES[2:])
