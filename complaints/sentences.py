"""The pieces of a text that an officer can point at: lines, sentences, and in Thai what stands between spaces.

Thai writes no full stop: a space ends a sentence, or only a breath within it. So short pieces are put together until
each says something. Nothing of the text gets lost or changed: the pieces one after the other are the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHORTEST_LETTERS = 10
"""A piece below this ends at no space: it is half a thought, or a number in the middle of one."""
MOST_PIECES = 40
"""What fits on a page on which each piece is asked about; of longer texts the pieces are longer."""
LEFT_OUT = "(…)"
"""What stands where words went elsewhere."""
_LINE = re.compile(r"[^\n]*\n+|[^\n]+$")
_STOP = re.compile(r"[.!?…。!?។။]+[\"'”’)]*\s+|(?<=[\u0e00-\u0eff])\s+|[。!?।។။]+")
"""What may end a piece: a full stop with a space behind it, a space after Thai or Lao, the stops of other scripts."""


@dataclass(frozen=True)
class Piece:
    """text[start:end] of the whole."""

    start: int
    end: int
    text: str

    @property
    def words(self) -> str:
        return self.text.strip()


def pieces_of_text(text: str) -> list[Piece]:
    """At most MOST_PIECES pieces, in their order; none of an empty text."""
    shortest = SHORTEST_LETTERS
    while len(found := _cut(text, shortest)) > MOST_PIECES:
        shortest *= 2
        if shortest > len(text):  # nothing but line breaks: what is left over stays one piece
            head, tail = found[: MOST_PIECES - 1], found[MOST_PIECES - 1 :]
            return [*head, Piece(tail[0].start, len(text), text[tail[0].start :])]
    return found


def without(text: str, ranges: Iterable[Sequence[int]]) -> str:
    """The text without these parts of it, and LEFT_OUT where they stood. ranges: [start, end), in any order."""
    kept, at = [], 0
    for start, end in sorted(map(tuple, ranges)):
        if start > at and (words := text[at:start].strip()):
            kept.append(words)
        if not kept or kept[-1] != LEFT_OUT:
            kept.append(LEFT_OUT)
        at = max(at, end)
    if words := text[at:].strip():
        kept.append(words)
    return " ".join(kept) if kept else text


def together(text: str, ranges: Iterable[Sequence[int]]) -> str:
    """These parts of the text, one after the other, word for word; those that touch stay as they stood."""
    joined: list[list[int]] = []
    for start, end in sorted(map(tuple, ranges)):
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return "\n".join(text[start:end].strip() for start, end in joined)


def _cut(text: str, shortest: int) -> list[Piece]:
    found: list[Piece] = []
    for line in _LINE.finditer(text):
        start = line.start()
        for stop in _STOP.finditer(line.group()):
            end = line.start() + stop.end()
            if _letters(text[start:end]) >= shortest and _letters(text[end : line.end()]) >= shortest // 2:
                found.append(Piece(start, end, text[start:end]))
                start = end
        found.append(Piece(start, line.end(), text[start : line.end()]))
    return _without_blanks(text, found, shortest)


def _letters(text: str) -> int:
    """How long it is to read: a Chinese character is a word."""
    return len(text.strip()) + 2 * sum("\u3400" <= letter <= "\u9fff" for letter in text)


def _without_blanks(text: str, found: list[Piece], shortest: int) -> list[Piece]:
    """Lines of a few letters go with the one before, once all lines together are too many; empty ones always."""
    kept: list[Piece] = []
    for piece in found:
        is_short = not piece.words or (shortest > SHORTEST_LETTERS and len(piece.words) < shortest)
        if kept and is_short:
            start = kept[-1].start
            kept[-1] = Piece(start, piece.end, text[start : piece.end])
        else:
            kept.append(piece)
    return kept
