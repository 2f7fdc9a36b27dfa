"""Finding people's names in texts in Latin letters: English, Malay, and Burmese names as they are written in English.

Evidence is what stands before ("my name is", Mr, landlord, Ko, Encik) or inside (bin, two Burmese syllables). "Ko" is an
island too, "Sai" and "Nang" begin places: where a title proves little, the word behind it has to be a known one, and what
is followed by "Road" is no person. Linear: each pattern is bounded, and each name is read word by word, five at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from complaints.name_words import (
    ALSO_OTHER_WORDS,
    BURMESE_IN_LATIN,
    ENDS_A_NAME,
    LEADS_TO_A_PLACE,
    MALAY_GIVEN,
    NO_BURMESE_NAME,
    NO_NAME,
    OF_A_PLACE,
)
from ml.text_language import COMMON_WORDS

_LETTER = "A-Za-zÀ-ÿ"
_START = f"(?<![{_LETTER}])"
_CAPITAL = rf"[A-ZÀ-Ý][{_LETTER}'’\-]{{0,30}}"
_WORD = re.compile(rf"[{_LETTER}][{_LETTER}'’\-]{{0,30}}")
_BETWEEN = re.compile(r"\.?[ \u00A0]{1,3}")
_WORD_BEFORE = re.compile(rf"([{_LETTER}]{{1,31}})[ \u00A0\"“(]{{1,3}}$")
_BEFORE_LETTERS = 36
_COMMON = COMMON_WORDS["en"] | COMMON_WORDS["ms"]
_ENDS = NO_NAME | ENDS_A_NAME | OF_A_PLACE | LEADS_TO_A_PLACE

_SAID = re.compile(  # name is, name:, name of my boss is; nama saya, nama:
    rf"{_START}(?i:names?(?:['’]s\s{{1,2}}|\s{{1,2}}(?:of\s(?:[a-z]{{1,15}}\s){{1,4}})?(?:is|was)\s{{1,2}}|\s{{0,2}}[:=–]\s{{0,2}})"
    r"|nama\s{1,2}(?:saya|penuh|beliau|dia|suami|isteri|anak|bapa|ibu|majikan|pemilik)\s{1,2}(?:(?:ialah|adalah)\s{1,2}|[:=]\s{0,2})?"
    r"|nama\s{0,2}[:=]\s{0,2}|they\scall\sme\s)"
)
_TITLE = re.compile(
    rf"{_START}(?:(?i:mr|mrs|mister)|[Mm]s|MS|Miss|MISS|[Dd]r|DR|(?i:khun))(?:\.\s{{0,2}}|\s{{1,2}})|{_START}[Kk]\.\s{{1,2}}"
)
_NO_KHUN = frozenset({"han", "yuam", "tan", "klang", "thale", "fang", "phra"})
_I_AM = re.compile(rf"{_START}(?:[Ii]\s(?:am|AM)|[Ii]['’]?m)\s{{1,2}}")
_ROLES = (
    "officer|landlord|landlady|teacher|driver|boss|manager|foreman|supervisor|policeman|policewoman|sergeant|sgt|captain|capt|lieutenant"
    "|lt|colonel|col|major|headman|kamnan|neighbou?r|owner|employer|agent|broker|nurse|doctor|professor|prof|ajarn|achan|khru|kru|uncle"
    "|aunt|auntie|aunty|husband|wife|son|daughter|friend|brother|sister|colleague|roommate|cousin|boyfriend|girlfriend|inspector|mayor"
    "|man|woman|guy|person|boy|girl|staff|guard|interpreter"
)
_ROLE = re.compile(
    rf"{_START}(?i:(?:{_ROLES})(?:\.|,)?\s{{1,2}}(?:(?:is|was)\s{{1,2}})?(?:named|called|nicknamed)\s{{1,2}}"
    rf"|(?:{_ROLES})(?<!man)(?<!guy)(?<!person)(?<!boy)(?<!girl)[.,]?\s{{1,2}}(?:of\s(?:the|my|our|this|that)\s[a-z]{{2,15}}\s)?(?:is\s{{1,2}})?|named\s{{1,2}}|bernama\s{{1,2}}"
    rf"|policeman\s{{1,2}}|headman\s{{1,2}})(?={_CAPITAL})"
)
_SHORT_TITLE = re.compile(r"(?<![A-Za-z])[PN]['’]\s?(?=[A-Z][a-z])")  # P'Noi, N'Mai: older and younger in Thai
_MALAY = re.compile(
    rf"{_START}(?i:encik|puan|cik|tuan|haji|hajah|hjh?\.|en\.|pn\.|ustaz|ustazah|cikgu|imam|datuk|dato['’]|pak\s?cik|mak\s?cik|abang|kak|tengku|babo)"
    rf"\s{{1,2}}(?={_CAPITAL})"
)
_BIN = re.compile(rf"{_START}({_CAPITAL}(?:\s{_CAPITAL}){{0,2}})\s(?:bin|binti|bte?|BIN|BINTI)\.?\s(?={_CAPITAL})")
_WASTE = frozenset({"garbage", "rubbish", "dust", "trash", "recycle", "waste", "litter", "big", "full"})
_GIVEN = re.compile(rf"{_START}(?=({_CAPITAL})[ \u00A0]{{1,2}}{_CAPITAL})")
_BURMESE = re.compile(
    rf"{_START}(?<!\d)(?<!\d )(U|Daw|DAW|Ko|KO|Ma|MA|Maung|Mg|Saw|Naw|Sai|Nang|Nan|Mi|Saya|Sayama|Salai)\s{{1,2}}(?=[A-Z])"
)
_BURMESE_SMALL = re.compile(rf"{_START}(ko|ma|daw|maung|naw)\s{{1,2}}(?=[a-z])")
_SURELY_BURMESE = frozenset({"daw", "maung", "mg", "naw", "saya", "sayama", "salai"})
_OFTEN_BURMESE = frozenset({"u", "ko", "ma"})
_RUN = re.compile(rf"{_START}{_CAPITAL}(?:[ \u00A0]{_CAPITAL}){{1,7}}")


def find_latin_names(text: str) -> Iterator[tuple[int, int]]:
    """Where people are named in the text: start and end offsets (end excluded), in no order; they may overlap."""
    for match in _SAID.finditer(text):
        if not OF_A_PLACE & {_word_before(text, match.start()), *match[0].lower().split()}:
            yield from _name(text, match.end(), in_small_letters=True)
    for match in _TITLE.finditer(text):
        title = match[0].lower().strip(" .")
        first = _WORD.match(text, match.end())
        is_place = title == "khun" and (_leads_to_a_place(text, match) or (first and first[0].lower() in _NO_KHUN))
        if not is_place:
            yield from _name(text, match.end(), in_small_letters=title in {"mr", "mrs", "mister"})
    for match in _I_AM.finditer(text):
        yield from _who_i_am(text, match.end())
    for match in _ROLE.finditer(text):
        if not match[0].isupper() and _word_before(text, match.start()) not in OF_A_PLACE | LEADS_TO_A_PLACE:
            yield from _name(text, match.end())
    for pattern in (_SHORT_TITLE, _MALAY):
        for match in pattern.finditer(text):
            if not _leads_to_a_place(text, match):
                yield from _name(text, match.end())
    yield from _malay_names(text)
    yield from _burmese_names(text)


def _words(text: str, at: int, most: int = 5) -> list[re.Match[str]]:
    """The words from this place on with nothing but spaces between them."""
    found: list[re.Match[str]] = []
    word = _WORD.match(text, at)
    while word and len(found) < most:
        found.append(word)
        between = _BETWEEN.match(text, word.end())
        word = _WORD.match(text, between.end()) if between else None
    return found


def _word_before(text: str, at: int) -> str:
    found = _WORD_BEFORE.search(text[max(0, at - _BEFORE_LETTERS) : at])
    return found[1].lower() if found else ""


def _name(text: str, at: int, *, in_small_letters: bool = False, most: int = 3) -> Iterator[tuple[int, int]]:
    """The name that begins here, if one does: words with capitals, or any that do not go on with the sentence."""
    end, next_word = at, ""
    for number, word in enumerate(_words(text, at, most + 1)):
        small = next_word = word[0].lower()
        is_capital = word[0][0].isupper()
        if small in _ENDS or number == most or (small in _COMMON and not (is_capital and number)):
            break
        is_verb = small.endswith("ed") and small not in MALAY_GIVEN  # my name was corrected
        if not is_capital and (is_verb or not in_small_letters):
            break
        end, next_word = word.end(), ""
    if end > at and not _is_of_a_place(text, at, next_word):
        yield at, end


def _leads_to_a_place(text: str, match: re.Match[str]) -> bool:
    return _word_before(text, match.start()) in LEADS_TO_A_PLACE


def _is_of_a_place(text: str, at: int, next_word: str) -> bool:
    return next_word in OF_A_PLACE or _word_before(text, at) in LEADS_TO_A_PLACE


def _who_i_am(text: str, at: int) -> Iterator[tuple[int, int]]:
    """ "I am Burmese" names nobody and "I am Anna Smith" does: two words with capitals, or one and a comma."""
    for start, end in _name(text, at):
        said = text[start:end]
        is_ended = re.match(r"\s{0,2}(?:[,.!\n]|$|(?:from|and|here)\b)", text[end : end + 8])
        if said[0].isupper() and not said.isupper() and (" " in said or is_ended):
            yield start, end


def _malay_names(text: str) -> Iterator[tuple[int, int]]:
    for match in _BIN.finditer(text):
        words = match[1].lower().split()
        if words[-1] not in _WASTE and words[0] not in LEADS_TO_A_PLACE:
            yield from ((match.start(1), end) for _start, end in _name(text, match.end(), most=2))
    for match in _GIVEN.finditer(text):
        if match[1].lower() in MALAY_GIVEN and not _leads_to_a_place(text, match):
            yield from _name(text, match.start())


# -- Burmese names ---------------------------------------------------------------------------------------------------


def _burmese_names(text: str) -> Iterator[tuple[int, int]]:
    for match in _BURMESE.finditer(text):
        yield from _titled_burmese(text, match[1].lower(), match.end(), least=1)
    for match in _BURMESE_SMALL.finditer(text):
        yield from _titled_burmese(text, match[1], match.end(), least=2)
    for match in _RUN.finditer(text):
        yield from _burmese_in(text, match)


def _titled_burmese(text: str, title: str, at: int, *, least: int) -> Iterator[tuple[int, int]]:
    words = _words(text, at)
    known = _count_known(words)
    first = words[0][0].lower()
    if f"{title}:{first}" in NO_BURMESE_NAME or first in _ENDS:
        return
    is_doubtful = first in ALSO_OTHER_WORDS and title not in _OFTEN_BURMESE | _SURELY_BURMESE
    if least == 1 and title in _SURELY_BURMESE:
        yield from _name(text, at, most=4)
    elif known >= max(least, 2 if is_doubtful or words[0][0].isupper() and len(first) > 1 else 1):
        after = words[known][0].lower() if known < len(words) else ""
        if not _is_of_a_place(text, at, after):
            yield at, words[known - 1].end()
            yield from _name(text, at, most=4)


def _burmese_in(text: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Two or more Burmese syllables with capitals, one of which is no other word, are a name without any title."""
    words = _words(text, run.start(), most=8)
    number = 0
    while number < len(words):
        known = _count_known(words[number:])
        mine = [word[0].lower() for word in words[number : number + known]]
        after = words[number + known][0].lower() if number + known < len(words) else ""
        if known >= 2 and not ALSO_OTHER_WORDS.issuperset(mine):
            pairs = {f"{first}:{second}" for first, second in zip(mine, mine[1:], strict=False)}
            if not pairs & NO_BURMESE_NAME and not _is_of_a_place(text, words[number].start(), after):
                yield words[number].start(), words[number + known - 1].end()
        number += known or 1


def _count_known(words: list[re.Match[str]]) -> int:
    """How many of the words, from the first on, are Burmese syllables, alone or two in one word."""
    for number, word in enumerate(words):
        is_like_first = word[0][0].isupper() == words[0][0][0].isupper()
        if not is_like_first or not _is_burmese(word[0].lower()):
            return number
    return len(words)


def _is_burmese(word: str) -> bool:
    if word in BURMESE_IN_LATIN:
        return True
    halves = ((word[:cut], word[cut:]) for cut in range(2, min(len(word), 9) - 1))
    return any(
        {first, second} <= BURMESE_IN_LATIN and not {first, second} <= ALSO_OTHER_WORDS for first, second in halves
    )
