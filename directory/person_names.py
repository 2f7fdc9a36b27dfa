"""Names of people as they are kept: one spelling, nothing invisible."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_NAME_LENGTH = 150
_ALLOWED_MARKS = set("-'’. ()")


def clean_full_name(text: str) -> str:
    """The name in NFC, สระอำ in one character, single spaces, no zero-width or direction characters.

    Raises ValidationError `name_incomplete` without a last name and `name_has_other_characters` for digits or markup.
    """
    name = unicodedata.normalize("NFC", text[: 2 * MAX_NAME_LENGTH]).replace("\u0e4d\u0e32", "\u0e33")
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cf", "Cc"} or c.isspace())
    name = re.sub(r"\s+", " ", name).strip()[:MAX_NAME_LENGTH]
    if any(unicodedata.category(c)[0] not in "LM" and c not in _ALLOWED_MARKS for c in name):
        raise ValidationError(_("Write the name in letters only."), code="name_has_other_characters")
    if " " not in name:
        raise ValidationError(_("Write your first and last name with a space between."), code="name_incomplete")
    return name
