"""Phone numbers as people write them, kept as E.164; extensions of landlines behind it as in RFC 3966: +6621234567;ext=12."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_SEPARATORS = re.compile(r"[\s().\-‐-―\u200b-\u200f\u2060\ufeff]+")
_THAI_MOBILE = re.compile(r"[689][0-9]{8}")
_THAI_LANDLINE = re.compile(r"2[0-9]{7}|(?:3[2-9]|4[2-5]|5[3-6]|7[3-7])[0-9]{6}")
"""Bangkok and around it, and the provinces by their area codes, without the 0 (NBTC numbering plan)."""
_EXTENSION = re.compile(r"\s{0,5}[,;]?\s{0,5}(?:ต่อ|กด|extension|ext\b|ext\.|x|#)[\s.:=]{0,5}([0-9]{1,6})\s{0,5}$", re.I)
_ABROAD = re.compile(r"\+[1-9][0-9]{6,14}")


def normalise_phone(text: str) -> str:
    """A mobile number in E.164: "๐๘๑-๒๓๔ ๕๖๗๘" and "+66 (0) 81 234 5678" are "+66812345678".

    Thai numbers must be mobile ones (06, 08, 09), as codes are sent by SMS; numbers abroad need their country code.
    Raises ValidationError `invalid_phone`.
    """
    number = _international(text)
    if is_mobile(number) or (_ABROAD.fullmatch(number) and not number.startswith("+66")):
        return number
    raise ValidationError(
        _("Enter a mobile number of 10 digits, such as 081 234 5678, or with + and the country code from abroad."),
        code="invalid_phone",
    )


def normalise_number_to_call(text: str) -> str:
    """The same, of a landline in Thailand too: "0 2123 4567" is "+6621234567", and "02-123-4567 ต่อ 12"
    "+6621234567;ext=12". No text message reaches those.

    Raises ValidationError `invalid_phone`, also for an extension of a mobile number.
    """
    plain = _plain_digits(text)
    extension = _EXTENSION.search(plain)
    number = _international(plain[: extension.start()] if extension else plain)
    if _is_landline(number):
        return f"{number};ext={extension[1]}" if extension else number
    try:
        return normalise_phone(text)
    except ValidationError:
        raise ValidationError(
            _(
                "Enter a number of 9 or 10 digits with its 0, such as 02 123 4567 or 081 234 5678, or with + and the country code."
            ),
            code="invalid_phone",
        ) from None


def is_mobile(number: str) -> bool:
    """Whether this number in E.164 is a mobile one in Thailand."""
    return number.startswith("+66") and bool(_THAI_MOBILE.fullmatch(number[3:]))


def takes_messages(number: str) -> bool:
    """Whether a text message may reach this number in E.164; of numbers abroad nobody knows."""
    return bool(number) and not _is_landline(number.split(";")[0])


def readable_phone(number: str) -> str:
    """The number as it is read in Thailand: "+66812345678" is "081 234 5678", "+6621234567" "02 123 4567"; behind it the
    extension in the language of the page. Others stay as they are.
    """
    number, _semicolon, extension = number.partition(";ext=")
    if extension:
        return gettext("%(number)s ext. %(extension)s") % {"number": readable_phone(number), "extension": extension}
    if is_mobile(number):
        return f"0{number[3:5]} {number[5:8]} {number[8:]}"
    if _is_landline(number):
        area = 1 if number[3] == "2" else 2
        return f"0{number[3 : 3 + area]} {number[3 + area : 6 + area]} {number[6 + area :]}"
    return number


def _is_landline(number: str) -> bool:
    return number.startswith("+66") and bool(_THAI_LANDLINE.fullmatch(number[3:]))


def _international(text: str) -> str:
    number = _SEPARATORS.sub("", _plain_digits(text)).replace("＋", "+")
    if number.startswith("00"):
        number = "+" + number[2:]
    elif number.startswith("66") and len(number) in {10, 11}:
        number = "+" + number
    elif number.startswith("0"):
        number = "+66" + number[1:]
    return "+66" + number[3:].removeprefix("0") if number.startswith("+66") else number


def _plain_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text[:60])
