"""In which language a complaint is written, and who of the office can read it without help."""

from __future__ import annotations

import re

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from ml.text_language import text_language


class TextLanguage(TextChoices):
    """The languages that ml.text_language tells apart (ISO 639, and "other")."""

    THAI = "th", _("Thai")
    ENGLISH = "en", _("English")
    BURMESE = "my", _("Burmese")
    LAO = "lo", _("Lao")
    KHMER = "km", _("Khmer")
    CHINESE = "zh", _("Chinese")
    MALAY = "ms", _("Malay")
    OTHER = "other", _("Another language")


READ_BY_OFFICERS = frozenset({TextLanguage.THAI, TextLanguage.ENGLISH})
"""What every officer is taken to read; of a text in another language somebody has to say that they have read it."""
_MARK = re.compile(r"\[[^\[\]\n]{1,60}\]")
"""What stands where personal data was hidden, in the language of the page on which that was done."""
NOT_THAI = "not-th"
"""In a filter: every language but Thai."""


def language_of(text: str) -> TextLanguage:
    """What a program takes the language of the text for; an officer who knows better says so."""
    return TextLanguage(text_language(text))


def language_of_masked(text: str) -> TextLanguage:
    """The same of a text in which personal data is hidden: the marks in it are ours and do not count."""
    return language_of(_MARK.sub(" ", text))


def tag_of(language: str) -> str:
    """As `lang` of HTML says it, "" where nobody knows it."""
    return "" if language == TextLanguage.OTHER else language


def shown_tag(text: str, page: str, *, is_name: bool = False) -> str:
    """`lang` of these words on a page in this language: "" where it is the page's own, or nobody knows it (WCAG 2.2, 3.1.2).

    page: a code of directory.languages. is_name: of a place, an agency or a topic: in Latin letters it is English, however it sounds.
    """
    known = TextLanguage.THAI if _THAI_ALONE.fullmatch(text) else language_of(text[:ENOUGH_LETTERS])
    if is_name and known not in _SCRIPTS_OF_NAMES:
        known = TextLanguage.ENGLISH
    tag = tag_of(known)
    return "" if tag == page.partition("-")[0] else tag


_SCRIPTS_OF_NAMES = frozenset(TextLanguage) - {TextLanguage.ENGLISH, TextLanguage.MALAY, TextLanguage.OTHER}
ENOUGH_LETTERS = 300
_THAI_ALONE = re.compile(
    "[\u0000-@\\[-`{-\u00bf\u2000-\u206f]*[\u0e01-\u0e4e][\u0000-@\\[-`{-\u00bf\u0e00-\u0e7f\u2000-\u206f]*"
)
"""Thai and what all scripts share, such as digits: told in one pass, as nearly every text of a list is."""


def chosen_language(typed: str) -> str:
    """What a filter of lists was set to, or "" where it was set to nothing we know."""
    return typed if typed == NOT_THAI or typed in TextLanguage.values else ""


def language_choices() -> list[tuple[str, object]]:
    """For the select of a filter."""
    return [(NOT_THAI, _("Not in Thai")), *TextLanguage.choices]


def written_in(chosen: str) -> Q:
    """Complaints in this language; what was not told yet counts as Thai, as nearly all are."""
    if chosen == NOT_THAI:
        return ~Q(text_language__in=["", TextLanguage.THAI])
    return Q(text_language__in=["", TextLanguage.THAI]) if chosen == TextLanguage.THAI else Q(text_language=chosen)


def of_page(code: str) -> TextLanguage:
    """The language of a page (directory.languages) as one of a text."""
    return TextLanguage(code.partition("-")[0])
