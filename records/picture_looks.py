"""What a picture looks like, in twice 64 bits: how two pictures are found to be one, though their bytes differ.

A difference hash: the picture in grey and very small, one bit for each pair of neighbours, saying which is the darker.
Saving anew, another size, light or a stamp in a corner change few bits. Measured on pictures of streets in
docs/pictures.md. Source: N. Krawetz, "Kind of Like That" (2013); the second direction tells apart what one mistakes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

SIDE = 8
EDGE = 3
"""Grey levels of 255 by which neighbours must differ to say something."""
FEWEST_EDGES = 16
"""Of 64 pairs: a picture of a wall, of the night or of a lens cap is like all others of them, and is not compared."""
_BAND_BITS, _BANDS = 16, 4


@dataclass(frozen=True)
class Look:
    """across: neighbours side by side; down: one above the other. Signed, as a bigint column holds them."""

    across: int
    down: int


def look_of(image: Image.Image) -> Look | None:
    """None for a picture with too little in it to be known again."""
    grey = image.convert("L")
    wide = grey.resize((SIDE + 1, SIDE), Image.Resampling.BICUBIC).tobytes()
    tall = grey.resize((SIDE, SIDE + 1), Image.Resampling.BICUBIC).tobytes()
    beside = [
        (wide[at], wide[at + 1]) for row in range(SIDE) for at in range(row * (SIDE + 1), (row + 1) * (SIDE + 1) - 1)
    ]
    below = [(tall[at], tall[at + SIDE]) for at in range(SIDE * SIDE)]
    if min(sum(abs(a - b) >= EDGE for a, b in pairs) for pairs in (beside, below)) < FEWEST_EDGES:
        return None
    return Look(_signed(beside), _signed(below))


def _signed(pairs: list[tuple[int, int]]) -> int:
    bits = sum((a > b) << place for place, (a, b) in enumerate(pairs))
    return bits - (1 << 64) if bits >> 63 else bits


def bits_between(one: int, other: int) -> int:
    """In how many of 64 bits two halves of looks differ."""
    return ((one ^ other) & 0xFFFF_FFFF_FFFF_FFFF).bit_count()


def bands_of(across: int) -> list[int]:
    """Four numbers by which an index finds a look, one for each 16 of its bits."""
    return [band << _BAND_BITS | value for band, value in _parts(across)]


def bands_near(across: int) -> list[int]:
    """Bands among which every look that differs in at most seven bits has one: of seven, one band gets at most one."""
    return [
        band << _BAND_BITS | near
        for band, value in _parts(across)
        for near in (value, *(value ^ 1 << bit for bit in range(_BAND_BITS)))
    ]


def _parts(across: int) -> Iterator[tuple[int, int]]:
    for band in range(_BANDS):
        yield band, across >> band * _BAND_BITS & 0xFFFF
