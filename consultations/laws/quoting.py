"""Where a text quotes: an amending law sets the sections of another law in “ ”, and they are not sections of its own."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST = 400
"""Lines of one quotation; where none closes within them, the mark was forgotten and nothing is quoted."""
MOST_UNCLOSED = 50
"""From then on marks of quotation mean nothing in a text."""
_OPENS, _CLOSES, _STRAIGHT = "“", "”", '"'


class Quotations:
    """unclosed: the lines (from 0) at which a quotation begins that nothing closes."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.unclosed: list[int] = []
        self._inside: set[int] = set()
        at = 0
        while at < len(lines) and len(self.unclosed) < MOST_UNCLOSED:
            end = _end_of(lines, at)
            if end is None:
                self.unclosed.append(at)
            elif end > at:
                self._inside.update(range(at + 1, end + 1))
                at = end
            at += 1

    def is_inside(self, at: int) -> bool:
        """Whether this line begins within a quotation that an earlier line opened."""
        return at in self._inside


def _end_of(lines: Sequence[str], begin: int) -> int | None:
    """The line at whose end nothing is open any more; None where that never comes."""
    depth = 0
    for at in range(begin, min(begin + LONGEST, len(lines))):
        depth = _depth_after(lines[at], depth)
        if depth == 0:
            return at
    return None


def _depth_after(line: str, depth: int) -> int:
    for mark in line:
        if mark == _OPENS:
            depth += 1
        elif mark == _CLOSES:
            depth = max(depth - 1, 0)
        elif mark == _STRAIGHT:
            depth = depth + 1 if depth == 0 else max(depth - 1, 0)
    return depth
