"""Showing an officer what the routing saw: the words that spoke for a topic, and the personal data among them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from complaints.personal_data import pieces

SHORTEST_WORD = 2


@dataclass(frozen=True)
class Piece:
    """A stretch of text. kind: "" plain, "cue" a word that spoke for a topic, "pii" personal data; label names the latter."""

    text: str
    kind: str = ""
    label: str = ""


def mark(text: str, words: Iterable[str]) -> list[Piece]:
    """The text in pieces, nothing lost. Personal data wins over words; of two words the longer one."""
    cue = _any_of(words)
    marked: list[Piece] = []
    for piece, finding in pieces(text):
        if finding:
            marked.append(Piece(piece, "pii", finding.label))
        elif cue is None:
            marked.append(Piece(piece))
        else:
            # split with one group: what stands between the matches and the matches themselves take turns
            turns = cue.split(piece)
            marked += [Piece(turn, "cue" if n % 2 else "") for n, turn in enumerate(turns) if turn]
    return marked


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    wanted = sorted({w for word in words for w in _spellings(word) if len(w) >= SHORTEST_WORD}, key=len, reverse=True)
    return re.compile("(" + "|".join(map(re.escape, wanted)) + ")", re.IGNORECASE) if wanted else None


def _spellings(word: str) -> set[str]:
    """As it is, and without the space that joins a pair of words: Thai is written without one."""
    return {word, word.replace(" ", "")}
