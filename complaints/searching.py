"""What people type to find cases: words of the text, places where the case lies, and parts of a case number.

All of it stands in one index: beside the words of its text a case is indexed under words for the places it lies in and for
its numbers. So a search for any mixture stays one question to that index, with the same plans and the same answer to who
may see what. Which place a name means is looked up when somebody types it: with its titles, in other spellings and in other
languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from complaints.references import ALPHABET, letters_of
from directory.models.areas import codes_around
from directory.place_search import codes_named, place_meant_by
from ml.spelling import corrected, may_be_a_slip
from ml.thai_text import clean, words
from records.search import MOST_WORDS_ASKED, quoted, typed_words

LONGEST_NAME = 5
"""Words of a place's name as the tokeniser cuts it: แขวง|คลอง|เตย|เหนือ."""
_NUMBER = re.compile(f"[{ALPHABET}]{{4,9}}")
_NUMBER_WITH_YEAR = re.compile(rf"(\d\d)([{ALPHABET}]{{3,9}})")
"""So many letters as one case in some ten thousand has at most: the index finds these at once."""
_SHORT_TITLE, _LONG_TITLE = "(?:[ตอจ]|จว)", "ตำบล|แขวง|อำเภอ|เขต|จังหวัด"
_TITLE_ALONE = re.compile(rf"(?:{_SHORT_TITLE}|{_LONG_TITLE})\.?")
_TITLED = re.compile(rf"{_SHORT_TITLE}\.|{_LONG_TITLE}")
PLACES_MISTYPED = 3
"""In so many of the first pieces a slip in the name of a place is looked for, at some 2 ms each."""
FEW = 5
"""With fewer cases found, what was typed may be a slip."""


def place_words(code: int | None) -> list[str]:
    """The words under which a case in this area (DOPA code) is indexed: for the area and those it lies in.

    Whoever types one finds what may be found anyway.
    """
    return [_of_place(around) for around in codes_around(code)] if code else []


def number_words(reference: str) -> list[str]:
    """The words for a case number: its letters, of which the beginning can be asked for, and its year."""
    letters = letters_of(reference).lower()
    return [_of_number(letters[2:]), _of_year(letters[:2])]


def asked_for(typed: str) -> str:
    """What to_tsquery takes to find the cases that hold all that was typed; "" when there is no word in it."""
    return " & ".join(list(_parts(typed))[:MOST_WORDS_ASKED])


def meant_by(typed: str) -> str:
    """What somebody probably meant who mistyped it; "" where every word is one that people complain with, or may be a name.

    One slip a word, in as many words as are looked at, and one in the name of a place that stands by itself.
    """
    text = clean(typed).lower()
    pieces = text.split(" ")
    for n, piece in enumerate(pieces[:MOST_WORDS_ASKED]):
        pieces[n] = _piece_meant(piece, may_be_place=n < PLACES_MISTYPED)
    meant = " ".join(pieces)
    return meant if meant != text else ""


def _piece_meant(piece: str, *, may_be_place: bool) -> str:
    if codes_named(piece):
        return piece
    cut = words(piece)[:MOST_WORDS_ASKED]
    if may_be_place and may_be_a_slip(cut) and (place := place_meant_by(piece)):
        return place
    if _TITLED.match(piece):
        return piece
    for wrong, right in corrected(cut):
        piece = piece if codes_named(wrong) else piece.replace(wrong, right, 1)
    return piece


def _parts(typed: str) -> Iterator[str]:
    """What has to be there, part by part: some words, or what they stand for."""
    rest = []
    for piece in _pieces(clean(typed)):
        if not piece.isalpha() and (number := _part_of_number(piece)):
            yield _either(typed_words(piece), [number])
        elif codes := codes_named(piece):
            yield _either(typed_words(piece), map(_of_place, sorted(codes)))
        else:
            rest.append(piece)
    yield from _named_among(typed_words(" ".join(rest)))


def _pieces(cleaned: str) -> Iterator[str]:
    """What stands between spaces, a title together with the name behind it; the last piece is all that is left."""
    pieces = iter(cleaned.split(" ", 2 * MOST_WORDS_ASKED))
    for piece in pieces:
        yield piece + next(pieces, "") if _TITLE_ALONE.fullmatch(piece) else piece


def _named_among(words: Sequence[str]) -> Iterator[str]:
    """The words, the longest names of places among them each as one: ขยะ|คลอง|เตย."""
    start = 0
    while start < len(words):
        for end in range(min(start + LONGEST_NAME, len(words)), start, -1):
            if codes := codes_named("".join(words[start:end])):
                yield _either(words[start:end], map(_of_place, sorted(codes)))
                break
        else:
            end, number = start + 1, _part_of_number(words[start])
            yield _either(words[start:end], [number]) if number else quoted(words[start])
        start = end


def _part_of_number(piece: str) -> str:
    """What finds the cases whose number begins so, with or without its year; "" for what begins no number.

    One that begins with two digits may be meant either way: 62DF-KECK is no number of the year 62.
    """
    letters, ways = letters_of(piece), []
    if with_year := _NUMBER_WITH_YEAR.fullmatch(letters):
        year, beginning = with_year.groups()
        ways.append(f"({_of_number(beginning.lower())}:* & {_of_year(year)})")
    if _NUMBER.fullmatch(letters):
        ways.append(f"{_of_number(letters.lower())}:*")
    return f"({' | '.join(ways)})" if len(ways) > 1 else "".join(ways)


def _either(words: Sequence[str], others: Iterable[str]) -> str:
    held = [f"({' & '.join(map(quoted, words))})"] if words else []
    return f"({' | '.join([*held, *others])})"


def _of_place(code: int) -> str:
    return f"inarea{code}"


def _of_number(letters: str) -> str:
    return f"number{letters}"


def _of_year(year: str) -> str:
    return f"ofyear{year}"
