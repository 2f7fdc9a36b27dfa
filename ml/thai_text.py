"""Cutting Thai text into words, safely: any input, however hostile, costs a bounded time.

Imported by search and by the classifier alike, so that both see the same words. The web process uses it too:
nothing here imports numpy or scikit-learn, and the dictionary (some 35 MB) is loaded at the first cut only.
"""

import re
import unicodedata
from collections.abc import Iterator

from ml.newmm import segment

MAX_CHARACTERS = 4_000
"""Of a cleaned text; what follows is not looked at."""

MAX_DIGITS = 20
"""Of a run of digits: longer than any real number, far shorter than the runs that stall tokenisers."""

# Looked at before cleaning. Generous, since invisible characters and drawn-out letters vanish.
_MAX_RAW_CHARACTERS = 40_000

# Putting marks in order is quadratic in the length of their run; no letter has more of them than this.
_NORMALIZED_AT_ONCE = 400
_MARKS_ON_A_LETTER = 8

# Zero-width spaces and joiners, soft hyphen, bidirectional marks, embeddings and isolates, variation selectors,
# byte-order mark, tags, lone surrogates and noncharacters.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_DRAWN_OUT = re.compile(r"([^\d\s])\1{3,}")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_LONG_NUMBER = re.compile(rf"(\d{{{MAX_DIGITS}}})\d+")

# People and keyboards write the same syllable in several orders. Nikhahit and sara aa are sara am; tone marks stand
# after an upper vowel and before sara am; two sara e are one sara ae.
_TONES = "\u0e48-\u0e4b"
_SPLIT_SARA_AM = re.compile(f"\u0e4d([{_TONES}]?)\u0e32")
_TONE_THEN_NIKHAHIT = re.compile(f"([{_TONES}])\u0e4d\u0e32")
_SARA_AM_THEN_TONE = re.compile(f"\u0e33([{_TONES}])")
_TONE_THEN_VOWEL = re.compile(f"([{_TONES}])([\u0e31\u0e34-\u0e39\u0e47])")
_DOUBLE_SARA_E = re.compile("\u0e40\u0e40")

_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def clean(text: str) -> str:
    """The same text in one spelling: at most MAX_CHARACTERS, one line, nothing invisible, nothing drawn out.

    NFC; zero-width and bidirectional controls removed; both spellings of sara am and of tone marks unified; a letter
    or sign repeated more than 3 times becomes one; numbers keep their first MAX_DIGITS digits.
    Takes time in proportion to the length, and never more than that of 40,000 characters.
    """
    text = _INVISIBLE.sub("", text[:_MAX_RAW_CHARACTERS])
    text = _SPACES.sub(" ", text)
    text = _LONG_NUMBER.sub(r"\1", _DRAWN_OUT.sub(r"\1", text))
    # Cut before NFC: putting combining marks in order is quadratic in the length of their run.
    text = in_one_spelling(unicodedata.normalize("NFC", text[: 2 * MAX_CHARACTERS]))
    return text[:MAX_CHARACTERS].strip()


def in_one_spelling(composed: str) -> str:
    """A text in NFC with one spelling of sara am, of sara ae and of the order of vowel and tone mark; nothing else changes."""
    text = _TONE_THEN_NIKHAHIT.sub("\\1\u0e33", composed)
    text = _SPLIT_SARA_AM.sub("\\1\u0e33", text)
    text = _SARA_AM_THEN_TONE.sub("\\1\u0e33", text)
    text = _TONE_THEN_VOWEL.sub(r"\2\1", text)
    return _DOUBLE_SARA_E.sub("\u0e41", text)


def tidy_line(line: str) -> str:
    """One line of any length as it is kept: every letter of it, nothing invisible, single spaces, in one spelling.

    Takes time in proportion to the length.
    """
    line = _SPACES.sub(" ", _INVISIBLE.sub("", line)).strip()
    if not unicodedata.is_normalized("NFC", line):
        line = "".join(unicodedata.normalize("NFC", piece) for piece in _short_pieces(line))
    return in_one_spelling(line)


def _short_pieces(text: str) -> Iterator[str]:
    """Pieces that begin with a letter, not with a mark of the letter before, so that NFC of each is NFC of all."""
    begin = 0
    while begin < len(text):
        end = begin + _NORMALIZED_AT_ONCE
        for _mark in range(_MARKS_ON_A_LETTER):
            if end < len(text) and unicodedata.combining(text[end]):
                end += 1
        yield text[begin:end]
        begin = end


def words(text: str) -> list[str]:
    """The words of a text, in order, in lower case and with Arabic digits; signs, spaces and emoji are left out.

    Cleans first, so it may be given raw input: no text takes more than 200 ms of CPU once the dictionary is loaded
    (promise I7). A text without a single word gives an empty list.
    """
    return cut(clean(text))


def cut(cleaned: str) -> list[str]:
    """`words` of a text that has been through `clean` already."""
    tokens = segment(cleaned.lower().translate(_THAI_DIGITS))
    # Mostly the first letter tells it already.
    return [token.strip() for token in tokens if token[0].isalnum() or _LETTER_OR_DIGIT.search(token)]


_THAI = re.compile("[\u0e01-\u0e4f]")
_OPENS = "([{“‘\"'"
_STAYS_BEHIND = re.compile(r"[\u0e46\u0e2f)\]}”’\"',.:;!?%]|[\u0e00-\u0e7f]{1,3}\.$")


def breakable(text: str) -> list[str]:
    """The very same text in pieces, between which a line may end: behind a space, or between two Thai words.

    Numbers, addresses, names in Latin letters and names of areas behind their title stay whole, and no line begins with ๆ,
    ฯ or a closing sign. One line of at most MAX_CHARACTERS; takes the time of one `cut`.
    """
    text = text[:MAX_CHARACTERS]
    inside = {at for name in _AREA.finditer(text) for at in range(name.start() + 1, name.end())}
    pieces: list[str] = []
    at = 0
    for token in segment(text):
        if pieces and (at in inside or not _may_end(pieces[-1], token)):
            pieces[-1] += token
        else:
            pieces.append(token)
        at += len(token)
    return pieces


_AREA = re.compile(r"(?:ตำบล|อำเภอ|จังหวัด|แขวง|เขต|[ตอจ]\.)[\u0e01-\u0e4e]{2,24}(?![\u0e01-\u0e4e])")
"""ตำบลหนองโก, up to the next space: the cutter knows few names."""


def pieces(text: str) -> list[str]:
    """The very same text of any length in words, spaces and signs: joined, they are the text.

    Takes time in proportion to the length: some 0.1 s of CPU for 40,000 characters.
    """
    found: list[str] = []
    begin = 0
    while begin < len(text):
        end = begin + MAX_CHARACTERS
        if end < len(text) and (space := text.rfind(" ", begin, end)) > begin:
            end = space + 1
        found += segment(text[begin:end])
        begin = end
    return found


def _may_end(before: str, after: str) -> bool:
    if after.isspace() or _STAYS_BEHIND.match(after):
        return False
    if before[-1].isspace():
        return True
    return before[-1] not in _OPENS and bool(_THAI.match(before[-1]) and _THAI.match(after[0]))
