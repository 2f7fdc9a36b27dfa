"""The digits of the scripts in which people write to us."""

ZEROES = {"Thai": 0x0E50, "Lao": 0x0ED0, "Burmese": 0x1040, "Khmer": 0x17E0, "full width, as in Chinese": 0xFF10}
PLAIN_DIGITS = {chr(zero + digit): str(digit) for zero in ZEROES.values() for digit in range(10)}
"""Each of them and what it is on a page of ours, one character for one."""
TO_PLAIN_DIGITS = str.maketrans(PLAIN_DIGITS)
"""For `str.translate`."""
