"""Reference numbers such as 69-7K3M-9QXT-Y, and receipt codes.

A reference is the Buddhist year (2 digits), 8 random Crockford Base32 characters (40 bits) and a check character by
ISO 7064 hybrid MOD 33,32 over year and body. People copy it by hand: Thai digits, spaces, dashes, case, O for 0 and
I or L for 1, U for V are forgiven. It opens public fields only; the receipt code (16 characters, 80 bits) opens the rest.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.digits import PLAIN_DIGITS

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", **PLAIN_DIGITS})
"""What no number has looks like what it has."""
_BETWEEN = re.compile(r"[\W_]+")
_LENGTH = 11
_CODE_LENGTH = 16
BANGKOK = ZoneInfo("Asia/Bangkok")


class InvalidReference(ValidationError):
    """The text is no reference: too short, too long, a strange letter, or a slip that the check character found."""


def check_character(text: str) -> str:
    """The ISO 7064 hybrid MOD 33,32 check character of a text over the 32-letter alphabet."""
    product = 32
    for letter in text:
        total = (product + _VALUE[letter]) % 32 or 32
        product = total * 2 % 33
    return ALPHABET[(33 - product) % 32]


def new_reference(at: datetime | None = None) -> str:
    """A fresh random reference for the Buddhist year in Bangkok; the caller draws again on collision."""
    year = ((at or timezone.now()).astimezone(BANGKOK).year + 543) % 100
    body = f"{year:02d}" + "".join(secrets.choice(ALPHABET) for _ in range(8))
    return _written(body + check_character(body))


def normalise(text: str) -> str:
    """The one written form of a reference as people type it.

    Raises InvalidReference with code reference_too_short, reference_too_long, reference_letter or reference_check.
    """
    letters = letters_of(text)
    if letters and not _may_be_one(letters):
        raise InvalidReference(
            _(
                "A case number looks like 69-7K3M-9QXT-W: 11 digits and letters A to Z. It is no telephone number and no word."
            ),
            code="reference_letter",
        )
    if len(letters) < _LENGTH:
        raise InvalidReference(
            _("The reference is %(missing)d characters short. Compare it with your receipt."),
            code="reference_too_short",
            params={"missing": _LENGTH - len(letters)},
        )
    if len(letters) > _LENGTH:
        raise InvalidReference(
            _("The reference has %(extra)d characters too many. Compare it with your receipt."),
            code="reference_too_long",
            params={"extra": len(letters) - _LENGTH},
        )
    if check_character(letters[:-1]) != letters[-1]:
        raise InvalidReference(
            _("One character of the reference is not right. Compare it with your receipt."), code="reference_check"
        )
    return _written(letters)


def _may_be_one(letters: str) -> bool:
    """Whether it is worth while to count them: words are none, nor is a telephone number, however many of them there are."""
    is_telephone = letters.isdigit() and letters.startswith("0")
    return set(letters) <= _VALUE.keys() and letters[:2].isdigit() and not is_telephone


def letters_of(text: str) -> str:
    """What was typed as the letters of a number, without what stands between them: spaces, dashes of any kind, signs.

    It may be none at all.
    """
    # NFKC first: full-width letters and digits from phone keyboards become plain ones.
    plain = unicodedata.normalize("NFKC", text[:200]).upper().translate(_FORGIVEN)
    return _BETWEEN.sub("", plain)


def _written(letters: str) -> str:
    return f"{letters[:2]}-{letters[2:6]}-{letters[6:10]}-{letters[10]}"


def receipt_code(reference: str, seed: bytes) -> str:
    """The receipt code of a complaint: 16 characters in groups of four, 80 bits.

    It is derived, not drawn, so that the same form sent twice shows the same code although only its HMAC is stored.
    seed: what only the sender knows (form token or idempotency key, with the stored salt); useless without SECRET_KEY.
    """
    digest = hmac.digest(_server_key(b"receipt-code"), reference.encode() + b"\0" + seed, hashlib.sha256)
    number = int.from_bytes(digest[:10], "big")
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in range(_CODE_LENGTH))
    return "-".join(letters[i : i + 4] for i in range(0, _CODE_LENGTH, 4))


def receipt_hash(reference: str, code: str) -> str:
    """What is stored of a receipt code: HMAC-SHA256 (hex) under a server key, bound to its complaint (promise S7)."""
    letters = letters_of(code)
    return hmac.new(_server_key(b"receipt-hash"), f"{reference}:{letters}".encode(), hashlib.sha256).hexdigest()


def opens(reference: str, code: str, stored_hash: str) -> bool:
    """Does this code open this complaint? Compared in constant time."""
    return bool(stored_hash) and hmac.compare_digest(receipt_hash(reference, code), stored_hash)


def _server_key(purpose: bytes) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), b"siang-pracha:" + purpose, hashlib.sha256)
