"""What was changed from one text to the next, in pieces: Thai has no spaces between words, so it goes by whatever stands between them."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

_PIECES = re.compile(r"\s+|[^\s]+")


class Piece(NamedTuple):
    """is_new, is_gone: both False where it stands in both texts."""

    words: str
    is_new: bool = False
    is_gone: bool = False


def changes(before: str, after: str) -> list[Piece]:
    """The later text with what is new, and what is gone at the place where it stood."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    pieces = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("".join(new[c:d])))
            continue
        pieces += [Piece("".join(old[a:b]), is_gone=True)] if b > a else []
        pieces += [Piece("".join(new[c:d]), is_new=True)] if d > c else []
    return pieces
