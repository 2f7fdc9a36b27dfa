"""Names in two languages, and their order in Thai."""

import re
from functools import lru_cache

from django.db import models
from django.db.models.functions import Concat
from django.utils.translation import get_language, override, pgettext

from directory.languages import thai_or_english

# A vowel written before its consonant is sorted after it; tone marks, ็ and ์ count only between equal words.
_LEADING_VOWEL = "([เแโใไ])([ก-ฮ])"
_MARKS = "็่้๊๋์"
_AN_OFFICE = re.compile(
    r"^Bank of\b|\b(Academy|Administration|Agency|Assembly|Authority|Board|Bureau|Cent(er|re)|Commission|(Subc|C)ommittee|"
    r"Council|Courts?|Department|Fund|Institute|Ministry|Office|Organi[sz]ation|Police|Railway|Secretariat|Team)\b"
)


def in_current_language(thai: str, english: str, language: str | None = None) -> str:
    """The Thai name for readers of Thai and where there is no other, else the English name.

    language: a page's, the reader's own when left out.
    """
    return english if english and thai_or_english(language) == "en" else thai


def in_readers_language(thai: str, english: str, context: str, language: str | None = None) -> str:
    """The same of a name that the catalogues know, each under its English words and context: also in every other language.

    English stands for what a catalogue does not know.
    """
    code = language or get_language() or "th"
    if not english or thai_or_english(code) == "th" or code.startswith("en"):
        return in_current_language(thai, english, code)
    with override(code):
        return pgettext(context, english)


@lru_cache(maxsize=2000)
def in_a_sentence(name: str) -> str:
    """An agency's name as English says it: "the Department of Highways", but "Krung Thai Bank". A Thai one stays as it is."""
    return f"the {name}" if _AN_OFFICE.search(name) and name.isascii() else name


def thai_sort_key_field(source: str = "name_th") -> models.GeneratedField:
    """A column kept by PostgreSQL itself that puts Thai names into dictionary order.

    C.UTF-8 sorts เชียงใหม่ after อ่างทอง and the embedded server has no ICU collation, so the order is stored.
    """
    unmarked = models.Func(source, models.Value(_MARKS), models.Value(""), function="translate")
    reordered = models.Func(
        unmarked,
        models.Value(_LEADING_VOWEL),
        models.Value(r"\2\1"),
        models.Value("g"),
        function="regexp_replace",
        output_field=models.TextField(),
    )
    return models.GeneratedField(
        expression=Concat(reordered, models.Value(" "), source, output_field=models.TextField()),
        output_field=models.TextField(),
        db_persist=True,
    )
