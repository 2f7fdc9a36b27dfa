"""What people type to find cases: words of the text, places where the case lies, and parts of a case number.

All of it stands in one index: beside the words of its text a case is indexed under words for the places it lies in and for
its numbers. So a search for any mixture stays one question to that index, with the same plans and the same answer to who
may see what. Which place a name means is looked up when somebody types it: with its titles, in other spellings and in other
languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, combinations

from complaints.references import ALPHABET, InvalidReference, letters_of, normalise
from directory.models.areas import codes_around
from directory.place_search import codes_named, place_meant_by
from ml.newmm import dictionary
from ml.spelling import may_be_a_slip, read_anew
from ml.thai_text import clean, words
from records.search import MOST_WORDS_ASKED, quoted, typed_words

LONGEST_NAME = 5
"""Words of a place's name as the tokeniser cuts it: แขวง|คลอง|เตย|เหนือ."""
_NUMBER = re.compile(f"[{ALPHABET}]{{4,9}}")
_NUMBER_WITH_YEAR = re.compile(rf"(\d\d)([{ALPHABET}]{{3,9}})")
"""So many letters as one case in some ten thousand has at most: the index finds these at once."""
_SECOND_GROUP = re.compile(f"[{ALPHABET}]{{4,5}}")
"""With the letter behind it, or without: what people read last of a number."""
_LETTERS_OF_ONE = 11
_GROUPS_END = ({2, 6, 10, 11}, {4, 8, 9}, {4, 5}, {2, 4, 6, 8, 10})
"""After how many letters a group of a number ends: with its year, without it, of the second group alone, told in pairs."""
_ENDS_BEGUN = re.compile("[a-z]{3,}|[\u0e01-\u0e4e]{2,}")
SHORTEST_BEGUN = 4
"""Letters of several words as cut that may be one word begun: ลาด|พ."""
SHORTEST_ALONE = 2
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
    """The words for a case number: its letters, of which the beginning can be asked for, its second group, and its year."""
    letters = letters_of(reference).lower()
    return [_of_number(letters[2:]), _of_second_group(letters[6:]), _of_year(letters[:2])]


def number_in(typed: str) -> str:
    """The whole case number that stands in what was typed, with other words around it or none; "" where none does."""
    pieces = clean(typed).split(" ", 2 * MOST_WORDS_ASKED)
    whole = [typed, *(" ".join(pieces[begin:end]) for begin, end in _may_be_numbers(pieces))]
    return next((number for told in whole if (number := _whole_number(told))), "")


def asked_for(typed: str) -> str:
    """What to_tsquery takes to find the cases that hold all that was typed; "" when there is no word in it.

    What may be a number with spaces in it is found as one too, beside what holds its pieces as words.
    """
    pieces = list(_pieces(clean(typed)))
    for begin, end in _may_be_numbers(pieces):
        if end > begin + 1 and (number := _part_of_number("".join(pieces[begin:end]))):
            inside, around = " & ".join(_parts(pieces[begin:end])), _parts(pieces[:begin] + pieces[end:])
            either = f"(({inside}) | {number})" if inside else number
            return " & ".join([either, *around][:MOST_WORDS_ASKED])
    return " & ".join(list(_parts(pieces))[:MOST_WORDS_ASKED])


def _may_be_numbers(pieces: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Begin and end of the pieces that stand in the groups of a number, or of its beginning, with a digit; the longest first."""
    letters = [letters_of(piece) for piece in pieces]
    runs = combinations(range(min(len(pieces), MOST_WORDS_ASKED) + 1), 2)
    for begin, end in sorted(runs, key=lambda run: (run[0] - run[1], run[0])):
        *ends, size = accumulate(map(len, letters[begin:end]))
        is_grouped = all(letters[begin:end]) and any(groups.issuperset(ends) for groups in _GROUPS_END)
        told = "".join(pieces[begin:end])
        if is_grouped and size <= _LETTERS_OF_ONE and any(letter.isdigit() for letter in told):
            yield begin, end


def _whole_number(told: str) -> str:
    try:
        return normalise(told)
    except InvalidReference:
        return ""


def meant_by(typed: str) -> str:
    """What somebody probably meant who mistyped it; "" where every word is one that people complain with, or may be a name.

    One slip a word, two in words that stand together, and one in the name of a place that stands by itself.
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
    at = 0
    for word, meant in read_anew(cut):
        begin = max(piece.find(word, at), at)
        at = begin + len(word)
        if meant != word and not codes_named(word):
            piece, at = piece[:begin] + meant + piece[at:], begin + len(meant)
    return piece


def _parts(pieces: Sequence[str]) -> Iterator[str]:
    """What has to be there, part by part: some words, or what they stand for."""
    rest = []
    for piece in pieces:
        if not piece.isalpha() and (number := _part_of_number(piece)):
            yield _either(typed_words(piece), [number])
        elif codes := codes_named(piece):
            yield _either(typed_words(piece), map(_of_place, sorted(codes)))
        else:
            rest.append(piece)
    words = typed_words(" ".join(rest))
    begun = _begun(words, rest[-1].lower()) if rest and rest[-1] == pieces[-1] else 0
    yield from _named_among(words[: len(words) - begun])
    if begun:
        last = words[len(words) - begun :]
        yield _either(last, [*_meanings(last), f"{quoted(''.join(last))}:*"])


def _begun(words: Sequence[str], piece: str) -> int:
    """How many of the last words may be one that is not typed to its end: ลาด|พ of ลาดพร้าว, or googl.

    piece: what was typed last. What the dictionary has as it stands is no word begun, however many words begin so; nor is
    the name of a place.
    """
    if any(codes_named("".join(words[-number:])) for number in range(2, min(LONGEST_NAME, len(words)) + 1)):
        return 0
    for number in range(min(LONGEST_NAME, len(words)), 1, -1):
        joined = "".join(words[-number:])
        if len(joined) >= SHORTEST_BEGUN and piece.endswith(joined) and dictionary().goes_on(joined):
            return number
    last = words[-1] if words else ""
    is_begun = _ENDS_BEGUN.fullmatch(last) and piece.endswith(last) and last not in dictionary().words
    # Two letters by themselves begin words of half of all cases.
    return int(bool(is_begun) and (len(words) > 1 or len(last) > SHORTEST_ALONE))


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
            if end == start + 1 or codes_named("".join(words[start:end])):
                break
        others = _meanings(words[start:end])
        yield _either(words[start:end], others) if others else quoted(words[start])
        start = end


def _meanings(words: Sequence[str]) -> list[str]:
    """What these words mean beside themselves: places of this name, or of one word the number that begins so."""
    if codes := codes_named("".join(words)):
        return [_of_place(code) for code in sorted(codes)]
    number = _part_of_number(words[0]) if len(words) == 1 else ""
    return [number] if number else []


def _part_of_number(piece: str) -> str:
    """What finds the cases whose number begins so, with or without its year, or ends so; "" for what is part of no number.

    One that begins with two digits may be meant either way: 62DF-KECK is no number of the year 62.
    """
    letters, ways = letters_of(piece), []
    if with_year := _NUMBER_WITH_YEAR.fullmatch(letters):
        year, beginning = with_year.groups()
        ways.append(f"({_of_number(beginning.lower())}:* & {_of_year(year)})")
    if _NUMBER.fullmatch(letters):
        ways.append(f"{_of_number(letters.lower())}:*")
    if _SECOND_GROUP.fullmatch(letters):
        ways.append(f"{_of_second_group(letters.lower())}:*")
    return f"({' | '.join(ways)})" if len(ways) > 1 else "".join(ways)


def _either(words: Sequence[str], others: Iterable[str]) -> str:
    held = [f"({' & '.join(map(quoted, words))})"] if words else []
    return f"({' | '.join([*held, *others])})"


def _of_place(code: int) -> str:
    return f"inarea{code}"


def _of_number(letters: str) -> str:
    return f"number{letters}"


def _of_second_group(letters: str) -> str:
    return f"ending{letters}"


def _of_year(year: str) -> str:
    return f"ofyear{year}"
