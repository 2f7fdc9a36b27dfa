"""Names of people as they are kept: one spelling, nothing invisible."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_NAME_LENGTH = 150
_ALLOWED_MARKS = set("-'’. ()·")  # the dot stands in names of China's peoples: 阿迪力·买买提
_LINK = re.compile(r"\b(?!(?:dr|mr|mrs|ms|prof|rev|st)\.)[a-z]{2,}\.[a-z]{2,}", re.IGNORECASE)


def clean_full_name(text: str) -> str:
    """The name in NFC, สระอำ in one character, single spaces, no zero-width or direction characters.

    One word is a whole name: many people have no family name. Raises ValidationError `name_too_short` below two letters
    and `name_has_other_characters` for digits, markup or an address of the web.
    """
    name = unicodedata.normalize("NFC", text[: 2 * MAX_NAME_LENGTH]).replace("\u0e4d\u0e32", "\u0e33")
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cf", "Cc"} or c.isspace())
    name = re.sub(r"\s+", " ", name).strip()[:MAX_NAME_LENGTH]
    categories = [unicodedata.category(c)[0] for c in name]
    if any(kind not in "LM" and c not in _ALLOWED_MARKS for c, kind in zip(name, categories, strict=True)):
        raise ValidationError(_("Write the name in letters only."), code="name_has_other_characters")
    if _LINK.search(name):
        raise ValidationError(_("Write the name in letters only."), code="name_has_other_characters")
    # As people count: the vowel of "ปู" is a mark to Unicode and a letter to its owner.
    if "L" not in categories or sum(kind in "LM" for kind in categories) < 2:
        raise ValidationError(_("Write your name, at least two letters."), code="name_too_short")
    return name
