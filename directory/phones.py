"""Phone numbers as people write them, kept as E.164."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_SEPARATORS = re.compile(r"[\s().\-‐-―\u200b-\u200f\u2060\ufeff]+")
_THAI_MOBILE = re.compile(r"[689][0-9]{8}")
_ABROAD = re.compile(r"\+[1-9][0-9]{6,14}")


def normalise_phone(text: str) -> str:
    """A mobile number in E.164: "๐๘๑-๒๓๔ ๕๖๗๘" and "+66 (0) 81 234 5678" are "+66812345678".

    Thai numbers must be mobile ones (06, 08, 09), as codes are sent by SMS; numbers abroad need their country code.
    Raises ValidationError `invalid_phone`.
    """
    number = _SEPARATORS.sub("", _plain_digits(text)).replace("＋", "+")
    if number.startswith("00"):
        number = "+" + number[2:]
    elif number.startswith("66") and len(number) == 11:
        number = "+" + number
    elif number.startswith("0"):
        number = "+66" + number[1:]
    if number.startswith("+66"):
        rest = number[3:].removeprefix("0")
        if _THAI_MOBILE.fullmatch(rest):
            return "+66" + rest
    elif _ABROAD.fullmatch(number):
        return number
    raise ValidationError(
        _("Enter a mobile number of 10 digits, such as 081 234 5678, or with + and the country code from abroad."),
        code="invalid_phone",
    )


def readable_phone(number: str) -> str:
    """The number as it is read in Thailand: "+66812345678" is "081 234 5678"; others stay as they are."""
    if number.startswith("+66") and len(number) == 12:
        return f"0{number[3:5]} {number[5:8]} {number[8:]}"
    return number


def _plain_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text[:60])
