"""The languages of pages, and which of them a person has read through."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation.trans_real import DjangoTranslation


@dataclass(frozen=True)
class PageLanguage:
    """A language in which pages are offered. code: Django's and the cookie's; name: in its own script."""

    code: str
    name: str
    english: str
    is_reviewed: bool
    """Whether a person who speaks it has read all of it. docs/languages.md says how it becomes so."""

    @property
    def is_for_staff(self) -> bool:
        return self.code in STAFF_CODES

    @property
    def tag(self) -> str:
        """As `lang` of HTML says it (BCP 47)."""
        return {"zh-hans": "zh-Hans"}.get(self.code, self.code)


PAGE_LANGUAGES = (
    PageLanguage("th", "ไทย", "Thai", is_reviewed=True),
    PageLanguage("en", "English", "English", is_reviewed=True),
    PageLanguage("my", "မြန်မာ", "Burmese", is_reviewed=False),
    PageLanguage("lo", "ລາວ", "Lao", is_reviewed=False),
    PageLanguage("km", "ខ្មែរ", "Khmer", is_reviewed=False),
    PageLanguage("zh-hans", "简体中文", "Chinese", is_reviewed=False),
)
_BY_CODE = {language.code: language for language in PAGE_LANGUAGES}
CODES = tuple(_BY_CODE)
LONGEST_CODE = 8
"""Room in a column for any of them, and for those to come."""
STAFF_CODES = ("th", "en")
"""What the desk, the office and the administration speak."""


def page_language(code: str | None = None) -> PageLanguage:
    """The language with this code, else that of the page, else Thai."""
    return _BY_CODE.get(code or get_language() or "", PAGE_LANGUAGES[0])


def thai_or_english(code: str | None = None) -> str:
    """In which of the two languages that all rows have a reader of this language reads them: "th" or "en".

    code: the reader's own when left out. Who reads neither of them knows more English than Thai, or finds somebody who does.
    """
    return "th" if (code or get_language() or "th").startswith("th") else "en"


def fill_gaps_with_english() -> None:
    """Let English stand where a catalogue has no words, for all but Thai.

    Django puts the words of LANGUAGE_CODE there, which is Thai: a script that the readers of the others cannot read.
    """
    DjangoTranslation._add_fallback = lambda self, localedirs=None: None  # type: ignore[attr-defined]
