"""The digits of the scripts in which people write to us, and the numbers that addresses carry."""

from typing import TypeVar

T = TypeVar("T")

ZEROES = {"Thai": 0x0E50, "Lao": 0x0ED0, "Burmese": 0x1040, "Khmer": 0x17E0, "full width, as in Chinese": 0xFF10}
PLAIN_DIGITS = {chr(zero + digit): str(digit) for zero in ZEROES.values() for digit in range(10)}
"""Each of them and what it is on a page of ours, one character for one."""
TO_PLAIN_DIGITS = str.maketrans(PLAIN_DIGITS)
"""For `str.translate`."""


def typed_number(text: str, *, digits: int, otherwise: T) -> int | T:
    """The whole number in plain digits that an address or a hidden field carries; `otherwise` for anything else somebody wrote."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else otherwise
